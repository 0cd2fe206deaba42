"""pipelines.yaml becomes Pipelines: every rule checked, every error with its line and column."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

from tinycrm.config.paths import read_bytes
from tinycrm.config.settings import currency
from tinycrm.config.yamlio import load
from tinycrm.domain.deal import DEAL
from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.fold import fold
from tinycrm.domain.gap_fields import is_known
from tinycrm.domain.pipeline import FULL, OUTCOMES, Pipeline, Stage, StageTask
from tinycrm.domain.pipeline import default_pipelines as built_in
from tinycrm.domain.pipelines import Pipelines
from tinycrm.domain.settings import Settings
from tinycrm.domain.task import PRIORITIES
from tinycrm.domain.template import FORM, Gap, parts_of
from tinycrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.config.document import Document, Path
    from tinycrm.domain.pipeline import Outcome

FILE = "pipelines.yaml"

_PIPELINE_KEYS = ("name", "default", "currency", "stages", "moves", "reasons")
_STAGE_KEYS = ("key", "name", "probability", "outcome", "rot_days", "requires", "on_enter")
_TASK_KEYS = ("task", "due", "priority", "repeat")
_MAX_DAYS = 36_500
# pipelines.md: stages without a probability rise evenly to this
_LAST_OPEN = 9_000


def load_pipelines(folder: str, settings: Settings) -> Pipelines:
    """Gives the pipelines of a folder, the one built in when it holds no pipelines.yaml.

    Raises:
        UsageError: the file is broken; the message begins with FILE:LINE:COLUMN.
    """
    path = os.path.join(folder, FILE)
    raw = read_bytes(path) if folder else None
    return built_in() if raw is None else read_pipelines(raw, path, deal_names(settings))


def deal_names(settings: Settings) -> dict[str, str]:
    """Gives every name of a deal's field, custom ones included, and the key it means."""
    names = {name: field.key for field in DEAL.fields for name in (field.key, *field.aliases)}
    return names | {key: key for key in settings.custom("deal")}


def read_pipelines(raw: bytes, name: str, names: Mapping[str, str]) -> Pipelines:
    """Gives the pipelines that the bytes of a pipelines.yaml hold.

    Args:
        raw: the bytes of the file.
        name: the file, for messages.
        names: what a stage may require of a deal: name → key of the field.

    Raises:
        UsageError: they are broken; the message begins with NAME:LINE:COLUMN.
    """
    doc = load(raw, name)
    keys = doc.mapping((), ("pipelines",))
    found = doc.mapping(("pipelines",))
    if not found:
        if not keys:
            return built_in()
        hint = "tinycrm pipeline init writes a ready one"
        raise doc.error(("pipelines",), "no pipeline is defined", hint)
    made: list[Pipeline] = []
    first_default = ""
    for key in found:
        pipeline = _pipeline(doc, ("pipelines", key), key, names)
        for other in made:
            if _same(pipeline, other):
                what = f"pipeline '{key}' cannot be told from '{other.key}'"
                raise doc.error(("pipelines", key), what, "give it another key and name", key=True)
        if pipeline.default and first_default:
            what = f"pipeline '{first_default}' is the default already"
            raise doc.error(("pipelines", key, "default"), what, "remove one `default: true`", key=True)
        if pipeline.default:
            first_default = key
        made.append(pipeline)
    return Pipelines(lambda: made)


def _same(one: Pipeline | Stage, other: Pipeline | Stage) -> bool:
    return bool({fold(one.key), fold(one.name)} & {fold(other.key), fold(other.name)})


def _pipeline(doc: Document, path: Path, key: str, names: Mapping[str, str]) -> Pipeline:
    if isinstance(doc.at(path), list):
        what = f"pipeline '{key}' must hold `key: value` pairs"
        raise doc.error(path, what, "write stages: before the list")
    doc.mapping(path, _PIPELINE_KEYS)
    cleaned = doc.cleaned(path, key, key=True)
    if not cleaned:
        raise doc.error(path, "a pipeline without a key", "write a word before the colon", key=True)
    stages = _stages(doc, path, cleaned, names)
    keys = {stage.key: stage.key for stage in stages}
    for stage in stages:
        keys.setdefault(fold(stage.key), stage.key)
        keys.setdefault(fold(stage.name), stage.key)
    return Pipeline(
        cleaned,
        doc.text((*path, "name")) if doc.has((*path, "name")) else _titled(cleaned),
        stages,
        default=doc.flag((*path, "default")) if doc.has((*path, "default")) else False,
        currency=currency(doc, (*path, "currency")) if doc.has((*path, "currency")) else None,
        moves=_moves(doc, (*path, "moves"), keys) if doc.has((*path, "moves")) else None,
        reasons=_reasons(doc, (*path, "reasons")),
    )


def _titled(key: str) -> str:
    return key[:1].upper() + key[1:].replace("_", " ")


def _stages(doc: Document, path: Path, pipeline: str, names: Mapping[str, str]) -> list[Stage]:
    inside = (*path, "stages")
    form = "stages: [prospect, {key: won, outcome: won}, {key: lost, outcome: lost}]"
    count = len(doc.items(inside, form))
    if not count:
        raise doc.error(path, f"pipeline '{pipeline}' has no stages", f"write {form}", key=True)
    outcomes: list[Outcome] = [_outcome(doc, (*inside, index)) for index in range(count)]
    _check_outcomes(doc, inside, pipeline, outcomes)
    stages: list[Stage] = []
    for position in range(count):
        stage = _stage(doc, (*inside, position), position, outcomes, names)
        for other in stages:
            if _same(stage, other):
                what = f"stage '{stage.key}' cannot be told from '{other.key}'"
                raise doc.error(_key_path(doc, (*inside, position)), what, "give it another key and name")
        stages.append(stage)
    return stages


def _check_outcomes(doc: Document, inside: Path, pipeline: str, outcomes: list[Outcome]) -> None:
    for needed in ("won", "lost"):
        if needed not in outcomes:
            what = f"pipeline '{pipeline}' has no {needed} stage"
            raise doc.error(inside, what, f"add {{key: {needed}, outcome: {needed}}}", key=True)
    if outcomes.count("won") > 1:
        second = [index for index, outcome in enumerate(outcomes) if outcome == "won"][1]
        what = f"pipeline '{pipeline}' has a second won stage"
        raise doc.error((*inside, second, "outcome"), what, "keep one; lost stages may be several", key=True)
    if outcomes[0] != "open":
        what = "the first stage must be open: new deals enter it"
        raise doc.error((*inside, 0), what, "put an open stage first")


def _outcome(doc: Document, path: Path) -> Outcome:
    if not isinstance(doc.at(path), dict):
        return "open"
    doc.mapping(path, _STAGE_KEYS)
    if not doc.has((*path, "outcome")):
        return "open"
    word = doc.choice((*path, "outcome"), OUTCOMES)
    return next(known for known in OUTCOMES if known == word)


def _key_path(doc: Document, path: Path) -> Path:
    return (*path, "key") if isinstance(doc.at(path), dict) else path


def _stage(doc: Document, path: Path, position: int, outcomes: list[Outcome], names: Mapping[str, str]) -> Stage:
    if isinstance(doc.at(path), dict) and not doc.has((*path, "key")):
        raise doc.error(path, "a stage without a key", "add key: word")
    outcome = outcomes[position]
    even = round(_LAST_OPEN * (outcomes[: position + 1].count("open")) / outcomes.count("open"))
    default = even if outcome == "open" else FULL if outcome == "won" else 0
    key = doc.text(_key_path(doc, path), "write a word, or {key: word, name: Words}")
    if len(key) > 64:
        what = f"a stage's key is at most 64 letters: '{key[:40]}…'"
        raise doc.error(_key_path(doc, path), what, "write a short key, and the words in name:")
    if not isinstance(doc.at(path), dict):
        return Stage(key, key, default, outcome, position=position)
    return Stage(
        key,
        doc.text((*path, "name")) if doc.has((*path, "name")) else key,
        _probability(doc, (*path, "probability"), outcome, default),
        outcome,
        rot_days=_rot_days(doc, (*path, "rot_days"), outcome),
        requires=_requires(doc, (*path, "requires"), names),
        on_enter=_tasks(doc, (*path, "on_enter"), names),
        position=position,
    )


def _probability(doc: Document, path: Path, outcome: Outcome, default: int) -> int:
    from tinycrm.domain.typed_money import parse_probability

    if not doc.has(path):
        return default
    text = doc.text(path)
    try:
        points = parse_probability(text)
    except UsageError as error:
        raise doc.error(path, error.message, error.hint) from error
    if outcome != "open" and points != default:
        what = f"a {outcome} stage has probability {default // 100}%, not '{text}'"
        raise doc.error(path, what, "remove the probability")
    return points


def _rot_days(doc: Document, path: Path, outcome: Outcome) -> int | None:
    if not doc.has(path):
        return None
    if outcome != "open":
        raise doc.error(path, f"deals do not rot in a {outcome} stage", "remove rot_days", key=True)
    return doc.whole(path, 1, _MAX_DAYS)


def _requires(doc: Document, path: Path, names: Mapping[str, str]) -> tuple[str, ...]:
    keys: list[str] = []
    for index, name in enumerate(doc.texts(path)):
        key = _field(name, names)
        if not key:
            hint = f"{did_you_mean(name, names)}its fields: {', '.join(dict.fromkeys(names.values()))}"
            raise doc.error((*path, index), f"a deal has no field '{name}'", hint)
        keys.append(key)
    return tuple(dict.fromkeys(keys))


def _field(name: str, names: Mapping[str, str]) -> str:
    # a custom field nobody declared is text, and `fields.` says that it is meant
    plain = name.replace("-", "_")
    return names.get(plain) or (plain[7:] if plain.startswith("fields.") else "")


def _tasks(doc: Document, path: Path, names: Mapping[str, str]) -> list[StageTask]:
    form = 'on_enter: [{task: "Call {{contact}}", due: +3d}]'
    made: list[StageTask] = []
    for index, item in enumerate(doc.items(path, form)):
        place = (*path, index)
        if not isinstance(item, dict):
            made.append(StageTask(_title(doc, place, names)))
            continue
        doc.mapping(place, _TASK_KEYS)
        if not doc.has((*place, "task")):
            raise doc.error(place, "a task without words", f"write it like {form}")
        made.append(
            StageTask(
                _title(doc, (*place, "task"), names),
                _due(doc, (*place, "due")),
                doc.choice((*place, "priority"), PRIORITIES) if doc.has((*place, "priority")) else "normal",
                _repeat(doc, (*place, "repeat")),
            )
        )
    return made


def _title(doc: Document, path: Path, names: Mapping[str, str]) -> str:
    title = doc.text(path, "write the task's words")
    parts = parts_of(title, 1, lambda _line, what: doc.error(path, what, FORM))
    for name in (name for part in parts if isinstance(part, Gap) for name in part.names):
        if not _field(name, names) and not is_known("deal", name, Settings()):
            hint = f"{did_you_mean(name, names)}its fields: {', '.join(dict.fromkeys(names.values()))}"
            raise doc.error(path, f"a deal has no field '{name}'", hint)
    return title


def _due(doc: Document, path: Path) -> str:
    from tinycrm.domain.dates import parse_when

    if not doc.has(path):
        return ""
    text = doc.text(path)
    try:
        # any day serves: only whether it can be read is asked
        parse_when(text, date(2026, 1, 1))
    except UsageError as error:
        raise doc.error(path, error.message, error.hint) from error
    return text


def _repeat(doc: Document, path: Path) -> str:
    from tinycrm.domain.recur import parse_repeat

    if not doc.has(path):
        return ""
    text = doc.text(path)
    try:
        parse_repeat(text)
    except UsageError as error:
        raise doc.error(path, error.message, error.hint) from error
    return text


def _moves(doc: Document, path: Path, keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for source in doc.mapping(path):
        if not doc.has((*path, source)):
            continue
        key = _known_stage(doc, (*path, source), source, keys, key=True)
        if key in made:
            what = f"'{key}' is written twice in moves"
            raise doc.error((*path, source), what, "keep one of them", key=True)
        targets = doc.texts((*path, source))
        places = [(*path, source, index) for index in range(len(targets))]
        made[key] = tuple(_known_stage(doc, place, target, keys) for place, target in zip(places, targets, strict=True))
    return made


def _known_stage(doc: Document, path: Path, text: str, keys: Mapping[str, str], *, key: bool = False) -> str:
    found = keys.get(text) or keys.get(fold(text))
    if found is None:
        known = list(dict.fromkeys(keys.values()))
        hint = f"{did_you_mean(text, known)}its stages: {', '.join(known)}"
        raise doc.error(path, f"moves name no stage '{text}'", hint, key=key)
    return found


def _reasons(doc: Document, path: Path) -> dict[str, tuple[str, ...]]:
    written = {outcome: doc.texts((*path, outcome)) for outcome in doc.mapping(path, ("won", "lost"))}
    return {outcome: reasons for outcome, reasons in written.items() if reasons}
