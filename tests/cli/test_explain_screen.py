"""`report explain` as people see it: every number once, and no line longer than the screen."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm


@pytest.fixture
def shop(crm: Crm) -> Crm:
    """One who pays 10 a month and one who pays 240 a year."""
    crm.env["TINYCRM_TODAY"] = "2026-06-15"
    for name, amount, every in (("Anna", "10", "month"), ("سارا محمدی", "240", "year")):
        crm("contact", "add", name)
        crm("subscription", "add", name, amount, "--every", every, "--start", "2026-06-01")
    return crm


def test_the_mrr_stands_once_below_what_it_is_made_of(shop: Crm) -> None:
    lines = [" ".join(line.split()) for line in shop("report", "explain", "mrr").lines]
    assert lines[lines.index("Period 2026-06-01 to 2026-06-30") + 2 :] == [
        "subscribers that pay every 12 months 1",
        "MRR of what is paid every 12 months 20 EUR",
        "subscribers that pay every month 1",
        "MRR of what is paid every month 10 EUR",
        "subscribers 2",
        "= MRR 30 EUR",
    ]
    # twelve times it: there the MRR is what went in
    assert "MRR 30 EUR" in [" ".join(line.split()) for line in shop("report", "explain", "arr").lines]


def test_programs_get_every_number_that_went_in(shop: Crm) -> None:
    (figure,) = shop("report", "explain", "mrr", "-f", "json").json["figures"]
    assert {"name": "MRR", "value": 30} in figure["inputs"]


@pytest.mark.parametrize("columns", [80, 60, 40])
@pytest.mark.parametrize("key", ["mrr", "data_quality", "cohorts"])
def test_no_line_is_longer_than_the_screen_and_goes_on_beside_its_label(shop: Crm, columns: int, key: str) -> None:
    out = shop("report", "explain", key, "-f", "text", env={"COLUMNS": str(columns)}).out
    about = out.split("\n\n")[1].splitlines()
    assert [line for line in about if len(line) > columns and "tinycrm " not in line] == []
    assert about[0].startswith("Formula  ")
    assert about[1].startswith(" " * 9)
    assert about[1][9] != " "
    whole = shop("report", "explain", key).out.split("\n\n")[1]
    assert " ".join(out.split("\n\n")[1].split()) == " ".join(whole.split())


def test_a_text_of_the_users_own_stays_as_it_was_written(shop: Crm) -> None:
    folder = shop.home / "settings"
    (folder / "templates").mkdir(parents=True)
    text = "Monday  " + "a word of the user's own " * 8 + "end"
    (folder / "templates" / "own.md").write_text(f"---\nsubject: Own\n---\n{text}\n", encoding="utf-8")
    out = shop("template", "show", "own", "-f", "text", env={"COLUMNS": "60", "TINYCRM_CONFIG": str(folder)}).out
    assert text in out.splitlines()


def test_in_a_pipe_a_line_is_whole_for_whoever_greps(shop: Crm) -> None:
    out = shop("report", "explain", "mrr").out
    assert "by their last change up to it, per currency; without trials, pauses and changes yet to come\n" in out
