"""The days on which a subscription is due, by hand."""

from __future__ import annotations

import pytest

from tinycrm.domain.dues import Change, paid_dues


def _dues(changes: list[tuple[str, str, int, str]], first: str, last: str) -> list[tuple[str, int]]:
    rows = [Change(kind, day, minor, "EUR", interval) for kind, day, minor, interval in changes]
    return [(due.day[5:] if due.day[:4] == "2026" else due.day, due.minor) for due in paid_dues(rows, first, last)]


def test_a_month_falls_due_on_the_day_of_its_start_or_the_last_of_a_shorter_month() -> None:
    start = [("start", "2026-01-31", 40, "month")]
    assert _dues(start, "2026-01-01", "2026-04-30") == [("01-31", 40), ("02-28", 40), ("03-31", 40), ("04-30", 40)]
    assert _dues(start, "2026-02-28", "2026-02-28") == [("02-28", 40)]
    assert _dues(start, "2026-03-01", "2026-03-30") == []
    assert _dues([("start", "2024-02-29", 9, "12 months")], "2026-01-01", "2028-12-31") == [
        ("02-28", 9),
        ("2027-02-28", 9),
        ("2028-02-29", 9),
    ]


def test_nothing_is_due_before_the_first_change_and_without_one() -> None:
    assert _dues([("start", "2026-03-10", 40, "month")], "2025-01-01", "2026-03-09") == []
    assert _dues([], "2026-01-01", "2026-12-31") == []


def test_a_trial_is_free_and_the_days_are_counted_from_its_end() -> None:
    changes = [("start", "2026-06-01", 0, "month"), ("trial_end", "2026-06-15", 40, "month")]
    assert _dues(changes, "2026-01-01", "2026-08-01") == [("06-15", 40), ("07-15", 40)]


def test_another_amount_holds_from_its_day_and_leaves_the_days() -> None:
    changes = [("start", "2026-01-10", 40, "month"), ("change", "2026-02-10", 50, "month")]
    assert _dues(changes, "2026-01-01", "2026-03-31") == [("01-10", 40), ("02-10", 50), ("03-10", 50)]
    changes = [("start", "2026-01-10", 40, "month"), ("change", "2026-02-11", 50, "month")]
    assert _dues(changes, "2026-01-01", "2026-03-31") == [("01-10", 40), ("02-10", 40), ("03-10", 50)]


def test_of_several_changes_on_one_day_the_last_holds() -> None:
    changes = [("start", "2026-01-10", 40, "month"), ("change", "2026-01-10", 50, "month")]
    assert _dues(changes, "2026-01-01", "2026-01-31") == [("01-10", 50)]


def test_another_interval_is_counted_anew() -> None:
    changes = [("start", "2026-01-10", 40, "month"), ("change", "2026-02-20", 400, "12 months")]
    assert _dues(changes, "2026-01-01", "2027-03-01") == [
        ("01-10", 40),
        ("02-10", 40),
        ("02-20", 400),
        ("2027-02-20", 400),
    ]


def test_a_pause_is_free_and_the_days_stay_where_they_were() -> None:
    changes = [
        ("start", "2026-01-10", 40, "month"),
        ("pause", "2026-02-10", 0, "month"),
        ("resume", "2026-04-01", 40, "month"),
    ]
    assert _dues(changes, "2026-01-01", "2026-05-31") == [("01-10", 40), ("04-10", 40), ("05-10", 40)]


@pytest.mark.parametrize(("end", "last"), [("2026-03-10", "02-10"), ("2026-03-11", "03-10")])
def test_the_day_after_the_last_is_not_due(end: str, last: str) -> None:
    changes = [("start", "2026-01-10", 40, "month"), ("cancel", "2026-02-01", 40, "month"), ("end", end, 0, "month")]
    assert _dues(changes, "2026-01-01", "2026-12-31")[-1] == (last, 40)


def test_weeks_are_counted_from_the_start() -> None:
    start = [("start", "2026-01-01", 10, "2 weeks")]
    assert _dues(start, "2026-01-02", "2026-02-01") == [("01-15", 10), ("01-29", 10)]
