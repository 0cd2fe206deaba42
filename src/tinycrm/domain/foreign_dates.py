"""Dates in words that our own grammar does not know, read by dateparser with suspicion."""

from __future__ import annotations

from datetime import date, datetime, time

from tinycrm.domain.written_days import Asked, not_a_date, within_years


def guess_day(words: list[str], asked: Asked) -> date:
    """The day dateparser reads in the words, where it reads a whole day and nothing but a day.

    Args:
        words: folded words, without a time of day.
        asked: the context.

    Raises:
        UsageError: it reads none, or only part of one.
    """
    phrase = " ".join(words)
    # Bare numbers and single short words are where dateparser finds dates that nobody meant.
    if len(phrase) > 60 or len(words) < 2 or not any(char.isdigit() for char in phrase):
        raise not_a_date(asked.text)
    found = _dateparser(phrase, asked)
    if found is None or found.time() != time(0):
        raise not_a_date(asked.text)
    return within_years(found.date(), asked.text)


def _dateparser(phrase: str, asked: Asked) -> datetime | None:
    import dateparser

    languages = ["en"] if asked.language == "en" else [asked.language, "en"]
    return dateparser.parse(
        phrase,
        languages=languages,
        settings={
            "DATE_ORDER": {"mdy": "MDY", "iso": "YMD"}.get(asked.order, "DMY"),
            "PARSERS": ["relative-time", "absolute-time"],
            "PREFER_DATES_FROM": asked.prefer,
            "RELATIVE_BASE": datetime.combine(asked.today, time(0)),
            "REQUIRE_PARTS": ["day", "month"],
            "RETURN_AS_TIMEZONE_AWARE": False,
            "TIMEZONE": "UTC",
        },
    )
