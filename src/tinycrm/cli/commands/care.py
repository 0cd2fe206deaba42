"""`tinycrm doctor`, `backup`, `restore`."""

from __future__ import annotations

from tinycrm.cli.select import confirmed
from tinycrm.cli.something import with_exit_code
from tinycrm.domain.results import Nothing, Page, Raw
from tinycrm.services import backups, care

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import BackupArg, BackupArgs, BackupFolder, BackupTarget, Cron, ExitCode, Fix, Keep
    from tinycrm.domain.results import Json, Result


def doctor(ctx: Context, *, fix: Fix = False, cron: Cron = False) -> Result:
    """Check the database, its structure, place and values, the search index, the journal, pipelines and settings.

    Exit 1 when something is wrong; a hint is worth knowing and fails nothing. With --cron it runs
    the lines of schedule install as cron does, and says what a line of one's own would find.

    Examples:
      tinycrm doctor
      tinycrm doctor --fix
      tinycrm doctor --cron
    """
    if cron:
        from tinycrm.cli.program import program_words
        from tinycrm.services.schedule.cron import examine_cron

        found = examine_cron(program_words(), ctx.environ, ctx.database[0], ctx.settings_folder, ctx.clock)
    else:
        found = care.examine(ctx.work, ctx.folder, fix=fix)
    width = max(len(finding.check) for finding in found)
    lines = [finding.line(width) for finding in found]
    checks: list[Json] = [finding.row() for finding in found]
    sound = all(finding.fine for finding in found)
    return Page("", [("", lines)], {"ok": sound, "checks": checks}, exit_code=0 if sound else 1)


def backup(ctx: Context, file: BackupTarget = None, *, keep: Keep = None) -> Result:
    """Copy the database while it is in use, verify the copy, and print its path.

    The copy is one file that opens as an ordinary database and carries the SHA-256 of its own bytes. Into a folder it
    goes under a name with the time; --keep removes the older ones of such names, and nothing else.

    Examples:
      tinycrm backup
      tinycrm backup ~/safe/tinycrm.db
      tinycrm backup ~/safe/ --keep 14
      tinycrm backup verify ~/safe/tinycrm.db
    """
    made = backups.back_up(ctx.work, file, keep=keep)
    notes = [f"removed {path}" for path in made.removed]
    if ctx.shared.format in ("json", "ndjson"):
        facts: Json = {
            "path": made.copy.path,
            "size": made.copy.size,
            "sha256": made.copy.sha256,
            "schema_version": made.copy.version,
            "removed": [*made.removed],
        }
        return _json(facts, notes)
    return Raw(f"{made.copy.path}\n", notes=notes)


def verify(ctx: Context, files: BackupArgs) -> Result:  # noqa: ARG001 - every command is given the context
    """Prove that backups hold what was written, byte for byte. Exit 6 when one does not.

    A copy made by other means carries no hash: it can be restored, but nobody can prove it.

    Examples:
      tinycrm backup verify ~/safe/tinycrm.db
      tinycrm backup verify ~/safe/*.db
    """
    return backups.verify_all(files)


def list_(ctx: Context, folder: BackupFolder = None, *, exit_code: ExitCode = False) -> Result:
    """List the backups in a folder, the newest first. None of them is opened: verify does that.

    Examples:
      tinycrm backup list
      tinycrm backup list ~/safe
    """
    return with_exit_code(backups.list_backups(ctx.work, folder), wanted=exit_code)


def restore(ctx: Context, file: BackupArg) -> Result:
    """Put a backup in the database's place. The present one is backed up first; undo does not reach across.

    The restore stands in the history; undo takes back only what comes after it. To have back what was there before,
    restore the backup that is named.

    Examples:
      tinycrm restore ~/safe/tinycrm.db --yes
    """
    backups.check_backup(ctx.work, file)
    confirmed(ctx, f"replacing the database {ctx.database[0]} by {file} (undo does not reach across)")
    before = backups.restore_backup(ctx.work, file)
    notes = [*ctx.work.notes, f"Restored {file}"]
    if before:
        notes.append(f"what was there before is in {before}")
    if ctx.shared.format in ("json", "ndjson"):
        facts: Json = {"restored": file, "database": ctx.database[0], "before": before}
        return _json(facts, notes)
    return Nothing(notes=notes)


def _json(facts: Json, notes: list[str]) -> Result:
    from tinycrm.render.machine import compact

    return Raw(compact(facts) + "\n", exact=True, data=lambda: facts, notes=notes)
