"""Where the database and the settings live when nobody says, and how their files are opened."""

from __future__ import annotations

import os
import sys

from tinycrm.errors import StorageError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    Kind = Literal["data", "config", "cache"]

# XDG Base Directory Specification 0.8: variable and default below the home folder.
_XDG = {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "config": ("XDG_CONFIG_HOME", ".config"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
}

MAX_FILE_BYTES = 1024 * 1024


def platform_folder(kind: Kind, environ: Mapping[str, str]) -> str:
    """Gives TinyCRM's folder for data, settings or caches here; "" when no home folder is known."""
    if sys.platform != "linux":
        import platformdirs

        if kind == "data":
            return platformdirs.user_data_dir("tinycrm", appauthor=False)
        if kind == "config":
            return platformdirs.user_config_dir("tinycrm", appauthor=False)
        return platformdirs.user_cache_dir("tinycrm", appauthor=False)
    variable, below = _XDG[kind]
    base = environ.get(variable, "").strip()
    if not base.startswith("/"):
        home = _home(environ)
        if not home:
            return ""
        base = os.path.join(home, below)
    return os.path.join(base, "tinycrm")


def _home(environ: Mapping[str, str]) -> str:
    home = environ.get("HOME", "")
    if home.startswith("/"):
        return home
    try:
        import pwd

        home = pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return ""
    return home if home.startswith("/") else ""


def database_path(option: str | None, environ: Mapping[str, str]) -> tuple[str, bool]:
    """Gives the database to use.

    Args:
        option: the value of `--db`, or None.
        environ: the environment.

    Returns:
        The path (or a URL, as given), and whether the user named it.

    Raises:
        UsageError: an empty name, or no home folder to put the default in.
    """
    if option is not None and not option.strip():
        raise UsageError("--db names no file: ''", hint="give --db PATH, or leave it out")
    named = option or environ.get("TINYCRM_DB", "")
    if named:
        return (named if "://" in named else _expanded(named, environ)), True
    folder = platform_folder("data", environ)
    if not folder:
        raise UsageError("no home folder is known for the database", hint="set HOME, or give --db PATH")
    return os.path.join(folder, "tinycrm.db"), False


def config_dir(
    option: str | None, environ: Mapping[str, str], database: str, *, must_exist: bool = True
) -> tuple[str, bool]:
    """Gives the settings folder to use: the option's, TINYCRM_CONFIG's, `DATABASE.d/`, or the platform's.

    Args:
        option: the value of `--config`, or None.
        environ: the environment.
        database: path or URL of the database.
        must_exist: whether a named folder has to be there; commands that write settings create it.

    Returns:
        The folder ("" when there is none and no home folder is known), and whether the user named it.

    Raises:
        UsageError: a named folder that does not exist or is no folder.
    """
    if option is not None and not option.strip():
        raise UsageError("--config names no folder: ''", hint="give --config DIR, or leave it out")
    named = option or environ.get("TINYCRM_CONFIG", "")
    if named:
        folder = _expanded(named, environ)
        if must_exist and not os.path.isdir(folder):
            what = "is a file, not a settings folder" if os.path.lexists(folder) else "does not exist"
            where = "--config" if option else "TINYCRM_CONFIG"
            raise UsageError(
                f"the settings folder '{folder}' {what}" if what[0] == "d" else f"'{folder}' {what}",
                hint=f"{where} takes the folder that holds config.yaml; `tinycrm init` makes one",
            )
        return folder, True
    if database and "://" not in database and os.path.isdir(f"{database}.d"):
        return f"{database}.d", False
    return platform_folder("config", environ), False


def _expanded(path: str, environ: Mapping[str, str]) -> str:
    # crontabs, unit files and `--db=~/x` in some shells hand the tilde over as it is
    if path == "~" or path.startswith("~/"):
        home = _home(environ)
        return home + path[1:] if home else path
    return path


def jobs_folder(database: str) -> str:
    """Gives the folder beside a database that holds what is known of the jobs that run by themselves."""
    return os.path.abspath(database) + ".jobs"


def make_folder(path: str) -> None:
    """The folder exists; what had to be made of it and its parents is open to its owner alone.

    Raises:
        OSError: it cannot be made.
    """
    if os.path.isdir(path):
        return
    parent = os.path.dirname(path.rstrip("/"))
    if parent and parent != path:
        make_folder(parent)
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise


def read_bytes(path: str) -> bytes | None:
    """Gives the bytes of a settings file, None when there is none.

    Raises:
        UsageError: it is there and cannot be read: a folder, a device, too large, not permitted, a dead link.
    """
    try:
        # without O_NONBLOCK a named pipe would hang every command
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        if os.path.islink(path):
            what = f"{path}: a link to nothing: '{os.readlink(path)}'"
            raise UsageError(what, hint="mend or remove the link") from None
        return None
    except NotADirectoryError:
        return None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {_reason(error)}", hint="check its permissions") from error
    try:
        if os.fstat(handle).st_mode & 0o170000 != 0o100000:
            raise UsageError(f"{path}: not a file", hint="it must be a text file; move it away")
        parts: list[bytes] = []
        size = 0
        while size <= MAX_FILE_BYTES and (part := os.read(handle, MAX_FILE_BYTES)):
            parts.append(part)
            size += len(part)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {_reason(error)}", hint="check its permissions") from error
    finally:
        os.close(handle)
    if size > MAX_FILE_BYTES:
        raise UsageError(f"{path}: larger than 1 MiB", hint="settings are small; is this the right file?")
    return b"".join(parts)


def write_bytes(path: str, raw: bytes, *, mode: int = 0o600, durable: bool = True) -> None:
    """The file holds exactly these bytes, all at once: no reader ever sees a part.

    Args:
        path: the file; links are not followed.
        raw: its new content.
        mode: its permissions, whatever the umask.
        durable: whether it must survive a power cut once this returns.

    Raises:
        StorageError: it cannot be written; what was there before is untouched.
    """
    new = f"{path}.{os.getpid()}.new"
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            rest = memoryview(raw)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fchmod(handle, mode)
            if durable:
                os.fsync(handle)
        except BaseException:
            os.unlink(new)
            raise
        finally:
            os.close(handle)
        os.replace(new, path)
        if durable:
            _sync_folder(os.path.dirname(path) or ".")
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {_reason(error)}", hint="check the folder") from error


def _sync_folder(folder: str) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
