"""Recipes of docs/scripting.md that mail do so once, by a server on this machine."""

from __future__ import annotations

import pytest
from tests.docs.cookbook import ANNA, ROGUE, SARA, SEAN, TWIN, files
from tests.mail.servers import Sound


@pytest.fixture
def server(kitchen):
    made = Sound()
    settings = kitchen.home / ".config" / "tinycrm"
    settings.mkdir(parents=True)
    text = f"mail: {{host: 127.0.0.1, port: {made.port}, security: none, from: Me <me@x.example>}}\n"
    (settings / "config.yaml").write_text(text)
    yield made
    made.stop()


def test_the_figures_of_a_month_are_mailed_once_to_each(kitchen, server):
    kitchen.cook("monthly-mail", code=2, err="usage: monthly-mail ADDRESS...\n")
    for _ in range(2):
        assert kitchen.cook("monthly-mail", "anna@neva.example", "sara@aftab.example") == []
    assert sorted(server.inbox.recipients) == ["anna@neva.example", "sara@aftab.example"]
    assert server.inbox.message()["Subject"] == "KPI October 2026"
    kitchen.env["TINYCRM_TODAY"] = "2026-12-01"
    kitchen.cook("monthly-mail", "anna@neva.example")
    assert server.inbox.recipients[2:] == ["anna@neva.example"]


def test_of_a_refused_recipient_cron_is_told(kitchen, server):
    server.refusals["nobody@x.example"] = "550 no such user"
    kitchen.cook("monthly-mail", "anna@neva.example", "nobody@x.example", code=8, err=None)
    assert "550 no such user" in kitchen.err
    assert server.inbox.recipients == ["anna@neva.example"]
    assert len(kitchen.err.splitlines()) == 1


def test_the_nightly_check_tells_of_mail_that_failed(kitchen, server):
    kitchen.crm("backup", "safe.db")
    server.refusals["nobody@x.example"] = "550 no such user"
    kitchen.cook("monthly-mail", "nobody@x.example", code=7, err=None)
    kitchen.cook("nightly-check", code=10, err=None)
    assert "nobody@x.example" in kitchen.err


def test_a_friend_is_written_to_on_the_birthday_once_a_year(kitchen, server):
    settings = kitchen.home / ".config" / "tinycrm"
    for name, text in files().items():
        (settings / name).parent.mkdir(exist_ok=True)
        (settings / name).write_text(text, "utf-8")
    kitchen.crm("contact", "edit", SEAN, "--birthday", "1980-11-16")
    kitchen.crm("contact", "edit", TWIN, "--birthday", "1980-11-16")
    kitchen.crm("contact", "edit", ANNA, "--birthday", "1980-11-18")
    for friend in (SARA, SEAN, ANNA):
        kitchen.crm("contact", "tag", friend, "friend")
    for _ in range(2):
        assert kitchen.cook("birthdays") == []
    assert sorted(server.inbox.recipients) == ["sara@aftab.example", "sean@oak.example"]
    for place, to in enumerate(server.inbox.recipients):
        name = "سارا محمدی" if to.startswith("sara") else ROGUE
        message = server.inbox.message(place)
        body = message.get_body(("plain",))
        assert message["Subject"] == f"Happy birthday, {name}!"
        assert body is not None
        assert body.get_content().startswith(f"Dear {name},")
    kitchen.env["TINYCRM_TODAY"] = "2027-11-16"
    kitchen.cook("birthdays")
    assert len(server.inbox.recipients) == 4
