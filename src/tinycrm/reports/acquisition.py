"""What it costs to win customers, and what campaigns bring."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, Share, Total, money, money_of, money_sum, ratio, share, text
from tinycrm.reports.groups import TIMES, bar_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.facts import CampaignFact
    from tinycrm.domain.results import Json, Row
    from tinycrm.reports.period import Period

# the kinds of expense that win customers
WINNING = ("marketing", "sales")


class Spent:
    """Expenses of one currency: their sum in minor units, how many, and the part of it that wins customers.

    Attributes:
        left: the currencies of more that wins customers, which is not in it because it has no rate.
    """

    __slots__ = ("count", "left", "total", "winning", "winning_count")

    def __init__(self) -> None:
        self.count = self.winning_count = 0
        self.left: set[str] = set()
        self.total, self.winning = Total(), Total()

    def add(self, kind: str, count: int, over: int, under: int) -> None:
        """So many expenses of a kind are counted, over / under minor units together."""
        self.count += count
        self.total.add(over, under)
        if kind in WINNING:
            self.winning_count += count
            self.winning.add(over, under)

    def include(self, other: Spent) -> None:
        """The expenses of another are counted too."""
        self.count += other.count
        self.winning_count += other.winning_count
        self.total.include(other.total)
        self.winning.include(other.winning)
        self.left |= other.left


def cac(spent: Mapping[str, Spent], customers: int) -> dict[str, Share | None]:
    """Gives what a new customer costs, by currency; none without expenses that win customers.

    Args:
        spent: currency → expenses.
        customers: who became one.

    Returns:
        Minor units; None without a new customer, and for each of several currencies, and where some of it has no
        rate: none of them is all of the cost.
    """
    used = {currency: own.winning.share for currency, own in sorted(spent.items()) if own.winning_count or own.left}
    one = share(1, customers)
    apart = one is None or len(used) > 1 or any(own.left for own in spent.values())
    return {currency: None if one is None or apart else sum.times(one) for currency, sum in used.items()}


class Push:
    """What campaigns cost, brought and were answered with, of one currency where money is asked for.

    Attributes:
        expenses, revenue: sums in minor units.
        reached, answered: members.
        costs: whether any expense is known.
        left: whether some of the money is not in it, because it has no rate.
    """

    __slots__ = ("answered", "costs", "expenses", "left", "reached", "revenue")

    def __init__(self) -> None:
        self.expenses, self.revenue = Total(), Total()
        self.costs = self.left = False
        self.reached = self.answered = 0

    def roi(self, margin: Share | None = None) -> Share | None:
        """Gives (revenue - expenses) / expenses, with `margin` of revenue × margin; None without all expenses."""
        cost, brought = self.expenses.share, self.revenue.share
        if cost.over <= 0 or self.left:
            return None
        return (brought if margin is None else brought.times(margin)).minus(cost).per(cost)


def acquisition_report(rows: list[Row], sections: Sequence[Report], period: Period, today: str) -> Report:
    """Gives what was spent to win customers, what a new one costs, and what campaigns bring.

    Formula: CAC = expenses of kind marketing and sales in the period / new customers; LTV to CAC = LTV / CAC; payback
        = CAC / (ARPA × margin), in months; ROI of the campaigns started in the period, over their life to its end =
        (revenue of sales with the campaign, else of its deals - its expenses) / its expenses, also of revenue ×
        margin; response = members who answered up to its end / members that campaigns of any day reached in the
        period, and of each campaign over its life. A budget is no expense.
    Unit: money of the row's currency; count; ratio; months.
    Empty: "-" without expenses or new customers; a cost in several currencies is "-" without --in.
    Source: expenses, campaigns and their members, sales, deals; new customers, LTV and ARPA as their KPIs say.

    Args:
        rows: one for each figure.
        sections: the expenses and the campaigns.
        period: when money was spent and campaigns started.
        today: ISO day.
    """
    columns = [
        Column("key", wide=True),
        Column("name", "Figure"),
        Column("value", "Value", "measure"),
        Column("n", "n", "int"),
        Column("unit", wide=True),
        Column("currency", wide=True),
    ]
    first, last = period.shown
    parts = [section for section in sections if section.rows]
    return Report(
        "acquisition",
        "Winning customers",
        columns,
        rows,
        date_from=first,
        date_to=last,
        today=today,
        sections=parts,
    )


def measure(key: str, name: str, value: Json, unit: str, n: int | None, currency: str = "") -> Row:
    """Gives the row of a figure."""
    return {"key": key, "name": name, "value": value, "n": n, "unit": unit, "currency": currency or None}


def expenses_report(groups: Sequence[tuple[str, str, Mapping[str, Spent]]]) -> Report:
    """Gives expenses by kind and channel.

    Args:
        groups: (kind, channel, currency → expenses), in the order of the rows.
    """
    whole: dict[str, Total] = {}
    for _, _, parts in groups:
        for currency, own in parts.items():
            whole.setdefault(currency, Total()).include(own.total)
    rows: list[Row] = []
    for kind, channel, parts in groups:
        for currency, own in sorted(parts.items()):
            part = own.total.share.per(whole[currency].share)
            rows.append(
                {
                    "kind": kind,
                    "channel": channel or None,
                    "expenses": own.count,
                    "spent": money_sum(own.total.share, currency),
                    "share": text(part),
                    "currency": currency,
                }
            )
    columns = [
        Column("kind", "Kind"),
        Column("channel", "Channel"),
        Column("expenses", "Expenses", "int"),
        Column("spent", "Spent", "money"),
        Column("share", "Share", "ratio"),
        Column("currency", "Currency", wide=True),
        Column(bar_key(rows, "spent", "expenses"), "", "bar"),
    ]
    charts = [Chart("bars", "channel", ("spent",), title="Spent by channel", split="kind")]
    return Report("expenses", "Expenses", columns, rows, charts=charts)


def split_report(
    groups: Sequence[tuple[str, Mapping[str, Spent], int | None]], period: Period, today: str, *, by: str
) -> Report:
    """Gives expenses, new customers and the cost of each by month or by a field.

    Args:
        groups: (name, currency → expenses, new customers or None where they are not told apart).
        period: when money was spent.
        today: ISO day.
        by: the key of the first column.
    """
    rows: list[Row] = []
    for name, parts, customers in groups:
        costs = cac(parts, customers or 0)
        for currency, own in sorted(parts.items()) or [("", Spent())]:
            cost = costs.get(currency)
            rows.append(
                {
                    by: name or None,
                    "expenses": own.count,
                    "spent": money_sum(own.total.share, currency) if own.count else None,
                    "new_customers": customers,
                    "cac": None if cost is None else money_of(cost, currency),
                    "currency": currency or None,
                }
            )
    counted = any(customers is not None for _, _, customers in groups)
    columns = [
        Column(by, by.capitalize()),
        Column("expenses", "Expenses", "int"),
        Column("spent", "Spent", "money"),
        Column("new_customers", "New customers", "int", wide=not counted),
        Column("cac", "CAC", "money", wide=not counted),
        Column("currency", "Currency", wide=True),
        Column(bar_key(rows, "spent", "expenses"), "", "bar"),
    ]
    kind = "columns" if by in TIMES else "bars"
    charts = [Chart("columns" if by in TIMES else "bars", by, ("spent",), title="Spent", split="currency")]
    if counted:
        charts.append(
            Chart("line" if kind == "columns" else "bars", by, ("cac",), title="Cost of a customer", split="currency")
        )
    first, last = period.shown
    return Report(
        "acquisition", "Winning customers", columns, rows, date_from=first, date_to=last, today=today, charts=charts
    )


def campaigns_report(
    campaigns: Sequence[tuple[CampaignFact, Mapping[str, Push], int, int]],
    margin: Share,
    period: Period | None = None,
    today: str = "",
) -> Report:
    """Gives the campaigns that started in a period with what they cost, brought and were answered with.

    Args:
        campaigns: (campaign, currency → money, members reached, members who answered).
        margin: gross margin, 0-1.
        period, today: of a report of its own; without them it is part of another.
    """
    rows: list[Row] = []
    for campaign, parts, reached, answered in campaigns:
        for currency, own in sorted(parts.items()) or [(campaign.currency, Push())]:
            budget = campaign.budget if currency == campaign.currency else None
            rows.append(
                {
                    "campaign": campaign.name,
                    "id": campaign.id,
                    "channel": campaign.channel or None,
                    "started_on": campaign.started_on,
                    "budget": None if budget is None else money(budget, currency),
                    "spent": money_sum(own.expenses.share, currency) if own.costs else None,
                    "revenue": money_sum(own.revenue.share, currency),
                    "roi": text(own.roi()),
                    "roi_margin": text(own.roi(margin)),
                    "reached": reached,
                    "answered": answered,
                    "response_rate": ratio(answered, reached),
                    "currency": currency,
                }
            )
    columns = [
        Column("campaign", "Campaign"),
        Column("id", kind="id", wide=True),
        Column("channel", "Channel"),
        Column("started_on", "Started", "day"),
        Column("budget", "Budget", "money"),
        Column("spent", "Spent", "money"),
        Column("revenue", "Revenue", "money"),
        Column("roi", "ROI", "ratio"),
        Column("roi_margin", "With margin", "ratio", wide=True),
        Column("reached", "Reached", "int"),
        Column("answered", "Answered", "int", wide=True),
        Column("response_rate", "Response", "ratio"),
        Column("currency", "Currency", wide=True),
    ]
    charts = [
        Chart("bars", "campaign", ("spent", "revenue"), title="Spent and brought", split="currency"),
        Chart("bars", "campaign", ("response_rate",), title="Response"),
    ]
    if period is None:
        return Report("campaigns", "Campaigns", columns, rows, charts=charts)
    first, last = period.shown
    return Report("acquisition", "Campaigns", columns, rows, date_from=first, date_to=last, today=today, charts=charts)


def months(value: Share | None) -> Json:
    """Gives months as programs read them."""
    return text(value, MEAN_PLACES)
