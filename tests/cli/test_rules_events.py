"""Rules that answer what happens: in the same operation, and taken back with it."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


@pytest.fixture
def ruled(stocked):
    """Writes a rules.yaml beside the database and gives the program."""

    def write(*rules: str, pipelines: str = "", config: str = ""):
        folder = stocked.db.parent / "crm.db.d"
        folder.mkdir(exist_ok=True)
        lines = "".join(f"  - {rule}\n" for rule in rules)
        (folder / "rules.yaml").write_text(f"rules:\n{lines}", encoding="utf-8")
        if pipelines:
            (folder / "pipelines.yaml").write_text(pipelines, encoding="utf-8")
        if config:
            (folder / "config.yaml").write_text(config, encoding="utf-8")
        return stocked

    return write


def titles(crm) -> list[str]:
    return sorted(row["title"] for row in crm("task", "list", "--all", "-f", "json").json)


WELCOME = "{name: welcome, when: {created: contact}, if: source = web, then: [{task: 'Welcome {{name}}', due: +2d}]}"


def test_adding_a_record_makes_what_the_rule_says_in_the_same_operation(ruled):
    crm = ruled(WELCOME)
    before = len(crm("history", "-f", "json").json)
    made = crm("contact", "add", "Анна Каренина", "--source", "web", "-f", "json").json
    assert [item["noun"] for item in made["also"]] == ["task"]
    task = crm("task", "show", made["also"][0]["id"], "-f", "json").json
    assert (task["title"], task["due_on"], task["contact"]["id"]) == (
        "Welcome Анна Каренина",
        "2026-11-18",
        made["id"],
    )
    assert len(crm("history", "-f", "json").json) == before + 1


def test_a_rule_whose_filter_does_not_hold_does_nothing(ruled):
    crm = ruled(WELCOME)
    crm("contact", "add", "Zoe", "--source", "fair")
    assert titles(crm) == ["Send quote"]


def test_undo_takes_back_what_rules_did_and_redo_brings_it_again(ruled):
    crm = ruled(WELCOME)
    kept = crm.dump(without=("at", "op", "version", "updated_at"))
    crm("contact", "add", "Zoe", "--source", "web")
    crm("undo")
    assert titles(crm) == ["Send quote"]
    crm("redo")
    assert titles(crm) == ["Send quote", "Welcome Zoe"]
    crm("undo")
    records = [row for row in kept if row.split()[0] in ("contact", "task", "doc", "tagging")]
    now = crm.dump(without=("at", "op", "version", "updated_at"))
    assert [row for row in now if row.split()[0] in ("contact", "task", "doc", "tagging")] == records


def test_a_trial_run_tells_of_what_rules_would_make_and_changes_nothing(ruled):
    crm = ruled("{name: t, when: {edited: contact, field: source}, then: [{task: 'Ask {{name}}'}]}")
    before = crm.db.read_bytes()
    told = crm("contact", "edit", "--where", "tag = lead", "--source", "web", "--dry-run")
    assert "2 contacts" in told.err
    assert crm.db.read_bytes() == before


def test_an_edit_of_the_named_field_alone_is_answered(ruled):
    crm = ruled(
        "{name: life, when: {edited: contact, field: lifecycle}, then: [{task: 'Now {{lifecycle}}'}]}",
        "{name: mail, when: {edited: contact, field: email}, then: [{task: 'Write to {{email}}'}]}",
        "{name: tags, when: {edited: contact, field: tags}, then: [{task: 'Tags {{tags}}'}]}",
        "{name: extra, when: {edited: contact, field: fields.plan}, then: [{task: 'Plan {{fields.plan}}'}]}",
    )
    crm("contact", "edit", ANNA, "--title", "CEO", "--phone", "+7 921 000-00-00")
    assert titles(crm) == ["Send quote"]
    crm("contact", "edit", ANNA, "--lifecycle", "lead")
    crm("contact", "edit", ANNA, "--add-email", "a@new.example")
    crm("contact", "tag", ANNA, "friend")
    crm("contact", "edit", ANNA, "--set", "size=3")
    crm("contact", "edit", ANNA, "--set", "plan=pro")
    assert titles(crm) == [
        "Now lead",
        "Plan pro",
        "Send quote",
        "Tags friend, lead, vip",
        "Write to anna@neva.example",
    ]


def test_an_edit_that_changes_nothing_is_not_answered(ruled):
    crm = ruled("{name: any, when: {edited: contact}, then: [{task: x}]}")
    crm("contact", "edit", ANNA, "--add-tag", "vip")
    assert titles(crm) == ["Send quote"]


def test_adding_is_no_edit(ruled):
    crm = ruled("{name: any, when: {edited: contact}, then: [{task: x}]}")
    crm("contact", "add", "Zoe", "--tag", "a", "--email", "z@x.example")
    assert titles(crm) == ["Send quote"]


def test_a_tag_is_answered_in_any_spelling_and_of_its_noun_alone(ruled):
    crm = ruled(
        "{name: vip, when: {tagged: VIP}, then: [{set: {cadence: 14}}, {untag: lead}]}",
        "{name: firm, when: {tagged: vip, of: company}, then: [{set: {industry: gold}}]}",
    )
    crm("contact", "tag", BO, "vip")
    crm("company", "tag", NEVA, "vip")
    bo = crm("contact", "show", BO, "-f", "json").json
    assert (bo["cadence_days"], bo["tags"]) == (14, ["vip"])
    assert crm("company", "show", NEVA, "--get", "industry").out == "gold\n"


def test_feedback_within_its_scores_is_answered(ruled):
    crm = ruled("{name: unhappy, when: {feedback: nps, at_most: 6}, then: [{task: 'Call {{contact}}: {{comment}}'}]}")
    crm("feedback", "add", "anna@neva.example", "7", "--kind", "nps")
    crm("feedback", "add", "anna@neva.example", "5", "--kind", "csat")
    assert titles(crm) == ["Send quote"]
    crm("feedback", "add", "anna@neva.example", "6", "--kind", "nps", "--comment", "Slow,\nvery slow")
    assert titles(crm) == ["Call Anna Petrova: Slow, very slow", "Send quote"]


def test_entering_a_stage_is_answered_with_effects_on_the_contact(ruled):
    crm = ruled(
        "{name: thanks, when: {entered: won},"
        " then: [{log: note, text: 'Won {{value}}'}, {set: {note: x}, of: contact}]}"
    )
    crm("deal", "won", WEBSITE)
    assert crm("interaction", "list", "--where", "kind = note", "-f", "json").json[0]["summary"] == "Won 4800.00"
    assert crm("contact", "show", ANNA, "--get", "note").out == "x\n"


def test_a_reopened_deal_enters_nothing(ruled):
    crm = ruled("{name: r, when: {entered: lead}, then: [{task: Again}]}")
    crm("deal", "won", WEBSITE)
    crm("deal", "reopen", WEBSITE)
    assert titles(crm) == ["Send quote"]


def test_one_rule_may_bring_another_about(ruled):
    crm = ruled(
        "{name: one, when: {created: contact}, then: [{tag: fresh}]}",
        "{name: two, when: {tagged: fresh}, then: [{set: {lifecycle: lead}}]}",
        "{name: three, when: {edited: contact, field: lifecycle}, then: [{task: 'Greet {{name}}'}]}",
    )
    crm("contact", "add", "Zoe")
    # what is changed in the operation that adds a record is answered when another rule changed it
    assert titles(crm) == ["Greet Zoe", "Send quote"]


def test_rules_that_change_a_field_to_and_fro_are_done_once_each(ruled):
    crm = ruled(
        "{name: to, when: {edited: contact, field: source}, then: [{set: {note: '{{source}}'}}]}",
        "{name: fro, when: {edited: contact, field: note}, then: [{set: {source: fro}}]}",
    )
    crm("contact", "edit", ANNA, "--source", "web")
    anna = crm("contact", "show", ANNA, "-f", "json").json
    assert (anna["source"], anna["note"]) == ("fro", "web")


def test_rules_that_lead_round_are_done_to_what_people_make_and_not_to_what_they_made(ruled):
    crm = ruled(
        "{name: a, when: {created: task}, then: [{log: note, text: 'About {{title}}'}]}",
        "{name: b, when: {created: interaction}, then: [{task: more}]}",
    )
    crm("task", "add", "First", "--contact", ANNA)
    assert titles(crm) == ["First", "Send quote", "more"]
    crm("log", "note", ANNA, "Hello")
    # b makes a task, a notes that, and there it ends
    assert titles(crm) == ["First", "Send quote", "more", "more"]
    notes = [row["summary"] for row in crm("interaction", "list", "--where", "kind = note", "-f", "json").json]
    assert sorted(notes) == ["About First", "About more", "Hello"]


def test_rules_that_lead_on_through_too_many_others_are_refused_with_the_chain(ruled):
    crm = ruled(
        "{name: r0, when: {created: task}, then: [{tag: t1, of: contact}]}",
        *(f"{{name: r{n}, when: {{tagged: t{n}}}, then: [{{tag: t{n + 1}}}]}}" for n in range(1, 10)),
    )
    before = crm.dump()
    told = crm.fails(1, "task", "add", "First", "--contact", ANNA)
    assert told.err.startswith("tinycrm: the rules lead on and on: r0 → r1 → r2 → r3 → r4 → r5 → r6 → r7 → r8 → …")
    assert crm.dump() == before


def test_rules_that_make_more_and_more_are_refused_before_they_fill_the_disk(ruled):
    crm = ruled(*(f"{{name: r{n}, when: {{created: task}}, then: [{{task: a}}, {{task: b}}]}}" for n in range(12)))
    before = crm.dump()
    assert "the rules lead on and on: r" in crm.fails(1, "task", "add", "First").err
    assert crm.dump() == before


def test_an_effect_that_is_refused_refuses_the_command_with_the_rule_named(ruled):
    pipelines = """\
pipelines:
  sales:
    stages: [lead, {key: offer, requires: [value, source]}, {key: won, outcome: won}, {key: lost, outcome: lost}]
"""
    crm = ruled("{name: hurry, when: {created: deal}, then: [{move: offer}]}", pipelines=pipelines)
    before = crm.dump()
    told = crm.fails(1, "deal", "add", "Shop", "--value", "10")
    assert told.err.startswith("tinycrm: rule 'hurry', deal 9: deal 9 Shop cannot enter offer without source")
    assert crm.dump() == before


def test_imports_merges_undo_and_redo_are_answered_by_no_rule(ruled, tmp_path):
    crm = ruled(
        "{name: a, when: {created: contact}, then: [{task: 'Greet {{name}}'}]}",
        "{name: b, when: {edited: contact}, then: [{task: 'Edited {{name}}'}]}",
    )
    (tmp_path / "in.csv").write_text("Name,Email\nIvan,ivan@x.example\n")
    crm("import", tmp_path / "in.csv", "--as", "contacts")
    (tmp_path / "in.csv").write_text("Name,Email,Title\nIvan,ivan@x.example,CEO\n")
    crm("import", tmp_path / "in.csv", "--as", "contacts", "--update")
    assert crm("contact", "show", "ivan@x.example", "--get", "title").out == "CEO\n"
    crm("contact", "merge", ANNA, ORLOVA, "--yes")
    crm("undo")
    crm("redo")
    assert titles(crm) == ["Send quote"]


def test_a_batch_of_all_or_nothing_is_answered_once_at_its_end(ruled):
    crm = ruled(WELCOME)
    lines = "contact add Zoe --source web\ncontact add Yan --source web\n"
    crm("batch", "--atomic", input=lines)
    assert titles(crm) == ["Send quote", "Welcome Yan", "Welcome Zoe"]


def test_each_line_of_a_batch_is_answered_by_itself(ruled):
    crm = ruled(WELCOME, "{name: no, when: {created: company}, then: [{set: {parent: nobody}}]}")
    lines = "contact add Zoe --source web\ncompany add Void\ncontact add Yan --source web\n"
    told = crm("batch", input=lines, ok=False)
    assert told.code == 8
    assert "line 2: rule 'no', company" in told.err
    assert titles(crm) == ["Send quote", "Welcome Yan", "Welcome Zoe"]


def test_tasks_of_a_stage_count_from_the_day_of_entering(ruled):
    pipelines = """\
pipelines:
  sales:
    stages: [lead, {key: demo, on_enter: [{task: "Show {{title}}", due: +3d, priority: high}]},
      {key: won, outcome: won}, {key: lost, outcome: lost}]
"""
    crm = ruled("{name: x, when: {created: expense}, then: [{task: y}]}", pipelines=pipelines)
    crm("deal", "add", "Shop", "--contact", ANNA, "--opened", "2026-11-02")
    moved = crm("deal", "move", "shop", "demo", "--on", "2026-11-10", "-f", "json").json
    task = crm("task", "show", moved["also"][0]["id"], "-f", "json").json
    assert (task["title"], task["due_on"], task["priority"]) == ("Show Shop", "2026-11-13", "high")
    assert (task["deal"]["name"], task["contact"]["id"]) == ("Shop", ANNA)


def test_without_the_setting_nobody_becomes_a_customer_by_buying(ruled):
    crm = ruled(WELCOME, config="auto_customer: false\n")
    crm("sale", "add", "anna petrova", "100")
    assert crm("contact", "show", ANNA, "--get", "lifecycle", ok=False).out.strip() == ""
    assert [row["name"] for row in crm("rules", "list", "-f", "json").json] == ["welcome"]


def test_who_buys_is_a_customer_and_that_is_answered_too(ruled):
    crm = ruled("{name: c, when: {edited: contact, field: lifecycle}, then: [{task: 'Thank {{name}}'}]}")
    crm("sale", "add", "anna petrova", "100")
    assert crm("contact", "show", ANNA, "--get", "lifecycle").out == "customer\n"
    assert titles(crm) == ["Send quote", "Thank Anna Petrova"]


def test_what_stands_in_a_record_is_never_run_nor_filled_in_again(ruled, tmp_path):
    crm = ruled("{name: a, when: {created: contact}, then: [{task: 'Call {{name}}', note: '{{note}}'}]}")
    crm("contact", "add", "$(touch owned) {{email}}", "--note", "{{7*7}}\n-oProxy", cwd=tmp_path)
    task = next(row for row in crm("task", "list", "-f", "json").json if row["title"].startswith("Call"))
    assert (task["title"], task["note"]) == ("Call $(touch owned) {{email}}", "{{7*7}}\n-oProxy")
    assert not (tmp_path / "owned").exists()


def test_a_mail_without_a_template_refuses_and_names_it(ruled):
    config = "mail: {host: localhost, port: 25, security: none, from: me@x.example}\n"
    crm = ruled("{name: a, when: {created: contact}, then: [{mail: welcome, to: contact}]}", config=config)
    told = crm.fails(1, "contact", "add", "Zoe", "--email", "zoe@x.example")
    assert "rule 'a', contact 9: there is no template 'welcome'" in told.err


def test_a_contact_without_an_address_is_mailed_nothing_and_that_is_told(ruled):
    config = "mail: {host: localhost, port: 25, security: none, from: me@x.example}\n"
    crm = ruled("{name: a, when: {created: contact}, then: [{mail: welcome, to: contact}, {tag: new}]}", config=config)
    told = crm("contact", "add", "Zoe")
    assert told.err == "rule 'a' mails nothing: contact 9 Zoe has no e-mail\n"
    assert crm("contact", "show", 9, "-f", "json").json["tags"] == ["new"]
