"""The period of a report in words."""

from __future__ import annotations

import pytest

from tinycrm.domain.results import Report
from tinycrm.render.cells import Look
from tinycrm.render.span import period


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", ""),
        ("2026-11-22", "2026-11-22", "22 Nov 2026"),
        ("2026-10-01", "2026-10-31", "1–31 Oct 2026"),
        ("2026-11-01", "2026-11-30", "1–22 Nov 2026 (of 30 days)"),
        ("2026-10-01", "2026-12-31", "1 Oct – 22 Nov 2026 (of 92 days)"),
        ("2025-12-01", "2026-11-22", "1 Dec 2025 – 22 Nov 2026"),
        ("", "2026-11-22", "all, to 22 Nov 2026"),
        ("2026-12-01", "2026-12-31", "1–31 Dec 2026"),
        ("never", "2026-12-31", "never – 31 Dec 2026"),
        ("\x1b[31m", "\u202e", "\\x1b[31m – \\u202e"),
    ],
)
def test_a_period_is_said_as_people_do(first: str, last: str, said: str) -> None:
    report = Report("r", "R", date_from=first, date_to=last, today="2026-11-22")
    assert period(report, Look()) == said


def test_a_period_says_what_it_is_compared_with() -> None:
    report = Report("r", "R", date_from="2026-11-01", date_to="2026-11-30", today="2026-11-22")
    report.compared = ("2026-10-01", "2026-10-22")
    assert period(report, Look()) == "1–22 Nov 2026 (of 30 days), compared with 1–22 Oct 2026"
    assert period(report, Look(calendar="jalali")).startswith("1405/08/10 – 1405/09/01 (of 30 days)")
