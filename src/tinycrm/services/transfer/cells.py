"""What the cells of a row say: parted into items, their words translated, days and numbers in their plain form."""

from __future__ import annotations

from tinycrm.domain.cells_safe import split_list
from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.points import LABELS
from tinycrm.domain.text import blank, clean
from tinycrm.services.transfer.columns import squash
from tinycrm.services.transfer.headers import choice_words
from tinycrm.services.transfer.mapping import DAY_KEYS
from tinycrm.services.transfer.reading import day_text, when_text, whole_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.fields import Field
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.mapping import Target
    from tinycrm.services.transfer.sheet import Cell
    from tinycrm.services.work import Work

DAYS = ("day", "when", "birthday")
# types whose texts are looked at before they are values
LOOKED_AT = (*DAYS, "int", "instant")
_OTHER = "*"
_NOTHING = "-"
# Google marks the first of several so
_MARK = "* "
# the first leap year of the calendar that Outlook and phones know
_NO_YEAR = "1604"
# so many different cells of a column are remembered with what they say
REMEMBERED = 5000
# choices that another system has words of its own for, and what keeps such a word
_CHOICES = ("lifecycle", "priority", "kind", "direction")


class Conditions:
    """Rows that hold one of the words in one of the columns."""

    def __init__(self, rules: Mapping[str, Sequence[str]], headers: Sequence[str]) -> None:
        places = {squash(header): place for place, header in reversed(list(enumerate(headers)))}
        self._cells = [
            (places[squash(header)], frozenset(fold(word) for word in words))
            for header, words in rules.items()
            if squash(header) in places
        ]

    def __bool__(self) -> bool:
        return bool(self._cells)

    def hold(self, cells: Sequence[Cell]) -> bool:
        """Says whether a row is one of them."""
        for place, words in self._cells:
            cell = cells[place]
            if (fold(cell) if isinstance(cell, str) else "") in words:
                return True
        return False


def by_field(work: Work, noun: str, given: Mapping[str, dict[str, str]], asked: Asked) -> dict[str, dict[str, str]]:
    """Gives what rules say of fields under the fields' keys.

    Raises:
        UsageError: no such field; a profile may speak of fields that this noun does not have.
    """
    custom = work.settings.custom(noun)
    found: dict[str, dict[str, str]] = {}
    for name, words in given.items():
        if asked.profile and NOUNS[noun].get(name, custom) is None:
            continue
        found[NOUNS[noun].need(name, custom).key] = words
    return found


class CellReader:
    """Reads the cells of one sheet."""

    def __init__(self, work: Work, noun: str, asked: Asked) -> None:
        self._work = work
        self._values = {
            key: {fold(word): ours for word, ours in words.items()}
            for key, words in by_field(work, noun, asked.values, asked).items()
        }
        for key, words in choice_words(noun).items() if not asked.profile else ():
            given = self._values.get(key, {})
            # whoever said what any other word means meant these too
            self._values[key] = given if _OTHER in given else {**words, **given}
        split = by_field(work, noun, {key: {"": sign} for key, sign in asked.split.items()}, asked)
        self._split = {key: sign[""] for key, sign in split.items()}
        self._lenient = bool(asked.profile)
        # our own exports mean what they say: what looks like HTML or a list there is what a person wrote
        self._foreign = asked.profile not in ("", "TinyCRM")
        self._names: dict[tuple[str, str], list[str]] = {}
        self.null = frozenset(asked.null)

    def is_plain(self, target: Target) -> bool:
        """Says whether the cells of a column are values as they are."""
        field = target.field
        if field is None or target.part or target.label or target.also or field.place in ("ref", "link"):
            return False
        special = target.key in self._values or target.key in self._split
        special = (
            special or (self._lenient and field.key in _CHOICES) or (self._foreign and field.type in ("long", "user"))
        )
        return field.type not in LOOKED_AT and not special

    def parts(self, field: Field | None, cell: str) -> list[str]:
        """Gives the items of a cell: parted as the rules say, else at semicolons, else at commas."""
        if field is None:
            return [cell]
        if not field.many:
            # other systems list all records that belong together; the one that counts comes first
            listed = self._foreign and field.place in ("ref", "link") and ";" in cell
            return cell.split(";") if listed else [cell]
        sign = self._split.get(field.key)
        if sign:
            items = [item.strip() for item in cell.split(sign)]
            return [item.removeprefix(_MARK) for item in sorted(items, key=lambda item: not item.startswith(_MARK))]
        if ";" in cell and "\\" not in cell:
            return cell.split(";")
        # names of companies hold commas of their own
        return split_list(cell, commas=field.place != "link")

    def one_line(self, field: Field | None, cell: str) -> str:
        """Gives a cell of another system without the line breaks that a field of one line cannot hold: addresses."""
        if not self._foreign or field is None or field.type == "long":
            return cell
        lines = [line.strip() for line in cell.splitlines()]
        sign = ";" if field.many else ", " if field.place == "custom" else " "
        return sign.join(line for line in lines if line)

    def names(self, target: Target, cell: Cell) -> list[str]:
        """Gives the names or foreign ids in a cell; the same ones stand in it again and again."""
        if not isinstance(cell, str):
            return [clean(text, what=target.header) for text in self.texts(target, cell) if not blank(text)]
        known = (f"{target.part} {target.key}", cell)
        names = self._names.get(known)
        if names is None:
            texts = self.texts(target, cell)
            names = [text for item in texts if (text := clean(item, what=target.header)) and text not in self.null]
            if len(self._names) >= REMEMBERED:
                self._names.clear()
            self._names[known] = names
        return names

    def texts(self, target: Target, cell: Cell) -> list[str]:
        """Gives the texts of a cell, in the form that the field is read from."""
        field = target.field
        parts = cell if isinstance(cell, list) else self.parts(field, cell)
        words = self._values.get(target.key) if not target.part else None
        if words:
            parts = [words.get(fold(part), words.get(_OTHER, part)) if part.strip() else "" for part in parts]
            parts = [part for part in parts if part != _NOTHING]
        if target.label:
            parts = [f"{target.label}:{part.strip()}" for part in parts if not blank(part)]
        if field is not None and field.type == "birthday":
            return [self._birthday(part) for part in parts]
        is_day = target.key in DAY_KEYS or (field is not None and field.type == "day")
        if is_day:
            return [day_text(part, self._work.reading) for part in parts]
        if self._foreign and field is not None and field.type == "user":
            return [part for part in parts if not _is_id(part.strip())]
        if self._foreign and field is not None and field.type == "long":
            from tinycrm.services.transfer.markup import as_plain

            return [as_plain(part) for part in parts]
        if field is not None and field.type == "int":
            return [whole_text(part) for part in parts]
        if field is not None and field.type in ("when", "instant"):
            parts = [part for part in parts if day_text(part, self._work.reading)]
            # a midnight that only fills up says no more than the day
            return [when_text(part) for part in parts] if field.type == "when" or self._foreign else parts
        return parts

    def _birthday(self, text: str) -> str:
        """Gives a birthday; the year 1604 stands for none in the address books of phones."""
        day = day_text(text, self._work.reading)
        if _NO_YEAR not in day:
            return day
        return f"--{self._work.reading.day(day.replace(_NO_YEAR, '2004'), past=True)[5:]}"

    def fits(self, field: Field, text: str) -> bool:
        """Says whether a word of another system is one of ours too; only those of choices are in doubt."""
        if not self._lenient or field.key not in _CHOICES:
            return True
        choices = self._work.settings.lifecycle if field.key == "lifecycle" else field.choices
        return fold(text) in {fold(choice) for choice in choices}


def _is_id(text: str) -> bool:
    """Says whether a text is the number of a user, or the id that a program made up for one: nobody's name."""
    return text.isdigit() or (len(text) == 36 and text.count("-") == 4)


def label_of(cell: str) -> tuple[str, bool]:
    """Gives the label that a cell names, "" for one that we do not have; and whether it marks the first."""
    text = cell.strip()
    word = fold(text.removeprefix(_MARK))
    return (word if word in LABELS else ""), text.startswith(_MARK)
