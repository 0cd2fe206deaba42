"""What people type and what files hold is data: nothing of it is run, and nothing is put in its place."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.torture.corpus import ANNA, CASES
from tests.torture.furnish import again, environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.torture.forge import Forge

_NEEDLE = "owned-by-data"
# A mail leaves by the command that config.yaml names, a timetable is asked of crontab; what a job runs, and the
# proof of its line, is the program itself.
_MAY_START = (f'("{sys.executable}", ', '/true", ["true", ', '/crontab", [')
CODE: tuple[str, ...] = (
    f"$(touch {_NEEDLE})",
    f"`touch {_NEEDLE}`",
    f"; touch {_NEEDLE};",
    f"| touch {_NEEDLE}",
    f"|| touch {_NEEDLE}",
    f"& touch {_NEEDLE} &",
    f"x\ntouch {_NEEDLE}\n",
    f"'; touch {_NEEDLE}; '",
    f'" && touch {_NEEDLE} && "',
    f"-oProxyCommand=touch {_NEEDLE}",
    f"--exec=touch {_NEEDLE}",
    f"<(touch {_NEEDLE})",
    f"!touch {_NEEDLE}",
    "{{7*7}}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
    "{7*7} {0.__class__} %(name)s %s %n ${7*7} #{7*7} <%= 7*7 %> $((7*7))",
    "${HOME} $HOME %HOME% ~root",
    f"__import__('os').system('touch {_NEEDLE}')",
    f"!!python/object/apply:os.system ['touch {_NEEDLE}']",
    "'); DROP TABLE contact; --",
    "x' OR '1'='1",
    'NEAR(a b) OR name:* ^ "',
    "*anchor &anchor <<: *anchor",
)


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    return again(furnished, tmp_path / "home")


def _needles(*folders: Path) -> list[str]:
    """Gives the files that only code in the data could have made."""
    return [str(path) for folder in folders for path in folder.rglob("*") if path.name == _NEEDLE]


# --- options ---


def _options() -> list[tuple[tuple[str, ...], str, str]]:
    """Gives every option and argument that takes a text: the arguments of a working call, its name, how it is given."""
    from tinycrm.cli.build import parameters
    from tinycrm.cli.invoke import load_function
    from tinycrm.cli.options import Arg
    from tinycrm.cli.registry import COMMANDS

    found: list[tuple[tuple[str, ...], str, str]] = []
    for command in COMMANDS:
        name = " ".join(command.words)
        case = next(case for case in CASES if case.command == name)
        rest = case.words[len(command.words) :]
        for parameter in parameters(load_function(command)):
            if parameter.kind == "flag":
                continue
            if isinstance(parameter.declared, Arg):
                found.append((command.words, parameter.name, "argument"))
                # in the place of the first argument, the others after it
                found.append(((*command.words, "--", "{}", *rest[1:]), parameter.name, "in place"))
            else:
                found += [((*case.words, f"{option}={{}}"), option, "option") for option in parameter.declared.names]
    for option in ("--db", "--config", "--format", "--user", "--today"):
        found += [((*case.words, f"{option}={{}}"), option, "shared") for case in CASES[:3]]
    return found


def test_nothing_given_to_any_option_is_run(
    forge: Forge,
    furnished: Path,
    tmp_path: Path,
    rng: random.Random,
    times: Callable[[int], int],
    figures: Callable[..., None],
) -> None:
    options = _options()
    assert len(options) > 300
    chosen = [(option, code) for option in options for code in CODE]
    if times(10) < 10:
        # every option and every code is tried, but not every pair
        chosen = [(option, rng.choice(CODE)) for option in options]
        chosen += [(option, code) for code in CODE for option in rng.sample(options, 4)]
    cwd = tmp_path / "cwd"
    cwd.mkdir()
    home = tmp_path / "home"
    again(furnished, home)
    accepted = 0
    for (words, name, kind), code in chosen:
        given = [word.replace("{}", code, 1) for word in words]
        given = [word.replace("@", f"{home}/", 1) if word.startswith("@") else word for word in given]
        outcome = forge.run([*given, *([code] if kind == "argument" else [])], environment(home), cwd=str(cwd))
        assert not outcome.crashed, (given, name, outcome)
        if outcome.code == 0:
            accepted += 1
            assert _needles(home, cwd) == [], (given, name)
            again(furnished, home)
    assert _needles(home, cwd, tmp_path) == []
    assert accepted > len(chosen) // 20
    figures(rule=10, what="options and arguments given code", count=len(chosen), found="0 run")


def test_what_is_taken_is_kept_to_the_letter(forge: Forge, home: Path, tmp_path: Path) -> None:
    """No field of any noun substitutes, expands or runs what it holds."""
    env = environment(home)
    fields: tuple[tuple[tuple[str, ...], str], ...] = (
        (("contact", "add", "--", "{}"), "name"),
        (("contact", "add", "X", "--title={}"), "title"),
        (("contact", "add", "X", "--source={}"), "source"),
        (("contact", "add", "X", "--note={}"), "note"),
        (("contact", "add", "X", "--given={}"), "given"),
        (("contact", "add", "X", "--family={}"), "family"),
        (("company", "add", "X", "--industry={}"), "industry"),
        (("company", "add", "X", "--note={}"), "note"),
        (("task", "add", "--", "{}"), "title"),
        (("task", "add", "X", "--note={}"), "note"),
        (("deal", "add", "--", "{}"), "title"),
        (("deal", "add", "X", "--source={}"), "source"),
        (("log", "note", "3", "--outcome={}", "x"), "outcome"),
        (("log", "note", "3", "--", "{}"), "summary"),
    )
    lines, expected = [], []
    for words, key in fields:
        for code in CODE:
            if "\n" not in code or key in ("note", "summary"):
                lines.append(json.dumps([word.replace("{}", code, 1) for word in words]))
                expected.append(("interaction" if words[0] == "log" else words[0], key, code.strip()))
    done = forge.run(["batch", "-"], env, stdin="\n".join(lines).encode(), cwd=str(tmp_path))
    assert done.code == 0, done
    rows: dict[tuple[str, int], dict[str, object]] = {}
    for noun in ("contact", "company", "task", "deal", "interaction"):
        exported = json.loads(forge.run(["export", noun, "-f", "json"], env).out)
        rows |= {(noun, row["id"]): row for row in exported}
    for id, (noun, key, text) in zip(done.out.split(), expected, strict=True):
        assert rows[noun, int(id)][key] == text
    assert _needles(home, tmp_path) == []


def test_a_tag_a_custom_field_and_a_batch_are_kept_to_the_letter(forge: Forge, home: Path, tmp_path: Path) -> None:
    env = environment(home)
    lines = []
    for number, code in enumerate(CODE):
        text = code.replace("\n", " ").strip()
        lines.append(json.dumps(["contact", "add", f"P{number}", f"--tag={text}", f"--set=own={text}"]))
    batch = tmp_path / "batch.ndjson"
    batch.write_text("\n".join(lines) + "\n")
    done = forge.run(["batch", str(batch)], env, cwd=str(tmp_path))
    assert done.code == 0, done
    for id, code in zip(done.out.decode().split(), CODE, strict=True):
        text = code.replace("\n", " ").strip()
        row = json.loads(forge.run(["contact", "show", id, "-f", "json"], env).out)
        assert (row["tags"], row["fields"]) == ([text], {"own": text})
    assert _needles(home, tmp_path) == []


def test_a_batch_is_no_shell(forge: Forge, home: Path, tmp_path: Path) -> None:
    lines = [f"contact add X; touch {_NEEDLE}", f"contact add $(touch {_NEEDLE})", f"!touch {_NEEDLE}"]
    lines += [f"contact add X | touch {_NEEDLE}", f"contact add X > {_NEEDLE}", "contact add '${HOME}' --note *"]
    done = forge.run(["batch", "-"], environment(home), stdin="\n".join(lines).encode(), cwd=str(tmp_path))
    assert not done.crashed
    assert _needles(home, tmp_path) == []
    names = [row["name"] for row in json.loads(forge.run(["contact", "list", "-f", "json"], environment(home)).out)]
    assert "${HOME}" in names


def test_an_imported_file_is_kept_to_the_letter(forge: Forge, home: Path, tmp_path: Path) -> None:
    codes = [code.replace("\n", " ").strip() for code in CODE]
    (home / "code.json").write_text(json.dumps([{"name": code, "note": code} for code in codes]))
    done = forge.run(["import", f"{home}/code.json", "--as", "contacts"], environment(home), cwd=str(tmp_path))
    assert done.code == 0, done
    rows = json.loads(forge.run(["contact", "list", "-f", "json", "--columns", "name,note"], environment(home)).out)
    assert {(code, code) for code in codes} <= {(row["name"], row["note"]) for row in rows}
    assert _needles(home, tmp_path) == []


def test_a_query_and_a_filter_are_data(forge: Forge, home: Path) -> None:
    before = json.loads(forge.run(["contact", "list", "-f", "json"], environment(home)).out)
    for code in CODE:
        quoted = code.replace("\\", "\\\\").replace('"', '\\"')
        for words in (
            ("search", "--noun=contact", "--", code),
            ("contact", "list", "--where", f'name = "{quoted}"'),
            ("contact", "list", "--where", f'name ~ "{quoted}"'),
            ("contact", "list", "--tag", code),
            ("contact", "show", "--", code),
        ):
            outcome = forge.run([*words[:2], "-f", "json", *words[2:]], environment(home))
            assert outcome.code in (0, 2, 3, 4), (words, outcome)
            if outcome.code == 0:
                # a search looks for the letters and digits among it, and a phone may hold them
                assert json.loads(outcome.out) == [] or words[0] == "search", (words, outcome)
    assert json.loads(forge.run(["contact", "list", "-f", "json"], environment(home)).out) == before


# --- templates ---


def _pipelines(home: Path, *tasks: str) -> None:
    folder = home / "data" / "crm.db.d"
    folder.mkdir(exist_ok=True)
    made = "".join(f"          - task: {json.dumps(task)}\n" for task in tasks)
    (folder / "pipelines.yaml").write_text(
        "pipelines:\n  sales:\n    name: Sales\n    default: true\n    stages:\n"
        "      - key: lead\n        name: Lead\n        probability: 10%\n"
        f"      - key: qualified\n        name: Qualified\n        probability: 30%\n        on_enter:\n{made}"
        "      - key: won\n        name: Won\n        outcome: won\n"
        "      - key: lost\n        name: Lost\n        outcome: lost\n"
    )


def test_a_field_in_the_title_of_a_task_is_not_filled_again(forge: Forge, home: Path, tmp_path: Path) -> None:
    _pipelines(home, "Call {{title}}", "{{ source }} by {{owner}}")
    env = environment(home)
    for number, code in enumerate(code for code in CODE if "\n" not in code):
        title = f"{code} {{{{owner}}}} {{{{value}}}} {number}"
        deal = forge.run(["deal", "add", f"--source={code} {{{{title}}}}", "--owner=eva", "--", title], env)
        assert deal.code == 0, deal
        id = deal.out.decode().strip()
        moved = forge.run(["deal", "move", id, "qualified", "-f", "json"], env, cwd=str(tmp_path))
        assert moved.code == 0, moved
        tasks = json.loads(forge.run(["task", "list", "--deal", id, "-f", "json"], env).out)
        assert sorted(task["title"] for task in tasks) == sorted(
            [f"Call {title}", f"{code} {{{{title}}}} by eva".strip()]
        )
    assert _needles(home, tmp_path) == []


def test_a_template_is_filled_by_every_name_of_a_field(forge: Forge, home: Path) -> None:
    custom = "{{fields.colour}} {{fields.no-such}}|{{tags}}|{{expected-close-on}}|{{expected_close_on}}"
    env = environment(home)
    words = ("--value=5 EUR", "--contact=2", "--contact=3", "--company=1", "--close=2026-12-31", "--set=colour=red")
    for template, expected in (
        (
            "{{title}}, {{value}} {{currency}}, {{company}}, {{contact}}, {{contacts}}, {{ close }}, {{reason}}.",
            "Roof, 5.00 EUR, Neva Trade, Anna Petrova, Anna Petrova, Bo Li, 2026-12-31, .",
        ),
        (custom, "red |a, b|2026-12-31|2026-12-31"),
    ):
        _pipelines(home, template)
        id = forge.run(["deal", "add", "Roof", *words, "--tag=a", "--tag=b"], env).out.decode().strip()
        assert forge.run(["deal", "move", id, "qualified"], env).code == 0
        (task,) = json.loads(forge.run(["task", "list", "--deal", id, "-f", "json"], env).out)
        assert task["title"] == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{7*7}}",
        "{{title.__class__}}",
        "{{title|e}}",
        "{{self}}",
        "{{}}",
        "{{title",
        "{{__init__}}",
        "{{company.nme}}",
        "{{sale.product}}",
    ],
)
def test_a_template_names_fields_and_nothing_else(forge: Forge, home: Path, template: str) -> None:
    _pipelines(home, template)
    refused = forge.run(["deal", "list"], environment(home))
    assert refused.code == 2, refused
    assert "pipelines.yaml:1" in refused.error
    assert refused.out == b""


def test_yaml_makes_no_objects(forge: Forge, home: Path, tmp_path: Path) -> None:
    folder = home / "data" / "crm.db.d"
    folder.mkdir()
    for tag in ("!!python/object/apply:os.system", "!!python/object/new:os.system", "!!python/name:os.system"):
        (folder / "config.yaml").write_text(f"currency: {tag} ['touch {_NEEDLE}']\n")
        refused = forge.run(["contact", "list"], environment(home), cwd=str(tmp_path))
        assert refused.code == 2, refused
        assert "config.yaml:1:" in refused.error
    assert _needles(home, tmp_path) == []


# --- processes ---


def _editor(folder: Path) -> tuple[Path, Path]:
    """A program that notes how it was called."""
    seen = folder / "called"
    program = folder / "an editor"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nopen({str(seen)!r}, 'a').write(repr(sys.argv[1:]) + chr(10))\n"
    )
    program.chmod(0o700)
    return program, seen


def test_the_editor_is_started_without_a_shell(forge: Forge, home: Path, tmp_path: Path) -> None:
    program, seen = _editor(tmp_path)
    for more, expected in (
        ("", []),
        (" --wait -n", ["--wait", "-n"]),
        (f" ; touch {_NEEDLE}", [";", "touch", _NEEDLE]),
        (f" $(touch {_NEEDLE})", ["$(touch", f"{_NEEDLE})"]),
        (f" `touch {_NEEDLE}` *", ["`touch", f"{_NEEDLE}`", "*"]),
        (f" && touch {_NEEDLE} > x", ["&&", "touch", _NEEDLE, ">", "x"]),
        (" '${HOME}'", ["${HOME}"]),
    ):
        seen.unlink(missing_ok=True)
        env = environment(home, TERM="dumb", EDITOR=f"'{program}'{more}", TMPDIR=str(tmp_path))
        outcome = forge.run_on_terminal(["contact", "edit", str(ANNA)], env, keys=(b"n\r",))
        assert outcome.code == 0, outcome
        (called,) = [eval(line) for line in seen.read_text().splitlines()]
        assert called[:-1] == expected
        assert called[-1].startswith(f"{tmp_path}/tinycrm-")
        assert called[-1].endswith(f"/contact-{ANNA}.yaml")
    assert _needles(home, tmp_path) == []


@pytest.mark.parametrize(
    "editor", [f"$(touch {_NEEDLE})", f"touch$IFS{_NEEDLE}", f"sh\ntouch {_NEEDLE}", "'", "/nowhere/editor"]
)
def test_an_editor_that_is_no_program_is_refused(forge: Forge, home: Path, tmp_path: Path, editor: str) -> None:
    env = environment(home, TERM="dumb", VISUAL=editor, TMPDIR=str(tmp_path))
    outcome = forge.run_on_terminal(["contact", "edit", str(ANNA)], env, keys=(b"n\r",))
    assert outcome.code == 2, outcome
    assert b"Traceback" not in outcome.out
    assert _needles(home, tmp_path) == []


def test_the_name_of_a_record_is_not_in_the_command_of_the_editor(forge: Forge, home: Path, tmp_path: Path) -> None:
    program, seen = _editor(tmp_path)
    env = environment(home, TERM="dumb", EDITOR=f"'{program}'", TMPDIR=str(tmp_path))
    for code in CODE:
        if "\n" in code:
            continue
        id = forge.run(["contact", "add", "--", code], env).out.decode().strip()
        seen.unlink(missing_ok=True)
        forge.run_on_terminal(["contact", "edit", id], env, keys=(b"n\r",))
        (called,) = [eval(line) for line in seen.read_text().splitlines()]
        assert len(called) == 1
        assert called[0].endswith(f"/contact-{id}.yaml")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_no_command_starts_another_program(
    furnished: Path, tmp_path: Path, rng: random.Random, times: Callable[[int], int], figures: Callable[..., None]
) -> None:
    chosen = [case for case in CASES if case.writes] + [case for case in CASES if not case.writes]
    chosen = rng.sample(chosen, times(len(chosen)))
    strace = ["strace", "-f", "-qq", "-e", "trace=execve,execveat,connect,listen"]
    for case in chosen:
        home = again(furnished, tmp_path / "home")
        log = tmp_path / "strace"
        done = subprocess.run(
            [*strace, "-o", str(log), sys.executable, "-m", "tinycrm", *case.at(home)],
            env=environment(home),
            input=case.stdin,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (case, done)
        started = [line for line in log.read_text().splitlines() if "execve" in line and line.endswith("= 0")]
        assert [line for line in started if not any(name in line for name in _MAY_START)] == [], case
        talked = [line for line in log.read_text().splitlines() if "connect(" in line or "listen(" in line]
        # the name service may be asked for the login name, over a local socket; nothing goes to a network
        assert [line for line in talked if "AF_UNIX" not in line] == [], case
    figures(rule=10, what="commands under strace", count=len(chosen), found="0 programs started, 0 connections")
