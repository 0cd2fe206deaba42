"""The files that a new user starts from."""

from __future__ import annotations

import os

from tinycrm.config import TEMPLATES, template
from tinycrm.config.paths import make_folder, read_bytes, write_bytes
from tinycrm.domain.fields import did_you_mean
from tinycrm.errors import Conflict, StorageError, UsageError


def write_settings(folder: str, name: str, *, force: bool = False, more: str = "") -> list[str]:
    """config.yaml and pipelines.yaml are in the folder, private; gives a line about each.

    Args:
        folder: the settings folder, made if absent.
        name: of the pipelines' template: sales, freelance or retainers.
        force: replace the files that are there, keeping each as FILE.old; else they are left alone.
        more: what stands at the end of config.yaml.

    Raises:
        UsageError: no such template, or no folder is known.
        StorageError: a file cannot be written.
    """
    pipelines = _template(name)
    told: list[str] = []
    for file, text in (("config.yaml", template("config") + more), ("pipelines.yaml", pipelines)):
        path = os.path.join(folder, file)
        if os.path.lexists(path) and not force:
            told.append(f"{path} is there already and was left alone (--force replaces it and keeps the old one)")
        else:
            _write(folder, file, text)
            told.append(f"wrote {path}")
    return told


def write_pipelines(folder: str, name: str, *, force: bool = False) -> str:
    """pipelines.yaml is in the folder, made from a template, private; its path is returned.

    Args:
        folder: the settings folder, made if absent.
        name: sales, freelance or retainers.
        force: replace the file that is there, keeping it as pipelines.yaml.old.

    Raises:
        UsageError: no such template, or no folder is known.
        Conflict: the file is there already.
        StorageError: it cannot be written.
    """
    text = _template(name)
    path = os.path.join(folder, "pipelines.yaml")
    if os.path.lexists(path) and not force:
        raise Conflict(f"'{path}' is there already", code="exists", hint="--force replaces it and keeps the old one")
    _write(folder, "pipelines.yaml", text)
    return path


def _template(name: str) -> str:
    if name not in TEMPLATES:
        hint = f"{did_you_mean(name, TEMPLATES)}one of: {', '.join(TEMPLATES)}"
        raise UsageError(f"there is no template '{name}'", code="unknown_value", hint=hint)
    return template(name)


def _write(folder: str, file: str, text: str) -> None:
    if not folder:
        raise UsageError("no home folder is known for the settings", hint="set HOME, or give --config DIR")
    path = os.path.join(folder, file)
    try:
        make_folder(folder)
    except OSError as error:
        raise StorageError(f"'{folder}' cannot be made: {error.strerror}", hint="--config DIR names another") from error
    before = read_bytes(path)
    if before is not None and before != text.encode():
        write_bytes(f"{path}.old", before)
    write_bytes(path, text.encode())


def remove_demo(path: str) -> None:
    """The demonstration's own database is gone, with its settings."""
    try:
        for ending in ("", "-wal", "-shm"):
            if os.path.lexists(path + ending):
                os.unlink(path + ending)
    except OSError as error:
        raise StorageError(
            f"the old demonstration '{path}' cannot be removed: {error.strerror}", hint="--db PATH"
        ) from error
