"""What an import took its columns for is kept as a profile of the user's own."""

from __future__ import annotations

import os

from tinycrm.config.paths import make_folder, write_bytes
from tinycrm.errors import UsageError
from tinycrm.services.transfer.mapping import LEAVE_OUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.settings import Plain
    from tinycrm.services.transfer.asked import Asked, Outcome
    from tinycrm.services.transfer.mapping import Target

_LENGTH = 60


class Saved:
    """What one sheet's columns were taken for.

    Attributes:
        noun: of its rows.
        targets: of its columns, in order.
        asked: how it was imported.
    """

    __slots__ = ("asked", "noun", "targets")

    def __init__(self, noun: str, targets: Sequence[Target], asked: Asked) -> None:
        self.noun = noun
        self.targets = list(targets)
        self.asked = asked


def free_name(name: str, settings: str) -> str:
    """Gives the name for a new profile.

    Raises:
        UsageError: it cannot be a profile's name, or there is a profile of the user's with it.
    """
    plain = name.replace("-", "").replace("_", "")
    if not plain.isalnum() or len(name) > _LENGTH or name == "auto":
        raise UsageError(f"'{name}' cannot name a profile", hint="letters, digits, - and _: --save-profile old-crm")
    if not settings:
        raise UsageError("there is no settings folder to keep a profile in", hint="set HOME, or give --config DIR")
    path = _path(name, settings)
    if os.path.lexists(path):
        raise UsageError(f"there is a profile '{name}' already: {path}", hint="remove it, or choose another name")
    return name


def _path(name: str, settings: str) -> str:
    return os.path.join(settings, "profiles", f"{name}.yaml")


def save_profile_file(outcome: Outcome, asked: Asked, settings: str) -> str:
    """The profile is in the settings folder.

    Args:
        outcome: of an import that went through.
        asked: with the name in `save`.
        settings: the settings folder; made if it is not there.

    Returns:
        What to tell the user.

    Raises:
        UsageError: the import had no columns to keep.
        StorageError: it cannot be written.
    """
    from tinycrm.config.yamlio import dump

    if not outcome.saved:
        raise UsageError("there are no columns to keep as a profile", hint="--save-profile is for tables")
    files: dict[str, Plain] = {}
    for saved in outcome.saved:
        files[_free(saved.noun, files)] = _rules(saved)
    path = _path(asked.save, settings)
    try:
        make_folder(os.path.dirname(path))
    except OSError as error:
        raise UsageError(f"'{path}' cannot be written: {error.strerror}", hint="check the folder") from error
    write_bytes(path, dump({"name": asked.save, "files": files}).encode())
    return f"the columns are kept in {path}: --from {asked.save} reads such files"


def _free(noun: str, taken: dict[str, Plain]) -> str:
    from tinycrm.domain.nouns import NOUNS

    word = NOUNS[noun].plural
    number = 1
    while (name := word if number == 1 else f"{word} {number}") in taken:
        number += 1
    return name


def _rules(saved: Saved) -> Plain:
    from tinycrm.domain.nouns import NOUNS

    asked = saved.asked
    columns: dict[str, Plain] = {target.header: target_text(target) for target in saved.targets if target.header}
    needed: list[Plain] = [
        target.header
        for target in saved.targets
        if target.header and target.key != LEAVE_OUT and not _is_custom(target)
    ]
    rules: dict[str, Plain] = {"as": NOUNS[saved.noun].plural, "from": asked.source, "needs": needed}
    for key in ("dates", "decimal", "pipeline", "match"):
        text = str(getattr(asked, key))
        if text:
            rules[key] = text
    rules["columns"] = columns
    values: dict[str, Plain] = {field: dict(words) for field, words in asked.values.items()}
    if asked.stage_words:
        values.setdefault("stage", dict(asked.stage_words))
    stages: dict[str, Plain] = {stage: chance // 100 for stage, chance in asked.stages.items()}
    titles: list[Plain] = list(asked.titles)
    null: list[Plain] = list(asked.null)
    more: dict[str, Plain] = {
        "values": values,
        "set": {**asked.defaults, **asked.given},
        "split": dict(asked.split),
        "skip": _lists(asked.skip),
        "won": _lists(asked.won),
        "lost": _lists(asked.lost),
        "stages": stages,
        "title": titles,
        "null": null,
    }
    rules.update((key, made) for key, made in more.items() if made)
    return rules


def _lists(words: dict[str, list[str]]) -> Plain:
    return {column: list(own) for column, own in words.items()}


def _is_custom(target: Target) -> bool:
    return target.field is not None and target.field.place == "custom"


def target_text(target: Target) -> str:
    """Gives a target as a map file writes it."""
    text = target.field.named if target.field is not None else target.key
    if target.part == "id":
        text = f"{text}.foreign_id"
    elif target.part:
        text = f"{text}.{target.part}"
    if target.label:
        text = f"{text}:{target.label}"
    return f"{text} + {target_text(target.also)}" if target.also is not None else text
