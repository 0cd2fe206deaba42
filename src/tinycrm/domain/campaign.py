"""A campaign: a push with a budget, a channel and members."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

CAMPAIGN = Noun(
    "campaign",
    "campaigns",
    title="name",
    order="-started_on,-id",
    columns=("id", "name", "channel", "started_on", "ended_on", "budget"),
    plain=(
        "id",
        "name",
        "channel",
        "budget",
        "currency",
        "started_on",
        "ended_on",
        "owner",
        "note",
        "created_at",
        "uid",
    ),
    fields=(
        *key_fields(),
        Field("name", "text", "Name", folded="name_key", aliases=("title",)),
        Field("channel", "text", "Channel"),
        Field("budget", "money", "Budget", column="budget_minor"),
        Field("currency", "currency", "Currency"),
        Field("started_on", "day", "Started", past=True, aliases=("started", "start")),
        Field("ended_on", "day", "Ended", aliases=("ended", "end")),
        Field("owner", "user", "Owner"),
        Field("note", "long", "Note"),
        Field("fields", "fields", "Fields", place="custom_all"),
        *shared_fields(),
    ),
)
