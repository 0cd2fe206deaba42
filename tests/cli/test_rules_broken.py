"""A rule that is broken: reads go on, sound rules work, and no write is refused that it cannot be about."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
SOUND = "{name: born, when: {birthday: 0d}, then: [{task: 'Call {{name}}'}]}"
HELLO = "{name: hello, when: {created: contact}, then: [{task: 'Greet {{name}}'}]}"
GONE = "{name: chase, when: {stage: offer, for: 7d}, then: [{task: 'Chase {{title}}'}]}"
LEFT = "{name: left, when: {entered: offer}, then: [{task: 'Left {{title}}'}]}"
MOVES = "{name: vip, when: {created: deal}, then: [{move: offer}]}"
TYPO = "{name: typo, when: {creatd: contact}, then: [{task: x}]}"


@pytest.fixture
def ruled(stocked):
    """Writes a rules.yaml beside the database and gives the program."""

    def write(*rules: str, text: str = ""):
        folder = stocked.db.parent / "crm.db.d"
        folder.mkdir(exist_ok=True)
        lines = "".join(f"  - {rule}\n" for rule in rules)
        (folder / "rules.yaml").write_text(text or f"rules:\n{lines}", encoding="utf-8")
        return stocked

    return write


def warning(crm, *words: str | int) -> str:
    """What a call that does its work tells beside it: one line."""
    told = crm(*words)
    assert len(told.err.splitlines()) == 1, told
    return told.err


def titles(crm) -> list[str]:
    return [row["title"] for row in crm("task", "list", "--all", "-f", "json").json]


@pytest.mark.parametrize("words", [("contact", "list"), ("deal", "show", WEBSITE), ("today",), ("search", "anna")])
@pytest.mark.parametrize("rules", [(GONE,), (MOVES,), (TYPO,), (GONE, LEFT, TYPO)], ids=len)
def test_a_read_goes_on_and_one_line_tells(ruled, rules, words):
    crm = ruled(*rules)
    assert "(tinycrm rules validate)" in warning(crm, *words)
    assert "rules.yaml:" in warning(crm, *words)


def test_the_warning_names_the_place_the_rule_and_the_others(ruled):
    crm = ruled(GONE, LEFT, SOUND)
    told = warning(crm, "contact", "list")
    place = crm.db.parent / "crm.db.d" / "rules.yaml"
    assert told == (
        f"{place}:2:33: no pipeline has a stage 'offer'; rule 'chase' is not done, nor is 1 more until that is mended"
        " (tinycrm rules validate)\n"
    )
    assert crm("contact", "list", "-q").err == ""


def test_writes_that_a_rule_of_a_stage_that_is_gone_cannot_concern_are_done(ruled):
    crm = ruled(GONE, LEFT, HELLO)
    warning(crm, "log", "call", ANNA, "Well")
    warning(crm, "deal", "move", WEBSITE, "proposal")
    warning(crm, "contact", "add", "Zoe")
    assert "Greet Zoe" in titles(crm)


def test_a_write_that_a_broken_rule_may_answer_is_refused_and_others_are_done(ruled):
    crm = ruled(MOVES)
    before = crm.dump()
    told = crm.fails(2, "deal", "add", "Shop", "--contact", ANNA)
    assert "rules.yaml:2:54: no pipeline has a stage 'offer'; " in told.err
    assert crm.dump() == before
    warning(crm, "deal", "edit", WEBSITE, "--value", "5000")
    warning(crm, "contact", "add", "Zoe")


def test_the_filter_of_a_broken_rule_still_says_what_it_is_not_about(ruled):
    crm = ruled("{name: vip, when: {created: deal}, if: value > 1000, then: [{move: offer}]}")
    warning(crm, "deal", "add", "Small", "--value", "10")
    crm.fails(2, "deal", "add", "Large", "--value", "5000")


@pytest.mark.parametrize("text", ["", "rules: [", "rules: 5\n", "rules:\n- [" + "x, " * 30 + "\n"], ids=len)
def test_what_cannot_be_read_may_concern_any_write(ruled, text: str):
    crm = ruled(TYPO, text=text)
    before = crm.dump()
    for words in (("contact", "edit", ANNA, "--note", "n"), ("task", "done", QUOTE), ("deal", "move", WEBSITE, "won")):
        assert "rules.yaml:" in crm.fails(2, *words).err
    assert crm.dump() == before
    assert "nothing can be changed until that is mended" in warning(crm, "contact", "list")


def test_imports_undo_and_backups_are_not_held_up(ruled, tmp_path):
    crm = ruled(SOUND)
    crm("contact", "edit", ANNA, "--note", "n")
    ruled(TYPO)
    warning(crm, "undo")
    (tmp_path / "in.csv").write_text("Name,Email\nIvan,ivan@x.example\n")
    assert crm("import", tmp_path / "in.csv", "--as", "contacts").code == 0
    assert crm("contact", "list", "--where", "name = Ivan", "-f", "ids").ids != []
    warning(crm, "backup", tmp_path / "copy.db")


@pytest.mark.parametrize("broken", [GONE, MOVES, TYPO], ids=["time", "event", "unknown"])
def test_a_run_does_the_sound_ones_and_tells_with_its_exit_code(ruled, broken: str):
    crm = ruled(broken, SOUND) if broken != TYPO else ruled(broken, SOUND.replace("task: 'Call {{name}}'", "hook: no"))
    told = crm("--today", "2026-12-10", "run", "-f", "json", ok=False)
    assert told.code == 8
    assert "rules.yaml:2:" in told.json["failed"][0]
    assert sum("rules.yaml:2:" in line for line in told.err.splitlines()) == 1
    if broken != TYPO:
        assert told.json["fired"] == {"born": 1}


def test_what_may_concern_any_write_stops_the_firings_of_a_run_too(ruled):
    crm = ruled(TYPO, SOUND)
    told = crm("--today", "2026-12-10", "run", "-f", "json", ok=False)
    assert (told.code, told.json["fired"]) == (8, {})
    ruled(SOUND)
    assert crm("--today", "2026-12-10", "run", "-f", "json").json["fired"] == {"born": 1}


def test_validate_and_doctor_and_the_list_tell_what_is_wrong(ruled):
    crm = ruled(SOUND, GONE, MOVES)
    told = crm.fails(2, "rules", "validate").err
    assert "rules.yaml:3:33: no pipeline has a stage 'offer' (and 1 more); the stages: lead, qualified" in told
    rows = {row["name"]: row["problem"] for row in crm("rules", "list", "-f", "json").json}
    assert rows["born"] is None
    assert "rules.yaml:3:33: no pipeline" in rows["chase"]
    assert "rules.yaml:4:54: no pipeline" in rows["vip"]
    found = crm("doctor", "-f", "json", ok=False)
    wrong = [check for check in found.json["checks"] if check["check"] == "rules"]
    assert (found.code, [check["ok"] for check in wrong]) == (1, [False, False])
    assert wrong[0]["mend"].startswith("the stages: lead, ")
    assert (crm("rules", "list").err, found.err) == ("", "")


def test_a_broken_rule_can_be_neither_tried_nor_run_nor_passed_over(ruled):
    crm = ruled(SOUND, GONE)
    for words in (("rules", "test", "chase"), ("run", "--only", "chase"), ("rules", "skip", "chase")):
        assert "rules.yaml:3:33: no pipeline has a stage 'offer'; " in crm.fails(2, *words).err


def test_a_field_that_is_gone_stops_no_write(ruled):
    crm = ruled("{name: a, when: {edited: contact, field: budget}, if: name = x, then: [{task: x}]}")
    assert "a contact has no field 'budget'" in warning(crm, "contact", "edit", ANNA, "--note", "n")


def test_tab_is_answered_in_silence(ruled):
    crm = ruled(GONE, SOUND)
    told = crm("completion", "values", "rule", "")
    assert (told.err, "born" in told.lines) == ("", True)


def test_a_batch_tells_once(ruled):
    crm = ruled(GONE)
    told = crm("batch", input="contact add Zoe\ncontact add Yan\ncontact list\n")
    assert told.err.count("rules.yaml") == 1


def test_what_is_mended_works_at_once(ruled):
    crm = ruled(TYPO)
    crm.fails(2, "contact", "add", "Zoe")
    ruled(HELLO)
    assert crm("contact", "add", "Zoe").err == ""
    assert "Greet Zoe" in titles(crm)


def test_ten_thousand_rules_are_refused_with_a_reason(ruled):
    crm = ruled(*(SOUND.replace("born", f"born{n}") for n in range(10_000)))
    assert "rules.yaml" in warning(crm, "contact", "list")
    assert "rules.yaml" in crm.fails(2, "rules", "validate").err


def test_five_hundred_rules_work(ruled):
    crm = ruled(*(SOUND.replace("born", f"born{n}") for n in range(500)))
    assert crm("--today", "2026-12-10", "run", "-f", "json").json["fired"] == {f"born{n}": 1 for n in range(500)}


def test_a_file_that_cannot_be_read_stops_no_read_and_is_told_by_all_that_tell(ruled):
    crm = ruled(SOUND)
    place = crm.db.parent / "crm.db.d" / "rules.yaml"
    place.unlink()
    place.mkdir()
    assert warning(crm, "contact", "list") == (
        f"{place}: not a file; nothing can be changed until that is mended (tinycrm rules validate)\n"
    )
    assert warning(crm, "today")
    assert (
        crm.fails(2, "contact", "add", "Zoe").err
        == f"tinycrm: {place}: not a file; it must be a text file; move it away\n"
    )
    assert f"{place}: not a file" in crm.fails(8, "run").err
    examined = crm("doctor", ok=False)
    assert (examined.code, f"{place}: not a file" in examined.out) == (1, True)
    crm.fails(2, "rules", "validate")
    place.rmdir()
    assert crm("contact", "add", "Zoe").err == ""


def test_a_rule_of_an_event_whose_template_is_gone_is_told_by_run_and_doctor(ruled):
    crm = ruled("{name: bad, when: {created: contact}, then: [{mail: nosuch, to: contact}]}", SOUND)
    assert "rule 'bad': there is no templates/nosuch.md" in crm.fails(8, "run").err
    examined = crm("doctor", ok=False)
    assert (examined.code, "rule 'bad': there is no templates/nosuch.md" in examined.out) == (1, True)
    assert crm("contact", "list").err == ""


def test_rules_that_lead_round_in_time_are_named(ruled):
    crm = ruled(
        "{name: there, when: {stage: qualified, for: 7d}, then: [{move: proposal}]}",
        "{name: back, when: {stage: proposal, for: 7d}, then: [{move: qualified}]}",
        "{name: quiet, when: {no_interaction: 2d}, then: [{task: Ring, due: +0d}]}",
        "{name: late, when: {task_overdue: 1d}, then: [{log: note, text: Late}]}",
    )
    told = crm("rules", "validate").err
    assert "there → back → there lead round: each is done again as often as its time comes; an 'if' ends that" in told
    assert "quiet → late → quiet lead round: each is done again" in told
