"""Records as programs read them: every value in its JSON form, every list in its order."""

from __future__ import annotations

import json

import pytest

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Number
from tinycrm.errors import NotFound, StorageError, UsageError
from tinycrm.store.views import CHUNK


@pytest.fixture
def stock(book):
    """NEVA 1, ACME 2, ANNA 3, BO 4, SITE 5, QUOTE 6, CALL 7."""
    neva = book.add("company", "Neva", websites=["neva.example"], country="DE", size=40)
    acme = book.add("company", "Acme", parent=neva)
    anna = book.add(
        "contact",
        "Anna",
        emails=["anna@x.example", "a@home.example"],
        phones=["+49 30 1"],
        tags=["vip", "Lead"],
        companies=[acme, neva],
        birthday="--12-10",
        fields='{"seats":12,"active":1,"shoe":"43","none":null}',
    )
    bo = book.add("contact", "Bo")
    deal = book.add(
        "deal", "Site", value_minor=480050, company=neva, contacts=[bo, anna], probability=2500, tags=["hot"]
    )
    book.add("task", "Quote", due_on="2026-12-01", due_time="15:00", contact=anna, deal=deal)
    book.add("interaction", "Talk", contacts=[bo, anna], companies=[neva], deal=deal, minutes=30, direction="in")
    return book


def test_a_contact_is_shown_whole(stock) -> None:
    (uid,) = stock.column("SELECT uid FROM contact WHERE id = 3")
    assert stock.store.record("contact", 3) == {
        "id": 3,
        "uid": uid,
        "name": "Anna",
        "given": None,
        "family": None,
        "title": None,
        "email": "anna@x.example",
        "emails": [{"value": "anna@x.example", "label": None}, {"value": "a@home.example", "label": None}],
        "phone": "+49 30 1",
        "phones": [{"value": "+49 30 1", "label": None}],
        "handle": None,
        "handles": [],
        "company": {"id": 2, "name": "Acme"},
        "companies": [{"id": 2, "name": "Acme"}, {"id": 1, "name": "Neva"}],
        "lifecycle": None,
        "source": None,
        "owner": None,
        "tags": ["Lead", "vip"],
        "birthday": "--12-10",
        "cadence_days": None,
        "lead_on": None,
        "customer_since": None,
        "note": None,
        "fields": {"seats": 12, "active": True, "shoe": "43", "none": None},
        "last_touch_at": "2026-11-16T09:30:00Z",
        "last_in_at": "2026-11-16T09:30:00Z",
        "last_out_at": None,
        "created_at": "2026-11-16T09:30:00Z",
        "updated_at": "2026-11-16T09:30:00Z",
    }


def test_a_deal_has_its_value_as_an_exact_decimal_and_its_people_in_order(stock) -> None:
    row = stock.store.record("deal", 5)
    assert row["value"] == Number("4800.50")
    assert row["probability"] == Number("0.25")
    assert row["company"] == {"id": 1, "name": "Neva"}
    assert row["contact"] == {"id": 4, "name": "Bo"}
    assert row["contacts"] == [{"id": 4, "name": "Bo"}, {"id": 3, "name": "Anna"}]
    assert row["tags"] == ["hot"]
    assert row["fields"] == {}


def test_a_value_has_the_decimals_of_its_own_currency(book) -> None:
    for currency in ("JPY", "BHD", "EUR"):
        book.add("deal", currency, value_minor=12500, currency=currency)
    rows = book.store.view(NOUNS["deal"], ["value"]).rows(order="deal.id")
    assert [row["value"] for row in rows] == [Number("12500"), Number("12.500"), Number("125.00")]


def test_a_tasks_records_are_shown_by_id_and_name(stock) -> None:
    row = stock.store.record("task", 6)
    assert (row["contact"], row["company"], row["deal"]) == ({"id": 3, "name": "Anna"}, None, {"id": 5, "name": "Site"})
    assert (row["due_on"], row["due_time"], row["status"]) == ("2026-12-01", "15:00", "open")


def test_an_interactions_people_are_shown_by_id(stock) -> None:
    row = stock.store.record("interaction", 7)
    assert row["contacts"] == [{"id": 3, "name": "Anna"}, {"id": 4, "name": "Bo"}]
    assert row["companies"] == [{"id": 1, "name": "Neva"}]
    assert row["deal"] == {"id": 5, "name": "Site"}


def test_a_companys_parent_is_shown_by_id_and_name(stock) -> None:
    assert stock.store.record("company", 2)["parent"] == {"id": 1, "name": "Neva"}
    assert stock.store.record("company", 1)["parent"] is None
    assert stock.store.record("company", 1)["website"] == "neva.example"


def test_only_the_fields_that_were_asked_for_are_read(stock) -> None:
    view = stock.store.view(NOUNS["contact"], ["name", "email", "seats", "fields.shoe", "tags", "company"])
    assert list(view.rows(order="contact.id")) == [
        {
            "id": 3,
            "name": "Anna",
            "email": "anna@x.example",
            "seats": 12,
            "shoe": "43",
            "tags": ["Lead", "vip"],
            "company": {"id": 2, "name": "Acme"},
        },
        {"id": 4, "name": "Bo", "email": None, "seats": None, "shoe": None, "tags": [], "company": None},
    ]


def test_a_custom_yes_or_no_is_shown_as_one(book) -> None:
    book.add("contact", "A", fields='{"active":0}')
    book.add("contact", "B", fields='{"active":null,"loud":1}')
    rows = book.store.view(NOUNS["contact"], ["fields"]).rows(order="contact.id")
    # True == 1 in Python, and is another thing in JSON
    assert [json.dumps(row["fields"]) for row in rows] == ['{"active": false}', '{"active": null, "loud": 1}']


def test_rows_are_narrowed_ordered_and_paged(book) -> None:
    ids = [book.add("contact", name) for name in "ABCDE"]
    view = book.store.view(NOUNS["contact"], ["name"])
    names = lambda **more: [row["name"] for row in view.rows(order="contact.id DESC", **more)]  # noqa: E731
    assert names() == ["E", "D", "C", "B", "A"]
    assert names(limit=2) == ["E", "D"]
    assert names(limit=0) == []
    assert names(offset=3) == ["B", "A"]
    assert names(limit=1, offset=1) == ["D"]
    assert names(where="contact.id > :id", params={"id": ids[2]}, limit=5) == ["E", "D"]
    assert [row["id"] for row in view.rows()] == ids


def test_records_come_in_the_order_asked_for_and_gone_ones_are_left_out(book) -> None:
    one, two, three = (book.add("contact", name) for name in "ABC")
    view = book.store.view(NOUNS["contact"], ["name"])
    assert [row["id"] for row in view.of_ids([three, 99, one, two])] == [three, one, two]
    assert view.of_ids([]) == []
    assert [row["name"] for row in book.store.records("contact", [two, one])] == ["B", "A"]


def test_more_records_than_a_chunk_are_read_whole(book) -> None:
    assert CHUNK == 500
    neva = book.add("company", "Neva")
    with book.write():
        ids = [book.add("contact", f"N{number}", tags=["t"], companies=[neva]) for number in range(503)]
    view = book.store.view(NOUNS["contact"], ["name", "tags", "company"])
    for rows in (list(view.rows(order="contact.id")), view.of_ids(ids)):
        assert [row["id"] for row in rows] == ids
        assert [row["name"] for row in rows] == [f"N{number}" for number in range(503)]
        assert all(row["tags"] == ["t"] and row["company"] == {"id": neva, "name": "Neva"} for row in rows)


def test_the_first_point_is_the_primary_one(book) -> None:
    anna = book.add("contact", "Anna", emails=["a@x.example", "b@x.example"])
    with book.write() as unit:
        unit.update("contact_point", (anna, "email", "b@x.example"), {"is_primary": 1, "label": "work"})
        unit.update("contact_point", (anna, "email", "a@x.example"), {"is_primary": 0})
    row = book.store.record("contact", anna)
    assert row["email"] == "b@x.example"
    assert row["emails"] == [{"value": "b@x.example", "label": "work"}, {"value": "a@x.example", "label": None}]


def test_every_record_of_a_noun_comes_by_its_id(stock) -> None:
    assert [row["id"] for row in stock.store.every("contact")] == [3, 4]
    assert [row["name"] for row in stock.store.every("company")] == ["Neva", "Acme"]


def test_a_record_that_is_not_there_is_none_or_refused(stock) -> None:
    assert stock.store.record("contact", 99) is None
    assert stock.store.need("contact", 3)["name"] == "Anna"
    with pytest.raises(NotFound) as caught:
        stock.store.need("contact", 99)
    assert (caught.value.message, caught.value.hint) == ("contact 99 was removed meanwhile", "tinycrm history 99")


def test_a_record_has_a_title(stock) -> None:
    titles = [stock.store.title(noun, id) for noun, id in (("company", 1), ("contact", 3), ("deal", 5), ("task", 6))]
    assert titles == ["Neva", "Anna", "Site", "Quote"]
    assert stock.store.title("interaction", 7) == "Talk"
    assert stock.store.title("contact", 99) == ""


def test_the_noun_of_an_id_is_known(stock) -> None:
    assert [stock.store.noun_of(id) for id in range(1, 9)] == [
        "company", "company", "contact", "contact", "deal", "task", "interaction", "",
    ]  # fmt: skip


def test_a_field_is_the_nouns_own_a_declared_one_or_one_that_some_record_holds(stock) -> None:
    contact = NOUNS["contact"]
    assert [field.key for field in stock.store.fields_of(contact, ["Name", "cadence", "seats", "shoe"])] == [
        "name", "cadence_days", "seats", "shoe",
    ]  # fmt: skip
    assert stock.store.field(contact, " shoe ").place == "custom"
    with pytest.raises(UsageError) as caught:
        stock.store.field(contact, "shoes")
    assert caught.value.message == "a contact has no field 'shoes'"
    assert caught.value.code == "unknown_field"
    with pytest.raises(UsageError, match="a task has no field 'shoe'"):
        stock.store.field(NOUNS["task"], "shoe")


def test_a_custom_field_with_a_dash_is_found_by_its_underscore(book) -> None:
    book.add("contact", "A", fields='{"shoe_size":"43"}')
    assert book.store.field(NOUNS["contact"], "shoe-size").key == "shoe_size"


def test_records_are_counted(stock) -> None:
    assert stock.store.count(NOUNS["contact"]) == 2
    assert stock.store.count(NOUNS["contact"], "contact.name = :n", {"n": "Bo"}) == 1
    assert stock.store.count(NOUNS["deal"], "deal.id > 99") == 0


def test_json_that_a_foreign_hand_broke_is_told_of(book) -> None:
    anna = book.add("contact", "Anna")
    with book.write() as unit:
        unit.db.run("UPDATE contact SET fields = '{broken'")
    with pytest.raises(StorageError) as caught:
        book.store.record("contact", anna)
    assert caught.value.message == "the database holds '{broken' where JSON must stand"
    assert caught.value.hint == "tinycrm doctor"
