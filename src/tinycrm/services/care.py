"""Care of the database: checks, backups, restore."""

from __future__ import annotations

import os

from tinycrm.errors import StorageError, UsageError
from tinycrm.store.sqlite import maintenance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.work import Work


class Finding:
    """What a check found.

    Attributes:
        check: its name, a stable word.
        message: what is so, in one line.
        fine: whether it is as it should be.
        mend: the command that mends it, or "".
    """

    __slots__ = ("check", "fine", "mend", "message")

    def __init__(self, check: str, message: str, *, fine: bool = True, mend: str = "") -> None:
        self.check = check
        self.message = message
        self.fine = fine
        self.mend = mend


def examine(work: Work, folder: str, *, fix: bool = False) -> list[Finding]:
    """Gives what every check found.

    Args:
        work: the command's work.
        folder: the settings folder, already read without an error.
        fix: mend the search index, the last-touch marks and the files' permissions.
    """
    store = work.store
    settings = f"settings read from {folder}" if os.path.isdir(folder) else "no settings folder: the defaults apply"
    found = [Finding("settings", settings)]
    if not store.exists:
        found.append(Finding("database", f"no database yet at {store.path}: the first write creates it"))
        return found
    broken = maintenance.integrity(store.db)
    found.append(
        Finding("database", f"{store.path} is sound")
        if not broken
        else Finding("database", f"{store.path} is damaged: {broken[0]}", fine=False, mend="tinycrm restore BACKUP")
    )
    if broken:
        return found
    found += [_files(store.path, fix=fix), _index(work, fix=fix), _marks(work, fix=fix), _stages(work)]
    return found


def _files(path: str, *, fix: bool) -> Finding:
    private = {os.path.dirname(os.path.abspath(path)): 0o700}
    private |= {path + ending: 0o600 for ending in ("", "-wal", "-shm") if os.path.exists(path + ending)}
    wrong: list[str] = []
    for name, mode in private.items():
        found = os.stat(name).st_mode & 0o777
        # a shared folder such as /tmp is not ours to close
        ours = mode == 0o600 or os.path.basename(name) == "tinycrm"
        if found & ~mode and ours:
            if fix:
                os.chmod(name, mode)
            else:
                wrong.append(f"{name} is open to others ({found:03o})")
    if wrong:
        return Finding("permissions", "; ".join(wrong), fine=False, mend="tinycrm doctor --fix")
    return Finding("permissions", "the files are private")


def _index(work: Work, *, fix: bool) -> Finding:
    wrong = maintenance.index_differences(work.store.db)
    if wrong and fix:
        with work.store.write() as unit:
            maintenance.rebuild_index(unit)
        return Finding("search", f"the search index was rebuilt: {len(wrong)} records were wrong in it")
    if wrong:
        return Finding(
            "search", f"{len(wrong)} records are wrong in the search index", fine=False, mend="tinycrm doctor --fix"
        )
    return Finding("search", "the search index agrees with the records")


def _marks(work: Work, *, fix: bool) -> Finding:
    wrong = maintenance.mark_differences(work.store)
    if wrong and fix:
        with work.store.write() as unit:
            maintenance.recompute_marks(unit)
        return Finding("last touch", f"the last-touch marks of {wrong} records were mended")
    if wrong:
        return Finding(
            "last touch", f"the last-touch marks of {wrong} records are wrong", fine=False, mend="tinycrm doctor --fix"
        )
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
        fine=False,
        mend="tinycrm pipeline rename-stage OLD NEW",
    )


def back_up(work: Work, target: str | None) -> str:
    """A verified copy of the database is at the path that is returned, private.

    Args:
        work: the command's work.
        target: a file or folder; None is `backups/` beside the database.

    Raises:
        UsageError: the file is there already.
        StorageError: there is no database, or the copy could not be made or verified.
    """
    store = work.store
    if not store.exists:
        raise StorageError(
            f"there is no database '{store.path}' to back up", code="missing", hint="check --db and TINYCRM_DB"
        )
    if target is None:
        target = _free_name(work, os.path.join(os.path.dirname(os.path.abspath(store.path)), "backups"))
    elif os.path.isdir(target):
        target = _free_name(work, target)
    elif os.path.lexists(target):
        raise UsageError(f"'{target}' is there already", hint="name another file, or a folder")
    maintenance.copy_database(store.path, target)
    return target


def _free_name(work: Work, folder: str) -> str:
    stamp = work.reading.clock.now().replace("-", "").replace(":", "")
    base = f"{os.path.splitext(os.path.basename(work.store.path))[0]}-{stamp}"
    name, count = f"{base}.db", 1
    while os.path.lexists(os.path.join(folder, name)):
        count += 1
        name = f"{base}-{count}.db"
    return os.path.join(folder, name)


def check_backup(work: Work, source: str) -> None:
    """The file is a sound backup, and not the database itself.

    Raises:
        UsageError: no such file, or the database itself.
        StorageError: it is damaged, foreign or newer.
    """
    if not os.path.isfile(source):
        raise UsageError(f"there is no backup '{source}'", hint="tinycrm backup makes one")
    if os.path.exists(work.store.path) and os.path.samefile(source, work.store.path):
        raise UsageError(f"'{source}' is the database itself", hint="name a backup of it")
    maintenance.verify(source)


def restore(work: Work, source: str) -> str | None:
    """The database holds what the backup holds; a backup of what it held before is at the path returned.

    Raises:
        UsageError: no such backup.
        StorageError: the backup is damaged, foreign or newer; the database is untouched.
    """
    store = work.store
    check_backup(work, source)
    try:
        before = back_up(work, None) if store.exists and os.path.getsize(store.path) else None
    except StorageError as error:
        # a damaged database is what restore is for: it cannot be copied, so it is kept as it is
        if error.code != "damaged":
            raise
        store.close()
        before = maintenance.set_aside(store.path)
    store.close()
    maintenance.put_back(source, store.path)
    return before
