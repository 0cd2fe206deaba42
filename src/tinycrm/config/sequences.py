"""sequences/NAME.yaml become sequences: every word checked, every error with its line and column."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tinycrm.config.effects import read_effects
from tinycrm.config.paths import read_bytes
from tinycrm.config.spans import read_span
from tinycrm.config.yamlio import load
from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.file_name import HINT, LONGEST, is_file_name
from tinycrm.domain.fold import fold
from tinycrm.domain.sequence import NOUNS, STOPS, Sequence, Step
from tinycrm.errors import NotFound, UsageError

if TYPE_CHECKING:
    from tinycrm.config.document import Document, Path
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.settings import Settings

_ENDING = ".yaml"
_KEYS = ("of", "stop_on", "weekdays_only", "steps")
_STEP_KEYS = ("name", "after", "then")
_FORM = "- {after: 3d, then: [{task: Call}]}"
# the shortest file that is a sequence
FORM = "steps: [{after: 3d, then: [{task: Call}]}]"
_MOST_STEPS = 100
_LONGEST_DAYS = 3660


def sequences_folder(settings: str) -> str:
    """Gives the folder of the sequences of a settings folder."""
    return os.path.join(settings, "sequences")


def sequence_names(settings: str) -> list[str]:
    """Gives the names of the sequences there are, sorted.

    Raises:
        UsageError: the folder cannot be read.
    """
    if not settings:
        return []
    try:
        files = os.listdir(sequences_folder(settings))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        what = f"{sequences_folder(settings)}: cannot be read: {error.strerror}"
        raise UsageError(what, hint="check its permissions") from error
    names = [name.removesuffix(_ENDING) for name in files if name.endswith(_ENDING)]
    return sorted(name for name in names if is_file_name(name))


def read_sequence(settings_folder: str, name: str, settings: Settings, pipelines: Pipelines) -> Sequence:
    """Gives a sequence.

    Args:
        settings_folder: "" for none.
        name: of its file, without the ending.
        settings: for custom fields and how values are read.
        pipelines: the stages there are.

    Raises:
        NotFound: there is none.
        UsageError: it is broken; the message begins with FILE:LINE:COLUMN.
    """
    short = name.strip().removesuffix(_ENDING)
    if not is_file_name(short):
        raise UsageError(f"'{name[:LONGEST]}' cannot name a sequence", hint=HINT)
    path = os.path.join(sequences_folder(settings_folder), short + _ENDING)
    raw = read_bytes(path) if settings_folder else None
    if raw is None:
        names = sequence_names(settings_folder)
        known = f"there are: {', '.join(names)}; " if names else ""
        hint = f"{did_you_mean(short, names)}{known}write {path}, beginning with {FORM}"
        raise NotFound(f"there is no sequence '{short}'", code="no_sequence", hint=hint)
    return parse_sequence(raw, short, path, settings, pipelines)


def parse_sequence(raw: bytes, name: str, path: str, settings: Settings, pipelines: Pipelines) -> Sequence:
    """Gives the sequence that the bytes of a file are.

    Raises:
        UsageError: it is broken; the message begins with PATH:LINE:COLUMN.
    """
    doc = load(raw, path)
    doc.mapping((), _KEYS)
    noun = doc.choice(("of",), NOUNS) if doc.has(("of",)) else "contact"
    sequence = Sequence(name, path, noun)
    if doc.has(("stop_on",)):
        given = doc.items(("stop_on",), "[reply, won]")
        sequence.stops = tuple(dict.fromkeys(doc.choice(("stop_on", at), STOPS) for at in range(len(given))))
    if doc.has(("weekdays_only",)):
        sequence.weekdays_only = doc.flag(("weekdays_only",))
    items = doc.items(("steps",), _FORM)
    if not items:
        raise doc.error(("steps",) if "steps" in doc.mapping(()) else (), "a sequence without steps", f"write {_FORM}")
    if len(items) > _MOST_STEPS:
        raise doc.error(("steps",), f"more than {_MOST_STEPS} steps", "is it one sequence?")
    steps: list[Step] = []
    for at in range(len(items)):
        step = _step(doc, ("steps", at), noun, settings, pipelines)
        if any(fold(other.name) == fold(step.name) for other in steps):
            raise doc.error(("steps", at, "name"), f"'{step.name}' is the name of two steps", "give one another")
        if steps and step.after < steps[-1].after:
            what = f"step {at + 1} comes {step.after} days after the start, before step {at}"
            raise doc.error(("steps", at, "after"), what, "days count from the start; write the steps in their order")
        steps.append(step)
    sequence.steps = tuple(steps)
    return sequence


def _step(doc: Document, path: Path, noun: str, settings: Settings, pipelines: Pipelines) -> Step:
    if not isinstance(doc.at(path), dict):
        raise doc.error(path, "a step is written as `key: value` pairs", f"write it like {_FORM}")
    doc.mapping(path, _STEP_KEYS)
    for key, hint in (("after", "add after: 3d, the days from the start"), ("then", "add then: [{task: Call}]")):
        if not doc.has((*path, key)):
            raise doc.error(path, f"a step without {key}", hint)
    number = path[-1]
    name = str(number + 1) if isinstance(number, int) else ""
    if doc.has((*path, "name")):
        name = doc.text((*path, "name"))
        if not is_file_name(name):
            raise doc.error((*path, "name"), f"'{name[:LONGEST]}' cannot name a step", HINT)
    effects = read_effects(doc, (*path, "then"), noun, settings, pipelines)
    return Step(name, _days(doc, (*path, "after")), effects)


def _days(doc: Document, path: Path) -> int:
    days, _ = read_span(doc, path)
    if days > _LONGEST_DAYS:
        raise doc.error(path, f"'{doc.text(path)}' is more than ten years after the start", "write fewer days")
    return days
