"""Files that appear together in a folder."""

from __future__ import annotations

import os

import pytest

from tinycrm.errors import StorageError, UsageError
from tinycrm.formats.outfolder import write_folder


def files(*names: str):
    return [(name, [f"{name}\n", "end\n"]) for name in names]


def test_the_folder_is_made_private_with_its_files(tmp_path):
    old = os.umask(0)
    try:
        write_folder(f"{tmp_path}/out/", files("a.csv", "b.csv"))
    finally:
        os.umask(old)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.csv", "b.csv", "out"]
    assert (tmp_path / "out" / "a.csv").read_text() == "a.csv\nend\n"
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "out" / "b.csv").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_there_keeps_what_else_is_in_it(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    write_folder(str(tmp_path), files("a.csv"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "mine.txt"]


def test_a_file_in_the_way_keeps_all_others_out_unless_forced(tmp_path):
    (tmp_path / "b.csv").write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        write_folder(str(tmp_path), files("a.csv", "b.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]
    assert (tmp_path / "b.csv").read_text() == "mine"
    write_folder(str(tmp_path), files("a.csv", "b.csv"), force=True)
    assert (tmp_path / "b.csv").read_text() == "b.csv\nend\n"


def test_an_error_half_way_leaves_nothing(tmp_path):
    def broken():
        yield "a.csv", ["x\n"]
        raise StorageError("the disk is full", hint="free some space")

    with pytest.raises(StorageError, match="the disk is full"):
        write_folder(str(tmp_path / "out"), broken())
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder_and_a_folder_inside_nothing_is_a_storage_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="is there and is no folder"):
        write_folder(str(tmp_path / "file"), files("a.csv"))
    with pytest.raises(StorageError, match="cannot be written"):
        write_folder(str(tmp_path / "no" / "out"), files("a.csv"))
    with pytest.raises(StorageError, match="cannot be written"):
        write_folder(f"{tmp_path}/nul\0", files("a.csv"))
