"""Which records are worth comparing: those that meet in some block, so that not everyone is held against everyone.

A block is what records have in common: a telephone, the consonants of two words of a name, a company and a word. Blocks
of more records than can be compared in pairs are left out and told of; whoever shares more than the name meets in
another block.
"""

from __future__ import annotations

from itertools import pairwise

from tinycrm.domain.sounds import sound_of
from tinycrm.domain.whose import phone_tail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tinycrm.domain.duplicates import Company, Person, Verdict

    Pair = tuple[int, int]
    # the blocks of one record
    Keys = Iterable[str]
    # whether a block that is too large leaves pairs out that meet nowhere else; the blocks of each record
    Pass = tuple[bool, Callable[[], Iterator[Keys]]]

# every two of so many are compared: 1,225 pairs
LARGEST = 50
# so many pairs are kept, the surest
_MOST = 200_000
_MOST_WORDS = 4
# bits of the table that keys are counted in: 4 MB
_SLOTS = 1 << 25


class Found:
    """The pairs that are likely one record.

    Attributes:
        pairs: places of the records, the lower first → how sure it is.
        crowded: the places of records in a block of names that was too large.
        dropped: how many pairs were too many to keep.
        compared: how many pairs were looked at.
    """

    def __init__(self, judge: Callable[[int, int], Verdict], least: int) -> None:
        self.pairs: dict[Pair, Verdict] = {}
        self.crowded: set[int] = set()
        self.dropped = 0
        self.compared = 0
        self._judge = judge
        self._least = least

    def add_all(self, passes: Iterable[Pass]) -> None:
        """Every pair that meets in a block of one of the passes is judged."""
        for tells, blocks in passes:
            for members in _blocks(blocks):
                if len(members) <= LARGEST:
                    self._compare(members)
                elif tells:
                    self.crowded.update(members)

    def _compare(self, members: Sequence[int]) -> None:
        for at, one in enumerate(members):
            for two in members[at + 1 :]:
                if (one, two) in self.pairs or one == two:
                    continue
                self.compared += 1
                verdict = self._judge(one, two)
                if verdict.score >= self._least:
                    self.pairs[one, two] = verdict
        if len(self.pairs) > _MOST:
            self._keep_surest()

    def _keep_surest(self) -> None:
        kept = sorted(self.pairs.items(), key=lambda item: (-item[1].score, item[0]))[: _MOST // 2]
        self.dropped += len(self.pairs) - len(kept)
        self.pairs = dict(kept)


def _blocks(keys: Callable[[], Iterator[Keys]]) -> Iterator[list[int]]:
    """Yields the places that share a key, for every key of several.

    Most keys are one record's alone. A first look counts them in a table of fixed size, so that the second keeps only
    those that others have. A key is its hash: two keys of one hash cost a comparison and nothing else.
    """
    once, twice = bytearray(_SLOTS >> 3), bytearray(_SLOTS >> 3)
    for own in keys():
        for key in {hash(text) % _SLOTS for text in own}:
            byte, bit = key >> 3, 1 << (key & 7)
            if once[byte] & bit:
                twice[byte] |= bit
            else:
                once[byte] |= bit
    found: dict[int, list[int]] = {}
    for place, own in enumerate(keys()):
        for key in {hash(text) for text in own}:
            slot = key % _SLOTS
            if twice[slot >> 3] & 1 << (slot & 7):
                found.setdefault(key, []).append(place)
    yield from (members for members in found.values() if len(members) > 1)


def people_passes(people: Sequence[Person]) -> list[Pass]:
    """Gives the blocks of contacts, those of what is shared before those of names."""
    return [
        (False, lambda: (_point_keys(one) for one in people)),
        (False, lambda: (_firm_keys(one) for one in people)),
        (True, lambda: (_name_keys(one.name.words) for one in people)),
        (False, lambda: (_near_keys(one.name.words) for one in people)),
    ]


def company_passes(companies: Sequence[Company]) -> list[Pass]:
    """Gives the blocks of companies, those of what is shared before those of names."""
    return [
        (False, lambda: (_shared_keys(one) for one in companies)),
        (True, lambda: (_bare_keys(one.name.words) for one in companies)),
        (False, lambda: (_word_keys(one.name.words) for one in companies)),
    ]


def _point_keys(one: Person) -> Iterator[str]:
    for kind, keys in (("m", one.mailboxes), ("p", one.phones), ("h", one.handles), ("l", one.locals)):
        for key in keys:
            yield f"{kind}:{key}"
            if kind != "m":
                # a switchboard has too many to compare: those with a word in common are few
                yield from (f"{kind}:{key}|{_skeleton(word)}" for word in one.name.words)
    for key in one.phones:
        tail = phone_tail(key)
        if tail:
            yield from (f"t:{tail}|{_skeleton(word)}" for word in one.name.words)


def _firm_keys(one: Person) -> Iterator[str]:
    for firm in one.firms:
        yield firm
        yield from (f"{firm}|{_skeleton(word)}" for word in one.name.words)


def _name_keys(words: tuple[str, ...]) -> Iterator[str]:
    """The consonants of every two words, and of all: the same whatever the order, the vowels and the script."""
    bare = [_skeleton(word) for word in words[:_MOST_WORDS]]
    if len(bare) == 1:
        yield f"1:{words[0]}"
    for at, one in enumerate(bare):
        for two in bare[at + 1 :]:
            yield f"{one} {two}" if one < two else f"{two} {one}"
    joined = _run(bare)
    if len(joined) > 2:
        # a space may be left out
        yield "g:" + joined


def _near_keys(words: tuple[str, ...]) -> Iterator[str]:
    """One word, and with what another begins: an initial, or a word with a letter wrong."""
    for at, word in enumerate(words[:_MOST_WORDS]):
        bare = _skeleton(word)
        if len(bare) > 1:
            for other, second in enumerate(words[:_MOST_WORDS]):
                if other != at:
                    yield f"{bare}|{_skeleton(second)[:1] if _begins_hard(second) else ''}"


def _shared_keys(one: Company) -> Iterator[str]:
    for kind, keys in (("p", one.phones), ("d", one.domains)):
        for key in keys:
            yield f"{kind}:{key}"
            yield from (f"{kind}:{key}|{_skeleton(word)}" for word in one.name.words)


def _bare_keys(words: tuple[str, ...]) -> Iterator[str]:
    yield "n:" + " ".join(words)
    yield "g:" + _run([_skeleton(word) for word in words])


def _word_keys(words: tuple[str, ...]) -> Iterator[str]:
    """The first word, and every two that stand together: a name with a word more, or a letter wrong."""
    bare = [_skeleton(word) or word for word in words]
    if bare:
        yield f"f:{bare[0]}"
    yield from (f"{one} {two}" for one, two in pairwise(bare))
    joined = _run(bare)
    if len(joined) > 5:
        # one wrong letter leaves one of the halves whole
        half = len(joined) // 2
        yield f"b:{joined[:half]}"
        yield f"e:{joined[-half:]}"


def _run(parts: Sequence[str]) -> str:
    text = "".join(parts)
    return "".join(char for at, char in enumerate(text) if not at or text[at - 1] != char)


def _skeleton(word: str) -> str:
    return sound_of(word).skeleton


def _begins_hard(word: str) -> bool:
    sound = sound_of(word)
    if sound.script:
        return not sound.gaps[0]
    return sound.form[:1] not in ("a", "e", "i", "o", "u", "j", "h", "v", "Z", "")
