"""A segment that others are built on stays, and its name is its own."""

from __future__ import annotations

import pytest


@pytest.fixture
def built(crm):
    """s1 (1), s2 (2) on s1, s3 (3) on the id of s1, and s11 (4) on nothing."""
    crm("segment", "add", "s1", "--where", "sales > 0")
    crm("segment", "add", "s2", "--where", "not (segment = S1) and sales > 0")
    crm("segment", "add", "s3", "--where", "segment in (1)")
    crm("segment", "add", "s11", "--where", "sales > 1")
    return crm


def test_one_that_others_are_built_on_is_not_removed_and_they_are_named(built) -> None:
    error = built.fails(1, "segment", "rm", "s1", "-f", "json").error
    assert error["message"] == "segments 2 's2', 3 's3' are built on segment 1 's1'"
    assert error["code"] == "in_use"
    assert sorted(built("segment", "list", "-f", "ids").ids) == [1, 2, 3, 4]


def test_together_with_those_or_alone_on_nothing_it_goes(built) -> None:
    built("segment", "rm", "s11")
    built("segment", "rm", "s3")
    assert "segment 2 's2' is built on segment 1 's1'" in built.fails(1, "segment", "rm", 1).err
    built("segment", "rm", "s1", "s2", "--yes")
    assert built("segment", "list", "-f", "ids").ids == []
    built("undo")
    assert sorted(built("segment", "list", "-f", "ids").ids) == [1, 2]


def test_another_ones_name_is_one_clear_error(built) -> None:
    answer = built.fails(5, "segment", "edit", "s2", "--name", "S1", "-f", "json")
    assert answer.error["message"] == "there is a segment 's1' already"
    assert answer.error["id"] == 1
    assert "segment rm 1" in answer.error["hint"]
    built("segment", "edit", "s2", "--name", "S2")
    assert built("segment", "show", 2, "--get", "name").out == "S2\n"


def test_a_name_that_only_begins_alike_is_no_reason(built) -> None:
    built("segment", "edit", "s11", "--name", "eleven")
    assert built("segment", "show", 4, "--get", "name").out == "eleven\n"
