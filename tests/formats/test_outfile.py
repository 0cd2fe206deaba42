"""What appears whole or not at all."""

from __future__ import annotations

import tempfile

import pytest

from tinycrm.errors import StorageError
from tinycrm.formats.outfile import when_complete


def test_nothing_comes_out_before_the_last_piece_could_be_made():
    def pieces():
        yield "first"
        raise StorageError("the rest is damaged")

    out = when_complete(pieces())
    with pytest.raises(StorageError, match="the rest is damaged"):
        next(out)


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
def test_the_text_is_that_of_the_pieces_in_order(size: int):
    pieces = ["ä" * size, "\r\n", "\udc80", "سارا"]
    assert "".join(when_complete(pieces)) == "ä" * size + "\r\n\udc80سارا"


def test_no_room_for_a_long_text_is_a_storage_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere-at-all")
    with pytest.raises(StorageError, match="folder of temporary files"):
        list(when_complete(["x" * 5_000_000]))
