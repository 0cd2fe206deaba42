"""Reports: the period, what the store holds of it, and the formula that is asked for."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.periods import FIRST_DAY, parse_period
from tinycrm.domain.results import Column, Listing
from tinycrm.errors import UsageError
from tinycrm.reports.activity import Activity, activity_report
from tinycrm.reports.forecast import forecast_report
from tinycrm.reports.groups import Chances
from tinycrm.reports.kpi import kpi_report
from tinycrm.reports.kpis import KPIS
from tinycrm.reports.leads import leads_report
from tinycrm.reports.period import Period
from tinycrm.reports.pipeline import pipeline_report, rotting
from tinycrm.reports.registry import REPORTS, find_report
from tinycrm.reports.scorecard import Facts, figures
from tinycrm.reports.stages import stage_flows, stages_report
from tinycrm.reports.win_loss import win_loss_report
from tinycrm.services.goals import goals_for
from tinycrm.store.queries import activity as activity_rows
from tinycrm.store.queries import deals as deal_rows
from tinycrm.store.queries import leads as lead_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    from tinycrm.domain.facts import DealFact, LeadFact, TaskFact, TouchFact
    from tinycrm.domain.pipeline import Pipeline
    from tinycrm.domain.results import Report, Row
    from tinycrm.reports.period import Compare
    from tinycrm.reports.registry import ReportKind
    from tinycrm.services.work import Work

    Owned = TypeVar("Owned", DealFact, TouchFact, TaskFact)

EVERY = "all"


class Asked:
    """What a report was asked for, as typed; "" is the report's own way.

    Attributes:
        period, first, last: `--period`, or `--from` and `--to`.
        compare: "previous", "year" or "none".
        pipeline: key or name, or "all".
        owner: whose records; "me" is the user.
        by: the field to split by.
        limit: at most so many groups; 0 for all.
    """

    __slots__ = ("by", "compare", "first", "last", "limit", "owner", "period", "pipeline")

    def __init__(
        self,
        *,
        period: str = "",
        first: str = "",
        last: str = "",
        compare: str = "",
        pipeline: str = "",
        owner: str = "",
        by: str = "",
        limit: int = 0,
    ) -> None:
        self.period = period
        self.first = first
        self.last = last
        self.compare = compare
        self.pipeline = pipeline
        self.owner = owner
        self.by = by
        self.limit = limit


def list_reports(work: Work) -> Listing:
    """Gives the reports there are."""
    columns = [
        Column("name", "Name"),
        Column("about", "About", "long"),
        Column("by", "--by", "list", wide=True),
        Column("period", "Period unless given", wide=True),
    ]
    rows: list[Row] = [
        {"name": kind.name, "about": kind.about, "by": [*kind.splits], "period": kind.period or None}
        for kind in REPORTS
    ]
    return Listing("report", columns, rows, notes=work.notes)


def make_report(work: Work, name: str, asked: Asked) -> Report:
    """Gives a report by name, or the one KPI whose key is given.

    Raises:
        UsageError: no such report, or something it cannot be asked.
    """
    kind, only = find_report(name, tuple(kpi.key for kpi in KPIS))
    by = _split(kind, asked.by)
    if not kind.period:
        _refuse_period(kind, asked)
    if asked.compare and kind.name != "kpi":
        raise UsageError(f"the report {kind.name} compares nothing", hint="leave --compare out; report kpi compares")
    if asked.pipeline and kind.name in ("leads", "activity"):
        raise UsageError(f"the report {kind.name} is of no pipeline", hint="leave --pipeline out")
    reader = _Reader(work, asked, kind.period or "all")
    report = {
        "pipeline": reader.pipeline,
        "forecast": reader.forecast,
        "win-loss": reader.win_loss,
        "stages": reader.stages,
        "leads": reader.leads,
        "activity": reader.activity,
        "kpi": reader.kpi,
    }[kind.name](only or by)
    report.notes += work.notes
    work.notes.clear()
    return report


def _split(kind: ReportKind, by: str) -> str:
    if not by:
        return ""
    word = fold(by)
    if word not in kind.splits:
        known = f"one of: {', '.join(kind.splits)}" if kind.splits else "leave --by out"
        raise UsageError(f"the report {kind.name} cannot be split by '{by}'", code="unknown_field", hint=known)
    return word


def _refuse_period(kind: ReportKind, asked: Asked) -> None:
    for option, text in (("--period", asked.period), ("--from", asked.first), ("--to", asked.last)):
        if text:
            raise UsageError(
                f"the report {kind.name} shows what is open today and takes no {option}",
                hint="leave it out; report win-loss and report kpi look back",
            )


def period_of(work: Work, asked: Asked, default: str) -> Period:
    """Gives the period that was asked for.

    Raises:
        UsageError: no period, or --period beside --from or --to.
    """
    today = work.reading.clock.today()
    if asked.first or asked.last:
        if asked.period:
            raise UsageError("--period together with --from or --to", hint="give one of the two")
        first = work.reading.day(asked.first, past=True) if asked.first else FIRST_DAY
        last = work.reading.day(asked.last, past=True) if asked.last else max(first, work.today)
        if first > last:
            raise UsageError(f"the period ends on {last}, before it begins on {first}", hint="--from DAY --to DAY")
    else:
        first, last = parse_period(asked.period or default, today, week_starts=work.settings.week_starts)
    return Period(first, last, work.today)


class _Reader:
    """Reads what each report needs from the store, narrowed to an owner and a pipeline."""

    def __init__(self, work: Work, asked: Asked, default: str) -> None:
        self.work = work
        self.db = work.store.db
        self.asked = asked
        self.today = work.today
        self.span = period_of(work, asked, default)
        self.pipelines = work.store.pipelines
        self.chances = Chances(self.pipelines)
        self.owner = fold(work.reading.user if fold(asked.owner) == "me" else asked.owner) if asked.owner else ""

    def own(self, facts: Sequence[Owned]) -> list[Owned]:
        """Gives the facts of the owner that was asked for."""
        return [fact for fact in facts if not self.owner or fold(fact.owner) == self.owner]

    @property
    def everything(self) -> bool:
        """Whether all pipelines were asked for by name."""
        return fold(self.asked.pipeline) == EVERY

    def line(self) -> Pipeline:
        """Gives the pipeline of rates and stages: the one asked for, else the default one."""
        named = self.asked.pipeline and not self.everything
        return self.pipelines.get(self.asked.pipeline) if named else self.pipelines.default()

    def of_pipeline(self, deals: Sequence[DealFact], *, rates: bool) -> list[DealFact]:
        """Gives the deals of the pipeline that was asked for; of rates, of the default one when none was."""
        if self.everything or not (self.asked.pipeline or rates):
            return list(deals)
        key = self.line().key
        return [deal for deal in deals if deal.pipeline == key]

    def pipeline(self, by: str) -> Report:
        """Gives the open deals."""
        deals = self.own(deal_rows.open_deals(self.db))
        kept = self.of_pipeline(deals, rates=not by)
        lines = list(self.pipelines) if self.everything else [self.line()]
        if by and not self.asked.pipeline:
            lines = []
        self._tell_others(len(deals) - len(kept))
        rot = rotting(kept, self.pipelines, self.today)
        if not by and self.everything:
            known = {line.key for line in lines}
            lost = [deal for deal in kept if deal.pipeline not in known]
            if lost:
                self.work.note(f"{len(lost)} in pipelines that pipelines.yaml does not have: tinycrm pipeline validate")
        return pipeline_report(kept, lines, self.chances, self.today, rot=rot, by=by)

    def forecast(self, _: str) -> Report:
        """Gives the weighted value by month."""
        deals = self.of_pipeline(self.own(deal_rows.open_deals(self.db)), rates=False)
        return forecast_report(deals, self.chances, self.today)

    def win_loss(self, by: str) -> Report:
        """Gives what closed in the period."""
        deals = self.closed(self.span)
        kept = self.of_pipeline(deals, rates=by != "pipeline")
        self._tell_others(len(deals) - len(kept))
        return win_loss_report(
            kept,
            self.span,
            self.today,
            base=self.work.settings.currency,
            any_deal=deal_rows.any_deal(self.db, self.span.as_of),
            by=by,
            limit=self.asked.limit,
        )

    def _tell_others(self, count: int) -> None:
        if count and not self.asked.pipeline:
            self.work.note(f"{count} {'deal' if count == 1 else 'deals'} of other pipelines left out: --pipeline all")

    def closed(self, span: Period) -> list[DealFact]:
        """Gives the deals closed in a period."""
        return self.own(deal_rows.closed_deals(self.db, span.first, span.as_of))

    def stages(self, _: str) -> Report:
        """Gives the way of deals through the stages."""
        line = self.line()
        stays = deal_rows.stays(self.db, line.key, self.span.as_of)
        if self.owner:
            mine = {deal.id for deal in self.own(deal_rows.deals_of(self.db, line.key))}
            stays = [stay for stay in stays if stay.deal in mine]
        keys = [stage.key for stage in line.stages if stage.outcome == "open"]
        return stages_report(stage_flows(stays, keys, self.span), self.span, self.today, pipeline=line.name)

    def new_leads(self, span: Period) -> list[LeadFact] | None:
        """Gives the leads of a period; None when the lifecycle has no step lead."""
        steps = self.work.settings.lifecycle
        if "lead" not in steps:
            return None
        return lead_rows.leads(
            self.db,
            steps[steps.index("lead") :],
            span.first,
            span.as_of,
            owner_key=self.owner,
            won_is_purchase=self.work.settings.won_deals_are_sales,
        )

    def leads(self, _: str) -> Report:
        """Gives the new leads by source."""
        found = self.new_leads(self.span)
        if found is None:
            self.work.note("the lifecycle has no step 'lead': nobody becomes one")
        return leads_report(found or [], self.span, self.today)

    def touched(self, span: Period, closed: Sequence[DealFact]) -> Activity:
        """Gives interactions and tasks of a period, and those of the deals that closed in it."""
        won = {deal.id for deal in closed if deal.outcome == "won"}
        by_deal = activity_rows.touches_by_deal(self.db, span.first, span.as_of)
        return Activity(
            self.own(activity_rows.touches(self.db, span.first, span.as_of)),
            {deal: count for deal, count in by_deal.items() if deal in won},
            self.own(activity_rows.tasks_due(self.db, span.first, span.as_of)),
            self.own(activity_rows.overdue_tasks(self.db, span.as_of)),
            any_touch=activity_rows.any_touch(self.db, span.as_of),
            any_task=activity_rows.any_task(self.db, span.as_of),
        )

    def activity(self, by: str) -> Report:
        """Gives what was done in the period."""
        return activity_report(self.touched(self.span, self.closed(self.span)), self.span, self.today, by=by)

    def facts(self, span: Period) -> Facts:
        """Gives what the scorecard of a period is computed from."""
        closed = self.closed(span)
        settings = self.work.settings
        live = None
        if span.as_of == self.today:
            live = self.of_pipeline(self.own(deal_rows.open_deals(self.db)), rates=False)
        bought = lead_rows.first_purchases(self.db, span.as_of, won_is_purchase=settings.won_deals_are_sales)
        return Facts(
            span.as_of,
            settings.currency,
            closed=self.of_pipeline(closed, rates=False),
            main=self.of_pipeline(closed, rates=True),
            main_open=self.of_pipeline(self.own(deal_rows.deals_open_on(self.db, span.as_of)), rates=True),
            open=live,
            rotting=sum(rotting(live or (), self.pipelines, self.today).values()),
            chances=self.chances,
            leads=self.new_leads(span),
            customers=sum(span.first <= day for day in bought.values()),
            activity=self.touched(span, closed),
            any_deal=deal_rows.any_deal(self.db, span.as_of),
            any_party=lead_rows.any_party(self.db, span.as_of),
            sold=settings.won_deals_are_sales,
        )

    def kpi(self, only: str) -> Report:
        """Gives the scorecard, or one KPI of it."""
        compared = self.span.before(_compare(self.asked.compare))
        facts = self.facts(self.span)
        before = None if compared is None else self.facts(compared)
        goals = goals_for(self.work, self.span.kind)
        # the earlier figures have rows for the same currencies
        earlier = None if before is None else figures(before)
        report = kpi_report(figures(facts, before), earlier, goals, self.span, self.today, only=only)
        if compared is not None:
            report.notes.append(f"before: {compared.first} to {compared.last}")
        if len(self.pipelines) > 1 and not self.asked.pipeline:
            report.notes.append(f"win rates and velocity: pipeline {self.line().key}; the rest: all pipelines")
        return report


def _compare(text: str) -> Compare:
    word = fold(text) or "previous"
    if word == "previous":
        return "previous"
    if word == "year":
        return "year"
    if word == "none":
        return "none"
    raise UsageError(f"'{text}' is nothing to compare with", code="unknown_value", hint="one of: previous, year, none")
