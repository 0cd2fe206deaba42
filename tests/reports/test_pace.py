"""How goals stand: progress, pace and projection, by hand."""

from __future__ import annotations

import pytest
from tests.reports.shown import cell, columns

from tinycrm.domain.periods import FIRST_DAY, LAST_DAY
from tinycrm.reports.figures import Share
from tinycrm.reports.goals import Aim, goals_report
from tinycrm.reports.kpi import Goal, change_of, progress, written
from tinycrm.reports.kpis.kpi import Kpi
from tinycrm.reports.pace import gone, is_met, on_track, projected
from tinycrm.reports.period import Period

JUNE = ("2026-06-01", "2026-06-30")
FLOW = Kpi("sold", "Sold", "money", "f", "e", "s", group="g", flow=True)
LIMIT = Kpi("lost", "Lost", "count", "f", "e", "s", group="g", flow=True, less_is_better=True)
RATE = Kpi("rate", "Rate", "ratio", "f", "e", "s", group="g")
STATE = Kpi("age", "Age", "days", "f", "e", "s", group="g", less_is_better=True)


def parts(value: Share | None) -> str | None:
    return None if value is None else value.number()


@pytest.mark.parametrize(
    ("today", "part"),
    [
        ("2026-05-31", None),
        ("2026-06-01", "0.033333"),
        ("2026-06-15", "0.5"),
        ("2026-06-30", "1"),
        ("2026-07-09", "1"),
    ],
)
def test_the_part_of_a_period_that_is_over(today: str, part: str | None) -> None:
    assert parts(gone(Period(*JUNE, today))) == part


def test_only_what_grows_with_the_days_is_projected() -> None:
    half = Period(*JUNE, "2026-06-15")
    assert parts(projected(FLOW, Share(150, 1), half)) == "300"
    assert parts(projected(RATE, Share(1, 2), half)) == "0.5"
    assert projected(FLOW, None, half) is None
    assert parts(projected(FLOW, Share(7, 1), Period(*JUNE, "2026-05-31"))) == "7"


@pytest.mark.parametrize(("value", "more", "less"), [(9, False, True), (10, True, True), (11, True, False)])
def test_a_target_is_reached_at_itself_and_a_limit_not_passed_at_itself(value: int, more: bool, less: bool) -> None:
    assert is_met(FLOW, Share(value, 1), Share(10, 1)) is more
    assert is_met(LIMIT, Share(value, 1), Share(10, 1)) is less
    # the same as quotients: 9/3, 10/3, 11/3 against 20/6
    assert is_met(FLOW, Share(value, 3), Share(20, 6)) is more
    assert is_met(LIMIT, Share(value, 3), Share(20, 6)) is less


@pytest.mark.parametrize(
    ("kpi", "value", "target", "today", "found"),
    [
        # by the middle of June: 5 of 10 are just enough, 4 are not, and 10 leave nothing to foretell
        (FLOW, 5, 10, "2026-06-15", True),
        (FLOW, 4, 10, "2026-06-15", False),
        (FLOW, 10, 10, "2026-06-15", None),
        (FLOW, 5, 10, "2026-06-30", None),
        (FLOW, 5, 10, "2026-07-01", None),
        (FLOW, 0, 10, "2026-05-31", None),
        (FLOW, None, 10, "2026-06-15", None),
        # a limit of 10: 5 will just do, 6 will not, 11 have passed it
        (LIMIT, 5, 10, "2026-06-15", True),
        (LIMIT, 6, 10, "2026-06-15", False),
        (LIMIT, 10, 10, "2026-06-15", False),
        (LIMIT, 11, 10, "2026-06-15", None),
        # of a rate and of a state it is as it is now
        (RATE, 10, 10, "2026-06-15", True),
        (RATE, 9, 10, "2026-06-15", False),
        (STATE, 9, 10, "2026-06-15", True),
        (STATE, 11, 10, "2026-06-15", False),
        (RATE, 10, 10, "2026-06-30", None),
    ],
)
def test_whether_a_goal_is_on_track(kpi: Kpi, value: int | None, target: int, today: str, found: bool | None) -> None:
    share = None if value is None else Share(value, 1)
    assert on_track(kpi, share, Share(target, 1), Period(*JUNE, today)) is found


@pytest.mark.parametrize("span", [(FIRST_DAY, "2026-06-30"), ("2026-06-01", LAST_DAY)])
def test_a_period_without_an_end_has_no_track(span: tuple[str, str]) -> None:
    assert on_track(RATE, Share(1, 1), Share(1, 1), Period(*span, "2026-06-15")) is None


@pytest.mark.parametrize(
    ("kpi", "value", "target", "found"),
    [
        (FLOW, 30, 40, "0.75"),
        (FLOW, 50, 40, "1.25"),
        (FLOW, 0, 40, "0"),
        (FLOW, -5, 40, "0"),
        (FLOW, 5, 0, None),
        (FLOW, None, 40, None),
        (LIMIT, 30, 40, "1.333333"),
        (LIMIT, 50, 40, "0.8"),
        (LIMIT, 0, 40, "1"),
        (LIMIT, -1, 40, "1"),
    ],
)
def test_progress_is_the_part_of_a_goal_that_is_reached(
    kpi: Kpi, value: int | None, target: int, found: str | None
) -> None:
    assert parts(progress(kpi, None if value is None else Share(value, 1), Share(target, 1))) == found


@pytest.mark.parametrize(
    ("value", "old", "found"),
    [(3, 2, "0.5"), (1, 2, "-0.5"), (2, 2, "0"), (-1, 2, "-1.5"), (2, 0, None), (2, -1, None), (None, 2, None)],
)
def test_a_change_is_since_what_was_above_nothing(value: int | None, old: int, found: str | None) -> None:
    assert parts(change_of(None if value is None else Share(value, 1), Share(old, 1))) == found
    assert change_of(Share(1, 1), None) is None


def test_amounts_are_exact_counts_whole_ratios_have_six_places_and_means_four() -> None:
    count = Kpi("n", "N", "count", "f", "e", "s", group="g")
    assert written(FLOW, Share(12_345, 1), "EUR") == "123.45"
    assert written(FLOW, Share(100_000, 3), "EUR") == "333.3333"
    assert written(count, Share(14, 2), "") == 7
    assert written(count, Share(7, 3), "") == "2.3333"
    assert written(RATE, Share(2, 3), "") == "0.666667"
    assert written(STATE, Share(2, 3), "") == "0.6667"
    assert written(FLOW, None, "EUR") is None


def test_goals_in_the_middle_of_their_month() -> None:
    june = Period(*JUNE, "2026-06-15")
    ever = Period(FIRST_DAY, "2026-06-15", "2026-06-15")
    aims = [
        Aim(FLOW, Goal("sold", Share(40_000, 1), "EUR", "month"), june, Share(15_000, 1)),
        Aim(LIMIT, Goal("lost", Share(4, 1), "", "month"), june, Share(2, 1)),
        Aim(RATE, Goal("rate", Share(2, 5)), june, Share(1, 2)),
        Aim(STATE, Goal("age", Share(3, 1), "", "month"), june, None),
        Aim(FLOW, Goal("sold", Share(10_000, 1), "EUR"), ever, Share(15_000, 1)),
    ]
    report = goals_report(aims, "2026-06-15")
    assert [" ".join(cell(value) for value in row.values()) for row in report.rows] == [
        # 150 of 400 with half of June gone: 150 / 200 of the pace, 300 at its end
        "sold Sold month 2026-06-01 2026-06-30 150.00 400.00 False False 0.375 0.75 300.00 False money EUR",
        # 2 of a limit of 4: just the pace, 4 at its end
        "lost Lost month 2026-06-01 2026-06-30 2 4 True True 2 1 4 True count -",
        "rate Rate - 2026-06-01 2026-06-30 0.5 0.4 True True 1.25 - 0.5 True ratio -",
        "age Age month 2026-06-01 2026-06-30 - 3 - - - - - - days -",
        "sold Sold - - 2026-06-15 150.00 100.00 True - 1.5 1.5 150.00 True money EUR",
    ]
    keys = "key name period from to value goal met on_track progress pace projection will_do unit currency"
    assert " ".join(report.rows[0]) == keys
    assert (report.name, report.title, report.today) == ("goals", "Goals", "2026-06-15")
    assert columns(report).split("; ") == [
        "key* 'key' text",
        "name 'Goal' text",
        "to 'Until' day",
        "value 'Value' measure",
        "goal 'Target' measure",
        "progress 'Progress' ratio",
        "met 'Met' bool",
        "pace 'Pace' ratio",
        "projection 'Projection' measure",
        "will_do* 'Will do' bool",
        "period* 'period' text",
        "from* 'from' text",
        "unit* 'unit' text",
        "currency* 'currency' text",
        "progress '' bar [ratio]",
    ]
