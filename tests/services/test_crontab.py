"""Our blocks in a user's crontab: quoted for every cron, and not a byte beside them changes."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinycrm.errors import RuleError, UsageError
from tinycrm.services.schedule.crontab import blocks, line, outside, quoted, rows_between, with_block, without_block
from tinycrm.services.schedule.scheduling import words_after

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
    text = with_block(OURS, "digest", "/data/other (2).db", ["0 9 * * 1-5 tinycrm schedule exec digest -- other"])
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


def test_a_block_that_lost_its_beginning_is_never_guessed_at() -> None:
    torn = "a\n0 8 * * 1-5 x\n \t# TinyCRM: end digest (/data/crm (2).db)\r\n" + OURS
    for act in (blocks, outside, lambda text: without_block(text, "digest", "/data/crm.db")):
        with pytest.raises(RuleError) as raised:
            act(torn)
        assert raised.value.message == "line 3 of the crontab ends digest, and its beginning is missing"
        assert raised.value.hint == (
            "crontab -e: put '# TinyCRM: begin digest (/data/crm (2).db)' above its lines, or take them out"
        )


def test_the_advice_about_a_lost_end_holds_no_carriage_return() -> None:
    with pytest.raises(RuleError) as raised:
        blocks("# TinyCRM: begin digest (/data/crm.db)\r\n0 8 * * 1-5 x\r\n")
    assert raised.value.hint == (
        "crontab -e: put '# TinyCRM: end digest (/data/crm.db)' below its lines, or take them out"
    )


@pytest.mark.parametrize(("before", "after"), [("  ", ""), ("\t", " "), ("", "\r")])
def test_marks_are_known_with_white_space_around_them(before: str, after: str) -> None:
    rows = [_BEGIN, _NOTE, _LINE, _END]
    text = "a\r\n  b\n" + "".join(f"{before}{row[:-1]}{after}\n" for row in rows) + " c\r\n"
    (block,) = blocks(text)
    assert (block.name, block.database, block.fields, block.words) == ("run", "/a", "*/10 * * * *", "every 10 minutes")
    assert without_block(text, "run", "/a") == "a\r\n  b\n c\r\n"
    assert with_block(text, "run", "/a", _NEW) == f"a\r\n  b\n{_BEGIN}{_NEW[0]}\n{_NEW[1]}\n{_END} c\r\n"


@pytest.mark.parametrize("row", ["# TinyCRM: end", "# TinyCRM: end of mine (Anna)", "# TinyCRM: begin x", "x" + OURS])
def test_a_comment_that_is_no_whole_mark_is_a_comment(row: str) -> None:
    text = row.partition("\n")[0] + "\n"
    assert blocks(text) == []
    assert without_block(text + OURS, "digest", "/data/crm.db") == text


def test_lines_in_use_outside_the_blocks_are_told_apart() -> None:
    text = "A=1\n# mine\n#5 5 * * * x\n@daily y 50\\%\n" + OURS + "6 6 * * * z\n"
    assert outside(text) == [("@daily", "y 50%"), ("6 6 * * *", "z")]


def test_a_block_tells_its_line_and_the_variables_above_it() -> None:
    above = "SHELL=/bin/bash\nPATH = \"/opt/a b\"\nMAILTO=''\n5 5 * * * A=1 x\n"
    (block,) = blocks(above + OURS + "HOME=/below\n")
    assert (block.fields, block.command) == ("0 8 * * 1-5", "tinycrm schedule exec digest -- today")
    assert block.settings == {"SHELL": "/bin/bash", "PATH": "/opt/a b", "MAILTO": ""}


_BEGIN, _END = "# TinyCRM: begin run (/a)\n", "# TinyCRM: end run (/a)\n"
_NOTE = "# every 10 minutes; tinycrm schedule remove run takes this out\n"
_LINE = "*/10 * * * * X=1 tinycrm schedule exec run -- run\n"
_NEW = ["# every hour; tinycrm schedule remove run takes this out", "0 * * * * Y=2 tinycrm schedule exec run -- run"]


@pytest.mark.parametrize(
    ("above", "between", "below"),
    [
        ("", "", "5 5 * * * /home/vera/mine\n"),
        ("", "MAILTO = vera and bo of neva trade\n", ""),
        ("MAILTO=vera@example.org\r\n\n# mine\n", "\t# 50% \udcff\n", "@daily tinycrm backup\n\n \n"),
        ("", "", "0 7 * * * X=1 tinycrm schedule exec run -- run\n"),
        ("#*/5 * * * * X=1 tinycrm schedule exec run -- run\n", "", ""),
        ("", "", "# schedule exec run -- is what to look for\n"),
        ("30 2 * * * tinycrm schedule exec run\n", "", "1 1 1 1 1 tinycrm schedule exec backup -- run\n"),
    ],
)
def test_what_a_hand_wrote_between_our_lines_stays_byte_for_byte(above: str, between: str, below: str) -> None:
    text = f"a\n{_BEGIN}{above}{_NOTE}{between}{_LINE}{below}{_END}b"
    assert without_block(text, "run", "/a") == f"a\n{above}{between}{below}b"
    changed = with_block(text, "run", "/a", _NEW)
    assert changed == f"a\n{_BEGIN}{above}{between}{_NEW[0]}\n{_NEW[1]}\n{below}{_END}b"
    assert with_block(changed, "run", "/a", _NEW) == changed
    assert "".join(f"{row}\n" for row in rows_between(text, "run", "/a")) == above + between + below
    (block,) = blocks(text)
    assert (block.fields, block.words) == ("*/10 * * * *", "every 10 minutes")


def test_a_line_of_ours_that_a_hand_rewrote_is_not_ours_any_more() -> None:
    text = f"{_BEGIN}{_NOTE}*/10 * * * * X=1 tinycrm run\n{_END}"
    assert without_block(text, "run", "/a") == "*/10 * * * * X=1 tinycrm run\n"
    assert with_block(text, "run", "/a", _NEW) == (
        f"{_BEGIN}{_NEW[0]}\n{_NEW[1]}\n*/10 * * * * X=1 tinycrm run\n{_END}"
    )


_ANY_LINE = st.sampled_from(
    [
        "",
        "#",
        "# x",
        "A=1",
        "5 5 * * * x",
        "@daily x",
        "\r",
        "# TinyCRM: ends",
        "* * * * * tinycrm schedule exec x -- y",
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_ANY_LINE), st.lists(_ANY_LINE), st.lists(_ANY_LINE), st.lists(_ANY_LINE))
def test_a_job_comes_and_goes_and_every_other_line_stays(
    before: list[str], above: list[str], below: list[str], after: list[str]
) -> None:
    inside = [*above, _NOTE[:-1], _LINE[:-1], *below]
    text = "\n".join([*before, _BEGIN[:-1], *inside, _END[:-1], *after])
    assert without_block(text, "run", "/a").split("\n") == ([*before, *above, *below, *after] or [""])


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


_VALUE = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\\"), max_size=30)


@settings(max_examples=40, deadline=None)
@given(_VALUE, _VALUE, _VALUE)
def test_every_variable_reaches_the_command_as_it_is(database: str, user: str, path: str) -> None:
    variables = {"TINYCRM_DB": database, "TINYCRM_USER": user, "PATH": path}
    made = line("* * * * *", variables, ["/usr/bin/env", "-0"]).removeprefix("* * * * * ")
    for text in (made.replace("\\%", "%"), made):
        done = subprocess.run(["/bin/sh", "-c", text], env={}, capture_output=True, check=True)
        seen = dict(row.split("=", 1) for row in done.stdout.decode().split("\0")[:-1])
        assert {name: seen[name] for name in variables} == variables


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
