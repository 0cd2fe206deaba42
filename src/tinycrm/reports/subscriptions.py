"""The report `subscriptions`: how MRR got from the start of a period to its end, and what comes up for renewal."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Number, Report
from tinycrm.reports.best import OTHERS
from tinycrm.reports.figures import money_of, ratio, share, text
from tinycrm.reports.recurring import Bridge, Renewals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.reports.period import Period
    from tinycrm.reports.recurring import Monthly

# part of a bridge → its words; the falls are drawn and written below 0
PARTS = {
    "start": "Start",
    "new_mrr": "New",
    "reactivation_mrr": "Reactivated",
    "expansion": "Expansion",
    "contraction": "Contraction",
    "churned_mrr": "Churned",
    "end": "End",
}
FALLS = ("contraction", "churned_mrr")
# the words over narrow columns
_SHORT = {
    "new_mrr": "New",
    "reactivation_mrr": "Back",
    "expansion": "Up",
    "contraction": "Down",
    "churned_mrr": "Churned",
}
_MOVES = ("new_mrr", "reactivation_mrr", "expansion", "contraction", "churned_mrr")


def subscriptions_report(
    bridges: Sequence[tuple[str, Bridge]], monthly: Monthly, period: Period, today: str, *, known: bool
) -> Report:
    """Gives MRR at the start and the end of the period and what led from one to the other, with the parties of each.

    Formula: start + new + reactivated + expansion - contraction - churned = end, per currency; MRR = Σ amount /
        months of the interval; per party and currency the ends are compared. Renewals: terms by the month of their
        end. By product, owner or interval each is looked at by itself: who moves is lost in one and new in another.
    Unit: money a month, falls below 0; parties; NRR, GRR, renewal rates: ratio.
    Empty: "-" before the first subscription, then 0; ratios "-" when they start from 0.
    Source: subscriptions, their changes and terms.
    """
    rows: list[Row] = []
    for currency, bridge in bridges:
        amounts, counts = _parts(bridge), _counts(bridge)
        for part, name in PARTS.items():
            rows.append(
                {
                    "part": part,
                    "name": name,
                    "mrr": money_of(monthly.value(amounts[part]), currency) if known else None,
                    "subscribers": counts[part] if known else None,
                    "currency": currency,
                }
            )
    columns = [
        Column("part", wide=True),
        Column("name", "MRR"),
        Column("mrr", "A month", "money"),
        Column("subscribers", "Subscribers", "int"),
        Column("currency", wide=True),
        Column("mrr", "", "bar"),
    ]
    first, last = period.shown
    report = Report("subscriptions", "Subscriptions", columns, rows, date_from=first, date_to=last, today=today)
    if known:
        report.charts = [Chart("bars", "name", ["mrr"], title="From start to end", split="currency")]
    return report


def below_zero(report: Report) -> None:
    """Contraction and churn are written below 0, so that the parts add up to the end."""
    for row in report.rows:
        for key in ("mrr", "previous"):
            if row["part"] in FALLS and key in row:
                row[key] = _negative(row[key])


def _negative(value: Json) -> Json:
    if not isinstance(value, Number) or not value.strip("0."):
        return value
    return Number(f"-{value}")


def _parts(bridge: Bridge) -> dict[str, int]:
    return {
        "start": bridge.start,
        "new_mrr": bridge.new,
        "reactivation_mrr": bridge.reactivation,
        "expansion": bridge.expansion,
        "contraction": bridge.contraction,
        "churned_mrr": bridge.churned,
        "end": bridge.end,
    }


def _counts(bridge: Bridge) -> dict[str, int]:
    return {
        "start": bridge.start_n,
        "new_mrr": bridge.new_n,
        "reactivation_mrr": bridge.reactivation_n,
        "expansion": bridge.expansion_n,
        "contraction": bridge.contraction_n,
        "churned_mrr": bridge.churned_n,
        "end": bridge.end_n,
    }


def bridge_row(bridge: Bridge, monthly: Monthly, currency: str) -> Row:
    """Gives a bridge as one row, contraction and churn below 0."""
    row: Row = {}
    for part, total in _parts(bridge).items():
        row[part] = money_of(monthly.value(-total if part in FALLS else total), currency)
    return {
        **row,
        "nrr": text(bridge.nrr()),
        "grr": text(bridge.grr()),
        "subscribers": bridge.end_n,
        "churned": bridge.churned_n,
        "currency": currency,
    }


def _bridge_columns(by: str, label: str) -> list[Column]:
    # on a narrow screen the last columns are left out
    return [
        Column(by, label, weight=1),
        Column("end", "MRR", "money"),
        Column("subscribers", "Subscribers", "int"),
        *(Column(part, label, "money") for part, label in _SHORT.items()),
        Column("nrr", "NRR", "ratio"),
        Column("start", PARTS["start"], "money", wide=True),
        Column("grr", "GRR", "ratio", wide=True),
        Column("churned", "Lost", "int", wide=True),
        Column("currency", wide=True),
    ]


def _nothing(value: Json) -> bool:
    return value is None or not str(value).strip("-0.")


def _leave_out_nothing(report: Report) -> None:
    """Moves that never happened take no room on a screen."""
    for column in report.columns:
        if column.key in _MOVES and all(_nothing(row[column.key]) for row in report.rows):
            column.wide = True


def leave_out_idle(report: Report, base: str) -> None:
    """A person sees no part in which nothing moved, of what is not the usual currency."""
    ends = ("start", "end")
    said = ("mrr", "previous", "subscribers")
    report.rows = [
        row
        for row in report.rows
        if row["currency"] == base or row["part"] in ends or any(not _nothing(row.get(key)) for key in said)
    ]


def by_time(name: str, by: str, parts: Sequence[tuple[str, Sequence[tuple[str, Bridge]]]], monthly: Monthly) -> Report:
    """Gives a bridge for each month, quarter or year.

    Args:
        name: of the report.
        by: "month", "quarter" or "year".
        parts: (month, its bridges by currency) in order.
        monthly: what the amounts are to be divided by.
    """
    rows: list[Row] = [
        {by: word, **bridge_row(bridge, monthly, currency)} for word, found in parts for currency, bridge in found
    ]
    report = Report(name, f"By {by}", _bridge_columns(by, by.capitalize()), rows)
    report.columns.append(Column("end", "", "bar"))
    _leave_out_nothing(report)
    if rows:
        report.charts = [
            Chart("line", by, ["end"], title="MRR", split="currency"),
            Chart("stack", by, _MOVES, title="What changed it", split="currency"),
        ]
    return report


def by_group(
    name: str, by: str, groups: Sequence[tuple[str, str, Bridge]], monthly: Monthly, *, top: int = 0
) -> Report:
    """Gives a bridge for each product, owner or interval, the greatest MRR first.

    Args:
        name: of the report.
        by: "product", "owner" or "interval".
        groups: (its name, currency, bridge).
        monthly: what the amounts are to be divided by.
        top: how many of each currency stand by themselves; 0 for all.
    """
    totals: dict[str, int] = {}
    for _, currency, bridge in groups:
        totals[currency] = totals.get(currency, 0) + bridge.end
    rows: list[Row] = []
    for currency in sorted(totals, key=lambda code: (-totals[code], code)):
        own = sorted(
            ((word, bridge) for word, code, bridge in groups if code == currency),
            key=lambda one: (-one[1].end, -one[1].start, one[0]),
        )
        kept, rest = (own[:top], own[top:]) if top and len(own) > top else (own, [])
        if rest:
            others = Bridge()
            for _, bridge in rest:
                others.include(bridge)
            kept = [*kept, (OTHERS, others)]
        for word, bridge in kept:
            part = ratio(bridge.end, totals[currency])
            rows.append({by: word or None, **bridge_row(bridge, monthly, currency), "share": part})
    report = Report(name, f"By {by}", _bridge_columns(by, by.capitalize()), rows)
    report.columns.insert(2, Column("share", "Share", "ratio"))
    report.columns.append(Column("end", "", "bar"))
    _leave_out_nothing(report)
    if rows:
        report.charts = [Chart("bars", by, ["end"], title=f"MRR by {by}", split="currency")]
    return report


def renewals_ahead(months: Sequence[tuple[str, str, dict[str, int], int]], monthly: Monthly) -> Report:
    """Gives the terms that end in the coming months.

    Args:
        months: (month, currency, terms by fate: "open", "renewed", "ended"; MRR of the open ones).
        monthly: what the amounts are to be divided by.
    """
    rows: list[Row] = [
        {
            "month": month,
            "terms": sum(fates.values()),
            "undecided": fates.get("open", 0),
            "renewed": fates.get("renewed", 0),
            "ended": fates.get("ended", 0),
            "mrr": money_of(monthly.value(total), currency),
            "currency": currency,
        }
        for month, currency, fates, total in months
    ]
    columns = [
        Column("month", "Month"),
        Column("terms", "Terms", "int"),
        Column("undecided", "Undecided", "int"),
        Column("renewed", "Renewed", "int"),
        Column("ended", "Ended", "int"),
        Column("mrr", "MRR to decide", "money"),
        Column("currency", wide=True),
        Column("mrr", "", "bar"),
    ]
    report = Report("subscriptions-ahead", "Terms that end in the next twelve months", columns, rows)
    if rows:
        report.charts = [Chart("columns", "month", ["mrr"], title="MRR to be renewed", split="currency")]
    return report


def renewals_past(months: Sequence[tuple[str, str, Renewals]], monthly: Monthly) -> Report:
    """Gives what became of the terms that ended in the period, by month and currency."""
    rows: list[Row] = [
        {
            "month": month,
            "terms": own.decided + own.waiting,
            "renewed": own.renewed,
            "ended": own.decided - own.renewed,
            "waiting": own.waiting,
            "renewal_rate": ratio(own.renewed, own.decided),
            "renewed_mrr": money_of(monthly.value(own.renewed_value), currency),
            "lost_mrr": money_of(monthly.value(own.decided_value - own.renewed_value), currency),
            "renewal_rate_value": text(share(own.renewed_value, own.decided_value)),
            "currency": currency,
        }
        for month, currency, own in months
    ]
    columns = [
        Column("month", "Month"),
        Column("terms", "Terms", "int"),
        Column("renewed", "Renewed", "int"),
        Column("ended", "Ended", "int"),
        Column("waiting", "Still in grace", "int"),
        Column("renewal_rate", "Rate", "ratio"),
        Column("renewed_mrr", "MRR renewed", "money"),
        Column("lost_mrr", "MRR ended", "money"),
        Column("renewal_rate_value", "By value", "ratio"),
        Column("currency", wide=True),
    ]
    report = Report("subscriptions-renewals", "Terms that ended", columns, rows)
    if len(rows) > 1:
        report.charts = [Chart("stack", "month", ["renewed", "ended", "waiting"], title="Terms that ended")]
    return report
