"""Reads what subscriptions are worth: one pass over their changes, party by party, for all periods at once."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.fold import fold
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share, money_of
from tinycrm.reports.recurring import Bridge, Monthly, Renewals, fate_of
from tinycrm.store.queries import subscriptions as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question
    from tinycrm.store.queries.subscriptions import Grouped

    # (what it is split by, currency)
    Key = tuple[str, str]

# the parts of a bridge: attribute → (key of its KPI, the words of its inputs)
_PARTS = {
    "new": ("new_mrr", "new parties"),
    "reactivation": ("reactivation_mrr", "parties that came back"),
    "expansion": ("expansion", "parties that pay more"),
    "contraction": ("contraction", "parties that pay less"),
    "churned": ("churned_mrr", "parties lost"),
}
_SUMS = {
    "new": "+ their MRR",
    "reactivation": "+ MRR that came back",
    "expansion": "+ what they pay more",
    "contraction": "- what they pay less",
    "churned": "- MRR lost",
}


class Bridges:
    """How MRR got through some periods.

    Attributes:
        monthly: what the amounts are to be divided by.
        of: (what it is split by, currency) → a bridge for each period.
        subscribers: for each period, how many parties have MRR on its last day.
        left: for each period, the currencies without a rate that any of them pays.
        names: folded word of what it is split by → as it was met first.
    """

    __slots__ = ("left", "monthly", "names", "of", "subscribers")

    def __init__(self, monthly: Monthly, periods: int) -> None:
        self.monthly = monthly
        self.of: dict[Key, list[Bridge]] = {}
        self.subscribers = [0] * periods
        self.left: list[set[str]] = [set() for _ in range(periods)]
        self.names: dict[str, str] = {}

    def currencies(self) -> list[str]:
        """Gives the currencies that something was paid in at either end of any of the periods."""
        return sorted({key[1] for key, found in self.of.items() if any(one.start or one.end for one in found)})


def start_of(span: Period) -> str:
    """Gives the day that a period starts from: the one before it."""
    before = (date.fromisoformat(span.first) - timedelta(days=1)).isoformat()
    return min(before, span.as_of)


def monthly_of(q: Question) -> Monthly:
    """Gives how amounts become MRR; with --in all of them at the rates of the last day that counts."""
    prices = q.once("prices", lambda: rows.prices(q.db))
    worth = None
    if q.exchange.target:
        worth = {currency: q.exchange.factor(currency, q.span.as_of) for _, currency in prices}
    return Monthly({interval for interval, _ in prices}, worth)


def bridged(q: Question, spans: Sequence[Period], by: str = "") -> Bridges:
    """Gives how MRR got from the start to the end of each period.

    Args:
        q: the question.
        spans: the periods.
        by: "product", "owner" or "interval", each value of which is looked at by itself; "" for all together.
    """
    held = q.once("bridges", dict[object, Walk])
    key = by, tuple((start_of(span), span.as_of) for span in spans)
    walk = held.setdefault(key, Walk(q, spans, by))
    if not walk.done:
        if walk.days:
            for party in rows.payers(q.db, walk.days[-1], q.narrow("subscription"), by):
                walk.add(party)
        walk.done = True
    return walk.found


def begun(q: Question, spans: Sequence[Period]) -> Walk:
    """Gives the walk of the bridges of some periods, to be walked along with what else is read of all subscriptions."""
    key = "", tuple((start_of(span), span.as_of) for span in spans)
    return q.once("bridges", dict[object, Walk]).setdefault(key, Walk(q, spans, ""))


class Walk:
    """The bridges of some periods while the parties are walked along.

    Attributes:
        found: the bridges.
        days: the starts and ends of the periods.
        done: whether all parties were added.
    """

    __slots__ = ("_by", "_ends", "_target", "days", "done", "found")

    def __init__(self, q: Question, spans: Sequence[Period], by: str) -> None:
        """Nothing has been added."""
        self.found = Bridges(monthly_of(q), len(spans))
        self.days = sorted({day for span in spans for day in (start_of(span), span.as_of)})
        place = {day: at for at, day in enumerate(self.days)}
        self._ends = [(place[start_of(span)], place[span.as_of]) for span in spans]
        self._by = by
        self._target = q.exchange.target
        self.done = False

    def add(self, held: list[Grouped]) -> None:
        """The changes of a party's subscriptions are added."""
        sums = _sums(held, self.days, self.found, self._by, self._target)
        if sums:
            _count(self.found, sums, held, self.days, self._ends, self._by, self._target)


def _sums(held: Sequence[Grouped], days: Sequence[str], found: Bridges, by: str, target: str) -> dict[Key, list[int]]:
    """What a party's subscriptions are worth on each day, by what they are split by and by currency."""
    sums: dict[Key, list[int]] = {}
    of, unrated = found.monthly.of, found.monthly.unrated
    for _, _, steps, word in held:
        at, minor, last = 0, 0, len(steps)
        currency = interval = ""
        for place, day in enumerate(days):
            while at < last and steps[at][0] <= day:
                _, _, minor, currency, interval, _ = steps[at]
                at += 1
            if not minor:
                continue
            rated = not unrated or currency not in unrated
            key = (fold(interval if by == "interval" else word) if by else ""), (target if rated else "") or currency
            own = sums.get(key)
            if own is None:
                own = sums[key] = [0] * len(days)
                if by:
                    found.names.setdefault(key[0], interval if by == "interval" else word)
            # what has no rate is worth nothing that can be told, and is paid all the same
            own[place] += of(minor, currency, interval) if rated else minor
    return sums


def _key(word: str, currency: str) -> Key:
    return (fold(word) if word else ""), currency


def _count(
    found: Bridges,
    sums: dict[Key, list[int]],
    held: Sequence[Grouped],
    days: Sequence[str],
    ends: Sequence[tuple[int, int]],
    by: str,
    target: str,
) -> None:
    """One party is counted in the bridge of every period."""
    for key, values in sums.items():
        if key[1] in found.monthly.unrated:
            for left, (_, end) in zip(found.left, ends, strict=True):
                if values[end]:
                    left.add(key[1])
            continue
        bridges = found.of.get(key)
        if bridges is None:
            bridges = found.of[key] = [Bridge() for _ in ends]
        paid = ""
        for at, (start, end) in enumerate(ends):
            old, new = values[start], values[end]
            if old or new:
                if not old and not paid:
                    paid = _first_paid(held, key, by, target)
                bridges[at].add(old, new, paid <= days[start])
    paying = list(sums.values())
    for at, (_, end) in enumerate(ends):
        if paying[0][end] or (len(paying) > 1 and any(values[end] for values in paying)):
            found.subscribers[at] += 1


def _first_paid(held: Sequence[Grouped], key: Key, by: str, target: str) -> str:
    """The first day on which a party paid anything of what is split by and of the currency."""
    found: list[str] = []
    for _, _, steps, word in held:
        for at, (day, _, minor, currency, interval, _) in enumerate(steps):
            # what another change took back on its own day was never paid
            taken_back = at + 1 < len(steps) and steps[at + 1][0] == day
            if minor and not taken_back and _key(interval if by == "interval" else word, target or currency) == key:
                found.append(day)
                break
    return min(found)


def is_known(q: Question, bridges: Bridges, span: Period) -> bool:
    """Says whether there was any subscription by the end of a period, and any amount that can be told."""
    return not bridges.monthly.blind and rows.any_subscription(q.db, span.as_of, q.narrow("subscription"))


def renewals(q: Question, span: Period, monthly: Monthly) -> tuple[Renewals, dict[str, Renewals]]:
    """Gives what became of the terms that ended in a period: of all, and by currency."""
    total, by_currency = Renewals(), dict[str, Renewals]()
    for _, _, ends, outcome, decided, currency, minor, interval in rows.terms(
        q.db, span.first, span.as_of, q.narrow("subscription")
    ):
        fate = fate_of(ends, outcome, decided, q.today)
        value = monthly.of(minor, currency, interval) if minor else 0
        total.add(fate, value)
        by_currency.setdefault(q.exchange.target or currency, Renewals()).add(fate, value)
    return total, by_currency


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    bridges = bridged(q, spans)
    decided = [renewals(q, span, bridges.monthly) for span in spans]
    default = q.exchange.target or q.base
    currencies = bridges.currencies() or [default]
    paid = sorted({key for _, own in decided for key, one in own.items() if one.decided_value}) or [default]
    found: list[list[Figure]] = []
    for at, span in enumerate(spans):
        known = is_known(q, bridges, span)
        own: list[Figure] = []
        for currency in currencies:
            bridge = bridges.of.get(("", currency), [Bridge()] * len(spans))[at]
            own += _of_currency(bridge, bridges.monthly, currency, known=known)
        own.append(arpa_of(bridges, at, default))
        q.exchange.withheld |= bool(bridges.left[at])
        count = bridges.subscribers[at]
        own.append(Figure("subscribers", Share(count, 1) if known else None, count))
        own += _renewed(decided[at], bridges.monthly, paid)
        found.append(own)
    return found


def _of_currency(bridge: Bridge, monthly: Monthly, currency: str, *, known: bool) -> list[Figure]:
    def written(total: int) -> Json:
        return money_of(monthly.value(total), currency)

    start: tuple[str, Json] = ("start MRR", written(bridge.start))
    end = monthly.value(bridge.end) if known else None
    mrr = (("MRR", written(bridge.end)), ("subscribers", bridge.end_n))
    found = [
        Figure("mrr", end, bridge.end_n, currency, inputs=mrr),
        Figure("arr", end and end.times(Share(12, 1)), bridge.end_n, currency, inputs=mrr),
    ]
    # the whole way from start to end, so that it can be followed
    course: list[tuple[str, Json]] = []
    for part, (_, words) in _PARTS.items():
        course += [(words, getattr(bridge, f"{part}_n")), (_SUMS[part], written(getattr(bridge, part)))]
    for part, (key, _) in _PARTS.items():
        total, n = getattr(bridge, part), getattr(bridge, f"{part}_n")
        value = monthly.value(total) if known else None
        inputs = (start, *course, ("end MRR", written(bridge.end)))
        found.append(Figure(key, value, n, currency, inputs=inputs))
    kept = bridge.start - bridge.contraction - bridge.churned
    now: tuple[str, Json] = ("end MRR of these parties", written(kept + bridge.expansion))
    lesser: tuple[str, Json] = ("the lesser of start and end MRR", written(kept))
    more: tuple[str, Json] = ("expansion", written(bridge.expansion))
    return [
        *found,
        Figure("nrr", bridge.nrr(), bridge.start_n, currency, inputs=(now, start)),
        Figure("grr", bridge.grr(), bridge.start_n, currency, inputs=(lesser, start)),
        Figure("expansion_rate", bridge.expansion_rate(), bridge.start_n, currency, inputs=(more, start)),
    ]


def arpa_of(bridges: Bridges, at: int, default: str) -> Figure:
    """Gives MRR per subscriber on the last day of a period; none where it comes in several currencies."""
    totals = {key[1]: found[at].end for key, found in bridges.of.items() if found[at].end}
    count, left = bridges.subscribers[at], ", ".join(sorted(bridges.left[at]))
    if len(totals) != 1 or not count or left:
        inputs: list[tuple[str, Json]] = [("subscribers", count), ("currencies", len(totals))]
        inputs += [("currencies left out", left)] if left else []
        return Figure("arpa", None, count, default, inputs=inputs)
    ((currency, total),) = totals.items()
    mrr = bridges.monthly.value(total)
    inputs = [("MRR", money_of(mrr, currency)), ("subscribers", count)]
    return Figure("arpa", mrr.per(Share(count, 1)), count, currency, inputs=inputs)


def _renewed(
    decided: tuple[Renewals, dict[str, Renewals]], monthly: Monthly, currencies: Sequence[str]
) -> list[Figure]:
    total, own = decided
    inputs = (("renewed", total.renewed), ("decided", total.decided), ("still in grace", total.waiting))
    found = [Figure("renewal_rate", total.rate(), total.decided, inputs=inputs)]
    for currency in currencies:
        one = own.get(currency, Renewals())
        values = (
            ("renewed MRR", money_of(monthly.value(one.renewed_value), currency)),
            ("decided MRR", money_of(monthly.value(one.decided_value), currency)),
        )
        found.append(Figure("renewal_rate_value", one.rate_by_value(), one.decided, currency, inputs=values))
    return found
