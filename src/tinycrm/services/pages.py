"""What stands below a record's page, and its timeline."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Listing
from tinycrm.store.timeline import has_related, held_of, related, relations_of, timeline_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from tinycrm.domain.clock import Clock
    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work

_LATEST = 5


def sections_of(work: Work, noun: str, id: int, *, form: str) -> list[tuple[str, Listing]]:
    """Gives the lists below a record's page: its people, deals, tasks, relations, sales, latest interactions …

    Args:
        work: the command's work.
        noun: "contact", "company", "deal", "campaign", "sale", "subscription" or "ticket".
        id: the record.
        form: the output format; programs get the record alone.
    """
    if form in ("json", "ndjson", "tsv", "csv", "ids"):
        return []
    made = {
        "campaign": _of_campaign,
        "sale": _of_sale,
        "subscription": _of_subscription,
        "ticket": _of_ticket,
    }.get(noun)
    sections = made(work, id) if made is not None else _of_party(work, noun, id)
    return [(heading, listing) for heading, listing in sections if listing.rows]


# the lists below a contact, company or deal that hold a noun's records: heading, columns, how many
_BELOW = (
    ("contact", "People", "id,name,title,email,phone", 0),
    ("relation", "Relations", "", 0),
    ("deal", "Deals", "id,title,stage,value,expected_close_on", 0),
    ("sale", "", "id,sold_on,product,amount", _LATEST),
    ("subscription", "Subscriptions", "id,product,amount,interval,start_on,end_on", 0),
    ("task", "Open tasks", "id,due_on,title,priority", 0),
    ("ticket", "Open tickets", "id,opened_at,title,priority", 0),
    ("feedback", "Latest feedback", "id,on_day,kind,score,comment", _LATEST),
)
# of these nouns only the open ones and those that have not ended are listed
_NARROWED = ("subscription", "task", "ticket")


def _of_party(work: Work, noun: str, id: int) -> list[tuple[str, Listing]]:
    held = held_of(work.store.db, noun, id)
    sections: list[tuple[str, Listing]] = []
    for below, heading, columns, limit in _BELOW:
        if below == noun or below not in held:
            continue
        if below == "relation":
            sections.append((heading, _relations(work, id)))
        elif below == "sale":
            sections.append(_sales(work, noun, id))
        else:
            listing = _list(work, below, noun, id, columns, limit=limit, known=below not in _NARROWED)
            sections.append((heading, listing))
    sections.append(("Latest", timeline(work, noun, id, _LATEST, form="screen", held=held)))
    return sections


def _of_campaign(work: Work, id: int) -> list[tuple[str, Listing]]:
    from tinycrm.services.campaigns import list_members
    from tinycrm.store.campaigns import count_members

    reached, answered = count_members(work.store.db, id)
    members = list_members(work, id, _LATEST, form="screen")
    spent = _list(work, "expense", "campaign", id, "id,spent_on,kind,title,amount", limit=_LATEST)
    return [
        (f"Members: {reached:,} reached, {answered:,} answered", members),
        ("Deals", _list(work, "deal", "campaign", id, "id,title,stage,value,expected_close_on", limit=_LATEST)),
        _sales(work, "campaign", id),
        (_heading(work, "expense", "campaign", id), spent),
    ]


def _of_sale(work: Work, id: int) -> list[tuple[str, Listing]]:
    refunds = _list(work, "sale", "refund_of", id, "id,sold_on,amount,note")
    return [("Refunds", refunds), ("Feedback", _list(work, "feedback", "sale", id, "id,on_day,kind,score,comment"))]


def _sales(work: Work, to: str, id: int) -> tuple[str, Listing]:
    """The latest sales that name a record, under what all of them brought."""
    listing = _list(work, "sale", to, id, "id,sold_on,product,amount", limit=_LATEST)
    if not listing.columns:
        return "", listing
    return _heading(work, "sale", to, id), listing


def _heading(work: Work, noun: str, to: str, id: int) -> str:
    """What a list of money is called: how many there are, and their sum in each currency."""
    from tinycrm.domain.money import human
    from tinycrm.store.sales import sums_of

    sums = sums_of(work.store.db, noun, to, id)
    count = sum(number for _, _, number in sums)
    told = " + ".join(human(minor, currency, decimal=work.settings.decimal) for currency, minor, _ in sums)
    latest = f", the latest {_LATEST}" if count > _LATEST else ""
    return f"{NOUNS[noun].plural.capitalize()}: {count:,}, {told}{latest}"


def _of_subscription(work: Work, id: int) -> list[tuple[str, Listing]]:
    from tinycrm.services.subscriptions import history_of

    paid = _list(work, "sale", "subscription", id, "id,sold_on,due_on,amount", limit=_LATEST)
    return [("History", history_of(work, id, words=True)), ("Latest sales", paid)]


def _of_ticket(work: Work, id: int) -> list[tuple[str, Listing]]:
    return [("Feedback", _list(work, "feedback", "ticket", id, "id,on_day,kind,score,comment"))]


def _list(work: Work, noun: str, to: str, id: int, columns: str, *, limit: int = 0, known: bool = False) -> Listing:
    """The records of a noun that belong to another; `known` when it is known that there are any."""
    if not known and not has_related(work.store.db, noun, to, id):
        return Listing(noun, [], [])
    from tinycrm.services.listing import Asked, list_records

    asked = Asked(columns=columns, limit=limit)
    asked.within = related(noun, to, id, today=work.today)
    listing = list_records(work, noun, asked, form="screen")
    listing.notes = []
    # the heading says how many there are
    listing.total = None
    return listing


def _relations(work: Work, id: int) -> Listing:
    rows: list[Row] = relations_of(work.store.db, id)
    return Listing("relation", [Column("kind", "Relation"), Column("id", "Id", "id"), Column("name", "Name")], rows)


def timeline(
    work: Work, noun: str, id: int, limit: int | None, *, form: str, held: Collection[str] | None = None
) -> Listing:
    """Gives what happened with a record, newest first: interactions, tasks done, deals, sales, tickets, lifecycle …

    Args:
        work: the command's work.
        noun: "contact", "company" or "deal".
        id: the record.
        limit: at most so many; None or 0 is all.
        form: of the output, as for lists.
        held: what `held_of` gave, when that is known.
    """
    rows = timeline_rows(work.store.db, noun, id, limit or None, today=work.today, held=held)
    if any(" " in str(row["at"]) for row in rows):
        rows = _dated(work.reading.clock, rows)
    columns = [
        Column("at", "When", "instant"),
        Column("kind", "What"),
        Column("who", "Who"),
        Column("text", "Text", "long"),
        Column("id", "Id", "id"),
    ]
    if form in ("screen", "page"):
        # a step of the record's own names nothing else
        rows = [{**row, "id": None} if (row["noun"], row["id"]) == (noun, id) else row for row in rows]
    if form == "plain":
        columns.insert(1, Column("noun", "Noun"))
    return Listing(
        "interaction", columns, rows, today=work.today, empty=f"Nothing has happened with this {NOUNS[noun].name} yet."
    )


def _dated(clock: Clock, rows: list[Row]) -> list[Row]:
    """What is known by its day alone stands at noon, or when its record was made if that was on that day."""
    for row in rows:
        day, space, made = str(row["at"]).partition(" ")
        if space:
            row["at"] = made if clock.local_day(made) == day else clock.to_instant(day, "12:00")
    return sorted(rows, key=lambda row: str(row["at"]), reverse=True)
