"""Cohorts: the worked example, boundaries, and a slow recomputation."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinycrm.reports.figures import decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

relaxed = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def cells(rows) -> dict[str, list]:
    return {row["cohort"]: [row[key] for key in row if key[0] == "m" and key[1:].isdigit()] for row in rows}


def test_six_parties_of_three_months_on_the_15th_of_april(ledger: Ledger) -> None:
    first = {"A": "2026-01", "B": "2026-01", "C": "2026-01", "D": "2026-02", "E": "2026-02", "F": "2026-03"}
    again = {"B": ["2026-01", "2026-02"], "A": ["2026-02", "2026-03"], "D": ["2026-03"], "C": ["2026-04"]}
    for number, (name, month) in enumerate(first.items(), 1):
        ledger.add("sale", party=number, sold_on=f"{month}-03")
        for later in again.get(name, ()):
            ledger.add("sale", party=number, sold_on=f"{later}-10")
    report = ledger.report("cohorts", first="2026-01-01", last="2026-04-15")
    found = cells(report.rows)
    assert [row["parties"] for row in report.rows] == [3, 2, 1, 0]
    assert found["2026-01"] == ["1", "0.666667", "0.333333"]
    assert found["2026-02"] == ["1", "0.5", None]
    assert found["2026-03"] == ["1", None, None]


def test_a_month_counts_once_it_has_ended(ledger: Ledger) -> None:
    ledger.add("sale", party=1, sold_on="2026-05-31")
    ledger.add("sale", party=1, sold_on="2026-06-30")
    assert cells(ledger.report("cohorts", first="2026-05-01", last="2026-06-29").rows)["2026-05"] == ["1"]
    assert cells(ledger.report("cohorts", first="2026-05-01", last="2026-06-30").rows)["2026-05"] == ["1", "1"]


def test_who_bought_before_the_period_is_new_in_none_of_its_months(ledger: Ledger) -> None:
    ledger.add("sale", party=1, sold_on="2025-01-31")
    ledger.add("sale", party=1, sold_on="2026-05-31")
    ledger.add("sale", party=2, sold_on="2026-05-01")
    report = ledger.report("cohorts", first="2026-05-01", last="2026-06-30")
    assert [row["parties"] for row in report.rows] == [1, 0]


def test_an_empty_database_has_no_cohort(ledger: Ledger) -> None:
    assert ledger.report("cohorts").rows == []


def test_quarters_have_columns_of_quarters(ledger: Ledger) -> None:
    ledger.add("sale", party=1, sold_on="2025-11-30")
    ledger.add("sale", party=1, sold_on="2026-04-01")
    report = ledger.report("cohorts", by="quarter", first="2025-10-01", last="2026-06-30")
    assert cells(report.rows)["2025-Q4"] == ["1", "0", "1"]


days = st.tuples(st.integers(1, 6), st.sampled_from((1, 15, 28))).map(lambda at: f"2026-{at[0]:02}-{at[1]:02}")
sales = st.tuples(st.integers(1, 4), days, st.sampled_from((0, 500, -200)))
deals = st.tuples(st.integers(1, 4), days, st.booleans())


@given(st.lists(sales, max_size=10), st.lists(deals, max_size=3), st.integers(1, 6), st.integers(1, 6), st.booleans())
@relaxed
def test_cohorts_are_what_looking_at_each_party_gives(ledger, sold, closed, one: int, other: int, open_end) -> None:
    ledger.clear()
    begin, end = sorted((one, other))
    until = f"2026-{end:02}-{15 if open_end else {2: 28, 4: 30, 6: 30}.get(end, 31)}"
    bought: dict[int, list[str]] = {}
    for party, day, minor in sold:
        ledger.add("sale", party=party, sold_on=day, amount_minor=minor)
        if minor >= 0:
            bought.setdefault(party, []).append(day)
    for party, day, billed in closed:
        deal = ledger.add("deal", party=party, outcome="won", stage="won", closed_on=day, opened_on=day)
        if billed:
            ledger.add("sale", deal=deal, sold_on=day, party=None)
        else:
            bought.setdefault(party, []).append(day)
    months = {who: sorted({int(day[5:7]) for day in own if day <= until}) for who, own in bought.items()}
    complete = end - 1 if open_end else end
    expected = {}
    for month in range(begin, end + 1):
        own = [found for found in months.values() if found and found[0] == month]
        line = []
        for later in range(max(complete - begin, 0) + 1):
            again = sum(month + later in found for found in own)
            seen = bool(own) and (not later or month + later <= complete)
            share = Fraction(again, len(own)) if seen else None
            line.append(None if share is None else decimal(share.numerator, share.denominator, 6))
        expected[f"2026-{month:02}"] = line
    if not any(found and begin <= found[0] for found in months.values()):
        expected = {}
    rows = ledger.report("cohorts", first=f"2026-{begin:02}-01", last=until).rows
    assert cells(rows) == expected
