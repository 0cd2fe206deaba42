"""`history`: as much as a screen takes, all of it in a pipe, and never all of it in memory."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

ANNA = 2
_WEIGH = """
import os, resource, sys
from tinycrm.entry import main
out = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
sys.argv = ["tinycrm", *sys.argv[1:]]
code = main()
os.write(out, b"%d %d" % (code or 0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""


def _operations(crm, count: int, *, record: int = 0) -> None:
    """The journal holds so many operations more; of a record, if one is named, each with a change of its title."""
    crm.sql(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
        " INSERT INTO operation (who, at, command)"
        " SELECT 'tester', '2026-11-22T06:30:00Z', 'contact edit ' || i FROM n",
        {"count": count},
    )
    if record:
        crm.sql(
            "INSERT INTO change (op, seq, tbl, kind, record, key, before, after)"
            " SELECT id, 1, 'contact', 'U', :record, '[' || :record || ']', '{\"title\":\"a\"}', '{\"title\":\"b\"}'"
            " FROM operation WHERE id > 8",
            {"record": record},
        )


def _on_terminal(crm, *words: str) -> str:
    """What a terminal of 100 columns shows."""
    ours, theirs = pty.openpty()
    env = crm.environment({"COLUMNS": "100", "NO_COLOR": "1", "TERM": "xterm", "PAGER": "cat"})
    process = subprocess.Popen(crm.command(*words), stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert process.wait(60) == 0
    return shown.decode().replace("\r\n", "\n")


def _weigh(crm, *words: str) -> int:
    """Gives the most memory that a command took, in KB."""
    done = subprocess.run(
        [sys.executable, "-c", _WEIGH, *words], env=crm.environment({}), capture_output=True, check=True, timeout=60
    )
    code, weight = done.stdout.split()
    assert code == b"0", done.stderr
    return int(weight)


def test_a_terminal_shows_fifty_operations_and_says_how_many_more(stocked) -> None:
    _operations(stocked, 60)
    lines = _on_terminal(stocked, "history").splitlines()
    assert lines[-1] == "… 18 more (--limit 0 shows all)"
    assert len(lines) == 1 + 50 + 1
    assert len(_on_terminal(stocked, "history", "--limit", "0").splitlines()) == 1 + 68


def test_a_terminal_shows_fifty_operations_of_a_record_and_says_how_many_more(stocked) -> None:
    _operations(stocked, 60, record=ANNA)
    shown = _on_terminal(stocked, "history", str(ANNA))
    assert shown.count("title: a → b") == 50
    assert "… 11 more (--limit 0 shows all)" in shown
    assert "more (" not in _on_terminal(stocked, "history", str(ANNA), "--limit", "0")


def test_a_pipe_gets_every_operation_unless_a_limit_is_named(stocked) -> None:
    _operations(stocked, 60, record=ANNA)
    assert len(stocked("history", "--no-header").lines) == 68
    assert len(stocked("history", "-f", "json").json) == 68
    assert len(stocked("history", ANNA, "--no-header").lines) == 61
    assert [row["operation"] for row in stocked("history", ANNA, "--limit", "2").rows] == ["68", "67"]


def test_a_long_history_is_never_held_whole(stocked) -> None:
    light = {form: _weigh(stocked, "history", "-f", form) for form in ("tsv", "json", "ndjson")}
    _operations(stocked, 60_000, record=ANNA)
    for form, weight in light.items():
        # 60,000 rows held at once weigh 40 MB and more
        assert _weigh(stocked, "history", "-f", form) < weight + 8_000, form
        assert _weigh(stocked, "history", str(ANNA), "-f", form) < weight + 8_000, form
