"""What a command finds when cron starts it: another environment, no terminal, no stdin; and whether its lines work."""

from __future__ import annotations

import os

from tinycrm.domain.timetable import is_cron
from tinycrm.services.findings import Finding
from tinycrm.services.schedule import scheduling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.clock import Clock
    from tinycrm.services.findings import Level
    from tinycrm.services.schedule.scheduling import Installed

_PATH = "/usr/bin:/bin"
_SECONDS = 60
_KEPT_BYTES = 64 * 1024
# what changes where or how a command works, and what a shell may have set
_VARIABLES = (
    "TINYCRM_DB",
    "TINYCRM_CONFIG",
    "TINYCRM_USER",
    "TINYCRM_FORMAT",
    "TINYCRM_TODAY",
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "TZ",
)
# How the daemon is called where it is Vixie's, cronie, BusyBox's, dcron, fcron or bcron.
_DAEMONS = frozenset(("cron", "crond", "cronie", "fcron", "dcron", "bcron-sched", "busybox"))


def examine_cron(
    program: Sequence[str], environ: Mapping[str, str], database: str, settings: str, clock: Clock | None = None
) -> list[Finding]:
    """Gives what a command of cron's would find, by starting one as cron does.

    Args:
        program: the words that start TinyCRM, an absolute path first.
        environ: the environment of this shell.
        database: the database that is used here.
        settings: the settings folder that is used here.
        clock: what time it is, for the jobs that are installed; None leaves them out.

    Raises:
        RuleError: a block of the crontab has lost its beginning or its end.
    """
    path = os.path.abspath(database)
    jobs, notes = scheduling.installed(environ, path) if clock is not None else ([], [])
    jobs = [one for one in jobs if one.database == path]
    found = [Finding("crontab", note, level="hint") for note in notes]
    if jobs and clock is not None:
        for one in jobs:
            found.append(_prove(one, environ, settings))
            found += _end(one, database, clock, environ)
        if any(one.where == scheduling.CRONTAB for one in jobs):
            found.append(_daemon())
    # where lines are installed these are proved, and they alone have to work
    level: Level = "hint" if jobs else "wrong"
    return [*found, *_bare(program, environ, database, settings, level)]


def _bare(
    program: Sequence[str], environ: Mapping[str, str], database: str, settings: str, level: Level
) -> list[Finding]:
    """Says what a line would find that names no variables."""
    given = cron_environment(environ)
    set_here = {name: environ[name] for name in _VARIABLES if environ.get(name)}
    answer, failure = _ask(program, given)
    if answer is None:
        return [Finding("cron", f"cron cannot start it: {failure}", level=level, mend=_line(program, set_here))]
    findings: list[Finding] = []
    for what, variable, here in (("database", "TINYCRM_DB", database), ("settings", "TINYCRM_CONFIG", settings)):
        there = answer.get(what, "")
        # of settings that are nowhere the defaults apply, wherever they would be
        nowhere = what == "settings" and not os.path.isdir(here) and not os.path.isdir(there)
        if os.path.abspath(there) == os.path.abspath(here) or nowhere:
            findings.append(Finding(f"cron {what}", f"cron finds {there} too"))
            continue
        told = f"cron finds {there}, this shell {here}"
        if what == "settings" and not os.path.isdir(here):
            mend = f"there is no folder {here}: tinycrm init makes one"
        else:
            set_here[variable] = os.path.abspath(here)
            mend = _write({variable: set_here[variable]})
        findings.append(Finding(f"cron {what}", told, level=level, mend=mend))
    line = _line(program, set_here)
    home = given["HOME"]
    if environ.get("HOME", home) != home:
        findings.append(Finding("cron home", f"cron's home is {home}, this shell's {environ['HOME']}", level="hint"))
    rest = {name: value for name, value in set_here.items() if name not in ("TINYCRM_DB", "TINYCRM_CONFIG")}
    if rest:
        told = ", ".join(f"{name}={value}" for name, value in rest.items())
        findings.append(Finding("cron shell", f"set in this shell only: {told}", level="hint", mend=_write(rest)))
    if level == "wrong":
        told = f"a line for every working day at eight: {line}"
        findings.append(Finding("crontab", told, mend="tinycrm schedule install writes lines for you"))
    return findings


# --- the lines that are installed ---


def _prove(one: Installed, environ: Mapping[str, str], settings: str) -> Finding:
    """Says whether a job's very line works: run as cron runs it, with a word more that lets it do nothing."""
    name = f"{'cron' if one.where == scheduling.CRONTAB else 'timer'} {one.name}"
    again = f"tinycrm schedule install {one.name} writes it anew"
    if not one.words:
        what = "its line is not one that TinyCRM wrote" if one.fields else "its line is gone or made a comment"
        return Finding(name, what, level="wrong" if one.fields else "hint", mend=again)
    if one.fields and not is_cron(one.fields):
        what = f"'{one.fields}' is no time that cron knows, and it may leave out all other lines for it"
        return Finding(name, what, level="wrong", mend=again)
    given = {**cron_environment(environ), **one.variables}
    if one.where == scheduling.CRONTAB:
        # the text that cron gives the shell, whatever a hand has changed in it since
        text = one.command.replace(f" schedule exec {one.name} -- ", f" schedule exec {one.name} --check -- ", 1)
        if text == one.command:
            return Finding(name, "its line is not one that TinyCRM wrote", level="wrong", mend=again)
        command = [given["SHELL"], "-c", text]
    else:
        at = one.start.index("--")
        command = [*one.start[:at], "--check", *one.start[at:]]
    code, _, told = _started(command, given)
    if code:
        return Finding(name, f"its line fails: {told or f'exit {code}'}", level="wrong", mend=again)
    named = one.variables.get("TINYCRM_CONFIG") or _named(one.start, "TINYCRM_CONFIG")
    if named and os.path.isdir(settings) and os.path.realpath(named) != os.path.realpath(settings):
        told = f"its line works with the settings in {named}, and this shell has those in {settings}"
        return Finding(name, told, level="wrong", mend=again)
    changed = one.said and one.told != one.said
    return Finding(name, f"its line works, {one.told}" + (f" (changed by hand: it was {one.said})" if changed else ""))


def _end(one: Installed, database: str, clock: Clock, environ: Mapping[str, str]) -> list[Finding]:
    """Says when a job's last run failed, or did not take place."""
    (row,) = scheduling.status_rows([one], os.path.abspath(database), clock, scheduling.machine_zone(environ))
    if row["result"] == "failed":
        told = f"{one.name} failed at {clock.local(str(row['last_at']))}: {row['about']}"
        return [Finding("job", told, level="wrong", mend=f"tinycrm schedule exec {one.name} runs it now")]
    if row["result"] == "late":
        return [Finding("job", f"{one.name}: {row['about']}", level="wrong", mend="start cron; see the system's log")]
    return []


def _daemon() -> Finding:
    """Says whether a cron is at work, as far as this user sees the machine's processes."""
    try:
        numbers = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return Finding("cron daemon", "not looked for: this system has no /proc", level="hint")
    for number in numbers:
        try:
            with open(f"/proc/{number}/comm", encoding="utf-8", errors="replace") as file:
                name = file.read().strip()
        except OSError:
            continue
        if name in _DAEMONS:
            return Finding("cron daemon", f"{name} is at work")
    told = "no process called cron or crond is seen: without one nothing is started"
    return Finding("cron daemon", told, level="hint", mend="service cron start, or schedule install --systemd")


def _named(start: Sequence[str], variable: str) -> str:
    """Gives what a line itself says of a variable."""
    return next((word.partition("=")[2] for word in start if word.startswith(f"{variable}=")), "")


# --- as cron does it ---


def cron_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Gives all that cron sets for a job of this user."""
    home, name = environ.get("HOME", "/"), environ.get("LOGNAME") or environ.get("USER", "")
    try:
        import pwd

        known = pwd.getpwuid(os.getuid())
        home, name = known.pw_dir, known.pw_name
    except (ImportError, KeyError):
        # a user without an entry: what this shell says is all there is
        pass
    return {"HOME": home, "LOGNAME": name, "PATH": _PATH, "SHELL": "/bin/sh"}


def start(words: Sequence[str], given: Mapping[str, str]) -> str:
    """Gives why words that cron might have started fail, "" when they do not.

    Args:
        words: a command, an absolute path first.
        given: all of its environment.
    """
    code, _, told = _started(words, given)
    return (told or f"exit {code}") if code else ""


def _ask(program: Sequence[str], given: Mapping[str, str]) -> tuple[dict[str, str] | None, str]:
    """Gives what a child that cron might have started finds, or None and why it did not start."""
    import json

    code, out, told = _started([*program, "config", "path", "--format", "json"], given)
    if code:
        return None, told or f"exit {code}"
    try:
        answer: dict[str, str] = json.loads(out)
    except ValueError:
        return None, "it gave no answer"
    return {key: str(value) for key, value in answer.items()}, ""


def _started(words: Sequence[str], given: Mapping[str, str]) -> tuple[int, bytes, str]:
    """Gives the exit code, stdout and the last line of stderr of what was started as cron does; -1 when it was not."""
    from tinycrm import child

    home = given["HOME"] if os.path.isdir(given["HOME"]) else "/"
    try:
        done = child.run(words, env=given, folder=home, seconds=_SECONDS, kept=_KEPT_BYTES)
    except (OSError, ValueError) as error:
        return -1, b"", f"'{words[0]}' cannot be started: {error}"
    if done.code is None:
        return -1, b"", f"it did not end within {_SECONDS} s"
    told = done.err.decode("utf-8", "replace").strip().splitlines()
    return done.code, done.out, told[-1].removeprefix("tinycrm: ") if told else ""


# --- what to write by hand ---


def _write(variables: Mapping[str, str]) -> str:
    """Gives what to put above the lines of a crontab."""
    if not variables:
        return ""
    return "write above the crontab's lines: " + " ".join(f"{name}={value}" for name, value in variables.items())


def _line(program: Sequence[str], variables: Mapping[str, str]) -> str:
    """Gives a line for the crontab; a per cent sign ends a command there unless it is escaped."""
    named = [f"{name}={_quoted(value)}" for name, value in variables.items() if name != "TINYCRM_TODAY"]
    words = " ".join([*named, *(_quoted(word) for word in program), "today"])
    return "0 8 * * 1-5 " + words


def _quoted(word: str) -> str:
    """Gives a word as cron and then the shell read it: outside quotation marks both agree on an escaped sign."""
    import shlex

    return "\\%".join(shlex.quote(part) if part else "" for part in word.split("%"))
