"""When a job runs: five fields as cron reads them, in words, for systemd, and the moments they mean."""

from __future__ import annotations

from datetime import timedelta

from tinycrm.domain.datewords import UNITS, WEEKDAYS
from tinycrm.domain.fold import fold
from tinycrm.domain.times import take_time
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

DEFAULT_TIME = "08:00"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SMALL = frozenset(
    ("every", "each", "on", "the", "of", "at", "and", "day", "days", "month", "каждый", "каждую", "по", "هر")
)
_EVERY = frozenset(("every", "each", "каждый", "каждые", "каждую", "هر"))
_WORKDAYS = frozenset(("weekday", "weekdays", "workday", "workdays", "будни", "будням"))
_FORMS = 'mon 9:00, "weekdays 8:00", "daily 7:30", "1st 8:00", "every 10 minutes"'
_FIELDS = (
    (0, 59, ""),
    (0, 23, ""),
    (1, 31, ""),
    (1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
    (0, 7, "sun mon tue wed thu fri sat"),
)
_SHORT = frozenset(("@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"))
# No day of the month above it: February has no 29th in most years, and a job that is left out is told by nobody.
_LAST_DAY = 28
# A job of once a month, and as long again for one that a person wrote for certain months.
_LOOK_DAYS = 400


class When:
    """The moments at which a job runs, by the clock of the machine.

    Args:
        minute, hour, day, weekday: as in a crontab: `*`, `*/10`, `8`, `1,15`, `1-5`; Sunday is 0 or 7.

    Raises:
        ValueError: a field is none of these forms.
    """

    __slots__ = ("_days", "_hours", "_minutes", "_weekdays", "fields")

    def __init__(self, minute: str, hour: str, day: str, weekday: str) -> None:
        self.fields = (minute, hour, day, weekday)
        self._minutes = _numbers(minute, 0, 59)
        self._hours = _numbers(hour, 0, 23)
        self._days = _numbers(day, 1, 31)
        self._weekdays = sorted({number % 7 for number in _numbers(weekday, 0, 7)})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, When) and self.fields == other.fields

    def __hash__(self) -> int:
        return hash(self.fields)

    @property
    def cron(self) -> str:
        """The five fields of a crontab: `0 8 * * 1-5`."""
        minute, hour, day, weekday = self.fields
        return f"{minute} {hour} {day} * {weekday}"

    @property
    def calendar(self) -> str:
        """The same for OnCalendar= of a systemd timer: `Mon,Tue *-*-* 08:00:00`."""
        days = ""
        if self.fields[3] != "*":
            days = ",".join(_DAYS[(number - 1) % 7][:3] for number in self._weekdays) + " "
        hour, minute = (
            "*" if field == "*" else ",".join(f"{number:02d}" for number in numbers)
            for field, numbers in ((self.fields[1], self._hours), (self.fields[0], self._minutes))
        )
        day = "*" if self.fields[2] == "*" else ",".join(map(str, self._days))
        return f"{days}*-*-{day} {hour}:{minute}:00"

    @property
    def words(self) -> str:
        """For people: `each weekday at 08:00`."""
        minute, hour, day, weekday = self.fields
        if hour == day == weekday == "*":
            return "every hour" if minute == "0" else _every(minute, "minute") or f"each hour at minute {minute}"
        if hour.startswith("*/") and day == weekday == "*":
            return _every(hour, "hour")
        if len(self._hours) > 1 or len(self._minutes) > 1 or "*" not in (day, weekday):
            return self.cron
        time = f"at {self._hours[0]:02d}:{self._minutes[0]:02d}"
        if day != "*":
            return f"on the {_listed([_ordinal(number) for number in self._days])} of each month {time}"
        if weekday == "*":
            return f"each day {time}"
        if self._weekdays == [1, 2, 3, 4, 5]:
            return f"each weekday {time}"
        names = [_DAYS[(number - 1) % 7] for number in sorted(self._weekdays, key=lambda number: (number - 1) % 7)]
        return f"each {_listed(names)} {time}"

    def at(self, time: str) -> When:
        """Gives the same days at another time.

        Args:
            time: HH:MM.

        Raises:
            UsageError: these are moments all day long.
        """
        if len(self._hours) > 1:
            raise UsageError(f"what runs {self.words} has no time of day", hint='--on "daily 7:00"')
        hour, minute = _hour_minute(time)
        return When(minute, hour, *self.fields[2:])

    def next_after(self, moment: datetime) -> datetime | None:
        """Gives the first moment after this one, both by the machine's clock; None when there is none for a year."""
        start = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
        for count in range(_LOOK_DAYS):
            day = start + timedelta(days=count)
            if not self._runs_on(day):
                continue
            for hour in self._hours:
                for minute in self._minutes:
                    if count or (hour, minute) >= (start.hour, start.minute):
                        return day.replace(hour=hour, minute=minute)
        return None

    def _runs_on(self, day: datetime) -> bool:
        in_month, in_week = day.day in self._days, day.isoweekday() % 7 in self._weekdays
        # where both are restricted cron takes the days of either
        both = "*" not in (self.fields[2][:1], self.fields[3][:1])
        return in_month or in_week if both else in_month and in_week


def read_cron(fields: str) -> When | None:
    """Gives what the five fields of a crontab's line mean; None when they are beyond what we write ourselves."""
    parts = fields.split()
    if len(parts) != 5 or parts[3] != "*":
        return None
    try:
        return When(parts[0], parts[1], parts[2], parts[4])
    except ValueError:
        return None


def is_cron(fields: str) -> bool:
    """Says whether a cron knows the fields of a line, also those that are beyond what we write ourselves."""
    parts = fields.lower().split()
    if len(parts) != len(_FIELDS):
        return parts[1:] == [] and fields.lower() in _SHORT
    try:
        for part, (low, high, names) in zip(parts, _FIELDS, strict=True):
            for number, name in enumerate(names.split(), low):
                part = part.replace(name, str(number))
            # of cronie: any minute of a span
            _numbers(part.replace("~", "-"), low, high)
    except ValueError:
        return False
    return True


def read_when(text: str, at: str = "") -> When:
    """Gives the moments that words mean.

    Args:
        text: `mon 9:00`, `mon,thu`, `mon-fri 8:00`, `weekdays`, `daily 22:30`, `1st 8:00`, `1,15`, `monthly`,
            `every 10 minutes`, `hourly`; in English, Russian or Persian.
        at: the time HH:MM when the words hold none; 08:00 when both are silent.

    Raises:
        UsageError: they mean no such moments.
    """
    words = fold(text).replace(",", " ").split()
    step = _step(words, text)
    if step is not None:
        if at:
            raise UsageError(f"'{text}' has no time of day, and --at names one", hint='--on "mon 9:00"')
        return step
    rest, time = take_time(words, text)
    if time and at and time[:5] != read_time(at):
        raise UsageError(f"'{text}' names a time, and --at '{at}' another", hint="give one of the two")
    hour, minute = _hour_minute(time[:5] if time else read_time(at))
    plain = [word for word in rest if word not in _SMALL]
    if not plain and (rest or time):
        return When(minute, hour, "*", "*")
    if plain in (["daily"], ["nightly"], ["ежедневно"], ["روزانه"]):
        return When(minute, hour, "*", "*")
    if plain in (["monthly"], ["ежемесячно"], ["ماهانه"]):
        return When(minute, hour, "1", "*")
    if len(plain) == 1 and plain[0] in _WORKDAYS:
        return When(minute, hour, "*", "1-5")
    weekdays = _weekdays(plain)
    if weekdays:
        return When(minute, hour, "*", weekdays)
    days = [_day(word, text) for word in plain]
    if not plain or None in days:
        raise UsageError(f"'{text}' says no days that a job could run on", hint=f"--on takes {_FORMS}")
    return When(minute, hour, ",".join(str(day) for day in sorted({day for day in days if day})), "*")


def read_time(text: str) -> str:
    """Gives a time of day as HH:MM; 08:00 for "".

    Raises:
        UsageError: it is none.
    """
    if not text:
        return DEFAULT_TIME
    rest, time = take_time(fold(text).split(), text)
    if rest or time is None:
        raise UsageError(f"'{text}' is no time of day", hint="--at 8:00")
    return time[:5]


def _hour_minute(time: str) -> tuple[str, str]:
    hour, _, minute = time.partition(":")
    return str(int(hour)), str(int(minute))


def _step(words: list[str], text: str) -> When | None:
    """Gives the moments of `hourly` and `every 10 minutes`; None when the words are no such ones."""
    if words == ["hourly"]:
        return When("0", "*", "*", "*")
    if len(words) < 2 or words[0] not in _EVERY or UNITS.get(words[-1]) not in ("minute", "hour"):
        return None
    number = words[1] if len(words) == 3 else "1"
    unit = UNITS[words[-1]]
    whole = 60 if unit == "minute" else 24
    count = int(number[:4]) if number.isdecimal() else 0
    if len(words) > 3 or not count or (whole % count and count != whole):
        fits = [str(each) for each in range(2, whole) if whole % each == 0]
        raise UsageError(
            f"'{text}' does not come out even with the {'hour' if unit == 'minute' else 'day'}",
            hint=f"every {', '.join(fits[:-1])} or {fits[-1]} {unit}s",
        )
    if unit == "minute":
        return When("*" if count == 1 else f"*/{count}" if count < whole else "0", "*", "*", "*")
    return When("0", "*" if count == 1 else f"*/{count}" if count < whole else "0", "*", "*")


def _weekdays(words: list[str]) -> str:
    """Gives the field of the weekdays that the words are, "" when one of them is none."""
    found: set[int] = set()
    for word in words:
        first, mark, last = word.replace("..", "-").partition("-")
        ends = [_weekday(first), _weekday(last) if mark else _weekday(first)]
        start, end = ends
        if start is None or end is None:
            return ""
        found.update((start + count) % 7 for count in range((end - start) % 7 + 1))
    if found == {0, 1, 2, 3, 4}:
        return "1-5"
    return "*" if len(found) == 7 else ",".join(str((number + 1) % 7) for number in sorted(found))


def _weekday(word: str) -> int | None:
    """Gives 0 for Monday … 6 for Sunday."""
    return WEEKDAYS[word] if word in WEEKDAYS else WEEKDAYS.get(word.removesuffix("s"))


def _day(word: str, text: str) -> int | None:
    digits = word[:-2] if word[-2:] in ("st", "nd", "rd", "th") else word
    if not digits.isdecimal() or len(digits) > 2:
        return None
    day = int(digits)
    if not 1 <= day <= _LAST_DAY:
        raise UsageError(f"'{text}': not every month has a day {day}", hint="1-28; 1st 8:00 is right after the end")
    return day


def _numbers(field: str, low: int, high: int) -> list[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if not all(text.isascii() and text.isdigit() for text in (step,) if slash):
            raise ValueError(field)
        if span == "*":
            start, end = low, high
        elif first.isascii() and first.isdigit() and (not dash or (last.isascii() and last.isdigit())):
            start, end = int(first), int(last) if dash else int(first)
        else:
            raise ValueError(field)
        if not low <= start <= end <= high or (slash and int(step) < 1):
            raise ValueError(field)
        found.update(range(start, end + 1, int(step) if slash else 1))
    return sorted(found)


def _every(field: str, unit: str) -> str:
    if field == "*":
        return f"every {unit}"
    return f"every {field[2:]} {unit}s" if field.startswith("*/") and field[2:].isdigit() else ""


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
