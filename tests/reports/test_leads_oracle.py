"""Leads against a slow recomputation from the definitions alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil
from statistics import median

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

FIRST = date(2026, 1, 25)
SPAN = 140
# nothing after today counts
TODAY = (date(2026, 6, 30) - FIRST).days
STEPS = ("lead", "qualified", "customer", "former")
relaxed = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
days = st.integers(0, SPAN)
maybe = st.none() | days
# where it belongs, the typed day, the days and steps of its life, customer_since, its owner
people = st.tuples(
    st.sampled_from((None, 0, 1)),
    maybe,
    st.lists(st.tuples(days, st.sampled_from(("subscriber", *STEPS))), max_size=3),
    maybe,
    st.sampled_from(("Ann", "Bo")),
)
# who, when, and what: a sale, a refund, a won deal, one with a sale of somebody else, a trial, or a paid day
purchases = st.tuples(st.integers(0, 6), days, st.sampled_from(("sale", "refund", "won", "sold", "trial", "paid")))
touches = st.tuples(st.integers(0, 6), days, st.integers(0, 23), st.sampled_from(("in", "out", None)))


def text(count: int) -> str:
    return (FIRST + timedelta(count)).isoformat()


class World:
    """What was written, as the definitions see it."""

    def __init__(self, ledger: Ledger, companies: list, persons: list, bought: list, touched: list) -> None:
        ledger.clear()
        self.records: list[tuple[int, int, str | None, list[tuple[str, str]], str | None, str]] = []
        ids = [ledger.add("company", **self._cells(cells)) for cells in companies]
        self.companies = ids
        for id, cells in zip(ids, companies, strict=True):
            self._live(ledger, "company", id, id, cells)
        for cells in persons:
            id = ledger.add("contact", **self._cells(cells))
            party = ids[cells[0]] if cells[0] is not None and cells[0] < len(ids) else id
            if party != id:
                ledger.add("contact_company", contact=id, company=party, is_primary=1, position=0)
            self._live(ledger, "contact", id, party, cells)
        self.bought = self._buy(ledger, bought)
        self.touched: list[tuple[int, str]] = []
        known = [record for record, *_ in self.records]
        for who, day, hour, direction in touched:
            if who >= len(known):
                continue
            at = f"{text(day)}T{hour:02}:30:00Z"
            touch = ledger.add("interaction", at=at, on_day=text(day), direction=direction)
            noun = "company" if known[who] in ids else "contact"
            ledger.add(f"interaction_{noun}", **{noun: known[who]}, at=at, interaction=touch)
            if direction == "out":
                self.touched.append((known[who], at))

    def _cells(self, cells: tuple) -> dict[str, object]:
        _, lead, _, since, owner = cells
        return {
            "lead_on": None if lead is None else text(lead),
            "customer_since": None if since is None else text(since),
            "owner": owner,
        }

    def _live(self, ledger: Ledger, noun: str, id: int, party: int, cells: tuple) -> None:
        life = []
        for seq, (day, step) in enumerate(sorted(cells[2], key=lambda change: change[0]), 1):
            at = f"{text(day)}T08:00:00Z"
            ledger.add("lifecycle_change", record=id, seq=seq, noun=noun, new=step, at=at, on_day=text(day))
            life.append((at, step))
        typed, since = self._cells(cells)["lead_on"], self._cells(cells)["customer_since"]
        self.records.append((id, party, typed, life, since, cells[4]))

    def _buy(self, ledger: Ledger, bought: list) -> list[tuple[int, str]]:
        found = []
        parties = sorted({party for _, party, *_ in self.records})
        for who, day, what in bought:
            if who >= len(parties):
                continue
            party, on = parties[who], text(day)
            if what in ("sale", "refund"):
                ledger.add("sale", party=party, sold_on=on, amount_minor=0 if what == "sale" else -5)
            elif what in ("won", "sold"):
                deal = ledger.add("deal", party=party, outcome="won", stage="won", opened_on=on, closed_on=on)
                if what == "sold":
                    ledger.add("sale", deal=deal, sold_on=on)
            else:
                ledger.subscription(party, (on, 0 if what == "trial" else 100))
            if what in ("sale", "won", "paid"):
                found.append((party, on))
        return found

    def lead(self, record: tuple, owner: str) -> tuple[str, str] | None:
        """The day and the instant, "" for none, on which a record became a lead."""
        _, _, typed, life, _, whose = record
        if owner and whose != owner:
            return None
        logged = next((at for at, step in life if step in STEPS), None)
        if typed is not None:
            return typed, logged if logged is not None and logged[:10] == typed else ""
        return None if logged is None else (logged[:10], logged)

    def leads(self, first: str, last: str, owner: str) -> list[tuple[int, str, str]]:
        found = []
        for party in sorted({party for _, party, *_ in self.records}):
            own = [(self.lead(record, owner), record[0]) for record in self.records if record[1] == party]
            dated = sorted((lead, record) for lead, record in own if lead is not None)
            if dated and first <= dated[0][0][0] <= last:
                found.append((party, *dated[0][0]))
        return found

    def customer(self, party: int, last: str, owner: str) -> str | None:
        bought = [day for who, day in self.bought if who == party and day <= last]
        if bought:
            return min(bought)
        # whose customer_since: the party's own, and those of its people that are leads
        ids = {party} | {
            record[0]
            for record in self.records
            if record[1] == party and (lead := self.lead(record, owner)) is not None and lead[0] <= last
        }
        since = [record[4] for record in self.records if record[0] in ids and record[4] is not None]
        return min((day for day in since if day <= last), default=None)

    def answer(self, party: int, at: str, last: str) -> str | None:
        ids = {record[0] for record in self.records if record[1] == party}
        return min(
            (when for who, when in self.touched if who in ids and at <= when and when[:10] <= last), default=None
        )


worlds = st.tuples(
    st.lists(people, max_size=2),
    st.lists(people, max_size=5),
    st.lists(purchases, max_size=6),
    st.lists(touches, max_size=6),
)


@given(worlds, days, st.integers(0, 70), st.sampled_from(("", "Ann")))
@relaxed
def test_leads(ledger: Ledger, rows: tuple, start: int, length: int, owner: str) -> None:
    world = World(ledger, *rows)
    first, last = text(start), text(min(start + length, TODAY))
    figures = ledger.figures("leads", first=first, last=last, owner=owner)
    value = {key: None if figure.value is None else Fraction(figure.value.over, figure.value.under)
             for (key, _), figure in figures.items()}  # fmt: skip
    leads = world.leads(first, last, owner)
    customers = {party: world.customer(party, last, owner) for party, _, _ in leads}
    waits = {party: _days(on, customers[party]) for party, on, _ in leads if customers[party] is not None}
    assert figures["new_leads", ""].n == len(leads)
    assert value["lead_conversion"] == (Fraction(len(waits), len(leads)) if leads else None)
    for limit in (30, 90):
        old = [party for party, on, _ in leads if _days(on, last) >= limit]
        fast = [party for party in old if party in waits and waits[party] <= limit]
        assert value[f"lead_conversion_{limit}d"] == (Fraction(len(fast), len(old)) if old else None)
    later = [Fraction(wait) for wait in waits.values() if wait >= 0]
    assert value["lead_conversion_days"] == (median(later) if later else None)
    seconds = sorted(
        int((datetime.fromisoformat(answer) - datetime.fromisoformat(at)).total_seconds())
        for party, _, at in leads
        if at and (answer := world.answer(party, at, last))
    )
    assert value["lead_response"] == (Fraction(median(map(Fraction, seconds))) / 3600 if seconds else None)
    ninth = seconds[ceil(len(seconds) * 9 / 10) - 1] if seconds else None
    assert value["lead_response_p90"] == (None if ninth is None else Fraction(ninth, 3600))
    months = ledger.report("leads", by="month", first=first, last=last, owner=owner).rows
    assert {row["month"]: row["leads"] for row in months} == {
        month: sum(on[:7] == month for _, on, _ in leads) for month in {on[:7] for _, on, _ in leads}
    }


@given(worlds, days, st.integers(0, 70), st.sampled_from(("", "Ann")))
@relaxed
def test_the_new_customers_of_all_sources_are_those_of_the_scorecard(
    ledger: Ledger, rows: tuple, start: int, length: int, owner: str
) -> None:
    World(ledger, *rows)
    asked = {"first": text(start), "last": text(min(start + length, TODAY)), "owner": owner}
    n = ledger.figures("customers", **asked)["new_customers", ""].n
    totals = ledger.report("sources", **asked).totals
    assert (totals["new_customers"] if totals else 0) == n


def _days(first: str, last: str | None) -> int:
    assert last is not None
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
