"""`tinycrm doctor`, `backup`, `restore`."""

from __future__ import annotations

from tinycrm.cli.select import confirmed
from tinycrm.domain.results import Nothing, Page, Raw
from tinycrm.services import care

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import BackupArg, Fix, PathArg
    from tinycrm.domain.results import Json, Result


def doctor(ctx: Context, *, fix: Fix = False) -> Result:
    """Check the database, the search index, the pipelines and the settings. Exit 1 when something is wrong.

    Examples:
      tinycrm doctor
      tinycrm doctor --fix
    """
    found = care.examine(ctx.work, ctx.folder, fix=fix)
    width = max(len(finding.check) for finding in found)
    lines = [
        f"{'ok   ' if finding.fine else 'WRONG'}  {finding.check:<{width}}  {finding.message}"
        + (f"; {finding.mend}" if finding.mend else "")
        for finding in found
    ]
    checks: list[Json] = [
        {"check": finding.check, "ok": finding.fine, "message": finding.message, "mend": finding.mend or None}
        for finding in found
    ]
    sound = all(finding.fine for finding in found)
    return Page("", [("", lines)], {"ok": sound, "checks": checks}, exit_code=0 if sound else 1)


def backup(ctx: Context, file: PathArg = None) -> Result:
    """Copy the database while it is in use, verify the copy, and print its path.

    Examples:
      tinycrm backup
      tinycrm backup ~/safe/tinycrm.db
    """
    path = care.back_up(ctx.work, file)
    return Raw(f"{path}\n")


def restore(ctx: Context, file: BackupArg) -> Result:
    """Put a backup in the database's place. The present one is backed up first; undo does not reach across.

    Examples:
      tinycrm restore ~/safe/tinycrm.db --yes
    """
    care.check_backup(ctx.work, file)
    confirmed(ctx, f"replacing the database {ctx.database[0]} by {file} (undo does not reach across)")
    before = care.restore(ctx.work, file)
    notes = [f"Restored {file}"]
    if before:
        notes.append(f"what was there before is in {before}")
    return Nothing(notes=notes)
