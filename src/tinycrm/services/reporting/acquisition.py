"""Reads what is spent to win customers and what campaigns bring."""

from __future__ import annotations

from tinycrm.domain.expense import EXPENSE_KINDS
from tinycrm.domain.fold import fold
from tinycrm.errors import UsageError
from tinycrm.reports.acquisition import (
    WINNING,
    Push,
    Spent,
    acquisition_report,
    cac,
    campaigns_report,
    expenses_report,
    measure,
    months,
    split_report,
)
from tinycrm.reports.compare import compare_rows
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share, half_even, money_of, money_sum, share, text
from tinycrm.reports.groups import TIMES, time_of
from tinycrm.reports.spans import parts_of
from tinycrm.services.reporting.course import course_of
from tinycrm.services.reporting.customers import margin_of, new_customers
from tinycrm.services.reporting.deal_reading import worth
from tinycrm.services.reporting.deals import refuse_times, uncut
from tinycrm.store.queries.acquisition import Started, responses
from tinycrm.store.queries.acquisition import spent as spent_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.facts import CampaignFact
    from tinycrm.domain.results import Json, Report, Row
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question

    Parts = dict[str, Spent]
    Pushes = list[tuple[CampaignFact, dict[str, Push], int, int]]

_LESS = frozenset(("cac", "cac_payback"))


def spent_by(q: Question, span: Period, by: str = "", *, costs: bool = False) -> dict[str, Parts]:
    """Gives the expenses of a period: name → currency → sums.

    Names that differ only in their spelling are one, called as it was met first.

    Args:
        q: the question.
        span: when they were spent.
        by: "kind", "channel", "both" (kind and channel, a line each), "month", "quarter", "year"; "" for all as one.
        costs: whether a name of which no amount has a rate is there too, so that its cost is known to be unknown.

    Raises:
        UsageError: a segment or filter of records that no expense belongs to.
    """
    found: dict[str, Parts] = {}
    spelled: dict[str, str] = {}
    left: dict[tuple[str, str], set[str]] = {}
    for kind, channel, currency, day, minor, count in spent_rows(q.db, span.first, span.as_of, q.narrow("expense")):
        code, over, under = worth(q, currency, minor, day)
        words = {"": "", "kind": kind, "channel": channel, "both": f"{kind}\n{channel}"}
        word = words[by] if by in words else time_of(day, by)
        name = spelled.setdefault(fold(word), word)
        if over is not None:
            found.setdefault(name, {}).setdefault(code, Spent()).add(kind, count, over, under)
        elif kind in WINNING:
            left.setdefault((name, code), set()).add(currency)
    for (name, code), codes in left.items():
        q.exchange.withheld = True
        if costs or code in found.get(name, {}):
            found.setdefault(name, {}).setdefault(code, Spent()).left = codes
    return found


def pushes(q: Question, span: Period) -> Pushes:
    """Gives the campaigns that started in a period: currency → money up to its end, members reached and answered.

    Raises:
        UsageError: a segment or filter of records that no campaign belongs to.
    """
    started = Started(q.db, span.first, span.as_of, q.narrow("campaign"))
    campaigns = started.campaigns()
    money: dict[int, dict[str, Push]] = {campaign.id: {} for campaign in campaigns}
    for is_cost, rows in ((True, started.expenses()), (False, started.revenue(sold=q.sold))):
        for id, currency, day, minor in rows:
            code, over, under = worth(q, currency, minor, day)
            own = money[id].setdefault(code, Push())
            if over is None:
                own.left = True
                continue
            own.costs = own.costs or is_cost
            (own.expenses if is_cost else own.revenue).add(over, under)
    answers = started.answers()
    if q.exchange.target:
        for campaign in campaigns:
            campaign.currency, over, under = worth(q, campaign.currency, campaign.budget, campaign.started_on)
            campaign.budget = None if over is None else half_even(over, under)
    return [(campaign, money[campaign.id], *answers.get(campaign.id, (0, 0))) for campaign in campaigns]


class _Known:
    """What the figures of a period are made of.

    Attributes:
        spent: currency → expenses; customers: new ones; cost: currency → cac.
        ltv, arpa: currency → value, of currencies that have one.
        pushed: currency → what the campaigns of the period cost and brought; campaigns: how many of them cost any.
        reached, answered: members that campaigns of any day reached in the period.
    """

    def __init__(self, q: Question, span: Period, spans: Sequence[Period]) -> None:
        self.spent = self._spent(q, span)
        self.customers = new_customers(q, [span])[0]
        self.cost = cac(self.spent, self.customers)
        at = next(place for place, one in enumerate(spans) if one is span)
        self.ltv = _values(q.family("customers", spans)[at], "ltv")
        self.arpa = _values(q.family("recurring", spans)[at], "arpa")
        self.pushed: dict[str, Push] = {}
        self.campaigns: dict[str, int] = {}
        self.reached, self.answered = self._responses(q, span)
        for _, parts, _, _ in self._pushes(q, span):
            for code, own in parts.items():
                whole = self.pushed.setdefault(code, Push())
                whole.expenses.include(own.expenses)
                whole.revenue.include(own.revenue)
                whole.costs = whole.costs or own.costs
                whole.left = whole.left or own.left
                self.campaigns[code] = self.campaigns.get(code, 0) + own.costs

    @staticmethod
    def _spent(q: Question, span: Period) -> Parts:
        try:
            return spent_by(q, span, costs=True).get("", {})
        except UsageError:
            # no expense belongs to the customers of a segment
            return {}

    @staticmethod
    def _pushes(q: Question, span: Period) -> Pushes:
        try:
            return pushes(q, span)
        except UsageError:
            return []

    @staticmethod
    def _responses(q: Question, span: Period) -> tuple[int, int]:
        try:
            return responses(q.db, span.first, span.as_of, q.narrow("campaign"))
        except UsageError:
            return 0, 0


def _values(figures: Sequence[Figure], key: str) -> dict[str, Share]:
    found = [(figure.currency, figure.value) for figure in figures if figure.key == key]
    return {currency: value for currency, value in found if value is not None}


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    return [_figures(q, _Known(q, span, spans)) for span in spans]


def _figures(q: Question, known: _Known) -> list[Figure]:
    base, margin = q.exchange.target or q.base, margin_of(q)
    found: list[Figure] = []
    for code, cost in known.cost.items() or [(base, None)]:
        own = known.spent.get(code)
        spent = None if own is None else money_sum(own.winning.share, code)
        bought: list[tuple[str, Json]] = [
            ("expenses for marketing and sales", spent),
            ("new customers", known.customers),
        ]
        found.append(Figure("cac", cost, known.customers, code, inputs=bought))
        ltv, arpa = known.ltv.get(code), known.arpa.get(code)
        price: tuple[str, Json] = ("cac", money_of(cost, code))
        inputs: list[tuple[str, Json]] = [("ltv", money_of(ltv, code)), price]
        ratio = None if ltv is None or cost is None else ltv.per(cost)
        found.append(Figure("ltv_to_cac", ratio, known.customers, code, inputs=inputs))
        inputs = [price, ("arpa", money_of(arpa, code)), ("margin in per cent", _percent(margin))]
        back = None if arpa is None or cost is None else cost.per(arpa.times(margin))
        found.append(Figure("cac_payback", back, known.customers, code, inputs=inputs))
    for code, push in sorted(known.pushed.items()) or [(base, Push())]:
        inputs = [
            ("revenue", money_sum(push.revenue.share, code)),
            ("expenses", money_sum(push.expenses.share, code)),
            ("campaigns with expenses", known.campaigns.get(code, 0)),
        ]
        n = known.campaigns.get(code, 0)
        found.append(Figure("campaign_roi", push.roi(), n, code, inputs=inputs))
        found.append(Figure("campaign_roi_margin", push.roi(margin), n, code, inputs=inputs))
    inputs = [("members who answered", known.answered), ("members reached in the period", known.reached)]
    return [*found, Figure("response_rate", share(known.answered, known.reached), known.reached, inputs=inputs)]


def _percent(value: Share) -> Json:
    whole, rest = divmod(100 * value.over, value.under)
    # a decimal beside a currency would be taken for an amount of it
    return str(text(value.times(Share(100, 1)))) if rest else whole


def acquisition(q: Question) -> Report:
    """Gives what it costs to win customers, and what campaigns bring."""
    by = q.asked.by
    before = q.compared() if q.asked.compare else None
    if before is not None:
        refuse_times(q)
    if q.asked.where:
        q.note("the filter is of expenses: customers and campaigns are all there are")
    report = _acquisition(q, q.span, by)
    if before is not None:
        keys = (by, "currency") if by else ("key", "currency")
        value = "revenue" if by == "campaign" else "spent" if by else "value"
        old = uncut(q, lambda: _acquisition(q, before, by))
        compare_rows(report, old.rows, before, keys=keys, value=value, kind="money" if by else "measure", less=_less)
    return report


def _less(row: Row) -> bool | None:
    """Whether less of it is better; to spend more is neither."""
    key = str(row.get("key"))
    return None if key in ("None", "spent", "spent_winning") and "revenue" not in row else key in _LESS


def _acquisition(q: Question, span: Period, by: str) -> Report:
    if by == "campaign":
        return campaigns_report(pushes(q, span)[: q.asked.top or None], margin_of(q), span, q.today)
    if by in TIMES:
        return _times(q, by)
    if by:
        return split_report(_ranked(q, spent_by(q, span, by)), span, q.today, by=by)
    whole = spent_by(q, span)
    spans = [span]
    known = _Known(q, span, spans)
    base = q.exchange.target or q.base
    rows: list[Row] = []
    for code, own in sorted(whole.get("", {}).items()) or [(base, Spent())]:
        spent = money_sum(own.total.share, code) if own.count else None
        winning = money_sum(own.winning.share, code) if own.count else None
        rows.append(measure("spent", "Spent", spent, "money", own.count, code))
        rows.append(measure("spent_winning", "Of it marketing and sales", winning, "money", own.winning_count, code))
    rows.append(measure("new_customers", "New customers", known.customers, "count", known.customers))
    rows += [_as_row(figure) for figure in _figures(q, known)]
    pairs = spent_by(q, span, "both")
    found = [(*_pair(name), parts) for name, parts in pairs.items()]
    groups = sorted(found, key=lambda group: (EXPENSE_KINDS.index(group[0]), -_most(group[2]), group[1]))
    sections = [expenses_report(groups), campaigns_report(pushes(q, span), margin_of(q))]
    return acquisition_report(rows, sections, span, q.today)


_NAMES = {
    "cac": ("Cost of a new customer", "money"),
    "ltv_to_cac": ("LTV to CAC", "number"),
    "cac_payback": ("Payback", "months"),
    "campaign_roi": ("Campaign ROI", "ratio"),
    "campaign_roi_margin": ("Campaign ROI, with margin", "ratio"),
    "response_rate": ("Campaign response", "ratio"),
}


def _as_row(figure: Figure) -> Row:
    name, unit = _NAMES[figure.key]
    value: Json = text(figure.value)
    if unit == "money":
        value = money_of(figure.value, figure.currency)
    elif unit == "months":
        value = months(figure.value)
    return measure(figure.key, name, value, unit, figure.n, figure.currency)


def _pair(name: str) -> tuple[str, str]:
    kind, _, channel = name.partition("\n")
    return kind, channel


def _most(parts: Mapping[str, Spent]) -> int:
    sums = [own.total.share for own in parts.values()]
    return max(sum.over // sum.under for sum in sums)


def _ranked(q: Question, found: Mapping[str, Parts]) -> list[tuple[str, Parts, int | None]]:
    ranked = sorted(found.items(), key=lambda item: (not item[0], -_most(item[1]), item[0]))
    return [(name, parts, None) for name, parts in ranked[: q.asked.top or None]]


def _times(q: Question, by: str) -> Report:
    span = course_of(q, by)
    found = spent_by(q, span, by)
    known = parts_of(span, by, first_known=_first(found, by, span))
    came = new_customers(q, [part for _, part in known])
    groups = [(name, found.get(name, {}), new) for (name, _), new in zip(known, came, strict=True)]
    return split_report(groups, span, q.today, by=by)


def _first(found: Mapping[str, Parts], by: str, span: Period) -> str:
    """Gives a day of the first month, quarter or year that anything was spent in."""
    name = min(found, default=time_of(span.as_of, by))
    year, _, part = name.partition("-")
    month = int(part[1:]) * 3 - 2 if part.startswith("Q") else int(part or "1")
    return f"{year}-{month:02}-01"
