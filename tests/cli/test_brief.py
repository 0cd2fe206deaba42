"""The page before a call: who, what they are worth, what is open, what to talk about."""

from __future__ import annotations

import shutil
import sqlite3

import pytest
from tests.cli.trading import ANNA, BO, CY, NEVA, TODAY, WEBSITE, fill
from tests.conftest import Crm


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    crm = Crm(tmp_path_factory.mktemp("trading"))
    fill(crm)
    return crm


@pytest.fixture
def shop(kept, tmp_path):
    """The business of trading.py, for one test."""
    crm = Crm(tmp_path)
    shutil.copytree(kept.db.parent, crm.db.parent)
    crm.env["TINYCRM_TODAY"] = TODAY
    return crm


def talk(crm, who: object, **more: object) -> list[str]:
    return [row["key"] for row in crm("brief", who, "-f", "json", **more).json["talk_about"]]


def test_the_page_of_a_person_says_what_there_is_to_know(kept):
    assert kept("brief", "anna").out == (
        "Anna Petrova  contact 2\n"
        "\n"
        "Who       Neva Trade · customer since 1 May · #vip\n"
        "Reach     anna@neva.example · +7 921 123-45-67\n"
        "Value     350 EUR, 60.01 USD in 5 purchases · first 31 Dec 2025 · last 1 May\n"
        "          MRR 40 EUR · 1 deal won, 300 EUR\n"
        "Touch     last from them 12 Jun · next 13 Jun: Send quote\n"
        "Feedback  NPS 4 on 2 Jun · Too slow\n"
        "\n"
        "Talk about\n"
        "- Ticket 27 waits for an answer for 3 days: Form sends twice\n"
        "- Unhappy on 2 Jun, NPS 4 of 10: Too slow\n"
        "- Their e-mail of 12 Jun waits for a reply: Which hosting is it?\n"
        "- Task 19 is 2 days overdue: Send quote\n"
        "- Domain is up for renewal in 4 days\n"
        "\n"
        "Open deals\n"
        "  17  Relaunch  lead  800 EUR  30 days here\n"
        "  18  Idea      lead           0 days here\n"
        "\n"
        "Open tasks\n"
        "  19  13 Jun  Send quote\n"
        "  20  20 Jun  Ask for dates\n"
        "\n"
        "Open tickets\n"
        "  27  12 Jun  Form sends twice\n"
        "\n"
        "Subscriptions\n"
        "  13  Domain   120 EUR  year   active\n"
        "  14  Hosting   30 EUR  month  active\n"
        "\n"
        "Latest\n"
        "  2026-06-14 09:00  note       Likes tea\n"
        "  2026-06-12 09:00  email  in  Which hosting is it?\n"
        "  2026-06-10 10:00  call   in  Wants 40 seats\n"
    )


KEYS = [
    "noun", "id", "name", "title", "company", "emails", "phones", "handles", "birthday", "role", "relations", "tags",
    "owner", "source", "lifecycle", "note", "lifecycle_since", "value", "touch", "interactions", "deals", "tasks",
    "tickets", "subscriptions", "feedback", "talk_about",
]  # fmt: skip


def test_programs_get_the_same_facts_under_stable_keys(kept):
    page = kept("brief", "anna", "-f", "json").json
    assert list(page) == KEYS
    assert page["value"] == {
        "sales": 5,
        "net": [{"amount": 350, "currency": "EUR"}, {"amount": 60.01, "currency": "USD"}],
        "first_sale": "2025-12-31",
        "last_sale": "2026-05-01",
        "won_deals": 1,
        "won": [{"amount": 300, "currency": "EUR"}],
        "mrr": [{"amount": 40, "currency": "EUR"}],
        "rfm": None,
        "rfm_class": None,
    }
    assert page["touch"]["days"] == 3
    assert page["touch"]["last_in_at"] == "2026-06-12T09:00:00Z"
    assert [row["title"] for row in page["deals"]] == ["Relaunch", "Idea"]
    assert page["feedback"]["score"] == 4


def test_a_company_is_told_with_its_people(kept):
    page = kept("brief", "neva", "-f", "json").json
    assert (page["noun"], page["id"]) == ("company", NEVA)
    assert [row["name"] for row in page["people"]] == ["Anna Petrova"]
    assert "Links     Anna Petrova\n" in kept("brief", "company:neva").out


@pytest.mark.parametrize("ref", ["anna", ANNA, "anna@neva.example", "contact:petrova"])
def test_a_person_is_found_as_everywhere(kept, ref):
    assert kept("brief", ref, "-f", "json").json["id"] == ANNA


def test_the_people_of_a_deal_or_ticket_are_meant_by_it(kept):
    assert kept("brief", WEBSITE, "-f", "json").json["id"] == ANNA
    assert kept("brief", "deal:website", "-f", "json").json["id"] == ANNA
    assert kept("brief", "shop", "-f", "json").json["id"] == BO
    ticket = kept("ticket", "list", "--all", "--where", 'title ~ "cannot"', "-f", "ids").id
    assert kept("brief", ticket, "-f", "json").json["id"] == ANNA


def test_who_cannot_be_told_about_is_an_error_with_a_next_step(shop):
    assert "no contact matches 'nobody'" in shop.fails(3, "brief", "nobody").err
    alone = shop("deal", "add", "Alone").id
    told = shop.fails(1, "brief", alone).err
    assert "has neither contact nor company" in told
    assert f"tinycrm deal edit {alone} --company NAME" in told
    shop.fails(3, "brief", "999999")


def test_somebody_of_whom_nothing_is_known_is_one_line(shop):
    id = shop("contact", "add", "Zoe").id
    assert shop("brief", id).lines == [
        f"Zoe  contact {id}",
        "",
        f"Nothing is known yet: tinycrm contact edit {id}, tinycrm log call {id} TEXT",
    ]
    assert talk(shop, id) == []


def test_a_name_in_persian_is_told_as_it_is(kept):
    answer = kept("brief", "محمدی")
    assert answer.lines[0] == f"سارا محمدی  contact {CY}"
    assert "Care" in answer.out
    assert talk(kept, CY) == ["trial_ends"]


def test_an_answered_ticket_a_better_answer_and_a_reply_end_what_was_to_be_said(shop):
    assert talk(shop, "anna") == ["unanswered_ticket", "unhappy_feedback", "reply_owed", "overdue_task", "renewal"]
    shop("ticket", "answer", "Form sends twice", "--at", "2026-06-14 10:00")
    shop("feedback", "add", "anna", "10", "--kind", "nps", "--at", "2026-06-14 10:00")
    shop("log", "email", "anna", "Ours", "--direction", "out", "--at", "2026-06-14 11:00")
    shop("task", "done", "Send quote")
    assert talk(shop, "anna") == ["renewal"]


@pytest.mark.parametrize(
    ("kind", "score", "unhappy"),
    [("nps", 6, True), ("nps", 7, False), ("csat", 3, True), ("csat", 4, False), ("ces", 4, True), ("ces", 5, False)],
)
def test_an_unhappy_answer_is_talked_about(shop, kind, score, unhappy):
    shop("feedback", "add", "bo", str(score), "--kind", kind, "--at", "2026-06-14 10:00")
    assert ("unhappy_feedback" in talk(shop, BO)) is unhappy
    # three months on it is no news
    assert "unhappy_feedback" not in talk(shop, BO, env={"TINYCRM_TODAY": "2026-09-20"})


def test_an_answer_of_a_kind_that_another_program_wrote_is_shown_and_counts_for_nothing(shop):
    shop("feedback", "add", "bo", "1", "--kind", "nps", "--at", "2026-06-14 10:00")
    db = sqlite3.connect(shop.db)
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute("UPDATE feedback SET kind = 'stars', score = -1")
    db.commit()
    db.close()
    assert "unhappy_feedback" not in talk(shop, BO)
    assert "STARS -1" in shop("brief", BO).out


def test_silence_beyond_the_cadence_is_talked_about_from_the_day_after(shop):
    shop("contact", "edit", "bo", "--cadence", "90")
    assert talk(shop, BO) == []
    assert "every 90 days, 0 days left" in shop("brief", BO).out
    tomorrow = {"TINYCRM_TODAY": "2026-06-16"}
    assert talk(shop, BO, env=tomorrow) == ["cadence"]
    assert "Silent for 91 days, wanted every 90 days" in shop("brief", BO, env=tomorrow).out


@pytest.mark.parametrize(
    ("birthday", "today", "said"),
    [
        ("1990-06-15", TODAY, "Birthday today, turns 36"),
        ("1990-06-29", TODAY, "Birthday in 14 days, turns 36"),
        ("1990-06-30", TODAY, ""),
        ("--01-02", "2026-12-30", "Birthday in 3 days"),
        ("1992-02-29", "2027-02-20", "Birthday in 8 days, turns 35"),
    ],
)
def test_a_birthday_is_talked_about_two_weeks_ahead(shop, birthday, today, said):
    shop("contact", "edit", "bo", f"--birthday={birthday}")
    texts = [row["text"] for row in shop("brief", BO, "-f", "json", env={"TINYCRM_TODAY": today}).json["talk_about"]]
    assert [text for text in texts if "Birthday" in text] == ([said] if said else [])


def test_a_buyer_who_has_not_come_back_for_long_is_talked_about(shop):
    assert "lapsed" not in talk(shop, BO, env={"TINYCRM_TODAY": "2027-06-14"})
    assert "lapsed" in talk(shop, BO, env={"TINYCRM_TODAY": "2027-06-15"})
    # who pays every month has not gone
    assert "lapsed" not in talk(shop, NEVA, env={"TINYCRM_TODAY": "2027-06-15"})


def test_a_cancelled_subscription_and_a_late_deal_are_talked_about(shop):
    shop("subscription", "cancel", "Hosting", "--end", "2026-07-01")
    later = {"TINYCRM_TODAY": "2026-08-01"}
    assert "cancelled" in talk(shop, NEVA)
    found = shop("brief", "anna", "-f", "json", env=later).json["talk_about"]
    assert [row["text"] for row in found if row["key"] in ("deal_late", "rotting_deal")] != []
    assert [row for row in found if row["key"] == "cancelled"] == []


def test_the_page_is_written_as_html_and_markdown_and_data_is_no_markup(shop):
    shop("contact", "edit", "bo", "--name", "Bo <script>alert(1)</script>", "--note", "<b>x</b>")
    html = shop("brief", BO, "-f", "html").out
    assert "<script" not in html.replace("&lt;script", "")
    assert html.startswith("<!DOCTYPE html>")
    assert "Bo" in shop("brief", BO, "-f", "md").out


def test_a_brief_writes_nothing_and_needs_no_database(crm, shop):
    before = shop.db.read_bytes()
    shop("brief", "anna")
    assert shop.db.read_bytes() == before
    crm.env.pop("TINYCRM_DB")
    crm.fails(3, "brief", "anna")


def test_who_has_no_customers_of_its_own_is_told_where_they_are(shop):
    group = shop("segment", "add", "anna", "--where", "name ~ anna").id
    assert f"tinycrm segment members {group}" in shop.fails(1, "brief", group).err
    spent = shop("expense", "add", "30", "--kind", "sales").id
    told = shop.fails(1, "brief", spent).err
    assert ("tinycrm brief WHO" in told, "--company" in told) == (True, False)


def test_the_latest_of_a_page_names_no_id_for_a_step_of_its_own_record(shop):
    lines = [line.split() for line in shop("company", "show", NEVA).out.splitlines()]
    assert [line[-1] for line in lines if "lifecycle" in line] in (["customer"], [])
    steps = shop("contact", "timeline", BO, "-f", "tsv").rows
    assert [row["id"] for row in steps if row["kind"] == "lifecycle"] == [str(BO)]
    said = shop("contact", "timeline", BO, "-f", "md").out
    assert next(line for line in said.splitlines() if "lifecycle" in line).rstrip(" |").endswith("customer")
