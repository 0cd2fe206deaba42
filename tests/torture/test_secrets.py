"""A secret that is in the surroundings, or is typed by mistake, comes into no output, file, journal or error.

What sends mail is held to it by tests/mail/test_passwords.py, too.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.torture.corpus import CASES
from tests.torture.furnish import again, environment

from tinycrm.cli.context import command_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.torture.forge import Forge

CANARY = "tweet-7f3a91"
_VARIABLES = (
    "TINYCRM_PASSWORD",
    "TINYCRM_TOKEN",
    "SMTP_PASSWORD",
    "MAIL_PASSWORD",
    "PGPASSWORD",
    "DATABASE_URL",
    "AWS_SECRET_ACCESS_KEY",
    "http_proxy",
    "PASSWORD",
    "TOKEN",
)


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    return again(furnished, tmp_path / "home")


def _told(folder: Path) -> list[str]:
    """Gives the files below a folder that hold the canary, in their name or in themselves."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if CANARY in name or (path.is_file() and CANARY.encode() in path.read_bytes()):
            found.append(name)
    return found


def test_a_secret_of_the_environment_comes_out_of_no_command(
    forge: Forge, furnished: Path, tmp_path: Path, figures: Callable[..., None]
) -> None:
    for case in CASES:
        home = again(furnished, tmp_path / "home")
        env = environment(home, **dict.fromkeys(_VARIABLES, f"http://u:{CANARY}@h/"))
        for more in ((), ("--debug",)):
            outcome = forge.run([*case.at(home), *more], env, stdin=case.stdin)
            assert CANARY.encode() not in outcome.out + outcome.err, case
        assert _told(home) == [], case
    figures(rule=16, what="commands with a canary in the environment", count=len(CASES), found="0 leaks")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "mysql", "sqlite", "file", "https"])
@pytest.mark.parametrize("how", ["option", "variable"])
def test_the_address_of_a_server_is_refused_without_its_password(
    forge: Forge, home: Path, tmp_path: Path, scheme: str, how: str
) -> None:
    """It must not become a folder of that name with a database in it, either."""
    cwd = tmp_path / "cwd"
    cwd.mkdir()
    url = f"{scheme}://bob:{CANARY}@host/crm"
    for words in (("contact", "add", "Zoe"), ("contact", "list"), ("doctor",), ("config", "path"), ("backup",), ()):
        for more in ((), ("-f", "json"), ("--debug",)):
            env = environment(home)
            given = [*words, *more]
            if how == "option":
                given = ["--db", url, *given]
            else:
                env["TINYCRM_DB"] = url
            refused = forge.run(given, env, cwd=str(cwd))
            assert refused.code == 2, refused
            assert refused.out == b""
            assert f"'{scheme}://" in refused.error
            assert CANARY not in refused.error
    assert list(cwd.iterdir()) == []
    assert _told(home) == []


@pytest.mark.parametrize("option", ["--password", "--token", "--api-key", "--secret", "--smtp-password"])
def test_a_secret_given_to_an_option_that_does_not_exist_is_not_repeated(forge: Forge, home: Path, option: str) -> None:
    for words in (("contact", "add", "Zoe"), ("contact", "list"), ("import", f"{home}/people.csv"), ("deal", "board")):
        for given in ((option, CANARY), (f"{option}={CANARY}",)):
            for more in ((), ("-f", "json"), ("--debug",)):
                refused = forge.run([*words, *given, *more], environment(home))
                assert refused.code == 2, refused
                assert CANARY not in refused.error, refused
    batch = f"contact add Zoe {option} {CANARY}\ncontact add Zoe {option}={CANARY}\n"
    refused = forge.run(["batch", "-"], environment(home), stdin=batch.encode())
    assert refused.code == 2
    assert CANARY not in refused.error
    assert _told(home) == []


def test_the_journal_hides_what_follows_the_name_of_a_secret() -> None:
    for words, expected in (
        (["mail", "--password", CANARY, "x"], "mail --password '…' x"),
        (["mail", f"--password={CANARY}"], "mail '--password=…'"),
        (["mail", "--token", CANARY], "mail --token '…'"),
        (["mail", f"--token={CANARY}", "--token", CANARY], "mail '--token=…' --token '…'"),
        (["mail", "--api-key", CANARY, "--limit", "3"], "mail --api-key '…' --limit 3"),
        (["contact", "add", "Zoe", "--set", f"password={CANARY}"], "contact add Zoe --set 'password=…'"),
        (["contact", "add", "Zoe", "--set", f" Api-Key = {CANARY}"], "contact add Zoe --set ' Api-Key =…'"),
        (["contact", "add", f"--set=door.TOKEN={CANARY}=x"], "contact add '--set=door.TOKEN=…'"),
        (["contact", "tag", "--where", f"fields.passwd = {CANARY}", "x"], "contact tag --where 'fields.passwd =…' x"),
        (["batch", f"apikey={CANARY}"], "batch 'apikey=…'"),
        # of these only the sound is like that of a secret
        (["contact", "add", "--set", "token_count=3", "--key=a=b"], "contact add --set token_count=3 --key=a=b"),
        (["config", "set", "mail.password_command", "x"], "config set mail.password_command x"),
    ):
        assert command_line(words) == expected


def test_a_setting_that_does_not_exist_is_refused_without_its_value(forge: Forge, home: Path) -> None:
    folder = home / "data" / "crm.db.d"
    for key in ("password", "smtp.password", "password_command", "token", "database.password"):
        refused = forge.run(["config", "set", key, CANARY], environment(home))
        assert refused.code == 2, refused
        assert CANARY not in refused.error
    folder.mkdir()
    for line in (
        f"password: {CANARY}",
        f"smtp: {{password: {CANARY}}}",
        f"smtp:\n  password: {CANARY}\n",
        f"password_command: [pass, {CANARY}]",
        f"currency: EUR\ntoken: '{CANARY}'",
    ):
        (folder / "config.yaml").write_text(line)
        for words in (("contact", "list"), ("contact", "add", "Zoe"), ("config", "show"), ("doctor",)):
            for more in ((), ("-f", "json"), ("--debug",)):
                refused = forge.run([*words, *more], environment(home))
                assert refused.code == 2, (line, refused)
                assert CANARY not in refused.error + refused.out.decode(), (line, refused)
    (folder / "config.yaml").unlink()
    assert _told(home) == []


def test_a_secret_that_the_mail_settings_name_stays_where_it_is(forge: Forge, furnished: Path, tmp_path: Path) -> None:
    """What only names the password is read by every command, and none of them reads the password itself."""
    for case in CASES:
        home = again(furnished, tmp_path / "home")
        folder = home / "data" / "crm.db.d"
        folder.mkdir(mode=0o700)
        secret = home / "secret"
        secret.write_text(CANARY)
        secret.chmod(0o600)
        mail = f"mail: {{host: smtp.x.example, user: me@x.example, password_file: '{secret}'}}\n"
        (folder / "config.yaml").write_text(mail)
        (folder / "config.yaml").chmod(0o600)
        outcome = forge.run(case.at(home), environment(home), stdin=case.stdin, umask=0)
        assert outcome.code == 0, (case, outcome)
        assert CANARY.encode() not in outcome.out + outcome.err, case
        assert _told(home) == ["secret"]


def test_a_secret_among_custom_fields_and_settings_is_not_in_the_journal_or_in_an_answer(
    forge: Forge, home: Path
) -> None:
    env = environment(home)
    assert forge.run(["contact", "add", "Zoe", "--set", f"password={CANARY}"], env).code == 0
    edit = json.dumps(["contact", "edit", "2", "--set", f"token={CANARY}"])
    lines = f"contact add Mia --set=api_key={CANARY}\n{edit}\n"
    assert forge.run(["batch", "-"], env, stdin=lines.encode()).code == 0
    told = forge.run(["history", "-f", "json"], env).out.decode()
    assert CANARY not in told
    assert "password=…" in told
    assert "api_key=…" in told
    assert "token=…" in told
    done = forge.run(["config", "set", "mail.password", CANARY], env)
    assert done.code in (0, 2), done
    assert CANARY not in done.error + done.out.decode()
    assert CANARY not in forge.run(["config", "show"], env).out.decode()


def test_no_error_of_a_refused_write_shows_what_another_record_holds(forge: Forge, home: Path) -> None:
    """The driver's own messages may hold values; ours name the record."""
    forge.run(["contact", "edit", "2", f"--note={CANARY}", f"--set=pin={CANARY}"], environment(home))
    for words in (
        ("contact", "add", "X", "--email", "anna@neva.example"),
        ("contact", "edit", "3", "--email", "anna@neva.example"),
        ("contact", "merge", "2", "2"),
        ("company", "rm", "1"),
        ("deal", "show", "2"),
    ):
        for more in ((), ("--debug",)):
            refused = forge.run([*words, *more], environment(home))
            assert refused.code not in (0, 70), refused
            assert CANARY not in refused.error
