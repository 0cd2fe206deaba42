"""Jobs put into the crontab or into systemd's units, and taken out again."""

from __future__ import annotations

from tinycrm.config.paths import jobs_folder
from tinycrm.errors import PARTLY, Conflict
from tinycrm.services.schedule import crontab, jobs, timers
from tinycrm.services.schedule.scheduling import CRONTAB, SYSTEMD, cron_line, words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.clock import Clock
    from tinycrm.domain.results import Row
    from tinycrm.services.schedule.scheduling import Installed, Job


class Plan:
    """What would be written, and what there is now.

    Attributes:
        where: CRONTAB or SYSTEMD.
        lines: what is new, as it would be written, for people.
        rows: the jobs: {"job", "when", "where", "state", "lines"}; state is new, changed, installed or removed.
        before, after: the crontab.
        texts: of each job its unit's stem and the texts of service and timer; those of a removal are empty.
        notes: what to tell a person beside it.
    """

    __slots__ = ("after", "before", "lines", "notes", "rows", "texts", "where")

    def __init__(self, where: str) -> None:
        self.where = where
        self.lines: list[str] = []
        self.rows: list[Row] = []
        self.before = self.after = ""
        self.texts: dict[str, tuple[str, str]] = {}
        self.notes: list[str] = []

    @property
    def changes(self) -> bool:
        """Whether anything would be another than it is."""
        return any(row["state"] != "installed" for row in self.rows)

    @property
    def names(self) -> list[str]:
        """The jobs that would change."""
        return [str(row["job"]) for row in self.rows if row["state"] != "installed"]


def plan_install(
    wanted: Sequence[Job],
    found: Sequence[Installed],
    where: str,
    environ: Mapping[str, str],
    surroundings: tuple[Sequence[str], Mapping[str, str]],
) -> Plan:
    """Gives what installing the jobs would write.

    Args:
        wanted: the jobs.
        found: what is installed.
        where: CRONTAB or SYSTEMD.
        environ: the environment of this command.
        surroundings: the words that start the program, and the variables that its lines name.

    Raises:
        Conflict: a job is installed in the other place.
        UsageError, StorageError, RuleError: as the two places refuse.
    """
    program, variables = surroundings
    database = variables["TINYCRM_DB"]
    plan = Plan(where)
    known = {one.name: one for one in found if one.database == database}
    for job in wanted:
        one = known.get(job.name)
        if one is not None and one.where != where:
            raise Conflict(
                f"job '{job.name}' is installed already, in {'the crontab' if one.where == CRONTAB else 'systemd'}",
                code="installed",
                hint=f"tinycrm schedule remove {job.name} first",
            )
    if where == CRONTAB:
        _plan_crontab(plan, wanted, known, environ, surroundings)
        return plan
    for job in wanted:
        stem = timers.stem_for(environ, job.name, database)
        texts = (
            timers.service(job.name, database, variables, words_of(job, program)),
            timers.timer(job.name, database, job.when),
        )
        same = timers.texts_of(environ, stem) == texts
        _add_row(plan, job, known.get(job.name), same=same)
        if same:
            continue
        plan.texts[stem] = texts
        folder = timers.folder_of(environ)
        for ending, text in zip(("service", "timer"), texts, strict=True):
            plan.lines += [f"{folder}/{stem}.{ending}:", *(f"  {row}".rstrip() for row in text.splitlines()), ""]
    return plan


def _plan_crontab(
    plan: Plan,
    wanted: Sequence[Job],
    known: Mapping[str, Installed],
    environ: Mapping[str, str],
    surroundings: tuple[Sequence[str], Mapping[str, str]],
) -> None:
    program, variables = surroundings
    plan.before = plan.after = crontab.read(environ)
    for job in wanted:
        lines = [crontab.note(job.when.words, job.name), cron_line(job, program, variables)]
        after = crontab.with_block(plan.after, job.name, variables["TINYCRM_DB"], lines)
        _add_row(plan, job, known.get(job.name), same=after == plan.after)
        if after != plan.after:
            plan.lines += [lines[1]]
            plan.notes += _foreign(plan.after, job.name, variables["TINYCRM_DB"])
        plan.after = after


def _foreign(text: str, name: str, database: str) -> list[str]:
    """Gives a word about each line in use that a hand wrote between those of a job."""
    rows = crontab.rows_between(text, name, database)
    return [
        f"this line is not TinyCRM's and stays: {row.strip()}" for row in rows if row.strip() and row.lstrip()[0] != "#"
    ]


def _add_row(plan: Plan, job: Job, one: Installed | None, *, same: bool) -> None:
    state = "installed" if same else "changed" if one is not None else "new"
    plan.rows.append({"job": job.name, "when": job.when.words, "where": plan.where, "state": state})


def plan_removal(leaving: Sequence[Installed], environ: Mapping[str, str]) -> list[Plan]:
    """Gives what removing the jobs would take out, of each place one plan.

    Raises:
        StorageError, RuleError: as the crontab refuses.
    """
    plans: list[Plan] = []
    for where in (CRONTAB, SYSTEMD):
        gone = [one for one in leaving if one.where == where]
        if not gone:
            continue
        plan = Plan(where)
        if where == CRONTAB:
            plan.before = plan.after = crontab.read(environ)
        for one in gone:
            plan.rows.append({"job": one.name, "when": one.told, "where": where, "state": "removed"})
            if where == CRONTAB:
                plan.lines += crontab.rows_of(plan.after, one.name, one.database)
                plan.notes += _foreign(plan.after, one.name, one.database)
                plan.after = crontab.without_block(plan.after, one.name, one.database)
            else:
                stem = timers.stem_for(environ, one.name, one.database)
                plan.texts[stem] = ("", "")
                plan.lines += [f"{timers.folder_of(environ)}/{stem}.{ending}" for ending in ("service", "timer")]
        plans.append(plan)
    return plans


def apply(plan: Plan, database: str, environ: Mapping[str, str], clock: Clock) -> tuple[list[str], int]:
    """What was planned is so.

    Args:
        plan: of an installation or a removal.
        database: whose jobs they are.
        environ: the environment of this command.
        clock: what time it is.

    Returns:
        Notes for the user, and the exit code: 8 when the files are written and systemd would not take them.

    Raises:
        Conflict: the crontab was changed meanwhile.
        StorageError: it could not be written.
    """
    notes: list[str] = []
    code = 0
    now = clock.now()
    removal = all(row["state"] == "removed" for row in plan.rows)
    if not removal:
        # first of all: a job that cannot say how it ended must not be installed
        for name in plan.names:
            jobs.remember_installed(database, name, now)
    if plan.where == CRONTAB:
        stamp = now.replace("-", "").replace(":", "")
        kept = crontab.write(environ, plan.before, plan.after, jobs_folder(database), stamp)
        if kept:
            notes.append(f"the crontab as it was is in {kept}")
    else:
        failed = _apply_units(plan, environ, removal=removal)
        notes += failed
        code = PARTLY if failed and not removal else 0
    if removal:
        for name in plan.names:
            jobs.forget(database, name)
    return notes, code


def _apply_units(plan: Plan, environ: Mapping[str, str], *, removal: bool) -> list[str]:
    """The units are written and enabled, or disabled and gone; gives what systemd refused."""
    refused = ""
    for stem, texts in plan.texts.items():
        if removal:
            # what systemd does not know any more is not to stop the files from going
            timers.control(environ, "disable", "--now", f"{stem}.timer")
            timers.remove(environ, stem)
        else:
            timers.write(environ, stem, texts)
    refused = timers.control(environ, "daemon-reload")
    named = [f"{stem}.timer" for stem in plan.texts]
    if removal:
        return []
    if not refused:
        # enable alone leaves a running timer with its old hours
        refused = timers.control(environ, "enable", *named) or timers.control(environ, "restart", *named)
    if not refused:
        return []
    steps = f"systemctl --user daemon-reload && systemctl --user enable --now {' '.join(named)}"
    return [f"the files are written, but systemd did not take them: {refused}", f"when you are logged in: {steps}"]
