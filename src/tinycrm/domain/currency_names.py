"""The signs and words that people write for currencies, and the codes they may have meant."""

from __future__ import annotations

from tinycrm.domain.currencies import DECIMALS
from tinycrm.errors import UsageError

# The order in which a mistyped code is matched before all others.
_USUAL = "EUR USD GBP RUB JPY CNY CHF IRR TRY PLN UAH INR CAD AUD SEK NOK DKK AED KZT"

# Signs and words that mean one currency wherever they are written. Keys are casefolded.
SYMBOLS: dict[str, str] = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "евро": "EUR", "یورو": "EUR",
    "₽": "RUB", "₺": "TRY", "₹": "INR", "₴": "UAH", "грн": "UAH", "₪": "ILS", "₩": "KRW", "₸": "KZT",
    "₾": "GEL", "֏": "AMD", "₼": "AZN", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₡": "CRC",
    "₲": "PYG", "₮": "MNT", "₵": "GHS", "zł": "PLN", "kč": "CZK", "ft": "HUF",
    "us$": "USD", "r$": "BRL", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD",
    "hk$": "HKD", "s$": "SGD", "nt$": "TWD", "mx$": "MXN",
}  # fmt: skip

_DOLLAR_SIGN = """
USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD
ARS CLP COP CUP DOP MXN UYU
"""
_DOLLARS = tuple(_DOLLAR_SIGN.split())
_ROUBLES = ("RUB", "BYN")
_RIALS = ("IRR", "OMR", "QAR", "SAR", "YER")

# Signs several currencies share: the base currency if it is among them, else the first. An empty first
# place means there is no usual reading, and the sign alone is not enough.
SHARED_SYMBOLS: dict[str, tuple[str, ...]] = {
    "$": _DOLLARS, "dollar": _DOLLARS, "dollars": _DOLLARS, "доллар": _DOLLARS, "доллара": _DOLLARS,
    "долларов": _DOLLARS, "دلار": _DOLLARS,
    "£": ("GBP", "EGP", "FKP", "GIP", "LBP", "SDG", "SHP", "SSP", "SYP"),
    "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"), "元": ("CNY", "TWD"), "円": ("JPY",),
    "руб": _ROUBLES, "рубль": _ROUBLES, "рубля": _ROUBLES, "рублей": _ROUBLES, "р": _ROUBLES,
    "ریال": _RIALS, "ريال": ("", *_RIALS), "﷼": ("", *_RIALS),
    "kr": ("", "DKK", "ISK", "NOK", "SEK"),
    "fr": ("CHF", "BIF", "DJF", "GNF", "KMF", "RWF", "XAF", "XOF", "XPF"),
}  # fmt: skip


def currency_of(word: str, base: str) -> str:
    """The ISO code that a code, a sign or a word stands for is known, or is "" when it stands for none.

    Args:
        word: as typed: "eur", "€", "$", "руб."; surrounding spaces and a full stop are ignored.
        base: the base currency's code; it settles the signs that several currencies share.
    """
    name = word.strip().rstrip(".")
    code = name.upper()
    if code in DECIMALS:
        return code
    name = name.casefold()
    if name in SYMBOLS:
        return SYMBOLS[name]
    family = SHARED_SYMBOLS.get(name, ("",))
    return base if base in family else family[0]


def unknown_currency(word: str) -> UsageError:
    """The error for a word that names no currency, or a sign of several, is ready to be raised."""
    shown = word if len(word) <= 40 else f"{word[:40]}…"
    shared = [code for code in SHARED_SYMBOLS.get(word.strip().rstrip(".").casefold(), ()) if code]
    if shared:
        return UsageError(f"'{shown}' could be several currencies", hint=f"write the code: {', '.join(shared)}")
    near = _similar_codes(word)
    hint = f"did you mean {' or '.join(near)}?" if near else "write the three letters of its code: EUR"
    return UsageError(f"unknown currency '{shown}'", hint=hint)


def _similar_codes(word: str) -> list[str]:
    """At most three codes one wrong letter or one swap away, the usual ones first."""
    typed = word.strip().upper()
    if len(typed) != 3:
        return []
    found: list[str] = []
    for code in dict.fromkeys((*_USUAL.split(), *DECIMALS)):
        slips = sum(a != b for a, b in zip(typed, code, strict=True))
        if slips == 1 or (slips == 2 and sorted(typed) == sorted(code)):
            found.append(code)
    return found[:3]
