"""Options of every command: anywhere before --, the later wins, and what they mean."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


@pytest.mark.parametrize(
    "words",
    [
        ("-f", "json", "contact", "show", "2"),
        ("contact", "-f", "json", "show", "2"),
        ("contact", "show", "-f", "json", "2"),
        ("contact", "show", "2", "--format", "json"),
        ("contact", "show", "2", "--format=json"),
        ("contact", "show", "2", "-fjson"),
        ("-f", "tsv", "contact", "show", "2", "-f", "json"),
        ("-f=json", "contact", "show", "2"),
    ],
    ids=" ".join,
)
def test_the_format_is_taken_from_anywhere_and_the_later_wins(stocked, words):
    assert stocked(*words).json["id"] == ANNA


def test_after_two_dashes_an_option_is_text(stocked):
    id = stocked("contact", "add", "--", "--quiet").id
    assert stocked("contact", "show", id, "--get", "name").out == "--quiet\n"


def test_a_descending_sort_is_not_taken_for_the_format(stocked):
    assert stocked("contact", "list", "--sort", "-family,-id", "-f", "ids").ids == [ORLOVA, SARA, BO, ANNA]


def test_db_beats_its_variable(stocked):
    other = stocked.home / "other.db"
    assert stocked("--db", str(other), "contact", "add", "X").id == 1
    assert stocked("contact", "list", "--db", str(other), "--columns", "name", "--no-header").out == "X\n"
    assert (
        stocked(
            "contact",
            "list",
            env={"TINYCRM_DB": str(other)},
        ).rows[0]["name"]
        == "X"
    )


def test_without_a_name_the_database_is_in_the_data_folder(crm):
    crm.env.pop("TINYCRM_DB")
    crm("contact", "add", "X")
    assert (crm.home / ".local/share/tinycrm/tinycrm.db").exists()
    crm("contact", "add", "Y", env={"XDG_DATA_HOME": str(crm.home / "xdg")})
    assert (crm.home / "xdg/tinycrm/tinycrm.db").exists()


def test_user_is_option_then_variable_and_owns_what_it_adds(stocked):
    assert stocked("task", "show", stocked("task", "add", "X").id, "--get", "owner").out == "tester\n"
    assert stocked("task", "show", stocked("task", "add", "X", "--user", "zoe").id, "--get", "owner").out == "zoe\n"


def test_today_is_option_then_variable(stocked):
    id = stocked("task", "add", "X", "--due", "tomorrow", "--today", "2027-02-28").id
    assert stocked("task", "show", id, "--get", "due_on").out == "2027-03-01\n"
    id = stocked("task", "add", "X", "--due", "tomorrow").id
    assert stocked("task", "show", id, "--get", "due_on").out == "2026-11-17\n"
    assert QUOTE in stocked("task", "list", "--due", "overdue", "--today", "2026-12-02", "-f", "ids").ids


def test_today_does_not_move_created_at(stocked):
    created = stocked(
        "contact", "show", stocked("contact", "add", "X", "--today", "2150-01-01").id, "--get", "created_at"
    ).out
    assert not created.startswith("2150")


def test_half_past_midnight_in_tehran_is_the_local_day(crm):
    (crm.home / "settings").mkdir()
    (crm.home / "settings" / "config.yaml").write_text("timezone: Asia/Tehran\n")
    crm.env["TINYCRM_CONFIG"] = str(crm.home / "settings")
    crm("contact", "add", "Sara")
    id = crm("log", "call", "sara", "Late", "--at", "2026-05-02 00:30").id
    shown = crm("interaction", "show", id, "-f", "json").json
    assert (shown["at"], shown["on_day"]) == ("2026-05-01T21:00:00Z", "2026-05-02")
    assert crm("interaction", "list", "--since", "2026-05-02", "-f", "ids").ids == [id]
    assert crm("interaction", "list", "--until", "2026-05-01", "-f", "ids").ids == []
    assert crm("interaction", "list", "--where", "on_day = 2026-05-02", "-f", "ids").ids == [id]


def test_the_hour_that_a_clock_change_skips_or_repeats_is_one_instant(crm):
    (crm.home / "settings").mkdir()
    (crm.home / "settings" / "config.yaml").write_text("timezone: Europe/Berlin\n")
    crm.env["TINYCRM_CONFIG"] = str(crm.home / "settings")
    crm("contact", "add", "Bo")
    for at, day in (
        ("2026-03-29 02:30", "2026-03-29"),
        ("2026-10-25 02:30", "2026-10-25"),
        ("2024-02-29 23:59", "2024-02-29"),
    ):
        id = crm("log", "call", "bo", "x", "--at", at).id
        assert crm("interaction", "show", id, "--get", "on_day").out == day + "\n"


def test_colour_is_for_terminals_alone(stocked):
    for words in (
        ("today", "--days", "60"),
        ("contact", "show", "2"),
        ("deal", "board"),
        ("contact", "list", "-f", "table"),
    ):
        assert "\x1b" not in stocked(*words, env={"TERM": "xterm-256color", "FORCE_COLOR": "1"}).out
