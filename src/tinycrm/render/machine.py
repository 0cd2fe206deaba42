"""JSON and ndjson that lose no digit: exact decimals stay exact, and no control code reaches a terminal."""

from __future__ import annotations

from tinycrm.domain.results import Number

try:
    # the json package costs a third of sqlite3 to import; its string encoder alone nothing
    from _json import encode_basestring
except ImportError:  # an interpreter without the C part
    from json.encoder import encode_basestring

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tinycrm.domain.results import Column, Json, Report, Result, Row, Written
    from tinycrm.errors import TinyCRMError

_INLINE = 100


class _Unsafe(dict[int, str]):
    """Code point → its JSON escape; what is harmless is missing, so that str.translate leaves it."""

    def __missing__(self, point: int) -> str:
        if 0xD800 <= point <= 0xDFFF:
            return f"\\u{point:04x}"
        raise LookupError(point)


_unsafe = _Unsafe()
for _first, _last in ((0x7F, 0x9F), (0x2028, 0x202E), (0x2066, 0x2069)):
    _unsafe.update({_point: f"\\u{_point:04x}" for _point in range(_first, _last + 1)})


def string(text: str) -> str:
    """The text as a JSON string; controls, bidi overrides and lone surrogates are escaped, nothing else."""
    encoded = encode_basestring(text)
    return encoded if encoded.isprintable() else encoded.translate(_unsafe)


def compact(value: Json) -> str:
    """The value as JSON on one line.

    Raises:
        ValueError: a float that JSON cannot say.
    """
    if value is None:
        return "null"
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join([compact(item) for item in value]) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join([f"{string(key)}: {compact(item)}" for key, item in value.items()]) + "}"
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise ValueError(f"not a number of JSON: {value}")
    return repr(value)


def pretty(value: Json, indent: int = 0) -> str:
    """The value as JSON for reading: two spaces a level; below the first, what fits a line is on one line."""
    line = compact(value)
    if not isinstance(value, (list, dict)) or not value:
        return line
    if indent and len(line) + indent <= _INLINE:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, list):
        parts = [inner + pretty(item, indent + 2) for item in value]
        return "[\n" + ",\n".join(parts) + "\n" + " " * indent + "]"
    parts = [f"{inner}{string(key)}: {pretty(item, indent + 2)}" for key, item in value.items()]
    return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"


def array(rows: Iterable[Row], end: str = "\n") -> Iterator[str]:
    """Pieces of a JSON array, ending in a line feed; `[]` without any.

    Args:
        rows: the records.
        end: what parts them: a line feed, or nothing for an array on one line.
    """
    first = True
    for row in rows:
        yield (f"[{end}" if first else f",{end or ' '}") + compact(row)
        first = False
    yield "[]\n" if first else f"{end}]\n"


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """One JSON object a line."""
    for row in rows:
        yield compact(row) + "\n"


def report_data(report: Report) -> Row:
    """The report as the contract words it; `sections` only of a composite one."""
    data: Row = {
        "report": report.name,
        "from": report.date_from or None,
        "to": report.date_to or None,
        "columns": [_column(column) for column in report.columns if not column.drawn],
        "rows": [*report.rows],
        "totals": report.totals,
    }
    if report.sections:
        data["sections"] = [report_data(section) for section in report.sections]
    return data


def _column(column: Column) -> Row:
    unit = column.unit or (column.kind if column.kind in ("money", "ratio") else None)
    return {"key": column.key, "label": column.label, "unit": unit}


def written_data(written: Written) -> Json:
    """What a write answers in JSON: the record, or an array of them, each with `also`.

    A write without records to show (a removal) answers with the ids alone: {"id": 42, "also": []}.
    """
    answers: list[Json] = [*written_rows(written)]
    if written.single and len(answers) == 1:
        return answers[0]
    return answers


def written_rows(written: Written) -> Iterator[Row]:
    """Yields what a write answers, one record after the other."""
    bare: list[Row] = [] if written.rows else [{"id": number} for number in written.ids]
    for index, row in enumerate(written.rows or bare):
        answer = dict(row)
        also: list[Json] = list(written.also) if index == 0 else []
        own = answer.get("also")
        answer["also"] = own + also if isinstance(own, list) else also
        yield answer


def inline(rows: Iterable[Row]) -> Iterator[str]:
    """Pieces of a JSON array on one line, ending in a line feed."""
    return array(rows, "")


def result_data(result: Result) -> Json:
    """What `-f json` prints of a result, as data; text for one that has no JSON of its own."""
    from tinycrm.domain.results import Listing, Nothing, Raw, Report, Shown, Written

    if isinstance(result, Written):
        return written_data(result)
    if isinstance(result, Listing):
        return list(result.rows)
    if isinstance(result, Shown):
        return result.rows[0] if result.single and len(result.rows) == 1 else list(result.rows)
    if isinstance(result, Report):
        return report_data(result)
    if isinstance(result, Nothing):
        return None
    if not isinstance(result, Raw):
        return result.data
    if result.data is not None:
        return result.data()
    pieces = [result.content] if isinstance(result.content, (str, bytes)) else result.content
    texts = [piece.decode("utf-8", "replace") if isinstance(piece, bytes) else piece for piece in pieces]
    return "".join(texts)


def error_data(error: TinyCRMError) -> Row:
    """The failure as data: code, message, hint, exit_code, and id and candidates where there are any."""
    data: Row = {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "exit_code": error.exit_code,
    }
    if error.id is not None:
        data["id"] = error.id
    if error.candidates:
        data["candidates"] = [{"id": number, "noun": noun, "name": name} for number, noun, name in error.candidates]
    return data


def error_json(error: TinyCRMError) -> str:
    """The failure as one JSON object on one line."""
    return compact({"error": error_data(error)})
