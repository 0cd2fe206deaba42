"""Money at its edges: what a refusal says, and the last digit that fits."""

from __future__ import annotations

import pytest

from tinycrm.domain.money import (
    convert,
    from_decimal_text,
    human,
    recurrency,
    to_decimal_text,
)
from tinycrm.domain.typed_money import parse_amount, parse_decimal, parse_probability
from tinycrm.errors import RuleError, UsageError

FORMS = "write it like 4800, 4 800,50, 10k or 4800 EUR"
CODE = "write the three letters of its code: EUR"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("$ 5 EUR", "'$ 5 EUR' is given in EUR and USD", "name one currency, as in 4800 EUR"),
        ("1.005 EUR", "'1.005 EUR' can be read as 1005 or as 1.005", None),
        ("0.125", "'0.125' has more decimals than EUR has", "EUR has 2 decimals; round the amount"),
        ("1.5 JPY", "'1.5 JPY' has more decimals than JPY has", "JPY has no decimals; round the amount"),
        ("92233720368547758.08", "'92233720368547758.08' is too large to store", "write a smaller amount"),
        ("9" * 101, f"'{'9' * 40}…' is not an amount", FORMS),
        ("9" * 100, f"'{'9' * 100}' is too large to store", "write a smaller amount"),
        ("x" * 100, f"'{'x' * 100}' is not an amount", FORMS),
        ("(5)", "'(5)' is not an amount", FORMS),
        ("5%", "'5%' is not an amount", FORMS),
        ("X5", "unknown currency 'X'", CODE),
        ("5 X.", "unknown currency 'X.'", CODE),
        ("5kX", "unknown currency 'kX'", CODE),
        ("5.X", "'5.X' is not an amount", FORMS),
        ("5 .X.", "'5 .X.' is not an amount", FORMS),
        ("1X500", "'1X500' is not an amount", FORMS),
        ("R.500", "unknown currency 'R.'", CODE),
        ("-R.500", "unknown currency 'R.'", CODE),
        ("1234 567", "'1234 567' is not an amount", FORMS),
        ("€-$5", "'€-$5' is not an amount", FORMS),
        ("€+$5", "'€+$5' is not an amount", FORMS),
        ("1,234.567,8", "'1,234.567,8' is not an amount", FORMS),
    ],
)
def test_a_refused_amount_is_shown_with_what_to_write_instead(text: str, message: str, hint: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        parse_amount(text)
    assert caught.value.message == message
    assert hint is None or caught.value.hint == hint


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("+ 5", 500, "EUR"),
        ("+€5", 500, "EUR"),
        ("123,456,789", 12345678900, "EUR"),
        ("€ + 5", 500, "EUR"),
        ("€- 5", -500, "EUR"),
        ("CHF-5", -500, "CHF"),
        ("5k.€", 500000, "EUR"),
        ("5 €.", 500, "EUR"),
        ("5 k.", 500000, "EUR"),
        ("1", 100, "EUR"),
    ],
)
def test_signs_and_full_stops_stand_where_people_put_them(text: str, minor: int, currency: str) -> None:
    assert parse_amount(text) == (minor, currency)


def test_a_shared_sign_behind_the_number_follows_the_base_or_the_given_currency() -> None:
    assert parse_amount("5 $", base="CAD") == (500, "CAD")
    assert parse_amount("5 kr", base="SEK") == (500, "SEK")
    assert parse_amount("5k$", base="AUD") == (500000, "AUD")
    assert parse_amount("5 $", base="EUR", currency="CAD") == (500, "CAD")


@pytest.mark.parametrize("text", ["", "x", "1_0", "1-2", "5+", "5 EUR", "10k", "1X5", "-5-6", "+5+6"])
def test_what_is_no_number_is_refused_as_a_number(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_decimal(text)
    assert caught.value.message == f"'{text}' is not a number"
    assert caught.value.hint == "write it like 4800 or 0.5"


def test_a_number_of_more_than_a_hundred_characters_is_refused_as_a_number() -> None:
    with pytest.raises(UsageError) as caught:
        parse_decimal("7" * 101)
    assert caught.value.message == f"'{'7' * 40}…' is not a number"
    assert parse_decimal("7" * 100) == (int("7" * 100), 0)


def test_a_plain_number_has_digits_and_a_scale() -> None:
    assert parse_decimal("-4 800,50") == (-48005, 1)
    assert parse_decimal("1.500000") == (15, 1)
    assert parse_decimal("7000") == (7000, 0)


@pytest.mark.parametrize("text", ["", "-", "1.", ".5", "1.x", "1eX5", "1e", "1e+-5", "1e++5", "1e100", "+1", "1" * 101])
def test_a_program_s_number_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        from_decimal_text(text, "JPY")
    assert caught.value.message.endswith("is not a decimal number")
    assert caught.value.hint == "write it like 4800 or 0.5"


def test_a_program_s_number_may_have_a_hundred_characters_and_two_digits_of_exponent() -> None:
    assert from_decimal_text("0." + "0" * 98, "EUR") == 0
    assert from_decimal_text("1e16", "JPY") == 10_000_000_000_000_000
    assert from_decimal_text("1E+2", "JPY") == 100
    assert from_decimal_text("150e-2", "EUR") == 150


def test_a_program_s_number_of_too_many_decimals_or_too_large_is_shown() -> None:
    with pytest.raises(UsageError) as caught:
        from_decimal_text("1.005", "EUR")
    assert caught.value.message == "'1.005' has more decimals than EUR has"
    with pytest.raises(UsageError) as caught:
        from_decimal_text("92233720368547758.08", "EUR")
    assert caught.value.message == "'92233720368547758.08' is too large to store"


def test_a_currency_that_is_none_is_named_when_an_amount_is_written() -> None:
    with pytest.raises(UsageError) as caught:
        to_decimal_text(5, "ZZZ")
    assert caught.value.message == "unknown currency 'ZZZ'"


def test_nothing_and_a_cent_are_written_without_a_stray_sign() -> None:
    assert human(0, "EUR") == "0 EUR"
    assert human(1, "EUR") == "0.01 EUR"
    assert human(-1, "EUR") == "-0.01 EUR"
    assert human(1000, "EUR") == "10 EUR"


def test_digits_that_another_currency_cannot_hold_are_named_with_the_mend() -> None:
    with pytest.raises(RuleError) as caught:
        recurrency(1250, "EUR", "JPY")
    assert caught.value.message == "'12.50 EUR' has decimals that JPY cannot hold"
    assert caught.value.hint == "give the value together with the currency JPY"
    with pytest.raises(UsageError) as too_large:
        recurrency(2**62, "JPY", "EUR")
    assert too_large.value.message == "'4,611,686,018,427,387,904 JPY' is too large to store"


@pytest.mark.parametrize("rate", ["x", "0", "-1", "1e100"])
def test_a_refused_rate_is_shown_with_what_to_write_instead(rate: str) -> None:
    with pytest.raises(UsageError) as caught:
        convert(5, "EUR", "USD", rate)
    assert caught.value.message == f"rate '{rate}' is not a positive number"
    assert caught.value.hint == "write it like 0.92"


def test_large_amounts_are_converted_without_losing_a_digit() -> None:
    assert convert(9_007_199_254_740_993, "EUR", "USD", "1") == 9_007_199_254_740_993
    assert convert(123, "JPY", "BHD", "1") == 123_000
    with pytest.raises(UsageError) as caught:
        convert(2**62, "JPY", "EUR", "1")
    assert caught.value.message == "'4,611,686,018,427,387,904 JPY in EUR' is too large to store"


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1", 10_000),
        ("1.0", 10_000),
        ("1.05", 105),
        ("1.1", 110),
        ("10.5", 1050),
        ("1%", 100),
        ("%60", 6000),
        ("60,5%", 6050),
        ("0,6", 6000),
        ("0٫6", 6000),
        ("٫5", 5000),
    ],
)
def test_more_than_one_is_per_cent_and_at_most_one_a_share(text: str, points: int) -> None:
    assert parse_probability(text) == points


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("0.33333", "probability '0.33333' is finer than 0.01%", "round it, as in 33.33%"),
        ("100.01%", "probability '100.01%' is not between 0% and 100%", "write it like 60% or 0.6"),
        ("101", "probability '101' is not between 0% and 100%", "write it like 60% or 0.6"),
        ("6X", "probability '6X' is not a number", "write it like 60% or 0.6"),
    ],
)
def test_a_refused_probability_is_shown_with_what_to_write_instead(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_probability(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)
