"""Sums of amounts in one currency, as SQL: each at the rate of its own day, exact, rounded once, half to even."""

from __future__ import annotations

from math import gcd, lcm

from tinycrm.domain.currencies import DECIMALS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.settings import Settings

    # of a currency: (day from which a rate holds, what a minor unit is then worth) and what all of these are divided by
    Worth = tuple[list[tuple[str, int]], int]


def worths(settings: Settings) -> dict[str, Worth]:
    """Gives what a minor unit of each currency with a rate is worth in minor units of the base currency.

    Returns:
        currency → ([(day, over), …] by day, under); the base currency is not among them.
    """
    found: dict[str, Worth] = {}
    for code, dated in settings.rates.items():
        places = max((len(text.partition(".")[2]) for _, text in dated), default=0)
        shift = DECIMALS[settings.currency] - DECIMALS[code]
        overs: list[tuple[str, int]] = []
        for day, text in dated:
            whole, _, part = text.partition(".")
            overs.append((day, int(whole + part) * 10 ** (places - len(part) + max(shift, 0))))
        under = 10 ** (places + max(-shift, 0))
        shared = gcd(under, *(over for _, over in overs))
        found[code] = [(day, over // shared) for day, over in overs], under // shared
    return found


def spans(settings: Settings) -> list[tuple[str, str, str]]:
    """Gives (currency, first day, last day) of every stretch in which one rate holds; the base currency's is open."""
    found = [(settings.currency, "0000-01-01", "9999-12-31")]
    for code, dated in settings.rates.items():
        days = [day for day, _ in dated]
        found += [(code, day, until) for day, until in zip(days, [*days[1:], "9999-12-31"], strict=True)]
    return found


def total(source: str, settings: Settings, *, under: int = 1) -> str:
    """Gives the SQL of what rows of (currency, day, minor) add up to in the base currency; 0 without rows.

    What has no rate on its day is left out.

    Args:
        source: the SELECT of the rows; it may speak of the query around it.
        settings: base currency and rates.
        under: what each minor is to be divided by, before it is rounded.
    """
    sums, finish = aggregates(settings, under=under)
    if finish is None:
        return f"(SELECT {sums[0]} FROM ({source}) AS a)"
    named = ", ".join(f"{one} AS s{at}" for at, one in enumerate(sums))
    return f"(SELECT {finish} FROM (SELECT {named} FROM ({source}) AS a) AS t)"


def aggregates(settings: Settings, *, under: int = 1) -> tuple[list[str], str | None]:
    """Gives the sums to take of rows `a` of (currency, day, minor), and what makes one amount of them.

    Returns:
        the SQL of each sum, and that of the amount over a row `t` of them as s0, s1 …; None when the first is it.
    """
    sums = [f"coalesce(sum(CASE WHEN a.currency = '{settings.currency}' THEN a.minor END), 0)"]
    unders = [under]
    for code, (overs, divisor) in worths(settings).items():
        steps = " ".join(f"WHEN a.day >= '{day}' THEN a.minor * {over}" for day, over in reversed(overs))
        sums.append(f"coalesce(sum(CASE WHEN a.currency = '{code}' THEN CASE {steps} END END), 0)")
        unders.append(divisor * under)
    if len(sums) == 1 and under == 1:
        return sums, None
    whole = " + ".join(f"t.s{at} / {divisor}" for at, divisor in enumerate(unders))
    common = lcm(*unders)
    rest = " + ".join(f"t.s{at} % {divisor} * {common // divisor}" for at, divisor in enumerate(unders))
    return sums, rounded(f"({whole})", f"({rest})", common)


def rounded(whole: str, rest: str, under: int) -> str:
    """Gives the SQL of whole + rest / under as a whole number, half to even."""
    total, left = f"({whole} + {rest} / {under})", f"({rest} % {under})"
    # what is left has the sign of what it is left of, and an odd neighbour gives way to an even one
    up = f"abs({left}) * 2 > {under} OR (abs({left}) * 2 = {under} AND {total} % 2 <> 0)"
    return f"{total} + CASE WHEN {up} THEN CASE WHEN {left} < 0 THEN -1 ELSE 1 END ELSE 0 END"
