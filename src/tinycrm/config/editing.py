"""One setting changed in config.yaml, every other byte of the file left as it was."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from tinycrm.config.document import Place
from tinycrm.config.paths import make_folder, read_bytes, write_bytes
from tinycrm.config.settings import FILE, KEYS, read_settings
from tinycrm.config.yamlio import inline, load, resolve
from tinycrm.domain.fields import did_you_mean
from tinycrm.errors import StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tinycrm.config.document import Document
    from tinycrm.domain.settings import Plain

_BOM = b"\xef\xbb\xbf"


def get_value(settings: Mapping[str, Plain], dotted_key: str) -> Plain:
    """Gives one setting, or a group of them.

    Args:
        settings: `Settings.to_plain()`.
        dotted_key: "currency", "cadence.tags.key", "rates.USD".

    Raises:
        UsageError: no such setting, or a name of the user's own that is not written, as a tag of the cadence.
    """
    value: Plain = dict(settings)
    steps = _steps(dotted_key)
    for index, step in enumerate(steps):
        if not isinstance(value, dict) or step not in value:
            known = list(value) if isinstance(value, dict) else []
            hint = did_you_mean(step, known) + (f"there are: {', '.join(known)}" if known else "")
            where = ".".join(steps[:index])
            raise UsageError(f"'{step}' is not set in {where}", hint=hint or f"tinycrm config get {where}")
        value = value[step]
    return value


def set_value(folder: str, dotted_key: str, text: str) -> None:
    """config.yaml says the new value and is valid; comments, order and everything else are as they were.

    Args:
        folder: the settings folder; it and the file are made if absent, open to their owner alone.
        dotted_key: "currency", "cadence.tags.key", "rates.USD.2026-01-01".
        text: one value, or a list or pairs as YAML in one line: `[lead, customer]`.

    Raises:
        UsageError: an unknown key or a bad value, a file that is broken already or cannot be changed
            safely; the file is untouched.
        StorageError: it cannot be written.
    """
    steps = _steps(dotted_key)

    def edit(doc: Document) -> tuple[str, Plain]:
        value, written = _value(steps, text)
        return _edited(doc, steps, written), _expected(doc.data, steps, value)

    rewrite(folder, edit)


def rewrite(folder: str, edit: Callable[[Document], tuple[str, Plain]]) -> None:
    """config.yaml has another text, which is valid and says just what was meant.

    Args:
        folder: the settings folder; it and the file are made if absent, open to their owner alone.
        edit: gives the new text, and what the file says with it.

    Raises:
        UsageError: a file that is broken already or would be, or a text that says something else; it is untouched.
        StorageError: it cannot be written.
    """
    if not folder:
        raise UsageError("no settings folder is known", hint="set HOME, or give --config DIR")
    try:
        make_folder(folder)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        what = f"'{folder}' cannot be made: {error.strerror}"
        raise StorageError(what, hint="give --config DIR") from error
    try:
        # two of these at once would each write what the other did not see
        fcntl.flock(handle, fcntl.LOCK_EX)
        _change(os.path.join(folder, FILE), edit)
    finally:
        os.close(handle)


def _change(path: str, edit: Callable[[Document], tuple[str, Plain]]) -> None:
    raw = read_bytes(path) or b""
    target, mode = _target(path)
    doc = load(raw, path)
    read_settings(raw, path)
    source, expected = edit(doc)
    if source == doc.source:
        return
    new = (_BOM if raw.startswith(_BOM) else b"") + source.encode()
    try:
        read_settings(new, path)
        after = load(new, path).data
    except UsageError as error:
        raise _without_place(error, path) from error
    if after != expected:
        raise UsageError(f"{path} cannot be changed in place", hint=f"edit {path}")
    write_bytes(target, new, mode=mode)


def _steps(dotted_key: str) -> list[str]:
    steps = [step.strip() for step in dotted_key.split(".")]
    # the days of rates hold no point, and tags may: what follows the tags is one name
    if steps[:2] == ["cadence", "tags"] and len(steps) > 3:
        steps = ["cadence", "tags", ".".join(steps[2:])]
    if steps[0] not in KEYS:
        hint = f"{did_you_mean(steps[0], KEYS)}settings: {', '.join(KEYS)}"
        raise UsageError(f"there is no setting '{dotted_key}'", hint=hint)
    if not all(steps):
        raise UsageError(f"there is no setting '{dotted_key}'", hint="write it like cadence.default")
    return steps


def _target(path: str) -> tuple[str, int]:
    """Gives the file to replace and its mode; a link, as dotfiles often are, leads to one's own file only."""
    real = os.path.realpath(path)
    try:
        stat = os.stat(real)
    except FileNotFoundError:
        return path, 0o600
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}", hint="check its permissions") from error
    if os.path.islink(path) and stat.st_uid != os.geteuid():
        what = f"{path}: a link to another user's file: '{real}'"
        raise UsageError(what, hint="replace it by a file of your own")
    return real if os.path.islink(path) else path, stat.st_mode & 0o777


def _value(steps: Sequence[str], text: str) -> tuple[Plain, str]:
    """Gives what the text means, and how it is written after its key."""
    bare = text.strip()
    if "\n" in bare or "\r" in bare:
        raise UsageError(f"a setting is one line, not '{bare}'", hint="edit config.yaml for more")
    if bare.startswith(("[", "{")):
        return load(bare.encode("utf-8", "surrogateescape"), ".".join(steps)).data, bare
    if steps[0] == "lifecycle" or (steps[0] == "key_fields" and len(steps) == 2):
        parts = [part.strip() for part in bare.split(",") if part.strip()]
        return [*parts], f"[{', '.join(inline(part) for part in parts)}]"
    written = inline(bare)
    return resolve(bare) if written == bare else bare, written


def _edited(doc: Document, steps: Sequence[str], written: str) -> str:
    source = doc.source
    place = doc.values.get(tuple(steps))
    if place is not None:
        if place.style in ("lines", "block"):
            raise by_hand(doc.name, steps)
        gap = "" if place.start == 0 or source[place.start - 1] in " \t[{," else " "
        return f"{source[: place.start]}{gap}{written}{source[place.end :]}"
    depth = len(steps) - 1
    while depth and not isinstance(doc.at(tuple(steps[:depth])), dict):
        depth -= 1
    if depth and doc.at(tuple(steps[:depth])) == {} and doc.values[tuple(steps[:depth])].style != "flow":
        raise by_hand(doc.name, steps)
    if doc.values.get(tuple(steps[: depth + 1])) is not None:
        # `cadence:` with nothing after it
        return _edited_empty(doc, steps, depth, written)
    line = _pair(steps[depth:], written)
    parent = doc.values.get(tuple(steps[:depth]))
    if parent is not None and parent.style == "flow":
        return _into_braces(source, parent, line)
    newline = "\r\n" if "\r\n" in source else "\n"
    if depth == 0 or parent is None:
        gap = newline if source and not source.endswith("\n") else ""
        return f"{source}{gap}{line}{newline}"
    if parent.style != "lines":
        raise by_hand(doc.name, steps)
    end = end_of(doc, tuple(steps[:depth]))
    indent = " " * (parent.column - 1)
    if source[end - 1] == "\n":
        return f"{source[:end]}{indent}{line}{newline}{source[end:]}"
    stop = source.find("\n", end)
    stop = len(source) if stop < 0 else stop - (source[stop - 1] == "\r")
    return f"{source[:stop]}{newline}{indent}{line}{source[stop:]}"


def _edited_empty(doc: Document, steps: Sequence[str], depth: int, written: str) -> str:
    place = doc.values[tuple(steps[: depth + 1])]
    if doc.at(tuple(steps[: depth + 1])) is not None or place.style != "plain":
        raise by_hand(doc.name, steps)
    inner = f"{{{_pair(steps[depth + 1 :], written)}}}"
    gap = "" if doc.source[place.start - 1] == " " else " "
    return f"{doc.source[: place.start]}{gap}{inner}{doc.source[place.end :]}"


def _pair(steps: Sequence[str], written: str) -> str:
    for step in reversed(steps[1:]):
        written = f"{{{inline(step)}: {written}}}"
    return f"{inline(steps[0])}: {written}"


def _into_braces(source: str, parent: Place, line: str) -> str:
    inside = source[parent.start + 1 : parent.end - 1]
    kept = inside.rstrip(" ")
    comma = "" if not kept.strip() else " " if kept.endswith(",") else ", "
    return f"{source[: parent.start + 1]}{kept}{comma}{line}{inside[len(kept) :]}{source[parent.end - 1 :]}"


def end_of(doc: Document, path: tuple[str | int, ...]) -> int:
    """Gives where the last value of a block of lines ends: a block's own end counts comments that follow."""
    while doc.values[path].style == "lines":
        value = doc.at(path)
        if isinstance(value, dict):
            path = (*path, list(value)[-1])
        elif isinstance(value, list):
            path = (*path, len(value) - 1)
    return doc.values[path].end


def _expected(data: Plain, steps: Sequence[str], value: Plain) -> Plain:
    if not steps:
        return value
    made = dict(data) if isinstance(data, dict) else {}
    made[steps[0]] = _expected(made.get(steps[0]), steps[1:], value)
    return made


def _without_place(error: UsageError, path: str) -> UsageError:
    # the place is in a text that was never written
    message = error.message
    if message.startswith(f"{path}:"):
        message = message[len(path) + 1 :].split(": ", 1)[-1]
    return UsageError(message, hint=error.hint, code=error.code)


def by_hand(path: str, steps: Sequence[str]) -> UsageError:
    """Gives the error for a part of a file that only a person can change."""
    return UsageError(f"'{'.'.join(steps)}' cannot be changed in place", hint=f"edit {path}")
