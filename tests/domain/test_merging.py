"""Which value stays when records become one."""

from __future__ import annotations

import pytest

from tinycrm.domain.merging import check_rule, find_clashes, value_text
from tinycrm.errors import UsageError


def _record(id: int, updated: str = "2026-01-01T00:00:00Z", **values):
    return {"id": id, "name": "Anna", "updated_at": updated, "fields": {}, **values}


def _settled(records, prefer: str = "first", picks=None, noun: str = "contact"):
    return {
        clash.field: (clash.winner, clash.kept, clash.dropped) for clash in find_clashes(noun, records, prefer, picks)
    }


def test_records_that_agree_or_have_nothing_do_not_clash() -> None:
    one = _record(1, title="CEO", source=None, owner="eva", tags=["a"], note="x", emails=[{"value": "a@x"}])
    two = _record(2, title="ceo", source="fair", owner="", tags=["b"], note="y", emails=[{"value": "b@x"}])
    assert _settled([one, two]) == {}


def test_the_first_that_has_a_value_wins_unless_a_rule_says_otherwise() -> None:
    one = _record(1, "2026-01-02T00:00:00Z", title=None, owner="eva")
    two = _record(2, "2026-01-01T00:00:00Z", title="CEO", owner="bo")
    three = _record(3, "2026-01-03T00:00:00Z", title="Managing director", owner="al")
    records = [one, two, three]
    owner = {"first": (1, "eva", [(2, "bo"), (3, "al")]), "newest": (3, "al", [(1, "eva"), (2, "bo")])}
    assert _settled(records) == {
        "title": (2, "CEO", [(3, "Managing director")]),
        "owner": owner["first"],
    }
    assert _settled(records, "newest") == {"title": (3, "Managing director", [(2, "CEO")]), "owner": owner["newest"]}
    assert _settled(records, "longest") == {
        "title": (3, "Managing director", [(2, "CEO")]),
        "owner": owner["first"],
    }


def test_what_a_person_picked_wins_over_the_rule() -> None:
    one, two = _record(1, title="CEO"), _record(2, title="CTO")
    assert _settled([one, two], "first", {"title": 2})["title"] == (2, "CTO", [(1, "CEO")])
    # a record that has no such value cannot be picked
    assert _settled([one, two], "first", {"title": 9})["title"] == (1, "CEO", [(2, "CTO")])


def test_a_name_in_capitals_is_another_and_equal_values_go_once() -> None:
    records = [_record(1), _record(2, name="ANNA"), _record(3, name="ANNA"), _record(4, name="Anna")]
    assert _settled(records) == {"name": (1, "Anna", [(2, "ANNA")])}


def test_custom_fields_clash_by_their_key_and_kind() -> None:
    one = _record(1, fields={"seats": 4, "vip": True, "own": "x"})
    two = _record(2, fields={"seats": 9, "vip": 1, "more": "y"})
    assert _settled([one, two]) == {"fields.seats": (1, 4, [(2, 9)]), "fields.vip": (1, True, [(2, 1)])}


def test_a_company_among_the_merged_is_nobodys_parent() -> None:
    def firm(id: int, parent: int | None):
        return _record(id, name="Neva", parent={"id": parent, "name": f"P{parent}"} if parent else None)

    assert _settled([firm(1, 2), firm(2, 9)], noun="company") == {}
    assert _settled([firm(1, 8), firm(2, 9)], noun="company") == {
        "parent": (1, {"id": 8, "name": "P8"}, [(2, {"id": 9, "name": "P9"})])
    }


def test_values_in_words() -> None:
    assert [value_text(value) for value in ({"id": 8, "name": "P8"}, True, False, 4, "x")] == [
        "P8",
        "true",
        "false",
        "4",
        "x",
    ]


def test_a_rule_is_one_of_three_words() -> None:
    assert [check_rule(word) for word in (None, "first", " Newest ", "longest")] == [
        "first",
        "first",
        "newest",
        "longest",
    ]
    with pytest.raises(UsageError) as caught:
        check_rule("oldest")
    assert (caught.value.message, caught.value.hint) == (
        "'oldest' is no rule of --prefer",
        "use first, newest or longest",
    )
