from __future__ import annotations

from pathlib import Path

import pytest

from tinycrm import config
from tinycrm.config.pipelines import deal_names, load_pipelines, read_pipelines
from tinycrm.domain.pipelines import Pipelines
from tinycrm.domain.settings import CustomField, Settings
from tinycrm.errors import UsageError

NAMES = deal_names(Settings())

# The example of the documentation.
EXAMPLE = """\
pipelines:
  sales:
    default: true
    currency: EUR
    stages:
      - {key: lead,      name: Lead,      probability: 10%, rot_days: 14}
      - {key: qualified, name: Qualified, probability: 30%, rot_days: 14, requires: [value, contact]}
      - key: proposal
        name: Proposal
        probability: 60%
        rot_days: 10
        requires: [expected_close_on]
        on_enter:
          - task: "Follow up on {{title}}"
            due: +3d
            priority: high
      - {key: won,  name: Won,  outcome: won}
      - {key: lost, name: Lost, outcome: lost, requires: [reason]}
    moves:                 # optional; absent means any move
      lead: [qualified, lost]
    reasons: {lost: [price, timing, competitor, no answer]}
  retainers:
    stages: [prospect, engaged, active, {key: completed, outcome: won}, {key: churned, outcome: lost}]
"""


def _read(text: str) -> Pipelines:
    return read_pipelines(text.encode(), "F", NAMES)


def _stages(stages: str, more: str = "") -> str:
    return f"pipelines:\n  s:\n    stages: [{stages}]\n{more}"


def _refused(text: str) -> tuple[str, str]:
    with pytest.raises(UsageError) as caught:
        _read(text)
    return caught.value.message, caught.value.hint


CLOSED = "{key: won, outcome: won}, {key: lost, outcome: lost}"


def test_the_documented_example_is_read() -> None:
    pipelines = _read(EXAMPLE)
    sales = pipelines.default()
    assert (sales.key, sales.name, sales.currency) == ("sales", "Sales", "EUR")
    assert [(stage.key, stage.probability, stage.rot_days) for stage in sales.stages] == [
        ("lead", 1000, 14),
        ("qualified", 3000, 14),
        ("proposal", 6000, 10),
        ("won", 10000, None),
        ("lost", 0, None),
    ]
    assert sales.stage("qualified").requires == ("value", "contact")
    task = sales.stage("proposal").on_enter[0]
    assert (task.title, task.due, task.priority, task.repeat) == ("Follow up on {{title}}", "+3d", "high", "")
    assert sales.allows("lead", "won") is False
    assert sales.reasons == {"lost": ("price", "timing", "competitor", "no answer")}


def test_bare_stages_rise_evenly_to_ninety_per_cent() -> None:
    retainers = _read(EXAMPLE).get("retainers")
    assert [(stage.key, stage.name, stage.probability) for stage in retainers.stages] == [
        ("prospect", "prospect", 3000),
        ("engaged", "engaged", 6000),
        ("active", "active", 9000),
        ("completed", "completed", 10000),
        ("churned", "churned", 0),
    ]
    assert retainers.default is False
    assert retainers.moves is None


def test_the_first_pipeline_is_the_default_when_none_says_so() -> None:
    text = f"pipelines:\n  b:\n    stages: [x, {CLOSED}]\n  a:\n    stages: [x, {CLOSED}]\n"
    assert _read(text).default().key == "b"


def test_an_absent_or_empty_file_is_the_built_in_pipeline(tmp_path: Path) -> None:
    assert load_pipelines(str(tmp_path), Settings()).default().key == "sales"
    assert _read("# later\n").default().stages[3].name == "Negotiation"


def test_a_broken_file_is_never_the_built_in_pipeline(tmp_path: Path) -> None:
    (tmp_path / "pipelines.yaml").write_text("pipelines:\n")
    with pytest.raises(UsageError) as caught:
        load_pipelines(str(tmp_path), Settings())
    assert caught.value.message == f"{tmp_path}/pipelines.yaml:1:11: no pipeline is defined"
    assert caught.value.hint == "tinycrm pipeline init writes a ready one"


def test_requires_know_option_names_and_custom_fields() -> None:
    settings = Settings()
    settings.fields = {"deal": {"seats": CustomField("deal", "seats", "integer")}}
    text = _stages("{key: a, requires: [close, seats, fields.colour, expected-close]}, " + CLOSED)
    first = read_pipelines(text.encode(), "F", deal_names(settings)).default().first()
    assert first.requires == ("expected_close_on", "seats", "colour")


def test_moves_may_name_stages_by_their_words() -> None:
    text = _stages("{key: a, name: First}, {key: b, name: Second}, " + CLOSED, "    moves: {First: [second, LOST]}\n")
    assert _read(text).default().moves == {"a": ("b", "lost")}


def test_a_task_may_be_its_words_alone_and_may_repeat() -> None:
    text = _stages("{key: a, on_enter: [Call, {task: Check in, repeat: every month, due: fri}]}, " + CLOSED)
    tasks = _read(text).default().first().on_enter
    assert [(task.title, task.due, task.repeat) for task in tasks] == [
        ("Call", "", ""),
        ("Check in", "fri", "every month"),
    ]


def test_a_stage_called_no_stays_no() -> None:
    assert _read(_stages("no, 1, " + CLOSED)).default().stages[0].key == "no"
    assert _read(_stages("no, 1, " + CLOSED)).default().stages[1].key == "1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pipeline: {}\n", "F:1:1: unknown key 'pipeline'"),
        ("pipelines: [a]\n", "F:1:12: 'pipelines' must hold `key: value` pairs, not a list"),
        ("pipelines:\n  s: [a, b]\n", "F:2:6: pipeline 's' must hold `key: value` pairs"),
        ("pipelines:\n  s:\n    name: S\n", "F:2:3: pipeline 's' has no stages"),
        (_stages("a, " + CLOSED, "    move: {}\n"), "F:4:5: unknown key 'move'"),
        (_stages("a, {key: lost, outcome: lost}"), "F:3:5: pipeline 's' has no won stage"),
        (_stages("a, {key: won, outcome: won}"), "F:3:5: pipeline 's' has no lost stage"),
        (_stages("a, {key: x, outcome: won}, " + CLOSED), "F:3:52: pipeline 's' has a second won stage"),
        (_stages(CLOSED), "F:3:14: the first stage must be open: new deals enter it"),
        (_stages("a, a, " + CLOSED), "F:3:17: stage 'a' cannot be told from 'a'"),
        (_stages("a, {key: b, name: A}, " + CLOSED), "F:3:23: stage 'b' cannot be told from 'a'"),
        (_stages("{name: A}, " + CLOSED), "F:3:14: a stage without a key"),
        (_stages("[a], " + CLOSED), "F:3:14: 'stages' must be text, not a list"),
        (_stages("{key: a, probability: 101%}, " + CLOSED), "F:3:36: "),
        (_stages("{key: a, probability: high}, " + CLOSED), "F:3:36: "),
        (
            _stages("a, {key: won, outcome: won, probability: 90%}, {key: lost, outcome: lost}"),
            "F:3:55: a won stage has probability 100%, not '90%'",
        ),
        (
            _stages("{key: a, outcome: wo}, " + CLOSED),
            "F:3:32: 'outcome' is one of open, won, lost, not 'wo'",
        ),
        (_stages("{key: a, rot_days: 0}, " + CLOSED), "F:3:33: 'rot_days' must be a whole number from 1 to"),
        (
            _stages("a, {key: won, outcome: won, rot_days: 3}, {key: lost, outcome: lost}"),
            "F:3:42: deals do not rot in a won stage",
        ),
        (_stages("{key: a, requires: [valu]}, " + CLOSED), "F:3:34: a deal has no field 'valu'"),
        (_stages("{key: a, requires: value}, " + CLOSED), "F:3:33: 'requires' must be a list, not 'value'"),
        (_stages("{key: a, on_enter: [{due: +3d}]}, " + CLOSED), "F:3:34: a task without words"),
        (_stages("{key: a, on_enter: [{task: x, due: soonish}]}, " + CLOSED), "F:3:49: "),
        (_stages("{key: a, on_enter: [{task: x, repeat: soonish}]}, " + CLOSED), "F:3:52: "),
        (
            _stages("{key: a, on_enter: [{task: x, priority: top}]}, " + CLOSED),
            "F:3:54: 'priority' is one of",
        ),
        (_stages("{key: a, on_enter: ['Call {{nam}}']}, " + CLOSED), "F:3:34: a deal has no field 'nam'"),
        (_stages("{key: a, on_enter: ['Call {{title']}, " + CLOSED), "F:3:34: '{{title' is not closed"),
        (_stages("a, " + CLOSED, "    moves: {a: [b]}\n"), "F:4:17: moves name no stage 'b'"),
        (_stages("a, " + CLOSED, "    moves: {b: [a]}\n"), "F:4:13: moves name no stage 'b'"),
        (
            _stages("a, " + CLOSED, "    moves: {a: [won], A: [lost]}\n"),
            "F:4:23: 'a' is written twice in moves",
        ),
        (_stages("a, " + CLOSED, "    reasons: {open: [x]}\n"), "F:4:15: unknown key 'open'"),
        (_stages("a, " + CLOSED, "    reasons: {lost: [x, x]}\n"), "F:4:25: 'x' is listed twice"),
        (_stages("a, " + CLOSED, "    currency: EURO\n"), "F:4:15: "),
        (_stages("a, " + CLOSED, "    default: 1\n"), "F:4:14: 'default' must be true or false, not '1'"),
        (
            "pipelines:\n" + "".join(f"  {key}: {{default: true, stages: [x, {CLOSED}]}}\n" for key in "ab"),
            "F:3:7: pipeline 'a' is the default already",
        ),
        (
            f"pipelines:\n  a: {{stages: [x, {CLOSED}]}}\n  A: {{stages: [x, {CLOSED}]}}\n",
            "F:3:3: pipeline 'A' cannot be told from 'a'",
        ),
    ],
)
def test_a_broken_rule_is_refused_at_its_place(text: str, message: str) -> None:
    assert _refused(text)[0].startswith(message)


@pytest.mark.parametrize("name", config.TEMPLATES)
def test_every_template_is_valid(name: str) -> None:
    pipelines = _read(config.template(name))
    assert all(pipeline.lost().requires == ("reason",) for pipeline in pipelines)
    assert all("lost" in pipeline.reasons for pipeline in pipelines)


def test_an_unknown_template_names_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        config.template("sale")
    assert caught.value.hint == "did you mean sales? one of: sales, freelance, retainers"
