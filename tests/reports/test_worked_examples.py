"""The worked examples of the definitions, computed by hand."""

from __future__ import annotations

from tinycrm.domain.facts import DealFact, LeadFact, StayFact
from tinycrm.domain.pipeline import Pipeline, Stage, default_pipelines
from tinycrm.domain.pipelines import Pipelines
from tinycrm.reports.activity import Activity
from tinycrm.reports.figures import Share
from tinycrm.reports.forecast import forecast_report
from tinycrm.reports.groups import Chances
from tinycrm.reports.period import Period
from tinycrm.reports.figure import Figure
from tinycrm.reports.scorecard import Facts, figures
from tinycrm.reports.stages import stage_flows, stages_report
from tinycrm.reports.win_loss import Closed, win_loss_report

JUNE = Period("2026-06-01", "2026-06-30", "2026-06-30")
SPQ = ("L", "Q", "P")


def way(deal: int, stages: str, end: str = "") -> list[StayFact]:
    """Stays in L, Q, P one a day from 1 June, then won or lost."""
    found = [
        StayFact(deal, stage, SPQ.index(stage), "open", f"2026-06-{day:02}", f"2026-06-{day + 1:02}")
        for day, stage in enumerate(stages, 1)
    ]
    if end:
        place = 3 if end == "won" else 4
        found.append(StayFact(deal, end, place, end, f"2026-06-{len(stages) + 1:02}"))
    else:
        found[-1].left_on = None
    return found


def test_stage_conversion_decided_and_funnel_of_five_deals() -> None:
    stays = [
        *way(1, "LQP", "won"),
        *way(2, "LQL", "lost"),
        *way(3, "LP", "lost"),
        *way(4, "QLQP"),
        *way(5, "L"),
    ]
    flows = stage_flows(stays, SPQ, JUNE)
    assert [(flow.advanced, flow.entered) for flow in flows] == [(4, 5), (2, 3), (1, 3)]
    assert [(flow.advanced, flow.decided) for flow in flows] == [(4, 4), (2, 3), (1, 2)]
    assert [(flow.beyond, flow.reached) for flow in flows] == [(4, 5), (3, 4), (1, 3)]


def test_stage_days_are_of_stays_that_ended() -> None:
    stays = [
        StayFact(1, "L", 0, "open", "2026-06-01", "2026-06-05"),
        StayFact(1, "Q", 1, "open", "2026-06-05", None),
        StayFact(2, "L", 0, "open", "2026-06-01", "2026-06-02"),
        StayFact(2, "Q", 1, "open", "2026-06-02", None),
        StayFact(3, "L", 0, "open", "2026-06-10", "2026-06-15"),
        StayFact(3, "Q", 1, "open", "2026-06-15", None),
    ]
    rows = stages_report(stage_flows(stays, SPQ, JUNE), JUNE, "2026-06-30", pipeline="X").rows
    assert [(row["mean_days"], row["median_days"], row["stays"]) for row in rows] == [
        ("3.3333", "4", 3),
        (None, None, 0),
        (None, None, 0),
    ]


def closed(
    outcome: str, value: int | None, currency: str = "EUR", opened: str = "", on: str = "2026-06-10"
) -> DealFact:
    return DealFact(
        1,
        None if value is None else value * 100,
        currency,
        outcome,
        opened_on=opened or on,
        closed_on=on,
        stage=outcome,
    )


def two_currencies() -> list[DealFact]:
    return [
        closed("won", 10_000),
        closed("won", None),
        closed("lost", 30_000),
        closed("won", 5_000, "USD"),
        closed("lost", 5_000, "USD"),
        closed("lost", 15_000, "USD"),
    ]


def test_win_rate_by_count_is_over_all_and_by_value_per_currency() -> None:
    report = win_loss_report(two_currencies(), JUNE, "2026-06-30", base="EUR", any_deal=True)
    found = {(row["key"], row["currency"]): row["value"] for row in report.rows}
    assert found["win_rate", None] == "0.5"
    assert found["win_rate_value", "EUR"] == "0.25"
    assert found["win_rate_value", "USD"] == "0.2"
    assert found["won_value", "EUR"] == "10000.00"
    assert found["lost_value", "USD"] == "20000.00"


def test_win_rate_by_value_is_null_without_lost_value() -> None:
    assert Closed([closed("won", 100), closed("lost", 0)]).win_rate_value() is None


def test_a_split_by_a_field_never_adds_currencies() -> None:
    report = win_loss_report(two_currencies(), JUNE, "2026-06-30", base="EUR", any_deal=True, by="month")
    assert [(row["month"], row["currency"], row["won"], row["won_value"]) for row in report.rows] == [
        ("2026-06", "EUR", 2, "10000.00"),
        ("2026-06", "USD", 1, "5000.00"),
    ]


def no_activity() -> Activity:
    return Activity([], {}, [], [], any_touch=False, any_task=False)


def facts(
    deals: list[DealFact],
    opened: list[DealFact],
    leads: list[LeadFact] | None = None,
    *,
    any_deal: bool = True,
) -> Facts:
    return Facts(
        "2026-06-30",
        "EUR",
        closed=deals,
        main=deals,
        main_open=opened,
        open=opened,
        rotting=0,
        chances=Chances(default_pipelines()),
        leads=leads or [],
        customers=0,
        activity=no_activity(),
        any_deal=any_deal,
        any_party=True,
        sold=True,
    )


def value(found: list[Figure], key: str, currency: str = "") -> tuple[int, int] | None:
    (figure,) = [item for item in found if (item.key, item.currency) == (key, currency)]
    if figure.value is None:
        return None
    exact = Share(figure.value.over, figure.value.under)
    return exact.over, exact.under


def test_velocity_of_eight_open_deals_is_1440_a_day() -> None:
    deals = [
        closed("won", 4_000, opened="2026-06-10"),
        closed("won", 5_000, opened="2026-05-21"),
        closed("won", 9_000, opened="2026-05-01"),
        closed("lost", 100),
        closed("lost", 100),
    ]
    opened = [DealFact(id, 100, "EUR", "open", stage="lead") for id in range(8)]
    opened.append(DealFact(9, None, "EUR", "open", stage="lead"))
    velocity = value(figures(facts(deals, opened)), "velocity", "EUR")
    assert velocity is not None
    assert velocity[0] == 144_000 * velocity[1]


def test_velocity_is_null_when_deals_are_won_on_the_day_they_open() -> None:
    assert value(figures(facts([closed("won", 100)], [])), "velocity", "EUR") is None


def test_before_the_first_deal_counts_and_sums_are_null_and_then_zero() -> None:
    none = figures(facts([], [], any_deal=False))
    some = figures(facts([], []))
    assert value(none, "deals_won") is None
    assert value(none, "revenue", "EUR") is None
    assert value(some, "deals_won") == (0, 1)
    assert value(some, "revenue", "EUR") == (0, 1)
    assert value(some, "win_rate") is None


def test_growth_is_null_from_nothing_and_compares_one_currency_with_itself() -> None:
    before = facts([closed("won", 2_000)], [])
    now = facts([closed("won", 3_000), closed("won", 50, "USD")], [])
    found = figures(now, before)
    growth = value(found, "sales_growth", "EUR")
    assert growth is not None
    assert growth[0] * 2 == growth[1]
    assert value(found, "sales_growth", "USD") is None


def test_a_currency_that_earned_nothing_this_time_shows_zero_and_fell_by_all() -> None:
    found = figures(facts([], []), facts([closed("won", 50, "USD")], []))
    assert value(found, "revenue", "USD") == (0, 1)
    growth = value(found, "sales_growth", "USD")
    assert growth is not None
    assert growth[0] == -growth[1]


def test_the_forecast_of_six_deals() -> None:
    stages = (Stage("s", "S", 0), Stage("won", "Won", 10_000, "won"), Stage("lost", "Lost", 0, "lost"))
    chances = Chances(Pipelines(lambda: [Pipeline("sales", "Sales", stages, default=True)]))

    def expected(value: int | None, percent: int, day: str | None) -> DealFact:
        minor = None if value is None else value * 100
        return DealFact(1, minor, "EUR", "open", stage="s", probability=percent * 100, expected_on=day)

    deals = [
        expected(1_000, 50, "2026-06-01"),
        expected(2_000, 25, "2026-06-15"),
        expected(4_000, 50, "2026-06-30"),
        expected(8_000, 10, "2026-08-10"),
        expected(3_000, 60, None),
        expected(None, 50, "2026-07-10"),
    ]
    report = forecast_report(deals, chances, "2026-06-15")
    assert [(row["month"], row["weighted"], row["deals"]) for row in report.rows] == [
        ("overdue", "500.00", 1),
        ("2026-06", "2500.00", 2),
        ("2026-07", None, 1),
        ("2026-08", "800.00", 1),
        ("undated", "1800.00", 1),
    ]
    assert report.totals == {
        "deals": 6,
        "value": "18000.00",
        "weighted": "5600.00",
        "currency": "EUR",
        "unvalued": 1,
    }


def test_lead_conversion_counts_leads_old_enough() -> None:
    leads = [
        LeadFact(1, "2026-06-01", customer_on="2026-06-11"),
        LeadFact(2, "2026-05-20", customer_on="2026-06-29"),
        LeadFact(3, "2026-06-20"),
    ]
    found = figures(facts([], [], leads))
    assert value(found, "lead_conversion") == (2, 3)
    # only the lead of 20 May is 30 days old, and it took 40
    assert value(found, "lead_conversion_30d") == (0, 1)
    assert value(found, "lead_conversion_90d") is None
    assert value(found, "lead_conversion_days") == (50, 2)


def test_lead_response_is_the_median_and_the_nearest_rank_in_hours() -> None:
    at = "2026-06-01T08:00:00Z"
    leads = [
        LeadFact(hours, "2026-06-01", at=at, answered_at=f"2026-06-01T{8 + hours:02}:00:00Z") for hours in (1, 2, 9)
    ]
    leads.append(LeadFact(99, "2026-06-01"))
    found = figures(facts([], [], leads))
    median, ninth = value(found, "lead_response"), value(found, "lead_response_p90")
    assert median is not None
    assert ninth is not None
    assert (median[0], ninth[0]) == (2 * median[1], 9 * ninth[1])
