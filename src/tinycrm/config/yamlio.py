"""YAML in and out: the only module that imports yaml.

What is read is plainer than YAML 1.1: true, false, null and whole numbers are themselves, everything else is
text, so that `no`, `12:30`, dates, and decimals stay what was written.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import yaml

from tinycrm.config.document import Document, Place
from tinycrm.config.paths import MAX_FILE_BYTES
from tinycrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tinycrm.config.document import Path
    from tinycrm.domain.settings import Plain

MAX_NODES = 20_000
MAX_DEPTH = 50
# 18 digits fit 64 bits; a longer row of digits is an account number, not a count.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_WORDS: dict[str, Plain] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# What text may not hold anywhere, and what could make a line look like another (bidirectional overrides).
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
# PyYAML escapes the others by itself.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TEXT_TAG = "tag:yaml.org,2002:str"


class _Node:
    """A part of the file before references are followed."""

    __slots__ = ("anchor", "items", "pairs", "pending", "place", "text", "value")

    def __init__(self, place: Place, anchor: str | None = None) -> None:
        self.place = place
        self.anchor = anchor
        self.text: str | None = None
        self.value: Plain = None
        self.items: list[_Node] | None = None
        self.pairs: dict[str, tuple[Place, _Node]] | None = None
        self.pending: tuple[str, Place] | None = None


def load(raw: bytes, name: str) -> Document:
    """Gives what a YAML file says, with the place of every part.

    Args:
        raw: the bytes of the file.
        name: the file, for messages.

    Raises:
        UsageError: `NAME:LINE:COLUMN: what`, with the mend as its hint.
    """
    source = _decoded(raw, name)
    document = Document(name, source)
    root = _Composer(name).compose(source)
    if root is not None:
        _Builder(document).build(root)
    return document


def _decoded(raw: bytes, name: str) -> str:
    if len(raw) > MAX_FILE_BYTES:
        raise _error(name, 1, 1, "larger than 1 MiB", "settings are small; is this the right file?")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _error(name, 1, 1, "the file is in UTF-16", "save it as UTF-8")
    try:
        source = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        what = f"not valid UTF-8: byte 0x{raw[error.start]:02x}"
        raise _error(name, line, column, what, "save the file as UTF-8") from error
    refused = _REFUSED.search(source)
    if refused:
        before = source[: refused.start()]
        what = f"holds a control character U+{ord(refused[0]):04X}"
        raise _error(name, before.count("\n") + 1, len(before) - before.rfind("\n"), what, "remove it")
    return source


def _error(name: str, line: int, column: int, what: str, hint: str) -> UsageError:
    return UsageError(f"{name}:{line}:{column}: {what}", hint=hint, code="bad_settings")


class _Composer:
    """Events of the parser become nodes, without recursion, so that depth is ours to limit."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: _Node | None = None
        self.stack: list[_Node] = []
        self.anchors: dict[str, _Node] = {}
        self.count = 0

    def compose(self, source: str) -> _Node | None:
        documents = 0
        try:
            for event in _events(source):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        raise self.error(_place(event), "a second document begins", "remove the line `---`")
                else:
                    self.take(event)
        except yaml.YAMLError as error:
            raise _syntax_error(error, source, self.name) from error
        return self.root

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.CollectionEndEvent):
            node = self.stack.pop()
            if node.place.style == "flow":
                node.place.end = _place(event).end
            self.finish(node)
        elif isinstance(event, yaml.NodeEvent):
            self.count += 1
            place = _place(event)
            if self.count > MAX_NODES:
                raise self.error(place, f"more than {MAX_NODES:,} values", "is this the right file?")
            if isinstance(event, yaml.AliasEvent):
                self.finish(self.reference(event, place))
            elif isinstance(event, yaml.ScalarEvent):
                self.finish(self.scalar(event, place))
            elif isinstance(event, yaml.CollectionStartEvent):
                self.open(event, place)

    def reference(self, event: yaml.AliasEvent, place: Place) -> _Node:
        target = self.anchors.get(event.anchor or "")
        if target is None:
            hint = f"define it before with &{event.anchor}, or quote a text that begins with *"
            raise self.error(place, f"unknown reference '*{event.anchor}'", hint)
        place.style = "alias"
        node = _Node(place)
        node.value, node.items, node.pairs = target.value, target.items, target.pairs
        return node

    def scalar(self, event: yaml.ScalarEvent, place: Place) -> _Node:
        if event.tag is not None and event.tag not in (_TEXT_TAG, "!"):
            raise self.error(place, f"tags are not read: '{event.tag}'", "remove the word that begins with !")
        node = _Node(place, event.anchor)
        node.text = node.value = event.value
        if event.implicit[0] and event.tag is None:
            place.style = "plain"
            node.value = resolve(event.value)
        else:
            place.style = "block" if event.style in ("|", ">") else "quoted"
        return node

    def open(self, event: yaml.CollectionStartEvent, place: Place) -> None:
        if event.tag is not None:
            raise self.error(place, f"tags are not read: '{event.tag}'", "remove the word that begins with !")
        if len(self.stack) >= MAX_DEPTH:
            raise self.error(place, f"nested more than {MAX_DEPTH} deep", "remove brackets or indentation")
        place.style = "flow" if event.flow_style else "lines"
        node = _Node(place, event.anchor)
        if isinstance(event, yaml.SequenceStartEvent):
            node.items = []
        else:
            node.pairs = {}
        if self.stack and self.stack[-1].pairs is not None and self.stack[-1].pending is None:
            raise self.error(place, "a key must be a word", "quote a text that begins with [ or {")
        self.stack.append(node)

    def finish(self, node: _Node) -> None:
        if node.anchor:
            self.anchors[node.anchor] = node
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif parent.pairs is not None:
            if parent.pending is None:
                parent.pending = self.key(parent.pairs, node), node.place
            else:
                key, place = parent.pending
                parent.pairs[key] = (place, node)
                parent.pending = None

    def key(self, pairs: Mapping[str, tuple[Place, _Node]], node: _Node) -> str:
        if node.text is None:
            raise self.error(node.place, "a key must be a word", "write the key out")
        if node.text == "<<" and node.place.style == "plain":
            raise self.error(node.place, "merging with << is not read", "write the pairs out")
        if node.text in pairs:
            what = f"'{node.text}' is written twice, first in line {pairs[node.text][0].line}"
            raise self.error(node.place, what, "keep one of them")
        node.place.style = "key"
        return node.text

    def error(self, place: Place, what: str, hint: str) -> UsageError:
        return _error(self.name, place.line, place.column, what, hint)


class _Builder:
    """Nodes become data; references are followed and counted, so that a few lines cannot grow without end."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.count = 0

    def build(self, root: _Node) -> None:
        self.document.data = self.plain(root, (), root.place)

    def plain(self, node: _Node, path: Path, near: Place) -> Plain:
        place = node.place if node.place.style == "alias" else near
        self.count += 1
        if self.count > MAX_NODES or len(path) > MAX_DEPTH:
            what = "references to references grow too large"
            raise _error(self.document.name, place.line, place.column, what, "write the values out instead")
        self.document.values[path] = node.place
        inside = place if place.style == "alias" else None
        if node.items is not None:
            return [self.plain(item, (*path, index), inside or item.place) for index, item in enumerate(node.items)]
        if node.pairs is None:
            return node.value
        made: dict[str, Plain] = {}
        for key, (key_place, value) in node.pairs.items():
            self.document.keys[(*path, key)] = key_place
            made[key] = self.plain(value, (*path, key), inside or value.place)
        return made


def resolve(text: str) -> Plain:
    """Gives what an unquoted word means: true, false, null, a whole number, else the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.match(text) else text


def _events(source: str) -> Iterator[yaml.Event]:
    if yaml.__with_libyaml__:
        return yaml.parse(source, Loader=yaml.CSafeLoader)
    return yaml.parse(source, Loader=yaml.SafeLoader)


def _place(event: yaml.Event) -> Place:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        return Place(1, 1, 0, 0, "")
    return Place(start.line + 1, start.column + 1, start.index, end.index, "")


# Part of what libyaml, or the parser in Python, says → the fact and the mend; the first that fits decides.
_OPEN = "close the quote, bracket or brace that is open"
_LEVELS = "keys of one level, and the items of a list, begin in the same column"
_PROBLEMS = (
    ("mapping values are not", "': ' is not expected here", "quote a value that holds ': ', or indent anew"),
    ("expected ':'", "a key without ': '", "write `key: value`; look at this line and the one before"),
    ("',' or ']'", "a list is not closed", "close it with ]"),
    ("',' or '}'", "pairs are not closed", "close them with }, or quote a text that begins with {"),
    ("unexpected end of stream", "a text is not closed", _OPEN),
    ("unexpected document separator", "a text is not closed", _OPEN),
    ("node content", "a bracket or brace is not closed", _OPEN),
    ("escape", "an unknown escape after a backslash", "use single quotes, or write two backslashes"),
    ("'-' indicator", "the indentation does not fit", _LEVELS),
    ("expected key", "the indentation does not fit", _LEVELS),
    ("block end", "the indentation does not fit", _LEVELS),
    ("block sequence entries", "a list cannot begin here", "put it below its key, or write [one, two]"),
    ("alphabetic", "a value cannot begin with & or * here", "quote the text"),
    ("directive", "a line cannot begin with %", "quote the text"),
)


def _syntax_error(error: yaml.YAMLError, source: str, name: str) -> UsageError:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return _error(name, 1, 1, "not YAML", "look for characters that are not text")
    problem, mark, opened = error.problem or "not YAML", error.problem_mark, error.context_mark
    line = source.split("\n")[mark.line] if mark.line <= source.count("\n") else ""
    before = line[: mark.column]
    if "\t" in line[: mark.column + 1] and not before.strip():
        return _error(name, mark.line + 1, mark.column + 1, "a tab in the indentation", "indent with spaces")
    if "cannot start any token" in problem:
        char = line[mark.column : mark.column + 1]
        what, hint = f"a value cannot begin with '{char}'", f"quote a text that begins with {char}"
        return _error(name, mark.line + 1, mark.column + 1, what, hint)
    # what is never closed is noticed at the end; the user looks for where it was opened
    if opened is not None and (not source[mark.index :].strip() or "expected ':'" in problem):
        mark = opened
    for part, what, hint in _PROBLEMS:
        if part in problem:
            return _error(name, mark.line + 1, mark.column + 1, what, hint)
    return _error(name, mark.line + 1, mark.column + 1, problem, "look at this line and the one before")


class _Dumper(yaml.SafeDumper):
    """Writes what `load` reads back: only what it would take for something else is quoted."""

    # instead of YAML 1.1's: None stands for any first letter
    yaml_implicit_resolvers = {  # noqa: RUF012 -- an attribute of PyYAML's
        None: [
            ("tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)\Z")),
            ("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z", re.IGNORECASE)),
            ("tag:yaml.org,2002:int", _INTEGER),
        ]
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 -- its signature
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 -- its signature
        return True


def _text_node(_: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if any(char in text for char in "\r\x85\u2028\u2029") or _BIDI.search(text):
        style = '"'
    elif "\n" in text:
        style = "|" if text.strip("\n") == text.strip() else '"'
    elif text == "<<":
        # bare it would be the merging of YAML 1.1
        style = '"'
    return yaml.ScalarNode(_TEXT_TAG, text, style=style)


_Dumper.add_representer(str, _text_node)


def dump(data: Plain) -> str:
    """Gives YAML that `load` reads back as the same data: block style, order kept, every script as it is."""
    text = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, default_flow_style=False, sort_keys=False, width=1_000_000
    )
    # a text that holds one stands in double quotes, where the escape means it
    return _BIDI.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


# Letters, digits and marks that mean nothing to YAML wherever they stand, also inside brackets.
_PLAIN = re.compile(r"[\w./+%@-](?:[\w./+%@ -]*[\w./+%@-])?\Z")


def inline(text: str) -> str:
    """Gives one text as it can be written after a key in one line, quoted only if it must be."""
    if _PLAIN.match(text) and not text.startswith(("- ", "%", "@", "---")) and text != "-":
        return text
    # a JSON string is a YAML string
    return json.dumps(text, ensure_ascii=False)
