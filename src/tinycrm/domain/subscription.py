"""A subscription: a sale that repeats until it ends."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

SUBSCRIPTION = Noun(
    "subscription",
    "subscriptions",
    title="product",
    order="-start_on",
    columns=("id", "product", "company", "amount", "interval", "start_on", "end_on"),
    plain=(
        "id",
        "product",
        "amount",
        "currency",
        "interval",
        "company",
        "contact",
        "start_on",
        "end_on",
        "deal",
        "owner",
        "note",
        "created_at",
        "uid",
    ),
    fields=(
        *key_fields(),
        Field("product", "text", "Product", folded="product_key", aliases=("title", "name")),
        Field("amount", "money", "Amount", column="amount_minor", aliases=("value",)),
        Field("currency", "currency", "Currency"),
        Field("interval", "interval", "Every", aliases=("every",)),
        Field("company", "ref", "Company", place="ref", noun="company"),
        Field("contact", "ref", "Contact", place="ref", noun="contact"),
        Field("start_on", "day", "Start", past=True, aliases=("start",)),
        Field("end_on", "day", "Last day", aliases=("end",)),
        Field("deal", "ref", "Deal", place="ref", noun="deal"),
        Field("owner", "user", "Owner"),
        Field("note", "long", "Note"),
        Field("fields", "fields", "Fields", place="custom_all"),
        *shared_fields(),
    ),
)
