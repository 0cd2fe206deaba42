"""Reads who bought how lately, how often and for how much, one customer after another."""

from __future__ import annotations

from tinycrm.domain.rfm import rfm_class
from tinycrm.reports.best import Best
from tinycrm.reports.exchange import Exchange
from tinycrm.reports.figures import Total, half_even, money
from tinycrm.reports.rfm import Classes, Cuts, Scored, rfm_report, scored_customers, unpacked
from tinycrm.services.reporting.splitting import ENOUGH
from tinycrm.store.queries.buyers import currencies, holdings, party_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tinycrm.domain.results import Report, Row
    from tinycrm.reports.rfm import Line
    from tinycrm.services.reporting.question import Question
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Condition

_EVERY: Condition = ("", {})
# of a file, unless --top says otherwise
_MANY = 1000


def scored_parties(
    work: Work, as_of: str, exchange: Exchange, *, sale: Condition = _EVERY, deal: Condition = _EVERY
) -> Scored:
    """Gives everybody who bought by a day, with the day of the last purchase, their number and the money.

    Money is in the currency of the exchange; without one in the only currency that there is, else in the base currency:
    amounts in others at their own day's rate, left out where none holds.
    """
    sold, db = work.settings.won_deals_are_sales, work.store.db
    found = currencies(db, as_of, sold=sold)
    if not exchange.target:
        exchange.target = found[0] if len(found) == 1 else exchange.base
    target = exchange.target
    foreign = [code for code in found if code != target]
    daily = any(exchange.factor(code, as_of) is not None for code in foreign)
    scored = Scored(target)
    rows = holdings(db, as_of, target, daily=daily, sold=sold, sale=sale, deal=deal)
    for party, count, last, minor in _together(rows, exchange):
        if count:
            scored.add(party, count, last, minor)
    return scored


def _together(
    rows: Iterable[tuple[int, int, str, str, int]], exchange: Exchange
) -> Iterator[tuple[int, int, str, int]]:
    """The rows of each party as one: (party, purchases, last day of one, minor units)."""
    present, count, last, whole = -1, 0, "", 0
    total: Total | None = None
    target = exchange.target
    for party, n, day, currency, minor in rows:
        if party != present:
            if present >= 0:
                yield present, count, last, whole + _rounded(total)
            present, count, last, whole, total = party, 0, "", 0, None
        count += n
        if n and day > last:
            last = day
        if currency == target:
            whole += minor
            continue
        factor = exchange.factor(currency, day)
        if factor is not None:
            total = total or Total()
            total.add(minor * factor.over, factor.under)
    if present >= 0:
        yield present, count, last, whole + _rounded(total)


def _rounded(total: Total | None) -> int:
    if total is None:
        return 0
    found = total.share
    return half_even(found.over, found.under) if found.over else 0


def rfm_cuts(work: Work, as_of: str) -> Cuts | None:
    """Gives where the scores of recency, frequency and money rise on a day; None under five customers."""
    exchange = Exchange(work.settings.rates, work.settings.currency)
    return scored_parties(work, as_of, exchange).cuts()


def rfm(q: Question) -> Report:
    """Gives the classes of customers, and the best of them; by customer the list alone."""
    exchange = Exchange(q.work.settings.rates, q.base, q.exchange.target)
    scored = scored_parties(q.work, q.span.as_of, exchange, sale=q.narrow("sale"), deal=q.narrow("deal"))
    cuts = scored.cuts()
    report = rfm_report(Classes(scored, cuts, q.span.as_of) if cuts else None, cuts, q.span, q.today)
    if cuts is not None:
        people = q.asked.form in ("screen", "page")
        if people or q.asked.top or q.asked.by == "customer":
            listed = scored_customers(_best(q, scored, cuts, q.asked.top or (ENOUGH if people else _MANY)))
            if q.asked.by == "customer":
                report.title, report.columns, report.rows = "Customers by scores", listed.columns, listed.rows
                report.sections, report.charts = [], []
            else:
                report.sections.append(listed)
        if exchange.missing:
            left = ", ".join(sorted(exchange.missing))
            report.notes.append(f"money is in {exchange.target}: {left} left out, because config.yaml has no rate")
    report.notes += [note for note in exchange.notes() if not note.startswith("left out")]
    return report


def _best(q: Question, scored: Scored, cuts: Cuts, top: int) -> list[Row]:
    best: Best[int, Line] = Best(top)
    for line in scored.scores(cuts):
        recency, frequency, amount = line[4]
        # the best scores first, and of equal ones the most money
        best.add(((recency + frequency + amount) << 64) + line[3], line[0], line)
    if best.left:
        q.note(f"{best.left} more customers are left out: --top N shows more")
    ranked = best.ranked()
    names = party_names(q.db, [party for party, _ in ranked])
    rows: list[Row] = []
    for party, (_, last, count, minor, scores) in ranked:
        noun, name = names.get(party, ("", ""))
        rows.append(
            {
                "customer": name or None,
                "rfm": "".join(map(str, scores)),
                "class": rfm_class(*scores),
                "recency": scores[0],
                "frequency": scores[1],
                "monetary": scores[2],
                "last_purchase": unpacked(last),
                "purchases": count,
                "money": money(minor, cuts.currency),
                "id": party,
                "noun": noun or None,
                "currency": cuts.currency,
            }
        )
    return rows
