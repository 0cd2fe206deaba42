"""The command line as a script sees it: one process a call, a home and a database for every test."""

from __future__ import annotations

import datetime
import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SOURCE = Path(__file__).resolve().parents[1] / "src"
# Processes that tests start run this checkout, also those without site-packages (-S).
os.environ["PYTHONPATH"] = str(SOURCE)
# What they write into a crontab stays in the home folder of the test.
os.environ["PATH"] = os.pathsep.join((str(Path(__file__).parent / "fixtures" / "bin"), os.environ.get("PATH", "")))
# A test run in the background of a shell ignores SIGINT, one under nohup SIGHUP, and so would every process it starts.
for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)
# pytest-xdist starts its workers with this environment: all of them share the seed.
os.environ.setdefault("TINYCRM_SEED", str(secrets.randbelow(10**9)))
# A command that takes longer hangs.
_SECONDS = 60


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What repeats the random choices of tests/torture."""
    counts = "full" if os.environ.get("TINYCRM_TORTURE") == "full" else "a tenth"
    day = datetime.date.today().isoformat()
    terminalreporter.write_line(f"TINYCRM_SEED={os.environ['TINYCRM_SEED']}, counts of tests/torture: {counts}, {day}")


class Answer:
    """What one process gave back: its exit code, stdout and stderr."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code = code
        self.raw = out
        self.out = out.decode("utf-8", "surrogateescape")
        self.err = err.decode("utf-8", "surrogateescape")

    @property
    def id(self) -> int:
        """The primary id that a write prints."""
        return int(self.out.splitlines()[0])

    @property
    def ids(self) -> list[int]:
        """The ids of `-f ids`, or of a write of several records."""
        return [int(line) for line in self.out.split()]

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def rows(self) -> list[dict[str, str]]:
        """tsv: one dictionary a record."""
        header, *rest = [line.split("\t") for line in self.out.split("\n")[:-1]]
        return [dict(zip(header, cells, strict=True)) for cells in rest]

    @property
    def json(self):
        """The JSON that stdout is."""
        return json.loads(self.out)

    @property
    def error(self):
        """The one JSON object that an error is with -f json; stdout must be empty."""
        assert self.out == "", self.out
        return json.loads(self.err)["error"]

    def __repr__(self) -> str:
        return f"exit {self.code}\nstdout: {self.out}\nstderr: {self.err}"


class Crm:
    """Runs `tinycrm`.

    Attributes:
        home: the home folder.
        db: the database's path; the file does not exist before the first write.
        env: the whole environment of every call; a test may change it.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.db = home / "data" / "crm.db"
        self.env: dict[str, str] = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(home),
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(SOURCE),
            "TINYCRM_DB": str(self.db),
            "TINYCRM_USER": "tester",
        }

    def command(self, *words: str | int | bytes) -> list[str | bytes]:
        """Gives the argument list of a call."""
        return [
            sys.executable,
            "-m",
            "tinycrm",
            *(str(word) if isinstance(word, int) else word for word in words),
        ]

    def environment(self, env: Mapping[str, str | None]) -> dict[str, str]:
        """Gives the environment of a call; a variable set to None is absent."""
        merged: dict[str, str | None] = {**self.env, **env}
        return {name: value for name, value in merged.items() if value is not None}

    def start(
        self, *words: str | int | bytes, env: Mapping[str, str | None] = {}, **more: object
    ) -> subprocess.Popen[bytes]:
        """Starts a call and does not wait for it; stdout and stderr are pipes."""
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        return subprocess.Popen(self.command(*words), env=self.environment(env), **given)  # type: ignore[call-overload]

    def finish(self, process: subprocess.Popen[bytes], data: bytes | None = None) -> Answer:
        """Waits for a call that was started."""
        out, err = process.communicate(data, timeout=_SECONDS)
        answer = Answer(process.returncode, out or b"", err or b"")
        assert "Traceback" not in answer.err, answer
        return answer

    def __call__(
        self,
        *words: str | int | bytes,
        input: str | bytes | None = None,
        env: Mapping[str, str | None] = {},
        ok: bool = True,
        **more: object,
    ) -> Answer:
        """Runs a call to its end.

        Args:
            words: the arguments.
            input: stdin; without it stdin is empty.
            env: what differs from the environment.
            ok: the call must exit with 0; False when the test checks the code itself.
            more: of subprocess.Popen.
        """
        data = input.encode("utf-8", "surrogateescape") if isinstance(input, str) else input
        if data is not None:
            more = {"stdin": subprocess.PIPE, **more}
        answer = self.finish(self.start(*words, env=env, **more), data)
        if ok:
            assert answer.code == 0, answer
        return answer

    def sql(self, statement: str, params: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Runs one statement on the database itself, as a foreign hand could; gives its rows."""
        db = sqlite3.connect(self.db)
        try:
            db.create_function("fold", 1, str, deterministic=True)
            with db:
                return db.execute(statement, params).fetchall()
        finally:
            db.close()

    def dump(self, *, without: Sequence[str] = ()) -> list[str]:
        """Gives every row of every table as text, sorted; columns of these names are left out."""
        found: list[str] = []
        tables = self.sql("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%) STRICT%'")
        for (table,) in tables:
            names = [str(row[1]) for row in self.sql(f"PRAGMA table_info({table})") if row[1] not in without]
            found += [f"{table} {row}" for row in self.sql(f"SELECT {', '.join(names)} FROM {table}")]
        return sorted(found)

    def fails(self, code: int, *words: str | int | bytes, **more: object) -> Answer:
        """Runs a call that must exit with this code, print nothing on stdout and one line on stderr."""
        answer = self(*words, ok=False, **more)  # type: ignore[arg-type]
        assert answer.code == code, answer
        assert answer.out == "", answer
        assert len(answer.err.splitlines()) == 1, answer
        assert answer.err.endswith("\n"), answer
        return answer


@pytest.fixture
def crm(tmp_path: Path) -> Crm:
    """`crm("contact", "add", "Anna")` → code, out, err (and id, ids, rows, json, error)."""
    return Crm(tmp_path)


# What `stocked` holds, in the order of the ids; Monday the 16th of November 2026 is today there.
NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
TODAY = "2026-11-16"
_STOCK: tuple[tuple[str, ...], ...] = (
    ("company", "add", "Neva Trade", "--website", "neva.example", "--industry", "shipping"),
    (
        "contact",
        "add",
        "Anna Petrova",
        "--email",
        "anna@neva.example",
        "--phone",
        "+7 921 123-45-67",
        "--company",
        "Neva Trade",
        "--tag",
        "lead",
        "--tag",
        "vip",
        "--birthday",
        "1990-12-10",
    ),
    ("contact", "add", "Bo Li", "--email", "bo@li.example", "--handle", "telegram:@boli", "--tag", "lead"),
    ("contact", "add", "سارا محمدی", "--note", "met in Tehran"),
    (
        "deal",
        "add",
        "Website for Neva",
        "--value",
        "4800 EUR",
        "--contact",
        "anna petrova",
        "--company",
        "neva",
        "--close",
        "2026-12-31",
    ),
    (
        "task",
        "add",
        "Send quote",
        "--due",
        "2026-12-01 15:00",
        "--contact",
        "anna petrova",
        "--priority",
        "high",
    ),
    ("log", "call", "anna petrova", "Wants 40 seats", "--at", "2026-11-10 10:00", "--direction", "in"),
    ("contact", "add", "Anna Orlova", "--email", "orlova@example.org"),
)


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database that `stocked` copies; made once a process of the test run."""
    crm = Crm(tmp_path_factory.mktemp("stock"))
    crm.env["TINYCRM_TODAY"] = TODAY
    for number, words in enumerate(_STOCK, 1):
        assert crm(*words).id == number
    return crm.db.parent


@pytest.fixture
def stocked(tmp_path: Path, stock: Path) -> Crm:
    """As `crm`, on a copy of a database with one record and more of every noun: ids 1-8, as NEVA … ORLOVA."""
    crm = Crm(tmp_path)
    shutil.copytree(stock, crm.db.parent)
    crm.env["TINYCRM_TODAY"] = TODAY
    return crm
