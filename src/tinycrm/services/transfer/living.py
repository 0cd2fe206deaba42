"""An imported subscription's changes and terms: as the file has them, or as they follow from its days."""

from __future__ import annotations

from itertools import pairwise

from tinycrm.domain.currencies import check_currency
from tinycrm.domain.interval import due_days, months_of, parse_interval
from tinycrm.domain.money import from_decimal_text, to_decimal_text
from tinycrm.errors import UsageError
from tinycrm.services.transfer.mapping import CANCELLED_ON, CHANGES, TERMS, TRIAL_UNTIL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.results import Json
    from tinycrm.services.transfer.entries import Entry
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell

    Rows = list[dict[str, Cell]]
    Columns = dict[str, Cell]

KINDS = ("start", "trial_end", "change", "pause", "resume", "cancel", "end")
OUTCOMES = ("open", "renewed", "ended")
# from so many months on an interval is a term that somebody renews; shorter ones go on by themselves
_TERM_MONTHS = 3
_MONTH = 31
_RULED = ("amount_minor", "currency", "interval", "start_on", "end_on")


class Life:
    """The changes and terms of a subscription, in order, without its id.

    Attributes:
        changes: rows of subscription_change.
        terms: rows of subscription_term.
    """

    __slots__ = ("changes", "terms")

    def __init__(self, changes: Rows, terms: Rows) -> None:
        self.changes = changes
        self.terms = terms


def new_life(work: Work, entry: Entry, columns: Columns) -> Life:
    """Gives the life of a new subscription; its last day is put into the columns where only its cancelling is known.

    Args:
        work: the import's work.
        entry: the row.
        columns: of the subscription, complete.

    Raises:
        UsageError: what the row says of it contradicts itself.
    """
    said = entry.brought
    cancelled = _day(work, said.get(CANCELLED_ON, ""))
    if cancelled and not columns.get("end_on"):
        columns["end_on"] = _end_of_paid(columns, cancelled)
        work.note("a subscription that was cancelled, and no column says its last day, ends with the time paid for")
    if said.get(CHANGES):
        changes = read_changes(said[CHANGES])
    else:
        changes = _changes(columns, _day(work, said.get(TRIAL_UNTIL, "")), cancelled)
    _check_order(changes, columns)
    terms = read_terms(said[TERMS]) if said.get(TERMS) else _terms(columns, cancelled, work.today)
    return Life(changes, terms)


def _day(work: Work, text: str) -> str:
    return work.reading.day(text, past=True) if text else ""


def _after(day: str, days: int) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _end_of_paid(columns: Columns, cancelled: str) -> str:
    start, interval = str(columns["start_on"]), str(columns["interval"])
    over, under = months_of(interval)
    dues = due_days(start, interval, _after(cancelled, 1), _after(max(cancelled, start), _MONTH * (over // under + 2)))
    return max(_after(dues[0], -1), start)


def _row(seq: int, kind: str, day: str, amount: Cell, columns: Mapping[str, Cell]) -> dict[str, Cell]:
    return {
        "seq": seq,
        "kind": kind,
        "changed_on": day,
        "amount_minor": amount,
        "currency": columns["currency"],
        "interval": columns["interval"],
    }


def _changes(columns: Columns, trial: str, cancelled: str) -> Rows:
    start, end, price = str(columns["start_on"]), str(columns.get("end_on") or ""), columns["amount_minor"]
    last = _after(end, 1) if end else ""
    told: list[tuple[str, str, Cell]] = [("start", start, 0 if trial else price)]
    if trial and trial < start:
        raise UsageError(f"its trial ends on {trial}, before it starts on {start}", hint="check the two days")
    if trial and (not last or _after(trial, 1) < last):
        told.append(("trial_end", _after(trial, 1), price))
    if cancelled:
        day = min(max(cancelled, told[-1][1]), last)
        told.append(("cancel", day, told[-1][2]))
    if last:
        told.append(("end", last, 0))
    return [_row(seq, kind, day, amount, columns) for seq, (kind, day, amount) in enumerate(told, 1)]


def _terms(columns: Columns, cancelled: str, today: str) -> Rows:
    start, interval, end = str(columns["start_on"]), str(columns["interval"]), str(columns.get("end_on") or "")
    over, under = months_of(interval)
    if over < _TERM_MONTHS * under:
        return []
    last = max(min(end or today, today), start)
    dues = due_days(start, interval, start, _after(last, _MONTH * (over // under + 2)))
    rows: Rows = []
    for begin, following in pairwise(dues):
        if begin > last:
            break
        ends, outcome, decided = _after(following, -1), "open", ""
        if end and end <= ends:
            ends, outcome, decided = end, "ended", min(cancelled or end, end)
        elif ends < today:
            outcome, decided = "renewed", ends
        term: dict[str, Cell] = {"seq": len(rows) + 1, "starts_on": begin, "ends_on": ends, "outcome": outcome}
        rows.append({**term, "decided_on": decided or None})
        if outcome == "ended":
            break
    return rows


# --- as text: one cell of a table ---


def changes_text(rows: Sequence[Mapping[str, Json | Cell]]) -> str:
    """Gives changes as text: `2026-01-01 start 10.00 EUR month; 2026-03-01 change 12.00 EUR month`."""
    return "; ".join(
        f"{row['changed_on']} {row['kind']} {to_decimal_text(int(str(row['amount_minor'])), str(row['currency']))}"
        f" {row['currency']} {row['interval']}"
        for row in rows
    )


def terms_text(rows: Sequence[Mapping[str, Json | Cell]]) -> str:
    """Gives terms as text: `2025-01-01 2025-12-31 renewed 2025-12-20; 2026-01-01 2026-12-31 open`."""
    return "; ".join(
        " ".join(str(row[key]) for key in ("starts_on", "ends_on", "outcome", "decided_on") if row[key] is not None)
        for row in rows
    )


def read_changes(text: str) -> Rows:
    """Gives the changes that a text holds.

    Raises:
        UsageError: it is no such text.
    """
    rows: Rows = []
    for part in text.split(";"):
        words = part.split(None, 4)
        if len(words) != 5 or words[1] not in KINDS:
            raise UsageError(f"'{part.strip()}' is no change", hint="2026-01-01 start 10.00 EUR month")
        day, kind, amount, code, interval = words
        currency = check_currency(code)
        said: Columns = {"currency": currency, "interval": parse_interval(interval)}
        minor = from_decimal_text(amount, currency)
        if minor < 0:
            raise UsageError(f"the amount of '{part.strip()}' is below 0", hint="0 or more")
        rows.append(_row(len(rows) + 1, kind, _iso(day), minor, said))
    return rows


def read_terms(text: str) -> Rows:
    """Gives the terms that a text holds.

    Raises:
        UsageError: it is no such text.
    """
    rows: Rows = []
    for part in text.split(";"):
        words = part.split()
        if len(words) not in (3, 4) or words[2] not in OUTCOMES:
            raise UsageError(f"'{part.strip()}' is no term", hint="2026-01-01 2026-12-31 open")
        starts, ends = _iso(words[0]), _iso(words[1])
        if ends < starts:
            raise UsageError(f"the term '{part.strip()}' ends before it starts", hint="check the two days")
        term: dict[str, Cell] = {"seq": len(rows) + 1, "starts_on": starts, "ends_on": ends, "outcome": words[2]}
        rows.append({**term, "decided_on": _iso(words[3]) if len(words) == 4 else None})
    return rows


def _iso(text: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"'{text}' is no day", hint="write 2026-01-31") from None


def _check_order(changes: Rows, columns: Columns) -> None:
    days = [str(row["changed_on"]) for row in changes]
    if changes[0]["kind"] != "start" or days[0] != columns["start_on"]:
        raise UsageError(f"its changes do not begin with the start on {columns['start_on']}", hint="check the changes")
    if days != sorted(days):
        raise UsageError("its changes are not in the order of their days", hint="check the changes")
    ended = changes[-1]["kind"] == "end"
    end = columns.get("end_on")
    if ended != (end is not None) or (ended and end is not None and days[-1] != _after(str(end), 1)):
        raise UsageError(f"its changes do not end with its last day {end}", hint="check the changes")


# --- a subscription that is here already ---


def later_life(work: Work, entry: Entry, before: Columns, new: Columns, present: Life) -> Life | None:
    """Gives the life of a subscription that a row changes, None where it stays as it is.

    A new price holds from today; a new last day takes the place of the one before.

    Args:
        work: the import's work.
        entry: the row.
        before: its columns.
        new: the columns that the row changes.
        present: its life until now.

    Raises:
        UsageError: the row contradicts what has happened since.
    """
    said, columns = entry.brought, {**before, **new}
    changes, terms = present.changes, present.terms
    if said.get(CHANGES):
        changes = read_changes(said[CHANGES])
        _check_order(changes, columns)
    elif any(key in new for key in _RULED):
        changes = _rebuilt(work, columns, new, [dict(row) for row in present.changes])
    if said.get(TERMS):
        terms = read_terms(said[TERMS])
    elif "end_on" in new:
        terms = _ended(present.terms, str(new["end_on"]))
    same = changes == present.changes and terms == present.terms
    return None if same else Life(changes, terms)


def _rebuilt(work: Work, columns: Columns, new: Columns, rows: Rows) -> Rows:
    end = columns.get("end_on")
    if rows and rows[-1]["kind"] == "end":
        rows.pop()
    if "start_on" in new and rows:
        if len(rows) > 1 and str(rows[1]["changed_on"]) < str(new["start_on"]):
            raise UsageError(f"it changed on {rows[1]['changed_on']}, before {new['start_on']}", hint="check the day")
        rows[0]["changed_on"] = new["start_on"]
    if {"amount_minor", "currency", "interval"} & set(new) and (not rows or rows[-1]["kind"] != "pause"):
        price = columns["amount_minor"]
        if len(rows) == 1 and str(rows[0]["changed_on"]) >= work.today:
            rows[0] = _row(1, "start", str(rows[0]["changed_on"]), price, columns)
        else:
            day = max(work.today, str(rows[-1]["changed_on"])) if rows else str(columns["start_on"])
            rows.append(_row(len(rows) + 1, "change" if rows else "start", day, price, columns))
    if end is not None:
        last = _after(str(end), 1)
        if rows and str(rows[-1]["changed_on"]) > last:
            raise UsageError(f"it changed on {rows[-1]['changed_on']}, after its last day {end}", hint="check the day")
        rows.append(_row(len(rows) + 1, "end", last, 0, columns))
    return [{**row, "seq": seq} for seq, row in enumerate(rows, 1)]


def _ended(terms: Rows, end: str) -> Rows:
    """The term that a last day falls into has ended on it; those after it never came."""
    found: Rows = []
    for term in terms:
        if str(term["starts_on"]) > end:
            break
        if str(term["ends_on"]) >= end:
            found.append({**term, "ends_on": end, "outcome": "ended", "decided_on": end})
            break
        found.append(term)
    return found
