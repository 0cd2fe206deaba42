"""The import tutorial does what it says, with the files it speaks of."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial-import.md"
DATA = ROOT.parent / "shared" / "data" / "maven"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the sample files (../shared/data/maven) are not here")


@pytest.fixture
def maven(crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The tutorial's files in the working folder and its pipelines in the settings folder."""
    work = tmp_path / "work"
    settings = tmp_path / "data" / "crm.db.d"
    work.mkdir()
    settings.mkdir(parents=True)
    for name, content in re.findall(r"```yaml (\S+)\n(.*?)```", TUTORIAL.read_text(), re.DOTALL):
        ((settings if name == "pipelines.yaml" else work) / name).write_text(content)
    for name in ("accounts.csv", "sales_pipeline.csv"):
        shutil.copy(DATA / name, work / name)
    monkeypatch.chdir(work)
    return crm


def commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", TUTORIAL.read_text(), re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def test_every_command_of_the_tutorial_runs(maven):
    for words in commands():
        maven(*words)
    export = json.loads(Path("everything.json").read_text())
    assert len(export["companies"]) == 85


@pytest.fixture
def imported(maven):
    for words in commands()[:3]:
        maven(*words)
    return maven


def test_the_sample_gives_its_published_numbers(imported):
    deals = imported("deal", "list", "--all", "-f", "json").json
    count = {outcome: sum(deal["outcome"] == outcome for deal in deals) for outcome in ("won", "lost", "open")}
    assert count == {"won": 598, "lost": 216, "open": 186}
    won = [deal for deal in deals if deal["outcome"] == "won"]
    assert sum(deal["value"] for deal in won) == 1_363_333
    quarters = {
        "2017-Q1": [d for d in won if d["closed_on"] < "2017-04"],
        "2017-Q2": [d for d in won if d["closed_on"] >= "2017-04"],
    }
    assert {name: (len(found), sum(d["value"] for d in found)) for name, found in quarters.items()} == {
        "2017-Q1": (405, 865_001),
        "2017-Q2": (193, 498_332),
    }
    assert sum(deal["company"] is None for deal in deals) == 118
    assert len({deal["company"]["id"] for deal in deals if deal["company"]}) == 85


def test_each_deal_keeps_its_agent_product_and_days(imported):
    deals = imported("deal", "list", "--all", "--where", "title = 'GTX Plus Basic for Cancity'", "-f", "json").json
    first = min(deals, key=lambda deal: deal["id"])
    assert (first["owner"], first["fields"], first["opened_on"], first["closed_on"], first["value"]) == (
        "Moses Frase",
        {"product": "GTX Plus Basic"},
        "2016-10-20",
        "2017-03-01",
        1054,
    )
    assert imported.sql("SELECT source, id FROM foreign_ref WHERE foreign_id = '1C1I7A6R'") == [("maven", first["id"])]


def test_importing_the_same_files_again_adds_nothing(imported):
    before = imported.dump()
    for words in commands()[1:3]:
        answer = imported(*words, "-f", "json").json
        assert (answer["new"], answer["different"], answer["bad"]) == (0, 0, [])
    assert imported.dump() == before


def test_one_undo_takes_the_deals_back(imported):
    imported("undo")
    assert imported("deal", "list", "--all", "-f", "ids").ids == []
    assert len(imported("company", "list", "-f", "ids").ids) == 85


def test_an_export_of_it_restores_to_the_same(imported, tmp_path):
    first = imported("export", "--output", "first.json")
    assert first.out == ""
    other = tmp_path / "other.db"
    config = str(tmp_path / "data" / "crm.db.d")
    imported("--db", str(other), "--config", config, "import", "first.json")
    second = imported("--db", str(other), "--config", config, "export").json
    assert {**second, "exported_at": ""} == {**json.loads(Path("first.json").read_text()), "exported_at": ""}
