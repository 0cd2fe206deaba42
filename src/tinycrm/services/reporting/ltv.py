"""Reads what each customer brought so far, one after another; the best are kept."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from operator import itemgetter

from tinycrm.domain.periods import FIRST_DAY
from tinycrm.reports.best import OTHERS, Best
from tinycrm.reports.ltv import Customer, ltv_report, value_report
from tinycrm.reports.revenue import Earned
from tinycrm.services.reporting.revenue import ahead, earned, flows_of, keep_earned, narrowed, worth_of
from tinycrm.services.reporting.splitting import ENOUGH
from tinycrm.store.queries.buyers import deal_sums, party_names, party_sums

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tinycrm.domain.results import Report
    from tinycrm.services.reporting.question import Question

    # (party or -1, currency, "sale" | "deal" | "due", records, purchases, amount: over, under)
    Line = tuple[int, str, str, int, int, int, int]
    # currency → party → minor units of what it brought beside sales
    Beside = dict[str, dict[int, int]]

# of more currencies every sale is read by itself
_CODES = 8
# parties whose sales are read at once
_CHUNK = 500
_KEYS = ("ltv", "ltv_to_date")


def ltv(q: Question) -> Report:
    """Gives the customers that brought the most, and the lifetime value of one."""
    best: Best[int, None] = Best(q.asked.top or ENOUGH)
    if q.exchange.target:
        whole = _rank_lines(q, best)
        if not q.narrowed and not q.exchange.missing:
            keep_earned(q, FIRST_DAY, q.span.as_of, whole)
    else:
        beside: Beside = {}
        ahead(q, [(FIRST_DAY, q.span.as_of), (q.span.first, q.span.as_of)], [q.span], partial(_add, beside))
        whole = earned(q, FIRST_DAY, q.span.as_of)
        if len(whole) > _CODES:
            _rank_lines(q, best)
        else:
            _rank_sums(q, best, sorted(whole), beside)
    customers = _customers(q, [party for party, _ in best.ranked()])
    rest = _rest(whole, customers)
    if rest:
        customers.append(Customer(None, "", OTHERS, rest))
    report = ltv_report(customers, whole, q.span, q.today)
    if best.left:
        report.notes.append(f"{best.left} more customers are added up as {OTHERS}: --top N shows more")
    if len(whole) > 1:
        report.notes.append(f"a lifetime value is of one currency: --in {q.base}")
    report.sections.append(_rates(q))
    return report


def _add(beside: Beside, party: int | None, currency: str, minor: int) -> None:
    if party is not None:
        own = beside.setdefault(currency, {})
        own[party] = own.get(party, 0) + minor


def _rank_sums(q: Question, best: Best[int, None], codes: Sequence[str], beside: Beside) -> None:
    """The parties are ranked by the most that one brought in any currency, summed where it is read."""
    sold, sale, deal, _ = narrowed(q)
    if sold:
        for party, currency, minor in deal_sums(q.db, q.span.as_of, deal):
            _add(beside, party, currency, minor)
    others = iter(sorted(set[int]().union(*beside.values())))
    other = next(others, None)
    for party, *sums in party_sums(q.db, q.span.as_of, codes, sale):
        while other is not None and other <= party:
            own = [beside.get(code, {}).get(other) for code in codes]
            if other == party:
                sums = [one if more is None else (one or 0) + more for one, more in zip(sums, own, strict=True)]
            else:
                _rank(best, other, own)
            other = next(others, None)
        _rank(best, party, sums)
    while other is not None:
        _rank(best, other, [own.get(other) for own in beside.values()])
        other = next(others, None)


def _rank(best: Best[int, None], party: int, sums: Iterable[int | None]) -> None:
    best.add(max([one for one in sums if one is not None]), party, None)


def _rank_lines(q: Question, best: Best[int, None]) -> dict[str, Earned]:
    """The parties are ranked likewise, by all that each brought on any day; gives what all brought, by currency."""
    whole: dict[tuple[str, str, int], list[int]] = {}
    for party, lines in groupby(_lines(q), key=itemgetter(0)):
        sums: dict[str, int] = {}
        for _, currency, kind, n, bought, over, under in lines:
            sums[currency] = sums.get(currency, 0) + (over if under == 1 else over // under)
            own = whole.get((currency, kind, under))
            if own is None:
                own = whole[currency, kind, under] = [0, 0, 0]
            own[0] += n
            own[1] += bought
            own[2] += over
        # nobody known is nobody's customer, and revenue all the same
        if party >= 0:
            best.add(max(sums.values()), party, None)
    parts: dict[str, Earned] = {}
    for (currency, kind, under), (n, bought, over) in whole.items():
        parts.setdefault(currency, Earned()).add(kind, n, bought, over, under)
    return parts


def _lines(q: Question, parties: Sequence[int] | None = None) -> Iterator[Line]:
    """Yields what each of some parties brought, or what all did, one party after another; -1 is nobody known."""
    for flow, currency, over, under in worth_of(q, flows_of(q, FIRST_DAY, q.span.as_of, "party", parties=parties)):
        yield flow[0] if isinstance(flow[0], int) else -1, currency, flow[3], flow[4], flow[5], over, under


def _customers(q: Question, ranked: Sequence[int]) -> list[Customer]:
    brought: dict[int, dict[str, Earned]] = {party: {} for party in ranked}
    for start in range(0, len(ranked), _CHUNK):
        for party, currency, kind, n, bought, over, under in _lines(q, ranked[start : start + _CHUNK]):
            brought[party].setdefault(currency, Earned()).add(kind, n, bought, over, under)
    names = party_names(q.db, ranked)
    return [Customer(party, *names.get(party, ("", "")), brought[party]) for party in ranked]


def _rest(whole: Mapping[str, Earned], customers: Sequence[Customer]) -> dict[str, Earned]:
    """What all brought but these customers, by currency."""
    found: dict[str, Earned] = {}
    for currency, every in whole.items():
        left = Earned()
        left.include(every)
        for one in customers:
            if currency in one.earned:
                left.exclude(one.earned[currency])
        if left.n:
            found[currency] = left
    return found


def _rates(q: Question) -> Report:
    """The lifetime value and what went into it."""
    (figures,) = q.family("customers", [q.span])
    return value_report([figure for key in _KEYS for figure in figures if figure.key == key])
