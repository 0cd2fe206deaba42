"""Completion scripts, one module a shell: all take the same steps over the same table of commands.

1. The words before the cursor are read from the left: options with their values are passed over, the first
   one or two other words name the command, the rest are counted as its arguments.
2. What stands at the cursor is the value of an option, an option, a word of a command, or an argument.
3. Closed sets are in the script; names and tags are asked of `tinycrm completion values KIND -- TEXT`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.completing import Option

HEAD = "completion of tinycrm, as `tinycrm completion show {name}` writes it"


def render_script(shell: str) -> str:
    """Gives the completion script of a shell: bash, zsh, fish or powershell."""
    if shell == "bash":
        from tinycrm.cli.shells.bash import script
    elif shell == "zsh":
        from tinycrm.cli.shells.zsh import script
    elif shell == "fish":
        from tinycrm.cli.shells.fish import script
    else:
        from tinycrm.cli.shells.powershell import script
    return script()


def top_words() -> dict[str, str]:
    """Gives the first words of the commands with their help, in the order of the help."""
    from tinycrm.cli.registry import COMMANDS, GROUPS

    return {command.words[0]: GROUPS.get(command.words[0], command.help) for command in COMMANDS}


def verbs() -> dict[str, dict[str, str]]:
    """Gives group → verb → help."""
    from tinycrm.cli.registry import ALIASES, COMMANDS

    found: dict[str, dict[str, str]] = {}
    for command in COMMANDS:
        if len(command.words) == 2:
            found.setdefault(command.words[0], {})[command.words[1]] = command.help
    for own in found.values():
        own.update({alias: own[verb] for alias, verb in ALIASES.items() if verb in own})
    return found


def flat(options: list[Option]) -> list[tuple[str, str, str]]:
    """Gives (name, kind, help) of every spelling of options."""
    return [(name, option.kind, option.help) for option in options for name in option.names]
