"""The language of `--where`: `value >= 10000 EUR and (stage = proposal or tag = hot) and close is not empty`."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    Operator = Literal["=", "!=", "<", "<=", ">", ">=", "~", "in", "empty", "not empty", "invalid"]
    Test: TypeAlias = "Comparison | Every | Some | Not"
    # A token is (kind, text): "word", "string", "op", "(", ")", ",".
    Token = tuple[str, str]

MAX_DEPTH = 50
MAX_LENGTH = 20_000
_HINT = 'for example: --where "value >= 10000 EUR and stage = proposal"'
_OPERATORS: dict[str, Operator] = {
    "=": "=",
    "==": "=",
    "!=": "!=",
    "<>": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "~": "~",
}


class Comparison:
    """A field held against values: the words as typed, not yet read."""

    __slots__ = ("field", "operator", "values")

    def __init__(self, field: str, operator: Operator, values: tuple[str, ...] = ()) -> None:
        self.field = field
        self.operator: Operator = operator
        self.values = values


class Every:
    """True when all parts are."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Test, ...]) -> None:
        self.parts = parts


class Some:
    """True when any part is."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Test, ...]) -> None:
        self.parts = parts


class Not:
    """True when the part is not."""

    __slots__ = ("part",)

    def __init__(self, part: Test) -> None:
        self.part = part


_QUOTES = {'"': '"', "'": "'", "«": "»", "“": "”"}


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char in "(),":
            tokens.append((char, char))
            at += 1
        elif char in _QUOTES:
            value, at = _quoted(text, at)
            tokens.append(("string", value))
        elif char in "=!<>~":
            operator = text[at : at + 2] if text[at : at + 2] in _OPERATORS else char
            if operator == "!":
                raise UsageError("'!' alone is no operator in a filter", hint="write != or not (…)")
            tokens.append(("op", operator))
            at += len(operator)
        else:
            start = at
            while at < len(text) and not text[at].isspace() and text[at] not in '(),=!<>~"':
                at += 1
            tokens.append(("word", text[start:at]))
    return tokens


def _quoted(text: str, at: int) -> tuple[str, int]:
    close = _QUOTES[text[at]]
    value: list[str] = []
    position = at + 1
    while position < len(text):
        char = text[position]
        if char == "\\" and text[position + 1 : position + 2] in (close, "\\"):
            value.append(text[position + 1])
            position += 2
            continue
        if char == close:
            return "".join(value), position + 1
        value.append(char)
        position += 1
    raise UsageError(f"a quotation mark is not closed in the filter: {text[at:]}", hint=f"end it with {close}")


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def peek(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def keyword(self, *words: str) -> bool:
        for offset, word in enumerate(words):
            place = self.at + offset
            if place >= len(self.tokens) or self.tokens[place][0] != "word" or self.tokens[place][1].lower() != word:
                return False
        self.at += len(words)
        return True

    def some(self) -> Test:
        parts = [self.every()]
        while self.keyword("or"):
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def every(self) -> Test:
        parts = [self.single()]
        while self.keyword("and"):
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def single(self) -> Test:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UsageError(f"the filter is nested deeper than {MAX_DEPTH} levels", hint="write it flatter")
        try:
            if self.keyword("not"):
                return Not(self.single())
            if self.peek()[0] == "(":
                self.at += 1
                inner = self.some()
                if self.peek()[0] != ")":
                    raise UsageError("a bracket is not closed in the filter", hint=_HINT)
                self.at += 1
                return inner
            return self.comparison()
        finally:
            self.depth -= 1

    def comparison(self) -> Test:
        kind, name = self.peek()
        if kind != "word":
            found = f"'{name}'" if name else "nothing"
            raise UsageError(f"the filter has {found} where a field should stand", hint=_HINT)
        self.at += 1
        if self.keyword("is", "not", "empty"):
            return Comparison(name, "not empty")
        if self.keyword("is", "empty"):
            return Comparison(name, "empty")
        if self.keyword("is", "invalid"):
            return Comparison(name, "invalid")
        if self.keyword("not", "in"):
            return Not(Comparison(name, "in", self.members(name)))
        if self.keyword("in"):
            return Comparison(name, "in", self.members(name))
        kind, operator = self.peek()
        if kind != "op":
            raise UsageError(f"'{name}' is not followed by an operator in the filter", hint="= != < <= > >= ~ in is")
        self.at += 1
        value = self.value()
        if value is None:
            raise UsageError(f"'{name} {operator}' is not followed by a value in the filter", hint=_HINT)
        return Comparison(name, _OPERATORS[operator], (value,))

    def members(self, name: str) -> tuple[str, ...]:
        if self.peek()[0] != "(":
            raise UsageError(f"'{name} in' is not followed by a list", hint=f"{name} in (one, two)")
        self.at += 1
        values: list[str] = []
        while True:
            value = self.value()
            if value is None:
                raise UsageError(f"the list of '{name} in' has an empty place", hint=f"{name} in (one, two)")
            values.append(value)
            kind, _ = self.peek()
            if kind not in (",", ")"):
                raise UsageError(f"the list of '{name} in' is not closed", hint=f"{name} in (one, two)")
            self.at += 1
            if kind == ")":
                return tuple(values)

    def value(self) -> str | None:
        kind, text = self.peek()
        if kind == "string":
            self.at += 1
            return text
        words: list[str] = []
        while True:
            kind, text = self.peek()
            if kind != "word" or text.lower() in ("and", "or"):
                break
            words.append(text)
            self.at += 1
        return " ".join(words) if words else None


def parse_filter(text: str) -> Test:
    """Gives the tree of a filter.

    Args:
        text: as typed after `--where`.

    Raises:
        UsageError: it cannot be read; the message says where.
    """
    if len(text) > MAX_LENGTH:
        raise UsageError(f"the filter is longer than {MAX_LENGTH} characters", hint="use --segment or stdin for lists")
    parser = _Parser(_tokens(text))
    if not parser.tokens:
        raise UsageError("the filter is empty", hint=_HINT)
    tree = parser.some()
    kind, rest = parser.peek()
    if kind != "end":
        raise UsageError(f"the filter ends before '{rest}'", hint="join conditions with and, or")
    return tree


def fields_of(test: Test) -> list[str]:
    """Gives the names of the fields that a filter speaks of, in order."""
    if isinstance(test, Comparison):
        return [test.field]
    if isinstance(test, Not):
        return fields_of(test.part)
    return [name for part in test.parts for name in fields_of(part)]
