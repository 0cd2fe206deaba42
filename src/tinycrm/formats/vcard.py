"""vCard files: 2.1, 3.0 and 4.0 read card by card; contacts written as 3.0, which every address book takes."""

from __future__ import annotations

from tinycrm.formats.cardfields import Left, card_cells
from tinycrm.formats.contentlines import Item, LineReader
from tinycrm.formats.contenttext import is_own_uid, told_left, unescaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from tinycrm.formats.contentlines import Line

_MOST_LINES = 5_000
_MOST_FIELDS = 200
_KINDS = ("KIND", "X-ADDRESSBOOKSERVER-KIND")
_BINARY = {"PHOTO": "photo", "LOGO": "logo", "SOUND": "sound", "KEY": "key"}


def looks_like_vcard(sample: bytes) -> bool:
    """Says whether a file begins as a vCard, in whatever encoding."""
    return sample.replace(b"\0", b"")[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:11].upper() == b"BEGIN:VCARD"


class CardReader:
    """The contacts of a vCard file, one at a time, as often as they are asked for.

    Attributes:
        headers: every key of the cards of the last whole reading, in order.
        notes: what to tell of them.
    """

    def __init__(self, opened: Callable[[], BinaryIO], name: str, encoding: str = "") -> None:
        """A reader of a file.

        Args:
            opened: gives the file at its beginning.
            name: the file, for messages.
            encoding: as the user named it; "" finds it out, line by line.
        """
        self._opened = opened
        self._name = name
        self._encoding = encoding
        self.headers: list[str] = []
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[Item]:
        """Yields every card, also those that are none.

        Raises:
            UsageError: an encoding that is none, or that the file is not in.
        """
        lines = LineReader(self._opened, self._name, self._encoding)
        left = Left(_MOST_FIELDS)
        headers: dict[str, None] = {}
        groups = companies = 0
        for start, held, error in _cards(lines):
            if any(
                line.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND") and line.value.lower() == "group" for line in held
            ):
                groups += 1
                continue
            cells = card_cells(held, left)
            cells.update(_identity(held))
            if "uid" in cells and cells.get("given") == cells.get("name") and "family" not in cells:
                # ours says a whole name so, because N must not be empty
                cells.pop("given", None)
            headers.update(dict.fromkeys(cells))
            companies += not error and _is_company(held)
            yield Item(start, cells, error)
        self.headers = list(headers)
        self.notes = _notes(self._name, lines, left, groups, companies)


def _cards(lines: LineReader) -> Iterator[tuple[int, list[Line], str]]:
    """Yields (first line, properties, why it is no card or "") of each card."""
    held: list[Line] = []
    start = depth = 0
    error = stray = ""
    for line in lines:
        word = line.value.strip().upper() if line.name in ("BEGIN", "END") else ""
        if not start:
            if line.name == "BEGIN" and word == "VCARD":
                start, held, error, stray = line.number, [], "", ""
            elif not stray:
                # one row for all that stands between two cards
                stray = line.error or f"{line.name} stands outside a card"
                yield line.number, [], stray
            continue
        if depth:
            depth += {"BEGIN": 1, "END": -1}.get(line.name, 0)
        elif word and line.name == "BEGIN":
            if word == "VCARD" and not (held and held[-1].name == "AGENT"):
                yield start, held, f"the card has no END:VCARD before line {line.number}, where another begins"
                start, held, error = line.number, [], ""
            else:
                depth = 1
        elif word == "VCARD":
            yield start, held, error
            start = 0
        elif line.error:
            error = error or f"line {line.number}: {line.error}"
        elif len(held) < _MOST_LINES:
            held.append(line)
        else:
            error = error or f"the card has more than {_MOST_LINES:,} properties"
    if start:
        yield start, held, "the card has no END:VCARD: the file ends before it"


def _identity(held: list[Line]) -> dict[str, str]:
    uid = next((unescaped(line.value).strip() for line in held if line.name == "UID"), "")
    if not uid:
        return {}
    own = uid.lower().removeprefix("urn:uuid:")
    if not is_own_uid(own):
        return {"foreign_id": uid}
    times = {line.name: line.value.strip() for line in held if line.name in ("REV", "X-CREATED")}
    found = {"uid": own}
    for name, key in (("X-CREATED", "created_at"), ("REV", "updated_at")):
        if times.get(name) and "X-CREATED" in times:
            found[key] = times[name]
    return found


def _is_company(held: list[Line]) -> bool:
    return any(
        (line.name == "KIND" and line.value.strip().lower() in ("org", "organization"))
        or (line.name == "X-ABSHOWAS" and line.value.strip().upper() == "COMPANY")
        for line in held
    )


def _notes(name: str, lines: LineReader, left: Left, groups: int, companies: int) -> list[str]:
    notes: list[str] = []
    if lines.guessed:
        notes.append(f"{name}:{lines.guessed_at}: not UTF-8, read as {lines.guessed}; --encoding names another")
    others = [_counted(left.counts.pop(key), word, f"{word}s") for key, word in _BINARY.items() if key in left.counts]
    if groups:
        others.append(_counted(groups, "card of a group", "cards of groups"))
    if others:
        notes.append(f"{name}: left out: {', '.join(others)}")
    if companies:
        notes.append(f"{name}: {_counted(companies, 'card', 'cards')} of companies came in as contacts")
    for key, count in left.odd.items():
        what = _counted(count, f"{key} is none", f"{key}s are none")
        notes.append(f"{name}: {what}; kept as written in a custom field")
    if left.counts:
        notes.append(told_left(name, left.counts, "contacts"))
    return notes


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
