"""The report `velocity`: what the pipeline brings a day, and the four numbers it is made of."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, Share, money_of, text
from tinycrm.reports.groups import TIMES, bar_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.chart import ChartKind
    from tinycrm.domain.results import Row
    from tinycrm.reports.closed import Closed
    from tinycrm.reports.period import Period

    # (name, all that closed, currency → what closed, currency → open deals with a value)
    Groups = Sequence[tuple[str, Closed, Mapping[str, Closed], Mapping[str, int]]]


def velocity(open_deals: int, rate: Share | None, average: Share | None, cycle: Share | None) -> Share | None:
    """Gives open valued deals × win rate × average won deal / mean cycle; None without one of them, or a cycle of 0.

    Args:
        open_deals: with a value, at the end of the period.
        rate: won / (won + lost).
        average: in minor units.
        cycle: in days.

    Returns:
        Minor units a day.
    """
    if rate is None or average is None or cycle is None:
        return None
    return Share(open_deals, 1).times(rate).times(average).per(cycle)


def velocity_report(groups: Groups, period: Period, today: str, *, base: str, by: str = "") -> Report:
    """Gives what the open deals bring a day, per currency, and the four factors of it.

    Formula: open valued deals at the end of the period × win rate × average won deal / mean cycle of the deals won in
        the period; deals and average of one currency, rate and cycle of all.
    Unit: money a day of the row's currency; deals; ratio; days.
    Empty: "-" when any factor has none, or the mean cycle is 0.
    Source: deals of the default pipeline unless --pipeline.

    Args:
        groups: in the order of the rows.
        period: when deals closed.
        today: ISO day.
        base: the currency where no deal gives one.
        by: the key of the first column, "" for none.
    """
    rows: list[Row] = []
    for name, every, parts, opened in groups:
        for currency in sorted({*parts, *opened}) or [base]:
            own = parts.get(currency)
            average = None if own is None else own.average_deal()
            rate, cycle = every.win_rate(), every.mean_cycle()
            count = opened.get(currency, 0)
            rows.append(
                {
                    **({by: name or None} if by else {}),
                    "currency": currency,
                    "open_deals": count,
                    "win_rate": text(rate),
                    "average_deal": money_of(average, currency),
                    "sales_cycle": text(cycle, MEAN_PLACES),
                    "velocity": money_of(velocity(count, rate, average, cycle), currency),
                    "won": every.won,
                    "closed": every.deals,
                }
            )
    columns = [
        *([Column(by, by.capitalize())] if by else []),
        Column("currency", "Currency", wide=bool(by)),
        Column("open_deals", "Open deals", "int"),
        Column("win_rate", "Win rate", "ratio"),
        Column("average_deal", "Average won", "money"),
        Column("sales_cycle", "Cycle", "measure", unit="days"),
        Column("velocity", "A day", "money"),
        Column("won", "Won", "int", wide=True),
        Column("closed", "Closed", "int", wide=True),
    ]
    if by:
        columns.append(Column(bar_key(rows, "velocity", "open_deals"), "", "bar"))
    first, last = period.shown
    kind: ChartKind = "columns" if by in TIMES else "bars"
    charts = [Chart(kind, by or "currency", ("velocity",), title="Velocity, money a day", split="currency")]
    return Report(
        "velocity", "Sales velocity", columns, rows, date_from=first, date_to=last, today=today, charts=charts
    )
