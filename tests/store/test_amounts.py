"""Sums in the base currency, by SQL, against fractions of Python."""

from __future__ import annotations

import sqlite3
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tinycrm.domain.settings import Settings
from tinycrm.store.amounts import rounded, total

_DAYS = [f"2026-0{month}-15" for month in range(1, 10)]
_RATE = st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,6})?", fullmatch=True).filter(lambda text: bool(text.strip("0.")))
_DATED = st.dictionaries(st.sampled_from(_DAYS), _RATE, max_size=3).map(lambda dated: tuple(sorted(dated.items())))
_CODES = st.sampled_from(("EUR", "USD", "JPY", "KWD", "GBP"))
_ROWS = st.lists(
    st.tuples(_CODES, st.sampled_from(_DAYS), st.integers(-(10**9), 10**9)),
    max_size=12,
)
# decimals of the currencies, by ISO 4217
_DECIMALS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}


def worked_out(sql: str, rows: list[tuple[str, str, int]]) -> int:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE money (currency TEXT, day TEXT, minor INTEGER)")
    db.executemany("INSERT INTO money VALUES (?, ?, ?)", rows)
    (answer,) = db.execute(f"SELECT {sql}").fetchone()
    db.close()
    return answer


def slowly(rows: list[tuple[str, str, int]], rates: dict[str, tuple[tuple[str, str], ...]]) -> int:
    found = Fraction(0)
    for currency, day, minor in rows:
        if currency == "EUR":
            found += minor
            continue
        held = [rate for since, rate in rates.get(currency, ()) if since <= day]
        if held:
            found += Fraction(minor) / 10 ** _DECIMALS[currency] * Fraction(held[-1]) * 100
    # of a Fraction, half goes to even
    return round(found)


@settings(deadline=None, max_examples=200)
@given(_ROWS, st.dictionaries(st.sampled_from(("USD", "JPY", "KWD")), _DATED, max_size=3))
def test_a_sum_is_exact_and_rounded_once(rows, rates):
    look = Settings()
    look.rates = {code: dated for code, dated in rates.items() if dated}
    sql = total("SELECT currency, day, minor FROM money", look)
    assert worked_out(sql, rows) == slowly(rows, look.rates)


@given(st.integers(-(10**6), 10**6), st.sampled_from((2, 3, 7, 12, 720_720)))
def test_half_goes_to_even_on_both_sides_of_zero(number, under):
    db = sqlite3.connect(":memory:")
    (answer,) = db.execute(f"SELECT {rounded(f'({number} / {under})', f'({number} % {under})', under)}").fetchone()
    db.close()
    assert answer == round(Fraction(number, under))


def test_nothing_adds_up_to_nothing():
    assert worked_out(total("SELECT currency, day, minor FROM money", Settings()), []) == 0
