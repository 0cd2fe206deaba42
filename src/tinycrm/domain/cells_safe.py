"""Cells that a spreadsheet would run are marked, so that a file of ours is safe to open and loses nothing."""

from __future__ import annotations

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
