"""`--exit-code`: 10 when there is something to show, 0 when there is nothing, whatever is printed."""

from __future__ import annotations

import pytest

from tinycrm.cli.registry import COMMANDS

TODAY = "2026-11-16"
# (words that find something in `stocked`, words that find nothing)
LISTS = [
    ("contact list", "contact list --where 'name = nobody'"),
    ("contact dupes", "company dupes"),
    ("company list --where 'name ~ neva'", "company list --tag none"),
    ("interaction list", "interaction list --until 2020-01-01"),
    ("task list", "task list --due overdue"),
    ("deal list", "deal list --outcome lost"),
    ("search neva", "search dragon"),
    ("search سارا", "search سارای"),
    ("today --days 30", "today --owner nobody --today 2020-01-01"),
    ("pipeline list", "sale list"),
    ("report list", "expense list"),
    ("report pipeline", "campaign list"),
    ("report activity --period all", "subscription list"),
    ("report list", "ticket list"),
    ("report list", "feedback list"),
    ("report list", "segment list"),
    ("report list", "goal list"),
    ("report list", "subscription renewals"),
    ("report kpi", "report next"),
    ("changes", "changes --until 0"),
]


def split(words: str) -> list[str]:
    import shlex

    return shlex.split(words)


@pytest.mark.parametrize(("full", "empty"), LISTS)
def test_ten_when_there_is_something_and_nothing_otherwise(stocked, full, empty):
    stocked("contact", "add", "Anna Orlov", "--phone", "+7 921 123-45-67")
    assert stocked(*split(full), "--exit-code", ok=False).code == 10
    assert stocked(*split(full)).code == 0
    assert stocked(*split(empty), "--exit-code", ok=False).code == 0


@pytest.mark.parametrize("format", ["table", "tsv", "csv", "json", "ndjson", "md", "html", "ids"])
def test_what_is_printed_is_the_same(stocked, format):
    plain = stocked("contact", "list", "-f", format)
    coded = stocked("contact", "list", "-f", format, "--exit-code", ok=False)
    assert (coded.code, coded.out) == (10, plain.out)
    changed = stocked("changes", "-f", "table" if format in ("md", "html") else format, "--exit-code", ok=False)
    assert changed.code == 10
    assert changed.out == stocked("changes", "-f", "table" if format in ("md", "html") else format).out


def test_members_backups_and_goals(stocked, tmp_path):
    campaign = stocked("campaign", "add", "Spring").id
    assert stocked("campaign", "members", campaign, "--exit-code", ok=False).code == 0
    stocked("campaign", "reach", campaign, "bo li")
    assert stocked("campaign", "members", campaign, "--exit-code", ok=False).code == 10
    stocked("segment", "add", "leads", "--where", "tag = lead")
    assert stocked("segment", "members", "leads", "--exit-code", ok=False).code == 10
    assert stocked("backup", "list", tmp_path, "--exit-code", ok=False).code == 0
    stocked("backup", f"{tmp_path}/")
    assert stocked("backup", "list", tmp_path, "--exit-code", ok=False).code == 10
    stocked("goal", "set", "win_rate", "40%")
    assert stocked("goal", "list", "--exit-code", ok=False).code == 10


def test_an_error_keeps_its_own_code(stocked):
    stocked.fails(2, "contact", "list", "--where", "nope = 1", "--exit-code")
    stocked.fails(6, "contact", "list", "--exit-code", "--db", "/nowhere/at/all.db")


def test_every_list_has_the_option():
    from tinycrm.cli.build import parameters
    from tinycrm.cli.invoke import load_function

    listed = [command for command in COMMANDS if command.words[-1] in ("list", "members", "dupes", "search", "today")]
    listed += [command for command in COMMANDS if command.words in (("report",), ("changes",))]
    without = [
        " ".join(command.words)
        for command in listed
        if "exit_code" not in {parameter.name for parameter in parameters(load_function(command))}
    ]
    assert without == []
    assert len(listed) > 20
