"""Exports: safe, private, and the same again after a round trip."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest

HOSTILE = ["=1+1", "-5", "+49 30", "@SUM(A1)", "'quoted", "'=x", 'a "b"', "a, b; c", "سارا محمدی", "-1.5"]


def same_but_time(one, other) -> bool:
    return {**one, "exported_at": ""} == {**other, "exported_at": ""}


@pytest.fixture
def elsewhere(crm, tmp_path: Path):
    """Runs a call on another, empty database."""

    def run(*words, **more):
        return crm("--db", str(tmp_path / "elsewhere.db"), *words, **more)

    return run


def fill(crm) -> None:
    """A store with some of everything, its history included."""
    crm(
        "company",
        "add",
        "Neva Trade",
        "--website",
        "neva.example",
        "--set",
        "plan=pro",
        "--lifecycle",
        "lead",
    )
    crm("company", "add", "Neva Shop", "--parent", "neva trade", "--size", "40")
    crm(
        "contact",
        "add",
        "Anna Petrova",
        "--email",
        "work:anna@neva.example",
        "--email",
        "a@home.example",
        "--phone",
        "+7 921 123-45-67",
        "--company",
        "neva trade",
        "--company",
        "neva shop",
        "--tag",
        "lead",
        "--tag",
        "VIP",
        "--birthday",
        "10 dec",
        "--cadence",
        "2 weeks",
        "--lifecycle",
        "lead",
        "--note",
        "one\ntwo",
    )
    crm("contact", "edit", "anna", "--lifecycle", "customer")
    crm("contact", "add", "Bo Li", "--handle", "telegram:@boli")
    crm("contact", "relate", "anna", "colleague", "bo")
    deal = crm(
        "deal",
        "add",
        "Website for Neva",
        "--value",
        "4800.50 USD",
        "--contact",
        "anna",
        "--contact",
        "bo",
        "--company",
        "neva trade",
        "--probability",
        "33.33%",
        "--opened",
        "2026-01-05",
    ).id
    crm("deal", "move", str(deal), "proposal", "--on", "2026-02-01")
    crm("deal", "won", str(deal), "--on", "2026-03-01")
    crm("deal", "add", "Shop", "--value", "120000 JPY")
    crm(
        "task",
        "add",
        "Send quote",
        "--due",
        "2026-12-01 15:00",
        "--contact",
        "anna",
        "--deal",
        str(deal),
        "--repeat",
        "monthly",
    )
    crm("task", "done", crm("task", "add", "Old one").out.strip())
    crm(
        "log",
        "call",
        "anna",
        "Wants\t40 seats",
        "--at",
        "2026-11-10 10:00",
        "--direction",
        "in",
        "--minutes",
        "20",
    )
    crm("log", "note", "bo", "met in Tehran", "--deal", str(deal))
    other = crm("contact", "add", "Bo L.", "--email", "bo@li.example").id
    crm("contact", "merge", "bo li", str(other))
    crm("contact", "rm", str(crm("contact", "add", "Gone").id))
    crm("import", "-", "--as", "companies", "--from", "shop", input="id,name\nX1,Fjord\nX2,Lost\n")
    crm("company", "rm", "=Lost")


def test_a_whole_export_restores_to_the_same_export(crm, elsewhere):
    fill(crm)
    first = crm("export")
    assert elsewhere("import", "-", input=first.out, env={"TINYCRM_USER": "other"}).code == 0
    second = elsewhere("export")
    assert same_but_time(first.json, second.json)
    assert first.json["next_id"] == 15


def test_a_restored_record_keeps_its_ids_times_stays_and_memory(crm, elsewhere):
    fill(crm)
    elsewhere("import", "-", input=crm("export").out)
    assert elsewhere("contact", "show", "anna", "-f", "json").json == crm("contact", "show", "anna", "-f", "json").json
    again = elsewhere(
        "import",
        "-",
        "--as",
        "companies",
        "--from",
        "shop",
        "-f",
        "json",
        input="id,name\nX1,Fjord\nX2,Lost\n",
    ).json
    assert (again["new"], again["same"], again["skipped"]) == (0, 1, 1)


def test_a_restore_is_one_operation_that_undo_takes_back(crm, elsewhere):
    fill(crm)
    elsewhere("import", "-", input=crm("export").out)
    elsewhere("undo")
    assert elsewhere("contact", "list", "-f", "ids").ids == []


def test_a_whole_export_into_a_filled_database_is_matched_by_uid(crm, elsewhere):
    fill(crm)
    export = crm("export").out
    assert crm("import", "-", "-f", "json", input=export).json["new"] == 0
    elsewhere("contact", "add", "Somebody")
    answer = elsewhere("import", "-", "-f", "json", input=export).json
    assert answer["new"] == len(crm("export").json["contacts"]) + 9
    assert elsewhere("contact", "show", "1", "--get", "name").out == "Somebody\n"
    assert elsewhere("import", "-", "-f", "json", input=export).json["same"] == answer["new"]
    anna = elsewhere("contact", "show", "anna", "-f", "json").json
    assert [firm["name"] for firm in anna["companies"]] == ["Neva Trade", "Neva Shop"]


def test_an_empty_database_exports_and_creates_nothing(crm):
    crm.env.pop("TINYCRM_DB")
    export = crm("export").json
    assert (export["schema_version"], export["contacts"], export["deals"]) == (1, [], [])


@pytest.mark.parametrize("noun", ["contacts", "companies", "deals", "tasks", "interactions"])
def test_a_csv_export_comes_back_to_the_exact_values(crm, elsewhere, noun):
    fill(crm)
    if noun != "companies":
        elsewhere("import", "-", "--as", "companies", input=crm("export", "companies").out)
    if noun in ("deals", "tasks", "interactions"):
        elsewhere("import", "-", "--as", "contacts", input=crm("export", "contacts").out)
    if noun in ("tasks", "interactions"):
        elsewhere("import", "-", "--as", "deals", input=crm("export", "deals").out)
    out = crm("export", noun).out
    elsewhere("import", "-", "--as", noun, input=out)

    def rows(text: str):
        dropped = ("id", "last_touch_at", "last_in_at", "last_out_at", "lifecycle", "stage_entered_on")
        return [{k: v for k, v in row.items() if k not in dropped} for row in csv.DictReader(io.StringIO(text))]

    by_uid = {row["uid"]: row for row in rows(elsewhere("export", noun).out)}
    assert by_uid == {row["uid"]: row for row in rows(out)}


def test_cells_that_a_spreadsheet_would_run_are_marked_and_come_back(crm, elsewhere):
    for text in HOSTILE:
        crm("contact", "add", "--", text)
    out = crm("export", "contacts").out
    names = [row["name"] for row in csv.DictReader(io.StringIO(out))]
    assert names == [
        "'=1+1",
        "-5",
        "'+49 30",
        "'@SUM(A1)",
        "'quoted",
        "''=x",
        'a "b"',
        "a, b; c",
        "سارا محمدی",
        "-1.5",
    ]
    elsewhere("import", "-", "--as", "contacts", input=out)
    assert sorted(row["name"] for row in elsewhere("contact", "list", "-f", "json").json) == sorted(HOSTILE)
    raw = crm("export", "contacts", "--raw").out
    assert [row["name"] for row in csv.DictReader(io.StringIO(raw))] == HOSTILE


def test_an_output_file_is_private_under_any_umask(crm, tmp_path):
    crm("contact", "add", "Anna")
    old = os.umask(0)
    try:
        answer = crm("export", "contacts", "--output", str(tmp_path / "out.csv"))
    finally:
        os.umask(old)
    assert answer.out == ""
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["out.csv"]


def test_a_file_that_exists_is_kept_unless_forced(crm, tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("mine")
    answer = crm.fails(2, "export", "contacts", "--output", str(path))
    assert "is there already" in answer.err
    assert path.read_text() == "mine"
    crm("contact", "add", "Anna")
    crm("export", "contacts", "--output", str(path), "--force")
    assert path.read_text().startswith("id,uid,name")


def test_a_planted_link_is_replaced_and_never_followed(crm, tmp_path):
    crm("contact", "add", "Anna")
    (tmp_path / "target").write_text("mine")
    (tmp_path / "out.csv").symlink_to(tmp_path / "target")
    crm.fails(2, "export", "contacts", "--output", str(tmp_path / "out.csv"))
    crm("export", "contacts", "--output", str(tmp_path / "out.csv"), "--force")
    assert (tmp_path / "target").read_text() == "mine"
    assert not (tmp_path / "out.csv").is_symlink()


def test_a_folder_that_cannot_be_written_is_a_storage_error(crm, tmp_path):
    crm("contact", "add", "Anna")
    assert "cannot be written" in crm.fails(6, "export", "contacts", "--output", str(tmp_path / "no" / "out.csv")).err


def test_formats_that_do_not_fit_are_refused(crm):
    assert "does not write 'html'" in crm.fails(2, "export", "contacts", "-f", "html").err
    assert "everything together is JSON" in crm.fails(2, "export", "-f", "csv").err
    assert "is no kind of record" in crm.fails(2, "export", "people").err


def test_ndjson_is_one_record_a_line(crm):
    crm("contact", "add", "Anna")
    crm("contact", "add", "Bo")
    assert len(crm("export", "contact", "-f", "ndjson").lines) == 2
