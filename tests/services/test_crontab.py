"""Our blocks in a user's crontab: quoted for every cron, and not a byte beside them changes."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinycrm.errors import RuleError, UsageError
from tinycrm.services.crontab import blocks, line, quoted, with_block, without_block
from tinycrm.services.scheduling import words_after

FOREIGN = "MAILTO=vera@example.org\n# mine\r\n5 5 * * *\techo 50\\% done\n\n   \n@reboot x # TinyCRM: begin\n"
OURS = (
    "# TinyCRM: begin digest (/data/crm.db)\n0 8 * * 1-5 tinycrm schedule exec digest -- today\n"
    "# TinyCRM: end digest (/data/crm.db)\n"
)


def test_a_block_comes_to_the_end_and_goes_without_a_trace() -> None:
    text = with_block(FOREIGN, "digest", "/data/crm.db", ["0 8 * * 1-5 tinycrm schedule exec digest -- today"])
    assert text == FOREIGN + OURS
    assert without_block(text, "digest", "/data/crm.db") == FOREIGN


def test_a_last_line_without_its_line_feed_gets_one() -> None:
    assert with_block("5 5 * * * x", "run", "/a", ["* * * * * y"]) == (
        "5 5 * * * x\n# TinyCRM: begin run (/a)\n* * * * * y\n# TinyCRM: end run (/a)\n"
    )


def test_a_block_that_is_there_is_written_anew_in_its_place() -> None:
    text = "a\n" + OURS + "b\n"
    assert with_block(text, "digest", "/data/crm.db", ["0 9 * * 1-5 new"]) == (
        "a\n# TinyCRM: begin digest (/data/crm.db)\n0 9 * * 1-5 new\n# TinyCRM: end digest (/data/crm.db)\nb\n"
    )


def test_two_databases_have_blocks_of_their_own() -> None:
    text = with_block(OURS, "digest", "/data/other (2).db", ["0 9 * * 1-5 other"])
    assert [(one.name, one.database) for one in blocks(text)] == [
        ("digest", "/data/crm.db"),
        ("digest", "/data/other (2).db"),
    ]
    assert without_block(text, "digest", "/data/other (2).db") == OURS
    assert without_block(text, "digest", "/data/none.db") == text
    assert without_block(text, "run", "/data/crm.db") == text


@pytest.mark.parametrize(
    "torn",
    [
        "a\n# TinyCRM: begin digest (/data/crm.db)\n0 8 * * 1-5 x\nb\n",
        "a\n# TinyCRM: begin digest (/data/crm.db)\n# TinyCRM: end digest (/data/other.db)\n",
        "a\n# TinyCRM: begin digest (/data/crm.db)\n0 8 * * 1-5 x\n" + OURS,
    ],
)
def test_a_block_that_lost_its_end_is_never_guessed_at(torn: str) -> None:
    with pytest.raises(RuleError) as raised:
        with_block(torn, "run", "/data/crm.db", ["x"])
    assert raised.value.message == "line 2 of the crontab begins digest, and its end is missing"
    assert "crontab -e" in raised.value.hint


def test_a_block_tells_its_line_and_the_variables_above_it() -> None:
    above = "SHELL=/bin/bash\nPATH = \"/opt/a b\"\nMAILTO=''\n5 5 * * * A=1 x\n"
    (block,) = blocks(above + OURS + "HOME=/below\n")
    assert (block.fields, block.command) == ("0 8 * * 1-5", "tinycrm schedule exec digest -- today")
    assert block.settings == {"SHELL": "/bin/bash", "PATH": "/opt/a b", "MAILTO": ""}


def test_a_line_that_was_made_a_comment_is_not_in_use() -> None:
    (block,) = blocks(OURS.replace("0 8", "#0 8"))
    assert (block.fields, block.command) == ("", "")


def test_a_line_is_what_the_shell_then_reads() -> None:
    made = line("0 8 * * 1-5", {"TINYCRM_DB": "/data/100% mine's.db"}, ["/bin/tinycrm", "a b", "$(id)", "`id`", ""])
    assert made == ("0 8 * * 1-5 TINYCRM_DB=/data/100\\%' mine'\"'\"'s.db' /bin/tinycrm 'a b' '$(id)' '`id`' ''")


@pytest.mark.parametrize("bad", ["a\\b", "a\nb", "a\rb", "a\0b", "a\x7fb"])
def test_what_no_two_crons_read_alike_is_refused(bad: str) -> None:
    with pytest.raises(UsageError) as raised:
        quoted(bad)
    assert raised.value.hint


def test_a_line_that_cron_would_cut_is_refused() -> None:
    # cron holds 1000 bytes, and a letter of Russian has two
    assert len(line("* * * * *", {}, ["x" * 996, "y"]).encode()) == len("* * * * * ") + 998
    with pytest.raises(UsageError, match="999 characters, and cron takes 998"):
        line("* * * * *", {}, ["x" * 997, "y"])
    with pytest.raises(UsageError, match="1202 characters"):
        line("* * * * *", {}, ["ж" * 600])


_WORDS = st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\\")), min_size=1)


@settings(max_examples=60, deadline=None)
@given(_WORDS)
def test_every_word_reaches_the_command_whatever_cron_it_is(words: list[str]) -> None:
    made = line("* * * * *", {}, words).removeprefix("* * * * * ")
    # Debian's cron takes the backslash before the sign away, BusyBox's leaves it to the shell
    for text in (made.replace("\\%", "%"), made):
        script = f"set -- {text}; for word; do printf '%s\\0' \"$word\"; done"
        done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True)
        assert done.stdout.decode().split("\0")[:-1] == words


def test_the_command_is_found_behind_the_words_that_start_a_job() -> None:
    start = shlex.split("TINYCRM_DB=/a /usr/bin/python3 -m tinycrm schedule exec x -- log note 5 -- -a")
    assert words_after(start) == ("log", "note", "5", "--", "-a")
    assert words_after(["tinycrm", "today"]) == ()
    assert words_after(["tinycrm", "schedule", "exec", "x", "today"]) == ()
    assert words_after([]) == ()
