"""Reads deals: what is open, what was won and lost, how they get from stage to stage."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.reports.forecast import forecast_report
from tinycrm.reports.groups import Chances
from tinycrm.reports.pipeline import pipeline_report, rotting
from tinycrm.reports.scorecard import Facts, deal_figures
from tinycrm.reports.stages import stage_flows, stages_report
from tinycrm.reports.win_loss import win_loss_report
from tinycrm.services.reporting.activity import touched
from tinycrm.store.queries import deals as deal_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    from tinycrm.domain.facts import DealFact, TaskFact, TouchFact
    from tinycrm.domain.results import Report
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question

    Owned = TypeVar("Owned", DealFact, TouchFact, TaskFact)


def _own(q: Question, facts: Sequence[Owned]) -> list[Owned]:
    return [fact for fact in facts if not q.owner or fold(fact.owner) == q.owner]


def _of_pipeline(q: Question, deals: Sequence[DealFact], *, rates: bool) -> list[DealFact]:
    """Gives the deals of the pipeline that was asked for; of rates, of the default one when none was."""
    if q.everything or not (q.asked.pipeline or rates):
        return list(deals)
    key = q.line().key
    return [deal for deal in deals if deal.pipeline == key]


def pipeline(q: Question) -> Report:
    """Gives the open deals."""
    by = q.asked.by
    deals = _own(q, deal_rows.open_deals(q.db))
    kept = _of_pipeline(q, deals, rates=not by)
    lines = list(q.pipelines) if q.everything else [q.line()]
    if by and not q.asked.pipeline:
        lines = []
    _tell_others(q, len(deals) - len(kept))
    rot = rotting(kept, q.pipelines, q.today)
    if not by and q.everything:
        known = {line.key for line in lines}
        lost = [deal for deal in kept if deal.pipeline not in known]
        if lost:
            q.note(f"{len(lost)} in pipelines that pipelines.yaml does not have: tinycrm pipeline validate")
    return pipeline_report(kept, lines, Chances(q.pipelines), q.today, rot=rot, by=by)


def forecast(q: Question) -> Report:
    """Gives the weighted value by month."""
    deals = _of_pipeline(q, _own(q, deal_rows.open_deals(q.db)), rates=False)
    return forecast_report(deals, Chances(q.pipelines), q.today)


def win_loss(q: Question) -> Report:
    """Gives what closed in the period."""
    deals = closed(q, q.span)
    kept = _of_pipeline(q, deals, rates=q.asked.by != "pipeline")
    _tell_others(q, len(deals) - len(kept))
    return win_loss_report(
        kept,
        q.span,
        q.today,
        base=q.base,
        any_deal=deal_rows.any_deal(q.db, q.span.as_of),
        by=q.asked.by,
        limit=q.asked.top,
    )


def _tell_others(q: Question, count: int) -> None:
    if count and not q.asked.pipeline:
        q.note(f"{count} {'deal' if count == 1 else 'deals'} of other pipelines left out: --pipeline all")


def closed(q: Question, span: Period) -> list[DealFact]:
    """Gives the deals closed in a period."""
    return _own(q, deal_rows.closed_deals(q.db, span.first, span.as_of))


def stages(q: Question) -> Report:
    """Gives the way of deals through the stages."""
    line = q.line()
    stays = deal_rows.stays(q.db, line.key, q.span.as_of)
    if q.owner:
        mine = {deal.id for deal in _own(q, deal_rows.deals_of(q.db, line.key))}
        stays = [stay for stay in stays if stay.deal in mine]
    keys = [stage.key for stage in line.stages if stage.outcome == "open"]
    return stages_report(stage_flows(stays, keys, q.span), q.span, q.today, pipeline=line.name)


def facts(q: Question, span: Period) -> Facts:
    """Gives what the figures of a period are computed from."""
    from tinycrm.services.reporting.leads import customers, new_leads
    from tinycrm.store.queries import leads as lead_rows

    ended = closed(q, span)
    live = None
    if span.as_of == q.today:
        live = _of_pipeline(q, _own(q, deal_rows.open_deals(q.db)), rates=False)
    return Facts(
        span.as_of,
        q.base,
        closed=_of_pipeline(q, ended, rates=False),
        main=_of_pipeline(q, ended, rates=True),
        main_open=_of_pipeline(q, _own(q, deal_rows.deals_open_on(q.db, span.as_of)), rates=True),
        open=live,
        rotting=sum(rotting(live or (), q.pipelines, q.today).values()),
        chances=Chances(q.pipelines),
        leads=new_leads(q, span),
        customers=customers(q, span),
        activity=touched(q, span),
        any_deal=deal_rows.any_deal(q.db, span.as_of),
        any_party=lead_rows.any_party(q.db, span.as_of),
        sold=q.sold,
    )


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    return [deal_figures(facts(q, span)) for span in spans]
