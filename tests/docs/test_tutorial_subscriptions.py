"""The tutorial of subscriptions does what it says: one table becomes people and what they pay."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial-subscriptions.md"
DATA = ROOT.parent / "shared" / "data" / "telco" / "Telco-Customer-Churn.csv"

pytestmark = pytest.mark.skipif(not DATA.is_file(), reason="the sample file (../shared/data/telco) is not here")


@pytest.fixture
def telco(crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The tutorial's files in the working folder."""
    work = tmp_path / "work"
    work.mkdir()
    for name, content in re.findall(r"```yaml (\S+)\n(.*?)```", TUTORIAL.read_text(), re.DOTALL):
        (work / name).write_text(content)
    shutil.copy(DATA, work / DATA.name)
    monkeypatch.chdir(work)
    return crm


def commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", TUTORIAL.read_text(), re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def test_every_command_runs_and_the_sample_gives_its_published_numbers(telco):
    for words in commands():
        telco(*words)
    start = "SELECT count(*), count(DISTINCT s.party), sum(c.amount_minor) FROM subscription AS s"
    start += " JOIN subscription_change AS c ON c.subscription = s.id AND c.kind = 'start'"
    assert telco.sql(start) == [(7043, 7043, 45_611_660)]
    left = "SELECT count(*), sum(amount_minor) FROM subscription WHERE end_on = '2026-06-15'"
    assert telco.sql(left) == [(1869, 13_913_085)]
    assert telco.sql("SELECT sum(amount_minor) FROM subscription WHERE end_on IS NULL") == [(31_698_575,)]
    ends = "SELECT count(*) FROM subscription_change WHERE kind = 'end' AND changed_on = '2026-06-16'"
    assert telco.sql(ends) == [(1869,)]
    assert telco.sql("SELECT count(*) FROM contact WHERE customer_since = '2026-05-31'") == [(7043,)]
    assert telco.sql("SELECT fields FROM contact WHERE name = 'Customer 5575-GNVDE'")[0][0].count(
        '"tenure_months":"34"'
    )
