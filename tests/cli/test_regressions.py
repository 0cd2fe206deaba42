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
