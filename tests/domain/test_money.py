"""Reading, writing and converting money, exactly."""

from __future__ import annotations

import subprocess
import sys
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.currencies import DECIMALS
from tinycrm.domain.money import (
    convert,
    from_decimal_text,
    human,
    probability_text,
    recurrency,
    to_decimal_text,
)
from tinycrm.domain.typed_money import parse_amount, parse_decimal, parse_probability
from tinycrm.errors import RuleError, TinyCRMError, UsageError

codes = st.sampled_from(sorted(DECIMALS))
minors = st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1)


AMOUNTS = [
    ("4800", 480000, "EUR"), (" 4800 ", 480000, "EUR"), ("4 800,50", 480050, "EUR"),
    ("4\u00a0800,50", 480050, "EUR"), ("4\u202f800.50", 480050, "EUR"), ("1,234.50", 123450, "EUR"),
    ("1.234,50", 123450, "EUR"), ("1'234.50", 123450, "EUR"), ("1’234’567", 123456700, "EUR"),
    ("1,234,567", 123456700, "EUR"), ("1.234.567", 123456700, "EUR"), ("1,234,567.8", 123456780, "EUR"),
    ("1,5", 150, "EUR"), (".5", 50, "EUR"), ("0.5", 50, "EUR"), ("12.3400", 1234, "EUR"),
    ("10k", 1000000, "EUR"), ("10к", 1000000, "EUR"), ("10 K", 1000000, "EUR"),
    ("1.5m", 150000000, "EUR"), ("1.2345k", 123450, "EUR"), ("5 тыс", 500000, "EUR"),
    ("5 тыс. руб.", 500000, "RUB"), ("10тыс.руб", 1000000, "RUB"), ("2 млн", 200000000, "EUR"),
    ("3 млрд ₽", 300000000000, "RUB"), ("10k€", 1000000, "EUR"), ("10kSEK", 1000000, "SEK"),
    ("5 MXN", 500, "MXN"), ("4800 EUR", 480000, "EUR"), ("4800eur", 480000, "EUR"),
    ("EUR 4800", 480000, "EUR"), ("€ 4.800,50", 480050, "EUR"), ("4800 euro", 480000, "EUR"),
    ("$1,200.00", 120000, "USD"), ("$.50", 50, "USD"), ("Fr.500", 50000, "CHF"),
    ("1234.567 KWD", 1234567, "KWD"), ("1,234,567 JPY", 1234567, "JPY"), ("-5", -500, "EUR"),
    ("+5", 500, "EUR"), ("\u22127", -700, "EUR"), ("-€5", -500, "EUR"), ("€ -5", -500, "EUR"),
    ("۴٬۸۰۰٫۵۰", 480050, "EUR"), ("۴۸۰۰", 480000, "EUR"), ("٤٨٠٠٫٥", 480050, "EUR"),
    ("۵ میلیون ریال", 500000000, "IRR"), ("\u200f۱۲۰ هزار", 12000000, "EUR"), ("5 EUR EUR", 500, "EUR"),
    ("0", 0, "EUR"), ("-0", 0, "EUR"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    AMOUNTS,
)
def test_amounts_are_read_as_people_write_them(text: str, minor: int, currency: str) -> None:
    assert (minor, currency) == parse_amount(text, base="EUR")


NOT_AMOUNTS = [
    "", "   ", "EUR", "nan", "inf", "-", "(5)", "5-", "--5", "+-5", "1e5", "0x10", "5%", "5.", "5,",
    "1,23,4.5", "12,34,567.00", "1,2345,678", "1 234,567.00", "1.234.56", "1.234,56,7", "12 34",
    "0 800", "0.800.000", "1٫234٫5", "1٫234.5", "1-500", "5 EUR 6", "5 EUR k", "5 k k", "½", "5²",
    "9" * 101, "5\x1b", "5\ud800",
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    NOT_AMOUNTS,
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_amount(text)
    assert caught.value.message.endswith("is not an amount")
    assert len(caught.value.message) < 130


@pytest.mark.parametrize("text", ["1.234", "1,234", "-1.234", "12.345 EUR", "€123,456", "1.234k", "۱,۲۳۴"])
def test_a_number_that_reads_two_ways_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="can be read as"):
        parse_amount(text)


def test_both_readings_and_the_mend_are_named() -> None:
    with pytest.raises(UsageError) as caught:
        parse_amount("1,234")
    assert caught.value.message == "'1,234' can be read as 1234 or as 1.234"
    assert caught.value.hint == (
        "write 1234, or say which sign parts decimals: tinycrm config set decimal point (or comma)"
    )


@pytest.mark.parametrize(
    ("text", "decimal", "minor"),
    [
        ("1,234", "point", 123400),
        ("1.234", "comma", 123400),
        ("1.234,50", "point", 123450),
        ("1,234.50", "comma", 123450),
        ("1,5", "point", 150),
        ("1.5", "comma", 150),
        ("1.500k", "point", 150000),
    ],
)
def test_the_setting_decides_only_what_reads_two_ways(text: str, decimal: str, minor: int) -> None:
    assert (minor, "EUR") == parse_amount(text, decimal=decimal)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [("1.234", "point"), ("1,234", "comma"), ("0.123", ""), ("5.5 JPY", ""), ("1.000001k", "")],
)
def test_more_decimals_than_the_currency_has_are_refused(text: str, decimal: str) -> None:
    with pytest.raises(UsageError, match=r"has more decimals than (EUR|JPY) has"):
        parse_amount(text, decimal=decimal)


def test_the_currency_given_beside_the_text_is_used() -> None:
    assert parse_amount("4800", currency="usd") == (480000, "USD")
    assert parse_amount("4800 USD", currency="USD") == (480000, "USD")


def test_a_shared_sign_follows_the_currency_given_beside_it() -> None:
    assert parse_amount("$5", base="EUR", currency="CAD") == (500, "CAD")
    assert parse_amount("$5", base="AUD") == (500, "AUD")


@pytest.mark.parametrize(("text", "currency"), [("5 EUR", "USD"), ("$ 5 EUR", None), ("5 EUR USD", None)])
def test_two_different_currencies_are_refused(text: str, currency: str | None) -> None:
    with pytest.raises(UsageError, match="is given in EUR and USD"):
        parse_amount(text, currency=currency)


def test_an_unknown_currency_is_refused_with_the_one_meant() -> None:
    with pytest.raises(UsageError) as caught:
        parse_amount("5 EUT")
    assert caught.value.message == "unknown currency 'EUT'"
    assert caught.value.hint == "did you mean EUR?"


def test_a_sign_of_several_currencies_without_a_usual_one_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        parse_amount("5 kr", base="EUR")
    assert caught.value.message == "'kr' could be several currencies"
    assert caught.value.hint == "write the code: DKK, ISK, NOK, SEK"


@pytest.mark.parametrize(
    ("text", "minor"),
    [("92233720368547758.07", 9223372036854775807), ("-92233720368547758.07", -9223372036854775807)],
)
def test_the_largest_amounts_are_kept(text: str, minor: int) -> None:
    assert (minor, "EUR") == parse_amount(text)
    assert text == to_decimal_text(minor, "EUR")


@pytest.mark.parametrize(
    "text",
    ["92233720368547758.08", "-92233720368547758.08", "9223372036854775808 JPY", "9" * 60, "92233720369b"],
)
def test_amounts_beyond_64_bits_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is too large to store"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (480050, "EUR", "4800.50"),
        (480000, "EUR", "4800.00"),
        (4800, "JPY", "4800"),
        (5, "EUR", "0.05"),
        (-5, "EUR", "-0.05"),
        (0, "EUR", "0.00"),
        (1, "CLF", "0.0001"),
        (1234567, "KWD", "1234.567"),
    ],
)
def test_programs_get_all_the_currencys_decimals(minor: int, currency: str, text: str) -> None:
    assert text == to_decimal_text(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("4800.5", "EUR", 480050),
        ("-0.05", "EUR", -5),
        ("1.234", "KWD", 1234),
        ("12.500", "EUR", 1250),
        ("1e3", "EUR", 100000),
        ("1.5E+2", "JPY", 150),
        ("120e-1", "JPY", 12),
    ],
)
def test_programs_decimals_are_read_exactly(text: str, currency: str, minor: int) -> None:
    assert minor == from_decimal_text(text, currency)


@pytest.mark.parametrize(
    "text",
    ["", "1,5", "1 000", "+5", ".5", "5.", "--5", "1e", "1e+-2", "e5", "NaN", "Infinity", "۵", "5 EUR"],
)
def test_only_machine_decimals_are_read_as_such(text: str) -> None:
    with pytest.raises(UsageError, match="is not a decimal number"):
        from_decimal_text(text, "EUR")


@pytest.mark.parametrize("text", ["1.234", "9223372036854775808", "1e99"])
def test_machine_decimals_that_do_not_fit_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        from_decimal_text(text, "EUR")


@pytest.mark.parametrize(
    ("minor", "currency", "decimal", "text"),
    [
        (480050, "EUR", "", "4,800.50 EUR"),
        (480000, "EUR", "", "4,800 EUR"),
        (480050, "EUR", "comma", "4.800,50 EUR"),
        (-123456789, "EUR", "point", "-1,234,567.89 EUR"),
        (-5, "EUR", "", "-0.05 EUR"),
        (4800, "JPY", "", "4,800 JPY"),
        (1500, "KWD", "", "1.500 KWD"),
        (100, "ZZZ", "", "1 ZZZ"),
    ],
)
def test_people_get_groups_and_no_empty_decimals(minor: int, currency: str, decimal: str, text: str) -> None:
    assert text == human(minor, currency, decimal=decimal)


@pytest.mark.parametrize(
    ("minor", "old", "new", "expected"),
    [
        (1200, "EUR", "USD", 1200),
        (1200, "EUR", "JPY", 12),
        (12, "JPY", "KWD", 12000),
        (-1200, "EUR", "JPY", -12),
    ],
)
def test_changing_the_currency_keeps_the_decimal_amount(minor: int, old: str, new: str, expected: int) -> None:
    assert expected == recurrency(minor, old, new)


@pytest.mark.parametrize(("minor", "shown"), [(1250, "12.50"), (-1250, "-12.50")])
def test_changing_the_currency_is_refused_when_digits_would_be_lost(minor: int, shown: str) -> None:
    with pytest.raises(RuleError) as caught:
        recurrency(minor, "EUR", "JPY")
    assert caught.value.message == f"'{shown} EUR' has decimals that JPY cannot hold"


def test_changing_the_currency_is_refused_when_the_amount_no_longer_fits() -> None:
    with pytest.raises(UsageError, match="too large"):
        recurrency(2**63 - 1, "JPY", "EUR")


@pytest.mark.parametrize(
    ("minor", "old", "new", "rate", "expected"),
    [
        (10000, "USD", "EUR", "0.92", 9200),
        (100, "USD", "JPY", "150.5", 150),
        (300, "USD", "JPY", "150.5", 452),
        (-100, "USD", "JPY", "150.5", -150),
        (-300, "USD", "JPY", "150.5", -452),
        (1000, "JPY", "EUR", "0.006", 600),
        (1000000000, "IRR", "EUR", "2.1e-05", 21000),
        (12345, "EUR", "EUR", "1", 12345),
    ],
)
def test_conversion_rounds_once_and_half_to_even(minor: int, old: str, new: str, rate: str, expected: int) -> None:
    assert expected == convert(minor, old, new, rate)


@pytest.mark.parametrize("rate", ["0", "-1", "", "abc", "nan", "1,5"])
def test_a_rate_that_is_no_positive_number_is_refused(rate: str) -> None:
    with pytest.raises(UsageError, match="is not a positive number"):
        convert(100, "EUR", "USD", rate)


PROBABILITIES = [
    ("60%", 6000), ("60 %", 6000), ("%60", 6000), ("۶۰٪", 6000), ("60", 6000), ("0.6", 6000),
    ("0,6", 6000), ("0,125", 1250), ("۰٫۶", 6000), ("1", 10000), ("1.0", 10000), ("1%", 100),
    ("0.5%", 50), ("1.5", 150), ("33.33%", 3333), ("0.3333", 3333), ("100", 10000), ("100%", 10000),
    ("0", 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "points"),
    PROBABILITIES,
)
def test_probabilities_are_read_as_shares_or_per_cent(text: str, points: int) -> None:
    assert points == parse_probability(text)


@pytest.mark.parametrize("text", ["500", "-1", "-5%", "100.01", "101%", "1 000"])
def test_a_probability_outside_its_range_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_probability(text)
    assert caught.value.message == f"probability '{text}' is not between 0% and 100%"
    assert caught.value.hint == "write it like 60% or 0.6"


@pytest.mark.parametrize("text", ["abc", "", "%", "%60%", "nan", "6%0", "1.2.3", "9" * 101])
def test_a_probability_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a number"):
        parse_probability(text)


def test_a_probability_finer_than_stored_is_refused_not_rounded() -> None:
    with pytest.raises(UsageError, match=r"is finer than 0\.01%"):
        parse_probability("33.333%")


@pytest.mark.parametrize(("points", "text"), [(6000, "0.6"), (10000, "1"), (0, "0"), (1, "0.0001"), (6250, "0.625")])
def test_probabilities_are_written_as_the_shortest_share(points: int, text: str) -> None:
    assert text == probability_text(points)


@given(st.integers(0, 10000))
def test_a_written_probability_reads_back(points: int) -> None:
    assert parse_probability(probability_text(points)) == points


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("42", (42, 0)),
        ("-4 800,50", (-48005, 1)),
        ("۰٫۵", (5, 1)),
        ("1,234.00", (1234, 0)),
        ("0.125", (125, 3)),
    ],
)
def test_plain_numbers_are_read_exactly(text: str, number: tuple[int, int]) -> None:
    assert number == parse_decimal(text)


@pytest.mark.parametrize("text", ["", "10k", "5 EUR", "5-", "abc", "1e5", "5.", "-"])
def test_plain_numbers_carry_nothing_else(text: str) -> None:
    with pytest.raises(UsageError, match="is not a number"):
        parse_decimal(text)


@given(minors, codes)
def test_machine_text_reads_back(minor: int, code: str) -> None:
    assert from_decimal_text(to_decimal_text(minor, code), code) == minor


@given(minors, codes, st.sampled_from(["point", "comma"]))
def test_human_text_reads_back_under_its_setting(minor: int, code: str, decimal: str) -> None:
    assert parse_amount(human(minor, code, decimal=decimal), decimal=decimal) == (minor, code)


@given(st.lists(st.decimals(min_value=-(10**12), max_value=10**12, places=2), max_size=20))
def test_sums_of_what_was_read_equal_decimal_sums(values: list[Decimal]) -> None:
    total = sum(parse_amount(f"{value:f}", decimal="point")[0] for value in values)
    assert total == sum(values, Decimal(0)) * 100


@given(
    st.integers(-(10**12), 10**12),
    codes,
    codes,
    st.decimals(min_value=Decimal("0.0001"), max_value=Decimal(10000), places=4),
)
def test_conversion_equals_decimal_arithmetic(minor: int, old: str, new: str, rate: Decimal) -> None:
    with localcontext(prec=60):
        exact = Decimal(minor).scaleb(DECIMALS[new] - DECIMALS[old]) * rate
        expected = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    assert convert(minor, old, new, f"{rate:f}") == expected


@given(st.text(alphabet="0123456789.,' -+kmкEURo€$%e٬٫۵()\u00a0") | st.text())
def test_any_text_is_either_read_or_refused_in_one_line(text: str) -> None:
    for read in (parse_amount, parse_probability, parse_decimal):
        told = ("read", "as it is")
        try:
            read(text)
        except TinyCRMError as error:
            told = (error.message, error.hint)
        assert all(told)


def test_money_loads_no_heavy_module() -> None:
    code = (
        "import sys; import tinycrm.domain.typed_money as m; m.parse_amount('4 800,50 €');"
        "print(sorted(set(sys.modules) & {'re', 'decimal', 'typing', 'enum', 'dataclasses', 'difflib'}))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
