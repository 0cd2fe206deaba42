"""Rule 1, call by call: a kill before any call that writes, and a sync before every answer."""

from __future__ import annotations

import re
import shutil
import signal

import pytest
from tests.torture.conftest import FULL, assert_sound
from tests.torture.tracing import COMMANDS, needs_strace, synced_before_answers, traced

_WRITING = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "link", "rename", "write")
# Differs between two runs of one command, or is the journal's own copy of what does.
_VOLATILE = (
    "uid",
    "at",
    "created_at",
    "updated_at",
    "entered_at",
    "left_at",
    "done_at",
    "last_touch_at",
    "last_in_at",
    "last_out_at",
    "gone_at",
    "before",
    "after",
    "key",
    "folded",
)


@needs_strace
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_a_kill_before_any_call_that_writes_leaves_the_state_before_or_after(stocked, tmp_path, words, rng, figures):
    """Every point where the file can be left half written is tried, not those alone that chance finds."""
    (tmp_path / "people.csv").write_text(
        "name,email,company\n" + "".join(f"P{n},p{n}@x.example,New\n" for n in range(30))
    )
    start = tmp_path / "start"
    shutil.copytree(stocked.db.parent, start)
    before = stocked.dump()
    count = len([row for row in before if row.startswith("operation ")])
    log = tmp_path / "calls"

    def again() -> None:
        shutil.rmtree(stocked.db.parent)
        shutil.copytree(start, stocked.db.parent)

    # no compiled files: every run makes the same calls
    stocked.env["PYTHONDONTWRITEBYTECODE"] = "1"
    done = traced(stocked, log, "-e", "trace=" + ",".join(_WRITING), words=words, home=tmp_path)
    assert done.returncode == 0, done.stderr
    after = stocked.dump(without=_VOLATILE)
    points = [
        (call, n)
        for call in _WRITING
        for n in range(1, len(re.findall(rf"^\d+ +{call}\(", log.read_text(), re.MULTILINE)) + 1)
    ]
    chosen = points if FULL else rng.sample(points, min(len(points), 3))
    kept = 0
    for call, n in chosen:
        again()
        inject = f"inject={call}:signal=SIGKILL:when={n}"
        died = traced(stocked, log, "-e", f"trace={','.join(_WRITING)}", "-e", inject, words=words, home=tmp_path)
        assert died.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), (call, n, died)
        # the next command needs no repair
        assert stocked("contact", "list", "-f", "ids").code == 0
        operations = stocked.sql("SELECT count(*) FROM operation")[0][0]
        if operations == count:
            assert stocked.dump() == before, (call, n)
            assert died.stdout == b"", (call, n)
        else:
            kept += 1
            assert stocked.dump(without=_VOLATILE) == after, (call, n)
        assert_sound(stocked.db)
        assert "WRONG" not in stocked("doctor").out
    figures(
        rule=1,
        what=f"SIGKILLs before each call that writes, `{' '.join(words[:2])}`",
        count=len(chosen),
        found=f"{len(chosen) - kept} as before, {kept} done, 0 between",
    )


@needs_strace
def test_each_answer_follows_a_sync_of_all_that_was_written(stocked, tmp_path, times, figures):
    log = tmp_path / "calls"
    watch = ("-s", "4000", "-e", "trace=openat,pwrite64,fsync,fdatasync,write")
    answers = 0
    for words in COMMANDS:
        if words[0] == "import":
            (tmp_path / "people.csv").write_text("name\nNadia\n")
        done = traced(stocked, log, *watch, words=words, home=tmp_path)
        if done.returncode == 0:
            answers += synced_before_answers(log.read_text(), stocked.db)
    assert answers >= len(COMMANDS) - 2
    lines = times(300)
    (tmp_path / "lines").write_text("".join(f"contact add 'Line {n}' --tag x\n" for n in range(lines)))
    done = traced(stocked, log, *watch, words=("batch", str(tmp_path / "lines")), home=tmp_path)
    assert done.returncode == 0
    told = synced_before_answers(log.read_text(), stocked.db)
    assert told == lines
    figures(
        rule=1, what="answers under strace", count=answers + told, found="each after an fsync of all that was written"
    )


@needs_strace
def test_the_first_answer_follows_a_sync_of_the_new_file_and_of_its_folder(crm, tmp_path):
    log = tmp_path / "calls"
    done = traced(
        crm, log, "-e", "trace=openat,pwrite64,fsync,fdatasync,write,link", words=("contact", "add", "A"), home=tmp_path
    )
    assert done.returncode == 0
    assert synced_before_answers(log.read_text(), crm.db) == 1
    calls = log.read_text()
    answer = calls.index("write(1,")
    linked = calls.index("link(")
    opened = list(re.finditer(rf'openat\([^,]+, "{crm.db.parent}", .* = (\d+)', calls))
    assert any(
        linked < match.start() < answer and f"fsync({match[1]})" in calls[match.start() : answer] for match in opened
    )


@needs_strace
def test_the_answers_of_a_long_batch_come_while_it_runs(crm, tmp_path):
    """A stream that is killed has told of all lines but the last few."""
    lines = 600
    (tmp_path / "lines").write_text("".join(f"contact add 'C {n}'\n" for n in range(lines)))
    log = tmp_path / "calls"
    traced(crm, log, "-s", "10000", "-e", "trace=write", words=("batch", str(tmp_path / "lines")), home=tmp_path)
    told = re.findall(r'write\(1, "((?:\d+\\n)+)"', log.read_text())
    assert [int(id) for text in told for id in text.split("\\n") if id] == list(range(1, lines + 1))
    assert len(told) >= 3


def test_a_batch_whose_reader_has_gone_does_its_other_lines(crm, tmp_path):
    (tmp_path / "lines").write_text("".join(f"contact add 'C {n}'\n" for n in range(50)))
    process = crm.start("batch", str(tmp_path / "lines"))
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b""
    process.stderr.close()
    assert len(crm("contact", "list", "-f", "ids").ids) == 50
