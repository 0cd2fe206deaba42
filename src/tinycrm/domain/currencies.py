"""Currencies: how many decimals each has.

DECIMALS is list one of ISO 4217:2015 ("active codes", SIX Financial Information as maintenance agency) as
published in 2025, without the codes that have no minor unit (gold, SDR, testing, no currency). It is frozen
on purpose: stored amounts are counted in these units, so a change here would rescale them. A code that
leaves the list later (BGN in 2026) stays.
"""

from __future__ import annotations

_TWO = """
 AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ
GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD
MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON
RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""

_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"

DECIMALS: dict[str, int] = {
    **dict.fromkeys(_TWO.split(), 2),
    **dict.fromkeys(_ZERO.split(), 0),
    **dict.fromkeys(_THREE.split(), 3),
    **dict.fromkeys(_FOUR.split(), 4),
}


def check_currency(code: str) -> str:
    """The code is a known ISO 4217 code, in capitals.

    Raises:
        UsageError: unknown; the hint names codes one slip away.
    """
    upper = code.strip().upper()
    if upper not in DECIMALS:
        from tinycrm.domain.currency_names import unknown_currency

        raise unknown_currency(code)
    return upper
