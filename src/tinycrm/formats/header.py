"""Which row of a table names its columns, and what they are called when two have one name."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_COLUMNS = 2_000
# A remark above the table: no more than so many cells of its row are filled.
_REMARK = 2


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Gives the place of the row that names the columns; -1 when there is no row.

    It is the first, unless that is a remark above a wider table: a title, an explanation, the filter of a report.
    """
    widths = [sum(1 for cell in cells if cell and not cell.isspace()) for cells in rows]
    if not widths:
        return -1
    widest = max(widths)
    first = widths[0]
    wide_enough = 3 if first == 1 else 5
    if first > _REMARK or widest < wide_enough:
        return 0
    return next(at for at, width in enumerate(widths) if width >= max(3, widest / 2))


def check_width(cells: Sequence[str], name: str, line: int) -> None:
    """The row is no wider than a table of records.

    Raises:
        UsageError: it is.
    """
    count = len(cells)
    while count > MAX_COLUMNS and not cells[count - 1].strip():
        count -= 1
    if count > MAX_COLUMNS or len(cells) > 50 * MAX_COLUMNS:
        what = f"{name}:{line}: has {len(cells):,} columns, and {MAX_COLUMNS:,} are the most"
        raise UsageError(what, hint="is this a table of records? --delimiter names what parts its cells")


def single_columns(header: Sequence[str], rows: Iterable[Sequence[str]], name: str, line: int) -> list[str]:
    """Gives the header with every name once: of columns with one name, those that hold nothing lose it.

    Args:
        header: the names, some of them twice.
        rows: all rows of the table, as long as the header.
        name, line: where the header stands, for the message.

    Raises:
        UsageError: two columns of one name both hold something.
    """
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(header):
        if cell:
            places.setdefault(cell, []).append(place)
    doubtful = [place for several in places.values() if len(several) > 1 for place in several]
    filled: set[int] = set()
    for cells in rows:
        found = [place for place in doubtful if cells[place] and not cells[place].isspace()]
        if found:
            filled.update(found)
            doubtful = [place for place in doubtful if place not in filled]
            if not doubtful:
                break
    single = list(header)
    for cell, several in places.items():
        held = [place for place in several if place in filled]
        if len(held) > 1:
            raise UsageError(
                f"{name}:{line}: two columns are named '{cell}', the {_nth(held[0])} and the {_nth(held[1])}",
                hint="rename one of them in the file",
            )
        for place in several:
            if place != (held or several)[0]:
                single[place] = ""
    return single


def _nth(place: int) -> str:
    number = place + 1
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
