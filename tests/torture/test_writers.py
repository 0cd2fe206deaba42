"""Rule 2: writers at once never lose an effect and never hear "locked"; readers meanwhile never fail."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from tests.torture.conftest import assert_sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Answer, Crm

WRITERS = 16
# Commands in processes of their own, beside the batches.
_SINGLE = 10


def _started(crm: Crm, folder: Path, lines: int) -> list[subprocess.Popen[bytes]]:
    """Sixteen batches run, each line a transaction of its own."""
    started: list[subprocess.Popen[bytes]] = []
    for writer in range(WRITERS):
        path = folder / f"lines{writer}"
        path.write_text(
            "".join(
                f"contact add 'W{writer} {n}' --email w{writer}-{n}@x.example --tag w{writer}\n" for n in range(lines)
            )
        )
        started.append(crm.start("batch", str(path)))
    return started


def _answers(crm: Crm, started: list[subprocess.Popen[bytes]]) -> list[Answer]:
    return [crm.finish(process) for process in started]


def _contacts(crm: Crm) -> dict[str, dict[str, object]]:
    return {row["name"]: row for row in crm("export").json["contacts"]}


@pytest.mark.parametrize("new", [True, False], ids=["on a path that does not exist yet", "on a database"])
def test_sixteen_writers_at_once_lose_nothing(crm, tmp_path, times, figures, new):
    lines = times(500)
    if not new:
        crm("contact", "add", "First")
    answers = _answers(crm, _started(crm, tmp_path, lines))
    ids: list[int] = []
    for answer in answers:
        assert (answer.code, answer.err) == (0, "")
        assert len(answer.ids) == lines
        # one writer's ids rise: its lines were done in their order
        assert answer.ids == sorted(answer.ids)
        ids += answer.ids
    assert len(set(ids)) == len(ids) == WRITERS * lines
    found = _contacts(crm)
    assert len(found) == WRITERS * lines + (not new)
    for writer, answer in enumerate(answers):
        for n, id in enumerate(answer.ids):
            row = found[f"W{writer} {n}"]
            assert (row["id"], row["email"], row["tags"]) == (id, f"w{writer}-{n}@x.example", [f"w{writer}"])
    assert_sound(crm.db)
    assert "WRONG" not in crm("doctor").out
    figures(
        rule=2,
        what=f"transactions of 16 processes at once, {'the database made by the first' if new else 'on a database'}",
        count=WRITERS * lines,
        found=f"{len(ids):,} effects, 0 told locked",
    )


# One process that starts one command after the other, as a shell script does.
_SCRIPT = """
import json, subprocess, sys
command, words = json.loads(sys.argv[1]), json.loads(sys.argv[2])
for number in range(int(sys.argv[3])):
    done = subprocess.run([*command, *(word.replace("%", str(number)) for word in words)], capture_output=True)
    if done.returncode or done.stderr:
        sys.exit(f"{number}: exit {done.returncode}: {done.stderr.decode()}")
    sys.stdout.buffer.write(done.stdout)
"""


def _scripts(crm: Crm, *words: str, times: int) -> subprocess.Popen[bytes]:
    command = [str(word) for word in crm.command()]
    return subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, json.dumps(command), json.dumps(words), str(times)],
        env=crm.environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_sixteen_shells_that_start_a_process_a_write_lose_nothing(crm, times, figures):
    turns = max(3, times(_SINGLE))
    started = [
        _scripts(crm, "contact", "add", f"S{writer} %", "--email", f"s{writer}-%@x.example", times=turns)
        for writer in range(WRITERS)
    ]
    answers = _answers(crm, started)
    assert [(answer.code, answer.err) for answer in answers] == [(0, "")] * WRITERS
    ids = [id for answer in answers for id in answer.ids]
    assert len(set(ids)) == WRITERS * turns
    found = _contacts(crm)
    assert {(row["name"], row["email"]) for row in found.values()} == {
        (f"S{writer} {n}", f"s{writer}-{n}@x.example") for writer in range(WRITERS) for n in range(turns)
    }
    assert_sound(crm.db)
    figures(
        rule=2,
        what="writes by a process each, 16 at once, on a path that does not exist yet",
        count=len(ids),
        found=f"{len(found)} effects, 0 told locked",
    )


def test_readers_never_fail_and_never_see_half_a_write_while_sixteen_write(crm, tmp_path, times, figures):
    crm("contact", "add", "First", "--email", "first@x.example", "--tag", "first")
    started = _started(crm, tmp_path, times(500))
    reads = 0
    seen = 0
    commands = (
        ("export",),
        ("contact", "list", "--limit", "20", "-f", "json"),
        ("search", "w1", "-f", "json"),
        ("today",),
        ("contact", "show", "first@x.example", "--get", "name"),
    )
    while any(process.poll() is None for process in started) or reads < len(commands):
        answer = crm(*commands[reads % len(commands)], ok=False)
        assert (answer.code, answer.err) == (0, ""), (commands[reads % len(commands)], answer)
        if reads % len(commands) == 0:
            rows = answer.json["contacts"]
            assert all(row["email"] and len(row["tags"]) == 1 for row in rows)
            # what was once seen is seen ever after
            assert len(rows) >= seen
            seen = len(rows)
        reads += 1
    assert [answer.code for answer in _answers(crm, started)] == [0] * WRITERS
    figures(rule=2, what="reads while 16 processes write", count=reads, found="0 failed, 0 saw half a write")


def test_eight_who_tag_one_contact_at_once_leave_eight_tags(crm, times, figures):
    rounds = times(50)
    for turn in range(1, rounds + 1):
        crm("contact", "add", f"Anna {turn}")
        started = [crm.start("contact", "tag", f"Anna {turn}", f"t{n}") for n in range(8)]
        assert [(answer.code, answer.err) for answer in _answers(crm, started)] == [(0, "")] * 8
        assert crm("contact", "show", f"Anna {turn}", "-f", "json").json["tags"] == [f"t{n}" for n in range(8)]
    figures(rule=2, what="rounds of 8 processes that tag one contact", count=rounds, found="8 tags each time")


def test_of_six_who_add_the_same_email_at_once_one_succeeds_and_five_conflict(crm, times, figures):
    rounds = times(50)
    for turn in range(1, rounds + 1):
        email = f"same{turn}@x.example"
        # the first round races for the database itself too
        answers = _answers(crm, [crm.start("contact", "add", f"P{turn} {n}", "--email", email) for n in range(6)])
        assert sorted(answer.code for answer in answers) == [0, 5, 5, 5, 5, 5]
        won = next(answer for answer in answers if answer.code == 0)
        for answer in answers:
            assert answer.code == 0 or f"contact {won.id}" in answer.err, answer
        assert crm.sql("SELECT count(*) FROM contact") == [(turn,)]
        assert crm("contact", "show", email, "--get", "id").out == f"{won.id}\n"
    figures(
        rule=2, what="rounds of 6 processes that add one e-mail", count=rounds, found="1 contact, 5 × exit 5 each time"
    )


def test_writers_of_many_kinds_at_once_leave_all_links_whole(crm, tmp_path, times):
    """Lines that read, decide and write: a stale read would lose a tag, a stage or a point."""
    crm("contact", "add", "Hub", "--email", "hub@x.example")
    lines = times(200)
    started = []
    for writer in range(8):
        path = tmp_path / f"mixed{writer}"
        text = [f"contact edit hub@x.example --add-tag m{writer} --add-email hub{writer}@x.example"]
        for n in range(lines):
            text += [
                f"log note hub@x.example 'note {writer} {n}' --next 'follow {writer} {n}' --due tomorrow",
                f"deal add 'deal {writer} {n}' --value '1 EUR' --contact hub@x.example --company Shared --create",
                f"deal move 'deal {writer} {n}' qualified",
                f"task done 'follow {writer} {n}'",
            ]
        path.write_text("\n".join(text))
        started.append(crm.start("batch", str(path)))
    for answer in _answers(crm, started):
        assert (answer.code, answer.err) == (0, "")
    export = crm("export").json
    hub = next(row for row in export["contacts"] if row["name"] == "Hub")
    assert hub["tags"] == [f"m{writer}" for writer in range(8)]
    assert {point["value"] for point in hub["emails"]} == {
        "hub@x.example",
        *(f"hub{writer}@x.example" for writer in range(8)),
    }
    assert [row["name"] for row in export["companies"]] == ["Shared"]
    assert len(export["deals"]) == len(export["interactions"]) == len(export["tasks"]) == 8 * lines
    assert {row["stage"] for row in export["deals"]} == {"qualified"}
    assert {row["status"] for row in export["tasks"]} == {"done"}
    assert_sound(crm.db)
    assert "WRONG" not in crm("doctor").out
