"""What several tests of imports need."""

from __future__ import annotations

import pytest


@pytest.fixture
def bring(crm, tmp_path):
    """Imports files of these names and texts; gives the answer of the import."""

    def run(files: dict[str, str | bytes], *words: str, ok: bool = True):
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        paths = []
        for name, text in files.items():
            path = folder / name
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths.append(str(path))
        return crm("import", *paths, *words, ok=ok)

    return run


def rows(crm, noun: str, key: str = "title"):
    """Gives the records of a noun by one of their fields, done and closed ones too."""
    words = ("--all",) if noun in ("deal", "task") else ()
    return {row[key]: row for row in crm(noun, "list", *words, "-f", "json").json}


@pytest.fixture
def hooked(stocked):
    """Writes hooks beside the database: name → text of a script; gives the program. `LOG` in one is a file for it."""

    def write(hooks: dict[str, str], *, mode: int = 0o755):
        folder = stocked.db.parent / "crm.db.d" / "hooks"
        folder.mkdir(parents=True, exist_ok=True)
        for path in (folder.parent, folder):
            path.chmod(0o700)
        for name, text in hooks.items():
            path = folder / name
            path.write_text("#!/bin/sh\n" + text.replace("LOG", str(stocked.home / "log")) + "\n", encoding="utf-8")
            path.chmod(mode)
        return stocked

    return write
