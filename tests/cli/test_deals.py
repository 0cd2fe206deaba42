"""`tinycrm deal`, from outside."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _json(crm, id=WEBSITE):
    return crm("deal", "show", id, "-f", "json").json


def test_add_begins_in_the_first_stage_today(stocked):
    shown = _json(stocked, stocked("deal", "add", "Retainer", "--value", "1 200,50 EUR").id)
    assert (shown["stage"], shown["outcome"], shown["opened_on"], shown["closed_on"]) == (
        "lead",
        "open",
        "2026-11-16",
        None,
    )
    assert (shown["value"], shown["currency"]) == (1200.5, "EUR")


def test_move_keeps_each_stay_with_its_days(stocked):
    stocked("deal", "move", WEBSITE, "qualified", "--on", "2026-11-18", "--today", "2026-11-20")
    stocked("deal", "move", WEBSITE, "proposal", "--today", "2026-11-20")
    assert stocked.sql("SELECT seq, stage, entered_on, left_on FROM stage_stay WHERE deal = 5 ORDER BY seq") == [
        (1, "lead", "2026-11-16", "2026-11-18"),
        (2, "qualified", "2026-11-18", "2026-11-20"),
        (3, "proposal", "2026-11-20", None),
    ]
    assert _json(stocked)["stage"] == "proposal"


def test_won_lost_and_reopen_set_the_outcome_and_the_day(stocked):
    stocked.env["TINYCRM_TODAY"] = "2026-11-20"
    stocked("deal", "won", WEBSITE, "--on", "yesterday", "--note", "Signed")
    shown = _json(stocked)
    assert (shown["outcome"], shown["stage"], shown["closed_on"]) == ("won", "won", "2026-11-19")
    stocked("deal", "reopen", WEBSITE)
    shown = _json(stocked)
    assert (shown["outcome"], shown["stage"], shown["closed_on"]) == ("open", "lead", None)
    stocked("deal", "lost", WEBSITE, "--reason", "price")
    shown = _json(stocked)
    assert (shown["outcome"], shown["reason"], shown["closed_on"]) == ("lost", "price", "2026-11-20")


def test_a_day_before_the_stage_was_entered_is_refused(stocked):
    before = stocked.dump()
    assert (
        "--on 2026-11-16 or later" in stocked.fails(1, "deal", "move", WEBSITE, "qualified", "--on", "2026-01-01").err
    )
    assert "in the future" in stocked.fails(2, "deal", "move", WEBSITE, "qualified", "--on", "2026-11-17").err
    assert stocked.dump() == before


def test_probability_is_the_stages_own_unless_set(stocked):
    own = _json(stocked)["probability"]
    assert 0 < own < 1
    stocked("deal", "edit", WEBSITE, "--probability", "60%")
    assert _json(stocked)["probability"] == 0.6
    stocked("deal", "edit", WEBSITE, "--clear", "probability")
    assert _json(stocked)["probability"] == own


def test_the_value_changes_and_its_currency_stays(stocked):
    stocked("deal", "edit", WEBSITE, "--value", "5200")
    assert (_json(stocked)["value"], _json(stocked)["currency"]) == (5200, "EUR")
    stocked("deal", "edit", WEBSITE, "--value", "5200 USD")
    assert (_json(stocked)["value"], _json(stocked)["currency"]) == (5200, "USD")
    stocked("deal", "edit", WEBSITE, "--value", "10k")
    assert (_json(stocked)["value"], _json(stocked)["currency"]) == (10000, "USD")


def test_ids_of_a_list_move_together_or_not_at_all(stocked):
    second = stocked("deal", "add", "Second").id
    before = stocked.dump()
    stocked.fails(3, "deal", "move", "-", "qualified", input=f"{WEBSITE}\n{second}\n999\n")
    assert stocked.dump() == before
    assert stocked("deal", "move", "-", "qualified", input=f"{WEBSITE}\n{second}\n").ids == [WEBSITE, second]
    assert stocked("deal", "list", "--stage", "qualified", "-f", "ids", "--sort", "id").ids == [
        WEBSITE,
        second,
    ]


def test_the_board_has_every_stage_and_the_deal_in_its_own(stocked):
    board = stocked("deal", "board").out
    assert "Website for Neva" in board
    assert "4,800" in board
    assert "\x1b" not in board


def test_a_required_field_of_a_stage_refuses_the_move_and_names_it(stocked):
    folder = stocked.home / "settings"
    folder.mkdir()
    (folder / "pipelines.yaml").write_text(
        "pipelines:\n  sales:\n    stages:\n      - {key: lead, probability: 10}\n"
        "      - {key: proposal, probability: 50, requires: [source]}\n"
        "      - {key: won, outcome: won}\n      - {key: lost, outcome: lost}\n"
    )
    stocked.env["TINYCRM_CONFIG"] = str(folder)
    before = stocked.dump()
    refused = stocked("deal", "move", WEBSITE, "proposal", ok=False)
    assert refused.code == 1, refused
    assert (
        refused.err == "tinycrm: deal 5 Website for Neva cannot enter proposal without source;"
        " tinycrm deal edit 5 --source …\n"
    )
    assert stocked.dump() == before
    stocked("deal", "edit", WEBSITE, "--source", "web")
    stocked("deal", "move", WEBSITE, "proposal")
    assert _json(stocked)["stage"] == "proposal"


def test_a_stage_that_the_yaml_no_longer_has_is_shown(stocked):
    stocked("deal", "move", WEBSITE, "negotiation")
    folder = stocked.home / "settings"
    folder.mkdir()
    (folder / "pipelines.yaml").write_text(
        "pipelines:\n  sales:\n    stages:\n      - {key: lead, probability: 10}\n"
        "      - {key: won, outcome: won}\n      - {key: lost, outcome: lost}\n"
    )
    stocked.env["TINYCRM_CONFIG"] = str(folder)
    assert _json(stocked)["stage"] == "negotiation"
    assert stocked("deal", "list", "-f", "ids").ids == [WEBSITE]
    assert "Website for Neva" in stocked("deal", "board").out


@pytest.mark.parametrize("words", [("won",), ("lost", "--reason", "price")], ids=" ".join)
def test_closing_makes_it_leave_the_list_and_undo_brings_it_back(stocked, words):
    stocked("deal", words[0], WEBSITE, *words[1:])
    assert stocked("deal", "list", "-f", "ids").ids == []
    stocked("undo")
    assert stocked("deal", "list", "-f", "ids").ids == [WEBSITE]
