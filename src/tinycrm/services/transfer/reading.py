"""How the dates and numbers of a file are written, settled over whole columns before any row is read."""

from __future__ import annotations

from tinycrm.domain.fold import to_ascii_digits
from tinycrm.domain.reading import Reading
from tinycrm.errors import UsageError
from tinycrm.services.transfer.mapping import DAY_KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.reading import Order
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.mapping import Target
    from tinycrm.services.transfer.sheet import Sheet

_DAYS = ("day", "when", "instant", "birthday")
_NUMBERS = ("money", "number")
_ORDERS: dict[str, Order] = {"dmy": "dmy", "mdy": "mdy", "iso": "iso"}


def settle(sheet: Sheet, targets: Sequence[Target], asked: Asked, reading: Reading) -> Reading:
    """Gives the reading that this file's cells are read with.

    Raises:
        UsageError: days or numbers that can be read two ways, and nothing says which; with both readings.
    """
    order = _ORDERS.get(asked.dates, "")
    decimal = asked.decimal
    if sheet.own:
        order, decimal = order or "iso", decimal or "point"
    settled = Reading(reading.settings, reading.clock, reading.user, order=order, decimal=decimal)
    if not order:
        settled.order = _order(sheet, targets, settled)
    if not settled.decimal:
        settled.decimal = _decimal(sheet, targets)
    return settled


def _cells(sheet: Sheet, targets: Sequence[Target], types: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    for place, target in enumerate(targets):
        is_day = target.key in DAY_KEYS and types is _DAYS
        if not is_day and (target.field is None or target.field.type not in types):
            continue
        for line in sheet.lines:
            cell = line.cells[place]
            for text in [cell] if isinstance(cell, str) else cell:
                if text and not text.isspace():
                    yield line.number, target.header, text.strip()


def _order(sheet: Sheet, targets: Sequence[Target], reading: Reading) -> Order:
    found: set[Order] = set()
    doubt: tuple[int, str, str] | None = None
    sure: dict[str, tuple[Order, int, str]] = {}
    for line, header, text in _cells(sheet, targets, _DAYS):
        parts = _two_parts(text)
        if parts is None:
            continue
        first, second = parts
        if first > 12 >= second or second > 12 >= first:
            order: Order = "dmy" if first > 12 else "mdy"
            found.add(order)
            before = sure.setdefault(header, (order, line, text))
            if before[0] != order:
                raise _two_orders(sheet, header, before, (order, line, text))
        elif first != second and first and second and doubt is None:
            doubt = (line, header, text.split()[0])
    if doubt is None or len(found) == 1:
        return found.pop() if len(found) == 1 else ""
    line, header, text = doubt
    try:
        reading.day(text, past=True)
    except UsageError as error:
        raise UsageError(
            f"{sheet.name}:{line}: {header} {error.message}",
            code="two_readings",
            hint="say which with --dates dmy or --dates mdy",
        ) from error
    return ""


def _two_orders(sheet: Sheet, header: str, one: tuple[Order, int, str], two: tuple[Order, int, str]) -> UsageError:
    # where both are written, those that could be either cannot be told
    words = {"dmy": "the day", "mdy": "the month"}
    order, line, text = two
    return UsageError(
        f"{sheet.name}:{line}: {header} '{text.split()[0]}' begins with {words[order]},"
        f" and line {one[1]} '{one[2].split()[0]}' with {words[one[0]]}",
        code="two_readings",
        hint="write them one way in the file; --dates dmy or --dates mdy takes the others as bad rows",
    )


def _two_parts(text: str) -> tuple[int, int] | None:
    """The first two numbers of 3/4/2026 or 3-4-26; days with points have one order everywhere."""
    head = to_ascii_digits(text.split(maxsplit=1)[0])
    for sign in "/-":
        parts = head.split(sign)
        if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts) and len(parts[0]) <= 2:
            return int(parts[0]), int(parts[1][:4])
    return None


def _decimal(sheet: Sheet, targets: Sequence[Target]) -> str:
    found: set[str] = set()
    doubt: tuple[int, str, str] | None = None
    for line, header, text in _cells(sheet, targets, _NUMBERS):
        sign = _sign(text)
        if sign == "?":
            doubt = doubt or (line, header, text)
        elif sign:
            found.add(sign)
    if doubt is None or len(found) == 1:
        return found.pop() if len(found) == 1 else ""
    line, header, text = doubt
    digits = "".join(char for char in to_ascii_digits(text) if char in "0123456789")
    raise UsageError(
        f"{sheet.name}:{line}: {header} '{text}' can be read as {digits} or as {digits[:-3]}.{digits[-3:]}",
        code="two_readings",
        hint="say which with --decimal point or --decimal comma",
    )


def _sign(text: str) -> str:
    """Which sign parts decimals: "point", "comma", "?" when it cannot be told, "" when none does."""
    plain = to_ascii_digits(text)
    core = "".join(char for char in plain if char in "0123456789.,").strip(".,")
    marks = [char for char in core if char in ".,"]
    if not marks:
        return ""
    last = marks[-1]
    if len(set(marks)) == 2:
        return "point" if last == "." else "comma"
    if len(marks) > 1:
        return "comma" if last == "." else "point"
    whole, _, fraction = core.partition(last)
    if len(fraction) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0":
        return "?"
    return "point" if last == "." else "comma"


_NO_DAY = frozenset(("0/0/00", "0/0/0000", "00/00/0000", "00/00/00", "0000-00-00", "00.00.0000"))


def day_text(text: str, reading: Reading) -> str:
    """Gives the day of a cell that may hold a time too; "" for the zeros that mean no day."""
    text = text.strip()
    head = text.replace("T", " ").split(" ")[0] if text else ""
    if head in _NO_DAY:
        return ""
    if len(text) > 10 and text[4:5] == "-" and text[10] in "T ":
        zoned = text[-1] in "Zz" or "+" in text[16:] or "-" in text[16:]
        return reading.instant(text)[1] if zoned else text[:10]
    if "," in text or ":" in text:
        text = _without_time(text)
    first, space, rest = text.partition(" ")
    if space and ":" in rest and rest[:1].isdigit() and first[-1:].isdigit() and any(sign in first for sign in "/.-"):
        return first
    return text


def _without_time(text: str) -> str:
    """Gives "15 Apr, 2021 00:02:00" and "3/31/2026, 10:11 AM" without their times, and without their commas."""
    words = text.replace(",", " ").split() or [text]
    if len(words) > 1 and words[-1].rstrip(".").lower() in ("am", "pm"):
        words.pop()
    if len(words) in (2, 4) and ":" in words[-1]:
        words.pop()
    is_day = len(words) == 1 or (len(words) == 3 and any(word.isalpha() for word in words))
    return " ".join(words) if is_day and words[0][:1].isalnum() and not words[0].endswith(":") else text


def when_text(text: str) -> str:
    """Gives a day and its time, without a time that only fills up: a system that writes instants means a whole day."""
    day, sign, time = text.strip().replace("T", " ", 1).partition(" ")
    filled = sign and time.removesuffix("Z") in ("00:00", "00:00:00", "00:00:00.000", "0:00", "0:00:00")
    return day if filled and any(char.isdigit() for char in day) else text


def amount_text(text: str) -> str:
    """Gives an amount as people type it: bookkeepers write one below zero in brackets."""
    open, close = text.find("("), text.rfind(")")
    if open < 0 or close < open or not any(char.isdigit() for char in text[open:close]):
        return text
    inner, around = text[open + 1 : close].strip(), f"{text[:open].strip()} {text[close + 1 :].strip()}".strip()
    return text if "(" in inner or inner.startswith("-") else f"-{inner} {around}".strip()


def whole_text(text: str) -> str:
    """Gives a whole number without the signs that group its digits: "1,200" is 1200."""
    plain = text.strip()
    for sign in (",", ".", " ", "\u00a0", "\u202f", "'"):
        groups = plain.split(sign)
        if len(groups) > 1 and groups[0].isdigit() and all(len(group) == 3 and group.isdigit() for group in groups[1:]):
            return "".join(groups)
    if plain.endswith((".0", ",0")) and plain[:-2].isdigit():
        return plain[:-2]
    return plain
