"""The report `pipeline`: what is open, where it stands and what it is worth."""

from __future__ import annotations

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import FULL, days_between, half_even, mean, money, text
from tinycrm.reports.groups import bar_key, by_currency, grouped, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.facts import DealFact
    from tinycrm.domain.pipeline import Pipeline
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.results import Row
    from tinycrm.reports.groups import Chances


def pipeline_report(
    deals: Sequence[DealFact],
    lines: Sequence[Pipeline],
    chances: Chances,
    today: str,
    *,
    rot: Mapping[int, bool],
    by: str = "",
) -> Report:
    """Gives the open deals of each stage, with a row for each currency, or of each value of a field.

    Formula: value = Σ value; weighted = Σ value × probability (the deal's own, else its stage's), rounded
        once;
        age = mean of today - opened_on; in stage = mean of today - the day it came into its stage;
        rotting = deals longer in their stage than its rot_days.
    Unit: money of the row's currency; days; deals.
    Empty: a stage without deals counts 0 and has no value; a value of deals that have none is "-".
    Source: open deals and pipelines.yaml.
    """
    rows: list[Row] = []
    for name, head, own in _groups(deals, lines, by):
        rows += [{**head, by or "stage": name, **row} for row in _rows(own, chances, today, rot)]
    columns = [
        Column(by or "stage", (by or "stage").capitalize()),
        Column("deals", "Deals", "int"),
        Column("value", "Value", "money"),
        Column("weighted", "Weighted", "money"),
        Column("age_days", "Age", "measure", unit="days", wide=True),
        Column("stage_days", "In stage", "measure", unit="days"),
        Column("rotting", "Rotting", "int"),
        Column("currency", "Currency", wide=True),
        Column(bar_key(rows, "weighted", "deals"), "", "bar"),
    ]
    if not by:
        columns.insert(0, Column("pipeline", "Pipeline", wide=len(lines) < 2))
    names = ", ".join(line.name for line in lines)
    report = Report("pipeline", f"Open deals: {names}" if lines else "Open deals", columns, rows, today=today)
    report.totals, notes = totals_of(deals, chances)
    report.notes += notes
    return report


def _groups(
    deals: Sequence[DealFact], lines: Sequence[Pipeline], by: str
) -> list[tuple[str | None, Row, list[DealFact]]]:
    if by:
        split = grouped(deals, by)
        ranked = sorted(split, key=lambda name: (not name, -sum(values(split[name])), name))
        return [(name or None, {}, split[name]) for name in ranked]
    found: list[tuple[str | None, Row, list[DealFact]]] = []
    for line in lines:
        head: Row = {"pipeline": line.key}
        own = [deal for deal in deals if deal.pipeline == line.key]
        keys = [stage.key for stage in line.stages if stage.outcome == "open"]
        keys += [key for key in dict.fromkeys(deal.stage for deal in own) if key not in keys]
        found.extend((key, head, [deal for deal in own if deal.stage == key]) for key in keys)
    return found


def _rows(deals: list[DealFact], chances: Chances, today: str, rot: Mapping[int, bool]) -> list[Row]:
    if not deals:
        return [
            {
                "deals": 0,
                "value": None,
                "weighted": None,
                "currency": None,
                "age_days": None,
                "stage_days": None,
                "rotting": 0,
                "unvalued": 0,
            }
        ]
    rows: list[Row] = []
    for currency, own in by_currency(deals).items():
        known = values(own)
        rows.append(
            {
                "deals": len(own),
                "value": money(sum(known), currency) if known else None,
                "weighted": money(weighted_sum(own, chances), currency) if known else None,
                "currency": currency,
                "age_days": text(mean([days_between(deal.opened_on, today) for deal in own]), 1),
                "stage_days": text(mean([days_between(deal.entered_on, today) for deal in own]), 1),
                "rotting": sum(rot.get(deal.id, False) for deal in own),
                "unvalued": len(own) - len(known),
            }
        )
    return rows


def weighted_sum(deals: Sequence[DealFact], chances: Chances) -> int:
    """Gives Σ value × probability of deals in one currency, in minor units, rounded once, half to even."""
    return half_even(sum(deal.value * chances.of(deal) for deal in deals if deal.value is not None), FULL)


def totals_of(deals: Sequence[DealFact], chances: Chances) -> tuple[Row | None, list[str]]:
    """Gives one row over all deals, with money only when one currency has it all, and what is to be noted."""
    from tinycrm.domain.money import human

    if not deals:
        return None, []
    totals: Row = {"deals": len(deals), "value": None, "weighted": None, "currency": None}
    notes: list[str] = []
    valued = {currency: own for currency, own in by_currency(deals).items() if values(own)}
    for currency, own in valued.items():
        value, weighted = sum(values(own)), weighted_sum(own, chances)
        if len(valued) == 1:
            totals |= {
                "value": money(value, currency),
                "weighted": money(weighted, currency),
                "currency": currency,
            }
        else:
            notes.append(f"total {human(value, currency)}, weighted {human(weighted, currency)}")
    unvalued = len(deals) - len(values(deals))
    if unvalued:
        notes.append(f"{unvalued} {'deal has' if unvalued == 1 else 'deals have'} no value")
    return totals, notes


def rotting(deals: Sequence[DealFact], pipelines: Pipelines, today: str) -> dict[int, bool]:
    """Tells of each open deal whether it is longer in its stage than the stage's rot_days."""
    limits = {(line.key, stage.key): stage.rot_days for line in pipelines for stage in line.stages}
    found: dict[int, bool] = {}
    for deal in deals:
        limit = limits.get((deal.pipeline, deal.stage))
        found[deal.id] = limit is not None and days_between(deal.entered_on, today) > limit
    return found
