"""Jobs that run by themselves: which there are, what their lines are, what is installed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tinycrm.domain.address import read_address
from tinycrm.domain.timetable import When, is_cron, read_cron, read_time, read_when
from tinycrm.errors import NotFound, StorageError, UsageError
from tinycrm.services.schedule import crontab, jobs, timers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from tinycrm.domain.clock import Clock
    from tinycrm.domain.results import Row
    from tinycrm.services.schedule.jobs import State

# The owner's address as the settings have it, now and when the job runs.
ME = "me"
CRONTAB, SYSTEMD = "crontab", "systemd"
# At night, and in no country at an hour that summer time skips or doubles: those lie before 03:00.
_NIGHT = "03:40"
_KEPT_BACKUPS = "14"
_MAILS = ("digest", "kpi")
_BUILT_IN: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "digest": ("weekdays", ("today",), ("--only-if-any", "--once-per", "day")),
    "kpi": ("monthly", ("report", "kpi", "--period", "last-month"), ("--once-per", "month")),
    "backup": (f"daily {_NIGHT}", ("backup", "--keep", _KEPT_BACKUPS), ()),
    "run": ("every 10 minutes", ("run",), ()),
}
NAMES = tuple(_BUILT_IN)
_LATE = timedelta(minutes=15)
_LONGEST_NAME = 40


class Job:
    """What runs by itself, and when.

    Attributes:
        name: of the job.
        when: the moments.
        words: the command of TinyCRM's.
    """

    __slots__ = ("name", "when", "words")

    def __init__(self, name: str, when: When, words: Sequence[str]) -> None:
        self.name = name
        self.when = when
        self.words = tuple(words)


class Installed:
    """A job as it is written into the crontab or into systemd's units.

    Attributes:
        name: of the job.
        database: the path of its database.
        where: CRONTAB or SYSTEMD.
        fields: when, five fields of cron; "" when its line is out of use or a person changed the timer.
        words: the command of TinyCRM's; empty when its line is no longer one of ours.
        command: of a line, what the shell is given; "" of a timer.
        start: of a timer, the words that systemd starts.
        variables: what the environment says, above the line or in the unit.
        said: of a line, the moments in words when it was written; "" when that is gone.
    """

    __slots__ = ("command", "database", "fields", "name", "said", "start", "variables", "where", "words")

    def __init__(self, name: str, database: str, where: str, fields: str, start: Sequence[str]) -> None:
        self.name = name
        self.database = database
        self.where = where
        self.fields = fields
        self.start = list(start)
        self.words = words_after(start)
        self.command = self.said = ""
        self.variables: Mapping[str, str] = {}

    @property
    def when(self) -> When | None:
        """The moments; None when they are beyond what we write ourselves."""
        return read_cron(self.fields)

    @property
    def told(self) -> str:
        """The moments in words."""
        when = self.when
        if when:
            return when.words
        if self.fields:
            return self.fields if is_cron(self.fields) else f"{self.fields}: no time that cron knows"
        return "not in use" if self.where == CRONTAB else "changed by hand"


def is_built_in(name: str) -> bool:
    """Says whether TinyCRM knows what the job does."""
    return name in _BUILT_IN


def known_job(name: str, on: str | None, at: str | None, addresses: Sequence[str], before: Installed | None) -> Job:
    """Gives a job by its name: one that TinyCRM knows, or one of the user's own that is installed.

    Args:
        name: digest, kpi, backup, run, or that of an installed one.
        on, at: other days and another time than it has, or than it has had so far.
        addresses: whom the mail goes to.
        before: the job as it is installed.

    Raises:
        UsageError: there is no such job, it mails and has no address, or the time means nothing.
    """
    when = before.when if before and on is None else None
    if when and at:
        when = when.at(read_time(at))
    if name not in _BUILT_IN:
        if before is None or not before.words:
            from tinycrm.domain.fields import did_you_mean

            near = did_you_mean(name, list(NAMES))
            raise UsageError(
                f"there is no job '{name}'", hint=f'{near}{", ".join(NAMES)}, or --name NAME --on "mon 9:00" -- COMMAND'
            )
        return Job(name, when, before.words) if when else own_job(name, on, at, before.words)
    days, words, more = _BUILT_IN[name]
    if name in _MAILS and not any(addresses):
        raise UsageError(f"job '{name}' sends mail, and nobody says to whom", hint="--to you@yours.example")
    mails = [word for address in addresses for word in ("--mail-to", address)] if name in _MAILS else []
    for address in mails[1::2]:
        if address != ME:
            read_address(address, what="--to")
    # a time of the job's own gives way to one that was named
    given = days.partition(" ")[0] if at and not days.startswith("every") else days
    return Job(name, when or read_when(on or given, at or ""), [*words, *mails, *more])


def own_job(name: str, on: str | None, at: str | None, words: Sequence[str]) -> Job:
    """Gives a job of the user's own.

    Raises:
        UsageError: the name is taken or no plain word, or it is not said when or what.
    """
    check_name(name)
    if name in _BUILT_IN:
        raise UsageError(f"'{name}' is a job of TinyCRM's own", hint="give yours another name")
    if not words:
        raise UsageError(
            f"job '{name}' has no command", hint="write it after --: schedule install --name x -- report pipeline"
        )
    if on is None and at is None:
        raise UsageError(f"nobody says when job '{name}' runs", hint='--on "mon 9:00"')
    return Job(name, read_when(on, at or "") if on else read_when(read_time(at or "")), words)


def sends_mail(name: str) -> bool:
    """Says whether a job of TinyCRM's own sends mail."""
    return name in _MAILS


def addresses_in(words: Sequence[str]) -> list[str]:
    """Gives whom a command mails."""
    return [after for word, after in pairwise(words) if word == "--mail-to"]


def check_name(name: str) -> None:
    """The name can stand in a crontab, in a file's name and in a message.

    Raises:
        UsageError: it cannot.
    """
    plain = name.isascii() and name.replace("-", "").isalnum() and name == name.lower() and name[:1].isalpha()
    if not plain or name.endswith("-") or len(name) > _LONGEST_NAME:
        raise UsageError(f"'{name}' is no name of a job", hint="small letters a-z, digits and -: weekly-pipeline")


def words_of(job: Job, program: Sequence[str], *, check: bool = False) -> list[str]:
    """Gives what starts a job: the program, which sees to it that it runs once at a time and that its end is known.

    Args:
        job: the job.
        program: the words that start TinyCRM.
        check: with the word that lets it do nothing and tell whether it could.
    """
    return [*program, "schedule", "exec", job.name, *(["--check"] if check else []), "--", *job.words]


def words_after(start: Sequence[str]) -> tuple[str, ...]:
    """Gives the command of TinyCRM's in what starts a job; () when that is not ours any more."""
    for at, word in enumerate(start[:-4]):
        if word == "schedule" and list(start[at + 1 : at + 4 : 2]) == ["exec", "--"]:
            return tuple(start[at + 4 :])
    return ()


def cron_line(job: Job, program: Sequence[str], variables: Mapping[str, str]) -> str:
    """Gives the line of a job in a crontab. Raises UsageError as `crontab.line`."""
    return crontab.line(job.when.cron, variables, words_of(job, program))


def installed(environ: Mapping[str, str], database: str) -> tuple[list[Installed], list[str]]:
    """Gives what is installed for this user, of every database, and notes.

    The notes tell what could not be looked at, and of lines outside any block that run jobs of the database named.

    Raises:
        RuleError: a block of the crontab has lost its beginning or its end.
    """
    found: list[Installed] = []
    notes: list[str] = []
    if crontab.has_crontab(environ):
        try:
            text = crontab.read(environ)
        except StorageError as error:
            # a user without a crontab may still have timers
            text = ""
            notes.append(error.message)
        for block in crontab.blocks(text):
            one = Installed(block.name, block.database, CRONTAB, block.fields, _start(block.command))
            one.command, one.variables, one.said = block.command, block.settings, block.words
            found.append(one)
        notes += _astray(text, database)
    for unit in timers.units(environ):
        one = Installed(unit.name, unit.database, SYSTEMD, unit.fields, unit.words)
        one.variables = unit.variables
        found.append(one)
    return found, notes


def _astray(text: str, database: str) -> list[str]:
    """Gives a word about each line that runs a job of a database and whose marks are gone."""
    notes: list[str] = []
    for fields, command in crontab.outside(text):
        start = _start(command)
        if f"TINYCRM_DB={database}" in start and words_after(start):
            name = command.partition(" schedule exec ")[2].partition(" ")[0]
            notes.append(
                f"a line of the crontab outside TinyCRM's blocks runs job '{name}' ({fields} … schedule exec {name}),"
                " and nothing here changes it; crontab -e: delete that line"
            )
    return notes


def _start(command: str) -> list[str]:
    import shlex

    try:
        return shlex.split(command)
    except ValueError:
        return []


def find_installed(environ: Mapping[str, str], database: str, name: str) -> Installed:
    """Gives a job that is installed for a database.

    Raises:
        NotFound: it is not.
    """
    for one in installed(environ, database)[0]:
        if (one.name, one.database) == (name, database):
            return one
    raise NotFound(f"no job '{name}' is installed for {database}", hint="tinycrm schedule list")


# --- how they fare ---


def status_rows(found: Sequence[Installed], database: str, clock: Clock, zone: tzinfo | None) -> list[Row]:
    """Gives the jobs of a database with when they run next, when they ran last, and how that ended.

    Args:
        found: what is installed, of any database.
        database: the one that is asked about.
        clock: what time it is.
        zone: the machine's own time zone; None is that of this process.
    """
    known = jobs.states(database)
    rows: list[Row] = []
    for one in found:
        if one.database != database:
            continue
        state = known.get(one.name) or jobs.State(one.name)
        result, about = result_of(one, state, clock, zone)
        rows.append(
            {
                "job": one.name,
                "when": one.told,
                "next_at": next_run(one, clock.now(), zone),
                "last_at": state.began_at or None,
                "result": result,
                "about": about or None,
                "exit_code": state.code if state.ended_at else None,
                "cron": one.fields or None,
                "where": one.where,
                "command": " ".join(["tinycrm", *map(_shown, one.words)]) if one.words else None,
                "database": one.database,
            }
        )
    return rows


def result_of(one: Installed, state: State, clock: Clock, zone: tzinfo | None) -> tuple[str, str]:
    """Gives how a job fares in a word, and in a line what there is to know of it."""
    now = clock.now()
    failure = state.failure(now)
    if failure:
        return "failed", failure
    if state.running:
        return "running", ""
    if state.is_ahead(now):
        return "late", f"it last ran at {clock.local(state.began_at)}, which is yet to come: was the clock set back?"
    since = max(state.began_at, state.installed_at)
    due = _after(one.when, since, zone) if since else None
    if due is not None and due + _LATE < _moment(now):
        return "late", f"it was to run at {clock.local(_instant(due))} and has not: is cron at work?"
    return ("ok", "") if state.ended_at else ("never ran", "")


def next_run(one: Installed, now: str, zone: tzinfo | None) -> str | None:
    """Gives the instant at which a job runs next; None when that is not known."""
    due = _after(one.when, now, zone)
    return None if due is None else _instant(due)


def machine_zone(environ: Mapping[str, str]) -> tzinfo | None:
    """Gives the zone that cron goes by: the machine's, whatever this shell says; None is that of this process."""
    if not environ.get("TZ"):
        return None
    from zoneinfo import ZoneInfo

    try:
        with open("/etc/localtime", "rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC


def local_time(instant: str, zone: tzinfo | None) -> str:
    """Gives the time HH:MM of an instant on the machine's clock."""
    return _moment(instant).astimezone(zone).strftime("%H:%M")


def _after(when: When | None, instant: str, zone: tzinfo | None) -> datetime | None:
    if when is None:
        return None
    local = _moment(instant).astimezone(zone).replace(tzinfo=None)
    found = when.next_after(local)
    if found is None:
        return None
    # of a moment that happens twice the first; one that is skipped lies an hour later
    return (found.replace(tzinfo=zone) if zone else found).astimezone(UTC)


def _moment(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _shown(word: str) -> str:
    import shlex

    return shlex.quote(word)
