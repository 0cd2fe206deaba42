"""Rule 5: the same file twice adds nothing, and what is empty deletes nothing."""

from __future__ import annotations

import pytest
from tests.torture.conftest import Inside
from tests.torture.mutants import SEEDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Crm


def _exported(crm: Crm | Inside) -> dict[str, object]:
    found: dict[str, object] = crm("export").json
    for key in ("exported_at", "next_id"):
        del found[key]
    return found


def _files(crm: Crm, folder: Path) -> list[tuple[Path, tuple[str, ...]]]:
    """The database's own exports in every form, and files of other programs."""
    made: list[tuple[Path, tuple[str, ...]]] = []
    for noun in ("contacts", "companies", "deals", "tasks", "interactions"):
        for form in ("csv", "json", "ndjson"):
            path = folder / f"{noun}.{form}"
            crm("export", noun, "-f", form, "--output", str(path))
            made.append((path, ("--as", noun)))
    crm("export", "--output", str(folder / "all.json"))
    made.append((folder / "all.json", ()))
    for name, noun, content in SEEDS:
        path = folder / name
        path.write_bytes(content)
        made.append((path, ("--as", noun) if noun else ()))
    return made


@pytest.mark.parametrize("update", [(), ("--update",)], ids=["import", "import --update"])
def test_the_same_file_twice_adds_nothing(stocked, tmp_path, update):
    for path, words in _files(stocked, tmp_path):
        into = Inside(tmp_path / f"into-{path.name}")
        into("import", str(path), *words, *update)
        once = _exported(into)
        again = into("import", str(path), *words, *update, "-f", "json").json
        assert (again["new"], again["changed"]) == (0, 0), (path.name, again)
        assert _exported(into) == once, path.name
        into.close()


def test_a_repetition_that_is_imported_over_a_task_is_a_rule(crm, tmp_path):
    """Once it was kept as the words of the file, which nothing could read: the task could not be finished."""
    (tmp_path / "a.csv").write_text("id,title,due\n1,Call,2026-12-01\n")
    crm("import", str(tmp_path / "a.csv"), "--as", "tasks")
    (tmp_path / "a.csv").write_text("id,title,due,repeat\n1,Call,2026-12-01,weekly\n")
    crm("import", str(tmp_path / "a.csv"), "--as", "tasks", "--update")
    assert crm("task", "show", "1", "--get", "repeat").out == "FREQ=WEEKLY\n"
    crm("task", "done", "1")
    assert crm("task", "list", "--columns", "title,due_on", "--no-header").out == "Call\t2026-12-08\n"
    (tmp_path / "a.csv").write_text("id,title,repeat\n1,Call,now and then\n")
    assert ":2: 'now and then'" in crm.fails(2, "import", str(tmp_path / "a.csv"), "--as", "tasks", "--update").err


EMPTY = (
    ("nothing.csv", b""),
    ("blank.csv", b"\n\n \n"),
    ("header.csv", b"name,email\n"),
    ("bom.csv", b"\xef\xbb\xbf"),
    ("rows.csv", b"name,email\n,\n,\n"),
    ("empty.json", b"[]"),
    ("whole.json", b'{"schema_version": 1}'),
    ("arrays.json", b'{"schema_version": 1, "contacts": [], "deals": [], "tasks": []}'),
)


@pytest.mark.parametrize(("name", "content"), EMPTY, ids=[name for name, _ in EMPTY])
@pytest.mark.parametrize("update", [(), ("--update",)], ids=["import", "import --update"])
def test_an_empty_source_never_deletes(stocked, tmp_path, name, content, update):
    (tmp_path / name).write_bytes(content)
    before = stocked.dump()
    answer = stocked("import", str(tmp_path / name), "--as", "contacts", *update, ok=False)
    assert (answer.code, answer.out) == (0, ""), answer
    assert stocked.dump() == before


def test_empty_cells_never_clear_with_update(stocked, tmp_path):
    """A row of the same person, with every column there and nothing in it but the name and the e-mail."""
    header = stocked("export", "contacts").lines[0]
    row = ",".join({"name": "Anna Petrova", "emails": "anna@neva.example"}.get(key, "") for key in header.split(","))
    (tmp_path / "a.csv").write_text(f"{header}\n{row}\n")
    before = _exported(stocked)
    stocked("import", str(tmp_path / "a.csv"), "--as", "contacts", "--update")
    found = _exported(stocked)
    del before["foreign_refs"], found["foreign_refs"]
    assert found == before
