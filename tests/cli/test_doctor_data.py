"""`doctor data`: what is filled, what is amiss, and commands that list exactly that."""

from __future__ import annotations

import shlex

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


@pytest.fixture
def dirty(stocked):
    """A database in which every check finds something."""
    stocked("contact", "edit", BO, "--handle", "telegram:@boli", "--phone", "+49 30 1234567", "--lifecycle", "lead")
    stocked("contact", "add", "anna  PETROVA", "--phone", "+79211234567")
    stocked("contact", "edit", ORLOVA, "--phone", "+7 921 123 45 67")
    stocked("company", "add", "Neva Two", "--website", "https://www.neva.example/", "--lifecycle", "customer")
    stocked("deal", "add", "Loose")
    stocked("deal", "lost", stocked("deal", "add", "Loose and lost").id)
    stocked("task", "add", "Call the bank")
    stocked.sql("DELETE FROM interaction_contact")
    stocked.sql("UPDATE contact_point SET typed = 'orlova at example' WHERE kind = 'email' AND record = 8")
    stocked.sql("UPDATE contact_point SET typed = 'ask Bo' WHERE kind = 'phone' AND record = 3")
    stocked.sql("UPDATE contact_point SET typed = '::' WHERE kind = 'handle' AND record = 3")
    stocked("company", "add", "Oak", "--website", "oak.example")
    stocked.sql("UPDATE contact_point SET typed = 'no site' WHERE key = 'oak.example'")
    # long after all that was written, whenever the test runs
    stocked.env["TINYCRM_TODAY"] = "2199-06-30"
    return stocked


def found(crm, *words: str) -> dict[tuple[str, str], int]:
    return {
        (row["check"], row["noun"]): row["count"]
        for row in crm("doctor", "data", *words, "-f", "json").json["findings"]
    }


def numbers(value: object) -> set[int]:
    """Gives every whole number in JSON data, however deep."""
    if isinstance(value, dict):
        return numbers(list(value.values()))
    if isinstance(value, list):
        return {number for item in value for number in numbers(item)}
    return {value} if isinstance(value, int) else set()


def filled(crm, noun: str) -> dict[str, int]:
    rows = crm("doctor", "data", "-f", "json").json["completeness"]
    return {row["field"]: row["filled"] for row in rows if row["noun"] == noun}


# --- what is counted ---


def test_every_field_says_how_many_records_have_it(stocked) -> None:
    assert filled(stocked, "contact") == {
        "title": 0,
        "email": 3,
        "phone": 1,
        "handle": 1,
        "company": 1,
        "lifecycle": 0,
        "source": 0,
        "owner": 0,
        "tags": 2,
        "birthday": 1,
        "cadence_days": 0,
        "note": 1,
    }
    company = {"website": 1, "phone": 0, "industry": 1, "size": 0, "country": 0, "lifecycle": 0}
    assert filled(stocked, "company") == {**company, "source": 0, "owner": 0, "tags": 0, "note": 0}
    assert filled(stocked, "deal")["contact"] == 1
    task = {"due_on": 1, "contact": 1, "company": 0, "deal": 0, "owner": 1, "note": 0}
    assert filled(stocked, "task") == task
    assert filled(stocked, "interaction")["contacts"] == 1


def test_a_noun_without_records_is_left_out(crm) -> None:
    crm("task", "add", "Call the bank")
    answer = crm("doctor", "data", "-f", "json").json
    assert {row["noun"] for row in answer["completeness"]} == {"task"}
    assert answer["score"] is None


def test_custom_fields_count_when_they_are_declared(stocked, tmp_path) -> None:
    folder = tmp_path / "settings"
    folder.mkdir(mode=0o700)
    (folder / "config.yaml").write_text("fields:\n  contact:\n    seats: integer\nkey_fields:\n  contact: [seats]\n")
    stocked("contact", "edit", ANNA, "--set", "seats=40", "--config", folder)
    rows = stocked("doctor", "data", "-f", "json", "--config", folder).json
    (seats,) = [row for row in rows["completeness"] if row["field"] == "fields.seats"]
    assert (seats["filled"], seats["of"], seats["needed"]) == (1, 4, True)
    (missing,) = [row for row in rows["findings"] if row["check"] == "missing_seats"]
    words = shlex.split(missing["command"])
    assert words[1:3] == ["--config", str(folder)]
    assert stocked(*words[1:], "-f", "ids").ids == [ORLOVA, BO, SARA]


def test_the_stock_has_the_score_worked_out_by_hand(stocked) -> None:
    answer = stocked("doctor", "data", "-f", "json").json
    # e-mail 3, phone 1, company 1 of 4 contacts each
    assert [(part["part"], part["good"], part["of"]) for part in answer["parts"]] == [
        ("complete", 5, 12),
        ("unique", 5, 5),
        ("valid", 6, 6),
        ("fresh", 5, 5),
    ]
    # 40 × 5/12 + 20 + 20 + 20 = 76 2/3
    assert answer["score"] == 76
    assert found(stocked) == {
        ("missing_email", "contact"): 1,
        ("missing_phone", "contact"): 3,
        ("missing_company", "contact"): 3,
        ("unreachable", "contact"): 1,
        ("no_next_step", "deal"): 1,
    }


def test_every_check_finds_what_is_amiss(dirty) -> None:
    assert found(dirty) == {
        ("invalid_email", "contact"): 1,
        ("invalid_phone", "contact"): 1,
        ("invalid_handle", "contact"): 1,
        ("invalid_website", "company"): 1,
        # the same phone and name; Orlova has the phone alone
        ("duplicate", "contact"): 2,
        ("duplicate", "company"): 2,
        ("missing_email", "contact"): 2,
        ("missing_phone", "contact"): 1,
        ("missing_company", "contact"): 4,
        ("unreachable", "contact"): 1,
        ("stale", "contact"): 5,
        ("stale", "company"): 3,
        ("orphan", "company"): 2,
        ("orphan", "deal"): 2,
        ("orphan", "interaction"): 1,
        ("orphan", "task"): 1,
        ("no_next_step", "deal"): 2,
        ("no_next_step", "contact"): 1,
        ("no_next_step", "company"): 1,
    }


def test_every_command_runs_as_printed_and_lists_what_was_counted(dirty) -> None:
    answer = dirty("doctor", "data", "-f", "json").json
    wrong = []
    for row in answer["findings"]:
        words = shlex.split(row["command"])
        assert words[0] == "tinycrm"
        listed = dirty(*words[1:], "-f", "json").json
        if row["check"] != "duplicate" and len(listed) != row["count"]:
            wrong.append((row["command"], len(listed), row["count"]))
        assert {example["id"] for example in row["examples"]} <= numbers(listed), row
    for row in answer["completeness"]:
        if row["command"] is None:
            assert row["filled"] == row["of"]
            continue
        listed = dirty(*shlex.split(row["command"])[1:], "-f", "ids").ids
        if len(listed) != row["of"] - row["filled"]:
            wrong.append((row["command"], len(listed), row))
    assert wrong == []


def test_what_a_person_said_is_no_duplicate_is_none(dirty) -> None:
    (first, second) = [
        row["id"] for row in dirty("contact", "list", "--where", 'name = "anna petrova"', "-f", "json").json
    ]
    low, high = sorted((first, second))
    dirty.sql("INSERT INTO not_duplicate VALUES ('contact', ?, ?, 1)", (low, high))
    assert ("duplicate", "contact") not in found(dirty)


def test_a_company_with_people_or_with_a_deal_is_no_orphan(crm) -> None:
    crm("contact", "add", "Bo", "--company", "People", "--create")
    crm("company", "add", "Deals")
    crm("deal", "add", "Shop", "--company", "Deals")
    assert ("orphan", "company") not in found(crm)
    crm("company", "add", "Nobody")
    assert found(crm)[("orphan", "company")] == 1


def test_an_open_task_a_deal_or_a_cadence_is_a_next_step(stocked) -> None:
    stocked("contact", "edit", "--where", "id > 0", "--lifecycle", "lead")
    people = lambda: found(stocked).get(("no_next_step", "contact"), 0)  # noqa: E731
    # Anna has an open task and an open deal
    assert people() == 3
    stocked("contact", "edit", BO, "--cadence", "30")
    assert people() == 2
    task = stocked("task", "add", "Write", "--contact", SARA).id
    assert people() == 1
    stocked("task", "done", task)
    assert people() == 2
    stocked("contact", "edit", ORLOVA, "--lifecycle", "former")
    assert people() == 1


def test_a_cadence_by_tag_is_a_next_step_too(stocked, tmp_path) -> None:
    folder = tmp_path / "settings"
    folder.mkdir(mode=0o700)
    (folder / "config.yaml").write_text('cadence:\n  tags: {"big fish": 30}\n')
    stocked("contact", "edit", "--where", "id > 0", "--lifecycle", "lead")
    stocked("contact", "tag", SARA, "Big Fish")
    rows = stocked("doctor", "data", "-f", "json", "--config", folder).json["findings"]
    (row,) = [row for row in rows if (row["check"], row["noun"]) == ("no_next_step", "contact")]
    assert row["count"] == 2
    assert stocked(*shlex.split(row["command"])[1:], "-f", "ids").ids == [ORLOVA, BO]


def test_stale_is_longer_than_the_setting_says(stocked, tmp_path) -> None:
    folder = tmp_path / "settings"
    folder.mkdir(mode=0o700)
    (folder / "config.yaml").write_text("stale_after_days: 6\n")
    stale = lambda: found(stocked, "--config", str(folder)).get(("stale", "contact"), 0)  # noqa: E731
    # the call with Anna was on the 10th, six days before the 16th; the others were never touched, and are new
    assert stale() == 0
    stocked.env["TINYCRM_TODAY"] = "2026-11-17"
    assert stale() == 1


# --- how it is told ---


def test_people_see_shares_commands_and_the_score(stocked) -> None:
    answer = stocked("doctor", "data")
    assert "Contacts (4)\n" in answer.out
    assert "  E-mail     75%  3  ███████████████  key field\n" in answer.out
    assert (
        "  1 contact of 4 has no e-mail: 4 سارا محمدی\n      tinycrm contact list --where 'email is empty'\n"
        in answer.out
    )
    assert "Score: 76 of 100\n" in answer.out
    assert "\x1b" not in answer.out
    assert answer.err == ""


def test_an_invalid_value_is_shown_with_whose_it_is(dirty) -> None:
    out = dirty("doctor", "data").out
    assert "  1 contact has an invalid e-mail: 8 Anna Orlova (orlova at example)\n" in out
    assert "tinycrm contact list --where 'email is invalid' --columns id,name,emails\n" in out


def test_values_from_outside_bring_no_control_codes(stocked) -> None:
    stocked.sql("UPDATE contact_point SET typed = ? WHERE kind = 'email' AND record = 8", ("\x1b]0;x\x07@\u202e",))
    assert ("invalid_email", "contact") in found(stocked)
    out = stocked("doctor", "data").raw
    assert b"\x1b" not in out
    assert "\u202e".encode() not in out


def test_the_formats_of_files_hold_all_three_parts(stocked) -> None:
    rows = stocked("doctor", "data", "-f", "tsv").rows
    assert {row["section"] for row in rows} == {"score", "completeness", "findings"}
    (score,) = [row for row in rows if row["part"] == "score"]
    assert score["good"] == "76"
    assert "tinycrm contact list --where 'email is empty'" in stocked("doctor", "data", "-f", "csv").out
    assert "| contact | email | 3 | 4 | 75% | yes |" in stocked("doctor", "data", "-f", "md").out
    assert "<h1" in stocked("doctor", "data", "-f", "html").out


def test_the_database_named_on_the_line_is_named_in_the_commands(stocked) -> None:
    rows = stocked("doctor", "data", "-f", "json", "--db", stocked.db, env={"TINYCRM_DB": None}).json["findings"]
    words = shlex.split(rows[0]["command"])
    assert words[:3] == ["tinycrm", "--db", str(stocked.db)]
    assert len(stocked(*words[1:], "-f", "ids", env={"TINYCRM_DB": None}).ids) == rows[0]["count"]


def test_an_empty_database_says_so(crm) -> None:
    assert crm("doctor", "data", env={"TINYCRM_DB": None}).out == "There are no records yet.\n"
    answer = crm("doctor", "data", "-f", "json", env={"TINYCRM_DB": None}).json
    assert (answer["score"], answer["completeness"], answer["findings"]) == (None, [], [])
    assert crm.fails(6, "doctor", "data").code == 6


def test_nothing_amiss_is_said_and_is_exit_0_with_exit_code_too(crm) -> None:
    crm("company", "add", "Oak", "--lifecycle", "former")
    crm("contact", "add", "Bo", "--email", "bo@oak.example", "--phone", "+49 30 1234567", "--company", "Oak")
    assert "Nothing: every check found all well." in crm("doctor", "data", "--exit-code").out
    crm("contact", "add", "Zoe")
    assert crm("doctor", "data", "--exit-code", ok=False).code == 10
    assert crm("doctor", "data").code == 0


def test_it_changes_nothing(dirty) -> None:
    before = dirty.db.read_bytes()
    dirty("doctor", "data")
    assert dirty.db.read_bytes() == before


# --- the filters that the commands need ---


def test_what_leads_to_a_record_can_be_asked_for(stocked) -> None:
    def ids(noun: str, where: str) -> list[int]:
        return stocked(noun, "list", "--where", where, "-f", "ids").ids

    stocked("company", "add", "Oak")
    assert ids("company", "contacts is empty") == [9]
    assert ids("company", "deals is not empty") == [NEVA]
    assert ids("company", "interactions is not empty") == [NEVA]
    assert ids("contact", "open_tasks is not empty") == [ANNA]
    assert ids("contact", "open-deals is not empty and tasks is not empty") == [ANNA]
    stocked("task", "done", QUOTE)
    assert ids("contact", "open_tasks is not empty") == []
    assert ids("contact", "tasks is not empty") == [ANNA]
    stocked("deal", "lost", WEBSITE)
    assert ids("contact", "open_deals is not empty") == []
    assert ids("contact", "not (deals is empty)") == [ANNA]
    assert ids("deal", "outcome = lost and interactions is empty") == [WEBSITE]


def test_what_leads_to_a_record_can_be_empty_or_not_and_nothing_else(stocked) -> None:
    assert "campaigns can be empty or not" in stocked.fails(2, "contact", "list", "--where", "campaigns = 6").err
    assert "no field 'contacts'" in stocked.fails(2, "contact", "list", "--where", "contacts is empty").err


def test_only_ways_to_reach_somebody_can_be_invalid(stocked) -> None:
    assert "name is never invalid" in stocked.fails(2, "contact", "list", "--where", "name is invalid").err
    assert stocked("contact", "list", "--where", "not (email is invalid)", "-f", "ids").ids == [ORLOVA, ANNA, BO, SARA]


def test_an_invalid_value_can_be_taken_away_by_what_it_says(dirty) -> None:
    dirty("contact", "edit", ORLOVA, "--rm-email", "orlova at example", "--add-email", "orlova@example.org")
    assert ("invalid_email", "contact") not in found(dirty)
    assert dirty("contact", "show", ORLOVA, "--get", "emails").out == "orlova@example.org\n"
