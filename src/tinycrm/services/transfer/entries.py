"""One row of a sheet becomes an entry: a checked draft, the names it links to, and what identifies it."""

from __future__ import annotations

from tinycrm.domain.cells_safe import split_list
from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.text import blank, clean
from tinycrm.errors import UsageError
from tinycrm.services.drafts import Draft, move_money, put, settable
from tinycrm.services.transfer.mapping import CLOSE_DATE, FOREIGN_ID, LEAVE_OUT
from tinycrm.services.transfer.reading import day_text, whole_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.fields import Field
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.mapping import Target
    from tinycrm.services.transfer.sheet import Cell, Line
    from tinycrm.services.work import Work

    # (foreign id, name) of a record that a row links to; either may be ""
    Link = tuple[str, str]

# what the store keeps of a record, brought as it was
_BROUGHT = (
    "uid",
    "created_at",
    "updated_at",
    "pipeline",
    "stage",
    "outcome",
    "closed_on",
    "status",
    "done_at",
    "done_on",
)
_DAYS = ("day", "when", "birthday")
# types whose texts are looked at before they are values
_READ = (*_DAYS, "int", "instant")
# so many different cells of a column are remembered with what they say
_REMEMBERED = 5000


class Entry:
    """A row that was read.

    Attributes:
        line: where it stands.
        draft: its own values; links are not in it yet.
        links: field key → the records it links to, each (foreign id, name), either of them perhaps "".
        related: foreign ids of records whose noun the file does not say.
        brought: fields that no edit sets: field key → text.
        foreign_id, uid: what identifies it elsewhere, or "".
        money: (amount, currency) as text, either "".
        owned: whether the file says whose its records are.
    """

    __slots__ = ("_headers", "_noun", "brought", "draft", "foreign_id", "line", "links", "money", "owned", "related")

    def __init__(self, line: Line, noun: str, headers: Sequence[str], *, owned: bool) -> None:
        self._noun = noun
        self._headers = headers
        self.line = line
        self.draft = Draft()
        self.links: dict[str, list[Link]] = {}
        self.related: list[str] = []
        self.brought: dict[str, str] = {}
        self.foreign_id = ""
        self.money: tuple[str, str] = ("", "")
        self.owned = owned

    @property
    def digest(self) -> str:
        """What identifies the row when nothing else does."""
        said = [(header, cell) for header, cell in zip(self._headers, self.line.cells, strict=True) if cell and header]
        return digest(self._noun + repr(sorted(said, key=lambda pair: pair[0])))

    @property
    def uid(self) -> str:
        """The uid that the file brings, or ""."""
        return self.brought.get("uid", "")

    def title(self, noun: str) -> str:
        """The words that name the record."""
        return str(self.draft.columns.get(NOUNS[noun].title) or "")


class EntryReader:
    """Reads the rows of one sheet."""

    def __init__(self, work: Work, noun: str, targets: Sequence[Target], asked: Asked) -> None:
        self._work = work
        self._noun = noun
        self._targets = list(targets)
        self._values = {
            key: {fold(word): ours for word, ours in words.items()}
            for key, words in self._by_field(asked.values).items()
        }
        self._defaults = self._by_field(asked.defaults)
        self._titles = asked.titles
        self._owned = any(target.key == "owner" for target in targets)
        self._headers = [target.header for target in targets]
        self._columns = [
            (place, target, self._plain_key(target), target.field is not None and target.field.many)
            for place, target in enumerate(targets)
            if target.key != LEAVE_OUT
        ]
        self._fields: dict[str, tuple[Field, str]] = {}
        self._names: dict[tuple[str, str], list[str]] = {}
        self._tags: dict[tuple[str, ...], dict[str, str] | None] = {}

    def _plain_key(self, target: Target) -> str:
        """Gives the key in `given` of a column whose cells need no look before they are read as values, else ""."""
        field = target.field
        if field is None or target.key in (LEAVE_OUT, FOREIGN_ID, CLOSE_DATE, *_BROUGHT):
            return ""
        if field.place in ("ref", "link") or field.type in _READ or target.key in self._values:
            return ""
        return f"fields.{target.key}" if field.place == "custom" else target.key

    def _by_field(self, given: Mapping[str, Cell | dict[str, str]]) -> dict[str, dict[str, str]]:
        """Keys as the map file spells them become field keys."""
        custom = self._work.settings.custom(self._noun)
        found: dict[str, dict[str, str]] = {}
        for name, value in given.items():
            key = NOUNS[self._noun].need(name, custom).key
            found[key] = value if isinstance(value, dict) else {"": str(value)}
        return found

    def read(self, line: Line) -> Entry:
        """Gives the entry of a row.

        Raises:
            UsageError: a cell is no value of its field; the message names the column.
        """
        entry = Entry(line, self._noun, self._headers, owned=self._owned)
        given: dict[str, list[str]] = {}
        cells = line.cells
        for place, target, plain, many in self._columns:
            cell = cells[place]
            if not cell:
                continue
            if not plain or not isinstance(cell, str):
                self._take(entry, given, target, cell)
                continue
            texts = [cell] if not many or (";" not in cell and "," not in cell) else _split(target.field, cell)
            texts = [text for text in texts if not blank(text)]
            if plain in given:
                given[plain] += texts
            elif texts:
                given[plain] = texts
        if self._defaults:
            self._fill_defaults(entry, given)
        self._fill_title(entry, given)
        amounts, currencies = given.pop("value", None), given.pop("currency", None)
        if amounts or currencies:
            entry.money = (amounts[-1] if amounts else "", currencies[-1] if currencies else "")
        for key, texts in given.items():
            self._put(entry.draft, key, texts)
        self._check_money(entry)
        return entry

    def _put(self, draft: Draft, key: str, texts: list[str]) -> None:
        known = self._fields.get(key)
        if known is None:
            field = settable(self._work, self._noun, key)
            is_text = field.place == "column" and field.type in ("text", "long")
            known = self._fields[key] = (field, field.label.lower() if is_text else "")
        field, text_of = known
        if text_of:
            value = clean(texts[-1], what=text_of, long=field.type == "long")
            draft.columns[field.column] = value
            if field.folded:
                draft.columns[field.folded] = fold(value)
        elif field.place == "tag":
            draft.tags = self._tagged(field, texts)
        else:
            put(self._work, self._noun, draft, field, texts)

    def _tagged(self, field: Field, texts: list[str]) -> dict[str, str] | None:
        """Gives the tags of a cell; the same ones stand in it again and again."""
        known = tuple(texts)
        if known not in self._tags:
            if len(self._tags) >= _REMEMBERED:
                self._tags.clear()
            draft = Draft()
            put(self._work, self._noun, draft, field, texts)
            self._tags[known] = draft.tags
        return self._tags[known]

    def _take(self, entry: Entry, given: dict[str, list[str]], target: Target, cell: Cell) -> None:
        if isinstance(cell, str) and target.field is not None and target.field.place in ("ref", "link"):
            entry.links.setdefault(target.key, []).extend(("", name) for name in self._linked(target, cell))
            if not entry.links[target.key]:
                del entry.links[target.key]
            return
        texts = [text for text in self._texts(target, cell) if not blank(text)]
        if not texts:
            return
        if target.key == FOREIGN_ID:
            entry.foreign_id = clean(texts[-1], what="foreign id")
        elif target.field is None:
            entry.brought[CLOSE_DATE] = texts[-1]
        elif target.key in _BROUGHT:
            entry.brought[target.key] = texts[-1]
        elif target.field.place in ("ref", "link"):
            entry.links.setdefault(target.key, []).extend(("", clean(text, what=target.header)) for text in texts)
        else:
            key = f"fields.{target.key}" if target.field.place == "custom" else target.key
            given.setdefault(key, []).extend(texts)

    def _linked(self, target: Target, cell: str) -> list[str]:
        """Gives the names in a cell; the same companies stand in it again and again."""
        known = (target.key, cell)
        names = self._names.get(known)
        if names is None:
            names = [clean(text, what=target.header) for text in self._texts(target, cell) if not blank(text)]
            if len(self._names) >= _REMEMBERED:
                self._names.clear()
            self._names[known] = names
        return names

    def _texts(self, target: Target, cell: Cell) -> list[str]:
        field = target.field
        parts = cell if isinstance(cell, list) else _split(field, cell)
        words = self._values.get(target.key)
        if words:
            parts = [words.get(fold(part), part) for part in parts]
        is_day = target.key == CLOSE_DATE or (field is not None and field.type in _DAYS and field.key != "due_on")
        if is_day:
            return [day_text(part, self._work.reading) for part in parts]
        if field is not None and field.type == "int":
            return [whole_text(part) for part in parts]
        if field is not None and field.type in ("when", "instant"):
            return [part for part in parts if day_text(part, self._work.reading)]
        return parts

    def _fill_defaults(self, entry: Entry, given: dict[str, list[str]]) -> None:
        for key, word in self._defaults.items():
            text = word[""]
            field = NOUNS[self._noun].need(key, self._work.settings.custom(self._noun))
            if key in _BROUGHT:
                entry.brought.setdefault(key, text)
            elif field.place in ("ref", "link"):
                entry.links.setdefault(key, [("", text)])
            else:
                given.setdefault(f"fields.{key}" if field.place == "custom" else key, [text])

    def _fill_title(self, entry: Entry, given: dict[str, list[str]]) -> None:
        key = NOUNS[self._noun].title
        if given.get(key):
            return
        if self._titles:
            title = self._templated(entry)
            if title:
                given[key] = [title]
        if self._noun == "contact" and not given.get("name"):
            whole = " ".join([*given.get("given", [])[:1], *given.get("family", [])[:1]]).strip()
            mail = given.get("emails", [""])[0].rpartition(":")[2].partition("@")[0]
            if whole or mail:
                given["name"] = [whole or mail]
        if not given.get(key):
            raise UsageError(f"the {key} is blank", hint=f"a {self._noun} needs a {key}")

    def _templated(self, entry: Entry) -> str:
        values: dict[str, str] = {}
        for target, cell in zip(self._targets, entry.line.cells, strict=True):
            text = cell if isinstance(cell, str) else ";".join(cell)
            values[fold(target.header)] = text.strip()
            values.setdefault(fold(target.key), text.strip())
        filled = ""
        for template in self._titles:
            filled, whole = _fill(template, values)
            if whole:
                return filled
        return filled

    def _check_money(self, entry: Entry) -> None:
        if any(entry.money):
            columns = dict(entry.draft.columns)
            move_money(
                {"currency": "" if entry.money[1] else self._work.settings.currency},
                columns,
                {"value": [entry.money[0]], "currency": [entry.money[1]]},
                self._work,
            )


def _split(field: Field | None, cell: str) -> list[str]:
    """A list is parted at semicolons, else at commas; names of companies hold commas of their own."""
    if field is None or not field.many:
        return [cell]
    if ";" in cell and "\\" not in cell:
        return cell.split(";")
    return split_list(cell, commas=field.place != "link")


def _fill(template: str, values: Mapping[str, str]) -> tuple[str, bool]:
    whole = True
    parts = template.split("{{")
    text = parts[0]
    for part in parts[1:]:
        name, close, rest = part.partition("}}")
        if not close:
            text += "{{" + part
            continue
        value = values.get(fold(name), "")
        whole &= bool(value)
        text += value + rest
    return " ".join(text.split()), whole


def digest(text: str) -> str:
    """Gives a short text that stands for a longer one and does not tell it."""
    from hashlib import blake2b

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
