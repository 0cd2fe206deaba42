"""What a command finds when cron starts it: another environment, no terminal, no stdin."""

from __future__ import annotations

import os

from tinycrm.services.findings import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PATH = "/usr/bin:/bin"
_SECONDS = 60
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


def examine_cron(program: Sequence[str], environ: Mapping[str, str], database: str, settings: str) -> list[Finding]:
    """Gives what a command of cron's would find, by starting one as cron does.

    Args:
        program: the words that start TinyCRM, an absolute path first.
        environ: the environment of this shell.
        database: the database that is used here.
        settings: the settings folder that is used here.
    """
    given = cron_environment(environ)
    set_here = {name: environ[name] for name in _VARIABLES if environ.get(name)}
    found, failure = _ask(program, given)
    if found is None:
        return [Finding("cron", f"cron cannot start it: {failure}", level="wrong", mend=_line(program, set_here))]
    findings: list[Finding] = []
    for what, variable, here in (("database", "TINYCRM_DB", database), ("settings", "TINYCRM_CONFIG", settings)):
        there = found.get(what, "")
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
        findings.append(Finding(f"cron {what}", told, level="wrong", mend=mend))
    line = _line(program, set_here)
    home = given["HOME"]
    if environ.get("HOME", home) != home:
        findings.append(Finding("cron home", f"cron's home is {home}, this shell's {environ['HOME']}", level="hint"))
    rest = {name: value for name, value in set_here.items() if name not in ("TINYCRM_DB", "TINYCRM_CONFIG")}
    if rest:
        told = ", ".join(f"{name}={value}" for name, value in rest.items())
        findings.append(Finding("cron shell", f"set in this shell only: {told}", level="hint", mend=_write(rest)))
    findings.append(Finding("crontab", f"a line for every working day at eight: {line}"))
    return findings


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


def _ask(program: Sequence[str], given: Mapping[str, str]) -> tuple[dict[str, str] | None, str]:
    """Gives what a child that cron might have started finds, or None and why it did not start."""
    import json
    import subprocess

    words = [*program, "config", "path", "--format", "json"]
    home = given["HOME"] if os.path.isdir(given["HOME"]) else "/"
    try:
        done = subprocess.run(  # noqa: S603 - our own program, without a shell
            words,
            env=dict(given),
            cwd=home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            start_new_session=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return None, str(error)
    told = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if done.returncode:
        return None, told[-1] if told else f"exit {done.returncode}"
    try:
        answer: dict[str, str] = json.loads(done.stdout)
    except ValueError:
        return None, "it gave no answer"
    return {key: str(value) for key, value in answer.items()}, ""


def _write(variables: Mapping[str, str]) -> str:
    """Gives what to put above the lines of a crontab."""
    if not variables:
        return ""
    return "write above the crontab's lines: " + " ".join(f"{name}={value}" for name, value in variables.items())


def _line(program: Sequence[str], variables: Mapping[str, str]) -> str:
    """Gives a line for the crontab; a per cent sign ends a command there unless it is escaped."""
    named = [f"{name}={_quoted(value)}" for name, value in variables.items() if name != "TINYCRM_TODAY"]
    words = " ".join([*named, *(_quoted(word) for word in program), "today"])
    return "0 8 * * 1-5 " + words.replace("%", "\\%")


def _quoted(word: str) -> str:
    import shlex

    return shlex.quote(word)
