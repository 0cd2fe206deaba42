"""Sequences as people handle them: started, stopped, listed, checked."""

from __future__ import annotations

import os

from tinycrm.config.sequences import FORM, read_sequence, sequence_names, sequences_folder
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Listing, Page
from tinycrm.domain.rule import effect_words
from tinycrm.domain.sequence import FINISHED
from tinycrm.domain.text import blank, clean
from tinycrm.errors import NotFound, UsageError
from tinycrm.services.mail.templates import check_fields
from tinycrm.services.work import Done
from tinycrm.store.enrolments import counts, end, enrol, enrolments, ever, reasons

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence as Many

    from tinycrm.domain.results import Row
    from tinycrm.domain.rule import Effect
    from tinycrm.domain.sequence import Sequence, Step
    from tinycrm.services.work import Work
    from tinycrm.store.enrolments import Enrolment

_BY_HAND = "stopped"
_TOLD = 3


def find_sequence(work: Work, name: str) -> Sequence:
    """Gives a sequence. Raises as `read_sequence`."""
    return read_sequence(work.folder, name, work.settings, work.store.pipelines)


def start_sequence(work: Work, sequence: Sequence, ids: Many[int], *, again: bool = False) -> Done:
    """The sequence is under way for the records; for those it was under way for already, nothing has changed.

    Args:
        work: the command's work.
        sequence: which.
        ids: records of its noun.
        again: also those that went through it before.

    Raises:
        UsageError: a template or hook of it cannot be used.
    """
    check_sequence(work, sequence)
    before = ever(work.store.db, sequence.name, ids) if work.store.exists else {}
    running = [id for id in ids if before.get(id)]
    past = [id for id in ids if id in before and not before[id]]
    wanted = [id for id in ids if id not in before or (again and not before[id])]
    if wanted:
        with work.write() as unit:
            for id in wanted:
                unit.need(sequence.noun, id)
                enrol(unit, sequence.name, sequence.noun, id)
    for count, what in ((len(running), "already under way"), (0 if again else len(past), "went through it before")):
        if count:
            hint = "; --again starts it anew" if what.startswith("went") else ""
            work.note(f"{sequence.name}: {what} for {count:,} {_plural(sequence.noun, count)}{hint}")
    told = _named(work, sequence.noun, wanted or ids)
    first = sequence.due_on(sequence.steps[0], work.today, work.settings.week_starts)
    when = "today" if first == work.today else f"on {first}"
    sentence = f"Started {sequence.name} for {told}; its first step comes {when}, with tinycrm run"
    if not wanted:
        sentence = f"{sequence.name} was not started anew for {told}" if ids else "Nobody was named"
    return Done(sequence.noun, list(ids), sentence, changed=bool(wanted))


def stop_sequence(work: Work, name: str, noun: str, ids: Many[int] | None, *, reason: str | None = None) -> Done:
    """The sequence is no longer under way for the records; where it was not, nothing has changed.

    Args:
        work: the command's work.
        name: of the sequence, whose file may be gone.
        noun: of its records.
        ids: the records; None for all.
        reason: in words.
    """
    told = clean(reason or _BY_HAND, what="reason")
    if blank(told):
        raise UsageError("the reason is blank", hint="leave --reason out")
    wanted = None if ids is None else set(ids)
    stopped: list[Enrolment] = []
    running = enrolments(work.store.db, name)
    if any(wanted is None or one.record in wanted for one in running):
        with work.write() as unit:
            meant = [one for one in enrolments(unit.db, name) if wanted is None or one.record in wanted]
            stopped = [one for one in meant if end(unit, one.id, told)]
    noun = stopped[0].noun if stopped else noun
    records = [one.record for one in stopped]
    if not stopped:
        return Done(noun, list(ids or ()), f"{name} is not under way for any of them", changed=False)
    return Done(noun, records, f"Stopped {name} for {_named(work, noun, records)} (tinycrm undo lets it go on)")


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else NOUNS[noun].plural


def _named(work: Work, noun: str, ids: Many[int]) -> str:
    if len(ids) > _TOLD:
        return f"{len(ids):,} {NOUNS[noun].plural}"
    return ", ".join(f"{noun} {id} {work.store.title(noun, id)}".rstrip() for id in ids)


# --- looking ---


def list_sequences(work: Work) -> Listing:
    """Gives the sequences: those that have a file, and those under way whose file is gone."""
    found = counts(work.store.db)
    names = sequence_names(work.folder)
    rows: list[Row] = []
    for name in dict.fromkeys([*names, *sorted(found)]):
        by_reason = found.get(name, {})
        row: Row = {"name": name, "of": None, "steps": None, "days": None, "stop_on": []}
        row |= {"running": by_reason.get("", 0), "finished": by_reason.get(FINISHED, 0)}
        row["stopped"] = sum(count for reason, count in by_reason.items() if reason not in ("", FINISHED))
        row["problem"] = None
        if name in names:
            try:
                sequence = find_sequence(work, name)
                row |= {"of": sequence.noun, "steps": len(sequence.steps), "days": sequence.steps[-1].after}
                row["stop_on"] = [*sequence.stops]
            except UsageError as error:
                row["problem"] = error.message
        elif row["running"]:
            row["problem"] = "its file is gone"
        else:
            continue
        rows.append(row)
    problem = any(row["problem"] for row in rows)
    columns = [
        Column("name", "Name", weight=1),
        Column("of", "Of", weight=0),
        Column("steps", "Steps", "int"),
        Column("days", "Days", "int"),
        Column("stop_on", "Stops on", "list"),
        Column("running", "Under way", "int"),
        Column("finished", "Finished", "int"),
        Column("stopped", "Stopped", "int"),
        Column("problem", "Problem", wide=not problem),
    ]
    place = os.path.join(sequences_folder(work.folder), "NAME.yaml")
    return Listing("sequence", columns, rows, empty=f"No sequences: write {place}, beginning with {FORM}")


def show_sequence(work: Work, name: str, *, everybody: bool = False) -> Page:
    """Gives the steps of a sequence, and how far each record is.

    Args:
        work: the command's work.
        name: which.
        everybody: also those whom it ended for.

    Raises:
        NotFound: there is no such sequence.
        UsageError: its file is broken.
    """
    sequence = find_sequence(work, name)
    over = reasons(work.store.db, sequence.name, sequence.noun, sequence.stops)
    rows = [_row(work, sequence, one, over) for one in enrolments(work.store.db, sequence.name, ended=everybody)]
    rows.sort(key=lambda row: (row["next_on"] is None, str(row["next_on"]), row["id"]))
    steps: list[Row] = [
        {"step": step.name, "after_days": step.after, "then": [effect_words(effect) for effect in step.effects]}
        for step in sequence.steps
    ]
    lines = [f"day {row['after_days']:>3}  {'; '.join(map(str, _texts(row)))}" for row in steps]
    stops = f"Stops on {', '.join(sequence.stops)}" if sequence.stops else "Stops on nothing by itself"
    lines.append(stops + ("; on working days only" if sequence.weekdays_only else ""))
    data: Row = {
        "name": sequence.name,
        "of": sequence.noun,
        "stop_on": [*sequence.stops],
        "weekdays_only": sequence.weekdays_only,
        "steps": [*steps],
        "records": [*rows],
    }
    columns = [
        Column("id", sequence.noun.title(), "id"),
        Column("title", "Name", weight=1),
        Column("started_on", "Started", "day"),
        Column("state", "State", weight=0),
        Column("done", "Done", "list"),
        Column("next_step", "Next"),
        Column("next_on", "On", "day"),
    ]
    who = Listing("enrolment", columns, rows, today=work.today, empty="It is under way for nobody.")
    title = f"{sequence.name}: {len(steps)} step{'' if len(steps) == 1 else 's'} for a {sequence.noun}"
    return Page(title, [("Steps", lines), ("Who", who)], data)


def _texts(row: Row) -> list[str]:
    then = row["then"]
    return [str(text) for text in then] if isinstance(then, list) else []


def _row(work: Work, sequence: Sequence, one: Enrolment, over: dict[int, str]) -> Row:
    left = [step for step in sequence.steps if step.name not in one.done]
    reason = one.reason or over.get(one.id, "")
    upcoming: Step | None = left[0] if left and not reason else None
    due = sequence.due_on(upcoming, one.started_on, work.settings.week_starts) if upcoming else None
    return {
        "id": one.record,
        "title": work.store.title(sequence.noun, one.record) or None,
        "started_on": one.started_on,
        "state": reason or ("under way" if left else FINISHED),
        "done": [step.name for step in sequence.steps if step.name in one.done],
        "next_step": upcoming.name if upcoming else None,
        "next_on": due,
    }


# --- checking ---


def check_sequences(work: Work, name: str | None = None) -> int:
    """Every sequence, or the one that is named, can be used: its words, its templates and its hooks; gives how many.

    Raises:
        NotFound: no such sequence.
        UsageError: the first that cannot; the message begins with its file.
    """
    names = [name] if name is not None else sequence_names(work.folder)
    for one in names:
        check_sequence(work, find_sequence(work, one))
    return len(names)


def check_sequence(work: Work, sequence: Sequence) -> None:
    """The templates and hooks of a sequence are there and can be used. Raises as `check_sequences`."""
    for step in sequence.steps:
        check_files(work, f"{sequence.path}: step {step.name}", sequence.noun, step.effects)


def check_files(work: Work, whose: str, noun: str, effects: Iterable[Effect]) -> None:
    """The templates and hooks that effects name are there, and the templates' fields are those of the noun.

    Raises:
        UsageError: one is not; the message says whose it is.
    """
    from tinycrm.config.letters import read_template

    for effect in effects:
        if effect.kind == "mail":
            try:
                template = read_template(work.folder, effect.texts[0])
            except NotFound as error:
                raise UsageError(f"{whose}: {error.message}", code="no_template", hint=error.hint) from error
            check_fields(template, noun, work.settings)
        elif effect.kind == "hook" and not os.path.isfile(os.path.join(work.folder, "hooks", effect.texts[0])):
            what = f"{whose}: there is no hooks/{effect.texts[0]} in {work.folder}"
            raise UsageError(what, code="no_hook", hint="write it, or take the hook out")
