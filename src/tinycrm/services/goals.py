"""The goals of config.yaml become exact targets."""

from __future__ import annotations

from tinycrm.errors import UsageError
from tinycrm.reports.figures import Share
from tinycrm.reports.kpi import Goal
from tinycrm.reports.kpis.reach import check_reach
from tinycrm.services.reporting.known import find_known, known_kpis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Report
    from tinycrm.domain.settings import Plain
    from tinycrm.reports.figure import Figure
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
    return [goal for goal in all_goals(work) if goal.period in ("", kind)]


def all_goals(work: Work) -> list[Goal]:
    """Gives the goals of config.yaml, in their order.

    Raises:
        UsageError: a goal cannot be read; the message names it.
    """
    found: list[Goal] = []
    for index, entry in enumerate(work.settings.goals, 1):
        if not isinstance(entry, dict):
            continue
        where = f"goal {index} in config.yaml"
        try:
            kpi, period = _kpi(work, _word(entry.get("kpi"))), _period(_word(entry.get("period")))
            found.append(read_goal(work, kpi, _word(entry.get("target")), period))
        except UsageError as error:
            raise UsageError(f"{where}: {error.message}", code="bad_settings", hint=error.hint) from error
    return found


def _word(value: Plain) -> str:
    return "" if value is None else str(value).strip()


def _kpi(work: Work, text: str) -> Kpi:
    key = text.strip().lower().replace("-", "_")
    kpi = find_known(work, key)
    if kpi is None:
        from tinycrm.domain.fields import did_you_mean

        near = did_you_mean(key, [known.key for known in known_kpis(work)])
        raise UsageError(f"there is no KPI '{text}'", hint=f"{near}tinycrm report kpi -f tsv lists the keys")
    return kpi


def _period(text: str) -> str:
    period = text.strip().lower()
    if period and period not in PERIODS:
        raise UsageError(f"'{text}' is no period of a goal", hint=f"one of: {', '.join(PERIODS)}")
    return period


def read_goal(work: Work, kpi: Kpi, text: str, period: str) -> Goal:
    """Gives the goal that a target means: an amount for money, 35% or 0.35 for a ratio, else a number.

    Raises:
        UsageError: it is none, or one that the KPI can never have.
    """
    from tinycrm.domain.typed_money import parse_decimal

    if not text:
        raise UsageError(f"the goal {kpi.key} has no target", hint=f"tinycrm goal set {kpi.key} TARGET")
    if kpi.money:
        minor, currency = work.reading.money(text)
        check_reach(kpi, Share(minor, 1), text)
        return Goal(kpi.key, Share(minor, 1), currency, period)
    percent = text.endswith("%")
    if percent and kpi.unit != "ratio":
        raise UsageError(f"the target '{text}' of {kpi.key} is a percentage, and it is counted in {kpi.unit}")
    digits, scale = parse_decimal(text.removesuffix("%").strip(), work.settings.decimal or "point")
    target = Share(digits, 10**scale * (100 if percent else 1))
    check_reach(kpi, target, text)
    return Goal(kpi.key, target, "", period)


def check_goal(work: Work, key: str, target: str, period: str) -> Goal:
    """Gives the goal that typed words mean.

    Raises:
        UsageError: no such KPI or period, or a target that is none of its values.
    """
    return read_goal(work, _kpi(work, key), target.strip(), _period(period))


def is_same_kind(work: Work, goal: Goal, target: str) -> bool:
    """Says whether the target of a goal that is there is one that a new goal of this KPI takes the place of."""
    if not goal.currency:
        return True
    try:
        return work.reading.money(target)[1] == goal.currency
    except UsageError:
        # what nobody can read is not worth keeping
        return True


def list_goals(work: Work, key: str = "") -> Report:
    """Gives the goals, each in the period of its kind that today is in; only those of a KPI when its key is given.

    Raises:
        UsageError: a goal cannot be read, or there is no such KPI.
    """
    from tinycrm.reports.goals import Aim, goals_report
    from tinycrm.reports.period import Period
    from tinycrm.reports.registry import find_report
    from tinycrm.services.reporting.asked import Asked
    from tinycrm.services.reporting.question import Question
    from tinycrm.services.reporting.scorecard import figures_of

    goals = all_goals(work)
    if key:
        wanted = _kpi(work, key).key
        goals = [goal for goal in goals if goal.key == wanted]
    question = Question(work, find_report("kpi")[0], Asked())
    kinds = list(dict.fromkeys(goal.period or "month" for goal in goals))
    found: dict[str, tuple[Period, list[Figure]]] = {}
    kpis = [kpi for kpi in known_kpis(work) if any(goal.key == kpi.key for goal in goals)]
    with work.store.snapshot():
        for kind in kinds:
            span = Period(*_around(work, kind), work.today)
            found[kind] = (span, figures_of(question, kpis, [span])[0])
    aims: list[Aim] = []
    for goal in goals:
        span, figures = found[goal.period or "month"]
        kpi = next(kpi for kpi in kpis if kpi.key == goal.key)
        same = [own.value for own in figures if own.key == goal.key and own.currency in (goal.currency, "")]
        aims.append(Aim(kpi, goal, span, same[0] if same else None))
    report = goals_report(aims, work.today)
    report.notes += work.notes
    work.notes.clear()
    if not goals:
        report.notes.append("no goals yet: tinycrm goal set win_rate 35% --period quarter")
    return report


def _around(work: Work, kind: str) -> tuple[str, str]:
    """Gives the ends of the day, week, month … that today is in, by the calendar of the settings."""
    from tinycrm.domain.periods import parse_period

    today, calendar = work.reading.clock.today(), work.settings.calendar
    if calendar == "jalali" and kind in ("month", "quarter", "year"):
        from tinycrm.domain.jalali import unit_around

        first, last = unit_around(kind, today)
        return first.isoformat(), last.isoformat()
    return parse_period(kind, today, week_starts=work.settings.week_starts, calendar=calendar)
