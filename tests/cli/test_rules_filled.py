"""`{{fields}}` in rules, stages and sequences: what they may be in templates, with the same errors."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


@pytest.fixture
def ruled(stocked):
    """Writes files of settings beside the database and gives the program."""

    def write(*rules: str, **files: str):
        folder = stocked.db.parent / "crm.db.d"
        (folder / "templates").mkdir(parents=True, exist_ok=True)
        lines = "".join(f"  - {rule}\n" for rule in rules)
        (folder / "rules.yaml").write_text(f"rules:\n{lines}", encoding="utf-8")
        for name, text in files.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return stocked

    return write


def titles(crm) -> list[str]:
    return [row["title"] for row in crm("task", "list", "--all", "-f", "json").json if row["title"] != "Send quote"]


def written(ruled, text: str, *, config: str = "mail: {command: 'true', from: Me <me@x.example>}\n") -> str:
    """What stands in the title of a task about the deal that `stocked` holds."""
    crm = ruled(f"{{name: a, when: {{tagged: x, of: deal}}, then: [{{task: '{text}'}}]}}", config=config)
    crm("deal", "edit", WEBSITE, "--add-tag", "x")
    (title,) = titles(crm)
    return title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("{{title}}: {{value}}, {{close}}", "Website for Neva: 4800.00, 2026-12-31"),
        ("{{contact.name}} of {{company.name}}", "Anna Petrova of Neva Trade"),
        ("{{email}}", "anna@neva.example"),
        ("{{contact.given or contact.name}}", "Anna Petrova"),
        ('{{source or "nowhere"}}', "nowhere"),
        ("{{me.name}} {{me.email}} {{today}}", "Me me@x.example 2026-11-16"),
        ("for {{contacts}}, {{tags}}", "for Anna Petrova, x"),
        ("empty: {{source}}.", "empty: ."),
    ],
)
def test_a_text_of_a_rule_may_hold_what_a_template_may(ruled, text: str, title: str):
    assert written(ruled, text) == title


def test_amounts_and_days_are_typed_alike_in_every_language(ruled):
    assert written(ruled, "{{value}} {{close}}", config="language: ru\ndecimal: comma\n") == "4800.00 2026-12-31"


def test_a_field_is_set_to_what_another_holds_as_it_is_typed(ruled):
    crm = ruled(
        "{name: a, when: {tagged: x, of: deal},"
        " then: [{set: {source: '{{close or today}} {{value}} {{contact.email}}', value: '{{value}} USD'}}]}"
    )
    crm("deal", "edit", WEBSITE, "--add-tag", "x")
    deal = crm("deal", "show", WEBSITE, "-f", "json").json
    assert (deal["source"], deal["value"], deal["currency"]) == ("2026-12-31 4800.00 anna@neva.example", 4800, "USD")


def test_a_task_of_a_stage_may_hold_the_same(ruled):
    pipelines = """\
pipelines:
  sales:
    stages: [lead, {key: demo, on_enter: [{task: "Show {{title}} to {{contact.given or contact.name}}"}]},
      {key: won, outcome: won}, {key: lost, outcome: lost}]
"""
    crm = ruled(pipelines=pipelines)
    crm("deal", "move", WEBSITE, "demo")
    assert titles(crm) == ["Show Website for Neva to Anna Petrova"]


def test_names_of_any_script_stand_where_they_are_put(ruled):
    crm = ruled("{name: a, when: {tagged: x}, then: [{task: '{{given or name}} — {{email or «بدون ایمیل»}}'}]}")
    crm("contact", "edit", SARA, "--add-tag", "x")
    assert titles(crm) == ["سارا محمدی — بدون ایمیل"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{nme}}", "a deal has no field 'nme'"),
        ("{{contact.nme}}", "a deal has no field 'contact.nme'"),
        ("{{title or nme}}", "a deal has no field 'nme'"),
        ("{{title", "'{{title' is not closed"),
        ("title}}", "'}}' without '{{' before it"),
        ("{{}}", "'{{}}' is empty"),
        ("{{7*7}}", "'{{7*7}}' names no field"),
        ("{{title|upper}}", "'{{title|upper}}' names no field"),
        ("{{title or}}", "'{{title or}}' names no field"),
        ("{{me.password}}", "a deal has no field 'me.password'"),
    ],
)
def test_what_a_template_refuses_a_rule_refuses_in_the_same_words(ruled, text: str, told: str):
    crm = ruled(f"{{name: a, when: {{tagged: x, of: deal}}, then: [{{task: '{text}'}}]}}")
    assert f"rules.yaml:2:58: {told}" in crm.fails(2, "rules", "validate").err
    ruled("{name: a, when: {tagged: x, of: deal}, then: [{mail: t, to: me}]}")
    folder = crm.db.parent / "crm.db.d"
    (folder / "config.yaml").write_text("mail: {command: 'true', from: Me <me@x.example>}\n")
    (folder / "templates" / "t.md").write_text(f"---\nsubject: S\n---\n{text}\n")
    assert f"t.md:4: {told}" in crm.fails(2, "rules", "validate").err


def test_a_template_with_line_ends_of_windows_is_filled(ruled):
    crm = ruled(
        "{name: a, when: {tagged: x}, then: [{mail: t, to: contact}]}",
        config="mail: {command: 'true', from: Me <me@x.example>}\n",
    )
    text = "---\r\nsubject: Dear {{given or name}}\r\n---\r\nHello {{name}},\r\n\r\nbye\r\n"
    (crm.db.parent / "crm.db.d" / "templates" / "t.md").write_bytes(text.encode())
    crm("contact", "edit", ANNA, "--add-tag", "x")
    (mail,) = crm("mail", "list", "-f", "json").json
    assert mail["subject"] == "Dear Anna Petrova"


def test_trying_a_rule_shows_the_words_it_would_write(ruled):
    crm = ruled(
        "{name: a, when: {stage: lead, for: 7d},"
        " then: [{task: 'Chase {{contact.name}}: {{value}}'}, {set: {source: '{{value}}'}}]}"
    )
    told = crm("--today", "2026-11-30", "rules", "test", "a", WEBSITE, "-f", "json").json
    assert told["then"] == ["task 'Chase Anna Petrova: 4800.00'", "set source = 4800.00"]
