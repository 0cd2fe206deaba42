"""A text that should name a day: what its meaning depends on, and what is wrong with one that names none."""

from __future__ import annotations

from datetime import date

from tinycrm.errors import UsageError

FORMS = 'use YYYY-MM-DD, "fri", "in 2 weeks", "end of month" or "+3d"'


class Asked:
    """A text that should name a day, and all that its meaning depends on.

    `pivot` is how many years ahead a year of two digits may lie.
    """

    __slots__ = ("calendar", "language", "order", "pivot", "prefer", "text", "today", "week_starts")

    def __init__(
        self,
        text: str,
        today: date,
        *,
        prefer: str = "future",
        order: str = "",
        language: str = "en",
        calendar: str = "gregorian",
        week_starts: str = "monday",
        pivot: int = 50,
    ) -> None:
        self.text = text
        self.today = today
        self.prefer = prefer
        self.order = order
        self.language = language
        self.calendar = calendar
        self.week_starts = week_starts
        self.pivot = pivot


def not_a_date(text: str) -> UsageError:
    """The error for a text that names no day."""
    return UsageError(f"'{excerpt(text)}' is not a date", hint=FORMS)


def no_such_day(text: str) -> UsageError:
    """The error for a day that no calendar has."""
    return UsageError(f"no such day: '{excerpt(text)}'", hint="check the day and the month")


def out_of_years(text: str) -> UsageError:
    """The error for a day too far off."""
    return UsageError(f"'{excerpt(text)}' is outside the years 1900-2200", hint="check the year")


def within_years(day: date, text: str) -> date:
    """The day itself.

    Raises:
        UsageError: it lies outside 1900-2200.
    """
    if not 1900 <= day.year <= 2200:
        raise out_of_years(text)
    return day


def day_number(word: str) -> int | None:
    """The number of `1`, `01`, `1st`, `22nd`; None for anything else."""
    if len(word) > 2 and word[-2:] in ("st", "nd", "rd", "th"):
        word = word[:-2]
    return int(word) if word.isdigit() and len(word) <= 2 else None


def excerpt(text: str) -> str:
    """The text, cut off where it is long."""
    return text if len(text) <= 60 else text[:59] + "…"
