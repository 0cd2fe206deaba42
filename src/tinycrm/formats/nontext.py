"""Files that are no text, whatever they are called: each is refused by the name of what it is."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.formats.source import Source

_BOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
_SAMPLE = 64 * 1024
_SAVE = "save it as .xlsx or CSV"
_UNPACK = "unpack it and name the files"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# how such files begin: the signatures of their formats' own specifications
_SIGNS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n", "a picture (PNG)", _SAVE),
    (b"\xff\xd8\xff", "a picture (JPEG)", _SAVE),
    (b"GIF87a", "a picture (GIF)", _SAVE),
    (b"GIF89a", "a picture (GIF)", _SAVE),
    (b"II*\0", "a picture (TIFF)", _SAVE),
    (b"MM\0*", "a picture (TIFF)", _SAVE),
    (b"%PDF-", "a PDF document", _SAVE),
    (b"{\\rtf", "a text document (RTF)", _SAVE),
    (b"SQLite format 3\0", "a SQLite database", "export its tables as CSV"),
    (b"\0\x01\0\0Standard ", "an Access database", "export its tables as CSV"),
    (b"!BDN", "a data file of Outlook (.pst)", "export the contacts in Outlook as CSV"),
    (b"\x1f\x8b", "a packed file (gzip)", _UNPACK),
    (b"\xfd7zXZ\0", "a packed file (xz)", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a packed file (zstd)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)", _UNPACK),
    (b"Rar!\x1a\x07", "an archive (RAR)", _UNPACK),
    (b"PK\x05\x06", "an empty ZIP archive", _UNPACK),
)
# what a ZIP archive holds that is a document
_PARTS = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file"),
    ("Index/Document.iwa", "a document of Apple Numbers or Pages"),
    ("word/document.xml", "a text document (.docx)"),
)
# Of these no text has many. Others are in some: the first and the last ones part cells, ISO 2022 has the escape.
_CONTROLS = bytes((*range(2, 9), *range(14, 26)))
# so many, and one byte of so many; of fewer the row is told
_LEAST, _SHARE = 8, 50


def check_text(source: Source, *, named: bool = False) -> None:
    """The file, which is no workbook, may be text.

    Args:
        source: the file.
        named: whether the user said how its text is written: then what looks odd is meant so.

    Raises:
        UsageError: it is something else; the message says what, and the hint how it can be brought in.
    """
    with source.open() as stream:
        head = stream.read(_SAMPLE)
    found = _found(source, head)
    if found is None and not named and _is_noise(head):
        found = "no text: a program, a picture, a document or a packed file", _SAVE
    if found is not None:
        raise UsageError(f"{source.name} is {found[0]}", code="no_text", hint=found[1])


def _found(source: Source, head: bytes) -> tuple[str, str] | None:
    """What a file is, and what is to be done; None when it may be text."""
    name = source.name.lower()
    if head.startswith(_OLD_OFFICE):
        # Office puts a workbook with a password into the old container
        if name.endswith(_BOOKS):
            return "a workbook that is locked with a password, or an old one", f"{_SAVE} without a password"
        return "an old workbook (.xls) or another old document of Office", _SAVE
    for sign, what, hint in _SIGNS:
        if head.startswith(sign):
            return what, hint
    if head.startswith(_ZIP):
        return _packed(source)
    if name.endswith(_BOOKS):
        return "no workbook, though its name says so", _SAVE
    if name.endswith(".xls") and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "a web page or XML that is called .xls", f"open it in a spreadsheet and {_SAVE}"
    return None


def _packed(source: Source) -> tuple[str, str]:
    from zipfile import BadZipFile, ZipFile

    try:
        with source.open() as stream:
            names = set(ZipFile(stream).namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return "a ZIP archive that is cut off or damaged", "fetch it anew"
    for part, what in _PARTS:
        if part in names:
            return what, _SAVE
    return "a ZIP archive", "give it a name that ends in .zip, or unpack it and name the files"


def _is_noise(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls >= _LEAST and controls * _SHARE > len(head) and not _is_wide(head)


def _is_wide(head: bytes) -> bool:
    """Says whether it may be UTF-16 or UTF-32: letters of other scripts have halves that would be controls."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return True
    # the zero halves of its commas and line ends all stand on one side
    zeros = head.count(0)
    return zeros * 20 >= len(head) and any(head[start::2].count(0) == zeros for start in (0, 1))
