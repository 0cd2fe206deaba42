"""What is to be decided about subscriptions soon: terms that end, trials that end."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Listing, id_of
from tinycrm.errors import UsageError
from tinycrm.services.columns import in_words
from tinycrm.store.queries.renewals import ending_terms, ending_trials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work

# so many days ahead unless another number is asked for
AHEAD = 30
# the agenda recalls a term that ended undecided for so long
LATE_DAYS = 30
_ALWAYS = "0001-01-01"
_FIELDS = ("product", "company", "contact", "amount", "currency", "interval", "owner")


def list_renewals(work: Work, days: int, owner: str | None = None, *, words: bool = False) -> Listing:
    """Gives the terms and the trials that end within so many days, and terms that ended undecided, earliest first.

    Args:
        work: the command's work.
        days: how many days ahead.
        owner: only this user's; None is everyone's.
        words: for people: intervals in words.

    Raises:
        UsageError: so many days leave the calendar.
    """
    rows = renewal_rows(work, days, owner)
    listing = Listing("subscription", _columns(), map(in_words, rows) if words else rows, today=work.today)
    listing.empty = f"No term and no trial ends within {days} days."
    return listing


def _columns() -> list[Column]:
    return [
        Column("id", "Id", "id"),
        Column("product", "Product", weight=1),
        Column("who", "With"),
        Column("kind", "What ends"),
        Column("ends_on", "Last day", "day"),
        Column("days", "Days", "int"),
        Column("amount", "Amount", "money"),
        Column("interval", "Every"),
        Column("currency", "Currency", wide=True),
        Column("owner", "Owner", wide=True),
    ]


def renewal_rows(work: Work, days: int, owner: str | None, *, late: int | None = None, most: int = -1) -> list[Row]:
    """Gives what ends soon as rows, earliest first.

    Args:
        work: the command's work.
        days: how many days ahead.
        owner: only this user's; None is everyone's.
        late: terms that ended undecided within so many days are there too; None is all of them.
        most: at most so many rows of each kind, or all when it is negative.

    Returns:
        id, product, company, contact, who, kind ("term" or "trial"), ends_on, days (negative when it is past),
        amount, currency, interval, owner of each.

    Raises:
        UsageError: so many days leave the calendar.
    """
    today = date.fromisoformat(work.today)
    try:
        until = (today + timedelta(days=days)).isoformat()
        day_after = (today + timedelta(days=days + 1)).isoformat()
    except OverflowError:
        raise UsageError(f"--days {days} leads out of the calendar", hint="--days 90") from None
    since = _ALWAYS if late is None else (today - timedelta(days=late + 1)).isoformat()
    most = -1 if owner is not None else most
    db = work.store.db
    # a trial ends on the day before it is paid for the first time
    found = [(id, "term", day, 0) for id, day in ending_terms(db, since, until, most)]
    found += [(id, "trial", day, 1) for id, day in ending_trials(db, work.today, day_after, most)]
    ending = [(id, kind, last) for id, kind, day, days in found if (last := _earlier(day, days))]
    if not ending:
        return []
    ending.sort(key=lambda item: (item[2], item[0]))
    view = work.store.view(NOUNS["subscription"], _FIELDS)
    records = {id_of(row): row for row in view.of_ids(list({id for id, _, _ in ending}))}
    rows: list[Row] = []
    for id, kind, day in ending:
        row = records.get(id)
        if row is not None and (owner is None or _is_owner(work, row["owner"], owner)):
            left = (date.fromisoformat(day) - today).days
            rows.append({**row, "who": _who(row), "kind": kind, "ends_on": day, "days": left})
    return rows


def _earlier(day: str, days: int) -> str:
    """The day so many days earlier; "" for one that a foreign hand made impossible."""
    try:
        return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _who(row: Row) -> Json:
    ref = row["company"] or row["contact"]
    return ref["name"] if isinstance(ref, dict) else None


def _is_owner(work: Work, own: Json, owner: str) -> bool:
    return fold(str(own)) == fold(work.reading.user if owner == "me" else owner)
