"""Reports and KPIs of deals: what is open, what was won and lost, how they get from stage to stage."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.periods import FIRST_DAY
from tinycrm.errors import UsageError
from tinycrm.reports.best import OTHERS
from tinycrm.reports.closed import merged, together
from tinycrm.reports.compare import compare_rows
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share, half_even, money_of, money_sum
from tinycrm.reports.forecast import forecast_report
from tinycrm.reports.groups import TIMES
from tinycrm.reports.pipeline import pipeline_report
from tinycrm.reports.stages import Flow, funnel_report, stages_report
from tinycrm.reports.standing import Standing
from tinycrm.reports.velocity import velocity
from tinycrm.reports.win_loss import LESS, split_report, win_loss_report
from tinycrm.services.reporting.deal_reading import (
    asked_line,
    closed_deals,
    main_line,
    open_by_month,
    open_by_stage,
    open_valued,
    split_closed,
    split_standing,
)
from tinycrm.store.queries import closings as rows
from tinycrm.store.queries.deals import any_deal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeVar

    from tinycrm.domain.results import Json, Kind, Report
    from tinycrm.reports.closed import Closed
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question

    Parts = Mapping[str, Closed]
    Made = TypeVar("Made")


def pipeline(q: Question) -> Report:
    """Gives the open deals."""
    by = q.asked.by
    if by:
        groups = [("", name, parts) for name, parts in split_standing(q, by, pipeline=asked_line(q))]
        lines = [] if not q.asked.pipeline else list(q.pipelines) if q.everything else [q.line()]
        return pipeline_report(groups, lines, q.today, by=by)
    found = open_by_stage(q)
    lines = list(q.pipelines) if q.everything else [q.line()]
    stages: list[tuple[str, str, Mapping[str, Standing]]] = []
    for line in lines:
        own = found.pop(line.key, {})
        keys = [stage.key for stage in line.stages if stage.outcome == "open"]
        stages += [(line.key, key, own.pop(key, (0, {}))[1]) for key in keys]
        # what the YAML has dropped stands below
        strays = sorted(own.items(), key=lambda item: (item[1][0], item[0]))
        stages += [(line.key, key, parts) for key, (_, parts) in strays]
    left = sum(own.deals for places in found.values() for _, parts in places.values() for own in parts.values())
    if left and q.everything:
        q.note(f"{left} in pipelines that pipelines.yaml does not have: tinycrm pipeline validate")
        stages += [
            (key, stage, parts) for key, places in sorted(found.items()) for stage, (_, parts) in sorted(places.items())
        ]
    else:
        _tell_others(q, left)
    return pipeline_report(stages, lines, q.today)


def forecast(q: Question) -> Report:
    """Gives the weighted value by month."""
    return forecast_report(open_by_month(q, pipeline=asked_line(q)), q.today)


def win_loss(q: Question) -> Report:
    """Gives what closed in the period."""
    before = q.compared() if q.asked.compare else None
    if before is not None:
        refuse_times(q)
    report = _win_loss(q, q.span)
    if before is not None:
        by = q.asked.by
        keys, value = ((by, "currency"), "won_value") if by else (("key", "currency"), "value")
        kind: Kind = "money" if by else "measure"
        old = uncut(q, lambda: _win_loss(q, before))
        compare_rows(
            report, old.rows, before, keys=keys, value=value, kind=kind, less=lambda row: str(row.get("key")) in LESS
        )
    return report


def uncut(q: Question, make: Callable[[], Made]) -> Made:
    """Gives what is made with all groups: what is among the best now need not have been so before."""
    top, form = q.asked.top, q.asked.form
    q.asked.top, q.asked.form = 0, "data"
    try:
        return make()
    finally:
        q.asked.top, q.asked.form = top, form


def refuse_times(q: Question, times: Sequence[str] = TIMES) -> None:
    """The report is not split by times while it is compared.

    Raises:
        UsageError: it is: no month is the same one in another period.
    """
    if q.asked.by in times:
        raise UsageError(
            f"--compare says nothing of a report split by {q.asked.by}",
            hint=f"leave --compare or --by {q.asked.by} out",
        )


def _win_loss(q: Question, span: Period) -> Report:
    by = q.asked.by
    if by:
        # a split by pipeline has them all
        line = asked_line(q) if by == "pipeline" else main_line(q)
        groups = split_closed(q, span, by, pipeline=line)
        if by in TIMES and q.asked.top:
            groups = groups[: q.asked.top]
        return split_report(groups, span, q.today, by=by)
    line = main_line(q)
    found = closed_deals(q, span, reasons=line)
    kept = found.lines.pop(line, {}) if line else merged(found.lines.values())
    if line:
        _tell_others(q, together(merged(found.lines.values())).deals)
    reasons = {outcome: split.groups() for outcome, split in found.reasons.items()}
    report = win_loss_report(
        kept, reasons, span, q.today, base=q.exchange.target or q.base, any_deal=any_deal(q.db, span.as_of)
    )
    if q.asked.form == "page":
        # a year and more of closings is easier to see than to read
        part = split_report(split_closed(q, span, "month", pipeline=line), span, q.today, by="month")
        part.name, part.title = "win-loss-month", "By month"
        report.sections[:0] = [part] if part.rows else []
    return report


def _tell_others(q: Question, count: int) -> None:
    if count and not q.asked.pipeline:
        q.note(f"{count} {'deal' if count == 1 else 'deals'} of other pipelines left out: --pipeline all")


def stages(q: Question) -> Report:
    """Gives the way of deals through the stages."""
    return stages_report(_flows(q, q.span), q.span, q.today, pipeline=q.line().name, by=q.asked.by)


def funnel(q: Question) -> Report:
    """Gives how many deals reached each stage."""
    line, by = q.line(), q.asked.by
    won = next((stage.key for stage in line.stages if stage.outcome == "won"), "won")

    def made(span: Period) -> Report:
        return funnel_report(_flows(q, span), span, q.today, pipeline=line.name, won=won, by=by)

    report = made(q.span)
    before = q.compared() if q.asked.compare else None
    if before is not None:
        old = uncut(q, lambda: made(before))
        compare_rows(report, old.rows, before, keys=(by, "stage") if by else ("stage",), value="reached", kind="int")
    return report


def _flows(q: Question, span: Period) -> dict[str, Flow]:
    if q.everything:
        raise UsageError("the stages of all pipelines are no one way", hint="--pipeline NAME: tinycrm pipeline list")
    line, by = q.line(), q.asked.by
    keys = [stage.key for stage in line.stages if stage.outcome == "open"]
    first = "" if span.first == FIRST_DAY else span.first
    found: dict[str, Flow] = {} if by else {"": Flow(keys, span)}
    spelled: dict[str, str] = {}
    for group, way in rows.ways(q.db, line.key, first, span.as_of, q.narrow("deal"), by=by):
        word = str(group or "")
        name = spelled.setdefault(fold(word), word)
        flow = found.get(name)
        if flow is None:
            flow = found[name] = Flow(keys, span)
        flow.add(way)
    ranked = sorted(found.items(), key=lambda item: (not item[0], -item[1].stages[0].reached, item[0]))
    if not q.asked.top or len(ranked) <= q.asked.top:
        return dict(ranked)
    kept = dict(ranked[: q.asked.top])
    kept[OTHERS] = Flow(keys, span)
    for _, flow in ranked[q.asked.top :]:
        kept[OTHERS].include(flow)
    return kept


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    return [_figures(q, span) for span in spans]


def _figures(q: Question, span: Period) -> list[Figure]:
    lines = closed_deals(q, span, pipeline=asked_line(q)).lines
    line = main_line(q)
    closed = merged(lines.values())
    main = lines.get(line, {}) if line else closed
    known = any_deal(q.db, span.as_of)
    base = q.exchange.target or q.base
    return [
        *_closings(closed, main, base, known=known),
        *_snapshots(q, span, base, known=known),
        *_velocities(q, span, main, base),
    ]


def _closings(closed: Parts, main: Parts, base: str, *, known: bool) -> list[Figure]:
    every, rates = together(closed), together(main)
    won, lost = ("won deals", every.won), ("lost deals", every.lost)
    days = sum(day * count for day, count in every.cycles.items())
    found = [
        Figure("deals_won", Share(every.won, 1) if known else None, every.won, inputs=[won]),
        Figure("deals_lost", Share(every.lost, 1) if known else None, every.lost, inputs=[lost]),
        Figure(
            "win_rate", rates.win_rate(), rates.deals, inputs=[("won deals", rates.won), ("lost deals", rates.lost)]
        ),
        Figure("sales_cycle", every.mean_cycle(), every.won, inputs=[("days of all won deals", days), won]),
        Figure("sales_cycle_median", every.median_cycle(), every.won, inputs=[won, *_ends(every)]),
    ]
    for code, own in sorted(main.items()) or [(base, rates)]:
        n = own.won_known + own.lost_known
        inputs = [
            ("won value", _amount(own.won_value.share, code)),
            ("lost value", _amount(own.lost_value.share, code)),
        ]
        found.append(Figure("win_rate_value", own.win_rate_value(), n, code, inputs=inputs))
    for code, own in sorted(closed.items()) or [(base, every)]:
        inputs = [("won value", _amount(own.won_value.share, code)), ("won deals with a value", own.won_known)]
        found.append(Figure("average_deal", own.average_deal(), own.won_known, code, inputs=inputs))
    return found


def _ends(own: Closed) -> list[tuple[str, Json]]:
    """The shortest and the longest cycle."""
    return [("shortest, days", min(own.cycles)), ("longest, days", max(own.cycles))] if own.cycles else []


def _amount(value: Share, currency: str) -> Json:
    return money_sum(value, currency)


def _snapshots(q: Question, span: Period, base: str, *, known: bool) -> list[Figure]:
    """What is open can be told of today only: its fields are overwritten."""
    if span.as_of != q.today:
        return [
            Figure("open_pipeline", None, None, base),
            Figure("weighted_pipeline", None, None, base),
            Figure("rotting", None),
        ]
    parts: dict[str, Standing] = {}
    line = asked_line(q)
    for key, places in open_by_stage(q).items():
        for _, stage in places.values() if line in ("", key) else ():
            for code, standing in stage.items():
                parts.setdefault(code, Standing()).include(standing)
    deals, rotting = sum(own.deals for own in parts.values()), sum(own.rotting for own in parts.values())
    inputs: list[tuple[str, Json]] = [("open deals", deals), ("of them too long in their stage", rotting)]
    found = [Figure("rotting", Share(rotting, 1) if known else None, deals, inputs=inputs)]
    for code, own in sorted(parts.items()) or [(base, Standing())]:
        none = Share(0, 1) if known and not own.deals else None
        worth = own.worth()
        counts: list[tuple[str, Json]] = [
            ("open deals", own.deals),
            ("open deals with a value", own.known),
            ("value of these deals", None if worth is None else money_sum(worth, code)),
        ]
        for name, value in (("open_pipeline", worth), ("weighted_pipeline", own.weighted())):
            whole = None if value is None else Share(half_even(value.over, value.under), 1)
            found.append(Figure(name, none if whole is None else whole, own.known, code, inputs=counts))
    return found


def _velocities(q: Question, span: Period, main: Parts, base: str) -> list[Figure]:
    every = together(main)
    rate, cycle = every.win_rate(), every.mean_cycle()
    days = sum(day * count for day, count in every.cycles.items())
    opened = {code: count for (_, code), count in open_valued(q, span.as_of, pipeline=main_line(q)).items()}
    found: list[Figure] = []
    for code, own in sorted(main.items()) or [(base, every)]:
        n, average = opened.get(code, 0), own.average_deal()
        inputs: list[tuple[str, Json]] = [
            ("open deals with a value", n),
            ("won deals", every.won),
            ("lost deals", every.lost),
            ("days of all won deals", days),
            ("average won deal", money_of(average, code)),
        ]
        found.append(Figure("velocity", velocity(n, rate, average, cycle), n, code, inputs=inputs))
    return found
