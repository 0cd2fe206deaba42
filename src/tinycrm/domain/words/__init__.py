"""What TinyCRM says to people in another language than English: one file a language, found by the English words.

A line of a file is `English | other`. What varies stands in braces: {n} a number, {d} a day, {c} a currency, {k} a word
without a blank, {w} words of this file, {t} a text that stays as it is; a digit tells two of one kind apart. Of several
lines that fit the first counts. A small first letter is the same word in the midst of a line. `Value [measure]` is
Value over measures; `Who · {n} people` is one of the facts after the label Who, which may be somebody's words as well.
"""

from __future__ import annotations

import os
from functools import cache

LANGUAGES = ("ru", "fa")
_HOLES = {
    "n": r"[-+]?\d[\d.,]*",
    "d": r"today|yesterday|tomorrow|\d{1,2} [A-Z][a-z]{2}(?: \d{4})?|\d{4}[-/]\d\d[-/]\d\d",
    "c": r"[A-Z]{3}",
    "k": r"\S+",
    "w": r".+?",
    "t": r".+?",
}
_MARK = " | "
# what is beyond is somebody's text, and a pattern would take its time
_LONGEST = 2000


def say(text: str, language: str, *, of: str = "") -> str:
    """Gives a label or a sentence of the program in a language; as it is where it has no other words for it.

    Args:
        text: in English.
        language: en, ru or fa.
        of: what it is a label of, where one word has several meanings.
    """
    if not text or language not in LANGUAGES:
        return text
    found = _book(language)[0].get(f"{text} [{of}]") if of else None
    found = found or _label(text, language)
    return _sentence_of(text, language) or text if found is None else found


def fact(label: str, text: str, language: str) -> str:
    """Gives one of the facts that stand after a label in a language; somebody's words stay as they are."""
    return (_sentence_of(f"{label} · {text}", language) or text) if language in LANGUAGES else text


def _sentence_of(text: str, language: str) -> str | None:
    head, rest = text[:_LONGEST], text[_LONGEST:]
    for english, other in _book(language)[1].items():
        if rest and _last(english) != _last(other):
            continue
        if all(part in head for part, _ in _parts(english)):
            import re

            match = re.fullmatch("".join([re.escape(part) + hole for part, hole in _parts(english)]), head, re.DOTALL)
            if match is not None:
                said = {name: _filled(name, part, language) for name, part in match.groupdict().items()}
                return other.format(**said) + rest
    return None


def _last(sentence: str) -> str:
    """Gives what a sentence ends with where that is a text; else the whole."""
    last = sentence[sentence.rfind("{") :]
    return last if last[1:2] == "t" and last[-1] == "}" else sentence


def _filled(name: str, text: str, language: str) -> str:
    if name[0] == "w":
        return say(text, language)
    return day(text, language) if name[0] == "d" else text


def day(text: str, language: str) -> str:
    """Gives a day as people say it, "26 Nov 2027" or "tomorrow", in a language."""
    return text if language not in LANGUAGES else " ".join([_label(word, language) or word for word in text.split(" ")])


def _label(text: str, language: str) -> str | None:
    labels = _book(language)[0]
    found = labels.get(text)
    if found is not None or not text[:1].islower():
        return found
    found = labels.get(text[0].upper() + text[1:])
    # an abbreviation has no small letters
    return found if found is None or found[1:2].isupper() else found[:1].lower() + found[1:]


@cache
def _book(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Gives the labels of a language, and its sentences in their order."""
    labels: dict[str, str] = {}
    sentences: dict[str, str] = {}
    with open(os.path.join(os.path.dirname(__file__), f"{language}.txt"), encoding="utf-8") as file:
        for line in file:
            english, mark, other = line.rstrip("\n").partition(_MARK)
            if mark and english[:1] != "#":
                (sentences if "{" in english else labels)[english] = other
    return labels, sentences


@cache
def _parts(english: str) -> list[tuple[str, str]]:
    """Gives the pieces of a sentence: a text, and the pattern of what stands behind it, "" at the end."""
    first, *others = english.split("{")
    texts = [first]
    holes: list[str] = []
    for name, _, text in [other.partition("}") for other in others]:
        holes.append(f"(?P<{name}>{_HOLES[name[0]]})")
        texts.append(text)
    return list(zip(texts, [*holes, ""], strict=True))
