"""The search key of every text: one spelling for what people read as the same.

All comparison, sorting, search, matching and duplicate finding use it. A change of its answers needs a new
FOLD_VERSION, because databases store folded text.
"""

from __future__ import annotations

FOLD_VERSION = 1

# Letters that NFKD and casefold leave alone although people type the plain one instead.
_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ı": "i",
    "ŋ": "n", "ĸ": "k", "ґ": "г",
    "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ہ": "ه", "ە": "ه", "ھ": "ه", "ٱ": "ا",
    "’": "'", "‘": "'", "ʼ": "'", "‐": "-",
}  # fmt: skip

# й, ў and ї are letters with keys of their own: nobody types и for й, though everybody types е for ё.
_KEPT = {"и\u0306": "й", "у\u0306": "ў", "і\u0308": "ї"}

_INVISIBLE = frozenset("\u0640\u034f\u115f\u1160\u3164\u2800") | frozenset(map(chr, range(0xFE00, 0xFE10)))


class _Folds(dict[int, str]):
    """Code point → its folded text, worked out when first met."""

    def __missing__(self, point: int) -> str:
        import unicodedata

        char = chr(point)
        if char in _LETTERS:
            folded = _LETTERS[char]
        elif char in _INVISIBLE or unicodedata.category(char) == "Cf" or _is_accent(char):
            folded = ""
        else:
            digit = unicodedata.decimal(char, None)
            folded = char if digit is None else str(digit)
        self[point] = folded
        return folded


def _is_accent(char: str) -> bool:
    """True for accents, niqqud and harakat; not for the vowel and sound signs of Indic, Thai and kana."""
    import unicodedata

    place = unicodedata.combining(char)
    return place == 1 or 10 <= place <= 36 or place >= 200


class _Digits(dict[int, str]):
    """Code point → the ASCII digit of the same value, else the character itself."""

    def __missing__(self, point: int) -> str:
        import unicodedata

        digit = unicodedata.decimal(chr(point), None)
        self[point] = chr(point) if digit is None else str(digit)
        return self[point]


_folds = _Folds()
_digits = _Digits()


def fold(text: str) -> str:
    """The search key of the text; equal keys mean equal to a reader, and folding a key changes nothing.

    Args:
        text: anything, lone surrogates included.

    Returns:
        Lower case, without accents, one space between words, every digit ASCII.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    # not at the top: plain ASCII, which most text is, does without
    import unicodedata

    key = unicodedata.normalize("NFKD", text.casefold())
    # Compatibility letters such as ℌ only show their case once decomposed.
    again = key.casefold()
    if again != key:
        key = unicodedata.normalize("NFKD", again)
    if "\u0306" in key or "\u0308" in key:
        for pair, letter in _KEPT.items():
            key = key.replace(pair, letter)
        # Seldom another mark stands between the letter and its own.
        if "\u0306" in key or ("\u0308" in key and "і" in key):
            key = _joined(key)
    key = unicodedata.normalize("NFC", key.translate(_folds))
    return " ".join(key.split())


def _joined(key: str) -> str:
    """The decomposed key with the marks of й, ў and ї joined to their letters over any marks between."""
    import unicodedata

    chars: list[str] = []
    base = 0
    for char in key:
        if not unicodedata.combining(char):
            base = len(chars)
        elif chars and chars[base] + char in _KEPT:
            chars[base] = _KEPT[chars[base] + char]
            continue
        chars.append(char)
    return "".join(chars)


def words(text: str) -> list[str]:
    """The folded words of the text, in order; anything that is not a letter or a digit parts them."""
    key = fold(text)
    if key.isalnum():
        return [key]
    return "".join([char if _in_word(char) else " " for char in key]).split()


def _in_word(char: str) -> bool:
    if char.isalnum() or char.isascii():
        return char.isalnum()
    import unicodedata

    return unicodedata.category(char)[0] == "M"


def to_ascii_digits(text: str) -> str:
    """The text with every decimal digit of any script in ASCII and nothing else changed."""
    return text if text.isascii() else text.translate(_digits)
