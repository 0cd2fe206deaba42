"""The programs that rules and sequences run: each once at most, and what cannot be known of one is told."""

from __future__ import annotations

import os

from tinycrm.domain.clock import shifted
from tinycrm.errors import TinyCRMError
from tinycrm.store.hook_calls import QUEUED, Call, forget_call, open_calls, take_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work

# what a program has beside its time, until the process that ran it must be gone
_SPARE_MINUTES = 2


def do_call(work: Work, call: Call, told: str, payload: Row) -> None:
    """A program that waits was run, unless another process has taken it; how it failed is noted.

    When this process ends meanwhile, it stays noted as running.

    Args:
        work: the command's work, with no transaction open.
        call: which program.
        told: whose it is, in words.
        payload: what it gets on stdin.
    """
    from tinycrm.services.automation.hooks import run_hook

    try:
        with work.write() as unit:
            taken = take_call(unit, call)
        if not taken:
            return
        try:
            run_hook(work, call.hook, payload)
        except TinyCRMError as error:
            # what was written stays: the program is told of it, and is not asked
            work.note(f"{told}: {error.message}")
        with work.write() as unit:
            forget_call(unit, call)
    except TinyCRMError as error:
        work.note(f"{told}: hook '{call.hook}': {error.message}")


def catch_up(work: Work) -> list[str]:
    """The programs that a process which ended had not begun were run; gives a line for each that it had, once.

    Args:
        work: the command's work, with no transaction open.
    """
    calls = open_calls(work.store.db)
    if not calls:
        return []
    from tinycrm.services.automation.effects import told_of
    from tinycrm.services.automation.hook_process import DEPTH

    if os.environ.get(DEPTH):
        # inside a hook none is run
        return []
    doubtful: list[str] = []
    for call in calls:
        if call.state != QUEUED:
            if _is_left(work, call):
                doubtful.append(f"{told_call(work, call)}; it is not run again")
                with work.write() as unit:
                    forget_call(unit, call)
            continue
        noun = work.store.noun_of(call.record)
        if call.undone or not noun:
            with work.write() as unit:
                forget_call(unit, call, QUEUED)
            continue
        row = work.store.need(noun, call.record)
        payload: Row = {"rule": call.rule, "noun": noun, "occasion": call.occasion, "record": row}
        do_call(work, call, told_of(call.rule), payload)
    return doubtful


def left_calls(work: Work) -> list[Call]:
    """Gives the programs that a process which ended had begun, or had yet to begin for two minutes and more."""
    return [call for call in open_calls(work.store.db) if _is_left(work, call)]


def _is_left(work: Work, call: Call) -> bool:
    from tinycrm.services.automation.hooks import limit_of

    clock = work.reading.clock
    minutes = _SPARE_MINUTES + limit_of(work) // 60
    # what lies ahead was begun before the clock was set back
    return not shifted(clock.now(), minutes=-minutes) < call.at <= clock.now()


def told_call(work: Work, call: Call) -> str:
    """Gives what is told of a program that has not run, or of which nobody knows whether it ran to its end."""
    from tinycrm.services.automation.effects import told_of

    noun = work.store.noun_of(call.record)
    whom = f"{noun} {call.record} {work.store.title(noun, call.record)}".rstrip() if noun else f"record {call.record}"
    at = work.reading.clock.local(call.at)
    if call.state == QUEUED:
        return f"{told_of(call.rule)}: hook '{call.hook}' has not run for {whom} since {at}"
    return f"{told_of(call.rule)}: hook '{call.hook}' is in doubt: it was begun for {whom} at {at}, and may have ended"
