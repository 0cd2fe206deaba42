"""Rule 5: what is huge, deep or multiplies itself is refused with its line, in little memory."""

from __future__ import annotations

import pytest
from tests.torture.weighing import measured

MEGABYTE = 1024 * 1024

HUGE = (
    (
        "a 10 MB cell",
        "a.csv",
        lambda: "name,note\nA,b\nB,c\nC," + "x" * 10_500_000 + "\n",
        ":4: a cell is larger than 10 MB",
    ),
    (
        "a 10 MB quoted cell",
        "a.csv",
        lambda: 'name\nA\n"' + "x\n" * 5_400_000 + '"\n',
        ":3: a cell is larger than 10 MB",
    ),
    (
        "a 10 MB text of JSON",
        "a.json",
        lambda: '[{"name": "A"},\n{"name": "' + "x" * 10_500_000 + '"}]',
        ":2: a text is larger",
    ),
    (
        "a 10 MB text of quotes",
        "a.json",
        lambda: '[{"name": "A"},\n\n{"name": "' + '\\"' * 5_400_000 + '"}]',
        ":3: a text is larger",
    ),
    (
        "100,000 arrays",
        "a.json",
        lambda: '[{"name": "A"},\n' + "[" * 100_000 + "]" * 100_000 + "]",
        ":2: nested too deeply",
    ),
    ("100,000 objects", "a.json", lambda: '\n\n{"a":' * 100_000 + "1" + "}" * 100_000, ":200001: nested too deeply"),
    (
        "100,000 arrays in an export",
        "a.json",
        lambda: '{"schema_version": 1,\n"contacts":\n[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]}",
        ":3: nested too deeply",
    ),
    (
        "100,000 arrays in a line",
        "a.ndjson",
        lambda: '{"name": "A"}\n' + "[" * 100_000 + "]" * 100_000,
        ":2: nested too deeply",
    ),
    (
        "950 arrays in a cell",
        "a.json",
        lambda: '[{"name": "A"},\n{"name": ' + "[" * 950 + "]" * 950 + "}]",
        "item 2 is nested too",
    ),
    ("a million columns", "a.csv", lambda: "name" + "," * 1_000_000 + "\nA\n", None),
    ("a million digits", "a.json", lambda: '[{"name": "A", "x": ' + "1" * 1_000_000 + "}]", None),
    ("a million quotes", "a.csv", lambda: "name\n" + '"' * 1_000_001 + "\n", ":2: "),
)


@pytest.mark.parametrize(("name", "make", "told"), [case[1:] for case in HUGE], ids=[case[0] for case in HUGE])
def test_a_huge_file_is_bounded_and_refused_with_its_line(crm, tmp_path, name, make, told):
    (tmp_path / name).write_text(make())
    code, out, err, megabytes = measured(crm, "import", str(tmp_path / name), "--as", "contacts")
    assert megabytes < 256
    assert len(err) < 2000
    if told is None:
        assert code in (0, 2)
        return
    assert (code, out) == (2, ""), err
    assert len(err.splitlines()) == 1
    assert told in err
    assert not crm.db.exists()


def _bomb(levels: int = 9) -> str:
    """Nine lists of nine references each: a billion values in ten lines."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, levels)]
    return "\n".join(lines) + "\n"


DEEP = "[" * 100_000 + "]" * 100_000
YAML_FILES = ("config.yaml", "pipelines.yaml")


@pytest.mark.parametrize("name", YAML_FILES)
@pytest.mark.parametrize(
    ("content", "line"),
    [
        (_bomb(), None),
        ("a: &a [*a]\n", 1),
        ("x: 1\nb: " + DEEP + "\n", 2),
        ("x: 1\ny: 2\nb: " + "{a: " * 100_000 + "1" + "}" * 100_000 + "\n", 3),
        ("- " * 100_000 + "x\n", 1),
        ("x: '" + "y" * (2 * MEGABYTE) + "'\n", None),
    ],
    ids=["alias bomb", "reference to itself", "nested lists", "nested maps", "nested items", "larger than 1 MiB"],
)
def test_a_bomb_in_yaml_is_refused_with_its_line(crm, tmp_path, name, content, line):
    folder = tmp_path / "settings"
    folder.mkdir()
    (folder / name).write_text(content)
    code, out, err, megabytes = measured(crm, "--config", str(folder), "contact", "list")
    assert (code, out) == (2, ""), err
    assert len(err.splitlines()) == 1
    assert f"{name}:{line or ''}" in err, err
    assert megabytes < 256


def test_a_bomb_in_a_map_file_is_refused_with_its_line(crm, tmp_path):
    (tmp_path / "people.csv").write_text("name\nAnna\n")
    for number, content in enumerate((_bomb(), "columns: " + DEEP)):
        (tmp_path / f"map{number}.yaml").write_text(content)
        words = (
            "import",
            str(tmp_path / "people.csv"),
            "--as",
            "contacts",
            "--map-file",
            str(tmp_path / f"map{number}.yaml"),
        )
        code, out, err, megabytes = measured(crm, *words)
        assert (code, out) == (2, ""), err
        assert f"map{number}.yaml:" in err
        assert megabytes < 256
