"""What new customers cost and campaigns bring: by hand, and against a slow recomputation."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

    from tinycrm.reports.figure import Figure


def exact(figure: Figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value.over, figure.value.under)


def bought(ledger: Ledger, parties: int, on: str = "2026-06-10", **cells: object) -> None:
    for _ in range(parties):
        person = ledger.add("contact")
        ledger.add("sale", party=person, contact=person, sold_on=on, **cells)


def test_fifty_thousand_spent_on_25_new_customers_are_2000_each(ledger: Ledger) -> None:
    bought(ledger, 25)
    bought(ledger, 3, on="2026-05-31")
    for kind, minor in (("marketing", 3_000_000), ("sales", 2_000_000), ("service", 700_000)):
        ledger.add("expense", kind=kind, amount_minor=minor, spent_on="2026-06-30")
    ledger.add("expense", amount_minor=100, spent_on="2026-05-31")
    figure = ledger.figures("acquisition")["cac", "EUR"]
    assert exact(figure) == 200_000
    assert figure.n == 25
    assert figure.inputs == (("expenses for marketing and sales", "50000.00"), ("new customers", 25))
    rows = {(row["key"], row["currency"]): row["value"] for row in ledger.report("acquisition", period="2026-06").rows}
    assert rows["spent", "EUR"] == "57000.00"
    assert rows["spent_winning", "EUR"] == "50000.00"
    assert rows["new_customers", None] == 25
    assert rows["cac", "EUR"] == "2000.00"


def test_cac_is_null_without_expenses_without_customers_and_in_several_currencies(ledger: Ledger) -> None:
    bought(ledger, 2)
    ledger.add("expense", kind="service", amount_minor=100, spent_on="2026-06-30")
    assert ledger.figures("acquisition")["cac", "EUR"].value is None
    ledger.add("expense", amount_minor=100, spent_on="2026-06-30")
    assert exact(ledger.figures("acquisition")["cac", "EUR"]) == 50
    assert ledger.figures("acquisition", period="2026-05")["cac", "EUR"].value is None
    ledger.add("expense", amount_minor=100, spent_on="2026-06-30", currency="USD")
    found = ledger.figures("acquisition")
    assert [found["cac", currency].value for currency in ("EUR", "USD")] == [None, None]
    ledger.settings.rates = {"USD": (("2026-01-01", "0.5"),)}
    assert exact(ledger.figures("acquisition", currency="EUR")["cac", "EUR"]) == 75


def test_ltv_to_cac_and_the_months_until_a_customer_has_paid_back(ledger: Ledger) -> None:
    # 4 subscribers pay 50 in June, 1 of 5 left: arpa 50, churn 1/5, margin 0.8: ltv 50 × 0.8 / 0.2 = 200
    people = [ledger.add("contact") for _ in range(5)]
    for person in people[:4]:
        ledger.subscription(person, ("2026-05-01", 5_000), contact=person)
    ledger.subscription(people[4], ("2026-05-01", 5_000), ("2026-06-15", 0, "end"), contact=people[4])
    ledger.add("expense", amount_minor=8_000, spent_on="2026-06-01")
    new = ledger.add("contact", customer_since="2026-06-02")
    assert new
    found = ledger.figures("acquisition")
    assert exact(found["cac", "EUR"]) == 8_000
    assert exact(found["ltv_to_cac", "EUR"]) == Fraction(200, 80)
    assert exact(found["cac_payback", "EUR"]) == 2


def campaign(ledger: Ledger, started: str = "2026-06-01", **cells: object) -> int:
    return ledger.add("campaign", started_on=started, **cells)


def test_a_campaign_brings_its_sales_and_those_of_its_deals_and_costs_its_expenses(ledger: Ledger) -> None:
    spring = campaign(ledger, name="Spring", budget_minor=99_900)
    other = campaign(ledger)
    won = {"outcome": "won", "stage": "won", "closed_on": "2026-06-12", "opened_on": "2026-06-01", "campaign": spring}
    ledger.add("sale", campaign=spring, amount_minor=10_000, sold_on="2026-06-05")
    ledger.add("sale", campaign=spring, amount_minor=-1_000, sold_on="2026-06-06")
    ledger.add("deal", value_minor=20_000, **won)
    sold = ledger.add("deal", value_minor=70_000, **won)
    ledger.add("sale", deal=sold, amount_minor=4_000, sold_on="2026-06-20")
    # of a deal of one campaign, but it names another itself
    ledger.add("sale", deal=sold, campaign=other, amount_minor=500, sold_on="2026-06-20")
    ledger.add("deal", value_minor=1_000, **{**won, "closed_on": "2026-07-01"})
    ledger.add("expense", campaign=spring, amount_minor=15_000, spent_on="2026-06-02", kind="service")
    ledger.add("expense", campaign=spring, amount_minor=7_000, spent_on="2026-07-02")
    for reached, answered in (("2026-06-03", "2026-06-04"), ("2026-06-03", None), (None, "2026-06-05"), (None, None)):
        ledger.add(
            "campaign_member", campaign=spring, record=(person := ledger.add("contact")), contact=person,
            reached_on=reached, answered_on=answered,
        )  # fmt: skip
    rows = {row["campaign"]: row for row in ledger.report("acquisition", by="campaign", period="2026-06").rows}
    row = rows["Spring"]
    assert (row["budget"], row["spent"], row["revenue"], row["roi"]) == ("999.00", "150.00", "330.00", "1.2")
    assert (row["reached"], row["answered"], row["response_rate"]) == (3, 2, "0.666667")
    assert (rows["C"]["revenue"], rows["C"]["spent"], rows["C"]["roi"]) == ("5.00", None, None)
    found = ledger.figures("acquisition")
    # both campaigns together: 335 of 150
    assert exact(found["campaign_roi", "EUR"]) == Fraction(185, 150)
    assert exact(found["campaign_roi_margin", "EUR"]) == Fraction(268 - 150, 150)
    assert exact(found["response_rate", ""]) == Fraction(2, 3)
    ledger.settings.won_deals_are_sales = False
    assert exact(ledger.figures("acquisition")["campaign_roi", "EUR"]) == Fraction(135 - 150, 150)


def test_the_response_is_of_the_members_reached_in_the_period_whenever_their_campaign_started(ledger: Ledger) -> None:
    old = campaign(ledger, "2025-01-01")
    for reached, answered in (
        ("2026-05-31", "2026-06-04"),
        ("2026-06-01", None),
        ("2026-06-10", "2026-06-30"),
        ("2026-06-10", "2026-07-01"),
        ("2026-07-01", "2026-07-01"),
    ):
        person = ledger.add("contact")
        ledger.add(
            "campaign_member", campaign=old, record=person, contact=person, reached_on=reached, answered_on=answered
        )
    figure = ledger.figures("acquisition")["response_rate", ""]
    assert exact(figure) == Fraction(1, 3)
    assert figure.inputs == (("members who answered", 1), ("members reached in the period", 3))


def test_a_campaign_counts_in_the_period_in_which_it_started(ledger: Ledger) -> None:
    early = campaign(ledger, "2026-05-31")
    ledger.add("expense", campaign=early, amount_minor=100, spent_on="2026-06-10")
    ledger.add("sale", campaign=early, amount_minor=300, sold_on="2026-06-11")
    assert ledger.figures("acquisition", period="2026-06")["campaign_roi", "EUR"].value is None
    # over its life up to the end of the period asked for
    assert exact(ledger.figures("acquisition", first="2026-05-01", last="2026-06-10")["campaign_roi", "EUR"]) == -1
    assert exact(ledger.figures("acquisition", first="2026-05-01", last="2026-06-30")["campaign_roi", "EUR"]) == 2


def test_expenses_by_channel_month_and_kind(ledger: Ledger) -> None:
    bought(ledger, 2)
    for channel, minor, on in (("Web", 100, "2026-05-31"), ("web", 200, "2026-06-01"), (None, 50, "2026-06-02")):
        ledger.add("expense", channel=channel, amount_minor=minor, spent_on=on)
    ledger.add("expense", kind="sales", channel="fair", amount_minor=400, spent_on="2026-06-02")
    rows = ledger.report("acquisition", by="channel").rows
    assert [(row["channel"], row["spent"], row["expenses"]) for row in rows] == [
        ("fair", "4.00", 1),
        ("Web", "3.00", 2),
        (None, "0.50", 1),
    ]
    months = ledger.report("acquisition", by="month").rows
    assert [(row["month"], row["spent"], row["new_customers"], row["cac"]) for row in months] == [
        ("2026-05", "1.00", 0, None),
        ("2026-06", "6.50", 2, "3.25"),
    ]
    kinds = ledger.report("acquisition", by="kind", compare="previous", period="2026-06").rows
    assert [(row["kind"], row["spent"], row["previous"], row["better"]) for row in kinds] == [
        ("sales", "4.00", None, None),
        ("marketing", "2.50", "1.00", None),
    ]


def test_a_segment_leaves_expenses_out_of_figures_and_the_report_says_so(ledger: Ledger) -> None:
    stamp = "2026-01-01T00:00:00Z"
    ledger.add(
        "segment",
        name="Big",
        name_key="big",
        noun="company",
        filter="industry = it",
        created_at=stamp,
        updated_at=stamp,
    )
    ledger.add("expense", amount_minor=100, spent_on="2026-06-01")
    assert ledger.figures("acquisition", segment="Big")["cac", "EUR"].value is None
    with pytest.raises(UsageError, match="expenses cannot be narrowed"):
        ledger.report("acquisition", segment="Big")


FIRST = date(2026, 4, 1)
relaxed = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
days = st.integers(0, 120)
amounts = st.sampled_from((0, 1, 333, 10_000, 2**62))
coins = st.sampled_from(("EUR", "EUR", "USD"))
which = st.sampled_from((None, 0, 1))
expenses = st.tuples(st.sampled_from(("marketing", "sales", "service")), days, amounts, coins, which)
sales = st.tuples(st.integers(0, 4), days, st.sampled_from((-50, 0, 100, 2**61)), coins, which, which)
deals = st.tuples(days, st.sampled_from((None, 5, 900)), coins, st.sampled_from(("won", "lost")), which)
members = st.tuples(st.integers(0, 1), st.none() | days, st.none() | days)


def text(count: int) -> str:
    return (FIRST + timedelta(count)).isoformat()


@given(
    st.tuples(days, days),
    st.lists(expenses, max_size=6),
    st.lists(deals, max_size=4),
    st.lists(sales, max_size=6),
    st.lists(members, max_size=4),
    days,
    st.integers(0, 80),
)
@relaxed
def test_costs_and_campaigns(
    ledger: Ledger, starts: tuple, spent: list, closed: list, sold: list, joined: list, start: int, length: int
) -> None:
    ledger.clear()
    people = [ledger.add("contact") for _ in range(5)]
    pushes = [campaign(ledger, text(day)) for day in starts]
    known = [
        ledger.add(
            "deal", opened_on=text(day), closed_on=text(day), outcome=end, stage=end, value_minor=value, currency=coin,
            campaign=None if push is None else pushes[push],
        )
        for day, value, coin, end, push in closed
    ]  # fmt: skip
    for kind, day, minor, coin, push in spent:
        own = None if push is None else pushes[push]
        ledger.add("expense", kind=kind, spent_on=text(day), amount_minor=minor, currency=coin, campaign=own)
    for who, day, minor, coin, push, deal in sold:
        ledger.add(
            "sale", party=people[who], contact=people[who], sold_on=text(day), amount_minor=minor, currency=coin,
            campaign=None if push is None else pushes[push],
            deal=known[deal] if deal is not None and deal < len(known) else None,
        )  # fmt: skip
    for push, reached, answered in joined:
        person = ledger.add("contact")
        ledger.add(
            "campaign_member", campaign=pushes[push], record=person, contact=person,
            reached_on=None if reached is None else text(reached),
            answered_on=None if answered is None else text(answered),
        )  # fmt: skip
    first, last = start, start + length
    today = (date(2026, 6, 30) - FIRST).days
    # what begins after today is refused
    assume(start <= today)
    end = min(last, today)
    found = ledger.figures("acquisition", first=text(first), last=text(last))

    came = 0
    for who in range(5):
        own = [day for other, day, minor, *_ in sold if other == who and minor >= 0]
        came += bool(own) and first <= min(own) <= end
    costs: dict[str, int] = {}
    for kind, day, minor, coin, _ in spent:
        if kind != "service" and first <= day <= end:
            costs[coin] = costs.get(coin, 0) + minor
    for coin, minor in costs.items():
        expected = Fraction(minor, came) if came and len(costs) == 1 else None
        assert exact(found["cac", coin]) == expected

    started = [at for at, day in enumerate(starts) if first <= day <= end]
    for coin in ("EUR", "USD"):
        cost = sum(minor for _, day, minor, other, push in spent if push in started and day <= end and other == coin)
        brought = 0
        for _, day, minor, other, push, deal in sold:
            of_deal = closed[deal][4] if push is None and deal is not None and deal < len(closed) else None
            if (push if push is not None else of_deal) in started and day <= end and other == coin:
                brought += minor
        for at, (day, value, other, outcome, push) in enumerate(closed):
            named = any(sale[5] == at and sale[2] >= 0 for sale in sold)
            if push in started and outcome == "won" and day <= end and value and other == coin and not named:
                brought += value
        figure = found.get(("campaign_roi", coin))
        assert (exact(figure) if figure else None) == (Fraction(brought - cost, cost) if cost else None)
    met = [(answered if reached is None else reached, answered) for _, reached, answered in joined]
    own = [answered for day, answered in met if day is not None and first <= day <= end]
    replied = [day for day in own if day is not None and day <= end]
    assert exact(found["response_rate", ""]) == (Fraction(len(replied), len(own)) if own else None)
