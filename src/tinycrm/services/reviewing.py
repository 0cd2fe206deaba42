"""Going through likely duplicates pair by pair: each decision is an operation of its own, and can be undone."""

from __future__ import annotations

from tinycrm.domain.results import id_of
from tinycrm.errors import NotFound
from tinycrm.services.duplicates import Search, check_score, reasons
from tinycrm.services.grouping import Group
from tinycrm.services.history import undo
from tinycrm.services.merging import Choice, merge_records
from tinycrm.store.merging import moving
from tinycrm.store.queries.duplicates import tell_apart, told_apart, versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work


class Pair:
    """Two records that are likely one, as a person sees them.

    Attributes:
        number: of the pair, from 1.
        keep, other: the record that would stay, and the one that would become part of it, whole.
        score: how sure it is, 0-100.
        why: what speaks for it, in words.
        hanging: record → how much hangs on it: words → count.
        seen: record → its version.
    """

    __slots__ = ("hanging", "keep", "number", "other", "score", "seen", "why")

    def __init__(self, number: int, records: tuple[Row, Row], score: int, why: list[str]) -> None:
        self.number = number
        self.keep, self.other = records
        self.score = score
        self.why = why
        self.hanging: dict[int, dict[str, int]] = {}
        self.seen: dict[int, int] = {}

    def swap(self) -> None:
        """The other one stays."""
        self.keep, self.other = self.other, self.keep


class _Decision:
    __slots__ = ("merged", "operation", "place", "what")

    def __init__(self, place: int, what: str, operation: int, merged: tuple[int, int] | None) -> None:
        self.place = place
        self.what = what
        self.operation = operation
        self.merged = merged


class Review:
    """The pairs of one noun, the surest first, and what was decided.

    Attributes:
        total: how many pairs there are.
        notes: what was left out of the search.
        merged, apart, skipped: how many were decided so.
    """

    def __init__(
        self, work: Work, noun: str, *, least: int | None = None, limit: int | None = None, everything: bool = False
    ) -> None:
        self._work = work
        self._noun = noun
        self._everything = everything
        self._search = Search(work, noun, max(1, check_score(least)), everything=everything)
        found = sorted(self._search.found.items(), key=lambda item: (-item[1].score, item[0]))
        self._pairs = [pair for pair, _ in found][: limit or None]
        self._place = 0
        self._decisions: list[_Decision] = []
        self.notes = self._search.notes
        self.total = len(self._pairs)
        self.merged = self.apart = self.skipped = 0

    @property
    def left(self) -> int:
        """How many pairs were not looked at."""
        return self.total - self._place

    def next(self) -> Pair | None:
        """Gives the next pair that is still one, or None at the end. What was merged meanwhile is passed over."""
        while self._place < self.total:
            shown = self._shown(*self._pairs[self._place])
            if shown is not None:
                return shown
            self._place += 1
        return None

    def _shown(self, first: int, second: int) -> Pair | None:
        one, two = sorted((self._now(first), self._now(second)))
        if one == two:
            return None
        db = self._work.store.db
        if (one, two) != (first, second) and not self._everything and (one, two) in told_apart(db, self._noun):
            return None
        seen = versions(db, self._noun, (one, two))
        records = self._work.store.records(self._noun, [one, two]) if len(seen) == 2 else []
        if len(records) < 2:
            # another process was here
            return None
        verdict = self._search.verdict(first, second)
        why = reasons(self._search, Group((first, second), verdict.score, verdict.signs))
        hanging = {id: moving(db, self._noun, [id]) for id in (one, two)}
        fuller = _weight(records[1], hanging[two]) > _weight(records[0], hanging[one])
        pair = Pair(
            self._place + 1, (records[1], records[0]) if fuller else (records[0], records[1]), verdict.score, why
        )
        pair.hanging = hanging
        pair.seen = seen
        return pair

    def _now(self, id: int) -> int:
        """Gives the record that one has become by a decision of this review."""
        for decision in self._decisions:
            if decision.merged is not None and decision.merged[1] == id:
                id = decision.merged[0]
        return id

    def merge(self, pair: Pair) -> str:
        """The pair is one record; gives what to tell.

        Raises:
            Conflict: one was changed since the person saw it.
            NotFound: one is gone.
        """
        keep, other = id_of(pair.keep), id_of(pair.other)
        self._work.store.command = f"{self._noun} merge {keep} {other}"
        with self._work.write() as unit:
            done = merge_records(self._work, self._noun, keep, [other], Choice(seen=pair.seen))
            operation = unit.op
        self._decided("merged", operation, (keep, other))
        return done.sentence

    def tell_apart(self, pair: Pair) -> str:
        """The pair is remembered as two records; gives what to tell."""
        one, two = sorted((id_of(pair.keep), id_of(pair.other)))
        self._work.store.command = f"{self._noun} dupes --review: {one} and {two} are no duplicates"
        with self._work.write() as unit:
            now = versions(unit.db, self._noun, (one, two))
            if len(now) < 2:
                raise NotFound(f"{self._noun} {one} or {two} was removed meanwhile", hint="tinycrm history")
            tell_apart(unit, self._noun, one, two)
            operation = unit.op
        self._decided("apart", operation, None)
        return f"{one} and {two} are two, and not asked about again"

    def skip(self) -> None:
        """The pair stays undecided."""
        self._decided("skipped", 0, None)

    def _decided(self, what: str, operation: int, merged: tuple[int, int] | None) -> None:
        self._decisions.append(_Decision(self._place, what, operation, merged))
        self._place += 1
        setattr(self, what, getattr(self, what) + 1)

    def undo(self) -> str:
        """The last decision is taken back and its pair comes again; gives what to tell.

        Raises:
            Conflict: its records were changed since.
        """
        if not self._decisions:
            return "nothing was decided yet"
        last = self._decisions[-1]
        if last.operation:
            self._work.store.command = f"undo {last.operation}"
            undo(self._work, number=last.operation)
        self._decisions.pop()
        self._place = last.place
        setattr(self, last.what, getattr(self, last.what) - 1)
        return {"merged": "The merge is undone", "apart": "No longer remembered"}.get(
            last.what, "Back to the one before"
        )


def _weight(record: Row, hanging: dict[str, int]) -> int:
    """How complete a record is: its filled fields, the items of its lists, and what hangs on it."""
    return sum(map(_filled, record.values())) + sum(hanging.values())


def _filled(value: Json) -> int:
    if isinstance(value, (list, dict)):
        return len(value)
    return int(value not in (None, "", False))
