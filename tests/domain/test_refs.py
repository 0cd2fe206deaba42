"""References: which of an id, a uid, a contact point and a name a text is."""

from __future__ import annotations

import pytest

from tinycrm.domain.refs import Ref, begins, parse_ref
from tinycrm.errors import UsageError

UID = "019aa1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("007", 7),
        ("۱۲", 12),
        ("٣٤", 34),
        ("999999999", 999_999_999),
    ],
)
def test_up_to_nine_digits_in_any_script_are_an_id(text: str, id: int) -> None:
    ref = parse_ref(text)
    assert (ref.kind, ref.id, ref.text, ref.exact) == ("id", id, text.strip(), False)


@pytest.mark.parametrize("text", [UID, UID.upper(), "00000000-0000-0000-0000-000000000000", f" {UID} "])
def test_a_uid_is_known_by_its_form_and_kept_in_lower_case(text: str) -> None:
    ref = parse_ref(text)
    assert (ref.kind, ref.text, ref.id, ref.exact) == ("uid", text.strip().lower(), 0, False)


@pytest.mark.parametrize(
    "text",
    [
        "anna@neva.example",
        "anna @ neva",
        "https://neva.example/a b",
        "see https://neva.example",
        "telegram:@boli",
        "telegram:boli",
        "neva.example",
        "+49",
        "+49 30 1234",
        "+49 ABC",
        "1234567890",
        "030 1234-5678",
        "(921) 123 45 67",
        "۰۹۱۲۳۴۵۶۷۸۹",
    ],
)
def test_addresses_numbers_handles_and_websites_are_contact_points(text: str) -> None:
    ref = parse_ref(text)
    assert (ref.kind, ref.text, ref.id, ref.exact) == ("point", text, 0, False)


@pytest.mark.parametrize(
    "text",
    [
        "anna",
        "Anna Petrova",
        "Dr. Who",
        "Re: offer of May",
        "12345 Main",
        "1234 5678 9",
        "Room 1234567890",
        "019aa1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5",
        "019aa1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g",
        "019aa1b2c3d4-7e5f-8a9b-0c1d-2e3f4a5b",
        "X19aa1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
        "½",
        "²",
    ],
)
def test_anything_else_is_a_name(text: str) -> None:
    ref = parse_ref(text)
    assert (ref.kind, ref.text, ref.id, ref.exact) == ("name", text, 0, False)


@pytest.mark.parametrize(
    ("text", "name"),
    [("=Anna", "Anna"), ("= Anna ", "Anna"), ("=7", "7"), ("=a@b.example", "a@b.example"), ("==", "=")],
)
def test_an_equals_sign_asks_for_the_exact_name(text: str, name: str) -> None:
    ref = parse_ref(text)
    assert (ref.kind, ref.text, ref.exact) == ("name", name, True)


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "=", " = "])
def test_a_blank_reference_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_ref(text)
    assert caught.value.message == "a reference is blank"
    assert caught.value.hint == "name a record by its id, e-mail or name"


def test_a_reference_with_control_characters_is_refused_as_a_reference() -> None:
    with pytest.raises(UsageError) as caught:
        parse_ref("an\x1bna")
    assert caught.value.message == "reference holds a control character U+001B: 'an\x1bna'"


def test_a_reference_carries_its_folded_name_and_words() -> None:
    ref = parse_ref("  Ёлкина-Łukasz  3 ")
    assert (ref.text, ref.folded, ref.words) == ("Ёлкина-Łukasz  3", "елкина-lukasz 3", ["елкина", "lukasz", "3"])


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("anna", "Anna Petrova", True),
        ("pet ann", "Anna Petrova", True),
        ("ANN", "Anna Petrova", True),
        ("anna x", "Anna Petrova", False),
        ("nna", "Anna Petrova", False),
        ("anna petrovaa", "Anna Petrova", False),
        ("елк", "Ёлкина", True),
        ("anna", "", False),
        ("--", "Anna", False),
    ],
)
def test_every_word_of_the_reference_begins_a_word_of_the_name(text: str, name: str, said: bool) -> None:
    assert begins(Ref("name", text), name) is said
