"""What is found when far more records hold a word than are ranked or looked at for a name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.conftest import Crm

COMPANY = 1
MANY = 2_100
ZED = MANY + 2


@pytest.fixture(scope="module")
def crowd(tmp_path_factory) -> Crm:
    """A company, then 2,100 people whose title holds the first word of its name, then one whose family name is it."""
    crm = Crm(tmp_path_factory.mktemp("crowd"))
    crm("company", "add", "Offer House")
    people = crm.home / "people.csv"
    lines = [f"Person Number{number},Offer desk,offer" for number in range(MANY)]
    people.write_text("name,title,tags\n" + "\n".join(lines) + "\n", "utf-8")
    crm("import", str(people), "--as", "contacts", "-q")
    crm("contact", "add", "Zed Offer")
    return crm


def copied(crm: Crm, folder: Path) -> Crm:
    own = Crm(folder)
    shutil.copytree(crm.db.parent, own.db.parent)
    return own


def test_the_oldest_record_is_found_among_a_crowd_of_newer_ones(crowd):
    assert COMPANY in crowd("search", "offer", "-f", "ids").ids


def test_a_noun_is_found_behind_a_crowd_of_another(crowd):
    assert crowd("search", "offer", "--noun", "company", "-f", "ids").ids == [COMPANY]
    assert crowd("search", "offe", "--noun", "company", "-f", "ids").ids == [COMPANY]
    assert crowd("search", "ffer", "--noun", "company", "-f", "ids").ids == [COMPANY]


def test_whole_words_come_before_beginnings_and_these_before_parts(crm):
    for name in ("Marina Roth", "Mar Weiss", "Annemarie Klein"):
        crm("contact", "add", name)
    assert crm("search", "mar", "-f", "ids").ids == [2, 1, 3]


def test_people_come_before_what_was_said_of_them(stocked):
    stocked("log", "note", "Bo Li", "Petrova asked for him")
    assert stocked("search", "petrova", "-f", "ids").ids[0] == 2


def test_a_name_is_found_though_a_crowd_holds_its_word_elsewhere(crowd):
    assert crowd("contact", "show", "offer", "--get", "id").out == f"{ZED}\n"
    assert crowd("company", "show", "offer", "--get", "id").out == f"{COMPANY}\n"


def test_a_beginning_that_a_crowd_shares_stays_ambiguous(crowd):
    answer = crowd("contact", "show", "person", ok=False)
    assert answer.code == 4
    assert "many contacts" in answer.err


def test_a_tag_of_a_crowd_and_a_rare_one_list_the_same_way(crowd, tmp_path):
    crm = copied(crowd, tmp_path)
    crm("contact", "tag", str(ZED), "rare")
    assert crm("contact", "list", "--tag", "rare", "-f", "ids").ids == [ZED]
    first = crm("contact", "list", "--tag", "offer", "--limit", "3", "-f", "tsv").rows
    assert [row["name"] for row in first] == ["Person Number0", "Person Number1", "Person Number10"]
    assert len(crm("contact", "list", "--tag", "offer", "-f", "ids").ids) == MANY


def test_the_agenda_counts_no_further_than_thirty_people_and_tells_a_program_all(crm):
    crm.env["TINYCRM_TODAY"] = "2026-11-16"
    lines = [f'log email "Person {number}" "Hello" --direction in --create' for number in range(33)]
    crm("batch", "-q", input="\n".join(lines) + "\n")
    shown = crm("today", "-f", "table").out
    assert "They wrote last (30+)" in shown
    assert "… and more" in shown
    assert len(crm("today", "-f", "json").json["owed"]) == 33
