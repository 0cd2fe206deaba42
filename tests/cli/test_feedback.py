"""`tinycrm feedback`, from outside: Monday the 16th of November 2026 is today."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _add(crm, *words) -> int:
    return crm("feedback", "add", *words).id


def _show(crm, id: int):
    return crm("feedback", "show", id, "-f", "json").json


def test_an_answer_holds_what_was_said(stocked):
    id = _add(stocked, "سارا محمدی", 9, "--kind", "nps", "--comment", "Быстро", "--at", "2026-11-14", "--set", "form=a")
    row = _show(stocked, id)
    keys = "id uid kind score at on_day company contact ticket sale comment owner fields created_at updated_at"
    assert set(keys.split()) <= set(row)
    assert (row["kind"], row["score"], row["comment"], row["on_day"]) == ("nps", 9, "Быстро", "2026-11-14")
    assert (row["contact"]["id"], row["company"], row["fields"]) == (SARA, None, {"form": "a"})
    assert stocked.sql("SELECT party FROM feedback") == [(SARA,)]
    assert _show(stocked, _add(stocked, "neva", 7, "--kind", "ces"))["on_day"] == "2026-11-16"


@pytest.mark.parametrize(
    ("kind", "least", "most"), [("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7)], ids=["nps", "csat", "ces"]
)
def test_each_kind_has_its_range(stocked, kind, least, most):
    for score in (least, most):
        assert _show(stocked, _add(stocked, "bo", score, "--kind", kind))["score"] == score
    before = stocked.dump()
    for score in {max(least - 1, 0), most + 1} - {least}:
        error = stocked("feedback", "add", "bo", score, "--kind", kind, "-f", "json", ok=False).error
        assert (error["exit_code"], error["code"], error["hint"]) == (2, "out_of_range", f"from {least} to {most}")
    assert stocked.dump() == before


def test_without_who_it_is_of_whom_the_ticket_or_the_sale_is(stocked):
    ticket = stocked("ticket", "add", "Form", "--deal", "website").id
    sale = stocked("sale", "add", "bo", 100).id
    row = _show(stocked, _add(stocked, 4, "--kind", "csat", "--ticket", ticket))
    assert (row["company"]["id"], row["contact"]["id"], row["ticket"]["id"]) == (NEVA, ANNA, ticket)
    row = _show(stocked, _add(stocked, 5, "--kind", "csat", "--sale", sale))
    assert (row["company"], row["contact"]["id"], row["sale"]["id"]) == (None, BO, sale)
    row = _show(stocked, _add(stocked, "orlova", 3, "--kind", "csat", "--ticket", ticket))
    assert (row["company"], row["contact"]["id"]) == (None, ORLOVA)
    nobody = stocked("ticket", "add", "Nobody's").id
    stocked.fails(1, "feedback", "add", 4, "--kind", "csat", "--ticket", nobody)


def test_the_comment_may_come_from_stdin(stocked):
    id = stocked("feedback", "add", "bo", 2, "--kind", "csat", "--comment", "-", input="Slow.\nAnd late.\n").id
    assert _show(stocked, id)["comment"] == "Slow.\nAnd late."


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (2, ()),
        (2, ("bo",)),
        (2, ("bo", 9)),
        (2, (9, "--kind", "nps")),
        (2, ("bo", "nine", "--kind", "nps")),
        (2, ("bo", "8.5", "--kind", "nps")),
        (2, ("--kind", "nps", "--", "bo", "-1")),
        (2, ("bo", 9, "--kind", "stars")),
        (2, ("bo", 9, "--kind", "nps", "--at", "tomorrow")),
        (3, ("nobody", 9, "--kind", "nps")),
        (3, (9, "--kind", "nps", "--ticket", 6)),
        (4, ("anna", 9, "--kind", "nps")),
    ],
)
def test_what_cannot_be_added_is_refused_and_changes_nothing(stocked, code, words):
    before = stocked.dump()
    stocked.fails(code, "feedback", "add", *words)
    assert stocked.dump() == before


def test_what_is_missing_is_named(stocked):
    assert "'feedback add' needs WHO and SCORE and --kind" in stocked.fails(2, "feedback", "add").err
    assert "'feedback add' needs --kind" in stocked.fails(2, "feedback", "add", "bo", 9).err
    assert "'feedback add' needs SCORE" in stocked.fails(2, "feedback", "add", "bo", "--kind", "nps").err


def test_lists_narrow_by_kind_person_day_and_score(stocked):
    praise = _add(stocked, "anna petrova", 10, "--kind", "nps", "--at", "2026-11-10")
    blame = _add(stocked, "bo", 1, "--kind", "csat")

    def ids(*words) -> list[int]:
        return stocked("feedback", "list", *words, "-f", "ids").ids

    assert ids() == [blame, praise]
    assert ids("--kind", "nps") == [praise]
    assert ids("--who", "bo") == [blame]
    assert ids("--until", "2026-11-10") == [praise]
    assert ids("--since", "2026-11-11") == [blame]
    assert ids("--where", "score >= 9 and kind = nps") == [praise]


def test_an_edit_keeps_the_score_in_its_range_and_undo_takes_it_back(stocked):
    id = _add(stocked, "bo", 9, "--kind", "nps", "--comment", "Quick")
    before = _show(stocked, id)
    stocked.fails(2, "feedback", "edit", id, "--score", 11)
    stocked.fails(2, "feedback", "edit", id, "--kind", "csat")
    stocked.fails(2, "feedback", "edit", id, "--clear", "score")
    stocked("feedback", "edit", id, "--kind", "csat", "--score", 5, "--company", "neva")
    row = _show(stocked, id)
    assert (row["kind"], row["score"], row["company"]["id"]) == ("csat", 5, NEVA)
    assert stocked.sql("SELECT party FROM feedback WHERE id = ?", (id,)) == [(NEVA,)]
    stocked("undo")
    assert _show(stocked, id) == before
    stocked("feedback", "rm", id)
    stocked.fails(3, "feedback", "show", id)
    stocked("undo")
    assert _show(stocked, id) == before
    stocked("undo")
    stocked.fails(3, "feedback", "show", id)
    stocked("redo")
    assert _show(stocked, id)["score"] == 9
