"""The report `cross-sell`: which products go together, and what a customer does not have yet."""

from __future__ import annotations

from itertools import combinations

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, Share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set

    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

# of so many products, the most bought, pairs are counted
PRODUCTS = 200


class Baskets:
    """How many parties have which products, and which two of them.

    Attributes:
        parties: how many there are.
        having: folded name of a product → parties that have it.
        both: two such names, in order → parties that have both.
    """

    __slots__ = ("both", "having", "parties")

    def __init__(self) -> None:
        self.parties = 0
        self.having: dict[str, int] = {}
        self.both: dict[tuple[str, str], int] = {}

    def count(self, products: Iterable[str]) -> None:
        """A party with these products is counted."""
        self.parties += 1
        having = self.having
        for word in products:
            having[word] = having.get(word, 0) + 1

    def best(self) -> set[str]:
        """Gives the products that most parties have, so many that their pairs can be counted."""
        ranked = sorted(self.having, key=lambda word: (-self.having[word], word))
        return set(ranked[:PRODUCTS])

    def pair(self, products: Iterable[str]) -> None:
        """The pairs of a party's products are counted."""
        both = self.both
        for two in combinations(sorted(products), 2):
            both[two] = both.get(two, 0) + 1

    def rules(self) -> list[Rule]:
        """Gives every pair in both directions."""
        return [
            Rule(one, other, count, self.having[one], self.having[other], self.parties)
            for two, count in self.both.items()
            for one, other in (two, two[::-1])
        ]


class Rule:
    """Who has one product has another.

    Attributes:
        product, other: folded names.
        both: parties that have both; having: that have the first; wanted: that have the other; parties: all.
    """

    __slots__ = ("both", "having", "other", "parties", "product", "wanted")

    def __init__(self, product: str, other: str, both: int, having: int, wanted: int, parties: int) -> None:
        self.product = product
        self.other = other
        self.both = both
        self.having = having
        self.wanted = wanted
        self.parties = parties

    def support(self) -> Share:
        """Gives P(both)."""
        return Share(self.both, self.parties)

    def confidence(self) -> Share:
        """Gives P(both) / P(product)."""
        return Share(self.both, self.having)

    def lift(self) -> Share:
        """Gives confidence / P(other): above 1, who has the one has the other more often than others do."""
        return Share(self.both * self.parties, self.having * self.wanted)

    @property
    def telling(self) -> bool:
        """Whether it is more than chance: at least two have both, more often than others have the one."""
        return self.both > 1 and self.both * self.parties > self.having * self.wanted


def in_order(rules: Sequence[Rule]) -> list[Rule]:
    """Gives rules by how many have both, then by confidence, the best first."""
    return sorted(rules, key=lambda one: (-one.both, one.having, one.product, one.other))


def cross_sell_report(
    baskets: Baskets, rules: Sequence[Rule], names: Mapping[str, str], period: Period, today: str
) -> Report:
    """Gives which products customers have together; by company what each is missing of what goes with what it has.

    Formula: a basket is what a party bought in the period and subscribes to since; support = P(both); confidence =
        P(both) / P(product); lift = confidence / P(other). Missing: of the products that a customer does not have, the
        one with the highest confidence from one that it has, where lift is above 1 and two customers have both.
    Unit: parties; ratio; lift is a number.
    Empty: no row without two products of one customer.
    Source: sales that are no refunds, subscriptions; products that neither names are not known.
    """
    rows: list[Row] = [
        {
            "product": names[rule.product],
            "other": names[rule.other],
            "parties": rule.both,
            "support": rule.support().number(),
            "confidence": rule.confidence().number(),
            "lift": rule.lift().number(MEAN_PLACES),
        }
        for rule in rules
    ]
    columns = [
        Column("product", "Who has"),
        Column("other", "Has too"),
        Column("parties", "Customers", "int"),
        Column("support", "Support", "ratio"),
        Column("confidence", "Confidence", "ratio"),
        Column("lift", "Lift", "measure", unit="count"),
        Column("confidence", "", "bar", unit="ratio"),
    ]
    first, last = period.shown
    report = Report("cross-sell", "What goes together", columns, rows, date_from=first, date_to=last, today=today)
    if baskets.parties:
        report.notes.append(f"{baskets.parties} customers with a product")
    return report


def missing_report(rows: list[Row], period: Period, today: str) -> Report:
    """Gives, for customers, the product they do not have and most of their like do."""
    columns = [
        Column("customer", "Customer"),
        Column("missing", "Is missing"),
        Column("because", "Has"),
        Column("confidence", "Confidence", "ratio"),
        Column("lift", "Lift", "measure", unit="count"),
        Column("products", "Products", "int", wide=True),
        Column("id", "Id", "id", wide=True),
        Column("noun", wide=True),
        Column("confidence", "", "bar", unit="ratio"),
    ]
    first, last = period.shown
    return Report("cross-sell", "What customers are missing", columns, rows, date_from=first, date_to=last, today=today)


def offers_of(rules: Sequence[Rule]) -> dict[str, list[Rule]]:
    """Gives, for each product, what may be offered to who has it, the surest first."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.telling:
            found.setdefault(rule.product, []).append(rule)
    for own in found.values():
        own.sort(key=lambda one: (-ranked(one), one.other))
    return found


def ranked(rule: Rule) -> int:
    """Gives the confidence in millionths, to put rules in order."""
    return rule.both * 1_000_000 // rule.having


def offer(products: Set[str], offers: Mapping[str, Sequence[Rule]]) -> Rule | None:
    """Gives the surest of the rules whose other product a customer has not; None when it has all."""
    found: Rule | None = None
    for word in sorted(products):
        own = next((rule for rule in offers.get(word, ()) if rule.other not in products), None)
        if own is not None and (found is None or ranked(own) > ranked(found)):
            found = own
    return found
