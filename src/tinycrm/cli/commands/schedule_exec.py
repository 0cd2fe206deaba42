"""`tinycrm schedule exec`: what the lines of cron and systemd call."""

from __future__ import annotations

import os

from tinycrm.cli.program import absolute, as_trial, check_words, program_words
from tinycrm.domain.results import Nothing
from tinycrm.errors import RuleError, StorageError, TinyCRMError, UsageError
from tinycrm.services.schedule import job_running, scheduling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.cli.context import Context
    from tinycrm.cli.options import JobCheck, JobCommand, JobWord
    from tinycrm.domain.results import Result


def exec_(ctx: Context, job: JobWord, words: JobCommand = (), *, check: JobCheck = False) -> Result:
    """Run a job as cron does: once at a time, silent when it succeeds, its end kept for schedule list and today.

    The lines that schedule install writes call it. Without a command it runs the job that is installed under the
    name; with --check nothing is done: it tells whether it could be.

    Examples:
      tinycrm schedule exec nightly -- backup
      tinycrm schedule exec nightly --check -- backup
    """
    scheduling.check_name(job)
    if ctx.in_batch:
        raise UsageError("schedule exec cannot be part of a batch", hint="write the command itself into the batch")
    database = absolute(ctx.database[0])
    wanted = list(words) or list(scheduling.find_installed(ctx.environ, database, job).words)
    if not wanted:
        raise UsageError(f"the line of job '{job}' was changed by hand", hint=f"tinycrm schedule install {job}")
    command = check_words(wanted)
    silent = scheduling.is_built_in(job)
    if not ctx.work.store.exists:
        raise StorageError(f"there is no database '{database}'", code="missing", hint="check TINYCRM_DB in its line")
    if check:
        return _checked(ctx, wanted, as_trial(command, wanted))
    environ = {**ctx.environ, **_passed_on(ctx, database)}
    code, lines = job_running.run_job(database, job, [*program_words(), *wanted], environ, ctx.clock, silent=silent)
    if not code:
        return Nothing()
    for line in lines[:-1]:
        ctx.sink.say(line)
    raise _failed(job, code, lines[-1] if lines else f"it ended with exit {code}")


def _failed(job: str, code: int, told: str) -> TinyCRMError:
    error = RuleError(
        f"job '{job}' failed: {told.removeprefix('tinycrm: ')}", code="job_failed", hint="tinycrm schedule list"
    )
    # cron and systemd are told what the command itself ended with
    error.exit_code = code
    return error


def _checked(ctx: Context, words: Sequence[str], trial: list[str] | None) -> Result:
    """Nothing was done, and the job could run: its database, settings, folder and password are there.

    A command that has --dry-run is run with it, in a folder of its own: where it writes files they go with it.

    Raises:
        TinyCRMError: it could not.
    """
    import tempfile

    # the database is opened by this: one that is damaged is told
    ctx.work.store.noun_of(0)
    database = absolute(ctx.database[0])
    job_running.check_folder(database)
    _check_mail(ctx, words)
    if trial is None:
        return Nothing()
    with tempfile.TemporaryDirectory(prefix="tinycrm-") as folder:
        environ = {**ctx.environ, **_passed_on(ctx, database)}
        code, lines = job_running.try_command([*program_words(), *trial], environ, folder)
    if code:
        error = RuleError((lines or [f"it ended with exit {code}"])[-1].removeprefix("tinycrm: "), code="job_failed")
        error.exit_code = code
        raise error
    return Nothing()


def _check_mail(ctx: Context, words: Sequence[str]) -> None:
    """A command that mails finds who writes, and the password where this environment has it.

    Raises:
        UsageError: mail is not set up, or the password is elsewhere.
    """
    plain = ctx.settings.mail
    mails = "--mail-to" in words or list(words[:2]) == ["mail", "test"]
    if not mails and (words[0] not in ("run", "mail") or not plain):
        return
    from tinycrm.mail.account import account_of
    from tinycrm.mail.password import find_password

    account = account_of(plain)
    if account.host and account.user:
        find_password(account, ctx.environ)


def _passed_on(ctx: Context, database: str) -> dict[str, str]:
    """Gives the variables that say to a command what the options say here."""
    found = {"TINYCRM_DB": database}
    if os.path.isdir(ctx.settings_folder):
        found["TINYCRM_CONFIG"] = absolute(ctx.settings_folder)
    if ctx.shared.user:
        found["TINYCRM_USER"] = ctx.shared.user
    if ctx.shared.today:
        found["TINYCRM_TODAY"] = ctx.clock.today().isoformat()
    return found
