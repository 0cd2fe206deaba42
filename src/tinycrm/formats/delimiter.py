"""Which character parts the cells of a file: the one that gives its first records the same number of them."""

from __future__ import annotations

import csv

from tinycrm.errors import UsageError

DELIMITERS = ",;\t|"
_NAMED = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|"}
_RECORDS = 50


def named_delimiter(text: str) -> str:
    """Gives the delimiter that the user named: a character, or comma, semicolon, tab, pipe.

    Raises:
        UsageError: more than a character, or one that cannot part cells.
    """
    found = _NAMED.get(text.lower(), text)
    if len(found) != 1 or found in '"\r\n\0' or ord(found) > 0x10FF:
        raise UsageError(f"'{text}' is no delimiter", hint="--delimiter with one of , ; tab |")
    return found


def find_delimiter(text: str) -> str:
    """Gives the delimiter that most records of a beginning agree on; a comma when there is none.

    A list inside a cell has a delimiter of its own, but hardly as often in every row.

    Args:
        text: the first lines of the file; the last may be cut off.
    """
    end = max(text.rfind("\n"), text.rfind("\r"))
    lines = (text[: end + 1] or text).splitlines(keepends=True)
    return max(DELIMITERS, key=lambda char: (*_agreement(lines, char), -DELIMITERS.index(char)))


def _agreement(lines: list[str], delimiter: str) -> tuple[float, int]:
    """(the share of records with the same number of cells, two or more; that number)."""
    counts: list[int] = []
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if any(cell.strip() for cell in cells):
                counts.append(len(cells))
            if len(counts) == _RECORDS:
                break
    except csv.Error:
        # a cell beyond measure: what came before it must do
        counts = counts or [0]
    several = [count for count in counts if count > 1]
    if not several:
        return 0.0, 0
    usual = max(set(several), key=lambda count: (several.count(count), count))
    return several.count(usual) / len(counts), usual
