"""What waits in the outbox is looked at once more before it leaves: its contact may have changed since."""

from __future__ import annotations

import pytest
from tests.mail.servers import Sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mail.conftest import Post

_RULES = """\
rules:
  - {name: welcome, when: {created: contact}, then: [{mail: hello, to: contact}]}
  - {name: tell-me, when: {created: contact}, then: [{mail: hello, to: me}]}
  - {name: born, when: {birthday: 0d}, then: [{mail: hello, to: contact}]}
"""


@pytest.fixture
def server(post: Post, running: Callable[[Sound], Sound]) -> Sound:
    """Who is added is welcomed, and the user told; both mails wait for `run`."""
    made = running(Sound())
    post.use(made)
    settings = post.home / "settings"
    (settings / "templates").mkdir()
    (settings / "templates" / "hello.md").write_text("---\nsubject: Hello\n---\nText\n", encoding="utf-8")
    (settings / "rules.yaml").write_text(_RULES, encoding="utf-8")
    return made


def _reply(post: Post, to: str) -> tuple[object, object]:
    (row,) = [row for row in post("mail", "list", "-f", "json").json if row["recipient"] == to]
    return row["state"], row["reply"]


def test_who_asked_for_no_mail_since_gets_none_and_nobody_is_troubled(post: Post, server: Sound) -> None:
    id = post("contact", "add", "Анна Петрова", "--email", "anna@x.example").id
    post("contact", "edit", id, "--tag", "do-not-mail")
    answer = post("run")
    assert (answer.out, answer.err) == ("", "")
    assert server.inbox.recipients == ["me@x.example"]
    told = f"contact {id} Анна Петрова asked for no mail (tag do-not-mail)"
    assert _reply(post, "anna@x.example") == ("failed", told)
    post("run")
    assert server.inbox.recipients == ["me@x.example"]


@pytest.mark.parametrize("change", [("rm", "--yes"), ("edit", "--email", "right@x.example")])
def test_an_address_that_is_nobodys_any_more_gets_no_mail_and_that_is_told(post: Post, server: Sound, change) -> None:
    id = post("contact", "add", "Bo", "--email", "wrong@x.example").id
    verb, *rest = change
    post("contact", verb, id, *rest)
    err = post.fails(8, "run").err
    assert "no contact has the address 'wrong@x.example' any more" in err
    assert server.inbox.recipients == ["me@x.example"]
    assert _reply(post, "wrong@x.example")[0] == "failed"


def test_who_was_merged_still_gets_it(post: Post, server: Sound) -> None:
    first = post("contact", "add", "Anna", "--email", "anna@x.example").id
    second = post("contact", "add", "Anna P").id
    post("contact", "merge", second, first, "--yes")
    post("run")
    assert "anna@x.example" in server.inbox.recipients


def test_an_address_with_a_domain_beyond_ascii_is_known_again(post: Post, server: Sound) -> None:
    post("contact", "add", "Jürgen", "--email", "j@bücher.example")
    post("run")
    assert "j@xn--bcher-kva.example" in server.inbox.recipients


def test_it_is_sent_all_the_same_when_a_person_says_so(post: Post, server: Sound) -> None:
    id = post("contact", "add", "Anna", "--email", "anna@x.example").id
    post("contact", "edit", id, "--tag", "do-not-mail")
    post("run")
    (mail,) = [row["id"] for row in post("mail", "list", "-f", "json").json if row["state"] == "failed"]
    assert "asked for no mail (tag do-not-mail); sending mail" in post.fails(2, "mail", "resend", mail).err
    assert "anna@x.example" not in server.inbox.recipients
    post("mail", "resend", mail, "--yes")
    assert "anna@x.example" in server.inbox.recipients


def test_with_only_the_mail_of_a_rule_is_queued_and_the_next_run_sends_it_and_the_help_says_so(
    post: Post, server: Sound
) -> None:
    post("contact", "add", "Anna", "--email", "anna@x.example", "--birthday", "1980-11-30")
    post("run")
    before = list(server.inbox.recipients)
    post("--today", "2027-11-30", "run", "--only", "born")
    assert server.inbox.recipients == before
    assert _reply_states(post, "anna@x.example") == ["queued", "sent"]
    post("--today", "2027-11-30", "run")
    assert server.inbox.recipients == [*before, "anna@x.example"]
    told = " ".join(post("run", "--help").out.split())
    assert "With --only the mail of the rule is queued and not sent" in told


def _reply_states(post: Post, to: str) -> list[str]:
    return sorted(row["state"] for row in post("mail", "list", "-f", "json").json if row["recipient"] == to)
