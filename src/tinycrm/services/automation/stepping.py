"""The steps of sequences whose day has come, each once, in order, with one mail a person and day."""

from __future__ import annotations

from tinycrm.config.sequences import read_sequence
from tinycrm.domain.results import id_of
from tinycrm.domain.rule import effect_words
from tinycrm.domain.sequence import FINISHED
from tinycrm.errors import NotFound, UsageError
from tinycrm.services.automation.effects import REFUSALS, Firing, apply_effects
from tinycrm.store.enrolments import end, enrolments, reasons, rule_of, running_sequences
from tinycrm.store.firing import remember

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.domain.results import Row
    from tinycrm.domain.sequence import Sequence, Step
    from tinycrm.services.automation.running import Ran
    from tinycrm.services.work import Work
    from tinycrm.store.enrolments import Enrolment
    from tinycrm.store.unit import Unit

# under which it is remembered that a person was mailed on a day
_MAILED = "sequence mail"
# records that reach the disk together: others write between two such steps
_TOGETHER = 100
# what became of a step
_DONE, _PASSED, _WAITS = "done", "passed", "waits"


def run_sequences(work: Work, ran: Ran) -> None:
    """Every step that is due is done, and what ended has ended; what is refused holds nothing else up.

    Args:
        work: the command's work, with no transaction open.
        ran: told of what was done and refused.
    """
    command, cause = work.store.command, work.cause
    try:
        for name in running_sequences(work.store.db):
            try:
                sequence = read_sequence(work.folder, name, work.settings, work.store.pipelines)
            except (UsageError, NotFound) as error:
                ran.failed.append(_told(name, error))
                continue
            _run(work, sequence, ran)
    finally:
        work.store.command, work.cause = command, cause


def _told(name: str, error: UsageError | NotFound) -> str:
    if isinstance(error, NotFound):
        return f"sequence '{name}' is under way, and its file is gone (tinycrm sequence stop {name} --all)"
    return error.message


def _run(work: Work, sequence: Sequence, ran: Ran) -> None:
    over = reasons(work.store.db, sequence.name, sequence.noun, sequence.stops)
    waiting = [one for one in enrolments(work.store.db, sequence.name) if _has_work(work, sequence, one, over)]
    for start in range(0, len(waiting), _TOGETHER):
        with work.store.group():
            for enrolment in waiting[start : start + _TOGETHER]:
                _proceed(work, sequence, enrolment, ran)
        ran.notes += [note for note in work.notes if note not in ran.notes]
        work.also.clear()
        work.notes.clear()


def _has_work(work: Work, sequence: Sequence, enrolment: Enrolment, over: dict[int, str]) -> bool:
    if enrolment.noun != sequence.noun:
        return False
    return enrolment.id in over or not _left(sequence, enrolment) or any(due_steps(work, sequence, enrolment))


def _left(sequence: Sequence, enrolment: Enrolment) -> list[Step]:
    return [step for step in sequence.steps if step.name not in enrolment.done]


def due_steps(work: Work, sequence: Sequence, enrolment: Enrolment) -> Iterator[Step]:
    """Yields the steps of an enrolment whose day has come and that were not done, in order."""
    for step in _left(sequence, enrolment):
        if sequence.due_on(step, enrolment.started_on, work.settings.week_starts) > work.today:
            # the later ones wait for their turn
            return
        yield step


def list_steps(work: Work) -> list[Row]:
    """Gives the steps that a run would do now, as rows of the list of what is due; nothing is written.

    Of a sequence under way whose file is gone or broken there is a note.
    """
    rows: list[Row] = []
    for name in running_sequences(work.store.db):
        try:
            sequence = read_sequence(work.folder, name, work.settings, work.store.pipelines)
        except (UsageError, NotFound) as error:
            work.note(_told(name, error))
            continue
        over = reasons(work.store.db, name, sequence.noun, sequence.stops)
        for enrolment in enrolments(work.store.db, name):
            if enrolment.id not in over and enrolment.noun == sequence.noun:
                rows += [_due_row(work, sequence, enrolment, step) for step in _of_today(work, sequence, enrolment)]
    return rows


def _of_today(work: Work, sequence: Sequence, enrolment: Enrolment) -> Iterator[Step]:
    """Yields the due steps up to the second mail, which waits for another day."""
    mailed = False
    for step in due_steps(work, sequence, enrolment):
        if step.writes and mailed:
            return
        mailed |= step.writes
        yield step


def _due_row(work: Work, sequence: Sequence, enrolment: Enrolment, step: Step) -> Row:
    return {
        "rule": rule_of(sequence.name, step.name),
        "noun": enrolment.noun,
        "id": enrolment.record,
        "title": work.store.title(enrolment.noun, enrolment.record),
        "when": f"day {step.after} of {sequence.name}",
        "occasion": str(enrolment.id),
        "then": "; ".join(effect_words(effect) for effect in step.effects),
    }


def _proceed(work: Work, sequence: Sequence, enrolment: Enrolment, ran: Ran) -> None:
    """The enrolment has ended, or its due steps were done, up to one that has to wait or was refused."""
    steps: list[Step | None] = [*due_steps(work, sequence, enrolment)]
    if not steps or len(steps) == len(_left(sequence, enrolment)):
        # what has ended is to be noted, although there is no step for it
        steps.append(None)
    for step in steps:
        rule = rule_of(sequence.name, step.name) if step else f"sequence:{sequence.name}"
        work.store.command, work.cause = f"run: {rule}", rule
        noted, made = len(work.notes), len(work.also)
        try:
            with work.write() as unit:
                did = _do(work, unit, sequence, enrolment, step)
        except REFUSALS as error:
            del work.notes[noted:], work.also[made:]
            ran.failed.append(error.message)
            return
        if did == _WAITS:
            return
        if did == _DONE:
            ran.done[rule] = ran.done.get(rule, 0) + 1


def _do(work: Work, unit: Unit, sequence: Sequence, seen: Enrolment, step: Step | None) -> str:
    """A step was done, now or before (_DONE, _PASSED), or there is no more to do now: it has ended, or waits."""
    unit.by_itself()
    # inside the transaction: another run, or a person, may have been there since
    found = enrolments(unit.db, sequence.name, record=seen.record)
    now = next((one for one in found if one.id == seen.id), None)
    if now is None:
        return _WAITS
    reason = reasons(unit.db, sequence.name, sequence.noun, sequence.stops, only=seen.id).get(seen.id)
    if reason is None and not _left(sequence, now):
        reason = FINISHED
    if reason is not None:
        end(unit, seen.id, reason)
    if reason is not None or step is None:
        return _WAITS
    if step.name in now.done:
        return _PASSED
    if step.writes and not _may_mail(work, unit, seen):
        return _WAITS
    row = unit.need(seen.noun, seen.record)
    rule = rule_of(sequence.name, step.name)
    owner = str(row.get("owner") or "")
    apply_effects(Firing(work, unit, rule, seen.noun, seen.record, occasion=str(seen.id), owner=owner), step.effects)
    if unit.events:
        from tinycrm.services.automation.answering import react

        react(work, unit)
    unit.begin_operation()
    remember(unit, rule, seen.record, str(seen.id))
    return _DONE


def _may_mail(work: Work, unit: Unit, enrolment: Enrolment) -> bool:
    """Says whether the person had no mail of a sequence today, and lets it be so from now on."""
    from tinycrm.services.mail.mail_log import addressee

    person = addressee(work, enrolment.noun, enrolment.record)
    return person is None or remember(unit, _MAILED, id_of(person), unit.day)
