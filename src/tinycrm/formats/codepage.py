"""Which code page old text is in: by the way its words are built, which needs few of them; else by charset-normalizer.

charset-normalizer takes Núñez for cp1250, Анна and 王伟 for Big5: it wants more text than a list of names has.
"""

from __future__ import annotations

from functools import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ASCII_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# dashes, quotation marks, dots and the hard space of the Windows code pages
_MARKS = b"\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xab\xbb"
# (small letters, capitals) of the two Russian code pages
_CYRILLIC = {
    "cp1251": (
        frozenset([*range(0xE0, 0x100), *b"\xb8\xb3\xba\xbf\xb4"]),
        frozenset([*range(0xC0, 0xE0), *b"\xa8\xb2\xaa\xaf\xa5"]),
    ),
    "koi8_r": (frozenset([*range(0xC0, 0xE0), 0xA3]), frozenset([*range(0xE0, 0x100), 0xB3])),
}
_ARABIC = frozenset(
    [*range(0xC1, 0xD7), *range(0xD8, 0xE0), *b"\x81\x8d\x8e\x90\x98\x9d\xaa\xc0\xe1\xe3\xe4\xe5\xe6\xec\xed"]
)
# letters of Poland and Bohemia in cp1250, and in cp1252 signs that no word holds, or what only few languages have
_CENTRAL = frozenset(b"\xa3\xa5\xaf\xb3\xb9\xbc\xbe\xbf\x9d\x8d\x9e")
# first bytes of the common characters; all others are rare words, so a wrong guess shows many of them
_COMMON = {
    "gb18030": range(0xB0, 0xD8),
    "big5": range(0xA4, 0xC7),
    "euc_kr": range(0xB0, 0xC9),
    "shift_jis": range(0x81, 0x98),
}
_SURE = 0.8
_SOME = 0.1


def guess_code_page(lines: Sequence[bytes]) -> str:
    """Gives the code page that lines which are not UTF-8 are most likely in; cp1252 when nothing speaks for another.

    Args:
        lines: with bytes over 127.
    """
    mixed, foreign = _words(lines)
    size, high = sum(map(len, mixed)), sum(byte >= 0x80 for word in mixed for byte in word)
    if len(mixed) >= len(foreign) and high <= 0.5 * size:
        return "cp1250" if _share([*mixed, *foreign], _is_central) > _SOME else "cp1252"
    for name, letters in _CYRILLIC.items():
        if _share(foreign, partial(_is_cased, letters)) >= _SURE:
            return name
    if _share(foreign, _ARABIC.issuperset) >= _SURE:
        return "cp1256"
    return _east_asian(lines) or _by_statistics(lines) or "cp1252"


def _words(lines: Sequence[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Gives the words of ASCII and other letters, and those of other letters alone; a letter alone says nothing."""
    mixed: list[bytes] = []
    foreign: list[bytes] = []
    blanks = bytes(byte if byte >= 0x80 or byte in _ASCII_LETTERS else 0x20 for byte in range(256))
    for line in lines:
        for word in line.translate(blanks).split():
            word = word.strip(_MARKS)
            if word.isascii():
                continue
            if not _ASCII_LETTERS.isdisjoint(word):
                mixed.append(word)
            elif len(word) > 1:
                foreign.append(word)
    return mixed, foreign


def _share(words: Sequence[bytes], fits: Callable[[bytes], bool]) -> float:
    return sum(map(fits, words)) / len(words) if words else 0.0


def _is_central(word: bytes) -> bool:
    return len(word) > 2 and not _CENTRAL.isdisjoint(word)


def _is_cased(letters: tuple[frozenset[int], frozenset[int]], word: bytes) -> bool:
    """Small letters after the first, or capitals alone: what people write, and another code page breaks."""
    small, capital = letters
    rest = word[1:]
    return (small.issuperset(rest) and (word[0] in small or word[0] in capital)) or capital.issuperset(word)


def _east_asian(lines: Sequence[bytes]) -> str:
    shares: dict[str, float] = {}
    text = b"\n".join(lines)
    for name, common in _COMMON.items():
        try:
            chars = [char.encode(name) for char in text.decode(name) if not char.isascii()]
        except UnicodeError:
            continue
        shares[name] = sum(char[0] in common for char in chars) / len(chars) if chars else 0.0
        if name == "euc_kr" and len(chars) < 3:
            # two syllables of Korean are as many common characters of Chinese
            shares[name] -= _SOME
    # a whole Korean text uses fewer first bytes than a Chinese one would
    best = max(shares, key=lambda name: (shares[name], name == "euc_kr"), default="")
    return best if best and shares[best] >= _SURE else ""


def _by_statistics(lines: Sequence[bytes]) -> str:
    from charset_normalizer import from_bytes

    names = [*_COMMON, *_CYRILLIC, "cp1256", "cp1252", "cp1250"]
    best = from_bytes(b"\n".join(lines), cp_isolation=names).best()
    return best.encoding if best is not None else ""
