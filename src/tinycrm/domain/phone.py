"""Telephone numbers: one key for every spelling of a number, so that they can be matched.

A number with its country code is settled here; phonenumbers is loaded only for local numbers and for
the trunk zero that people write after a country code.
"""

from __future__ import annotations

from tinycrm.domain.fold import to_ascii_digits
from tinycrm.errors import UsageError

_LONGEST = 64
_MOST_DIGITS = 15  # ITU-T E.164
_FEWEST_DIGITS = 5
_PLAIN = frozenset("0123456789 +()-./")
_PUNCTUATION = frozenset(" ()-./\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212\t")
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\ufeff"
# Phones copy numbers wrapped in direction marks; a fullwidth plus comes from CJK keyboards.
_MARKS: dict[int, str | None] = {**dict.fromkeys(map(ord, _INVISIBLE)), ord("＋"): "+"}
_EXTENSIONS = (";ext=", "extension", "ext", "доб", "вн", "داخلی", "x", "#")
# ITU-T E.164 country codes of two digits; 1 and 7 have one, all others three.
_TWO_DIGIT_CODES = "20 27 30 31 32 33 34 36 39 4* 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 9*"
_THREE_DIGIT_CODES = ("42", "96", "97", "99")


def normalise_phone(text: str, country: str = "") -> tuple[str, str, bool]:
    """The number has a key that is the same for every way of writing it.

    Args:
        text: as typed: "+49 30 123456", "0049 30 …", "030 123456", "+1 212 555 0100 ext. 12".
        country: two letters of the country whose local numbers these are ("DE"), or "".

    Returns:
        (key, typed, sure): key is E.164 ("+4930123456"), with ";ext=12" for an extension; without a usable
        country the bare digits, and sure is False. typed is the text for people, trimmed.

    Raises:
        UsageError: letters, too few or too many digits.
    """
    if len(text) > _LONGEST:
        raise _not_a_phone(text)
    typed = (text if text.isascii() else text.translate(_MARKS)).strip()
    main, extension = _extension(to_ascii_digits(typed))
    digits = _digits(main)
    if digits is None:
        raise _not_a_phone(text)
    if digits.startswith("+"):
        key = digits
        sure = True
        if _has_trunk_zero(main, digits):
            key = _parsed(digits, "") or digits
    else:
        key = _parsed(digits, country) if country else ""
        sure = bool(key)
        key = key or digits
    return key + extension, typed, sure


def phone_query(text: str) -> str | None:
    """The text reads as a number to look up, digits with their plus; None when it is something else.

    Ten or more digits, or a leading plus, and nothing but telephone punctuation. Fewer digits are an id.
    A local number comes back as bare digits: normalise it with the configured country to get its key.
    """
    if len(text) > _LONGEST:
        return None
    main, extension = _extension(to_ascii_digits(text.translate(_MARKS).strip()))
    digits = _digits(main)
    if digits is None or (digits[0] != "+" and len(digits) < 10):
        return None
    if _has_trunk_zero(main, digits):
        digits = _parsed(digits, "") or digits
    return digits + extension


def _digits(main: str) -> str | None:
    """Digits, after a plus when the country code is there; None when the text is no telephone number."""
    main = main.strip()
    if main[:4].lower() == "tel:":
        main = main[4:].strip()
    international = main.startswith("+")
    if main.startswith("(+"):
        international, main = True, main.replace("+", "", 1)
    body = main.removeprefix("+")
    digits = "".join([char for char in body if char not in _PUNCTUATION])
    if not digits.isdecimal() or not digits.isascii():
        return None
    if not international and digits.startswith("00"):
        international, digits = True, digits[2:]
    if international:
        sound = 7 <= len(digits) <= _MOST_DIGITS and digits[0] != "0"
        return f"+{digits}" if sound else None
    return digits if _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS else None


def _extension(text: str) -> tuple[str, str]:
    """The number without its extension, and the extension as ";ext=12" or ""."""
    if _PLAIN.issuperset(text):
        return text, ""
    bare = text.rstrip(" )")
    tail = len(bare)
    while tail and bare[tail - 1].isdecimal():
        tail -= 1
    number = bare[tail:]
    before = bare[:tail].rstrip(" .:(").lower()
    if not 1 <= len(number) <= 7:
        return text, ""
    for word in _EXTENSIONS:
        if before.endswith(word):
            main = text[: len(before) - len(word)].rstrip(" ,;(")
            return main, f";ext={number}"
    return text, ""


def _has_trunk_zero(main: str, digits: str) -> bool:
    """A zero follows the country code, written apart or as "(0)": dropped in most countries, kept in some."""
    if not digits.startswith("+"):
        return False
    if "(0)" in main:
        return True
    if digits[1] in "17":
        length = 1
    elif digits[1:3] in _THREE_DIGIT_CODES:
        length = 3
    else:
        two = digits[1:3] in _TWO_DIGIT_CODES or f"{digits[1]}*" in _TWO_DIGIT_CODES
        length = 2 if two else 3
    return digits[length + 1 : length + 2] == "0"


def _parsed(digits: str, country: str) -> str:
    """The E.164 form as phonenumbers knows it; "" when it is no possible number there."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, country.upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _not_a_phone(text: str) -> UsageError:
    shown = text if len(text) <= _LONGEST else f"{text[:40]}…"
    return UsageError(
        f"'{shown}' is not a telephone number", hint="write it with its country code, as in +49 30 123456"
    )
