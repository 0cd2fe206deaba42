"""An interaction: something that happened with people, a call, e-mail, meeting, message or note."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

KINDS = ("call", "email", "meeting", "message", "note")
DIRECTIONS = ("in", "out")

INTERACTION = Noun(
    "interaction",
    "interactions",
    title="summary",
    order="-at",
    columns=("id", "at", "kind", "contacts", "summary"),
    plain=(
        "id",
        "at",
        "on_day",
        "kind",
        "direction",
        "contacts",
        "companies",
        "deal",
        "summary",
        "minutes",
        "outcome",
        "owner",
        "created_at",
        "uid",
    ),
    fields=(
        *key_fields(),
        Field("kind", "choice", "Kind", choices=KINDS),
        Field("at", "instant", "At", past=True, day="on_day"),
        Field("on_day", "day", "Day", editable=False, past=True),
        Field("direction", "choice", "Direction", choices=DIRECTIONS),
        Field("summary", "long", "Summary", aliases=("text",)),
        Field("contacts", "ref", "Contacts", place="link", noun="contact", many=True, aliases=("contact", "with")),
        Field("companies", "ref", "Companies", place="link", noun="company", many=True, aliases=("company",)),
        Field("deal", "ref", "Deal", place="ref", noun="deal"),
        Field("minutes", "int", "Minutes"),
        Field("outcome", "text", "Outcome"),
        Field("owner", "user", "Owner"),
        *shared_fields(),
    ),
)
