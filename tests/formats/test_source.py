"""A file may be read several times at once, is never held whole, and must not change meanwhile."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest

from tinycrm.errors import UsageError
from tinycrm.formats.source import Source


def test_two_readers_of_a_file_do_not_disturb_each_other(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"one\ntwo\n" * 100_000)
    with Source.of_path(str(tmp_path / "a")) as source:
        first, second = source.open(), source.open()
        assert first.readline() == b"one\n"
        assert (second.readline(), second.readline()) == (b"one\n", b"two\n")
        assert first.readline() == b"two\n"
        assert len(source.open().read()) == source.size == 800_000


def test_a_stream_is_read_as_often_as_a_file():
    with Source.of_stream(io.BytesIO(b"abc" * 200_000), "stdin") as source:
        assert source.open().read() == source.open().read() == b"abc" * 200_000


def test_a_copy_of_a_stream_is_in_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with Source.of_stream(io.BytesIO(b"abc"), "stdin") as source:
        assert list(tmp_path.iterdir()) == []
        assert source.open().read() == b"abc"


def test_a_pipe_that_is_named_is_read_whole(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"name\nAnna\n"))
    writer.start()
    with Source.of_path(str(pipe)) as source:
        assert source.open().read() == b"name\nAnna\n"
    writer.join()


@pytest.mark.parametrize("how", ["grows", "shrinks", "is touched"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, how: str):
    path = tmp_path / "a.csv"
    path.write_bytes(b"name\nAnna\n")
    with Source.of_path(str(path)) as source:
        source.check()
        if how == "is touched":
            os.utime(path, ns=(1, 1))
        else:
            with path.open("ab" if how == "grows" else "r+b") as file:
                file.write(b"Bo\n") if how == "grows" else file.truncate(4)
        with pytest.raises(UsageError) as refused:
            source.check()
    assert refused.value.message == f"{path} changed while it was read"


def test_a_file_that_is_replaced_is_read_as_it_was(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with Source.of_path(str(path)) as source:
        (tmp_path / "b.csv").write_bytes(b"new and longer")
        os.replace(tmp_path / "b.csv", path)
        assert source.open().read() == b"old"


def test_more_than_a_stream_may_hold_is_refused():
    with pytest.raises(UsageError, match="holds more than 10 bytes"):
        Source.of_stream(io.BytesIO(b"x" * 11), "a.csv", most=10)
    assert Source.of_stream(io.BytesIO(b"x" * 10), "a.csv", most=10).size == 10


@pytest.mark.parametrize("name", ["", "no\0name", "missing.csv", "."])
def test_what_is_no_file_is_refused_in_one_line(name: str):
    with pytest.raises(UsageError) as refused:
        Source.of_path(name)
    assert "cannot be read" in refused.value.message
    assert "\n" not in refused.value.message
