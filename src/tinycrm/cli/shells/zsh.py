"""The completion script of zsh (5.0 and later)."""

from __future__ import annotations

from tinycrm.cli.completing import shared_options, specs, word_lists
from tinycrm.cli.shells import HEAD, flat, top_words, verbs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tinycrm.cli.completing import Option

_LOGIC = r"""
# the kind of an option of the command at hand, in tc_kind; empty when there is no such option
_tinycrm_option() {
    local row
    tc_kind=
    for row in "${tc_options[@]}" "${tc_shared[@]}"; do
        if [[ ${row%%:*} == $1 ]]; then
            row=${row#*:}
            tc_kind=${row%%:*}
            return
        fi
    done
}

_tinycrm_options() {
    local row
    local -a rows
    for row in "${tc_options[@]}" "${tc_shared[@]}"; do
        rows+=("${row%%:*}:${${row#*:}#*:}")
    done
    _describe -o option rows
}

_tinycrm_values() {
    local -a tc_list
    case $1 in
        flag) return 1 ;;
        text) _message text ;;
        file) _files ;;
        @*)
            # the program has matched them, in any spelling
            tc_where+=(completion values "${1#@}" -- "${(Q)PREFIX}")
            tc_list=("${(@f)$("${(Q)words[1]}" "${tc_where[@]}" 2>/dev/null </dev/null)}")
            tc_list=("${(@)tc_list:#}")
            (( $#tc_list )) && compadd -U -- "${tc_list[@]}"
            ;;
        fields-*)
            compset -P '*,'
            _tinycrm_words $1
            compadd -q -S , -- "${tc_list[@]}"
            ;;
        *)
            _tinycrm_words $1
            compadd -- "${tc_list[@]}"
            ;;
    esac
}

_tinycrm() {
    local -a tc_options tc_arguments tc_verbs tc_where
    local tc_kind tc_repeats= first= pending= ended= word tc_failed=1
    local -i index count=0
    for ((index = 2; index < CURRENT; index++)); do
        word=${(Q)words[index]}
        if [[ -n $pending ]]; then
            [[ $pending == --(db|config) ]] && tc_where+=($pending "$word")
            pending=
        elif [[ -z $ended && $word == -- ]]; then
            ended=1
        elif [[ -z $ended && $word == -?* ]]; then
            [[ $word == --(db|config)=* ]] && tc_where+=("$word")
            _tinycrm_option "$word"
            [[ -n $tc_kind && $tc_kind != flag ]] && pending=$word
        elif [[ -z $first ]]; then
            first=$word
            _tinycrm_group "$first"
            _tinycrm_spec "$first"
        elif (( count == 0 && $#tc_verbs )) && _tinycrm_spec "$first $word"; then
            tc_verbs=()
        else
            (( count += 1 ))
        fi
    done
    if [[ -n $pending ]]; then
        _tinycrm_option "$pending"
        _tinycrm_values "$tc_kind"
        return
    fi
    if [[ -z $ended && $PREFIX == --*=* ]]; then
        _tinycrm_option "${PREFIX%%=*}"
        compset -P 1 '*='
        _tinycrm_values "$tc_kind"
        return
    fi
    if [[ -z $ended && $PREFIX == -* ]]; then
        _tinycrm_options
        return
    fi
    if [[ -z $first ]]; then
        _describe command tc_top
        return
    fi
    if (( count == 0 && $#tc_verbs )); then
        _describe command tc_verbs && tc_failed=0
    fi
    if (( count < $#tc_arguments )); then
        _tinycrm_values "${tc_arguments[count + 1]}" && tc_failed=0
    elif [[ -n $tc_repeats ]]; then
        _tinycrm_values "${tc_arguments[-1]}" && tc_failed=0
    fi
    return tc_failed
}

if [[ ${funcstack[1]} == _tinycrm ]]; then
    _tinycrm "$@"
else
    compdef _tinycrm tinycrm
fi
"""


def script() -> str:
    """Gives the script: to be autoloaded from a folder of fpath, or sourced after compinit."""
    lines = [
        "#compdef tinycrm",
        f"# {HEAD.format(name='zsh')}",
        "",
        f"typeset -ga tc_top=({_described(top_words())})",
        f"typeset -ga tc_shared=({_options(shared_options())})",
        "",
        "# command: its options as NAME:KIND:HELP, the kinds of its arguments, whether the last repeats",
        "_tinycrm_spec() {",
        "    case $1 in",
    ]
    for spec in specs():
        arguments = " ".join(map(_quoted, spec.arguments))
        rows = f"tc_options=({_options(spec.options)}) tc_arguments=({arguments})"
        lines.append(f"        {_pattern(spec.path)}) {rows} tc_repeats={'1' if spec.repeats else ''} ;;")
    lines += ["        *) return 1 ;;", "    esac", "}", ""]
    groups = ((group, _described(own)) for group, own in verbs().items())
    lines += _case("_tinycrm_group", "tc_verbs", groups)
    words = ((kind, " ".join(map(_quoted, listed))) for kind, listed in word_lists().items())
    lines += _case("_tinycrm_words", "tc_list", words)
    return "\n".join(lines) + _LOGIC


def _pattern(path: str) -> str:
    group, _, verb = path.partition(" ")
    return f"'{path}'|'{group} ls'" if verb == "list" else f"'{path}'"


def _case(function: str, variable: str, rows: Iterable[tuple[str, str]]) -> list[str]:
    lines = [f"{function}() {{", "    case $1 in"]
    lines += [f"        {key}) {variable}=({listed}) ;;" for key, listed in rows]
    return [*lines, f"        *) {variable}=() ;;", "    esac", "}", ""]


def _options(options: list[Option]) -> str:
    return " ".join(_quoted(f"{name}:{kind}:{help}") for name, kind, help in flat(options))


def _described(rows: Mapping[str, str]) -> str:
    return " ".join(_quoted(f"{word}:{help}") for word, help in rows.items())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
