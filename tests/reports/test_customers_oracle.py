"""Customers and revenue against a slow recomputation from lists, straight from the definitions."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tinycrm.store.queries import subscriptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

ORIGIN = date(2026, 2, 20)
TODAY = "2026-06-30"
COMPANIES, PEOPLE = (1, 2), (3, 4, 5)
# the third person is one of the first company
HOME = {5: 1}

days = st.integers(0, 140).map(lambda count: (ORIGIN + timedelta(count)).isoformat())
parties = st.sampled_from((*COMPANIES, *PEOPLE, None))
amounts = st.sampled_from((0, 100, 250, 999, -100, -40))
codes = st.sampled_from(("EUR", "EUR", "EUR", "USD"))
sales = st.tuples(parties, days, amounts, codes, st.sampled_from((None, None, 0, 1)))
deals = st.tuples(parties, st.sampled_from(("won", "won", "lost")), days, st.sampled_from((None, 500, 70)), codes)
lives = st.tuples(parties, st.lists(st.tuples(days, st.sampled_from((0, 0, 300, 120))), min_size=1, max_size=3))
since = st.lists(st.tuples(st.sampled_from((*COMPANIES, *PEOPLE)), days), max_size=4).map(dict)
relaxed = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class World:
    """The lists that everything is counted from, and the same in the database."""

    def __init__(self, ledger: Ledger, sold, closed, held, known, *, deals_count: bool = True) -> None:
        ledger.clear()
        ledger.settings.won_deals_are_sales = deals_count
        for id in COMPANIES:
            ledger.add("company", id=id, customer_since=known.get(id))
        for id in PEOPLE:
            ledger.add("contact", id=id, customer_since=known.get(id))
            if id in HOME:
                ledger.add("contact_company", contact=id, company=HOME[id], is_primary=1, position=0)
        made = []
        for party, outcome, day, value, code in closed:
            cells = {"party": party, "outcome": outcome, "stage": outcome, "closed_on": day, "opened_on": day}
            made.append(ledger.add("deal", value_minor=value, currency=code, **cells))
        self.sales = []
        for party, day, minor, code, deal in sold:
            of = made[deal] if deal is not None and deal < len(made) else None
            ledger.add("sale", party=party, sold_on=day, amount_minor=minor, currency=code, deal=of)
            self.sales.append((party, day, minor, code, of))
        # a refund is no sale of a deal's own
        with_sale = {row[4] for row in self.sales if row[2] >= 0}
        self.deals = [
            (party, day, value or 0, code)
            for id, (party, outcome, day, value, code) in zip(made, closed, strict=True)
            if deals_count and outcome == "won" and id not in with_sale
        ]
        self.any_deal = [day for _, _, day, _, _ in closed] if deals_count else []
        self.held = [(party, sorted(rows, key=lambda row: row[0])) for party, rows in held]
        for party, rows in self.held:
            ledger.subscription(party, *rows)
        self.known = known
        self.dues = list(subscriptions.dues(ledger.db, "1900-01-01", "2027-01-01"))

    def purchases(self, party, after: str, until: str) -> int:
        """How often a party bought after one day and up to another."""
        bought = [day for who, day, minor, _, _ in self.sales if who == party and minor >= 0]
        bought += [day for who, day, _, _ in self.deals if who == party]
        return sum(after < day <= until for day in bought)

    def pays(self, party, day: str) -> bool:
        for who, rows in self.held:
            now = [row for row in rows if row[0] <= day]
            if who == party and now and now[-1][1] > 0:
                return True
        return False

    def paid(self, party, until: str) -> bool:
        # the last change of a day holds: what it took back was never paid
        ends = ((who, dict(rows)) for who, rows in self.held)
        return any(who == party and minor > 0 and day <= until for who, own in ends for day, minor in own.items())

    def active(self, party, day: str, window: int) -> bool:
        return self.purchases(party, back(day, window), day) > 0 or self.pays(party, day)

    def since(self, party) -> list[str]:
        """Its own customer_since, and those of its people that bought and paid nothing themselves."""
        return [day for id, day in self.known.items() if HOME.get(id, id) == party]

    def early(self, party, until: str) -> str:
        """The customer_since of a party that bought and paid nothing by a day."""
        days = [
            day
            for id, day in self.known.items()
            if HOME.get(id, id) == party and day <= until
            if not self.purchases(id, "", until) and not self.paid(id, until)
        ]
        quiet = not self.purchases(party, "", until) and not self.paid(party, until)
        return min(days, default="") if quiet else ""

    def revenue(self, first: str, last: str) -> dict[str, int]:
        rows = [(code, minor) for _, day, minor, code, _ in self.sales if first <= day <= last]
        rows += [(code, minor) for _, day, minor, code in self.deals if first <= day <= last]
        rows += [(code, minor) for _, _, day, code, minor in self.dues if first <= day <= last]
        found: dict[str, int] = {}
        for code, minor in rows:
            found[code] = found.get(code, 0) + minor
        return found

    def begun(self, until: str) -> bool:
        starts = [day for _, day, _, _, _ in self.sales] + self.any_deal + [rows[0][0] for _, rows in self.held]
        return any(day <= until for day in starts)


def back(day: str, count: int) -> str:
    return (date.fromisoformat(day) - timedelta(count)).isoformat()


def value(figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value.over, figure.value.under)


def part(over: int, under: int) -> Fraction | None:
    return Fraction(over, under) if under else None


worlds = st.tuples(st.lists(sales, max_size=9), st.lists(deals, max_size=3), st.lists(lives, max_size=3), since)


@given(worlds, days, st.integers(0, 60), st.sampled_from((7, 30, 90)), st.booleans())
@relaxed
def test_customers_are_what_looking_at_each_party_gives(
    ledger, rows, first: str, length: int, window: int, won
) -> None:
    assume(first <= TODAY)
    world = World(ledger, *rows, deals_count=won)
    ledger.settings.active_window_days = window
    last = (date.fromisoformat(first) + timedelta(length)).isoformat()
    end = min(last, TODAY)
    start = min(back(first, 1), end)
    everybody = (*COMPANIES, *PEOPLE)
    at_start = {who for who in everybody if world.active(who, start, window)}
    at_end = {who for who in everybody if world.active(who, end, window)}
    bought = {who for who in everybody if world.purchases(who, "", end)}
    before = {who for who in everybody if world.purchases(who, "", start) or world.paid(who, start)}
    paid = {who for who in everybody if world.paid(who, end)}
    new = ((bought | paid) - before) | {who for who in everybody if start < world.early(who, end) <= end}
    back_again = (at_end - at_start) & before
    found = {key: value(figure) for (key, _), figure in ledger.figures("customers", first=first, last=last).items()}
    assert found["customers_start"] == len(at_start)
    assert found["customers_end"] == len(at_end)
    assert found["new_customers"] == (len(new) if start < end else 0)
    assert found["lost_customers"] == len(at_start - at_end)
    assert found["reactivated"] == len(back_again)
    came = len((at_end - at_start) - before)
    assert len(at_end) == len(at_start) - len(at_start - at_end) + came + len(back_again)
    assert found["customer_growth"] == part(len(at_end) - len(at_start), len(at_start))
    assert found["retention"] == part(len(at_start & at_end), len(at_start))
    assert found["churn"] == part(len(at_start - at_end), len(at_start))
    twice = {who for who in everybody if world.purchases(who, "", end) > 1}
    assert found["repeat_rate"] == part(len(twice), len(bought))
    old = ledger.ask(first=first, last=last).span.before("previous")
    if old is not None:
        then = {who for who in everybody if world.purchases(who, back(old.first, 1), old.as_of)}
        again = {who for who in then if world.purchases(who, start, end)}
        assert found["retained_buyers"] == part(len(again), len(then))
    ever = bought | paid | {who for who in everybody if world.early(who, end)}
    total = world.revenue("", end)
    expected = None if len(total) > 1 else part(sum(total.values()), len(ever))
    assert found["ltv_to_date"] == expected
    now = world.revenue(first, end)
    mean = Fraction(len(at_start) + len(at_end), 2)
    expected = None if len(now) > 1 or not mean else sum(now.values()) / mean
    assert found["revenue_per_customer"] == expected


@given(worlds, days, st.integers(0, 60), st.booleans())
@relaxed
def test_revenue_is_the_sum_of_its_records(ledger, rows, first: str, length: int, won) -> None:
    assume(first <= TODAY)
    world = World(ledger, *rows, deals_count=won)
    last = (date.fromisoformat(first) + timedelta(length)).isoformat()
    end = min(last, TODAY)
    old = ledger.ask(first=first, last=last).span.before("previous")
    now, then = world.revenue(first, end), {} if old is None else world.revenue(old.first, old.as_of)
    found = {key: value(figure) for key, figure in ledger.figures("revenue", first=first, last=last).items()}
    known = world.begun(end)
    for code in {*now, *then} or {"EUR"}:
        assert found["revenue", code] == (now.get(code, 0) if known else None)
        growth = Fraction(now.get(code, 0), then[code]) - 1 if then.get(code, 0) > 0 else None
        assert found["sales_growth", code] == growth
        orders = [(day, minor) for _, day, minor, one, _ in world.sales if one == code]
        made = [(day, minor) for _, day, minor, one in world.deals if one == code]
        net = sum(minor for day, minor in orders + made if first <= day <= end)
        count = sum(first <= day <= end for day, _ in made)
        count += sum(first <= day <= end and minor >= 0 for day, minor in orders)
        assert found["average_order", code] == part(net, count)
    each = [world.purchases(who, back(first, 1), end) for who in (*COMPANIES, *PEOPLE)]
    assert found["purchase_frequency", ""] == part(sum(each), sum(count > 0 for count in each))


@given(worlds, days, st.integers(0, 60), st.sampled_from((7, 30, 90)))
@relaxed
def test_two_periods_at_once_are_what_each_gives_alone(ledger, rows, first: str, length: int, window: int) -> None:
    assume(first <= TODAY)
    World(ledger, *rows)
    ledger.settings.active_window_days = window
    last = (date.fromisoformat(first) + timedelta(length)).isoformat()
    question = ledger.ask(first=first, last=last)
    old = question.span.before("previous")
    if old is None:
        return
    for family in ("revenue", "customers", "recurring"):
        both = question.family(family, [question.span, old])
        alone = [ledger.ask(first=first, last=last).family(family, [span])[0] for span in (question.span, old)]
        for one, other in zip(both, alone, strict=True):
            # a currency of either period has a row in both; one alone shows its own, or the base without any
            known = {(figure.key, figure.currency): value(figure) for figure in one}
            for figure in other:
                if (figure.key, figure.currency) in known:
                    assert value(figure) == known[figure.key, figure.currency]


@given(worlds, st.sampled_from((7, 30, 90)))
@relaxed
def test_each_month_of_the_report_is_that_month_alone(ledger, rows, window: int) -> None:
    World(ledger, *rows)
    ledger.settings.active_window_days = window
    report = ledger.report("customers", by="month", first="2026-03-01", last="2026-06-30")
    for row in report.rows:
        own = ledger.figures("customers", period=str(row["month"]))
        found = {key: value(figure) for (key, _), figure in own.items()}
        assert row["start"] == found["customers_start"]
        assert row["end"] == found["customers_end"]
        assert row["lost"] == -found["lost_customers"]
        assert row["reactivated"] == found["reactivated"]
        assert row["first"] == found["new_customers"]
        assert row["start"] + row["new"] + row["reactivated"] + row["lost"] == row["end"]
