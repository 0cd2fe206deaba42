"""The goals of config.yaml become exact targets."""

from __future__ import annotations

from tinycrm.errors import UsageError
from tinycrm.reports.figures import Share
from tinycrm.reports.kpi import Goal
from tinycrm.services.reporting.known import find_known, known_kpis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.reports.kpis.kpi import Kpi
    from tinycrm.services.work import Work

PERIODS = ("day", "week", "month", "quarter", "year")


def goals_for(work: Work, kind: str) -> list[Goal]:
    """Gives the goals for periods of a kind, and those of any period.

    Args:
        work: the command's work.
        kind: "month", "quarter", …, or "" for a period of another length.

    Raises:
        UsageError: a goal cannot be read; the message names it.
    """
    found: list[Goal] = []
    for index, entry in enumerate(work.settings.goals, 1):
        if not isinstance(entry, dict):
            continue
        key, target = str(entry.get("kpi") or "").strip(), str(entry.get("target") or "").strip()
        period = str(entry.get("period") or "").strip().lower()
        kpi = find_known(work, key)
        if kpi is None:
            from tinycrm.domain.fields import did_you_mean

            near = did_you_mean(key, [known.key for known in known_kpis(work)])
            hint = f"{near}tinycrm report kpi -f tsv lists the keys"
            raise UsageError(f"goal {index} in config.yaml names no KPI: '{key}'", code="bad_settings", hint=hint)
        if period and period not in PERIODS:
            raise UsageError(
                f"goal {index} in config.yaml has no period '{period}'",
                code="bad_settings",
                hint=f"one of: {', '.join(PERIODS)}",
            )
        if period in ("", kind):
            found.append(_goal(work, kpi, target, index))
    return found


def _goal(work: Work, kpi: Kpi, text: str, index: int) -> Goal:
    from tinycrm.domain.money import parse_decimal

    try:
        if kpi.money:
            minor, currency = work.reading.money(text)
            return Goal(kpi.key, Share(minor, 1), currency)
        percent = text.endswith("%")
        digits, scale = parse_decimal(text.removesuffix("%").strip(), work.settings.decimal or "point")
    except UsageError as error:
        message = f"goal {index} in config.yaml ({kpi.key}): {error.message}"
        raise UsageError(message, code="bad_settings", hint=error.hint) from error
    return Goal(kpi.key, Share(digits, 10**scale * (100 if percent else 1)))
