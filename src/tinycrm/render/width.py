"""How many terminal cells a text takes, and cutting and padding by that measure.

Our own, because importing wcwidth costs three times sqlite3; tests hold it against wcwidth.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_ZWJ = "\u200d"
_TEXT_STYLE = "\ufe0e"
_EMOJI_STYLE = "\ufe0f"
_LRM = "\u200e"
# Unicode's Indic_Conjunct_Break=Linker of living scripts: the next consonant joins the syllable
_CONJOINERS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2\u1a60\u1b44\ua9c0\uaaf6")
# Unicode's Prepended_Concatenation_Mark: format characters that are drawn all the same
_DRAWN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_HANGUL_FILLERS = "\u3164\uffa0"
_cells: dict[str, int] = {}
# those of one cell, so that names in most scripts are measured at C speed
_single: set[str] = set(map(chr, range(32, 127)))


def width(text: str) -> int:
    """The terminal cells of a text without control characters."""
    if text.isascii() or _single.issuperset(text):
        return len(text)
    return sum(cells for _, cells in clusters(text))


def clusters(text: str) -> Iterator[tuple[str, int]]:
    """The text in pieces that must stay together, each with its cells: a letter and its marks, a flag …"""
    start = 0
    total = 0
    for index, ch in enumerate(text):
        cells = _cells.get(ch)
        if cells is None:
            cells = _cells_of(ch)
        if index == start:
            total = cells
            continue
        joined = _joined(text, start, index, total, cells)
        if joined < 0:
            yield text[start:index], total
            start = index
            total = cells
        else:
            total = joined
    if text:
        yield text[start:], total


def _joined(text: str, start: int, index: int, total: int, cells: int) -> int:
    """The cells of text[start:index] once the next character has joined it; -1 when that starts another.

    Args:
        total: the cells of the piece so far.
        cells: the cells of the character at index.
    """
    ch = text[index]
    previous = text[index - 1]
    if cells == 0:
        if ch == _EMOJI_STYLE and total == 1 and _takes_emoji_style(previous):
            return 2
        if ch == _TEXT_STYLE:
            return 1
        # a spacing vowel widens its syllable, which terminals draw in two cells at most
        return min(2, total + 1) if ch > "\u0900" and _category(ch) == "Mc" else total
    pictograph = _is_pictograph(text[start])
    if previous == _ZWJ and pictograph and _is_pictograph(ch):
        return total
    if _is_skin_tone(ch) and pictograph:
        return total
    if _is_regional(ch) and _is_regional(previous) and index == start + 1:
        return total
    if previous in _CONJOINERS and _category(ch) == "Lo":
        return min(2, total + cells)
    return cells if total == 0 else -1


def fit(text: str, cells: int) -> str:
    """The text in at most that many cells, ending in `…` when it was longer; no letter or emoji is split."""
    if (len(text) <= cells and text.isascii()) or width(text) <= cells:
        return text
    if cells < 1:
        return ""
    if text.isascii():
        return text[: cells - 1].rstrip() + "…"
    kept: list[str] = []
    left = cells - 1
    for piece, size in clusters(text):
        if size > left:
            break
        kept.append(piece)
        left -= size
    return "".join(kept).rstrip() + "…"


def pad(text: str, cells: int, align: str = "left", *, isolate: bool = False) -> str:
    """The text with spaces up to that many cells.

    Args:
        text: safe text of one line.
        cells: the cells to fill; a longer text stays as it is.
        align: left or right.
        isolate: close right-to-left text with a mark, so that a terminal keeps the order of the columns.
    """
    space = " " * (cells - width(text))
    if isolate and is_rtl(text):
        text += _LRM
    return space + text if align == "right" else text + space


def is_rtl(text: str) -> bool:
    """True when some letter runs from right to left."""
    if text.isascii():
        return False
    from unicodedata import bidirectional

    return any(bidirectional(ch) in ("R", "AL", "AN") for ch in text if ch > "\u0589")


def wrap(text: str, cells: int) -> list[str]:
    """The text in lines of at most that many cells, broken between words, its own line breaks kept."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        room = cells
        for word in paragraph.split(" "):
            size = width(word)
            if line and size + 1 > room:
                lines.append(line)
                line, room = "", cells
            for piece in _pieces(word, cells) if size > cells else [word]:
                if line and piece is not word and width(piece) > room:
                    lines.append(line)
                    line, room = "", cells
                glue = " " if line and piece is word else ""
                line += glue + piece
                room = cells - width(line)
        lines.append(line)
    return lines


def _pieces(word: str, cells: int) -> list[str]:
    """A word longer than a line, cut into pieces that fit."""
    pieces: list[str] = []
    current = ""
    used = 0
    for piece, size in clusters(word):
        if current and used + size > cells:
            pieces.append(current)
            current, used = "", 0
        current += piece
        used += size
    return [*pieces, current]


def _cells_of(ch: str) -> int:
    cells = _measure(ch)
    _cells[ch] = cells
    if cells == 1:
        _single.add(ch)
    return cells


def _measure(ch: str) -> int:
    if "\xa0" <= ch < "\u0300":
        return 1
    from unicodedata import category, east_asian_width

    point = ord(ch)
    if ch in _DRAWN_FORMATS:
        return 1
    if _is_regional(ch):
        return 2
    if ch in _HANGUL_FILLERS or 0x1160 <= point <= 0x11FF or 0xD7B0 <= point <= 0xD7FF:
        return 0  # the vowels and finals of a Hangul syllable stand inside its first letter
    kind = category(ch)
    if kind in ("Mn", "Me", "Mc", "Cf", "Zl", "Zp", "Cc", "Cs"):
        return 0
    if east_asian_width(ch) in "WF" or 0x1FA70 <= point <= 0x1FAFF:
        return 2  # the second block is where new emoji go, unknown to an older Python
    return 1


def _is_skin_tone(ch: str) -> bool:
    return "\U0001f3fb" <= ch <= "\U0001f3ff"


def _is_regional(ch: str) -> bool:
    return "\U0001f1e6" <= ch <= "\U0001f1ff"


def _is_pictograph(ch: str) -> bool:
    return ch >= "\U0001f000" or "\u203c" <= ch <= "\u3299" or ch in "©®"


def _takes_emoji_style(ch: str) -> bool:
    return ch in "#*0123456789©®" or "\u203c" <= ch <= "\u3299" or ch >= "\U0001f000"


def _category(ch: str) -> str:
    from unicodedata import category

    return category(ch)
