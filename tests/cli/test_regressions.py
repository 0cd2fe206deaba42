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
