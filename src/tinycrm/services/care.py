"""Care of the database: what is wrong with it, and what can be mended."""

from __future__ import annotations

import os

from tinycrm.errors import Duplicate, StorageError, TinyCRMError
from tinycrm.services.findings import Finding
from tinycrm.services.surroundings import failed_jobs, last_backup, permissions, place, space, undelivered
from tinycrm.store import journal
from tinycrm.store.sqlite import maintenance, structure, unsound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work

_FIX = "tinycrm doctor --fix"
_SHOWN = 5


def examine(work: Work, folder: str, *, fix: bool = False) -> list[Finding]:
    """Gives what every check found.

    Args:
        work: the command's work.
        folder: the settings folder, already read without an error.
        fix: mend the indexes, the search index, the last-touch marks, the journal and the files' permissions.
    """
    store = work.store
    settings = f"settings read from {folder}" if os.path.isdir(folder) else "no settings folder: the defaults apply"
    found = [Finding("settings", settings), *_rules(work)]
    if not store.exists:
        found.append(Finding("database", f"no database yet at {store.path}: the first write creates it"))
        return found
    wrong = structure.differences(store.db)
    # without its tables nothing else can be looked at
    lost = [one.about for one in wrong if one.kind == "table" and one.state == "missing" and not one.derived]
    broken = lost or maintenance.integrity(store.db)
    if broken:
        about = f"{store.path} is damaged: {', '.join(lost) or broken[0]}"
        return [*found, Finding("database", about, level="wrong", mend="tinycrm restore BACKUP")]
    found += [
        Finding("database", f"{store.path} is sound"),
        _structure(work, wrong, fix=fix),
        place(store.path),
        space(store.path),
        permissions(store.path, fix=fix),
        _values(work),
    ]
    checks: tuple[tuple[str, Callable[..., Finding]], ...] = (
        ("search", _index),
        ("last touch", _marks),
        ("history", _journal),
    )
    for name, check in checks:
        try:
            found.append(check(work, fix=fix))
        except StorageError as error:
            found.append(Finding(name, f"not checked: {error.message}", level="hint"))
    return [
        *found,
        _stages(work),
        *_hooks(folder),
        *_calls(work),
        last_backup(work),
        *failed_jobs(work),
        *undelivered(work),
    ]


def _rules(work: Work) -> list[Finding]:
    """What is wrong with the rules as they are written, and with the templates and hooks that they name."""
    work.broken_rules = ""
    if not work.rules:
        return []
    from tinycrm.services.automation.ruling import unusable

    found = [Finding("rules", rule.problem, level="wrong", mend=rule.mend) for rule in work.rules if rule.problem]
    return found + [
        Finding("rules", error.message, level="wrong", mend=error.hint) for error in unusable(work, work.rules)
    ]


def _hooks(folder: str) -> list[Finding]:
    """What keeps hooks from running: a check that is there when hooks are."""
    if not os.path.lexists(os.path.join(folder, "hooks")):
        return []
    from tinycrm.services.automation.hooks import meant_hooks, problem_of

    try:
        names = meant_hooks(folder)
    except TinyCRMError as error:
        return [Finding("hooks", error.message, level="wrong", mend=error.hint)]
    wrong = [(name, *problem_of(folder, name)) for name in names]
    found = [
        Finding("hooks", problem if name in problem else f"hooks/{name}: {problem}", level="wrong", mend=mend)
        for name, problem, mend in wrong
        if problem
    ]
    return found or [Finding("hooks", f"{len(names)} hook{'' if len(names) == 1 else 's'} can run")]


def _calls(work: Work) -> list[Finding]:
    """What rules have yet to run, or began to run, in a process that is gone."""
    from tinycrm.services.automation.hook_calls import left_calls, told_call

    mend = "tinycrm run runs what was not begun, and tells of the rest once"
    return [Finding("hook", told_call(work, call), level="wrong", mend=mend) for call in left_calls(work)]


def _structure(work: Work, wrong: list[structure.Difference], *, fix: bool) -> Finding:
    if not wrong:
        return Finding("structure", "every table and index is as TinyCRM makes it")
    ours = [one for one in wrong if one.state != "foreign"]
    derived = [one for one in ours if one.derived]
    told = _listed(one.about for one in wrong)
    if fix and derived:
        try:
            with work.store.write() as unit:
                # a search table is filled by the check of the search index, which comes later
                structure.mend(unit, derived)
        except TinyCRMError as error:
            told = f"{_listed(one.about for one in derived)}; it cannot be made again: {error.message}"
            mend = "tinycrm contact dupes" if error.code == Duplicate.default_code else "tinycrm restore BACKUP"
            return Finding("structure", told, level="wrong", mend=mend)
        if len(derived) == len(wrong):
            return Finding("structure", f"made again: {', '.join(one.name for one in derived)}")
        wrong = structure.differences(work.store.db)
        return _structure(work, wrong, fix=False)
    triggers = [one for one in wrong if one.kind == "trigger"]
    mend = _FIX if derived else "tinycrm restore BACKUP"
    if not ours:
        kind, name = (triggers or wrong)[0].kind, (triggers or wrong)[0].name
        mend = f"sqlite3 '{work.store.path}' 'DROP {kind.upper()} \"{name}\"'"
    # a table or index beside ours harms nothing; a trigger changes what we write
    return Finding("structure", told, level="wrong" if ours or triggers else "hint", mend=mend)


def _journal(work: Work, *, fix: bool) -> Finding:
    wrong = journal.unreadable(work.store.db)
    if not wrong:
        return Finding("history", "every change can be read")
    named = _listed(str(number) for number in wrong)
    if fix:
        with work.store.write() as unit:
            journal.drop_unreadable(unit.db, wrong)
        return Finding("history", f"what could not be read is gone; operations that cannot be undone now: {named}")
    told = f"changes of these operations cannot be read, so they can be neither shown nor undone: {named}"
    return Finding("history", told, level="wrong", mend=f"{_FIX} takes those changes out of the history")


def _listed(words: Iterable[str]) -> str:
    known = list(words)
    return ", ".join(known[:_SHOWN]) + (f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else "")


def _values(work: Work) -> Finding:
    wrong = unsound.unsound_values(work.store.db)
    if not wrong:
        return Finding("values", "every value is one that TinyCRM can read")
    listed = [f"{work.store.noun_of(id) or 'record'} {id}: {what}" for id, what in wrong[:_SHOWN]]
    if len(wrong) > _SHOWN:
        listed.append(f"and {len(wrong) - _SHOWN} more")
    first = wrong[0][0]
    noun = work.store.noun_of(first)
    json = [(id, what) for id, what in wrong if what.startswith("fields ")]
    mend = f"tinycrm {noun} edit {first}" if noun else "tinycrm restore BACKUP"
    if json:
        # such a record cannot be opened, so no command of ours can edit it
        noun = work.store.noun_of(json[0][0])
        mend = unsound.by_hand(work.store.path, noun, json[0][0])
    records: list[Row] = [{"id": id, "noun": work.store.noun_of(id) or None, "message": what} for id, what in wrong]
    return Finding("values", "; ".join(listed), level="wrong", mend=mend, records=records)


def _index(work: Work, *, fix: bool) -> Finding:
    db = work.store.db
    wrong = sorted({*maintenance.index_differences(db), *unsound.wrong_keys(db)})
    if wrong and fix:
        with work.store.write() as unit:
            unsound.mend_keys(unit.db)
            maintenance.rebuild_index(unit)
        return Finding("search", f"the search index was rebuilt: {len(wrong)} records were wrong in it")
    if wrong:
        return Finding("search", f"{len(wrong)} records are wrong in the search index", level="wrong", mend=_FIX)
    return Finding("search", "the search index agrees with the records")


def _marks(work: Work, *, fix: bool) -> Finding:
    wrong = maintenance.mark_differences(work.store.db)
    if wrong and fix:
        with work.store.write() as unit:
            maintenance.recompute_marks(unit)
        return Finding("last touch", f"the last-touch marks of {wrong} records were mended")
    if wrong:
        return Finding("last touch", f"the last-touch marks of {wrong} records are wrong", level="wrong", mend=_FIX)
    return Finding("last touch", "the last-touch marks agree with the interactions")


def _stages(work: Work) -> Finding:
    known = {(line.key, stage.key) for line in work.store.pipelines for stage in line.stages}
    lost = [(p, s, n) for p, s, n in maintenance.stages_in_use(work.store.db) if (p, s) not in known]
    if not lost:
        return Finding("stages", "every deal stands in a stage of its pipeline")
    listed = ", ".join(f"{count} in {pipeline}/{stage}" for pipeline, stage, count in lost)
    return Finding(
        "stages",
        f"deals stand in stages that pipelines.yaml does not have: {listed}",
        level="wrong",
        mend="tinycrm pipeline rename-stage OLD NEW",
    )
