"""What once went wrong, and must not again."""

from __future__ import annotations

from tests.conftest import ANNA, BO, WEBSITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Crm


def test_undo_of_an_addition_is_refused_when_an_import_has_since_learnt_the_record(stocked: Crm, tmp_path: Path):
    """The import would take its row for known and drop it."""
    file = tmp_path / "people.csv"
    file.write_text("foreign_id,name,email\nF1,Tom,tom@x.example\n")
    tom = stocked("contact", "add", "Tom", "--email", "tom@x.example").id
    number = stocked("history", tom, "--no-header").out.split("\t")[0]
    stocked("import", str(file), "--as", "contacts")

    answer = stocked.fails(5, "undo", number)

    assert f"record {tom} was changed since" in answer.err
    stocked("undo", "--steps", "2")
    stocked("import", str(file), "--as", "contacts")
    assert stocked("contact", "show", "tom@x.example", "--get", "name").out == "Tom\n"


def test_a_merged_contact_stays_the_first_contact_of_a_deal_that_names_both(stocked: Crm):
    stocked("deal", "edit", WEBSITE, "--contact", ANNA, "--contact", BO, "--contact", 8)
    stocked("contact", "merge", 8, ANNA)

    assert stocked("deal", "show", WEBSITE, "-f", "json").json["contacts"] == [
        {"id": 8, "name": "Anna Orlova"},
        {"id": BO, "name": "Bo Li"},
    ]


def test_a_merged_company_stays_the_main_company_of_a_contact_of_both(stocked: Crm):
    other = stocked("company", "add", "Zeta").id
    third = stocked("company", "add", "Eta").id
    stocked("contact", "edit", ANNA, "--company", str(other), "--company", str(third), "--company", "1")
    stocked("company", "merge", 1, other)

    assert stocked("contact", "show", ANNA, "--get", "company").out == "Neva Trade\n"


def test_garbage_in_a_damaged_file_is_told_as_damage(stocked: Crm):
    """SQLite quotes what it finds in the schema, and Python cannot decode it."""
    stocked.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    stocked.sql("PRAGMA journal_mode = DELETE")
    data = bytearray(stocked.db.read_bytes())
    place = data.index(b"CREATE TABLE contact (")
    data[place - 9] = 0xB7
    data[place + 8 : place + 11] = b"\xb7\xff\xb7"
    stocked.db.write_bytes(data)

    for words in (("contact", "list"), ("doctor",), ("contact", "add", "Tom")):
        assert "is damaged" in stocked.fails(6, *words).err


def test_restore_replaces_a_damaged_database_and_keeps_it(stocked: Crm, tmp_path: Path):
    backup = tmp_path / "good.db"
    stocked("backup", str(backup))
    whole = stocked("contact", "list").out
    damaged = backup.read_bytes()[:100_000]
    stocked.db.write_bytes(damaged)
    for ending in ("-wal", "-shm"):
        stocked.db.with_name(stocked.db.name + ending).unlink(missing_ok=True)
    assert stocked.fails(6, "contact", "list")

    stocked("restore", str(backup), "--yes")

    assert stocked("contact", "list").out == whole
    assert stocked.db.with_name("crm.db.damaged-1").read_bytes() == damaged


def test_a_deals_currency_cannot_be_cleared(stocked: Crm):
    for words in (("--currency", ""), ("--clear", "currency")):
        assert "'EUR' cannot be cleared" in stocked.fails(2, "deal", "edit", WEBSITE, *words).err


def test_custom_fields_that_a_foreign_hand_broke_are_told_as_damage(stocked: Crm):
    stocked.sql("UPDATE contact SET fields = '{bad' WHERE id = ?", (ANNA,))
    for words in (("show", ANNA), ("list", "--columns", "fields"), ("edit", ANNA, "--title", "x")):
        assert "where JSON must stand" in stocked.fails(6, "contact", *words).err


def test_a_list_whose_items_hold_separators_survives_a_csv_round_trip(crm, tmp_path) -> None:
    crm("contact", "add", "Ann", "--company", "A;B, Inc", "--create", "--tag", "a;b", "--tag", "c,d")
    crm("contact", "add", "Zed", "--tag", "x,y", "--company", "C, Inc", "--create")
    crm("export", "contacts", "--output", str(tmp_path / "c.csv"))
    before = crm.dump()
    crm("import", str(tmp_path / "c.csv"), "--as", "contacts", "--update")
    rows = crm("contact", "list", "--columns", "name,companies,tags").rows
    assert rows == [
        {"name": "Ann", "companies": "A;B, Inc", "tags": "a;b;c,d"},
        {"name": "Zed", "companies": "C, Inc", "tags": "x,y"},
    ]
    assert [row for row in crm.dump() if row.startswith("company")] == [
        row for row in before if row.startswith("company")
    ]


def test_an_undo_that_a_later_record_stands_in_the_way_of_names_it(crm) -> None:
    crm("contact", "add", "Tom", "--email", "t@x.example")
    crm("contact", "rm", "Tom")
    crm("contact", "add", "Tim", "--email", "t@x.example")
    assert "record 1 of operation 2 (contact rm Tom) cannot come back" in crm.fails(5, "undo", "2").err


def test_an_undo_that_needs_a_record_that_is_gone_names_it(crm) -> None:
    crm("contact", "add", "Q", "--company", "Z", "--create")
    crm("contact", "rm", "Q")
    crm("company", "rm", "Z")
    answer = crm.fails(5, "undo", "2")
    assert answer.err == (
        "tinycrm: nothing was changed: record 2 needs company 1, which would not be there; tinycrm history\n"
    )


def test_a_field_cannot_be_set_and_cleared_at_once(stocked) -> None:
    before = stocked.dump()
    for words in (("--email", "q@x.example", "--clear", "email"), ("--title", "CEO", "--clear", "title")):
        assert "is both set and cleared" in stocked.fails(2, "contact", "edit", 2, *words).err
    assert stocked.dump() == before


def test_a_refused_first_write_leaves_no_file(crm) -> None:
    for words in (("contact", "add", " "), ("task", "add", "x", "--due", "2026-02-30"), ("contact", "rm", "7")):
        assert crm(*words, ok=False).code != 0
        assert list(crm.home.rglob("*.db*")) == []


def test_a_name_written_by_an_earlier_line_of_an_atomic_batch_is_found(crm) -> None:
    assert crm("batch", "--atomic", input="contact add 'Mia Novak'\ntask add 'Call Mia' --contact mia\n").ids == [1, 2]


def test_a_won_deal_makes_its_party_a_customer_once(stocked, tmp_path) -> None:
    stocked("contact", "edit", 3, "--lifecycle", "lead")
    deal = stocked("deal", "add", "Shop", "--value", "10", "--contact", "bo li").id
    before = stocked("contact", "show", 3, "-f", "json").json
    stocked("deal", "won", deal, "--on", "2026-11-16")
    after = stocked("contact", "show", 3, "-f", "json").json
    assert (after["lifecycle"], after["customer_since"]) == ("customer", "2026-11-16")
    stocked("undo")
    assert stocked("contact", "show", 3, "-f", "json").json == before
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "config.yaml").write_text("auto_customer: false\n")
    stocked("deal", "won", deal, "--config", str(tmp_path / "conf"))
    assert stocked("contact", "show", 3, "--get", "lifecycle").out == "lead\n"


def test_history_of_nothing_is_no_such_record(stocked) -> None:
    assert "there is no record 999" in stocked.fails(3, "history", 999).err


def test_deals_of_a_pipeline_that_the_yaml_dropped_are_told_of_and_moved(stocked, tmp_path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "pipelines.yaml").write_text(
        "pipelines:\n  shop:\n    stages: [new, {key: won, outcome: won}, {key: lost, outcome: lost}]\n"
    )
    config = ("--config", str(tmp_path / "conf"))
    answer = stocked("deal", "board", *config)
    assert "1 open deal is in the pipeline 'sales'" in answer.err
    assert "tinycrm deal edit --where 'pipeline = sales' --pipeline shop" in answer.err
    stocked("deal", "edit", "--where", "pipeline = sales", "--pipeline", "shop", *config)
    answer = stocked("deal", "board", *config)
    assert ("Website for Neva" in answer.out, answer.err) == (True, "")


def test_wrong_marks_are_counted_without_writing_and_mended(stocked) -> None:
    line = "the last-touch marks agree with the interactions"
    assert line in stocked("doctor").out
    # a company has the touches of its people: only one mark of the two is wrong
    stocked.sql("UPDATE contact SET last_touch_at = NULL WHERE id = ?", [ANNA])
    assert "the last-touch marks of 1 records are wrong" in stocked("doctor", ok=False).out
    stocked.sql("UPDATE company SET last_out_at = '2031-01-01T00:00:00Z'")
    assert "the last-touch marks of 2 records are wrong" in stocked("doctor", ok=False).out
    stocked.sql("UPDATE company SET last_out_at = NULL")
    stocked.sql("UPDATE contact SET last_touch_at = '2031-01-01T00:00:00Z' WHERE id = ?", [BO])
    assert "the last-touch marks of 2 records are wrong" in stocked("doctor", ok=False).out
    stocked("doctor", "--fix")
    assert line in stocked("doctor").out


def test_secrets_among_the_settings_are_never_printed(crm) -> None:
    folder = crm.home / ".config" / "tinycrm"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(
        "mail: {host: smtp.x.example, user: me, password_command: pass smtp}\n"
        "goals: [{kpi: nps, target: 5, password: tweet, api-keys: [tweet], deep: {Token: tweet}}]\n"
        "cadence: {tags: {token: 14}}\n"
    )
    shown = crm("config", "show", "-f", "tsv").out.splitlines()
    assert {
        "mail.host\tsmtp.x.example",
        "mail.password_command\tpass smtp",
        "goals\t{'kpi': 'nps', 'target': 5, 'password': '…', 'api-keys': '…', 'deep': {'Token': '…'}}",
        "cadence.tags.token\t14",
    } <= set(shown)
    assert "tweet" not in crm("config", "get", "goals").out
    assert crm("config", "get", "mail.password_command").out == "pass smtp\n"
    assert crm("config", "get", "cadence.tags.token").out == "14\n"
    for words in (("config", "show"), ("config", "show", "-f", "json"), ("config", "get", "goals"), ("doctor",)):
        answer = crm(*words)
        assert "tweet" not in answer.out + answer.err


def test_a_deal_and_a_birthday_of_an_impossible_day_do_not_stop_the_agenda(stocked) -> None:
    stocked("init", "sales")
    deal = stocked("deal", "add", "Roof", "--value", "10 EUR", "--contact", BO).id
    other = stocked("deal", "add", "Hall", "--value", "10 EUR", "--contact", BO).id
    stocked("contact", "edit", BO, "--birthday", "1990-11-20")
    stocked.sql("UPDATE contact SET birthday = '²²²²-11-20' WHERE id = ?", [BO])
    stocked.sql("UPDATE deal SET stage_entered_on = '2025-02-30' WHERE id = ?", [deal])
    stocked.sql("UPDATE deal SET stage_entered_on = '2025-02-28' WHERE id = ?", [other])
    agenda = stocked("today", "-f", "json").json
    assert [row["id"] for row in agenda["rotting"]] == [other]
    assert [(row["id"], row["age"]) for row in agenda["birthdays"]] == [(BO, None)]
    assert "Hall" in stocked("today").out


def test_an_old_tag_of_a_foreign_hand_does_not_hold_up_a_new_one(stocked) -> None:
    stocked("contact", "tag", BO, "lead")
    stocked.sql("UPDATE tagging SET name = 'le' || char(27) || 'ad' WHERE record = ? AND key = 'lead'", [BO])
    stocked("contact", "edit", BO, "--add-tag", "vip")
    assert stocked.sql("SELECT key, name FROM tagging WHERE record = ? ORDER BY key", [BO]) == [
        ("lead", "le\x1bad"),
        ("vip", "vip"),
    ]
    assert "tag holds a control character" in stocked.fails(2, "contact", "edit", BO, "--add-tag", "a\x1bb").err
    stocked("contact", "edit", BO, "--rm-tag", "vip")
    stocked("contact", "edit", BO, "--tag", "new")
    assert stocked.sql("SELECT key, name FROM tagging WHERE record = ?", [BO]) == [("new", "new")]


def test_a_search_for_no_utf8_is_refused(stocked) -> None:
    answer = stocked.fails(2, "search", b"anna\xff")
    assert answer.err == "tinycrm: the query is not valid UTF-8: 'anna\\udcff'; give the text in UTF-8\n"


def test_a_repetition_of_a_foreign_hand_is_told_of_and_can_be_cleared(stocked) -> None:
    for rule, due in (
        ("nonsense", "2026-12-01"),
        ("FREQ=DAILY;INTERVAL=0", "2026-12-01"),
        ("FREQ=DAILY", "2025-02-30"),
    ):
        task = stocked("task", "add", "Renew", "--due", "2026-12-01", "--repeat", "daily").id
        stocked.sql("UPDATE task SET repeat = ?, due_on = ? WHERE id = ?", [rule, due, task])
        refused = stocked.fails(6, "task", "done", task)
        assert f"task {task} repeats by '{rule}' from '{due}'" in refused.err
        stocked("task", "edit", task, "--clear", "repeat")
        stocked("task", "done", task)


def test_a_search_index_that_names_an_unknown_kind_is_no_defect(stocked) -> None:
    stocked.sql("UPDATE doc SET noun = 'nothing' WHERE id = ?", [BO])
    assert stocked("search", "li", "-f", "ids").ids == []
    stocked("doctor", "--fix")
    assert stocked("search", "bo", "-f", "ids").ids == [BO]
