"""What an import is asked for, what a map file adds to that, and what came of it."""

from __future__ import annotations

from array import array

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import find_noun
from tinycrm.errors import UsageError
from tinycrm.services.transfer.columns import Columns
from tinycrm.services.transfer.made import Made
from tinycrm.services.transfer.refused import KEPT, BadRows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.services.transfer.rules import Rules
    from tinycrm.services.transfer.saving import Saved

ORDERS = ("dmy", "mdy", "iso")
SIGNS = ("point", "comma")
MATCHES = ("foreign_id", "email", "website", "phone", "name")
DEFAULT_SOURCE = "import"
AUTO = "auto"


class Asked:
    """How files are to be imported; "" where the file decides. Each sheet gets its own copy.

    Attributes:
        noun: whose records the rows are, or "".
        source: the name that foreign ids are remembered under.
        wanted: the profile asked for: "auto" is whichever fits.
        folder: of the user's own profiles, or "".
        loose: files that were found in a folder or archive, and not named.
        answers: file → column → target, as a person at a terminal said.
        watch: tell of every record that differs, field by field.
        save: the name to keep what the columns are under, or "".
        mapped: whether a map file says what the columns are.
        profile: the words for the system whose file it is, once that is known, else "".
        maps: header → target, as `--map` and the map file have them.
        strict: the headers that `--map` itself named: they must be there.
        dates, decimal, encoding, delimiter, match: as the options.
        update: change records that differ.
        only_known: leave out columns that are no field.
        skip_bad: import the other rows when some are bad.
        revive: bring back records that were deleted here.
        rejects: the file for bad rows, or "".
        pipeline: of deals that name none, or "".
        values: field → word in the file → word of ours; the word `*` is any other.
        defaults: field → text where a row says nothing.
        given: as defaults, from `--set`; a list gets them besides.
        titles: templates of the title; the first that a row can fill counts.
        null: cells that mean nothing.
        split: field → what parts the items of its cells.
        skip: column → words of rows that are left out.
        won, lost: column → words of deals that are closed so.
        stages: stage of the other system, folded → its usual probability in basis points.
        stage_words: stage of the other system, folded → one of ours, where there is such a stage.
        placed: (stage in the file, stage here) → deals put there because the pipelines differ.
        lines: pipelines of the file that are not here → deals.
        left_out: rows that `skip` left out.
        nobody: rows that say nothing of anybody, and were left out.
        by_mail: rows without a name whose people are called by their e-mail.
        beside: foreign id → field → foreign ids, from files that only link records.
        users: foreign id of a user of the other system → name.
        late: deals that closed before the day they were entered on.
    """

    def __init__(self) -> None:
        self.noun = ""
        self.source = DEFAULT_SOURCE
        self.wanted = AUTO
        self.folder = ""
        self.loose: list[str] = []
        self.save = ""
        self.answers: dict[str, dict[str, str]] = {}
        self.watch = False
        self.mapped = False
        self.profile = ""
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
        self.given: dict[str, str] = {}
        self.titles: list[str] = []
        self.null: list[str] = []
        self.split: dict[str, str] = {}
        self.skip: dict[str, list[str]] = {}
        self.won: dict[str, list[str]] = {}
        self.lost: dict[str, list[str]] = {}
        self.stages: dict[str, int] = {}
        self.stage_words: dict[str, str] = {}
        self.placed: dict[tuple[str, str], int] = {}
        self.lines: dict[str, int] = {}
        self.left_out = 0
        self.nobody = 0
        self.by_mail = 0
        self.late = 0
        self.beside: dict[str, dict[str, list[str]]] = {}
        self.users: dict[str, str] = {}
        self._columns: Columns | None = None

    def copy(self) -> Asked:
        """Gives the same for one sheet, which may be told more about it."""
        made = Asked()
        for name, value in self.__dict__.items():
            setattr(made, name, value.copy() if isinstance(value, (dict, list)) else value)
        return made

    def rule_of(self, header: str) -> tuple[int, str] | None:
        """Gives rank and target of a column by the profile's rules, None when they do not know it."""
        return self._columns.find(header) if self._columns is not None and header else None

    def take(self, rules: Rules, *, patterns: bool) -> None:
        """What the rules say holds wherever nothing was said before.

        Args:
            rules: of a map file or a kind of file.
            patterns: whether the columns are patterns that a file need not have.
        """
        texts = rules.texts
        self.noun = self.noun or texts.get("as", "")
        if self.source == DEFAULT_SOURCE:
            self.source = texts.get("from", DEFAULT_SOURCE)
        self.pipeline = self.pipeline or texts.get("pipeline", "")
        self.dates = self.dates or texts.get("dates", "")
        self.decimal = self.decimal or texts.get("decimal", "")
        self.encoding = self.encoding or texts.get("encoding", "")
        self.delimiter = self.delimiter or texts.get("delimiter", "")
        self.match = self.match or texts.get("match", "")
        if patterns:
            self._columns = Columns(rules.columns)
            # a pipeline of ours need not have the stages that a profile thinks of
            self.stage_words = {fold(word): own for word, own in rules.values.get("stage", {}).items()}
        else:
            self.maps = {**rules.columns, **self.maps}
        for field, words in rules.values.items():
            if patterns and field == "stage":
                continue
            self.values[field] = {**words, **self.values.get(field, {})}
        self.defaults = {**rules.defaults, **self.defaults}
        self.split = {**rules.split, **self.split}
        self.skip, self.won, self.lost = (
            {**rules.skip, **self.skip},
            {**rules.won, **self.won},
            {**rules.lost, **self.lost},
        )
        self.stages = {**rules.stages, **self.stages}
        self.titles = self.titles or rules.titles
        self.null = [*self.null, *rules.null]

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


def add_values(asked: Asked, texts: Sequence[str]) -> None:
    """The fields that `--set` names have their text in every row that says nothing.

    Raises:
        UsageError: a text without `=`.
    """
    from tinycrm.services.drafts import split_assignment

    for text in texts:
        name, value = split_assignment(text)
        asked.given[name] = f"{asked.given[name]};{value}" if name in asked.given else value


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
    from tinycrm.services.transfer.rules import read_rules

    asked.take(read_rules(load(raw, name)), patterns=False)
    asked.mapped = True


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


_MOST_TOLD = 100_000
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
        differences: the records that differ, each as JSON; at most 100,000 of them.
        saved: what the columns of each sheet were taken for, when that is to be kept.
        by_noun: noun → kind of step → number of rows; of whole exports nothing.
    """

    __slots__ = ("also", "bad", "by_noun", "counts", "differences", "dry", "header", "ids", "nouns", "saved")

    def __init__(self, *, dry: bool) -> None:
        self.counts: dict[str, int] = dict.fromkeys(KINDS, 0)
        self.ids = array("q")
        self.bad = BadRows()
        self.header: list[str] = []
        self.nouns: list[str] = []
        self.also = Made(dry=dry)
        self.dry = dry
        self.differences: list[Row] = []
        self.saved: list[Saved] = []
        self.by_noun: dict[str, dict[str, int]] = {}

    def count(self, noun: str, before: dict[str, int]) -> None:
        """The rows counted since `before` are those of a noun."""
        own = self.by_noun.setdefault(noun, dict.fromkeys(KINDS, 0))
        for kind, number in self.counts.items():
            own[kind] += number - before[kind]

    def differ(self, row: Row) -> None:
        """The record is told of."""
        if len(self.differences) < _MOST_TOLD:
            self.differences.append(row)

    def data(self) -> Row:
        """Gives the answer for programs."""
        differences: list[Json] = list(self.differences)
        bad: list[Json] = [{"file": one.file, "line": one.line, "message": one.message} for one in self.bad.first(KEPT)]
        also: list[Json] = list(self.also)
        counts: Row = dict(self.counts)
        nouns: Row = {noun: dict(counts) for noun, counts in self.by_noun.items()}
        return {**counts, "nouns": nouns, "differences": differences, "bad": bad, "also": also}
