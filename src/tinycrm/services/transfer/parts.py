"""Files whose rows are not all the same: some are other records, some only say what belongs to what."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.errors import UsageError
from tinycrm.services.transfer.columns import OR, squash
from tinycrm.services.transfer.reading import day_text
from tinycrm.services.transfer.sheet import Line, Sheet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tinycrm.domain.reading import Reading
    from tinycrm.services.transfer.asked import Bad
    from tinycrm.services.transfer.rules import Rules
    from tinycrm.services.transfer.sheet import Cell

    When = Mapping[str, Sequence[str]]

_LATER = "later"
_YES = frozenset(("1", "true", "yes"))


class Rows:
    """Rows that have one of the words in each of the columns.

    A column may be several, parted by ` | `: the first that is filled counts. The word `later` is a day to come.
    """

    def __init__(self, when: When, headers: Sequence[str], reading: Reading) -> None:
        places = {squash(header): place for place, header in reversed(list(enumerate(headers)))}
        self._reading = reading
        self._columns: list[tuple[list[int], frozenset[str]]] = []
        for names, words in when.items():
            found = [places[squash(name)] for name in names.split(OR) if squash(name) in places]
            self._columns.append((found, frozenset(fold(word) for word in words)))

    @property
    def may_hold(self) -> bool:
        """Whether the file has all the columns that this asks for."""
        return all(places for places, _ in self._columns)

    def hold(self, cells: Sequence[Cell]) -> bool:
        """Says whether a row is one of them; of a file without one of the columns none is."""
        return all(self._holds(cells, places, words) for places, words in self._columns)

    def _holds(self, cells: Sequence[Cell], places: Sequence[int], words: frozenset[str]) -> bool:
        texts = [cell.strip() for place in places if isinstance(cell := cells[place], str)]
        text = next((text for text in texts if text), "")
        if fold(text) in words and places:
            return True
        return _LATER in words and bool(text) and self._is_later(text)

    def _is_later(self, text: str) -> bool:
        try:
            return self._reading.day(day_text(text, self._reading)) > self._reading.clock.today().isoformat()
        except UsageError:
            return False


class Part(Sheet):
    """Some rows of a sheet, with all of its columns; how days are written is still told by all of its rows."""

    __slots__ = ("_among", "_of", "_without")

    def __init__(self, of: Sheet, among: Rows | None, without: Sequence[Rows], count: int) -> None:
        super().__init__(of.name, of.source)
        self._of = of
        self._among = among
        self._without = list(without)
        self.headers = of.headers
        # what is to be told of the whole file is told once
        self.notes = of.notes if among is None else []
        self.loose, self.noun, self.system, self.row_count = of.loose, of.noun, of.system, count

    def rows(self) -> Iterator[Line | Bad]:
        """Yields its rows; those that do not fit the columns are with the rows that are nothing else.

        Raises:
            UsageError: the rest of the file cannot be read; the message begins with NAME:LINE.
        """
        for row in self._of.rows():
            if self._has(row.cells) if isinstance(row, Line) else self._among is None:
                yield row

    def _has(self, cells: Sequence[Cell]) -> bool:
        if self._among is not None and not self._among.hold(cells):
            return False
        return not any(rows.hold(cells) for rows in self._without)

    @property
    def lines(self) -> Iterator[Line]:
        """All rows of the sheet that fit its columns."""
        return self._of.lines


def divide(sheet: Sheet, kinds: Sequence[Rules], reading: Reading) -> list[tuple[int, Sheet]]:
    """Gives (place among the kinds, their rows) of a sheet, and (-1, the other rows); never nothing.

    Args:
        sheet: the file.
        kinds: what its rows may be besides; the first that a row fits has it.
        reading: of days to come.
    """
    rows = [Rows(kind.when, sheet.headers, reading) for kind in kinds]
    places = [place for place, own in enumerate(rows) if own.may_hold]
    counts = dict.fromkeys([-1, *places], 0)
    for row in sheet.rows() if places else ():
        cells = row.cells if isinstance(row, Line) else None
        counts[next((at for at in places if cells is not None and rows[at].hold(cells)), -1)] += 1
    if not any(counts[place] for place in places):
        return [(-1, sheet)]
    held = [place for place in places if counts[place]]
    made: list[tuple[int, Sheet]] = [
        (place, Part(sheet, rows[place], [rows[at] for at in held if at < place], counts[place])) for place in held
    ]
    if counts[-1]:
        made.insert(0, (-1, Part(sheet, None, [rows[place] for place in held], counts[-1])))
    return made


def links_of(sheet: Sheet, rules: Rules) -> dict[str, dict[str, list[str]]]:
    """Gives what the rows of a file that only links records say: foreign id → field → foreign ids, first ones first.

    Args:
        sheet: the file.
        rules: its columns: one is `foreign_id`, others are FIELD.foreign_id.
    """
    from tinycrm.services.transfer.columns import Columns

    columns = Columns(rules.columns)
    targets = {place: known[1] for place, name in enumerate(sheet.headers) if name and (known := columns.find(name))}
    own = next((place for place, target in targets.items() if target == "foreign_id"), -1)
    first = {place for place, target in targets.items() if target == "first"}
    skip = [(places, words) for name, words in rules.skip.items() if (places := _place(sheet, name)) >= 0]
    found: dict[str, dict[str, list[str]]] = {}
    for line in sheet.lines:
        cells = [cell if isinstance(cell, str) else ";".join(cell) for cell in line.cells]
        if own < 0 or any(fold(cells[place]) in {fold(word) for word in words} for place, words in skip):
            continue
        for place, target in targets.items():
            field, _, part = target.rpartition(".")
            if part != "foreign_id" or not field or not cells[place].strip() or cells[place] in rules.null:
                continue
            ids = found.setdefault(cells[own].strip(), {}).setdefault(field, [])
            if any(fold(cells[at]) in _YES for at in first):
                ids.insert(0, cells[place].strip())
            else:
                ids.append(cells[place].strip())
    return found


def _place(sheet: Sheet, name: str) -> int:
    return next((place for place, header in enumerate(sheet.headers) if squash(header) == squash(name)), -1)


def users_of(sheet: Sheet, rules: Rules) -> dict[str, str]:
    """Gives the names of the users in a file: foreign id → name.

    Args:
        sheet: the file.
        rules: its columns: `foreign_id`, `name`, or `given` and `family`.
    """
    from tinycrm.services.transfer.columns import Columns

    columns = Columns(rules.columns)
    targets: dict[str, int] = {}
    for place, header in enumerate(sheet.headers):
        known = columns.find(header) if header else None
        if known is not None:
            targets.setdefault(known[1], place)
    found: dict[str, str] = {}
    for line in sheet.lines:
        said = {target: cell.strip() for target, place in targets.items() if isinstance(cell := line.cells[place], str)}
        name = said.get("name") or " ".join(filter(None, (said.get("given"), said.get("family"))))
        if said.get("foreign_id") and name:
            found[said["foreign_id"]] = name
    return found
