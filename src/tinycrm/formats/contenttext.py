"""What the value of a content line means, and how lines of vCard and iCalendar are written."""

from __future__ import annotations

import re

from tinycrm.domain.text import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"n": "\n", "N": "\n", "\\": "\\", ",": ",", ";": ";", ":": ":", '"': '"'}
_FOLDED = 75  # octets of a line, RFC 5545 3.1 and RFC 6350 3.2


def is_own_uid(text: str) -> bool:
    """Says whether a UID is of the kind that TinyCRM gives its records: a UUID of version 7, in lower case."""
    parts = text.split("-")
    return (
        [len(part) for part in parts] == [8, 4, 4, 4, 12]
        and parts[2][0] == "7"
        and set("".join(parts)) <= set("0123456789abcdef")
    )


def unescaped(value: str) -> str:
    r"""The text that a value means: `\n` is a line break, `\,` a comma."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[0]), value)


def split_value(value: str, sign: str) -> list[str]:
    """Gives the texts of a value's parts, parted where the sign is not escaped."""
    if "\\" not in value:
        return value.split(sign)
    parts: list[str] = []
    start = at = 0
    while at < len(value):
        if value[at] == "\\":
            at += 2
            continue
        if value[at] == sign:
            parts.append(unescaped(value[start:at]))
            start = at + 1
        at += 1
    return [*parts, unescaped(value[start:])]


# --- writing ---


def escaped(text: str) -> str:
    """The text as a value: its own commas, semicolons, backslashes and line breaks; controls are shown, not kept."""
    text = escape(text, long=True)
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def content_line(head: str, value: str) -> str:
    """Gives one line with its CRLF, folded so that none is longer than 75 octets and no letter is parted.

    Args:
        head: the name with its parameters.
        value: escaped already.
    """
    text = f"{head}:{value}"
    if len(text) <= _FOLDED and text.isascii():
        return text + "\r\n"
    data = text.encode("utf-8", "backslashreplace")
    pieces: list[bytes] = []
    start, room = 0, _FOLDED
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end])
        start, room = end, _FOLDED - 1
    pieces.append(data[start:])
    return b"\r\n ".join(pieces).decode("utf-8") + "\r\n"


def told_left(name: str, counts: Mapping[str, int], nouns: str) -> str:
    """Gives the words for what a file held and no record can: the ten most frequent properties, with how many.

    Args:
        name: the file.
        counts: property → how many.
        nouns: what the records are.
    """
    shown = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:10]
    what = ", ".join(f"{key} ({count})" for key, count in shown)
    return f"{name}: left out, because {nouns} have no place for it: {what}"
