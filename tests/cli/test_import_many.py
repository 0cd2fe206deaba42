"""Folders and archives, the plan field by field, rejects of several files, and profiles of one's own."""

from __future__ import annotations

import io
import os
import stat
import zipfile

import pytest

COMPANIES = "Record ID,Company name,Company Domain Name,Company owner\n1,Fjord,fjord.example,Sam\n"
CONTACTS = (
    "Record ID,First Name,Last Name,Email,Contact owner,Associated Company IDs\n10,Bo,Li,bo@fjord.example,Sam,1\n"
)
DEALS = (
    "Record ID,Deal Name,Deal Stage,Amount,Currency,Close Date,Deal owner,Associated Contact,Associated Company IDs\n"
    "20,Seats,Contract Sent,100,EUR,2026-12-15 00:00,Sam,bo@fjord.example,1\n"
)
FILES = {"a-deals.csv": DEALS, "b-contacts.csv": CONTACTS, "c-companies.csv": COMPANIES}


def archive(path, members: dict[str, str | bytes]) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name, text)
    return str(path)


def folder(path, files: dict[str, str]) -> str:
    path.mkdir()
    for name, text in files.items():
        (path / name).write_text(text)
    return str(path)


def check(crm) -> None:
    [deal] = crm("deal", "list", "-f", "json").json
    assert (deal["company"]["name"], [one["name"] for one in deal["contacts"]]) == ("Fjord", ["Bo Li"])
    bo = crm("contact", "show", "bo@fjord.example", "-f", "json").json
    assert (bo["name"], bo["company"]["name"]) == ("Bo Li", "Fjord")
    assert len(crm("contact", "list", "-f", "ids").ids) == 1


def test_a_folder_is_imported_in_the_order_that_its_links_need(crm, tmp_path):
    answer = crm("import", folder(tmp_path / "in", {**FILES, "photo.jpg": "x", ".hidden.csv": "x"}))
    check(crm)
    assert "photo.jpg" in answer.err
    assert "hidden" not in answer.err


def test_an_archive_is_imported_as_its_files_are(crm, tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as nested:
        nested.writestr("x.csv", CONTACTS)
    members = {f"export/{name}": text for name, text in FILES.items()}
    path = archive(
        tmp_path / "export.zip", {**members, "__MACOSX/._a-deals.csv": "\0", "more.zip": inner.getvalue(), "r.pdf": "x"}
    )
    answer = crm("import", path)
    check(crm)
    assert "more.zip, r.pdf" in answer.err
    assert crm("import", path, "-f", "json").json["new"] == 0


def test_one_sentence_counts_every_noun(crm, tmp_path):
    answer = crm("import", folder(tmp_path / "in", FILES), "--dry-run")
    assert answer.err.splitlines()[-1] == "Would import 3 records: companies 1 new, contacts 1 new, deals 1 new"
    assert not crm.db.exists()


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "in/../../a.csv", "..\\a.csv", "C:\\a.csv"])
def test_an_archive_with_a_path_that_leads_outside_is_refused(crm, tmp_path, name):
    answer = crm.fails(2, "import", archive(tmp_path / "bad.zip", {"good.csv": CONTACTS, name: CONTACTS}))
    assert "leads outside" in answer.err
    assert not crm.db.exists()


def test_an_archive_with_a_link_is_refused(crm, tmp_path):
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as made:
        made.writestr(link, "/etc/passwd")
    assert "holds a link" in crm.fails(2, "import", str(tmp_path / "bad.zip")).err


def test_an_archive_that_unpacks_to_far_more_than_it_is_is_refused(crm, tmp_path):
    path = archive(tmp_path / "bomb.zip", {"a.csv": b"name\n" + b"0" * 60_000_000})
    assert os.path.getsize(path) < 100_000
    assert "bytes" in crm.fails(2, "import", path).err
    assert not crm.db.exists()


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 no archive", b"name\nBo\n"])
def test_an_archive_that_is_none_is_refused(crm, tmp_path, raw):
    (tmp_path / "a.zip").write_bytes(raw)
    crm.fails(2, "import", str(tmp_path / "a.zip"))


def test_a_truncated_archive_is_refused(crm, tmp_path):
    path = archive(tmp_path / "a.zip", FILES)
    whole = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[: len(whole) // 2])
    crm.fails(2, "import", path)


def test_the_plan_tells_what_differs_field_by_field_and_changes_nothing(crm, tmp_path):
    crm("import", folder(tmp_path / "in", FILES))
    before = crm.db.read_bytes()
    (tmp_path / "in" / "b-contacts.csv").write_text(CONTACTS.replace(",Sam,", ",Kim,").replace("Bo,Li", "Bo,Lie"))
    answer = crm("import", str(tmp_path / "in"), "--dry-run")
    assert "b-contacts.csv:2: contact 2 Bo Li: " in answer.err
    assert "family 'Li' → 'Lie'" in answer.err
    assert "owner 'Sam' → 'Kim'" in answer.err
    assert crm.db.read_bytes() == before
    [row] = crm("import", str(tmp_path / "in"), "--update", "--dry-run", "-f", "json").json["differences"]
    assert (row["noun"], row["id"], row["line"], row["kind"]) == ("contact", 2, 2, "changed")
    assert {"field": "owner", "old": "Sam", "new": "Kim"} in row["fields"]


def test_rejects_of_several_files_are_a_file_each_and_can_be_mended_and_imported(crm, tmp_path):
    files = {
        **FILES,
        "b-contacts.csv": CONTACTS + "11,Ann,Orlova,no mail,Sam,1\n",
        "a-deals.csv": DEALS + "21,Desk,Contract Sent,a lot,EUR,,Sam,,1\n",
    }
    where = folder(tmp_path / "in", files)
    answer = crm("import", where, "--skip-bad", "--rejects", str(tmp_path / "out"), ok=False)
    assert answer.code == 8
    assert sorted(os.listdir(tmp_path / "out")) == ["a-deals.csv", "b-contacts.csv"]
    rejected = (tmp_path / "out" / "b-contacts.csv").read_text()
    assert rejected.startswith(
        "Record ID,First Name,Last Name,Email,Contact owner,Associated Company IDs,reject_reason\n"
    )
    (tmp_path / "out" / "b-contacts.csv").write_text(rejected.replace("no mail", "ann@fjord.example", 1))
    (tmp_path / "out" / "a-deals.csv").write_text(
        (tmp_path / "out" / "a-deals.csv").read_text().replace("a lot", "9", 1)
    )
    crm("import", str(tmp_path / "out"))
    ann = crm("contact", "show", "ann@fjord.example", "-f", "json").json
    assert (ann["company"]["name"], ann["fields"]) == ("Fjord", {})
    desk = crm("deal", "list", "--where", "title = Desk", "-f", "json").json[0]
    assert (desk["value"], desk["reason"]) == (9, None)


def test_set_fills_every_row_and_adds_to_lists(crm, tmp_path):
    (tmp_path / "a.csv").write_text("name,tags,source\nBo,lead,web\nAnn,,\n")
    crm("import", str(tmp_path / "a.csv"), "--as", "contacts", "--set", "tags=fair", "--set", "source=list")
    people = {row["name"]: row for row in crm("contact", "list", "-f", "json").json}
    assert (people["Bo"]["tags"], people["Bo"]["source"]) == (["fair", "lead"], "web")
    assert (people["Ann"]["tags"], people["Ann"]["source"]) == (["fair"], "list")


def test_a_mapping_is_kept_as_a_profile_and_read_again(crm, tmp_path):
    (tmp_path / "a.csv").write_text("Key,Who,Shoe,Junk\nk1,Bo Li,44,x\n")
    words = ("--as", "contacts", "--map", "Key=foreign_id", "--map", "Who=name", "--map", "Junk=-")
    answer = crm("import", str(tmp_path / "a.csv"), *words, "--save-profile", "old-crm")
    assert "--from old-crm reads such files" in answer.err
    (tmp_path / "b.csv").write_text("Who,Key,Shoe,Junk\nBo Li,k1,44,x\nAnn,k2,38,y\n")
    for word in ((), ("--from", "old-crm")):
        told = crm("import", str(tmp_path / "b.csv"), *word, "-f", "json", "--dry-run")
        assert "old-crm contacts (4 of 4 columns" in told.err
        assert (told.json["new"], told.json["same"]) == (1, 1)
    crm("import", str(tmp_path / "b.csv"))
    assert crm("contact", "show", "ann", "-f", "json").json["fields"] == {"shoe": "38"}
    again = crm.fails(2, "import", str(tmp_path / "b.csv"), "--save-profile", "old-crm")
    assert "there is a profile 'old-crm' already" in again.err


def test_a_profile_whose_name_is_nearly_right_is_asked_about(crm, tmp_path):
    (tmp_path / "a.csv").write_text(CONTACTS)
    assert "did you mean hubspot?" in crm.fails(2, "import", str(tmp_path / "a.csv"), "--from", "hubspt").err


def test_a_broken_profile_is_told_with_its_line(crm, tmp_path):
    settings = crm.home / ".config" / "tinycrm" / "profiles"
    settings.mkdir(parents=True)
    (settings / "mine.yaml").write_text("name: Mine\nfiles:\n  people:\n    as: people\n    columns: {Who: name}\n")
    (tmp_path / "a.csv").write_text("Who\nBo\n")
    answer = crm.fails(2, "import", str(tmp_path / "a.csv"), "--from", "mine")
    assert "mine.yaml:4:9: 'people' is no kind of record" in answer.err


def test_an_unknown_stage_is_an_error_without_a_profile(crm, tmp_path):
    (tmp_path / "a.csv").write_text("title,stage\nSeats,Dreaming\n")
    assert "has no stage 'Dreaming'" in crm.fails(2, "import", str(tmp_path / "a.csv"), "--as", "deals").err


def test_a_plain_table_is_taken_for_no_system(crm, tmp_path):
    (tmp_path / "people.csv").write_text("Name,Email,Phone,Company\nBo,bo@fjord.example,,Fjord\n")
    assert crm("import", str(tmp_path / "people.csv")).err == ""
