"""The JSON of every noun, key by key: scripts read it, so it changes only by addition."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
KEYS = {
    (
        "contact",
        ANNA,
    ): """id uid name given family title email emails phone phones handle handles company companies
        lifecycle source owner tags birthday cadence_days lead_on customer_since note fields last_touch_at
        last_in_at last_out_at created_at updated_at""",
    (
        "company",
        NEVA,
    ): """id uid name parent website websites phone phones industry size country lifecycle source
        owner tags lead_on customer_since note fields last_touch_at last_in_at last_out_at
        created_at updated_at""",
    (
        "deal",
        WEBSITE,
    ): """id uid title value currency pipeline stage outcome probability company contact contacts
        expected_close_on opened_on closed_on reason source owner tags fields stage_entered_on created_at
        updated_at""",
    ("task", QUOTE): """id uid title due_on due_time priority status repeat contact company deal owner done_at
        done_on note created_at updated_at""",
    (
        "interaction",
        CALL,
    ): """id uid kind at on_day direction summary contacts companies deal minutes outcome owner
        created_at updated_at""",
}


@pytest.mark.parametrize(("noun", "id"), list(KEYS), ids=str)
def test_no_key_is_ever_missing(stocked, noun, id):
    shown = stocked(noun, "show", id, "-f", "json").json
    assert set(KEYS[(noun, id)].split()) - set(shown) == set()
    listed = stocked(noun, "list", "--where", f"id = {id}", "-f", "json").json[0]
    assert list(listed) == list(shown)
    assert (
        stocked(noun, "edit", id, "-f", "json", *(("--owner", "zoe") if noun != "" else ())).json.keys() >= shown.keys()
    )


def test_values_have_the_documented_forms(stocked):
    contact = stocked("contact", "show", ANNA, "-f", "json").json
    assert contact["emails"] == [{"value": "anna@neva.example", "label": None}]
    assert contact["email"] == "anna@neva.example"
    assert contact["company"] == {"id": NEVA, "name": "Neva Trade"}
    assert contact["tags"] == ["lead", "vip"]
    assert contact["birthday"] == "1990-12-10"
    assert contact["fields"] == {}
    deal = stocked("deal", "show", WEBSITE, "-f", "json").json
    assert '"value": 4800.00,' in stocked("deal", "show", WEBSITE, "-f", "json").out
    assert (deal["currency"], deal["stage"], deal["pipeline"], deal["outcome"]) == (
        "EUR",
        "lead",
        "sales",
        "open",
    )
    assert deal["contacts"] == [{"id": ANNA, "name": "Anna Petrova"}]
    assert deal["expected_close_on"] == "2026-12-31"
    assert deal["opened_on"] == "2026-11-16"
    task = stocked("task", "show", QUOTE, "-f", "json").json
    assert (task["due_on"], task["due_time"], task["priority"], task["done_at"]) == (
        "2026-12-01",
        "15:00",
        "high",
        None,
    )
    call = stocked("interaction", "show", CALL, "-f", "json").json
    assert (call["at"], call["on_day"], call["kind"], call["direction"]) == (
        "2026-11-10T10:00:00Z",
        "2026-11-10",
        "call",
        "in",
    )


def test_a_birthday_without_a_year_has_two_dashes(stocked):
    stocked("contact", "edit", BO, "--birthday", "10 dec")
    assert stocked("contact", "show", BO, "-f", "json").json["birthday"] == "--12-10"


@pytest.mark.parametrize(("typed", "stored"), [("60%", 0.6), ("60", 0.6), ("0.6", 0.6), ("100%", 1), ("0", 0)])
def test_probability_is_a_ratio(stocked, typed, stored):
    assert stocked("deal", "edit", WEBSITE, "--probability", typed, "-f", "json").json["probability"] == stored


TSV = {
    "contact": """id name email phone company title lifecycle source owner tags birthday last_touch_at
        created_at uid""",
    "company": """id name website phone industry size country parent lifecycle source owner tags
        last_touch_at created_at uid""",
    "deal": """id title value currency pipeline stage outcome probability company contacts
        expected_close_on opened_on closed_on reason source owner tags created_at uid""",
    "task": """id title due_on due_time priority status repeat contact company deal owner done_at
        created_at uid""",
    "interaction": """id at on_day kind direction contacts companies deal summary minutes outcome owner
        created_at uid""",
}


@pytest.mark.parametrize("noun", TSV)
def test_tsv_columns_begin_as_they_always_did(stocked, noun):
    expected = TSV[noun].split()
    assert stocked(noun, "list").lines[0].split("\t")[: len(expected)] == expected
