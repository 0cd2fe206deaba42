"""Money is whole minor units and a currency code; reading, writing and converting it is exact.

Nothing here touches a float: an amount is an int counted in the currency's minor units (cents of EUR, yen
of JPY), and must fit the database's 64-bit integer.
"""

from __future__ import annotations

from tinycrm.domain.currencies import (
    DECIMALS,
    SHARED_SYMBOLS,
    check_currency,
    currency_of,
    unknown_currency,
)
from tinycrm.domain.fold import to_ascii_digits
from tinycrm.errors import RuleError, UsageError

__all__ = [
    "LIMIT",
    "check_currency",
    "convert",
    "from_decimal_text",
    "human",
    "parse_amount",
    "parse_decimal",
    "parse_probability",
    "probability_text",
    "recurrency",
    "to_decimal_text",
]

LIMIT = 2**63
_LONGEST = 100
_FORMS = "write it like 4800, 4 800,50, 10k or 4800 EUR"

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# Marks people paste along with numbers: direction marks say nothing about the number itself.
_INVISIBLE = "\u200b\u200c\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202a\u202b\u202c\ufeff"
_MARKS: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _INVISIBLE)),
    **dict.fromkeys(map(ord, "’‘ʼ"), "'"),
    **dict.fromkeys(map(ord, "−‐‑－"), "-"),
    ord("＋"): "+",
    ord("،"): ",",
    ord("，"): ",",
    ord("．"): ".",
    ord("％"): "%",
    ord("٪"): "%",
}
_DIGITS = "0123456789"
_GROUP_MARKS = " '.,٬"

_THOUSAND = "k к ts tsd thousand тыс тысяча тысячи тысяч هزار"
_MILLION = "m м mn mln mio million млн миллион миллиона миллионов میلیون ملیون"
_MILLIARD = "b bn bln billion mrd млрд миллиард миллиарда миллиардов میلیارد"
_POWERS: dict[str, int] = {
    **dict.fromkeys(_THOUSAND.split(), 3),
    **dict.fromkeys(_MILLION.split(), 6),
    **dict.fromkeys(_MILLIARD.split(), 9),
}


def parse_amount(text: str, *, decimal: str = "", base: str = "EUR", currency: str | None = None) -> tuple[int, str]:
    """The amount a person typed is known exactly, in minor units of its currency.

    Args:
        text: "4800", "4 800,50", "1,234.50", "10k", "5 тыс", "€ 4.800,50", "-5 EUR", "۴٬۸۰۰٫۵۰".
        decimal: the sign that parts decimals where a number reads two ways: "point", "comma" or "" (refuse).
        base: the currency of a bare number; it also settles signs that several currencies share.
        currency: the currency given beside the text, by an option or a column; the text may not contradict.

    Returns:
        Minor units and the ISO 4217 code.

    Raises:
        UsageError: not an amount, readable two ways, an unknown currency or two different ones, more
            decimals than the currency has, or too large to store.
    """
    plain = _plain(text)
    start = next((at for at, char in enumerate(plain) if char in _DIGITS), -1)
    if start < 0:
        raise _not_an_amount(text)
    end = max(map(plain.rfind, _DIGITS)) + 1
    # ".5" and "$.50" begin with the decimal sign, the full stop of "Fr.500" belongs to the word.
    if start and plain[start - 1] in ".,٫" and not plain[: start - 1][-1:].isalpha():
        start -= 1
    given = check_currency(currency) if currency else ""
    negative, before = _sign(plain[:start], text)
    power, codes = _suffix(plain[end:], given or base, text)
    for word in before.split():
        codes.append(currency_of(word, given or base))
        if not codes[-1]:
            raise _unknown_word(word, text)
    named = {code for code in (*codes, given) if code}
    if len(named) > 1:
        raise UsageError(
            f"'{text}' is given in {' and '.join(sorted(named))}", hint="name one currency, as in 4800 EUR"
        )
    code = named.pop() if named else check_currency(base)
    whole, fraction = _split(plain[start:end], decimal, text)
    minor = _scaled(int(whole + fraction), DECIMALS[code] + power - len(fraction))
    if minor is None:
        raise _too_many_decimals(text, code)
    return _storable(-minor if negative else minor, text), code


def parse_decimal(text: str, decimal: str = "") -> tuple[int, int]:
    """The plain number a person typed is known exactly, as digits and a scale; no currency, no "10k".

    Args:
        text: "4800", "-4 800,50", "۰٫۵".
        decimal: as in parse_amount.

    Returns:
        (digits, scale): the number is digits / 10**scale; trailing zeros after the sign are dropped.

    Raises:
        UsageError: not a number, or readable two ways.
    """
    plain = _plain(text, "a number")
    if plain[-1:] not in _DIGITS or not plain:
        raise _not_an_amount(text, "a number")
    negative, core = _sign(plain, text, "a number")
    whole, fraction = _split(core, decimal, text, "a number")
    fraction = fraction.rstrip("0")
    digits = int(whole + fraction)
    return -digits if negative else digits, len(fraction)


def to_decimal_text(minor: int, currency: str) -> str:
    """The amount is written for programs: a plain decimal with all the currency's decimals ("4800.50")."""
    if currency not in DECIMALS:
        raise unknown_currency(currency)
    return _dotted(minor, DECIMALS[currency])


def from_decimal_text(text: str, currency: str) -> int:
    """The minor units of a program's decimal are known ("4800.5" → 480050 of EUR).

    Args:
        text: a number as JSON writes it; no groups, no currency.
        currency: a known ISO 4217 code.

    Raises:
        UsageError: not such a number, more decimals than the currency has, or too large to store.
    """
    code = check_currency(currency)
    digits, scale = _machine(text)
    minor = _scaled(digits, DECIMALS[code] - scale)
    if minor is None:
        raise _too_many_decimals(text, code)
    return _storable(minor, text)


def human(minor: int, currency: str, *, decimal: str = "") -> str:
    """The amount is written for people: "4,800.50 EUR", whole amounts without decimals ("4,800 EUR").

    Args:
        minor: minor units of the currency.
        currency: ISO 4217 code; one that the table does not know is shown with two decimals.
        decimal: "comma" writes "4.800,50 EUR"; anything else a point.
    """
    whole, _, fraction = _dotted(abs(minor), DECIMALS.get(currency, 2)).partition(".")
    shown = f"{int(whole):,}"
    if fraction.strip("0"):
        shown = f"{shown}.{fraction}"
    if decimal == "comma":
        shown = shown.translate({ord(","): ".", ord("."): ","})
    return f"{'-' if minor < 0 else ''}{shown} {currency}"


def recurrency(minor: int, old: str, new: str) -> int:
    """The same decimal amount is counted in another currency's minor units (12.00 EUR → 12 JPY).

    Raises:
        RuleError: digits would be lost (12.50 EUR has no yen form).
        UsageError: a code is unknown, or the amount no longer fits.
    """
    old, new = check_currency(old), check_currency(new)
    changed = _scaled(minor, DECIMALS[new] - DECIMALS[old])
    if changed is None:
        raise RuleError(
            f"'{_dotted(minor, DECIMALS[old])} {old}' has decimals that {new} cannot hold",
            hint=f"give the value together with the currency {new}",
        )
    return _storable(changed, human(minor, old))


def convert(minor: int, from_cur: str, to_cur: str, rate_text: str) -> int:
    """The amount is worth this many minor units of another currency, rounded once, half to even.

    Args:
        minor: minor units of from_cur.
        from_cur: ISO 4217 code.
        to_cur: ISO 4217 code.
        rate_text: how many to_cur one from_cur is worth, as a decimal: "0.92" or "2.1e-05".

    Raises:
        UsageError: a code is unknown, the rate is not a positive number, or the result does not fit.
    """
    shift = DECIMALS[check_currency(to_cur)] - DECIMALS[check_currency(from_cur)]
    try:
        digits, scale = _machine(rate_text)
    except UsageError:
        digits, scale = 0, 0
    if digits <= 0:
        raise UsageError(f"rate '{rate_text[:_LONGEST]}' is not a positive number", hint="write it like 0.92")
    power = shift - scale
    product = minor * digits * 10 ** max(power, 0)
    divisor = 10 ** max(-power, 0)
    # Floor division with the remainder compared to the half rounds negatives to even as well.
    quotient, rest = divmod(product, divisor)
    if 2 * rest > divisor or (2 * rest == divisor and quotient % 2):
        quotient += 1
    return _storable(quotient, f"{human(minor, from_cur)} in {to_cur}")


def parse_probability(text: str) -> int:
    """The probability is known in basis points, 0 to 10000.

    "60%" and "60" are per cent, "0.6" and "0,6" a share; a bare 1 is the share: certain.

    Raises:
        UsageError: not a number, outside 0-100 %, or finer than a hundredth of a per cent.
    """
    hint = "write it like 60% or 0.6"
    try:
        # A share has no thousands, so a lone sign always parts decimals here.
        plain = _plain(text).replace(",", ".").replace("٫", ".")
        bare = plain.removeprefix("%") if plain.startswith("%") else plain.removesuffix("%")
        digits, scale = parse_decimal(bare, "point")
    except UsageError:
        raise UsageError(f"probability '{text[:_LONGEST]}' is not a number", hint=hint) from None
    percent = bare != plain or digits > 10**scale
    if not 0 <= digits <= (100 if percent else 1) * 10**scale:
        raise UsageError(f"probability '{text}' is not between 0% and 100%", hint=hint)
    points = _scaled(digits, (2 if percent else 4) - scale)
    if points is None:
        raise UsageError(f"probability '{text}' is finer than 0.01%", hint="round it, as in 33.33%")
    return points


def probability_text(points: int) -> str:
    """Basis points are written for programs as the shortest decimal from 0 to 1 ("0.6")."""
    text = _dotted(points, 4).rstrip("0")
    return text.rstrip(".")


def _plain(text: str, what: str = "an amount") -> str:
    """The text has ASCII digits, and one spelling for each kind of space, apostrophe and minus."""
    if len(text) > _LONGEST:
        raise _not_an_amount(text, what)
    if not text.isascii():
        text = to_ascii_digits(text).translate(_MARKS)
    return text.strip()


def _sign(before: str, text: str, what: str = "an amount") -> tuple[bool, str]:
    """Whether a minus stands at either end of what precedes the digits, and the rest of it."""
    rest = before.strip()
    minus = False
    if rest[:1] in ("-", "+"):
        minus, rest = rest[0] == "-", rest[1:].strip()
    elif rest[-1:] in ("-", "+"):
        minus, rest = rest[-1] == "-", rest[:-1].strip()
    if "-" in rest or "+" in rest:
        raise _not_an_amount(text, what)
    return minus, rest


def _split(core: str, decimal: str, text: str, what: str = "an amount") -> tuple[str, str]:
    """The digits before and after the decimal sign, the group signs checked and gone."""
    marks = [char for char in core if char not in _DIGITS]
    if not marks:
        return core, ""
    last = marks[-1]
    whole, _, fraction = core.rpartition(last)
    if last == "٫":
        parts_decimals = True
    elif last not in ".,":
        parts_decimals = False
    elif len(marks) > 1:
        parts_decimals = last not in marks[:-1]
    elif len(fraction) != 3 or not 1 <= len(whole) <= 3 or whole[0] == "0":
        parts_decimals = True
    elif decimal:
        parts_decimals = (last == ".") == (decimal == "point")
    else:
        raise UsageError(
            f"'{text}' can be read as {whole}{fraction} or as {whole}.{fraction}",
            hint=f"write {whole}{fraction}, or say which sign parts decimals: "
            "tinycrm config set decimal point (or comma)",
        )
    if not parts_decimals:
        whole, fraction = core, ""
    groups = _groups(whole)
    if groups is None or (parts_decimals and not fraction):
        raise _not_an_amount(text, what)
    return groups, fraction


def _groups(whole: str) -> str | None:
    """The digits of a number grouped by threes with one kind of sign; None when the grouping is wrong."""
    kinds = {char for char in whole if char not in _DIGITS}
    if not kinds:
        return whole or "0"
    kind = kinds.pop()
    first, *others = whole.split(kind)
    right = 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in others)
    return first + "".join(others) if right and not kinds and kind in _GROUP_MARKS else None


def _suffix(after: str, base: str, text: str) -> tuple[int, list[str]]:
    """The power of ten and the currencies named after the digits: "k", "тыс. руб.", "k€"."""
    power = 0
    codes: list[str] = []
    for word in after.split():
        code = currency_of(word, base)
        if code:
            codes.append(code)
            continue
        name = word.rstrip(".").casefold()
        # The longest name first: "mln" is not an "m" of the currency "ln".
        for length in range(len(name), 0, -1):
            glued = name[length:].lstrip(".")
            code = currency_of(glued, base)
            if name[:length] in _POWERS and (code or not glued):
                break
        else:
            raise _unknown_word(word, text)
        if power or codes:
            raise _not_an_amount(text)
        power = _POWERS[name[:length]]
        codes.append(code)
    return power, [code for code in codes if code]


def _unknown_word(word: str, text: str) -> UsageError:
    if word.rstrip(".").isalpha() or word.casefold() in SHARED_SYMBOLS:
        return unknown_currency(word)
    return _not_an_amount(text)


def _machine(text: str) -> tuple[int, int]:
    """Digits and scale of a number as JSON writes it, exponent included."""
    mantissa, _, exponent = text.replace("E", "e").partition("e")
    whole, dot, fraction = mantissa.removeprefix("-").partition(".")
    power = exponent.lstrip("+-")
    sound = (
        text.isascii()
        and len(text) <= _LONGEST
        and whole.isdigit()
        and (fraction.isdigit() if dot else True)
        and (("e" in text.lower()) == bool(power))
        and (power.isdigit() and len(power) <= 2 and len(exponent) - len(power) <= 1 if power else True)
    )
    if not sound:
        raise _not_an_amount(text, "a decimal number")
    digits = int(whole + fraction)
    scale = len(fraction) - (int(exponent) if power else 0)
    return -digits if mantissa.startswith("-") else digits, scale


def _scaled(digits: int, power: int) -> int | None:
    """digits × 10**power as a whole number; None when that is not one."""
    if power >= 0:
        return int(digits * 10**power)
    quotient, rest = divmod(digits, 10**-power)
    return None if rest else quotient


def _dotted(minor: int, decimals: int) -> str:
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def _storable(minor: int, text: str) -> int:
    if abs(minor) >= LIMIT:
        raise UsageError(f"'{text}' is too large to store", hint="write a smaller amount")
    return minor


def _not_an_amount(text: str, what: str = "an amount") -> UsageError:
    shown = text if len(text) <= _LONGEST else f"{text[:40]}…"
    hint = _FORMS if what == "an amount" else "write it like 4800 or 0.5"
    return UsageError(f"'{shown}' is not {what}", hint=hint)


def _too_many_decimals(text: str, code: str) -> UsageError:
    count = DECIMALS[code]
    hint = f"{code} has {count or 'no'} decimals; round the amount"
    return UsageError(f"'{text}' has more decimals than {code} has", hint=hint)
