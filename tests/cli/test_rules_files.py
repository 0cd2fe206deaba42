"""Files of the settings that are not there, or broken: the next step is in the message."""

from __future__ import annotations

import pytest

ANNA = 2
COURSE = 'steps: [{after: 0d, then: [{task: "Greet {{name}}"}]}]'


@pytest.fixture
def taught(stocked):
    """Writes sequences beside the database: name → text; gives the program."""

    def write(**sequences: str):
        folder = stocked.db.parent / "crm.db.d" / "sequences"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in sequences.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return stocked

    return write


def test_a_sequence_that_is_not_there_is_refused_with_the_file_to_write(taught):
    crm = taught()
    place = crm.db.parent / "crm.db.d" / "sequences" / "nope.yaml"
    told = crm.fails(3, "sequence", "start", "nope", ANNA).err
    assert told == (
        f"tinycrm: there is no sequence 'nope'; write {place}, beginning with"
        " steps: [{after: 3d, then: [{task: Call}]}]\n"
    )
    # and that is a sequence
    place.write_text(told.rstrip("\n").partition("beginning with ")[2])
    crm("sequence", "start", "nope", ANNA)
    assert (
        f"did you mean nope? there are: nope; write {place.with_name('nop.yaml')}, "
        in crm.fails(3, "sequence", "start", "nop", ANNA).err
    )


def test_who_has_no_rules_is_told_which_file_to_write(taught):
    crm = taught()
    folder = crm.db.parent / "crm.db.d"
    told = crm.fails(2, "rules", "test", "hello").err
    assert told.startswith("tinycrm: there is no rule 'hello'; rules: auto_customer")
    (folder / "config.yaml").write_text("auto_customer: false\n")
    told = crm.fails(2, "rules", "test", "hello").err
    assert f"rules: none; write {folder}/rules.yaml, beginning with rules: [" in told
    (folder / "rules.yaml").write_text(told.rstrip("\n").partition("beginning with ")[2])
    assert crm("rules", "validate").err == "1 rule, all sound\n"


def test_a_dry_run_lists_what_is_due_although_a_file_is_broken(taught):
    crm = taught(course=COURSE, other=COURSE)
    crm("sequence", "start", "course", ANNA)
    crm("sequence", "start", "other", ANNA)
    taught(course="steps: [")
    told = crm("run", "--dry-run", "-f", "json")
    assert [row["rule"] for row in told.json] == ["sequence:other:1"]
    assert "course.yaml:2:1: " in told.err
