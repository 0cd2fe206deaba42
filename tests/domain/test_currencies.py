"""The frozen table of currencies, and the signs people write for them."""

from __future__ import annotations

import pytest

from tinycrm.domain.currencies import DECIMALS, check_currency
from tinycrm.domain.currency_names import SHARED_SYMBOLS, SYMBOLS, currency_of
from tinycrm.errors import UsageError


@pytest.mark.parametrize(
    ("code", "decimals"),
    [
        ("EUR", 2),
        ("JPY", 0),
        ("KWD", 3),
        ("CLF", 4),
        ("IRR", 2),
        ("IQD", 3),
        ("UYI", 0),
        ("UYW", 4),
        ("UGX", 0),
    ],
)
def test_decimals_are_those_of_iso_4217(code: str, decimals: int) -> None:
    assert decimals == DECIMALS[code]


def test_the_table_is_frozen() -> None:
    assert len(DECIMALS) == 165
    assert sum(DECIMALS.values()) == 307
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in DECIMALS)


def test_codes_without_a_minor_unit_are_not_currencies() -> None:
    assert not {"XAU", "XDR", "XXX", "XTS"} & DECIMALS.keys()


def test_every_sign_stands_for_known_currencies() -> None:
    assert set(SYMBOLS.values()) <= DECIMALS.keys()
    assert {code for family in SHARED_SYMBOLS.values() for code in family if code} <= DECIMALS.keys()
    assert all(sign == sign.casefold() for sign in (*SYMBOLS, *SHARED_SYMBOLS))


@pytest.mark.parametrize(
    ("word", "base", "code"),
    [
        ("eur", "USD", "EUR"),
        ("€", "USD", "EUR"),
        ("zł", "EUR", "PLN"),
        ("ZŁ", "EUR", "PLN"),
        ("руб.", "EUR", "RUB"),
        ("руб.", "BYN", "BYN"),
        ("$", "EUR", "USD"),
        ("$", "CAD", "CAD"),
        ("US$", "CAD", "USD"),
        ("¥", "EUR", "JPY"),
        ("¥", "CNY", "CNY"),
        ("£", "GIP", "GIP"),
        ("kr", "SEK", "SEK"),
        ("kr", "EUR", ""),
        ("ریال", "EUR", "IRR"),
        ("apples", "EUR", ""),
        ("", "EUR", ""),
        (".", "", ""),
    ],
)
def test_a_shared_sign_means_the_base_currency_when_it_can(word: str, base: str, code: str) -> None:
    assert code == currency_of(word, base)


def test_a_code_is_checked_and_put_in_capitals() -> None:
    assert check_currency(" eur ") == "EUR"


@pytest.mark.parametrize(("typed", "suggestion"), [("EUT", "EUR"), ("UDS", "USD"), ("gpb", "GBP")])
def test_a_mistyped_code_is_refused_with_the_one_meant(typed: str, suggestion: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_currency(typed)
    assert caught.value.message == f"unknown currency '{typed}'"
    assert f"did you mean {suggestion}" in caught.value.hint


def test_a_word_like_no_code_is_refused_with_the_form_to_use() -> None:
    with pytest.raises(UsageError) as caught:
        check_currency("florins")
    assert caught.value.hint == "write the three letters of its code: EUR"
