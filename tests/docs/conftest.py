"""Fixtures of the recipes: a home to cook in, and a webhook."""

from __future__ import annotations

import shutil

import pytest
from tests.docs.cookbook import Kitchen, Webhook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def larder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home that every kitchen is a copy of."""
    home = tmp_path_factory.mktemp("larder")
    Kitchen(home).stock()
    return home


@pytest.fixture
def kitchen(larder: Path, tmp_path: Path) -> Kitchen:
    """A home with the small business of tests/docs/cookbook.py in it."""
    home = tmp_path / "home"
    shutil.copytree(larder, home)
    return Kitchen(home)


@pytest.fixture
def hook() -> Iterator[Webhook]:
    """A webhook on this machine."""
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    server = Webhook()
    yield server
    server.close()
