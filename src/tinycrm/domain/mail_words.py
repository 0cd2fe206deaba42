"""What mails are called, in the language of the settings: subjects, headings, periods."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.periods import FIRST_DAY, LAST_DAY
from tinycrm.domain.spans import first_of, last_of
from tinycrm.domain.words import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "fa": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
}
_MONTHS = {
    "en": _words("January February March April May June July August September October November December"),
    "ru": _words("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"),
    "fa": _words("ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر"),
}
# a month after the number of its day
_OF_MONTHS = {
    **_MONTHS,
    "ru": _words("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
}
_JALALI_MONTHS = {
    "en": _words("Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand"),
    "ru": _words("фарвардин ордибехешт хордад тир мордад шахривар мехр абан азар дей бахман эсфанд"),
    "fa": _words("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"),
}
_QUARTERS = {
    "en": ("Q1", "Q2", "Q3", "Q4"),
    "ru": ("I квартал", "II квартал", "III квартал", "IV квартал"),
    "fa": ("سه‌ماهه اول", "سه‌ماهه دوم", "سه‌ماهه سوم", "سه‌ماهه چهارم"),
}
_ALL = {"en": "all time", "ru": "всё время", "fa": "از آغاز تاکنون"}
_OPEN = {"en": ("since", "up to"), "ru": ("с", "по"), "fa": ("از", "تا")}
_HEADINGS = {
    "mails": "Mail that did not arrive",
    "jobs": "Jobs that failed",
    "overdue": "Overdue",
    "due": "Today",
    "tickets": "Tickets without an answer",
    "owed": "They wrote last",
    "cadence": "Out of touch",
    "rotting": "Deals gone stale",
    "renewals": "Renewals",
    "birthdays": "Birthdays",
    "wins": "Won",
    "upcoming": "Ahead",
    "undated": "Without a date",
    "awaited": "No answer yet",
    "agenda": "Agenda",
    "more": "and more",
    "nothing": "Nothing is due, and nobody is waiting.",
}


def heading(key: str, language: str) -> str:
    """Gives the heading of a block of the digest."""
    return say(_HEADINGS[key], language)


def day_words(day: str, language: str, calendar: str) -> str:
    """Gives a day in full: 16 November 2026."""
    then = date.fromisoformat(day)
    if calendar == "jalali":
        from tinycrm.domain.jalali import to_jalali

        year, month, number = to_jalali(then)
        return f"{number} {_JALALI_MONTHS[language][month - 1]} {year}"
    return f"{then.day} {_OF_MONTHS[language][then.month - 1]} {then.year}"


def weekday_words(day: str, language: str, calendar: str) -> str:
    """Gives a day with its weekday: Monday 16 November 2026."""
    name = _WEEKDAYS[language][date.fromisoformat(day).weekday()]
    comma = "," if language == "ru" else ""
    return f"{name[:1].upper()}{name[1:]}{comma} {day_words(day, language, calendar)}"


def period_words(first: str, last: str, language: str, calendar: str) -> str:
    """Gives a period as a subject names it: October 2026, Q3 2026, 2026, a day, or from one day to another.

    Args:
        first, last: YYYY-MM-DD, both included; "" or the ends of the calendar for open.
        language: en, ru or fa.
        calendar: gregorian or jalali.
    """
    opened, closed = first in ("", FIRST_DAY), last in ("", LAST_DAY)
    if opened and closed:
        return _ALL[language]
    if opened or closed:
        since, until = _OPEN[language]
        if opened:
            return f"{until} {day_words(last, language, calendar)}"
        return f"{since} {day_words(first, language, calendar)}"
    if first == last:
        return day_words(first, language, calendar)
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    for unit in ("month", "quarter", "year"):
        if (first_of(unit, begin, calendar=calendar), last_of(unit, begin, calendar=calendar)) == (begin, end):
            return _unit_words(unit, begin, language, calendar)
    return f"{day_words(first, language, calendar)} – {day_words(last, language, calendar)}"


def _unit_words(unit: str, first: date, language: str, calendar: str) -> str:
    year, month, months = first.year, first.month, _MONTHS
    if calendar == "jalali":
        from tinycrm.domain.jalali import to_jalali

        (year, month, _), months = to_jalali(first), _JALALI_MONTHS
    if unit == "year":
        return str(year)
    return f"{_QUARTERS[language][month // 3] if unit == 'quarter' else months[language][month - 1]} {year}"


def report_words(name: str, title: str, language: str) -> str:
    """Gives what a report is called in a subject.

    Args:
        name: as `tinycrm report NAME`.
        title: its heading, in English unless it is the user's own.
        language: en, ru or fa.
    """
    return "KPI" if language == "en" and name == "kpi" else say(title, language)


def digest_words(day: str, counts: Mapping[str, int], language: str, calendar: str) -> str:
    """Gives the subject of a digest: Agenda, Monday 16 November 2026: overdue 2, today 3.

    Args:
        day: YYYY-MM-DD.
        counts: key of a block → how many it holds; those without any are left out.
        language: en, ru or fa.
        calendar: gregorian or jalali.
    """
    comma, said = "،" if language == "fa" else ",", weekday_words(day, language, calendar)
    told = [f"{heading(key, language).lower()} {count}" for key, count in counts.items() if count]
    more = f": {f'{comma} '.join(told)}" if told else ""
    return f"{heading('agenda', language)}{comma} {said[:1].lower() if language == 'ru' else said[:1]}{said[1:]}{more}"


def days_of_wins(today: date, week_starts: str) -> tuple[str, str]:
    """Gives the first and the last day whose wins are told today: back to the last working day, up to yesterday.

    Args:
        today: the business day.
        week_starts: saturday has Thursday and Friday for a weekend, every other one Saturday and Sunday.
    """
    weekend = (3, 4) if week_starts == "saturday" else (5, 6)
    last = today - timedelta(days=1)
    first = last
    while first.weekday() in weekend:
        first -= timedelta(days=1)
    return first.isoformat(), last.isoformat()
