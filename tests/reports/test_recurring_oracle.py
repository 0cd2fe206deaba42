"""Recurring revenue and dues against a slow recomputation, day by day, from the definitions alone."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinycrm.store.queries import revenue, subscriptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

MONTHS = {
    "month": Fraction(1),
    "3 months": Fraction(3),
    "12 months": Fraction(12),
    "week": Fraction(12, 52),
    "4 weeks": Fraction(48, 52),
}
FIRST = date(2026, 1, 28)
SPAN = 120
KINDS = ("start", "trial_end", "change", "pause", "resume", "cancel", "end")

days = st.integers(0, SPAN).map(lambda count: (FIRST + timedelta(count)).isoformat())
changes = st.tuples(
    days,
    st.sampled_from((0, 0, 100, 250, 1_000)),
    st.sampled_from(KINDS),
    st.sampled_from(("EUR", "EUR", "USD")),
    st.sampled_from(("month", "month", *MONTHS)),
)
lives = st.tuples(st.sampled_from((1, 2, 3, None)), st.lists(changes, min_size=1, max_size=5))
relaxed = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def fill(ledger: Ledger, found: list[tuple[int | None, list[tuple]]]) -> list[tuple[int, int | None, list[tuple]]]:
    """The subscriptions are there; gives each with its id and its changes in the order of their days."""
    ledger.clear()
    kept = []
    for party, rows in found:
        id = ledger.subscription(party, *rows)
        ledger.db.run("UPDATE subscription SET start_on = ? WHERE id = ?", (min(row[0] for row in rows), id))
        # Python's sort keeps rows of one day as they were made
        kept.append((id, party, sorted(rows, key=lambda row: row[0])))
    return kept


def in_force(rows: list[tuple]) -> list[tuple]:
    """Of the changes of one day the last one holds; the others never did."""
    return [row for at, row in enumerate(rows) if at + 1 == len(rows) or rows[at + 1][0] != row[0]]


def mrr(rows: list[tuple], day: str) -> tuple[str, Fraction]:
    held = [row for row in rows if row[0] <= day]
    return (held[-1][3], Fraction(held[-1][1]) / MONTHS[held[-1][4]]) if held else ("EUR", Fraction(0))


@given(st.lists(lives, max_size=6), days, st.integers(0, 60))
@relaxed
def test_the_bridge_is_what_a_slow_look_at_both_ends_gives(ledger, found, first: str, length: int) -> None:
    kept = fill(ledger, found)
    last = (date.fromisoformat(first) + timedelta(length)).isoformat()
    start = (date.fromisoformat(first) - timedelta(1)).isoformat()
    known = any(rows[0][0] <= last for _, _, rows in kept)
    parties = {party if party is not None else f"nobody {id}" for id, party, _ in kept}
    sums = {}
    subscribers = set()
    for who in parties:
        own = [rows for id, party, rows in kept if who in (party, f"nobody {id}")]
        for currency in ("EUR", "USD"):
            old, new = (
                sum((value for code, value in (mrr(rows, day) for rows in own) if code == currency), Fraction(0))
                for day in (start, last)
            )
            before = any(row[1] and row[3] == currency and row[0] <= start for rows in own for row in in_force(rows))
            total = sums.setdefault(currency, dict.fromkeys(("start", "new", "back", "up", "down", "lost", "end"), 0))
            total["start"] += old
            total["end"] += new
            total["new"] += new if not old and not before else 0
            total["back"] += new if not old and before else 0
            total["up"] += max(new - old, 0) if old else 0
            total["down"] += old - new if old > new > 0 else 0
            total["lost"] += old if old and not new else 0
            if new:
                subscribers.add(who)
    made = ledger.figures("recurring", first=first, last=last)
    figures = {key: value(figure) for key, figure in made.items()}
    for currency, total in sums.items():
        if (("mrr", currency)) not in figures:
            assert not total["start"]
            assert not total["end"]
            continue
        assert figures["mrr", currency] == (total["end"] if known else None)
        assert figures["arr", currency] == (12 * total["end"] if known else None)
        names = {"new_mrr": "new", "reactivation_mrr": "back", "expansion": "up", "contraction": "down"}
        for key, part in {**names, "churned_mrr": "lost"}.items():
            assert figures[key, currency] == (total[part] if known else None), key
        begun = total["start"]
        kept_mrr = begun - total["down"] - total["lost"]
        assert figures["grr", currency] == (kept_mrr / begun if begun else None)
        assert figures["nrr", currency] == ((kept_mrr + total["up"]) / begun if begun else None)
        assert figures["expansion_rate", currency] == (total["up"] / begun if begun else None)
        moves = total["new"] + total["back"] + total["up"] - total["down"] - total["lost"]
        assert begun + moves == total["end"]
    assert figures["subscribers", ""] == (len(subscribers) if known else None)
    ends = {currency: total["end"] for currency, total in sums.items() if total["end"]}
    heads = [figure for (key, _), figure in made.items() if key == "arpa"]
    expected = next(iter(ends.values())) / len(subscribers) if len(ends) == 1 else None
    assert [value(figure) for figure in heads] == [expected]


def value(figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value.over, figure.value.under)


def step(origin: date, interval: str, count: int) -> date:
    if interval.endswith(("week", "weeks")):
        return origin + timedelta(weeks=count * int(interval.split()[0] if " " in interval else 1))
    months = origin.month - 1 + count * int(interval.split()[0] if " " in interval else 1)
    year, month = origin.year + months // 12, months % 12 + 1
    return date(year, month, min(origin.day, calendar.monthrange(year, month)[1]))


def due(rows: list[tuple], day: date) -> tuple[str, int] | None:
    """What is due on a day: counted from the start, the end of a trial, or the change of the interval before it."""
    held = [at for at, row in enumerate(rows) if row[0] <= day.isoformat()]
    if not held or not rows[held[-1]][1]:
        return None
    at = held[-1]
    while at and rows[at][2] not in ("start", "trial_end") and rows[at][4] == rows[at - 1][4]:
        at -= 1
    origin, count = date.fromisoformat(rows[at][0]), 0
    while step(origin, rows[at][4], count) < day:
        count += 1
    return (rows[held[-1]][3], rows[held[-1]][1]) if step(origin, rows[at][4], count) == day else None


@given(st.lists(lives, max_size=3), days, st.integers(0, 120), st.lists(st.tuples(st.integers(0, 2), days), max_size=4))
@relaxed
def test_dues_and_their_sums_are_what_a_walk_over_every_day_finds(ledger, found, first: str, length: int, sold) -> None:
    kept = fill(ledger, found)
    end = date.fromisoformat(first) + timedelta(length)
    paid = set()
    for place, day in sold:
        if place < len(kept):
            ledger.add("sale", subscription=kept[place][0], due_on=day)
            paid.add((kept[place][0], day))
    expected = []
    for id, party, rows in kept:
        day = date.fromisoformat(first)
        while day <= end:
            amount = due(rows, day)
            if amount and (id, day.isoformat()) not in paid:
                expected.append((id, party, day.isoformat(), *amount))
            day += timedelta(1)
    made = list(subscriptions.dues(ledger.db, first, end.isoformat()))
    assert sorted(made, key=repr) == sorted(expected, key=repr)
    sums = {}
    for id, party, _, currency, minor in expected:
        old = sums.get((id, party, currency), (0, 0))
        sums[id, party, currency] = (old[0] + minor, old[1] + 1)
    counted = {row[:3]: row[3:] for row in subscriptions.due_sums(ledger.db, first, end.isoformat())}
    assert counted == sums
    half = (date.fromisoformat(first) + timedelta(length // 2)).isoformat()
    rest = (date.fromisoformat(half) + timedelta(1)).isoformat()
    parts = {}
    for _, _, day, currency, minor in expected:
        count, total = parts.get((int(day > half), currency), (0, 0))
        parts[int(day > half), currency] = (count + 1, total + minor)
    # the later half first: the places are those of the ranges as they are given
    halves = [(rest, max(rest, end.isoformat())), (first, half)]
    told = []
    for beside in (None, told.append):
        found = {(1 - at, code): own for at, code, *own in revenue.due_totals(ledger.db, halves, beside=beside)}
        assert {key: tuple(own) for key, own in found.items() if length or key[0] == 0} == parts
    assert sorted(life[0] for held in told for life in held) == [
        id for id, _, rows in kept if rows[0][0] <= max(rest, end.isoformat())
    ]


@given(st.lists(lives, max_size=6), days)
@relaxed
def test_who_pays_and_since_when(ledger, found, day: str) -> None:
    kept = fill(ledger, found)
    paying = []
    first: dict[int, str] = {}
    for id, party, rows in kept:
        held = [row for row in rows if row[0] <= day]
        if held and held[-1][1]:
            paying.append((id, party, held[-1][3], held[-1][1], held[-1][4]))
        for row in in_force(held):
            if row[1] and party is not None:
                first[party] = min(first.get(party, row[0]), row[0])
    assert sorted(subscriptions.paying_on(ledger.db, day)) == sorted(paying)
    assert dict(subscriptions.first_paid(ledger.db, day)) == first


terms = st.tuples(days, st.sampled_from(("open", "renewed", "ended")), st.one_of(st.none(), days))


@given(st.lists(st.tuples(st.sampled_from((0, 100, 300)), terms), max_size=8), days, st.integers(0, 90))
@relaxed
def test_renewal_rates_are_what_counting_term_by_term_gives(ledger, found, first: str, length: int) -> None:
    ledger.clear()
    last = (date.fromisoformat(first) + timedelta(length)).isoformat()
    renewed = decided = 0
    value_renewed = value_decided = 0
    for minor, (ends, outcome, on) in found:
        id = ledger.subscription(1, ("2025-01-01", minor))
        ledger.add(
            "subscription_term",
            subscription=id,
            seq=1,
            starts_on="2025-01-01",
            ends_on=ends,
            outcome=outcome,
            decided_on=on,
        )
        if not first <= ends <= last:
            continue
        limit = (date.fromisoformat(ends) + timedelta(30)).isoformat()
        # the 30th of June 2026 is today
        known = outcome if outcome != "open" and (on or ends) <= "2026-06-30" else "open"
        if known == "open" and limit >= "2026-06-30":
            continue
        decided += 1
        value_decided += minor
        if known == "renewed" and (on or ends) <= limit:
            renewed += 1
            value_renewed += minor
    made = ledger.figures("recurring", first=first, last=last)
    assert value(made["renewal_rate", ""]) == (Fraction(renewed, decided) if decided else None)
    by_value = Fraction(value_renewed, value_decided) if value_decided else None
    assert value(made["renewal_rate_value", "EUR"]) == by_value
