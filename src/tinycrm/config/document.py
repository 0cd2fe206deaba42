"""A YAML file that was read: its data, and where each part stands, so that errors can point at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.text import clean
from tinycrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tinycrm.domain.settings import Plain

Path: TypeAlias = "tuple[str | int, ...]"


class Place:
    """Where a part of a file stands.

    Attributes:
        line, column: of its first character, from 1.
        start, end: indexes into the text; of a block of lines the end is not known well.
        style: "plain", "quoted", "block" (a text under `|` or `>`), "flow", "lines", "alias" or "key".
    """

    __slots__ = ("column", "end", "line", "start", "style")

    def __init__(self, line: int, column: int, start: int, end: int, style: str) -> None:
        self.line = line
        self.column = column
        self.start = start
        self.end = end
        self.style = style


class Document:
    """What a YAML file says.

    Attributes:
        name: the file, for messages.
        source: its text, without a byte order mark.
        data: mappings, lists, texts, whole numbers, booleans and None; None when the file says nothing.
        values: path → where the value stands.
        keys: path → where the key of a mapping stands.
    """

    __slots__ = ("data", "keys", "name", "source", "values")

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source
        self.data: Plain = None
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}

    def error(self, path: Path, what: str, hint: str = "", *, key: bool = False) -> UsageError:
        """Gives the error that points at a value, or at its key."""
        place = self.keys.get(path) if key else None
        place = place or self.values.get(path) or Place(1, 1, 0, 0, "plain")
        return UsageError(f"{self.name}:{place.line}:{place.column}: {what}", hint=hint, code="bad_settings")

    def at(self, path: Path) -> Plain:
        """Gives the value at a path, None when there is none."""
        value: Plain = self.data
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def mapping(self, path: Path, known: Sequence[str] = ()) -> dict[str, Plain]:
        """Gives the mapping at a path, empty when nothing is written there.

        Args:
            path: where.
            known: the keys it may have; empty allows any.

        Raises:
            UsageError: something else is there, or a key is unknown.
        """
        value = self.at(path)
        if value is None:
            return {}
        if not isinstance(value, dict):
            what = f"{_quoted(path)} must hold `key: value` pairs, not {_shown(value)}"
            raise self.error(path, what, f"keys: {', '.join(known)}" if known else "")
        for key in value:
            if known and key not in known:
                hint = f"{did_you_mean(key, known)}known keys: {', '.join(known)}"
                raise self.error((*path, key), f"unknown key '{key}'", hint, key=True)
        return value

    def items(self, path: Path, form: str = "[one, two]") -> list[Plain]:
        """Gives the list at a path, empty when nothing is written there.

        Raises:
            UsageError: something else is there.
        """
        value = self.at(path)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.error(path, f"{_quoted(path)} must be a list, not {_shown(value)}", f"write {form}")
        return value

    def text(self, path: Path, hint: str = "") -> str:
        """Gives the text at a path, clean and not blank; a whole number counts as its digits.

        Raises:
            UsageError: something else, a blank text, or a control character is there.
        """
        value = self.at(path)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            mend = hint or ("write it in quotes" if value is None or isinstance(value, bool) else "")
            raise self.error(path, f"{_quoted(path)} must be text, not {_shown(value)}", mend)
        cleaned = self.cleaned(path, value)
        if not cleaned:
            raise self.error(path, f"{_quoted(path)} is empty", hint or "write a value, or remove the line")
        return cleaned

    def cleaned(self, path: Path, value: str, *, key: bool = False) -> str:
        """Gives a text in NFC without surrounding space; UsageError at its place for control characters."""
        try:
            return clean(value, what=f"{_quoted(path)}")
        except UsageError as error:
            raise self.error(path, error.message, error.hint, key=key) from error

    def texts(self, path: Path) -> tuple[str, ...]:
        """Gives the list of different texts at a path; UsageError for anything else."""
        found: list[str] = []
        for index in range(len(self.items(path))):
            text = self.text((*path, index))
            if text in found:
                raise self.error((*path, index), f"'{text}' is listed twice", "keep one of them")
            found.append(text)
        return tuple(found)

    def whole(self, path: Path, low: int, high: int) -> int:
        """Gives the whole number at a path, within bounds; UsageError for anything else."""
        value = self.at(path)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            what = f"{_quoted(path)} must be a whole number from {low} to {high}, not {_shown(value)}"
            raise self.error(path, what, f"for example: {_named(path)}: {max(low, min(high, 30))}")
        return value

    def flag(self, path: Path) -> bool:
        """Gives the true or false at a path; UsageError for anything else."""
        value = self.at(path)
        if not isinstance(value, bool):
            what = f"{_quoted(path)} must be true or false, not {_shown(value)}"
            raise self.error(path, what, "write true or false")
        return value

    def choice(self, path: Path, allowed: Sequence[str]) -> str:
        """Gives the word at a path, one of a closed set; UsageError for anything else."""
        value = self.at(path)
        if isinstance(value, str) and value.strip().lower() in allowed:
            return value.strip().lower()
        near = did_you_mean(value, allowed) if isinstance(value, str) else ""
        what = f"{_quoted(path)} is one of {', '.join(allowed)}, not {_shown(value)}"
        raise self.error(path, what, near.strip() or f"write one of: {', '.join(allowed)}")

    def has(self, path: Path) -> bool:
        """Tells whether a value other than null is written at a path."""
        return self.at(path) is not None


def _named(path: Iterable[str | int]) -> str:
    words = [step for step in path if isinstance(step, str)]
    return words[-1] if words else ""


def _quoted(path: Iterable[str | int]) -> str:
    return f"'{_named(path)}'" if _named(path) else "the file"


def _shown(value: Plain) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "`key: value` pairs"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = str(value)
    return f"'{shown if len(shown) <= 60 else shown[:59] + '…'}'"
