"""SQL lives in store/ alone, and outside store/sqlite/ it is SQL that another engine understands."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tinycrm"
STATEMENT = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX)|PRAGMA|BEGIN\s+IMMEDIATE)\b",
    re.DOTALL,
)
ENGINE = re.compile(
    r"\bstrftime\b|\bdate\s*\(|\bdatetime\s*\(|\bjulianday\b|\bifnull\b|\browid\b|\bMATCH\b|\bPRAGMA\b|\bjson_extract\b"
    r"|\bjson_each\b|\bGROUP_CONCAT\b|\bINSERT\s+OR\b|\bREPLACE\s+INTO\b|\bGLOB\b|\bsqlite_master\b|\btotal_changes\b",
    re.IGNORECASE,
)
# two arguments or more: the aggregate of one is every engine's
SCALAR = re.compile(r"(?<![\w.])(max|min)\s*\([^()]*,[^()]*\)", re.IGNORECASE)
SQL_LIKE = re.compile(r"\b(SELECT|FROM|WHERE|JOIN|UPDATE|INSERT|DELETE|ORDER BY|CASE|COALESCE|CAST)\b")


def _texts(path: Path) -> list[tuple[int, str]]:
    """Every string of a module but its docstrings; an f-string with {} for what is put in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found: list[tuple[int, str]] = []
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            inside |= {id(part) for part in node.values}
            found.append((node.lineno, "".join(map(str, parts))))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | inside:
            found.append((node.lineno, node.value))
    return found


def _modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (SOURCE / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", ["services", "cli", "render", "reports", "domain", "formats", "config"])
def test_no_sql_outside_the_store(folder):
    found = [
        f"{path.relative_to(SOURCE)}:{line}: {text[:80]}"
        for path in _modules(folder)
        for line, text in _texts(path)
        if STATEMENT.search(text)
    ]
    assert found == []


def test_the_store_outside_its_dialect_speaks_portable_sql():
    found = [
        f"{path.relative_to(SOURCE)}:{line}: {text[:100]}"
        for path in _modules("store")
        if "sqlite" not in path.relative_to(SOURCE).parts[1:-1]
        for line, text in _texts(path)
        if SQL_LIKE.search(text) and (ENGINE.search(text) or SCALAR.search(text))
    ]
    assert found == []


def test_sqlite3_is_imported_in_the_store_alone():
    found = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] != "store"
        and re.search(r"^\s*(import|from) sqlite3\b", path.read_text(), re.M)
    ]
    assert found == []


def test_no_files_grow_beyond_400_lines_and_no_module_is_a_drawer():
    for path in SOURCE.rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path
        assert path.stem not in ("utils", "helpers", "common", "misc"), path


def test_only_the_sink_writes_to_stdout_and_only_the_entry_ends_the_process():
    print_or_exit = re.compile(r"(?<![\w.])print\(|sys\.exit\(|os\._exit\(")
    found = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if print_or_exit.search(path.read_text(encoding="utf-8"))
    ]
    assert [path for path in found if path not in ("__main__.py", "entry.py")] == []
