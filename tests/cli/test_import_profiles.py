# ruff: noqa: E501 -- headers and rows stand as the systems write them
"""Small files with the headers that each system writes become the records that they mean."""

from __future__ import annotations

import pytest
from tests.cli.conftest import rows

PIPEDRIVE = {
    "people.csv": """ID,Name,Label,Organization,Email - Work,Email - Home,Phone - Work,Phone - Mobile,Open deals,Closed deals,Owner
7,Ada Lovelace,Hot lead,"Acme, Inc.",ada@acme.example,,+1 212 555 0101,+1 212 555 0199,1,0,Sam
8,Анна Петрова,,Нева Трейд,anna@neva.example,,,,0,1,Kim
""",
    "organizations.csv": """ID,Name,Label,Address,Country of Address,People,Open deals,Owner,Organization created
3,"Acme, Inc.",,1 Main St,United States,1,1,Sam,2026-01-01 09:00:00
4,Нева Трейд,,,,1,0,Kim,2026-01-01 09:00:00
""",
    "deals.csv": """ID,Title,Owner,Value,Currency of Value,Probability,Organization,Contact person,Pipeline,Stage,Status,Won time,Lost time,Lost reason,Expected close date,Deal created
21,Renewal,Sam,12500,USD,,"Acme, Inc.",Ada Lovelace,Pipeline,Negotiations Started,Won,2026-03-31 12:00:00,,,,2026-01-15 10:00:00
22,Supply,Kim,1234567.89,RUB,,Нева Трейд,Анна Петрова,Pipeline,Demo Scheduled,Lost,,2026-04-30 12:00:00,Price,,2026-02-01 10:00:00
23,Seats,Sam,9900.5,EUR,,"Acme, Inc.",Ada Lovelace,Pipeline,Proposal Made,Open,,,,2026-12-15,2026-05-05 10:00:00
24,Gone,Sam,1,EUR,,"Acme, Inc.",,Pipeline,Proposal Made,Deleted,,,,,2026-05-05 10:00:00
""",
    "activities.csv": """ID,Subject,Type,Due date,Due time,Done,Deal,Contact person,Organization,Assigned to user
31,Call Ada,Call,2026-10-01,15:00,To do,Seats,Ada Lovelace,"Acme, Inc.",Sam
32,Send papers,Task,2026-09-15,,Done,No such deal,Анна Петрова,,Kim
""",
    "notes.csv": """ID,Content,Add time,Contact person,Organization,User
41,Likes tea,2026-05-06 11:00:00,Ada Lovelace,,Sam
""",
}


def test_pipedrive_says_won_and_lost_in_status_and_leaves_deleted_deals_out(crm, bring):
    answer = bring(PIPEDRIVE)
    deals = rows(crm, "deal")
    assert set(deals) == {"Renewal", "Supply", "Seats"}
    told = {title: (row["outcome"], row["closed_on"], row["currency"]) for title, row in deals.items()}
    assert told["Renewal"] == ("won", "2026-03-31", "USD")
    assert told["Supply"] == ("lost", "2026-04-30", "RUB")
    assert told["Seats"] == ("open", None, "EUR")
    assert (deals["Seats"]["stage"], deals["Seats"]["fields"]) == ("proposal", {"original_stage": "Proposal Made"})
    assert (deals["Supply"]["reason"], deals["Renewal"]["company"]["name"]) == ("Price", "Acme, Inc.")
    assert "Proposal Made → Proposal (1 deal)" in answer.err
    assert "pipeline" not in answer.err


def test_pipedrive_people_activities_and_notes_belong_together(crm, bring):
    bring(PIPEDRIVE)
    ada = crm("contact", "show", "ada@acme.example", "-f", "json").json
    assert (ada["tags"], ada["company"]["name"], ada["owner"]) == (["Hot lead"], "Acme, Inc.", "Sam")
    assert [(one["value"], one["label"]) for one in ada["phones"]] == [
        ("+1 212 555 0101", "work"),
        ("+1 212 555 0199", "mobile"),
    ]
    tasks = rows(crm, "task")
    assert (tasks["Call Ada"]["due_on"], tasks["Call Ada"]["due_time"]) == ("2026-10-01", "15:00")
    assert tasks["Call Ada"]["deal"]["name"] == "Seats"
    assert (tasks["Send papers"]["status"], tasks["Send papers"]["deal"]) == ("done", None)
    assert [row["summary"] for row in crm("interaction", "list", "-f", "json").json] == ["Likes tea"]


def test_a_list_of_pipedrive_names_its_columns_after_their_records(crm, bring):
    text = (
        "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Status,Deal - Stage,Deal - Organization\n"
    )
    answer = bring({"deals-1.csv": text + "5,Seats,100,EUR,Open,Contact Made,Acme\n"})
    assert "Pipedrive deals (7 of 7 columns" in answer.err
    assert rows(crm, "deal")["Seats"]["company"]["name"] == "Acme"


SUITE_GERMAN = """ID;Vorname;Nachname;Firmenname;E-Mail Adresse;Telefon Büro;Telefon Mobil;Hauptadresse Straße;Hauptadresse Ort;Hauptadresse PLZ;Zugewiesen an\r
c-1;Jörg;Müller;Brücke GmbH;joerg@bruecke.example;+49 30 5550101;;Hauptstr. 1;Berlin;10115;sam\r
"""
SUITE_DEALS = """"ID","Name","Account Name","Opportunity Amount","Currency","Expected Close Date","Sales Stage","Probability (%)","Date Created","Deleted"\r
"o-1","Steel","Brücke GmbH","$12,500.00","US Dollar","31.12.2026","Proposal/Price Quote","65","15.01.2026 10:00","0"\r
"o-2","Sand","Brücke GmbH","$9,900.50","US Dollar","30.04.2026","Closed Lost","0","13.02.2026 10:00","0"\r
"""
SUITE_CALLS = """"ID","Subject","Direction","Start Date","Status","Parent Type","Parent ID","Contact ID"\r
"k-1","Asked for a quote","Inbound","14.05.2026 11:00","Held","Opportunities","o-1","c-1"\r
"k-2","Follow-up","Outbound","14.12.2026 11:00","Planned","Opportunities","o-1",""\r
"""


def test_suitecrm_in_german_with_its_own_form_of_money_and_days(crm, bring):
    bring({"Kontakte.csv": SUITE_GERMAN.encode("cp1252"), "Opportunities.csv": SUITE_DEALS, "Calls.csv": SUITE_CALLS})
    joerg = crm("contact", "show", "joerg@bruecke.example", "-f", "json").json
    assert (joerg["name"], joerg["company"]["name"], joerg["owner"]) == ("Jörg Müller", "Brücke GmbH", "sam")
    assert joerg["fields"] == {"street": "Hauptstr. 1", "city": "Berlin", "postal_code": "10115"}
    deals = rows(crm, "deal")
    assert (deals["Steel"]["value"], deals["Steel"]["currency"], deals["Steel"]["stage"]) == (12500, "USD", "proposal")
    assert (deals["Steel"]["opened_on"], deals["Steel"]["expected_close_on"]) == ("2026-01-15", "2026-12-31")
    assert (deals["Sand"]["outcome"], deals["Sand"]["closed_on"]) == ("lost", "2026-04-30")
    [call] = crm("interaction", "list", "-f", "json").json
    assert (call["kind"], call["direction"], call["deal"]["name"]) == ("call", "in", "Steel")
    assert [one["name"] for one in call["contacts"]] == ["Jörg Müller"]


DYNAMICS = {
    "Accounts.csv": "(Do Not Modify) Account,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Account Name,Main Phone,Address 1: City\n"
    "A-1,x,2026-01-01 9:00,Contoso,+1 212 555 0100,Boston\n",
    "Contacts.csv": "(Do Not Modify) Contact,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Full Name,Email,Company Name,Business Phone\n"
    "C-1,x,2026-01-01 9:00,Grace Hopper,grace@contoso.example,Contoso,+1 212 555 0102\n",
    "Opportunities.csv": "(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,Potential Customer,Contact,Est. close date,Est. revenue,Currency,Probability,Status,Status Reason,Pipeline Phase,Actual Close Date,Actual Revenue\n"
    'O-1,x,2026-01-01 9:00,Ship,Contoso,Grace Hopper,2026-12-01,"$4,000.00",US Dollar,60,Open,In Progress,Propose,,\n'
    'O-2,x,2026-01-01 9:00,Boat,Contoso,Grace Hopper,2026-03-01,"$500.00",US Dollar,100,Won,Won,Close,2026-03-02,"$500.00"\n',
}


def test_dynamics_links_by_names_and_is_known_by_its_first_column(crm, bring):
    answer = bring(DYNAMICS)
    assert "Opportunities.csv: Dynamics 365 opportunities (15 of 15 columns" in answer.err
    deals = rows(crm, "deal")
    assert (deals["Ship"]["stage"], deals["Ship"]["value"], deals["Ship"]["company"]["name"]) == (
        "proposal",
        4000,
        "Contoso",
    )
    assert (deals["Boat"]["outcome"], deals["Boat"]["closed_on"]) == ("won", "2026-03-02")
    assert [one["name"] for one in deals["Ship"]["contacts"]] == ["Grace Hopper"]
    assert len(crm("company", "list", "-f", "ids").ids) == 1


UNVERIFIED = {
    "freshsales": (
        "First name,Last name,Work,Mobile,Emails,Accounts,External ID,Sales owner\n"
        "Bo,Li,+1 212 555 0111,,bo@li.example;bo.li@li.example,Fjord,F-1,Sam\n"
    ),
    "insightly": (
        "Record ID,First Name,Last Name,Organization Name,Email Address,Phone,Linked Record ID\n"
        "9,Bo,Li,Fjord,bo@li.example,+1 212 555 0111,\n"
    ),
    "netsuite": (
        "Internal ID,External ID,First Name,Last Name,Company,Job Title,Email,Phone\n"
        "12,,Bo,Li,Fjord,Buyer,bo@li.example,+1 212 555 0111\n"
    ),
    "fxiaoke": "姓名（必填）,客户名称（必填）,负责人（必填）,手机,电话,邮箱\nBo Li,Fjord,Sam,,+1 212 555 0111,bo@li.example\n",
}


@pytest.mark.parametrize("system", UNVERIFIED)
def test_a_profile_that_was_never_checked_says_so(crm, bring, system):
    answer = bring({"contacts.csv": UNVERIFIED[system]})
    assert "never checked with a real export" in answer.err
    bo = crm("contact", "show", "bo@li.example", "-f", "json").json
    assert (bo["name"], bo["company"]["name"], bo["phone"]) == ("Bo Li", "Fjord", "+1 212 555 0111")
    again = bring({"contacts.csv": UNVERIFIED[system]}, "-f", "json").json
    assert (again["new"], again["same"]) == (0, 1)


def test_google_of_before_2024_in_utf_16(crm, bring):
    text = (
        "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value\n"
        "Анна Петрова,Анна,Петрова,* myContacts ::: Друзья,* Work,anna@neva.example,Mobile,+7 812 555-01-01\n"
        ",,,* myContacts,,info@neva.example,,\n"
    )
    bring({"google.csv": text.encode("utf-16")})
    anna = crm("contact", "show", "anna@neva.example", "-f", "json").json
    assert (anna["name"], anna["tags"], anna["fields"]) == ("Анна Петрова", ["Друзья"], {})
    assert (anna["emails"][0]["label"], anna["phones"][0]["label"]) == ("work", "mobile")
    assert crm("contact", "show", "info@neva.example", "--get", "name").out == "info@neva.example\n"


def test_outlook_on_the_desktop_means_mr_or_ms_with_title(crm, bring):
    text = (
        '"Title","First Name","Last Name","Company","Job Title","Business Street","Business City","Business Phone",'
        '"Mobile Phone","Birthday","Categories","E-mail Address","E-mail Type","E-mail Display Name","Web Page"\r\n'
        '"Ms.","Zoë","Müller","Brücke AG","CEO","Weg 2","Zürich","+41 44 555 01 01","","0/0/00","Friends;Fair",'
        '"zoe@bruecke.example","SMTP","Zoë Müller (zoe@bruecke.example)",""\r\n'
    )
    bring({"contacts.csv": text.encode("cp1252")})
    zoe = crm("contact", "show", "zoe@bruecke.example", "-f", "json").json
    assert (zoe["name"], zoe["title"], zoe["birthday"], zoe["tags"]) == ("Zoë Müller", "CEO", None, ["Fair", "Friends"])
    assert zoe["fields"] == {"salutation": "Ms.", "street": "Weg 2", "city": "Zürich"}


OPPORTUNITIES = (
    "Opportunity Name,Account Name,Stage,Amount,Probability (%),Close Date,Opportunity Owner\n"
    "One,Fjord,Proposal/Price Quote,10,50,2026-12-01,Sam\n"
    "Two,Fjord,Custom stage,10,35,2026-12-01,Sam\n"
    "Three,Fjord,Needs Analysis,10,,2026-12-01,Sam\n"
    "Four,Fjord,negotiation,10,,2026-12-01,Sam\n"
)


def test_a_stage_of_another_system_is_the_one_meant_else_the_nearest_by_probability(crm, bring):
    answer = bring({"report.csv": OPPORTUNITIES})
    deals = rows(crm, "deal")
    assert {title: row["stage"] for title, row in deals.items()} == {
        "One": "proposal",
        "Two": "qualified",
        "Three": "lead",
        "Four": "negotiation",
    }
    assert deals["Two"]["fields"] == {"original_stage": "Custom stage"}
    assert deals["Four"]["fields"] == {}
    assert "Custom stage → Qualified (1 deal); --map-file with values: stage settles it otherwise" in answer.err
    assert "negotiation →" not in answer.err


def test_a_pipeline_without_the_stage_that_is_meant_goes_by_probability(crm, bring):
    settings = crm.home / "data" / "crm.db.d"
    settings.mkdir(parents=True)
    (settings / "pipelines.yaml").write_text(
        "pipelines:\n  shop:\n    default: true\n    stages:\n      - {key: first, name: First, probability: 10%}\n"
        "      - {key: middle, name: Middle, probability: 40%}\n      - {key: late, name: Late, probability: 90%}\n"
        "      - {key: won, name: Won, outcome: won}\n      - {key: lost, name: Lost, outcome: lost}\n"
    )
    bring({"report.csv": OPPORTUNITIES.replace("negotiation", "Closed Won")})
    stages = {title: row["stage"] for title, row in rows(crm, "deal").items()}
    assert stages == {"One": "middle", "Two": "first", "Three": "first", "Four": "won"}


def test_a_pipeline_that_is_not_here_is_told_and_kept(crm, bring):
    header = "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Deal owner\n"
    answer = bring({"deals.csv": header + "1,Seats,Renewals,Contract Sent,5,Sam\n"})
    assert "there is no pipeline 'Renewals' here (1 deal, now in the default one)" in answer.err
    seats = rows(crm, "deal")["Seats"]
    assert (seats["pipeline"], seats["fields"]["original_pipeline"]) == ("sales", "Renewals")
