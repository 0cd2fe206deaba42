"""Going through likely duplicates on a terminal: every decision is kept when the next pair comes."""

from __future__ import annotations

import re

import pytest

pexpect = pytest.importorskip("pexpect")

CTRL_C = "\x03"
KEYS = "[q]uit "
WIDTH = 80


class Reviewer:
    """Somebody at a terminal of 80 columns."""

    def __init__(self, crm) -> None:
        self.crm = crm
        self.screen = ""

    def at(self, *words: str | int, term: str = "xterm", width: int = WIDTH):
        """Starts a command."""
        python, *rest = self.crm.command(*words)
        env = self.crm.environment({"TERM": term})
        return pexpect.spawn(
            python, [str(word) for word in rest], env=env, encoding="utf-8", timeout=30, dimensions=(40, width)
        )

    def presses(self, child, *keys: str) -> int:
        """Waits for each question, gives its key; then gives the exit code."""
        self.screen = ""
        for key in keys:
            child.expect_exact(KEYS)
            self.screen += child.before + child.after
            child.send(key)
        child.expect(pexpect.EOF)
        self.screen += child.before
        child.close()
        assert "Traceback" not in self.screen
        return child.exitstatus


@pytest.fixture
def reviewer(crm) -> Reviewer:
    lines = (
        "contact add 'Anna Petrova' --phone '+7 921 123-45-67' --title CEO",
        "contact add 'Анна Петрова' --phone '+7 921 123-45-67' --email anna@neva.example --title CTO --tag vip",
        "contact add 'سارا محمدی' --note 'met in Tehran'",
        "contact add 'Sara Mohammadi'",
        "contact add '王小明' --phone '+86 139 1234 5678'",
        "contact add 'Wang Xiaoming' --phone '+86 139 1234 5678'",
    )
    crm("batch", input="\n".join(lines))
    return Reviewer(crm)


def _names(crm) -> list[str]:
    return sorted(row["name"] for row in crm("contact", "list", "-f", "json").json)


def test_m_merges_n_remembers_and_enter_skips(reviewer: Reviewer) -> None:
    crm = reviewer.crm
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review"), "m", "n", "\r") == 0
    assert "1 of 3" in reviewer.screen
    assert "1 merged, 1 told apart, 1 skipped" in reviewer.screen
    # the fuller one stayed
    assert crm("contact", "show", "anna@neva.example", "--get", "id").out == "2\n"
    assert crm("contact", "show", 1, "--get", "title").out == "CTO\n"
    assert crm.sql("SELECT noun, record, other FROM not_duplicate") == [("contact", 5, 6)]
    # the next time only what was skipped comes
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review"), "q") == 0
    assert "1 of 1" in reviewer.screen
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review", "--all"), "k", "q") == 0
    assert "1 of 2" in reviewer.screen


def test_each_decision_is_an_operation_of_its_own(reviewer: Reviewer) -> None:
    crm = reviewer.crm
    start = len(crm("history", "-f", "json").json)
    reviewer.presses(reviewer.at("contact", "dupes", "--review"), "m", "n", "q")
    told = [row["command"] for row in crm("history", "-f", "json").json][:-start]
    assert told == ["contact dupes --review: 5 and 6 are no duplicates", "contact merge 2 1"]
    crm("undo")
    assert crm.sql("SELECT * FROM not_duplicate") == []
    crm("undo")
    assert len(_names(crm)) == 6


def test_s_swaps_which_one_stays(reviewer: Reviewer) -> None:
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review"), "s", "m", "q") == 0
    assert reviewer.crm("contact", "show", 2, "--get", "name").out == "Anna Petrova\n"
    assert reviewer.crm("contact", "show", 2, "--get", "id").out == "1\n"
    assert "dropped title 'CTO' of 2 for 'CEO'" in reviewer.screen


def test_u_takes_the_last_decision_back_and_shows_its_pair_again(reviewer: Reviewer) -> None:
    crm = reviewer.crm
    before = _names(crm)
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review"), "u", "m", "n", "u", "u", "k", "q") == 0
    assert "nothing was decided yet" in reviewer.screen
    assert re.findall(r"(\d) of 3", reviewer.screen) == ["1", "1", "2", "3", "2", "1", "2"]
    assert _names(crm) == before
    assert crm.sql("SELECT * FROM not_duplicate") == []
    assert "0 merged, 0 told apart, 1 skipped; 2 left" in reviewer.screen


def test_ctrl_c_loses_nothing_that_was_decided(reviewer: Reviewer) -> None:
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review"), "m", CTRL_C) == 130
    assert reviewer.crm("contact", "show", 1, "--get", "id").out == "2\n"
    assert len(_names(reviewer.crm)) == 5


def test_an_unknown_key_and_an_arrow_ask_again(reviewer: Reviewer) -> None:
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review"), "x", "\x1b[A", "7", "q") == 0
    assert "0 merged, 0 told apart, 0 skipped; 3 left" in reviewer.screen


@pytest.mark.parametrize(("merge", "quit"), [("ь", "й"), ("Ь", "Й"), ("ئ", "ض"), ("M", "Q"), ("m", "\x04")])
def test_the_same_keys_work_under_another_layout(reviewer: Reviewer, merge: str, quit: str) -> None:
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review"), merge, quit) == 0
    assert "1 merged" in reviewer.screen


def test_where_no_cursor_moves_a_line_answers(reviewer: Reviewer) -> None:
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review", term="dumb"), "m\r", "\r", "q\r") == 0
    assert "1 merged, 0 told apart, 1 skipped; 1 left" in reviewer.screen
    assert "\x1b" not in reviewer.screen


@pytest.mark.parametrize("width", [80, 40])
def test_both_stand_side_by_side_within_the_terminal(reviewer: Reviewer, width: int) -> None:
    from tinycrm.render.width import width as cells

    reviewer.crm("contact", "edit", 2, "--note", "a long note about nothing in particular " * 8)
    reviewer.crm("contact", "edit", 5, "--note", "王小明是北京科技有限公司的采购经理" * 4, "--title", "采购经理")
    child = reviewer.at("contact", "dupes", "--review", width=width)
    assert reviewer.presses(child, "k", "k", "k") == 0
    shown = [line for line in reviewer.screen.replace("\r", "").split("\n") if not line.startswith("[m]erge")]
    assert max(map(cells, shown)) <= width
    assert any(re.search(r"stays: 2\s+goes: 1", line) for line in shown)
    if width == WIDTH:
        assert any(re.search(r"≠ Job title\s+CTO\s+CEO", line) for line in shown) or any(
            re.search(r"≠ Title\s+CTO\s+CEO", line) for line in shown
        )


def test_control_signs_of_others_do_not_reach_the_terminal(reviewer: Reviewer) -> None:
    reviewer.crm.sql("UPDATE contact SET title = 'A' || char(27) || '[31mB' || char(155) || 'C' WHERE id = 1")
    reviewer.crm.sql("UPDATE contact SET name = 'Anna' || char(155) || 'Petrova' WHERE id = 1")
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review"), "m", "q") == 0
    assert "score 98: same phone, Anna\\x9bPetrova ≈ Анна Петрова" in reviewer.screen
    assert "\x1b" not in reviewer.screen
    assert "\x9b" not in reviewer.screen
    assert "\\x1b[31mB" in reviewer.screen


def test_a_record_that_was_changed_while_it_was_looked_at_is_shown_again(reviewer: Reviewer) -> None:
    child = reviewer.at("contact", "dupes", "--review")
    child.expect_exact(KEYS)
    reviewer.crm("contact", "edit", 1, "--title", "Chair")
    child.send("m")
    child.expect_exact("contact 1 was changed meanwhile")
    child.expect_exact("Chair")
    child.expect_exact(KEYS)
    reviewer.crm("contact", "rm", 1)
    child.send("n")
    child.expect_exact("contact 1 or 2 was removed meanwhile")
    child.expect_exact("2 of 3")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert reviewer.crm.sql("SELECT * FROM not_duplicate") == []


def test_what_became_one_is_compared_with_the_third_under_its_new_id(crm) -> None:
    for title in ("CEO", "CTO", "CFO"):
        crm("contact", "add", "Anna Petrova", "--phone", "+49 30 1111111", "--title", title)
    reviewer = Reviewer(crm)
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review"), "m", "m") == 0
    assert "2 merged, 0 told apart, 0 skipped" in reviewer.screen
    assert crm("contact", "list", "-f", "ids").ids == [1]
    crm("undo")
    crm("undo")
    assert crm("contact", "list", "-f", "ids").ids == [1, 2, 3]


def test_companies_are_gone_through_as_well(crm) -> None:
    crm("company", "add", "Neva LLC", "--website", "neva.example")
    crm("company", "add", "ООО Нева", "--country", "RU")
    reviewer = Reviewer(crm)
    assert reviewer.presses(reviewer.at("company", "dupes", "--review"), "m") == 0
    row = crm("company", "show", 1, "-f", "json").json
    assert (row["name"], row["country"], row["website"]) == ("Neva LLC", "RU", "neva.example")


def test_nothing_to_go_through_is_said(crm) -> None:
    crm("contact", "add", "Anna")
    reviewer = Reviewer(crm)
    assert reviewer.presses(reviewer.at("contact", "dupes", "--review")) == 0
    assert "No two contacts are likely one." in reviewer.screen


@pytest.mark.parametrize("more", [(), ("--no-input",), ("-f", "json")])
def test_off_a_terminal_it_is_refused_with_the_way_out(stocked, more) -> None:
    answer = stocked("contact", "dupes", "--review", *more, ok=False)
    assert (answer.code, answer.out) == (2, "")
    assert "--review asks on a terminal, and there is none" in answer.err
    assert "tinycrm contact merge KEEP OTHER" in answer.err
    assert stocked("batch", input="contact dupes --review", ok=False).code != 0


# --- a merge that asks ---


def _merging(crm, *words: str):
    python, *rest = crm.command("contact", "merge", *words)
    env = crm.environment({"TERM": "dumb"})
    return pexpect.spawn(python, rest, env=env, encoding="utf-8", timeout=30, dimensions=(24, WIDTH))


@pytest.fixture
def two(crm):
    crm("contact", "add", "Anna Petrova", "--title", "CEO", "--set", "seats=4")
    crm("contact", "add", "Anna Petrova", "--title", "CTO", "--set", "seats=9", "--owner", "eva")
    return crm


def test_on_a_terminal_each_field_that_differs_is_asked(two) -> None:
    child = _merging(two, "1", "2")
    for question, answer in (("Title: which stays?", "2\r"), ("seats: which stays?", "1\r")):
        child.expect(re.compile(re.escape(question), re.IGNORECASE))
        child.expect_exact("1-2: ")
        child.send(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    row = two("contact", "show", 1, "-f", "json").json
    assert (row["title"], row["owner"], row["fields"]) == ("CTO", "eva", {"seats": "4"})


def test_a_change_between_the_question_and_the_answer_is_a_conflict(two) -> None:
    child = _merging(two, "1", "2")
    child.expect_exact("1-2: ")
    two("contact", "edit", 2, "--owner", "bo")
    child.send("2\r")
    child.expect_exact("1-2: ")
    child.send("1\r")
    child.expect_exact("contact 2 was changed meanwhile")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 5
    assert two("contact", "list", "-f", "ids").ids == [1, 2]


def test_leaving_at_a_question_merges_nothing(two) -> None:
    before = two.dump()
    child = _merging(two, "1", "2")
    child.expect_exact("1-2: ")
    child.send(CTRL_C)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert two.dump() == before


@pytest.mark.parametrize("more", [("--prefer", "newest"), ("--yes",), ("--no-input",)])
def test_with_a_rule_or_a_yes_nobody_is_asked(two, more) -> None:
    child = _merging(two, "1", "2", *more)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "which stays" not in child.before
