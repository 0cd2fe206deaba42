"""`today --mail-to`: the digest of the morning."""

from __future__ import annotations

import json
import re

import pytest
from tests.mail.parts import attached, part
from tests.mail.servers import Rogue, Sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.mail.conftest import Post

MONDAY = "2026-11-16"


@pytest.fixture
def office(post: Post) -> Post:
    """Two people and a company, and nothing due, on Monday the 16th of November 2026."""
    post.env["TINYCRM_TODAY"] = MONDAY
    for words in (
        ("company", "add", "Neva Trade"),
        ("contact", "add", "Анна Петрова", "--company", "Neva Trade"),
        ("contact", "add", "سارا محمدی"),
    ):
        post(*words)
    return post


@pytest.fixture
def server(office: Post, running) -> Sound:
    made = running(Sound())
    office.use(made)
    return made


def digest(office: Post, *words: str) -> str:
    """Gives the plain text of the digest that would be sent."""
    from email import message_from_bytes
    from email.policy import default as modern

    message = message_from_bytes(office("today", "--mail-to", "me", "--dry-run", *words).raw, policy=modern)
    return part(message, "plain").replace("\r\n", "\n")


def settings(office: Post, text: str) -> None:
    path = office.home / "settings" / "config.yaml"
    path.write_text(path.read_text() + text, encoding="utf-8")


def test_everything_that_waits_stands_in_the_digest_in_order(office, server) -> None:
    settings(office, "cadence: {tags: {vip: 30}}\n")
    office("task", "add", "Send quote", "--due", "2026-11-12", "--contact", "Анна Петрова", "--priority", "high")
    office("task", "add", "Ring سارا", "--due", "2026-11-16 15:00", "--contact", "سارا محمدی")
    office("task", "add", "Next week", "--due", "2026-11-20")
    office("task", "add", "Some day")
    office("ticket", "add", "Cannot log in", "--who", "Анна Петрова", "--at", "2026-11-15 10:00")
    office("log", "email", "سارا محمدی", "May I ask", "--direction", "in", "--at", "2026-11-14 10:00")
    office("contact", "add", "Zoë", "--tag", "vip")
    office("log", "call", "Zoë", "Hello", "--at", "2026-08-01 10:00")
    office("contact", "add", "Bo Li", "--birthday", "1990-11-18")
    office("subscription", "add", "neva", "40", "--product", "Hosting", "--start", "2025-12-01", "--term", "1 year")
    office("deal", "add", "Website", "--value", "4800 EUR", "--company", "neva", "--opened", "2026-11-01")
    office("deal", "won", "Website", "--on", "2026-11-13")
    office("today", "--mail-to", "me")
    message = server.inbox.message()
    assert message["Subject"] == "Agenda, Monday 16 November 2026: overdue 1, today 1"
    text = part(message, "plain").replace("\r\n", "\n")
    lines = text.splitlines()
    places = [
        next(place for place, line in enumerate(lines) if line.startswith(start))
        for start in (
            "Monday 16 November 2026",
            "Overdue",
            "Today",
            "Tickets without an answer",
            "They wrote last",
            "Out of touch",
            "Renewals",
            "Birthdays",
            "Won",
            "Ahead (1) · Without a date (1)",
        )
    ]
    assert places == sorted(places)
    for told in (
        "12 Nov  Send quote  Анна Петрова  high",
        "15:00  Ring سارا  سارا محمدی",
        "yesterday  Cannot log in  Анна Петрова",
        "سارا محمدی  14 Nov  May I ask",
        "Zoë  107 days, wanted every 30",
        "Bo Li  18 Nov  turns 36",
        "Hosting  Neva Trade  40 EUR  term ends in 14 days",
        "Website  Neva Trade  4,800 EUR",
    ):
        assert told in text, told
    # what is ahead or without a day is counted and not shown
    assert "Next week" not in text
    assert "Some day" not in text


def test_tasks_ahead_are_shown_when_days_are_asked_for(office, server) -> None:
    office("task", "add", "Next week", "--due", "2026-11-20")
    text = digest(office, "--days", "7")
    assert "Ahead – 23 November 2026\n" in text
    assert "20 Nov  Next week" in text


def test_only_if_any_is_silent_when_nothing_is_due_and_nobody_waits(office, server) -> None:
    office("task", "add", "Next week", "--due", "2026-11-20")
    office("task", "add", "Some day")
    words = ("today", "--mail-to", "me", "--only-if-any", "--once-per", "day")
    for more in ((), ("--days", "7")):
        answer = office(*words, *more)
        assert (answer.out, answer.err, server.inbox.taken) == ("", "", [])
    assert office("mail", "list", "-f", "ids").ids == []
    # what comes up later that day is still told
    office("task", "add", "Now", "--due", "today")
    office(*words)
    assert len(server.inbox.taken) == 1
    office(*words)
    assert len(server.inbox.taken) == 1


def test_without_only_if_any_a_quiet_day_is_told_as_one(office, server) -> None:
    office("today", "--mail-to", "me")
    message = server.inbox.message()
    assert message["Subject"] == "Agenda, Monday 16 November 2026"
    assert "Nothing is due, and nobody is waiting." in part(message, "plain")


@pytest.mark.parametrize(
    ("today", "won_on", "told"),
    [
        ("2026-11-17", "2026-11-16", True),
        ("2026-11-17", "2026-11-15", False),
        ("2026-11-17", "2026-11-17", False),
        # the weekend, and the Friday that no digest of a weekday has told yet
        ("2026-11-16", "2026-11-15", True),
        ("2026-11-16", "2026-11-13", True),
        ("2026-11-16", "2026-11-12", False),
    ],
)
def test_wins_since_the_last_working_day_are_told(office, server, today, won_on, told) -> None:
    office("deal", "add", "Website", "--contact", "Анна Петрова", "--value", "100 EUR", "--opened", "2026-11-01")
    office("deal", "won", "Website", "--on", won_on, "--today", "2026-11-18")
    text = digest(office, "--today", today)
    assert ("Website  Анна Петрова  100 EUR" in text) == told


def test_a_persian_weekend_is_thursday_and_friday(office, server) -> None:
    settings(office, "week_starts: saturday\n")
    office("deal", "add", "Website", "--contact", "سارا محمدی", "--opened", "2026-11-01")
    office("deal", "won", "Website", "--on", "2026-11-11")
    # Wednesday the 11th, seen from Saturday and from Sunday
    assert "Website" in digest(office, "--today", "2026-11-14")
    assert "Website" not in digest(office, "--today", "2026-11-15")


def test_a_deal_of_someone_else_is_not_in_the_digest_of_one_owner(office, server) -> None:
    for owner in ("mia", "tom"):
        office(
            "deal", "add", f"Deal of {owner}", "--contact", "Анна Петрова", "--owner", owner, "--opened", "2026-11-01"
        )
        office("deal", "won", f"Deal of {owner}", "--on", "2026-11-13")
        office("task", "add", f"Task of {owner}", "--due", "today", "--owner", owner)
    text = digest(office, "--owner", "mia")
    assert "Deal of mia" in text
    assert "Task of mia" in text
    assert "of tom" not in text


def test_mail_that_did_not_arrive_stands_first(office, running) -> None:
    doubtful = running(Rogue("end", "vanish"))
    office.use(doubtful)
    office.fails(7, "report", "forecast", "--mail-to", "doubt@x.example")
    sound = running(Sound())
    sound.refusals["gone@x.example"] = "550 no such user"
    office.use(sound)
    office.fails(7, "report", "forecast", "--mail-to", "gone@x.example")
    office("task", "add", "Now", "--due", "today")
    text = digest(office)
    assert text.index("Mail that did not arrive (2)") < text.index("Today\n")
    assert re.search(r"in doubt  doubt@x\.example", text)
    assert re.search(r"failed +gone@x\.example .*\n? *.*550 no such", text)
    # settled and cancelled ones are nobody's worry
    office("mail", "resolve", "4", "sent")
    assert "doubt@x.example" not in digest(office)


def test_mail_in_trouble_is_enough_for_a_digest(office, running) -> None:
    office.use(running(Rogue("end", "vanish")))
    office.fails(7, "report", "forecast", "--mail-to", "doubt@x.example")
    sound = running(Sound())
    office.use(sound)
    office("today", "--mail-to", "me", "--only-if-any")
    assert "Mail that did not arrive" in part(sound.inbox.message(), "plain")


def test_a_job_that_failed_stands_at_the_top(office, server) -> None:
    office("schedule", "exec", "gone", "--", "contact", "show", "999", ok=False)
    office("task", "add", "Now", "--due", "today")
    text = digest(office)
    assert text.index("Jobs that failed") < text.index("Today\n")
    assert "there is no contact 999" in text


def test_what_a_mail_program_shows_beside_the_subject_are_the_first_things_to_do(office, server) -> None:
    office("task", "add", "<b>Send quote</b>", "--due", "2026-11-12")
    office("task", "add", "Ring سارا", "--due", "today")
    office("today", "--mail-to", "me")
    page = part(server.inbox.message(), "html")
    assert 'mso-hide:all">&lt;b&gt;Send quote&lt;/b&gt; · Ring سارا&#847;' in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("extra", "subject", "told"),
    [
        ("language: ru\n", "План дня, понедельник, 16 ноября 2026: просрочено 1, сегодня 1", ("Просрочено", "Сегодня")),
        (
            "language: fa\ncalendar: jalali\n",
            "برنامه روز، دوشنبه 25 آبان 1405: عقب‌افتاده 1، امروز 1",
            ("عقب‌افتاده", "امروز"),
        ),
    ],
)
def test_the_digest_speaks_the_language_of_the_settings(office, server, extra, subject, told) -> None:
    settings(office, extra)
    office("task", "add", "Late", "--due", "2026-11-12")
    office("task", "add", "Now", "--due", "2026-11-16")
    office("today", "--mail-to", "me")
    message = server.inbox.message()
    assert message["Subject"] == subject
    for heading in told:
        assert heading in part(message, "plain")
        assert f">{heading}</h2>" in part(message, "html")


def test_the_calendar_holds_what_is_due_and_what_days_ask_for(office, server) -> None:
    office("task", "add", "Late", "--due", "2026-11-12")
    office("task", "add", "Now", "--due", "2026-11-16 15:00")
    office("task", "add", "Next week", "--due", "2026-11-20")
    office("task", "add", "Some day")
    for words, titles in (((), ["Late", "Now"]), (("--days", "7"), ["Late", "Now", "Next week"])):
        office("today", "--mail-to", "me", "--attach", "ics", *words)
        [(name, (kind, content))] = attached(server.inbox.message()).items()
        assert (name, kind) == ("tasks-2026-11-16.ics", "text/calendar")
        assert re.findall(r"SUMMARY:(.*)\r", content.decode()) == titles


def test_the_table_and_the_page_of_the_digest_can_be_attached(office, server) -> None:
    office("task", "add", "=1+1", "--due", "2026-11-12")
    office("today", "--mail-to", "me", "--attach", "csv", "--attach", "html")
    found = attached(server.inbox.message())
    assert sorted(found) == ["agenda-2026-11-16.csv", "agenda-2026-11-16.html"]
    assert b",'=1+1" in found["agenda-2026-11-16.csv"][1]
    assert "=1+1" in found["agenda-2026-11-16.html"][1].decode()


def test_a_long_list_is_cut_and_says_by_how_much(office, server) -> None:
    lines = "".join(json.dumps(["task", "add", f"Task {n}", "--due", "2026-11-12"]) + "\n" for n in range(40))
    office("batch", input=lines)
    text = digest(office)
    assert "Overdue (40)" in text
    assert "… and 25 more" in text
    assert text.count("Task ") == 15


def test_a_database_that_is_named_and_missing_is_told(post, running) -> None:
    post.use(running(Sound()))
    post.fails(6, "today", "--mail-to", "me", "--db", "missing.db")


def test_the_agenda_on_a_screen_is_what_it_was(office) -> None:
    office("task", "add", "Next week", "--due", "2026-11-20")
    office("task", "add", "Some day")
    assert office("today").out == ("Next 7 days\n  4  20 Nov  Next week\n\nWithout a date\n  5    Some day\n")
    assert office("today", "--dry-run").out == office("today").out


def test_in_a_batch_the_digest_knows_the_lines_before_it_and_leaves_at_once(office, server) -> None:
    lines = "task add Before --due today\ntoday --mail-to me\ntask add After --due today\n"
    assert office("batch", input=lines).err == ""
    text = part(server.inbox.message(), "plain")
    assert "Before" in text
    assert "After" not in text


def test_in_an_atomic_batch_it_waits_until_all_is_done(office, server) -> None:
    answer = office("batch", "--atomic", input="task add Before --due today\ntoday --mail-to me\n")
    assert "tinycrm mail send sends it" in answer.err
    assert (server.inbox.taken, office.states()) == ([], ["queued"])
    office("mail", "send")
    assert "Before" in part(server.inbox.message(), "plain")


def test_a_batch_that_is_tried_says_what_it_would_mail(office, server) -> None:
    before = office.dump()
    answer = office("batch", "--dry-run", input="task add Before --due today\ntoday --mail-to me\n")
    assert answer.out == ""
    assert "Would mail Agenda, Monday 16 November 2026: today 1 to Me <me@x.example>" in answer.err
    assert (office.dump(), server.inbox.taken) == (before, [])


def test_mail_that_was_cancelled_or_has_not_been_tried_is_no_trouble(office, server) -> None:
    [cancelled] = office.queue("cancelled@x.example", due_at="2099-01-01T00:00:00Z")
    office.queue("later@x.example", due_at="2099-01-01T00:00:00Z")
    office("mail", "cancel", cancelled)
    assert "Mail that did not arrive" not in digest(office)
