"""What leads to a record from elsewhere: names that a filter may ask to be empty or not."""

from __future__ import annotations

# (noun, name) → where the rows are that lead to it; any of them will do
_SOURCES: dict[tuple[str, str], tuple[str, ...]] = {
    ("company", "contacts"): ("contact_company AS l WHERE l.company = company.id",),
    ("company", "deals"): ("deal AS l WHERE l.company = company.id",),
    ("company", "tasks"): ("task AS l WHERE l.company = company.id",),
    ("company", "interactions"): (
        "interaction_company AS l WHERE l.company = company.id",
        "contact_company AS l JOIN interaction_contact AS i ON i.contact = l.contact WHERE l.company = company.id",
    ),
    ("contact", "deals"): ("deal_contact AS d JOIN deal AS l ON l.id = d.deal WHERE d.contact = contact.id",),
    ("contact", "tasks"): ("task AS l WHERE l.contact = contact.id",),
    ("contact", "interactions"): ("interaction_contact AS l WHERE l.contact = contact.id",),
    **{
        (noun, plural): (f"{table} AS l WHERE l.{noun} = {noun}.id",)
        for noun in ("contact", "company", "deal")
        for plural, table in (("sales", "sale"), ("subscriptions", "subscription"), ("tickets", "ticket"))
    },
    **{(noun, "feedback"): (f"feedback AS l WHERE l.{noun} = {noun}.id",) for noun in ("contact", "company")},
    **{(noun, "campaigns"): (f"campaign_member AS l WHERE l.record = {noun}.id",) for noun in ("contact", "company")},
    **{
        ("campaign", plural): (f"{table} AS l WHERE l.campaign = campaign.id",)
        for plural, table in (
            ("members", "campaign_member"),
            ("deals", "deal"),
            ("sales", "sale"),
            ("expenses", "expense"),
        )
    },
    ("subscription", "sales"): ("sale AS l WHERE l.subscription = subscription.id",),
    ("ticket", "feedback"): ("feedback AS l WHERE l.ticket = ticket.id",),
    ("sale", "refunds"): ("sale AS l WHERE l.refund_of = sale.id",),
    ("sale", "feedback"): ("feedback AS l WHERE l.sale = sale.id",),
    ("deal", "tasks"): ("task AS l WHERE l.deal = deal.id",),
    ("deal", "interactions"): ("interaction AS l WHERE l.deal = deal.id",),
}
_OPEN = {
    "open_deals": ("deals", "l.outcome = 'open'"),
    "open_tasks": ("tasks", "l.status = 'open'"),
    "open_tickets": ("tickets", "l.status = 'open'"),
}


def related(noun: str, name: str) -> str:
    """Gives the SQL that says whether anything of this name leads to a record; "" when it is no such name.

    Args:
        noun: whose record.
        name: "contacts", "deals", "open_deals", "tasks", "open_tasks", "interactions", "sales", "subscriptions",
            "tickets", "open_tickets", "feedback", "campaigns", "members", "expenses" or "refunds", as far as the noun
            has them.
    """
    name = name.strip().lower().replace("-", "_")
    name, narrow = _OPEN.get(name, (name, ""))
    sources = _SOURCES.get((noun, name), ())
    more = f" AND {narrow}" if narrow else ""
    found = [f"EXISTS (SELECT 1 FROM {source}{more})" for source in sources]
    return f"({' OR '.join(found)})" if found else ""
