"""The values that a KPI can have at all: what no goal can ask for lies outside."""

from __future__ import annotations

from tinycrm.errors import UsageError
from tinycrm.reports.figures import Share
from tinycrm.reports.kpis import family_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.reports.kpis.kpi import Kpi

# parts of a whole
_PARTS = frozenset(
    (
        "win_rate",
        "win_rate_value",
        "retention",
        "churn",
        "retained_buyers",
        "repeat_rate",
        "grr",
        "renewal_rate",
        "renewal_rate_value",
        "lead_conversion",
        "lead_conversion_30d",
        "lead_conversion_90d",
        "response_rate",
        "csat",
        "ces_easy",
        "on_time",
    )
)
# what can fall below 0, and what has a scale of its own
_SCALES: dict[str, tuple[int, int | None]] = {
    "sales_growth": (-1, None),
    "customer_growth": (-1, None),
    "campaign_roi": (-1, None),
    "campaign_roi_margin": (-1, None),
    "nps": (-100, 100),
    "ces": (1, 7),
    "data_quality": (0, 100),
}
_WORDS = {
    "count": "a count",
    "ratio": "a ratio",
    "days": "a number of days",
    "hours": "a number of hours",
    "months": "a number of months",
    "score": "a score",
    "money": "an amount",
    "money/day": "an amount a day",
}
# of which nothing is less than none, whoever counts it
_COUNTED = ("count", "days", "hours", "months")


def reach_of(kpi: Kpi) -> tuple[int | None, int | None]:
    """Gives the least and the most that a KPI can be, ratios as 0 and 1; None where there is no such limit."""
    if kpi.key in _SCALES:
        return _SCALES[kpi.key]
    # a sum of the user's own may be of refunds alone
    if kpi.unit not in _COUNTED and not family_of(kpi.key):
        return None, None
    return 0, 1 if kpi.key in _PARTS else None


def check_reach(kpi: Kpi, target: Share, text: str) -> None:
    """The target of a goal is a value that the KPI can have.

    Args:
        kpi: which.
        target: exact; of money in minor units.
        text: as typed.

    Raises:
        UsageError: it lies outside; the message says what it is counted in.
    """
    least, most = reach_of(kpi)
    over = most is not None and target.over > most * target.under
    if not over and (least is None or target.over >= least * target.under):
        return
    limits = (
        f"from {_limit(kpi, least)} to {_limit(kpi, most)}" if most is not None else f"of {_limit(kpi, least)} or more"
    )
    hint = f"tinycrm report explain {kpi.key} says how it is counted"
    if over and kpi.unit == "ratio" and not text.endswith("%") and target.over <= 100 * target.under:
        hint = f"tinycrm goal set {kpi.key} {text}%"
    what = f"the target '{text}' of {kpi.key} can never be: it is {_WORDS.get(kpi.unit, kpi.unit)} {limits}"
    raise UsageError(what, code="bad_target", hint=hint)


def _limit(kpi: Kpi, value: int | None) -> str:
    return f"{100 * (value or 0)}%" if kpi.unit == "ratio" else str(value or 0)
