"""Takes a record out with all that hangs on it; every row's image stays in the journal.

What a person did not make as a record of its own goes along: contact points, tags, links, memberships, the history
of lifecycles and subscriptions. Of what is a record of its own,
- a person's or company's tasks, interactions and feedback go along if they involve nobody else;
- deals, sales, subscriptions and tickets name it, so that it is refused (`naming`) unless the caller cascades: then
  those go too that are left with nobody, the others lose the link;
- what names a deal, subscription, campaign or ticket lives on without the link: money that was earned stays earned;
- refunds go with the sale that they give back.
"""

from __future__ import annotations

from tinycrm.store.cells import whole
from tinycrm.store.tables import title_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.unit import Unit

# (table, column) of the rows that go with a record
_HANGING: dict[str, tuple[tuple[str, str], ...]] = {
    "contact": (
        ("contact_point", "record"),
        ("tagging", "record"),
        ("lifecycle_change", "record"),
        ("not_duplicate", "record"),
        ("not_duplicate", "other"),
        ("contact_company", "contact"),
        ("relation", "contact"),
        ("relation", "other"),
        ("deal_contact", "contact"),
        ("interaction_contact", "contact"),
        ("campaign_member", "record"),
        ("enrolment", "record"),
    ),
    "company": (
        ("contact_point", "record"),
        ("tagging", "record"),
        ("lifecycle_change", "record"),
        ("not_duplicate", "record"),
        ("not_duplicate", "other"),
        ("contact_company", "company"),
        ("interaction_company", "company"),
        ("campaign_member", "record"),
        ("enrolment", "record"),
    ),
    "deal": (("stage_stay", "deal"), ("deal_contact", "deal"), ("tagging", "record"), ("enrolment", "record")),
    "interaction": (("interaction_contact", "interaction"), ("interaction_company", "interaction")),
    "task": (),
    "campaign": (("campaign_member", "campaign"),),
    "subscription": (("subscription_change", "subscription"), ("subscription_term", "subscription")),
    "sale": (),
    "expense": (),
    "ticket": (("tagging", "record"),),
    "feedback": (),
    "segment": (),
}
_TASK_LINKS = ("contact", "company", "deal")
# nouns with a company and a contact, one of whom is enough
_OF_PARTIES = ("sale", "subscription", "ticket", "feedback")
# (noun, column) of what names a record of a noun
_NAMED_BY: dict[str, tuple[tuple[str, str], ...]] = {
    "contact": (("deal", ""), ("sale", "contact"), ("subscription", "contact"), ("ticket", "contact")),
    "company": (("deal", "company"), ("sale", "company"), ("subscription", "company"), ("ticket", "company")),
    "deal": (("sale", "deal"), ("subscription", "deal"), ("ticket", "deal")),
    "subscription": (("sale", "subscription"),),
    "campaign": (("deal", "campaign"), ("sale", "campaign"), ("expense", "campaign")),
    "sale": (("sale", "refund_of"), ("feedback", "sale")),
    "ticket": (("feedback", "ticket"),),
}
_TOLD = 5


class Named:
    """What names a record.

    Attributes:
        noun: of the records that do.
        count: how many do.
        first: (id, title) of the first of them.
    """

    __slots__ = ("count", "first", "noun")

    def __init__(self, noun: str, count: int, first: list[tuple[int, str]]) -> None:
        self.noun = noun
        self.count = count
        self.first = first


def naming(unit: Unit, noun: str, id: int, besides: frozenset[int] = frozenset()) -> list[Named]:
    """Gives what names a record, so that it may not go unasked.

    Args:
        unit: an open transaction.
        noun, id: the record.
        besides: records that are to go as well and do not count.
    """
    found: list[Named] = []
    for other, column in _NAMED_BY.get(noun, ()):
        test = f"r.{column} = :id" if column else "r.id IN (SELECT deal FROM deal_contact WHERE contact = :id)"
        if besides and other == noun:
            test += f" AND r.id NOT IN ({', '.join(str(whole(one)) for one in sorted(besides))})"
        count = unit.db.number(f"SELECT count(*) FROM {other} AS r WHERE {test}", {"id": id})
        if count:
            sql = f"SELECT r.id, r.{title_of(other)} FROM {other} AS r WHERE {test} ORDER BY r.id LIMIT {_TOLD}"
            rows = unit.db.rows(sql, {"id": id})
            found.append(Named(other, count, [(whole(row[0]), str(row[1] or "")) for row in rows]))
    return found


def people_of(unit: Unit, deal: int) -> list[int]:
    """Gives the contacts of a deal, the primary one first."""
    return _ids(unit, "SELECT contact FROM deal_contact WHERE deal = :id ORDER BY is_primary DESC, position", deal)


def remove_record(unit: Unit, noun: str, id: int) -> dict[str, int]:
    """The record is gone, and with it what belongs to nobody else; gives how many of each other noun went.

    What involves someone else stays and loses only its link. Deals, sales, subscriptions and tickets that are left
    with nobody go too: the caller has made sure that this is wanted.
    """
    gone: dict[str, int] = {}
    if noun in ("contact", "company"):
        for other in _OF_PARTIES:
            for one in _ids(unit, f"SELECT id FROM {other} WHERE {noun} = :id ORDER BY id", id):
                _release_paid(unit, noun, other, one, gone)
        of = {"contact": "id IN (SELECT deal FROM deal_contact WHERE contact = :id)", "company": "company = :id"}[noun]
        for deal in _ids(unit, f"SELECT id FROM deal WHERE {of} ORDER BY id", id):
            _release_deal(unit, noun, id, deal, gone)
    else:
        _release_links(unit, noun, id, gone)
    if noun in _TASK_LINKS:
        for task in _ids(unit, f"SELECT id FROM task WHERE {noun} = :id", id):
            _release_task(unit, noun, task, gone)
        for interaction in _interactions(unit, noun, id):
            _release_interaction(unit, noun, id, interaction, gone)
    if noun == "company":
        for child in _ids(unit, "SELECT id FROM company WHERE parent = :id", id):
            unit.update("company", (child,), {"parent": None})
    for table, column in _HANGING[noun]:
        unit.delete_all(table, column, id)
    unit.delete_all("merged", "survivor", id)
    for source, kind, foreign in unit.db.rows(
        "SELECT source, noun, foreign_id FROM foreign_ref WHERE id = :id", {"id": id}
    ):
        unit.update("foreign_ref", (source, kind, foreign), {"gone_at": unit.now})
    unit.delete(noun, (id,))
    return gone


def _ids(unit: Unit, sql: str, id: int) -> list[int]:
    return [row[0] for row in unit.db.rows(sql, {"id": id}) if isinstance(row[0], int)]


def _interactions(unit: Unit, noun: str, id: int) -> list[int]:
    if noun == "deal":
        return _ids(unit, "SELECT id FROM interaction WHERE deal = :id", id)
    return _ids(unit, f"SELECT interaction FROM interaction_{noun} WHERE {noun} = :id", id)


def _count(gone: dict[str, int], noun: str, more: dict[str, int]) -> None:
    gone[noun] = gone.get(noun, 0) + 1
    for other, number in more.items():
        gone[other] = gone.get(other, 0) + number


def _release_task(unit: Unit, noun: str, task: int, gone: dict[str, int]) -> None:
    row = unit.need("task", task)
    if any(row[other] is not None for other in _TASK_LINKS if other != noun):
        unit.update("task", (task,), {noun: None})
    else:
        _count(gone, "task", remove_record(unit, "task", task))


def _release_interaction(unit: Unit, noun: str, id: int, interaction: int, gone: dict[str, int]) -> None:
    others = unit.db.number(
        "SELECT (SELECT count(*) FROM interaction_contact WHERE interaction = :i AND contact <> :contact)"
        " + (SELECT count(*) FROM interaction_company WHERE interaction = :i AND company <> :company)",
        {"i": interaction, "contact": id if noun == "contact" else 0, "company": id if noun == "company" else 0},
    )
    row = unit.need("interaction", interaction)
    if others == 0 and (noun == "deal" or row["deal"] is None):
        _count(gone, "interaction", remove_record(unit, "interaction", interaction))
    elif noun == "deal":
        unit.update("interaction", (interaction,), {"deal": None})
    else:
        unit.delete(f"interaction_{noun}", (id, row["at"], interaction))
        unit.touch("interaction", interaction)


def _release_deal(unit: Unit, noun: str, id: int, deal: int, gone: dict[str, int]) -> None:
    row = unit.need("deal", deal)
    rest = [contact for contact in people_of(unit, deal) if noun != "contact" or contact != id]
    company = row["company"] if noun != "company" else None
    if not rest and company is None:
        _count(gone, "deal", remove_record(unit, "deal", deal))
        return
    if noun == "contact":
        unit.delete("deal_contact", (deal, id))
    party = company if company is not None else rest[0]
    if not unit.update("deal", (deal,), {"company": company, "party": party}):
        unit.touch("deal", deal)


def _release_paid(unit: Unit, noun: str, other: str, id: int, gone: dict[str, int]) -> None:
    """A sale, subscription, ticket or answer of a party that goes stays with the other one, or goes too."""
    row = unit.get(other, (id,))
    if row is None:
        return
    rest = row["contact" if noun == "company" else "company"]
    if rest is None:
        _count(gone, other, remove_record(unit, other, id))
    else:
        unit.update(other, (id,), {noun: None, "party": rest})


def _release_links(unit: Unit, noun: str, id: int, gone: dict[str, int]) -> None:
    """What names a record that goes has an empty link; a sale's refunds go with it."""
    for other, column in _NAMED_BY.get(noun, ()):
        for one in _ids(unit, f"SELECT id FROM {other} WHERE {column} = :id ORDER BY id", id):
            if column == "refund_of":
                _count(gone, other, remove_record(unit, other, one))
            elif column == "subscription":
                unit.update(other, (one,), {"subscription": None, "due_on": None})
            else:
                unit.update(other, (one,), {column: None})
