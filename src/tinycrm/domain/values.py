"""Text typed by people becomes the value of a field: one reading for add, edit, import and filters."""

from __future__ import annotations

from tinycrm.domain.fold import fold, to_ascii_digits
from tinycrm.domain.text import clean
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tinycrm.domain.fields import Field
    from tinycrm.domain.reading import Reading

    Scalar = str | int | float | None

LIMIT = 2**63


_TRUE = frozenset(("yes", "true", "1", "y", "on", "да", "بله", "بلی"))
_FALSE = frozenset(("no", "false", "0", "n", "off", "нет", "خیر", "نه"))


def parse_value(field: Field, text: str, reading: Reading) -> Scalar:
    """Gives the stored form of one value; money, contact points, references and `when` have readings of their own.

    Args:
        field: what the value is.
        text: as typed; not blank.
        reading: the settings it is read with.

    Raises:
        UsageError: the text is no such value; the message holds it.
    """
    kind = field.type
    if kind in ("text", "long", "tag", "handle"):
        return clean(text, what=field.label.lower(), long=kind == "long")
    if kind == "choice":
        return parse_choice(field, text, reading)
    if kind in ("int", "id"):
        if field.key == "minutes" and ":" in text:
            return parse_minutes(text)
        return parse_int(text, what=field.label.lower())
    if kind == "number":
        return parse_number(text, field.key, reading)
    if kind == "bool":
        word = fold(text)
        if word in _TRUE or word in _FALSE:
            return 1 if word in _TRUE else 0
        raise UsageError(f"{field.key} '{text}' is neither yes nor no", hint="write yes or no")
    if kind in ("day", "when"):
        return reading.day(text, past=field.past)
    if kind == "instant":
        return reading.instant(text)[0]
    if kind == "user":
        name = clean(text, what=field.label.lower())
        return reading.user if fold(name) == "me" else name
    return _parse_rare(field, text, reading)


def _parse_rare(field: Field, text: str, reading: Reading) -> Scalar:
    kind = field.type
    if kind == "ratio":
        from tinycrm.domain.typed_money import parse_probability

        return parse_probability(text)
    if kind == "currency":
        from tinycrm.domain.currencies import check_currency

        return check_currency(text)
    if kind == "birthday":
        from tinycrm.domain.dates import parse_birthday

        return parse_birthday(text, reading.clock.today(), order=reading.order, calendar=reading.settings.calendar)
    if kind == "days":
        return parse_days(text)
    if kind == "interval":
        from tinycrm.domain.interval import parse_interval

        return parse_interval(text)
    if kind == "time":
        return reading.when(f"today {text}")[1]
    return clean(text, what=field.label.lower())


def parse_choice(field: Field, text: str, reading: Reading) -> str:
    """Gives the choice that a word means, by its folded form.

    Raises:
        UsageError: none of the choices; the hint names them.
    """
    choices: Iterable[str] = field.choices
    if field.key == "lifecycle":
        choices = reading.settings.lifecycle
    wanted = fold(text)
    for choice in choices:
        if fold(choice) == wanted:
            return choice
    raise UsageError(
        f"'{text}' is no {field.label.lower()}", code="unknown_value", hint=f"one of: {', '.join(choices)}"
    )


def parse_int(text: str, *, what: str, least: int = 0) -> int:
    """Gives a whole number written in any script's digits.

    Raises:
        UsageError: not a whole number, below `least` or too large to keep.
    """
    plain = to_ascii_digits(text.strip()).replace("_", "").replace("\u00a0", "")
    digits = plain[1:] if plain[:1] in "+-" else plain
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise UsageError(f"{what} '{text}' is not a whole number", hint="write digits only, for example 40")
    number = int(plain)
    if number < least:
        raise UsageError(f"{what} '{text}' is below {least}", hint=f"{least} or more")
    return number


def parse_minutes(text: str) -> int:
    """Gives minutes: a whole number of them, or `h:mm` and `h:mm:ss` as phones write them, where seconds round up.

    Raises:
        UsageError: neither of these.
    """
    hours, *rest = to_ascii_digits(text.strip()).split(":")
    if not rest:
        return parse_int(text, what="minutes")
    is_span = hours.isascii() and hours.isdigit() and len(hours) <= 6 and len(rest) <= 2
    if not is_span or not all(len(part) == 2 and part.isascii() and part.isdigit() and part < "60" for part in rest):
        raise UsageError(f"minutes '{text}' is no span of time", hint="write 65, 1:05 (h:mm) or 1:04:30 (h:mm:ss)")
    return int(hours) * 60 + int(rest[0]) + (rest[1:] > ["00"])


def parse_number(text: str, what: str, reading: Reading) -> int | float:
    """Gives a number with or without decimals.

    Raises:
        UsageError: not a number, or one that can be read two ways.
    """
    from tinycrm.domain.typed_money import parse_decimal

    try:
        digits, scale = parse_decimal(text, reading.decimal if reading.decimal in ("point", "comma") else "")
    except UsageError as error:
        raise UsageError(f"{what}: {error.message}", hint=error.hint) from error
    return digits if scale == 0 else float(f"{digits}e-{scale}")


_UNITS = {
    "d": 1,
    "day": 1,
    "days": 1,
    "w": 7,
    "week": 7,
    "weeks": 7,
    "m": 30,
    "month": 30,
    "months": 30,
    "y": 365,
    "year": 365,
    "years": 365,
    "daily": 1,
    "weekly": 7,
    "monthly": 30,
    "quarterly": 91,
    "yearly": 365,
    "quarter": 91,
    "quarters": 91,
}


def parse_days(text: str) -> int:
    """Gives a number of days: `30`, `2 weeks`, `monthly`, `every 3 months`.

    Raises:
        UsageError: no span of days, or none from 1 to 36,500.
    """
    words = fold(text).split()
    if words[:1] == ["every"]:
        words = words[1:]
    if len(words) == 1 and len(words[0]) > 1 and words[0][:-1].isdigit() and words[0][-1] in "dwmy":
        words = [words[0][:-1], words[0][-1]]
    count, unit = 1, "d"
    if len(words) == 1 and words[0].isdigit():
        count = int(words[0][:9])
    elif len(words) == 1:
        unit = words[0]
    elif len(words) == 2 and words[0].isdigit():
        count, unit = int(words[0][:9]), words[1]
    else:
        unit = ""
    if unit not in _UNITS or not 1 <= count * _UNITS[unit] <= 36500:
        raise UsageError(f"'{text}' is no span of days", hint='write 30, "2 weeks" or monthly')
    return count * _UNITS[unit]
