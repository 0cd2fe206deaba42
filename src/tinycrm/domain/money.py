"""Money is whole minor units and a currency code; writing and converting it is exact.

Nothing here touches a float: an amount is an int counted in the currency's minor units (cents of EUR, yen
of JPY), and must fit the database's 64-bit integer.
"""

from __future__ import annotations

from tinycrm.domain.currencies import DECIMALS, check_currency
from tinycrm.errors import RuleError, UsageError

LIMIT = 2**63
LONGEST = 100
_FORMS = "write it like 4800, 4 800,50, 10k or 4800 EUR"


def to_decimal_text(minor: int, currency: str) -> str:
    """The amount is written for programs: a plain decimal with all the currency's decimals ("4800.50")."""
    if currency not in DECIMALS:
        from tinycrm.domain.currency_names import unknown_currency

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
    minor = scaled(digits, DECIMALS[code] - scale)
    if minor is None:
        raise too_many_decimals(text, code)
    return storable(minor, text)


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
    changed = scaled(minor, DECIMALS[new] - DECIMALS[old])
    if changed is None:
        raise RuleError(
            f"'{_dotted(minor, DECIMALS[old])} {old}' has decimals that {new} cannot hold",
            hint=f"give the value together with the currency {new}",
        )
    return storable(changed, human(minor, old))


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
        raise UsageError(f"rate '{rate_text[:LONGEST]}' is not a positive number", hint="write it like 0.92")
    power = shift - scale
    product = minor * digits * 10 ** max(power, 0)
    divisor = 10 ** max(-power, 0)
    # Floor division with the remainder compared to the half rounds negatives to even as well.
    quotient, rest = divmod(product, divisor)
    if 2 * rest > divisor or (2 * rest == divisor and quotient % 2):
        quotient += 1
    return storable(quotient, f"{human(minor, from_cur)} in {to_cur}")


def probability_text(points: int) -> str:
    """Basis points are written for programs as the shortest decimal from 0 to 1 ("0.6")."""
    text = _dotted(points, 4).rstrip("0")
    return text.rstrip(".")


def _machine(text: str) -> tuple[int, int]:
    """Digits and scale of a number as JSON writes it, exponent included."""
    mantissa, _, exponent = text.replace("E", "e").partition("e")
    whole, dot, fraction = mantissa.removeprefix("-").partition(".")
    power = exponent.lstrip("+-")
    sound = (
        text.isascii()
        and len(text) <= LONGEST
        and whole.isdigit()
        and (fraction.isdigit() if dot else True)
        and (("e" in text.lower()) == bool(power))
        and (power.isdigit() and len(power) <= 2 and len(exponent) - len(power) <= 1 if power else True)
    )
    if not sound:
        raise not_an_amount(text, "a decimal number")
    digits = int(whole + fraction)
    scale = len(fraction) - (int(exponent) if power else 0)
    return -digits if mantissa.startswith("-") else digits, scale


def scaled(digits: int, power: int) -> int | None:
    """digits × 10**power as a whole number; None when that is not one."""
    if power >= 0:
        return int(digits * 10**power)
    quotient, rest = divmod(digits, 10**-power)
    return None if rest else quotient


def _dotted(minor: int, decimals: int) -> str:
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def storable(minor: int, text: str) -> int:
    """Gives the amount, which fits the database.

    Raises:
        UsageError: it is too large; the text is what was typed.
    """
    if abs(minor) >= LIMIT:
        raise UsageError(f"'{text}' is too large to store", hint="write a smaller amount")
    return minor


def not_an_amount(text: str, what: str = "an amount") -> UsageError:
    """Gives the error for a text that is no amount, or not what else was asked for."""
    shown = text if len(text) <= LONGEST else f"{text[:40]}…"
    hint = _FORMS if what == "an amount" else "write it like 4800 or 0.5"
    return UsageError(f"'{shown}' is not {what}", hint=hint)


def too_many_decimals(text: str, code: str) -> UsageError:
    """Gives the error for an amount with more decimals than its currency has."""
    count = DECIMALS[code]
    hint = f"{code} has {count or 'no'} decimals; round the amount"
    return UsageError(f"'{text}' has more decimals than {code} has", hint=hint)
