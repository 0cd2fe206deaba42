"""Reads what customers have: which products go together, and what each is missing."""

from __future__ import annotations

from tinycrm.reports.cross_sell import PRODUCTS, Baskets, cross_sell_report, in_order, missing_report
from tinycrm.reports.figures import MEAN_PLACES
from tinycrm.services.reporting.splitting import ENOUGH
from tinycrm.store.queries import baskets as rows
from tinycrm.store.queries.buyers import party_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.results import Report, Row
    from tinycrm.reports.cross_sell import Rule
    from tinycrm.services.reporting.question import Question

_MANY = 1000


def cross_sell(q: Question) -> Report:
    """Gives the pairs of products, or with --by company what each customer is missing."""
    # of many products only those that most customers have are paired
    many = rows.several_products(q.db, PRODUCTS) > PRODUCTS
    found = Baskets(_bought(q), Baskets(_bought(q), frozenset()).best() if many else None)
    rules = in_order(found.rules())
    enough = q.asked.top or (ENOUGH if q.asked.form in ("screen", "page") else _MANY)
    if q.asked.by:
        report = _missing(q, found, rules, enough)
    else:
        names = rows.product_names(q.db, (rule.product for rule in rules[:enough]))
        names |= rows.product_names(q.db, (rule.other for rule in rules[:enough]))
        report = cross_sell_report(found, rules[:enough], names, q.span, q.today)
        if len(rules) > enough:
            report.notes.append(f"{len(rules) - enough} more pairs are left out: --top N shows more")
    if many:
        report.notes.append(f"pairs are those of the {PRODUCTS} products that most customers have")
    return report


def _bought(q: Question) -> Iterator[list[tuple[int, str]]]:
    return rows.bought(q.db, q.span.first, q.span.as_of, sale=q.narrow("sale"), subscription=q.narrow("subscription"))


def _missing(q: Question, found: Baskets, rules: Sequence[Rule], enough: int) -> Report:
    chosen, every = found.offers(rules, enough)
    names = party_names(q.db, [party for party, _ in chosen])
    sale, subscription = q.narrow("sale"), q.narrow("subscription")
    counts = rows.product_counts(
        q.db, q.span.first, q.span.as_of, [party for party, _ in chosen], sale=sale, subscription=subscription
    )
    words = {word for _, rule in chosen for word in (rule.product, rule.other)}
    written = rows.product_names(q.db, words)
    lines: list[Row] = []
    for party, rule in chosen:
        noun, name = names.get(party, ("", ""))
        lines.append(
            {
                "customer": name or None,
                "missing": written[rule.other],
                "because": written[rule.product],
                "confidence": rule.confidence().number(),
                "lift": rule.lift().number(MEAN_PLACES),
                "products": counts[party],
                "id": party,
                "noun": noun or None,
            }
        )
    report = missing_report(lines, q.span, q.today)
    if every > enough:
        report.notes.append(f"{every - enough} more customers are left out: --top N shows more")
    return report
