"""What `tinycrm batch -f ndjson` answers where a command prints text, and what it answers when it is interrupted."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time


def _answers(answer) -> list[dict[str, object]]:
    return [json.loads(line) for line in answer.lines]


def test_an_import_answers_with_its_numbers(crm, tmp_path) -> None:
    (tmp_path / "a.csv").write_text("name,email\nAnna,a@x.example\nBo,b@x.example\n")
    line = f"import {tmp_path}/a.csv --as contacts"
    first, second, own = _answers(crm("batch", "-f", "ndjson", input=f"{line}\n{line}\n{line} -f json\n"))
    assert sorted(first) == ["data", "exit_code", "line"]
    kinds = ("new", "changed", "same", "different", "skipped", "bad", "also")
    assert [first["data"][kind] for kind in kinds] == [2, 0, 0, 0, 0, [], []]
    assert [second["data"][kind] for kind in kinds] == [0, 0, 2, 0, 0, [], []]
    alone = crm("import", str(tmp_path / "a.csv"), "--as", "contacts", "-f", "json").json
    assert second["data"] == own["data"] == alone


def test_an_import_in_all_or_nothing_answers_with_its_numbers(crm, tmp_path) -> None:
    (tmp_path / "a.csv").write_text("name,company\nAnna,Neva\n")
    (row,) = _answers(crm("batch", "--atomic", "-f", "ndjson", input=f"import {tmp_path}/a.csv --as contacts\n"))
    assert (row["data"]["new"], row["data"]["also"]) == (1, [{"noun": "company", "id": 1}])


def test_a_backup_answers_with_its_facts(crm, tmp_path) -> None:
    crm("contact", "add", "Anna")
    (row,) = _answers(crm("batch", "-f", "ndjson", input=f"backup {tmp_path}/kept.db\n"))
    data = row["data"]
    assert sorted(data) == ["path", "removed", "schema_version", "sha256", "size"]
    assert (data["path"], data["size"]) == (f"{tmp_path}/kept.db", (tmp_path / "kept.db").stat().st_size)


def test_an_export_answers_with_its_records(stocked) -> None:
    lines = "export contacts\nexport deals -f json\nexport\nexport companies -f csv\n"
    contacts, deals, whole, companies = [row["data"] for row in _answers(stocked("batch", "-f", "ndjson", input=lines))]
    assert contacts == stocked("export", "contacts", "-f", "json").json
    assert [row["name"] for row in contacts] == ["Anna Petrova", "Bo Li", "سارا محمدی", "Anna Orlova"]
    assert [row["title"] for row in deals] == ["Website for Neva"]
    assert {**whole, "exported_at": ""} == {**stocked("export").json, "exported_at": ""}
    assert companies.startswith("id,uid,name,")


def test_an_amount_in_the_records_of_an_answer_loses_no_digit(stocked) -> None:
    stocked("deal", "edit", "=Website for Neva", "--value", "90071992547409.93 EUR")
    answer = stocked("batch", "-f", "ndjson", input="export deals\n")
    assert '"value": 90071992547409.93, ' in answer.out


def test_what_is_but_text_stays_text(crm) -> None:
    crm("contact", "add", "Anna")
    name, currency = _answers(crm("batch", "-f", "ndjson", input="contact show 1 --get name\nconfig get currency\n"))
    assert (name["data"], currency["data"]) == ("Anna\n", "EUR\n")


def test_a_file_that_a_line_exports_is_written_in_its_own_format(stocked, tmp_path) -> None:
    stocked("batch", "-f", "ndjson", input=f"export --output {tmp_path}/all.json\n")
    assert json.loads((tmp_path / "all.json").read_text())["schema_version"] == 1


# --- stdin ---


def test_rows_cannot_come_from_the_stdin_that_the_batch_came_from(crm) -> None:
    crm("contact", "add", "Anna")
    answer = crm("batch", input="import - --as contacts\nname\nBo\n", ok=False)
    assert answer.err.splitlines()[0] == (
        "tinycrm: line 1: the rows cannot come from stdin: the batch does; write them into a file and name it"
    )
    (row, *_) = _answers(crm("batch", "-f", "ndjson", input="import -\nundo\n", ok=False))
    assert (row["exit_code"], row["error"]["code"]) == (2, "usage")
    crm.fails(2, "batch", "--atomic", input="import - --as contacts\n")


def test_rows_can_come_from_stdin_when_the_batch_is_a_file(crm, tmp_path) -> None:
    (tmp_path / "lines").write_text("import - --as contacts\ncontact list --columns name --no-header\n")
    assert crm("batch", str(tmp_path / "lines"), input="name\nBo\n").out == "1\nBo\n"


# --- interrupts ---

# The interrupt comes when the commit is done and nothing of it is told.
_INTERRUPTED = """
import os, signal
from tinycrm.store.sqlite.connect import Database
commit = Database.commit
def interrupted(self):
    commit(self)
    os.kill(os.getpid(), signal.SIGINT)
Database.commit = interrupted
from tinycrm.entry import process
process()
"""
_LINES = "".join(f"contact add 'Person {number}'\n" for number in range(1, 41))


def _interrupted(crm, *words: str, lines: str = _LINES) -> list[int]:
    """Gives the ids that a batch printed which was interrupted right after its first commit."""
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED, "batch", *words],
        input=lines,
        env=crm.environment({}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (130, ""), done
    return [int(line) for line in done.stdout.split()]


def test_an_interrupt_between_a_commit_and_its_answers_comes_after_them(crm) -> None:
    crm("contact", "add", "Anna")
    told = _interrupted(crm)
    assert len(told) > 1
    assert sorted(crm("contact", "list", "-f", "ids").ids) == [1, *told]


def test_an_interrupt_after_the_commit_of_all_or_nothing_comes_after_its_answers(crm) -> None:
    crm("contact", "add", "Anna")
    assert _interrupted(crm, "--atomic") == list(range(2, 42))
    assert len(crm("contact", "list", "-f", "ids").ids) == 41


def test_an_interrupt_after_a_line_that_is_done_alone_comes_after_its_answer(crm, tmp_path) -> None:
    (tmp_path / "a.csv").write_text("name\nAnna\nBo\n")
    crm("contact", "add", "Zoe")
    assert _interrupted(crm, lines=f"import {tmp_path}/a.csv --as contacts\ncontact add Cy\n") == [2, 3]
    assert sorted(crm("contact", "list", "-f", "ids").ids) == [1, 2, 3]


def test_an_interrupt_after_the_first_write_of_all_comes_after_its_answer(crm) -> None:
    assert _interrupted(crm) == [1]
    assert crm("contact", "list", "-f", "ids").ids == [1]


def test_a_second_interrupt_does_not_wait_for_a_reader_that_has_stalled(crm) -> None:
    crm("contact", "add", "Anna")
    # more answers than a pipe holds, of which nobody reads one
    lines = "".join(f"contact add 'Person {number}'\ncontact show 1 -f json\n" for number in range(500))
    process = crm.start("batch", stdin=subprocess.PIPE)
    process.stdin.write(lines.encode())
    process.stdin.close()
    deadline = time.monotonic() + 50
    known = -1
    while known != (known := len(crm("contact", "list", "-f", "ids").ids)) or known == 1:
        assert time.monotonic() < deadline
        time.sleep(0.3)
    for _ in range(50):
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
    assert process.wait(30) == 130
    process.stdout.close()
    process.stderr.close()
