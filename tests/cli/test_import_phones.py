"""Rows that name a contact by a phone, as the call log of a telephone does."""

from __future__ import annotations

import pytest

CALL = ("--set", "kind=call", "--set", "summary=Called")


@pytest.fixture
def known(crm):
    """A database with three contacts: two of them share a phone."""
    crm("contact", "add", "Анна Петрова", "--phone", "+7 921 123-45-67")
    crm("contact", "add", "سارا محمدی", "--phone", "+98 912 345 6789")
    crm("contact", "add", "Bo", "--phone", "+98 912 345 6789", "--email", "bo@x.example")
    return crm


def _calls(crm, tmp_path, rows: str, *words: str, ok: bool = True):
    path = tmp_path / "calls.csv"
    path.write_text(f"Number,Date,Duration\n{rows}", encoding="utf-8")
    return crm("import", str(path), "--as", "interactions", "--map", "Number=contact", *CALL, *words, ok=ok)


def _linked(crm) -> list[tuple[object, ...]]:
    return crm.sql(
        "SELECT c.name, i.minutes FROM interaction AS i JOIN interaction_contact AS l ON l.interaction = i.id"
        " JOIN contact AS c ON c.id = l.contact ORDER BY i.at, i.id"
    )


@pytest.mark.parametrize(
    "number", ["+79211234567", "+7 (921) 123 45 67", "79211234567", "0079211234567", "tel:+7-921-123-45-67"]
)
def test_a_number_leads_to_the_contact_whose_phone_it_is(known, tmp_path, number):
    _calls(known, tmp_path, f'"{number}",2026-11-10 10:00,00:12:30\n')
    assert _linked(known) == [("Анна Петрова", 13)]
    assert known.sql("SELECT count(*) FROM contact") == [(3,)]


def test_a_local_number_is_read_with_the_country_of_the_settings(known, tmp_path):
    known("config", "set", "country", "RU")
    _calls(known, tmp_path, "8 921 123-45-67,2026-11-10 10:00,1:05\n")
    assert _linked(known) == [("Анна Петрова", 65)]


def test_a_number_that_two_people_share_refuses_the_row_and_names_them(known, tmp_path):
    before = known.dump()
    answer = _calls(known, tmp_path, "+98 912 345 6789,2026-11-10 10:00,0:01\n", ok=False)
    assert answer.code == 2
    assert "calls.csv:2: the phone '+98 912 345 6789' could be 2 contacts: 2 سارا محمدی, 3 Bo" in answer.err
    assert "write the name or the e-mail" in answer.err
    assert known.dump() == before


def test_a_number_of_nobody_makes_one_contact_who_has_it_as_phone(known, tmp_path):
    rows = "+49 30 1234567,2026-11-10 10:00,0:01\n+49301234567,2026-11-11 10:00,0:02\n"
    _calls(known, tmp_path, rows)
    assert _linked(known) == [("+49 30 1234567", 1), ("+49 30 1234567", 2)]
    sql = "SELECT p.key, p.kind, c.name FROM contact_point AS p JOIN contact AS c ON c.id = p.contact WHERE c.id > 3"
    assert known.sql(sql) == [("+49301234567", "phone", "+49 30 1234567")]
    # once the person has a name, the next calls are still theirs
    known("contact", "edit", "+49 30 1234567", "--name", "Hans")
    _calls(known, tmp_path, "+49 30 12345 67,2026-11-12 10:00,0:03\n")
    assert _linked(known) == [("Hans", 1), ("Hans", 2), ("Hans", 3)]


def test_a_contact_who_is_called_like_a_number_is_still_found_by_that_name(crm, tmp_path):
    crm("contact", "add", "+4930555000")
    _calls(crm, tmp_path, "+4930555000,2026-11-10 10:00,0:01\n")
    assert crm.sql("SELECT name FROM contact") == [("+4930555000",)]
    assert _linked(crm) == [("+4930555000", 1)]


@pytest.mark.parametrize("name", ["Room 12", "Agent 007", "1234", "Anna 2026"])
def test_a_name_that_ends_in_a_number_is_no_phone(crm, tmp_path, name):
    _calls(crm, tmp_path, f"{name},2026-11-10 10:00,0:01\n")
    assert _linked(crm) == [(name, 1)]
    assert crm.sql("SELECT count(*) FROM contact_point") == [(0,)]


@pytest.mark.parametrize(
    ("noun", "header", "row"),
    [
        ("task", "title,contact", "X,{}"),
        ("deal", "title,contact", "X,{}"),
        ("ticket", "title,opened at,contact", "X,2026-11-01,{}"),
    ],
)
def test_every_noun_with_contacts_knows_them_by_phone(known, tmp_path, noun, header, row):
    path = tmp_path / "rows.csv"
    path.write_text(f"{header}\n{row.format('+7 921 1234567')}\n{row.format('+44 20 7946 0000')}\n", encoding="utf-8")
    known("import", str(path), "--as", f"{noun}s")
    shown = known(noun, "list", "--sort", "id", "-f", "json").json
    people = [one["contact"] for one in shown]
    assert [one["name"] for one in people] == ["Анна Петрова", "+44 20 7946 0000"]
    assert known.sql("SELECT key FROM contact_point WHERE contact > 3") == [("+442079460000",)]


def test_a_number_in_front_of_an_email_is_the_phone_of_the_new_contact(crm, tmp_path):
    _calls(crm, tmp_path, "+44 20 7946 0000 <kay@x.example>,2026-11-10 10:00,0:01\n")
    assert crm.sql("SELECT kind, key FROM contact_point ORDER BY kind") == [
        ("email", "kay@x.example"),
        ("phone", "+442079460000"),
    ]


def test_a_duration_that_is_none_refuses_its_row(known, tmp_path):
    answer = _calls(known, tmp_path, "+79211234567,2026-11-10 10:00,0:99\n", ok=False)
    assert answer.code == 2
    assert "calls.csv:2: minutes '0:99' is no span of time" in answer.err


def test_a_column_left_out_of_interactions_is_told_of_in_good_english(known, tmp_path):
    (tmp_path / "calls.csv").write_text("Number,Date,Colour\n+79211234567,2026-11-10,red\n")
    words = ("--as", "interactions", "--map", "Number=contact", *CALL)
    answer = known("import", str(tmp_path / "calls.csv"), *words)
    assert "the column 'Colour' is no field of an interaction" in answer.err
