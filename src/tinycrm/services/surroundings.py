"""What surrounds the database file: the disk it lies on, who may read it, and its last backup."""

from __future__ import annotations

import os

from tinycrm.services.agenda import lost_mails
from tinycrm.services.findings import Finding
from tinycrm.services.schedule.jobs import failures
from tinycrm.store.sqlite import filesystem, maintenance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.work import Work

_MEGABYTE = 1024 * 1024
# what there must be beside a copy: its log, and whatever else is written meanwhile
_ROOM = _MEGABYTE
# a restore and a migration keep what was there before, beside the database that they write
_COPIES = 2
_BACKUP_DAYS = 7


def place(path: str) -> Finding:
    """Says whether the file lies where a database is safe."""
    kind = filesystem.kind_of(path)
    if filesystem.is_network(kind):
        elsewhere = "keep it on a disk of this machine and its backups there: --db PATH, tinycrm backup FOLDER"
        if maintenance.has_log(path):
            about = f"{path} is on a network drive ({kind}) with a log, which loses data when two machines use it"
            return Finding("place", about, level="wrong", mend=f"the next write takes the log away; {elsewhere}")
        return Finding("place", f"{path} is on a network drive ({kind})", level="hint", mend=elsewhere)
    program = filesystem.synced_by(path)
    if program:
        about = f"{program} synchronises the folder of {path}: it may copy the file while it is being written"
        return Finding(
            "place", about, level="hint", mend="keep it elsewhere and its backups there: tinycrm backup FOLDER"
        )
    if not kind:
        return Finding("place", "nothing is known about the disk of the file")
    return Finding("place", "the file is on a disk of this machine")


def space(path: str) -> Finding:
    """Says whether there is room for a backup, a restore or a migration."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        disk = os.statvfs(folder)
        size = sum(os.path.getsize(path + ending) for ending in ("", "-wal") if os.path.exists(path + ending))
    except OSError as error:
        return Finding("space", f"not checked: {error.strerror}", level="hint")
    free = disk.f_bavail * disk.f_frsize
    told = f"{_megabytes(free)} are free and the database has {_megabytes(size)}"
    if free < size + _ROOM:
        return Finding("space", f"{told}: too little for a backup", level="wrong", mend="free some space")
    if free < _COPIES * size + _ROOM:
        about = f"{told}: room for a backup, and not for a restore or a migration"
        return Finding("space", about, level="hint", mend="free some space")
    return Finding("space", "there is room for a backup and a restore")


def _megabytes(count: int) -> str:
    """The size to a tenth, from ten on to a whole one."""
    return f"{count / _MEGABYTE:.1f} MB" if count < 9.95 * _MEGABYTE else f"{count / _MEGABYTE:,.0f} MB"


def permissions(path: str, *, fix: bool) -> Finding:
    """Says whether only their owner can read the files."""
    private = {os.path.dirname(os.path.abspath(path)): 0o700}
    private |= {path + ending: 0o600 for ending in ("", "-wal", "-shm", "-journal") if os.path.exists(path + ending)}
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
        return Finding("permissions", "; ".join(wrong), level="wrong", mend="tinycrm doctor --fix")
    return Finding("permissions", "the files are private")


def last_backup(work: Work) -> Finding:
    """Says when the last backup was made; none, or an old one with changes since, is worth a hint."""
    from datetime import date

    when, target = maintenance.last_backup(work.store.db)
    changed = maintenance.last_change(work.store.db)
    if not when:
        if not changed:
            return Finding("backup", "there is nothing to back up yet")
        return Finding("backup", "there is no backup yet", level="hint", mend="tinycrm backup")
    clock = work.reading.clock
    day = clock.local_day(when)
    days = (date.fromisoformat(clock.local_day(clock.now())) - date.fromisoformat(day)).days
    told = f"last backup on {day}: {target}"
    if not os.path.exists(target):
        told += " (not there now)"
    if days > _BACKUP_DAYS and changed > when:
        return Finding(
            "backup", f"{told}; {days} days ago, and there are changes since", level="hint", mend="tinycrm backup"
        )
    return Finding("backup", told)


def failed_jobs(work: Work) -> list[Finding]:
    """Says which jobs of cron's or systemd's failed when they ran last; nothing where all is well."""
    return [
        Finding(
            "job",
            f"{state.name} failed at {work.reading.clock.local(state.ended_at or state.began_at)}: {why}",
            level="wrong",
            mend=f"tinycrm schedule exec {state.name} runs it now",
        )
        for state, why in failures(work.store.path, work.reading.clock.now())
    ]


def undelivered(work: Work) -> list[Finding]:
    """Says which mails nobody may have got; nothing where all is well."""
    found: list[Finding] = []
    for row in lost_mails(work).rows:
        told = f"mail {row['id']} to {row['recipient']} is {row['state']}: {row['reply'] or 'no answer came'}"
        mend = "tinycrm mail send" if row["state"] == "queued" else f"tinycrm mail show {row['id']}"
        found.append(Finding("mail", told, level="hint", mend=mend))
    return found
