"""One key for every spelling of a telephone number."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.phone import normalise_phone, phone_query
from tinycrm.errors import UsageError


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("+49 30 123456", "+4930123456"),
        ("+49 (30) 12-34.56", "+4930123456"),
        ("(+49) 30/123456", "+4930123456"),
        ("+49\u00a030\u2013123456", "+4930123456"),
        ("0049 30 123456", "+4930123456"),
        ("tel:+49-30-123456", "+4930123456"),
        ("\u202a+49 30 123456\u202c", "+4930123456"),
        ("＋49 30 123456", "+4930123456"),
        ("+۹۸ ۲۱ ۱۲۳۴۵۶۷۸", "+982112345678"),
        ("+1 212 555 0100", "+12125550100"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("+44 020 7946 0018", "+442079460018"),
        ("+442079460018", "+442079460018"),
        ("+39 06 698 12345", "+390669812345"),
        ("+225 07 01 02 03 04", "+2250701020304"),
    ],
)
def test_every_spelling_of_an_international_number_has_one_key(text: str, key: str) -> None:
    found, _, sure = normalise_phone(text, "")
    assert (key, True) == (found, sure)


@pytest.mark.parametrize(
    ("text", "country", "key"),
    [
        ("030 1234567", "DE", "+49301234567"),
        ("030 1234567", "de", "+49301234567"),
        ("8 (812) 123-45-67", "RU", "+78121234567"),
        ("812 123-45-67", "RU", "+78121234567"),
        ("۰۹۱۲ ۳۴۵ ۶۷۸۹", "IR", "+989123456789"),
        ("(212) 555-0100", "US", "+12125550100"),
        ("+49 30 1234567", "US", "+49301234567"),
    ],
)
def test_a_local_number_belongs_to_the_configured_country(text: str, country: str, key: str) -> None:
    found, _, sure = normalise_phone(text, country)
    assert (key, True) == (found, sure)


@pytest.mark.parametrize(
    ("text", "country", "key"),
    [
        ("030 1234567", "", "0301234567"),
        ("12345", "", "12345"),
        ("555-0100", "US", "5550100"),
        ("030 1234567", "XX", "0301234567"),
    ],
)
def test_a_local_number_without_a_usable_country_is_kept_as_digits(text: str, country: str, key: str) -> None:
    found, _, sure = normalise_phone(text, country)
    assert (key, False) == (found, sure)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("+1 212 555 0100 x12", "+12125550100;ext=12"),
        ("+1 212 555 0100 ext. 12", "+12125550100;ext=12"),
        ("+1 212 555 0100 Extension 12", "+12125550100;ext=12"),
        ("+1 212 555 0100, #12", "+12125550100;ext=12"),
        ("+1 212 555 0100 (ext 12)", "+12125550100;ext=12"),
        ("+12125550100;ext=12", "+12125550100;ext=12"),
        ("+7 812 123-45-67 доб. ۱۲", "+78121234567;ext=12"),
        ("+98 21 1234 5678 داخلی 12", "+982112345678;ext=12"),
    ],
)
def test_an_extension_is_part_of_the_key(text: str, key: str) -> None:
    assert key == normalise_phone(text, "")[0]


def test_the_typed_form_is_kept_for_people() -> None:
    assert normalise_phone("  +49 (30) 12-34-56 \u200e", "")[1] == "+49 (30) 12-34-56"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "--",
        "x12",
        "1234",
        "+123456",
        "+0123456789",
        "1-800-FLOWERS",
        "anna@x.example",
        "++49 30 123456",
        "49+30123456",
        "1234567890123456",
        "+1234567890123456",
        "12345\x1b",
        "1²345",
        "5" * 1000,
    ],
)
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        normalise_phone(text, "DE")
    assert caught.value.message.endswith("is not a telephone number")
    assert len(caught.value.message) < 100


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("1234567890", "1234567890"),
        ("+49 30 123456", "+4930123456"),
        ("0049 30 123456", "+4930123456"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("8 (812) 123-45-67", "88121234567"),
        ("۰۹۱۲۳۴۵۶۷۸۹", "09123456789"),
        ("+1 212 555 0100 x12", "+12125550100;ext=12"),
        ("42", None),
        ("123456789", None),
        ("2026-01-01", None),
        ("anna", None),
        ("", None),
        ("+", None),
        ("-", None),
        ("550e8400-e29b-41d4-a716-446655440000", None),
        ("5" * 1000, None),
    ],
)
def test_only_ten_digits_or_a_plus_make_a_reference_a_phone(text: str, query: str | None) -> None:
    assert query == phone_query(text)


@given(st.text(alphabet="0123456789+-() ./x#;=ext۵\u202a") | st.text())
def test_no_text_makes_a_phone_reference_fail(text: str) -> None:
    phone_query(text)


@given(st.text(alphabet="0123456789", min_size=8, max_size=14), st.sampled_from([" ", "-", ".", " ("]))
def test_punctuation_never_changes_the_key(digits: str, mark: str) -> None:
    number = f"1{digits}"
    assert normalise_phone(f"+{number}")[0] == normalise_phone(f"+{number[:4]}{mark}{number[4:]}")[0]


@pytest.mark.parametrize("text", ["+49 30 123456", "+1 212 555 0100 x12"])
def test_a_clean_international_number_loads_no_library(text: str) -> None:
    code = (
        "import sys; import tinycrm.domain.phone as p; p.normalise_phone(sys.argv[1], 'DE');"
        "p.phone_query(sys.argv[1]);"
        "print(sorted(set(sys.modules) & {'phonenumbers', 're', 'typing', 'enum'}))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code, text], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
