"""Dates and times as people write them.

Nothing here asks what time it is: today is always given.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.asked_day import Asked
    from tinycrm.domain.clock import Clock

_TIME_HINT = 'use HH:MM, like "fri 15:00"'


def parse_day(
    text: str,
    today: date,
    *,
    prefer: str = "future",
    order: str = "",
    language: str = "en",
    calendar: str = "gregorian",
    week_starts: str = "monday",
) -> str:
    """The day the text names.

    Args:
        text: `2026-12-01`, `fri`, `1 dec`, `in 2 weeks`, `end of month`, `+3d`, …
        today: the local business day.
        prefer: `future` or `past`: where weekdays, days without a year and bare `3d` point.
        order: how 03/04/2026 is read: `dmy`, `mdy`, `iso`, or "" to refuse it.
        language: tried beside English when our own words do not settle it.
        calendar: `jalali` reads years 1300-1499 as Jalali.
        week_starts: `monday`, `saturday` or `sunday`.

    Returns:
        YYYY-MM-DD, 1900 to 2200.

    Raises:
        UsageError: no date, no such day, out of range, readable in two ways, or a time is given too.
    """
    if _is_plain_day(text):
        return _checked_day(text)
    day, time = parse_when(
        text, today, prefer=prefer, order=order, language=language, calendar=calendar, week_starts=week_starts
    )
    if time is not None:
        raise UsageError(f"'{text}' holds a time where only a day is asked for", hint=f"write {day}")
    return day


def parse_when(
    text: str,
    today: date,
    *,
    prefer: str = "future",
    order: str = "",
    language: str = "en",
    calendar: str = "gregorian",
    week_starts: str = "monday",
    now: str = "",
) -> tuple[str, str | None]:
    """The day the text names and its local time, if it names one; a time alone is today's.

    Args: as `parse_day`; also `fri 15:00`, `tomorrow 3pm`, `2026-12-01T09:30`, `today at 9`.
        now: the local time HH:MM, for `in 2 hours`; without it such distances are refused.

    Returns:
        (YYYY-MM-DD, HH:MM or None).

    Raises:
        UsageError: as `parse_day`, or there is no such time.
    """
    if _is_plain_day(text):
        return _checked_day(text), None
    if _zoned(text) is not None:
        raise UsageError(f"'{text}' names a time zone", hint="leave the zone out: local time is meant")
    from tinycrm.domain.asked_day import Asked

    asked = Asked(
        text, today, prefer=prefer, order=order, language=language, calendar=calendar, week_starts=week_starts
    )
    if now:
        words = _words(text)
        minutes = _minutes(words, prefer) if words else None
        if minutes is not None:
            return _later_today(today, now, minutes, text)
    day, time = _read(asked)
    return day, time[:5] if time else None


def parse_instant(
    text: str,
    clock: Clock,
    *,
    prefer: str = "past",
    order: str = "",
    language: str = "en",
    calendar: str = "gregorian",
    week_starts: str = "monday",
) -> tuple[str, str]:
    """The instant the text names, and its local day.

    A day alone means now when it is today, else 12:00 local time. `2 hours ago` and instants with a zone
    (`2026-12-01T09:30Z`) work too.

    Args: as `parse_day`, with the clock in place of today.

    Returns:
        (YYYY-MM-DDTHH:MM:SSZ, YYYY-MM-DD).

    Raises:
        UsageError: as `parse_when`.
    """
    from tinycrm.domain.asked_day import Asked
    from tinycrm.domain.day_phrases import steps

    moment = _zoned(text)
    if moment is not None:
        return _dated(moment, clock, text)
    today = clock.today()
    asked = Asked(
        text, today, prefer=prefer, order=order, language=language, calendar=calendar, week_starts=week_starts
    )
    words = _words(text)
    if words and steps(words, prefer) and any(word.lstrip("+-0123456789") == "m" for word in words):
        raise UsageError(f"'{text}' can be minutes or months", hint='write "30 min" or "1 month"')
    minutes = _minutes(words, prefer) if words else None
    if minutes is not None:
        from tinycrm.domain.clock import shifted

        return _dated(shifted(clock.moment(), minutes=minutes), clock, text)
    day, time = (_checked_day(text), None) if _is_plain_day(text) else _read(asked)
    if time is None and day == today.isoformat():
        return _dated(clock.moment(), clock, text)
    return _dated(clock.to_instant(day, time or "12:00"), clock, text)


def parse_birthday(
    text: str,
    today: date,
    *,
    order: str = "",
    calendar: str = "gregorian",
) -> str:
    """The birthday the text names, with or without its year.

    Args:
        text: `1990-12-10`, `10.12.1990`, `10 dec`, `--12-10`; nothing relative.
        today: the local business day, which no birthday may follow.
        order: as `parse_day`.
        calendar: as `parse_day`.

    Returns:
        YYYY-MM-DD, or --MM-DD without a year.

    Raises:
        UsageError: no date, no such day, in the future, or readable in two ways.
    """
    from tinycrm.domain.asked_day import Asked, no_such_day, not_a_date
    from tinycrm.domain.written_days import settle, written_day

    asked = Asked(text, today, prefer="past", order=order, calendar=calendar, pivot=0)
    words = _words(text)
    bare = words[0][2:].replace("-", "") if len(words) == 1 and words[0].startswith("--") else ""
    if len(bare) == 4 and bare.isdigit():
        words = [f"{bare[2:]}.{bare[:2]}"]
        asked.calendar = "gregorian"
    written = written_day(words, asked)
    if written is None:
        raise UsageError(not_a_date(text).message, hint="use YYYY-MM-DD, or --MM-DD without a year")
    year, month, day, kind = written
    if year is None:
        if kind == "jalali":
            raise UsageError(f"'{text}' lacks a year", hint="a Jalali birthday needs its year")
        try:
            return "--" + date(2000, month, day).isoformat()[5:]
        except ValueError:
            raise no_such_day(text) from None
    born = settle(written, asked)
    if born > today:
        raise UsageError(f"the birthday '{text}' is in the future", hint="check the year")
    return born.isoformat()


def _is_plain_day(text: str) -> bool:
    """True for the shape NNNN-NN-NN in ASCII, save years that the Jalali calendar may claim."""
    return (
        len(text) == 10
        and text[4] == text[7] == "-"
        and text.isascii()
        and (text[:4] + text[5:7] + text[8:]).isdigit()
        and not "1300" <= text[:4] <= "1499"
    )


def _checked_day(text: str) -> str:
    if not "1900" <= text[:4] <= "2200":
        from tinycrm.domain.asked_day import out_of_years

        raise out_of_years(text)
    try:
        date.fromisoformat(text)
    except ValueError:
        from tinycrm.domain.asked_day import no_such_day

        raise no_such_day(text) from None
    return text


def _zoned(text: str) -> str | None:
    """The instant of an ISO date and time with Z or an offset; None for anything else."""
    from tinycrm.domain.fold import to_ascii_digits

    text = to_ascii_digits(text.strip())
    if len(text) < 17 or text[4] != "-" or text[10] not in "Tt ":
        return None
    if text[-1] not in "Zz" and "+" not in text[16:] and "-" not in text[16:]:
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _minutes(words: list[str], prefer: str) -> int | None:
    """The distance of `2 hours ago` or `in 30 min` in minutes; None for days and more."""
    from tinycrm.domain.day_phrases import steps

    distance = steps(words, prefer)
    if distance is None or distance[1] not in ("minute", "hour"):
        return None
    return distance[0] * (60 if distance[1] == "hour" else 1)


def _later_today(today: date, now: str, minutes: int, text: str) -> tuple[str, str]:
    from tinycrm.domain.asked_day import out_of_years, within_years

    try:
        then = datetime.fromisoformat(f"{today.isoformat()}T{now}") + timedelta(minutes=minutes)
    except OverflowError:
        raise out_of_years(text) from None
    return within_years(then.date(), text).isoformat(), then.strftime("%H:%M")


def _dated(instant: str, clock: Clock, text: str) -> tuple[str, str]:
    from tinycrm.domain.asked_day import out_of_years

    day = clock.local_day(instant)
    if not "1900" <= day[:4] <= "2200":
        raise out_of_years(text)
    return instant, day


def _words(text: str) -> list[str]:
    """The folded words, without commas and closing dots; none for what cannot be a date at all."""
    from tinycrm.domain.fold import fold

    if len(text) > 100:
        return []
    key = fold(text)
    # Digits of scripts that have no decimal system would pass isdigit and fail int.
    if not key.isascii() and any(char.isdigit() and not char.isascii() for char in key):
        return []
    key = key.replace("−", "-").replace(",", " ").replace("،", " ")
    words: list[str] = []
    for word in filter(None, (word.rstrip(".") for word in key.split())):
        # Persian writes some weekdays in two words: سه شنبه.
        if word == "شنبه" and words and words[-1] in ("یک", "دو", "سه", "چهار", "پنج"):
            words[-1] += word
        else:
            words.append(word)
    return words


def _read(asked: Asked) -> tuple[str, str | None]:
    """The day, and the time HH:MM:SS if there is one."""
    from tinycrm.domain.asked_day import not_a_date
    from tinycrm.domain.datewords import FILLERS
    from tinycrm.domain.day_phrases import phrase_day
    from tinycrm.domain.times import take_time

    words, time = take_time(_words(asked.text), asked.text)
    words = [word for word in words if word not in FILLERS]
    if not words:
        if time is None:
            raise not_a_date(asked.text)
        return asked.today.isoformat(), time
    if _minutes(words, asked.prefer) is not None:
        raise UsageError(f"'{asked.text}' is a distance in hours where a day is asked for", hint=_TIME_HINT)
    day = _written(words, asked) or phrase_day(words, asked)
    if day is None:
        from tinycrm.domain.foreign_dates import guess_day

        day = guess_day(words, asked)
    return day.isoformat(), time


def _written(words: list[str], asked: Asked) -> date | None:
    """The day that is written out, None when none is."""
    if not any(char.isdigit() for word in words for char in word):
        return None
    from tinycrm.domain.written_days import settle, written_day

    written = written_day(words, asked)
    return None if written is None else settle(written, asked)
