"""Reliability by force: the same tests in full counts or, by default and in CI, in a tenth of them.

    TINYCRM_TORTURE=full python -m pytest tests/torture
    TINYCRM_TORTURE=full TINYCRM_SEED=12345 python -m pytest tests/torture -k kill

The seed and the date stand at the end of the run; the same seed makes the same random choices.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import random
import sqlite3
from pathlib import Path

import pytest
from tests.conftest import TODAY, Answer
from tests.torture.field import Field
from tests.torture.forge import Forge
from tests.torture.furnish import furnish

from tinycrm.cli.context import Context
from tinycrm.cli.shared import Shared, take_shared
from tinycrm.domain.fold import fold
from tinycrm.entry import dispatch, emit
from tinycrm.errors import TinyCRMError
from tinycrm.render.sink import Sink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FULL = os.environ.get("TINYCRM_TORTURE", "") == "full"
SEED = int(os.environ["TINYCRM_SEED"])


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """A failure names the seed, also where the header is not shown."""
    if call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
        item.add_report_section("call", "seed", f"TINYCRM_SEED={SEED}" + (" TINYCRM_TORTURE=full" if FULL else ""))


def count(full: int) -> int:
    """Gives how often to do what the specification asks `full` times: all of it, or a tenth."""
    return full if FULL else max(1, full // 10)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Random choices that depend on the seed of the run and on the test's name alone."""
    return random.Random(f"{SEED} {request.node.nodeid}")


@pytest.fixture
def times() -> object:
    """`times(1000)` is 1000 in a full run and 100 otherwise."""
    return count


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Callable[..., None]:
    """`figures(rule=1, what="SIGKILLs", count=1000, found="0 lost of 8,412 ids")` goes to the file of TINYCRM_FIGURES.

    One JSON object a line: docs/reliability.md is filled from those of a full run.
    """

    def note(*, rule: int, what: str, count: int, found: str) -> None:
        path = os.environ.get("TINYCRM_FIGURES", "")
        if not path:
            return
        line = {
            "rule": rule,
            "what": what,
            "count": count,
            "found": found,
            "full": FULL,
            "seed": SEED,
            "on": datetime.date.today().isoformat(),
            "test": request.node.nodeid,
        }
        # one write to a file opened for appending: workers at once do not mix their lines
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        finally:
            os.close(handle)

    return note


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    """Runs commands in forks of one process."""
    made = Forge()
    yield made
    made.close()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory, stock: Path) -> Path:
    """A home folder on which every case works; a test that writes takes a copy."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    furnish(stock, home)
    return home


@pytest.fixture
def field(forge: Forge, furnished: Path, tmp_path: Path) -> Field:
    """A home whose database hostile texts are planted into."""
    return Field(forge, furnished, tmp_path)


class Inside:
    """Runs commands in this very process and on one open connection, as `batch` does: thousands a minute.

    Attributes:
        db: the database's path; the file does not exist before the first write.
        env: the environment that the commands see.
    """

    def __init__(self, home: Path) -> None:
        self.db = home / "data" / "crm.db"
        self.env = {
            "HOME": str(home),
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
            "TINYCRM_DB": str(self.db),
            "TINYCRM_USER": "tester",
            "TINYCRM_TODAY": TODAY,
        }
        self._parent: Context | None = None

    def __call__(self, *words: str | int, ok: bool = True) -> Answer:
        """Runs a command to its end; what is no refusal of TinyCRM's is raised."""
        out, err = io.BytesIO(), io.BytesIO()
        sink = Sink(out, err, self.env)
        if self._parent is None:
            self._parent = Context(Shared(), [], self.env, sink)
        self._parent.sink = sink
        try:
            shared, rest = take_shared([str(word) for word in words])
            child = self._parent.child(shared, [str(word) for word in words])
            result = dispatch(child, rest)
            code = 0 if result is None else emit(child, result)
        except TinyCRMError as error:
            sink.error(error)
            code = error.exit_code
        answer = Answer(code, out.getvalue(), err.getvalue())
        if ok:
            assert answer.code == 0, (words, answer)
        return answer

    def export(self) -> dict[str, object]:
        """Gives everything, without the moment of the export."""
        found: dict[str, object] = json.loads(self("export").out)
        del found["exported_at"]
        return found

    def close(self) -> None:
        """The connection is closed; the next command opens another."""
        if self._parent is not None:
            self._parent.close()
            self._parent = None


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    """As `crm`, without a process for every command."""
    program = Inside(tmp_path)
    yield program
    program.close()


def assert_sound(db: Path) -> None:
    """SQLite finds nothing wrong with the file, and no link leads nowhere."""
    connection = sqlite3.connect(db)
    try:
        # expressions in the indexes use the program's own function
        connection.create_function("fold", 1, fold, deterministic=True)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        connection.close()
