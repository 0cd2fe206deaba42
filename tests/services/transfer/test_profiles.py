"""Which system a file comes from, and what the profiles themselves say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.settings import Settings
from tinycrm.errors import UsageError
from tinycrm.services.transfer.asked import Asked, read_map_file
from tinycrm.services.transfer.columns import Columns, number_of
from tinycrm.services.transfer.mapping import Target, _targets
from tinycrm.services.transfer.profiles import find_profiles, names_in, read_profile, recognise
from tinycrm.services.transfer.rules import LEFT_OUT

ROOT = Path(__file__).resolve().parents[3]
PROFILES = find_profiles("auto", "")
SYSTEMS = [
    "dynamics365",
    "freshsales",
    "fxiaoke",
    "google",
    "hubspot",
    "insightly",
    "linkedin",
    "netsuite",
    "outlook",
    "pipedrive",
    "salesforce",
    "suitecrm",
    "tinycrm",
    "zoho",
]


def found(file: str, header: str, noun: str = "", *, sure: bool = False) -> str:
    match = recognise(PROFILES, file, header.split(","), noun, sure=sure)
    return f"{match.profile.name} {match.kind.name}" if match else ""


def test_there_is_a_profile_for_every_system():
    assert [profile.name for profile in PROFILES] == SYSTEMS


def test_the_four_that_nobody_could_check_say_so():
    assert [profile.name for profile in PROFILES if not profile.verified] == [
        "freshsales",
        "fxiaoke",
        "insightly",
        "netsuite",
    ]


@pytest.mark.parametrize(
    ("file", "header", "system"),
    [
        ("x.csv", "Id,IsDeleted,AccountId,FirstName,LastName,Email,MailingCity", "salesforce contacts"),
        ("x.csv", "Id,IsDeleted,Name,ParentId,BillingCity,Website", "salesforce accounts"),
        ("x.csv", "Id,LastName,Company,Status,IsConverted,Email", "salesforce leads"),
        (
            "report.csv",
            "Account Name,Opportunity Name,Stage,Amount,Close Date,Opportunity Owner",
            "salesforce opportunities",
        ),
        ("Campaign.csv", "Id,IsDeleted,Name,Status,CreatedById,SystemModstamp", "salesforce other objects"),
        ("x.csv", "Record ID,First Name,Last Name,Email,Lifecycle Stage", "hubspot contacts"),
        ("x.csv", "Datensatz-ID,Vorname,Nachname,E-Mail,Telefonnummer", "hubspot contacts"),
        ("x.csv", "record id,DEAL NAME,deal_stage,amount,Close Date,Deal owner", "hubspot deals"),
        ("x.csv", "Record ID,Ticket name,Ticket status", "hubspot tickets"),
        ("x.csv", "Record Id,Potential Name,Stage,Amount,Closing Date,Potential Owner", "zoho deals"),
        ("x.csv", "Record Id,Last Name,Company,Lead Owner,Lead Status,Email", "zoho leads"),
        ("x.csv", "Person - Name,Person - Email - Work,Person - ID,Person - Organization", "pipedrive people"),
        ("x.csv", "Организация,Имя,Фамилия,E-mail", ""),
        ("x.csv", "ID,Имя,Фамилия,Контрагент,E-mail,Тел. (раб.),Основной адрес - город", "suitecrm contacts"),
        ("x.csv", "ID,Nombre de la oportunidad,Nombre de Cuenta,Etapa de ventas,Moneda", "suitecrm opportunities"),
        (
            "x.csv",
            "(Do Not Modify) Lead,(Do Not Modify) Row Checksum,Subject,First Name,Last Name,Email",
            "dynamics365 leads",
        ),
        ("x.csv", "客户名称（必填）,负责人（必填）,客户级别,电话,所属行业", "fxiaoke customers"),
        ("x.csv", "First Name,Last Name,URL,Email Address,Company,Position,Connected On", "linkedin connections"),
        ("x.csv", "id,uid,name,parent,websites,created_at", "tinycrm companies"),
    ],
)
def test_a_file_is_known_by_its_columns_whatever_its_name(file, header, system):
    assert found(file, header) == system


@pytest.mark.parametrize(
    "header",
    [
        "Name,Email,Phone,Company",
        "First Name,Last Name,Email,Company,Notes",
        "title,value,stage,closed",
        "account,sector,year_established,revenue,employees,office_location,subsidiary_of",
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
        "id,name,email",
    ],
)
def test_a_plain_table_is_no_system(header):
    assert found("contacts.csv", header) == ""


def test_a_file_of_which_too_little_is_known_is_not_taken_for_a_system():
    strange = ",".join(f"Strange {word}" for word in "ABCDEFGH")
    assert found("x.csv", f"Record ID,First Name,Lifecycle Stage,{strange}") == ""


def test_a_named_noun_leaves_only_the_kinds_of_that_noun():
    header = "Record ID,Company name,Company Domain Name,Company owner"
    assert found("x.csv", header, "company") == "hubspot companies"
    assert found("x.csv", header, "deal") == ""


def test_two_systems_that_fit_equally_are_no_answer():
    one = read_profile(b"as: contacts\nneeds: [Who]\ncolumns: {Who: name, Mail: emails}\n", "one.yaml", "one")
    two = read_profile(b"as: contacts\nneeds: [Who]\ncolumns: {Who: name, Mail: emails}\n", "two.yaml", "two")
    assert recognise([one, two], "x.csv", ["Who", "Mail"], "", sure=False) is None
    assert recognise([one], "x.csv", ["Who", "Mail"], "", sure=False) is not None


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_every_target_of_a_profile_is_a_field(profile):
    for kind in profile.kinds:
        for column, target in kind.rules.columns.items() if kind.noun != LEFT_OUT else ():
            assert isinstance(_targets(kind.noun, column, target, Settings()), Target)
        for field in kind.rules.defaults if kind.noun != LEFT_OUT else ():
            assert NOUNS[kind.noun].get(field) is not None


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_what_a_kind_needs_it_also_understands(profile):
    for kind in profile.kinds:
        columns = Columns(kind.rules.columns)
        for names in kind.rules.needs if columns.names else ():
            assert [name for name in names.split(" | ") if name not in columns] == []


def test_the_documentation_names_every_profile_and_what_it_was_checked_with():
    page = (ROOT / "docs" / "import.md").read_text()
    rows = {
        line.split("`")[1]: line
        for line in page.splitlines()
        if (line.startswith("| `") and "→" in line) or "`tinycrm`" in line
    }
    for profile in PROFILES:
        assert profile.name in rows
        checked = rows[profile.name].rpartition(" | ")[2].removesuffix(" |")
        if profile.name != "tinycrm":
            assert checked == profile.verified or (not profile.verified and checked.startswith("nothing"))


@pytest.mark.parametrize("name", [profile.name for profile in PROFILES if profile.name != "tinycrm"])
def test_every_system_has_a_page_that_says_what_it_was_checked_with(name):
    page = (ROOT / "docs" / "coming-from" / f"{name}.md").read_text()
    assert page.startswith("# Coming from ")
    assert f"(coming-from/{name}.md)" in (ROOT / "docs" / "import.md").read_text()
    verified = next(profile.verified for profile in PROFILES if profile.name == name)
    assert f"Checked with: {verified or 'nothing'}" in page


def test_the_example_of_the_documentation_is_a_profile():
    text = (ROOT / "docs" / "import.md").read_text().split("```yaml\n")[1].split("```")[0]
    profile = read_profile(text.encode(), "example.yaml", "old")
    assert [(kind.name, kind.noun) for kind in profile.kinds] == [("clients", "contact"), ("orders", "deal")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"files: {a: {as: people}}", "p.yaml:1:17: 'people' is no kind of record"),
        (b"files: {a: {as: contacts, colums: {A: name}}}", "p.yaml:1:27: unknown key 'colums'"),
        (b"files: {a: {columns: {A: name}}}", "a profile says what the rows are"),
        (b"as: deals\nstages: {Offer: 400}", "must be a whole number from 0 to 100"),
        (b"as: contacts\nskip: [a]", "must hold `key: value` pairs"),
    ],
)
def test_a_broken_profile_is_told_with_its_place(text, message):
    with pytest.raises(UsageError) as caught:
        read_profile(text, "p.yaml", "p")
    assert message in caught.value.message


def test_columns_are_found_by_any_of_their_names_numbers_and_wildcards():
    columns = Columns({"Who | Full Name": "name", "E-mail # - Value": "emails", "Internal*": "-", "*.id": "-"})
    assert columns.find("full_name") == (1, "name")
    assert columns.find("E-mail 12 - Value") == (2, "emails")
    assert columns.find("Internal code") == (3, "-")
    assert columns.find("Owner.id") == (4, "-")
    assert columns.find("External") is None
    assert (number_of("E-mail 12 - Value"), number_of("Name")) == ("12", "")


def test_a_folder_that_is_not_there_has_no_profiles(tmp_path):
    assert names_in(str(tmp_path / "none")) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("files:\n  a: {as: tasks}\n  b: {of: c, as: tasks}\n", "there is no kind 'c'"),
        ("files:\n  a: {as: tasks}\n  b: {beside: c, as: '-'}\n", "there is no kind 'c'"),
        ("files:\n  a: {as: tasks}\n  b: {of: a, as: '-'}\n", "a part of a file has records"),
        ("of: a\nas: tasks\n", "unknown key 'of'"),
    ],
)
def test_a_part_names_a_kind_of_its_profile(text, told):
    with pytest.raises(UsageError, match=told):
        read_profile(text.encode(), "own.yaml", "own")


def test_a_map_file_has_no_parts():
    with pytest.raises(UsageError, match="unknown key 'when'"):
        read_map_file(Asked(), b"as: tasks\nwhen: {Type: [Call]}\n", "map.yaml")
