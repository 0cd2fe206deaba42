"""Distances that our own grammar does not know, such as `3 weeks and 2 days ago`, read by dateparser.

It is asked for distances only: as absolute dates it reads `1,5`, `2 10` and `week 3 )` too.
"""

from __future__ import annotations

from datetime import date, datetime, time

from tinycrm.domain.asked_day import Asked, not_a_date, within_years
from tinycrm.domain.datewords import AGO, AHEAD, LATER


def guess_day(words: list[str], asked: Asked) -> date:
    """The day that lies as far off as the words say.

    Args:
        words: folded words, without a time of day.
        asked: the context.

    Raises:
        UsageError: they say nothing that dateparser knows, or hours.
    """
    phrase = " ".join(words)
    found = _dateparser(phrase, asked) if len(phrase) <= 60 and _is_distance(words) else None
    if found is None or found.time() != time(0):
        raise not_a_date(asked.text)
    return within_years(found.date(), asked.text)


def _is_distance(words: list[str]) -> bool:
    """True for pairs of a number and a word, with nothing else but a word of direction and `and` between."""
    pairs = [word for word in words[words[0] in AHEAD :] if word not in ("and", "и", "و")]
    if len(pairs) % 2 and (pairs[-1] in AGO or pairs[-1] in LATER):
        pairs.pop()
    numbers, units = pairs[::2], pairs[1::2]
    paired = bool(units) and len(numbers) == len(units)
    return paired and all(map(str.isdigit, numbers)) and all(map(str.isalpha, units))


def _dateparser(phrase: str, asked: Asked) -> datetime | None:
    import dateparser

    languages = ["en"] if asked.language == "en" else [asked.language, "en"]
    return dateparser.parse(
        phrase,
        languages=languages,
        settings={
            "PARSERS": ["relative-time"],
            "PREFER_DATES_FROM": asked.prefer,
            "RELATIVE_BASE": datetime.combine(asked.today, time(0)),
            "RETURN_AS_TIMEZONE_AWARE": False,
            "TIMEZONE": "UTC",
        },
    )
