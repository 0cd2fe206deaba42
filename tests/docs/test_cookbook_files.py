"""Recipes of docs/scripting.md about people, files and care do what they say, a second time too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest
from tests.docs.cookbook import ANNA, NEVA, ROGUE, SARA, SEAN, TWIN

pytestmark = pytest.mark.skipif(not shutil.which("jq"), reason="jq is not installed")
fuzzy = pytest.mark.skipif(not shutil.which("fzf"), reason="fzf is not installed")


def submit(kitchen, name, text):
    (kitchen.home / "forms").mkdir(exist_ok=True)
    (kitchen.home / "forms" / name).write_text(text if isinstance(text, str) else json.dumps(text), "utf-8")


def folder(kitchen, *parts):
    return sorted(os.listdir(kitchen.home.joinpath(*parts)))


def test_a_submission_becomes_a_lead_a_message_and_a_task(kitchen):
    submit(kitchen, "1.json", {"name": "Мария\nКюри", "email": " maria@mail.example ", "message": f"{ROGUE}\nplease"})
    submit(kitchen, "-rf.json", {"name": f"-{ROGUE}", "email": "rogue@mail.example"})
    assert kitchen.cook("web-form", "forms") == []
    maria = kitchen.json("contact", "show", "maria@mail.example")
    assert (maria["name"], maria["lifecycle"], maria["source"], maria["tags"]) == (
        "Мария Кюри", "lead", "web", ["webform"],
    )  # fmt: skip
    (message,) = kitchen.json("interaction", "list", "--contact", maria["id"])
    assert (message["direction"], message["summary"]) == ("in", f"Web form: {ROGUE}\nplease")
    (task,) = kitchen.json("task", "list", "--contact", maria["id"])
    assert (task["title"], task["due_on"]) == ("Answer Мария Кюри", "2026-11-16")
    assert kitchen.json("contact", "show", "rogue@mail.example")["name"] == f"-{ROGUE}"
    assert folder(kitchen, "forms", "taken") == ["-rf.json", "1.json"]
    assert kitchen.cook("web-form", "forms") == []
    assert len(kitchen.json("interaction", "list")) == 2


def test_a_submission_stays_for_the_next_hour_when_the_database_is_out_of_reach(kitchen):
    submit(kitchen, "1.json", {"email": "good@mail.example", "message": "Hi"})
    kitchen.env["TINYCRM_DB"] = "/dev/null/crm.db"
    kitchen.cook("web-form", "forms", code=6, err=None)
    assert (kitchen.home / "forms" / "1.json").exists()
    assert folder(kitchen, "forms", "bad") == folder(kitchen, "forms", "taken") == []


def test_somebody_known_keeps_who_they_are_and_what_they_wrote_is_logged(kitchen):
    kitchen.crm("contact", "edit", ANNA, "--lifecycle", "customer", "--source", "fair")
    card_only = int(kitchen.crm("contact", "add", "Мария Кюри", "--phone", "+7 921 000-11-22"))
    submit(kitchen, "1.json", {"name": "ANNA", "email": "Anna@Neva.example", "message": "Hi"})
    submit(kitchen, "2.json", {"name": "мария кюри", "email": "maria@mail.example"})
    kitchen.cook("web-form", "forms")
    known = [kitchen.json("contact", "show", id) for id in (ANNA, card_only)]
    assert [(who["name"], who["email"], who["lifecycle"], who["source"]) for who in known] == [
        ("Анна Петрова", "anna@neva.example", "customer", "fair"),
        ("Мария Кюри", "maria@mail.example", None, None),
    ]
    logged = {row["contacts"][0]["id"]: row["summary"] for row in kitchen.json("interaction", "list")}
    assert logged == {ANNA: "Web form: Hi", card_only: "Web form:"}


def test_a_submission_that_cannot_be_read_is_put_aside_and_the_others_go_on(kitchen):
    submit(kitchen, "1.json", {"name": "No address"})
    submit(kitchen, "2.json", {"name": "Bad address", "email": "nobody"})
    submit(kitchen, "2a.json", {"name": "Empty", "email": " "})
    submit(kitchen, "2b.json", '{"name": "Torn off", "email": "torn@mail')
    submit(kitchen, "3.json", {"email": "good@mail.example", "message": "Hi"})
    kitchen.cook("web-form", "forms", code=1, err=None)
    told = kitchen.err.splitlines()
    assert [line for line in told if line.startswith("put aside: ")] == [
        f"put aside: {name}.json" for name in ("1", "2", "2a", "2b")
    ]
    assert told[0].endswith("no e-mail")
    assert told[2].startswith("tinycrm: 'nobody' is not an e-mail address")
    assert "parse error" in told[5]
    assert folder(kitchen, "forms", "bad") == ["1.json", "2.json", "2a.json", "2b.json"]
    assert folder(kitchen, "forms", "taken") == ["3.json"]
    assert kitchen.json("contact", "show", "good@mail.example")["name"] == "good@mail.example"
    assert kitchen.json("contact", "list", "--where", "name in ('No address', 'Bad address', Empty)") == []


CALLS = "\r\n".join(
    (
        "Number,Name,Date,Type,Duration",
        '+79211234567,"Petrova, ""Anna""",2026-11-14 10:05:00,Incoming,00:12:30',
        "00989123456789,,2026-11-15 18:20:00,Outgoing,00:01:00",
        "+989123456789,,2026-11-15 19:00:00,Missed,00:00:00",
        "+49301234567,$(touch pwned),2026-11-15 20:00:00,Incoming,00:00:10",
        "",
    )
)


def test_the_calls_of_a_phone_are_logged_once_with_whoever_has_the_number(kitchen):
    (kitchen.home / "calls.csv").write_text(CALLS, "utf-8", newline="")
    nobody = "no contact matches '+49301234567'\n"
    assert kitchen.cook("phone-calls", "calls.csv", code=8, err=nobody) == []
    wanted = [
        ("2026-11-15T19:00:00Z", SARA, "in", 0, "Call of 00:00:00"),
        ("2026-11-15T18:20:00Z", SARA, "out", 1, "Call of 00:01:00"),
        ("2026-11-14T10:05:00Z", ANNA, "in", 13, "Call of 00:12:30"),
    ]
    logged = kitchen.json("interaction", "list")
    assert [
        (call["at"], call["contacts"][0]["id"], call["direction"], call["minutes"], call["summary"]) for call in logged
    ] == wanted
    (task,) = kitchen.json("task", "list")
    assert (task["title"], task["contact"]["id"], task["due_on"]) == ("Call back", SARA, "2026-11-16")
    kitchen.cook("phone-calls", "calls.csv", code=3, err=nobody)
    assert len(kitchen.json("interaction", "list")) == 3
    kitchen.crm("contact", "add", "Berta", "--phone", "+49 30 1234567")
    assert kitchen.cook("phone-calls", "calls.csv") == []
    assert kitchen.cook("phone-calls", "calls.csv") == []
    assert len(kitchen.json("interaction", "list")) == 4


@fuzzy
def test_the_duplicates_that_are_picked_are_merged(kitchen):
    kitchen.crm("contact", "add", "Sara Mohammadi", "--phone", "+98 912 345 6789")
    kitchen.env["FZF_DEFAULT_OPTS"] = "--filter=petrova"
    dropped = (
        f"dropped name 'Anna Petrova' of {TWIN} for 'Анна Петрова'\n"
        f"the history of {TWIN} keeps what was dropped (tinycrm history ID -f json); tinycrm undo takes all back\n"
    )
    assert kitchen.cook("merge-duplicates", err=dropped) == [str(ANNA)]
    merged = kitchen.json("contact", "show", ANNA)
    assert [mail["value"] for mail in merged["emails"]] == ["anna@neva.example", "petrova@mail.example"]
    assert merged["title"] == "CTO"
    assert kitchen.json("contact", "show", TWIN)["id"] == ANNA
    assert kitchen.cook("merge-duplicates") == []
    kitchen.env["FZF_DEFAULT_OPTS"] = "--filter=nobody-at-all"
    assert kitchen.cook("merge-duplicates") == []
    kitchen.crm("undo")
    assert kitchen.json("contact", "show", TWIN)["id"] == TWIN


@fuzzy
def test_a_call_is_logged_with_whoever_was_picked(kitchen):
    kitchen.env["FZF_DEFAULT_OPTS"] = "--filter=سارا"
    kitchen.cook("crm-call", f"-{ROGUE}")
    (call,) = kitchen.json("interaction", "list")
    assert (call["kind"], call["summary"], call["contacts"][0]["id"]) == ("call", f"-{ROGUE}", SARA)
    kitchen.env["FZF_DEFAULT_OPTS"] = "--filter=rm-rf$HOME"
    kitchen.cook("crm-call", "Hello")
    assert kitchen.json("interaction", "list", "--contact", SEAN)[0]["summary"] == "Hello"


def test_a_backup_is_copied_elsewhere_and_proved_there(kitchen):
    away = kitchen.home / "an other disk"
    missing = f"{away} is not there: is the disk mounted?\n"
    kitchen.cook("backup-elsewhere", away, code=1, err=missing)
    away.mkdir()
    assert kitchen.cook("backup-elsewhere", away) == []
    (copy,) = os.listdir(away)
    assert os.listdir(kitchen.home / "backups") == [copy]
    assert kitchen.crm("backup", "verify", str(away / copy)).splitlines()[1].startswith("true\t")
    kitchen.crm("contact", "rm", SARA, "--cascade")
    kitchen.crm("restore", str(away / copy), "--yes")
    assert kitchen.json("contact", "show", SARA)["name"] == "سارا محمدی"


def test_the_calendar_shows_dated_open_tasks_as_events(kitchen):
    import icalendar

    kitchen.crm("task", "add", f"{ROGUE} سارا محمدی, a long title that a calendar has to fold", "--due", "2026-11-20")
    kitchen.crm("task", "add", "At three", "--due", "2026-11-18 15:00", "--contact", SARA)
    kitchen.crm("task", "add", "Some day")
    kitchen.crm("task", "done", kitchen.crm("task", "add", "Done", "--due", "2026-11-17").strip())
    feed = kitchen.home / "feed.ics"
    assert kitchen.cook("calendar-feed", feed) == []
    calendar = icalendar.Calendar.from_ical(feed.read_bytes())
    events = calendar.walk("VEVENT")
    assert not calendar.walk("VTODO")
    assert sorted((str(event["SUMMARY"]), event["DTSTART"].dt.isoformat()[:16]) for event in events) == [
        ("At three", "2026-11-18T15:00"),
        (f"{ROGUE} سارا محمدی, a long title that a calendar has to fold", "2026-11-20"),
    ]
    written = feed.stat().st_ino
    kitchen.cook("calendar-feed", feed)
    assert feed.stat().st_ino == written
    kitchen.crm("task", "add", "One more", "--due", "2026-11-21")
    kitchen.cook("calendar-feed", feed)
    assert b"One more" in feed.read_bytes()
    assert not feed.with_name("feed.ics.new").exists()


def test_a_campaign_leaves_tags_behind(kitchen):
    campaign = kitchen.crm("campaign", "add", "Spring letter").strip()
    kitchen.crm("campaign", "reach", campaign, ANNA, SARA, f"company:{NEVA}", "--on", "2026-10-10")
    kitchen.crm("campaign", "reach", campaign, SEAN, "--on", "2026-11-01")
    kitchen.crm("campaign", "answer", campaign, SARA, "--on", "2026-10-12")
    for who in (ANNA, SARA, SEAN):
        kitchen.crm("contact", "tag", who, "newsletter")
    for _ in range(2):
        assert kitchen.cook("after-campaign", "Spring letter") == [str(SARA), str(ANNA)]
        tags = {who: kitchen.json("contact", "show", who)["tags"] for who in (ANNA, SARA, SEAN)}
        assert tags == {ANNA: [], SARA: ["answered", "newsletter"], SEAN: ["newsletter"]}


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_contacts_that_are_kept_in_git_come_when_they_change(kitchen):
    def git(*words, cwd):
        who = ["-c", "user.name=me", "-c", "user.email=me@mail.example", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *who, *words], cwd=cwd, env=kitchen.env, check=True, capture_output=True)

    team = kitchen.home / "team"
    team.mkdir()
    git("init", cwd=team)
    (team / "contacts.csv").write_text('Name,Email,Title\n"Bo; rm -rf $HOME",bo@mail.example,CEO\n')
    git("add", ".", cwd=team)
    git("commit", "-m", "one", cwd=team)
    git("clone", "team", "mine", cwd=kitchen.home)
    assert len(kitchen.cook("from-git", "mine")) == 1
    assert kitchen.cook("from-git", "mine") == []
    (team / "contacts.csv").write_text('Name,Email,Title\n"Bo; rm -rf $HOME",bo@mail.example,CTO\nMia,mia@x.example,\n')
    git("commit", "-am", "two", cwd=team)
    assert len(kitchen.cook("from-git", "mine")) == 2
    bo = kitchen.json("contact", "show", "bo@mail.example")
    assert (bo["name"], bo["title"]) == ("Bo; rm -rf $HOME", "CTO")
    kitchen.crm("contact", "rm", bo["id"])
    assert kitchen.cook("from-git", "mine") == []


def test_of_a_silent_customer_is_told_once_until_it_is_spoken_with(kitchen, hook):
    kitchen.crm("sale", "add", "company:Neva Trade", "15000 EUR", "--on", "2026-07-01")
    kitchen.crm("sale", "add", 5, "9999 EUR", "--on", "2026-07-01")
    text = "Nobody has spoken for a month with:\nNeva Trade\n"
    hook.refuse = {0}
    kitchen.cook("silent-customers", hook.url, code=22, err="curl: (22) The requested URL returned error: 503\n")
    for _ in range(2):
        assert kitchen.cook("silent-customers", hook.url) == []
    assert hook.taken == [{"text": text}]
    kitchen.crm("log", "call", ANNA, "Hello", "--at", "2026-11-15 10:00")
    kitchen.cook("silent-customers", hook.url)
    kitchen.env["TINYCRM_TODAY"] = "2026-12-30"
    kitchen.cook("silent-customers", hook.url)
    assert hook.taken == [{"text": text}, {"text": text}]


def test_the_nightly_check_speaks_only_when_something_is_wrong(kitchen):
    kitchen.crm("backup", "safe.db")
    assert kitchen.cook("nightly-check") == []
    database = kitchen.home / ".local/share/tinycrm/tinycrm.db"
    database.chmod(0o644)
    kitchen.cook("nightly-check", code=1, err=None)
    (line,) = kitchen.err.splitlines()
    assert "permissions" in line


def test_there_is_a_page_for_each_call_of_tomorrow(kitchen):
    for who, day in ((ANNA, "tomorrow"), (SEAN, "tomorrow"), (SEAN, "tomorrow"), (SARA, "today")):
        kitchen.crm("task", "add", "Call", "--contact", who, "--due", day)
    assert kitchen.cook("tomorrows-pages") == [f"{ANNA}.md", f"{SEAN}.md"]
    assert "Анна Петрова" in (kitchen.home / "calls-after-2026-11-16" / f"{ANNA}.md").read_text("utf-8")
