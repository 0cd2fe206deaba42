"""Clocks that go back, days of 23, 24½ and 25 hours, 29 February, and midnight elsewhere."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.torture.forge import Forge, Outcome
from tests.torture.furnish import environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PLACES = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/lib")
_LIBRARY = next((str(path) for place in _PLACES for path in Path(place).glob("**/libfaketime.so.1")), "")
needs_faketime = pytest.mark.skipif(not _LIBRARY, reason="libfaketime is not installed: apt install faketime")


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.close()


class Desk:
    """A database, the program, and a clock to set."""

    def __init__(self, forge: Forge, home: Path) -> None:
        self.forge = forge
        self.env = environment(home)
        del self.env["TINYCRM_TODAY"]
        home.mkdir(exist_ok=True)

    def __call__(self, *words: object, today: str = "", code: int = 0) -> str:
        """Runs a command on the business day given; gives what it printed."""
        more = ["--today", today] if today else []
        outcome = self.forge.run([str(word) for word in words] + more, self.env)
        assert outcome.code == code, (words, outcome)
        assert not outcome.crashed, (words, outcome)
        return outcome.out.decode().strip()

    def at(self, instant: str, *words: object) -> Outcome:
        """Runs a command, in a process of its own, while the machine's clock shows `YYYY-MM-DD HH:MM:SS` UTC."""
        # libfaketime reads the instant in the process's own zone
        zone = self.env.get("TZ", "")
        env = {**self.env, "LD_PRELOAD": _LIBRARY, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        env["FAKETIME"] = _in_zone(instant, zone)
        command = [sys.executable, "-m", "tinycrm", *map(str, words)]
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60)
        outcome = Outcome(done.returncode, done.stdout, done.stderr)
        assert not outcome.crashed, (words, outcome)
        return outcome

    def json(self, *words: object, today: str = "") -> list[dict[str, object]]:
        return json.loads(self(*words, "-f", "json", today=today))


def _in_zone(instant: str, zone: str) -> str:
    import datetime
    import zoneinfo

    moment = datetime.datetime.fromisoformat(instant).replace(tzinfo=datetime.UTC)
    return "@" + moment.astimezone(zoneinfo.ZoneInfo(zone or "UTC")).strftime("%Y-%m-%d %H:%M:%S")


@pytest.fixture
def desk(forge: Forge, tmp_path: Path) -> Desk:
    return Desk(forge, tmp_path / "home")


# --- a clock that goes back ---


@needs_faketime
def test_the_faked_clock_is_the_one_that_is_read(desk: Desk) -> None:
    desk.at("2030-01-02 03:04:05", "contact", "add", "Anna")
    assert str(desk.json("contact", "list")[0]["created_at"]).startswith("2030-01-02T03:04:0")


@needs_faketime
@pytest.mark.parametrize(
    "back", ["2026-11-22 11:59:00", "2026-11-22 11:00:00", "2025-11-22 12:00:00", "1999-12-31 23:59:59"]
)
def test_undo_takes_the_latest_operation_and_not_the_latest_by_time(desk: Desk, back: str) -> None:
    desk.at("2026-11-22 12:00:00", "contact", "add", "First")
    desk.at("2026-11-22 12:00:10", "contact", "edit", "1", "--title", "then")
    desk.at(back, "contact", "add", "Second")
    # history goes by the order of what was done, too
    assert [row["command"] for row in desk.json("history")] == [
        "contact add Second",
        "contact edit 1 --title then",
        "contact add First",
    ]
    assert desk.at(back, "undo").code == 0
    assert [row["name"] for row in desk.json("contact", "list")] == ["First"]
    assert desk.json("contact", "show", "1")["title"] == "then"  # type: ignore[call-overload]
    assert desk.at(back, "undo").code == 0
    assert desk.json("contact", "show", "1")["title"] is None  # type: ignore[call-overload]
    assert desk.at(back, "redo").code == 0
    assert desk.json("contact", "show", "1")["title"] == "then"  # type: ignore[call-overload]
    assert desk.at(back, "redo").code == 0
    assert {row["name"] for row in desk.json("contact", "list")} == {"First", "Second"}


@needs_faketime
def test_ids_rise_and_uids_are_unique_whatever_the_clock_does(desk: Desk, figures: Callable[..., None]) -> None:
    clocks = ("2026-11-22 12:00:00", "2026-11-22 12:00:00", "2026-11-22 11:00:00", "2020-01-01 00:00:00") * 3
    ids = [int(desk.at(instant, "contact", "add", f"P{n}").out) for n, instant in enumerate(clocks)]
    assert ids == list(range(1, len(clocks) + 1))
    many = "".join(f"contact add Q{n}\n" for n in range(200))
    desk.forge.run(["batch", "-"], desk.env, stdin=many.encode())
    uids = [str(row["uid"]) for row in desk.json("contact", "list")]
    assert len(set(uids)) == len(uids) == 212
    # of one process their instants, the first 48 bits, are in the order of the records
    batch = [str(row["uid"])[:13] for row in sorted(desk.json("contact", "list"), key=lambda row: int(str(row["id"])))][
        12:
    ]
    assert batch == sorted(batch)
    figures(rule=13, what="records added by a clock that goes back", count=len(uids), found="ids rise, uids unique")


@needs_faketime
def test_a_deal_moved_while_the_clock_goes_back_has_no_negative_stay(desk: Desk) -> None:
    desk.at("2026-11-22 12:00:00", "deal", "add", "Roof", "--value", "100 EUR")
    desk.at("2026-11-22 12:00:05", "contact", "add", "Anna")
    desk.at("2026-11-22 12:00:06", "deal", "edit", "1", "--add-contact", "2")
    desk.at("2026-11-21 12:00:00", "deal", "move", "1", "qualified")
    desk.at("2026-11-20 12:00:00", "deal", "won", "1")
    for name in ("pipeline", "stages", "win-loss", "kpi"):
        outcome = desk.at("2026-11-22 13:00:00", "report", name, "-f", "json")
        assert outcome.code == 0, outcome
        assert not re.search(r'"(?:days|median_days|cycle_days|mean_days|sales_cycle)": -', outcome.out.decode()), name
    assert desk.at("2026-11-22 13:00:00", "doctor").code == 0


@needs_faketime
def test_an_interaction_logged_by_a_slow_clock_leaves_the_newest_last_touch(desk: Desk) -> None:
    desk("contact", "add", "Anna", today="2026-11-22")
    desk.at("2026-11-22 12:00:00", "log", "call", "1", "later by the clock")
    desk.at("2026-11-22 10:00:00", "log", "call", "1", "logged second")
    assert desk.json("contact", "show", "1")["last_touch_at"] == "2026-11-22T12:00:00Z"  # type: ignore[call-overload]
    rows = desk.json("contact", "timeline", "1")
    assert [row["text"] for row in rows if row["noun"] == "interaction"] == ["later by the clock", "logged second"]
    assert desk("doctor")


@needs_faketime
def test_backups_of_one_second_and_of_an_earlier_one_do_not_replace_each_other(desk: Desk) -> None:
    desk("contact", "add", "Anna")
    made = [
        desk.at(instant, "backup").out.decode().strip()
        for instant in ("2026-11-22 12:00:00", "2026-11-22 12:00:00", "2026-11-22 11:00:00", "2026-11-22 12:00:00")
    ]
    assert len(set(made)) == 4
    assert all(Path(path).stat().st_size > 0 for path in made)


# --- days that are shorter and longer ---

# zone, local time, the instant it means, its local day: a time that is skipped means as much later, one that comes
# twice the first of both. Worked out by hand from the offsets (before, after).
SHIFTS: tuple[tuple[str, str, str, str], ...] = (
    ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29T00:59:00Z", "2026-03-29"),
    ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:30:00Z", "2026-03-29"),  # gap, +1 → +2
    ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00:00Z", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z", "2026-10-25"),  # twice, +2 → +1
    ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00:00Z", "2026-10-25"),
    ("America/New_York", "2026-03-08 02:30", "2026-03-08T07:30:00Z", "2026-03-08"),  # gap, -5 → -4
    ("America/New_York", "2026-03-08 23:30", "2026-03-09T03:30:00Z", "2026-03-08"),
    ("America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z", "2026-11-01"),  # twice, -4 → -5
    ("America/New_York", "2026-11-01 23:30", "2026-11-02T04:30:00Z", "2026-11-01"),
    ("Asia/Tehran", "2022-03-22 00:30", "2022-03-21T21:00:00Z", "2022-03-22"),  # gap at midnight, +3:30 → +4:30
    ("Asia/Tehran", "2022-03-21 23:59", "2022-03-21T20:29:00Z", "2022-03-21"),
    ("Asia/Tehran", "2022-09-21 23:30", "2022-09-21T19:00:00Z", "2022-09-21"),  # twice, +4:30 → +3:30
    ("Asia/Tehran", "2022-09-22 00:00", "2022-09-21T20:30:00Z", "2022-09-22"),
    ("Asia/Tehran", "2026-07-01 00:30", "2026-06-30T21:00:00Z", "2026-07-01"),  # no summer time any more
    ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:45:00Z", "2026-10-04"),  # gap of 30 min, +10:30 → +11
    ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00Z", "2026-04-05"),  # twice, +11 → +10:30
    ("Australia/Lord_Howe", "2026-04-05 02:00", "2026-04-04T15:30:00Z", "2026-04-05"),
)


@pytest.mark.parametrize("by", ["setting", "TZ"])
@pytest.mark.parametrize(("zone", "local", "instant", "day"), SHIFTS, ids=[f"{z} {at}" for z, at, _, _ in SHIFTS])
def test_a_local_time_is_one_instant_and_counts_in_one_report(
    desk: Desk, zone: str, local: str, instant: str, day: str, by: str
) -> None:
    if by == "setting":
        desk("config", "set", "timezone", zone)
    else:
        desk.env["TZ"] = zone
    today = "2026-12-01"
    desk("contact", "add", "Anna", today=today)
    desk("log", "call", "1", "hello", "--at", local, today=today)
    (row,) = desk.json("interaction", "list", today=today)
    assert (row["at"], row["on_day"]) == (instant, day)
    # a list by day, a report by day: there and nowhere else
    found = {}
    for shift in (-1, 0, 1):
        one = _shifted(day, shift)
        report = desk.json("report", "activity", "--from", one, "--to", one, today=today)
        (calls,) = [row["value"] or 0 for row in report["rows"] if row["key"] == "interactions"]  # type: ignore[call-overload]
        listed = len(desk.json("interaction", "list", "--since", one, "--until", one, today=today))
        found[shift] = (calls, listed)
    assert found == {-1: (0, 0), 0: (1, 1), 1: (0, 0)}


def _shifted(day: str, days: int) -> str:
    import datetime

    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


# zone, the day before the change, the day after it
CHANGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Europe/Berlin", ("2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31")),
    ("Europe/Berlin", ("2026-10-24", "2026-10-25", "2026-10-26", "2026-10-27")),
    ("America/New_York", ("2026-03-07", "2026-03-08", "2026-03-09", "2026-03-10")),
    ("America/New_York", ("2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03")),
    ("Asia/Tehran", ("2022-03-21", "2022-03-22", "2022-03-23", "2022-03-24")),
    ("Asia/Tehran", ("2022-09-21", "2022-09-22", "2022-09-23", "2022-09-24")),
    ("Australia/Lord_Howe", ("2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06")),
    ("Australia/Lord_Howe", ("2026-04-04", "2026-04-05", "2026-04-06", "2026-04-07")),
)


@pytest.mark.parametrize(("zone", "days"), CHANGES, ids=[f"{zone} {days[1]}" for zone, days in CHANGES])
def test_a_daily_task_comes_once_a_day_across_the_change(desk: Desk, zone: str, days: tuple[str, ...]) -> None:
    desk("config", "set", "timezone", zone)
    desk("task", "add", "Water", "--due", f"{days[0]} 02:15", "--repeat", "daily", today=days[0])
    for day, following in itertools.pairwise(days):
        (task,) = desk.json("task", "list", today=day)
        assert (task["due_on"], task["due_time"]) == (day, "02:15")
        desk("task", "done", task["id"], today=day)
        (task,) = desk.json("task", "list", today=day)
        assert (task["due_on"], task["due_time"]) == (following, "02:15")
    done = [row["due_on"] for row in desk.json("task", "list", "--all", today=days[-1]) if row["status"] == "done"]
    assert sorted(map(str, done)) == list(days[:-1])


@needs_faketime
@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Asia/Tehran", "2026-11-21 21:00:00", "2026-11-22"),  # 00:30
        ("Asia/Tehran", "2026-11-21 20:20:00", "2026-11-21"),  # 23:50
        ("Asia/Tehran", "2022-03-21 20:45:00", "2022-03-22"),  # 01:15 of a day that began at 01:00
        ("Asia/Tehran", "2022-09-21 20:00:00", "2022-09-21"),  # 23:30 for the second time
        ("Europe/Berlin", "2026-03-28 23:30:00", "2026-03-29"),  # 00:30 of a day of 23 hours
        ("Europe/Berlin", "2026-10-25 22:30:00", "2026-10-25"),  # 23:30 of a day of 25 hours
        ("America/New_York", "2026-11-02 04:30:00", "2026-11-01"),  # 23:30 of a day of 25 hours
        ("Australia/Lord_Howe", "2026-04-05 13:15:00", "2026-04-05"),  # 23:45
        ("Australia/Lord_Howe", "2026-04-05 13:45:00", "2026-04-06"),  # 00:15
        ("Pacific/Kiritimati", "2026-11-21 10:30:00", "2026-11-22"),
        ("Pacific/Niue", "2026-11-22 10:30:00", "2026-11-21"),
    ],
)
@pytest.mark.parametrize("by", ["setting", "TZ"])
def test_today_is_the_local_day_everywhere(desk: Desk, zone: str, instant: str, day: str, by: str) -> None:
    if by == "setting":
        desk("config", "set", "timezone", zone)
    else:
        desk.env["TZ"] = zone
    desk.at(instant, "contact", "add", "Anna")
    desk.at(instant, "task", "add", "Water", "--due", "today", "--repeat", "daily")
    desk.at(instant, "task", "add", "Later", "--due", "tomorrow")
    desk.at(instant, "deal", "add", "Roof", "--value", "5 EUR")
    desk.at(instant, "log", "call", "1", "hello")
    assert [row["due_on"] for row in desk.json("task", "list", today=day)] == [day, _shifted(day, 1)]
    assert desk.json("deal", "list", today=day)[0]["opened_on"] == day
    assert desk.json("interaction", "list", today=day)[0]["on_day"] == day
    due = desk.at(instant, "task", "list", "--due", "today", "--columns", "title", "--no-header").out
    assert due == b"Water\n"
    assert desk.at(instant, "task", "list", "--due", "overdue", "--no-header").out == b""
    # done now, it comes again on the next local day, once
    desk.at(instant, "task", "done", "2")
    again = [row["due_on"] for row in desk.json("task", "list", today=day) if row["title"] == "Water"]
    assert again == [_shifted(day, 1)]
    report = json.loads(desk.at(instant, "report", "activity", "--period", "1d", "-f", "json").out)
    assert (report["from"], report["to"]) == (day, day)
    assert [row["value"] for row in report["rows"] if row["key"] == "interactions"] == [1]


@needs_faketime
def test_a_command_run_twice_around_midnight_reports_two_days(desk: Desk) -> None:
    desk("config", "set", "timezone", "Asia/Tehran")
    desk("contact", "add", "Anna")
    for instant in ("2026-11-21 20:25:00", "2026-11-21 20:31:00"):
        desk.at(instant, "log", "call", "1", "hello")
    assert sorted(str(row["on_day"]) for row in desk.json("interaction", "list", today="2026-11-23")) == [
        "2026-11-21",
        "2026-11-22",
    ]


# --- 29 February ---


def test_a_birthday_on_29_february_is_once_a_year(desk: Desk) -> None:
    desk("contact", "add", "Leap", "--birthday", "1992-02-29", today="2026-01-01")
    shown: dict[str, list[str]] = {}
    for today in ("2026-02-27", "2026-02-28", "2026-03-01", "2028-02-27", "2028-02-28", "2028-02-29", "2028-03-01"):
        page = json.loads(desk("today", "-f", "json", today=today))
        shown[today] = [row["on"] for row in page["birthdays"]]
    assert shown == {
        "2026-02-27": ["2026-02-28"],
        "2026-02-28": ["2026-02-28"],
        "2026-03-01": [],
        "2028-02-27": ["2028-02-29"],
        "2028-02-28": ["2028-02-29"],
        "2028-02-29": ["2028-02-29"],
        "2028-03-01": [],
    }


def test_a_yearly_task_of_29_february_comes_once_a_year_and_back_to_its_day(desk: Desk) -> None:
    desk("task", "add", "Renew", "--due", "2024-02-29", "--repeat", "yearly", today="2024-02-01")
    seen = []
    for _ in range(5):
        (task,) = desk.json("task", "list", today=str(seen[-1]) if seen else "2024-02-29")
        seen.append(task["due_on"])
        desk("task", "done", task["id"], today=str(task["due_on"]))
    assert seen == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_a_monthly_task_of_the_31st_keeps_to_the_end_of_the_month(desk: Desk) -> None:
    desk("task", "add", "Bill", "--due", "2026-01-31", "--repeat", "monthly", today="2026-01-01")
    seen = []
    for _ in range(5):
        (task,) = desk.json("task", "list", today=str(seen[-1]) if seen else "2026-01-31")
        seen.append(task["due_on"])
        desk("task", "done", task["id"], today=str(task["due_on"]))
    assert seen == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_a_task_done_late_comes_next_after_today_and_once(desk: Desk) -> None:
    desk("task", "add", "Water", "--due", "2026-11-01", "--repeat", "daily", today="2026-11-01")
    desk("task", "done", "1", today="2026-11-22")
    (task,) = desk.json("task", "list", today="2026-11-22")
    assert task["due_on"] == "2026-11-23"
    desk("undo", today="2026-11-22")
    (task,) = desk.json("task", "list", today="2026-11-22")
    assert (task["id"], task["due_on"]) == (1, "2026-11-01")
