"""Templates of messages: Markdown files in the folder templates/ of the settings, each with a head."""

from __future__ import annotations

import os

from tinycrm.config.paths import make_folder, read_bytes, write_bytes
from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.file_name import HINT, LONGEST, is_file_name
from tinycrm.domain.template import FORM, Template, parts_of
from tinycrm.domain.text import blank, escape
from tinycrm.errors import Conflict, NotFound, StorageError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_ENDING = ".md"
_KEYS = ("subject", "language", "reply_to")
_LANGUAGES = ("en", "ru", "fa")
_LINE = "---"
_FORM = "a template begins with ---, subject: WORDS, --- and goes on with its text"
_STARTER = """\
---
subject: "{{given or name}}, a word from us"
# language: en            that of the settings unless given
# reply_to: me@example.org
---
Hello {{given or name}},

write here what you have to say. **Bold**, *slanted*, lists and [links](https://example.org) are Markdown.
`tinycrm template check` knows the fields.

Best regards,
{{me.name}}
"""


def folder_of(settings: str) -> str:
    """Gives the folder of the templates of a settings folder."""
    return os.path.join(settings, "templates")


def check_name(name: str) -> str:
    """Gives the name, which can be that of a file in our folder and of none elsewhere.

    Raises:
        UsageError: it cannot.
    """
    short = name.strip().removesuffix(_ENDING)
    if not is_file_name(short):
        raise UsageError(f"'{name[:LONGEST]}' cannot name a template", hint=HINT)
    return short


def template_names(settings: str) -> list[str]:
    """Gives the names of the templates there are, sorted.

    Raises:
        UsageError: the folder cannot be read.
    """
    if not settings:
        return []
    try:
        files = os.listdir(folder_of(settings))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        what = f"{folder_of(settings)}: cannot be read: {error.strerror}"
        raise UsageError(what, hint="check its permissions") from error
    names = [name.removesuffix(_ENDING) for name in files if name.endswith(_ENDING) and not name.startswith(".")]
    return sorted(names)


def read_template(settings: str, name: str) -> Template:
    """Gives a template.

    Args:
        settings: the settings folder, "" for none.
        name: of its file, with the ending or without.

    Raises:
        NotFound: there is none.
        UsageError: it is broken; the message begins with FILE:LINE.
    """
    short = check_name(name)
    path = os.path.join(folder_of(settings), short + _ENDING)
    raw = read_bytes(path) if settings else None
    if raw is None:
        names = template_names(settings)
        known = f"there are: {', '.join(names)}" if names else f"tinycrm template add {short} begins one"
        hint = f"{did_you_mean(short, names)}{known}"
        where = f" in {folder_of(settings)}" if settings else ""
        raise NotFound(f"there is no template '{short}'{where}", code="no_template", hint=hint)
    return parse_template(raw, short, path)


def parse_template(raw: bytes, name: str, path: str) -> Template:
    """Gives the template that the bytes of a file are.

    Raises:
        UsageError: it is broken; the message begins with PATH:LINE.
    """
    source = _decoded(raw, path)
    lines = source.split("\n")
    if lines[0].rstrip() != _LINE:
        raise _error(path, 1, "the head is missing", _FORM)
    ends = [at for at, line in enumerate(lines[1:], 1) if line.rstrip() == _LINE]
    if not ends:
        raise _error(path, 1, "the head does not end", _FORM)
    template = Template(name, path, source)
    head = _head(lines[1 : ends[0]], path)

    def gap_error(line: int, what: str) -> UsageError:
        return _error(path, line, what, FORM)

    line, subject = head.get("subject", (1, ""))
    if blank(subject):
        raise _error(path, line, "a message needs a subject", "subject: WORDS")
    template.subject = parts_of(subject, line, gap_error)
    line, language = head.get("language", (1, ""))
    if language and language not in _LANGUAGES:
        raise _error(path, line, f"'{language}' is no language of mails", f"one of: {', '.join(_LANGUAGES)}")
    template.language = language
    line, reply_to = head.get("reply_to", (1, ""))
    template.reply_to = _address(reply_to, path, line)
    body = "\n".join(lines[ends[0] + 1 :])
    if blank(body):
        raise _error(path, ends[0] + 2, "the message is empty", "write its text below the head")
    template.body = parts_of(body, ends[0] + 2, gap_error)
    return template


def _head(lines: list[str], path: str) -> Mapping[str, tuple[int, str]]:
    """Gives key → (line, value). Values are taken as they stand: braces and colons mean nothing in them."""
    head: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines, 2):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        key, colon, value = (part.strip() for part in text.partition(":"))
        if not colon or key not in _KEYS:
            hint = f"{did_you_mean(key, _KEYS)}known: {', '.join(_KEYS)}"
            raise _error(path, number, f"'{key[:40]}' is no key of a template", hint)
        if key in head:
            raise _error(path, number, f"'{key}' stands there twice", "keep one of them")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1].strip()
        head[key] = (number, value)
    return head


def _address(text: str, path: str, line: int) -> str:
    if not text:
        return ""
    from tinycrm.domain.address import read_address

    try:
        read_address(text, what="reply_to")
    except UsageError as error:
        raise _error(path, line, error.message, error.hint) from error
    return text


def _decoded(raw: bytes, path: str) -> str:
    try:
        source = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _error(path, line, f"not valid UTF-8: byte 0x{raw[error.start]:02x}", "save it as UTF-8") from error
    source = source.replace("\r\n", "\n")
    for number, text in enumerate(source.split("\n"), 1):
        if escape(text, long=True) != text:
            raise _error(path, number, "holds a control character", "remove it")
    return source


def _error(path: str, line: int, what: str, hint: str) -> UsageError:
    return UsageError(f"{path}:{line}: {what}", code="bad_template", hint=hint)


def add_template(settings: str, name: str) -> str:
    """A template to start from is in the folder; its path is returned.

    Raises:
        UsageError: the name cannot be one.
        Conflict: there is a template of this name.
        StorageError: it cannot be written.
    """
    short = check_name(name)
    path = os.path.join(folder_of(settings), short + _ENDING)
    if os.path.lexists(path):
        raise Conflict(f"there is a template '{short}' already: {path}", hint=f"tinycrm template edit {short}")
    save_template(path, _STARTER.encode())
    return path


def save_template(path: str, raw: bytes) -> None:
    """The file holds these bytes.

    Raises:
        StorageError: it cannot be written.
    """
    try:
        make_folder(os.path.dirname(path))
    except OSError as error:
        raise StorageError(f"'{path}' cannot be written: {error.strerror}", hint="check the folder") from error
    write_bytes(path, raw)
