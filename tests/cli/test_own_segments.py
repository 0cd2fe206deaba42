"""A KPI of one's own whose segment was removed: it is told, and everything else is shown."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm

TOLD = "the KPI 'vips' of config.yaml: there is no segment 'vip'"


@pytest.fixture
def studio(crm: Crm) -> Crm:
    """A KPI of a segment that is there no more, and one beside it."""
    folder = crm.home / ".config" / "tinycrm"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(
        "kpis:\n"
        '  - {key: vips, value: "count(contact where segment = vip)", period_field: none}\n'
        '  - {key: people, value: "count(contact)", period_field: none}\n'
        "reports:\n"
        "  - {key: mine, kpis: [vips, people]}\n"
        '  - {key: tab, noun: contact, where: "segment = vip", by: owner, values: ["count(contact)"]}\n'
        "goals:\n"
        "  - {kpi: vips, target: 5}\n"
    )
    crm("contact", "add", "Bo Li")
    crm("segment", "add", "vip", "--where", "name ~ bo")
    assert crm("report", "vips", "-f", "json").json["rows"][0]["value"] == 1
    crm("segment", "rm", "vip")
    return crm


@pytest.mark.parametrize("name", ["kpi", "mine"])
def test_the_scorecard_shows_everything_else_and_says_what_is_missing(studio: Crm, name: str) -> None:
    answer = studio("report", name, "-f", "json")
    found = {row["key"]: row["value"] for row in answer.json["rows"]}
    assert (found["vips"], found["people"]) == (None, 1)
    assert TOLD in answer.out + answer.err


def test_the_text_of_the_scorecard_says_it_once(studio: Crm) -> None:
    answer = studio("report", "kpi", "-f", "table")
    assert (answer.out + answer.err).count(TOLD) == 1


def test_the_list_of_goals_still_prints(studio: Crm) -> None:
    answer = studio("goal", "list", "-f", "json")
    assert answer.json["rows"][0]["value"] is None
    assert TOLD in answer.out + answer.err


@pytest.mark.parametrize("words", [("vips",), ("explain", "vips"), ("vips", "--by", "month")])
def test_asked_for_alone_it_is_an_error_that_names_both(studio: Crm, words: tuple[str, ...]) -> None:
    answer = studio("report", *words, ok=False)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert TOLD in answer.err


def test_another_kpi_of_ones_own_is_not_held_up_by_it(studio: Crm) -> None:
    answer = studio("report", "people", "-f", "json")
    assert answer.json["rows"][0]["value"] == 1
    assert TOLD not in answer.out + answer.err


def test_a_report_of_ones_own_names_itself_and_the_segment(studio: Crm) -> None:
    answer = studio("report", "tab", ok=False)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "the report 'tab' of config.yaml: there is no segment 'vip'" in answer.err
