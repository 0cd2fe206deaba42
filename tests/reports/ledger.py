"""A small database of rows written straight into the tables, and the questions of reports about it."""

from __future__ import annotations

from datetime import UTC, datetime

from tinycrm.domain.clock import Clock
from tinycrm.domain.fold import fold
from tinycrm.domain.pipeline import default_pipelines
from tinycrm.domain.reading import Reading
from tinycrm.domain.settings import Settings
from tinycrm.reports.registry import find_report
from tinycrm.services.reporting.asked import Asked
from tinycrm.services.reporting.question import Question
from tinycrm.services.work import Work
from tinycrm.store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from tinycrm.domain.results import Report
    from tinycrm.reports.figure import Figure

_NOW = "2020-01-01T00:00:00Z"
_BARE = {"fields": "{}", "created_at": _NOW, "updated_at": _NOW}
_REST: dict[str, dict[str, object]] = {
    "contact": {"name": "N", "name_key": "n", **_BARE},
    "company": {"name": "N", "name_key": "n", **_BARE},
    "subscription": {"amount_minor": 0, "currency": "EUR", "interval": "month", "start_on": "2020-01-01", **_BARE},
    "subscription_change": {"kind": "change", "currency": "EUR", "interval": "month"},
    "subscription_term": {"outcome": "open"},
    "sale": {"amount_minor": 100, "currency": "EUR", "sold_on": "2020-01-01", **_BARE},
    "campaign": {"name": "C", "name_key": "c", "currency": "EUR", **_BARE},
    "campaign_member": {},
    "expense": {"kind": "marketing", "currency": "EUR", "spent_on": "2020-01-01", **_BARE},
    "stage_stay": {"pipeline": "sales", "outcome": "open", "entered_at": _NOW},
    "lifecycle_change": {"noun": "contact", "old": "subscriber", "new": "lead"},
    "ticket": {"title": "T", "title_key": "t", **_BARE},
    "feedback": _BARE,
    "interaction": {"kind": "call", "summary": "x", "created_at": _NOW, "updated_at": _NOW},
    "task": {"title": "T", "title_key": "t", "created_at": _NOW, "updated_at": _NOW},
    "deal": {
        "title": "D",
        "title_key": "d",
        "currency": "EUR",
        "pipeline": "sales",
        "stage": "lead",
        "position": 0,
        "outcome": "open",
        "opened_on": "2020-01-01",
        "stage_entered_on": "2020-01-01",
        **_BARE,
    },
}  # fmt: skip
_NAMELESS = (
    "subscription_change",
    "subscription_term",
    "interaction_contact",
    "interaction_company",
    "contact_company",
    "deal_contact",
    "campaign_member",
    "stage_stay",
    "lifecycle_change",
)


class Ledger:
    """One database. What is inserted is taken back by `clear`.

    Attributes:
        settings: those of the store.
        today: the business day.
    """

    def __init__(self, path: Path, today: str) -> None:
        self.settings = Settings()
        self.settings.timezone = "UTC"
        clock = Clock("UTC", today=today, now=lambda: datetime(2026, 6, 30, 9, 30, tzinfo=UTC))
        self.store = Store(
            str(path),
            named=True,
            reading=Reading(self.settings, clock, "tester"),
            pipelines=default_pipelines(),
            command="test",
        )
        with self.store.write() as unit:
            unit.db.run("INSERT INTO meta (key, value) VALUES ('made', 'for tests')")
            unit.wrote = True
        self.db = self.store.writer(dry=False)
        self.today = today
        self._id = 0
        self.db.run("BEGIN")

    def clear(self) -> None:
        """The database is empty again."""
        self.db.run("ROLLBACK")
        self._id = 0
        self.db.run("BEGIN")

    def close(self) -> None:
        """The file is closed."""
        self.db.run("ROLLBACK")
        self.store.close()

    def add(self, table: str, **cells: object) -> int:
        """A row is there; gives its id."""
        self._id += 1
        row = {**_REST.get(table, {}), **cells, "op": 1}
        if table not in _NAMELESS:
            row = {"id": self._id, "uid": f"u{self._id}", **row}
        for name in ("product", "name"):
            if name in cells:
                row[f"{name}_key"] = fold(str(cells[name]))
        names = ", ".join(row)
        self.db.run(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
        return int(str(row.get("id", 0)))

    def subscription(self, party: int | None, *changes: tuple[str, int], **cells: object) -> int:
        """A subscription with its changes (day, minor units) is there; gives its id.

        A change may go on with its kind, currency and interval; the first is `start`, unless it says otherwise.
        """
        id = self.add("subscription", party=party, company=None, start_on=changes[0][0], **cells)
        for seq, change in enumerate(changes, 1):
            day, minor, *rest = change
            kind, currency, interval = (*rest, *("start" if seq == 1 else "change", "EUR", "month")[len(rest) :])
            self.add(
                "subscription_change",
                subscription=id,
                seq=seq,
                changed_on=day,
                amount_minor=minor,
                kind=kind,
                currency=currency,
                interval=interval,
            )
        return id

    def ask(self, report: str = "kpi", **asked: object) -> Question:
        """Gives a question about the records."""
        kind, _ = find_report(report)
        return Question(Work(self.store), kind, Asked(**asked))

    def figures(self, family: str, report: str = "kpi", **asked: object) -> dict[tuple[str, str], Figure]:
        """Gives the figures of a family of the period asked for, by key and currency."""
        question = self.ask(report, **asked)
        (found,) = question.family(family, [question.span])
        return {(figure.key, figure.currency): figure for figure in found}

    def report(self, name: str, **asked: object) -> Report:
        """Gives a report as the command makes it."""
        from tinycrm.services.reporting.making import make_report

        return make_report(Work(self.store), name, Asked(**asked))
