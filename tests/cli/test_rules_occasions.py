"""What rules of time count from: what comes about anew is a new occasion, and what was undone and redone is not."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
WAIT = "{name: wait, when: {ticket_unanswered: 2d}, then: [{task: 'Answer {{title}}'}]}"
HERE = "{name: here, when: {stage: qualified, for: 0d}, then: [{task: 'Ask {{title}}'}]}"
RENEW = "{name: renew, when: {subscription_ends: 30d}, then: [{task: 'Renew {{product}}'}]}"
BORN = "{name: born, when: {birthday: 3d}, then: [{task: 'Card for {{name}}'}]}"


@pytest.fixture
def ruled(stocked):
    """Writes a rules.yaml beside the database and gives the program."""

    def write(*rules: str):
        folder = stocked.db.parent / "crm.db.d"
        folder.mkdir(exist_ok=True)
        lines = "".join(f"  - {rule}\n" for rule in rules)
        (folder / "rules.yaml").write_text(f"rules:\n{lines}", encoding="utf-8")
        return stocked

    return write


def fired(crm, day: str) -> dict[str, int]:
    return crm("--today", day, "run", "-f", "json").json["fired"]


def waiting(ruled):
    """A ticket that was waited for once, and is resolved without an answer."""
    crm = ruled(WAIT)
    ticket = crm("ticket", "add", "Broken", "--who", "anna@neva.example", "--at", "2026-11-16 00:00").id
    assert fired(crm, "2026-11-20") == {"wait": 1}
    crm("ticket", "resolve", ticket)
    return crm, ticket


def test_a_ticket_that_is_opened_again_after_an_undo_is_opened_anew(ruled):
    crm, ticket = waiting(ruled)
    for _ in range(3):
        crm("ticket", "reopen", ticket)
        assert fired(crm, "2026-11-20") == {"wait": 1}
        assert fired(crm, "2026-11-21") == {}
        crm("undo")
    assert fired(crm, "2026-11-21") == {}


def test_an_opening_that_was_undone_and_redone_is_the_same(ruled):
    crm, ticket = waiting(ruled)
    crm("ticket", "reopen", ticket)
    assert fired(crm, "2026-11-20") == {"wait": 1}
    for _ in range(2):
        crm("undo")
        assert fired(crm, "2026-11-20") == {}
        crm("redo")
        assert fired(crm, "2026-11-20") == {}


def test_every_opening_is_one_of_its_own(ruled):
    crm, ticket = waiting(ruled)
    for _ in range(3):
        crm("ticket", "reopen", ticket)
        assert fired(crm, "2026-11-20") == {"wait": 1}
        crm("ticket", "resolve", ticket)


def test_a_stage_that_was_left_by_undo_and_entered_on_the_same_day_is_entered_anew(ruled):
    crm = ruled(HERE)
    for _ in range(3):
        crm("deal", "move", WEBSITE, "qualified")
        assert fired(crm, "2026-11-16") == {"here": 1}
        assert fired(crm, "2026-11-16") == {}
        crm("undo")
    assert fired(crm, "2026-11-16") == {}


def test_a_stage_whose_entering_was_undone_and_redone_is_the_same(ruled):
    crm = ruled(HERE)
    crm("deal", "move", WEBSITE, "qualified")
    assert fired(crm, "2026-11-16") == {"here": 1}
    crm("undo")
    crm("redo")
    assert fired(crm, "2026-11-17") == {}


def test_what_happened_in_the_stage_before_stays_done(ruled):
    crm = ruled(HERE)
    crm("deal", "move", WEBSITE, "qualified")
    assert fired(crm, "2026-11-16") == {"here": 1}
    crm("deal", "move", WEBSITE, "proposal")
    # back to where it stood, for it never left
    crm("undo")
    assert fired(crm, "2026-11-17") == {}


def test_a_birthday_that_is_put_right_is_another_and_the_same_one_is_not(ruled):
    crm = ruled(BORN)
    assert fired(crm, "2026-12-08") == {"born": 1}
    crm("contact", "edit", ANNA, "--birthday", "1991-12-10")
    assert fired(crm, "2026-12-09") == {}
    crm("contact", "edit", ANNA, "--birthday", "1991-12-20")
    assert fired(crm, "2026-12-16") == {}
    assert fired(crm, "2026-12-17") == {"born": 1}
    assert fired(crm, "2026-12-18") == {}
    crm("contact", "edit", ANNA, "--birthday", "--12-10")
    assert fired(crm, "2026-12-10") == {}
    assert fired(crm, "2027-12-09") == {"born": 1}


def test_a_last_day_that_is_moved_is_another_and_the_same_one_is_not(ruled):
    crm = ruled(RENEW)
    words = ("--every", "month", "--product", "Care", "--start", "2026-01-01")
    care = crm("subscription", "add", "neva", "40", *words).id
    for last in ("2026-12-10", "2026-12-15"):
        crm("subscription", "cancel", care, "--end", last)
        assert fired(crm, "2026-11-20") == {"renew": 1}
    crm("undo")
    assert fired(crm, "2026-11-20") == {}
    crm("redo")
    assert fired(crm, "2026-11-20") == {}
