"""What an import tells a script of rows that came to nothing."""

from __future__ import annotations

PEOPLE = "name,email,phone\nAnn,ann@x.example,\nBo,bo@x.example,\n"
FULLER = "name,email,phone\nAnn,ann@x.example,+49 30 1111111\nBo,bo@x.example,\n"
DIFFERENT = "1 different but left alone (--update changes them)\n"
DELETED = "1 deleted here and left out (--revive brings them back)\n"


def test_a_row_that_differs_from_its_record_is_told_on_stderr(crm, tmp_path):
    (tmp_path / "old.csv").write_text(PEOPLE)
    (tmp_path / "new.csv").write_text(FULLER)
    assert crm("import", str(tmp_path / "old.csv")).err == ""
    answer = crm("import", str(tmp_path / "new.csv"))
    assert (answer.out, answer.err) == ("", DIFFERENT)
    assert crm("import", str(tmp_path / "new.csv"), "--update").err == ""
    assert crm("import", str(tmp_path / "old.csv")).err == ""


def test_a_second_card_of_one_person_in_the_same_import_is_told(crm, tmp_path):
    (tmp_path / "a.csv").write_text(PEOPLE)
    (tmp_path / "b.csv").write_text(FULLER)
    answer = crm("import", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    assert len(answer.ids) == 2
    assert answer.err == DIFFERENT


def test_a_row_whose_record_was_deleted_is_told_and_quiet_says_nothing(crm, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    crm("import", str(path))
    crm("contact", "rm", "bo@x.example")
    assert crm("import", str(path)).err == DELETED
    assert crm("import", str(path), "-q").err == ""
    assert crm("import", str(path), "-f", "json").json["skipped"] == 1
    assert crm("import", str(path), "-f", "json").err == ""


def test_a_file_in_the_place_of_the_rejects_is_refused_with_a_hint_that_works(crm, tmp_path):
    path, taken = tmp_path / "people.csv", tmp_path / "bad.csv"
    path.write_text(PEOPLE)
    taken.write_text("mine")
    answer = crm.fails(2, "import", str(path), "--skip-bad", "--rejects", str(taken))
    assert answer.err == f"tinycrm: '{taken}' is there already; name another file or folder\n"
    assert taken.read_text() == "mine"


def test_rejects_are_not_written_under_a_name_that_would_not_be_read_as_csv(crm, tmp_path):
    cards, mended = tmp_path / "cards.vcf", tmp_path / "bad.csv"
    cards.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:\nTITLE:Boss\nEND:VCARD\n")
    refused = crm.fails(2, "import", str(cards), "--skip-bad", "--rejects", str(tmp_path / "bad.vcf"))
    assert "rejected rows are CSV; --rejects FILE.csv" in refused.err
    crm.fails(8, "import", str(cards), "--skip-bad", "--rejects", str(mended))
    header, row = mended.read_text().splitlines()
    mended.write_text(f"{header}\nMia{row}\n")
    assert header.startswith("name,")
    [mia] = crm("import", str(mended)).ids
    assert crm("contact", "show", str(mia), "--get", "title").out == "Boss\n"


def test_a_column_without_a_name_is_told_of(crm, tmp_path):
    (tmp_path / "a.csv").write_text("name,,email\nAnn,important,a@x.example\nBo,,b@x.example\n")
    answer = crm("import", tmp_path / "a.csv", "--as", "contacts")
    assert "column 2 has no name, and its 1 cell was left out" in answer.err


def test_a_column_that_tasks_cannot_have_is_told_of(crm, tmp_path):
    (tmp_path / "t.csv").write_text("title,due,Abteilung\nCall,2026-12-01,X\nWrite,2026-12-02,Y\n")
    answer = crm("import", tmp_path / "t.csv", "--as", "tasks")
    assert "the column 'Abteilung' is no field of a task, and its 2 cells were left out" in answer.err
    quiet = crm("import", tmp_path / "t.csv", "--as", "tasks", "--only-known")
    assert "Abteilung" not in quiet.err


def test_a_refused_row_with_too_many_cells_is_refused_until_it_is_mended(crm, tmp_path):
    (tmp_path / "a.csv").write_text("name,email\nAnn,a@x.example\nBo,b@x.example,what,this\n")
    rejects = tmp_path / "bad.csv"
    assert crm("import", tmp_path / "a.csv", "--as", "contacts", "--skip-bad", "--rejects", rejects, ok=False).code == 8
    again = crm("import", rejects, "--as", "contacts", ok=False)
    assert again.code == 2
    assert "has more cells than the header" in again.err
    rejects.write_text(rejects.read_text().replace("what,this", ","))
    assert crm("import", rejects, "--as", "contacts").code == 0


def test_rejects_alone_would_write_nothing_and_are_refused(crm, tmp_path):
    (tmp_path / "a.csv").write_text("name\nAnn\n")
    answer = crm("import", tmp_path / "a.csv", "--as", "contacts", "--rejects", tmp_path / "bad.csv", ok=False)
    assert answer.code == 2
    assert "--skip-bad" in answer.err


def test_matching_by_another_field_still_knows_what_it_made(crm, tmp_path):
    (tmp_path / "d.csv").write_text("id,title,value\n1,Roof,5 EUR\n")
    for _ in range(3):
        crm("import", tmp_path / "d.csv", "--as", "deals", "--map", "id=foreign_id", "--match", "email")
    assert crm("deal", "list", "-f", "ids").out.split() == ["1"]
