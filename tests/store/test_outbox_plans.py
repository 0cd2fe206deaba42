"""What looks for mail that waits reads that mail alone, however much was ever sent."""

from __future__ import annotations

import pytest

from tinycrm.store import outbox
from tinycrm.store.sqlite.create import open_memory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tinycrm.store.sqlite.connect import Database

NOW = "2026-11-16T12:00:00Z"


@pytest.fixture
def db() -> Iterator[Database]:
    made = open_memory()
    yield made
    made.close()


@pytest.mark.parametrize(
    "look",
    [
        lambda db: outbox.due_mails(db, NOW, [NOW] * len(outbox.WAITS)),
        outbox.sending,
        lambda db: outbox.unheard(db, NOW, from_on=NOW),
        lambda db: outbox.same(db, "digest", "01a2", "<01a2@x.example>"),
        lambda db: outbox.repeat_of(db, 7),
    ],
    ids=["due", "sending", "unheard", "same", "repeat"],
)
def test_no_look_for_mail_reads_all_of_it(db: Database, look: Callable[[Database], object]) -> None:
    asked: list[str] = []
    db.connection.set_trace_callback(asked.append)
    look(db)
    db.connection.set_trace_callback(None)
    assert asked
    plans = [row[3] for sql in asked for row in db.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert [step for step in plans if step.startswith("SCAN")] == []
    assert any("INDEX" in step for step in plans)
