"""A value as people read it: money with its currency, days in words, per cent; always safe to print."""

from __future__ import annotations

from tinycrm.domain.results import value_of
from tinycrm.domain.text import escape
from tinycrm.errors import TinyCRMError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from tinycrm.domain.results import Column, Json, Row

    Tint = Literal["", "red", "green", "dim", "cyan", "strong"]

_SPANS = ("days", "hours", "minutes")
_OVER = ("done_at", "closed_on", "resolved_at")
# so far from any day that its year is always written
_NEVER = "0003-01-01"


class Look:
    """How this user reads values.

    Args:
        today: the business day YYYY-MM-DD; empty writes days in full.
        decimal: "comma" or "point".
        calendar: "gregorian" or "jalali".
        instant: an instant in local time; UTC to the minute when None.
        language: of what the program says: en, ru, fa.
    """

    __slots__ = ("_instant", "calendar", "decimal", "language", "today")

    def __init__(
        self,
        *,
        today: str = "",
        decimal: str = "",
        calendar: str = "gregorian",
        instant: Callable[[str], str] | None = None,
        language: str = "en",
    ) -> None:
        self.today = today
        self.decimal = decimal
        self.calendar = calendar
        self._instant = instant
        self.language = language

    def on(self, today: str) -> Look:
        """The same look with that business day, when one is given."""
        if not today or today == self.today:
            return self
        return Look(
            today=today,
            decimal=self.decimal,
            calendar=self.calendar,
            instant=self._instant,
            language=self.language,
        )

    def say(self, text: str, *, of: str = "") -> str:
        """Words of the program in the user's language; `of` is what they are a label of."""
        if self.language == "en":
            return text
        from tinycrm.domain.words import say

        return say(text, self.language, of=of)

    def day(self, text: str) -> str:
        """A day as people say it; a birthday without a year too; anything else as it is."""
        from tinycrm.domain.shown_days import human_day

        if len(text) == 7 and text.startswith("--"):
            # seen from the other half of a leap year it is day and month, never "tomorrow"
            return self._said(human_day(f"2000-{text[2:]}", "2000-01-15" if text[2:] > "05" else "2000-10-15"))
        return self._said(human_day(text, self.today, self.calendar)) if self.today else text

    def full_day(self, text: str) -> str:
        """A day with its year, never as today or tomorrow."""
        from tinycrm.domain.shown_days import human_day

        return self._said(human_day(text, _NEVER, self.calendar))

    def _said(self, day: str) -> str:
        if self.language == "en":
            return day
        from tinycrm.domain.words import day as in_words

        return in_words(day, self.language)

    def instant(self, text: str) -> str:
        """An instant as people say it."""
        return self._instant(text) if self._instant is not None else text[:16].replace("T", " ")


def cell(row: Row, column: Column, look: Look, *, null: str = "") -> tuple[str, Tint]:
    """One line of safe text for people and its tint.

    Args:
        row: the record.
        column: what to show of it.
        look: how the user reads values.
        null: what stands for no data.
    """
    value = value_of(row, column.key)
    if value is None or value == [] or value == {}:
        return (null, "") if column.kind != "change" or not _is_new(row) else (look.say("new"), "dim")
    text = _in_words(value, row, column, look)
    tint: Tint = ""
    if column.kind == "due" and _is_late(row, value, look):
        tint = "red"
    elif column.kind == "change":
        better = row.get("better")
        tint = "dim" if not isinstance(better, bool) else "green" if better else "red"
    return escape(" ".join(text.split()) if not text.isprintable() else text), tint


def _in_words(value: Json, row: Row, column: Column, look: Look) -> str:
    kind = column.kind
    if isinstance(value, bool):
        ahead = row.get("on_track") if column.key == "met" else None
        if isinstance(ahead, bool):
            # nothing is missed before its time is over
            return look.say("on track" if ahead else "behind")
        return look.say("yes" if value else "no")
    if isinstance(value, (list, dict)):
        return words(value)
    text = str(value)
    if kind in ("text", "long", "command", "id", "int", "list"):
        return text
    if kind == "money":
        return money(text, column.unit or _currency(row, column.key), look)
    if kind == "ratio":
        return percent(text, look)
    if kind == "change":
        return change(text, look)
    if kind in ("day", "due"):
        time = row.get("due_time") if kind == "due" else None
        return f"{look.day(text)} {time}" if time else look.day(text)
    if kind == "instant":
        return look.instant(text)
    if kind == "measure":
        return measure(text, column.unit or str(row.get("unit") or ""), row, look)
    return number(text, look)


def words(value: Json) -> str:
    """A list or a linked record in words: "a@x.example (work), b@x.example"."""
    if isinstance(value, list):
        return ", ".join([words(item) for item in value])
    if isinstance(value, dict):
        for key in ("value", "name", "title", "id"):
            if value.get(key) not in (None, ""):
                label = value.get("label") if key == "value" else None
                return f"{words(value[key])} ({label})" if label else words(value[key])
        return ", ".join([f"{key} {words(item)}" for key, item in value.items() if item is not None])
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def measure(text: str, unit: str, row: Row, look: Look) -> str:
    """A number with its unit: per cent, money, or the unit's word."""
    if unit == "ratio":
        return percent(text, look)
    currency, slash, per = unit.partition("/")
    if currency == "money":
        currency = str(row.get("currency") or "")
        return money(text, currency, look) + (slash and look.say(slash + per))
    if len(currency) == 3 and currency.isupper():
        return money(text, currency, look) + (slash and look.say(slash + per))
    if unit == "score":
        # of 100, of 10 or of 7: its name says which
        return number(rounded(text, 1), look)
    if unit == "hours" and text.lstrip("-").startswith("0.") and text.strip("-0."):
        # nobody says 0.03 hours
        text, unit = rounded(str(float(text) * 60), 0), "minutes"
    if unit in _SPANS or unit in ("count", "months"):
        text = rounded(text, 1)
        unit = unit.removesuffix("s") if text == "1" and unit in _SPANS else unit
    return number(text, look) + (f" {look.say(unit)}" if unit and unit != "count" else "")


def rounded(text: str, places: int) -> str:
    """A decimal with at most so many places, halves rounded away from zero, without trailing zeros."""
    whole, _, part = text.removeprefix("-").partition(".")
    if len(part) <= places or not (whole + part).isdigit():
        return text
    kept = int(whole + part[:places]) + (part[places] >= "5")
    digits = f"{kept:0{places + 1}d}"
    shown = f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}".rstrip("0").rstrip(".")
    return f"-{shown}" if text.startswith("-") and kept else shown


def money(text: str, currency: str, look: Look) -> str:
    """An exact amount with its currency: "4,800.50 EUR"."""
    if not currency:
        return number(text, look)
    from tinycrm.domain.currencies import DECIMALS
    from tinycrm.domain.money import from_decimal_text, human

    # an average has more digits than the currency
    short = rounded(text, DECIMALS.get(currency, 2))
    try:
        return human(from_decimal_text(short, currency), currency, decimal=look.decimal)
    except TinyCRMError:
        return f"{number(short, look)} {currency}"


def number(text: str, look: Look) -> str:
    """A number with the user's decimal mark."""
    return text.replace(".", ",") if look.decimal == "comma" else text


def percent(text: str, look: Look) -> str:
    """A ratio as per cent with at most one decimal, halves rounded away from zero: "0.3549" is 35.5%."""
    whole, _, part = text.removeprefix("-").partition(".")
    if not (whole + part).isdigit():
        return text
    quotient, rest = divmod(int(whole + part) * 1000, 10 ** len(part))
    quotient += rest * 2 >= 10 ** len(part)
    shown, tenth = divmod(quotient, 10)
    sign = "-" if text.startswith("-") and quotient else ""
    return number(f"{sign}{shown}.{tenth}" if tenth else f"{sign}{shown}", look) + "%"


def change(text: str, look: Look) -> str:
    """A ratio with its direction, readable without colour: "▲ +12%", "▼ -3%", "= 0%"."""
    shown = percent(text, look)
    if shown == text:
        return text
    if shown.startswith("-"):
        return f"▼ {shown}"
    return f"▲ +{shown}" if shown != "0%" else "= 0%"


def is_worse(row: Row, column: Column) -> bool:
    """True of a change that there is, and that is no good."""
    return row.get("better") is False and value_of(row, column.key) is not None


def _is_new(row: Row) -> bool:
    """Whether there is something now and there was nothing before, of what is counted or summed up."""
    value, before = str(row.get("value")), str(row.get("previous"))
    if row.get("unit") == "ratio" or not before.replace(".", "").isdigit():
        return False
    return not before.strip("0.") and value.replace(".", "").isdigit() and bool(value.strip("0."))


def _currency(row: Row, key: str) -> str:
    return str(row.get(f"{key}_currency") or row.get("currency") or "")


def _is_late(row: Row, value: Json, look: Look) -> bool:
    if not isinstance(value, str) or not look.today or any(row.get(key) for key in _OVER):
        return False
    return value < look.today
