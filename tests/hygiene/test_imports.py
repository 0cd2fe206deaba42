"""Who may import whom: the contracts of pyproject.toml, and heavy libraries in one place each."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tinycrm"
# library → the only modules that import it
OWNERS = {
    "yaml": {"config/yamlio.py"},
    "questionary": {"cli/prompts.py"},
    "phonenumbers": {"domain/phone.py", "config/settings.py"},
    "email_validator": {"domain/email.py"},
    "dateparser": {"domain/foreign_dates.py"},
    "charset_normalizer": {"formats/codepage.py"},
    "openpyxl": {"formats/workbook.py"},
    "icalendar": {"formats/calendarzones.py"},
    "typer": {"cli/build.py", "cli/full.py", "cli/completion.py"},
}


def test_the_import_contracts_hold():
    linter = Path(sys.executable).parent / "lint-imports"
    if not linter.exists() and shutil.which("lint-imports") is None:
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [str(linter) if linter.exists() else "lint-imports", "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": "src", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_heavy_library_has_one_owner(library):
    users = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if library in _imported(path)}
    assert users <= OWNERS[library], users - OWNERS[library]


def test_click_is_never_imported():
    assert [str(path) for path in SOURCE.rglob("*.py") if "click" in _imported(path)] == []
