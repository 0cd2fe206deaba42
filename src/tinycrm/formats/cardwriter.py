"""Contacts as vCards of version 3.0, from which the reader of vCards makes the same contacts again."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.results import Number
from tinycrm.formats.cardfields import NO_YEAR, field_key, is_profile
from tinycrm.formats.cardwords import KEYS, LABEL_WORDS, MESSENGERS, SILENT
from tinycrm.formats.contenttext import content_line, escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tinycrm.domain.results import Json, Row

_TYPES = {"mobile": "CELL"}
# Custom fields that a card has a property for.
_PROPERTIES = {"nickname": "NICKNAME", "role": "ROLE", "website": "URL", "anniversary": "X-ANNIVERSARY"}
_PARTS = ("middle_name", "name_prefix", "name_suffix", "department", "address")
# X- properties that mean something else to those who read them.
_TAKEN = frozenset((*SILENT, *MESSENGERS, *KEYS, "X-SOCIALPROFILE", "X-ANDROID-CUSTOM"))


def write_cards(rows: Iterable[Row]) -> Iterator[str]:
    """Yields the card of each contact.

    Args:
        rows: contacts in their whole JSON form.
    """
    for row in rows:
        yield _card(row)


def _card(row: Row) -> str:
    fields = row.get("fields")
    own = {key: text for key, value in (fields.items() if isinstance(fields, dict) else ()) if (text := _text(value))}
    name = _text(row["name"])
    parts = [_text(row.get("family")), _text(row.get("given")), *(own.get(key, "") for key in _PARTS[:3])]
    if not parts[0] and not parts[1]:
        # telephones show nobody's name when N is empty, whatever FN says
        parts[1] = name
    lines = [
        "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//TinyCRM//TinyCRM//EN\r\n",
        _line("UID", _text(row["uid"])),
        _line("FN", name),
        content_line("N", ";".join(map(escaped, parts))),
    ]
    lines += _organizations(row, own)
    lines += [_line("TITLE", text) for text in [_text(row.get("title"))] if text]
    lines += _points(row, "emails", "EMAIL", "INTERNET")
    lines += _points(row, "phones", "TEL", "VOICE")
    lines += _handles(row)
    birthday = _text(row.get("birthday"))
    if birthday.startswith("--"):
        lines.append(_line(f"BDAY;X-APPLE-OMIT-YEAR={NO_YEAR}", f"{NO_YEAR}-{birthday[2:]}"))
    elif birthday:
        lines.append(_line("BDAY", birthday))
    if own.get("address"):
        lines.append(content_line("ADR", f";;{escaped(own['address'])};;;;"))
    tags = row.get("tags")
    if isinstance(tags, list) and tags:
        lines.append(content_line("CATEGORIES", ",".join(escaped(_text(tag)) for tag in tags)))
    lines += [_line("NOTE", text) for text in [_text(row.get("note"))] if text]
    lines += _custom(own)
    lines += [_line("X-CREATED", _text(row["created_at"])), _line("REV", _text(row["updated_at"]))]
    return "".join([*lines, "END:VCARD\r\n"])


def _line(name: str, text: str) -> str:
    return content_line(name, escaped(text))


def _text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float, Number)) else ""


def _organizations(row: Row, own: dict[str, str]) -> list[str]:
    companies = row.get("companies")
    names = (
        [_text(one.get("name")) for one in companies if isinstance(one, dict)] if isinstance(companies, list) else []
    )
    unit = own.get("department", "")
    lines = [_line("ORG", name) for name in names]
    if unit:
        head = escaped(names[0]) if names else ""
        lines[:1] = [content_line("ORG", f"{head};{escaped(unit)}")]
    return lines


def _points(row: Row, key: str, name: str, kind: str) -> list[str]:
    points = row.get(key)
    lines: list[str] = []
    for place, point in enumerate(points if isinstance(points, list) else []):
        if not isinstance(point, dict):
            continue
        types = [kind, *_label_types(point.get("label")), *(["PREF"] if place == 0 else [])]
        lines.append(_line(f"{name};TYPE={','.join(types)}", _text(point["value"])))
    return lines


def _label_types(label: Json) -> list[str]:
    text = _text(label)
    known = text in dict(LABEL_WORDS).values()
    return [_TYPES.get(text, text.upper())] if known else ["OTHER"] if text else []


def _handles(row: Row) -> list[str]:
    handles = row.get("handles")
    lines: list[str] = []
    for place, handle in enumerate(handles if isinstance(handles, list) else []):
        if not isinstance(handle, dict):
            continue
        text = _text(handle["value"])
        network, colon, _ = text.partition(":")
        types = [*_label_types(handle.get("label")), *(["PREF"] if place == 0 else [])]
        end = f";TYPE={','.join(types)}" if types else ""
        if colon and network.isascii() and network.isalnum() and not is_profile(text):
            lines.append(_line(f"IMPP;X-SERVICE-TYPE={network}{end}", text))
        else:
            lines.append(_line(f"X-SOCIALPROFILE{end}", text))
    return lines


def _custom(own: dict[str, str]) -> list[str]:
    lines: list[str] = []
    item = 0
    for key, text in own.items():
        if key in _PARTS:
            continue
        name = _PROPERTIES.get(key) or f"X-{key.upper().replace('_', '-')}"
        plain = name.isascii() and name not in _TAKEN and not (key == "website" and is_profile(text))
        if plain and (key in _PROPERTIES or (fold(key) == key and field_key(name[2:]) == key)):
            lines.append(_line(name, text))
            continue
        # as Apple writes what it has no property for
        item += 1
        lines.append(_line(f"item{item}.X-TINYCRM-FIELD", text))
        lines.append(_line(f"item{item}.X-ABLABEL", key))
    return lines
