"""rules.yaml: what it may say, and where its errors point."""

from __future__ import annotations

from pathlib import Path

import pytest

from tinycrm.config import cache
from tinycrm.config.rules import LED_TO, read_rules
from tinycrm.domain.file_name import is_file_name
from tinycrm.domain.pipeline import default_pipelines
from tinycrm.domain.rule import Rule, built_in, effect_words, rule_from_plain, watched_by, when_words
from tinycrm.domain.settings import CustomField, Settings

ALL = """\
rules:
  - name: chase
    when: {stage: Proposal, for: 2 weeks}
    if: value >= 1000 EUR and not tag = quiet
    then:
      - {task: "Chase {{title}}", due: +1d, priority: high, owner: "{{owner}}", note: "See {{company}}"}
      - tag: [chased, late]
  - name: welcome
    when: {created: contact}
    if: source = web
    then: [{mail: welcome, to: contact}, {hook: crm-welcome}]
  - name: thanks
    when: {entered: won}
    then: [{log: note, text: "Won {{value}}"}, {set: {lifecycle: customer}, of: contact}]
  - {name: moved on, when: {edited: contact, field: [lifecycle, emails]}, then: [{untag: lead}]}
  - {name: vip, when: {tagged: vip, of: company}, then: [{set: {note: }}]}
  - {name: late, when: {task_overdue: 3d}, then: [{move: negotiation, of: deal, reason: "late"}]}
  - {name: silent, when: {no_interaction: monthly}, then: [{task: Call, repeat: weekly}]}
  - {name: waiting, when: {ticket_unanswered: 4h}, then: [{set: {priority: high}}]}
  - {name: renew, when: {subscription_ends: 30}, then: [{task: "Renew {{product}}"}]}
  - {name: born, when: {birthday: 0d}, then: [{task: "Call {{name}}"}]}
  - {name: unhappy, when: {feedback: nps, at_most: 6}, then: [{task: "Call {{contact}}"}]}
"""


def read(text: str, settings: Settings | None = None) -> list[Rule]:
    """Rules that must be sound."""
    rules = read_any(text, settings)
    assert [rule.problem for rule in rules if rule.problem] == []
    return rules


def read_any(text: str, settings: Settings | None = None) -> list[Rule]:
    return read_rules(text.encode(), "rules.yaml", settings or Settings(), default_pipelines())


def one(text: str, settings: Settings | None = None) -> str:
    """What is wrong with a rule."""
    (rule,) = read_any(f"rules:\n  - {text}\n", settings)
    assert rule.problem
    return rule.problem


def test_every_trigger_is_said_in_words():
    assert [when_words(rule) for rule in read(ALL)] == [
        "deal in Proposal of sales for 14 days",
        "contact added",
        "deal enters won of sales",
        "contact edited: lifecycle or emails",
        "company tagged vip",
        "task overdue by 3 days",
        "no interaction with contact for 30 days",
        "ticket unanswered for 4 hours",
        "subscription ends in 30 days",
        "on a birthday",
        "feedback nps from 0 to 6",
    ]


def test_every_effect_is_said_in_words():
    assert [effect_words(effect) for rule in read(ALL)[:6] for effect in rule.effects] == [
        "task 'Chase {{title}}' due +1d",
        "tag chased, late",
        "mail welcome to contact",
        "hook crm-welcome",
        "log note 'Won {{value}}'",
        "set lifecycle = customer of the contact",
        "untag lead",
        "set note = ",
        "move to negotiation of the deal",
    ]


def test_a_rule_comes_back_from_its_plain_form_as_it_was():
    for rule in read(ALL):
        assert rule_from_plain(rule.to_plain()).to_plain() == rule.to_plain()
        assert {slot: getattr(rule, slot) for slot in Rule.__slots__ if slot != "effects"} == {
            slot: getattr(rule_from_plain(rule.to_plain()), slot) for slot in Rule.__slots__ if slot != "effects"
        }


def test_rules_of_time_are_watched_for_nothing():
    made = {rule.name: rule for rule in read(ALL)}
    assert watched_by([made["chase"], made["late"], made["silent"], made["born"]]) == frozenset()
    assert watched_by([made["welcome"]]) == {"contact"}
    assert watched_by([made["moved on"]]) == {"contact", "contact_point"}
    assert watched_by([made["vip"]]) == {"tagging"}
    assert watched_by([made["thanks"]]) == {"entered"}
    assert watched_by([made["unhappy"]]) == {"feedback"}


def test_an_edit_of_any_field_is_watched_in_every_table_that_holds_one():
    rules = read("rules:\n  - {name: a, when: {edited: contact}, then: [{task: x}]}\n")
    assert watched_by(rules) == {"contact", "contact_point", "contact_company", "tagging"}


def test_stages_tasks_and_the_automatic_customer_are_rules_of_the_same_list():
    from tinycrm.config.pipelines import read_pipelines

    text = b"""\
pipelines:
  sales:
    stages: [lead, {key: demo, on_enter: [{task: "Show {{title}}", due: +2d}, Thank them]}, {key: won, outcome: won},
      {key: lost, outcome: lost}]
"""
    rules = built_in(Settings(), read_pipelines(text, "pipelines.yaml", {"title": "title"}))
    assert [(rule.name, rule.source, when_words(rule)) for rule in rules] == [
        ("sales/demo", "pipelines.yaml", "deal enters demo of sales"),
        ("auto_customer", "config.yaml", "somebody buys"),
    ]
    assert [effect_words(effect) for effect in rules[0].effects] == [
        "task 'Show {{title}}' due +2d",
        "task 'Thank them'",
    ]


def test_won_means_the_won_stage_of_every_pipeline_whatever_its_name():
    from tinycrm.config.pipelines import read_pipelines

    text = b"""\
pipelines:
  sales: {default: true, stages: [lead, {key: won, outcome: won}, {key: lost, outcome: lost}]}
  care: {stages: [begun, {key: completed, outcome: won}, {key: gone, outcome: lost}]}
"""
    lines = read_pipelines(text, "pipelines.yaml", {})
    raw = b"rules:\n  - {name: a, when: {entered: won}, then: [{task: x}]}\n"
    assert read_rules(raw, "rules.yaml", Settings(), lines)[0].places == (("sales", "won"), ("care", "completed"))
    raw = b"rules:\n  - {name: a, when: {entered: won, pipeline: care}, then: [{task: x}]}\n"
    assert read_rules(raw, "rules.yaml", Settings(), lines)[0].places == (("care", "completed"),)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("5", "rules.yaml:2:5: a rule is written as `key: value` pairs"),
        ("{when: {created: contact}, then: [{task: x}]}", "rules.yaml:2:5: a rule without name"),
        ("{name: a, then: [{task: x}]}", "rules.yaml:2:5: a rule without when"),
        ("{name: a, when: {created: contact}}", "rules.yaml:2:5: a rule without then"),
        ("{name: a/b, when: {created: contact}, then: [{task: x}]}", "rules.yaml:2:12: 'a/b' cannot name a rule"),
        ("{name: auto_customer, when: {created: contact}, then: [{task: x}]}", "is a rule of config.yaml"),
        ("{name: a, when: {creatd: contact}, then: [{task: x}]}", "rules.yaml:2:22: unknown key 'creatd'"),
        ("{name: a, when: {field: name}, then: [{task: x}]}", "'when' names nothing that happens"),
        ("{name: a, when: {created: contact, tagged: x}, then: [{task: x}]}", "names both created and tagged"),
        ("{name: a, when: {created: contact, field: x}, then: [{task: x}]}", "'field' does not go with 'created'"),
        ("{name: a, when: {created: client}, then: [{task: x}]}", "rules.yaml:2:31: 'created' is one of company"),
        ("{name: a, when: {edited: contact, field: nme}, then: [{task: x}]}", "a contact has no field 'nme'"),
        ("{name: a, when: {stage: proposal}, then: [{task: x}]}", "'stage' without 'for'"),
        ("{name: a, when: {stage: propsal, for: 7d}, then: [{task: x}]}", "no pipeline has a stage 'propsal'"),
        ("{name: a, when: {entered: won, pipeline: sals}, then: [{task: x}]}", "there is no pipeline 'sals'"),
        ("{name: a, when: {stage: lead, for: soon}, then: [{task: x}]}", "'soon' is no span of days"),
        ("{name: a, when: {task_overdue: 4h}, then: [{task: x}]}", "'4h' is no span of days"),
        ("{name: a, when: {ticket_unanswered: 0d}, then: [{task: x}]}", "'0d' is no time at all"),
        ("{name: a, when: {birthday: 2 years}, then: [{task: x}]}", "more than a year before a birthday"),
        ("{name: a, when: {feedback: nps, at_most: 11}, then: [{task: x}]}", "whole number from 0 to 10, not '11'"),
        ("{name: a, when: {feedback: nps, at_most: 1, at_least: 2}, then: [{task: x}]}", "at_least is above at_most"),
        ("{name: a, when: {created: contact}, if: 'nme = x', then: [{task: x}]}", "a contact has no field 'nme'"),
        ("{name: a, when: {created: contact}, if: 'name =', then: [{task: x}]}", "'name =' is not followed by a value"),
        ("{name: a, when: {created: contact}, then: []}", "rules.yaml:2:47: 'then' does nothing"),
        ("{name: a, when: {created: contact}, then: [call]}", "an effect is written as `key: value` pairs"),
        ("{name: a, when: {created: contact}, then: [{due: +1d}]}", "an effect that does nothing"),
        ("{name: a, when: {created: contact}, then: [{task: x, tag: y}]}", "one effect does both task and tag"),
        ("{name: a, when: {created: contact}, then: [{tag: y, due: +1d}]}", "'due' does not go with 'tag'"),
        ("{name: a, when: {created: contact}, then: [{task: 'Call {{nme}}'}]}", "a contact has no field 'nme'"),
        (
            "{name: a, when: {created: contact}, then: [{task: 'Call {{name'}]}",
            "rules.yaml:2:55: '{{name' is not closed",
        ),
        ("{name: a, when: {created: contact}, then: [{task: x, due: never}]}", "'never' is not a date"),
        ("{name: a, when: {created: contact}, then: [{set: {lifecycle: klient}}]}", "'klient' is no lifecycle"),
        ("{name: a, when: {created: contact}, then: [{set: {last_touch_at: now}}]}", "'last_touch_at' cannot be set"),
        ("{name: a, when: {created: deal}, then: [{set: {stage: won}}]}", "'stage' cannot be set"),
        ("{name: a, when: {created: contact}, then: [{move: won}]}", "a contact stands in no stage"),
        ("{name: a, when: {created: deal}, then: [{move: wonn}]}", "no pipeline has a stage 'wonn'"),
        ("{name: a, when: {created: task}, then: [{tag: x}]}", "a task carries no tags"),
        ("{name: a, when: {created: company}, then: [{tag: x, of: deal}]}", "'of' is one of company, not 'deal'"),
        ("{name: a, when: {created: expense}, then: [{log: note, text: x}]}", "nothing can be logged with an expense"),
        ("{name: a, when: {created: contact}, then: [{log: note}]}", "'log' without 'text'"),
        ("{name: a, when: {created: contact}, then: [{mail: x}]}", "'mail' does not say to whom"),
        ("{name: a, when: {created: company}, then: [{mail: x, to: contact}]}", "a company leads to no contact"),
        ("{name: a, when: {created: contact}, then: [{mail: ../x, to: me}]}", "'../x' cannot name a template"),
        ("{name: a, when: {created: contact}, then: [{hook: 'a b'}]}", "'a b' cannot name a hook"),
    ],
)
def test_an_error_points_at_its_place_and_holds_the_word(rule: str, told: str):
    assert told in one(rule)


def test_two_rules_of_one_name_are_refused():
    first, second = read_any(
        "rules:\n  - {name: chase, when: {created: contact}, then: [{task: x}]}\n"
        "  - {name: CHASE, when: {created: company}, then: [{task: x}]}\n"
    )
    assert (first.problem, second.problem) == ("", "rules.yaml:3:12: 'CHASE' is the name of two rules")


def test_custom_fields_are_known_in_filters_templates_and_effects():
    settings = Settings()
    settings.fields = {"contact": {"score": CustomField("contact", "score", "integer")}}
    good = "{name: a, when: {created: contact}, if: score > 3, then: [{task: 'Score {{score}}'}, {set: {score: 5}}]}"
    assert read(f"rules:\n  - {good}\n", settings)[0].effects[1].options == {"fields.score": "5"}
    assert "is not a whole number" in one("{name: a, when: {created: contact}, then: [{set: {score: x}}]}", settings)


def test_a_file_that_says_nothing_has_no_rules():
    assert read("") == []
    assert read("rules:\n") == []


def test_what_filters_may_ask_for_beside_fields_is_what_the_store_knows():
    from tinycrm.store import related

    known = {name for _, name in related._SOURCES} | set(related._OPEN)
    assert known == LED_TO


def test_rules_are_read_from_the_cache_until_a_byte_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "settings"
    folder.mkdir()
    (folder / "rules.yaml").write_text("rules:\n  - {name: a, when: {created: contact}, then: [{task: x}]}\n")
    environ = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    fresh = cache.load_all(str(folder), environ)[2]
    assert fresh[0] == {"contact", "bought"}
    monkeypatch.setattr(cache, "_compile", lambda *_: pytest.fail("YAML was read"))
    assert cache.load_all(str(folder), environ)[2] == fresh
    monkeypatch.undo()
    (folder / "rules.yaml").write_text("rules: []\n")
    assert cache.load_all(str(folder), environ)[2] == (frozenset(("bought",)), [], "")


@pytest.mark.parametrize(
    ("span", "days", "minutes"),
    [
        ("0d", 0, 0),
        ("0", 0, 0),
        ("+3d", 3, 0),
        ("30", 30, 0),
        ("2 weeks", 14, 0),
        ("monthly", 30, 0),
        ("۷d", 7, 0),
    ],
)
def test_a_span_is_written_alike_in_rules_and_sequences(span: str, days: int, minutes: int):
    from tinycrm.config.sequences import parse_sequence

    (rule,) = read(f"rules:\n  - {{name: a, when: {{task_overdue: {span}}}, then: [{{task: x}}]}}\n")
    assert (rule.days, rule.minutes) == (days, minutes)
    text = f"steps: [{{after: {span}, then: [{{task: x}}]}}]"
    (step,) = parse_sequence(text.encode(), "s", "s.yaml", Settings(), default_pipelines()).steps
    assert step.after == days


@pytest.mark.parametrize("name", ["", ".x", "-x", "a/b", "..", "a b", "a:b", "x" * 65, "a\\b", "~", "a\u202eb"])
def test_no_file_has_a_name_that_leads_elsewhere_or_looks_like_an_option(name: str):
    assert not is_file_name(name)


@pytest.mark.parametrize("name", ["a", "a-b_c.d", "письмо", "نامه", "x" * 64, "2"])
def test_a_file_may_be_named_in_any_script(name: str):
    assert is_file_name(name)
