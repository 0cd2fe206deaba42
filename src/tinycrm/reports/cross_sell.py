"""The report `cross-sell`: which products go together, and what a customer does not have yet."""

from __future__ import annotations

from array import array
from itertools import combinations, groupby, islice
from operator import itemgetter

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, Share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

# of so many products, the most bought, pairs are counted
PRODUCTS = 200
# bytes of a column that are put together at once
_BLOCK = 64


class Baskets:
    """Which products each party has: a column of bits for each product, in which each party has its place.

    Pairs are counted by whole columns, and a million parties with twenty products take a few megabytes.

    Attributes:
        parties: their ids, in the order of their places.
        having: folded name of a product → parties that have it.
    """

    __slots__ = ("_columns", "having", "parties")

    def __init__(self, bought: Iterable[Iterable[tuple[int, str]]], among: Set[str] | None = None) -> None:
        """The baskets are known.

        Args:
            bought: (party, folded name) in parts, the rows of a party one after another; several may be the same.
            among: the products that have a column, so that their pairs can be counted; None for all.
        """
        self.parties = array("q")
        self.having: dict[str, int] = {}
        columns: dict[str, bytearray] = {}
        block: dict[str, int] = {}
        present, bit, last, append = -1, 0, 1 << (8 * _BLOCK - 1), self.parties.append
        for rows in bought:
            for party, word in rows:
                if party != present:
                    if bit == last:
                        self._keep(block, columns, among)
                        block, bit = {}, 0
                    present, bit = party, bit << 1 or 1
                    append(party)
                block[word] = block.get(word, 0) | bit
        self._keep(block, columns, among)
        self._columns = {word: int.from_bytes(column, "little") for word, column in columns.items()}

    def _keep(self, block: Mapping[str, int], columns: dict[str, bytearray], among: Set[str] | None) -> None:
        """The bits of so many parties as a block holds, or fewer at the end, are put behind those before."""
        before = (len(self.parties) - 1) // (8 * _BLOCK) * _BLOCK
        for word, bits in block.items():
            self.having[word] = self.having.get(word, 0) + bits.bit_count()
            if among is None or word in among:
                column = columns.setdefault(word, bytearray())
                column += bytes(before - len(column)) + bits.to_bytes(_BLOCK, "little")

    def best(self) -> set[str]:
        """Gives the products that most parties have, so many that their pairs can be counted."""
        ranked = sorted(self.having, key=lambda word: (-self.having[word], word))
        return set(ranked[:PRODUCTS])

    def rules(self) -> list[Rule]:
        """Gives every pair that some party has, in both directions."""
        having, parties = self.having, len(self.parties)
        found: list[Rule] = []
        for (one, bits), (other, others) in combinations(self._columns.items(), 2):
            both = (bits & others).bit_count()
            if both:
                found.append(Rule(one, other, both, having[one], having[other], parties))
                found.append(Rule(other, one, both, having[other], having[one], parties))
        return found

    def offers(self, rules: Iterable[Rule], most: int) -> tuple[list[tuple[int, Rule]], int]:
        """Gives parties with the surest rule of what they miss, the surest first, and how many parties there are.

        Args:
            rules: of them, the telling ones are taken.
            most: so many parties are given, of equals those that come first.
        """
        order = sorted((rule for rule in rules if rule.telling), key=lambda one: (-ranked(one), one.product, one.other))
        left = every = (1 << len(self.parties)) - 1
        found: list[tuple[int, Rule]] = []
        for _, equals in groupby(order, key=ranked):
            places: list[tuple[int, Rule]] = []
            for rule in equals:
                hit = left & self._columns[rule.product] & ~self._columns[rule.other]
                left ^= hit
                if hit and len(found) < most:
                    places += [(place, rule) for place in islice(_places(hit), most - len(found))]
            places.sort(key=itemgetter(0))
            found += places[: most - len(found)]
        return [(self.parties[place], rule) for place, rule in found], (every ^ left).bit_count()


def _places(bits: int) -> Iterator[int]:
    """Yields the places of the ones of a number, the lowest first."""
    text = f"{bits:b}"[::-1]
    at = text.find("1")
    while at >= 0:
        yield at
        at = text.find("1", at + 1)


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
        report.notes.append(f"{len(baskets.parties)} customers with a product")
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


def ranked(rule: Rule) -> int:
    """Gives the confidence in millionths, to put rules in order."""
    return rule.both * 1_000_000 // rule.having
