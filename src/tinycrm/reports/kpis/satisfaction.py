"""What customers say."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

GROUP = "Satisfaction"
_NONE = "- without answers"
_FEEDBACK = "feedback"

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "nps",
        "NPS",
        "score",
        "last answer of each respondent in the period: (answers of 9 and 10 - answers of 0 to 6) / answers × 100",
        _NONE,
        _FEEDBACK,
        group=GROUP,
    ),
    Kpi(
        "csat",
        "Satisfied (CSAT)",
        "ratio",
        "answers of 4 and 5, on 1 to 5 / answers in the period",
        _NONE,
        _FEEDBACK,
        group=GROUP,
    ),
    Kpi("ces", "Ease (CES), mean", "score", "mean of the answers, on 1 to 7", _NONE, _FEEDBACK, group=GROUP),
    Kpi(
        "ces_easy",
        "Found it easy (CES)",
        "ratio",
        "answers of 5 to 7, on 1 to 7 / answers in the period",
        _NONE,
        _FEEDBACK,
        group=GROUP,
    ),
)
