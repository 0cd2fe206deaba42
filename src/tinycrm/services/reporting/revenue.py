"""Reads revenue: sales, won deals without sales, and subscription dues, summed as they are read."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from tinycrm.domain.fold import fold
from tinycrm.domain.periods import FIRST_DAY
from tinycrm.errors import UsageError
from tinycrm.reports.compare import compare_rows
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share, Total, money_of, share
from tinycrm.reports.groups import TIMES, time_of
from tinycrm.reports.revenue import Earned, revenue_report
from tinycrm.reports.spans import parts_of
from tinycrm.services.reporting.course import course_of
from tinycrm.services.reporting.question import compare_of
from tinycrm.services.reporting.recurring import begun
from tinycrm.services.reporting.splitting import Split
from tinycrm.store.queries import revenue as rows
from tinycrm.store.queries.purchases import Purchases, day_before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tinycrm.domain.results import Json, Report
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question
    from tinycrm.services.reporting.recurring import Walk
    from tinycrm.store.queries.revenue import Flow, Owes
    from tinycrm.store.sqlite.connect import Condition

    Parts = Mapping[str, Earned]

_EVERY: Condition = ("", {})
_NONE: Condition = ("subscription.id < 0", {})


def purchases_of(q: Question) -> Purchases:
    """Gives what counts who bought, narrowed as the question is."""
    sold, sale, deal, subscription = narrowed(q)
    return Purchases(
        q.db,
        q.work.settings.active_window_days,
        sold=sold,
        sale=sale,
        deal=deal,
        subscription=subscription,
        contact=_narrow(q, "contact"),
        company=_narrow(q, "company"),
    )


def _narrow(q: Question, noun: str) -> Condition | None:
    """The condition of a noun; None where the filter is of something that its records have nothing to do with."""
    try:
        return q.narrow(noun)
    except UsageError:
        return None


def narrowed(q: Question) -> tuple[bool, Condition, Condition, Condition]:
    """Gives whether won deals count, and which sales, deals and subscriptions; a filter of sales is of sales alone."""
    if not q.narrowed:
        return q.sold, _EVERY, _EVERY, _EVERY
    sale, deal, subscription = q.narrow("sale"), _narrow(q, "deal"), _narrow(q, "subscription")
    left = [words for words, one in (("won deals", deal), ("subscription dues", subscription)) if one is None]
    if left:
        q.once("left out", partial(q.note, f"{' and '.join(left)} left out: the filter is of sales"))
    return q.sold and deal is not None, sale, deal or _EVERY, subscription or _NONE


def flows_of(
    q: Question, first: str, last: str, by: str = "", *, daily: bool = False, parties: Sequence[int] | None = None
) -> Iterator[Flow]:
    """Yields sums of what was earned between two days, narrowed as the question is; by day where rates need it.

    Args:
        q: the question.
        first, last: ISO days, both included.
        by: what is told apart, as `rows.flows` takes it.
        daily: each day by itself.
        parties: of these alone; None for all.
    """
    sold, sale, deal, subscription = narrowed(q)
    if parties is not None:
        conditions = zip(("sale", "deal", "subscription"), (sale, deal, subscription), strict=True)
        sale, deal, subscription = (rows.of_parties(noun, parties, narrow) for noun, narrow in conditions)
    return rows.flows(
        q.db,
        first,
        last,
        by=by,
        daily=daily or bool(q.exchange.target),
        sold=sold,
        sale=sale,
        deal=deal,
        subscription=subscription,
    )


def worth_of(q: Question, flows: Iterable[Flow], left: set[str] | None = None) -> Iterator[tuple[Flow, str, int, int]]:
    """Yields what was earned with its currency, and its amount as a quotient; with --in all in that currency.

    What has no rate on its day is left out, and the report says so.

    Args:
        q: the question.
        flows: what was earned.
        left: takes the currencies of what is left out.
    """
    target = q.exchange.target
    for flow in flows:
        if not target:
            yield flow, flow[2], flow[6], 1
            continue
        factor = q.exchange.factor(flow[2], flow[1])
        if factor is not None:
            yield flow, target, flow[6] * factor.over, factor.under
        elif left is not None:
            left.add(flow[2])


def earned(q: Question, first: str, last: str) -> dict[str, Earned]:
    """Gives what was earned between two days, both included, by currency."""
    (found,) = earned_in(q, [(first, last)])
    return found


def ahead(q: Question, ranges: Sequence[tuple[str, str]], spans: Sequence[Period], owes: Owes | None = None) -> None:
    """What was earned in some ranges of days is read in one pass, and with it what subscriptions were worth.

    Args:
        q: the question.
        ranges: ISO days, both included; one of them ends with the last of the periods, and none later.
        spans: the periods whose subscribers are asked for.
        owes: is told what each party owes, as it is read: the party, the currency and minor units.
    """
    walk = None if q.narrowed or q.exchange.target else begun(q, spans)
    earned_in(q, ranges, None if walk is None or walk.done else walk, owes)


def earned_in(
    q: Question, ranges: Sequence[tuple[str, str]], walk: Walk | None = None, owes: Owes | None = None
) -> list[dict[str, Earned]]:
    """Gives what was earned in each of some ranges of days, both ends included, by currency.

    The days are cut where any range begins or ends; what lies between two cuts is summed once and remembered.

    Args:
        q: the question.
        ranges: ISO days, both included.
        walk: goes along with the pass over the subscriptions, when there is one up to its last day.
        owes: is told of each due that this pass reads.
    """
    held = q.once("earned", dict[tuple[str, str], dict[str, Earned]])
    wanted = [*held, *((first, last) for first, last in ranges if first <= last)]
    cuts = sorted({first for first, _ in wanted} | {_next(last) for _, last in wanted})
    pieces = [(cut, day_before(after)) for cut, after in pairwise(cuts)]
    parts = [
        [own] if own in held else [piece for piece in pieces if own[0] <= piece[0] and piece[1] <= own[1]]
        for own in ranges
    ]
    todo = sorted({piece for own in parts for piece in own if piece not in held})
    if todo:
        held.update(zip(todo, _earned_in(q, todo, walk, owes), strict=True))
    found: list[dict[str, Earned]] = []
    for own in parts:
        sums: dict[str, Earned] = {}
        for piece in own:
            for currency, one in held[piece].items():
                sums.setdefault(currency, Earned()).include(one)
        found.append(sums)
    return found


def keep_earned(q: Question, first: str, last: str, sums: dict[str, Earned]) -> None:
    """What was earned between two days is known from elsewhere, and not read again."""
    q.once("earned", dict[tuple[str, str], dict[str, Earned]]).setdefault((first, last), sums)


def _next(day: str) -> str:
    return day_before(day, -1)


def _earned_in(
    q: Question, ranges: Sequence[tuple[str, str]], walk: Walk | None, owes: Owes | None
) -> list[dict[str, Earned]]:
    found: list[dict[str, Earned]] = [{} for _ in ranges]
    sold, sale, deal, subscription = narrowed(q)
    for sums, (first, last) in zip(found, ranges, strict=True):
        if q.exchange.target:
            flows = flows_of(q, first, last)
        else:
            flows = rows.sold_flows(q.db, first, last, sold=sold, sale=sale, deal=deal)
        left: set[str] = set()
        for flow, currency, over, under in worth_of(q, flows, left):
            own = sums.get(currency)
            if own is None:
                own = sums[currency] = Earned()
            own.add(flow[3], flow[4], flow[5], over, under)
        if left:
            sums.setdefault(q.exchange.target, Earned()).left = left
    if not q.exchange.target:
        if walk is not None and max(last for _, last in ranges) != walk.days[-1]:
            walk = None
        beside = None if walk is None else walk.add
        for at, currency, count, minor in rows.due_totals(q.db, ranges, subscription, beside, owes):
            found[at].setdefault(currency, Earned()).add("due", count, 0, minor, 1)
        if walk is not None:
            walk.done = True
    return found


def split_earned(q: Question, span: Period, by: str, *, others: bool = False) -> list[tuple[str, dict[str, Earned]]]:
    """Gives (name, currency → what was earned) by a field, the best first, or by time in order; "" is no name.

    Args:
        q: the question.
        span: the period.
        by: "product", "company", "source", "owner", "campaign", "kind", "month", "quarter" or "year".
        others: whether all that is beyond the best stands below, as one group.
    """
    split = Split(q, by, Earned, Earned.rank)
    time = by in TIMES
    flows = flows_of(q, span.first, span.as_of, "" if time else by, daily=time)
    for flow, currency, over, under in worth_of(q, flows):
        own = split.of(time_of(flow[1], by) if time else flow[0], currency)
        own.add(flow[3], flow[4], flow[5], over, under)
    return split.groups(others=others)


def revenue_by_source(q: Question, span: Period) -> dict[tuple[str, str], Share]:
    """Gives what was earned in a period by (source, currency), of every source; "" is no source."""
    names: dict[str, str] = {}
    found: dict[tuple[str, str], Total] = {}
    for flow, currency, over, under in worth_of(q, flows_of(q, span.first, span.as_of, "source")):
        word = str(flow[0] or "")
        key = names.setdefault(fold(word), word), currency
        found.setdefault(key, Total()).add(over, under)
    return {key: total.share for key, total in found.items()}


def revenue(q: Question) -> Report:
    """Gives what was earned, by month unless told otherwise."""
    by = q.asked.by or "month"
    span = course_of(q, by)
    report = _report(q, span, by)
    before = span.before(compare_of(q.asked.compare)) if q.asked.compare else None
    if before is not None:
        earlier = _report(q, before, by)
        if by in TIMES:
            _line_up(earlier, span, before, by)
        compare_rows(report, earlier.rows, before, keys=(by, "currency"), value="revenue", kind="money")
    return report


def _report(q: Question, span: Period, by: str) -> Report:
    groups: list[tuple[str, dict[str, Earned]]] = split_earned(q, span, by, others=True)
    whole: dict[str, Earned] = {}
    for _, parts in groups:
        for currency, own in parts.items():
            whole.setdefault(currency, Earned()).include(own)
    known = rows.any_money(q.db, span.as_of, sold=q.sold)
    if by in TIMES and known:
        found = dict(groups)
        names = _names(q, span, by)
        groups = [(name, found.get(name, {})) for name in names]
    base = q.exchange.target or q.base
    return revenue_report(groups, whole, span, q.today, by=by, base=base, known=known)


def _names(q: Question, span: Period, by: str) -> list[str]:
    return [name for name, _ in parts_of(span, by, first_known=rows.first_money(q.db) or span.as_of)]


def _line_up(earlier: Report, span: Period, before: Period, by: str) -> None:
    """The first month before stands beside the first one, and so on."""
    names = [name for name, _ in parts_of(span, by, first_known=span.first)]
    old = [name for name, _ in parts_of(before, by, first_known=before.first)]
    place = dict(zip(old, names, strict=False))
    for row in earlier.rows:
        row[by] = place.get(str(row[by]), "")


def before_of(q: Question, span: Period) -> Period | None:
    """Gives the period that growth is measured from: the one before, or that of a year ago with --compare year."""
    compare = compare_of(q.asked.compare)
    return span.before("year" if compare == "year" else "previous")


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    asked = [(span, before_of(q, span)) for span in spans]
    days = list({(span.first, span.as_of): None for pair in asked for span in pair if span is not None})
    if q.overview:
        # what is asked later is read now, in the same pass over the subscriptions
        ahead(q, [*days, *((FIRST_DAY, span.as_of) for span in spans)], spans)
    sums = dict(zip(days, earned_in(q, days), strict=True))
    # a currency that earned something in any of them has a row in all
    currencies = sorted({code for parts in sums.values() for code in parts}) or [q.exchange.target or q.base]
    found: list[list[Figure]] = []
    for span, before in asked:
        known = rows.any_money(q.db, span.as_of, sold=q.sold)
        now = sums[span.first, span.as_of]
        then = {} if before is None else sums[before.first, before.as_of]
        own: list[Figure] = []
        for currency in currencies:
            own += _of_currency(now.get(currency) or Earned(), then.get(currency), currency, known=known)
        found.append([*own, _frequency(q, span)])
    return found


def _of_currency(now: Earned, then: Earned | None, currency: str, *, known: bool) -> list[Figure]:
    value, net = now.total.share, now.ordered.share
    old = None if then is None else then.total.share
    growth = None
    if known and old is not None and old.over > 0:
        growth = value.minus(old).per(old)
    closed = now.closed.share
    counts: list[tuple[str, Json]] = [
        ("sales and refunds", now.sales),
        ("sum of these sales", money_of(net.minus(closed), currency)),
        ("won deals without sales", now.deals),
        ("value of these deals", money_of(closed, currency)),
        ("subscription dues without a sale", now.dues),
        ("amount of these dues", money_of(value.minus(net), currency)),
    ]
    ends: list[tuple[str, Json]] = [
        ("revenue", money_of(value, currency)),
        ("revenue before", money_of(old, currency)),
    ]
    orders: list[tuple[str, Json]] = [("net sales", money_of(net, currency)), ("purchases", now.purchases)]
    return [
        Figure("revenue", value if known else None, now.n, currency, inputs=counts),
        Figure("sales_growth", growth, now.n, currency, inputs=ends),
        Figure("average_order", now.average(), now.purchases, currency, inputs=orders),
    ]


def _frequency(q: Question, span: Period) -> Figure:
    bought, buyers = purchases_of(q).frequency(day_before(span.first), span.as_of)
    inputs: list[tuple[str, Json]] = [("purchases", bought), ("buyers", buyers)]
    return Figure("purchase_frequency", share(bought, buyers), buyers, inputs=inputs)
