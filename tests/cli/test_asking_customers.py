"""What `add` of subscriptions, tickets and feedback asks a person for who left it out."""

from __future__ import annotations

import pytest

pexpect = pytest.importorskip("pexpect")

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _answers(crm, words, *steps: tuple[str, str]) -> str:
    """Runs a command at a terminal that moves no cursor; gives what stood on it after exit 0."""
    python, *rest = crm.command(*words)
    env = crm.environment({"TERM": "dumb"})
    child = pexpect.spawn(python, [str(word) for word in rest], env=env, encoding="utf-8", timeout=30)
    for question, answer in steps:
        child.expect_exact(question)
        child.send(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    return child.before


def test_a_subscription_asks_whom_it_is_with_and_the_amount(stocked):
    steps = (("With whom", "bo\r"), ("Amount", "much\r"), ("Amount", "40\r"))
    said = _answers(stocked, ("subscription", "add", "--product", "Hosting"), *steps)
    assert "Added subscription 9 Hosting: 40 EUR every month from 2026-11-16" in said
    assert stocked("subscription", "show", 9, "-f", "json").json["contact"]["id"] == BO


def test_a_ticket_asks_for_its_title_and_whose_it_is(stocked):
    _answers(stocked, ("ticket", "add"), ("What is it about", "Не открывается\r"), ("Whose is it", "سارا\r"))
    row = stocked("ticket", "show", 9, "-f", "json").json
    assert (row["title"], row["contact"]["id"]) == ("Не открывается", SARA)
    _answers(stocked, ("ticket", "add", "--company", "neva"), ("What is it about", "Form\r"))
    assert stocked("ticket", "show", 10, "-f", "json").json["company"]["id"] == NEVA


def test_feedback_asks_again_until_the_score_is_one_of_its_kind(stocked):
    steps = (("Whose is it", "bo\r"), ("1-3: ", "2\r"), ("csat from 1 to 5", "9\r"), ("csat from 1 to 5", "5\r"))
    assert "Added feedback 9: csat 5" in _answers(stocked, ("feedback", "add"), *steps)
