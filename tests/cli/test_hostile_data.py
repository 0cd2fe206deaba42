"""Whatever the database holds, output carries no one else's control codes."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import sqlite3

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
HOSTILE = (
    "A\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]52;c;cGF3bmVk\x07 \x1b]8;;http://x\x07link \x9b31m \x07 \x08"
    " \u202eevil \u2066iso \x7f \x00nul \r\n\ttab [bold]rich[/bold] [/] \x85 \u2028 {{7*7}} $(touch x)"
).replace("\x00", "\x01")
READS = [
    ("contact", "list"),
    ("contact", "show", "2"),
    ("contact", "timeline", "2"),
    ("company", "list"),
    ("company", "show", "1"),
    ("company", "timeline", "1"),
    ("task", "list"),
    ("task", "show", "6"),
    ("deal", "list"),
    ("deal", "show", "5"),
    ("deal", "board"),
    ("interaction", "list"),
    ("interaction", "show", "7"),
    ("today", "--days", "60"),
    ("search", "red"),
    ("history",),
    ("history", "2"),
    ("contact", "dupes"),
]
_OURS = re.compile(rb"\x1b\[(?:0|1|2|31|32|33|36)m")
_BIDI = tuple(chr(code).encode() for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


@pytest.fixture(scope="module")
def planted(tmp_path_factory, stock):
    """A database into which a foreign hand wrote the corpus, everywhere that text can be."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(stock, folder)
    db = sqlite3.connect(folder / "crm.db")
    with db:
        for table, columns in (
            ("contact", "name title source owner note"),
            ("company", "name industry country source note owner"),
            ("deal", "title source reason owner"),
            ("task", "title owner"),
            ("interaction", "summary outcome owner"),
            ("operation", "who command"),
        ):
            for column in columns.split():
                db.execute(f"UPDATE {table} SET {column} = ?", (HOSTILE,))
        db.execute("UPDATE tagging SET name = ? WHERE key = 'lead'", (HOSTILE,))
        db.execute("UPDATE contact_point SET typed = ?, label = ?", (HOSTILE, HOSTILE))
        db.execute("UPDATE deal SET stage = ?", (HOSTILE,))
    db.close()
    return folder


@pytest.fixture
def hostile(crm, planted):
    crm.env.update(TINYCRM_DB=str(planted / "crm.db"), TINYCRM_TODAY="2026-11-16")
    return crm


def _codes(data: bytes, *, long: bool) -> list[str]:
    """The control characters in some output that are not our own colours and line ends."""
    text = _OURS.sub(b"", data).decode("utf-8")
    allowed = "\n\t" if long else "\n"
    found = [
        f"U+{ord(char):04X}" for char in text if (ord(char) < 32 and char not in allowed) or 0x7F <= ord(char) < 0xA0
    ]
    return found + [f"U+{ord(char):04X}" for char in text if char.encode() in _BIDI]


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_no_control_code_of_the_data_reaches_a_pipe_in_any_format(hostile, words):
    for format in ("", "table", "tsv", "csv", "json", "ndjson", "md", "html"):
        answer = hostile(*words, *(("-f", format) if format else ()), ok=False)
        assert answer.code in (0, 2), (format, answer)
        # csv is quoted data: a cell holds its own line ends
        assert _codes(answer.raw.replace(b"\r\n", b"\n"), long=True) == [], format
        assert _codes(answer.err.encode(), long=False) == [], format


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_no_control_code_of_the_data_reaches_a_terminal(hostile, words):
    main, other = pty.openpty()
    process = hostile.start(*words, stdout=other, stderr=other, env={"TERM": "xterm-256color", "COLUMNS": "100"})
    os.close(other)
    shown = b""
    while True:
        try:
            piece = os.read(main, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(main)
    assert process.wait(60) == 0, shown
    assert _codes(shown.replace(b"\r\n", b"\n"), long=False) == []
    assert b"Traceback" not in shown


def test_tsv_is_one_line_a_record(hostile):
    for noun, count in (("contact", 4), ("company", 1), ("interaction", 1), ("task", 1), ("deal", 1)):
        answer = hostile(noun, "list")
        assert len(answer.raw.split(b"\n")) == count + 2
        assert len({line.count("\t") for line in answer.out.split("\n")[:-1]}) == 1


def test_json_is_exact(hostile):
    assert hostile("contact", "show", ANNA, "-f", "json").json["name"] == HOSTILE
    assert hostile("interaction", "show", CALL, "-f", "json").json["summary"] == HOSTILE
    lines = hostile("contact", "list", "-f", "ndjson").out.split("\n")[:-1]
    assert [json.loads(line)["name"] for line in lines] == [HOSTILE] * 4


def test_errors_that_quote_hostile_names_are_one_safe_line(hostile):
    for words in (
        ("contact", "rm", WEBSITE),
        ("contact", "add", "X", "--email", "anna@neva.example"),
        ("deal", "move", WEBSITE, "x"),
    ):
        answer = hostile(*words, ok=False)
        assert answer.code in (2, 3, 5)
        assert len(answer.err.splitlines()) == 1
        assert _codes(answer.err.encode(), long=False) == []
