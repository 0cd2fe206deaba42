"""`add --if-exists skip|update|fail`: one rule for every noun that can be recognised."""

from __future__ import annotations

import pytest
from tests.conftest import ANNA, BO, NEVA, QUOTE, SARA, WEBSITE

# (what adds something that `stocked` has already, its id)
THERE = [
    (("contact", "add", "Bo", "--email", "BO@li.example"), BO),
    (("contact", "add", "Bo", "--email", "work:bo@li.example"), BO),
    (("contact", "add", "bo li"), BO),
    (("contact", "add", "Somebody", "--handle", "telegram:@boli"), BO),
    (("contact", "add", "سارا محمدی"), SARA),
    (("contact", "add", "سارا محمدی", "--email", "sara@aftab.example"), SARA),
    (("company", "add", "Other", "--website", "https://neva.example/"), NEVA),
    (("company", "add", "NEVA trade"), NEVA),
    (("task", "add", "send QUOTE", "--contact", "anna petrova"), QUOTE),
    (("deal", "add", "website for neva", "--company", "neva"), WEBSITE),
]


@pytest.mark.parametrize(("words", "id"), THERE, ids=str)
def test_skip_prints_the_id_that_is_there_and_writes_nothing(stocked, words, id):
    before = stocked.dump()
    assert stocked(*words, "--if-exists", "skip").id == id
    assert stocked(*words, "--if-absent").id == id
    assert stocked.dump() == before


@pytest.mark.parametrize(("words", "id"), THERE, ids=str)
def test_update_finds_the_same_and_prints_its_id(stocked, words, id):
    assert stocked(*words, "--if-exists", "update").id == id


def test_update_with_nothing_but_the_name_writes_nothing(stocked):
    before = stocked.dump()
    assert stocked("contact", "add", "BO LI", "--if-exists", "update").id == BO
    assert stocked.dump() == before


@pytest.mark.parametrize(("words", "id"), THERE, ids=str)
def test_fail_names_the_record_in_the_way(stocked, words, id):
    before = stocked.dump()
    answer = stocked(*words, "--if-exists", "fail", "-f", "json", ok=False)
    assert answer.code == 5
    assert (answer.error["code"], answer.error["id"]) == ("duplicate", id)
    assert answer.error["hint"] == "--if-exists skip prints its id, --if-exists update changes it"
    assert stocked.dump() == before


# what is new although something like it is there
NEW = [
    ("contact", "add", "Bo Li", "--email", "other@li.example"),
    ("contact", "add", "Bo"),
    ("contact", "add", "Somebody", "--phone", "+7 921 123-45-67"),
    ("company", "add", "Neva"),
    ("task", "add", "Send quote"),
    ("task", "add", "Send quote", "--contact", "bo li"),
    ("deal", "add", "Website for Neva"),
    ("deal", "add", "Website for Neva", "--contact", "anna petrova"),
]


@pytest.mark.parametrize("policy", ["skip", "update", "fail"])
@pytest.mark.parametrize("words", NEW, ids=str)
def test_what_is_not_there_is_added_whatever_the_policy(stocked, words, policy):
    assert stocked(*words, "--if-exists", policy).id == 9


def test_a_closed_deal_and_a_finished_task_are_not_in_the_way(stocked):
    stocked("task", "done", QUOTE)
    stocked("deal", "lost", WEBSITE, "--reason", "price")
    assert stocked("task", "add", "Send quote", "--contact", ANNA, "--if-exists", "fail").id > 8
    assert stocked("deal", "add", "Website for Neva", "--company", NEVA, "--if-exists", "fail").id > 8


def test_update_sets_single_values_and_adds_to_lists(stocked):
    answer = stocked(
        *("contact", "add", "Anna Petrova", "--email", "anna@neva.example", "--email", "a@p.example"),
        *("--tag", "key", "--title", "CTO", "--set", "size=3", "--if-exists", "update"),
    )
    assert (answer.id, answer.err) == (ANNA, "")
    shown = stocked("contact", "show", ANNA, "-f", "json").json
    assert [point["value"] for point in shown["emails"]] == ["anna@neva.example", "a@p.example"]
    assert (shown["tags"], shown["title"], shown["fields"]) == (["key", "lead", "vip"], "CTO", {"size": "3"})
    assert shown["birthday"] == "1990-12-10"
    assert shown["phones"] != []


def test_update_twice_writes_once(stocked):
    words = ("contact", "add", "Bo Li", "--email", "bo@li.example", "--tag", "key", "--if-exists", "update")
    stocked(*words)
    before = stocked.dump()
    assert stocked(*words).id == BO
    assert stocked.dump() == before


def test_update_of_whoever_has_the_email_takes_the_name_that_was_given(stocked):
    assert stocked("contact", "add", "Bo Li Senior", "--email", "bo@li.example", "--if-exists", "update").id == BO
    assert stocked("contact", "show", BO, "--get", "name").out == "Bo Li Senior\n"


def test_update_keeps_the_spelling_of_a_name_it_was_recognised_by(stocked):
    stocked("contact", "add", "BO LI", "--title", "CTO", "--if-exists", "update")
    assert stocked("contact", "show", BO, "--get", "name").out == "Bo Li\n"
    stocked("task", "add", "SEND QUOTE", "--contact", ANNA, "--due", "2026-12-24", "--if-exists", "update")
    task = stocked("task", "show", QUOTE, "-f", "json").json
    assert (task["title"], task["due_on"], task["priority"]) == ("Send quote", "2026-12-24", "high")


def test_update_moves_a_deal_by_the_rules_of_its_pipeline(stocked):
    words = ("deal", "add", "Website for Neva", "--company", "neva", "--if-exists", "update")
    assert stocked(*words, "--stage", "proposal", "--value", "5200", "--contact", "bo li").id == WEBSITE
    deal = stocked("deal", "show", WEBSITE, "-f", "json").json
    assert (deal["stage"], deal["value"], deal["expected_close_on"]) == ("proposal", 5200, "2026-12-31")
    assert [contact["name"] for contact in deal["contacts"]] == ["Anna Petrova", "Bo Li"]
    stocked("undo")
    assert stocked("deal", "show", WEBSITE, "--get", "stage").out == "lead\n"


def test_a_ticket_a_campaign_and_a_segment_are_recognised(stocked):
    ticket = stocked("ticket", "add", "Cannot log in", "--who", "anna petrova").id
    again = ("ticket", "add", "cannot log in", "--who", "anna@neva.example")
    assert stocked(*again, "--if-absent").id == ticket
    assert stocked(*again, "--if-exists", "update", "--priority", "high", "--tag", "login").id == ticket
    shown = stocked("ticket", "show", ticket, "-f", "json").json
    assert (shown["priority"], shown["tags"]) == ("high", ["login"])
    assert stocked("ticket", "add", "cannot log in", "--who", "bo li", "--if-absent").id > ticket
    stocked("ticket", "resolve", ticket)
    assert stocked(*again, "--if-absent").id > ticket
    campaign = stocked("campaign", "add", "Spring letter").id
    assert stocked("campaign", "add", "SPRING letter", "--channel", "mail", "--if-exists", "update").id == campaign
    assert stocked("campaign", "show", campaign, "--get", "channel").out == "mail\n"
    segment = stocked("segment", "add", "keys", "--where", "tag = key").id
    assert stocked("segment", "add", "Keys", "--where", "tag = vip", "--if-exists", "skip").id == segment
    stocked.fails(5, "segment", "add", "Keys", "--where", "tag = key", "--if-exists", "fail")
    assert stocked("segment", "add", "Keys", "--where", "tag = vip", "--if-exists", "update").id == segment
    assert stocked("segment", "show", segment, "--get", "where").out == "tag = vip\n"
    assert (
        "'noun' cannot be set"
        in stocked.fails(
            2, "segment", "add", "Keys", "--noun", "deal", "--where", "tag = x", "--if-exists", "update"
        ).err
    )


def test_several_of_one_name_are_ambiguous_unless_a_phone_tells_them_apart(stocked):
    twin = stocked("contact", "add", "Anna Petrova", "--phone", "+44 20 7946 0000").id
    answer = stocked("contact", "add", "Anna Petrova", "--if-exists", "update", "-f", "json", ok=False)
    assert answer.code == 4
    assert [one["id"] for one in answer.error["candidates"]] == [ANNA, twin]
    assert stocked("contact", "add", "Anna Petrova", "--phone", "+44 20 79460000", "--if-absent").id == twin


def test_what_the_record_refuses_is_refused_by_update_too(stocked):
    before = stocked.dump()
    stocked.fails(2, "contact", "add", "Bo Li", "--title", "x", "--lifecycle", "god", "--if-exists", "update")
    stocked.fails(5, "company", "add", "Neva Trade", "--if-exists", "fail")
    stocked.fails(2, "contact", "add", " ", "--if-exists", "skip")
    stocked.fails(2, "contact", "add", "\x1b[31mBo", "--if-exists", "skip")
    assert stocked.dump() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--if-exists", "nope"), "--if-exists 'nope' is none of skip, update, fail"),
        (("--if-exists", "updat"), "did you mean update?"),
        (("--if-exists", ""), "is none of"),
        (("--if-exists", "fail", "--if-absent"), "contradict each other"),
    ],
)
def test_a_policy_that_is_none_is_refused_before_anything_is_written(stocked, words, told):
    before = stocked.dump()
    assert told in stocked.fails(2, "contact", "add", "Mia", *words).err
    assert stocked.dump() == before


@pytest.mark.parametrize(
    "words",
    [
        ("sale", "add", "bo li", "10"),
        ("expense", "add", "10", "--kind", "sales"),
        ("feedback", "add", "bo li", "9", "--kind", "nps"),
        ("subscription", "add", "bo li", "10"),
        ("log", "call", "bo li", "Hello"),
    ],
    ids=str,
)
def test_what_may_happen_twice_has_no_such_option(stocked, words):
    assert "no option --if-exists" in stocked.fails(2, *words, "--if-exists", "skip").err


def test_create_makes_the_company_once(crm):
    words = ("deal", "add", "Web", "--company", "Oak", "--create", "--if-exists", "update")
    first = crm(*words, "--value", "10").ids
    assert crm(*words, "--value", "20").ids == first
    assert len(crm("company", "list", "-f", "ids").ids) == 1
    assert crm("deal", "list", "-f", "json").json[0]["value"] == 20
