"""The nouns of TinyCRM, by name."""

from __future__ import annotations

from tinycrm.domain.fields import Noun, did_you_mean
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = (
    "company",
    "contact",
    "campaign",
    "deal",
    "interaction",
    "task",
    "subscription",
    "sale",
    "expense",
    "ticket",
    "feedback",
    "segment",
)
# nouns with one company, one contact and the party of the two
PAID = ("subscription", "sale", "ticket", "feedback")


class Nouns:
    """The nouns by name, each read from its own module when first asked for: a command seldom needs them all.

    They come in an order in which each leads only to nouns before it, so that a load in this order finds its links.
    """

    __slots__ = ("_read",)

    def __init__(self) -> None:
        self._read: dict[str, Noun | None] = dict.fromkeys(NAMES)

    def __getitem__(self, name: str) -> Noun:
        """Gives the noun with this name; KeyError when there is none."""
        noun = self._read[name]
        if noun is None:
            module = __import__(f"tinycrm.domain.{name}", fromlist=[name.upper()])
            noun = self._read[name] = getattr(module, name.upper())
        return noun

    def __contains__(self, name: object) -> bool:
        return name in self._read

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    def get(self, name: str) -> Noun | None:
        """Gives the noun with this name, or None."""
        return self[name] if name in self._read else None

    def values(self) -> list[Noun]:
        """Gives all nouns in order."""
        return [self[name] for name in self._read]

    def items(self) -> list[tuple[str, Noun]]:
        """Gives all names and nouns in order."""
        return [(name, self[name]) for name in self._read]


NOUNS = Nouns()


def find_noun(text: str) -> Noun:
    """Gives the noun that a word means, singular or plural.

    Raises:
        UsageError: no such noun.
    """
    word = text.strip().lower()
    for noun in NOUNS.values():
        if word in (noun.name, noun.plural):
            return noun
    names = [noun.plural for noun in NOUNS.values()]
    raise UsageError(f"'{text}' is no kind of record", hint=f"{did_you_mean(word, names)}one of: {', '.join(names)}")
