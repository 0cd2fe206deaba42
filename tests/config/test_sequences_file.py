"""sequences/NAME.yaml: what it may say, and where what is wrong stands."""

from __future__ import annotations

import pytest

from tinycrm.config.sequences import parse_sequence
from tinycrm.domain.pipeline import default_pipelines
from tinycrm.domain.pipelines import Pipelines
from tinycrm.domain.sequence import Sequence
from tinycrm.domain.settings import Settings
from tinycrm.errors import UsageError

TASK = "then: [{task: Call}]"


def parse(text: str) -> Sequence:
    return parse_sequence(text.encode(), "s", "s.yaml", Settings(), Pipelines(default_pipelines))


def test_a_sequence_is_read():
    sequence = parse(
        "of: deal\nstop_on: [reply, lost]\nweekdays_only: true\nsteps:\n"
        f"  - {{after: 0d, {TASK}}}\n  - {{after: +3d, name: chase, {TASK}}}\n  - {{after: 2 weeks, {TASK}}}\n"
    )
    assert (sequence.noun, sequence.stops, sequence.weekdays_only) == ("deal", ("reply", "lost"), True)
    assert [(step.name, step.after) for step in sequence.steps] == [("1", 0), ("chase", 3), ("3", 14)]


def test_an_answer_and_a_win_end_a_sequence_unless_it_says_otherwise():
    assert parse(f"steps: [{{after: 1d, {TASK}}}]").stops == ("reply", "won")
    assert parse(f"stop_on: []\nsteps: [{{after: 1d, {TASK}}}]").stops == ()


@pytest.mark.parametrize(
    ("week_starts", "started", "due"),
    [
        ("monday", "2026-11-17", "2026-11-20"),
        ("monday", "2026-11-18", "2026-11-23"),
        ("monday", "2026-11-19", "2026-11-23"),
        ("saturday", "2026-11-16", "2026-11-21"),
        ("saturday", "2026-11-18", "2026-11-21"),
    ],
)
def test_a_step_of_working_days_waits_over_the_weekend(week_starts: str, started: str, due: str):
    sequence = parse(f"weekdays_only: true\nsteps: [{{after: 3d, {TASK}}}]")
    assert sequence.due_on(sequence.steps[0], started, week_starts) == due


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "s.yaml:1:1: a sequence without steps"),
        ("steps: []", "s.yaml:1:8: a sequence without steps"),
        ("step: []", "s.yaml:1:1: unknown key 'step'"),
        ("of: task\nsteps: []", "s.yaml:1:5: 'of' is one of contact, company, deal, not 'task'"),
        (f"stop_on: [bounce]\nsteps: [{{after: 1d, {TASK}}}]", "s.yaml:1:11: "),
        (f"steps: [{{{TASK}}}]", "s.yaml:1:9: a step without after"),
        ("steps: [{after: 1d}]", "s.yaml:1:9: a step without then"),
        (f"steps: [{{after: soon, {TASK}}}]", "s.yaml:1:17: "),
        (f"steps: [{{after: -1d, {TASK}}}]", "s.yaml:1:17: "),
        (f"steps: [{{after: 9000d, {TASK}}}]", "s.yaml:1:17: '9000d' is more than ten years after the start"),
        (f"steps: [{{after: 3d, {TASK}}}, {{after: 1d, {TASK}}}]", "s.yaml:1:52: step 2 comes 1 days after the start"),
        (f"steps: [{{name: a, after: 3d, {TASK}}}, {{name: A, after: 3d, {TASK}}}]", "s.yaml:1:60: 'A' is the name"),
        (f"steps: [{{name: a:b, after: 3d, {TASK}}}]", "s.yaml:1:16: 'a:b' cannot name a step"),
        ("steps: [{after: 1d, then: [{task: 'Call {{nme}}'}]}]", "s.yaml:1:35: a contact has no field 'nme'"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(text: str, message: str):
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert caught.value.message.startswith(message)
    assert caught.value.hint
