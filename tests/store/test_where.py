"""Filters find exactly these records; what cannot be compared is refused with the way to say it."""

from __future__ import annotations

import pytest

import tinycrm.store.lookup
from tinycrm.domain.filters import parse_filter
from tinycrm.domain.nouns import NOUNS


def _found(book, noun: str, text: str) -> list[int]:
    return book.store.ids(NOUNS[noun], parse_filter(text))


@pytest.fixture
def people(book):
    """NEVA 1, ACME 2, ANNA 3, BO 4, CID 5."""
    neva = book.add("company", "Neva Trade", industry="shipping", size=40, websites=["neva.example"])
    acme = book.add("company", "Acme", parent=neva)
    book.add(
        "contact",
        "Anna Łukasz",
        emails=["anna@neva.example", "al@home.example"],
        phones=["+49 30 1234567"],
        tags=["VIP", "lead"],
        companies=[neva, acme],
        lifecycle="lead",
        lead_on="2026-10-01",
        cadence_days=30,
        note="first line\nsecond",
        fields='{"seats":12,"plan":"gold","active":1,"shoe":"43"}',
    )
    book.add(
        "contact", "Bo Li", handles=["telegram:@boli"], tags=["lead"], companies=[acme], lead_on="2026-11-01", note=""
    )
    book.add("contact", "Cid", fields='{"seats":7,"active":0}', owner="tester")
    return book


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("name = 'anna lukasz'", [3]),
        ("name = anna", []),
        ("name ~ luk", [3]),
        ("name ~ ŁUK", [3]),
        ("name != cid", [3, 4]),
        ("name > b", [4, 5]),
        ("name in (cid, 'bo li', nobody)", [4, 5]),
        ("name not in (cid, 'bo li')", [3]),
        ("id = 4", [4]),
        ("id >= 4", [4, 5]),
        ("note ~ second", [3]),
        ("note is empty", [4, 5]),
        ("note is not empty", [3]),
        ("lifecycle = lead", [3]),
        ("lifecycle != lead", [4, 5]),
        ("lifecycle is empty", [4, 5]),
        ("owner = me", [5]),
        ("owner != me", [3, 4]),
        ("lead_on = 2026-10-01", [3]),
        ("lead_on < 2026-11-01", [3]),
        ("lead_on <= 2026-11-01", [3, 4]),
        ("lead_on > 2026-10-01", [4]),
        ("lead_on is empty", [5]),
        ("lead_on != 2026-10-01", [4, 5]),
        ("cadence = 30", [3]),
        ("cadence is not empty", [3]),
        ("tag = vip", [3]),
        ("tag = LEAD", [3, 4]),
        ("tag ~ ea", [3, 4]),
        ("tag != vip", [4, 5]),
        ("tag in (vip, lead)", [3, 4]),
        ("tag not in (vip)", [4, 5]),
        ("tag is empty", [5]),
        ("tag is not empty", [3, 4]),
        ("email = AL@home.example", [3]),
        ("email ~ neva", [3]),
        ("email != anna@neva.example", [4, 5]),
        ("email is empty", [4, 5]),
        ("emails is not empty", [3]),
        ("phone = '+49 30 1234567'", [3]),
        ("phone ~ '30 123'", [3]),
        ("phone ~ 4930", [3]),
        ("phone ~ '4930 1234567'", [3]),
        ("handle = telegram:@boli", [4]),
        ("handle ~ boli", [4]),
        ("handle ~ @boli", [4]),
        ("handle ~ neva", []),
        ("company = acme", [3, 4]),
        ("company = 2", [3, 4]),
        ("company = ۱", [3]),
        ("company ~ trade", [3]),
        ("company != acme", [5]),
        ("company in (1, 'acme')", [3, 4]),
        ("company is empty", [5]),
        ("company is not empty", [3, 4]),
        ("seats = 12", [3]),
        ("seats > 9", [3]),
        ("seats < 9", [5]),
        ("seats is empty", [4]),
        ("plan = GOLD", [3]),
        ("active = yes", [3]),
        ("active = no", [5]),
        ("fields.shoe = 43", [3]),
        ("shoe = 43", [3]),
        ("shoe is empty", [4, 5]),
        ("created_at = 2026-11-16", [3, 4, 5]),
        ("created_at = '2026-11-16 09:30'", [3, 4, 5]),
        ("created_at != 2026-11-16", []),
        ("created_at > 2026-11-15", [3, 4, 5]),
        ("created_at > 2026-11-16", []),
        ("created_at >= 2026-11-16", [3, 4, 5]),
        ("created_at < 2026-11-16", []),
        ("created_at <= 2026-11-16", [3, 4, 5]),
        ("created_at in (2026-11-16)", [3, 4, 5]),
        ("last_touch is empty", [3, 4, 5]),
        ("last_touch != 2026-11-16", [3, 4, 5]),
        ("not tag = vip", [4, 5]),
        ("not note ~ second", [4, 5]),
        ("tag = lead and name ~ bo", [4]),
        ("tag = vip or name ~ cid", [3, 5]),
        ("not (tag = vip or name ~ cid)", [4]),
    ],
)
def test_a_filter_of_contacts_finds(people, text: str, ids: list[int]) -> None:
    assert _found(people, "contact", text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("parent = neva", []),
        ("parent = 'neva trade'", [2]),
        ("parent = 1", [2]),
        ("parent ~ trade", [2]),
        ("parent != 1", [1]),
        ("parent != 'neva trade'", [1]),
        ("parent in (1, 2)", [2]),
        ("parent is empty", [1]),
        ("parent is not empty", [2]),
        ("size >= 40", [1]),
        ("employees < 41", [1]),
        ("size is empty", [2]),
        ("website = https://www.neva.example/about", []),
        ("website = neva.example", [1]),
        ("industry = Shipping", [1]),
    ],
)
def test_a_filter_of_companies_finds(people, text: str, ids: list[int]) -> None:
    assert _found(people, "company", text) == ids


def test_a_filter_finds_the_same_whether_few_or_many_carry_a_tag(people, monkeypatch) -> None:
    for tag, ids in (("vip", [3]), ("lead", [3, 4])):
        few = _found(people, "contact", f"tag = {tag}")
        monkeypatch.setattr(tinycrm.store.lookup, "_CROWD", 0)
        many = _found(people, "contact", f"tag = {tag}")
        monkeypatch.undo()
        assert few == many == ids


def test_a_local_number_in_a_filter_is_read_with_the_country_of_the_settings(people) -> None:
    people.settings.country = "DE"
    assert _found(people, "contact", "phone = '030 1234567'") == [3]


def test_a_number_of_up_to_nine_digits_is_an_id_and_a_longer_one_a_name(book) -> None:
    nine, ten = book.add("company", "999999999"), book.add("company", "1234567890")
    one = book.add("contact", "A", companies=[nine])
    two = book.add("contact", "B", companies=[ten])
    assert _found(book, "contact", "company = 999999999") == []
    assert _found(book, "contact", "company = 1234567890") == [two]
    assert _found(book, "contact", "company ~ 999999999") == [one]
    assert _found(book, "contact", f"company in ({nine}, 1234567890)") == [one, two]


def test_a_number_in_a_custom_field_is_one_even_when_it_was_stored_as_text(book) -> None:
    one, two = book.add("contact", "A", fields='{"seats":"7"}'), book.add("contact", "B", fields='{"seats":"12"}')
    assert _found(book, "contact", "seats > 9") == [two]
    assert _found(book, "contact", "seats < 9") == [one]


def test_a_tag_is_crowded_when_more_than_so_many_of_its_noun_carry_it(people, monkeypatch) -> None:
    monkeypatch.setattr(tinycrm.store.lookup, "_CROWD", 1)
    crowded = tinycrm.store.lookup.is_crowded
    people.add("company", "Tagged", tags=["vip"])
    assert crowded(people.store.db, "contact", "lead")
    assert not crowded(people.store.db, "contact", "vip")
    assert not crowded(people.store.db, "company", "lead")


def test_values_are_parameters_and_never_sql(people) -> None:
    for text in (
        'name = "x\' OR 1=1 --"',
        'tag = "x\' OR 1=1 --"',
        'company = "x\' OR 1=1 --"',
        'email ~ "x\' OR 1=1"',
    ):
        assert _found(people, "contact", text) == []
    assert _found(people, "contact", "fields.x'y = 1") == []


def test_each_value_has_a_parameter_of_its_own(people) -> None:
    condition = people.store.where(NOUNS["contact"])
    assert [condition.bind(value) for value in ("a", 1, None)] == [":w0", ":w1", ":w2"]
    assert condition.params == {"w0": "a", "w1": 1, "w2": None}
