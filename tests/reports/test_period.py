from __future__ import annotations

from tinycrm.domain.periods import FIRST_DAY, LAST_DAY
from tinycrm.reports.period import Period


def ends(period: Period | None) -> tuple[str, str] | None:
    return None if period is None else (period.first, period.last)


def test_nothing_after_today_counts() -> None:
    assert Period("2026-06-01", "2026-06-30", "2026-06-15").as_of == "2026-06-15"
    assert Period("2026-05-01", "2026-05-31", "2026-06-15").as_of == "2026-05-31"


def test_a_finished_month_is_compared_with_the_whole_month_before() -> None:
    assert ends(Period("2026-03-01", "2026-03-31", "2026-06-15").before("previous")) == (
        "2026-02-01",
        "2026-02-28",
    )


def test_an_unfinished_month_is_compared_with_equal_elapsed_days() -> None:
    assert ends(Period("2026-06-01", "2026-06-30", "2026-06-15").before("previous")) == (
        "2026-05-01",
        "2026-05-15",
    )


def test_elapsed_days_never_reach_into_the_next_month() -> None:
    assert ends(Period("2026-03-01", "2026-03-31", "2026-03-30").before("previous")) == (
        "2026-02-01",
        "2026-02-28",
    )


def test_a_year_back_is_the_same_days() -> None:
    assert ends(Period("2026-04-01", "2026-06-30", "2026-06-30").before("year")) == (
        "2025-04-01",
        "2025-06-30",
    )


def test_all_time_and_the_future_have_nothing_to_compare_with() -> None:
    assert Period(FIRST_DAY, LAST_DAY, "2026-06-15").before("previous") is None
    assert Period("2027-01-01", "2027-01-31", "2026-06-15").before("previous") is None
    assert Period("2026-06-01", "2026-06-30", "2026-06-15").before("none") is None


def test_a_period_without_beginning_or_end_shows_what_counts() -> None:
    assert Period(FIRST_DAY, LAST_DAY, "2026-06-15").shown == ("", "2026-06-15")


def test_the_kind_of_a_period_is_told_from_its_ends() -> None:
    kinds = {
        ("2026-06-01", "2026-06-30"): "month",
        ("2026-04-01", "2026-06-30"): "quarter",
        ("2026-01-01", "2026-12-31"): "year",
        ("2026-06-01", "2026-06-07"): "week",
        ("2026-06-01", "2026-06-01"): "day",
        ("2026-02-01", "2026-04-30"): "",
        ("2026-06-01", "2026-06-15"): "",
        ("2026-02-01", "2027-01-31"): "",
    }
    assert {ends: Period(*ends, "2026-12-31").kind for ends in kinds} == kinds
