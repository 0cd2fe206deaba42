"""A database in this very process, for what the command line shows only in part."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tinycrm.domain.clock import Clock
from tinycrm.domain.fold import fold
from tinycrm.domain.pipeline import Pipeline, Stage
from tinycrm.domain.pipelines import Pipelines
from tinycrm.domain.reading import Reading
from tinycrm.domain.settings import CustomField, Settings
from tinycrm.store import Store
from tinycrm.store.attached import write_links, write_points, write_tags

NOW = "2026-11-16T09:30:00Z"
_OWN = {
    "company": {"fields": "{}"},
    "contact": {"fields": "{}"},
    "deal": {
        "currency": "EUR",
        "pipeline": "sales",
        "stage": "lead",
        "position": 0,
        "outcome": "open",
        "opened_on": "2026-11-16",
        "stage_entered_on": "2026-11-16",
        "fields": "{}",
    },
    "task": {"priority": "normal", "status": "open"},
    "interaction": {"kind": "call", "at": NOW},
}
_TITLES = {"company": "name", "contact": "name", "deal": "title", "task": "title", "interaction": "summary"}


def _pipelines():
    yield Pipeline(
        "sales",
        "Direct Sales",
        [
            Stage("lead", "Lead", 1000, position=0),
            Stage("proposal", "Offer made", 5000, position=1),
            Stage("won", "Won", 10_000, "won", position=2),
            Stage("lost", "Lost", 0, "lost", position=3),
        ],
        default=True,
    )
    yield Pipeline(
        "o'hare",
        "Partners",
        [
            Stage("first", "First talk", 2000, position=0),
            Stage("won", "Won", 10_000, "won", position=1),
            Stage("lost", "Lost", 0, "lost", position=2),
        ],
    )


def _point_key(text: str) -> str:
    return text.lower().replace(" ", "").replace(":@", ":")


class Book:
    """One database file. Monday the 16th of November 2026, 09:30 UTC, is now and today.

    Attributes:
        path: the file.
        store: the store of it; `reopen` gives a second one.
        settings: those of the store.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings = Settings()
        self.settings.timezone = "UTC"
        self.settings.fields = {
            "contact": {
                "seats": CustomField("contact", "seats", "integer"),
                "plan": CustomField("contact", "plan", "choice", choices=("gold", "silver")),
                "active": CustomField("contact", "active", "boolean"),
            }
        }
        self.store = self.reopen()

    def reopen(self, *, user: str = "tester", named: bool = True) -> Store:
        """Gives another store of the same file."""
        clock = Clock("UTC", now=lambda: datetime(2026, 11, 16, 9, 30, tzinfo=UTC))
        reading = Reading(self.settings, clock, user)
        return Store(str(self.path), named=named, reading=reading, pipelines=Pipelines(_pipelines), command="test")

    def write(self, *, dry: bool = False):
        """Gives a transaction of the store."""
        return self.store.write(dry=dry)

    def add(
        self,
        noun: str,
        name: str,
        *,
        emails=(),
        phones=(),
        websites=(),
        handles=(),
        tags=(),
        companies=(),
        contacts=(),
        **columns,
    ) -> int:
        """The record is there with all that hangs on it, in one operation; gives its id."""
        title = _TITLES[noun]
        row = {**_OWN[noun], title: name, **columns}
        if noun == "interaction":
            row.setdefault("on_day", row["at"][:10])
        else:
            row[title + "_key"] = fold(name)
        with self.store.write() as unit:
            id = unit.insert_record(noun, row)
            points = {"email": emails, "phone": phones, "website": websites, "handle": handles}
            for kind, texts in points.items():
                if texts:
                    write_points(unit, noun, id, kind, [(_point_key(text), text, None) for text in texts])
            for linked, ids in (("company", companies), ("contact", contacts)):
                if ids:
                    write_links(unit, noun, id, linked, ids, at=str(row.get("at", "")))
            if tags:
                write_tags(unit, noun, id, {fold(tag): tag for tag in tags})
        return id

    def sql(self, statement: str, params=()) -> list[tuple]:
        """Gives the rows of a query, as the store itself sees them now."""
        return self.store.db.rows(statement, params)

    def column(self, statement: str, params=()) -> list:
        """Gives the first column of a query."""
        return [row[0] for row in self.sql(statement, params)]

    def state(self) -> dict[str, list[tuple]]:
        """Gives every row that a person could see a trace of; not the journal, ids and counters that only rise."""
        found: dict[str, list[tuple]] = {}
        for (table,) in self.sql("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%) STRICT%'"):
            if table in ("operation", "change", "sequence", "meta"):
                continue
            names = [row[1] for row in self.sql(f"PRAGMA table_info({table})") if row[1] not in ("version", "op")]
            rows = self.sql(f"SELECT {', '.join(names)} FROM {table}")
            if rows and table != "currency":
                found[table] = sorted(rows, key=repr)
        return found


@pytest.fixture(scope="session")
def blank_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without records, made once: `book` copies it."""
    book = Book(tmp_path_factory.mktemp("blank") / "crm.db")
    with book.write() as unit:
        unit.db.run("INSERT INTO meta (key, value) VALUES ('made', 'for tests')")
        unit.wrote = True
    book.store.close()
    return book.path


@pytest.fixture
def book(tmp_path: Path, blank_book: Path):
    """An empty database, open in this process."""
    shutil.copy(blank_book, tmp_path / "crm.db")
    made = Book(tmp_path / "crm.db")
    yield made
    made.store.close()
