"""References: the ways a person or script names one record, told apart before anything is looked up."""

from __future__ import annotations

from tinycrm.domain.fold import fold, to_ascii_digits, words
from tinycrm.domain.text import clean
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Kind = Literal["id", "uid", "point", "name"]


class Ref:
    """A reference as it will be looked up.

    Attributes:
        kind: "id", "uid", "point" (e-mail, phone, handle or website) or "name".
        text: as typed.
        id: the number, for kind "id".
        exact: whether only the exact name answers: it was written `=TEXT`.
        folded: the folded name.
        words: its words, each of which must begin a word of the name.
    """

    __slots__ = ("exact", "folded", "id", "kind", "text", "words")

    def __init__(self, kind: Kind, text: str, *, id: int = 0, exact: bool = False) -> None:
        self.kind: Kind = kind
        self.text = text
        self.id = id
        self.exact = exact
        self.folded = fold(text)
        self.words = words(text)


def parse_ref(text: str) -> Ref:
    """Gives how a reference is to be looked up. One to nine digits in any script are an id and nothing else.

    Raises:
        UsageError: the text is blank or holds control characters.
    """
    text = clean(text, what="reference").strip()
    if not text or text == "=":
        raise UsageError("a reference is blank", hint="name a record by its id, e-mail or name")
    digits = to_ascii_digits(text)
    if digits.isascii() and digits.isdigit() and len(digits) <= 9:
        return Ref("id", text, id=int(digits))
    if text.startswith("="):
        return Ref("name", text[1:].strip(), exact=True)
    if _is_uid(text):
        return Ref("uid", text.lower())
    return Ref("point" if _may_be_point(digits) else "name", text)


def _is_uid(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(
        char in "0123456789abcdefABCDEF" for part in parts for char in part
    )


def _may_be_point(text: str) -> bool:
    if "@" in text or "://" in text or (":" in text and " " not in text):
        return True
    if "." in text and " " not in text:
        return True
    digits = sum(char.isdigit() for char in text)
    return text.startswith("+") or (digits >= 10 and not any(char.isalpha() for char in text))


def begins(ref: Ref, name: str) -> bool:
    """Says whether every word of the reference begins a word of the name, in any order."""
    own = words(name)
    return bool(ref.words) and all(any(word.startswith(part) for word in own) for part in ref.words)
