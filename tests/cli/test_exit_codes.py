"""Each exit code, once at least, with stderr one line and stdout empty."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
TABLE = [
    (1, ("contact", "merge", "2", "2"), "refused"),
    (1, ("company", "rm", "1"), "in_use"),
    (2, ("contact", "list", "--where", "nope = 1"), "unknown_field"),
    (2, ("contact", "frobnicate"), "unknown_command"),
    (2, ("contact", "rm", "3", "4"), "needs_yes"),
    (2, ("deal", "add", "X", "--value", "abc"), "usage"),
    (3, ("contact", "show", "nobody"), "not_found"),
    (4, ("contact", "show", "ann"), "ambiguous"),
    (5, ("contact", "add", "X", "--email", "bo@li.example"), "duplicate"),
    (6, ("--db", "/nonexistent/x.db", "contact", "list"), "missing"),
]


@pytest.mark.parametrize(
    ("code", "words", "word"), TABLE, ids=[f"{code} {' '.join(words)}" for code, words, _ in TABLE]
)
def test_a_failure_has_its_code_its_word_and_one_line(stocked, code, words, word):
    plain = stocked.fails(code, *words)
    assert plain.err.startswith("tinycrm: ")
    told = stocked(*words, "-f", "json", ok=False)
    assert told.code == code
    assert (told.error["code"], told.error["exit_code"]) == (word, code)
    assert told.error["message"]
    assert (
        plain.err
        == f"tinycrm: {told.error['message']}"
        + (
            ": " + ", ".join(f"{c['id']} {c['name']}" for c in told.error["candidates"])
            if "candidates" in told.error
            else ""
        )
        + f"; {told.error['hint']}\n"
    )


def test_a_party_of_a_deal_is_not_removed_without_cascade_and_the_deal_is_named(stocked):
    assert stocked.fails(1, "contact", "rm", ANNA).err == (
        "tinycrm: contact 2 is named by 1 deal: 5 Website for Neva;"
        " --cascade removes them too, or name another party in them first\n"
    )


def test_a_locked_database_is_exit_6_and_changes_nothing(stocked, monkeypatch):
    import sqlite3

    db = sqlite3.connect(stocked.db, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    script = (
        "import tinycrm.store.sqlite.connect as c; c.BUSY_SECONDS = 0.2\n"
        "import sys; from tinycrm.entry import main; sys.exit(main())"
    )
    import subprocess
    import sys

    try:
        done = subprocess.run(
            [sys.executable, "-c", script, "contact", "add", "X"],
            env=stocked.environment({}),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        db.close()
    assert (done.returncode, done.stdout) == (6, "")
    assert "is locked by another program" in done.stderr
    assert stocked("contact", "list", "-f", "ids", "--where", "name = X").ids == []


def test_a_batch_that_fails_in_part_is_8_and_names_the_line(crm):
    answer = crm("batch", input="contact add A\ncontact show nobody\ncontact add B\n", ok=False)
    assert answer.code == 8
    assert answer.ids == [1, 2]
    assert "line 2: no contact matches 'nobody'" in answer.err


def test_an_atomic_batch_that_fails_does_nothing(crm):
    crm("contact", "add", "First")
    before = crm.dump()
    answer = crm("batch", "--atomic", input="contact add A\ncontact show nobody\n", ok=False)
    assert (answer.code, answer.out) == (3, "")
    assert crm.dump() == before


def test_a_batch_line_in_an_unknown_format_writes_nothing(crm):
    crm("batch", input="contact add A -f nope\n", ok=False)
    assert crm("contact", "list", "-f", "ids", ok=False).out == ""
