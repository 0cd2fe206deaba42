"""What stands below a record's page, and its timeline."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Listing
from tinycrm.services.listing import Asked, list_records
from tinycrm.store.queries.timeline import related, relations_of, timeline_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work

_LATEST = 5


def sections_of(work: Work, noun: str, id: int, *, form: str) -> list[tuple[str, Listing]]:
    """Gives the lists below a record's page: its people, deals, tasks, relations and latest interactions.

    Args:
        work: the command's work.
        noun: "contact", "company" or "deal".
        id: the record.
        form: the output format; programs get the record alone.
    """
    if form in ("json", "ndjson", "tsv", "csv", "ids"):
        return []
    sections: list[tuple[str, Listing]] = []
    if noun == "company":
        sections.append(("People", _list(work, "contact", noun, id, "id,name,title,email,phone")))
    if noun == "contact":
        sections.append(("Relations", _relations(work, id)))
    if noun != "deal":
        sections.append(("Deals", _list(work, "deal", noun, id, "id,title,stage,value,expected_close_on")))
    sections.append(("Open tasks", _list(work, "task", noun, id, "id,due_on,title,priority")))
    sections.append(("Latest", timeline(work, noun, id, _LATEST, form="screen")))
    return [(heading, listing) for heading, listing in sections if listing.rows]


def _list(work: Work, noun: str, to: str, id: int, columns: str) -> Listing:
    asked = Asked(columns=columns, limit=0)
    asked.within = related(noun, to, id)
    listing = list_records(work, noun, asked, form="screen")
    listing.notes = []
    return listing


def _relations(work: Work, id: int) -> Listing:
    rows: list[Row] = relations_of(work.store.db, id)
    return Listing("relation", [Column("kind", "Relation"), Column("id", "Id", "id"), Column("name", "Name")], rows)


def timeline(work: Work, noun: str, id: int, limit: int | None, *, form: str) -> Listing:
    """Gives what happened with a record, newest first: interactions, tasks done, moves of its deals, lifecycle.

    Args:
        work: the command's work.
        noun: "contact", "company" or "deal".
        id: the record.
        limit: at most so many; None or 0 is all.
        form: of the output, as for lists.
    """
    rows = timeline_rows(work.store.db, noun, id, limit or None)
    columns = [
        Column("at", "When", "instant"),
        Column("kind", "What"),
        Column("who", "Who"),
        Column("text", "Text", "long"),
        Column("id", "Id", "id"),
    ]
    if form == "plain":
        columns.insert(1, Column("noun", "Noun"))
    return Listing(
        "interaction", columns, rows, today=work.today, empty=f"Nothing has happened with this {NOUNS[noun].name} yet."
    )
