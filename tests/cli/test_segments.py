"""Segments: filters with a name, in lists, in other filters, nested, edited, broken."""

from __future__ import annotations

import shutil

import pytest
from tests.cli.trading import ANNA, BO, CY, NEVA, TODAY, fill
from tests.conftest import Crm


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    crm = Crm(tmp_path_factory.mktemp("trading"))
    fill(crm)
    return crm


@pytest.fixture
def shop(kept, tmp_path):
    """The business of trading.py, for one test."""
    crm = Crm(tmp_path)
    shutil.copytree(kept.db.parent, crm.db.parent)
    crm.env["TINYCRM_TODAY"] = TODAY
    return crm


def members(crm, name: str) -> list[int]:
    return sorted(crm("segment", "members", name, "-f", "ids").ids)


def test_a_segment_holds_whoever_its_filter_accepts_today_and_tomorrow(shop):
    shop("segment", "add", "lapsed", "--where", "last_sale < 90d ago and sales >= 2")
    assert members(shop, "lapsed") == []
    # ninety days after Bo's last purchase he is no member yet, on the day after he is
    for day, expected in (("2026-09-13", []), ("2026-09-14", [BO])):
        assert shop("segment", "members", "lapsed", "-f", "ids", env={"TINYCRM_TODAY": day}).ids == expected
    shop("sale", "add", "bo", "5", "--on", "2026-09-10", env={"TINYCRM_TODAY": "2026-09-14"})
    assert shop("segment", "members", "lapsed", "-f", "ids", env={"TINYCRM_TODAY": "2026-09-14"}).ids == []


def test_adding_prints_the_id_and_a_program_gets_the_record(shop):
    first = shop("segment", "add", "firms", "--noun", "companies", "--where", "sales > 0").id
    record = shop("segment", "add", "buyers", "--where", "sales > 0", "--note", "All of them", "-f", "json").json
    kept = {key: record[key] for key in ("name", "noun", "where", "note")}
    assert kept == {"name": "buyers", "noun": "contact", "where": "sales > 0", "note": "All of them"}
    assert record["id"] == first + 1
    assert shop("segment", "show", "firms", "--get", "noun").out == "company\n"


def test_a_list_says_how_many_members_each_has(shop):
    shop("segment", "add", "buyers", "--where", "sales > 0")
    shop("segment", "add", "firms", "--noun", "company", "--where", "sales > 0")
    shop("segment", "add", "nobody", "--where", "sales > 100")
    rows = shop("segment", "list", "--columns", "name,members", "-f", "json").json
    assert [(row["name"], row["members"]) for row in rows] == [("buyers", 1), ("firms", 1), ("nobody", 0)]
    assert shop("segment", "list", "--noun", "company", "--columns", "name").lines == ["name", "firms"]
    assert shop("segment", "show", "buyers", "--get", "members").out == "1\n"
    assert "Members" in shop("segment", "show", "buyers").out


def test_members_come_in_the_columns_of_what_they_are(shop):
    shop("segment", "add", "firms", "--noun", "company", "--where", "sales > 0")
    assert shop("segment", "members", "firms").lines[0] == shop("company", "list").lines[0]
    words = ("--columns", "name,total_sales", "--where", "sales > 1", "--sort", "-total_sales", "--limit", "1")
    assert shop("segment", "members", "firms", *words).lines == ["name\ttotal_sales", "Neva Trade\t350.00"]


@pytest.mark.parametrize("spelling", ["Lapsed VIPs", "lapsed vips", "LAPSED VIPS", "id"])
def test_every_list_takes_a_segment_in_any_spelling_of_its_name(shop, spelling):
    id = shop("segment", "add", "Lapsed VIPs", "--where", "tag = vip").id
    name = str(id) if spelling == "id" else spelling
    assert shop("contact", "list", "--segment", name, "-f", "ids").ids == [ANNA]
    assert shop("contact", "list", "--where", f'segment = "{name}"', "-f", "ids").ids == [ANNA]


def test_a_segment_and_a_filter_must_both_hold(shop):
    shop("segment", "add", "all", "--where", "name is not empty")
    found = shop("contact", "list", "--segment", "all", "--where", "sales > 0", "--owner", "nobody", "-f", "ids")
    assert found.ids == []
    assert shop("contact", "list", "--segment", "all", "--where", "sales > 0", "-f", "ids").ids == [BO]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("segment != vips", [BO, CY]),
        ("not (segment = vips)", [BO, CY]),
        ("segment in (vips, buyers)", [ANNA, BO]),
        ("segment = vips or segment = buyers", [ANNA, BO]),
        ("segment = vips and segment = buyers", []),
    ],
)
def test_segments_combine_as_other_conditions_do(shop, where, expected):
    shop("segment", "add", "vips", "--where", "tag = vip")
    shop("segment", "add", "buyers", "--where", "sales > 0")
    assert sorted(shop("contact", "list", "--where", where, "-f", "ids").ids) == expected


def test_closed_records_are_members_too(shop):
    shop("segment", "add", "won", "--noun", "deal", "--where", "outcome = won")
    assert len(shop("deal", "list", "--segment", "won", "-f", "ids").ids) == 2
    assert len(shop("deal", "list", "--where", "segment = won", "-f", "ids").ids) == 2
    assert shop("deal", "list", "-f", "ids").ids != []


def test_an_edit_of_a_segment_s_members_changes_them_alone(shop):
    shop("segment", "add", "buyers", "--where", "sales > 0")
    shop("contact", "edit", "--where", "segment = buyers", "--add-tag", "paid")
    assert shop("contact", "list", "--tag", "paid", "-f", "ids").ids == [BO]


def test_a_segment_builds_on_another_and_follows_it(shop):
    shop("segment", "add", "buyers", "--where", "sales > 0")
    shop("segment", "add", "big", "--where", "segment = buyers and total_sales > 500")
    assert members(shop, "big") == [BO]
    shop("segment", "edit", "buyers", "--where", "sales > 2")
    assert members(shop, "big") == []
    shop("undo", "--yes")
    assert members(shop, "big") == [BO]


def test_a_way_back_to_itself_is_refused_and_named(shop):
    shop("segment", "add", "a", "--where", "sales > 0")
    shop("segment", "add", "b", "--where", "segment = a")
    shop("segment", "add", "c", "--where", "segment = b")
    refused = shop.fails(2, "segment", "edit", "a", "--where", "segment = c")
    assert "leads back to itself" in refused.err
    assert "c → b → a" in refused.err
    assert shop("segment", "show", "a", "--get", "where").out == "sales > 0\n"
    assert shop.fails(2, "segment", "edit", "a", "--where", "segment = a").err.count("leads back to itself") == 1


def test_a_way_back_that_somebody_stored_is_told_and_ends(shop):
    shop("segment", "add", "a", "--where", "sales > 0")
    shop("segment", "add", "b", "--where", "segment = a")
    shop.sql("UPDATE segment SET filter = 'segment = b' WHERE name = 'a'")
    assert "leads back to itself" in shop.fails(2, "contact", "list", "--segment", "b").err


def test_a_filter_that_holds_no_longer_is_an_error_that_names_the_segment(shop):
    folder = shop.db.parent / "crm.db.d"
    folder.mkdir()
    (folder / "config.yaml").write_text("fields: {contact: {seats: integer}}\n")
    shop("segment", "add", "large", "--where", "seats > 10")
    shop("segment", "add", "large VIPs", "--where", "segment = large and tag = vip")
    (folder / "config.yaml").write_text("fields: {}\n")
    for words in (("segment", "members", "large"), ("contact", "list", "--segment", "large")):
        told = shop.fails(2, *words).err
        assert "segment 'large' no longer holds: a contact has no field 'seats'" in told
    assert "segment 'large' no longer holds" in shop.fails(2, "segment", "members", "large vips").err
    # the list still works, and tells how many they are of the others
    rows = shop("segment", "list", "--columns", "name,members", "-f", "json").json
    assert [row["members"] for row in rows] == [None, None]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x", "--where", "last_sal < 3"), "did you mean last_sale?"),
        (("x", "--where", "sales >="), "not followed by a value"),
        (("x", "--where", " "), "needs a filter"),
        (("x",), "needs a filter"),
        ((), "needs a name"),
        (("17", "--where", "sales > 1"), "would be read as an id"),
        (("۱۷", "--where", "sales > 1"), "would be read as an id"),
        ((" ", "--where", "sales > 1"), "blank"),
        (("x\u202e", "--where", "sales > 1"), "name"),
        (("x", "--noun", "horses", "--where", "sales > 1"), "'horses' is no kind of record"),
        (("x", "--noun", "segment", "--where", "name = x"), "holds no segments"),
        (("x", "--where", "segment = nobody"), "there is no segment 'nobody'"),
        (("x", "--where", "segment is empty"), "takes = != and in"),
        (("x", "--noun", "deal", "--where", "mrr > 1"), "a deal has no field 'mrr'"),
    ],
)
def test_what_is_no_segment_is_refused_and_nothing_written(shop, words, said):
    assert said in shop.fails(2, "segment", "add", *words).err
    assert shop("segment", "list", "-f", "ids").ids == []


def test_a_name_is_taken_once_in_any_spelling(shop):
    first = shop("segment", "add", "Покупатели", "--where", "sales > 0").id
    refused = shop.fails(5, "segment", "add", "ПОКУПАТЕЛИ", "--where", "sales > 1")
    assert f"segment edit {first}" in refused.err
    assert shop("segment", "members", "покуп", "-f", "ids").ids == [BO]


def test_the_same_segment_again_is_there_and_nothing_is_written(shop):
    first = shop("segment", "add", "buyers", "--where", "sales > 0").id
    before = shop.dump()
    assert shop("segment", "add", "Buyers", "--where", "sales > 0").id == first
    assert shop.dump() == before
    shop.fails(5, "segment", "add", "buyers", "--noun", "company", "--where", "sales > 0")


def test_an_edit_holds_what_was_asked_and_refuses_what_would_break(shop):
    shop("segment", "add", "buyers", "--where", "sales > 0")
    shop("segment", "add", "big", "--where", "segment = buyers")
    assert "is built on 'buyers'" in shop.fails(1, "segment", "edit", "buyers", "--name", "payers").err
    shop("segment", "edit", "big", "--where", "sales > 1", "--note", "more", "--name", "biggest")
    assert shop("segment", "show", "biggest", "-f", "json").json["where"] == "sales > 1"
    shop("segment", "edit", "buyers", "--name", "payers")
    assert shop.fails(2, "segment", "edit", "payers", "--where", "").err.startswith("tinycrm: a segment needs a filter")
    shop.fails(2, "segment", "edit", "payers", "--where", "nothing > 1")
    assert shop("segment", "show", "payers", "--get", "where").out == "sales > 0\n"


def test_another_noun_s_segment_is_no_condition_here(shop):
    shop("segment", "add", "firms", "--noun", "company", "--where", "sales > 0")
    told = shop.fails(2, "contact", "list", "--segment", "firms").err
    assert "segment 'firms' holds companies, not contacts" in told
    assert shop("company", "list", "--segment", "firms", "-f", "ids").ids == [NEVA]


def test_a_segment_that_is_not_there_is_told_with_the_nearest(shop):
    shop("segment", "add", "lapsed", "--where", "sales > 0")
    assert "did you mean lapsed?" in shop.fails(2, "contact", "list", "--where", "segment = lapse-d").err
    shop.fails(3, "contact", "list", "--segment", "nobody")
    shop.fails(3, "segment", "members", "nobody")


def test_removal_leaves_the_members_and_is_undone(shop):
    shop("segment", "add", "buyers", "--where", "sales > 0")
    shop("segment", "rm", "buyers")
    assert shop("segment", "list", "-f", "ids").ids == []
    assert len(shop("contact", "list", "-f", "ids").ids) == 3
    shop("undo", "--yes")
    assert members(shop, "buyers") == [BO]


def test_search_finds_a_segment_by_its_name(shop):
    id = shop("segment", "add", "win back", "--where", "sales > 0").id
    assert id in shop("search", "win", "-f", "ids").ids


@pytest.mark.parametrize(
    ("noun", "people", "firms"),
    [
        ("deal", ["Idea", "Relaunch", "Website"], ["Relaunch", "Website"]),
        ("sale", ["250.00"], ["100.00", "50.00", "-30.00", "10.01", "250.00", "30.00"]),
        ("subscription", [], ["Domain", "Hosting"]),
        ("ticket", ["Cannot log in"], ["Cannot log in", "Form sends twice"]),
        ("feedback", ["9", "4"], []),
        ("task", ["Ask for dates", "Send quote"], []),
        ("interaction", ["Likes tea", "Wants 40 seats", "Which hosting is it?"], []),
    ],
)
def test_a_list_is_of_a_segment_of_people_or_companies_through_who_it_is_with(shop, noun, people, firms):
    shop("segment", "add", "anna", "--where", "name ~ anna")
    shop("segment", "add", "firms", "--noun", "company", "--where", "name ~ neva")
    column = {"sale": "amount", "subscription": "product", "feedback": "score", "interaction": "summary"}.get(
        noun, "title"
    )
    for segment, expected in (("anna", people), ("firms", firms)):
        answer = shop(noun, "list", "--segment", segment, "--columns", column, "-f", "tsv")
        assert sorted(row[column] for row in answer.rows) == sorted(expected), segment


def test_a_list_of_a_segment_of_people_is_counted_and_narrowed_further(shop):
    shop("segment", "add", "firms", "--noun", "company", "--where", "name ~ neva")
    answer = shop("sale", "list", "--segment", "firms", "--where", "amount > 40 EUR", "--limit", "1", "-f", "ids")
    assert len(answer.ids) == 1
    found = shop("sale", "list", "--segment", "firms", "--where", "amount > 40 EUR", "--columns", "amount", "-f", "tsv")
    assert sorted(row["amount"] for row in found.rows) == ["100.00", "250.00"]
    told = shop.fails(2, "expense", "list", "--segment", "firms").err
    assert "segment 'firms' holds companies, not expenses" in told
