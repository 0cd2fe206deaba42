"""systemd's user timers: a service and a timer for each job, as files in the user's folder of units."""

from __future__ import annotations

import os

from tinycrm.config.paths import make_folder, platform_folder, read_bytes, write_bytes
from tinycrm.errors import StorageError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.timetable import When

_MARK = "# TinyCRM: "
_WHEN = "# when: "
_PREFIX = "tinycrm-"
# What the path of a program may not hold for systemd, though a word behind it may.
_NO_PROGRAM = "'\"\\"
_SECONDS = 60
_KEPT_BYTES = 8_000


class Unit:
    """The timer and the service of one job of one database.

    Attributes:
        stem: their file names without the ending.
        name: the job.
        database: the path of its database.
        fields: when, as five fields of cron; "" when a person changed the timer.
        words: the command.
        variables: what its environment says.
    """

    __slots__ = ("database", "fields", "name", "stem", "variables", "words")

    def __init__(self, stem: str, name: str, database: str) -> None:
        self.stem = stem
        self.name = name
        self.database = database
        self.fields = ""
        self.words: list[str] = []
        self.variables: dict[str, str] = {}


def folder_of(environ: Mapping[str, str]) -> str:
    """Gives the folder of the user's units.

    Raises:
        UsageError: no home folder is known.
    """
    ours = platform_folder("config", environ)
    if not ours:
        raise UsageError("no home folder is known for the timers", hint="set HOME")
    return os.path.join(os.path.dirname(ours), "systemd", "user")


def quoted(word: str, *, dollars: bool = True) -> str:
    """Gives a word as systemd reads it in a unit: in quotation marks, and nothing in it means anything.

    Raises:
        UsageError: a control character, or bytes that are no UTF-8.
    """
    if any(ord(char) < 0x20 or ord(char) == 0x7F or 0xD800 <= ord(char) <= 0xDFFF for char in word):
        raise UsageError(
            f"'{word}' holds a control character or is no UTF-8, and a unit is lines of text", hint="leave it out"
        )
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text.replace("$", "$$") if dollars else text}"'


def service(name: str, database: str, variables: Mapping[str, str], words: Sequence[str]) -> str:
    """Gives the text of a job's service."""
    if any(sign in words[0] for sign in _NO_PROGRAM):
        words = ["/usr/bin/env", *words]
    # the path of the program is taken as it is: no variable is looked for in it
    command = " ".join([quoted(words[0], dollars=False), *(quoted(word) for word in words[1:])])
    settings = [f"Environment={quoted(f'{key}={value}', dollars=False)}" for key, value in variables.items()]
    rows = [
        f"{_MARK}{name} ({database})",
        "[Unit]",
        f"Description=TinyCRM: {name}",
        "",
        "[Service]",
        "Type=oneshot",
        *settings,
        f"ExecStart={command}",
    ]
    return "\n".join(rows) + "\n"


def timer(name: str, database: str, when: When) -> str:
    """Gives the text of a job's timer; a run that a machine slept through is made up for."""
    rows = [
        f"{_MARK}{name} ({database})",
        f"{_WHEN}{when.cron}",
        "[Unit]",
        f"Description=TinyCRM: {name}, {when.words}",
        "",
        "[Timer]",
        f"OnCalendar={when.calendar}",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return "\n".join(rows) + "\n"


def units(environ: Mapping[str, str]) -> list[Unit]:
    """Gives the timers of all databases, by name."""
    try:
        folder = folder_of(environ)
        names = sorted(os.listdir(folder))
    except (OSError, UsageError):
        return []
    found: list[Unit] = []
    for file in names:
        if file.startswith(_PREFIX) and file.endswith(".timer"):
            stem = file.removesuffix(".timer")
            unit = _read(folder, stem)
            if unit is not None:
                found.append(unit)
    return found


def stem_for(environ: Mapping[str, str], name: str, database: str) -> str:
    """Gives the name of a job's units: the one they have, else one that is free."""
    known = units(environ)
    for unit in known:
        if (unit.name, unit.database) == (name, database):
            return unit.stem
    folder, taken = folder_of(environ), {unit.stem for unit in known}
    stem, number = f"{_PREFIX}{name}", 1
    while stem in taken or any(os.path.lexists(f"{folder}/{stem}.{ending}") for ending in ("timer", "service")):
        number += 1
        stem = f"{_PREFIX}{name}-{number}"
    return stem


def write(environ: Mapping[str, str], stem: str, texts: tuple[str, str]) -> None:
    """The service and the timer are files of the user's.

    Raises:
        StorageError: they cannot be written.
    """
    folder = folder_of(environ)
    try:
        make_folder(folder)
    except OSError as error:
        raise StorageError(f"'{folder}' cannot be made: {error.strerror}", hint="check its permissions") from error
    for ending, text in zip(("service", "timer"), texts, strict=True):
        write_bytes(f"{folder}/{stem}.{ending}", text.encode())


def texts_of(environ: Mapping[str, str], stem: str) -> tuple[str, str]:
    """Gives what the service and the timer hold now, "" for a file that is not there."""
    folder = folder_of(environ)
    found = [(read_bytes(f"{folder}/{stem}.{ending}") or b"").decode("utf-8", "replace") for ending in _ENDINGS]
    return found[0], found[1]


_ENDINGS = ("service", "timer")


def remove(environ: Mapping[str, str], stem: str) -> None:
    """The two files are gone.

    Raises:
        StorageError: one cannot be removed.
    """
    for ending in ("timer", "service"):
        path = f"{folder_of(environ)}/{stem}.{ending}"
        try:
            os.unlink(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StorageError(f"'{path}' cannot be removed: {error.strerror}", hint="check the folder") from error


def control(environ: Mapping[str, str], *words: str) -> str:
    """systemd has done what the words ask; what went wrong is returned, "" when nothing did."""
    import shutil

    from tinycrm import child

    program = shutil.which("systemctl", path=environ.get("PATH") or os.defpath)
    if program is None:
        return "this machine has no command 'systemctl'"
    try:
        done = child.run([program, "--user", *words], env=environ, seconds=_SECONDS, kept=_KEPT_BYTES)
    except (OSError, ValueError) as error:
        return str(error)
    if done.code == 0:
        return ""
    told = done.err.decode("utf-8", "replace").strip().splitlines()
    how = f"did not end within {_SECONDS} s" if done.code is None else f"ended with {done.code}"
    return told[0] if told else f"systemctl {words[0]} {how}"


def lingers(user: str) -> bool:
    """Says whether the user's timers run while the user is not logged in."""
    return os.path.exists(f"/var/lib/systemd/linger/{user}")


def _read(folder: str, stem: str) -> Unit | None:
    from tinycrm.domain.timetable import read_cron

    try:
        text = (read_bytes(f"{folder}/{stem}.timer") or b"").decode("utf-8", "replace")
        service_text = (read_bytes(f"{folder}/{stem}.service") or b"").decode("utf-8", "replace")
    except UsageError:
        return None
    first, _, rest = text.partition("\n")
    if not first.startswith(_MARK) or not first.endswith(")"):
        return None
    name, _, database = first.removeprefix(_MARK).partition(" (")
    unit = Unit(stem, name, database[:-1])
    fields = rest.partition("\n")[0].removeprefix(_WHEN)
    when = read_cron(fields)
    if when is not None and f"\nOnCalendar={when.calendar}\n" in text:
        unit.fields = fields
    for row in service_text.split("\n"):
        if row.startswith("ExecStart="):
            unit.words = words_of(row.removeprefix("ExecStart="))
        elif row.startswith("Environment="):
            key, _, value = "".join(words_of(row.removeprefix("Environment="), dollars=False)).partition("=")
            unit.variables[key] = value
    return unit


def words_of(text: str, *, dollars: bool = True) -> list[str]:
    """Gives the words of a line that `quoted` wrote."""
    found: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != '"':
            at += 1
            continue
        at += 1
        word = ""
        while at < len(text) and text[at] != '"':
            at += text[at] == "\\"
            word += text[at : at + 1]
            at += 1
        at += 1
        word = word.replace("%%", "%")
        # the first word is a path, in which a sign of money is no variable
        found.append(word.replace("$$", "$") if dollars and found else word)
    return found
