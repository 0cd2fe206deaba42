"""Backups: made, verified, counted, put back; and those that are made by themselves before much goes."""

from __future__ import annotations

import os
import time

from tinycrm.domain.results import Column, Listing
from tinycrm.errors import StorageError, TinyCRMError, UsageError
from tinycrm.store.sqlite import backup, restore, rotation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.backup import Checked

_KEPT_BEFORE_RM = 10
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_VERBS = {
    "verify": "tinycrm backup verify FILE",
    "list": "tinycrm backup list",
    "restore": "tinycrm restore FILE",
}
_MISSING = "check --db and TINYCRM_DB"


class Made:
    """A backup that was made.

    Attributes:
        copy: what it was found to be when it was verified.
        removed: the old ones that went, oldest first.
    """

    __slots__ = ("copy", "removed")

    def __init__(self, copy: Checked, removed: list[str]) -> None:
        self.copy = copy
        self.removed = removed


def back_up(work: Work, target: str | None, *, keep: int | None = None) -> Made:
    """A verified copy of the database is where it was asked for, private.

    Args:
        work: the command's work.
        target: a file or folder; None is `backups/` beside the database.
        keep: of this database's automatic names in that folder only so many stay.

    Raises:
        UsageError: the file is there already, or `keep` is below 1 or goes with a file.
        StorageError: there is no database, or the copy could not be made or verified.
    """
    path = work.store.path
    if keep is not None and keep < 1:
        raise UsageError(f"--keep '{keep}' would keep none", hint="give 1 or more")
    if not work.store.exists:
        raise StorageError(f"there is no database '{path}' to back up", code="missing", hint=_MISSING)
    if target is None:
        folder = backup.folder_of(path)
    elif os.path.isdir(target) or target.endswith("/"):
        folder = target.rstrip("/") or "/"
    else:
        _check_no_verb(target)
        return _as_file(work, target, keep)
    stem = f"{backup.stem_of(path)}-"
    copy = backup.copy_database(path, backup.numbered(folder, stem + _stamp(work)))
    backup.remember(path, work.reading.clock.now(), copy.path)
    return Made(copy, _rotated(copy.path, stem, keep) if keep else [])


def _check_no_verb(target: str) -> None:
    """The file is not a verb with a slip of the finger: nobody looks for a copy of everything under such a name."""
    if not target.isalpha():
        return
    import difflib

    meant = difflib.get_close_matches(target.lower(), _VERBS, 1)
    if meant:
        raise UsageError(
            f"'{target}' is no verb of backup",
            hint=f"{_VERBS[meant[0]]}; a file of that name: tinycrm backup ./{target}",
        )


def _as_file(work: Work, target: str, keep: int | None) -> Made:
    if keep is not None:
        if os.path.lexists(target):
            what, hint = "is a file", "name a folder: tinycrm backup FOLDER"
        else:
            what, hint = "is not there", f"a folder that is to be made ends in /: tinycrm backup {target}/"
        raise UsageError(f"--keep is of a folder, and '{target}' {what}", hint=hint)
    if os.path.lexists(target):
        raise UsageError(f"'{target}' is there already", hint="name another file, or a folder")
    copy = backup.copy_database(work.store.path, (target,))
    backup.remember(work.store.path, work.reading.clock.now(), copy.path)
    return Made(copy, [])


def _stamp(work: Work) -> str:
    return work.reading.clock.now().replace("-", "").replace(":", "")


def _rotated(made: str, stem: str, keep: int) -> list[str]:
    try:
        return rotation.rotate(made, stem, keep)
    except OSError as error:
        raise StorageError(
            f"'{made}' was made, but an older backup could not be removed: {error.strerror}",
            hint="remove it by hand",
        ) from error


def keep_before_removal(work: Work) -> None:
    """Before many records go, the database as it is now is kept, and the person is told where.

    Args:
        work: the command's work.

    Raises:
        StorageError: it could not be kept; nothing is to be removed then.
    """
    if work.dry_run or not work.store.exists:
        return
    path = work.store.path
    kept = backup.keep_before(path, "rm", stamp=_stamp(work), undone="nothing was removed")
    _rotated(kept, f"{backup.stem_of(path)}-before-rm-", _KEPT_BEFORE_RM)
    work.note(f"what was there before is in {kept}")


def verified(path: str) -> Checked:
    """The file is a backup that holds what was written, byte for byte.

    Raises:
        UsageError: no such file.
        StorageError: it is damaged, foreign or newer, or carries no hash.
    """
    checked = _sound(path)
    if not checked.sha256:
        raise StorageError(
            f"'{path}' carries no hash: nobody can say whether its bytes are those that were written",
            code="no_hash",
            hint="SQLite's own check finds nothing wrong with it; tinycrm backup makes one that can be verified",
        )
    return checked


def _sound(path: str) -> Checked:
    if not os.path.isfile(path):
        raise UsageError(f"there is no backup '{path}'", hint="tinycrm backup list shows them")
    return backup.verify(path)


def verify_all(paths: Sequence[str]) -> Listing:
    """Gives what each file was found to be; of a single one a failure is an error.

    Raises:
        UsageError, StorageError: the one file is not sound.
    """
    rows: list[Row] = []
    code = 0
    for path in paths:
        try:
            checked = verified(path)
        except TinyCRMError as error:
            if len(paths) == 1:
                raise
            code = StorageError.exit_code
            rows.append(_row(path, sound=False, about=error.message))
        else:
            rows.append(
                _row(path, sound=True, about="sound", size=checked.size, sha256=checked.sha256, version=checked.version)
            )
    columns = [
        Column("sound", "Sound", "bool"),
        Column("path", "Path", weight=1),
        Column("size", "Bytes", "int"),
        Column("sha256", "SHA-256", wide=True),
        Column("schema_version", "Schema", "int", wide=True),
        Column("about", "About", "long"),
    ]
    return Listing("backup", columns, rows, exit_code=code)


def _row(
    path: str, *, sound: bool, about: str, size: int | None = None, sha256: str = "", version: int | None = None
) -> Row:
    return {
        "path": path,
        "sound": sound,
        "size": size,
        "sha256": sha256 or None,
        "schema_version": version,
        "about": about,
    }


def list_backups(work: Work, folder: str | None) -> Listing:
    """Gives the copies of databases in a folder, the newest first; none of them is opened.

    Raises:
        UsageError: there is no such folder.
    """
    place = folder or backup.folder_of(work.store.path)
    if folder is not None and not os.path.isdir(folder):
        raise UsageError(f"there is no folder '{folder}'", hint="tinycrm backup FOLDER/ makes it")
    try:
        found = rotation.backups_in(place) if os.path.isdir(place) else []
    except OSError as error:
        raise UsageError(f"'{place}' cannot be read: {error.strerror}", hint="check its permissions") from error
    rows: list[Row] = [
        {"path": path, "written_at": time.strftime(_INSTANT, time.gmtime(when)), "size": size}
        for path, size, when in found
    ]
    columns = [
        Column("path", "Path", weight=1),
        Column("written_at", "Written", "instant"),
        Column("size", "Bytes", "int"),
    ]
    return Listing("backup", columns, rows, empty=f"No backups in {place}; tinycrm backup makes one")


def check_backup(work: Work, source: str) -> Checked:
    """The file is a sound backup, and not the database itself.

    Raises:
        UsageError: no such file, or the database itself.
        StorageError: it is damaged, foreign or newer.
    """
    if os.path.exists(work.store.path) and os.path.exists(source) and os.path.samefile(source, work.store.path):
        raise UsageError(f"'{source}' is the database itself", hint="name a backup of it")
    return _sound(source)


def restore_backup(work: Work, source: str) -> str | None:
    """The database holds what the backup holds; a backup of what it held before is at the path returned.

    Raises:
        UsageError: no such backup.
        StorageError: the backup is damaged, foreign or newer; the database is untouched.
    """
    store = work.store
    if not check_backup(work, source).sha256:
        work.note(f"{source} carries no hash: SQLite's own check found nothing wrong with it")
    entry = restore.Entry(who=work.reading.user, at=work.reading.clock.now(), command=store.command, before="")
    store.close()

    def keep() -> str:
        folder = backup.folder_of(store.path)
        names = backup.numbered(folder, f"{backup.stem_of(store.path)}-{_stamp(work)}")
        return backup.copy_database(store.path, names).path

    try:
        restore.put_back(source, store.path, entry, keep=keep)
    except StorageError as error:
        # a damaged database is what restore is for: it cannot be copied, so it is kept as it is
        if error.code != "damaged":
            raise
        return _restored_beside(source, store.path, entry)
    return entry.before or None


def _restored_beside(source: str, path: str, entry: restore.Entry) -> str:
    """The backup is in the place of a damaged database, which lies at the path returned."""
    aside = restore.set_aside(path)
    try:
        restore.put_back(source, path, entry, aside=aside)
    except BaseException:
        restore.take_back(aside, path)
        raise
    return aside
