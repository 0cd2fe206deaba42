"""The page that says where everything is names places that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_place_that_the_page_names_is_there():
    named = re.findall(r"`((?:src|tests|tools|benchmarks|\.ci)/[^`\s]*)`", PAGE)
    assert len(named) > 30
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_the_page_names_every_room():
    rooms = [place.name for place in (ROOT / "src" / "tinycrm").iterdir() if (place / "__init__.py").exists()]
    assert len(rooms) > 8
    assert [room for room in rooms if f"`src/tinycrm/{room}/" not in PAGE] == []
