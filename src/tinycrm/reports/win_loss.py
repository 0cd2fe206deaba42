"""The report `win-loss`: what was won, what was lost, how long it took and why."""

from __future__ import annotations

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import (
    MEAN_PLACES,
    days_between,
    mean,
    median,
    money,
    money_of,
    ratio,
    share,
    text,
)
from tinycrm.reports.groups import TIMES, bar_key, by_currency, grouped, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tinycrm.domain.facts import DealFact
    from tinycrm.domain.results import Json, Row
    from tinycrm.reports.figures import Share
    from tinycrm.reports.period import Period


class Closed:
    """Deals that closed, and every figure that follows from them.

    Money is that of one currency: `of` gives the deals of each.
    """

    __slots__ = ("deals", "lost", "won")

    def __init__(self, deals: Iterable[DealFact]) -> None:
        self.deals = list(deals)
        self.won = [deal for deal in self.deals if deal.outcome == "won"]
        self.lost = [deal for deal in self.deals if deal.outcome == "lost"]

    def of(self) -> dict[str, Closed]:
        """Gives the closed deals of each currency."""
        return {currency: Closed(own) for currency, own in by_currency(self.deals).items()}

    def win_rate(self) -> Share | None:
        """Gives won / (won + lost); None when nothing closed."""
        return share(len(self.won), len(self.deals))

    def won_value(self) -> int | None:
        """Gives Σ value of the won deals, in minor units; None when deals were won and none has a value."""
        known = values(self.won)
        return sum(known) if known or not self.won else None

    def lost_value(self) -> int | None:
        """Gives Σ value of the lost deals, in minor units; None when deals were lost and none has a value."""
        known = values(self.lost)
        return sum(known) if known or not self.lost else None

    def win_rate_value(self) -> Share | None:
        """Gives won value / (won + lost value) of valued deals; None without lost value."""
        lost = sum(values(self.lost))
        return share(sum(values(self.won)), sum(values(self.won)) + lost) if lost else None

    def average_deal(self) -> Share | None:
        """Gives won value / valued won deals, in minor units; None without any."""
        return mean(values(self.won))

    def cycles(self) -> list[int]:
        """Gives closed_on - opened_on of the won deals, in days."""
        return [days_between(deal.opened_on, deal.closed_on or deal.opened_on) for deal in self.won]


def win_loss_report(
    deals: Sequence[DealFact],
    period: Period,
    today: str,
    *,
    base: str,
    any_deal: bool,
    by: str = "",
    limit: int = 0,
) -> Report:
    """Gives the deals whose latest closing is in the period: won, lost, rates, average, cycle, reasons.

    Formula: win rate = won / (won + lost); by value = won value / (won + lost value), per currency; average
        deal = won value / valued won deals; cycle = closed_on - opened_on of won deals, mean and median.
    Unit: deals; ratio; money of the row's currency; days.
    Empty: counts and sums are 0 once there is any deal, else "-"; a rate or mean without a denominator is
        "-", as is the rate by value without lost value.
    Source: won and lost deals, each once.
    """
    first, last = period.shown
    report = Report("win-loss", "Won and lost", date_from=first, date_to=last, today=today)
    if by:
        report.columns, report.rows = _split(deals, by, limit)
        return report
    closed = Closed(deals)
    report.columns = [
        Column("key", wide=True),
        Column("name", "Figure"),
        Column("value", "Value", "measure"),
        Column("n", "n", "int"),
        Column("unit", wide=True),
        Column("currency", wide=True),
    ]
    report.rows = _measures(closed, base, any_deal=any_deal)
    report.sections = [part for part in (_reasons(closed, "lost"), _reasons(closed, "won")) if part.rows]
    return report


def _measures(closed: Closed, base: str, *, any_deal: bool) -> list[Row]:
    won, lost = len(closed.won), len(closed.lost)
    cycles = closed.cycles()
    rows: list[Row] = [
        _row("deals_won", "Won", won if any_deal else None, "count", won),
        _row("deals_lost", "Lost", lost if any_deal else None, "count", lost),
        _row("win_rate", "Win rate", text(closed.win_rate()), "ratio", won + lost),
    ]
    for currency, own in (closed.of() or {base: closed}).items():
        valued, unlost = len(values(own.won)), len(values(own.lost))
        rows += [
            _row("won_value", "Won value", _sum(own.won_value(), currency, any_deal), "money", valued, currency),
            _row(
                "lost_value",
                "Lost value",
                _sum(own.lost_value(), currency, any_deal),
                "money",
                unlost,
                currency,
            ),
            _row(
                "win_rate_value",
                "Win rate by value",
                text(own.win_rate_value()),
                "ratio",
                valued + unlost,
                currency,
            ),
            _row(
                "average_deal",
                "Average won deal",
                money_of(own.average_deal(), currency),
                "money",
                valued,
                currency,
            ),
        ]
    return [
        *rows,
        _row("sales_cycle", "Sales cycle, mean", text(mean(cycles), MEAN_PLACES), "days", won),
        _row("sales_cycle_median", "Sales cycle, median", text(median(cycles), MEAN_PLACES), "days", won),
    ]


def _row(key: str, name: str, value: Json, unit: str, n: int, currency: str = "") -> Row:
    shown = f"{name}, {currency}" if unit == "ratio" and currency else name
    return {"key": key, "name": shown, "value": value, "n": n, "unit": unit, "currency": currency or None}


def _sum(minor: int | None, currency: str, any_deal: bool) -> Json:
    return money(minor, currency) if minor is not None and any_deal else None


def _reasons(closed: Closed, outcome: str) -> Report:
    """Deals and value by reason, the most frequent first."""
    deals = closed.lost if outcome == "lost" else closed.won
    rows: list[Row] = []
    if any(deal.reason for deal in deals):
        groups = grouped(deals, "reason")
        for name in sorted(groups, key=lambda word: (not word, -len(groups[word]), word)):
            for currency, own in by_currency(groups[name]).items():
                known = values(own)
                rows.append(
                    {
                        "reason": name or None,
                        "deals": len(own),
                        "share": ratio(len(own), len(deals)),
                        "value": money(sum(known), currency) if known else None,
                        "currency": currency,
                    }
                )
    columns = [
        Column("reason", "Reason"),
        Column("deals", "Deals", "int"),
        Column("share", "Share", "ratio"),
        Column("value", "Value", "money"),
        Column("currency", "Currency", wide=True),
        Column("deals", "", "bar"),
    ]
    return Report(f"reasons-{outcome}", f"Why {outcome}", columns, rows)


def _split(deals: Sequence[DealFact], by: str, limit: int) -> tuple[list[Column], list[Row]]:
    groups = grouped(deals, by)
    ranked: list[tuple[tuple[bool, int, str, str], Row]] = []
    for name, group in groups.items():
        for currency, closed in Closed(group).of().items():
            ranked.append(
                ((not name, -sum(values(closed.won)), name, currency), _group_row(by, name, currency, closed))
            )
    if by not in TIMES:
        ranked.sort(key=lambda item: item[0])
    rows = [row for _, row in ranked]
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
    return columns, rows[:limit] if limit else rows


def _group_row(by: str, name: str, currency: str, closed: Closed) -> Row:
    won, lost, cycles = closed.won_value(), closed.lost_value(), closed.cycles()
    return {
        by: name or None,
        "won": len(closed.won),
        "lost": len(closed.lost),
        "win_rate": text(closed.win_rate()),
        "won_value": None if won is None else money(won, currency),
        "lost_value": None if lost is None else money(lost, currency),
        "win_rate_value": text(closed.win_rate_value()),
        "average_deal": money_of(closed.average_deal(), currency),
        "sales_cycle": text(mean(cycles), MEAN_PLACES),
        "sales_cycle_median": text(median(cycles), MEAN_PLACES),
        "currency": currency,
    }
