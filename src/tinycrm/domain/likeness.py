"""Whether two names can be the same person's or the same company's, in any order of words, script and spelling."""

from __future__ import annotations

from sys import intern

from tinycrm.domain.fold import fold, words
from tinycrm.domain.name_words import HAN_LEGAL, LEGAL, SUFFIXES, TITLES
from tinycrm.domain.sounds import is_same_sound, likeness, sound_of, split_han

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    # the surest first
    Form = Literal[
        "same", "sound", "homophone", "typo", "part", "gender", "slip", "initial", "single", "suffix", "family", ""
    ]

_ALIKE_SUFFIXES = {"junior": "jr", "senior": "sr", "младший": "jr", "мл": "jr", "старший": "sr", "ст": "sr"}
_RANKS = ("", "initial", "gender", "slip", "typo", "sound", "same")
_RANK = {name: rank for rank, name in enumerate(_RANKS)}
_SLIP, _SOUND, _SAME = _RANK["slip"], _RANK["sound"], _RANK["same"]
_MOST_WORDS = 5


class Name:
    """A person's name, taken apart.

    Attributes:
        typed: as it was given.
        text: folded.
        key: the words in an order of their own.
        words: folded words without titles; of a Chinese name the family and the given name as they are read.
        suffix: "jr", "ii" …, or "".
        han: whether it is written in Chinese characters.
    """

    __slots__ = ("han", "key", "suffix", "text", "typed", "words")

    def __init__(self, text: str) -> None:
        self.typed = text
        folded = fold(text)
        self.text = text if text == folded else folded
        found: list[str] = []
        self.suffix = ""
        self.han = False
        spoken = [word for word in words(self.text.replace(".", " ")) if word not in TITLES]
        for place, word in enumerate(spoken):
            if place > 1 and word in SUFFIXES:
                self.suffix = _ALIKE_SUFFIXES.get(word, word)
                continue
            parts = split_han(word)
            self.han = self.han or parts != [word]
            found += parts
        # the same few given names, over and over
        self.words = tuple(map(intern, found[:_MOST_WORDS]))
        self.key = tuple(sorted(self.words))


def person_form(one: Name, two: Name) -> Form:
    """Says how two people's names are one: letter by letter, by sound, in part, or only by family."""
    if one.text == two.text and one.words:
        return "same" if len(one.words) > 1 else "single"
    if one.han and two.han:
        # many characters are read alike
        return ""
    ranks = [_SAME] * len(one.words) if one.key == two.key else _matched(one.words, two.words)
    form = _form(len(one.words), len(two.words), ranks)
    if form in ("", "family", "single", "part") and _glued(one.words, two.words):
        form = "sound"
    if form in ("same", "sound") and one.han != two.han:
        form = "homophone"
    if one.suffix != two.suffix and form not in ("", "family", "single"):
        # father and son
        return "suffix" if not (one.suffix and two.suffix) else "family"
    return form


def _matched(one: tuple[str, ...], two: tuple[str, ...]) -> list[int]:
    """The ranks of the best pairs of words, each word in one of them."""
    found: list[tuple[int, int, int]] = []
    for a, left in enumerate(one):
        for b, right in enumerate(two):
            alike = likeness(left, right)
            if alike:
                found.append((-_RANK[alike], a, b))
    if len(found) > 1:
        found.sort()
    ranks: list[int] = []
    lefts: set[int] = set()
    rights: set[int] = set()
    for rank, a, b in found:
        if a not in lefts and b not in rights:
            lefts.add(a)
            rights.add(b)
            ranks.append(-rank)
    return ranks


def _form(first: int, second: int, ranks: list[int]) -> Form:
    fewest = min(first, second)
    if not fewest or not ranks:
        return ""
    sure = sum(rank >= _SOUND for rank in ranks)
    if len(ranks) < fewest:
        # of two words one: the family, or two who are called Ivan
        return "family" if sure else ""
    if fewest == 1:
        return "single" if sure else ""
    worst = min(ranks)
    if worst >= _SOUND:
        if first != second:
            return "part"
        return "same" if worst == _SAME else "sound"
    if sure < fewest - 1 or not sure:
        # two words wrong at once are two names
        return ""
    doubtful: Form = "typo" if _RANKS[worst] == "typo" else "slip" if worst == _SLIP else "initial"
    return "gender" if _RANKS[worst] == "gender" else doubtful


def _glued(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Says whether the names are one when a space is left out: Mohammad Reza and Mohammadreza."""
    short, long = sorted((one, two), key=len)
    if len(long) != len(short) + 1:
        return False
    for place in range(len(long) - 1):
        tried = (*long[:place], long[place] + long[place + 1], *long[place + 2 :])
        ranks = _matched(short, tried)
        if len(ranks) == len(short) and min(ranks) >= _SOUND:
            return True
    return False


def percent(one: Sequence[str], two: Sequence[str]) -> int:
    """Gives how alike two names are by the letters of their sound, 0-100.

    Args:
        one, two: how their words sound, in the order to compare them in.
    """
    from rapidfuzz.fuzz import ratio

    return int(ratio(" ".join(one), " ".join(two)))


# --- companies ---


class Firm:
    """A company's name, taken apart.

    Attributes:
        typed: as it was given.
        words: folded words without the legal form.
        legal: the words of the legal form.
        numbers: the words that are numbers: School 12 is not School 13.
        key: the words as one text, what companies are looked up by.
    """

    __slots__ = ("key", "legal", "numbers", "typed", "words")

    def __init__(self, text: str) -> None:
        self.typed = text
        folded = fold(text).replace(".", "")
        legal: list[str] = []
        for ending in HAN_LEGAL:
            if folded != ending and ending in folded:
                folded = folded.replace(ending, " ")
                legal.append(ending)
        found = words(folded)
        bare = [word for word in found if word not in LEGAL]
        legal += [word for word in found if word in LEGAL and word not in ("the", "and")]
        self.words = tuple(bare or found)
        self.legal = frozenset(legal if bare else ())
        self.numbers = tuple(word for word in self.words if any(char.isdigit() for char in word))
        self.key = " ".join(self.words)


def firm_form(one: Firm, two: Firm) -> Form:
    """Says how two companies' names are one: their words keep their order."""
    if not one.words or not two.words:
        return ""
    if one.key == two.key:
        return "same"
    if one.numbers != two.numbers:
        return ""
    if "".join(one.words) == "".join(two.words):
        return "sound"
    ranks = [_rank(a, b) for a, b in zip(one.words, two.words, strict=False)]
    if len(one.words) == len(two.words):
        if min(ranks) >= _SOUND:
            return "sound"
        if sum(rank < _SOUND for rank in ranks) == 1 and _RANKS[min(ranks)] in ("typo", "slip"):
            return "typo" if len(one.key) >= 8 else "slip"
        return ""
    shorter = min(one, two, key=lambda firm: len(firm.words))
    if min(ranks) >= _SOUND and len(shorter.key) > 3:
        return "part"
    return _by_letters("".join(one.words), "".join(two.words))


def _rank(one: str, two: str) -> int:
    if min(len(one), len(two)) > 4 and one.rstrip("s") == two.rstrip("s"):
        # Logistic, Logistics
        return _SAME if one == two else _RANK["typo"]
    return _RANK[likeness(one, two)]


def _by_letters(one: str, two: str) -> Form:
    """Names of several words with a space or a letter too few."""
    a, b = sound_of(one).form, sound_of(two).form
    if a == b:
        return "sound"
    if min(len(a), len(b)) < 10:
        return ""
    from rapidfuzz.distance import OSA

    return "typo" if OSA.distance(a, b, score_cutoff=1) <= 1 else ""


def is_one_word(text: str, name: Sequence[str]) -> bool:
    """Says whether a text is one word of a name, in whatever script that is written."""
    return any(is_same_sound(text, word) for word in name if len(word) > 1)
