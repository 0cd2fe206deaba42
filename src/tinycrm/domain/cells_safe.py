"""Cells that a spreadsheet would run are marked, so that a file of ours is safe to open and loses nothing."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# what a spreadsheet takes for the beginning of a formula, with the full-width forms it also takes
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def mark(cell: str) -> str:
    """The cell is safe to open in a spreadsheet: an apostrophe stands before what could be a formula.

    A plain negative number stays a number. A cell that begins with an apostrophe of its own is marked as well
    where unmark() would otherwise take that one away.
    """
    rest = cell.lstrip("'")
    if not rest or rest[0] not in _FORMULA:
        return cell
    return cell if rest is cell and _is_number(cell) else "'" + cell


def unmark(cell: str) -> str:
    """The cell as it was before mark()."""
    rest = cell.lstrip("'")
    return cell[1:] if rest and len(rest) < len(cell) and rest[0] in _FORMULA else cell


def _is_number(cell: str) -> bool:
    whole, point, part = cell.removeprefix("-").partition(".")
    return cell.isascii() and whole.isdigit() and (not point or part.isdigit())


def join_list(items: Sequence[str]) -> str:
    """Gives the cell of a list that `split_list` reads back: parted at `;`, a `;` inside an item as `\\;`."""
    text = ";".join([item.replace("\\", "\\\\").replace(";", "\\;") if ";" in item else item for item in items])
    # a lone item with a comma would be parted there
    return text + ";" if len(items) == 1 and "," in items[0] and ";" not in items[0] else text


def split_list(cell: str, *, commas: bool) -> list[str]:
    """Gives the items of a cell: parted at `;`, else at commas where those may part.

    Args:
        cell: as `join_list` or a foreign system wrote it.
        commas: whether a cell without `;` is parted at commas.
    """
    if ";" not in cell:
        return cell.split(",") if commas else [cell]
    items = [""]
    at = 0
    while at < len(cell):
        if cell[at] == "\\" and cell[at + 1 : at + 2] in ("\\", ";"):
            items[-1] += cell[at + 1]
            at += 2
            continue
        if cell[at] == ";":
            items.append("")
        else:
            items[-1] += cell[at]
        at += 1
    return items
