"""Text that comes in clean and goes out harmless."""

from __future__ import annotations

from functools import cache

from tinycrm.errors import UsageError

# Embeddings, overrides and isolates reorder what follows them on a terminal; LRM, RLM and ZWNJ only spell.
_BIDI = frozenset([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SEPARATORS = frozenset((0x2028, 0x2029))
_CONTROLS = frozenset([*range(0x20), *range(0x7F, 0xA0)])
_FORBIDDEN = _BIDI | _SEPARATORS | _CONTROLS
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


class _Escapes(dict[int, str]):
    """Code point → its visible form; what is harmless is missing, so that str.translate leaves it."""

    def __missing__(self, point: int) -> str:
        if 0xD800 <= point <= 0xDFFF:
            return f"\\u{point:04x}"
        raise LookupError(point)


@cache
def _escapes(*, long: bool) -> _Escapes:
    """The table of a text in one line, or of one in several; made when a text first has something to escape."""
    table = _Escapes({point: f"\\x{point:02x}" for point in _CONTROLS})
    table.update({point: f"\\u{point:04x}" for point in _BIDI | _SEPARATORS})
    table.update({0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r"})
    return _Escapes({point: shown for point, shown in table.items() if not long or point not in (0x09, 0x0A)})


def clean(text: str, *, what: str, long: bool = False) -> str:
    """The text is NFC, stripped, and holds nothing that could steer a terminal.

    Args:
        text: as typed or read.
        what: the field's name for the message, e.g. `name`.
        long: tabs and line breaks may stay (CRLF becomes LF).

    Returns:
        The text to store; it may be empty, and whether it may be blank is for the caller to say.

    Raises:
        UsageError: control characters, bidirectional overrides, line separators, or invalid UTF-8.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    # loaded here because most text is plain ASCII, and a hot command has no time to spare
    import unicodedata

    text = unicodedata.normalize("NFC", text.strip(" \t\r\n\ufeff"))
    if long:
        text = text.replace("\r\n", "\n")
    if not text.isprintable():
        for char in text:
            _refuse(char, text, what=what, long=long)
    return text.strip()


def _refuse(char: str, text: str, *, what: str, long: bool) -> None:
    point = ord(char)
    if 0xD800 <= point <= 0xDFFF:
        raise UsageError(f"{what} is not valid UTF-8: '{_excerpt(text)}'", hint="give the text in UTF-8")
    if point not in _FORBIDDEN or (long and char in "\t\n"):
        return
    if char == "\n":
        raise UsageError(f"{what} holds a line break: '{_excerpt(text)}'", hint="write it in one line")
    if point in _BIDI:
        kind = "a bidirectional control"
    elif point in _SEPARATORS:
        kind = "a line separator"
    else:
        kind = "a control character"
    raise UsageError(f"{what} holds {kind} U+{point:04X}: '{_excerpt(text)}'", hint="remove that character")


def _excerpt(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def blank(text: str) -> bool:
    """True when a reader would see nothing: empty, white space, zero-width characters only."""
    if text[:1].isalnum() and text[0] not in _BLANK_LETTERS:
        return False
    if text.isascii() and text.isprintable():
        return not text.strip(" ")
    import unicodedata

    return all(char.isspace() or char in _BLANK_LETTERS or unicodedata.category(char) in ("Cf", "Cc") for char in text)


def escape(text: str, *, long: bool = False) -> str:
    r"""The text is safe to print whatever it holds: control characters are shown as `\x1b`, `\u202e`, `\n`.

    Backslashes are not doubled: the result is for eyes, not for reading back.

    Args:
        text: anything, lone surrogates included.
        long: tabs and line breaks are kept.
    """
    # Nothing that str.isprintable accepts is a control, a format or a surrogate character.
    if text.isprintable():
        return text
    return text.translate(_escapes(long=long))
