"""Days as people like to read them."""

from __future__ import annotations

from datetime import date

_SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def human_day(day: str, today: str | date, calendar: str = "gregorian") -> str:
    """The day, short, for tables: today, tomorrow, yesterday, `26 Nov`, in another year `26 Nov 2027`.

    Args:
        day: YYYY-MM-DD; anything else comes back as it is.
        today: the local business day, a date or YYYY-MM-DD.
        calendar: `jalali` writes `1405/09/05`.
    """
    now = date.fromisoformat(today) if isinstance(today, str) else today
    try:
        then = date.fromisoformat(day)
    except ValueError:
        return day
    distance = (then - now).days
    if -1 <= distance <= 1:
        return ("yesterday", "today", "tomorrow")[distance + 1]
    if calendar == "jalali":
        from tinycrm.domain.jalali import to_jalali

        return "{}/{:02}/{:02}".format(*to_jalali(then))
    short = f"{then.day} {_SHORT_MONTHS[then.month - 1]}"
    return short if then.year == now.year else f"{short} {then.year}"
