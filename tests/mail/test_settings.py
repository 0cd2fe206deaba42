"""The section `mail:` of config.yaml: every error at its line and column, with the way out."""

from __future__ import annotations

import pytest

from tinycrm.config.mail import is_loopback
from tinycrm.config.settings import read_settings
from tinycrm.errors import UsageError
from tinycrm.mail.account import Account, account_of


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mail: smtp", "F:1:7: 'mail' must hold `key: value` pairs"),
        ("mail: {hots: x}", "F:1:8: unknown key 'hots'; did you mean host?"),
        ("mail: {host: 'smtp.x.example:587'}", "F:1:14: 'smtp.x.example:587' holds a port; write host: smtp.x.example"),
        ("mail: {host: 'smtp x'}", "F:1:14: 'smtp x' is not the name of a host"),
        ("mail: {host: 'https://x.example'}", "F:1:14: 'https://x.example' is not the name of a host"),
        ("mail: {host: a..example}", "F:1:14: 'a..example' is not the name of a host"),
        (f"mail: {{host: {'a' * 64}.example}}", f"F:1:14: '{'a' * 64}.example' is not the name of a host"),
        ("mail: {host: -oProxy}", "F:1:14: '-oProxy' is not the name of a host"),
        ("mail: {host: x, port: 0}", "F:1:23: 'port' must be a whole number from 1 to 65535"),
        ("mail: {host: x, security: ssl}", "F:1:27: 'security' is one of starttls, tls, none, not 'ssl'"),
        ("mail: {host: x.example, security: none}", "F:1:35: mail to 'x.example' without encryption could be read"),
        ("mail: {host: x, from: nobody}", "F:1:23: 'nobody' is not one e-mail address"),
        ("mail: {host: x, from: 'a@x.example, b@x.example'}", "F:1:23: 'a@x.example, b@x.example' is not one e-mail"),
        ('mail: {host: x, from: "a@x.example\\r\\nBcc: e@x.example"}', "F:1:23: 'from' holds a control character"),
        ("mail: {host: x, to: '<>'}", "F:1:21: '<>' is not one e-mail address"),
        ("mail: {host: x, reply_to: 5}", "F:1:27: '5' is not one e-mail address"),
        ('mail: {host: x, user: u, password_command: "pass \'smtp"}', "F:1:44: a quotation in 'pass 'smtp' does not"),
        ("mail: {host: x, user: u, password_command: []}", "F:1:44: the command is empty"),
        ("mail: {host: x, user: u, password_file: secret}", "F:1:41: 'secret' is found or not depending on where"),
        ("mail: {host: x, password_command: pass}", "F:1:17: 'password_command' says nothing without a user"),
        ("mail: {user: u}", "F:1:8: 'user' says nothing without a host"),
        ("mail: {host: x, command: msmtp}", "F:1:17: mail has both a host and a command"),
        ("mail: {command: {a: b}}", "F:1:17: 'command' must be text"),
        ("mail: {host: x, timeout: 0}", "F:1:26: 'timeout' must be a whole number from 1 to 600"),
        ("mail: {host: x, per_minute: fast}", "F:1:29: 'per_minute' must be a whole number from 1 to 10000"),
        ("mail: {host: x, user: u, password: hunter2}", "F:1:26: 'password' does not belong into a file"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(text, told) -> None:
    with pytest.raises(UsageError) as caught:
        read_settings(text.encode(), "F")
    said = f"{caught.value.message}; {caught.value.hint}"
    assert said.startswith(told), said
    assert "hunter2" not in said
    assert caught.value.hint or "`key: value` pairs" in said


def _account(text: str) -> Account:
    return account_of(read_settings(text.encode(), "F").mail)


def test_what_is_not_said_has_its_usual_value() -> None:
    made = _account("mail: {host: smtp.x.example, user: me@x.example}")
    assert (made.security, made.port, made.sender, made.me) == ("starttls", 587, "me@x.example", "me@x.example")
    assert (made.timeout, made.per_minute, made.command, made.password_env) == (30, 0, (), "TINYCRM_MAIL_PASSWORD")
    assert _account("mail: {host: x, security: TLS, from: a@x.example}").port == 465
    assert _account("mail: {host: localhost, security: none, from: a@x.example}").port == 25
    assert _account("mail: {command: \"msmtp -a 'my work'\", from: a@x.example}").command == ("msmtp", "-a", "my work")
    assert _account("mail: {command: [a b, -i], from: a@x.example, to: b@x.example}").command == ("a b", "-i")
    assert _account("mail: {command: [msmtp, --port, 25], from: a@x.example}").command == ("msmtp", "--port", "25")
    assert _account("mail: {host: mx.x.example., from: a@x.example}").host == "mx.x.example."


def test_without_a_sender_the_way_to_name_one_is_told() -> None:
    with pytest.raises(UsageError, match="mail needs to know who writes") as caught:
        _account("mail: {host: x, user: me}")
    assert caught.value.code == "no_mail"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "::1"])
def test_this_machine_is_known_by_its_names(host) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1.example", "localhost.example", "128.0.0.1", "127.1", "0.0.0.0", "127.0.0.999", ""]
)
def test_another_machine_is_not_taken_for_this_one(host) -> None:
    assert not is_loopback(host)
