"""The password of the mail server: fetched when a connection needs it, and kept nowhere."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from tinycrm.child import run
from tinycrm.domain.text import escape
from tinycrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.mail.account import Account

# of systemd: LoadCredential=tinycrm-mail-password:/path
CREDENTIAL = "tinycrm-mail-password"
SERVICE = "tinycrm"
# a program may ask for a passphrase first
_SECONDS = 120
_LONGEST = 10_000


def find_password(account: Account, environ: Mapping[str, str] | None = None) -> str:
    """Gives the password, of the first source that has one: command, environment, credential, file, keyring.

    Args:
        account: whose.
        environ: the environment; the process's own unless given.

    Raises:
        UsageError: a source is named and fails, or none has it. No message holds any part of a password.
    """
    environ = os.environ if environ is None else environ
    if account.password_command:
        return _checked(_of_command(account), "mail.password_command")
    if environ.get(account.password_env):
        return _checked(environ[account.password_env], account.password_env)
    folder = environ.get("CREDENTIALS_DIRECTORY", "")
    if folder and os.path.exists(os.path.join(folder, CREDENTIAL)):
        # systemd keeps it from others by itself
        return _of_file(os.path.join(folder, CREDENTIAL), guarded=True)
    if account.password_file:
        return _of_file(account.password_file)
    found = _of_keyring(account)
    if found:
        return _checked(found, "the keyring")
    raise UsageError(
        f"there is no password for '{account.user}' at {account.host}",
        code="no_password",
        hint=f"set mail.password_command or mail.password_file, or the variable {account.password_env}",
    )


def _of_command(account: Account) -> str:
    words = account.password_command
    try:
        ended = run(words, seconds=_SECONDS, kept=_LONGEST + 1, asks=True)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or "it cannot be started"
        raise _failed(f"'{words[0]}' cannot be started: {reason}") from None
    if ended.code is None:
        raise _failed(f"'{words[0]}' did not end within {_SECONDS} s")
    if ended.code:
        said = escape(" ".join(ended.err.decode("utf-8", "replace").split()))[:300]
        raise _failed(f"'{words[0]}' ended with {ended.code}: {said}".removesuffix(": "))
    return _first_line(ended.out, f"'{words[0]}'")


def _failed(what: str) -> UsageError:
    return UsageError(
        f"mail.password_command: {what}", code="no_password", hint="run it by hand; it prints the password on one line"
    )


def _of_file(path: str, *, guarded: bool = False) -> str:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "no path"
        raise UsageError(f"the password file '{path}' cannot be read: {reason}", code="no_password") from None
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        raise UsageError(f"the password file '{path}' is no file", code="no_password")
    with open(handle, "rb") as file:
        if not guarded and (found.st_mode & 0o077 or found.st_uid not in (os.geteuid(), 0)):
            raise UsageError(
                f"others can read the password file '{path}'", code="no_password", hint=f"chmod 600 '{path}'"
            )
        return _checked(_first_line(file.read(_LONGEST), f"the password file '{path}'"), f"'{path}'")


def _first_line(data: bytes, what: str) -> str:
    try:
        return data.partition(b"\n")[0].decode("utf-8").rstrip("\r")
    except UnicodeDecodeError:
        raise UsageError(f"{what} gave a password that is no UTF-8", code="no_password") from None


def _checked(password: str, what: str) -> str:
    if not password or "\0" in password or len(password) > _LONGEST:
        raise UsageError(f"{what} gave no password", code="no_password", hint="the password stands on its first line")
    try:
        password.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError(f"{what} gave a password that is no UTF-8", code="no_password") from None
    return password


def _of_keyring(account: Account) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(f"{SERVICE} {account.host}", account.user) or ""
    except KeyringError:
        # locked, or there is none here, as under cron
        return ""
