"""A file is read some rows at a time; what its rows have to do with each other does not depend on where they stand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# Rows are written 1,000 at a time: these files have rows in three such lots.
ROWS = 2300


@pytest.fixture
def load(crm, tmp_path: Path):
    """`load(lines, "--as", "contacts")` imports a file of these lines; gives the counts, or the error."""

    def run(lines: list[str], *words: str, code: int = 0):
        path = tmp_path / "file.csv"
        path.write_text("\n".join(lines) + "\n")
        answer = crm("--today", "2026-11-16", "import", str(path), "-f", "json", *words, ok=False)
        assert answer.code == code, answer
        return answer.json if answer.out else answer.error

    return run


def people(extra: dict[int, str]) -> list[str]:
    """A header and 2,300 rows; some lines, counted from 1, are others."""
    lines = ["name,email,company,id", *(f"P{n},p{n}@x.example,Firm {n % 7},{n}" for n in range(2, ROWS + 2))]
    for number, line in extra.items():
        lines[number - 1] = line
    return lines


def kinds(answer) -> tuple[int, int, int]:
    return answer["new"], answer["same"], answer["different"]


def test_companies_that_rows_name_again_and_again_are_made_once(crm, load):
    answer = load(people({}), "--as", "contacts")
    assert (answer["new"], len(answer["also"])) == (ROWS, 7)
    assert crm.sql("SELECT count(*) FROM company") == [(7,)]
    assert crm.sql("SELECT count(*) FROM contact_company") == [(ROWS,)]
    assert kinds(load(people({}), "--as", "contacts")) == (0, ROWS, 0)


def test_an_import_in_several_lots_is_one_operation_found_by_search_and_undone_whole(crm, load):
    load(people({}), "--as", "contacts")
    assert crm.sql("SELECT count(*) FROM operation") == [(1,)]
    assert crm("search", "P2222", "-f", "ids").ids == [crm.sql("SELECT id FROM contact WHERE name = 'P2222'")[0][0]]
    assert "WRONG" not in crm("doctor").out
    crm("undo")
    assert crm.sql("SELECT count(*) FROM contact") == [(0,)]
    assert crm.sql("SELECT count(*) FROM company") == [(0,)]
    crm("redo")
    assert crm.sql("SELECT count(*) FROM contact") == [(ROWS,)]
    assert "WRONG" not in crm("doctor").out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Q,P5@X.example,,9999", "the e-mail 'p5@x.example' is that of line 5 too"),
        ("Q,q@x.example,,5", "the foreign id '5' is that of line 5 too"),
    ],
)
@pytest.mark.parametrize("number", [6, 1001, 2301])
@pytest.mark.parametrize("again", [False, True])
def test_a_key_that_stood_in_a_row_before_is_told_with_both_lines(crm, load, line, told, number, again):
    if again:
        load(people({}), "--as", "contacts")
    before = crm.dump() if again else []
    error = load(people({number: line}), "--as", "contacts", code=2)
    assert f"file.csv:{number}: {told}" in error["message"]
    assert (crm.dump() if crm.db.exists() else []) == before


def test_equal_rows_far_apart_are_two_records_and_stay_two(load):
    lines = ["name,title", *(f"P{n},CTO" for n in range(ROWS)), "P3,CTO", "P3,CTO"]
    assert kinds(load(lines, "--as", "contacts")) == (ROWS + 2, 0, 0)
    assert kinds(load(lines, "--as", "contacts")) == (0, ROWS + 2, 0)
    assert kinds(load([*lines, "P3,CTO"], "--as", "contacts")) == (1, ROWS + 2, 0)


@pytest.mark.parametrize("far", [1, 1500])
def test_a_row_is_never_the_record_that_a_row_before_it_made(crm, load, far):
    lines = ["name,website", "Acme,acme.example", *(f"Firm {n}," for n in range(far)), "Acme,", "Other,acme.example"]
    assert kinds(load(lines, "--as", "companies")) == (far + 3, 0, 0)
    assert crm.sql("SELECT count(*) FROM company WHERE name = 'Acme'") == [(2,)]
    assert kinds(load(lines, "--as", "companies")) == (0, far + 3, 0)


def test_a_parent_may_stand_far_below_and_far_above(crm, load):
    lines = ["name,parent", "First,Last", *(f"Firm {n},{'First' if n == 1999 else ''}" for n in range(2000)), "Last,"]
    load(lines, "--as", "companies")
    sql = "SELECT c.name, p.name FROM company AS c JOIN company AS p ON p.id = c.parent ORDER BY c.name"
    assert crm.sql(sql) == [("Firm 1999", "First"), ("First", "Last")]
    assert crm.sql("SELECT count(*) FROM company") == [(2002,)]
    assert crm.sql("SELECT DISTINCT version FROM company") == [(1,)]


def test_changed_rows_are_changed_wherever_they_stand(crm, load):
    load(people({}), "--as", "contacts")
    changed = people({7: "New,p7@x.example,Firm 9,7", 2101: "Newer,n@x.example,,2101"})
    assert kinds(load(changed, "--as", "contacts")) == (0, ROWS - 2, 2)
    answer = load(changed, "--as", "contacts", "--update")
    assert (answer["changed"], answer["same"], len(answer["also"])) == (2, ROWS - 2, 1)
    assert crm("contact", "show", "n@x.example", "--get", "name").out == "Newer\n"
    assert kinds(load(changed, "--as", "contacts")) == (0, ROWS, 0)


def test_bad_rows_of_all_lots_are_counted_and_written_as_they_were(crm, load, tmp_path):
    bad = {number: f"Bad {number},no mail,,{number}" for number in range(2, ROWS + 2) if number % 2}
    answer = load(people(bad), "--as", "contacts", "--skip-bad", "--rejects", str(tmp_path / "bad.csv"), code=8)
    assert (answer["new"], len(answer["bad"])) == (1150, 1000)
    rows = (tmp_path / "bad.csv").read_text().splitlines()
    assert len(rows) == 1151
    assert rows[1].startswith("Bad 3,no mail,,3,'no mail' is not an e-mail address")
    assert rows[-1].startswith("Bad 2301,no mail,,2301,")
    error = load(people(bad), "--as", "contacts", code=2)
    assert "file.csv:3: 'no mail' is not an e-mail address (and 1149 more bad rows)" in error["message"]


_WHILE = """
import sys
from tinycrm.services.transfer.index import Index
load, path = Index.load, sys.argv.pop(1)
def late(self, entries):
    with open(path, "a") as file:
        file.write("Late,late@x.example,,0\\n")
    load(self, entries)
Index.load = late
from tinycrm.entry import main
sys.exit(main())
"""


def test_a_file_that_grows_while_it_is_read_changes_nothing(crm, tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("\n".join(people({})) + "\n")
    crm("contact", "add", "Zoe")
    before = crm.dump()
    done = subprocess.run(
        [sys.executable, "-c", _WHILE, str(path), "import", str(path), "--as", "contacts"],
        env=crm.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, ""), done
    assert done.stderr == (
        f"tinycrm: {path} changed while it was read; wait until it is complete, then import it again\n"
    )
    assert crm.dump() == before
    assert len(crm("import", str(path), "--as", "contacts", "--map", "id=-", "--skip-bad", ok=False).ids) >= ROWS


def test_stdin_is_read_as_often_as_it_takes(crm):
    text = "title,close\n" + "".join(f"D{n},3/4/2027\n" for n in range(1500)) + "Last,3/25/2027\n"
    assert len(crm("import", "-", "--as", "deals", input=text).ids) == 1501
    assert crm.sql("SELECT DISTINCT expected_close_on FROM deal ORDER BY 1") == [("2027-03-04",), ("2027-03-25",)]


def test_a_link_that_leads_nowhere_is_told_and_no_error(crm, tmp_path):
    (tmp_path / "map.yaml").write_text(
        "as: deals\nfrom: crm\ncolumns: {Id: foreign_id, Title: title, AccountId: company.foreign_id}\n"
    )
    (tmp_path / "firms.yaml").write_text("as: companies\nfrom: crm\ncolumns: {Id: foreign_id, Name: name}\n")
    (tmp_path / "firms.csv").write_text("Id,Name\n1,Acme\n")
    crm("import", str(tmp_path / "firms.csv"), "--map-file", str(tmp_path / "firms.yaml"))
    (tmp_path / "deals.csv").write_text("Id,Title,AccountId\n10,A,1\n11,B,2\n12,C,3\n13,D,\n")
    answer = crm("import", str(tmp_path / "deals.csv"), "--map-file", str(tmp_path / "map.yaml"))
    assert len(answer.ids) == 4
    assert "deals.csv: 2 links lead to records that are in none of these files" in answer.err
    assert crm.sql("SELECT title, company FROM deal ORDER BY title") == [
        ("A", 1),
        ("B", None),
        ("C", None),
        ("D", None),
    ]
