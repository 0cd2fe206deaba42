"""Two and more records become one: what stays, what is told, and that one undo takes it back."""

from __future__ import annotations

import json

import pytest

ANNA, TWIN, OLD = 1, 2, 3


@pytest.fixture
def trio(crm):
    """Three records of one person, the first with the shortest values, the second changed last."""
    lines = [
        ("contact", "add", "Anna Petrova", "--email", "anna@neva.example", "--title", "CEO", "--note", "one"),
        ("contact", "add", "A. Petrova", "--email", "a@neva.example", "--title", "Managing director", "--owner", "eva"),
        ("contact", "add", "Анна Петрова", "--phone", "+7 921 123-45-67", "--title", "CTO", "--tag", "vip"),
        ("company", "add", "Neva", "--website", "neva.example"),
        ("task", "add", "Call", "--contact", "2"),
        ("log", "call", "3", "hello", "--at", "2026-11-10 10:00"),
        ("deal", "add", "Site", "--contact", "3", "--value", "100 EUR"),
        ("contact", "edit", "1", "--set", "seats=4"),
        ("contact", "edit", "2", "--set", "seats=12", "--note", "two", "--company", "Neva"),
        ("contact", "relate", "3", "colleague", "2"),
    ]
    crm("batch", input="\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    crm.sql("UPDATE contact SET updated_at = '2026-01-0' || id || 'T00:00:00Z'")
    return crm


def _show(crm) -> dict:
    return crm("contact", "show", ANNA, "-f", "json").json


def test_everything_of_all_is_the_first_ones(trio) -> None:
    assert trio("contact", "merge", ANNA, TWIN, OLD).ids == [ANNA]
    row = _show(trio)
    assert [point["value"] for point in row["emails"]] == ["anna@neva.example", "a@neva.example"]
    assert [point["value"] for point in row["phones"]] == ["+7 921 123-45-67"]
    assert (row["title"], row["owner"], row["tags"], row["note"]) == ("CEO", "eva", ["vip"], "one\n\ntwo")
    assert (row["fields"], row["company"]["name"]) == ({"seats": "4"}, "Neva")
    assert trio("task", "show", 5, "-f", "json").json["contact"]["id"] == ANNA
    assert trio("interaction", "show", 6, "-f", "json").json["contacts"] == [{"id": ANNA, "name": "Anna Petrova"}]
    assert trio("deal", "show", 7, "-f", "json").json["contacts"] == [{"id": ANNA, "name": "Anna Petrova"}]
    # a relation with oneself is none
    assert trio.sql("SELECT * FROM relation") == []
    assert trio("contact", "list", "-f", "ids").ids == [ANNA]


def test_a_script_is_told_what_was_dropped_and_for_what(trio) -> None:
    answer = trio("contact", "merge", ANNA, TWIN, OLD)
    assert answer.err.splitlines() == [
        "dropped name 'A. Petrova' of 2 for 'Anna Petrova'",
        "dropped name 'Анна Петрова' of 3 for 'Anna Petrova'",
        "dropped title 'Managing director' of 2 for 'CEO'",
        "dropped title 'CTO' of 3 for 'CEO'",
        "dropped seats '12' of 2 for '4'",
        "the history of 2, 3 keeps what was dropped (tinycrm history ID -f json); tinycrm undo takes all back",
    ]
    assert "Managing director" in trio("history", TWIN, "-f", "json").out
    trio("-q", "undo")
    assert trio("-q", "contact", "merge", ANNA, TWIN, OLD).err == ""


@pytest.mark.parametrize(
    ("rule", "name", "title", "seats"),
    [
        ("first", "Anna Petrova", "CEO", "4"),
        ("newest", "Анна Петрова", "CTO", "12"),
        ("longest", "Anna Petrova", "Managing director", "12"),
    ],
)
def test_a_rule_settles_every_field(trio, rule: str, name: str, title: str, seats: str) -> None:
    trio("contact", "merge", ANNA, TWIN, OLD, "--prefer", rule)
    row = _show(trio)
    assert (row["name"], row["title"], row["fields"]) == (name, title, {"seats": seats})
    assert trio("contact", "show", f"={name}", "--get", "id").out == "1\n"


def test_the_order_of_the_others_is_that_of_the_command(trio) -> None:
    trio("contact", "edit", ANNA, "--clear", "title")
    trio("contact", "merge", ANNA, OLD, TWIN, OLD)
    assert _show(trio)["title"] == "CTO"


def test_a_program_gets_the_record_and_what_was_dropped(trio) -> None:
    row = trio("contact", "merge", ANNA, TWIN, "-f", "json").json
    assert row["dropped"] == [
        {"id": TWIN, "field": "name", "value": "A. Petrova"},
        {"id": TWIN, "field": "title", "value": "Managing director"},
        {"id": TWIN, "field": "fields.seats", "value": "12"},
    ]
    row.pop("dropped")
    assert row.pop("also") == []
    assert row == _show(trio)


def test_one_undo_takes_all_of_it_back_and_redo_does_it_again(trio) -> None:
    before, marks = trio.dump(without=("version",)), ("operation ", "change ")
    trio("contact", "merge", ANNA, TWIN, OLD, "--prefer", "longest")
    after = json.loads(trio("export").out)
    trio("undo")
    assert [line for line in trio.dump(without=("version",)) if not line.startswith(marks)] == [
        line for line in before if not line.startswith(marks)
    ]
    trio("redo")
    again = json.loads(trio("export").out)
    for document in (after, again):
        document.pop("exported_at")
    assert again == after


def test_a_dry_run_shows_the_plan_and_changes_nothing(trio) -> None:
    before = trio.dump()
    answer = trio("contact", "merge", ANNA, TWIN, OLD, "--prefer", "longest", "--dry-run")
    assert answer.out == ""
    assert answer.err.splitlines()[-2:] == [
        "moves 1 interaction, 1 task, 1 deal, 1 relation",
        "Would merge contact 2, 3 into 1 Anna Petrova",
    ]
    row = trio("contact", "merge", ANNA, TWIN, OLD, "--prefer", "longest", "--dry-run", "-f", "json").json
    assert (row["title"], row["owner"]) == ("Managing director", "eva")
    assert {item["id"] for item in row["dropped"]} == {ANNA, TWIN, OLD}
    assert trio.dump() == before


def test_an_unknown_rule_is_refused_before_anything_is_read(trio) -> None:
    answer = trio.fails(2, "contact", "merge", 98, 99, "--prefer", "oldest")
    assert answer.err == "tinycrm: 'oldest' is no rule of --prefer; use first, newest or longest\n"
    assert trio("contact", "merge", ANNA, 99, "-f", "json", ok=False).code == 3


def test_a_record_is_not_merged_with_itself_by_any_of_its_names(trio) -> None:
    before = trio.dump()
    for words in ((ANNA, ANNA), (ANNA, TWIN, "anna@neva.example"), ("=Анна Петрова", OLD)):
        assert "cannot be merged with itself" in trio.fails(1, "contact", "merge", *words).err
    assert trio.dump() == before


def test_a_lifecycle_comes_with_its_history(trio) -> None:
    trio("contact", "edit", TWIN, "--lifecycle", "lead")
    trio("contact", "edit", TWIN, "--lifecycle", "customer")
    trio("contact", "merge", ANNA, TWIN)
    assert _show(trio)["lifecycle"] == "customer"
    assert trio.sql("SELECT record, new FROM lifecycle_change ORDER BY seq") == [(1, "lead"), (1, "customer")]


def test_companies_merge_with_their_people_and_never_above_themselves(crm) -> None:
    for words in (("Neva",), ("Neva Nord", "--parent", "1"), ("Neva LLC", "--parent", "2", "--country", "RU")):
        crm("company", "add", *words)
    crm("contact", "add", "Anna", "--company", "3")
    row = crm("company", "merge", 1, 3, "--prefer", "longest", "-f", "json").json
    assert (row["name"], row["parent"], row["country"]) == ("Neva LLC", None, "RU")
    assert crm("company", "show", 2, "-f", "json").json["parent"] == {"id": 1, "name": "Neva LLC"}
    assert crm("contact", "show", "anna", "-f", "json").json["company"] == {"id": 1, "name": "Neva LLC"}
    assert crm("doctor").code == 0


def test_what_was_told_apart_follows_the_survivor(trio) -> None:
    trio.sql("INSERT INTO not_duplicate (noun, record, other, op) VALUES ('contact', 2, 3, 1)")
    trio("contact", "merge", ANNA, TWIN)
    assert trio.sql("SELECT record, other FROM not_duplicate") == [(1, 3)]
    trio("contact", "rm", OLD, "--cascade")
    assert trio.sql("SELECT * FROM not_duplicate") == []
    trio("undo")
    assert trio.sql("SELECT record, other FROM not_duplicate") == [(1, 3)]


def test_what_was_told_apart_goes_out_and_comes_in(trio, tmp_path) -> None:
    from tests.conftest import Crm

    trio.sql("INSERT INTO not_duplicate (noun, record, other, op) VALUES ('contact', 2, 3, 1)")
    whole = trio("export").json
    assert whole["not_duplicates"] == [{"noun": "contact", "record": 2, "other": 3}]
    (tmp_path / "elsewhere").mkdir()
    other = Crm(tmp_path / "elsewhere")
    other("import", "-", input=json.dumps(whole))
    assert other("export").json["not_duplicates"] == whole["not_duplicates"]
    # where other records were first the ids differ, and stand the other way round when they must
    (tmp_path / "third").mkdir()
    third = Crm(tmp_path / "third")
    third("contact", "add", "Somebody")
    third("import", "-", input=json.dumps(whole))
    (pair,) = third("export").json["not_duplicates"]
    names = {third("contact", "show", pair[key], "--get", "name").out for key in ("record", "other")}
    assert names == {"A. Petrova\n", "Анна Петрова\n"}
    assert pair["record"] < pair["other"]
