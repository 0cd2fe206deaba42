"""The completion script of fish (3.0 and later)."""

from __future__ import annotations

from tinycrm.cli.completing import shared_options, specs, word_lists
from tinycrm.cli.shells import HEAD, flat, top_words, verbs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tinycrm.cli.completing import Option

_LOGIC = r"""
# the kind of an option among rows of NAME, KIND, HELP
function __tinycrm_kind
    for row in $argv[2..-1]
        set -l cells (string split \t -- $row)
        if test "$cells[1]" = "$argv[1]"
            echo $cells[2]
            return
        end
    end
end

# what a value may be: KIND TEXT HEAD OPTIONS-BEFORE…
function __tinycrm_values
    switch "$argv[1]"
        case flag text ''
            return
        case file
            __fish_complete_path $argv[2]
        case '@*'
            set -l program (commandline -opc)[1]
            set -l words $argv[4..-1] completion values (string sub -s 2 -- $argv[1]) -- $argv[2]
            for name in ($program $words 2>/dev/null </dev/null)
                echo $argv[3]$name
            end
        case '*'
            set -l before (string replace -r '[^,]*$' '' -- $argv[2])
            string match -q 'fields-*' -- $argv[1]; or set before ''
            for word in (__tinycrm_words $argv[1])
                echo $argv[3]$before$word
            end
    end
end

function __tinycrm_complete
    set -l tokens (commandline -opc)
    set -l current (commandline -ct)
    set -l text (string unescape -- $current 2>/dev/null; or string trim -l -c '"\'' -- $current)
    set -l shared (__tinycrm_shared)
    set -l options
    set -l arguments
    set -l group
    set -l repeats
    set -l first
    set -l pending
    set -l ended
    set -l where
    set -l count 0
    for word in $tokens[2..-1]
        if test -n "$pending"
            contains -- $pending --db --config; and set -a where $pending $word
            set pending
        else if test -z "$ended" -a "$word" = --
            set ended 1
        else if test -z "$ended"; and string match -qr '^-.' -- $word
            string match -qr '^--(db|config)=' -- $word; and set -a where $word
            set -l kind (__tinycrm_kind $word $options $shared)
            test -n "$kind" -a "$kind" != flag; and set pending $word
        else
            set -l rows
            set -l taken
            if test -z "$first"
                set first $word
                set group (__tinycrm_group $word)
                set rows (__tinycrm_spec $word)
                set taken 1
            else if test $count = 0 -a -n "$group"
                set rows (__tinycrm_spec "$first $word")
                if set -q rows[1]
                    set taken 1
                    set group
                end
            end
            if test -z "$taken"
                set count (math $count + 1)
            else
                set options (string match -r '^-.*' -- $rows)
                set arguments (string replace -rf '^=' '' -- $rows)
                set repeats (string match -r '^\.\.\.$' -- $rows)
            end
        end
    end
    if test -n "$pending"
        set -l kind (__tinycrm_kind $pending $options $shared)
        __tinycrm_values "$kind" "$text" '' $where
    else if test -z "$ended"; and string match -qr '^--[^=]*=' -- $text
        set -l name (string replace -r '=.*' '' -- $text)
        set -l kind (__tinycrm_kind $name $options $shared)
        __tinycrm_values "$kind" (string replace -r '^[^=]*=' '' -- $text) $name= $where
    else if test -z "$ended"; and string match -q -- '-*' $text
        for row in $options $shared
            set -l cells (string split \t -- $row)
            printf '%s\t%s\n' $cells[1] $cells[3]
        end
    else if test -z "$first"
        __tinycrm_top
    else
        test $count = 0 -a -n "$group"; and printf '%s\n' $group
        set -l place (math $count + 1)
        if set -q arguments[$place]
            __tinycrm_values $arguments[$place] "$text" '' $where
        else if test -n "$repeats"
            __tinycrm_values $arguments[-1] "$text" '' $where
        end
    end
end

complete -c tinycrm -f -a '(__tinycrm_complete)'
"""


def script() -> str:
    """Gives the script."""
    lines = [f"# {HEAD.format(name='fish')}", ""]
    lines += _rows("__tinycrm_top", [f"{word}\t{help}" for word, help in top_words().items()])
    lines += _rows("__tinycrm_shared", _options(shared_options()))
    lines += ["# command: its options as NAME, KIND, HELP; =KIND of its arguments; ... when the last repeats"]
    table: dict[str, list[str]] = {}
    for spec in specs():
        arguments = [f"={kind}" for kind in spec.arguments]
        table[_pattern(spec.path)] = [*_options(spec.options), *arguments, "..." if spec.repeats else "."]
    lines += _switch("__tinycrm_spec", table.items())
    lines += _switch("__tinycrm_group", ((group, _described(own)) for group, own in verbs().items()))
    lines += _switch("__tinycrm_words", ((kind, list(listed)) for kind, listed in word_lists().items()))
    return "\n".join(lines) + _LOGIC


def _pattern(path: str) -> str:
    group, _, verb = path.partition(" ")
    return f"'{path}' '{group} ls'" if verb == "list" else f"'{path}'"


def _rows(function: str, rows: list[str]) -> list[str]:
    return [f"function {function}", f"    printf '%s\\n' {' '.join(map(_quoted, rows))}", "end", ""]


def _switch(function: str, rows: Iterable[tuple[str, list[str]]]) -> list[str]:
    lines = [f"function {function}", '    switch "$argv[1]"']
    for key, listed in rows:
        lines += [f"        case {key}", f"            printf '%s\\n' {' '.join(map(_quoted, listed))}"]
    return [*lines, "    end", "end", ""]


def _options(options: list[Option]) -> list[str]:
    return ["\t".join(row) for row in flat(options)]


def _described(rows: Mapping[str, str]) -> list[str]:
    return [f"{word}\t{help}" for word, help in rows.items()]


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
