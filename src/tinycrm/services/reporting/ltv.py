"""Reads what each customer brought so far, one after another; the best are kept."""

from __future__ import annotations

from heapq import merge
from itertools import groupby
from operator import itemgetter

from tinycrm.domain.periods import FIRST_DAY
from tinycrm.reports.best import OTHERS, Best
from tinycrm.reports.ltv import Customer, ltv_report, value_report
from tinycrm.reports.revenue import Earned
from tinycrm.services.reporting.revenue import flows_of, keep_earned, worth_of
from tinycrm.services.reporting.splitting import ENOUGH
from tinycrm.store.queries.buyers import brought, currencies, nobodys, party_names
from tinycrm.store.queries.revenue import sold_flows
from tinycrm.store.queries.subscriptions import due_sums

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.results import Report
    from tinycrm.services.reporting.question import Question

    # (party or -1, currency, "sale" | "deal" | "due", records, purchases, amount: over, under)
    Line = tuple[int, str, str, int, int, int, int]

# of more currencies every sale is read by itself
_CODES = 8
_KEYS = ("ltv", "ltv_to_date")


def ltv(q: Question) -> Report:
    """Gives the customers that brought the most, and the lifetime value of one."""
    best: Best[int, list[Line]] = Best(q.asked.top or ENOUGH)
    rest: dict[tuple[str, str, int], list[int]] = {}
    for party, own in groupby(_by_party(q), key=itemgetter(0)):
        lines = list(own)
        sums: dict[str, int] = {}
        for _, currency, _, _, _, over, under in lines:
            sums[currency] = sums.get(currency, 0) + (over if under == 1 else over // under)
        # nobody known is nobody's customer, and revenue all the same
        for _, currency, kind, n, bought, over, under in (
            best.add(max(sums.values()), party, lines) if party >= 0 else lines
        ) or ():
            left = rest.get((currency, kind, under))
            if left is None:
                left = rest[currency, kind, under] = [0, 0, 0]
            left[0] += n
            left[1] += bought
            left[2] += over
    ranked = best.ranked()
    names = party_names(q.db, [party for party, _ in ranked])
    customers = [Customer(party, *names.get(party, ("", "")), _add({}, lines)) for party, lines in ranked]
    if rest:
        customers.append(Customer(None, "", OTHERS, _of_rest(rest)))
    whole: dict[str, Earned] = {}
    for one in customers:
        for currency, own_part in one.earned.items():
            whole.setdefault(currency, Earned()).include(own_part)
    report = ltv_report(customers, whole, q.span, q.today)
    if best.left:
        report.notes.append(f"{best.left} more customers are added up as {OTHERS}: --top N shows more")
    if len(whole) > 1:
        report.notes.append(f"a lifetime value is of one currency: --in {q.base}")
    if not q.narrowed and not q.exchange.missing:
        keep_earned(q, FIRST_DAY, q.span.as_of, whole)
    report.sections.append(_rates(q))
    return report


def _of_rest(rest: dict[tuple[str, str, int], list[int]]) -> dict[str, Earned]:
    parts: dict[str, Earned] = {}
    for (currency, kind, under), (n, bought, over) in rest.items():
        parts.setdefault(currency, Earned()).add(kind, n, bought, over, under)
    return parts


def _add(parts: dict[str, Earned], lines: Sequence[Line] | None) -> dict[str, Earned]:
    for _, currency, kind, n, bought, over, under in lines or ():
        own = parts.get(currency)
        if own is None:
            own = parts[currency] = Earned()
        own.add(kind, n, bought, over, under)
    return parts


def _by_party(q: Question) -> Iterator[Line]:
    """Yields what each party brought, one party after another; -1 is nobody known."""
    codes = currencies(q.db, q.span.as_of, sold=q.sold)
    return _lines(q) if q.exchange.target or len(codes) > _CODES else _summed(q, codes)


def _lines(q: Question) -> Iterator[Line]:
    for flow, currency, over, under in worth_of(q, flows_of(q, FIRST_DAY, q.span.as_of, "party")):
        yield flow[0] if isinstance(flow[0], int) else -1, currency, flow[3], flow[4], flow[5], over, under


def _summed(q: Question, codes: Sequence[str]) -> Iterator[Line]:
    """Yields the same, summed by party where they are read."""
    as_of = q.span.as_of
    dues: list[Line] = [
        (-1 if party is None else party, currency, "due", count, 0, minor, 1)
        for _, party, currency, minor, count in due_sums(q.db, FIRST_DAY, as_of, q.narrow("subscription"))
    ]
    dues.sort(key=itemgetter(0))
    nobody = flows_of_nobody(q, as_of)
    yield from merge(nobody, _sold(q, codes), dues, key=itemgetter(0))


def _sold(q: Question, codes: Sequence[str]) -> Iterator[Line]:
    sale, deal = q.narrow("sale"), q.narrow("deal")
    for party, kind, each in brought(q.db, q.span.as_of, codes, sold=q.sold, sale=sale, deal=deal):
        for currency, (n, bought, minor) in zip(codes, each, strict=True):
            if n:
                yield party, currency, kind, n, bought, minor, 1


def flows_of_nobody(q: Question, as_of: str) -> Iterator[Line]:
    """Yields the sales and deals that no party is known of."""
    sale, deal = nobodys("sale", q.narrow("sale")), nobodys("deal", q.narrow("deal"))
    for flow in sold_flows(q.db, FIRST_DAY, as_of, sold=q.sold, sale=sale, deal=deal):
        yield -1, flow[2], flow[3], flow[4], flow[5], flow[6], 1


def _rates(q: Question) -> Report:
    """The lifetime value and what went into it."""
    (figures,) = q.family("customers", [q.span])
    return value_report([figure for key in _KEYS for figure in figures if figure.key == key])
