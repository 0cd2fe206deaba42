"""Goals are written into config.yaml and taken out of it; every other byte stays."""

from __future__ import annotations

import pytest

from tinycrm.config.goals import remove_goal, set_goal
from tinycrm.errors import UsageError


@pytest.fixture
def settings(tmp_path):
    """Writes a config.yaml; gives what is in it after a function has run on its folder."""

    def run(text: str | None, act) -> str:
        path = tmp_path / "config.yaml"
        if text is not None:
            path.write_bytes(text.encode())
        act(str(tmp_path))
        return path.read_bytes().decode()

    return run


HEAD = "# mine\ncurrency: EUR   # euros\n\n"


def test_a_first_goal_stands_at_the_end_of_the_file(settings):
    made = settings(HEAD, lambda folder: set_goal(folder, "win_rate", "35%", "quarter"))
    assert made == HEAD + "goals:\n  - {kpi: win_rate, target: 35%, period: quarter}\n"


def test_a_first_goal_makes_the_file(settings):
    made = settings(None, lambda folder: set_goal(folder, "revenue", "10000 EUR", ""))
    assert made == "goals:\n  - {kpi: revenue, target: 10000 EUR}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "goals:\n  # keep\n  - {kpi: win_rate, target: 35%, period: quarter}  # hm\nlanguage: en\n",
            "goals:\n  # keep\n  - {kpi: win_rate, target: 40%, period: quarter}  # hm\nlanguage: en\n",
        ),
        (
            "goals:\n- kpi: win_rate\n  target: 35%   # low\n  period: quarter\n",
            "goals:\n- kpi: win_rate\n  target: 40%   # low\n  period: quarter\n",
        ),
        (
            'goals: [{kpi: revenue, target: 5}, {kpi: win_rate, target: "35%", period: Quarter}]\r\n',
            "goals: [{kpi: revenue, target: 5}, {kpi: win_rate, target: 40%, period: Quarter}]\r\n",
        ),
    ],
)
def test_a_goal_that_is_there_gets_its_target_alone(settings, before, after):
    assert settings(before, lambda folder: set_goal(folder, "win_rate", "40%", "quarter")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "goals:\n    - {kpi: revenue, target: 5}  # first\n# after\nlanguage: en\n",
            (
                "goals:\n    - {kpi: revenue, target: 5}  # first\n    - {kpi: win_rate, target: 40%}\n"
                "# after\nlanguage: en\n"
            ),
        ),
        ("goals:\n- kpi: revenue\n  target: 5", "goals:\n- kpi: revenue\n  target: 5\n- {kpi: win_rate, target: 40%}"),
        ("goals: [{kpi: revenue, target: 5}]\n", "goals: [{kpi: revenue, target: 5}, {kpi: win_rate, target: 40%}]\n"),
        ("goals: []\n", "goals: [{kpi: win_rate, target: 40%}]\n"),
        ("goals:\nlanguage: en\n", "goals: [{kpi: win_rate, target: 40%}]\nlanguage: en\n"),
    ],
)
def test_a_further_goal_stands_after_the_others(settings, before, after):
    assert settings(before, lambda folder: set_goal(folder, "win_rate", "40%", "")) == after


def test_a_goal_of_another_period_is_another_goal(settings):
    text = "goals:\n  - {kpi: win_rate, target: 35%, period: quarter}\n"
    made = settings(text, lambda folder: set_goal(folder, "win_rate", "30%", "month"))
    assert made == text + "  - {kpi: win_rate, target: 30%, period: month}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            HEAD + "goals:\n  - {kpi: win_rate, target: 35%}\n  # of the year\n  - {kpi: revenue, target: 5}\n",
            HEAD + "goals:\n  # of the year\n  - {kpi: revenue, target: 5}\n",
        ),
        (
            "goals: [{kpi: revenue, target: 5}, {kpi: win_rate, target: 35%}]\n",
            "goals: [{kpi: revenue, target: 5}]\n",
        ),
        (
            "goals: [{kpi: win_rate, target: 35%}, {kpi: revenue, target: 5}]\n",
            "goals: [{kpi: revenue, target: 5}]\n",
        ),
        (
            HEAD + "goals:\n  # why\n  - kpi: win_rate\n    target: 35%\nlanguage: en\n",
            HEAD + "  # why\nlanguage: en\n",
        ),
        (HEAD + "goals: [{kpi: win_rate, target: 35%}]\n", HEAD),
    ],
)
def test_a_goal_is_taken_out_with_its_own_lines_alone(settings, before, after):
    assert settings(before, lambda folder: remove_goal(folder, "win_rate", "")) == after


def test_what_is_not_there_is_not_taken_out(settings):
    text = "goals:\n  - {kpi: win_rate, target: 35%, period: quarter}\n"
    assert settings(text, lambda folder: remove_goal(folder, "win_rate", "")) == text


def test_a_change_that_would_break_the_file_is_refused_and_the_file_is_as_it_was(settings, tmp_path):
    text = "goals:\n  - {kpi: revenue, target: &t 5}\n  - {kpi: deals_won, target: *t}\n"
    with pytest.raises(UsageError, match=r"unknown reference"):
        settings(text, lambda folder: set_goal(folder, "revenue", "6", ""))
    assert (tmp_path / "config.yaml").read_bytes() == text.encode()
