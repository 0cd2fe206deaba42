"""The properties of one vCard become the fields of a contact; what no field takes becomes a custom field."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from tinycrm.domain.email import normalise_email
from tinycrm.domain.fold import fold
from tinycrm.domain.phone import normalise_phone
from tinycrm.domain.points import LABELS, split_label
from tinycrm.domain.website import normalise_handle
from tinycrm.errors import UsageError
from tinycrm.formats.cardwords import KEYS, LABEL_WORDS, MESSENGERS, SILENT
from tinycrm.formats.contenttext import split_value, unescaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import ClassVar

    from tinycrm.formats.contentlines import Cell, Line

# The year that Apple writes where none is known, also without saying so.
NO_YEAR = "1604"
# Several values of one property get numbered fields, up to this.
_MOST_ALIKE = 20
_KEY_LENGTH = 60
# Phones copy numbers and addresses wrapped in marks of direction.
_MARKS = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0xFEFF))
_DAY = re.compile(r"(?:(\d{4})|--)-?(\d\d)-?(\d\d)")


class Left:
    """What a file's cards held that contacts have no place for.

    Attributes:
        counts: property → how many were left out.
        odd: "telephone number", "e-mail", "birthday" → how many values were none and stay as text.
        keys: the custom fields of the file so far.
    """

    def __init__(self, most: int) -> None:
        self.counts: dict[str, int] = {}
        self.odd: dict[str, int] = {}
        self.keys: set[str] = set()
        self._most = most

    def drop(self, name: str) -> None:
        """One more of a property has no place."""
        self.counts[name] = self.counts.get(name, 0) + 1

    def doubt(self, what: str) -> None:
        """One more value is not what it stands for."""
        self.odd[what] = self.odd.get(what, 0) + 1

    def admits(self, key: str) -> bool:
        """Whether there is room for a custom field."""
        if key not in self.keys and len(self.keys) < self._most:
            self.keys.add(key)
        return key in self.keys


def card_cells(lines: Sequence[Line], left: Left) -> dict[str, Cell]:
    """Gives the fields of a card: JSON key, or `fields.KEY`, → text, or texts of a list, the preferred first.

    Args:
        lines: its properties.
        left: told of what found no place.
    """
    return _Card(lines, left).cells()


class _Card:
    def __init__(self, lines: Sequence[Line], left: Left) -> None:
        self._lines = lines
        self._left = left
        self._cells: dict[str, Cell] = {}
        self._points: dict[str, list[tuple[int, str]]] = {}
        self._labels = {line.group: line.value for line in lines if line.name == "X-ABLABEL" and line.group}

    def cells(self) -> dict[str, Cell]:
        for line in self._lines:
            take = self._TAKERS.get(line.name)
            if line.binary:
                self._left.drop(line.name)
            elif line.value and not line.value.isspace() and take is not None:
                take(self, line)
            elif line.value and not line.value.isspace() and line.name not in SILENT:
                self._other(line)
        for key, found in self._points.items():
            found.sort(key=lambda pair: pair[0])
            self._cells[key] = list(dict.fromkeys(text for _, text in found))
        self._name()
        return self._cells

    # --- who ---

    def _name(self) -> None:
        cells = self._cells
        if not cells.get("name"):
            parts = (cells.get(key) for key in ("given", "fields.middle_name", "family"))
            name = " ".join(str(part) for part in parts if part) or self._named_by()
            if not name:
                return
            cells["name"] = name
        # the name comes first for whoever reads the columns
        self._cells = {"name": cells.pop("name"), **cells}

    def _named_by(self) -> str:
        """What stands for the name of somebody without one, or ""."""
        for key in ("companies", "fields.nickname", "emails", "phones"):
            cell = self._cells.get(key)
            if cell:
                text = cell if isinstance(cell, str) else cell[0]
                return split_label(text)[0] if key in ("emails", "phones") else text
        return ""

    def _take_name(self, line: Line) -> None:
        self._single("name", line)

    def _take_parts(self, line: Line) -> None:
        parts = [flat(part) for part in split_value(line.value, ";")]
        family, given, more, prefix, suffix = (*parts, "", "", "", "", "")[:5]
        if "given" in self._cells or "family" in self._cells:
            return
        if given:
            self._cells["given"] = given
        if family:
            self._cells["family"] = family
        for key, text in (("middle_name", more), ("name_prefix", prefix), ("name_suffix", suffix)):
            self._put(key, text)

    def _single(self, key: str, line: Line) -> None:
        text = flat(unescaped(line.value))
        if not text:
            return
        if key in self._cells:
            self._put(key, text)
        else:
            self._cells[key] = text

    def _take_title(self, line: Line) -> None:
        self._single("title", line)

    def _take_organization(self, line: Line) -> None:
        name, *units = [flat(part) for part in split_value(line.value, ";")]
        if name:
            companies = self._list("companies")
            if name not in companies:
                companies.append(name)
        self._put("department", ", ".join(unit for unit in units if unit))

    def _list(self, key: str) -> list[str]:
        found = self._cells.setdefault(key, [])
        return found if isinstance(found, list) else [found]

    def _take_tags(self, line: Line) -> None:
        tags = self._list("tags")
        for text in split_value(line.value, ","):
            # Google's own group of everyone
            tag = flat(text).removeprefix("* ")
            if tag and tag != "myContacts" and tag not in tags:
                tags.append(tag)
        if not tags:
            del self._cells["tags"]

    def _take_note(self, line: Line) -> None:
        text = unescaped(line.value).replace("\r\n", "\n").replace("\r", "\n")
        text = text.replace("\u2028", "\n").replace("\u2029", "\n").strip()
        before = self._cells.get("note")
        if text:
            self._cells["note"] = f"{before}\n\n{text}" if before else text

    def _take_birthday(self, line: Line) -> None:
        text = unescaped(line.value).strip()
        day = "" if line.param("VALUE").lower() == "text" else _birthday(text, line.param("X-APPLE-OMIT-YEAR"))
        if day and "birthday" not in self._cells:
            self._cells["birthday"] = day
        elif text:
            self._left.doubt("birthday")
            self._put("birthday_as_written", text)

    # --- ways to reach them ---

    def _label(self, line: Line) -> str:
        own = self._labels.get(line.group) if line.group else None
        if own:
            words = fold(own).removeprefix("_$!<").removesuffix(">!$_")
            return next((label for word, label in LABEL_WORDS if word in words), "other")
        types = line.types
        return next((label for word, label in LABEL_WORDS if word in types), "")

    def _point(self, key: str, line: Line, text: str) -> None:
        label = self._label(line)
        self._points.setdefault(key, []).append((_rank(line), f"{label}:{text}" if label else text))

    def _take_phone(self, line: Line) -> None:
        text = unescaped(line.value).translate(_MARKS).strip()
        if text[:4].lower() == "tel:":
            number, *rest = text[4:].split(";")
            extension = next((part[4:] for part in rest if part.lower().startswith("ext=")), "")
            text = f"{number} ext. {extension}" if extension else number
        self._checked("phones", line, text, "telephone number", "phone", normalise_phone)

    def _take_email(self, line: Line) -> None:
        text = unescaped(line.value).translate(_MARKS).strip()
        self._checked("emails", line, text, "e-mail", "email", normalise_email)

    def _checked(self, key: str, line: Line, text: str, what: str, one: str, check: Callable[[str], object]) -> None:
        if not text:
            return
        try:
            check(text)
        except UsageError:
            self._left.doubt(what)
            self._put(f"{one}_as_written", text)
        else:
            self._point(key, line, text)

    def _take_web(self, line: Line) -> None:
        text = unescaped(line.value).translate(_MARKS).strip()
        if is_profile(text):
            self._point("handles", line, text)
        else:
            self._put("website", text)

    def _take_messenger(self, line: Line) -> None:
        text = unescaped(line.value).translate(_MARKS).strip()
        scheme, colon, rest = text.partition(":")
        service = line.param("X-SERVICE-TYPE") or MESSENGERS.get(line.name, "")
        if line.name == "X-SOCIALPROFILE" and not service:
            types = [word for word in line.param("TYPE").split(",") if fold(word) not in ("", "pref", *LABELS)]
            service = types[0] if types else ""
        if not text.startswith(("@", "http:", "https:")):
            if colon and (not service or fold(scheme) == fold(service) or fold(scheme) in ("x-apple", "xmpp", "aim")):
                text = f"{service or scheme}:{rest.removeprefix('//')}"
            elif service:
                text = f"{service}:{text}"
        try:
            normalise_handle(text)
        except UsageError:
            self._put(service or line.name.removeprefix("X-"), text)
        else:
            self._point("handles", line, text)

    def _take_address(self, line: Line) -> None:
        *most, last = [part for part in map(flat, split_value(line.value, ";")) if part] or [""]
        text = ", ".join([*(part.rstrip(", ") for part in most), last])
        before = self._cells.get("fields.address")
        if before and _rank(line) <= 100:
            self._cells["fields.address"] = text
            text = str(before)
        self._put("address", text)

    # --- what no field takes ---

    def _other(self, line: Line) -> None:
        text = flat(unescaped(line.value))
        if line.name in ("MEMBER", "AGENT", "CALURI", "CALADRURI", "FBURL"):
            self._left.drop(line.name)
            return
        key = KEYS.get(line.name) or line.name.removeprefix("X-")
        own = self._labels.get(line.group) if line.group else None
        if own:
            key = unescaped(own).removeprefix("_$!<").removesuffix(">!$_")
        elif line.name == "RELATED":
            key = next(iter(sorted(line.types - {"pref"})), key)
        elif line.name == "X-ANDROID-CUSTOM":
            kind, _, rest = text.partition(";")
            key, text = kind.rpartition("/")[2], rest.partition(";")[0]
        if line.name == "NICKNAME":
            text = ", ".join(filter(None, (flat(part) for part in split_value(line.value, ","))))
        # a field of ours has exactly this key
        exact = key if line.name == "X-TINYCRM-FIELD" and key.isidentifier() else ""
        self._put(key, text, exact[:_KEY_LENGTH])

    def _put(self, name: str, text: str, exact: str = "") -> None:
        text = flat(text)
        if not text:
            return
        key = exact or field_key(name)
        for number in range(1, _MOST_ALIKE + 1):
            place = key if number == 1 else f"{key}_{number}"
            if self._cells.get(f"fields.{place}") == text:
                return
            if f"fields.{place}" not in self._cells and self._left.admits(place):
                self._cells[f"fields.{place}"] = text
                return
        self._left.drop(name.upper())

    _TAKERS: ClassVar[dict[str, Callable[[_Card, Line], None]]] = {
        "FN": _take_name,
        "N": _take_parts,
        "TITLE": _take_title,
        "ORG": _take_organization,
        "CATEGORIES": _take_tags,
        "NOTE": _take_note,
        "BDAY": _take_birthday,
        "TEL": _take_phone,
        "EMAIL": _take_email,
        "URL": _take_web,
        "IMPP": _take_messenger,
        "X-SOCIALPROFILE": _take_messenger,
        **dict.fromkeys(MESSENGERS, _take_messenger),
        "ADR": _take_address,
    }


def flat(text: str) -> str:
    """The text in one line."""
    if text.isprintable():
        return text.strip()
    return ", ".join(filter(None, (line.strip() for line in text.splitlines())))


@lru_cache(maxsize=1000)
def field_key(name: str) -> str:
    """Gives the key of the custom field that a property or a label becomes."""
    key = "_".join("".join(char if char.isalnum() else " " for char in fold(name)).split())[:_KEY_LENGTH]
    return key if key.isidentifier() else f"field_{key}".rstrip("_")


def is_profile(text: str) -> bool:
    """Says whether a web address is that of a person in a network: it is a handle, then."""
    try:
        network, _, name = normalise_handle(text)[0].partition(":")
    except UsageError:
        return False
    # a network that is known has a name of one word
    return bool(name) and bool(network) and "." not in network and ("//" in text or "/" in text)


def _rank(line: Line) -> int:
    """Where a point stands among its kind: 1 is the preferred, 101 what nothing is said of."""
    preference = line.param("PREF")
    if preference.isascii() and preference.isdigit():
        return max(1, min(int(preference[:4]), 100))
    return 1 if "pref" in line.types else 101


def _birthday(text: str, no_year: str) -> str:
    head = text.partition("T")[0].partition(" ")[0]
    found = _DAY.fullmatch(head)
    if found is None:
        return ""
    year, month, day = found.groups()
    if year in (None, no_year, NO_YEAR, "0000"):
        year = None
    try:
        born = date(int(year or 2000), int(month), int(day))
    except ValueError:
        return ""
    return f"--{month}-{day}" if year is None else born.isoformat() if born.year >= 1900 else ""
