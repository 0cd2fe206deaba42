"""`today`, bare `tinycrm`, and `search`."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def test_a_script_gets_nothing_when_there_is_nothing_to_say(crm) -> None:
    crm("contact", "add", "Anna")
    answer = crm("today")
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert crm("today", "--exit-code").code == 0


def test_the_exit_code_says_that_there_is_something(stocked) -> None:
    assert stocked("today", "--today", "2026-12-01", "--exit-code", ok=False).code == 10


def test_tasks_stand_under_the_day_they_are_due(stocked) -> None:
    stocked("task", "add", "Undated")
    found = {
        day: {
            key
            for key, rows in stocked("today", "--today", day, "-f", "json").json.items()
            if isinstance(rows, list) and any(row.get("title") == "Send quote" for row in rows)
        }
        for day in ("2026-11-20", "2026-11-24", "2026-12-01", "2026-12-02")
    }
    assert found == {"2026-11-20": set(), "2026-11-24": {"upcoming"}, "2026-12-01": {"due"}, "2026-12-02": {"overdue"}}
    assert [row["title"] for row in stocked("today", "-f", "json").json["undated"]] == ["Undated"]


def test_a_done_task_is_on_no_agenda(stocked) -> None:
    stocked("task", "done", QUOTE)
    assert stocked("today", "--today", "2026-12-02", "-f", "json").json["overdue"] == []


def test_cadence_counts_from_the_last_interaction_that_is_no_note(stocked) -> None:
    stocked("contact", "edit", ANNA, "--cadence", "weekly")
    stocked("log", "note", ANNA, "thinking of her", "--at", "2026-11-15")
    rows = stocked("today", "--today", "2026-11-17", "-f", "json").json["cadence"]
    assert [(row["id"], row["days"], row["cadence_days"]) for row in rows] == [(ANNA, 7, 7)]
    assert stocked("today", "--today", "2026-11-16", "-f", "json").json["cadence"] == []
    stocked("log", "call", ANNA, "hello", "--at", "2026-11-16 09:00")
    assert stocked("today", "--today", "2026-11-17", "-f", "json").json["cadence"] == []


def test_the_shortest_cadence_of_own_and_tags_applies(stocked, tmp_path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "config.yaml").write_text("cadence: {tags: {VIP: 3, lead: 60}}\n")
    stocked("contact", "edit", ANNA, "--cadence", "30")
    rows = stocked("today", "--config", str(tmp_path / "conf"), "-f", "json").json["cadence"]
    assert [(row["id"], row["cadence_days"]) for row in rows] == [(ANNA, 3)]


def test_an_unanswered_email_is_owed_until_it_is_answered(stocked) -> None:
    stocked("log", "email", BO, "How much?", "--direction", "in", "--at", "2026-11-15 10:00")
    assert [row["id"] for row in stocked("today", "-f", "json").json["owed"]] == [BO]
    stocked("log", "email", BO, "100", "--direction", "out", "--at", "2026-11-15 11:00")
    page = stocked("today", "-f", "json").json
    assert (page["owed"], page["awaited"]) == ([], [])
    assert [row["id"] for row in stocked("today", "--today", "2026-11-18", "-f", "json").json["awaited"]] == [BO]


def test_a_deal_longer_in_its_stage_than_rot_days_is_stale(stocked, tmp_path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "pipelines.yaml").write_text(
        "pipelines:\n  sales:\n    stages:\n      - {key: lead, rot_days: 14}\n"
        "      - {key: won, outcome: won}\n      - {key: lost, outcome: lost}\n"
    )
    config = ("--config", str(tmp_path / "conf"), "-f", "json")
    assert stocked("today", "--today", "2026-11-30", *config).json["rotting"] == []
    rows = stocked("today", "--today", "2026-12-01", *config).json["rotting"]
    assert [(row["id"], row["days"]) for row in rows] == [(WEBSITE, 15)]


def test_birthdays_two_weeks_ahead_across_the_turn_of_the_year(stocked) -> None:
    stocked("contact", "edit", BO, "--birthday", "--01-02")
    rows = stocked("today", "--today", "2026-12-30", "-f", "json").json["birthdays"]
    assert [(row["id"], row["on"], row["age"]) for row in rows] == [(BO, "2027-01-02", None)]
    rows = stocked("today", "--today", "2026-11-30", "-f", "json").json["birthdays"]
    assert [(row["id"], row["on"], row["age"]) for row in rows] == [(ANNA, "2026-12-10", 36)]


def test_who_was_born_on_29_february_is_greeted_on_the_28th_otherwise(stocked) -> None:
    stocked("contact", "edit", BO, "--birthday", "1992-02-29")
    rows = stocked("today", "--today", "2027-02-20", "-f", "json").json["birthdays"]
    assert [row["on"] for row in rows] == ["2027-02-28"]
    rows = stocked("today", "--today", "2028-02-20", "-f", "json").json["birthdays"]
    assert [row["on"] for row in rows] == ["2028-02-29"]


def test_bare_tinycrm_teaches_the_first_commands_then_shows_the_agenda(crm) -> None:
    crm.env.pop("TINYCRM_DB")
    answer = crm()
    assert "tinycrm log call" in answer.out
    assert list(crm.home.rglob("*.db")) == []
    crm("task", "add", "Send quote", "--due", "today")
    assert "Send quote" in crm().out


def test_a_word_or_a_part_of_one_finds_in_any_script(stocked) -> None:
    assert stocked("search", "PETR", "-f", "ids").ids == [ANNA]
    assert stocked("search", "трова", "-f", "ids", ok=True).out == ""
    assert stocked("search", "etrov", "-f", "ids").ids == [ANNA]
    assert stocked("search", "محمدي", "-f", "ids").ids == [SARA]
    assert stocked("search", "40", "seats", "-f", "ids").ids == [CALL]
    assert stocked("search", "neva", "--noun", "companies", "-f", "ids").ids == [NEVA]


def test_a_query_is_data_and_never_syntax(stocked) -> None:
    for query in ('"', "anna OR bo", "NEAR(anna bo)", "anna*", "-anna", "a AND", "folded:anna", "(", "^anna"):
        answer = stocked("search", "--", query, ok=False)
        assert answer.code in (0, 2), answer
        assert answer.code == 0 or "holds no word" in answer.err


def test_search_follows_every_change(stocked) -> None:
    stocked("contact", "edit", ANNA, "--name", "Zoe Quill", "--email", "zoe@quill.example")
    assert stocked("search", "petrova", "--noun", "contact", "-f", "ids").out == ""
    assert stocked("search", "quill", "-f", "ids").ids == [ANNA]
    stocked("contact", "tag", ANNA, "wintersale")
    assert stocked("search", "wintersale", "-f", "ids").ids == [ANNA]
    stocked("contact", "rm", ANNA, "--cascade")
    assert stocked("search", "quill", "-f", "ids").out == ""


def test_what_is_found_tells_whose_it_is(stocked) -> None:
    stocked("sale", "add", "company:neva", "100", "--product", "Logo", "--contact", ANNA)
    stocked("sale", "add", BO, "100", "--product", "Logo")
    found = stocked("search", "logo", "-f", "json").json
    assert sorted(row["with"]["name"] for row in found) == ["Bo Li", "Neva Trade"]
    assert {row["name"] for row in found} == {"Logo"}


@pytest.mark.parametrize("noun", ["sale", "subscription"])
def test_the_column_of_who_pays_is_headed_customer_on_screens(stocked, noun) -> None:
    stocked(noun, "add", BO, "100")
    head, _, row = stocked(noun, "list", "-f", "md").out.splitlines()
    cells = dict(zip(head.split("|"), row.split("|"), strict=True))
    assert cells[" Customer "].strip() == "Bo Li"
    assert "company" in stocked(noun, "list", "-f", "tsv").lines[0].split("\t")
