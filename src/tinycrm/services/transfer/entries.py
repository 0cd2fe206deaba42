"""One row of a sheet becomes an entry: a checked draft, the names it links to, and what identifies it."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.text import blank, clean
from tinycrm.errors import UsageError
from tinycrm.services.drafts import Draft, move_money, put, settable
from tinycrm.services.transfer.cells import REMEMBERED, CellReader, Conditions, by_field, label_of
from tinycrm.services.transfer.linking import join_ids, join_mails
from tinycrm.services.transfer.mapping import EMAIL, FOREIGN_ID, LEAVE_OUT, RELATED
from tinycrm.services.transfer.reading import amount_text
from tinycrm.services.transfer.titles import name_by_mail, name_of, some_name, templated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.fields import Field
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.mapping import Target
    from tinycrm.services.transfer.sheet import Cell, Line
    from tinycrm.services.work import Work

    # (foreign id, name) of a record that a row links to; either may be ""
    Link = tuple[str, str]
    Given = dict[str, list[str]]

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
    "resolved_at",
    "reopenings",
    "noun",
)
# records that need not have a name
_UNNAMED = ("sale", "subscription", "expense", "feedback")


class LeftOut(Exception):
    """A row that the rules leave out: it was deleted or merged in the system that it comes from."""


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
        asked: how its sheet is imported.
    """

    __slots__ = (
        "_headers",
        "_noun",
        "asked",
        "brought",
        "draft",
        "foreign_id",
        "line",
        "links",
        "money",
        "owned",
        "related",
    )

    def __init__(self, line: Line, noun: str, headers: Sequence[str], asked: Asked, *, owned: bool) -> None:
        self._noun = noun
        self._headers = headers
        self.asked = asked
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
        # a list is the same row where it stands in one cell, as in a table of rows that were left out
        said = [
            (header, cell if isinstance(cell, str) else ";".join(cell))
            for header, cell in zip(self._headers, self.line.cells, strict=True)
            if cell and header
        ]
        return digest(self._noun + repr(sorted(said, key=lambda pair: pair[0])))

    @property
    def uid(self) -> str:
        """The uid that the file brings, or ""."""
        return self.brought.get("uid", "")

    def title(self, noun: str) -> str:
        """The words that name the record."""
        return str(self.draft.columns.get(NOUNS[noun].title) or "")


class EntryReader:
    """Reads the rows of one sheet.

    Attributes:
        unread: place of a column that is no field → how many of its cells were left out.
    """

    def __init__(self, work: Work, noun: str, targets: Sequence[Target], asked: Asked) -> None:
        self._work = work
        self._noun = noun
        self._asked = asked
        self._targets = list(targets)
        self._cells = CellReader(work, noun, asked)
        self._defaults = {
            key: word[""]
            for key, word in by_field(
                work, noun, {name: {"": text} for name, text in {**asked.defaults, **asked.given}.items()}, asked
            ).items()
        }
        # how a call came out is a field of its own; how a deal did is where it stands
        self._brought = frozenset(_BROUGHT) - ({"outcome"} if noun == "interaction" else set[str]())
        self._owned = any(target.key == "owner" and (not target.part or asked.users) for target in targets)
        self._headers = [target.header for target in targets]
        columns = [
            (place, target, self._plain_key(target), target.field is not None and target.field.many)
            for place, target in enumerate(targets)
            if target.key != LEAVE_OUT
        ]
        # of several columns that are one field, the one that the rules name first counts first
        self._columns = sorted(columns, key=lambda column: column[1].rank)
        self._labels = {
            (target.key, target.number): place for place, target in enumerate(targets) if target.part == "label"
        }
        self._columns = [column for column in self._columns if column[1].part != "label"]
        self._unread = [] if asked.only_known else [at for at, target in enumerate(targets) if target.part == "lost"]
        self._ragged = [at for at, target in enumerate(targets) if target.part == "ragged"]
        self.unread: dict[int, int] = {}
        self._skip, self._won, self._lost = (
            Conditions(rules, self._headers) for rules in (asked.skip, asked.won, asked.lost)
        )
        self._fields: dict[str, tuple[Field, str]] = {}
        self._money = next((field.key for field in NOUNS[noun].fields if field.type == "money"), "")
        self._tags: dict[tuple[str, ...], dict[str, str] | None] = {}

    def _plain_key(self, target: Target) -> str:
        """Gives the key in `given` of a column whose cells need no look before they are read as values, else ""."""
        field = target.field
        if field is None or target.key in self._brought or not self._cells.is_plain(target):
            return ""
        return f"fields.{target.key}" if field.place == "custom" else target.key

    def read(self, line: Line) -> Entry:
        """Gives the entry of a row.

        Raises:
            UsageError: a cell is no value of its field; the message names the column.
            LeftOut: the row is not wanted.
        """
        cells = line.cells
        if self._skip and self._skip.hold(cells):
            raise LeftOut
        if any(cells[place] for place in self._ragged):
            raise UsageError("has more cells than the header", hint="a delimiter inside a cell needs quotes")
        for place in self._unread:
            if cells[place]:
                self.unread[place] = self.unread.get(place, 0) + 1
        entry = Entry(line, self._noun, self._headers, self._asked, owned=self._owned)
        given: Given = {}
        ids: dict[str, list[str]] = {}
        mails: dict[str, str] = {}
        null = self._cells.null
        for place, target, plain, many in self._columns:
            cell = cells[place]
            if not cell or (null and isinstance(cell, str) and cell.strip() in null):
                continue
            if isinstance(cell, str) and ("\n" in cell or "\r" in cell):
                cell = self._cells.one_line(target.field, cell)
            if target.part == EMAIL:
                mails.update((target.key, name) for name in self._cells.names(target, cell)[:1])
                continue
            if not plain or not isinstance(cell, str):
                self._take(entry, given, ids, target, cell)
                continue
            if many and (";" in cell or "," in cell):
                texts = [text for text in self._cells.parts(target.field, cell) if not blank(text)]
            elif blank(cell):
                continue
            else:
                texts = [cell]
            if plain not in given:
                if texts:
                    given[plain] = texts
            elif many or not target.rank:
                given[plain] += texts
            else:
                _join(given[plain], texts, target)
        if ids:
            join_ids(entry, ids)
        if mails:
            join_mails(entry, mails)
        if entry.foreign_id in self._asked.beside:
            self._add_links(entry)
        if self._won and self._won.hold(cells):
            entry.brought["outcome"] = "won"
        elif self._lost and self._lost.hold(cells):
            entry.brought["outcome"] = "lost"
        if self._defaults:
            self._fill_defaults(entry, given)
        self._finish(entry, given)
        return entry

    def _add_links(self, entry: Entry) -> None:
        """What another file links the record with is linked too."""
        for key, ids in self._asked.beside[entry.foreign_id].items():
            links = entry.links.setdefault(key, [])
            links += [(id, "") for id in dict.fromkeys(ids) if id not in {known for known, _ in links}]

    def _finish(self, entry: Entry, given: Given) -> None:
        self._fill_title(entry, given)
        amounts, currencies = given.pop(self._money, None), given.pop("currency", None) if self._money else None
        if amounts or currencies:
            entry.money = (amount_text(amounts[-1]) if amounts else "", currencies[-1] if currencies else "")
        for key, texts in given.items():
            self._put(entry.draft, key, texts)
        self._check_money(entry)

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
            if len(self._tags) >= REMEMBERED:
                self._tags.clear()
            draft = Draft()
            put(self._work, self._noun, draft, field, texts)
            self._tags[known] = draft.tags
        return self._tags[known]

    def _take(self, entry: Entry, given: Given, ids: dict[str, list[str]], target: Target, cell: Cell) -> None:
        field = target.field
        if target.also is not None:
            self._take(entry, given, ids, target.also, cell)
        if field is not None and target.part == "id" and field.type == "user":
            user = self._asked.users.get(cell.strip() if isinstance(cell, str) else "")
            if user and "owner" not in given:
                given["owner"] = [user]
            return
        if target.key == RELATED or target.part == "id":
            names = self._cells.names(target, cell)
            if target.key == RELATED:
                entry.related.extend(names)
            elif names:
                ids.setdefault(target.key, []).extend(names)
            return
        if field is not None and field.place in ("ref", "link"):
            names = self._cells.names(target, cell)
            if names and not (target.rank and field.place == "ref" and target.key in entry.links):
                entry.links.setdefault(target.key, []).extend(("", name) for name in names)
            return
        texts = [text for text in self._cells.texts(target, cell) if not blank(text)]
        if texts:
            self._keep(entry, given, target, texts)

    def _keep(self, entry: Entry, given: Given, target: Target, texts: list[str]) -> None:
        field = target.field
        first_counts = bool(target.rank)
        if target.key == FOREIGN_ID:
            if not (first_counts and entry.foreign_id):
                entry.foreign_id = clean(texts[-1], what="foreign id")
        elif field is None or target.key in self._brought:
            if not (first_counts and target.key in entry.brought):
                entry.brought[target.key] = clean(texts[-1], what=target.header or target.key)
        elif not self._cells.fits(field, texts[-1]):
            if NOUNS[self._noun].get("fields") is not None:
                given.setdefault(f"fields.original_{field.key}", texts[-1:])
        else:
            key = f"fields.{target.key}" if field.place == "custom" else target.key
            if field.place == "point":
                given[key] = self._labelled(entry, target, given.get(key, []), texts)
            elif field.many or not first_counts or key not in given:
                given.setdefault(key, []).extend(texts)
            else:
                _join(given[key], texts, target)

    def _labelled(self, entry: Entry, target: Target, before: list[str], texts: list[str]) -> list[str]:
        """Gives the contact points with more of them, each with the label in the column of the same number."""
        place = self._labels.get((target.key, target.number))
        cell = entry.line.cells[place] if place is not None else ""
        label, first = label_of(cell if isinstance(cell, str) else "")
        if label:
            texts = [f"{label}:{text.strip()}" for text in texts]
        return [*texts, *before] if first else [*before, *texts]

    def _fill_defaults(self, entry: Entry, given: Given) -> None:
        for key, text in self._defaults.items():
            field = NOUNS[self._noun].need(key, self._work.settings.custom(self._noun))
            if key in self._brought:
                entry.brought.setdefault(key, text)
            elif field.place in ("ref", "link"):
                entry.links.setdefault(key, [("", text)])
            elif field.many and (key in self._asked.given or key.removesuffix("s") in self._asked.given):
                given.setdefault(key, []).extend(self._cells.parts(field, text))
            else:
                given.setdefault(f"fields.{key}" if field.place == "custom" else key, [text])

    def _fill_title(self, entry: Entry, given: Given) -> None:
        key = NOUNS[self._noun].title
        if given.get(key):
            return
        name = templated(self._asked.titles, self._targets, entry.line.cells) if self._asked.titles else ""
        if not name and self._noun == "contact":
            name = name_of(given)
            if not name:
                name = name_by_mail(given)
                self._asked.by_mail += bool(name)
            if not name and self._asked.profile:
                name = some_name(self._asked.profile, entry, given)
                if not name:
                    self._asked.nobody += 1
                    raise LeftOut
        if not name and self._noun in _UNNAMED:
            return
        if not name:
            raise UsageError(f"the {key} is blank", hint=f"a {self._noun} needs a {key}")
        given[key] = [name]

    def _check_money(self, entry: Entry) -> None:
        if any(entry.money):
            columns = dict(entry.draft.columns)
            move_money(
                {"currency": "" if entry.money[1] else self._work.settings.currency},
                columns,
                {self._money: [entry.money[0]], "currency": [entry.money[1]]},
                self._work,
                self._noun,
            )


def _join(texts: list[str], more: list[str], target: Target) -> None:
    """Several columns that are one long text stand below each other; of other fields the first counts."""
    if more and target.field is not None and target.field.type == "long" and more[-1].strip() != texts[-1].strip():
        texts[-1] = f"{texts[-1].strip()}\n\n{more[-1].strip()}"


def digest(text: str) -> str:
    """Gives a short text that stands for a longer one and does not tell it."""
    from hashlib import blake2b

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
