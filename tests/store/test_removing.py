"""What goes with a record, what stays and loses its link, and what refuses."""

from __future__ import annotations

import pytest

from tinycrm.store.merging import absorb
from tinycrm.store.removing import naming, remove_record


def _remove(book, noun: str, id: int) -> dict[str, int]:
    with book.write() as unit:
        return remove_record(unit, noun, id)


def test_all_that_hangs_on_a_contact_goes_with_it(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna", emails=["a@x.example"], phones=["+4930"], tags=["vip"], companies=[neva])
    bo = book.add("contact", "Bo", emails=["b@x.example"], tags=["vip"], companies=[neva])
    with book.write() as unit:
        unit.insert("relation", {"contact": anna, "other": bo, "kind": "colleague"})
        unit.insert("relation", {"contact": bo, "other": anna, "kind": "boss"})
        unit.insert(
            "lifecycle_change",
            {
                "record": anna,
                "seq": 1,
                "noun": "contact",
                "old": None,
                "new": "lead",
                "at": unit.now,
                "on_day": unit.day,
            },
        )
    assert _remove(book, "contact", anna) == {}
    assert book.column("SELECT id FROM contact") == [bo]
    assert book.column("SELECT record FROM contact_point") == [bo]
    assert book.column("SELECT record FROM tagging") == [bo]
    assert book.column("SELECT contact FROM contact_company") == [bo]
    assert book.sql("SELECT * FROM relation") == []
    assert book.sql("SELECT * FROM lifecycle_change") == []
    assert book.column("SELECT id FROM company") == [neva]


def test_all_that_hangs_on_a_company_goes_with_it(book) -> None:
    neva = book.add("company", "Neva", websites=["neva.example"], phones=["+4930"], tags=["big"])
    anna = book.add("contact", "Anna", companies=[neva])
    child = book.add("company", "Neva Child", parent=neva)
    other = book.add("company", "Other", tags=["big"])
    grandchild = book.add("company", "Grandchild", parent=child)
    with book.write() as unit:
        for record in (neva, other):
            row = {"noun": "company", "old": None, "new": "lead", "at": unit.now, "on_day": unit.day}
            unit.insert("lifecycle_change", {"record": record, "seq": 1, **row})
    assert _remove(book, "company", neva) == {}
    assert book.sql("SELECT id, parent FROM company ORDER BY id") == [(child, None), (other, None), (grandchild, child)]
    assert book.column("SELECT id FROM contact") == [anna]
    assert book.sql("SELECT * FROM contact_company") == []
    assert book.sql("SELECT * FROM contact_point") == []
    assert book.column("SELECT record FROM tagging") == [other]
    assert book.column("SELECT record FROM lifecycle_change") == [other]


def test_a_deals_stays_people_and_tags_go_with_it_and_its_people_stay(book) -> None:
    anna = book.add("contact", "Anna")
    deal = book.add("deal", "Site", contacts=[anna], tags=["hot"])
    other = book.add("deal", "Shop", contacts=[anna], tags=["hot"])
    with book.write() as unit:
        for id in (deal, other):
            row = {"pipeline": "sales", "stage": "lead", "position": 0, "outcome": "open"}
            row |= {"entered_at": unit.now, "entered_on": unit.day, "left_at": None, "left_on": None}
            unit.insert("stage_stay", {"deal": id, "seq": 1, **row})
    assert _remove(book, "deal", deal) == {}
    assert book.column("SELECT id FROM deal") == [other]
    assert book.column("SELECT deal FROM stage_stay") == [other]
    assert book.column("SELECT deal FROM deal_contact") == [other]
    assert book.column("SELECT record FROM tagging") == [other]
    assert book.column("SELECT id FROM contact") == [anna]


def test_a_task_goes_with_its_only_record_and_stays_with_another(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna")
    own = book.add("task", "Call", contact=anna)
    shared = book.add("task", "Meet", contact=anna, company=neva)
    done = book.add("task", "Old", contact=anna)
    assert _remove(book, "contact", anna) == {"task": 2}
    assert book.sql("SELECT id, contact, company FROM task") == [(shared, None, neva)]
    assert own != done
    assert _remove(book, "company", neva) == {"task": 1}
    assert book.sql("SELECT * FROM task") == []


def test_a_deals_task_stays_with_its_contact(book) -> None:
    anna = book.add("contact", "Anna")
    deal = book.add("deal", "Site", contacts=[anna])
    kept = book.add("task", "Send", contact=anna, deal=deal)
    book.add("task", "Quote", deal=deal)
    assert _remove(book, "deal", deal) == {"task": 1}
    assert book.sql("SELECT id, contact, deal FROM task") == [(kept, anna, None)]


def test_an_interaction_goes_with_the_only_one_it_involves(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna")
    bo = book.add("contact", "Bo")
    book.add("interaction", "alone", contacts=[anna])
    both = book.add("interaction", "both", contacts=[anna, bo])
    with_company = book.add("interaction", "with company", contacts=[anna], companies=[neva])
    deal = book.add("deal", "Site", company=neva)
    of_deal = book.add("interaction", "of deal", contacts=[anna], deal=deal)
    versions = dict(book.sql("SELECT id, version FROM interaction"))
    assert _remove(book, "contact", anna) == {"interaction": 1}
    assert book.column("SELECT id FROM interaction ORDER BY id") == [both, with_company, of_deal]
    assert book.sql("SELECT contact, interaction FROM interaction_contact") == [(bo, both)]
    assert book.sql("SELECT company, interaction FROM interaction_company") == [(neva, with_company)]
    # what lost a link counts as changed
    assert dict(book.sql("SELECT id, version FROM interaction")) == {
        id: versions[id] + 1 for id in (both, with_company, of_deal)
    }


def test_a_companys_interaction_stays_with_its_people(book) -> None:
    neva = book.add("company", "Neva")
    other = book.add("company", "Other")
    anna = book.add("contact", "Anna")
    alone = book.add("interaction", "alone", companies=[neva])
    kept = book.add("interaction", "kept", contacts=[anna], companies=[neva])
    two = book.add("interaction", "two", companies=[neva, other])
    assert _remove(book, "company", neva) == {"interaction": 1}
    assert book.column("SELECT id FROM interaction ORDER BY id") == [kept, two]
    assert alone not in (kept, two)
    assert book.sql("SELECT company, interaction FROM interaction_company") == [(other, two)]


def test_a_deals_interaction_loses_the_deal_and_goes_when_it_involves_nobody(book) -> None:
    anna = book.add("contact", "Anna")
    deal = book.add("deal", "Site", contacts=[anna])
    kept = book.add("interaction", "kept", contacts=[anna], deal=deal)
    book.add("interaction", "nobody", deal=deal)
    assert _remove(book, "deal", deal) == {"interaction": 1}
    assert book.sql("SELECT id, deal FROM interaction") == [(kept, None)]


def test_the_deals_that_name_a_record_are_given_in_the_order_of_their_ids(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna")
    one = book.add("deal", "Z", contacts=[anna])
    two = book.add("deal", "A", contacts=[anna], company=neva)

    def told(noun: str, id: int) -> list[tuple[str, int, list[tuple[int, str]]]]:
        return [(named.noun, named.count, named.first) for named in naming(unit, noun, id)]

    with book.write() as unit:
        assert told("contact", anna) == [("deal", 2, [(one, "Z"), (two, "A")])]
        assert told("company", neva) == [("deal", 1, [(two, "A")])]
        assert told("task", anna) == []


def test_a_deal_that_is_left_with_nobody_goes_too_with_what_hangs_on_it(book) -> None:
    anna = book.add("contact", "Anna")
    deal = book.add("deal", "Site", contacts=[anna], party=anna)
    book.add("task", "Send", deal=deal)
    book.add("task", "Call", contact=anna)
    book.add("interaction", "nobody", deal=deal)
    assert _remove(book, "contact", anna) == {"deal": 1, "task": 2, "interaction": 1}
    assert book.sql("SELECT * FROM deal") == []


def test_what_went_is_counted_over_all_deals(book) -> None:
    anna = book.add("contact", "Anna")
    for title in ("One", "Two"):
        deal = book.add("deal", title, contacts=[anna], party=anna)
        book.add("task", "A", deal=deal)
        book.add("task", "B", deal=deal)
    assert _remove(book, "contact", anna) == {"deal": 2, "task": 4}


def test_a_deal_stays_with_its_company_when_its_only_contact_goes(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna")
    deal = book.add("deal", "Site", contacts=[anna], company=neva, party=neva)
    version = book.column("SELECT version FROM deal")[0]
    assert _remove(book, "contact", anna) == {}
    assert book.sql("SELECT id, company, party, version FROM deal") == [(deal, neva, neva, version + 1)]
    assert book.sql("SELECT * FROM deal_contact") == []


def test_a_deal_stays_with_its_next_contact_as_its_party(book) -> None:
    anna, bo, cid = (book.add("contact", name) for name in ("Anna", "Bo", "Cid"))
    deal = book.add("deal", "Site", contacts=[anna, cid, bo], party=anna)
    assert _remove(book, "contact", anna) == {}
    assert book.sql("SELECT id, party FROM deal") == [(deal, cid)]
    assert book.column("SELECT contact FROM deal_contact ORDER BY position") == [cid, bo]


def test_a_deal_stays_with_its_contact_when_its_company_goes(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna")
    deal = book.add("deal", "Site", contacts=[anna], company=neva, party=neva)
    alone = book.add("deal", "Alone", company=neva, party=neva)
    assert _remove(book, "company", neva) == {"deal": 1}
    assert alone != deal
    assert book.sql("SELECT id, company, party FROM deal") == [(deal, None, anna)]
    assert book.column("SELECT contact FROM deal_contact") == [anna]


def test_a_contact_that_is_not_the_party_goes_and_the_deal_counts_as_changed(book) -> None:
    anna, bo = book.add("contact", "Anna"), book.add("contact", "Bo")
    deal = book.add("deal", "Site", contacts=[anna, bo], party=anna)
    _remove(book, "contact", bo)
    assert book.sql("SELECT id, party, version FROM deal") == [(deal, anna, 2)]
    last = book.column("SELECT max(id) FROM operation")[0]
    assert book.column("SELECT op FROM deal") == [last]


def test_a_foreign_id_of_a_removed_record_is_remembered_as_gone(book) -> None:
    anna, bo = book.add("contact", "Anna"), book.add("contact", "Bo")
    with book.write() as unit:
        for id, foreign in ((anna, "a1"), (bo, "b1")):
            row = {"source": "hub", "noun": "contact", "foreign_id": foreign, "id": id, "gone_at": None}
            unit.insert("foreign_ref", row)
    _remove(book, "contact", anna)
    assert book.sql("SELECT foreign_id, gone_at FROM foreign_ref ORDER BY 1") == [
        ("a1", "2026-11-16T09:30:00Z"),
        ("b1", None),
    ]


def test_what_was_merged_into_a_removed_record_is_forgotten(book) -> None:
    anna, bo, cid, dan = (book.add("contact", name) for name in ("Anna", "Bo", "Cid", "Dan"))
    with book.write() as unit:
        absorb(unit, "contact", anna, bo)
        absorb(unit, "contact", cid, dan)
    _remove(book, "contact", anna)
    assert book.sql("SELECT id, survivor FROM merged") == [(dan, cid)]


@pytest.mark.parametrize("noun", ["contact", "company", "deal", "task", "interaction"])
def test_a_removed_record_is_out_of_the_search_and_leaves_its_image(book, noun: str) -> None:
    id = book.add(noun, "Quagga")
    assert book.column("SELECT id FROM doc") == [id]
    _remove(book, noun, id)
    assert book.column("SELECT id FROM doc") == []
    assert book.sql("SELECT tbl, kind, record FROM change WHERE kind = 'D'") == [(noun, "D", id)]
