"""`tinycrm completion`: the words of TinyCRM in the user's shell."""

from __future__ import annotations

import os

from tinycrm.domain.results import Raw, Written
from tinycrm.errors import StorageError, TinyCRMError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.cli.context import Context
    from tinycrm.cli.options import ShellArg, ShellMaybe
    from tinycrm.domain.results import Result

_POWERSHELL = "tinycrm completion show powershell | Out-String | Invoke-Expression"


def show(ctx: Context, shell: ShellArg) -> Result:  # noqa: ARG001 - every command has its context
    """Print the completion script of a shell.

    Examples:
      tinycrm completion show bash
      tinycrm completion show zsh
    """
    from tinycrm.cli.shells import render_script

    return Raw(render_script(_known(shell)), exact=True)


def install(ctx: Context, shell: ShellMaybe = None) -> Result:
    """Put the completion script where the shell finds it. Run it again after an update of TinyCRM.

    Examples:
      tinycrm completion install
      tinycrm completion install fish
    """
    name = _known(shell or _present_shell(ctx.environ))
    if name == "powershell":
        told = f"PowerShell reads no folder; add this line to the file that $PROFILE names:\n  {_POWERSHELL}"
        return Written(told, [{"shell": name, "path": None}], [])
    from tinycrm.cli.shells import render_script
    from tinycrm.config.paths import make_folder, read_bytes, write_bytes

    path, note = place_of(name, ctx.environ)
    raw = render_script(name).encode()
    fresh = read_bytes(path) != raw
    if fresh:
        try:
            make_folder(os.path.dirname(path))
        except OSError as error:
            message = f"'{path}' cannot be written: {error.strerror}"
            raise StorageError(message, hint="check the folder") from error
        write_bytes(path, raw, mode=0o644)
    sentence = f"Wrote {path}" if fresh else f"{path} is up to date"
    return Written(sentence, [{"shell": name, "path": path}], [], notes=[note])


def values(ctx: Context, kind: str, text: str) -> Result:
    """Print what a word may become, one a line, for the scripts; it never fails and never writes."""
    from tinycrm.services.suggesting import suggest

    try:
        # nobody is told anything while Tab is pressed
        ctx.work.broken_rules = ""
        return Raw("".join(f"{name}\n" for name in suggest(ctx.work, kind, text)))
    except TinyCRMError:
        return Raw("")


def place_of(shell: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """Gives the file that a shell reads completions from, and what the user may have to do besides.

    Raises:
        UsageError: no home folder is known.
    """
    home = environ.get("HOME", "")
    data = environ.get("XDG_DATA_HOME", "") or os.path.join(home, ".local", "share")
    config = environ.get("XDG_CONFIG_HOME", "") or os.path.join(home, ".config")
    if shell == "bash":
        folder = environ.get("BASH_COMPLETION_USER_DIR", "") or os.path.join(data, "bash-completion")
        path = os.path.join(folder, "completions", "tinycrm")
        note = f"new shells know it, with the package bash-completion; without: source '{path}' in ~/.bashrc"
    elif shell == "zsh":
        path = os.path.join(data, "zsh", "site-functions", "_tinycrm")
        note = f"~/.zshrc needs, before compinit: fpath=('{os.path.dirname(path)}' $fpath)"
    else:
        path = os.path.join(config, "fish", "completions", "tinycrm.fish")
        note = "new shells know it"
    if not os.path.isabs(path):
        raise UsageError("no home folder is known for the script", hint="set HOME, or: completion show")
    return path, note


def _present_shell(environ: Mapping[str, str]) -> str:
    shell = os.path.basename(environ.get("SHELL", ""))
    if not shell:
        raise UsageError("SHELL does not say which shell this is", hint="tinycrm completion install bash")
    return shell


def _known(shell: str) -> str:
    from tinycrm.cli.completing import SHELLS

    name = {"pwsh": "powershell"}.get(shell.strip().lower(), shell.strip().lower())
    if name not in SHELLS:
        raise UsageError(f"'{shell}' is no shell that can be taught", hint=f"one of: {', '.join(SHELLS)}")
    return name
