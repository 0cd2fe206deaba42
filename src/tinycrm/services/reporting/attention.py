"""Reads who needs a call: what the agenda knows of people who wait, unhappy answers, buyers who stay away."""

from __future__ import annotations

from datetime import date, timedelta
from heapq import nlargest

from tinycrm.domain.money import human
from tinycrm.reports.attention import AWAY_DAYS, Reason, next_report
from tinycrm.reports.figures import days_between
from tinycrm.services.agenda import agenda_page
from tinycrm.store.queries import attention

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.domain.results import Json, Report, Row
    from tinycrm.services.reporting.question import Question
    from tinycrm.store.sqlite.connect import Condition

_EVERY: Condition = ("", {})
# feedback older than this has been lived with
_UNHAPPY_DAYS = 60
# who has not bought for so long is no lapsed buyer any more, but a lost one
_LOST_DAYS = 730
_MOST = 50
# what is missing is worth a word where so many of those who have the one have the other
_LIKELY = 0.6
_FEW_SALES = 20_000
_KINDS = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}


def next_calls(q: Question) -> Report:
    """Gives who to call today, and why."""
    reasons = [*_agenda(q), *_unhappy(q), *_lapsed(q), *_missing(q)]
    allowed = (
        _allowed(q, {(reason.noun, reason.id) for reason in reasons}) if q.asked.segment or q.asked.where else None
    )
    kept = [reason for reason in reasons if allowed is None or (reason.noun, reason.id) in allowed]
    return next_report(kept, q.today, top=q.asked.top)


def _allowed(q: Question, people: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of some contacts and companies that are in the segment and meet the filter."""
    from tinycrm.store.queries.narrow import among

    found: set[tuple[str, int]] = set()
    for noun in ("contact", "company"):
        ids = sorted(id for of, id in people if of == noun)
        found |= {(noun, id) for id in among(q.db, noun, ids, q.narrow(noun))}
    return found


def _agenda(q: Question) -> Iterator[Reason]:
    page = agenda_page(q.work, days=30, owner=q.asked.owner or None, whole=False)
    data = page.data if isinstance(page.data, dict) else {}
    for key, read in (("tickets", _ticket), ("owed", _owed), ("renewals", _renewal)):
        for row in _rows(data.get(key)):
            reason = read(row, q.today)
            if reason is not None:
                yield reason
    for row in _rows(data.get("rotting")):
        who = _party(row)
        if who is not None:
            days, allowed = int(str(row["days"])), int(str(row["rot_days"]))
            words = f"deal {row['title']} {days} days in {row['stage']}, {allowed} allowed"
            yield Reason(*who, "rotting", words, (days - allowed) // 7)
    for row in _rows(data.get("cadence")):
        late = int(str(row["late"]))
        words = f"silent for {row['days']} days, wanted every {row['cadence_days']}"
        yield Reason("contact", int(str(row["id"])), str(row["name"]), "cadence", words, late // 30)


def _rows(value: Json) -> list[Row]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _party(row: Row) -> tuple[str, int, str] | None:
    for noun in ("contact", "company"):
        ref = row.get(noun)
        if isinstance(ref, dict):
            return noun, int(str(ref["id"])), str(ref["name"])
    return None


def _ticket(row: Row, today: str) -> Reason | None:
    who = _party(row)
    if who is None:
        return None
    days = days_between(str(row["opened_at"])[:10], today)
    words = f"ticket {row['id']} waits for an answer: {row['title']}"
    return Reason(*who, "ticket", words, days + (5 if row.get("priority") == "high" else 0))


def _owed(row: Row, today: str) -> Reason | None:
    words = f"wrote last ({row['kind']}): {row['summary']}"
    days = days_between(str(row["at"])[:10], today)
    return Reason("contact", int(str(row["id"])), str(row["name"]), "owed", words, days // 7)


def _renewal(row: Row, today: str) -> Reason | None:
    who = _party(row)
    day = next((str(row[key]) for key in ("on", "ends_on", "end_on") if row.get(key)), "")
    if who is None or not day:
        return None
    ahead = days_between(today, day)
    product = row.get("product") or "the subscription"
    words = f"{product} ends {'today' if ahead == 0 else f'in {ahead} days' if ahead > 0 else f'{-ahead} days ago'}"
    return Reason(*who, "renewal", words, 9 - ahead // 4)


def _owned(q: Question, noun: str) -> Condition:
    """The records of a noun that are the owner's; of the people themselves the segment and filter speak."""
    return q.narrow(noun) if q.owner else _EVERY


def _unhappy(q: Question) -> Iterator[Reason]:
    since = (date.fromisoformat(q.today) - timedelta(days=_UNHAPPY_DAYS)).isoformat()
    within = _owned(q, "feedback")
    for who, kind, score, day, comment in attention.unhappy(q.db, since, q.today, within, _MOST):
        said = f": {comment}" if comment else ""
        recent = 9 - days_between(day, q.today) // 7
        yield Reason(*who, "unhappy", f"gave {_KINDS[kind]} {score} on {day}{said}", recent)


def _lapsed(q: Question) -> Iterator[Reason]:
    """Buyers whose present gap is half as long again as their usual one; those who bought most often first."""
    today = date.fromisoformat(q.today)
    after, before = today - timedelta(days=_LOST_DAYS), today - timedelta(days=AWAY_DAYS)
    within, deals = _owned(q, "sale"), _owned(q, "deal")
    rows = attention.repeat_buyers(q.db, after.isoformat(), before.isoformat(), within, deals, sold=q.sold)
    late = (found for row in rows if (found := _late(row, q.today)) is not None)
    best = nlargest(_MOST, late)
    names = attention.names_of(q.db, [party for _, party, _, _ in best])
    spent = attention.spent_by(q.db, [party for _, party, _, _ in best], sold=q.sold)
    for count, party, gap, silent in best:
        if party in names:
            sums = " and ".join(
                human(minor, currency, decimal=q.work.settings.decimal) for currency, minor in spent.get(party, ())
            )
            words = f"bought {count} times ({sums}), about every {gap} days; silent for {silent}"
            yield Reason(*names[party], "lapsed", words, count)


def _late(row: tuple[int, int, str, str], today: str) -> tuple[int, int, int, int] | None:
    party, count, first, last = row
    gap, silent = days_between(first, last) // (count - 1), days_between(last, today)
    return (count, party, gap, silent) if gap > 0 and 2 * silent > 3 * gap else None


def _missing(q: Question) -> Iterator[Reason]:
    """What customers like this one have and it has not; only where that is soon found out."""
    from tinycrm.reports.registry import find_report
    from tinycrm.services.reporting.asked import Asked
    from tinycrm.services.reporting.cross_sell import cross_sell
    from tinycrm.services.reporting.question import Question

    if attention.has_many_sales(q.db, _FEW_SALES):
        return
    kind, _ = find_report("cross-sell")
    asked = Asked(period="all", by="company", owner=q.asked.owner, top=_MOST)
    for row in cross_sell(Question(q.work, kind, asked)).rows:
        if row["customer"] is None or not likely(row):
            continue
        words = f"has {row['because']} and not {row['missing']}, as most who have it do"
        yield Reason(str(row["noun"]), int(str(row["id"])), str(row["customer"]), "missing", words)


def likely(row: Row) -> bool:
    """Says whether a missing product is more than a guess: most who have the one have the other, not by chance."""
    return float(str(row["confidence"])) >= _LIKELY and float(str(row["lift"])) > 1
