"""An expense: money spent to win, sell to or serve customers."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

EXPENSE_KINDS = ("marketing", "sales", "service")

EXPENSE = Noun(
    "expense",
    "expenses",
    title="title",
    order="-spent_on,-id",
    columns=("id", "spent_on", "kind", "channel", "title", "amount", "campaign"),
    plain=(
        "id",
        "spent_on",
        "amount",
        "currency",
        "kind",
        "channel",
        "campaign",
        "title",
        "owner",
        "note",
        "created_at",
        "uid",
    ),
    fields=(
        *key_fields(),
        Field("title", "text", "Title", folded="title_key", aliases=("name",)),
        Field("amount", "money", "Amount", column="amount_minor", aliases=("value",)),
        Field("currency", "currency", "Currency"),
        Field("spent_on", "day", "Spent", past=True, aliases=("spent", "on")),
        Field("kind", "choice", "Kind", choices=EXPENSE_KINDS),
        Field("channel", "text", "Channel"),
        Field("campaign", "ref", "Campaign", place="ref", noun="campaign"),
        Field("owner", "user", "Owner"),
        Field("note", "long", "Note"),
        Field("fields", "fields", "Fields", place="custom_all"),
        *shared_fields(),
    ),
)
