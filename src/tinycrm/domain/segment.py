"""A segment: a named filter, kept."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields
from tinycrm.domain.nouns import NAMES

SEGMENT = Noun(
    "segment",
    "segments",
    title="name",
    order="name",
    columns=("id", "name", "noun", "where"),
    plain=("id", "name", "noun", "where", "note", "created_at", "uid"),
    fields=(
        *key_fields(),
        Field("name", "text", "Name", folded="name_key", aliases=("title",)),
        Field("noun", "choice", "Of", choices=tuple(name for name in NAMES if name != "segment"), editable=False),
        Field("where", "text", "Where", column="filter"),
        Field("note", "long", "Note"),
        *shared_fields(),
    ),
)
