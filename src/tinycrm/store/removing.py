"""Takes a record out with all that hangs on it; every row's image stays in the journal."""

from __future__ import annotations

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
    ),
    "company": (
        ("contact_point", "record"),
        ("tagging", "record"),
        ("lifecycle_change", "record"),
        ("not_duplicate", "record"),
        ("not_duplicate", "other"),
        ("contact_company", "company"),
        ("interaction_company", "company"),
    ),
    "deal": (("stage_stay", "deal"), ("deal_contact", "deal"), ("tagging", "record")),
    "interaction": (("interaction_contact", "interaction"), ("interaction_company", "interaction")),
    "task": (),
}
_TASK_LINKS = ("contact", "company", "deal")


def deals_naming(unit: Unit, noun: str, id: int) -> list[tuple[int, str]]:
    """Gives (id, title) of the deals that name a contact or company."""
    sql = {
        "contact": "SELECT d.id, d.title FROM deal_contact AS l JOIN deal AS d ON d.id = l.deal WHERE l.contact = :id",
        "company": "SELECT id, title FROM deal WHERE company = :id",
    }.get(noun)
    if sql is None:
        return []
    return [(row[0], str(row[1])) for row in unit.db.rows(sql + " ORDER BY 1", {"id": id}) if isinstance(row[0], int)]


def remove_record(unit: Unit, noun: str, id: int) -> dict[str, int]:
    """The record is gone, and with it what belongs to nobody else; gives how many of each other noun went.

    Tasks and interactions that involve someone else stay and lose only their link. Deals that are left with
    nobody go too: the caller has made sure that this is wanted.
    """
    gone: dict[str, int] = {}
    if noun in ("contact", "company"):
        for deal, _ in deals_naming(unit, noun, id):
            _release_deal(unit, noun, id, deal, gone)
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
    people = _ids(unit, "SELECT contact FROM deal_contact WHERE deal = :id ORDER BY is_primary DESC, position", deal)
    rest = [contact for contact in people if noun != "contact" or contact != id]
    company = row["company"] if noun != "company" else None
    if not rest and company is None:
        _count(gone, "deal", remove_record(unit, "deal", deal))
        return
    if noun == "contact":
        unit.delete("deal_contact", (deal, id))
    party = company if company is not None else rest[0]
    if not unit.update("deal", (deal,), {"company": company, "party": party}):
        unit.touch("deal", deal)
