"""A sale: money earned on a day, who paid and what for; a refund is a negative one."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

SALE = Noun(
    "sale",
    "sales",
    title="product",
    order="-sold_on,-id",
    columns=("id", "sold_on", "company", "product", "amount"),
    plain=(
        "id",
        "sold_on",
        "amount",
        "currency",
        "company",
        "contact",
        "product",
        "quantity",
        "deal",
        "subscription",
        "due_on",
        "campaign",
        "refund_of",
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
        Field("sold_on", "day", "Sold", past=True, aliases=("sold", "on")),
        Field("quantity", "number", "Quantity"),
        Field("company", "ref", "Company", place="ref", noun="company"),
        Field("contact", "ref", "Contact", place="ref", noun="contact"),
        Field("deal", "ref", "Deal", place="ref", noun="deal"),
        Field("subscription", "ref", "Subscription", place="ref", noun="subscription"),
        Field("due_on", "day", "For the due day", past=True, aliases=("due",)),
        Field("campaign", "ref", "Campaign", place="ref", noun="campaign"),
        Field("refund_of", "ref", "Refund of", place="ref", noun="sale"),
        Field("owner", "user", "Owner"),
        Field("note", "long", "Note"),
        Field("fields", "fields", "Fields", place="custom_all"),
        *shared_fields(),
    ),
)
