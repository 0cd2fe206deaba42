"""How a word of a name sounds, whatever script it is written in; and whether two words are the same name.

Latin, Cyrillic and other words are compared by their sound in Latin letters. Persian and Arabic do not write short
vowels, so their words are held against the consonants of the other and the vowels that are written.
"""

from __future__ import annotations

from tinycrm.domain.name_words import COMPOUND

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_VOWELS = frozenset("aeiou")
# weak between consonants of which Persian writes each: v and j (also y), h, zh
_WEAK = frozenset("aeiouvhjZ")
# one sign a sound, the longer spelling first; S, C, Z are sh, ch, zh
_REWRITES = (
    ("shch", "S"), ("tsch", "C"), ("sch", "S"), ("sh", "S"), ("tch", "C"), ("dzh", "j"), ("dj", "j"), ("ch", "C"),
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("zh", "Z"), ("ck", "k"), ("qu", "kv"), ("q", "k"),
    ("x", "ks"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("w", "v"), ("aue", "aje"), ("ae", "a"),
    ("oe", "o"), ("ue", "u"), ("yo", "e"), ("ye", "e"), ("ie", "e"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("y", "i"),
)  # fmt: skip
_GLIDES = ("ya", "ye", "yo", "yu", "ia", "iu", "ja", "je", "jo", "ju")
# vowels that spellings of one name interchange: Mohammad and Muhammed
_NEAR = ({"a", "e"}, {"o", "u"}, {"e", "i"})
_LONGEST = 60
_KEPT = 200_000

# strong consonants of Persian and Arabic; g is k, as ق may be either
_STRONG = dict(zip("بپتطثسصزذضظدرشغفقکگلمنچڤڵڕ", "bpttssszzzzdrSkfkkklmnCvlr", strict=True))
# what a weak letter must be answered by; "" is answered by anything
_ANSWERS = {
    "ا": "aeoui", "آ": "ao", "و": "vou", "ی": "ijeav", "ئ": "", "ؤ": "", "ء": "", "ع": "", "ه": "", "ح": "", "خ": "",
    "ج": "ji", "ژ": "jiZ", "أ": "aeoui", "إ": "aeoui", "ى": "aiej",
}  # fmt: skip
_BREATHED = frozenset("هحخ")
_MERGED = str.maketrans({"g": "k", "z": "s"})
_ONE_K = str.maketrans({"g": "k"})
_SLAVIC = ("ova", "eva", "ina", "aia", "aja")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    # how two words are one: "" when they are not
    Likeness = Literal["same", "sound", "homophone", "typo", "slip", "gender", "initial", ""]


class Sound:
    """One folded word and how it sounds.

    Attributes:
        text: the word, folded.
        form: its sound, one sign each; of Persian and Arabic the consonants alone.
        script: "arabic", "han" or "" for all others.
        skeleton: the consonants that no spelling leaves out; what words are looked up by.
        gaps: of Persian and Arabic: what is written between the strong consonants, one more than those.
    """

    __slots__ = ("form", "gaps", "script", "skeleton", "text")

    def __init__(self, text: str, form: str, script: str, gaps: tuple[str, ...] = ()) -> None:
        self.text = text
        self.form = form
        self.script = script
        self.gaps = gaps
        bare = "".join(sign for sign in form if sign not in _WEAK).translate(_MERGED)
        self.skeleton = _collapsed(bare)


_sounds: dict[str, Sound] = {}
_pairs: dict[tuple[str, str], Likeness] = {}


def sound_of(word: str) -> Sound:
    """Gives the sound of a folded word."""
    found = _sounds.get(word)
    if found is None:
        if len(_sounds) >= _KEPT:
            _sounds.clear()
        found = _sounds[word] = _heard(word[:_LONGEST])
    return found


def split_han(word: str) -> list[str]:
    """Gives the family name and the given name of a Chinese name as Latin words; other words as they are."""
    if word.isascii() or not all("\u3400" <= char <= "\u9fff" for char in word):
        return [word]
    syllables = [_latin(char) for char in word]
    taken = 2 if word[:2] in COMPOUND and len(word) > 2 else 1
    return ["".join(syllables[:taken]), "".join(syllables[taken:])] if len(word) > taken else ["".join(syllables)]


def script_of(text: str) -> str:
    """Gives the script of the first letter of a text: "LATIN", "CYRILLIC", "ARABIC", "CJK" …; "" without letters."""
    import unicodedata

    for char in text:
        if char.isalpha():
            return unicodedata.name(char, "").partition(" ")[0]
    return ""


def _heard(word: str) -> Sound:
    if word.isascii():
        return Sound(word, _form(word), "")
    if any(char in _STRONG or char in _ANSWERS for char in word):
        return _arabic(word)
    return Sound(word, _form(_latin(word)), "")


def _latin(text: str) -> str:
    from anyascii import anyascii

    return anyascii(text).lower()


def _form(latin: str) -> str:
    text = "".join(char for char in latin if char in _LETTERS or char.isdigit())
    if text[:2] in _GLIDES:
        text = "j" + text[1:]
    if "dj" not in text:
        # only at the beginning of a name is j heard apart from i
        text = text[:1] + text[1:].replace("j", "i")
    for spelling, sign in _REWRITES:
        if spelling in text:
            text = text.replace(spelling, sign)
    text = _collapsed(text)
    if "h" in text:
        # heard before a vowel only: Johnson, Sarah
        text = "".join(
            char for at, char in enumerate(text) if char != "h" or (at + 1 < len(text) and text[at + 1] in _VOWELS)
        )
    return _collapsed(text)


def _collapsed(text: str) -> str:
    return "".join(char for at, char in enumerate(text) if not at or text[at - 1] != char)


def _arabic(word: str) -> Sound:
    consonants: list[str] = []
    gaps = [""]
    for char in word:
        strong = _STRONG.get(char)
        if strong is None:
            gaps[-1] += char if char in _ANSWERS else ""
        elif gaps[-1] or not consonants or consonants[-1] != strong:
            consonants.append(strong)
            gaps.append("")
    return Sound(word, "".join(consonants), "arabic", tuple(gaps))


def likeness(one: str, two: str) -> Likeness:
    """Says how two folded words are the same name.

    Returns:
        "same" letter by letter; "sound" in two spellings or scripts; "typo" and "slip" with one letter wrong in a long
        and in a shorter word; "gender" as Petrov and Petrova; "initial" when one is the other's first letter;
        "" when they are two names.
    """
    if one == two:
        return "same"
    key = (one, two) if one < two else (two, one)
    found = _pairs.get(key)
    if found is None:
        if len(_pairs) >= _KEPT:
            _pairs.clear()
        found = _pairs[key] = _compared(sound_of(one), sound_of(two))
    return found


def skeleton_once(text: str) -> str:
    """Gives the consonants of a text that is seldom met again."""
    return _heard(text[:_LONGEST]).skeleton


def alike_letters(one: str, two: str) -> bool:
    """Says whether four fifths of the letters of two texts are the same in the same order."""
    from rapidfuzz.fuzz import ratio

    return ratio(one, two, score_cutoff=80) >= 80


def is_same_sound(text: str, word: str) -> bool:
    """Says whether a text that is seldom met again sounds as a word does."""
    return text == word or _compared(_heard(text[:_LONGEST]), sound_of(word)) in ("same", "sound")


def _compared(one: Sound, two: Sound) -> Likeness:
    if len(one.text) == 1 or len(two.text) == 1:
        return "initial" if _initial(one, two) else ""
    if one.script or two.script:
        if one.script and two.script:
            # all that is written is written in both: only one letter more or less, or two confused
            return _by_letters(one.text, two.text)
        return "sound" if _answers(one, two) else ""
    a, b = one.form, two.form
    if not a or not b or a.isdigit() or b.isdigit():
        return ""
    if a == b:
        return "sound"
    if _near(a, b):
        # Mohammad and Muhammad are one, Karen and Karin may be two
        return "typo"
    # a spelling's own slip may hide in a sound of two letters: Michael, Micheal
    return _by_letters(a, b) or (_by_letters(one.text, two.text) if one.text.isascii() and two.text.isascii() else "")


def _initial(one: Sound, two: Sound) -> bool:
    short, long = (one, two) if len(one.text) == 1 else (two, one)
    if long.text.startswith(short.text):
        return True
    return bool(short.form and long.form) and not long.script and not short.script and short.form[0] == long.form[0]


def _near(a: str, b: str) -> bool:
    """Says whether only interchangeable vowels differ: Mohamed and Muhammad; three consonants at least hold it."""
    if len(a) != len(b) or sum(char not in _VOWELS for char in a) < 3 or a[-1] != b[-1]:
        return False
    return all(x == y or any(x in near and y in near for near in _NEAR) for x, y in zip(a, b, strict=True))


def _by_letters(a: str, b: str) -> Likeness:
    short, long = sorted((a, b), key=len)
    if long == short + "a" and len(short) > 3:
        return "gender" if long.endswith(_SLAVIC) else ""
    if short.endswith(("i", "ii")) and long.endswith(("aia", "aja")) and long[:-3].rstrip("i") == short.rstrip("i"):
        return "gender"
    if len(short) < 6 or a[-1] != b[-1] or len(long) - len(short) > 1:
        # the last sound tells Christian from Christina, and Mario from Maria
        return ""
    from rapidfuzz.distance import OSA

    distance = OSA.distance(a, b, score_cutoff=2)
    if distance == 1:
        replaced = len(a) == len(b) and sorted(a) != sorted(b)
        if a[0] != b[0] and not replaced:
            return ""
        # Gerald and Gerard, Martin and Marvin are two names each
        return "typo" if len(short) >= 8 else "" if replaced else "slip"
    return "typo" if distance == 2 and len(short) >= 11 and a[0] == b[0] else ""


def _answers(one: Sound, two: Sound) -> bool:
    """Says whether a Latin or Cyrillic word is how a Persian or Arabic one is read."""
    written, heard = (one, two) if one.script else (two, one)
    if written.skeleton != heard.skeleton or not written.form:
        return False
    consonants, gaps = _parted(heard.form)
    if consonants != written.form.translate(_ONE_K) or len(gaps) != len(written.gaps):
        return False
    last = len(gaps) - 1
    return all(
        _fills(gap, written.gaps[at], first=at <= 1, last=at == last, start=at == 0) for at, gap in enumerate(gaps)
    )


def _parted(form: str) -> tuple[str, list[str]]:
    consonants: list[str] = []
    gaps = [""]
    for sign in form.translate(_ONE_K):
        if sign in _WEAK:
            gaps[-1] += sign
        elif gaps[-1] or not consonants or consonants[-1] != sign:
            consonants.append(sign)
            gaps.append("")
    return "".join(consonants), gaps


def _fills(heard: str, written: str, *, first: bool, last: bool, start: bool) -> bool:
    needed = [char for char in dict.fromkeys(written) if _ANSWERS[char]]
    if any(not set(_ANSWERS[char]) & set(heard) for char in needed):
        return False
    if ("h" in heard and not _BREATHED & set(written)) or ("v" in heard and "و" not in written):
        return False
    if not needed:
        if "j" in heard or "Z" in heard:
            return False
        if not first and "u" in heard:
            # a long u is written everywhere; only Mu- is often heard where nothing stands
            return False
        vowels = [char for char in heard if char in _VOWELS]
        breathed = bool(_BREATHED & set(written)) or "ع" in written
        if (start or last) and vowels and not written:
            # a word neither begins nor ends with a vowel that is not written
            return False
        return len(vowels) <= (2 if breathed else 1)
    return sum(char in _VOWELS for char in heard) <= len(needed) + 1
