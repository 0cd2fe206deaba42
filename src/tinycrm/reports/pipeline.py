"""The report `pipeline`: what is open, where it stands and what it is worth."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import decimal, half_even, money_sum
from tinycrm.reports.groups import bar_key
from tinycrm.reports.standing import Standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tinycrm.domain.pipeline import Pipeline
    from tinycrm.domain.results import Json, Row

    # (pipeline or "", stage or value of a field, currency → the deals)
    Groups = Sequence[tuple[str, str, Mapping[str, Standing]]]


def pipeline_report(groups: Groups, lines: Sequence[Pipeline], today: str, *, by: str = "") -> Report:
    """Gives the open deals of each stage, with a row for each currency, or of each value of a field.

    Formula: value = Σ value; weighted = Σ value × probability (the deal's own, else its stage's), rounded
        once;
        age = mean of today - opened_on; in stage = mean of today - the day it came into its stage;
        rotting = deals longer in their stage than its rot_days.
    Unit: money of the row's currency; days; deals.
    Empty: a stage without deals counts 0 and has no value; a value of deals that have none is "-".
    Source: open deals and pipelines.yaml.
    """
    key = by or "stage"
    rows: list[Row] = []
    for line, name, parts in groups:
        head: Row = {key: name or None} if by else {"pipeline": line, key: name or None}
        rows += [{**head, **row} for row in _rows(parts)]
    columns = [
        Column(key, key.capitalize()),
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
    report.totals, notes = totals_of(parts for _, _, parts in groups)
    report.notes += notes
    report.charts = [
        Chart("bars", key, ("value", "weighted"), title="Value and weighted value", split="currency"),
        Chart("bars", key, ("stage_days",), title="Days in stage", split="currency"),
    ]
    return report


def _rows(parts: Mapping[str, Standing]) -> list[Row]:
    found: list[Row] = []
    for currency, own in sorted(parts.items()) or [("", Standing())]:
        value, weighted = own.worth(), own.weighted()
        found.append(
            {
                "deals": own.deals,
                "value": None if value is None else money_sum(value, currency),
                "weighted": None if weighted is None else money_sum(weighted, currency),
                "currency": currency or None,
                "age_days": _mean(own.age, own.deals),
                "stage_days": _mean(own.stay, own.deals),
                "rotting": own.rotting,
                "unvalued": own.deals - own.known,
            }
        )
    return found


def _mean(days: int, deals: int) -> Json:
    return decimal(days, deals, 1) if deals else None


def totals_of(groups: Iterable[Mapping[str, Standing]]) -> tuple[Row | None, list[str]]:
    """Gives one row over all deals, with money only when one currency has it all, and what is to be noted."""
    from tinycrm.domain.money import human

    whole: dict[str, Standing] = {}
    for parts in groups:
        for currency, own in parts.items():
            whole.setdefault(currency, Standing()).include(own)
    deals = sum(own.deals for own in whole.values())
    if not deals:
        return None, []
    totals: Row = {"deals": deals, "value": None, "weighted": None, "currency": None}
    notes: list[str] = []
    valued = {currency: own for currency, own in sorted(whole.items()) if own.known}
    for currency, own in valued.items():
        value, weighted = own.worth(), own.weighted()
        if value is None or weighted is None:
            continue
        if len(valued) == 1:
            totals |= {
                "value": money_sum(value, currency),
                "weighted": money_sum(weighted, currency),
                "currency": currency,
            }
        else:
            words = [human(half_even(sum.over, sum.under), currency) for sum in (value, weighted)]
            notes.append(f"total {words[0]}, weighted {words[1]}")
    unvalued = deals - sum(own.known for own in whole.values())
    if unvalued:
        notes.append(f"{unvalued} {'deal has' if unvalued == 1 else 'deals have'} no value")
    return totals, notes
