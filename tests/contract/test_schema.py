"""Whatever a command answers in JSON is what its schema under docs/schema says, with no key more."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from tests.contract.outputs import CALLS
from tests.torture.corpus import CASES
from tests.torture.furnish import environment, furnish

from tinycrm.cli.registry import COMMANDS
from tinycrm.reports.registry import REPORTS

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = {path.name: json.loads(path.read_text("utf-8")) for path in (ROOT / "docs" / "schema").glob("*.json")}
INDEX: dict[str, str | None] = SCHEMAS.pop("index.json")
FOUND = Registry().with_resources(
    [(name, Resource(contents=schema, specification=DRAFT202012)) for name, schema in SCHEMAS.items()]
)
# Calls that end otherwise than with 0, on purpose.
CODES = {
    "doctor --cron": (0, 1),
    "batch FOLDER/mixed.txt -f ndjson": (8,),
    "backup verify FOLDER/b.db FOLDER/people.csv": (6,),
}
# What answers records line by line; pages and reports have other rows there.
LINED = ("list", "show", "add", "edit", "rm", "search", "changes", "history", "members", "tag", "timeline", "dupes")
# These say themselves what is printed.
NAMED = {"-f", "--print", "--eml"}
PAGED = ("completion show", "goal list", "goal show", "pipeline show")
# What needs something that an empty database has not, or looks at no database.
NOT_EMPTY = ("demo", "restore", "batch", "import", "completion", "schedule", "mail")


def check(schema: str, value: object, what: str) -> None:
    problems = list(Draft202012Validator(SCHEMAS[schema], registry=FOUND).iter_errors(value))
    assert problems == [], f"{what}: {[_deepest(problem) for problem in problems[:3]]}"


def _deepest(problem: object) -> list[str]:
    """The path and message of a problem and of what is behind it."""
    inner = sorted(problem.context, key=lambda one: -len(one.absolute_path))[:2]
    told = f"{list(problem.absolute_path)} {problem.message[-300:]}"
    return [told, *[line for one in inner for line in _deepest(one)]]


def command_of(words: list[str]) -> str:
    """The command that words name, as the index has it."""
    for length in (2, 1):
        if " ".join(words[:length]) in INDEX:
            return " ".join(words[:length])
    raise AssertionError(words)


def run(words: list[str], env: dict[str, str], stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tinycrm", *words],
        env=env,
        cwd=env["HOME"],
        input=stdin,
        capture_output=True,
        check=False,
    )


def check_answer(words: list[str], done: subprocess.CompletedProcess[bytes], what: str) -> None:
    """stdout is what the schema of the command says; an error is what that of errors says, and stdout empty."""
    assert b"Traceback" not in done.stderr, done
    command = command_of(words)
    if done.returncode not in (0, 1, 6, 10) or (done.returncode and not done.stdout):
        assert done.stdout == b"", what
        check("error.json", json.loads(done.stderr.splitlines()[-1]), what)
    elif INDEX[command] is None:
        assert not done.stdout.startswith((b"{", b"[")), f"{what} answers JSON and has no schema"
    elif command == "batch":
        # each of its lines answers as by itself
        assert done.returncode in (0, 8), what
    else:
        check(str(INDEX[command]), json.loads(done.stdout), what)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the database of the demonstration, and the files that calls read."""
    home = tmp_path_factory.mktemp("demonstration") / "home"
    home.mkdir()
    # the demonstration has a database of its own
    env = environment(home, TINYCRM_TODAY="2026-11-22")
    del env["TINYCRM_DB"]
    assert run(["demo"], env).returncode == 0
    (home / "data").mkdir()
    for path in (home / ".local" / "share" / "tinycrm").iterdir():
        shutil.move(path, home / "data" / path.name.replace("demo", "crm"))
    (home / "people.csv").write_text("Name,Email\nMia Example,mia@mail.example\n")
    (home / "commands.txt").write_text('contact add "Mia Example"\n')
    (home / "mixed.txt").write_text(
        'contact add "Mia Example"\ncontact show nobody\nundo --print uid\ntoday\nexport contacts -f csv\n'
    )
    return home


@pytest.fixture(scope="module")
def furnished(stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which every case of the corpus works."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    furnish(stock, home)
    return home


def home_of(source: Path, tmp_path: Path, **more: str) -> tuple[Path, dict[str, str]]:
    home = tmp_path / "home"
    shutil.copytree(source, home)
    return home, environment(home, **more)


def test_every_command_has_a_schema_or_is_known_to_answer_no_json() -> None:
    assert list(INDEX) == [" ".join(command.words) for command in COMMANDS]
    assert {name for name in INDEX.values() if name is not None} <= set(SCHEMAS)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_one(name: str) -> None:
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMAS[name])


def test_the_schemas_are_what_the_code_says(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "generate_schema.py"), "--check"],
        env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", sorted(CALLS))
def test_the_demonstration_is_answered_as_the_schema_says(demonstration: Path, tmp_path: Path, command: str) -> None:
    home, env = home_of(demonstration, tmp_path, TINYCRM_TODAY="2026-11-22", SHELL="/bin/bash")
    for call in CALLS[command]:
        words = [word.replace("FOLDER", str(home)) for word in shlex.split(call)]
        if words == ["demo"]:
            env.pop("TINYCRM_DB")
        lined = "ndjson" in words
        done = run(words if lined else [*words, "-f", "json"], env)
        assert done.returncode in CODES.get(call, (0,)), (call, done)
        if lined:
            for line in done.stdout.splitlines():
                check(str(INDEX[command_of(words)]), json.loads(line), call)
        else:
            check_answer(words, done, call)


@pytest.mark.parametrize("command", sorted(name for name in CALLS if name.split()[-1] in LINED and name not in PAGED))
def test_a_line_of_ndjson_is_an_item_of_the_array(demonstration: Path, tmp_path: Path, command: str) -> None:
    home, env = home_of(demonstration, tmp_path, TINYCRM_TODAY="2026-11-22")
    for call in CALLS[command]:
        words = [word.replace("FOLDER", str(home)) for word in shlex.split(call)]
        done = run([*words, "-f", "ndjson"], env)
        assert done.returncode == 0, (call, done)
        if "--cursor" in words:
            continue
        schema = str(INDEX[command_of(words)])
        for line in done.stdout.splitlines():
            row = json.loads(line)
            accepts_rows = Draft202012Validator(SCHEMAS[schema], registry=FOUND).is_valid([row])
            assert accepts_rows or Draft202012Validator(SCHEMAS[schema], registry=FOUND).is_valid(row), (call, row)


@pytest.mark.parametrize("case", [case for case in CASES if not NAMED & set(case.words)], ids=str)
def test_a_case_is_answered_as_the_schema_says(furnished: Path, tmp_path: Path, case) -> None:
    home, env = home_of(furnished, tmp_path)
    words = case.at(home)
    done = run([*words, "-f", "json"], env, case.stdin)
    if words[:2] == ["schedule", "exec"]:
        # it answers as the command that it runs
        assert done.returncode == 0, done
    elif "--output" in words:
        assert (done.returncode, done.stdout) == (0, b"")
    elif {"--mail-to", "--dry-run"} <= set(words):
        # the mail itself, whatever the format
        assert done.returncode == 0, done
        assert b"\r\nMessage-ID: <" in done.stdout
    else:
        check_answer(words, done, str(case))


@pytest.mark.parametrize("command", sorted(name for name in CALLS if name.split()[0] not in NOT_EMPTY))
def test_an_empty_database_is_answered_as_the_schema_says(tmp_path: Path, command: str) -> None:
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    env = environment(home, TINYCRM_TODAY="2026-11-22", SHELL="/bin/bash")
    env.pop("TINYCRM_DB")
    (home / "people.csv").write_text("Name\nMia\n")
    for call in CALLS[command]:
        words = [word.replace("FOLDER", str(home)) for word in shlex.split(call)]
        check_answer(words, run([*words, "-f", "json"], env), call)


@pytest.mark.parametrize("kind", [kind.name for kind in REPORTS])
def test_a_report_is_what_the_schema_says(demonstration: Path, tmp_path: Path, kind: str) -> None:
    _, env = home_of(demonstration, tmp_path, TINYCRM_TODAY="2026-11-22")
    splits = next(report.splits for report in REPORTS if report.name == kind)
    for words in (["report", kind], *(["report", kind, "--by", split] for split in splits)):
        check_answer(words, run([*words, "-f", "json"], env), " ".join(words))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1, "report explain nothing"),
        (2, "contact list --where nope=1"),
        (2, "contact frobnicate"),
        (3, "contact show nobody"),
        (4, "contact show anna"),
        (5, "contact add Anna --email anna@neva.example"),
        (6, "contact list --db /nowhere/at/all.db"),
    ],
)
def test_an_error_is_what_its_schema_says(stocked, code: int, words: str) -> None:
    done = stocked(*shlex.split(words), "-f", "json", ok=False)
    assert done.code in (code, 2)
    check("error.json", {"error": done.error}, words)


def test_a_key_that_no_schema_knows_is_refused() -> None:
    with pytest.raises(AssertionError, match="surplus"):
        check("error.json", {"error": {"code": "a", "message": "b", "hint": "", "exit_code": 2}, "surplus": 1}, "x")
