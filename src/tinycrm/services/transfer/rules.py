"""The language of map files and profiles: what the columns, words and rows of a kind of file mean."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.config.document import Document, Path

LEFT_OUT = "-"
_TEXTS = ("as", "from", "pipeline", "dates", "decimal", "encoding", "delimiter", "match")
_PLACES = ("of", "beside", "users")
_MAPPINGS = ("columns", "set", "split")
_LISTS = ("skip", "won", "lost")
# what stands in a profile's kinds of file alone
OF_KINDS = (*_PLACES, "when")
# what a file of this kind is told by, and how it is read
KEYS = (*_TEXTS, *_MAPPINGS, "values", *_LISTS, "title", "null", "stages", "needs", "signs", "file")
_FULL = 100


class Rules:
    """What a map file, or one kind of file of a profile, says; empty where it says nothing.

    Attributes:
        texts: as, from, pipeline, dates, decimal, encoding, delimiter, match, of, beside, users.
        columns: column → target; a column may be several names parted by ` | `, hold `#` for a number, and
            begin or end with `*`.
        values: field → word in the file → word of ours; the word `*` is any other.
        defaults: field → text where a row says nothing.
        split: field → what parts the items of its cells.
        skip: column → words; rows with one of them are left out.
        won, lost: column → words; deals with one of them are closed so.
        when: column → words; of the rows of the kind that `of` names those are meant that have one of the words
            in each of the columns; `later` is a day to come.
        titles: templates of the title; the first that a row can fill counts.
        null: cells that mean nothing.
        stages: stage of the other system, folded → its usual probability in basis points.
        needs: columns that a file of this kind has.
        signs: columns of which it has at least one.
        file: words that its name may hold.
    """

    __slots__ = (
        "columns",
        "defaults",
        "file",
        "lost",
        "needs",
        "null",
        "signs",
        "skip",
        "split",
        "stages",
        "texts",
        "titles",
        "values",
        "when",
        "won",
    )

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.columns: dict[str, str] = {}
        self.values: dict[str, dict[str, str]] = {}
        self.defaults: dict[str, str] = {}
        self.split: dict[str, str] = {}
        self.skip: dict[str, list[str]] = {}
        self.won: dict[str, list[str]] = {}
        self.lost: dict[str, list[str]] = {}
        self.when: dict[str, list[str]] = {}
        self.titles: list[str] = []
        self.null: list[str] = []
        self.stages: dict[str, int] = {}
        self.needs: list[str] = []
        self.signs: list[str] = []
        self.file: list[str] = []

    @property
    def noun(self) -> str:
        """What a row is, as written; "-" when files of this kind are left out."""
        return self.texts.get("as", "")

    def under(self, more: Rules) -> Rules:
        """Gives these rules with those of a part of the same file, which count where both say something."""
        made = Rules()
        made.texts = {**self.texts, **more.texts}
        made.columns = {**more.columns, **{key: word for key, word in self.columns.items() if key not in more.columns}}
        for field in {**self.values, **more.values}:
            made.values[field] = {**self.values.get(field, {}), **more.values.get(field, {})}
        made.defaults = {**self.defaults, **more.defaults}
        made.split = {**self.split, **more.split}
        made.stages = {**self.stages, **more.stages}
        made.skip = {**self.skip, **more.skip}
        made.won, made.lost = {**self.won, **more.won}, {**self.lost, **more.lost}
        made.when = more.when
        made.titles = more.titles or self.titles
        made.null = [*self.null, *more.null]
        made.needs, made.signs, made.file = more.needs or self.needs, more.signs or self.signs, more.file or self.file
        return made


def read_rules(doc: Document, path: Path = (), more: tuple[str, ...] = ()) -> Rules:
    """Gives the rules that stand at a place of a file.

    Args:
        doc: the file.
        path: where in it.
        more: keys that may stand beside, read by others.

    Raises:
        UsageError: an unknown key or a value of another form, with line and column.
    """
    given = doc.mapping(path, (*KEYS, *more))
    rules = Rules()
    for key in (*_TEXTS, *_PLACES):
        if given.get(key) is not None:
            rules.texts[key] = doc.text((*path, key))
    for column in doc.mapping((*path, "columns")):
        rules.columns[column] = doc.text((*path, "columns", column))
    for field in doc.mapping((*path, "values")):
        words = doc.mapping((*path, "values", field))
        rules.values[field] = {word: doc.text((*path, "values", field, word)) for word in words}
    for field in doc.mapping((*path, "set")):
        rules.defaults[field] = doc.text((*path, "set", field))
    for field in doc.mapping((*path, "split")):
        rules.split[field] = _raw(doc, (*path, "split", field))
    rules.skip, rules.won, rules.lost = (_words(doc, (*path, key)) for key in _LISTS)
    rules.when = _words(doc, (*path, "when"))
    rules.titles = _texts(doc, (*path, "title"))
    rules.null = _texts(doc, (*path, "null"))
    rules.needs, rules.signs, rules.file = (_texts(doc, (*path, key)) for key in ("needs", "signs", "file"))
    for stage in doc.mapping((*path, "stages")):
        rules.stages[fold(stage)] = doc.whole((*path, "stages", stage), 0, _FULL) * 100
    return rules


def _raw(doc: Document, path: Path) -> str:
    """A separator: spaces around it belong to it."""
    value = doc.at(path)
    if not isinstance(value, str) or not value or "\n" in value:
        raise doc.error(path, "a separator must be text", 'write it in quotes: ";"')
    return value


def _words(doc: Document, path: Path) -> dict[str, list[str]]:
    return {column: _texts(doc, (*path, column)) for column in doc.mapping(path)}


def _texts(doc: Document, path: Path) -> list[str]:
    """One text, or a list of them."""
    value = doc.at(path)
    if value is None:
        return []
    if not isinstance(value, list):
        return [doc.text(path)]
    return [doc.text((*path, at)) for at in range(len(value))]


def check_noun(text: str) -> str:
    """Gives the noun that `as` means; "-" for files that are left out.

    Raises:
        UsageError: no such noun.
    """
    from tinycrm.domain.nouns import find_noun

    if text == LEFT_OUT:
        return text
    if not text:
        raise UsageError("a profile says what the rows are", hint="as: contacts")
    return find_noun(text).name
