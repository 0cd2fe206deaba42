"""What a command gives back: records and words, and nothing about how they are printed.

A command returns one of these and never prints; `tinycrm.render` turns it into the format asked for. Rows are
in the exact JSON form of the contract, so that every format says the same.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Literal, TypeAlias

    from tinycrm.domain.chart import Chart

    # float only for custom numbers a user's own JSON brought in; money, ratios and means are Number
    Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
    Row: TypeAlias = "dict[str, Json]"
    Kind: TypeAlias = Literal[
        "text",  # one line of words; also {"id", "name"}
        "long",  # words that may run over several lines
        "command",  # a line to copy: never cut nor broken in a report
        "id",  # a whole number that names a record
        "int",  # a count
        "number",  # an exact decimal without a currency
        "money",  # an exact decimal; its currency is the column's unit, else KEY_currency, else currency
        "measure",  # an exact decimal whose unit stands in the row's "unit": a scorecard's value
        "ratio",  # 0-1, per cent on a screen
        "change",  # a ratio with a direction: its row's "better" says whether that is good (true, false, null)
        "day",  # YYYY-MM-DD or --MM-DD
        "due",  # a day that is late once it has passed while the record is open
        "instant",  # YYYY-MM-DDTHH:MM:SSZ
        "list",  # a list of texts, of {"value", "label"} or of {"id", "name"}
        "bool",
        "bar",  # a number drawn against the largest of its column, one of the unit ratio against 1; on a screen only
        "spark",  # a list of numbers drawn as a line; on a screen only
    ]

_RIGHT = frozenset(("id", "int", "number", "money", "measure", "ratio", "change"))
_DRAWN = frozenset(("bar", "spark"))


class Number(str):
    """Exact decimal text, written without quotes in JSON: Number("4800.50").

    Args:
        text: an optional minus, digits, and optionally a point and digits; no exponent, no leading zeros.

    Raises:
        ValueError: the text is not such a number.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Number:
        whole, point, part = text.removeprefix("-").partition(".")
        sound = whole.isdigit() and (not point or part.isdigit()) and text.isascii()
        if not sound or (len(whole) > 1 and whole[0] == "0"):
            raise ValueError(f"not an exact decimal: {text!r}")
        return super().__new__(cls, text)


class Column:
    """One column of a list, or one line of a record's page.

    Args:
        key: the JSON key it shows; a custom field by its own key; `company.id` for a part.
        label: its heading for people, in their language; the key in words when empty, nothing over a chart.
        kind: how its values are written for people.
        unit: of a report's numbers: a currency code, ratio, days, hours, count …
        weight: how readily it gives way on a narrow terminal; 0 never shrinks, 1 keeps what a name needs, more
            shrinks sooner.
        wide: shown by tsv, csv, md and html, and on a terminal only when all columns are asked for.
    """

    __slots__ = ("key", "kind", "label", "unit", "weight", "wide")

    def __init__(
        self,
        key: str,
        label: str = "",
        kind: Kind = "text",
        *,
        unit: str = "",
        weight: int | None = None,
        wide: bool = False,
    ) -> None:
        self.key = key
        self.kind: Kind = kind
        self.label = label or ("" if kind in _DRAWN else key.replace("_", " ").replace(".", " "))
        self.unit = unit
        self.weight = (2 if kind in ("text", "long", "list") else 0) if weight is None else weight
        self.wide = wide

    @property
    def align(self) -> Literal["left", "right"]:
        """Numbers stand at the right, everything else at the left."""
        return "right" if self.kind in _RIGHT else "left"

    @property
    def drawn(self) -> bool:
        """True of a chart: there for eyes only, never for programs."""
        return self.kind in _DRAWN


class Listing:
    """Many records of one noun, in order.

    Args:
        noun: what they are, in the singular: "contact".
        columns: the columns of tables, tsv, csv, md and html; JSON shows whole rows.
        rows: the records; a generator is streamed by tsv, csv, json, ndjson and ids.
        total: how many there are from the first row on, when more than the rows; None when all are here.
        notes: lines for people, on stderr; read after the rows, so a generator may still add to the list.
        today: the business day YYYY-MM-DD, for dates in words; empty writes dates in full.
        empty: what a terminal says when there is no row.
        exit_code: of the process when nothing fails.
    """

    __slots__ = ("columns", "empty", "exit_code", "notes", "noun", "rows", "today", "total")

    def __init__(
        self,
        noun: str,
        columns: Sequence[Column],
        rows: Iterable[Row],
        *,
        total: int | None = None,
        notes: list[str] | None = None,
        today: str = "",
        empty: str = "",
        exit_code: int = 0,
    ) -> None:
        self.noun = noun
        self.columns = list(columns)
        self.rows = rows
        self.total = total
        self.notes: list[str] = [] if notes is None else notes
        self.today = today
        self.empty = empty
        self.exit_code = exit_code


class Shown:
    """One record, or the several that were asked for by reference.

    Args:
        noun: what they are, in the singular.
        rows: the records, whole.
        single: one reference was given, so JSON is an object and not an array.
        columns: the lines of the page in order; derived from the keys when empty.
        sections: lists below the page of a single record (heading, list), for people only.
    """

    __slots__ = ("columns", "exit_code", "notes", "noun", "rows", "sections", "single", "today")

    def __init__(
        self,
        noun: str,
        rows: list[Row],
        *,
        single: bool = True,
        columns: Sequence[Column] = (),
        sections: Sequence[tuple[str, Listing]] = (),
        notes: list[str] | None = None,
        today: str = "",
        exit_code: int = 0,
    ) -> None:
        self.noun = noun
        self.rows = rows
        self.single = single
        self.columns = list(columns)
        self.sections = list(sections)
        self.notes: list[str] = [] if notes is None else notes
        self.today = today
        self.exit_code = exit_code


class Written:
    """What a write did.

    Args:
        sentence: for a terminal: "Added contact 42 Anna"; one line, or several.
        rows: the records as they are now, for JSON; empty when a write has none to show (rm, undo).
        ids: the primary ids, in order; what a pipe gets.
        single: one reference was given, so JSON is an object and not an array.
        also: what else it made: {"noun", "id"}; of several rows each may carry its own "also" instead.

    Attributes:
        keys: what is printed in the place of all that, a line each; None unless somebody asked for it.
    """

    __slots__ = ("also", "columns", "exit_code", "ids", "keys", "notes", "noun", "rows", "sentence", "single")

    def __init__(
        self,
        sentence: str,
        rows: Sequence[Row],
        ids: Sequence[int],
        *,
        noun: str = "",
        single: bool = True,
        also: Sequence[Row] = (),
        notes: list[str] | None = None,
        columns: Sequence[Column] = (),
        exit_code: int = 0,
    ) -> None:
        self.sentence = sentence
        self.rows = rows
        # those of an import may be a million, in the little space that an array takes
        self.ids = ids
        self.keys: Iterable[str] | None = None
        self.noun = noun
        self.single = single
        self.also = list(also)
        self.notes: list[str] = [] if notes is None else notes
        self.columns = list(columns)
        self.exit_code = exit_code


class Report:
    """Numbers over a period.

    Args:
        name: the key of the report, as `tinycrm report NAME`.
        title: its heading for people.
        date_from, date_to: the period YYYY-MM-DD, both included; empty when it has none.
        compared: the first and last day of what the period is compared with, for people; None without.
        columns: what each row holds, with units.
        rows: the numbers; None is "no data" and never 0.
        totals: one row over all, or None.
        notes: what was left out and how it was counted; part of the page for people.
        sections: the reports a composite one is made of.
        charts: pictures of the rows, on pages only.
    """

    __slots__ = (
        "charts",
        "columns",
        "compared",
        "date_from",
        "date_to",
        "exit_code",
        "name",
        "notes",
        "rows",
        "sections",
        "title",
        "today",
        "totals",
    )

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[Column] = (),
        rows: list[Row] | None = None,
        *,
        date_from: str = "",
        date_to: str = "",
        totals: Row | None = None,
        notes: list[str] | None = None,
        sections: Sequence[Report] = (),
        charts: Sequence[Chart] = (),
        today: str = "",
        exit_code: int = 0,
    ) -> None:
        self.name = name
        self.title = title
        self.columns = list(columns)
        self.rows: list[Row] = [] if rows is None else rows
        self.date_from = date_from
        self.date_to = date_to
        self.compared: tuple[str, str] | None = None
        self.totals = totals
        self.notes: list[str] = [] if notes is None else notes
        self.sections = list(sections)
        self.charts = list(charts)
        self.today = today
        self.exit_code = exit_code


class Labelled(list[str]):
    """Lines of a label and a text with two spaces or more between; on a narrow screen the text goes on beside it."""


class Said(list[str]):
    """Lines that the program says itself; those of a page else are somebody's, and stay as they are."""


class Page:
    """A page for people made of headed blocks, and the same facts for programs.

    Args:
        title: the first line; may be empty. A page whose blocks are all empty prints nothing.
        blocks: (heading, lines of text, which stay as they are, `Labelled` or `Said` ones or a list of records); the
            heading may be empty.
        data: what `-f json` prints.
    """

    __slots__ = ("blocks", "data", "exit_code", "notes", "title")

    def __init__(
        self,
        title: str,
        blocks: Sequence[tuple[str, list[str] | Listing]],
        data: Json,
        *,
        notes: list[str] | None = None,
        exit_code: int = 0,
    ) -> None:
        self.title = title
        self.blocks = list(blocks)
        self.data = data
        self.notes: list[str] = [] if notes is None else notes
        self.exit_code = exit_code


class Raw:
    """Text or bytes for stdout, in no other format: an export, a value, a completion script.

    Args:
        content: all of it, or its pieces in order. Text is made safe for a terminal unless exact; bytes are
            always written as they are.
        exact: the text is written as it is: a file format that must round trip, or our own script.
        data: gives what the text says, for a program that wants several answers as JSON; None when it is but text.
    """

    __slots__ = ("content", "data", "exact", "exit_code", "notes")

    def __init__(
        self,
        content: str | bytes | Iterable[str | bytes],
        *,
        exact: bool = False,
        data: Callable[[], Json] | None = None,
        notes: list[str] | None = None,
        exit_code: int = 0,
    ) -> None:
        self.content = content
        self.exact = exact
        self.data = data
        self.notes: list[str] = [] if notes is None else notes
        self.exit_code = exit_code


class Nothing:
    """Done, with no data; notes go to stderr."""

    __slots__ = ("exit_code", "notes")

    def __init__(self, *, notes: list[str] | None = None, exit_code: int = 0) -> None:
        self.notes: list[str] = [] if notes is None else notes
        self.exit_code = exit_code


if TYPE_CHECKING:
    from tinycrm.domain.board import Board

    Result: TypeAlias = Listing | Shown | Written | Report | Page | Board | Raw | Nothing


def id_of(row: Row) -> int:
    """Gives the id of a record in JSON form, or of a reference inside one."""
    return int(str(row["id"]))


def value_of(row: Row, key: str) -> Json:
    """The value under a key of a row: its own, a part (`company.id`), or a custom field; None when absent.

    Args:
        row: a record in JSON form.
        key: a JSON key, a custom field's key, `fields.KEY`, or KEY.PART of a linked record.
    """
    if key in row:
        return row[key]
    custom = row.get("fields")
    if isinstance(custom, dict) and key in custom:
        return custom[key]
    head, point, rest = key.partition(".")
    inner = row.get(head) if point else None
    return inner.get(rest) if isinstance(inner, dict) else None
