import time
from datetime import UTC, date, datetime

import pytest

from tinycrm.domain.clock import Clock, shifted
from tinycrm.errors import UsageError


def at(text: str, zone: str = "UTC", today: str = "") -> Clock:
    return Clock(zone, today, now=lambda: datetime.fromisoformat(text).replace(tzinfo=UTC))


def test_now_is_fixed_width_utc_without_fractions() -> None:
    assert at("2026-05-03T04:05:06.789").now() == "2026-05-03T04:05:06Z"


def test_half_past_midnight_in_tehran_is_already_tomorrow() -> None:
    assert at("2026-05-03T21:00:00", "Asia/Tehran").today() == date(2026, 5, 4)


def test_today_can_be_given_and_leaves_now_alone() -> None:
    clock = at("2026-05-03T21:00:00", today="2026-01-31")
    assert clock.today() == date(2026, 1, 31)
    assert clock.now() == "2026-05-03T21:00:00Z"
    assert clock.moment() == "2026-01-31T21:00:00Z"
    assert clock.moved


def test_without_a_given_day_the_moment_is_now() -> None:
    clock = at("2026-05-03T21:00:00")
    assert clock.moment() == "2026-05-03T21:00:00Z"
    assert not clock.moved


@pytest.mark.parametrize("today", ["2026-02-30", "20260101", "2026-W01-1", "x", "2026-1-1"])
def test_a_given_today_that_is_no_day_is_refused(today: str) -> None:
    with pytest.raises(UsageError, match="is not a day"):
        Clock("UTC", today)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../etc/passwd", "/etc/passwd", "a\0b"])
def test_an_unknown_zone_is_refused_with_the_way_to_mend_it(zone: str) -> None:
    with pytest.raises(UsageError) as caught:
        Clock(zone).today()
    assert caught.value.message == f"unknown time zone '{zone}'"
    assert "config set timezone" in caught.value.hint


@pytest.mark.parametrize(
    ("zone", "day", "hhmm", "instant"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30:00Z"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30:00Z"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45:00Z"),
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:30:00Z"),
    ],
)
def test_a_local_time_that_summer_time_skips_moves_forward(zone: str, day: str, hhmm: str, instant: str) -> None:
    assert Clock(zone).to_instant(day, hhmm) == instant


@pytest.mark.parametrize(
    ("zone", "day", "hhmm", "instant"),
    [
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30:00Z"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z"),
        ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T20:30:00Z"),
    ],
)
def test_a_local_time_that_comes_twice_is_the_first(zone: str, day: str, hhmm: str, instant: str) -> None:
    assert Clock(zone).to_instant(day, hhmm) == instant


@pytest.mark.parametrize(("day", "hhmm"), [("2026-03-29", "25:00"), ("2026-02-30", "10:00"), ("x", "y")])
def test_a_malformed_local_time_is_refused(day: str, hhmm: str) -> None:
    with pytest.raises(UsageError, match="is not a time"):
        Clock("UTC").to_instant(day, hhmm)


def test_an_instant_has_its_local_day_and_time() -> None:
    clock = Clock("Asia/Tehran")
    assert clock.local_day("2026-12-31T20:30:00Z") == "2027-01-01"
    assert clock.local("2026-12-31T20:30:00Z") == "2027-01-01 00:00"


@pytest.mark.parametrize("text", ["2026-12-31", "2026-12-31T10:00:00", "soon"])
def test_a_text_without_a_zone_is_no_instant(text: str) -> None:
    with pytest.raises(UsageError, match="is not an instant"):
        Clock("UTC").local_day(text)


def test_without_a_zone_the_machines_own_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        clock = at("2026-06-30T22:30:00", zone="")
        assert clock.today() == date(2026, 7, 1)
        assert clock.to_instant("2026-03-29", "02:30") == "2026-03-29T01:30:00Z"
        assert clock.to_instant("2026-10-25", "02:30") == "2026-10-25T00:30:00Z"
        assert clock.local("2026-01-01T10:00:00Z") == "2026-01-01 11:00"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_instant_can_be_shifted_by_minutes() -> None:
    assert shifted("2026-01-01T00:30:00Z", minutes=-90) == "2025-12-31T23:00:00Z"
    with pytest.raises(UsageError):
        shifted("2026-01-01T00:30:00Z", minutes=10**12)
