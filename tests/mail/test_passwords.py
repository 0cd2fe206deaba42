"""Where the password comes from, and where it never comes to."""

from __future__ import annotations

import base64
import sys

import pytest
from tests.mail.servers import PASSWORD, USER, Sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def server(post, authority, running) -> Sound:
    made = running(Sound(context=authority.context()))
    post.use_tls(made, authority, timeout=5)
    del post.env["TINYCRM_MAIL_PASSWORD"]
    return made


@pytest.fixture
def say(post, server, authority):
    """`say(password_file="…")` sets mail up with these keys beside the usual ones."""
    return lambda **more: (post.use_tls(server, authority, timeout=5, **more), post.env.pop("TINYCRM_MAIL_PASSWORD"))


def _script(folder: Path, body: str) -> Path:
    path = folder / "pass word"
    path.write_text(f"#!{sys.executable}\nimport sys, os\n{body}\n")
    path.chmod(0o700)
    return path


def test_without_any_source_the_way_to_one_is_told(post, server) -> None:
    error = post("mail", "test", "-f", "json", ok=False).error
    assert (error["code"], error["exit_code"]) == ("no_password", 2)
    assert "set mail.password_command or mail.password_file, or the variable TINYCRM_MAIL_PASSWORD" in error["hint"]


def test_a_command_is_asked_without_a_shell(post, server, say, tmp_path) -> None:
    path = _script(tmp_path, f"assert sys.argv[1:] == ['a b', '$(touch x)', ';']; print({PASSWORD!r})")
    say(password_command=f"'{path}' 'a b' '$(touch x)' ';'")
    post("mail", "test")
    assert server.inbox.logins == 1
    say(password_command=[str(path), "a b", "$(touch x)", ";"])
    post("mail", "test")
    assert server.inbox.logins == 2


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "sys.stderr.write('gpg: decryption\\x1b[31m failed\\nno key\\n'); sys.exit(2)",
            "ended with 2: gpg: decryption",
        ),
        ("pass", "gave no password"),
        ("print()", "gave no password"),
        ("sys.stdout.buffer.write(b'\\xff\\xfe')", "no UTF-8"),
        ("sys.stdout.write('a\\0b')", "gave no password"),
    ],
)
def test_a_command_that_fails_shows_why(post, server, say, tmp_path, body, told) -> None:
    say(password_command=f"'{_script(tmp_path, body)}'")
    answer = post.fails(2, "mail", "test")
    assert told in answer.err
    assert "\x1b" not in answer.err
    assert server.inbox.taken == []


def test_a_password_is_there_although_its_command_started_an_agent_and_talks_on(post, server, say, tmp_path) -> None:
    """The agent holds the pipe open, as that of gpg may."""
    body = f"""print({PASSWORD!r}, flush=True)
if os.fork():
    sys.stdout.write("x" * 300_000)
else:
    import time; time.sleep(300)"""
    say(password_command=[str(_script(tmp_path, body))])
    post("mail", "test")
    assert server.inbox.logins == 1


def test_a_command_may_ask_the_person_at_the_terminal(post, server, say, tmp_path) -> None:
    pexpect = pytest.importorskip("pexpect")
    script = tmp_path / "ask"
    script.write_text("#!/bin/sh\nprintf 'Passphrase: ' >/dev/tty\nread -r word </dev/tty\necho \"$word\"\n")
    script.chmod(0o700)
    say(password_command=[str(script)])
    program, *words = post.command("mail", "test")
    child = pexpect.spawn(program, words, env=post.env, encoding="utf-8", timeout=30)
    child.expect("Passphrase: ")
    child.sendline(PASSWORD)
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, server.inbox.logins) == (0, 1)


def test_a_command_that_is_not_there_is_named(post, server, say) -> None:
    say(password_command="no-such-pass smtp")
    assert "'no-such-pass' cannot be started: No such file" in post.fails(2, "mail", "test").err


def test_the_environment_a_named_variable_a_credential_and_a_file_are_read(post, server, say, tmp_path) -> None:
    post.env["TINYCRM_MAIL_PASSWORD"] = PASSWORD
    post("mail", "test")
    del post.env["TINYCRM_MAIL_PASSWORD"]
    say(password_env="SMTP_SECRET")
    post.env["SMTP_SECRET"] = PASSWORD
    post("mail", "test")
    del post.env["SMTP_SECRET"]
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "tinycrm-mail-password").write_text(PASSWORD + "\n")
    post.env["CREDENTIALS_DIRECTORY"] = str(folder)
    post("mail", "test")
    del post.env["CREDENTIALS_DIRECTORY"]
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\nanother line\n")
    path.chmod(0o600)
    say(password_file=str(path))
    post("mail", "test")
    assert server.inbox.logins == 4


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(post, server, say, tmp_path, mode) -> None:
    path = tmp_path / "password"
    path.write_text(PASSWORD)
    path.chmod(mode)
    say(password_file=str(path))
    answer = post.fails(2, "mail", "test")
    assert f"others can read the password file '{path}'" in answer.err
    assert f"chmod 600 '{path}'" in answer.err
    assert server.inbox.taken == []


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "empty"])
def test_what_is_no_file_with_a_password_is_refused(post, server, say, tmp_path, kind) -> None:
    import os

    path = tmp_path / "password"
    if kind == "folder":
        path.mkdir(mode=0o700)
    elif kind == "pipe":
        os.mkfifo(path, 0o600)
    elif kind == "empty":
        path.touch(0o600)
    say(password_file=str(path))
    assert str(path) in post.fails(2, "mail", "test").err


def test_the_command_comes_before_the_variable_and_that_before_the_file(post, server, say, tmp_path) -> None:
    path = tmp_path / "password"
    path.write_text("wrong")
    path.chmod(0o600)
    say(password_file=str(path))
    post.env["TINYCRM_MAIL_PASSWORD"] = PASSWORD
    post("mail", "test")
    script = _script(tmp_path, f"print({PASSWORD!r})")
    say(password_command=f"'{script}'", password_file=str(path))
    post.env["TINYCRM_MAIL_PASSWORD"] = "wrong"
    post("mail", "test")
    assert server.inbox.logins == 2


def test_the_keyring_is_asked_last(post, server, say, tmp_path) -> None:
    """A keyring of one file stands for that of a desktop."""
    (tmp_path / "keyring").mkdir()
    (tmp_path / "keyring" / "__init__.py").write_text(
        "def get_password(service, user):\n"
        f"    return {PASSWORD!r} if (service, user) == ('tinycrm localhost', {USER!r}) else None\n"
    )
    (tmp_path / "keyring" / "errors.py").write_text("class KeyringError(Exception): pass\n")
    post.env["PYTHONPATH"] = f"{tmp_path}:{post.env['PYTHONPATH']}"
    post("mail", "test")
    assert server.inbox.logins == 1


def test_the_password_is_in_no_argument_output_file_or_row(post, server, say, tmp_path) -> None:
    """Not with --debug, not when the log-in fails, not in what the password command is told."""
    seen = tmp_path / "seen"
    path = _script(
        tmp_path,
        f"open({str(seen)!r}, 'a').write(repr((sys.argv, dict(os.environ)))); print(os.environ['GIVES'])",
    )
    say(password_command=f"'{path}'")
    outputs = b""
    for gives in (PASSWORD, "canary-41"):
        post.env["GIVES"] = "x"
        seen.unlink(missing_ok=True)
        post.env["GIVES"] = gives
        for words in (("mail", "test"), ("mail", "test", "--debug"), ("mail", "test", "-f", "json")):
            process = post.start(*words)
            outputs += b"".join(process.communicate())
    seen.unlink()
    for words in (("mail", "list"), ("mail", "show", "1"), ("history",), ("config", "show"), ("doctor",), ("export",)):
        answer = post(*words, ok=False)
        outputs += answer.raw + answer.err.encode()
    assert server.inbox.logins == 3
    secrets = [PASSWORD, "canary-41"]
    secrets += [base64.b64encode(f"\0{USER}\0{secret}".encode()).decode() for secret in secrets]
    secrets += [base64.b64encode(secret.encode()).decode() for secret in secrets[:2]]
    for secret in secrets:
        assert secret.encode() not in outputs, secret
        for file in post.home.rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes(), (file, secret)


@pytest.mark.parametrize("key", ["password", "smtp-password", "token", "api_key"])
def test_a_password_in_the_settings_is_refused_without_being_shown(post, key) -> None:
    post.set_up(host="mail.x.example", **{key: "canary-42"})
    answer = post.fails(2, "contact", "list")
    assert f"'{key}' does not belong into a file that is read by many" in answer.err
    assert "password_command" in answer.err
    assert "canary" not in answer.err
