"""Merging keeps when somebody became a lead and a customer: the earliest day that is known."""

from __future__ import annotations

import pytest


@pytest.fixture
def book(crm):
    """Nothing yet; the business day is what a call says."""
    return crm


def _on(crm, day: str, *words):
    return crm(*words, env={"TINYCRM_TODAY": day})


def _steps(crm, id: int):
    return crm.sql("SELECT seq, old, new, on_day FROM lifecycle_change WHERE record = ? ORDER BY seq", (id,))


def _leads(crm, month: str) -> object:
    asked = ("report", "leads", "--period", month, "-f", "json")
    return sum(row["leads"] for row in _on(crm, "2026-06-30", *asked).json["rows"])


def test_the_survivor_became_a_lead_when_the_first_of_them_did(book) -> None:
    old = _on(book, "2026-01-10", "contact", "add", "Old", "--lifecycle", "lead").id
    new = _on(book, "2026-03-05", "contact", "add", "New", "--lifecycle", "lead").id
    _on(book, "2026-04-01", "contact", "edit", new, "--lifecycle", "customer")
    told = _on(book, "2026-06-30", "contact", "merge", new, old).err
    assert f"kept the earlier day on which {old} became a lead: 2026-01-10, not 2026-03-05 of {new}" in told
    assert _steps(book, new) == [(1, None, "lead", "2026-01-10"), (2, "lead", "customer", "2026-04-01")]
    assert (_leads(book, "2026-01"), _leads(book, "2026-03")) == (1, 0)
    _on(book, "2026-06-30", "undo")
    assert _steps(book, new) == [(1, None, "lead", "2026-03-05"), (2, "lead", "customer", "2026-04-01")]
    assert _steps(book, old) == [(1, None, "lead", "2026-01-10")]


def test_a_step_that_the_other_took_later_changes_nothing(book) -> None:
    keep = _on(book, "2026-01-10", "contact", "add", "Keep", "--lifecycle", "lead").id
    other = _on(book, "2026-03-05", "contact", "add", "Other", "--lifecycle", "customer").id
    told = _on(book, "2026-06-30", "contact", "merge", keep, other).err
    assert "earlier" not in told
    assert _steps(book, keep) == [(1, None, "lead", "2026-01-10")]


def test_the_value_of_the_other_comes_after_the_earlier_lead(book) -> None:
    keep = _on(book, "2026-01-10", "contact", "add", "Keep", "--lifecycle", "lead").id
    other = _on(book, "2026-03-05", "contact", "add", "Other", "--lifecycle", "customer").id
    _on(book, "2026-06-30", "contact", "merge", keep, other, "--prefer", "longest")
    assert _steps(book, keep) == [(1, None, "lead", "2026-01-10"), (2, "lead", "customer", "2026-03-05")]
    assert book("contact", "show", keep, "-f", "json").json["lifecycle"] == "customer"


@pytest.mark.parametrize("prefer", ["first", "newest", "longest"])
def test_the_earlier_of_two_typed_days_wins_whatever_the_rule(book, prefer) -> None:
    rows = "name,lead_on,customer_since\nOne,2026-03-01,2026-02-01\nTwo,2026-01-01,2026-05-01\n"
    one, two = book("import", "-", "--as", "contact", "-f", "ids", input=rows).ids
    told = book("contact", "merge", one, two, "--prefer", prefer).err
    row = book("contact", "show", one, "-f", "json").json
    assert (row["lead_on"], row["customer_since"]) == ("2026-01-01", "2026-02-01")
    assert f"kept the earlier lead_on 2026-01-01, not 2026-03-01 of {one}" in told
    assert f"kept the earlier customer_since 2026-02-01, not 2026-05-01 of {two}" in told


def test_a_later_typed_day_does_not_hide_an_earlier_step(book) -> None:
    keep = _on(book, "2026-01-10", "contact", "add", "Keep", "--lifecycle", "lead").id
    rows = "name,lifecycle,lead_on\nTyped,lead,2026-05-01\n"
    (typed,) = _on_import(book, rows)
    book("contact", "merge", keep, typed)
    assert (_leads(book, "2026-01"), _leads(book, "2026-05")) == (1, 0)


def test_a_step_imported_without_its_day_does_not_hide_a_known_one(book) -> None:
    (undated,) = _on_import(book, "name,lifecycle\nImported,customer\n")
    known = _on(book, "2026-03-05", "contact", "add", "Known", "--lifecycle", "lead").id
    book("contact", "merge", undated, known)
    assert _leads(book, "2026-03") == 1


def _on_import(crm, rows: str) -> list[int]:
    return crm("import", "-", "--as", "contact", "-f", "ids", input=rows, env={"TINYCRM_TODAY": "2026-02-01"}).ids
