"""What imports and exports ask of the store."""

from __future__ import annotations

from tinycrm.store import deals as stages
from tinycrm.store import foreign, matching
from tinycrm.store.merging import absorb


def test_a_foreign_id_leads_to_its_record_until_another_takes_its_place(book) -> None:
    anna, bo = book.add("contact", "Anna"), book.add("contact", "Bo")
    with book.write() as unit:
        foreign.remember(unit, "hub", "contact", "a1", anna)
        foreign.remember(unit, "hub", "contact", "b1", bo)
        foreign.remember(unit, "hub", "deal", "d1", 7)
        foreign.remember(unit, "other", "contact", "a1", bo)
        unit.update("foreign_ref", ("hub", "contact", "b1"), {"gone_at": unit.now})
    db, ids = book.store.db, ["a1", "b1", "c1"]
    assert matching.known_ids(db, "hub", "contact", ids) == {"a1": (anna, False), "b1": (bo, True)}
    assert matching.known_ids(db, "other", "contact", ids) == {"a1": (bo, False)}
    assert matching.nouns_of(db, "hub", ("contact", "deal"), ["a1", "b1", "d1"]) == {
        "a1": [("contact", anna)],
        "d1": [("deal", 7)],
    }
    with book.write() as unit:
        foreign.remember(unit, "hub", "contact", "b1", anna)
    assert matching.known_ids(db, "hub", "contact", ids) == {"a1": (anna, False), "b1": (anna, False)}
    assert matching.known_ids(db, "hub", "contact", []) == {}


def test_the_owners_of_contact_points_are_known(book) -> None:
    book.add("company", "Neva", phones=["+1"])
    anna, bo = (
        book.add("contact", "Anna", phones=["+1", "+2"], emails=["a@x.example"]),
        book.add("contact", "Bo", phones=["+1"]),
    )
    db = book.store.db
    assert matching.point_owners(db, "contact", "phone", ["+1", "+2", "+3"]) == {"+1": [anna, bo], "+2": [anna]}
    assert matching.point_owners(db, "contact", "phone", ["+2"]) == {"+2": [anna]}
    assert matching.point_owners(db, "contact", "email", ["a@x.example", "+1"]) == {"a@x.example": [anna]}
    assert matching.point_owners(db, "contact", "handle", ["+1"]) == {}


def test_records_are_known_by_their_folded_names(book) -> None:
    ids = [book.add("contact", name) for name in ("Ann", "ÁNN", "Bo")]
    assert matching.named(book.store.db, "contact", ["bo", "ann", "cid"]) == {"ann": ids[:2], "bo": ids[2:]}
    assert matching.named(book.store.db, "company", ["ann"]) == {}
    for noun in ("company", "deal", "task"):
        id = book.add(noun, "X Y")
        assert matching.named(book.store.db, noun, ["x y"]) == {"x y": [id]}


def test_more_keys_than_one_statement_takes_are_all_looked_for(book) -> None:
    ids = [book.add("contact", f"P{number}") for number in range(1203)]
    names = [f"p{number}" for number in range(2000)]
    assert matching.named(book.store.db, "contact", names) == {f"p{at}": [id] for at, id in enumerate(ids)}
    assert list(matching.present(book.store.db, "contact", ids).columns) == ids


def test_records_are_given_as_they_are_with_all_that_hangs_on_them(book) -> None:
    neva, acme = book.add("company", "Neva"), book.add("company", "Acme")
    anna = book.add(
        "contact",
        "Anna",
        emails=["b@x.example", "a@x.example"],
        phones=["+49 30"],
        tags=["b", "A"],
        companies=[acme, neva],
    )
    bo = book.add("contact", "Bo")
    found = matching.present(book.store.db, "contact", [anna, bo, 99])
    assert {id: row["name"] for id, row in found.columns.items()} == {anna: "Anna", bo: "Bo"}
    assert found.points == {
        anna: {
            "email": [("b@x.example", "b@x.example", None), ("a@x.example", "a@x.example", None)],
            "phone": [("+4930", "+49 30", None)],
        },
        bo: {},
    }
    assert found.tags == {anna: {"a": "A", "b": "b"}, bo: {}}
    assert found.links == {(anna, "company"): [acme, neva]}
    talk = book.add("interaction", "x", contacts=[bo, anna])
    assert matching.present(book.store.db, "interaction", [talk]).links == {(talk, "contact"): [anna, bo]}
    found.forget(anna)
    assert list(found.columns) == [bo]


def test_uids_lead_to_records_and_merged_ones_to_their_survivors(book) -> None:
    anna, twin = book.add("contact", "Anna", uid="u-a"), book.add("contact", "Twin", uid="u-t")
    neva, acme = book.add("company", "Neva", uid="u-n"), book.add("company", "Acme", uid="u-c")
    with book.write() as unit:
        absorb(unit, "contact", anna, twin)
        absorb(unit, "company", neva, acme)
    assert matching.uids(book.store.db, "contact", ["u-a", "u-t", "u-n", "u-x"]) == {"u-a": anna, "u-t": anna}
    assert matching.uids(book.store.db, "company", ["u-a"]) == {}


def test_a_record_is_given_by_its_columns(book) -> None:
    anna = book.add("contact", "Anna", title="CTO")
    row = foreign.columns_of(book.store.db, "contact", anna)
    assert (row["id"], row["name"], row["title"], row["note"]) == (anna, "Anna", "CTO", None)
    assert foreign.columns_of(book.store.db, "contact", 99) == {}


def test_what_hangs_on_a_record_is_given_in_its_order(book) -> None:
    neva, acme = book.add("company", "Neva"), book.add("company", "Acme")
    anna = book.add(
        "contact",
        "Anna",
        emails=["b@x.example", "a@x.example"],
        phones=["+49 30"],
        tags=["b", "A"],
        companies=[acme, neva],
    )
    with book.write() as unit:
        unit.update("contact_point", (anna, "email", "a@x.example"), {"label": "work"})
    db = book.store.db
    assert foreign.points_of(db, anna) == {
        "email": [("b@x.example", "b@x.example", None), ("a@x.example", "a@x.example", "work")],
        "phone": [("+4930", "+49 30", None)],
    }
    assert foreign.points_of(db, 99) == {}
    assert list(foreign.tags_of(db, anna).items()) == [("a", "A"), ("b", "b")]
    assert foreign.links_of(db, "contact", anna, "company") == [acme, neva]
    bo = book.add("contact", "Bo")
    talk = book.add("interaction", "x", contacts=[bo, anna])
    assert foreign.links_of(db, "interaction", talk, "contact") == [anna, bo]
    assert foreign.links_of(db, "interaction", talk, "company") == []


def test_the_primary_link_comes_first(book) -> None:
    neva, acme = book.add("company", "Neva"), book.add("company", "Acme")
    anna = book.add("contact", "Anna", companies=[neva, acme])
    with book.write() as unit:
        unit.update("contact_company", (anna, neva), {"is_primary": 0})
        unit.update("contact_company", (anna, acme), {"is_primary": 1})
    assert foreign.links_of(book.store.db, "contact", anna, "company") == [acme, neva]


def test_a_database_is_empty_until_there_is_a_record_or_a_merged_one(book) -> None:
    assert foreign.is_empty(book.store.db) is True
    assert foreign.next_id(book.store.db) == 1
    book.add("interaction", "x")
    assert foreign.is_empty(book.store.db) is False
    assert foreign.next_id(book.store.db) == 2


def test_every_noun_and_what_was_merged_make_a_database_not_empty(book) -> None:
    for noun in ("company", "contact", "deal", "task"):
        with book.write() as unit:
            book.add(noun, "X")
            assert foreign.is_empty(unit.db) is False
            unit.db.run(f"DELETE FROM {noun}")
            assert foreign.is_empty(unit.db) is True
    with book.write() as unit:
        unit.insert("merged", {"id": 90, "uid": "u", "noun": "contact", "survivor": 1})
    assert foreign.is_empty(book.store.db) is False


def test_rows_beside_the_records_come_in_the_order_of_their_keys(book) -> None:
    anna, bo, cid = (book.add("contact", name) for name in ("Anna", "Bo", "Cid"))
    with book.write() as unit:
        for one, two, kind in ((bo, anna, "b"), (anna, cid, "b"), (anna, bo, "z"), (anna, bo, "a")):
            unit.insert("relation", {"contact": one, "other": two, "kind": kind})
        for record, seq in ((bo, 1), (anna, 2), (anna, 1)):
            row = {"noun": "contact", "old": None, "new": "lead", "at": unit.now, "on_day": unit.day}
            unit.insert("lifecycle_change", {"record": record, "seq": seq, **row})
        for source, noun, key in (
            ("b", "contact", "1"),
            ("a", "deal", "1"),
            ("a", "contact", "2"),
            ("a", "contact", "1"),
        ):
            foreign.remember(unit, source, noun, key, anna)
        for id in (91, 90):
            unit.insert("merged", {"id": id, "uid": f"u{id}", "noun": "contact", "survivor": anna})
    db = book.store.db
    assert list(foreign.side_rows(db, "relation")) == [
        {"contact": anna, "other": bo, "kind": "a"},
        {"contact": anna, "other": bo, "kind": "z"},
        {"contact": anna, "other": cid, "kind": "b"},
        {"contact": bo, "other": anna, "kind": "b"},
    ]
    lifecycle = list(foreign.side_rows(db, "lifecycle_change"))
    assert [(row["record"], row["seq"]) for row in lifecycle] == [(anna, 1), (anna, 2), (bo, 1)]
    assert lifecycle[0] == {
        "noun": "contact", "record": anna, "seq": 1, "old": None, "new": "lead", "at": "2026-11-16T09:30:00Z",
        "on_day": "2026-11-16",
    }  # fmt: skip
    assert [tuple(row.values()) for row in foreign.side_rows(db, "foreign_ref")] == [
        ("a", "contact", "1", anna, None),
        ("a", "contact", "2", anna, None),
        ("a", "deal", "1", anna, None),
        ("b", "contact", "1", anna, None),
    ]
    assert list(foreign.side_rows(db, "merged")) == [
        {"id": 90, "uid": "u90", "noun": "contact", "survivor": anna},
        {"id": 91, "uid": "u91", "noun": "contact", "survivor": anna},
    ]


def _enter(
    unit, deal: int, stage: str, position: int, outcome: str = "open", *, pipeline: str = "sales", day: int = 1
) -> None:
    stages.enter_stage(
        unit, deal, pipeline=pipeline, stage=stage, position=position, outcome=outcome,
        at=f"2026-11-{day:02}T10:00:00Z", day=f"2026-11-{day:02}",
    )  # fmt: skip


def test_a_deal_leaves_the_stage_it_was_in_when_it_enters_another(book) -> None:
    one, two = book.add("deal", "One"), book.add("deal", "Two")
    with book.write() as unit:
        assert stages.open_stay(unit, one) is None
        assert stages.last_open_stage(unit, one) == ""
        _enter(unit, one, "lead", 0, day=1)
        _enter(unit, two, "lead", 0, day=2)
        _enter(unit, one, "proposal", 1, day=3)
        assert stages.open_stay(unit, one)["stage"] == "proposal"
        _enter(unit, one, "won", 2, "won", day=4)
        assert stages.last_open_stage(unit, one) == "proposal"
        assert stages.open_stay(unit, two)["seq"] == 1
    sql = (
        "SELECT seq, stage, position, outcome, entered_at, entered_on, left_at, left_on FROM stage_stay WHERE deal = :d"
    )
    assert book.sql(sql, {"d": one}) == [
        (1, "lead", 0, "open", "2026-11-01T10:00:00Z", "2026-11-01", "2026-11-03T10:00:00Z", "2026-11-03"),
        (2, "proposal", 1, "open", "2026-11-03T10:00:00Z", "2026-11-03", "2026-11-04T10:00:00Z", "2026-11-04"),
        (3, "won", 2, "won", "2026-11-04T10:00:00Z", "2026-11-04", None, None),
    ]
    assert book.column("SELECT pipeline FROM stage_stay") == ["sales"] * 4


def test_a_stay_that_was_left_keeps_its_end(book) -> None:
    deal = book.add("deal", "One")
    with book.write() as unit:
        _enter(unit, deal, "lead", 0, day=1)
        unit.update("stage_stay", (deal, 1), {"left_at": "2026-11-02T10:00:00Z", "left_on": "2026-11-02"})
        _enter(unit, deal, "proposal", 1, day=5)
    assert book.column("SELECT left_on FROM stage_stay WHERE seq = 1") == ["2026-11-02"]


def test_the_deals_and_the_stays_of_a_stage_are_known(book) -> None:
    one, two = book.add("deal", "One"), book.add("deal", "Two", stage="proposal")
    other = book.add("deal", "Other", pipeline="o'hare")
    with book.write() as unit:
        for deal in (two, one):
            _enter(unit, deal, "lead", 0)
            _enter(unit, deal, "proposal", 1)
            _enter(unit, deal, "lead", 0)
        _enter(unit, other, "lead", 0, pipeline="o'hare")
        assert stages.deals_in_stage(unit, "sales", "lead") == [one]
        assert stages.deals_in_stage(unit, "o'hare", "lead") == [other]
        assert stages.stays_in_stage(unit, "sales", "lead") == [(one, 1), (one, 3), (two, 1), (two, 3)]
        assert stages.stays_in_stage(unit, "sales", "won") == []


def test_stays_are_exported_by_deal_and_in_order(book) -> None:
    one, two, none = (book.add("deal", name) for name in ("One", "Two", "None"))
    with book.write() as unit:
        _enter(unit, two, "lead", 0, day=1)
        _enter(unit, one, "lead", 0, day=2)
        _enter(unit, one, "won", 2, "won", day=3)
    found = foreign.stays_of(book.store.db, [two, one, none])
    assert {deal: [stay["stage"] for stay in stays] for deal, stays in found.items()} == {
        one: ["lead", "won"],
        two: ["lead"],
    }
    assert found[one][1] == {
        "seq": 2, "pipeline": "sales", "stage": "won", "position": 2, "outcome": "won",
        "entered_at": "2026-11-03T10:00:00Z", "entered_on": "2026-11-03", "left_at": None, "left_on": None,
    }  # fmt: skip
    assert foreign.stays_of(book.store.db, []) == {}


def test_the_stays_of_more_deals_than_one_query_takes_are_all_exported(book) -> None:
    with book.write() as unit:
        ids = [book.add("deal", "D") for _ in range(1002)]
        for id in (ids[0], ids[499], ids[500], ids[1001]):
            _enter(unit, id, "lead", 0)
    assert sorted(foreign.stays_of(book.store.db, ids)) == [ids[0], ids[499], ids[500], ids[1001]]


def test_keys_and_own_probabilities_are_given_for_an_export(book) -> None:
    anna, bo = book.add("contact", "Anna", phones=["+49 30"]), book.add("contact", "Bo", emails=["B@x.example"])
    book.add("contact", "Cid", phones=["+1"])
    assert foreign.point_keys(book.store.db, [anna, bo]) == {
        (anna, "phone", "+49 30"): "+4930",
        (bo, "email", "B@x.example"): "b@x.example",
    }
    one, two = book.add("deal", "One", probability=2500), book.add("deal", "Two")
    book.add("deal", "Three", probability=1)
    assert foreign.probabilities(book.store.db, [one, two]) == {one: 2500, two: None}


def test_the_custom_fields_that_records_hold_are_known(book) -> None:
    book.add("contact", "A", fields='{"seats":1,"b":null}')
    book.add("contact", "B", fields='{"a":"x","seats":2}')
    book.add("contact", "C")
    book.add("company", "D", fields='{"z":1}')
    assert foreign.custom_keys(book.store.db, "contact") == ["a", "b", "seats"]
    assert foreign.custom_keys(book.store.db, "deal") == []
