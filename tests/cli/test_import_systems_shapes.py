# ruff: noqa: E501 -- headers and rows stand as the systems write them
"""Other shapes of the files that systems write: all columns, few, other languages, and cells as they are met."""

from __future__ import annotations

import pytest
from tests.cli.conftest import rows

# --- which system a file is from ---

HUBSPOT = "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lifecycle Stage,Create Date,Associated Company IDs (Primary),Associated Company (Primary)"


def test_an_export_of_all_properties_is_known_though_most_columns_are_the_users_own(crm, bring):
    own = ",".join(f"Own property {number}" for number in range(60))
    stages = '"Date entered ""Lead (Lifecycle)""","Cumulative time in ""Lead (Lifecycle)"" (HH:mm:ss)"'
    text = f"{HUBSPOT},{own},{stages}\n101,Ada,Lovelace,ada@acme.example,,Sam,Customer,2026-01-05 10:11,501,Acme,blue{',' * 59},2026-01-05 10:11,01:00:00\n"
    answer = bring({"hubspot-crm-exports-all-contacts-2026-07-01.csv": text})
    assert "HubSpot contacts (12 of 72 columns; Record ID, Contact owner, Lifecycle Stage)" in answer.err
    [ada] = rows(crm, "contact", "name").values()
    assert (ada["company"]["name"], ada["lifecycle"], ada["fields"]) == ("Acme", "customer", {"own_property_0": "blue"})


def test_contacts_of_zoho_with_columns_of_their_own_are_not_left_out_as_another_module(crm, bring):
    own = ",".join(f"Own {number}" for number in range(30))
    text = f"Record Id,Contact Owner.id,Contact Owner,First Name,Last Name,Company Name.id,Company Name,Email,Created By.id,Created By,{own}\nzcrm_1,zcrm_9,Sam,Ada,Lovelace,zcrm_5,Acme,ada@acme.example,zcrm_9,Sam{',' * 30}\n"
    answer = bring({"Contacts_2026_07_01.csv": text})
    assert "Zoho CRM contacts (10 of 40 columns; Contact Owner.id, Contact Owner" in answer.err
    assert rows(crm, "contact", "name")["Ada Lovelace"]["company"]["name"] == "Acme"


@pytest.mark.parametrize(
    "text",
    [
        "Name,Email,Phone\nBo Li,bo@li.example,+1 212 555 0111\n",
        "First Name,Last Name,Email,Company,Phone,Notes\nBo,Li,bo@li.example,Fjord,,hi\n",
        "First Name,Last Name,Email Address,Home Phone,Business Phone\nBo,Li,bo@li.example,,+1 212 555 0111\n",
        "First Name,Last Name,Title,Company,Email,Phone,Mobile,Street,City,Country\nBo,Li,Buyer,Fjord,bo@li.example,,,1 Way,Oslo,Norway\n",
        "Account Name,Industry,Phone,Website,Type\nFjord,Oil,,fjord.example,Customer\n",
        "Deal Name,Deal Stage,Amount,Close Date,Company\nSeats,lead,100,2099-01-01,Fjord\n",
        "Subject,Due Date,Status,Priority\nCall,2099-12-01,Open,High\n",
        "Full Name,Company Name,Email,Business Phone\nBo Li,Fjord,bo@li.example,\n",
    ],
)
def test_a_table_of_ones_own_is_of_no_system(bring, text):
    assert "columns;" not in bring({"table.csv": text}).err


def test_a_pattern_with_a_point_is_no_word_that_ends_so(crm, bring):
    text = "Record Id,Account Owner.id,Account Owner,Account Name,Paid,Plan.id\nzcrm_1,zcrm_9,Sam,Acme,yes,zcrm_3\n"
    bring({"Accounts.csv": text})
    assert rows(crm, "company", "name")["Acme"]["fields"] == {"paid": "yes"}


def test_a_lone_file_of_records_that_are_not_here_is_refused_with_what_it_is(bring):
    answer = bring({"leads.csv": "Lead - ID,Lead - Title,Lead - Value\n1,Broken,100\n"}, ok=False)
    assert answer.code == 2
    assert "leads.csv holds Pipedrive leads: TinyCRM has no such records" in answer.err


# --- cells as systems write them ---


def test_of_several_ids_in_a_cell_of_one_record_the_first_counts_and_nobody_is_made_of_all(crm, bring):
    people = "Record ID,First Name,Last Name,Email,Contact owner\n101,Ada,Lovelace,ada@acme.example,Sam\n102,Grace,Hopper,grace@navy.example,Sam\n"
    tasks = "Record ID,Task title,Due date,Task status,Priority,Assigned to,Associated Contact IDs,Associated Contact\n7,Send papers,2026-02-01 08:00,Completed,None,Sam,101;102,Ada Lovelace;Grace Hopper\n"
    answer = bring({"all-contacts.csv": people, "all-tasks.csv": tasks})
    assert set(rows(crm, "contact", "name")) == {"Ada Lovelace", "Grace Hopper"}
    assert rows(crm, "task", "title")["Send papers"]["contact"]["name"] == "Ada Lovelace"
    assert "1 row names several records where one fits; the first was taken" in answer.err


def test_an_address_of_several_lines_stands_in_one(crm, bring):
    text = '"Id","IsDeleted","AccountId","LastName","FirstName","MailingStreet","MailingCity"\n"003A","0","","Li","Bo","1 Way\n2nd floor","Oslo"\n'
    bring({"Contact.csv": text})
    assert rows(crm, "contact", "name")["Bo Li"]["fields"] == {"street": "1 Way, 2nd floor", "city": "Oslo"}


def test_the_year_1604_of_a_birthday_is_no_year(crm, bring):
    text = '"Id","IsDeleted","AccountId","LastName","MailingCity","Birthdate"\n"003A","0","","Li","","1604-12-10 00:00:00"\n'
    bring({"Contact.csv": text})
    assert rows(crm, "contact", "name")["Li"]["birthday"] == "--12-10"


def test_deals_that_were_brought_into_the_other_system_later_are_not_refused(crm, bring):
    text = "Id,Name,StageName,Amount,CloseDate,IsClosed,IsWon,CreatedDate\n006A,Old,Closed Won,220000,2024-02-03,TRUE,TRUE,2026-02-23\n"
    answer = bring({"Opportunity.csv": text})
    deal = rows(crm, "deal", "title")["Old"]
    assert (deal["opened_on"], deal["closed_on"], deal["outcome"]) == ("2024-02-03", "2024-02-03", "won")
    assert (
        "1 deal was entered in Salesforce after it closed: the day of closing counts as the day of opening"
        in answer.err
    )


def test_people_without_a_name_are_called_by_what_is_known_and_nobody_is_left_out(crm, bring):
    text = "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Company Name\n1,,,,+1 212 555 0111,Sam,\n2,,,,,Sam,Fjord\n3,,,,,Sam,\n"
    bring({"contacts.csv": text})
    assert set(rows(crm, "contact", "name")) == {"+1 212 555 0111", "Fjord", "HubSpot 3"}


def test_a_row_of_linkedin_with_nothing_but_a_day_is_left_out_and_counted(crm, bring):
    text = 'Notes:\n"When exporting your connection data, you may notice that some emails are missing."\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nAda,Lovelace,https://www.linkedin.com/in/ada,,Acme,CTO,12 Mar 2024\n,,,,,,10 Mar 2024\n'
    answer = bring({"Connections.csv": text})
    assert set(rows(crm, "contact", "name")) == {"Ada Lovelace"}
    assert "1 row of LinkedIn left out: no name, e-mail, phone or company" in answer.err


def test_days_in_words_with_a_time_behind_a_comma_are_days(crm, bring):
    text = 'Potential Name,Potential Owner,Created Time,Closing Date,Amount,Stage\nA,Sam,"15 Apr, 2021 00:02:00","16 May, 2021 00:03:00","$22,700.00",Closed Lost\n'
    bring({"Potentials.csv": text})
    deal = rows(crm, "deal", "title")["A"]
    assert (deal["opened_on"], deal["closed_on"], deal["value"]) == ("2021-04-15", "2021-05-16", 22700)


def test_notes_and_calls_of_hubspot_hold_text_without_markup(crm, bring):
    notes = "Record ID,Activity date,Note body,Activity assigned to,Associated Contact IDs,Associated Contact\n4,2026-01-19 12:00,<div>Likes <b>tea</b></div><p>5 &lt; 6</p>,Sam,101,Ada Lovelace\n"
    calls = "Record ID,Activity date,Call title,Call notes,Call outcome,Call direction,Associated Contact IDs,Associated Contact\n5,2026-01-17 09:30,,a < b > c,Connected,Outbound,101,Ada Lovelace\n"
    bring({"all-notes.csv": notes, "all-calls.csv": calls})
    held = rows(crm, "interaction", "kind")
    assert held["note"]["summary"] == "Likes tea\n5 < 6"
    assert (held["call"]["summary"], held["call"]["direction"], held["call"]["outcome"]) == (
        "a < b > c",
        "out",
        "Connected",
    )
    assert [one["name"] for one in held["note"]["contacts"]] == ["Ada Lovelace"]


def test_a_name_that_several_people_share_is_told_apart_from_one_that_nobody_has(bring):
    people = (
        "ID,Name,Organization,Email - Work,Open deals\n1,Bo Li,Acme,bo1@x.example,0\n2,Bo Li,Fjord,bo2@x.example,0\n"
    )
    activities = "ID,Subject,Type,Due date,Done,Deal,Contact person,Assigned to user\n31,Call,Task,2099-05-01,To do,No such deal,Bo Li,Sam\n"
    answer = bring({"people.csv": people, "activities.csv": activities})
    assert "1 link is by a name that several records have, and left out" in answer.err
    assert "1 link leads to a record that is in none of these files, nor here" in answer.err
    assert "is the owner" not in answer.err


# --- Dynamics without its first columns, and Outlook in the languages of the desktop ---


def test_a_report_of_dynamics_is_known_without_the_columns_not_to_modify(crm, bring):
    text = "Created On,Topic,Owner,Potential Customer,Status,Status Reason,Est. revenue,Est. close date,Actual Revenue,Actual Close Date,Probability,Sales Stage,Currency,Contact,Revenue\n5/20/2024 7:42,Coffee,Jim,Adatum,Lost,Canceled,13400,8/31/2024,0,8/31/2024,15,Close,US Dollar,Kevin Martin,User Provided\n2/22/2025 10:53,Tea,Jim,Adatum,Open,In Progress,8150,5/31/2025,0,,5,Qualify,US Dollar,Kevin Martin,User Provided\n"
    bring({"Opportunity.csv": text})
    deals = rows(crm, "deal", "title")
    lost, open_deal = deals["Coffee"], deals["Tea"]
    assert (lost["outcome"], lost["reason"], lost["closed_on"], lost["value"]) == (
        "lost",
        "Canceled",
        "2024-08-31",
        13400,
    )
    assert (open_deal["outcome"], open_deal["reason"], open_deal["expected_close_on"]) == ("open", None, "2025-05-31")
    assert open_deal["currency"] == "USD"


OUTLOOK = {
    "cp1252": [
        '"Anrede","Vorname","Nachname","Firma","Position","Straße geschäftlich","Ort geschäftlich","Telefon geschäftlich","Mobiltelefon","E-Mail-Adresse","E-Mail-Typ","E-Mail 2: Adresse","Geschlecht"\n"Frau","Zoë","Müller","Brücke","Leiterin","Weg 1","Köln","+49 30 5550101","","zoe@x.example","SMTP","zoe2@x.example","Keine Angabe"\n',
        '"Titre","Prénom","Nom","Société","Fonction","Rue (bureau)","Ville (bureau)","Téléphone (bureau)","Tél. mobile","Adresse de messagerie","Type de messagerie","Adresse de messagerie 2","Sexe"\n"Mme","Zoë","Müller","Brücke","Leiterin","Weg 1","Köln","+49 30 5550101","","zoe@x.example","SMTP","zoe2@x.example","Non spécifié"\n',
        '"Tratamiento","Nombre","Apellidos","Organización","Puesto","Calle del trabajo","Ciudad de trabajo","Teléfono del trabajo","Móvil","Dirección de correo electrónico","Tipo de correo electrónico","Dirección de correo electrónico 2","Sexo"\n"Sra.","Zoë","Müller","Brücke","Leiterin","Weg 1","Köln","+49 30 5550101","","zoe@x.example","SMTP","zoe2@x.example","Sin especificar"\n',
        '"Titolo","Nome","Cognome","Società","Posizione","Via (uff.)","Città (uff.)","Ufficio","Cellulare","Indirizzo posta elettronica","Tipo posta elettronica","Indirizzo posta elettronica 2","Sesso"\n"Sig.ra","Zoë","Müller","Brücke","Leiterin","Weg 1","Köln","+49 30 5550101","","zoe@x.example","SMTP","zoe2@x.example","Non specificato"\n',
    ],
}


@pytest.mark.parametrize("text", OUTLOOK["cp1252"])
def test_the_outlook_of_the_desktop_is_read_in_its_language(crm, bring, text):
    bring({"contacts.csv": text.encode("cp1252")})
    [zoe] = rows(crm, "contact", "name").values()
    assert (zoe["name"], zoe["title"], zoe["company"]["name"]) == ("Zoë Müller", "Leiterin", "Brücke")
    assert [one["value"] for one in zoe["emails"]] == ["zoe@x.example", "zoe2@x.example"]
    assert [(one["value"], one["label"]) for one in zoe["phones"]] == [("+49 30 5550101", "work")]
    assert {key: zoe["fields"][key] for key in ("street", "city")} == {"street": "Weg 1", "city": "Köln"}
    assert set(zoe["fields"]) == {"salutation", "street", "city"}


def test_the_outlook_of_the_desktop_in_russian(crm, bring):
    text = '"Обращение","Имя","Отчество","Фамилия","Организация","Должность","Улица (раб. адрес)","Рабочий телефон","Телефон переносной","Адрес эл. почты","Тип эл. почты","Пол"\n"","Анна","Ивановна","Петрова","Нева Трейд","Директор","Невский 1","+7 812 555-01-01","","anna@neva.example","SMTP","Не указан"\n'
    bring({"contacts.csv": text.encode("cp1251")})
    anna = rows(crm, "contact", "name")["Анна Петрова"]
    assert (anna["company"]["name"], anna["title"], anna["email"]) == ("Нева Трейд", "Директор", "anna@neva.example")
    assert anna["fields"] == {"middle_name": "Ивановна", "street": "Невский 1"}


def test_an_owner_that_is_only_an_id_is_nobody(crm, bring):
    text = '"ID";"Name";"Website";"Office Phone";"Billing Street";"Assigned User"\r\n"a1";"Acme";"";"";"";"1"\r\n"a2";"Fjord";"";"";"";"sam"\r\n'
    bring({"Accounts.csv": text})
    assert {name: row["owner"] for name, row in rows(crm, "company", "name").items()} == {"Acme": None, "Fjord": "sam"}


def test_our_own_export_keeps_what_looks_like_a_list_or_like_markup(crm, tmp_path):
    crm("company", "add", "A;B Ltd")
    crm("company", "add", "A", "--note", "<p>x</p>")
    crm("task", "add", "Call", "--company", "A;B Ltd")
    crm("export", "-f", "csv", "--output", str(tmp_path / "out"))
    for _ in range(3):
        crm("undo")
    assert crm("company", "list", "-f", "ids").ids == []
    crm("import", *sorted(map(str, (tmp_path / "out").glob("*.csv"))))
    assert rows(crm, "task", "title")["Call"]["company"]["name"] == "A;B Ltd"
    assert rows(crm, "company", "name")["A"]["note"] == "<p>x</p>"
