"""A whole export that is brought back tells the same figures: history stays history."""

from __future__ import annotations

import pytest

TODAY = "2026-06-30"


@pytest.fixture
def book(crm):
    """The business day is the 30th of June 2026."""
    crm.env["TINYCRM_TODAY"] = TODAY
    return crm


def _moved(crm, place):
    """Everything is in another database, by a whole export."""
    file = place / "all.json"
    crm("export", "-f", "json", "--output", str(file))
    crm.env["TINYCRM_DB"] = str(place / "other.db")
    crm("import", str(file))
    return crm


def _leads(crm) -> tuple[int, list[str]]:
    report = crm("report", "leads", "--period", "month", "-f", "json")
    return sum(row["leads"] for row in report.json["rows"]), [
        line for line in report.err.splitlines() if "imported" in line
    ]


def test_a_lead_of_a_whole_export_is_one_on_its_own_day(book, tmp_path) -> None:
    book("contact", "add", "Lx", "--lifecycle", "lead")
    assert _leads(book) == (1, [])
    assert _leads(_moved(book, tmp_path)) == (1, [])


def test_what_a_table_brought_without_its_day_has_none_after_a_whole_export_either(book, tmp_path) -> None:
    book("import", "-", "--as", "contact", input="name,lifecycle\nLy,lead\n")
    before = _leads(book)
    assert (before[0], len(before[1])) == (0, 1)
    assert "left out, nobody knows the day" in before[1][0]
    assert _leads(_moved(book, tmp_path)) == before


def test_a_step_of_an_imported_record_shows_no_arrow_from_nowhere(book) -> None:
    id = book("import", "-", "--as", "contact", "-f", "ids", input="name,lifecycle\nLy,lead\n").id
    texts = [row.get("text") or row.get("what") for row in book("contact", "timeline", id, "-f", "json").json]
    assert "lead" in texts
