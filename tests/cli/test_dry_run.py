"""--dry-run says what would be done and changes not one byte."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _bytes(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if not path.name.endswith("-shm")}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("contact", "rm", BO), "remove contact 3 Bo Li"),
        (("contact", "rm", BO, SARA, "--yes"), "remove 2 contacts"),
        (("company", "rm", NEVA, "--cascade"), "remove company 1 Neva Trade"),
        (("contact", "merge", ANNA, ORLOVA), "merge contact 8 into 2 Anna Petrova"),
        (("contact", "edit", "--where", "tag = lead", "--title", "CTO"), "2 contacts"),
        (("contact", "edit", BO, "--name", "Bo Lee"), "contact 3"),
        (("contact", "tag", "--where", "name ~ anna", "x"), "2 contacts"),
        (("contact", "untag", ANNA, "lead"), "untag 1 contact: lead"),
        (("deal", "edit", WEBSITE, "--value", "1"), "deal 5"),
        (("deal", "rm", WEBSITE), "deal 5"),
        (("task", "edit", QUOTE, "--clear", "due"), "task 6"),
        (("interaction", "rm", CALL), "interaction 7"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_a_dry_run_changes_not_one_byte_and_says_what_it_would_do(stocked, words, said):
    before = _bytes(stocked.db.parent)
    answer = stocked(*words, "--dry-run", "-f", "table")
    assert answer.out.startswith("Would ")
    assert said in answer.out
    assert _bytes(stocked.db.parent) == before


def test_a_dry_run_prints_no_id_in_a_pipe(stocked):
    assert stocked("contact", "rm", BO, "--dry-run").out == ""
    assert stocked("contact", "edit", BO, "--title", "x", "--dry-run").out == ""


def test_a_dry_run_of_several_removals_needs_no_yes(stocked):
    assert stocked("contact", "rm", BO, SARA, "--dry-run").code == 0
    assert "--yes" in stocked.fails(2, "contact", "rm", BO, SARA).err
    assert stocked("contact", "rm", BO, SARA, "-y").ids == [BO, SARA]


def test_a_dry_run_refuses_what_the_run_would_refuse(stocked):
    before = _bytes(stocked.db.parent)
    stocked.fails(1, "contact", "merge", ANNA, ANNA, "--dry-run")
    stocked.fails(2, "deal", "edit", WEBSITE, "--value", "abc", "--dry-run")
    stocked.fails(1, "company", "rm", NEVA, "--dry-run")
    stocked.fails(5, "contact", "edit", BO, "--email", "anna@neva.example", "--dry-run")
    assert _bytes(stocked.db.parent) == before
