"""How fast requests are answered and resolved."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

GROUP = "Service"
_TICKETS = "tickets"
_COUNT = "- before the first ticket, then 0"
_NOBODY = "- when none was answered"
_NOTHING = "- when none was resolved"


def _kpi(key: str, name: str, unit: str, formula: str, empty: str) -> Kpi:
    return Kpi(key, name, unit, formula, empty, _TICKETS, less_is_better=True, group=GROUP)


KPIS: tuple[Kpi, ...] = (
    _kpi(
        "first_response",
        "First response, median",
        "hours",
        "median clock hours from opening to the first answer, of the tickets opened in the period",
        _NOBODY,
    ),
    _kpi(
        "first_response_p90", "First response, 9 of 10", "hours", "90th percentile (nearest rank) of the same", _NOBODY
    ),
    _kpi(
        "resolution",
        "Resolution, median",
        "hours",
        "median clock hours from opening to the last resolution, of the tickets opened in the period",
        _NOTHING,
    ),
    _kpi("resolution_p90", "Resolution, 9 of 10", "hours", "90th percentile (nearest rank) of the same", _NOTHING),
    _kpi(
        "unanswered", "Unanswered", "count", "tickets opened in the period that nobody has answered by its end", _COUNT
    ),
    _kpi("open_tickets", "Open tickets", "count", "tickets opened by the last day and not resolved by it", _COUNT),
    _kpi(
        "backlog_age",
        "Age of open tickets, median",
        "days",
        "median days from opening to the last day, of the tickets open on it",
        "- when none is open",
    ),
)
