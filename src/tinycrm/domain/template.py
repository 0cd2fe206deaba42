"""Texts with `{{fields}}` in them."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_QUOTES = {'"': '"', "'": "'", "“": "”", "«": "»"}
FORM = 'write {{name}}, {{given or name}} or {{given or "friend"}}'


def fill(template: str, value: Callable[[str], str]) -> str:
    """Gives the words of a template with every `{{name}}` replaced, and with nothing else done to them.

    Args:
        template: the text; braces that are never closed stay as they are.
        value: gives what stands for a name, which comes without the spaces around it.
    """
    parts = template.split("{{")
    text = parts[0]
    for part in parts[1:]:
        name, close, rest = part.partition("}}")
        text += value(name.strip()) + rest if close else "{{" + part
    return text


class Gap:
    """A place in a template that a field fills.

    Attributes:
        names: of fields; the first that is not empty fills it.
        otherwise: the words that fill it when all are empty; None when there are none.
        line: where it stands in the file, from 1.
    """

    __slots__ = ("line", "names", "otherwise")

    def __init__(self, names: Sequence[str], otherwise: str | None, line: int) -> None:
        self.names = tuple(names)
        self.otherwise = otherwise
        self.line = line

    @property
    def told(self) -> str:
        """Its names as a sentence names them: 'given' or 'name'."""
        return " or ".join(f"'{name}'" for name in self.names)


class Template:
    """A message with fields in it.

    Attributes:
        name: of its file, without the ending.
        path: the file.
        subject, body: texts and gaps in turn; the body is Markdown.
        language: of what it says, "" for that of the settings.
        reply_to: the address that answers go to, "" for that of the settings.
        source: the file's text.
    """

    __slots__ = ("body", "language", "name", "path", "reply_to", "source", "subject")

    def __init__(self, name: str, path: str, source: str) -> None:
        self.name = name
        self.path = path
        self.source = source
        self.subject: list[str | Gap] = []
        self.body: list[str | Gap] = []
        self.language = ""
        self.reply_to = ""

    def gaps(self) -> Iterator[Gap]:
        """Yields the places that fields fill, in order."""
        for part in (*self.subject, *self.body):
            if isinstance(part, Gap):
                yield part


def gaps_in(text: str) -> list[str | Gap]:
    """Gives the texts and gaps of a text that was checked before. Raises as `parts_of`."""
    return parts_of(text, 1, lambda _line, what: UsageError(what, code="bad_template", hint=FORM))


def parts_of(text: str, line: int, error: Callable[[int, str], UsageError]) -> list[str | Gap]:
    """Gives the texts of a template and the gaps between them.

    Args:
        text: the template, or a part of it.
        line: the line of the file that the text begins in.
        error: makes the error of a line and of what is wrong there.

    Raises:
        UsageError: braces do not match, or hold no name of a field.
    """
    parts: list[str | Gap] = []
    rest = text
    while True:
        before, opened, inside = rest.partition("{{")
        if "}}" in before:
            at = line + before.partition("}}")[0].count("\n")
            raise error(at, "'}}' without '{{' before it")
        if before:
            parts.append(before)
        line += before.count("\n")
        if not opened:
            return parts
        inner, closed, rest = inside.partition("}}")
        if not closed or "\n" in inner or "{{" in inner:
            shown = inner.split("\n")[0].strip()[:40]
            raise error(line, f"'{{{{{shown}' is not closed")
        parts.append(_gap(inner, line, error))


def _gap(inner: str, line: int, error: Callable[[int, str], UsageError]) -> Gap:
    names: list[str] = []
    words = inner.split()
    rest = inner.strip()
    while rest:
        close = _QUOTES.get(rest[0])
        if close and rest.endswith(close) and len(rest) > 1 and close not in rest[1:-1]:
            return Gap(names, rest[1:-1], line)
        name, space, more = rest.partition(" ")
        keyword, _, after = more.strip().partition(" ")
        if not _is_name(name) or (space and more.strip() and (keyword != "or" or not after.strip())):
            break
        names.append(name)
        rest = after.strip()
    if names and not rest:
        return Gap(names, None, line)
    shown = " ".join(words)
    raise error(line, f"'{{{{{shown}}}}}' names no field" if shown else "'{{}}' is empty")


def _is_name(text: str) -> bool:
    return text != "or" and all(part and part.replace("-", "_").isidentifier() for part in text.split("."))
