"""The small world as each system's own export writes it becomes the same records, whatever the files' order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

EXPORTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "exports"
pytestmark = pytest.mark.skipif(not EXPORTS.is_dir(), reason="the sample files of ../shared/data/exports are not here")

DEALS = {
    "D1": "Acme, renewal 2026",
    "D2": "Нева: поставка",
    "D3": "Aftab pilot",
    "D4": "Xingchen expansion",
}
WHOLE = ("salesforce", "hubspot", "zoho")
ADDRESS_BOOKS = ("google", "outlook", "linkedin")


def expected():
    return json.loads((EXPORTS / "EXPECTED.json").read_text())


def files(system: str) -> list[str]:
    return sorted(map(str, (EXPORTS / system).glob("*.csv")))


def amounts(deals, outcome: str) -> dict[str, float]:
    totals: dict[str, float] = {}
    for deal in deals:
        if deal["outcome"] == outcome:
            totals[deal["currency"]] = totals.get(deal["currency"], 0) + float(deal["value"])
    return totals


def check_deals(crm) -> None:
    wanted = expected()
    deals = crm("deal", "list", "--all", "-f", "json").json
    assert len(deals) == wanted["deals"]
    for outcome in ("won", "lost", "open"):
        assert sum(deal["outcome"] == outcome for deal in deals) == wanted[outcome]
        assert amounts(deals, outcome) == wanted[f"{outcome}_amount"]
    by_title = {deal["title"]: deal for deal in deals}
    emails = {row["id"]: row["email"] for row in crm("contact", "list", "-f", "json").json}
    for key, title in DEALS.items():
        assert by_title[title]["company"]["name"] == wanted["deal_account"][key]
        assert [emails[one["id"]] for one in by_title[title]["contacts"]] == [wanted["deal_contact"][key]]


@pytest.mark.parametrize("system", WHOLE)
@pytest.mark.parametrize("backwards", [False, True])
def test_the_export_of_a_system_gives_what_is_expected(crm, system, backwards):
    wanted = expected()
    crm("import", *sorted(files(system), reverse=backwards))
    assert len(crm("company", "list", "-f", "ids").ids) == wanted["accounts"]
    assert len(crm("contact", "list", "-f", "ids").ids) == wanted["contacts"]
    check_deals(crm)


@pytest.mark.parametrize("system", [*WHOLE, *ADDRESS_BOOKS])
def test_the_same_files_twice_add_nothing_and_one_undo_takes_all_back(crm, system):
    crm("import", *files(system))
    before = crm.dump()
    again = crm("import", *files(system), "-f", "json").json
    assert (again["new"], again["changed"], again["different"]) == (0, 0, 0)
    assert crm.dump() == before
    crm("undo")
    assert crm("contact", "list", "-f", "ids").ids == []
    assert crm("company", "list", "-f", "ids").ids == []
    crm("import", *files(system))
    assert len(crm("contact", "list", "-f", "ids").ids) == 5


@pytest.mark.parametrize("system", ADDRESS_BOOKS)
def test_an_address_book_gives_its_people_and_their_companies(crm, system):
    crm("import", *files(system))
    people = {row["name"]: row for row in crm("contact", "list", "-f", "json").json}
    assert set(people) == {"Ada Lovelace", 'Grace "G." Hopper', "Анна Петрова", "رضا کریمی", "伟 王"}
    assert people["Ada Lovelace"]["company"]["name"] == "Acme, Inc."
    assert people["Ada Lovelace"]["email"] == "ada@acme.example"
    assert people["伟 王"]["title"] == "经理"
    assert len(crm("company", "list", "-f", "ids").ids) == 4


def test_tasks_of_salesforce_belong_to_their_contacts_and_deals(crm):
    crm("import", *files("salesforce"))
    tasks = {row["title"]: row for row in crm("task", "list", "--all", "-f", "json").json}
    assert len(tasks) == expected()["tasks"]
    call, contract = tasks["Call Ada back"], tasks["Отправить договор"]
    assert (call["contact"]["name"], call["deal"]["name"], call["status"]) == ("Ada Lovelace", "Aftab pilot", "open")
    assert (call["due_on"], call["due_time"], contract["status"]) == ("2026-10-01", None, "done")
    assert contract["deal"]["name"] == "Нева: поставка"


def test_two_systems_one_after_the_other_share_their_people_and_companies(crm):
    crm("import", *files("salesforce"))
    second = crm("import", *files("hubspot"), "-f", "json").json
    assert second["nouns"]["contact"]["new"] == 0
    assert second["nouns"]["company"]["new"] == 0
    assert len(crm("contact", "list", "-f", "ids").ids) == 5


def test_the_reason_is_told_on_stderr(crm):
    answer = crm("import", *files("salesforce"))
    assert "Contact.csv: Salesforce contacts (63 of 63 columns; AccountId, MailingStreet, MailingCity)" in answer.err


def test_the_contacts_of_hubspot_alone_bring_the_companies_they_name(crm):
    crm("import", str(EXPORTS / "hubspot" / "hubspot-crm-exports-all-contacts-2026-07-01.csv"))
    people = {row["name"]: row["company"]["name"] for row in crm("contact", "list", "-f", "json").json}
    assert (people["Ada Lovelace"], people["伟 王"]) == ("Acme, Inc.", "北京星辰科技")
    assert len(crm("company", "list", "-f", "ids").ids) == 4
    crm("import", *files("hubspot"))
    assert len(crm("company", "list", "-f", "ids").ids) == 4
    check_deals(crm)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Account", "accounts"),
        ("Contact", "contacts"),
        ("Lead", "leads"),
        ("Opportunity", "opportunities"),
        ("Task", "tasks"),
        ("Event", "events"),
        ("OpportunityContactRole", "contact roles"),
        ("OpportunityHistory", "other objects"),
        ("User", "users"),
        ("Campaign", "campaigns"),
    ],
)
def test_every_object_of_salesforce_is_known_for_what_it_is(crm, tmp_path, name, kind):
    header = json.loads((EXPORTS / "salesforce" / "HEADERS_data_export.json").read_text())[name]
    (tmp_path / "a.csv").write_text(",".join(header) + "\n")
    (tmp_path / "contacts.csv").write_text("name,email\nBo,bo@fjord.example\n")
    answer = crm("import", str(tmp_path / "a.csv"), str(tmp_path / "contacts.csv"), "--dry-run")
    assert f"a.csv: Salesforce {kind}" in answer.err
