"""When a job runs next, and whether it is late, where clocks change."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tinycrm.domain.clock import Clock
from tinycrm.services.schedule.jobs import State
from tinycrm.services.schedule.scheduling import CRONTAB, Installed, next_run, result_of

_BERLIN = ZoneInfo("Europe/Berlin")


def _job(fields: str) -> Installed:
    return Installed("x", "/a.db", CRONTAB, fields, [])


@pytest.mark.parametrize(
    ("fields", "now", "expected"),
    [
        # 2:30 is skipped on the 29th of March: it comes when the clocks have been put forward
        ("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z"),
        ("30 2 * * *", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"),
        # and twice on the 25th of October: the first of the two
        ("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
        ("30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        # our own jobs lie outside
        ("40 3 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:40:00Z"),
        ("40 3 * * *", "2026-10-24T12:00:00Z", "2026-10-25T02:40:00Z"),
        ("0 8 * * 1-5", "2026-03-27T12:00:00Z", "2026-03-30T06:00:00Z"),
        ("*/10 * * * *", "2026-03-29T00:55:00Z", "2026-03-29T01:00:00Z"),
    ],
)
def test_the_next_run_is_known_where_clocks_change(fields: str, now: str, expected: str) -> None:
    assert next_run(_job(fields), now, _BERLIN) == expected


def _result(began: str, now: str) -> str:
    state = State("x")
    state.installed_at, state.began_at, state.ended_at = "2026-01-01T00:00:00Z", began, began
    clock = Clock(now=lambda: datetime.fromisoformat(now))
    return result_of(_job("30 2 * * *"), state, clock, _BERLIN)[0]


@pytest.mark.parametrize(
    ("began", "now", "expected"),
    [
        ("2026-03-28T01:30:00Z", "2026-03-29T01:44:00Z", "ok"),
        ("2026-03-28T01:30:00Z", "2026-03-29T01:46:00Z", "late"),
        # a cron that makes up for the skipped hour does it at 3:00
        ("2026-03-29T01:00:00Z", "2026-03-29T12:00:00Z", "ok"),
        ("2026-10-25T00:30:00Z", "2026-10-26T01:00:00Z", "ok"),
    ],
)
def test_a_job_is_not_late_before_its_time_has_come_on_either_clock(began, now, expected) -> None:
    assert _result(began, now) == expected
