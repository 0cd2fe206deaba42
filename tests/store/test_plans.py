"""What SQLite does for every statement of lists, pages, search, agenda and reports: no table is read whole.

The planner is asked with the statement and the parameters that ran, not with a trace that has the values filled in. The
database is small and never analysed, as a user's is.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)

# A child process: every statement with its parameters goes into the file that is named first, then the command runs.
_RECORD = """
import json, sqlite3, sys
class Recorder(sqlite3.Connection):
    def execute(self, sql, params=()):
        log.append([sql, dict(params) if hasattr(params, "keys") else list(params)])
        return super().execute(sql, params)
log, connect = [], sqlite3.connect
sqlite3.connect = lambda *args, **more: connect(*args, **{"factory": Recorder, **more})
path = sys.argv.pop(1)
from tinycrm.entry import main
code = main()
with open(path, "w", encoding="utf-8") as file:
    json.dump(log, file)
sys.exit(code)
"""

# Tables with a row for each record, or several; those left out hold settings, currencies and a row or two.
GROWING = {
    "company", "contact", "contact_point", "contact_company", "relation", "deal", "deal_contact", "stage_stay",
    "interaction", "interaction_contact", "interaction_company", "task", "tagging", "lifecycle_change", "foreign_ref",
    "merged", "not_duplicate", "operation", "change", "doc",
}  # fmt: skip

LISTS = (
    "contact list",
    "company list",
    "task list",
    "deal list",
    "interaction list",
    "contact list --limit 20",
    "company list --limit 20",
    "task list --limit 20",
    "deal list --limit 20",
    "interaction list --limit 20",
)
# what a list narrows by an index, or reads in its order until the page is full
NARROWED = (
    "contact list --tag lead --limit 20",
    "contact list --company neva --limit 20",
    "contact list --where 'email = anna@neva.example'",
    "contact list --where 'phone = +79211234567'",
    "contact list --where 'company = neva and tag = lead'",
    "contact list --where 'name = anna'",
    "contact list --where 'last_touch < 2026-01-01' --limit 20",
    "contact list --sort last_touch --limit 20",
    "contact list --sort -last_touch --limit 20",
    "contact list --sort -name --limit 20",
    "company list --tag key --limit 20",
    "company list --where 'website = neva.example'",
    "task list --due overdue",
    "task list --due today",
    "task list --due none",
    "task list --contact 2",
    "task list --company 1 --all",
    "task list --deal 5 --all",
    "task list --where 'contact = anna'",
    "deal list --contact 2 --all",
    "deal list --company 1 --all",
    "interaction list --contact 2 --limit 20",
    "interaction list --company 1 --limit 20",
    "interaction list --deal 5 --limit 20",
    "interaction list --since 2026-11-01 --limit 20",
    "history --limit 20",
    "history 2",
)
PAGES = (
    "contact show 2",
    "contact show anna@neva.example",
    "contact show 'anna petrova'",
    "contact show petrova",
    "contact show 2 -f json",
    "company show neva",
    "deal show website",
    "task show quote",
    "interaction show 7",
    "contact timeline 2",
    "company timeline 1",
    "search anna",
    "search neva --noun company --noun deal",
    "search trova",
    "search 'anna petrova'",
    "search zzzz",
    "today",
    "today --owner me",
    "today -f json",
)
REPORTS = (
    "report pipeline",
    "report pipeline --pipeline all",
    "report forecast",
    "report win-loss",
    "report stages",
    "report win-loss --by company",
    "report stages --period month",
    "report funnel --by owner",
    "report velocity",
    "report velocity --by month",
    "report leads",
    "report leads --by month --period all",
    "report sources",
    "report acquisition",
    "report acquisition --by campaign",
    "report activity",
    "report activity --period all",
    "report activity --by month --period all",
    "report tasks",
    "report stale",
    "report stale --by owner",
    "report subscriptions",
    "report subscriptions --by month",
    "report satisfaction",
    "report satisfaction --by channel",
    "report service",
    "report service --by month",
    "report kpi",
)
WRITES = (
    "contact add 'Mia Novak' --email mia@novak.example --company neva --tag lead",
    "company add Aftab --website aftab.example",
    "log call 'anna petrova' 'Wants 50 seats' --next 'Send it' --due fri",
    "task add 'Call back' --due fri --contact bo@li.example",
    "task done quote",
    "deal add Shop --value 100 --contact 'bo li'",
    "deal move website qualified",
    "contact edit bo@li.example --title CTO",
    "contact rm 8 --yes",
    "undo --yes",
)

# (beginning of a statement, what is read whole) → why no index helps, or need not.
WHOLE: dict[tuple[str, str], str] = {
    ("SELECT 1 FROM deal WHERE opened_on <= :day LIMIT 1", "deal"): "the first deals are the oldest: it stops at one",
    ("SELECT count(*) AS records FROM", "contact"): "a share of all of them",
    ("SELECT count(*) AS records FROM", "company"): "likewise",
    ("SELECT coalesce(contact.owner, '') AS word, count(*) AS records", "contact"): "likewise, by owner",
    ("SELECT coalesce(company.owner, '') AS word, count(*) AS records", "company"): "likewise",
    ("SELECT 1 FROM contact WHERE substr(created_at", "contact"): "stops at the first, which is the oldest",
    ("SELECT 1 FROM contact WHERE substr(created_at", "company"): "stops at the first, which is the oldest",
    (
        "SELECT deal.opened_on, deal.currency, count(",
        "deal",
    ): "what is open at a month's end: all that opened, less the closed",
    ("SELECT s.deal, s.stage, s.position", "stage_stay"): "the way of a deal begins before any period",
}

# The score of data quality looks at every record; a scorecard of many contact points shows it as it was kept last.
MEASURED = (
    "SELECT count(*) FROM contact_point",
    "SELECT count(*), count(CASE",
    "SELECT kind, count(*) FROM (SELECT DISTINCT record, kind",
    "SELECT count(DISTINCT",
    "WITH twice AS (SELECT kind, key FROM contact_point",
    "SELECT CASE WHEN contact IS NULL THEN",
    "SELECT count(*), min(",
)


def record(crm, tmp_path, command: str, *, tty: bool = False) -> list[tuple[str, object]]:
    """Gives (sql, parameters) of every statement that a command ran."""
    import shlex

    path = tmp_path / "statements.json"
    words = shlex.split(command) + (["-f", "table"] if tty else [])
    made = subprocess.run(
        [sys.executable, "-c", _RECORD, str(path), *words],
        env=crm.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert made.returncode == 0, made.stderr.decode()
    return [(sql, params) for sql, params in json.loads(path.read_text("utf-8"))]


def plans(crm, statements) -> list[tuple[str, list[str]]]:
    """Gives (sql, lines of its plan) of every query, update and delete, each once."""
    connection = sqlite3.connect(crm.db)
    connection.create_function("fold", 1, lambda value: value, deterministic=True)
    connection.create_function("sound", 2, lambda kind, value: 1, deterministic=True)
    try:
        found: dict[str, list[str]] = {}
        for sql, params in statements:
            if sql.split(None, 1)[0] in ("SELECT", "UPDATE", "DELETE", "WITH") and sql not in found:
                rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                found[sql] = [row[3] for row in rows]
    finally:
        connection.close()
    return list(found.items())


def partial_indexes(crm) -> set[str]:
    """Gives the indexes with a condition: they hold the open records, or those that have a value at all."""
    connection = sqlite3.connect(crm.db)
    try:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'")
        return {row[0] for row in rows}
    finally:
        connection.close()


def read_whole(sql: str, plan: list[str], partial: set[str]) -> list[str]:
    """Gives the growing tables that a statement reads from one end to the other."""
    # an alias may stand for a table in each part of a union
    names: dict[str, set[str]] = {}
    for table, alias in re.findall(r"(?:FROM|JOIN) (\w+)(?: AS (\w+))?", sql):
        names.setdefault(alias or table, set()).add(table)
    found: list[str] = []
    for line in plan:
        scan = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?(?! VIRTUAL)", line)
        if scan is None or "VIRTUAL TABLE" in line:
            continue
        tables, index = names.get(scan[1], {scan[1]}) & GROWING, scan[2]
        # in the order of an index, or of the ids, a statement with a limit stops when it has enough
        ordered = index or f"ORDER BY {scan[1]}.id" in sql
        if index not in partial and not (ordered and "LIMIT" in sql):
            found += sorted(tables)
    return found


def offences(crm, tmp_path, command: str, *, tty: bool = False) -> list[str]:
    """Gives what a command's statements read whole without a reason that is written down here."""
    partial = partial_indexes(crm)
    return [
        f"{table}: {sql}\n    " + "\n    ".join(plan)
        for sql, plan in plans(crm, record(crm, tmp_path, command, tty=tty))
        for table in read_whole(sql, plan, partial)
        if not any(sql.startswith(head) and table == known for head, known in WHOLE)
    ]


@pytest.mark.parametrize("command", [*NARROWED, *PAGES, *WRITES])
def test_no_table_is_read_whole(stocked, tmp_path, command):
    assert offences(stocked, tmp_path, command) == []


@pytest.mark.parametrize("command", [*NARROWED, *PAGES])
def test_no_table_is_read_whole_for_a_screen(stocked, tmp_path, command):
    if "-f" in command.split():
        pytest.skip("has a format of its own")
    assert offences(stocked, tmp_path, command, tty=True) == []


@pytest.mark.parametrize("command", REPORTS)
def test_no_report_reads_a_table_whole_without_its_reason(stocked, tmp_path, command):
    found = offences(stocked, tmp_path, command)
    if command == "report kpi":
        found = [line for line in found if not line.partition(": ")[2].startswith(MEASURED)]
    assert found == []


def test_every_exception_is_needed(stocked, tmp_path):
    partial = partial_indexes(stocked)
    used: set[tuple[str, str]] = set()
    for command in REPORTS:
        for sql, plan in plans(stocked, record(stocked, tmp_path, command)):
            used.update(
                (head, table)
                for table in read_whole(sql, plan, partial)
                for head, known in WHOLE
                if sql.startswith(head) and table == known
            )
    assert set(WHOLE) - used == set()


@pytest.mark.parametrize("tty", [False, True])
@pytest.mark.parametrize("command", LISTS)
def test_a_list_in_its_own_order_is_read_from_an_index_and_not_sorted(stocked, tmp_path, command, tty):
    noun = command.split()[0]
    lists = [
        (sql, plan)
        for sql, plan in plans(stocked, record(stocked, tmp_path, command, tty=tty))
        if re.match(rf"SELECT {noun}\.id.* FROM {noun}\b", sql)
    ]
    assert len(lists) == 1
    sql, plan = lists[0]
    assert "ORDER BY" in sql
    assert len(plan) >= 1
    assert re.match(rf"(SCAN|SEARCH) {noun} USING INDEX {noun}_", plan[0])
    # tasks of one day are put in the order of their times, with those without a time last; interactions of one
    # instant in the order of their ids
    allowed = ["USE TEMP B-TREE FOR RIGHT PART OF ORDER BY"] if noun in ("task", "interaction") else []
    assert plan[1:] in ([], allowed)


def test_a_recorded_plan_shows_a_table_that_is_read_whole(stocked):
    """What these tests rest on: without an index they would fail."""
    found = plans(stocked, [("SELECT id FROM contact WHERE fold(owner) = :who", {"who": "x"})])
    assert read_whole(*found[0], partial_indexes(stocked)) == ["contact"]
    found = plans(stocked, [("SELECT t.id FROM task AS t WHERE fold(t.status) = :open", {"open": "open"})])
    assert read_whole(*found[0], partial_indexes(stocked)) == ["task"]
    found = plans(stocked, [("SELECT t.id FROM task AS t WHERE t.status = 'open' ORDER BY t.due_on", {})])
    assert read_whole(*found[0], partial_indexes(stocked)) == []
