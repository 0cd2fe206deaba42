"""Rule 1: what was acknowledged is durable, and a killed command was done whole or not at all."""

from __future__ import annotations

import time

from tests.conftest import TODAY
from tests.torture.conftest import assert_sound
from tests.torture.tries import KINDS, ROUND, Maker, Try, read, run_and_kill


def test_what_was_printed_is_there_after_a_kill_and_nothing_is_half_done(crm, tmp_path, times, rng, figures):
    kills = times(1000)
    crm.env["TINYCRM_TODAY"] = TODAY
    maker = Maker(crm, rng, kills, tmp_path)
    usual: dict[str, float] = {}
    tried: list[Try] = []
    for kind in KINDS:
        attempt = maker.make(kind)
        begun = time.monotonic()
        run_and_kill(crm, attempt, 60)
        usual[kind] = time.monotonic() - begun
        tried.append(attempt)
    done = 0
    while done < kills:
        maker.fresh()
        this_round: list[Try] = []
        while done < kills and sum(attempt.killed for attempt in this_round) < ROUND:
            attempt = maker.make(rng.choice(KINDS))
            this_round.append(attempt)
            # the first half of a short command is Python's start; most moments fall into what follows
            low = rng.choice((0.0, 0.5, 0.7))
            run_and_kill(crm, attempt, usual[attempt.kind] * rng.uniform(low, 1.1))
            done += attempt.killed
        state = read(crm)
        assert_sound(crm.db)
        for attempt in this_round:
            attempt.settle(state)
            assert attempt.kind in ("rm", "undo", "backup") or state.ids >= set(attempt.printed), attempt.words
        tried += this_round
    state = read(crm)
    for attempt in tried:
        if attempt.lasting:
            attempt.settle(state)
    told = crm("doctor").out
    assert "WRONG" not in told
    ids = sum(len(attempt.printed) for attempt in tried)
    half = sum(attempt.killed and attempt.happened is True for attempt in tried)
    assert crm("contact", "add", "After").id > max(state.ids)
    assert ids > kills / 4
    figures(
        rule=1,
        what="SIGKILLs at random moments of add, edit, move, done, log, import, rm, merge, undo, backup and batch",
        count=done,
        found=f"0 of {ids:,} acknowledged ids lost, 0 commands half done; {half} had been done when they were killed",
    )


def test_a_first_write_that_is_killed_leaves_a_whole_database_or_none(crm, tmp_path, times, rng, figures):
    begun = time.monotonic()
    crm("contact", "add", "Anna", "--email", "anna@x.example")
    usual = time.monotonic() - begun
    killed, there = 0, 0
    for turn in range(times(200)):
        crm.db = tmp_path / f"first{turn}" / "crm.db"
        crm.env["TINYCRM_DB"] = str(crm.db)
        attempt = Try("add", ("contact", "add", "Anna", "--email", "anna@x.example"), lambda state: True)
        run_and_kill(crm, attempt, usual * rng.uniform(0.4, 1.1))
        killed += attempt.killed
        if crm.db.exists():
            there += attempt.killed
            assert_sound(crm.db)
            assert crm("contact", "list", "-f", "ids").ids == [1]
        else:
            assert attempt.printed == []
            assert crm("contact", "add", "Bo").id == 1
    figures(
        rule=1,
        what="SIGKILLs of the write that creates the database",
        count=killed,
        found=f"{there} whole, {killed - there} not there at all, 0 partial",
    )
