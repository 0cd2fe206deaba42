"""The files that a new user starts from."""

from __future__ import annotations

import os

from tinycrm.config import TEMPLATES, template
from tinycrm.config.paths import make_folder, write_bytes
from tinycrm.domain.fields import did_you_mean
from tinycrm.errors import StorageError, UsageError


def write_settings(folder: str, name: str, *, force: bool = False, pipelines_only: bool = False) -> list[str]:
    """config.yaml and pipelines.yaml are in the folder, private; gives a line about each.

    Args:
        folder: the settings folder, made if absent.
        name: of the pipelines' template: sales, freelance or retainers.
        force: replace the files that are there.
        pipelines_only: leave config.yaml out, and refuse when pipelines.yaml is there.

    Raises:
        UsageError: no such template, no folder is known, or (`pipelines_only`) the file is there.
        StorageError: a file cannot be written.
    """
    if name not in TEMPLATES:
        raise UsageError(
            f"there is no template '{name}'", hint=f"{did_you_mean(name, TEMPLATES)}one of: {', '.join(TEMPLATES)}"
        )
    if not folder:
        raise UsageError("no home folder is known for the settings", hint="set HOME, or give --config DIR")
    told: list[str] = []
    files = {"pipelines.yaml": name} if pipelines_only else {"config.yaml": "config", "pipelines.yaml": name}
    try:
        make_folder(folder)
        for file, source in files.items():
            path = os.path.join(folder, file)
            if os.path.lexists(path) and not force:
                if pipelines_only:
                    raise UsageError(f"'{path}' is there already", hint="--force replaces it")
                told.append(f"{path} is there already and was left alone (--force replaces it)")
                continue
            write_bytes(path, template(source).encode())
            told.append(f"wrote {path}")
    except OSError as error:
        raise StorageError(
            f"the settings cannot be written to '{folder}': {error.strerror}", hint="--config DIR"
        ) from error
    return told


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
