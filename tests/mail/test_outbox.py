"""The outbox by its commands: what is shown, sent, sent again, settled, cancelled, and taken back."""

from __future__ import annotations

import pytest
from tests.mail.servers import Rogue, Sound

LATER = "2099-01-01T00:00:00Z"


@pytest.fixture
def server(post, running) -> Sound:
    made = running(Sound())
    post.use(made)
    return made


def test_a_key_is_queued_once_for_ever(post, server) -> None:
    assert post.queue("anna@x.example", key="digest 2026-11-16") == [1]
    assert post.queue("anna@x.example", key="digest 2026-11-16") == []
    post("mail", "send")
    assert post.queue("anna@x.example", key="digest 2026-11-16") == []
    assert post.queue("anna@x.example", key="digest 2026-11-17") == [2]
    post("mail", "send")
    assert server.inbox.recipients == ["anna@x.example"] * 2


def test_nothing_due_is_silent_and_leaves_nothing(post, server) -> None:
    answer = post("mail", "send")
    assert (answer.out, answer.err) == ("", "")
    assert not post.db.exists()
    post.queue("anna@x.example", due_at=LATER)
    answer = post("mail", "send")
    assert (answer.out, answer.err) == ("", "")
    assert server.inbox.taken == []
    assert not (post.db.parent / "crm.db.sending").exists()


def test_lists_and_pages_of_mails(post, server) -> None:
    post.queue("Анна Петрова <anna@x.example>", subject="Привет", text="Первый\nسلام\n")
    post("mail", "send")
    post.queue("bo@x.example", due_at=LATER)
    rows = post("mail", "list").rows
    assert [(row["id"], row["state"], row["recipient"], row["subject"]) for row in rows] == [
        ("2", "queued", "bo@x.example", "Hello"),
        ("1", "sent", "anna@x.example", "Привет"),
    ]
    assert rows[0]["due_at"] == LATER
    assert post("mail", "list", "--state", "sent", "-f", "ids").ids == [1]
    assert post("mail", "list", "--state", "in-doubt").rows == []
    assert post("mail", "list", "--state", "sent", "--state", "queued", "--limit", "1", "-f", "ids").ids == [2]
    assert post("mail", "list", "--columns", "to,state").lines[0] == "recipient\tstate"
    assert post("mail", "list", "--since", "today", "-f", "ids").ids == [2, 1]
    assert post("mail", "list", "--until", "2020-01-01").rows == []
    assert post("mail", "list", "--state", "failed", "--exit-code").code == 0
    assert post("mail", "list", "--exit-code", ok=False).code == 10
    assert "one of: queued, sending, sent, failed, in doubt" in post.fails(2, "mail", "list", "--state", "lost").err
    assert "its columns: id, state" in post.fails(2, "mail", "list", "--columns", "shoe").err
    page = post("mail", "show", 1).out
    for part in ("Привет", "Первый", "سلام", "sent", "250 taken as number 1", "Me <me@x.example>"):
        assert part in page, part
    shown = post.mail(1)
    assert (shown["from"], shown["text"], shown["attachments"]) == ("Me <me@x.example>", "Первый\nسلام\n", [])
    assert {"name": "Auto-Submitted", "value": "auto-generated"} in shown["headers"]


@pytest.mark.parametrize("verb", ["show", "resend", "cancel"])
def test_a_mail_that_is_not_there_is_exit_3_and_no_number_exit_2(post, server, verb) -> None:
    post.queue("anna@x.example")
    assert "there is no mail 5" in post.fails(3, "mail", verb, 5).err
    assert "'x' is not a whole number" in post.fails(2, "mail", verb, "x").err
    assert post.fails(3, "mail", "resolve", 5, "sent").err
    assert "tinycrm mail resolve 1 sent, or failed" in post.fails(2, "mail", "resolve", 1, "maybe").err


def test_a_refused_mail_is_sent_again_as_another_one(post, server) -> None:
    server.refusals["anna@x.example"] = "550 no"
    [id] = post.queue("anna@x.example", text="Точка\n")
    post.fails(7, "mail", "send")
    server.refusals.clear()
    again = post("mail", "resend", id).id
    assert post.states() == ["failed", "sent"]
    first, second = post.mail(id), post.mail(again)
    assert first["message_id"] != second["message_id"]
    message = server.inbox.message()
    assert message["Message-ID"] == second["message_id"]
    assert len(message.get_all("Message-ID")) == len(message.get_all("Date")) == len(message.get_all("From")) == 1
    assert (message["To"], message["Subject"], message.get_content()) == ("anna@x.example", "Hello", "Точка\r\n")


def test_a_refused_mail_that_was_sent_again_is_repeated_only_with_a_yes(post, server) -> None:
    server.refusals["anna@x.example"] = "550 no"
    [id] = post.queue("anna@x.example")
    post.fails(7, "mail", "send")
    server.refusals.clear()
    again = post("mail", "resend", id).id
    told = f"mail {id} to anna@x.example was sent once more already, as mail {again}; sending it again"
    assert told in post.fails(2, "mail", "resend", id).err
    assert server.inbox.recipients == ["anna@x.example"]
    post("mail", "resend", id, "--yes")
    assert server.inbox.recipients == ["anna@x.example"] * 2


def test_what_was_sent_is_sent_again_only_with_a_yes(post, server) -> None:
    [id] = post.queue("anna@x.example")
    assert "still waits to be sent" in post.fails(1, "mail", "resend", id).err
    post("mail", "send")
    answer = post.fails(2, "mail", "resend", id)
    assert f"mail {id} to anna@x.example was sent at" in answer.err
    assert "add --yes" in answer.err
    assert len(server.inbox.taken) == 1
    post("mail", "resend", id, "--yes")
    assert len(server.inbox.taken) == 2


def test_a_doubt_is_settled_by_a_person(post, running) -> None:
    server = running(Rogue("end", "vanish", times=2))
    post.use(server)
    arrived, lost = post.queue("anna@x.example", "bo@x.example")
    post.fails(7, "mail", "send")
    assert post.states() == ["in doubt", "in doubt"]
    assert "may have arrived" in post.fails(2, "mail", "resend", lost).err
    assert post("mail", "resolve", arrived, "sent").out == f"{arrived}\n"
    post("mail", "resolve", lost, "failed")
    assert post.states() == ["sent", "failed"]
    assert post.mail(arrived)["reply"].startswith("tester says it arrived (before: after the whole message")
    # settled is settled: the same again changes nothing, the contrary is refused
    before = post.dump()
    post("mail", "resolve", arrived, "sent")
    assert post.dump() == before
    assert "is sent, not in doubt" in post.fails(1, "mail", "resolve", arrived, "failed").err
    post("mail", "resend", lost)
    assert server.inbox.recipients == ["anna@x.example", "bo@x.example", "bo@x.example"]
    post("undo", "--steps", "2")
    assert post.states()[:2] == ["in doubt", "in doubt"]


def test_a_mail_that_waits_is_cancelled_and_comes_back_with_undo(post, server) -> None:
    [id] = post.queue("anna@x.example")
    post("mail", "cancel", id)
    assert (post.mail(id)["state"], post.mail(id)["reply"]) == ("failed", "cancelled by tester")
    post("mail", "send")
    assert server.inbox.taken == []
    post("undo")
    assert post.mail(id)["state"] == "queued"
    post("mail", "send")
    assert server.inbox.recipients == ["anna@x.example"]
    assert "what left cannot be called back" in post.fails(1, "mail", "cancel", id).err


def test_a_cancellation_that_was_undone_cannot_be_repeated_once_the_mail_has_left(post, server) -> None:
    [id] = post.queue("anna@x.example")
    post("mail", "cancel", id)
    post("undo")
    post("mail", "send")
    assert "mail 1 is sent since; tinycrm mail show 1" in post.fails(5, "redo").err
    assert "nothing to undo" in post.fails(1, "undo").err
    assert (post.states(), server.inbox.recipients) == (["sent"], ["anna@x.example"])


def test_a_cancellation_is_not_undone_once_the_mail_was_sent_once_more(post, server) -> None:
    [id] = post.queue("anna@x.example")
    post("mail", "cancel", id)
    again = post("mail", "resend", id).id
    assert f"mail {id} was sent once more, as mail {again}; tinycrm mail show {id}" in post.fails(5, "undo").err
    post("mail", "send")
    assert (post.states(), server.inbox.recipients) == (["failed", "sent"], ["anna@x.example"])


def test_a_mail_and_its_repetition_never_both_wait(post, server) -> None:
    """Cancelled, sent once more in vain, that one cancelled too: each undo brings at most one of them back."""
    server.refusals["anna@x.example"] = "451 later"
    [id] = post.queue("anna@x.example")
    post("mail", "cancel", id)
    post.fails(7, "mail", "resend", id)
    assert post.states() == ["failed", "queued"]
    assert "was sent once more, as mail" in post.fails(5, "undo", 2).err
    post("mail", "cancel", id + 1)
    post("undo")
    assert post.states() == ["failed", "queued"]
    post("undo")
    assert post.states() == ["failed"]
    post("undo")
    assert post.states() == ["queued"]
    server.refusals.clear()
    post("mail", "send")
    assert server.inbox.recipients == ["anna@x.example"]


def test_the_outbox_holds_the_subject_that_is_sent(post, server) -> None:
    words = "Отчёт\u200f о продажах " * 500
    [id] = post.queue("anna@x.example", subject=words)
    kept = post.mail(id)["subject"]
    assert (len(kept), kept[:16], kept[-1]) == (500, "Отчёт\u200f о продажа"[:16], "…")
    post("mail", "send")
    assert server.inbox.message()["Subject"] == kept
    assert max(map(len, server.inbox.taken[0][2].split(b"\r\n"))) <= 78


def test_an_error_of_a_mail_tells_programs_the_next_step(post, server) -> None:
    server.refusals["anna@x.example"] = "550 no such box"
    [id] = post.queue("anna@x.example")
    error = post("mail", "send", "-f", "json", ok=False).error
    assert error["message"] == f"mail {id} to anna@x.example failed: 550 no such box"
    assert error["hint"] == f"tinycrm mail resend {id}"
    server.refusals["bo@x.example"] = "550 no"
    post.queue("anna@x.example", "bo@x.example")
    error = post("mail", "send", "-f", "json", ok=False).error
    assert error["message"].endswith(" (and 1 more)")
    assert error["hint"] == f"tinycrm mail resend {id + 1}; tinycrm mail list shows the others"
    post.set_up(host="127.0.0.1", port=9, security="none")
    post.queue("eve@x.example")
    error = post("mail", "send", "-f", "json", ok=False).error
    assert error["message"].endswith(" refuses connections; 1 wait in the outbox")
    assert error["hint"] == "tinycrm config get mail shows where it is sought"


def test_undo_takes_back_what_waits_and_leaves_what_left(post, server) -> None:
    server.refusals["bo@x.example"] = "550 no"
    post.queue("anna@x.example", "bo@x.example", "eve@x.example")
    post.sql("UPDATE outbox SET due_at = ? WHERE recipient = 'eve@x.example'", [LATER])
    post.fails(8, "mail", "send")
    assert post.states() == ["sent", "failed", "queued"]
    # an operation that did nothing but mail is passed over, and refused by its number
    assert "there is nothing to undo" in post.fails(1, "undo").err
    assert "what it mailed has left" in post.fails(1, "undo", 1).err
    post.sql("DELETE FROM outbox WHERE state = 'sent'")
    post("undo", 1)
    assert post.states() == []
    post("redo")
    assert post.states() == ["failed", "queued"]


def test_undo_of_a_change_that_mailed_takes_the_change_and_says_so(post, server) -> None:
    """The mail of a rule, say: one operation with a task and a mail."""
    [id] = post.queue("anna@x.example")
    post("mail", "send")
    task = post("task", "add", "Call").id
    post.sql("UPDATE outbox SET op = 2")
    post.sql("UPDATE change SET op = 2, seq = 50 WHERE tbl = 'outbox'")
    answer = post("undo")
    assert "the mail of operation 2 to anna@x.example has left, and stays" in answer.err
    assert post("task", "list", "--all", "-f", "ids").ids == []
    assert post.states() == ["sent"]
    post("redo")
    assert post("task", "list", "--all", "-f", "ids").ids == [task]
    assert (post.states(), len(server.inbox.taken)) == (["sent"], 1)
    assert id == 1


def test_a_mail_of_a_process_that_is_gone_is_in_doubt(post, server) -> None:
    [id] = post.queue("anna@x.example")
    post.sql("UPDATE outbox SET state = 'sending', began_at = '2026-01-01T00:00:00Z', attempts = 1")
    answer = post.fails(7, "mail", "send")
    assert "the process that sent it ended before an answer came" in answer.err
    assert (post.states(), server.inbox.taken) == (["in doubt"], [])
    # told once
    assert (post("mail", "send").out, post("mail", "send").err) == ("", "")
    assert id == 1


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (9, 60)])
def test_a_refusal_for_a_time_is_tried_again_later_and_later(post, server, attempts, minutes) -> None:
    from datetime import UTC, datetime, timedelta

    [id] = post.queue("anna@x.example")
    ended = datetime.now(UTC) - timedelta(minutes=minutes) + timedelta(seconds=30)
    post.sql("UPDATE outbox SET attempts = ?, ended_at = ?", [attempts, ended.strftime("%Y-%m-%dT%H:%M:%SZ")])
    due = (ended + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert post.mail(id)["due_at"] == due
    post("mail", "send")
    assert server.inbox.taken == []
    ended -= timedelta(seconds=31)
    post.sql("UPDATE outbox SET ended_at = ?", [ended.strftime("%Y-%m-%dT%H:%M:%SZ")])
    post("mail", "send")
    assert server.inbox.recipients == ["anna@x.example"]


def test_a_refusal_for_a_time_is_given_up_after_three_days(post, server) -> None:
    server.refusals["anna@x.example"] = "451 later"
    [id] = post.queue("anna@x.example")
    old = "2026-01-01T00:00:00Z"
    post.sql("UPDATE outbox SET attempts = 2, queued_at = ?, due_at = ?, ended_at = ?", [old, old, old])
    post("mail", "send")
    # three days, but hardly tried: a machine that was off all the time
    assert (post.mail(id)["state"], post.mail(id)["attempts"]) == ("queued", 3)
    post.sql("UPDATE outbox SET ended_at = ?", [old])
    assert "451 later (given up after 4 attempts)" in post.fails(7, "mail", "send").err
    assert post.mail(id)["state"] == "failed"


def test_a_clock_set_back_sends_nothing_twice_and_holds_nothing_up(post, server) -> None:
    future = "2098-01-01T00:00:00Z"
    queued, tried, sent, later = post.queue("a@x.example", "b@x.example", "c@x.example", "d@x.example")
    post.sql("UPDATE outbox SET queued_at = ?, due_at = ?", [future, future])
    post.sql("UPDATE outbox SET attempts = 1, began_at = ?, ended_at = ? WHERE id = ?", [future, future, tried])
    post.sql("UPDATE outbox SET state = 'sent', began_at = ?, ended_at = ? WHERE id = ?", [future, future, sent])
    post.sql("UPDATE outbox SET due_at = ? WHERE id = ?", [LATER, later])
    post("mail", "send")
    assert post.states() == ["sent", "sent", "sent", "queued"]
    assert server.inbox.recipients == ["a@x.example", "b@x.example"]
    assert queued == 1


def test_a_restore_sends_nothing_twice(post, server) -> None:
    """What the backup holds as queued was sent since; what was queued since is not queued again."""
    post.queue("anna@x.example", key="digest 1")
    post.queue("bo@x.example", key="digest 1", due_at=LATER)
    post("backup", str(post.home / "safe.db"))
    post("mail", "send")
    post.queue("eve@x.example", key="digest 2")
    post("mail", "send")
    post("restore", str(post.home / "safe.db"), "--yes")
    assert post.states() == ["sent", "queued", "sent"]
    post("mail", "send")
    assert post.queue("eve@x.example", key="digest 2") == []
    assert server.inbox.recipients == ["anna@x.example", "eve@x.example"]


def test_a_restore_elsewhere_knows_nothing_of_what_was_sent_since(post, server) -> None:
    post.queue("anna@x.example")
    post.queue("bo@x.example", due_at=LATER)
    post("backup", str(post.home / "safe.db"))
    post("mail", "send")
    post.env["TINYCRM_DB"] = str(post.home / "other.db")
    post("restore", str(post.home / "safe.db"), "--yes")
    assert post.states() == ["in doubt", "queued"]
    post("mail", "send")
    assert server.inbox.recipients == ["anna@x.example"]


def test_mail_that_is_not_set_up_says_how_to(crm) -> None:
    assert "mail is not set up: config.yaml has no mail.from" in crm.fails(2, "mail", "test").err
    crm("contact", "add", "Anna")
    assert (crm("mail", "send").out, crm("mail", "list").lines[0][:8]) == ("", "id\tstate")


def test_a_mail_to_the_second_address_is_sent_although_the_first_is_none_that_mail_knows(post, server) -> None:
    post("contact", "add", "Anna", "--email", "a=?b@x.example", "--email", "anna@x.example")
    [id] = post.queue("anna@x.example")
    post.sql("UPDATE outbox SET record = 1")
    post("mail", "send")
    assert (post.mail(id)["state"], server.inbox.recipients) == ("sent", ["anna@x.example"])


def test_the_file_of_the_locks_is_private_and_no_link_is_followed(post, server) -> None:
    post.queue("anna@x.example")
    target = post.home / "precious"
    target.write_text("here")
    (post.db.parent / "crm.db.sending").symlink_to(target)
    assert "cannot be opened" in post.fails(6, "mail", "send").err
    assert target.read_text() == "here"
    (post.db.parent / "crm.db.sending").unlink()
    post("mail", "send")
    assert (post.db.parent / "crm.db.sending").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("format", ["table", "tsv", "csv", "json", "ndjson", "md", "html"])
def test_what_a_foreign_hand_wrote_into_the_outbox_steers_no_terminal(post, server, format) -> None:
    [id] = post.queue("anna@x.example")
    evil = "a\x1b[31mb\x07c\u202ed\x9be\nf"
    post.sql("UPDATE outbox SET subject = ?, recipient = ?, reply = ?, what = ?, message_id = ?", [evil] * 5)
    post.sql("UPDATE outbox SET message = 'Subject: ' || ? || char(13, 10, 13, 10) || ?", [evil, evil])
    for words in (("mail", "list"), ("mail", "show", id), ("mail", "cancel", id), ("mail", "resend", id)):
        answer = post(*words, "-f", format, ok=False)
        for char in "\x1b\x07\u202e\x9b":
            assert char not in answer.out + answer.err, (words, char)
