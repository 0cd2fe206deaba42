"""Rule 11: whatever a store holds, its export restores to an equal one; cards and calendars return what they hold."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from tests.torture.conftest import SEED, Inside, count
from tests.torture.test_undo import FAST, OPERATIONS, Eye, _line, _of, _played

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = count(200)
# What names may hold: letters of every plane, and no controls, overrides or separators.
_LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Zs"))
_PICKED = st.sampled_from([*"aZ0 .,;:\\'\"|=+-@<>&%\u200c", "\U0001f600", "\U00020000", "\u0308", "ﷺ", "İ", "ß", "ي"])
_TEXTS = st.text(_LETTERS | _PICKED, min_size=1, max_size=30).map(lambda text: f"n{text}")
# longer than a line of a card, in letters of two, three and four bytes
_WIDE = st.sampled_from(["я", "漢", "😀", "x"]).flatmap(lambda char: st.integers(60, 140).map(lambda size: char * size))
_LONG = st.text(_LETTERS | _PICKED | st.just("\n") | st.just("\t"), max_size=60).map(lambda text: f"n{text}")
_YEARS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
_DAYS = _YEARS.map(str)
_AMOUNTS = st.one_of(
    st.integers(0, 2**63 - 1).map(lambda minor: f"{minor // 100}.{minor % 100:02d} EUR"),
    st.sampled_from(["92233720368547758.07 USD", "0.01 USD", "0 EUR", "9223372036854775807 JPY", "1.001 BHD"]),
)
_people, _firms, _deals, _tasks = (_of(noun) for noun in ("contact", "company", "deal", "task"))
_tickets, _sales = (_of(noun) for noun in ("ticket", "sale"))
_KEYS = st.sampled_from(
    ["plan", "этап", "twitter", "address", "website", "nickname", "x2", "tz", "department", "note2"]
)


_BIRTHDAYS = st.sampled_from(["--02-29", "2000-02-29", "1900-01-01"])
# what the description of a to-do says beside the note
_MARKED = st.sampled_from(["TinyCRM", "a\n\nTinyCRM · Contact: P", "TinyCRM · x\n\nb", "Contact: P"])
_REPEATS = st.sampled_from(["weekly", "monthly on the 31st", "every last friday"])


def _set(key: str, text: str) -> str:
    return f"{key}={text}"


_ASSIGNED = st.builds(_set, _KEYS, _TEXTS)
_RICH = st.one_of(
    _line("contact", "add", "--", _TEXTS | _WIDE),
    _line("contact", "add", "P", st.builds("--note={}".format, _LONG), st.builds("--title={}".format, _TEXTS)),
    _line("contact", "add", "Q", "--set", st.builds(_set, _KEYS, _TEXTS), "--birthday", _BIRTHDAYS),
    _line("contact", "add", "R", "--phone", "mobile:+98 21 5550 0101", "--handle", "work:tg:@r", "--handle", "@o"),
    _line("contact", "edit", _people, st.builds("--given={}".format, _TEXTS), st.builds("--family={}".format, _TEXTS)),
    _line("contact", "tag", _people, _TEXTS),
    _line("company", "add", st.builds("C {}".format, _TEXTS), "--size", "9007199254740993"),
    _line("contact", "edit", _people, "--company", _firms),
    _line("deal", "add", st.builds("D {}".format, _TEXTS), "--value", _AMOUNTS, "--close", _DAYS),
    _line("task", "add", st.builds("T {}".format, _TEXTS | _WIDE), "--due", _DAYS),
    _line("task", "add", "T", "--due", "2026-12-01 15:00", "--repeat", _REPEATS),
    _line("task", "add", "N", st.builds("--note={}".format, _LONG | _MARKED), "--contact", _people),
    _line("task", "edit", _tasks, st.builds("--note={}".format, _LONG | _MARKED)),
    _line("task", "edit", _tasks, "--priority", st.sampled_from(["high", "low", "normal"])),
    _line("contact", "relate", _people, "colleague", _people),
    _line("sale", "add", _firms, _AMOUNTS, "--quantity", "1.5", st.builds("--product={}".format, _TEXTS)),
    _line("sale", "add", _people, "1 EUR", st.builds("--note={}".format, _LONG), "--set", _ASSIGNED),
    _line("ticket", "add", _TEXTS.map("T {}".format), "--who", _people, "--at", "2026-06-01 10:00", "--tag", _TEXTS),
    _line("feedback", "add", _people, "7", "--kind", "nps", st.builds("--comment={}".format, _LONG)),
    _line("feedback", "add", "5", "--kind", "ces", "--ticket", _tickets),
    _line("feedback", "add", "5", "--kind", "csat", "--sale", _sales),
    _line("expense", "add", _AMOUNTS, "--kind", "service", st.builds("--title={}".format, _TEXTS)),
)  # fmt: skip
_TABLES = (
    *("contact", "company", "deal", "task", "interaction", "contact_point", "contact_company", "deal_contact"),
    *("interaction_contact", "interaction_company", "tagging", "relation", "lifecycle_change", "stage_stay"),
    *("campaign", "campaign_member", "subscription", "subscription_change", "subscription_term", "sale", "expense"),
    *("ticket", "feedback", "segment", "foreign_ref", "merged", "not_duplicate", "doc"),
)
_SESSIONS = st.lists(st.tuples(OPERATIONS | _RICH | _RICH, st.just("tester")), min_size=5, max_size=30)
_settings = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _rows(db: Path) -> set[tuple[object, ...]]:
    """Every row of every table that an export takes along, but for the operation that last wrote it."""
    connection = sqlite3.connect(db)
    try:
        found: set[tuple[object, ...]] = set()
        for table in _TABLES:
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            chosen = ", ".join(name for name in names if name not in ("op", "version"))
            found |= {(table, *row) for row in connection.execute(f"SELECT {chosen} FROM {table}")}
        return found
    finally:
        connection.close()


def _elsewhere(check: Callable[[Inside, Path], None]) -> None:
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        program = Inside(Path(name))
        try:
            check(program, Path(name))
        finally:
            program.close()


def test_any_store_restores_to_an_equal_export(stock, figures):
    records = 0

    @seed(SEED)
    @_settings
    @given(_SESSIONS)
    def session(commands: list[tuple[tuple[str, ...], str]]) -> None:
        def check(program: Inside, eye: Eye, states: list[set[tuple[object, ...]]]) -> None:
            nonlocal records
            first = program("export").out

            def restored(other: Inside, folder: Path) -> None:
                (folder / "whole.json").write_text(first, encoding="utf-8")
                other("import", folder / "whole.json", "--user", "somebody")
                second = other.export()
                assert {**second, "exported_at": ""} == {**json.loads(first), "exported_at": ""}
                assert _rows(other.db) == _rows(program.db)

            _elsewhere(restored)
            records += first.count('"uid"')

        _played(stock, commands, check)

    session()
    assert records > EXAMPLES * 8
    figures(rule=11, what="records exported, restored and exported again", count=records, found="every export equal")


# What a card has no place for, what is counted, and what an id alone says.
_NOT_ON_CARDS = ("id", "lifecycle", "source", "owner", "cadence_days", "lead_on", "customer_since")
_KEPT_BY_THE_STORE = ("last_touch_at", "last_in_at", "last_out_at")
_NOT_IN_CALENDARS = ("id", "contact", "company", "deal", "owner")


def _contacts(program: Inside) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for row in json.loads(program("export", "contacts", "-f", "json").out):
        kept = {key: row[key] for key in row if key not in (*_NOT_ON_CARDS, *_KEPT_BY_THE_STORE)}
        # companies come by their names
        kept["companies"] = list(dict.fromkeys(one["name"] for one in row["companies"]))
        del kept["company"]
        kept["fields"] = {key: str(value) for key, value in row["fields"].items()}
        found[row["uid"]] = kept
    return found


def _todos(program: Inside) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for row in json.loads(program("export", "tasks", "-f", "json").out):
        kept = {key: row[key] for key in row if key not in _NOT_IN_CALENDARS}
        if row["status"] == "done":
            # a calendar would open what repeats again
            del kept["repeat"]
        found[row["uid"]] = kept
    return found


def test_any_contacts_and_tasks_come_back_from_cards_and_calendars(stock, figures):
    cards = 0

    @seed(SEED + 1)
    @_settings
    @given(_SESSIONS)
    def session(commands: list[tuple[tuple[str, ...], str]]) -> None:
        def check(program: Inside, eye: Eye, states: list[set[tuple[object, ...]]]) -> None:
            nonlocal cards
            # two companies of one name are one on a card, and nobody knows which
            names = [row["name"] for row in json.loads(program("export", "companies", "-f", "json").out)]
            vcf, ics = program("export", "contacts", "-f", "vcf"), program("export", "tasks", "-f", "ics")
            assert max(map(len, (vcf.raw + ics.raw).split(b"\r\n"))) <= 75
            cards += vcf.out.count("END:VCARD")

            def imported(other: Inside, folder: Path) -> None:
                (folder / "c.vcf").write_bytes(vcf.raw)
                (folder / "t.ics").write_bytes(ics.raw)
                other("import", folder / "c.vcf", folder / "t.ics")
                ours, theirs = _contacts(program), _contacts(other)
                if len(set(names)) < len(names):
                    ours = {uid: {**row, "companies": []} for uid, row in ours.items()}
                    theirs = {uid: {**row, "companies": []} for uid, row in theirs.items()}
                assert theirs == ours
                assert _todos(other) == _todos(program)
                again = json.loads(other("import", folder / "c.vcf", folder / "t.ics", "-f", "json").out)
                assert (again["new"], again["changed"], again["different"]) == (0, 0, 0)

            _elsewhere(imported)

        _played(stock, commands, check)

    session()
    assert cards > EXAMPLES * 3
    figures(rule=11, what="contacts through vCard and tasks through iCalendar", count=cards, found="every one equal")
