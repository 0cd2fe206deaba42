"""How the bytes of a file become text, found out over the whole of it before a line is read."""

from __future__ import annotations

import codecs
import io

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from tinycrm.formats.source import Source

# As much as is looked at to tell UTF-16 without a mark, and to guess a code page.
_SAMPLE = 64 * 1024
_BLOCK = 1024 * 1024
# No table of people has such a line: it would have to be held whole.
MAX_LINE = 32 * 1024 * 1024
_EAST_ASIAN = ("gb18030", "big5", "shift_jis", "euc_kr")


class Text:
    """The text of a source.

    Attributes:
        source: the file.
        encoding: Python's name of how it is read.
        errors: what becomes of bytes that it does not define, in Python's words.
        guessed: the same when it had to be guessed, else "".
        line_count: about how many lines there are.
    """

    __slots__ = ("encoding", "errors", "guessed", "line_count", "source")

    def __init__(self, source: Source, encoding: str, *, guessed: str = "", errors: str = "strict") -> None:
        self.source = source
        self.encoding = encoding
        self.guessed = guessed
        self.line_count = 0
        self.errors = errors

    def open(self) -> TextIO:
        """Gives the text from its beginning, without its mark of byte order, line ends as they are."""
        return io.TextIOWrapper(self.source.open(), encoding=self.encoding, errors=self.errors, newline="")


def find_text(source: Source, encoding: str = "") -> Text:
    """Gives the text of a file: by its mark of byte order, as UTF-8 or UTF-16, else in the likeliest code page.

    Args:
        source: the file, all of which is looked at.
        encoding: as the user named it; "" finds it out.

    Raises:
        UsageError: an unknown encoding; bytes that it cannot hold; a NUL; a line without an end; UTF-8 and something
            else in one file. The message begins with NAME:LINE.
    """
    if encoding:
        return _checked(Text(source, _known(encoding)))
    with source.open() as stream:
        head = stream.read(_SAMPLE)
    marked = _marked(head) or _unmarked_utf16(head)
    if marked:
        return _checked(Text(source, marked))
    text = _checked(Text(source, "utf-8-sig"), may_fail=True)
    return text if text.line_count else _guessed(source)


def _known(encoding: str) -> str:
    try:
        known = codecs.lookup(encoding)
        # base64 and the like are codecs too, of bytes
        "a".encode(encoding)
    except (LookupError, ValueError):
        raise UsageError(
            f"'{encoding}' is no encoding of text", hint="for example utf-8, cp1251, cp1252, utf-16"
        ) from None
    return "utf-8-sig" if known.name == "utf-8" else known.name


def _marked(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ""


def _unmarked_utf16(head: bytes) -> str:
    """UTF-16 without a mark: the zero halves of its ASCII all stand on one side, and there are many."""
    count = head.count(0)
    if count * 20 < len(head):
        return ""
    for name, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        if head[start::2].count(0) == count:
            try:
                text = head[: len(head) // 2 * 2].decode(name, "surrogatepass")
            except UnicodeDecodeError:
                continue
            if "\n" in text or "\r" in text:
                return name
    return ""


def _checked(text: Text, *, may_fail: bool = False) -> Text:
    """The text is sound from end to end, and its lines are counted; where it may fail, they are 0."""
    plain = text.encoding in ("utf-8-sig", "cp1252", "ascii")
    decoder = codecs.getincrementaldecoder(text.encoding)(text.errors)
    lines, length = 0, 0
    for block, last in _blocks(text.source):
        if plain and block.isascii() and not decoder.getstate()[0]:
            found = block.decode("ascii")
        else:
            try:
                found = decoder.decode(block, last)
            except UnicodeDecodeError as error:
                if may_fail:
                    return text
                at = lines + error.object[: error.start].count(b"\n") + 1
                raise _undecodable(text, at, error.object[error.start : error.start + 1]) from error
        zero = found.find("\0")
        if zero >= 0:
            raise UsageError(
                f"{text.source.name}:{lines + found.count(chr(10), 0, zero) + 1}: holds a NUL character",
                hint="is this a text file? --encoding utf-16 may read it",
            )
        end = max(found.rfind("\n"), found.rfind("\r"))
        length = length + len(found) if end < 0 else len(found) - end
        if length > MAX_LINE:
            raise UsageError(
                f"{text.source.name}:{lines + found.count(chr(10)) + 1}: a line is longer than 32 MB",
                hint="is this a table of records?",
            )
        lines += found.count("\n")
    text.line_count = lines + 1
    return text


def _undecodable(text: Text, line: int, byte: bytes) -> UsageError:
    what = f"{text.source.name}:{line}: not valid {text.encoding.removesuffix('-sig')}: byte 0x{byte.hex()}"
    return UsageError(what, hint="--encoding cp1252, for example")


def _blocks(source: Source) -> Iterator[tuple[bytes, bool]]:
    with source.open() as stream:
        block = stream.read(_BLOCK)
        while block:
            after = stream.read(_BLOCK)
            yield block, not after
            block = after


def _guessed(source: Source) -> Text:
    """The text of a file that is not UTF-8, or not all of it."""
    sample: list[bytes] = []
    size, number, first, unicode = 0, 0, 0, 0
    ours: list[bytes] = []
    with source.open() as stream:
        # a line that is too long comes in parts: it is refused when its text is checked
        for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE), b""), 1):
            if line.isascii():
                continue
            try:
                line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                first = first or number
                if size < _SAMPLE:
                    sample.append(line[:_SAMPLE].rstrip(b"\r\n"))
                    size += len(sample[-1])
                continue
            unicode += 1
            if len(ours) < 1000:
                ours.append(line[:_SAMPLE])
    from tinycrm.formats.codepage import guess_code_page

    found = guess_code_page(sample)
    if unicode and _is_mixed(ours, found):
        raise UsageError(
            f"{source.name}:{first}: this line is not UTF-8, and other lines are",
            code="mixed_encodings",
            hint=f"mend the line, or --encoding {found} reads all of them as that",
        )
    if found == "cp1252":
        # five bytes are undefined in it: a replacement shows where
        return _checked(Text(source, found, guessed=found, errors="replace"))
    try:
        return _checked(Text(source, found, guessed=found))
    except UsageError as error:
        if "not valid" not in error.message:
            raise
        return _checked(Text(source, "cp1252", guessed="cp1252", errors="replace"))


def _is_mixed(lines: list[bytes], guess: str) -> bool:
    """Whether lines that could be UTF-8 are: two bytes of Chinese can look like a Greek or Arabic letter of it."""
    if guess not in _EAST_ASIAN:
        return True
    return any(char >= "\u0800" for line in lines for char in line.decode("utf-8", "ignore"))
