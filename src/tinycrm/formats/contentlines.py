"""Content lines, of which vCard and iCalendar are made: unfolded, parted and decoded one at a time; and written."""

from __future__ import annotations

import binascii
import io
import re

from tinycrm.errors import UsageError
from tinycrm.formats.codepage import guess_code_page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    # a list comes as its items
    Cell = str | list[str]

# As of a cell of CSV; in UTF-8 a character has four bytes at most.
MAX_TEXT = 1_000_000
_MAX_BYTES = 4 * MAX_TEXT
_SAMPLE = 64 * 1024
_EAST_ASIAN = ("gb18030", "big5", "shift_jis", "euc_kr")
# Pictures, sounds, keys and Base64, which are never text and are dropped as they come; and quoted-printable.
_CODED = re.compile(
    rb"(?:[^:;.]{0,99}\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]|[^:]{0,999}?;(?:ENCODING=\"?B|BASE64|(?:ENCODING=)?QUOTED-PRINT)",
    re.IGNORECASE,
)
_ENCODINGS = frozenset(("QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"))
# A line that begins so is no continuation of quoted-printable, whatever the line before ended with.
_BEGINNING = re.compile(rb"(?:[A-Z0-9-]+\.)?(?:N|FN|TEL|EMAIL|ADR|ORG|TITLE|NOTE|URL|BDAY|END|BEGIN|X-[A-Z-]+)[;:]")
# A value in quoted-printable without a space.
_FOLDED_CODE = re.compile(rb"[^:]*:[^ ]*=[^ ]*$")
_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}


class Line:
    """One content line.

    Attributes:
        number: the line of the file that it begins on, from 1.
        group: what stands before the name and a point, upper case, or "".
        name: upper case; "" when `error` says that the line is none.
        params: parameter, upper case → its values; words without `=` are of TYPE or ENCODING.
        value: decoded, its escapes still in it; "" when binary.
        binary: whether it held a picture, a sound or a key, which was not read.
        error: why it cannot be read, or "".
    """

    __slots__ = ("binary", "error", "group", "name", "number", "params", "value")

    def __init__(self, number: int, name: str = "", value: str = "", *, group: str = "", error: str = "") -> None:
        self.number = number
        self.name = name
        self.value = value
        self.group = group
        self.params: dict[str, list[str]] = {}
        self.binary = False
        self.error = error

    @property
    def types(self) -> set[str]:
        """The words of TYPE, lower case."""
        return {word.strip().lower() for text in self.params.get("TYPE", ()) for word in text.split(",")}

    def param(self, name: str) -> str:
        """Gives the first value of a parameter, or ""."""
        return self.params.get(name, [""])[0]


class Item:
    """One card or to-do.

    Attributes:
        number: the line it begins on.
        cells: JSON key, or the header of a CSV export → text, or texts of a list.
        error: why it is none, or "".
    """

    __slots__ = ("cells", "error", "number")

    def __init__(self, number: int, cells: dict[str, Cell], error: str = "") -> None:
        self.number = number
        self.cells = cells
        self.error = error


class _Raw:
    """The bytes of one content line, as its physical lines come."""

    __slots__ = ("_coded", "_soft", "binary", "is_whole", "number", "parts", "size")

    def __init__(self, number: int, body: bytes, *, is_whole: bool) -> None:
        self.number = number
        self.size = len(body)
        self.is_whole = is_whole
        self.binary = self._soft = False
        self.parts = [body]
        self._coded = _CODED.match(body) is not None
        if self._coded:
            head = body.partition(b":")[0].upper()
            self.binary = b"QUOTED-PRINTABLE" not in head
            self._soft = body.endswith(b"=") and not self.binary
            self.is_whole = is_whole or self.binary
            # the parameters of a picture may be on the lines that follow, and its value is not wanted
            self.parts = [head[:1000] + b":" if self.binary else body[:-1] if self._soft else body]

    def takes(self, body: bytes) -> bool:
        """Whether the next physical line goes on with this one."""
        if not self._coded:
            return body[:1] in (b" ", b"\t")
        if self._soft:
            return _BEGINNING.match(body) is None
        if body[:1] in (b" ", b"\t"):
            return True
        # vCard 2.1 ends Base64 with an empty line, and not every writer indents it
        return self.binary and b"BASE64" in self.parts[0] and b":" not in body and bool(body.strip())

    def add(self, body: bytes, *, is_whole: bool) -> None:
        """The physical line is part of this one."""
        if self.binary or not self.is_whole:
            return
        if not self._soft:
            body = body[1:]
        elif _FOLDED_CODE.match(self.parts[0]) is not None:
            # where spaces are written =20, one that begins a line can only be folding
            body = body.lstrip(b" \t")
        self.size += len(body)
        self.is_whole = is_whole and self.size <= _MAX_BYTES
        self._soft = self._coded and body.endswith(b"=")
        if self.is_whole:
            self.parts.append(body[:-1] if self._soft else body)
        else:
            self.parts.clear()


class LineReader:
    """Reads the content lines of a file, holding one at a time.

    Attributes:
        guessed: the encoding that lines which are not UTF-8 were read in, or "".
        guessed_at: the first of these lines.
    """

    def __init__(self, opened: Callable[[], BinaryIO], name: str, encoding: str = "") -> None:
        """A reader of a file.

        Args:
            opened: gives the file at its beginning.
            name: the file, for messages.
            encoding: as the user named it; "" reads UTF-8, and lines that are none as what they look like.

        Raises:
            UsageError: no such encoding.
        """
        self._opened = opened
        self._name = name
        self.guessed = ""
        self.guessed_at = 0
        # letters of other lines that are UTF-8: of two bytes, and of more
        self._seen = [False, False]
        with opened() as stream:
            self._sample = stream.read(_SAMPLE)
        self._encoding = encoding or _wide(self._sample)
        if self._encoding:
            try:
                "".encode(self._encoding)
            except (LookupError, ValueError):
                hint = "for example utf-8, cp1251, cp1252, utf-16"
                raise UsageError(f"'{encoding}' is no encoding of text", hint=hint) from None

    def __iter__(self) -> Iterator[Line]:
        """Yields the lines that are not empty, in order.

        Raises:
            UsageError: bytes that the named encoding cannot hold; UTF-8 and something else in one file.
        """
        with self._opened() as stream:
            for raw in self._logical(stream):
                if raw.is_whole:
                    parts = raw.parts
                    line = self._parsed(raw.number, parts[0] if len(parts) == 1 else b"".join(parts))
                    line.binary = raw.binary
                    yield line
                else:
                    yield Line(raw.number, error=f"a line is larger than {MAX_TEXT:,} characters")

    # --- bytes ---

    def _logical(self, stream: BinaryIO) -> Iterator[_Raw]:
        raw: _Raw | None = None
        number = 0
        for body, is_whole in self._physical(stream):
            number += 1
            if raw is not None:
                if raw.takes(body):
                    raw.add(body, is_whole=is_whole)
                    continue
                yield raw
            elif number == 1:
                body = body.removeprefix(b"\xef\xbb\xbf")
            raw = _Raw(number, body, is_whole=is_whole) if body and not body.isspace() else None
        if raw is not None:
            yield raw

    def _physical(self, stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
        """Yields the lines of the file without their ends, and whether that is all of the line."""
        pieces = self._recoded(stream) if self._encoding else self._pieces(stream)
        for piece, is_whole in pieces:
            if not is_whole:
                # what is over is not wanted; the next that is whole ends the line
                while not next(pieces, (b"", True))[1]:
                    pass
            body = piece.rstrip(b"\r\n")
            if b"\r" in body:
                for part in body.split(b"\r"):
                    yield part, is_whole
            else:
                yield body, is_whole

    @staticmethod
    def _pieces(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
        while piece := stream.readline(_MAX_BYTES):
            yield piece, len(piece) < _MAX_BYTES or piece.endswith(b"\n")

    def _recoded(self, stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
        """Yields the same as UTF-8."""
        text = io.TextIOWrapper(stream, encoding=self._encoding, newline="")
        try:
            while piece := text.readline(MAX_TEXT):
                yield piece.encode("utf-8", "surrogatepass"), len(piece) < MAX_TEXT or piece.endswith("\n")
        except UnicodeError as error:
            what = f"{self._name} is not valid {self._encoding}: {getattr(error, 'reason', error)}"
            raise UsageError(what, hint="--encoding cp1252, for example") from error

    # --- text ---

    def _parsed(self, number: int, raw: bytes) -> Line:
        try:
            text, is_utf8 = raw.decode("utf-8"), True
        except UnicodeDecodeError:
            # a letter a byte: places in the text are places in the bytes
            text, is_utf8 = raw.decode("latin-1"), False
        head, colon, value = text.partition(":")
        if '"' in head:
            at = _outside_quotes(text, ":")
            if at >= 0:
                head, value = text[:at], text[at + 1 :]
        if not colon:
            return Line(number, error=f"'{_excerpt(self._decoded(raw, number))}' is no property")
        name, semicolon, rest = head.partition(";")
        group, point, bare = name.rpartition(".")
        line = Line(number, bare.strip().upper(), value, group=group.strip().upper() if point else "")
        if semicolon:
            line.params = _params(rest)
        if len(value) > MAX_TEXT:
            line.value, line.error = "", f"{line.name} is larger than {MAX_TEXT:,} characters"
        elif not is_utf8 or "CHARSET" in line.params or line.param("ENCODING").upper() == "QUOTED-PRINTABLE":
            start = len(head.encode("utf-8" if is_utf8 else "latin-1")) + 1
            line.value = self._value(raw[start:], line)
        elif not text.isascii():
            self._see(text)
        return line

    def _value(self, raw: bytes, line: Line) -> str:
        if line.param("ENCODING").upper() == "QUOTED-PRINTABLE":
            raw = binascii.a2b_qp(raw)
        charset = line.param("CHARSET")
        if charset:
            try:
                return raw.decode(charset)
            except (LookupError, ValueError):
                # the name is wrong, or the bytes are: what they look like is the better guess
                pass
        return self._decoded(raw, line.number)

    def _decoded(self, raw: bytes, number: int) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
        if not self.guessed:
            strange = [line for line in self._sample.splitlines() if not line.isascii()]
            self.guessed, self.guessed_at = guess_code_page([*strange, raw]), number
            self._see("")
        return raw.decode(self.guessed, "replace")

    def _see(self, text: str) -> None:
        """A line of UTF-8 is remembered, and refused when others are not.

        Raises:
            UsageError: others are not.
        """
        if text:
            self._seen[max(text) >= "\u0800"] = True
        # two bytes of Chinese can look like a Greek or Arabic letter of UTF-8
        if self.guessed and (self._seen[1] or (self._seen[0] and self.guessed not in _EAST_ASIAN)):
            raise UsageError(
                f"{self._name}:{self.guessed_at}: this line is not UTF-8, and other lines are",
                code="mixed_encodings",
                hint=f"mend the line, or --encoding {self.guessed} reads all of them as that",
            )


def _wide(sample: bytes) -> str:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # the first letter is ASCII: BEGIN
    return {b"B\0": "utf-16-le", b"b\0": "utf-16-le", b"\0B": "utf-16-be", b"\0b": "utf-16-be"}.get(sample[:2], "")


def _outside_quotes(text: str, sign: str) -> int:
    quoted = False
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == sign and not quoted:
            return at
    return -1


def _params(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in _parted(text, ";") if '"' in text else text.split(";"):
        name, equals, value = part.partition("=")
        name = name.strip().upper()
        if not equals:
            if name:
                found.setdefault("ENCODING" if name in _ENCODINGS else "TYPE", []).append(part.strip())
            continue
        values = _parted(value, ",") if '"' in value else value.split(",")
        for one in values:
            one = one.strip().removeprefix('"').removesuffix('"')
            found.setdefault(name, []).append(re.sub(r"\^[n'^]", lambda m: _CARETS[m[0]], one) if "^" in one else one)
    return found


def _parted(text: str, sign: str) -> list[str]:
    parts: list[str] = []
    while (at := _outside_quotes(text, sign)) >= 0:
        parts.append(text[:at])
        text = text[at + 1 :]
    return [*parts, text]


def _excerpt(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
