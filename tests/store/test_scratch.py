"""What is remembered for one command: the same in memory and on disk, and nowhere afterwards."""

from __future__ import annotations

from pathlib import Path

from tinycrm.store.sqlite.scratch import Scratch


def test_what_was_put_is_found_and_nothing_else():
    scratch = Scratch()
    scratch.put({"a": 1, "b": 2})
    scratch.put({"b": 3, "": 0})
    assert scratch.find(["a", "b", "c", ""]) == {"a": 1, "b": 3, "": 0}
    assert scratch.find([]) == {}


def test_much_is_remembered_as_little_is(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    scratch = Scratch()
    for start in range(0, 130_000, 1000):
        scratch.put({f"e-mail 'p{number}@x.example'": number for number in range(start, start + 1000)})
    wanted = {f"e-mail 'p{number}@x.example'": number for number in (0, 1, 49_999, 50_000, 129_999)}
    assert scratch.find([*wanted, "e-mail 'p130000@x.example'"]) == wanted
    scratch.put({"e-mail 'p1@x.example'": 7})
    assert scratch.find(["e-mail 'p1@x.example'"]) == {"e-mail 'p1@x.example'": 7}
    assert list(tmp_path.iterdir()) == []
    scratch.close()
    assert scratch.find(wanted) == {}
