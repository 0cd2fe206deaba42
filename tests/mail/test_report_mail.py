"""`report … --mail-to`: what arrives, to whom, once, and what a cron job is told."""

from __future__ import annotations

import os
import signal
import time
from email import message_from_bytes, message_from_string
from email.policy import default as modern

import pytest
from tests.mail.parts import attached, part
from tests.mail.servers import Rogue, Sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.mail.conftest import Post

MONDAY = "2026-11-16"
OCTOBER = ("report", "kpi", "--period", "last-month")


@pytest.fixture
def office(post: Post) -> Post:
    """A database with sales in October and two tasks, on the 16th of November 2026."""
    post.env["TINYCRM_TODAY"] = MONDAY
    post("contact", "add", "Анна Петрова", "--email", "anna@neva.example")
    post("contact", "add", "سارا محمدی")
    post("sale", "add", "Анна Петрова", "1200.50 EUR", "--on", "2026-10-05", "--product", "=1+1")
    post("sale", "add", "سارا محمدی", "99 EUR", "--on", "2026-10-20")
    post("task", "add", "Ring Анна", "--due", "2026-11-12", "--contact", "Анна Петрова")
    post("task", "add", "Far away", "--due", "2027-03-01")
    return post


@pytest.fixture
def server(office: Post, running) -> Sound:
    made = running(Sound())
    office.use(made)
    return made


def test_a_report_arrives_as_text_and_html_with_its_period_in_the_subject(office, server) -> None:
    answer = office(*OCTOBER, "--mail-to", "a@x.example")
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert server.inbox.recipients == ["a@x.example"]
    message = server.inbox.message()
    assert message["Subject"] == "KPI October 2026"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert message.get_content_type() == "multipart/alternative"
    text, page = part(message, "plain"), part(message, "html")
    assert text.startswith("Scorecard  1–31 Oct 2026, compared with 1–30 Sep 2026")
    assert "1,299.50 EUR" in text
    assert "1,299.50 EUR" in page
    for foreign in ("<svg", "<img", "<script", "<style", "http://", "https://", "url("):
        assert foreign not in page


def test_each_recipient_gets_a_mail_of_their_own_and_once(office, server) -> None:
    office(*OCTOBER, "--mail-to", "a@x.example", "--mail-to", "Bo Li <b@y.example>", "--mail-to", "A@x.example")
    assert server.inbox.recipients == ["a@x.example", "b@y.example"]
    assert [server.inbox.message(place)["To"] for place in (0, 1)] == ["a@x.example", "Bo Li <b@y.example>"]
    assert server.inbox.message(0)["Message-ID"] != server.inbox.message(1)["Message-ID"]


def test_me_is_mail_to_of_the_settings_else_who_writes(office, server) -> None:
    office("report", "forecast", "--mail-to", "me")
    office.use(server, to="own@x.example")
    office("report", "forecast", "--mail-to", "ME")
    assert server.inbox.recipients == ["me@x.example", "own@x.example"]


@pytest.mark.parametrize(
    ("settings", "words", "subject"),
    [
        ("language: ru", OCTOBER, "Показатели, октябрь 2026"),
        ("language: fa", OCTOBER, "شاخص‌ها، اکتبر 2026"),
        ("{language: fa, calendar: jalali}", ("report", "kpi", "--period", "1405-07"), "شاخص‌ها، مهر 1405"),
        ("language: en", ("report", "revenue", "--period", "2026-Q3"), "Revenue, Q3 2026"),
        ("language: ru", ("report", "revenue", "--period", "2025"), "Выручка, 2025"),
        ("language: ru", ("report", "pipeline"), "Открытые сделки: Sales, 16 ноября 2026"),
        ("language: en", ("report", "win-loss"), "Won and lost, up to 16 November 2026"),
    ],
)
def test_the_subject_speaks_the_language_of_the_settings(office, server, settings, words, subject) -> None:
    import yaml

    path = office.home / "settings" / "config.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), **yaml.safe_load(settings)}))
    office(*words, "--mail-to", "me")
    message = server.inbox.message()
    assert message["Subject"] == subject
    language = yaml.safe_load(settings)["language"]
    assert message["Content-Language"] == language
    assert f'<html lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}">' in part(message, "html")


def test_a_subject_of_ones_own_stands_instead(office, server) -> None:
    office(*OCTOBER, "--mail-to", "me", "--subject", "Октябрь: سلام")
    assert server.inbox.message()["Subject"] == "Октябрь: سلام"
    assert "U+000D" in office.fails(2, *OCTOBER, "--mail-to", "me", "--subject", "a\r\nBcc: b@x").err
    assert len(server.inbox.taken) == 1


def test_attachments_are_safe_and_whole(office, server) -> None:
    words = ("report", "revenue", "--by", "product", "--period", "2026")
    office(*words, "--mail-to", "me", "--attach", "csv", "--attach", "HTML", "--attach", "ics", "--attach", "csv")
    message = server.inbox.message()
    assert message.get_content_type() == "multipart/mixed"
    found = attached(message)
    assert {name: kind for name, (kind, _) in found.items()} == {
        "revenue-2026.csv": "text/csv",
        "revenue-2026.html": "text/html",
        "tasks-2026-11-16.ics": "text/calendar",
    }
    table = found["revenue-2026.csv"][1]
    # Excel knows UTF-8 by its mark alone, and runs a cell that begins with =
    assert table.startswith(b"\xef\xbb\xbfproduct,")
    assert b"\n'=1+1," in table
    assert b"1200.5" in table
    assert "<svg" in found["revenue-2026.html"][1].decode()
    calendar = found["tasks-2026-11-16.ics"][1].decode()
    assert calendar.count("BEGIN:VTODO") == 1
    assert "SUMMARY:Ring Анна\r\nDUE;VALUE=DATE:20261112\r\n" in calendar


def test_without_due_tasks_there_is_no_calendar(office, server) -> None:
    office("task", "done", "Ring")
    office("report", "forecast", "--mail-to", "me", "--attach", "ics")
    assert attached(server.inbox.message()) == {}


@pytest.mark.parametrize("name", ["kpi", "ltv", "stale", "stages", "funnel", "velocity", "satisfaction", "customers"])
def test_only_if_any_sends_nothing_of_a_company_and_nothing_else(post, running, name) -> None:
    server = running(Sound())
    post.use(server)
    post("company", "add", "Neva Trade")
    post("report", name, "--mail-to", "me", "--only-if-any")
    assert server.inbox.taken == []


def test_only_if_any_sends_no_report_that_says_nothing(office, server) -> None:
    for words in (
        ("report", "pipeline"),
        ("report", "forecast"),
        ("report", "revenue", "--period", "2020"),
        ("report", "win-loss"),
        ("report", "kpi", "--period", "2020"),
    ):
        answer = office(*words, "--mail-to", "me", "--only-if-any")
        assert (answer.out, answer.err) == ("", ""), words
    assert server.inbox.taken == []
    office("report", "revenue", "--period", "2026", "--mail-to", "me", "--only-if-any")
    assert len(server.inbox.taken) == 1
    assert office.states() == ["sent"]


@pytest.mark.parametrize(
    ("period", "same", "other"),
    [
        ("day", "2026-11-16", "2026-11-17"),
        # Monday begins the week
        ("week", "2026-11-22", "2026-11-23"),
        ("week", "2026-11-16", "2026-11-15"),
        ("month", "2026-11-30", "2026-12-01"),
    ],
)
def test_once_per_period_a_repeated_run_is_silent(office, server, period, same, other) -> None:
    words = ("report", "forecast", "--mail-to", "a@x.example", "--once-per", period)
    office(*words)
    answer = office(*words, "--today", same)
    assert (answer.out, answer.err, len(server.inbox.taken)) == ("", "", 1)
    office(*words, "--today", other)
    assert len(server.inbox.taken) == 2


def test_a_week_begins_when_the_settings_say(office, server) -> None:
    path = office.home / "settings" / "config.yaml"
    path.write_text(path.read_text() + "week_starts: saturday\n")
    words = ("report", "forecast", "--mail-to", "a@x.example", "--once-per", "week")
    for day, count in (("2026-11-20", 1), ("2026-11-21", 2), ("2026-11-27", 2), ("2026-11-28", 3)):
        office(*words, "--today", day)
        assert len(server.inbox.taken) == count, day


def test_what_is_asked_for_differently_or_goes_elsewhere_is_another_mail(office, server) -> None:
    once = ("--once-per", "day")
    office(*OCTOBER, "--mail-to", "a@x.example", *once)
    office(*OCTOBER, "--mail-to", "a@x.example", "--mail-to", "b@x.example", *once)
    assert server.inbox.recipients == ["a@x.example", "b@x.example"]
    office(*OCTOBER, "--mail-to", "a@x.example", "--attach", "csv", *once)
    office("report", "kpi", "--owner", "Анна", "--mail-to", "a@x.example", *once)
    office("report", "forecast", "--mail-to", "a@x.example", *once)
    assert len(server.inbox.taken) == 5
    # a subject is no content, and neither is how the address is written
    office(*OCTOBER, "--mail-to", "Zoe <A@x.example>", "--subject", "Other", *once)
    assert len(server.inbox.taken) == 5
    # what a filter says of people is not kept in the key
    assert all("Анна" not in row["key"] for row in office("mail", "list", "-f", "json").json)


def test_without_once_per_every_run_sends(office, server) -> None:
    for _ in range(2):
        office("report", "forecast", "--mail-to", "a@x.example")
    assert len(server.inbox.taken) == 2


def test_many_crons_at_once_send_one_mail(office, server) -> None:
    words = (*OCTOBER, "--mail-to", "a@x.example", "--mail-to", "b@x.example", "--once-per", "month")
    started = [office.start(*words) for _ in range(4)]
    for process in started:
        answer = office.finish(process)
        assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert sorted(server.inbox.recipients) == ["a@x.example", "b@x.example"]


def test_a_write_answers_with_its_mails_when_asked(office, server) -> None:
    words = ("report", "forecast", "--mail-to", "a@x.example", "--mail-to", "b@x.example")
    rows = office(*words, "-f", "json").json
    assert [(row["recipient"], row["state"], row["what"]) for row in rows] == [
        ("a@x.example", "sent", "report forecast"),
        ("b@x.example", "sent", "report forecast"),
    ]
    assert len(office(*words, "--print", "id").ids) == 2


def test_the_undo_of_a_person_passes_over_what_was_mailed(office, server) -> None:
    office("report", "forecast", "--mail-to", "a@x.example")
    office.set_up(host="127.0.0.1", port=1, security="none")
    office.fails(7, "report", "forecast", "--mail-to", "b@x.example")
    office("undo")
    assert [row["title"] for row in office("task", "list", "-f", "json").json] == ["Ring Анна"]
    assert office.states() == ["sent", "queued"]


# --- what goes wrong ---


def test_refused_for_good_is_exit_7_once_and_others_still_get_theirs(office, server) -> None:
    server.refusals["a@x.example"] = "550 no such user"
    words = (*OCTOBER, "--mail-to", "a@x.example", "--once-per", "day")
    assert "550 no such user" in office.fails(7, *words).err
    # told once; the digest and mail list keep telling it
    answer = office(*words)
    assert (answer.out, answer.err) == ("", "")
    office(*words, "--mail-to", "b@x.example")
    assert server.inbox.recipients == ["b@x.example"]


def test_some_refused_is_exit_8(office, server) -> None:
    server.refusals["a@x.example"] = "550 no such user"
    answer = office.fails(8, *OCTOBER, "--mail-to", "a@x.example", "--mail-to", "b@x.example")
    assert "a@x.example failed: 550 no such user" in answer.err
    assert server.inbox.recipients == ["b@x.example"]


def test_asked_to_come_later_is_exit_7_where_nobody_would_and_the_next_run_sends_it(office, server) -> None:
    server.refusals["a@x.example"] = "451 greylisted"
    words = (*OCTOBER, "--mail-to", "a@x.example", "--once-per", "month")
    assert "451 greylisted" in office.fails(7, *words).err
    server.refusals.clear()
    answer = office(*words)
    assert (answer.out, answer.err) == ("", "")
    assert server.inbox.recipients == ["a@x.example"]


def test_asked_to_come_later_is_silent_where_run_comes_by(office, server) -> None:
    office("schedule", "exec", "run", "--", "run")
    server.refusals["a@x.example"] = "451 greylisted"
    words = (*OCTOBER, "--mail-to", "a@x.example", "--once-per", "month")
    answer = office(*words)
    assert (answer.out, answer.err) == ("", "")
    assert office.states() == ["queued"]
    # for good is for good
    server.refusals["b@x.example"] = "550 no"
    assert "550 no" in office.fails(7, *OCTOBER, "--mail-to", "b@x.example").err


def test_a_server_that_is_away_leaves_it_queued_and_says_so(office, server) -> None:
    office.set_up(host="127.0.0.1", port=1, security="none")
    words = (*OCTOBER, "--mail-to", "a@x.example", "--once-per", "month")
    assert "1 wait in the outbox" in office.fails(7, *words).err
    assert office.states() == ["queued"]
    office.use(server)
    office(*words)
    assert (office.states(), server.inbox.recipients) == (["sent"], ["a@x.example"])


def test_in_doubt_is_exit_7_and_no_run_sends_it_again(office, running) -> None:
    server = running(Rogue("end", "vanish"))
    office.use(server)
    words = (*OCTOBER, "--mail-to", "a@x.example", "--once-per", "month")
    assert "in doubt" in office.fails(7, *words).err
    office(*words)
    office("mail", "send")
    assert office.states() == ["in doubt"]
    assert len(server.inbox.taken) == 1


def test_a_run_that_was_killed_in_the_midst_is_in_doubt_for_the_next(office, running) -> None:
    server = running(Rogue("end", "stall"))
    office.use(server, timeout=30)
    words = (*OCTOBER, "--mail-to", "a@x.example", "--once-per", "month")
    process = office.start(*words)
    deadline = time.monotonic() + 30
    while not server.inbox.taken and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert "in doubt" in office.fails(7, *words).err
    assert len(server.inbox.taken) == 1
    answer = office(*words)
    assert (answer.out, answer.err) == ("", "")


def test_mail_that_is_not_set_up_says_how(office) -> None:
    answer = office.fails(2, *OCTOBER, "--mail-to", "me")
    assert "mail is not set up" in answer.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--mail-to", "a@x.example, b@x.example"), "is not one e-mail address"),
        (("--mail-to", "a@x.example\nBcc: b@x.example"), "holds a line break"),
        (("--mail-to", ""), "is not one e-mail address"),
        (("--mail-to", "me", "--attach", "pdf"), "one of: csv, html, ics"),
        (("--mail-to", "me", "--once-per", "year"), "one of: day, week, month"),
        (("--mail-to", "me", "--once-per", ""), "one of: day, week, month"),
        (("--mail-to", "me", "--exit-code"), "leave it out"),
        (("--mail-to", "me", "--snapshot"), "two commands"),
        (("--mail-to", "me", "--output", "x.eml"), "add --dry-run"),
        (("--mail-to", "me", "--period", "2030"), "begins on 2030-01-01, after today"),
        (("--mail-to", "me", "--subject", "Ы" * 501), "has 501 characters; a subject has at most 500"),
        (("--mail-to", "me", "--subject", "a\r\nBcc: eve@x.example"), "subject holds"),
        (("--attach", "csv"), "--mail-to ADDRESS"),
        (("--subject", "x"), "--mail-to ADDRESS"),
        (("--once-per", "day"), "--mail-to ADDRESS"),
        (("--only-if-any",), "--mail-to ADDRESS"),
        (("--output", "x.eml"), "--mail-to ADDRESS"),
    ],
)
def test_what_makes_no_sense_is_exit_2_and_sends_nothing(office, server, words, told) -> None:
    before = office.dump()
    assert told in office.fails(2, "report", "kpi", *words).err
    assert (office.dump(), server.inbox.taken) == (before, [])


def test_a_mail_needs_a_report_that_exists(office, server) -> None:
    assert "which report" in office.fails(2, "report", "--mail-to", "me").err
    assert "there is no report 'nope'" in office.fails(2, "report", "nope", "--mail-to", "me").err
    office("report", "win_rate", "--mail-to", "me")
    assert len(server.inbox.taken) == 1


# --- dry runs ---


def test_a_dry_run_writes_the_mail_and_changes_not_one_byte(office, server) -> None:
    before = office.db.read_bytes()
    answer = office(*OCTOBER, "--mail-to", "a@x.example", "--attach", "csv", "--once-per", "day", "--dry-run")
    message = message_from_bytes(answer.raw, policy=modern)
    assert (message["Subject"], message["To"]) == ("KPI October 2026", "a@x.example")
    assert list(attached(message)) == ["kpi-2026-10.csv"]
    assert answer.err == ""
    assert (office.db.read_bytes(), server.inbox.taken) == (before, [])


def test_a_dry_run_for_several_writes_the_first_or_each_into_a_folder(office, server, tmp_path) -> None:
    several = ("report", "forecast", "--mail-to", "a@x.example", "--mail-to", "b@x.example", "--dry-run")
    answer = office(*several)
    assert message_from_bytes(answer.raw, policy=modern)["To"] == "a@x.example"
    assert answer.err == "the same would go to b@x.example\n"
    folder = tmp_path / "mails"
    assert office(*several, "--output", f"{folder}/").out == ""
    assert sorted(os.listdir(folder)) == ["a@x.example.eml", "b@x.example.eml"]
    assert message_from_string((folder / "b@x.example.eml").read_text(), policy=modern)["To"] == "b@x.example"
    assert (folder / "b@x.example.eml").stat().st_mode & 0o777 == 0o600
    assert "is there already" in office.fails(2, *several, "--output", str(folder)).err
    assert "--output FOLDER/" in office.fails(2, *several, "--output", str(tmp_path / "one.eml")).err


def test_a_dry_run_says_what_would_not_be_sent(office, server) -> None:
    words = ("report", "forecast", "--mail-to", "a@x.example", "--once-per", "day")
    office(*words)
    assert "a@x.example has it already, as mail" in office(*words, "--dry-run").err
    answer = office(*words, "--only-if-any", "--dry-run")
    assert (answer.out, answer.err) == ("", "")


def test_a_report_is_shown_as_before_without_a_mail(office) -> None:
    assert office("report", "forecast", "--dry-run").out == office("report", "forecast").out
