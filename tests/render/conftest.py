"""A sink that remembers."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO, cast

import pytest

from tinycrm.domain.results import Column, Listing, Number
from tinycrm.render.sink import Sink


class Stream(io.BytesIO):
    """Bytes in memory that may claim to be a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


class Output:
    """A sink and what reached its two ends."""

    def __init__(self, terminal: bool, environ: dict[str, str], quiet: bool) -> None:
        self.stdout = Stream(terminal)
        self.stderr = Stream(terminal)
        self.sink = Sink(cast(BinaryIO, self.stdout), cast(BinaryIO, self.stderr), environ, quiet=quiet)

    @property
    def out(self) -> str:
        return self.stdout.getvalue().decode()

    @property
    def err(self) -> str:
        return self.stderr.getvalue().decode()


Place = Callable[..., Output]


@pytest.fixture
def place() -> Place:
    """A terminal (plain unless asked for colour) or a pipe."""

    def make(terminal: bool = False, width: int | None = None, colour: bool = False, quiet: bool = False) -> Output:
        environ = {} if colour else {"NO_COLOR": "1"}
        if width:
            environ["COLUMNS"] = str(width)
        return Output(terminal, environ, quiet)

    return make


@pytest.fixture
def deals() -> Listing:
    """Two deals, one of them late."""
    columns = [
        Column("id", "id", "id"),
        Column("title", "title"),
        Column("company", "company"),
        Column("value", "value", "money"),
        Column("probability", "prob.", "ratio"),
        Column("expected_close_on", "close", "due"),
        Column("tags", "tags", "list", wide=True),
    ]
    rows = [
        {
            "id": 7,
            "title": "40 seats",
            "company": {"id": 3, "name": "Нева"},
            "value": Number("4800.50"),
            "currency": "EUR",
            "probability": Number("0.6"),
            "expected_close_on": "2026-05-30",
            "tags": ["hot", "renewal"],
        },
        {
            "id": 12,
            "title": "審査 two",
            "company": None,
            "value": None,
            "currency": "EUR",
            "probability": Number("0.125"),
            "expected_close_on": "2026-06-02",
            "tags": [],
        },
    ]
    return Listing("deal", columns, rows, today="2026-06-01")
