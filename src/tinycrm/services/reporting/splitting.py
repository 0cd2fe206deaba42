"""Rows put into groups as they are read, one group for each value of a field and each currency."""

from __future__ import annotations

from typing import Generic, Protocol, Self, TypeVar

from tinycrm.domain.fold import fold
from tinycrm.reports.best import OTHERS, Best
from tinycrm.reports.groups import TIMES
from tinycrm.store.queries.closings import RECORDS, names_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.services.reporting.question import Question
    from tinycrm.store.sqlite.connect import Cell

# on a screen or a page so many companies or campaigns are enough, unless --top says otherwise
ENOUGH = 20


class Sums(Protocol):
    """Counts and sums that can be added to others of their kind."""

    def include(self, other: Self, /) -> None:
        """They include those of another."""


Own = TypeVar("Own", bound=Sums)


class Split(Generic[Own]):
    """Groups of rows: a few words or times, or records that come one after another."""

    def __init__(self, q: Question, by: str, make: Callable[[], Own], rank: Callable[[Own], int]) -> None:
        """There is no group yet.

        Args:
            q: the question.
            by: the field; "company" and "campaign" are records, whose rows come in the order of their ids.
            make: gives counts and sums of nothing.
            rank: the highest is the best group.
        """
        self._q = q
        self._by = by
        self._make = make
        self._rank = rank
        self._words: dict[Cell, str] = {}
        self._named: dict[str, dict[str, Own]] = {}
        self._spelled: dict[str, str] = {}
        records = by in RECORDS
        top = q.asked.top or (ENOUGH if records and q.asked.form in ("screen", "page") else 0)
        self._best: Best[Cell, dict[str, Own]] = Best(top)
        self._rest: dict[str, Own] = {}
        self._records = records
        self._present: Cell = None
        self._parts: dict[str, Own] = {}

    def of(self, group: Cell, currency: str) -> Own:
        """Gives the counts and sums of a group in a currency, to add to."""
        if self._records:
            if group != self._present:
                self._flush()
                self._present = group
            parts = self._parts
        else:
            name = self._words.get(group)
            if name is None:
                # words that differ only in their spelling are one group, called as it was met first
                word = str(group or "")
                name = self._words[group] = self._spelled.setdefault(fold(word), word)
            parts = self._named.setdefault(name, {})
        own = parts.get(currency)
        if own is None:
            own = parts[currency] = self._make()
        return own

    def _flush(self) -> None:
        if self._parts:
            self._keep(self._present, self._parts)
            self._parts = {}

    def _keep(self, name: Cell, parts: dict[str, Own]) -> None:
        fallen = self._best.add(max(self._rank(own) for own in parts.values()), name, parts)
        for currency, own in (fallen or {}).items():
            kept = self._rest.get(currency)
            if kept is None:
                kept = self._rest[currency] = self._make()
            kept.include(own)

    def groups(self, *, others: bool = False) -> list[tuple[str, dict[str, Own]]]:
        """Gives (name, currency → counts and sums): times in their order, everything else the best first.

        What has no name comes last.

        Args:
            others: whether all that is beyond the best stands below, as one group.
        """
        if self._by in TIMES:
            return sorted(self._named.items())
        if self._records:
            self._flush()
            ranked = self._best.ranked()
            names = names_of(self._q.db, self._by, [id for id, _ in ranked if isinstance(id, int)])
            found = [(names.get(id, "") if isinstance(id, int) else "", parts) for id, parts in ranked]
        else:
            for name in sorted(self._named):
                self._keep(name, self._named[name])
            found = [(str(name or ""), parts) for name, parts in self._best.ranked()]
        found.sort(key=lambda group: not group[0])
        if self._best.left:
            if others:
                found.append((OTHERS, self._rest))
            shown = f"are added up as {OTHERS}" if others else "are left out"
            self._q.note(f"{self._best.left} more by {self._by} {shown}: --top N shows more")
        return found
