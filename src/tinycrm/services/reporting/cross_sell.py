"""Reads what customers have: once to count the products, once for their pairs."""

from __future__ import annotations

from array import array

from tinycrm.reports.best import Best
from tinycrm.reports.cross_sell import (
    PRODUCTS,
    Baskets,
    Rule,
    cross_sell_report,
    in_order,
    missing_report,
    offer,
    offers_of,
    ranked,
)
from tinycrm.reports.figures import MEAN_PLACES
from tinycrm.services.reporting.splitting import ENOUGH
from tinycrm.store.queries import baskets as rows
from tinycrm.store.queries.buyers import party_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from tinycrm.domain.results import Report, Row
    from tinycrm.services.reporting.question import Question

_MANY = 1000
# of more products who has what does not fit into a number
_BITS = 62
# baskets that are remembered at once
_SETS = 5000


def cross_sell(q: Question) -> Report:
    """Gives the pairs of products, or with --by company what each customer is missing."""
    found = Baskets()
    # few products are paired as they are counted; of many only those that most customers have
    many = rows.several_products(q.db, PRODUCTS) > PRODUCTS
    held = Held() if q.asked.by else None
    for party, products in _baskets(q):
        found.count(products)
        if held is not None:
            held.add(party, products)
        if not many:
            found.pair(products)
    if many:
        among = found.best()
        for _, products in _baskets(q):
            found.pair(products & among)
    rules = in_order(found.rules())
    enough = q.asked.top or (ENOUGH if q.asked.form in ("screen", "page") else _MANY)
    if q.asked.by:
        report = _missing(q, rules, enough, held.baskets() if held is not None and held.whole else _baskets(q))
    else:
        names = rows.product_names(q.db, (rule.product for rule in rules[:enough]))
        names |= rows.product_names(q.db, (rule.other for rule in rules[:enough]))
        report = cross_sell_report(found, rules[:enough], names, q.span, q.today)
        if len(rules) > enough:
            report.notes.append(f"{len(rules) - enough} more pairs are left out: --top N shows more")
    if many:
        report.notes.append(f"pairs are those of the {PRODUCTS} products that most customers have")
    return report


def _baskets(q: Question) -> Iterator[tuple[int, set[str]]]:
    return rows.baskets(q.db, q.span.first, q.span.as_of, sale=q.narrow("sale"), subscription=q.narrow("subscription"))


class Held:
    """Who has what, held in 16 bytes each, so that it is read once.

    Attributes:
        whole: whether all of it is held; of more products than that it is not.
    """

    __slots__ = ("_masks", "_parties", "_places", "whole")

    def __init__(self) -> None:
        """Nothing is held."""
        self._parties = array("q")
        self._masks = array("q")
        self._places: dict[str, int] = {}
        self.whole = True

    def add(self, party: int, products: AbstractSet[str]) -> None:
        """A party's products are held, while they are few enough."""
        if not self.whole:
            return
        mask = 0
        for word in products:
            mask |= 1 << self._places.setdefault(word, len(self._places))
        if len(self._places) > _BITS:
            self.whole = False
            self._parties, self._masks = array("q"), array("q")
            return
        self._parties.append(party)
        self._masks.append(mask)

    def baskets(self) -> Iterator[tuple[int, AbstractSet[str]]]:
        """Yields each party with its products, in the order they were added; the same ones are the same set."""
        made: dict[int, frozenset[str]] = {}
        for party, mask in zip(self._parties, self._masks, strict=True):
            found = made.get(mask)
            if found is None:
                if len(made) >= _SETS:
                    made.clear()
                found = made[mask] = frozenset(word for word, at in self._places.items() if mask >> at & 1)
            yield party, found


def _missing(q: Question, rules: list[Rule], enough: int, baskets: Iterable[tuple[int, AbstractSet[str]]]) -> Report:
    offers = offers_of(rules)
    best: Best[int, tuple[Rule, int]] = Best(enough)
    surest: dict[frozenset[str], Rule | None] = {}
    for party, products in baskets:
        key = frozenset(products)
        if key not in surest:
            if len(surest) >= _SETS:
                surest.clear()
            surest[key] = offer(products, offers)
        rule = surest[key]
        if rule is not None:
            best.add(ranked(rule), party, (rule, len(products)))
    chosen = best.ranked()
    names = party_names(q.db, [party for party, _ in chosen])
    words = {word for _, (rule, _) in chosen for word in (rule.product, rule.other)}
    written = rows.product_names(q.db, words)
    lines: list[Row] = []
    for party, (rule, count) in chosen:
        noun, name = names.get(party, ("", ""))
        lines.append(
            {
                "customer": name or None,
                "missing": written[rule.other],
                "because": written[rule.product],
                "confidence": rule.confidence().number(),
                "lift": rule.lift().number(MEAN_PLACES),
                "products": count,
                "id": party,
                "noun": noun or None,
            }
        )
    report = missing_report(lines, q.span, q.today)
    if best.left:
        report.notes.append(f"{best.left} more customers are left out: --top N shows more")
    return report
