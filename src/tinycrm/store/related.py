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
    ("deal", "tasks"): ("task AS l WHERE l.deal = deal.id",),
    ("deal", "interactions"): ("interaction AS l WHERE l.deal = deal.id",),
}
_OPEN = {"open_deals": ("deals", "l.outcome = 'open'"), "open_tasks": ("tasks", "l.status = 'open'")}


def related(noun: str, name: str) -> str:
    """Gives the SQL that says whether anything of this name leads to a record; "" when it is no such name.

    Args:
        noun: whose record.
        name: "contacts", "deals", "open_deals", "tasks", "open_tasks" or "interactions", as far as the noun has them.
    """
    name = name.strip().lower().replace("-", "_")
    name, narrow = _OPEN.get(name, (name, ""))
    sources = _SOURCES.get((noun, name), ())
    more = f" AND {narrow}" if narrow else ""
    found = [f"EXISTS (SELECT 1 FROM {source}{more})" for source in sources]
    return f"({' OR '.join(found)})" if found else ""
