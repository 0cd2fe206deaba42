"""Who bought, who is active, who came and who left: counted in SQL, so that nothing holds a list of customers.

A purchase is a sale that is not negative, or a won deal that no sale names. Nothing passes over all sales but what
asks about all of them: who is active on a day is counted among the sales of its window, and who came or left between
two days among those whose purchases came into the window or went out of it; each of these is then looked up. With
2,000,000 sales of 1,000,000 parties this takes 0.1 s for each question about a month, where one pass over the sales
with an aggregate for each takes 1.6 s, and 0.2 s for those about all of them.
"""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.store.cells import whole
from tinycrm.store.queries.parties import BOUGHT, NEVER, NO_SALE, OWN_WON, PAID, Parties, each_party, party_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.store.sqlite.connect import Cell


def day_before(day: str, days: int = 1) -> str:
    """Gives the ISO day so many days before another."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


class Moves:
    """What changed between two days.

    Attributes:
        lost: parties active on the first day and not on the second.
        came: parties active on the second day, not on the first, that never bought or paid by the first.
        back: those that had.
    """

    __slots__ = ("back", "came", "lost")

    def __init__(self, lost: int, came: int, back: int) -> None:
        self.lost = lost
        self.came = came
        self.back = back


class Purchases(Parties):
    """Counts of parties by what they bought and pay for."""

    __slots__ = ()

    def active(self, day: str) -> int:
        """Gives how many parties are active on a day: they bought in the window that ends with it, or pay on it."""
        days = {"before": day_before(day, self._window), "day": day}
        # a window is long: all sales by the parties, in their order, are read sooner than its own are sorted by them
        took = (
            "SELECT sale.party FROM sale WHERE sale.party IS NOT NULL AND coalesce(sale.sold_on, '') > :before"
            f" AND coalesce(sale.sold_on, '') <= :day AND {BOUGHT}{self._sale} GROUP BY sale.party"
        )
        others = self._payers("day")
        if self._sold:
            others += f" UNION ALL {self._winners('before', 'day')}"
        more = (
            f"SELECT count(*) FROM ({each_party(others)}) AS who WHERE NOT {self._took('who.party', 'before', 'day')}"
        )
        return self._number(f"SELECT count(*) FROM ({took}) AS who", **days) + self._number(more, **days)

    def reach(self, day: str) -> str:
        """Gives the last day on which a purchase does not make active on a later one."""
        return day_before(day, self._window)

    def moves(self, first: str, last: str) -> Moves:
        """Gives who came, came back and left between two days."""
        window = self._window
        days = {
            "first": first,
            "last": last,
            "first_before": day_before(first, window),
            "last_before": day_before(last, window),
        }
        # only these can have gone: their purchases left the window, or they stopped paying
        gone = each_party(
            f"{self._buyers('first_before', 'gone')}"
            f" UNION ALL {self._changed()} AND {self._pays('first')} AND NOT {self._pays('last')}"
        )
        lost = self._number(
            f"SELECT count(*) FROM ({gone}) AS who WHERE NOT {self._active('who.party', 'last_before', 'last')}",
            **days,
            gone=min(first, days["last_before"]),
        )
        found = each_party(
            f"{self._buyers('come', 'last')}"
            f" UNION ALL {self._changed()} AND {self._pays('last')} AND NOT {self._pays('first')}"
        )
        gained, back = self._row(
            f"SELECT count(*), coalesce(sum(CASE WHEN {self._ever('who.party', 'first')} THEN 1 ELSE 0 END), 0)"
            f" FROM ({found}) AS who WHERE NOT {self._active('who.party', 'first_before', 'first')}",
            **days,
            come=max(first, days["last_before"]),
        )
        return Moves(lost, gained - back, back)

    def new(self, after: str, until: str) -> int:
        """Gives how many parties bought or paid for the first time between two days."""
        return self._number(f"SELECT count(*) FROM ({self._new()}) AS new", after=after, until=until)

    def passing(self, after: str, until: str) -> int:
        """Gives the parties that paid for the first time between two days, and are not active on the second."""
        found = each_party(self._payments("after", "until"))
        sql = (
            f"SELECT count(*) FROM ({found}) AS who WHERE NOT {self._active('who.party', 'before', 'until')}"
            f" AND NOT {self._ever('who.party', 'after')}"
        )
        return self._number(sql, after=after, until=until, before=day_before(until, self._window))

    def new_by_source(self, after: str, until: str) -> list[tuple[str, int]]:
        """Gives (source, parties) of those that bought or paid for the first time between two days; "" is no source."""
        sql = (
            f"SELECT word, count(*) FROM (SELECT {party_source('new.party')} AS word"
            f" FROM ({self._new()}) AS new) AS words GROUP BY word ORDER BY word"
        )
        params = {**self._params, "never": NEVER, "after": after, "until": until}
        return [(str(word or ""), whole(count)) for word, count in self._db.rows(sql, params)]

    def sources(self, parties: Sequence[int]) -> list[str]:
        """Gives where parties come from, "" of those that have no source."""
        found: list[str] = []
        for start in range(0, len(parties), 500):
            marks: dict[str, Cell] = {f"i{at}": id for at, id in enumerate(parties[start : start + 500])}
            rows = " UNION ALL ".join(f"SELECT :{mark} AS party" for mark in marks)
            sql = f"SELECT {party_source('who.party')} FROM ({rows}) AS who"
            found += [str(row[0] or "") for row in self._db.rows(sql, marks)]
        return found

    def _new(self) -> str:
        found = each_party(f"{self._buyers('after', 'until')} UNION ALL {self._payments('after', 'until')}")
        return f"SELECT who.party AS party FROM ({found}) AS who WHERE NOT {self._ever('who.party', 'after')}"

    def known(self, first: str, until: str) -> Iterator[tuple[int, str, str]]:
        """Yields (party, customer_since, first purchase or paid day or "") of those that are known to be customers.

        A company and each of its people have one, next to each other. Left out is who bought or paid by the first day.

        Args:
            first: the first of the days that are asked about.
            until: the last; a customer_since after it does not count.
        """
        since = self._since()
        if not since:
            return
        # most are told by a sale of the party, and nothing else is asked about them
        quiet = (
            f"NOT {self._took('who.party', 'never', 'first')} AND NOT {self._ever('who.record', 'first')}"
            f" AND (who.record = who.party OR NOT {self._ever('who.party', 'first')})"
        )
        # who bought nothing by the first day is asked about the days after it
        events = self._events("who.party")
        events += [f"{one} AND who.record <> who.party" for one in self._events("who.record")]
        sql = (
            f"SELECT who.party, who.day, (SELECT min(day) FROM ({' UNION ALL '.join(events)}) AS events)"
            f" FROM ({since}) AS who WHERE {quiet} ORDER BY who.party"
        )
        for chunk in self._db.stream(sql, {**self._params, "never": NEVER, "first": first, "until": until}):
            for party, day, event in chunk:
                yield whole(party), str(day), str(event or "")

    def _events(self, who: str) -> list[str]:
        """The days after :first and up to :until on which somebody bought or paid, as SELECTs."""
        took = (
            f"SELECT sale.sold_on AS day FROM sale WHERE sale.party = {who} AND sale.sold_on > :first"
            f" AND sale.sold_on <= :until AND {BOUGHT}{self._sale}"
        )
        paid = (
            "SELECT c.changed_on FROM subscription JOIN subscription_change AS c ON c.subscription = subscription.id"
            f" WHERE subscription.party = {who} AND c.changed_on > :first AND c.changed_on <= :until AND {PAID}"
            f"{self._subscription}"
        )
        events = [took, paid]
        if self._sold:
            events.append(
                f"SELECT deal.closed_on FROM deal WHERE deal.party = {who} AND {OWN_WON} AND deal.closed_on > :first"
                f" AND deal.closed_on <= :until AND {NO_SALE}{self._deal}"
            )
        return events

    def retained(self, before: tuple[str, str], now: tuple[str, str]) -> tuple[int, int]:
        """Gives the buyers of one pair of days, and how many of them bought between another pair.

        Args:
            before, now: the day before the first, and the last day.
        """
        bought, again = self._row(
            f"SELECT count(*), coalesce(sum(CASE WHEN {self._bought('who.party', 'now_after', 'now_until')}"
            f" THEN 1 ELSE 0 END), 0) FROM ({each_party(self._buyers('after', 'until'))}) AS who",
            after=before[0],
            until=before[1],
            now_after=now[0],
            now_until=now[1],
        )
        return bought, again

    def frequency(self, after: str, until: str) -> tuple[int, int]:
        """Gives the purchases between two days of which somebody is known, and how many parties made them."""
        found = f"SELECT count(*) AS n FROM ({self._buyers('after', 'until')}) AS bought GROUP BY party"
        sql = f"SELECT coalesce(sum(n), 0), count(*) FROM ({found}) AS each_of_them"
        bought, buyers = self._row(sql, after=after, until=until)
        return bought, buyers

    def repeating(self, day: str) -> tuple[int, int]:
        """Gives the parties that bought at least once by a day, and at least twice."""
        sql = (
            "SELECT count(*), coalesce(sum(CASE WHEN n > 1 THEN 1 ELSE 0 END), 0) FROM (SELECT count(*) AS n FROM sale"
            f" WHERE sale.party IS NOT NULL AND {BOUGHT} AND sale.sold_on <= :day{self._sale}"
            " GROUP BY sale.party) AS own"
        )
        once, twice = self._row(sql, day=day)
        if not self._sold:
            return once, twice
        # what deals add: with them some bought at all, and some a second time
        first, second = self._row(
            "SELECT coalesce(sum(CASE WHEN sales = 0 THEN 1 ELSE 0 END), 0),"
            " coalesce(sum(CASE WHEN sales < 2 AND sales + deals > 1 THEN 1 ELSE 0 END), 0)"
            # by the index that has won deals in the order of their parties
            f" FROM (SELECT count(*) AS deals, {self._sales('deal.party', 'day')} AS sales FROM deal"
            f" WHERE {OWN_WON} AND coalesce(deal.closed_on, '') <= :day"
            f" AND coalesce(deal.party, -1) >= 0 AND {NO_SALE}{self._deal} GROUP BY deal.party) AS own",
            day=day,
        )
        return once + first, twice + second

    def repeating_since(self, after: str, until: str) -> tuple[int, int]:
        """Gives how many more bought at least once by the second of two days than by the first, and at least twice."""
        before = self._sales("own.party", "after")
        if self._sold:
            before += (
                f" + (SELECT count(*) FROM deal WHERE deal.party = own.party AND {OWN_WON}"
                f" AND deal.closed_on <= :after AND {NO_SALE}{self._deal})"
            )
        found = self._buyers("after", "until")
        once, twice = self._row(
            "SELECT coalesce(sum(CASE WHEN before = 0 THEN 1 ELSE 0 END), 0),"
            " coalesce(sum(CASE WHEN before < 2 AND before + n > 1 THEN 1 ELSE 0 END), 0)"
            f" FROM (SELECT own.n AS n, {before} AS before"
            f" FROM (SELECT party, count(*) AS n FROM ({found}) AS bought GROUP BY party) AS own) AS counted",
            after=after,
            until=until,
        )
        return once, twice

    def _sales(self, who: str, until: str) -> str:
        """How many sales somebody has by a day, 2 for more."""
        return (
            f"(SELECT count(*) FROM (SELECT 1 FROM sale WHERE sale.party = {who}"
            f" AND sale.sold_on <= :{until} AND {BOUGHT}{self._sale} LIMIT 2) AS some)"
        )

    def only_paying(self, days: Sequence[str]) -> list[int]:
        """Gives, for each day, the parties that paid for a subscription by it and bought nothing."""
        first_bought = f"SELECT sale.sold_on AS day FROM sale WHERE sale.party = who.party AND {BOUGHT}{self._sale}"
        if self._sold:
            first_bought += (
                f" UNION ALL SELECT deal.closed_on FROM deal WHERE deal.party = who.party AND {OWN_WON} AND {NO_SALE}"
                f"{self._deal}"
            )
        # of those who bought by the first of the days nothing is asked
        sql = (
            f"SELECT who.day, coalesce((SELECT min(day) FROM ({first_bought}) AS bought), '') FROM"
            " (SELECT subscription.party AS party, min(c.changed_on) AS day FROM subscription"
            " JOIN subscription_change AS c ON c.subscription = subscription.id"
            f" WHERE subscription.party IS NOT NULL AND NOT {self._bought('subscription.party', 'never', 'first')}"
            f" AND {PAID} AND c.changed_on <= :last{self._subscription} GROUP BY subscription.party) AS who"
        )
        counts = [0] * len(days)
        params = {**self._params, "never": NEVER, "first": min(days), "last": max(days)}
        for chunk in self._db.stream(sql, params):
            for paid, bought in chunk:
                for at, day in enumerate(days):
                    counts[at] += str(paid) <= day and (not bought or str(bought) > day)
        return counts
