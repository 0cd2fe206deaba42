"""What an import is asked for, what a map file adds to that, and what came of it."""

from __future__ import annotations

from tinycrm.domain.nouns import find_noun
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Row

ORDERS = ("dmy", "mdy", "iso")
SIGNS = ("point", "comma")
MATCHES = ("foreign_id", "email", "website", "phone", "name")
DEFAULT_SOURCE = "import"


class Asked:
    """How files are to be imported; "" where the file decides.

    Attributes:
        noun: whose records the rows are, or "".
        source: the name that foreign ids are remembered under.
        maps: header → target, as `--map` and the map file have them.
        strict: the headers that `--map` itself named: they must be there.
        dates, decimal, encoding, delimiter, match: as the options.
        update: change records that differ.
        only_known: leave out columns that are no field.
        skip_bad: import the other rows when some are bad.
        revive: bring back records that were deleted here.
        rejects: the file for bad rows, or "".
        pipeline: of deals that name none, or "".
        values: field → word in the file → word of ours.
        defaults: field → text where a row says nothing.
        titles: templates of the title; the first that a row can fill counts.
    """

    def __init__(self) -> None:
        self.noun = ""
        self.source = DEFAULT_SOURCE
        self.maps: dict[str, str] = {}
        self.strict: list[str] = []
        self.dates = ""
        self.decimal = ""
        self.encoding = ""
        self.delimiter = ""
        self.match = ""
        self.update = False
        self.only_known = False
        self.skip_bad = False
        self.revive = False
        self.rejects = ""
        self.pipeline = ""
        self.values: dict[str, dict[str, str]] = {}
        self.defaults: dict[str, str] = {}
        self.titles: list[str] = []

    def check(self) -> None:
        """Every word is one that is known.

        Raises:
            UsageError: one is not.
        """
        for option, value, known in (
            ("--dates", self.dates, ORDERS),
            ("--decimal", self.decimal, SIGNS),
            ("--match", self.match, MATCHES),
        ):
            if value and value not in known:
                raise UsageError(f"{option} '{value}' is not known", hint=f"one of: {', '.join(known)}")
        if self.noun:
            self.noun = find_noun(self.noun).name
        if self.source.startswith("row:"):
            raise UsageError(f"--from '{self.source}' is a name TinyCRM keeps for itself", hint="--from hubspot")


def add_maps(asked: Asked, texts: Sequence[str]) -> None:
    """The columns that `--map` names have their targets.

    Raises:
        UsageError: a text without `=`.
    """
    for text in texts:
        header, equals, target = text.rpartition("=")
        if not equals or not header.strip() or not target.strip():
            raise UsageError(f"--map '{text}' names no column and field", hint='--map "Header=field", or "Header=-"')
        asked.maps[header.strip()] = target.strip()
        asked.strict.append(header.strip())


_KEYS = (
    "as",
    "from",
    "pipeline",
    "dates",
    "decimal",
    "encoding",
    "delimiter",
    "match",
    "columns",
    "values",
    "set",
    "title",
)


def read_map_file(asked: Asked, raw: bytes, name: str) -> None:
    """What a map file says holds wherever no option said otherwise.

    Args:
        asked: changed in place.
        raw: the bytes of the YAML file.
        name: the file, for messages.

    Raises:
        UsageError: it is broken, with line and column.
    """
    from tinycrm.config.yamlio import load

    doc = load(raw, name)
    given = doc.mapping((), _KEYS)

    def text(key: str) -> str:
        return doc.text((key,)) if given.get(key) is not None else ""

    asked.noun = asked.noun or text("as")
    if asked.source == DEFAULT_SOURCE:
        asked.source = text("from") or DEFAULT_SOURCE
    asked.pipeline = text("pipeline")
    asked.dates = asked.dates or text("dates")
    asked.decimal = asked.decimal or text("decimal")
    asked.encoding = asked.encoding or text("encoding")
    asked.delimiter = asked.delimiter or text("delimiter")
    asked.match = asked.match or text("match")
    for header in doc.mapping(("columns",)):
        asked.maps.setdefault(header, doc.text(("columns", header)))
    for field in doc.mapping(("values",)):
        words = doc.mapping(("values", field))
        asked.values[field] = {word: doc.text(("values", field, word)) for word in words}
    for field in doc.mapping(("set",)):
        asked.defaults[field] = doc.text(("set", field))
    if isinstance(given.get("title"), list):
        items = doc.items(("title",))
        asked.titles = [doc.text(("title", at)) for at in range(len(items))]
    elif given.get("title") is not None:
        asked.titles = [text("title")]


class Bad:
    """A row that could not be read.

    Attributes:
        file, line: where it stands.
        message: why, with the value.
        cells: the row as read.
        hint: what helps.
    """

    __slots__ = ("cells", "file", "hint", "line", "message")

    def __init__(self, file: str, line: int, message: str, cells: Sequence[str], hint: str = "") -> None:
        self.file = file
        self.line = line
        self.message = message
        self.cells = list(cells)
        self.hint = hint

    @property
    def told(self) -> str:
        """One line for people."""
        return f"{self.file}:{self.line}: {self.message}"


KINDS = ("new", "changed", "same", "different", "skipped")


class Outcome:
    """What an import did, or would do.

    Attributes:
        counts: kind of step → number of rows.
        ids: new and changed records, in the order of the rows.
        bad: the rows that could not be read.
        header: of the first file with bad rows.
        nouns: what was imported, in order.
        also: what else was made.
        dry: whether nothing was written.
    """

    __slots__ = ("also", "bad", "counts", "dry", "header", "ids", "nouns")

    def __init__(self, *, dry: bool) -> None:
        self.counts: dict[str, int] = dict.fromkeys(KINDS, 0)
        self.ids: list[int] = []
        self.bad: list[Bad] = []
        self.header: list[str] = []
        self.nouns: list[str] = []
        self.also: list[Row] = []
        self.dry = dry

    def data(self) -> Row:
        """Gives the answer for programs."""
        bad: list[Json] = [{"file": one.file, "line": one.line, "message": one.message} for one in self.bad]
        also: list[Json] = list(self.also)
        counts: Row = dict(self.counts)
        return {**counts, "bad": bad, "also": also}
