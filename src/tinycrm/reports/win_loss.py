"""The report `win-loss`: what was won, what was lost, how long it took and why."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.periods import FIRST_DAY
from tinycrm.domain.results import Column, Number, Report
from tinycrm.reports.closed import Closed, together
from tinycrm.reports.figures import MEAN_PLACES, Share, money_of, money_sum, ratio, text
from tinycrm.reports.groups import TIMES, bar_key
from tinycrm.reports.spans import parts_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.chart import ChartKind
    from tinycrm.domain.results import Json, Row
    from tinycrm.reports.period import Period

    # currency → the deals
    Parts = Mapping[str, Closed]
    Groups = Sequence[tuple[str, Parts]]

LESS = frozenset(("deals_lost", "lost_value", "sales_cycle", "sales_cycle_median"))


def win_loss_report(
    closed: Parts, reasons: Mapping[str, Groups], period: Period, today: str, *, base: str, any_deal: bool
) -> Report:
    """Gives the deals whose latest closing is in the period: won, lost, rates, average, cycle, reasons.

    Formula: win rate = won / (won + lost); by value = won value / (won + lost value), per currency; average
        deal = won value / valued won deals; cycle = closed_on - opened_on of won deals, mean and median; deals and
        their value by reason.
    Unit: deals; ratio; money of the row's currency; days.
    Empty: counts and sums are 0 once there is any deal, else "-"; a rate or mean without a denominator is
        "-", as is the rate by value without lost value.
    Source: won and lost deals, each once.

    Args:
        closed: the deals, by currency.
        reasons: "lost" and "won" → the deals of each reason.
        period: when they closed.
        today: ISO day.
        base: the currency of sums that no deal gives one.
        any_deal: whether there was any deal by the end of the period.
    """
    first, last = period.shown
    report = Report("win-loss", "Won and lost", date_from=first, date_to=last, today=today)
    report.columns = [
        Column("key", wide=True),
        Column("name", "Figure"),
        Column("value", "Value", "measure"),
        Column("n", "n", "int"),
        Column("unit", wide=True),
        Column("currency", wide=True),
    ]
    report.rows = _measures(closed, base, any_deal=any_deal)
    parts = (_reasons(reasons.get(outcome, ()), outcome) for outcome in ("lost", "won"))
    report.sections = [part for part in parts if part.rows]
    return report


def _measures(parts: Parts, base: str, *, any_deal: bool) -> list[Row]:
    closed = together(parts)
    rows: list[Row] = [
        _row("deals_won", "Won", closed.won if any_deal else None, "count", closed.won),
        _row("deals_lost", "Lost", closed.lost if any_deal else None, "count", closed.lost),
        _row("win_rate", "Win rate", text(closed.win_rate()), "ratio", closed.deals),
    ]
    for currency, own in sorted(parts.items()) or [(base, closed)]:
        won, lost = own.won_known, own.lost_known
        won_sum, lost_sum = _sum(own.won_sum(), currency), _sum(own.lost_sum(), currency)
        rows += [
            _row("won_value", "Won value", won_sum if any_deal else None, "money", won, currency),
            _row("lost_value", "Lost value", lost_sum if any_deal else None, "money", lost, currency),
            _row("win_rate_value", "Win rate by value", text(own.win_rate_value()), "ratio", won + lost, currency),
            _row("average_deal", "Average won deal", money_of(own.average_deal(), currency), "money", won, currency),
        ]
    mean, median = closed.mean_cycle(), closed.median_cycle()
    return [
        *rows,
        _row("sales_cycle", "Sales cycle, mean", text(mean, MEAN_PLACES), "days", closed.won),
        _row("sales_cycle_median", "Sales cycle, median", text(median, MEAN_PLACES), "days", closed.won),
    ]


def _row(key: str, name: str, value: Json, unit: str, n: int, currency: str = "") -> Row:
    return {"key": key, "name": name, "value": value, "n": n, "unit": unit, "currency": currency or None}


def _sum(value: Share | None, currency: str) -> Json:
    return None if value is None else money_sum(value, currency)


def _reasons(groups: Groups, outcome: str) -> Report:
    """Deals and value by reason, the most frequent first: counted once, with a line more for each other currency."""
    rows: list[Row] = []
    first: list[Row] = []
    deals = {name: sum(own.deals for own in parts.values()) for name, parts in groups}
    if any(deals):
        for name, parts in sorted(groups, key=lambda group: (not group[0], -deals[group[0]], group[0])):
            sums = {code: own.lost_sum() if outcome == "lost" else own.won_sum() for code, own in sorted(parts.items())}
            listed = [code for code, value in sums.items() if value is not None] or list(sums)[:1]
            count: Row = {"deals": deals[name], "share": ratio(deals[name], sum(deals.values()))}
            for code in listed:
                rows.append({"reason": name or None, **count, "value": _sum(sums[code], code), "currency": code})
                first += rows[-1:] if code == listed[0] else []
                count = {"deals": None, "share": None}
    columns = [
        Column("reason", "Reason"),
        Column("deals", "Deals", "int"),
        Column("share", "Share", "ratio"),
        Column("value", "Value", "money"),
        Column("currency", "Currency", wide=True),
        Column("deals", "", "bar"),
    ]
    charts = [Chart("bars", "reason", ("deals",), rows=first)]
    return Report(f"reasons-{outcome}", f"Why {outcome}", columns, rows, charts=charts)


def split_report(groups: Groups, period: Period, today: str, *, by: str) -> Report:
    """Gives won and lost deals of each month or each value of a field, with a row for each currency.

    Args:
        groups: in the order of the rows.
        period: when the deals closed.
        today: ISO day.
        by: the key of the first column.
    """
    rows = [
        _group_row(by, name, currency, closed) for name, parts in groups for currency, closed in sorted(parts.items())
    ]
    columns = [
        Column(by, by.capitalize()),
        Column("won", "Won", "int"),
        Column("lost", "Lost", "int"),
        Column("win_rate", "Win rate", "ratio"),
        Column("won_value", "Won value", "money"),
        Column("average_deal", "Average", "money"),
        Column("sales_cycle", "Cycle", "measure", unit="days"),
        Column("sales_cycle_median", "Median", "measure", unit="days", wide=True),
        Column("lost_value", "Lost value", "money", wide=True),
        Column("win_rate_value", "By value", "ratio", wide=True),
        Column("currency", "Currency", wide=True),
        Column(bar_key(rows, "won_value", "won"), "", "bar"),
    ]
    first, last = period.shown
    kind: ChartKind = "columns" if by in TIMES else "bars"
    counts, sums = _counted(groups, period, by), _summed(rows, groups, period, by)
    charts = [
        Chart(kind, by, ("won", "lost"), title="Won and lost deals", rows=counts),
        Chart(kind, by, ("won_value",), title="Won value", split="currency", rows=sums),
        Chart("line" if by in TIMES else "bars", by, ("win_rate",), title="Win rate", rows=counts),
    ]
    return Report("win-loss", "Won and lost", columns, rows, date_from=first, date_to=last, today=today, charts=charts)


def _names(groups: Groups, period: Period, by: str) -> list[str]:
    """The names of the groups; of times all there are between the first and the last."""
    names = [name for name, _ in groups]
    if by not in TIMES or not names:
        return names
    # groups begin with the first that has a deal, a period with a beginning does so before
    first = f"{names[0][:4]}-01-01" if period.first == FIRST_DAY else period.first
    every = [name for name, _ in parts_of(period, by, first_known=first)]
    return [name for name in every if period.first != FIRST_DAY or name >= names[0]]


def _counted(groups: Groups, period: Period, by: str) -> list[Row]:
    """The deals of each group over all currencies, for pictures."""
    found = dict(groups)
    rows: list[Row] = []
    for name in _names(groups, period, by):
        closed = together(found.get(name, {}))
        rows.append({by: name or None, "won": closed.won, "lost": closed.lost, "win_rate": text(closed.win_rate())})
    return rows


def _summed(rows: Sequence[Row], groups: Groups, period: Period, by: str) -> list[Row]:
    """The sums of each group in each currency that anything was won in, for pictures."""
    found = {(str(row[by] or ""), str(row["currency"])): row for row in rows}
    names = _names(groups, period, by)
    earned = [code for code in dict.fromkeys(str(row["currency"]) for row in rows) if _won(found, names, code)]
    nothing: Row = {"won_value": Number("0")}
    return [
        {**nothing, by: name or None, "currency": code, **found.get((name, code), {})}
        for name in names
        for code in earned
    ]


def _won(found: Mapping[tuple[str, str], Row], names: Sequence[str], currency: str) -> bool:
    return any(found.get((name, currency), {}).get("won_value") not in (None, "0") for name in names)


def _group_row(by: str, name: str, currency: str, closed: Closed) -> Row:
    return {
        by: name or None,
        "won": closed.won,
        "lost": closed.lost,
        "win_rate": text(closed.win_rate()),
        "won_value": _sum(closed.won_sum(), currency),
        "lost_value": _sum(closed.lost_sum(), currency),
        "win_rate_value": text(closed.win_rate_value()),
        "average_deal": money_of(closed.average_deal(), currency),
        "sales_cycle": text(closed.mean_cycle(), MEAN_PLACES),
        "sales_cycle_median": text(closed.median_cycle(), MEAN_PLACES),
        "currency": currency,
    }
