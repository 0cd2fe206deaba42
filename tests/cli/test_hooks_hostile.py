"""Hooks that hang, shout, die, or that others could have put there."""

from __future__ import annotations

import json
import os
import resource
import signal
import time

import pytest
from tests.processes import gone

NEVA, ANNA, BO = range(1, 4)
SHORT = "hooks: {timeout: 1s}\n"
REFUSES = ("pre", 1)
TELLS = ("post", 0)


def settings(crm):
    return crm.db.parent / "crm.db.d"


def names(crm) -> list[str]:
    return crm("contact", "list", "--sort", "id", "--columns", "name", "--no-header").lines


def in_little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (200 * 1024 * 1024,) * 2)


def test_a_hook_that_hangs_is_ended_with_all_that_it_started(hooked):
    crm = hooked({"pre-contact-add": "sleep 300 & echo $! > LOG; sleep 300"})
    (settings(crm) / "config.yaml").write_text(SHORT)
    answer = crm.fails(1, "contact", "add", "Zoe")
    assert "hook 'pre-contact-add': it took longer than 1 s and was ended" in answer.err
    assert "hooks: {timeout: 60s}" in answer.err
    assert gone(int((crm.home / "log").read_text()))
    assert "Zoe" not in names(crm)


def test_a_hook_after_the_change_that_hangs_holds_the_command_up_no_longer(hooked):
    crm = hooked({"post-contact-add": "trap '' TERM INT; echo waiting >&2; sleep 300"})
    (settings(crm) / "config.yaml").write_text(SHORT)
    answer = crm("contact", "add", "Zoe")
    assert answer.out == "9\n"
    assert "it took longer than 1 s and was ended: waiting (what was written stays)" in answer.err


def test_other_commands_write_while_a_hook_runs(hooked):
    crm = hooked({"pre-contact-add": "touch LOG; while [ -e LOG ]; do sleep 0.05; done"})
    waiting = crm.start("contact", "add", "Zoe")
    while not (crm.home / "log").exists():
        time.sleep(0.02)
    assert crm("task", "add", "Meanwhile").code == 0
    (crm.home / "log").unlink()
    assert crm.finish(waiting).code == 0
    assert "Zoe" in names(crm)


def test_an_interrupt_ends_the_hook_and_nothing_was_written(hooked):
    crm = hooked({"pre-contact-add": "echo $$ > LOG.new; mv LOG.new LOG; sleep 300"})
    waiting = crm.start("contact", "add", "Zoe")
    while not (crm.home / "log").exists():
        time.sleep(0.02)
    waiting.send_signal(signal.SIGINT)
    assert crm.finish(waiting).code == 130
    assert gone(int((crm.home / "log").read_text()))
    assert "Zoe" not in names(crm)


@pytest.mark.parametrize("when", [REFUSES, TELLS])
def test_a_hook_that_shouts_is_cut_short(hooked, when):
    word, code = when
    shout = "head -c 100000000 /dev/zero | tr '\\0' x"
    crm = hooked({f"{word}-contact-add": f"echo first >&2; {shout}; {shout} >&2; exit 7"})
    answer = crm("contact", "add", "Zoe", ok=False, preexec_fn=in_little_memory)
    assert answer.code == code
    assert f"hook '{word}-contact-add': it ended with exit code 7: first; xxxx" in answer.err
    assert len(answer.err) < 1_000


def test_a_hook_with_many_lines_is_told_with_the_first(hooked):
    crm = hooked({"pre-contact-add": "seq 1 1000 >&2; exit 1"})
    assert "hook 'pre-contact-add': 1; 2; 3; 4; 5; 6; 7; 8; 9; 10; …;" in crm.fails(1, "contact", "add", "Zoe").err


def test_what_a_hook_says_reaches_no_terminal_as_it_is(hooked):
    crm = hooked({"pre-contact-add": r"printf 'a\033[2Jb\007\302\233c\342\200\256d\377\n' >&2; exit 1"})
    answer = crm.fails(1, "contact", "add", "Zoe")
    assert not any(char in answer.err for char in "\033\007\x9b\u202e")
    asked = crm("contact", "add", "Zoe", "-f", "json", ok=False)
    assert (asked.code, asked.error["code"]) == (1, "hook")


def test_a_hook_that_a_signal_ends_refuses(hooked):
    crm = hooked({"pre-contact-add": "kill -9 $$"})
    assert "it was ended by SIGKILL" in crm.fails(1, "contact", "add", "Zoe").err


def test_a_child_that_keeps_the_pipe_open_holds_nobody_up(hooked):
    crm = hooked({"pre-contact-add": "sleep 300 & echo $! > LOG; echo done >&2; exit 0"})
    answer = crm("contact", "add", "Zoe")
    os.kill(int((crm.home / "log").read_text()), signal.SIGKILL)
    assert answer.err == "pre-contact-add: done\n"


def test_a_hook_need_not_read_what_it_gets(hooked):
    crm = hooked({"pre-contact-tag": "exec 0<&-; exit 0", "post-contact-tag": "exit 0"})
    ids = [crm("contact", "add", f"Person {number}", "--note", "x" * 20_000).id for number in range(10)]
    answer = crm("contact", "tag", "-", "news", input="\n".join(map(str, ids)))
    assert (answer.code, answer.err) == (0, "")


def fits(crm, name: str, word: str) -> None:
    """Nothing is written by an add, and the error says this."""
    answer = crm.fails(1, "contact", "add", "Zoe")
    assert word in answer.err, answer
    assert name in answer.err, answer
    assert "Zoe" not in names(crm)


def test_a_hook_that_cannot_be_run_refuses_and_names_chmod(hooked):
    crm = hooked({"pre-contact-add": "exit 0"}, mode=0o600)
    fits(crm, "pre-contact-add", "chmod u+x")


@pytest.mark.parametrize("mode", [0o775, 0o757])
def test_a_hook_that_others_can_change_does_not_run(hooked, mode):
    crm = hooked({"pre-contact-add": "touch LOG"}, mode=mode)
    fits(crm, "pre-contact-add", "chmod go-w")
    assert not (crm.home / "log").exists()


@pytest.mark.parametrize("place", ["", "hooks"])
def test_a_folder_that_others_can_change_runs_no_hook(hooked, place):
    crm = hooked({"pre-contact-add": "touch LOG"})
    (settings(crm) / place).chmod(0o777)
    fits(crm, "crm.db.d", "chmod go-w")
    assert not (crm.home / "log").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_hook_of_another_user_does_not_run(hooked):
    crm = hooked({"pre-contact-add": "touch LOG"})
    os.chown(settings(crm) / "hooks" / "pre-contact-add", 12_345, -1)
    fits(crm, "pre-contact-add", "belongs to another user")
    assert not (crm.home / "log").exists()


def test_a_link_out_of_the_folder_does_not_run(hooked):
    crm = hooked({})
    outside = crm.home / "outside"
    outside.write_text(f"#!/bin/sh\ntouch {crm.home}/log\n")
    outside.chmod(0o755)
    (settings(crm) / "hooks" / "pre-contact-add").symlink_to(outside)
    fits(crm, "pre-contact-add", "leads out of its folder")
    assert not (crm.home / "log").exists()


def test_a_hooks_folder_that_is_a_link_out_runs_nothing(hooked):
    crm = hooked({"pre-contact-add": "touch LOG"})
    (settings(crm) / "hooks").rename(crm.home / "elsewhere")
    (settings(crm) / "hooks").symlink_to(crm.home / "elsewhere")
    fits(crm, "hooks", "leads out of the settings folder")
    assert not (crm.home / "log").exists()


def test_a_link_to_another_hook_is_that_hook(hooked):
    crm = hooked({"notify": "cat >> LOG"})
    for name in ("post-contact-add", "post-task-add"):
        (settings(crm) / "hooks" / name).symlink_to("notify")
    crm("contact", "add", "Zoe")
    crm("task", "add", "Call Zoe")
    calls = [json.loads(line)["hook"] for line in (crm.home / "log").read_text().splitlines()]
    assert calls == ["post-contact-add", "post-task-add"]


def test_a_folder_in_the_place_of_a_hook_refuses(hooked):
    crm = hooked({})
    (settings(crm) / "hooks" / "pre-contact-add").mkdir()
    fits(crm, "pre-contact-add", "is no file")


@pytest.mark.parametrize("text", ["#!/no/such/program\n", "#!/bin/sh\r\nexit 0\r\n", "exit 0\n", ""])
def test_a_hook_that_cannot_be_started_refuses_in_one_line(hooked, text):
    crm = hooked({"pre-contact-add": "exit 0"})
    (settings(crm) / "hooks" / "pre-contact-add").write_bytes(text.encode())
    fits(crm, "pre-contact-add", "cannot be started")


def test_a_hook_that_fails_for_one_command_lets_others_be(hooked):
    crm = hooked({"pre-contact-add": "exit 0"}, mode=0o777)
    assert crm("task", "add", "Call").code == 0
    assert crm("contact", "list").code == 0


def test_nothing_of_a_record_is_in_the_words_or_the_environment_of_a_hook(hooked):
    look = "{ tr '\\0' '\\n' < /proc/$$/cmdline; env; } > LOG; cat >/dev/null"
    crm = hooked({"post-contact-add": look})
    crm.env |= {"SMTP_PASSWORD": "canary-1", "TINYCRM_PASSWORD": "canary-2"}
    needle = "$(touch x);`touch y`\\'needle"
    crm("contact", "add", needle, "--note", "needle")
    found = (crm.home / "log").read_text()
    assert "needle" not in found
    assert "canary" not in found
    variables = {line.partition("=")[0] for line in found.splitlines() if "=" in line}
    allowed = {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TINYCRM_DB", "TINYCRM_CONFIG", "TINYCRM_USER", "TINYCRM_HOOK"}
    assert variables - allowed <= {"PWD", "OLDPWD", "SHLVL", "_"}
    assert [str(path.name) for path in settings(crm).rglob("*") if path.name in ("x", "y")] == []


def test_hooks_run_without_a_home_and_under_an_ascii_locale(hooked):
    crm = hooked({"pre-contact-add": "cat >> LOG"})
    bare = dict.fromkeys(("HOME", "PATH", "TZ"), None) | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    crm("contact", "add", "سارا محمدی", env=bare)
    assert json.loads((crm.home / "log").read_text())["records"][0]["after"]["name"] == "سارا محمدی"


def test_a_time_limit_that_is_none_is_refused_with_its_place(hooked):
    crm = hooked({"pre-contact-add": "exit 0"})
    for value in ("0", "700", "soon", "[1]"):
        (settings(crm) / "config.yaml").write_text(f"hooks:\n  timeout: {value}\n")
        answer = crm.fails(2, "contact", "list")
        assert "config.yaml:2:12" in answer.err, answer
        assert "1 to 600 seconds" in answer.err
