"""The report `rfm`: customers by how lately, how often and for how much they bought."""

from __future__ import annotations

from array import array
from heapq import merge

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.domain.rfm import CLASSES, LEAST, SCORES, cuts_of, rfm_class, score
from tinycrm.reports.figures import day_number, decimal, money, ratio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

    # (party, packed last day, purchases, minor units, its scores)
    Line = tuple[int, int, int, int, tuple[int, int, int]]

# values sorted at a time: a list of all of them would be much longer than their array
_RUN = 50_000
_LARGEST = 2**63 - 1


class Cuts:
    """Where scores rise.

    Attributes:
        days: ISO days of the last purchase.
        counts: of purchases.
        amounts: net money in minor units of the currency.
        currency: of the amounts.
        parties: how many were scored.
    """

    __slots__ = ("amounts", "counts", "currency", "days", "parties")

    def __init__(
        self, days: Sequence[str], counts: Sequence[int], amounts: Sequence[int], currency: str, parties: int
    ) -> None:
        self.days = tuple(days)
        self.counts = tuple(counts)
        self.amounts = tuple(amounts)
        self.currency = currency
        self.parties = parties


class Scored:
    """The parties that bought, in 28 bytes each, and from these their scores.

    Attributes:
        currency: of the amounts.
    """

    __slots__ = ("_amounts", "_counts", "_days", "_parties", "currency")

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self._parties = array("q")
        self._days = array("i")
        self._counts = array("q")
        self._amounts = array("q")

    def __len__(self) -> int:
        return len(self._parties)

    def add(self, party: int, count: int, last: str, minor: int) -> None:
        """A party is among them.

        Args:
            party: its id.
            count: its purchases, at least 1.
            last: ISO day of the last of them.
            minor: net money in minor units.
        """
        self._parties.append(party)
        self._days.append(packed(last))
        self._counts.append(count)
        self._amounts.append(max(-_LARGEST, min(_LARGEST, minor)))

    def cuts(self) -> Cuts | None:
        """Gives where the scores rise; None under five parties."""
        if len(self) < LEAST:
            return None
        days = [unpacked(day) for day in self._cuts(self._days)]
        return Cuts(days, self._cuts(self._counts), self._cuts(self._amounts), self.currency, len(self))

    def _cuts(self, values: array[int]) -> tuple[int, ...]:
        histogram: Iterable[tuple[int, int]]
        counts: dict[int, int] = {}
        for value in values:
            counts[value] = counts.get(value, 0) + 1
            if len(counts) > _RUN:
                runs = (array("q", sorted(values[at : at + _RUN])) for at in range(0, len(values), _RUN))
                histogram = ((one, 1) for one in merge(*runs))
                break
        else:
            histogram = sorted(counts.items())
        return cuts_of(histogram, len(values))

    def scores(self, cuts: Cuts) -> Iterator[Line]:
        """Yields (party, packed last day, purchases, minor units, (recency, frequency, money)) of all of them."""
        days = [packed(day) for day in cuts.days]
        by_day: dict[int, int] = {}
        by_count: dict[int, int] = {}
        amounts = cuts.amounts
        for party, day, count, minor in zip(self._parties, self._days, self._counts, self._amounts, strict=True):
            recency = by_day.get(day)
            if recency is None:
                recency = by_day[day] = score(day, days)
            frequency = by_count.get(count)
            if frequency is None:
                frequency = by_count[count] = score(count, cuts.counts)
            yield party, day, count, minor, (recency, frequency, score(minor, amounts))


def packed(day: str) -> int:
    """Gives an ISO day as a whole number in the same order."""
    return int(day[:4]) * 10_000 + int(day[5:7]) * 100 + int(day[8:])


def unpacked(day: int) -> str:
    """Gives the ISO day of such a number."""
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"


class ClassSums:
    """The parties of one class: how many, their purchases, money, and days since the last purchase."""

    __slots__ = ("days", "minor", "parties", "purchases")

    def __init__(self) -> None:
        self.parties = self.purchases = self.minor = self.days = 0


class Classes:
    """The classes, and how many parties have which scores.

    Attributes:
        of: class → its sums.
        grid: (recency, frequency and money) → parties.
    """

    __slots__ = ("grid", "of")

    def __init__(self, scored: Scored, cuts: Cuts, as_of: str) -> None:
        """All are counted."""
        self.of = {name: ClassSums() for name in CLASSES}
        self.grid: dict[tuple[int, int], int] = {}
        today, ages = day_number(as_of), dict[int, int]()
        named: dict[tuple[int, int, int], ClassSums] = {}
        found: dict[tuple[int, int, int], int] = {}
        for _, last, count, minor, scores in scored.scores(cuts):
            own = named.get(scores)
            if own is None:
                own = named[scores] = self.of[rfm_class(*scores)]
            age = ages.get(last)
            if age is None:
                age = ages[last] = today - day_number(unpacked(last))
            own.parties += 1
            own.purchases += count
            own.minor += minor
            own.days += age
            found[scores] = found.get(scores, 0) + 1
        for (recency, frequency, amount), parties in found.items():
            place = recency, (frequency + amount + 1) // 2
            self.grid[place] = self.grid.get(place, 0) + parties


def rfm_report(classes: Classes | None, cuts: Cuts | None, period: Period, today: str) -> Report:
    """Gives the classes of customers by recency, frequency and money: how many there are and what they brought.

    Formula: each score = 1 + ⌊5 × (parties strictly worse) / n⌋, equal values equal scores: days since the last
        purchase at as_of, purchases, net money in one currency. FM = ⌈(F + M) / 2⌉. R 4-5: FM 4-5 champion, 2-3
        promising, 1 new; R 3: FM 4-5 loyal, 1-3 attention; R 1-2: FM 4-5 at risk, 3 slipping, 1-2 lost. All purchases
        up to as_of count, whenever the period begins.
    Unit: parties; ratio; money; days.
    Empty: "-" under 5 parties.
    Source: sales, refunds, won deals without sales of their own.
    """
    columns = [
        Column("class", "Class"),
        Column("parties", "Customers", "int"),
        Column("share", "Share", "ratio"),
        Column("money", "Money", "money"),
        Column("money_share", "Of money", "ratio"),
        Column("purchases", "Purchases", "measure", unit="count"),
        Column("days", "Days since", "measure", unit="count"),
        Column("currency", wide=True),
        Column("parties", "", "bar"),
    ]
    first, last = "", period.as_of
    report = Report("rfm", "Customers by class", columns, date_from=first, date_to=last, today=today)
    if classes is None or cuts is None:
        report.notes.append(f"scores need at least {LEAST} customers")
        return report
    total = sum(own.minor for own in classes.of.values())
    report.rows = [_row(name, own, cuts, total) for name, own in classes.of.items()]
    report.charts = [Chart("bars", "class", ["parties"], title="Customers by class")]
    report.sections = [_grid(classes)]
    return report


def _row(name: str, own: ClassSums, cuts: Cuts, total: int) -> Row:
    n = own.parties
    return {
        "class": name,
        "parties": n,
        "share": ratio(n, cuts.parties),
        "money": money(own.minor, cuts.currency),
        "money_share": ratio(own.minor, total),
        "purchases": decimal(own.purchases, n, 1) if n else None,
        "days": decimal(own.days, n, 0) if n else None,
        "currency": cuts.currency,
    }


def _grid(classes: Classes) -> Report:
    both = range(1, SCORES + 1)
    rows: list[Row] = [
        {"recency": recency, **{f"fm{fm}": classes.grid.get((recency, fm), 0) for fm in both}}
        for recency in range(SCORES, 0, -1)
    ]
    columns = [Column("recency", "Recency", "int"), *(Column(f"fm{fm}", f"FM {fm}", "int") for fm in both)]
    charts = [Chart("heat", "recency", [f"fm{fm}" for fm in both], title="Customers by recency, frequency and money")]
    return Report("rfm-scores", "Customers by scores", columns, rows, charts=charts)


def scored_customers(rows: list[Row], *, name: str = "rfm-customers") -> Report:
    """Gives a list of customers with their scores."""
    columns = [
        Column("customer", "Customer"),
        Column("rfm", "RFM"),
        Column("class", "Class"),
        Column("last_purchase", "Last purchase", "day"),
        Column("purchases", "Purchases", "int"),
        Column("money", "Money", "money"),
        Column("id", "Id", "id", wide=True),
        Column("noun", wide=True),
        Column("currency", wide=True),
        Column("money", "", "bar"),
    ]
    return Report(name, "The best customers", columns, rows)
