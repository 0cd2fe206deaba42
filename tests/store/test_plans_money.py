"""What SQLite does for sales, expenses, campaigns, and what pages show of them: no table is read whole."""

from __future__ import annotations

import pytest
from tests.store import test_plans

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
_GROWING = {
    "sale", "expense", "campaign_member", "subscription", "subscription_change", "subscription_term", "ticket",
    "feedback",
}  # fmt: skip
_FIRST = (
    ("sale", "add", BO, "100 EUR", "--product", "Logo"),
    ("sale", "refund", 9, "10"),
    ("campaign", "add", "Spring"),
    ("campaign", "reach", 11, BO),
    ("expense", "add", "20 EUR", "--kind", "sales", "--campaign", 11, "--title", "Stamps"),
    ("sale", "add", "company:neva", "7 EUR", "--product", "Poster"),
)
COMMANDS = (
    "sale list --limit 20",
    "sale list --who 3 --limit 20",
    "sale list --company 1 --limit 20",
    "sale list --deal 5",
    "sale list --campaign 11 --limit 20",
    "sale list --product logo --limit 20",
    "sale list --since 2026-11-01 --limit 20",
    "sale show poster",
    "sale show 9",
    "expense list --limit 20",
    "expense list --campaign 11 --limit 20",
    "expense show 12",
    "campaign members 11",
    "contact show 3",
    "contact timeline 3",
    "company show 1",
    "company timeline 1",
    "deal show 5",
    "contact list --where 'sales is empty' --limit 20",
    "contact list --where 'open_tickets is not empty' --limit 20",
    "sale add 3 5",
    "sale refund 9 5",
    "sale edit 9 --note late",
    "sale rm 10",
    "campaign answer 11 3",
    "campaign drop 11 3",
    "campaign rm 11 --cascade",
    "contact rm 3 --cascade",
    "contact merge 4 3",
    "company merge 1 8",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_table_is_read_whole(stocked, tmp_path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr(test_plans, "GROWING", test_plans.GROWING | _GROWING)
    for words in _FIRST:
        stocked(*words)
    if command == "company merge 1 8":
        command = f"company merge 1 {stocked('company', 'add', 'Neva Trading').id}"
    assert test_plans.offences(stocked, tmp_path, command, tty="list" in command or "show" in command) == []
