"""`tinycrm ticket`, from outside: Monday the 16th of November 2026 is today."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _add(crm, *words) -> int:
    return crm("ticket", "add", *words).id


def _show(crm, id: int):
    return crm("ticket", "show", id, "-f", "json").json


@pytest.fixture
def login(stocked) -> int:
    """A ticket that was opened on the 14th at 10 o'clock."""
    return _add(stocked, "Cannot log in", "--who", "anna petrova", "--channel", "email", "--at", "2026-11-14 10:00")


def test_a_ticket_is_open_and_holds_what_was_said(stocked):
    words = (
        "--priority",
        "high",
        "--channel",
        "phone",
        "--tag",
        "login",
        "--deal",
        "website",
        "--note",
        "since Monday",
    )
    id = _add(stocked, "Не открывается", "--who", "سارا محمدی", "--at", "yesterday 10:00", "--set", "page=1", *words)
    row = _show(stocked, id)
    keys = """id uid title status priority channel company contact deal opened_at opened_on first_answered_at
        first_answered_on resolved_at resolved_on reopenings minutes owner tags note fields created_at updated_at"""
    assert set(keys.split()) <= set(row)
    assert (row["title"], row["status"], row["priority"], row["channel"]) == ("Не открывается", "open", "high", "phone")
    assert (row["contact"], row["company"], row["deal"]["id"]) == ({"id": SARA, "name": "سارا محمدی"}, None, WEBSITE)
    assert (row["opened_at"], row["opened_on"]) == ("2026-11-15T10:00:00Z", "2026-11-15")
    assert (row["first_answered_at"], row["resolved_at"], row["reopenings"], row["minutes"]) == (None, None, 0, None)
    assert (row["owner"], row["tags"], row["note"], row["fields"]) == (
        "tester",
        ["login"],
        "since Monday",
        {"page": "1"},
    )
    assert stocked.sql("SELECT party FROM ticket") == [(SARA,)]
    assert stocked("ticket", "show", "открывается", "--get", "id").out == f"{id}\n"


def test_a_ticket_of_a_deal_is_with_whom_the_deal_is(stocked):
    row = _show(stocked, _add(stocked, "Form", "--deal", "website"))
    assert (row["company"]["id"], row["contact"]["id"]) == (NEVA, ANNA)
    row = _show(stocked, _add(stocked, "Nobody's"))
    assert (row["company"], row["contact"], row["priority"]) == (None, None, "normal")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (2, ()),
        (2, (" ",)),
        (2, ("X", "--priority", "urgent")),
        (2, ("X", "--at", "tomorrow")),
        (2, ("X", "--at", "2026-02-30")),
        (2, ("X", "--who", ".")),
        (2, ("X\x1b[31m",)),
        (3, ("X", "--who", "nobody")),
        (4, ("X", "--who", "anna")),
    ],
)
def test_what_cannot_be_added_is_refused_and_changes_nothing(stocked, code, words):
    before = stocked.dump()
    stocked.fails(code, "ticket", "add", *words)
    assert stocked.dump() == before


# --- its life ---


def test_the_first_answer_counts_and_a_later_one_changes_nothing(stocked, login):
    assert stocked("ticket", "answer", login, "--at", "2026-11-14 12:30").out == f"{login}\n"
    assert _show(stocked, login)["first_answered_at"] == "2026-11-14T12:30:00Z"
    before = stocked.dump()
    assert stocked("ticket", "answer", login).out == f"{login}\n"
    assert stocked.dump() == before
    stocked("undo")
    assert _show(stocked, login)["first_answered_at"] is None
    stocked("redo")
    assert _show(stocked, login)["first_answered_on"] == "2026-11-14"


def test_the_text_of_an_answer_is_an_interaction_outwards(stocked, login):
    done = stocked("ticket", "answer", login, "--text", "Новый пароль", "--at", "2026-11-15 09:00", "-f", "json").json
    call = done["also"][0]["id"]
    assert done["also"] == [{"noun": "interaction", "id": call}]
    logged = stocked("interaction", "show", call, "-f", "json").json
    assert (logged["kind"], logged["direction"], logged["summary"]) == ("email", "out", "Новый пароль")
    assert (logged["at"], [contact["id"] for contact in logged["contacts"]]) == ("2026-11-15T09:00:00Z", [ANNA])
    more = stocked("ticket", "answer", login, "--text", "-", "-f", "json", input="Works now?\n").json
    assert more["first_answered_at"] == "2026-11-15T09:00:00Z"
    assert stocked("interaction", "show", more["also"][0]["id"], "--get", "summary").out == "Works now?\n"
    stocked("undo")
    stocked("undo")
    stocked.fails(3, "interaction", "show", call)
    assert _show(stocked, login)["first_answered_at"] is None


@pytest.mark.parametrize(("channel", "kind"), [("phone", "call"), ("E-Mail", "email"), ("chat", "message")])
def test_the_channel_says_what_kind_of_interaction_it_was(stocked, channel, kind):
    id = _add(stocked, "Form", "--company", "neva", "--channel", channel)
    call = stocked("ticket", "answer", id, "--text", "Done", "-f", "json").json["also"][0]["id"]
    logged = stocked("interaction", "show", call, "-f", "json").json
    assert (logged["kind"], [company["id"] for company in logged["companies"]]) == (kind, [NEVA])


def test_an_answer_to_nobody_cannot_be_logged(stocked):
    id = _add(stocked, "Form")
    before = stocked.dump()
    stocked.fails(1, "ticket", "answer", id, "--text", "Done")
    assert stocked.dump() == before
    stocked("ticket", "answer", id)


def test_tickets_are_resolved_and_the_unanswered_are_counted(stocked, login):
    other = _add(stocked, "Form", "--who", "bo")
    stocked("ticket", "answer", login, "--at", "2026-11-14 12:30")
    done = stocked("ticket", "resolve", login, other, "--minutes", "25")
    assert done.ids == [login, other]
    assert done.err.startswith("1 of them was never answered")
    row = _show(stocked, login)
    assert (row["status"], row["minutes"], row["resolved_on"]) == ("resolved", 25, "2026-11-16")
    assert _show(stocked, other)["first_answered_at"] is None
    before = stocked.dump()
    stocked("ticket", "resolve", login, other)
    assert stocked.dump() == before
    stocked("ticket", "resolve", login, "--minutes", "30")
    assert _show(stocked, login)["minutes"] == 30
    stocked("ticket", "resolve", login, "--minutes", "0:40:01")
    assert _show(stocked, login)["minutes"] == 41


def test_a_ticket_that_is_opened_again_counts_and_the_last_resolution_holds(stocked, login):
    stocked("ticket", "resolve", login, "--at", "2026-11-14 18:00")
    stocked("ticket", "reopen", login)
    row = _show(stocked, login)
    assert (row["status"], row["resolved_at"], row["resolved_on"], row["reopenings"]) == ("open", None, None, 1)
    stocked("ticket", "resolve", login, "--at", "2026-11-15 18:00")
    stocked("ticket", "reopen", login)
    stocked("ticket", "reopen", login)
    stocked("ticket", "resolve", login, "--at", "2026-11-16 00:00")
    row = _show(stocked, login)
    assert (row["status"], row["resolved_at"], row["reopenings"]) == ("resolved", "2026-11-16T00:00:00Z", 2)
    stocked("undo")
    stocked("undo")
    row = _show(stocked, login)
    assert (row["status"], row["resolved_at"], row["reopenings"]) == ("resolved", "2026-11-15T18:00:00Z", 1)
    stocked("redo")
    assert _show(stocked, login)["reopenings"] == 2


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1, ("answer", "--at", "2026-11-14 09:59")),
        (1, ("resolve", "--at", "2026-11-14 09:59")),
        (2, ("answer", "--at", "tomorrow")),
        (2, ("resolve", "--at", "2026-11-17 12:00")),
        (2, ("resolve", "--minutes", "long")),
        (2, ("resolve", "--minutes", "-5")),
        (2, ("answer", "--text", " ")),
        (1, ("edit", "--answered", "2026-11-14 09:00")),
        (2, ("edit", "--at", "2026-11-18")),
        (2, ("edit", "--set", "status=resolved")),
        (2, ("edit", "--set", "reopenings=3")),
    ],
)
def test_times_out_of_order_or_ahead_are_refused_and_change_nothing(stocked, login, code, words):
    before = stocked.dump()
    stocked.fails(code, "ticket", words[0], login, *words[1:])
    assert stocked.dump() == before


def test_a_resolution_does_not_come_before_the_answer_nor_an_opening_after_it(stocked, login):
    stocked("ticket", "answer", login, "--at", "2026-11-15 12:00")
    error = stocked("ticket", "resolve", login, "--at", "2026-11-15 11:00", "-f", "json", ok=False).error
    assert error["message"] == (
        f"ticket {login} would be resolved on 2026-11-15 11:00, before it was first answered on 2026-11-15 12:00"
    )
    stocked.fails(1, "ticket", "edit", login, "--at", "2026-11-15 12:01")
    stocked("ticket", "edit", login, "--at", "2026-11-15 12:00", "--answered", "2026-11-15 12:00")


def test_within_one_minute_the_seconds_of_the_earlier_hold(stocked):
    id = _add(stocked, "Form", "--at", "2026-11-14T10:00:45Z")
    stocked("ticket", "answer", id, "--at", "2026-11-14 10:00")
    assert _show(stocked, id)["first_answered_at"] == "2026-11-14T10:00:45Z"
    stocked("ticket", "resolve", id, "--at", "2026-11-14 10:00")
    assert _show(stocked, id)["resolved_at"] == "2026-11-14T10:00:45Z"


def test_names_mean_open_tickets_where_only_those_can_be_meant(stocked, login):
    stocked("ticket", "resolve", login)
    second = _add(stocked, "Cannot log in again", "--who", "bo")
    assert stocked("ticket", "answer", "cannot log in").out == f"{second}\n"
    assert stocked("ticket", "reopen", "cannot log in").out == f"{login}\n"
    assert stocked("ticket", "resolve", "-", input=f"{login}\n{second}\n").ids == [login, second]


# --- lists, edit, rm ---


def test_the_list_shows_the_open_ones_unless_told_otherwise(stocked, login):
    form = _add(stocked, "Form", "--company", "neva", "--priority", "high", "--tag", "form")
    stocked("ticket", "resolve", login)

    def ids(*words) -> list[int]:
        return stocked("ticket", "list", *words, "-f", "ids").ids

    assert ids() == [form]
    assert ids("--all") == [form, login]
    assert ids("--status", "resolved") == [login]
    assert ids("--where", "resolved_on = today") == [login]
    assert ids("--who", "company:neva") == [form]
    assert ids("--contact", "anna petrova") == []
    assert ids("--contact", "anna petrova", "--all") == [login]
    assert ids("--channel", "email", "--all") == [login]
    assert ids("--priority", "high", "--tag", "form") == [form]
    assert ids("--all", "--until", "2026-11-14") == [login]
    assert ids("--all", "--since", "2026-11-15") == [form]
    assert stocked("ticket", "list", "--exit-code", ok=False).code == 10


def test_an_edit_changes_fields_tags_and_party(stocked, login):
    stocked("ticket", "edit", login, "--company", "neva", "--add-tag", "mail", "--title", "Cannot log in at all")
    row = _show(stocked, login)
    assert (row["title"], row["tags"], row["company"]["id"]) == ("Cannot log in at all", ["mail"], NEVA)
    assert stocked.sql("SELECT party FROM ticket WHERE id = ?", (login,)) == [(NEVA,)]
    stocked("ticket", "edit", "--where", "channel = email", "--priority", "low", "--yes")
    assert _show(stocked, login)["priority"] == "low"
    stocked("undo")
    stocked("undo")
    row = _show(stocked, login)
    assert (row["title"], row["tags"], row["company"], row["priority"]) == ("Cannot log in", [], None, "normal")


def test_a_removed_ticket_comes_back_with_its_tags(stocked):
    id = _add(stocked, "Form", "--tag", "form")
    before = _show(stocked, id)
    stocked("ticket", "rm", id)
    stocked.fails(3, "ticket", "show", id)
    stocked("undo")
    assert _show(stocked, id) == before
