"""Amounts, numbers and probabilities as people type them, read exactly."""

from __future__ import annotations

from tinycrm.domain.currencies import DECIMALS, check_currency
from tinycrm.domain.currency_names import SHARED_SYMBOLS, currency_of, unknown_currency
from tinycrm.domain.fold import to_ascii_digits
from tinycrm.domain.money import LONGEST, not_an_amount, scaled, storable, too_many_decimals
from tinycrm.errors import UsageError

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
        raise not_an_amount(text)
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
    minor = scaled(int(whole + fraction), DECIMALS[code] + power - len(fraction))
    if minor is None:
        raise too_many_decimals(text, code)
    return storable(-minor if negative else minor, text), code


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
        raise not_an_amount(text, "a number")
    negative, core = _sign(plain, text, "a number")
    whole, fraction = _split(core, decimal, text, "a number")
    fraction = fraction.rstrip("0")
    digits = int(whole + fraction)
    return -digits if negative else digits, len(fraction)


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
        raise UsageError(f"probability '{text[:LONGEST]}' is not a number", hint=hint) from None
    percent = bare != plain or digits > 10**scale
    if not 0 <= digits <= (100 if percent else 1) * 10**scale:
        raise UsageError(f"probability '{text}' is not between 0% and 100%", hint=hint)
    points = scaled(digits, (2 if percent else 4) - scale)
    if points is None:
        raise UsageError(f"probability '{text}' is finer than 0.01%", hint="round it, as in 33.33%")
    return points


def _plain(text: str, what: str = "an amount") -> str:
    """The text has ASCII digits, and one spelling for each kind of space, apostrophe and minus."""
    if len(text) > LONGEST:
        raise not_an_amount(text, what)
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
        raise not_an_amount(text, what)
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
        raise not_an_amount(text, what)
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
            raise not_an_amount(text)
        power = _POWERS[name[:length]]
        codes.append(code)
    return power, [code for code in codes if code]


def _unknown_word(word: str, text: str) -> UsageError:
    if word.rstrip(".").isalpha() or word.casefold() in SHARED_SYMBOLS:
        return unknown_currency(word)
    return not_an_amount(text)
