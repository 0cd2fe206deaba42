"""Programs of the user's own in the folder hooks/ of the settings: which there are, and whether they may run."""

from __future__ import annotations

import os
import stat

from tinycrm.domain.hook import hook_names, is_known, is_meant
from tinycrm.domain.results import Column, Listing
from tinycrm.errors import RuleError, TinyCRMError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work

FOLDER = "hooks"
_OTHERS = 0o022
# the bytes that are kept of what a hook says
_SAID = 8_000


def meant_hooks(folder: str) -> list[str]:
    """Gives the names in hooks/ that are meant to be hooks, in order; none when there is no such folder.

    Raises:
        RuleError: the folder cannot be read, or others can change what is in it.
    """
    place = os.path.join(folder, FOLDER)
    if not os.path.lexists(place):
        return []
    try:
        names = sorted(name for name in os.listdir(place) if is_meant(name))
        if names:
            _check_folder(folder)
    except OSError as error:
        raise _unfit(f"'{place}' cannot be read: {error.strerror}", f"chmod u+rx '{place}'") from error
    return names


def _unfit(what: str, hint: str) -> RuleError:
    return RuleError(what, code="hook", hint=hint)


def _check_folder(folder: str) -> None:
    place = os.path.join(folder, FOLDER)
    if not os.path.realpath(place).startswith(os.path.realpath(folder) + os.sep):
        raise _unfit(f"'{place}' leads out of the settings folder, and no hook runs", f"make it a folder: rm '{place}'")
    if not os.path.isdir(place):
        raise _unfit(f"'{place}' is no folder, and no hook runs", f"mkdir '{place}'")
    for path in (folder, place):
        _check_owner(path)


def _check_owner(path: str) -> None:
    found = os.stat(path)
    if found.st_uid not in (os.geteuid(), 0):
        raise _unfit(f"'{path}' belongs to another user, and no hook runs", f"chown $USER '{path}'")
    if found.st_mode & _OTHERS:
        raise _unfit(f"'{path}' can be changed by other users, and no hook runs", f"chmod go-w '{path}'")


def check_program(folder: str, name: str) -> str:
    """Gives the path of a program in hooks/ that may run: the user's own, and nobody else's to change.

    Raises:
        UsageError: there is none.
        RuleError: it may not.
    """
    path = os.path.join(folder, FOLDER, name)
    if os.sep in name or not os.path.lexists(path):
        raise UsageError(f"there is no hook '{name}' in '{os.path.join(folder, FOLDER)}'", code="no_hook")
    try:
        _check_folder(folder)
        real = os.path.realpath(path)
        if not real.startswith(os.path.realpath(os.path.join(folder, FOLDER)) + os.sep):
            raise _unfit(f"the hook '{path}' leads out of its folder, to '{real}'", f"copy it: cp '{real}' '{path}'")
        mode = os.stat(real).st_mode
    except OSError as error:
        raise _unfit(f"the hook '{path}' cannot be looked at: {error.strerror}", f"ls -l '{path}'") from error
    if not stat.S_ISREG(mode):
        raise _unfit(f"the hook '{path}' is no file", "a hook is a program, or a script with #! in its first line")
    _check_owner(real)
    if not os.access(real, os.X_OK):
        raise _unfit(f"the hook '{path}' cannot be run", f"chmod u+x '{path}'")
    return path


def limit_of(work: Work) -> int:
    """Gives the seconds that a hook has."""
    found = work.settings.hooks.get("timeout")
    return found if isinstance(found, int) else 10


def ask_hook(work: Work, name: str, stdin: IO[bytes]) -> list[str]:
    """The program has run and ended well; gives what it said, in lines that name it.

    Raises:
        UsageError: there is no such program.
        RuleError: it may not run, or cannot, or failed; the message holds what it said.
    """
    from tinycrm.child import DROPPED, run
    from tinycrm.services.automation.hook_process import environment, first_lines

    folder = os.path.abspath(work.folder)
    path = check_program(folder, name)
    env = environment(work.store.path, folder, work.reading.user)
    limit = limit_of(work)
    try:
        ended = run([path], env=env, stdin=stdin, folder=folder, seconds=limit, out=DROPPED, kept=_SAID)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        hint = "a script needs #! and a program that is there in its first line, which ends without a carriage return"
        raise _unfit(f"the hook '{path}' cannot be started: {why}", hint) from error
    lines = first_lines(ended.err)
    if ended.code == 0:
        return [f"{name}: {line}" for line in lines]
    said = "; ".join(lines)
    # an exit code of 1 with words says nothing that the words do not
    told = said if said and ended.code == 1 else f"it {_how(ended.code, limit)}" + (f": {said}" if said else "")
    hint = "hooks: {timeout: 60s} in config.yaml gives it more time" if ended.code is None else ""
    raise _unfit(f"hook '{name}': {told}", hint or os.path.join(work.folder, FOLDER, name))


def _how(code: int | None, limit: int) -> str:
    """Says how a program ended that had so many seconds."""
    if code is None:
        return f"took longer than {limit} s and was ended"
    if code >= 0:
        return f"ended with exit code {code}"
    import signal

    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


def run_hook(work: Work, name: str, payload: Row) -> None:
    """The program has run and ended well; inside a hook none is run.

    Args:
        work: the command's work, with no transaction open.
        name: the program's file in the folder hooks/ of the settings.
        payload: what it gets on stdin, as one JSON object.

    Raises:
        UsageError, RuleError: as `ask_hook`.
    """
    from tinycrm.services.automation.hook_process import DEPTH, Letter

    if os.environ.get(DEPTH):
        return
    letter = Letter(payload)
    with letter.close() as stdin:
        for line in ask_hook(work, name, stdin):
            work.note(line)


# --- what is wrong ---


def problem_of(folder: str, name: str) -> tuple[str, str]:
    """Gives what keeps a hook from running and the command that mends it, both "" when nothing does."""
    if not is_known(name):
        from tinycrm.domain.fields import did_you_mean

        near = did_you_mean(name, hook_names())
        hint = near.strip() or "pre-NOUN-VERB or post-NOUN-VERB: tinycrm hooks list --all names them"
        return "no hook has this name, and it never runs", hint
    try:
        check_program(os.path.abspath(folder), name)
    except TinyCRMError as error:
        return error.message, error.hint
    return "", ""


def list_hooks(work: Work, *, everything: bool = False) -> Listing:
    """Gives the hooks in hooks/, and what keeps any from running.

    Args:
        work: the command's work.
        everything: also the names that are free.
    """
    names = meant_hooks(work.folder) if work.folder else []
    rows: list[Row] = []
    for name in names:
        problem, mend = problem_of(work.folder, name)
        told = f"{problem}; {mend}" if problem else None
        rows.append({**_parts(name), "there": True, "runs": not problem, "problem": told})
    if everything:
        free = [name for name in hook_names() if name not in names]
        rows += [{**_parts(name), "there": False, "runs": False, "problem": None} for name in free]
    columns = [
        Column("name", "Hook", weight=0),
        Column("when", "When", wide=True),
        Column("noun", "Noun", wide=True),
        Column("verb", "Verb", wide=True),
        *([Column("there", "There", "bool")] if everything else []),
        Column("runs", "Runs", "bool"),
        Column("problem", "Problem", "long"),
    ]
    empty = f"No hooks in {os.path.join(work.folder, FOLDER)}: write one; tinycrm hooks list --all names them"
    return Listing("hook", columns, rows, today=work.today, empty=empty)


def _parts(name: str) -> Row:
    when, _, rest = name.partition("-")
    noun, _, verb = rest.partition("-")
    return {"name": name, "when": when, "noun": noun, "verb": verb or None}
