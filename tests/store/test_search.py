"""Search: words, their beginnings, parts of names, every script; the query is data."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (("petrova",), {ANNA}),
        (("PETR",), {ANNA}),
        (("trova",), {ANNA}),
        (("anna", "petrova"), {ANNA}),
        (("petrova anna",), {ANNA}),
        (("seats",), {CALL}),
        (("quote",), {QUOTE}),
        (("website",), {WEBSITE}),
        (("anna@neva.example",), {ANNA}),
        (("79211234567",), {ANNA}),
        (("سارا",), {SARA}),
        (("محمدي",), {SARA}),
        (("tehran",), {SARA}),
        (("shipping",), {NEVA}),
        (("boli",), {BO}),
        (("zzzz",), set()),
    ],
)
def test_a_query_finds_these_records(stocked, query, found):
    assert set(stocked("search", *query, "-f", "ids").ids) >= found
    if not found:
        assert stocked("search", *query, "-f", "ids").ids == []


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        "*",
        "a*",
        "NEAR(a b)",
        "name:anna",
        "a AND",
        "(",
        "anna OR",
        "-anna",
        "^anna",
        "%",
        "_",
        "\\",
        ";",
        "NOT",
        "a\u200cb",
        "--",
        "{}",
    ],
)
def test_the_query_is_never_syntax(stocked, query):
    answer = stocked("search", "--", query, ok=False)
    assert answer.code in (0, 2), answer
    assert "defect" not in answer.err


def test_noun_narrows(stocked):
    assert stocked("search", "neva", "--noun", "company", "-f", "ids").ids == [NEVA]
    assert set(stocked("search", "neva", "--noun", "deal", "--noun", "contact", "-f", "ids").ids) == {
        WEBSITE,
        ANNA,
    }


def test_yo_and_ye_are_one_letter_and_short_i_is_not_i(crm):
    crm("contact", "add", "Алёна Зайцева")
    assert crm("search", "алена", "-f", "ids").ids == [1]
    assert crm("search", "заицева", "-f", "ids").ids == []


def test_the_index_follows_edits_tags_removal_and_undo(stocked):
    stocked("contact", "edit", BO, "--name", "Zebulon")
    assert stocked("search", "zebulon", "-f", "ids").ids == [BO]
    stocked("contact", "tag", BO, "quagga")
    assert stocked("search", "quagga", "-f", "ids").ids == [BO]
    stocked("contact", "rm", BO)
    assert stocked("search", "zebulon", "-f", "ids").ids == []
    stocked("undo")
    assert stocked("search", "quagga", "-f", "ids").ids == [BO]
