"""Undo takes back anything, redo does it again; who did what is known."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
# the journal itself, the ids that are never reused and the counter that only rises are no part of the state
_APART = ("operation ", "change ", "sequence ", "meta ")

_ids = st.integers(1, 14).map(str)
_people = st.sampled_from([str(n) for n in (ANNA, BO, SARA, ORLOVA, 9, 10)])
_words = st.sampled_from(["alpha", "бета", "گاما", "delta x", "[b]"])
_tags = st.sampled_from(["lead", "vip", "hot"])
_days = st.sampled_from(["2026-11-20", "2026-12-24", "tomorrow", "fri"])
OPERATIONS = st.one_of(
    st.tuples(
        st.just("contact"),
        st.just("add"),
        _words,
        st.just("--tag"),
        _tags,
        st.just("--company"),
        _words,
        st.just("--create"),
    ),
    st.tuples(
        st.just("contact"),
        st.just("add"),
        _words,
        st.just("--email"),
        st.sampled_from(["a@x.example", "b@x.example"]),
    ),
    st.tuples(
        st.just("contact"),
        st.just("edit"),
        _people,
        st.just("--name"),
        _words,
        st.just("--set"),
        _tags.map(lambda t: t + "=1"),
    ),
    st.tuples(
        st.just("contact"),
        st.just("edit"),
        _people,
        st.just("--clear"),
        st.sampled_from(["emails", "tags", "company", "birthday"]),
    ),
    st.tuples(
        st.just("contact"),
        st.just("edit"),
        _people,
        st.just("--lifecycle"),
        st.sampled_from(["lead", "customer"]),
    ),
    st.tuples(st.just("contact"), st.just("tag"), _people, _tags, _words),
    st.tuples(st.just("contact"), st.just("untag"), _people, _tags),
    st.tuples(st.just("contact"), st.just("rm"), _people),
    st.tuples(st.just("contact"), st.just("rm"), _people, st.just("--cascade")),
    st.tuples(st.just("contact"), st.just("merge"), _people, _people),
    st.tuples(st.just("contact"), st.just("relate"), _people, st.just("colleague"), _people),
    st.tuples(st.just("company"), st.just("add"), _words, st.just("--parent"), st.just("1")),
    st.tuples(st.just("company"), st.just("rm"), st.just("1"), st.just("--cascade")),
    st.tuples(
        st.just("log"),
        st.sampled_from(["call", "email", "note"]),
        _people,
        _words,
        st.just("--next"),
        _words,
        st.just("--due"),
        _days,
    ),
    st.tuples(st.just("interaction"), st.just("edit"), _ids, st.just("--at"), st.just("2026-10-01 09:00")),
    st.tuples(st.just("interaction"), st.just("rm"), _ids),
    st.tuples(
        st.just("task"),
        st.just("add"),
        _words,
        st.just("--due"),
        _days,
        st.just("--repeat"),
        st.just("weekly"),
    ),
    st.tuples(st.just("task"), st.just("done"), _ids),
    st.tuples(st.just("task"), st.just("reopen"), _ids),
    st.tuples(st.just("task"), st.just("snooze"), _ids, st.just("+3d")),
    st.tuples(st.just("task"), st.just("rm"), _ids),
    st.tuples(
        st.just("deal"),
        st.just("add"),
        _words,
        st.just("--value"),
        st.just("10.50 EUR"),
        st.just("--contact"),
        _people,
    ),
    st.tuples(st.just("deal"), st.just("move"), _ids, st.sampled_from(["qualified", "proposal", "negotiation"])),
    st.tuples(st.just("deal"), st.just("won"), _ids),
    st.tuples(st.just("deal"), st.just("lost"), _ids, st.just("--reason"), st.just("price")),
    st.tuples(st.just("deal"), st.just("reopen"), _ids),
    st.tuples(
        st.just("deal"),
        st.just("edit"),
        _ids,
        st.just("--value"),
        st.just("7 EUR"),
        st.just("--contact"),
        _people,
    ),
    st.tuples(st.just("deal"), st.just("rm"), _ids),
)


def _state(crm) -> list[str]:
    return [row for row in crm.dump(without=("version",)) if not row.startswith(_APART)]


def _count(crm) -> int:
    return int(str(crm.sql("SELECT count(*) FROM operation WHERE undoes IS NULL AND undone_by IS NULL")[0][0]))


def test_undo_prints_what_it_took_back_and_redo_does_it_again(stocked):
    stocked("contact", "rm", BO)
    assert stocked("undo").code == 0
    assert stocked("contact", "show", "bo@li.example", "--get", "name").out == "Bo Li\n"
    assert stocked("redo").code == 0
    assert stocked.fails(3, "contact", "show", BO).code == 3


def test_undo_brings_back_what_rm_took_along(stocked):
    before = _state(stocked)
    stocked("contact", "rm", ANNA, "--cascade")
    stocked("company", "rm", NEVA, "--cascade")
    for table in ("task", "deal", "interaction", "stage_stay", "contact_company"):
        assert stocked.sql(f"SELECT count(*) FROM {table}") == [(0,)]
    stocked("undo")
    stocked("undo")
    assert _state(stocked) == before
    assert stocked("search", "petrova", "-f", "ids").ids[0] == ANNA


def test_undo_is_of_ones_own_operations_unless_any_is_said(stocked):
    stocked("contact", "tag", BO, "mine")
    stocked("contact", "tag", SARA, "theirs", "--user", "other")
    stocked("undo")
    assert stocked("contact", "list", "--tag", "mine", "-f", "ids").ids == []
    assert stocked("contact", "list", "--tag", "theirs", "-f", "ids").ids == [SARA]
    stocked("undo", "--any")
    assert stocked("contact", "list", "--tag", "theirs", "-f", "ids").ids == []


def test_undo_refuses_when_the_record_was_changed_since(stocked):
    stocked("contact", "edit", BO, "--title", "CTO")
    number = int(str(stocked.sql("SELECT max(id) FROM operation")[0][0]))
    stocked("contact", "edit", BO, "--title", "CEO", "--user", "other")
    before = stocked.dump()
    refused = stocked.fails(5, "undo", number)
    assert f"record {BO} was changed since" in refused.err
    assert stocked.dump() == before


def test_nothing_to_undo_is_a_refusal(crm):
    crm("contact", "add", "X", "--user", "other")
    assert "nothing to undo" in crm.fails(1, "undo").err
    assert "nothing to redo" in crm.fails(1, "redo").err


def test_history_names_who_did_what(stocked):
    stocked("contact", "edit", BO, "--title", "CTO", "--user", "other")
    row = stocked("history", BO, "-f", "json").json[0]
    assert row["who"] == "other"
    assert "contact edit 3 --title CTO" in row["command"]


def test_a_refused_command_leaves_no_operation(stocked):
    count = stocked.sql("SELECT count(*) FROM operation")
    stocked.fails(5, "contact", "add", "X", "--email", "bo@li.example")
    stocked.fails(3, "log", "call", "nobody at all", "Hi")
    stocked.fails(2, "deal", "move", WEBSITE, "nope")
    assert stocked.sql("SELECT count(*) FROM operation") == count


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "list"),
        ("contact", "show", "2"),
        ("today",),
        ("search", "anna"),
        ("history",),
        ("task", "list"),
    ],
    ids=" ".join,
)
def test_a_read_changes_not_one_byte(stocked, words):
    before = stocked.db.read_bytes()
    stocked(*words)
    assert stocked.db.read_bytes() == before
