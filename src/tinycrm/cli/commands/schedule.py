"""`tinycrm schedule`: jobs that cron or systemd runs."""

from __future__ import annotations

import os

from tinycrm.cli.program import absolute, check_words, program_variables, program_words
from tinycrm.domain.results import Column, Listing, Page, Written
from tinycrm.errors import NotFound, RuleError, StorageError, UsageError
from tinycrm.services.schedule import installing, scheduling, timers
from tinycrm.services.schedule.scheduling import CRONTAB, SYSTEMD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        Apply,
        CronJobs,
        DryRun,
        ExitCode,
        JobArgs,
        JobAt,
        JobName,
        JobNames,
        JobOn,
        JobTo,
        SystemdJobs,
    )
    from tinycrm.domain.results import Json, Result, Row
    from tinycrm.services.schedule.installing import Plan
    from tinycrm.services.schedule.scheduling import Job

_PLACES = {CRONTAB: "the crontab", SYSTEMD: "systemd"}


def install(
    ctx: Context,
    jobs: JobArgs = (),
    *,
    name: JobName = None,
    on: JobOn = None,
    at: JobAt = None,
    to: JobTo = (),
    cron: CronJobs = False,
    systemd: SystemdJobs = False,
    apply: Apply = False,
    dry_run: DryRun = False,
) -> Result:
    """Let jobs run by themselves: digest, kpi, backup, run, or a command of your own. It shows the lines and asks.

    digest mails the agenda each weekday at 8:00, kpi last month's figures on the 1st, backup copies the database at
    night, run follows the rules and sends what is queued every ten minutes. Without names all four. A job that is
    installed keeps its time and addresses unless others are given; other lines of the crontab stay as they are.

    Examples:
      tinycrm schedule install backup --dry-run
      tinycrm schedule install backup --at 1:30 --apply
      tinycrm schedule install --name weekly-pipeline --on "mon 9:00" --dry-run -- report pipeline
    """
    if cron and systemd:
        raise UsageError("--cron and --systemd together", hint="one of the two runs a job")
    variables = _variables(ctx)
    found, told = scheduling.installed(ctx.environ, variables["TINYCRM_DB"])
    mine = [one for one in found if one.database == variables["TINYCRM_DB"]]
    wanted = [_own(name, on, at, jobs, to)] if name is not None else _known(ctx, jobs, on, at, to, mine)
    for job in wanted:
        _check(job)
    program = program_words()
    variables |= program_variables(program, ctx.environ)
    where = SYSTEMD if systemd else CRONTAB
    plan = installing.plan_install(wanted, mine, where, ctx.environ, (program, variables))
    notes = [*_zone_notes(ctx), *told, *plan.notes]
    if dry_run:
        return _shown([plan], [*notes, *_troubles(ctx, wanted, program, variables)])
    if not plan.changes:
        names = ", ".join(str(row["job"]) for row in plan.rows)
        return _written(f"Installed already in {_PLACES[where]}: {names}", [plan], told)
    _agreed(ctx, [plan], f"Write this into {_PLACES[where]}?", apply=apply)
    for trouble in _troubles(ctx, wanted, program, variables):
        raise RuleError(trouble, code="not_startable", hint="nothing was written; tinycrm doctor --cron")
    _make_folder(variables["TINYCRM_CONFIG"])
    more, code = installing.apply(plan, variables["TINYCRM_DB"], ctx.environ, ctx.clock)
    if where == SYSTEMD and not code and not timers.lingers(ctx.environ.get("LOGNAME", ctx.user)):
        more.append("timers run while you are logged in; loginctl enable-linger lets them run always")
    sentence = f"Installed in {_PLACES[where]}: {', '.join(plan.names)}"
    return _written(sentence, [plan], [*notes, *more], code)


def list_(ctx: Context, *, exit_code: ExitCode = False) -> Result:
    """List the jobs of this database: when they run next, when they ran last, and how that ended.

    Examples:
      tinycrm schedule list
      tinycrm schedule list -f json
    """
    from tinycrm.cli.something import with_exit_code

    database = absolute(ctx.database[0])
    found, notes = scheduling.installed(ctx.environ, database)
    zone = scheduling.machine_zone(ctx.environ)
    rows = scheduling.status_rows(found, database, ctx.clock, zone)
    for other in dict.fromkeys(one.database for one in found if one.database != database):
        names = ", ".join(one.name for one in found if one.database == other)
        notes.append(f"for {other}: {names}")
    columns = [
        Column("job", "Job", weight=0),
        Column("when", "When"),
        Column("next_at", "Next", "instant"),
        Column("last_at", "Last", "instant"),
        Column("result", "Result", weight=0),
        Column("about", "About", "long"),
        Column("where", "In", wide=True),
        Column("cron", "Cron", wide=True),
        Column("command", "Command", "command", wide=True),
        Column("exit_code", "Exit code", "int", wide=True),
        Column("database", "Database", wide=True),
    ]
    empty = "No jobs run by themselves; tinycrm schedule install shows what could"
    listing = Listing("job", columns, rows, notes=notes, empty=empty)
    return with_exit_code(listing, wanted=exit_code)


def remove(ctx: Context, jobs: JobNames = (), *, apply: Apply = False, dry_run: DryRun = False) -> Result:
    """Take jobs of this database out of the crontab and out of systemd; without names all of them.

    Examples:
      tinycrm schedule remove
      tinycrm schedule remove --apply
    """
    database = absolute(ctx.database[0])
    found, told = scheduling.installed(ctx.environ, database)
    mine = [one for one in found if one.database == database]
    names = {one.name for one in mine}
    for name in jobs:
        if name not in names:
            known = f"there are: {', '.join(sorted(names))}" if names else "none is"
            raise NotFound(f"no job '{name}' is installed for {database}", hint=f"{known}; tinycrm schedule list")
    leaving = [one for one in mine if not jobs or one.name in jobs]
    if not leaving:
        return _written("No jobs are installed", [], told)
    plans = installing.plan_removal(leaving, ctx.environ)
    notes = [*told, *(note for plan in plans for note in plan.notes)]
    if dry_run:
        return _shown(plans, notes)
    _agreed(ctx, plans, f"Take this out of {' and '.join(_PLACES[plan.where] for plan in plans)}?", apply=apply)
    for plan in plans:
        notes += installing.apply(plan, database, ctx.environ, ctx.clock)[0]
    return _written(f"Removed: {', '.join(one.name for one in leaving)}", plans, notes)


# --- what install is asked for ---


def _own(name: str, on: str | None, at: str | None, words: Sequence[str], to: Sequence[str]) -> Job:
    if to:
        raise UsageError("--to belongs to digest and kpi", hint="write --mail-to into the command, behind --")
    return scheduling.own_job(name, on, at, words)


def _known(
    ctx: Context,
    names: Sequence[str],
    on: str | None,
    at: str | None,
    to: Sequence[str],
    found: Sequence[scheduling.Installed],
) -> list[Job]:
    """Gives the jobs that TinyCRM knows; whom they mail is said now, was said before, or stands in the settings."""
    if on is not None and len(names) != 1:
        raise UsageError("--on is of one job", hint='tinycrm schedule install digest --on "daily 7:00"')
    wanted: list[Job] = []
    for name in dict.fromkeys(names or scheduling.NAMES):
        before = next((one for one in found if one.name == name), None)
        addresses = list(to) or scheduling.addresses_in(before.words if before else ())
        if scheduling.sends_mail(name) and not addresses and ctx.settings.mail:
            from tinycrm.mail.account import Account

            addresses = [scheduling.ME] if Account(ctx.settings.mail).me else []
        # without names the time is that of the mails: nobody means the backup by it
        time = at if names or scheduling.sends_mail(name) else None
        wanted.append(scheduling.known_job(name, on, time, addresses, before))
    return wanted


def _check(job: Job) -> None:
    try:
        check_words(job.words)
    except UsageError as error:
        error.message = f"job '{job.name}': {error.message}"
        raise


def _variables(ctx: Context) -> dict[str, str]:
    """Gives what every line names, since cron's HOME, folder and variables are others than this shell's."""
    database = absolute(ctx.database[0])
    if not ctx.work.store.exists:
        raise StorageError(
            f"there is no database '{database}' yet",
            code="missing",
            hint="the first record makes it; or name one: --db",
        )
    found = {"TINYCRM_DB": database, "TINYCRM_CONFIG": absolute(ctx.settings_folder)}
    if ctx.shared.user or ctx.environ.get("TINYCRM_USER"):
        found["TINYCRM_USER"] = ctx.user
    if ctx.environ.get("TZ") and not ctx.settings.timezone:
        found["TZ"] = ctx.environ["TZ"]
    return found


def _make_folder(path: str) -> None:
    """The settings folder is there: a line that names a missing one would stop every job."""
    from tinycrm.config.paths import make_folder

    try:
        make_folder(path)
    except OSError as error:
        raise StorageError(f"'{path}' cannot be made: {error.strerror}", hint="check its permissions") from error


def _troubles(ctx: Context, wanted: Sequence[Job], program: Sequence[str], variables: dict[str, str]) -> list[str]:
    """Gives why jobs would fail, having started each as cron does, with the word that lets it do nothing."""
    from tinycrm.services.schedule.cron import cron_environment, start

    given = {**cron_environment(ctx.environ), **variables}
    if not os.path.isdir(variables["TINYCRM_CONFIG"]):
        # it will be there, and empty
        del given["TINYCRM_CONFIG"]
    found = [(job.name, start(scheduling.words_of(job, program, check=True), given)) for job in wanted]
    return [f"job '{name}' would fail under cron: {trouble}" for name, trouble in found if trouble]


def _zone_notes(ctx: Context) -> list[str]:
    """Gives a word about the clock when that of the settings shows another time than the machine's."""
    zone = ctx.settings.timezone
    now = ctx.clock.now()
    here = scheduling.local_time(now, scheduling.machine_zone(ctx.environ))
    there = ctx.clock.local(now)[-5:]
    if not zone or here == there:
        return []
    return [f"jobs run by the machine's clock, on which it is {here} now; in {zone} it is {there}"]


# --- what is shown ---


def _agreed(ctx: Context, plans: Sequence[Plan], question: str, *, apply: bool) -> None:
    """The person saw the lines and agreed, or said so before.

    Raises:
        UsageError: nobody can be asked and nobody said --apply.
        KeyboardInterrupt: the person said no.
    """
    if apply or ctx.shared.yes:
        return
    if not ctx.interactive:
        raise UsageError(
            "nothing was written: nobody can be asked here",
            code="needs_yes",
            hint="--dry-run shows the lines, --apply writes them",
        )
    from tinycrm.cli.prompts import agree

    for plan in plans:
        for line in plan.lines:
            ctx.sink.say(line)
    if not agree(question):
        raise KeyboardInterrupt


def _shown(plans: Sequence[Plan], notes: list[str]) -> Result:
    lines = [line for plan in plans for line in plan.lines]
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        notes = ["nothing would change", *notes]
    rows: list[Row] = [row for plan in plans for row in plan.rows]
    data: Json = {"jobs": [*rows], "lines": [*lines]}
    return Page("", [("", lines)], data, notes=notes)


def _written(sentence: str, plans: Sequence[Plan], notes: list[str], code: int = 0) -> Result:
    rows: list[Row] = [row for plan in plans for row in plan.rows]
    return Written(sentence, rows, [], noun="job", single=False, notes=notes, exit_code=code)
