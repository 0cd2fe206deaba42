# ruff: noqa: E501 -- headers and rows stand as the systems write them
"""Rows of one file that are different records, and files that only say what belongs to what."""

from __future__ import annotations

from tests.cli.conftest import rows

ACTIVITIES = """ID,Subject,Type,Due date,Due time,Duration,Done,Marked as done time,Note,Deal,Contact person,Organization,Assigned to user
31,Call Ada,Call,2026-05-01,15:00,00:30,Done,2026-05-01 15:40:00,<p>Wants &amp; needs</p>,,Ada Lovelace,Acme,Sam
32,Meet Ada,Meeting,2099-12-01,10:00,01:00,To do,,,,Ada Lovelace,Acme,Sam
33,Send papers,Task,2026-09-15,,,Done,2026-09-14 10:00:00,by post,,Ada Lovelace,Acme,Sam
34,Lunch,Lunch,2026-05-02,12:00,01:15,Done,2026-05-02 14:00:00,,,Ada Lovelace,Acme,Sam
"""


def test_what_was_done_in_pipedrive_is_an_interaction_and_the_rest_are_tasks(crm, bring):
    bring({"activities.csv": ACTIVITIES})
    tasks = rows(crm, "task", "title")
    assert set(tasks) == {"Meet Ada", "Send papers"}
    assert (tasks["Meet Ada"]["status"], tasks["Meet Ada"]["due_time"]) == ("open", "10:00")
    assert (tasks["Send papers"]["status"], tasks["Send papers"]["done_on"]) == ("done", "2026-09-14")
    held = rows(crm, "interaction", "summary")
    assert set(held) == {"Call Ada\n\nWants & needs", "Lunch"}
    call, lunch = held["Call Ada\n\nWants & needs"], held["Lunch"]
    assert (call["kind"], call["minutes"], call["on_day"]) == ("call", 30, "2026-05-01")
    assert (lunch["kind"], lunch["minutes"]) == ("meeting", 75)
    assert [one["name"] for one in call["contacts"]] == ["Ada Lovelace"]


def test_a_file_of_several_kinds_twice_adds_nothing_and_one_undo_takes_it_back(crm, bring):
    bring({"activities.csv": ACTIVITIES})
    before = crm.dump()
    again = bring({"activities.csv": ACTIVITIES}, "-f", "json").json
    assert (again["new"], again["changed"], again["different"], again["same"]) == (0, 0, 0, 4)
    assert crm.dump() == before
    crm("undo")
    assert crm("task", "list", "--all", "-f", "ids").ids == []
    assert crm("interaction", "list", "-f", "ids").ids == []


def test_who_says_what_the_rows_are_gets_them_as_that(crm, bring):
    bring({"activities.csv": ACTIVITIES}, "--as", "tasks")
    assert set(rows(crm, "task", "title")) == {"Call Ada", "Meet Ada", "Send papers", "Lunch"}
    assert crm("interaction", "list", "-f", "ids").ids == []


def test_a_ragged_row_of_a_file_of_several_kinds_is_bad_once(bring):
    told = bring(
        {"activities.csv": ACTIVITIES + "35,a,b,c,d,e,f,g,h,i,j,k,l,m,n\n"}, "--dry-run", "-f", "json", ok=False
    ).json
    assert [row["line"] for row in told["bad"]] == [6]


SUITE_MEETINGS = """"ID";"Name";"Start Date";"End Date";"Location";"Status";"Parent Type";"Parent ID";"Assigned User Name"\r
"m1";"Kick-off";"14.05.2026 11:00";"14.05.2026 12:00";"Oslo";"Held";"Accounts";"";"sam"\r
"m2";"Review";"14.12.2099 11:00";"14.12.2099 12:00";"Oslo";"Planned";"Accounts";"";"sam"\r
"m3";"Missed";"20.05.2026 11:00";"20.05.2026 12:00";"Oslo";"Not Held";"Accounts";"";"sam"\r
"""


def test_a_planned_meeting_of_suitecrm_is_a_task_and_one_not_held_is_left_out(crm, bring):
    answer = bring({"Meetings.csv": SUITE_MEETINGS})
    assert set(rows(crm, "interaction", "summary")) == {"Kick-off"}
    [review] = rows(crm, "task", "title").values()
    assert (review["title"], review["due_on"], review["due_time"]) == ("Review", "2099-12-14", "11:00")
    assert "1 row of SuiteCRM left out" in answer.err


ZOHO_CALLS = """Record Id,Call Owner.id,Call Owner,Subject,Call Type,Contact Name.id,Contact Name,Call Start Time,Description
zcrm_81,zcrm_9,Sam,Asked,Inbound,zcrm_c1,Ada Lovelace,2026-05-14 11:00:00,long talk
zcrm_82,zcrm_9,Sam,Ask again,Outbound,zcrm_c1,Ada Lovelace,2099-12-14 11:00:00,
"""
ZOHO_EVENTS = """Record Id,Event Owner.id,Event Owner,Title,From,To,Location,Contact Name.id,Contact Name,Created By.id
zcrm_91,zcrm_9,Sam,Kick-off,2026-05-15 10:00:00,2026-05-15 11:00:00,Oslo,zcrm_c1,Ada Lovelace,zcrm_9
zcrm_92,zcrm_9,Sam,Review,2099-05-15 10:00:00,2099-05-15 11:00:00,Oslo,zcrm_c1,Ada Lovelace,zcrm_9
"""


def test_calls_and_meetings_of_zoho_that_are_still_to_come_are_tasks(crm, bring):
    bring({"Calls.csv": ZOHO_CALLS, "Events.csv": ZOHO_EVENTS})
    assert {name: row["kind"] for name, row in rows(crm, "interaction", "summary").items()} == {
        "Asked\n\nlong talk": "call",
        "Kick-off": "meeting",
    }
    tasks = rows(crm, "task", "title")
    assert {title: row["due_on"] for title, row in tasks.items()} == {
        "Ask again": "2099-12-14",
        "Review": "2099-05-15",
    }
    assert tasks["Review"]["contact"]["name"] == "Ada Lovelace"


SALESFORCE = {
    "User.csv": '"Id","Username","LastName","FirstName","Name","Alias","ProfileId","Email"\n"005A","sam@x.example","Lee","Sam","Sam Lee","slee","00e1","sam@x.example"\n',
    "Account.csv": '"Id","IsDeleted","Name","OwnerId","BillingCity","BillingStreet"\n"001A","0","Brücke","005A","Köln","Str 1\n2. Stock"\n',
    "Contact.csv": '"Id","IsDeleted","AccountId","LastName","FirstName","Email","OwnerId","MailingCity","Birthdate"\n"003A","0","001A","Müller","Jörg","joerg@x.example","005A","Köln","1604-12-10"\n"003B","0","000000000000000AAA","Ng","Mia","mia@x.example","005X","",""\n',
    "Opportunity.csv": '"Id","IsDeleted","AccountId","Name","StageName","Amount","CloseDate","IsClosed","IsWon","OwnerId","CreatedDate"\n"006A","0","001A","Steel","Closed Won","100.0","2024-03-01 00:00:00","1","1","005A","2026-01-01 10:00:00"\n',
    "OpportunityContactRole.csv": '"Id","OpportunityId","ContactId","Role","IsPrimary","IsDeleted","CreatedById"\n"00KA","006A","003B","","0","0","005A"\n"00KB","006A","003A","","1","0","005A"\n"00KC","006A","003A","","0","1","005A"\n',
    "Task.csv": '"Id","WhoId","WhatId","Subject","ActivityDate","Status","Priority","OwnerId","Description","IsDeleted","IsClosed","TaskSubtype","CompletedDateTime"\n"00TA","003A","006A","Call","2026-05-01 00:00:00","Completed","Normal","005A","<p>Talked</p>","0","1","Call",""\n"00TB","003A","006A","","2099-12-01 00:00:00","Not Started","High","005A","","0","0","Task",""\n"00TC","003A","","Papers","2026-06-01 00:00:00","Completed","High","005A","","0","1","Task",""\n',
    "Event.csv": '"Id","WhoId","WhatId","Subject","IsAllDayEvent","ActivityDateTime","DurationInMinutes","OwnerId","Type","IsDeleted"\n"00UA","003A","006A","Lunch","0","2026-05-02 12:00:00","60","005A","Meeting","0"\n"00UB","003A","006A","Review","0","2099-05-02 12:00:00","60","005A","Call","0"\n',
}


def test_contact_roles_of_salesforce_link_the_people_to_their_deals_the_primary_one_first(crm, bring):
    answer = bring(SALESFORCE)
    [deal] = rows(crm, "deal", "title").values()
    assert [one["name"] for one in deal["contacts"]] == ["Jörg Müller", "Mia Ng"]
    assert (
        "OpportunityContactRole.csv: Salesforce contact roles (7 of 7 columns; OpportunityId, ContactId, Id), looked up"
        in answer.err
    )


def test_the_users_of_salesforce_give_its_ids_of_owners_their_names(crm, bring):
    bring(SALESFORCE)
    people = rows(crm, "contact", "name")
    assert (people["Jörg Müller"]["owner"], people["Mia Ng"]["owner"]) == ("Sam Lee", None)
    assert rows(crm, "company", "name")["Brücke"]["owner"] == "Sam Lee"
    assert rows(crm, "deal", "title")["Steel"]["owner"] == "Sam Lee"


def test_calls_logged_in_salesforce_are_interactions_and_meetings_to_come_are_tasks(crm, bring):
    bring(SALESFORCE)
    held = rows(crm, "interaction", "summary")
    assert {name: row["kind"] for name, row in held.items()} == {"Call\n\nTalked": "call", "Lunch": "meeting"}
    assert held["Call\n\nTalked"]["deal"]["name"] == "Steel"
    tasks = rows(crm, "task", "title")
    assert set(tasks) == {"Task", "Papers", "Review"}
    assert (tasks["Review"]["due_on"], tasks["Review"]["due_time"]) == ("2099-05-02", "12:00")


def test_a_task_that_was_done_nobody_says_when_was_done_when_it_was_due(crm, bring):
    bring(SALESFORCE)
    assert rows(crm, "task", "title")["Papers"]["done_on"] == "2026-06-01"


def test_contact_roles_without_the_deals_they_speak_of_are_told(crm, bring):
    answer = bring({name: SALESFORCE[name] for name in ("Contact.csv", "OpportunityContactRole.csv")})
    assert "OpportunityContactRole.csv was left out: it only says what opportunities belong to" in answer.err
    assert len(crm("contact", "list", "-f", "ids").ids) == 2


REPORT = """Subject,Date,Priority,Status,Task,Assigned,Company / Account,Contact,Lead,Opportunity
Call,5/25/2026,Normal,Completed,1,Sam Lee,Acme,Ada Lovelace,,
Meeting,5/26/2026,,,0,Sam Lee,Acme,Ada Lovelace,,
Review,5/26/2099,,,0,Sam Lee,Acme,Ada Lovelace,,
"""


def test_a_report_of_tasks_and_events_of_salesforce_is_parted(crm, bring):
    bring({"report.csv": REPORT})
    tasks = rows(crm, "task", "title")
    assert {title: row["status"] for title, row in tasks.items()} == {"Call": "done", "Review": "open"}
    [meeting] = rows(crm, "interaction", "summary").values()
    assert (meeting["kind"], meeting["on_day"]) == ("meeting", "2026-05-26")


DYNAMICS = """(Do Not Modify) Activity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Subject,Regarding,Activity Type,Activity Status,Owner,Priority,Start Date,Due Date,Created On
A1,x,2026-01-01 9:00,Call Kevin,Adatum,Phone Call,Completed,Sam,Normal,2026-05-20 10:00,2026-05-20 11:00,2026-05-01 9:00
A2,x,2026-01-01 9:00,Send quote,Adatum,Task,Open,Sam,High,,2099-12-20,2026-05-01 9:00
A3,x,2026-01-01 9:00,Old one,Adatum,Task,Canceled,Sam,High,,2026-05-20,2026-05-01 9:00
"""


def test_activities_of_dynamics_are_what_their_type_says(crm, bring):
    answer = bring({"All Activities.csv": DYNAMICS})
    [call] = rows(crm, "interaction", "summary").values()
    assert (call["kind"], call["summary"], call["on_day"]) == ("call", "Call Kevin\n\nAdatum", "2026-05-20")
    [quote] = rows(crm, "task", "title").values()
    assert (quote["title"], quote["priority"], quote["due_on"]) == ("Send quote", "high", "2099-12-20")
    assert "1 row of Dynamics 365 left out" in answer.err
    assert crm("company", "list", "-f", "ids").ids == []
