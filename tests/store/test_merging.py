"""Two records become one: nothing of either is lost."""

from __future__ import annotations

import pytest

from tinycrm.errors import NotFound
from tinycrm.store.attached import write_links
from tinycrm.store.merging import absorb


def _absorb(book, noun: str, keep: int, other: int) -> None:
    with book.write() as unit:
        absorb(unit, noun, keep, other)


def test_the_other_is_gone_and_its_id_and_uid_lead_to_the_survivor(book) -> None:
    anna, twin = book.add("contact", "Anna"), book.add("contact", "Ana")
    (uid,) = book.column("SELECT uid FROM contact WHERE id = :id", {"id": twin})
    _absorb(book, "contact", anna, twin)
    assert book.column("SELECT id FROM contact") == [anna]
    assert book.sql("SELECT id, uid, noun, survivor FROM merged") == [(twin, uid, "contact", anna)]


def test_what_led_to_the_other_leads_to_the_survivor(book) -> None:
    anna, twin, first = (book.add("contact", name) for name in ("Anna", "Ana", "An"))
    with book.write() as unit:
        row = {"source": "hub", "noun": "contact", "foreign_id": "t1", "id": twin, "gone_at": None}
        unit.insert("foreign_ref", row)
        unit.insert("foreign_ref", {**row, "foreign_id": "a1", "id": anna})
    _absorb(book, "contact", twin, first)
    _absorb(book, "contact", anna, twin)
    assert book.sql("SELECT id, survivor FROM merged ORDER BY id") == [(twin, anna), (first, anna)]
    assert book.sql("SELECT foreign_id, id FROM foreign_ref ORDER BY 1") == [("a1", anna), ("t1", anna)]


@pytest.mark.parametrize(
    "column", ["given", "family", "title", "lifecycle", "source", "owner", "lead_on", "customer_since", "birthday"]
)
def test_a_value_that_the_survivor_lacks_is_taken_and_one_that_it_has_stays(book, column: str) -> None:
    old, new = ("2025-01-01", "2026-01-01") if column in ("lead_on", "customer_since", "birthday") else ("old", "new")
    empty, has = book.add("contact", "Empty"), book.add("contact", "Has", **{column: new})
    one, two = book.add("contact", "One", **{column: old}), book.add("contact", "Two", **{column: old})
    _absorb(book, "contact", empty, one)
    _absorb(book, "contact", has, two)
    assert book.sql(f"SELECT name, {column} FROM contact ORDER BY id") == [("Empty", old), ("Has", new)]


def test_a_contacts_cadence_and_a_companys_own_values_are_taken(book) -> None:
    keep, other = book.add("contact", "A"), book.add("contact", "B", cadence_days=30)
    _absorb(book, "contact", keep, other)
    assert book.column("SELECT cadence_days FROM contact") == [30]
    parent = book.add("company", "Parent")
    values = {"industry": "shipping", "size": 40, "country": "DE", "lifecycle": "lead", "source": "fair", "owner": "me"}
    values |= {"lead_on": "2026-01-01", "customer_since": "2026-02-01", "parent": parent}
    keep, other = book.add("company", "Neva"), book.add("company", "Newa", **values)
    _absorb(book, "company", keep, other)
    columns = list(values)
    assert book.sql(f"SELECT {', '.join(columns)} FROM company WHERE id = :id", {"id": keep}) == [
        tuple(values.values())
    ]


def test_notes_are_joined_and_equal_ones_are_not_doubled(book) -> None:
    pairs = [("ours", "theirs"), ("same", "same"), (None, "theirs"), ("ours", None)]
    keeps = []
    for mine, yours in pairs:
        keep = book.add("contact", "K", note=mine)
        _absorb(book, "contact", keep, book.add("contact", "O", note=yours))
        keeps.append(keep)
    assert book.column("SELECT note FROM contact ORDER BY id") == ["ours\n\ntheirs", "same", "theirs", "ours"]


def test_custom_fields_are_joined_and_the_survivors_win(book) -> None:
    keep = book.add("contact", "K", fields='{"seats":4,"own":"x"}')
    other = book.add("contact", "O", fields='{"seats":9,"more":"y"}')
    _absorb(book, "contact", keep, other)
    assert book.column("SELECT fields FROM contact") == ['{"seats":4,"more":"y","own":"x"}']


def test_tags_of_both_are_kept_in_the_survivors_spelling(book) -> None:
    keep = book.add("contact", "K", tags=["VIP", "lead"])
    other = book.add("contact", "O", tags=["vip", "hot"])
    _absorb(book, "contact", keep, other)
    assert book.sql("SELECT record, key, name FROM tagging ORDER BY key") == [
        (keep, "hot", "hot"),
        (keep, "lead", "lead"),
        (keep, "vip", "VIP"),
    ]


def test_contact_points_follow_behind_the_survivors_own(book) -> None:
    keep = book.add("contact", "K", emails=["k@x.example", "k2@x.example"], phones=["+1"])
    other = book.add("contact", "O", emails=["o@x.example", "o2@x.example"], phones=["+1", "+2"], handles=["@o"])
    _absorb(book, "contact", keep, other)
    sql = "SELECT record, contact, company, kind, key, is_primary, position FROM contact_point ORDER BY kind, position"
    assert book.sql(sql) == [
        (keep, keep, None, "email", "k@x.example", 1, 0),
        (keep, keep, None, "email", "k2@x.example", 0, 1),
        (keep, keep, None, "email", "o@x.example", 0, 2),
        (keep, keep, None, "email", "o2@x.example", 0, 3),
        (keep, keep, None, "handle", "@o", 1, 0),
        (keep, keep, None, "phone", "+1", 1, 0),
        (keep, keep, None, "phone", "+2", 0, 1),
    ]


def test_a_companys_points_stay_a_companys(book) -> None:
    keep, other = book.add("company", "K"), book.add("company", "O", websites=["o.example"])
    _absorb(book, "company", keep, other)
    assert book.sql("SELECT record, contact, company, key FROM contact_point") == [(keep, None, keep, "o.example")]


def test_companies_of_both_are_kept_and_the_survivors_primary_stays(book) -> None:
    neva, acme, blue = (book.add("company", name) for name in ("Neva", "Acme", "Blue"))
    keep = book.add("contact", "K", companies=[neva])
    other = book.add("contact", "O", companies=[acme, neva, blue])
    _absorb(book, "contact", keep, other)
    sql = "SELECT contact, company, is_primary, position FROM contact_company ORDER BY position"
    assert book.sql(sql) == [(keep, neva, 1, 0), (keep, acme, 0, 1), (keep, blue, 0, 2)]


def test_a_survivor_without_a_company_takes_the_others_first_as_its_primary(book) -> None:
    neva, acme = book.add("company", "Neva"), book.add("company", "Acme")
    keep, other = book.add("contact", "K"), book.add("contact", "O", companies=[acme, neva])
    with book.write() as unit:
        unit.update("contact_company", (other, acme), {"role": "buyer"})
    _absorb(book, "contact", keep, other)
    sql = "SELECT company, role, is_primary, position FROM contact_company WHERE contact = :id ORDER BY position"
    assert book.sql(sql, {"id": keep}) == [(acme, "buyer", 1, 0), (neva, None, 0, 1)]


def test_a_person_at_both_companies_keeps_the_stronger_link(book) -> None:
    keep, other, third = (book.add("company", name) for name in ("K", "O", "Third"))
    anna = book.add("contact", "Anna", companies=[other, third, keep])
    bo = book.add("contact", "Bo", companies=[keep, other])
    cid = book.add("contact", "Cid", companies=[third, other])
    _absorb(book, "company", keep, other)
    sql = "SELECT contact, company, is_primary, position FROM contact_company ORDER BY contact, position, company"
    assert book.sql(sql) == [
        (anna, keep, 1, 0),
        (anna, third, 0, 1),
        (bo, keep, 1, 0),
        (cid, third, 1, 0),
        (cid, keep, 0, 1),
    ]


def test_deals_name_the_survivor_once_and_as_strongly(book) -> None:
    keep, other, third = (book.add("contact", name) for name in ("K", "O", "Third"))
    both = book.add("deal", "Both", contacts=[other, third, keep], party=other)
    theirs = book.add("deal", "Theirs", contacts=[third, other], party=third)
    ours = book.add("deal", "Ours", contacts=[keep, other], party=keep)
    _absorb(book, "contact", keep, other)
    sql = "SELECT deal, contact, is_primary, position FROM deal_contact ORDER BY deal, position, contact"
    assert book.sql(sql) == [
        (both, keep, 1, 0),
        (both, third, 0, 1),
        (theirs, third, 1, 0),
        (theirs, keep, 0, 1),
        (ours, keep, 1, 0),
    ]
    assert dict(book.sql("SELECT id, party FROM deal")) == {both: keep, theirs: third, ours: keep}


def test_interactions_and_tasks_of_the_other_are_the_survivors(book) -> None:
    keep, other = book.add("contact", "K"), book.add("contact", "O")
    both = book.add("interaction", "both", contacts=[keep, other], at="2026-11-01T10:00:00Z")
    theirs = book.add("interaction", "theirs", contacts=[other], at="2026-11-02T10:00:00Z", direction="in")
    task = book.add("task", "Call", contact=other)
    _absorb(book, "contact", keep, other)
    assert book.sql("SELECT contact, interaction FROM interaction_contact ORDER BY 2") == [(keep, both), (keep, theirs)]
    assert book.sql("SELECT id, contact FROM task") == [(task, keep)]
    assert book.sql("SELECT last_touch_at, last_in_at FROM contact") == [("2026-11-02T10:00:00Z",) * 2]


def test_a_companys_deals_tasks_children_and_interactions_are_the_survivors(book) -> None:
    keep, other = book.add("company", "K"), book.add("company", "O")
    child = book.add("company", "Child", parent=other)
    deal = book.add("deal", "Site", company=other, party=other)
    task = book.add("task", "Call", company=other)
    talk = book.add("interaction", "talk", companies=[other])
    _absorb(book, "company", keep, other)
    assert book.sql("SELECT id, parent FROM company ORDER BY id") == [(keep, None), (child, keep)]
    assert book.sql("SELECT id, company, party FROM deal") == [(deal, keep, keep)]
    assert book.sql("SELECT id, company FROM task") == [(task, keep)]
    assert book.sql("SELECT company, interaction FROM interaction_company") == [(keep, talk)]


def test_no_company_becomes_its_own_parent(book) -> None:
    mother = book.add("company", "Mother")
    child = book.add("company", "Child", parent=mother)
    _absorb(book, "company", child, mother)
    assert book.sql("SELECT id, parent FROM company") == [(child, None)]
    mother = book.add("company", "Mother")
    kid = book.add("company", "Kid", parent=mother)
    _absorb(book, "company", mother, kid)
    assert book.sql("SELECT parent FROM company WHERE id = :id", {"id": mother}) == [(None,)]


def test_relations_move_to_the_survivor_and_none_is_with_itself(book) -> None:
    keep, other, third = (book.add("contact", name) for name in ("K", "O", "Third"))
    with book.write() as unit:
        for one, two, kind in (
            (other, third, "boss"),
            (third, other, "friend"),
            (keep, other, "twin"),
            (other, keep, "twin"),
            (keep, third, "boss"),
        ):
            unit.insert("relation", {"contact": one, "other": two, "kind": kind})
    _absorb(book, "contact", keep, other)
    assert book.sql("SELECT contact, other, kind FROM relation ORDER BY 1, 2, 3") == [
        (keep, third, "boss"),
        (third, keep, "friend"),
    ]


def test_the_others_lifecycle_is_forgotten_and_the_survivors_stays(book) -> None:
    keep, other = book.add("contact", "K"), book.add("contact", "O")
    with book.write() as unit:
        for id, new in ((keep, "lead"), (other, "customer")):
            row = {"noun": "contact", "old": None, "new": new, "at": unit.now, "on_day": unit.day}
            unit.insert("lifecycle_change", {"record": id, "seq": 1, **row})
    _absorb(book, "contact", keep, other)
    assert book.sql("SELECT record, new FROM lifecycle_change") == [(keep, "lead")]


def test_the_survivor_counts_as_changed_even_when_it_took_nothing(book) -> None:
    keep, other = book.add("contact", "K"), book.add("contact", "O")
    _absorb(book, "contact", keep, other)
    last = book.column("SELECT max(id) FROM operation")[0]
    assert book.sql("SELECT version, op FROM contact") == [(2, last)]


def test_a_record_that_is_gone_is_not_merged(book) -> None:
    keep = book.add("contact", "K")
    with pytest.raises(NotFound, match="contact 99 was removed meanwhile"):
        _absorb(book, "contact", keep, 99)
    with pytest.raises(NotFound, match="contact 99 was removed meanwhile"):
        _absorb(book, "contact", 99, keep)
    assert book.column("SELECT id FROM contact") == [keep]


def test_links_of_interactions_are_made_exactly_as_given(book) -> None:
    anna, bo, cid = (book.add("contact", name) for name in ("Anna", "Bo", "Cid"))
    talk = book.add("interaction", "talk", contacts=[anna, bo])
    with book.write() as unit:
        assert write_links(unit, "interaction", talk, "contact", [bo, cid], at="2026-11-16T09:30:00Z")
        assert not write_links(unit, "interaction", talk, "contact", [cid, bo], at="2026-11-16T09:30:00Z")
    assert book.column("SELECT contact FROM interaction_contact ORDER BY 1") == [bo, cid]
