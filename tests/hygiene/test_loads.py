"""What a command costs to start: the modules that quick answers and hot commands load."""

from __future__ import annotations

import sys

import pytest

TYPE_CHECKING = False

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
HEAVY = frozenset(
    """typer rich sqlite_utils yaml questionary pydantic dateparser phonenumbers email_validator dateutil
    dataclasses enum typing pathlib re uuid hashlib json decimal zoneinfo inspect urllib.parse""".split()  # noqa: SIM905
)
# Calls the function of a command as a door does: surroundings, function, output. No site, so that only
# what the command itself imports is counted.
_CALL = """
import os, sys
sys.path.insert(0, os.environ["SOURCE"])
from tinycrm.cli.shared import take_shared
from tinycrm.cli.context import Context
from tinycrm.entry import emit
from tinycrm.render.sink import Sink
shared, _ = take_shared(os.environ["SHARED"].split())
context = Context(shared, ["tinycrm"], os.environ, Sink.standard(os.environ))
module = __import__("tinycrm.cli.commands." + os.environ["MODULE"], fromlist=["x"])
emit(context, getattr(module, os.environ["FUNCTION"])(context, **eval(os.environ["VALUES"])))
context.sink.flush()
context.close()
sys.stderr.write(" ".join(sys.modules))
"""
HOT = [
    ("contact", "list_", {}, ""),
    ("contact", "list_", {}, "-f table"),
    ("contact", "list_", {"tag": ("lead",), "where": "name ~ anna", "sort": "-name", "limit": 5}, "-f csv"),
    ("contact", "list_", {}, "-f json"),
    ("contact", "show", {"refs": ("2",)}, ""),
    ("contact", "show", {"refs": ("anna@neva.example",)}, ""),
    ("contact", "show", {"refs": ("petrova",)}, "-f json"),
    (
        "contact",
        "add",
        {"name": "Zoe", "email": ("zoe@example.org",), "phone": ("+79211234500",), "tag": ("x",)},
        "",
    ),
    ("company", "list_", {}, ""),
    ("interaction", "log", {"kind": "call", "who": "bo", "text": ("Hi",), "next": "Send", "due": "fri"}, ""),
    ("task", "add", {"title": "Call", "due": "tomorrow 15:00", "contact": "bo"}, ""),
    ("task", "list_", {}, "-f table"),
    ("task", "done", {"refs": ("6",)}, ""),
    ("deal", "list_", {}, "-f table"),
    ("deal", "list_", {"stage": "lead"}, ""),
    ("deal", "show", {"refs": ("website",)}, ""),
    ("deal_stages", "move", {"ref": "website", "stage": "qualified"}, ""),
    ("today", "today", {"days": 30}, ""),
    ("search", "search", {"query": ("anna",)}, ""),
]


@pytest.fixture
def loaded(stocked):
    """Gives the modules that a command of `stocked` loads."""
    # the settings' cache is made by the first command, whichever it is
    stocked("contact", "list", "-f", "ids")

    def of(module: str, function: str, values: dict[str, object], shared: str) -> set[str]:
        env = {
            **stocked.env,
            "SOURCE": stocked.env["PYTHONPATH"],
            "MODULE": module,
            "FUNCTION": function,
            "VALUES": repr(values),
            "SHARED": shared,
        }
        import subprocess

        done = subprocess.run([sys.executable, "-S", "-c", _CALL], env=env, capture_output=True, check=False, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stdout
        return set(done.stderr.splitlines()[-1].split())

    return of


@pytest.mark.parametrize(
    ("module", "function", "values", "shared"),
    HOT,
    ids=[f"{h[0]}-{h[1]}{h[3]}-{n}" for n, h in enumerate(HOT)],
)
def test_a_hot_command_loads_nothing_heavy(loaded, module, function, values, shared):
    assert loaded(module, function, values, shared) & HEAVY == set()


@pytest.mark.parametrize("command", [("contact", "list_", {}), ("today", "today", {"days": 30})], ids=lambda c: c[0])
def test_english_needs_no_words_of_other_languages(loaded, command):
    assert loaded(*command, "-f table") & {"tinycrm.domain.words", "tinycrm.render.spoken"} == set()


@pytest.mark.parametrize("words", [("--version",), ("contact", "list", "--quiet=x")], ids=" ".join)
def test_a_quick_answer_loads_no_typer(crm, words):
    script = "import sys; from tinycrm.entry import main; main(); sys.stderr.write(' '.join(sys.modules))"
    import subprocess

    done = subprocess.run(
        [sys.executable, "-S", "-c", script, *words],
        env=crm.environment({}),
        capture_output=True,
        check=True,
        text=True,
    )
    assert set(done.stderr.split()) & HEAVY == set()


@pytest.mark.parametrize(
    ("module", "function", "values", "shared", "most"),
    [
        ("contact", "list_", {}, "", 41),
        ("contact", "show", {"refs": ("2",)}, "", 56),
        ("deal", "show", {"refs": ("5",)}, "", 56),
        ("contact", "add", {"name": "Zoe"}, "", 47),
        ("interaction", "log", {"kind": "call", "who": "2", "text": ("Hi",)}, "", 50),
        ("today", "today", {"days": 30}, "", 60),
    ],
)
def test_a_hot_command_loads_few_modules_of_ours(loaded, module, function, values, shared, most):
    # each costs about 0.08 ms; whoever needs one more says so here
    own = [name for name in loaded(module, function, values, shared) if name.startswith("tinycrm")]
    assert len(own) <= most, sorted(own)


def test_a_list_loads_nothing_that_only_writes_searches_or_reports_need(loaded):
    own = loaded("contact", "list_", {}, "-f table")
    others = """store.unit store.transaction store.sqlite.indexing store.sqlite.search store.sqlite.functions
    store.encode render.drawn render.reporttext domain.typed_money cli.changes""".split()  # noqa: SIM905
    assert [name for name in others if f"tinycrm.{name}" in own] == []
