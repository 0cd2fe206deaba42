"""Help in odd surroundings, and an interrupt; the commands meet the surroundings in tests/torture."""

from __future__ import annotations

import os
import subprocess

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
COMMANDS = [
    ("--version",),
    ("--help",),
    ("contact", "add", "--help"),
    ("contact", "--help"),
]
each_command = pytest.mark.parametrize("words", COMMANDS, ids=" ".join)


@each_command
def test_an_empty_environment_is_enough(stocked, words):
    env = {"PYTHONPATH": stocked.env["PYTHONPATH"]}
    done = subprocess.run(
        stocked.command("--db", str(stocked.db), "--config", str(stocked.home), *words),
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


@each_command
def test_an_ascii_locale_loses_no_letter(stocked, words):
    usual = stocked(*words)
    for env in (
        {"LC_ALL": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
        {"LC_ALL": "nowhere.UTF-9"},
    ):
        again = stocked(*words, env=env)
        assert (again.raw, again.err) == (usual.raw, "")


@each_command
def test_stdout_closed_is_exit_6(stocked, words):
    def close() -> None:
        os.close(1)

    answer = stocked(*words, ok=False, stdout=None, preexec_fn=close)
    assert answer.code == 6
    assert "output could not be written" in answer.err


@each_command
def test_a_full_device_is_exit_6_and_one_line(stocked, words):
    with open("/dev/full", "wb") as full:
        answer = stocked(*words, ok=False, stdout=full)
    assert answer.code == 6
    assert "the output could not be written: No space left on device" in answer.err
    assert len(answer.err.splitlines()) == 1


@each_command
def test_stdin_and_stderr_closed_change_nothing(stocked, words):
    def close() -> None:
        os.close(0)
        os.close(2)

    answer = stocked(*words, stdin=None, stderr=None, preexec_fn=close)
    assert answer.out


@each_command
def test_a_reader_that_closes_its_pipe_is_no_loss(stocked, words):
    read, write = os.pipe()
    os.close(read)
    answer = stocked(*words, ok=False, stdout=write)
    os.close(write)
    assert (answer.code, answer.err) == (0, "")


@each_command
def test_a_working_folder_that_is_gone_does_not_matter(stocked, words):
    gone = stocked.home / "gone"
    gone.mkdir()
    answer = stocked(*words, cwd=gone, preexec_fn=gone.rmdir)
    assert answer.err == ""


@each_command
def test_no_home_does_not_matter_when_the_database_is_named(stocked, words):
    for env in ({"HOME": None}, {"HOME": "/nonexistent"}, {"HOME": ""}):
        assert stocked(*words, env=env).err == ""


def test_a_relative_path_in_a_folder_that_is_gone_is_exit_6(stocked):
    gone = stocked.home / "gone"
    gone.mkdir()
    answer = stocked("--db", "x.db", "contact", "add", "X", ok=False, cwd=gone, preexec_fn=gone.rmdir)
    assert answer.code == 6


def test_an_interrupt_ends_with_130_and_leaves_the_state_before(stocked):
    import signal
    import time

    before = stocked.dump()
    process = stocked.start("contact", "tag", "-", "x", stdin=subprocess.PIPE)
    time.sleep(0.6)
    process.send_signal(signal.SIGINT)
    answer = stocked.finish(process)
    assert (answer.code, answer.out) == (130, "")
    assert stocked.dump() == before
