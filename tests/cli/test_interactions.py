"""`tinycrm log` and `tinycrm interaction`, from outside."""

from __future__ import annotations

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _json(crm, id=CALL):
    return crm("interaction", "show", id, "-f", "json").json


def test_the_words_of_the_text_are_joined(stocked):
    id = stocked("log", "call", "bo", "Wants", "40", "seats").id
    assert _json(stocked, id)["summary"] == "Wants 40 seats"


def test_log_keeps_everything_it_is_given(stocked):
    id = stocked(
        "log",
        "meeting",
        "bo",
        "Agreed",
        "--with",
        str(SARA),
        "--with",
        "neva",
        "--deal",
        "website",
        "--at",
        "yesterday 15:00",
        "--direction",
        "out",
        "--minutes",
        "45",
        "--outcome",
        "interested",
    ).id
    shown = _json(stocked, id)
    assert [contact["id"] for contact in shown["contacts"]] == [BO, SARA]
    assert [company["id"] for company in shown["companies"]] == [NEVA]
    assert (shown["deal"]["id"], shown["at"], shown["direction"]) == (WEBSITE, "2026-11-15T15:00:00Z", "out")
    assert (shown["minutes"], shown["outcome"], shown["owner"]) == (45, "interested", "tester")


def test_the_text_comes_from_stdin_for_a_dash(stocked):
    id = stocked("log", "note", "bo", "-", input="line one\nline two\n").id
    assert _json(stocked, id)["summary"].rstrip("\n") == "line one\nline two"


def test_a_dot_is_the_people_of_the_deal(stocked):
    id = stocked("log", "meeting", ".", "Agreed on the price", "--deal", "website").id
    assert [contact["id"] for contact in _json(stocked, id)["contacts"]] == [ANNA]
    stocked.fails(2, "log", "meeting", ".", "Which deal?")
    bare = stocked("deal", "add", "Nobody's").id
    stocked.fails(1, "log", "meeting", ".", "Hello", "--deal", bare)


def test_next_makes_the_task_in_the_same_operation(stocked):
    answer = stocked("log", "call", "bo", "Hi", "--next", "Send quote to Bo", "--due", "fri", "-f", "json").json
    (task,) = answer["also"]
    shown = stocked("task", "show", task["id"], "-f", "json").json
    assert (shown["title"], shown["due_on"], shown["contact"]["id"]) == ("Send quote to Bo", "2026-11-20", BO)
    stocked("undo")
    stocked.fails(3, "task", "show", task["id"])
    stocked.fails(3, "interaction", "show", answer["id"])


def test_a_weekday_looks_back(stocked):
    id = stocked("log", "call", "bo", "x", "--at", "fri 10:00").id
    assert _json(stocked, id)["at"] == "2026-11-13T10:00:00Z"


def test_a_refused_log_makes_neither_interaction_nor_contact_nor_task(stocked):
    before = stocked.dump()
    stocked.fails(2, "log", "call", "Brand New", "Hi", "--create", "--next", "X", "--due", "30 feb")
    stocked.fails(3, "log", "call", "bo", "Hi", "--with", "nobody")
    stocked.fails(4, "log", "call", "ann", "Hi")
    assert stocked.dump() == before


def test_edit_moves_it_in_time_with_its_people(stocked):
    stocked(
        "interaction",
        "edit",
        CALL,
        "--at",
        "2026-10-01 09:00",
        "--minutes",
        "20",
        "--summary",
        "Longer",
        "--add-contact",
        BO,
    )
    shown = _json(stocked)
    assert (shown["at"], shown["on_day"], shown["minutes"], shown["summary"]) == (
        "2026-10-01T09:00:00Z",
        "2026-10-01",
        20,
        "Longer",
    )
    assert [contact["id"] for contact in shown["contacts"]] == [ANNA, BO]
    assert stocked.sql("SELECT DISTINCT at FROM interaction_contact") == [("2026-10-01T09:00:00Z",)]
    assert stocked.sql("SELECT last_touch_at FROM contact WHERE id IN (2, 3)") == [("2026-10-01T09:00:00Z",)] * 2


def test_list_narrows_by_kind_person_and_day(stocked):
    email = stocked("log", "email", "bo", "Offer", "--at", "2026-11-12 09:00").id
    assert stocked("interaction", "list", "-f", "ids").ids == [email, CALL]
    assert stocked("interaction", "list", "--kind", "call", "-f", "ids").ids == [CALL]
    assert stocked("interaction", "list", "--contact", "bo", "-f", "ids").ids == [email]
    assert stocked("interaction", "list", "--since", "2026-11-11", "-f", "ids").ids == [email]
    assert stocked("interaction", "list", "--until", "2026-11-10", "-f", "ids").ids == [CALL]


def test_interaction_add_is_log(stocked):
    id = stocked("interaction", "add", "call", "bo", "Hi").id
    assert _json(stocked, id)["kind"] == "call"


def test_minutes_are_taken_as_phones_write_them(stocked):
    id = stocked("log", "call", "bo", "Hello", "--minutes", "00:12:30").id
    assert _json(stocked, id)["minutes"] == 13
    stocked("interaction", "edit", id, "--minutes", "1:05")
    assert _json(stocked, id)["minutes"] == 65
    assert "'1:75' is no span of time" in stocked.fails(2, "interaction", "edit", id, "--minutes", "1:75").err
