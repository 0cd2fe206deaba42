"""What a person at a terminal is asked before an import."""

from __future__ import annotations

import sys

import pexpect
import pytest

ROWS = "name,Shoe Size,Fav\nBo Li,44,blue\nАнна Петрова,38,\n"


@pytest.fixture
def spawn(crm, tmp_path):
    """Starts an import of ROWS on a terminal that moves no cursor."""

    def run(*words: str) -> pexpect.spawn:
        (tmp_path / "people.csv").write_text(ROWS)
        return pexpect.spawn(
            sys.executable,
            ["-m", "tinycrm", "import", str(tmp_path / "people.csv"), "--as", "contacts", *words],
            env={**crm.env, "TERM": "dumb"},
            encoding="utf-8",
            timeout=30,
            dimensions=(40, 120),
        )

    return run


def people(crm):
    return {row["name"]: row for row in crm("contact", "list", "-f", "json").json}


def test_unknown_columns_are_chosen_one_by_one(crm, spawn):
    child = spawn()
    child.expect("2 columns are no field of a contact and would be custom: Shoe Size, Fav. Choose for each")
    child.sendline("y")
    child.expect("Shoe Size: 44; 38")
    child.expect("1-[0-9]+: ")
    child.sendline("2")
    child.expect("Fav: blue")
    child.expect(r"([0-9]+)\) source \(Source\)")
    place = child.match.group(1)
    child.expect("1-[0-9]+: ")
    child.sendline(place)
    child.expect("Import")
    child.sendline("y")
    child.expect(pexpect.EOF)
    bo = people(crm)["Bo Li"]
    assert (bo["source"], bo["fields"]) == ("blue", {})


def test_a_no_keeps_them_all_as_custom_fields(crm, spawn):
    child = spawn()
    child.expect("Choose for each")
    child.sendline("")
    child.expect("Import")
    child.sendline("y")
    child.expect(pexpect.EOF)
    assert people(crm)["Bo Li"]["fields"] == {"shoe_size": "44", "fav": "blue"}


def test_what_one_column_is_already_is_not_offered_for_another(crm, spawn):
    child = spawn()
    child.expect("Choose for each")
    child.sendline("y")
    child.expect("Shoe Size: 44; 38")
    assert "name (Name)" not in child.before
    child.expect(r"([0-9]+)\) foreign_id \(Id in the other system\)")
    place = child.match.group(1)
    child.expect("1-[0-9]+: ")
    assert "emails (E-mails)" in child.before
    child.sendline(place)
    child.expect("1-[0-9]+: ")
    assert "source (Source)" in child.before
    assert "emails (E-mails)" in child.before
    assert "foreign_id" not in child.before
    assert "name (Name)" not in child.before
    child.sendline("2")
    child.expect("Import")
    child.sendline("y")
    child.expect(pexpect.EOF)
    assert set(people(crm)) == {"Bo Li", "Анна Петрова"}


def test_a_no_to_the_import_says_that_nothing_was_imported(crm, spawn):
    child = spawn("--only-known")
    child.expect_exact("Import? (y/N) ")
    child.sendline("n")
    child.expect(pexpect.EOF)
    child.close()
    assert "nothing was imported" in child.before
    assert child.exitstatus == 130
    assert not crm.db.exists()


def test_leaving_at_the_question_writes_nothing(crm, spawn):
    child = spawn()
    child.expect("Choose for each")
    child.sendintr()
    child.expect(pexpect.EOF)
    assert not crm.db.exists()


def test_with_yes_nothing_is_asked(crm, spawn):
    child = spawn("--yes")
    child.expect(pexpect.EOF)
    assert "Choose" not in child.before
    assert set(people(crm)) == {"Bo Li", "Анна Петрова"}
