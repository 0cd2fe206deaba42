"""Rows that wait come back as they were, few or many."""

from __future__ import annotations

from tinycrm.formats.spool import Spool


def test_rows_come_back_in_their_order_as_often_as_they_are_asked_for():
    spool = Spool()
    assert list(spool.rows()) == []
    rows = [(number, "Анна", ["a", "b" * number]) for number in range(3000)]
    for row in rows:
        spool.add(row)
    assert spool.count == 3000
    assert list(spool.rows()) == rows
    assert list(spool.rows()) == rows
    spool.close()
    assert (spool.count, list(spool.rows())) == (0, [])
