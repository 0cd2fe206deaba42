"""The JSON and the tsv columns of sales, expenses and campaigns: scripts read them, so they change only by addition."""

from __future__ import annotations

import pytest

BO = 3
ADDED = {
    "sale": ("sale", "add", BO, "1 200,50 EUR", "--product", "Logo", "--quantity", "2,5"),
    "expense": ("expense", "add", "20 JPY", "--kind", "sales"),
    "campaign": ("campaign", "add", "Spring", "--budget", "800"),
}
KEYS = {
    "sale": """id uid product amount currency sold_on quantity company contact deal subscription due_on campaign
        refund_of owner note fields created_at updated_at""",
    "expense": "id uid title amount currency spent_on kind channel campaign owner note fields created_at updated_at",
    "campaign": "id uid name channel budget currency started_on ended_on owner note fields created_at updated_at",
}
TSV = {
    "sale": """id sold_on amount currency company contact product quantity deal subscription due_on campaign refund_of
        owner note created_at uid""",
    "expense": "id spent_on amount currency kind channel campaign title owner note created_at uid",
    "campaign": "id name channel budget currency started_on ended_on owner note created_at uid",
}


@pytest.mark.parametrize("noun", KEYS)
def test_no_key_is_ever_missing(stocked, noun: str) -> None:
    id = stocked(*ADDED[noun]).id
    shown = stocked(noun, "show", id, "-f", "json").json
    assert set(KEYS[noun].split()) - set(shown) == set()
    assert stocked(noun, "list", "-f", "json").json[0].keys() >= set(KEYS[noun].split())


@pytest.mark.parametrize("noun", TSV)
def test_tsv_columns_begin_as_they_always_did(stocked, noun: str) -> None:
    expected = TSV[noun].split()
    assert stocked(noun, "list").lines[0].split("\t")[: len(expected)] == expected


def test_amounts_are_exact_numbers_and_references_have_a_name(stocked) -> None:
    for words in ADDED.values():
        stocked(*words)
    assert '"amount": 1200.50, "currency": "EUR"' in stocked("sale", "list", "-f", "json").out
    assert '"amount": 20, "currency": "JPY"' in stocked("expense", "list", "-f", "json").out
    shown = stocked("sale", "show", 9, "-f", "json").json
    assert (shown["contact"], shown["company"], shown["quantity"]) == ({"id": BO, "name": "Bo Li"}, None, 2.5)
