"""The completion script of bash (3.2 and later)."""

from __future__ import annotations

from tinycrm.cli.completing import shared_options, specs, word_lists
from tinycrm.cli.shells import HEAD, flat, top_words, verbs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LOGIC = r"""
# the words up to the cursor as the user sees them, in _tc_words: bash breaks them at : = and @ too
_tinycrm_split() {
    local line=${COMP_LINE:0:COMP_POINT} word index bare
    _tc_words=()
    for ((index = 0; index <= COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        bare=${line#"${line%%[![:space:]]*}"}
        if ((index > 0)) && [[ $bare == "$line" ]]; then
            _tc_words[${#_tc_words[@]}-1]+=$word
        else
            _tc_words+=("$word")
        fi
        line=${bare#"$word"}
    done
}

# one word as bash would read it
_tinycrm_bare() {
    local word=$1
    case $word in
        \'*) _tc_bare=${word#\'}; _tc_bare=${_tc_bare%\'} ;;
        \"*) _tc_bare=${word#\"}; _tc_bare=${_tc_bare%\"} ;;
        *) _tc_bare=${word//\\/} ;;
    esac
}

# the kind of an option of the command at hand, in _tc_kind; empty when there is no such option
_tinycrm_option() {
    local token
    _tc_kind=
    for token in $_tc_options $_tc_shared; do
        if [[ ${token%%:*} == "$1" ]]; then
            _tc_kind=${token#*:}
            return
        fi
    done
}

# a reply, quoted as the word at the cursor has begun, so that no name can become a command
_tinycrm_reply() {
    local value=$1 quoted
    case $_tc_cur in
        \'* | \"*)
            # readline drops the quote that is open when it puts in several replies
            [[ $value == *[\'\"\$\`\\\!\;\&\|\<\>\(\)\*\?\#\~\{\}\[\]]* ]] && return
            quoted=$value
            ;;
        *) printf -v quoted '%q' "$value" ;;
    esac
    # only what follows the last : = or @ is replaced
    if [[ -n $_tc_before ]]; then
        [[ $quoted == "$_tc_before"* ]] || return
        quoted=${quoted#"$_tc_before"}
    fi
    COMPREPLY+=("$quoted")
}

_tinycrm_values() {
    local kind=$1 text=$2 head= word line
    case $kind in
        flag | text) return ;;
        file)
            # names of files keep the quoting that bash gives them
            compopt -o filenames 2>/dev/null
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$text")
            return
            ;;
        @*)
            _tc_where+=(completion values "${kind#@}" -- "$text")
            while IFS= read -r line; do
                _tinycrm_reply "$_tc_head$line"
            done < <("${_tc_words[0]}" "${_tc_where[@]}" 2>/dev/null </dev/null)
            return
            ;;
        fields-*)
            [[ $text == *,* ]] && head=${text%,*},
            compopt -o nospace 2>/dev/null
            ;;
    esac
    _tinycrm_words "$kind"
    for word in $_tc_list; do
        [[ $word == "${text#"$head"}"* ]] && _tinycrm_reply "$_tc_head$head$word"
    done
}

_tinycrm() {
    local _tc_words _tc_bare _tc_kind _tc_options= _tc_arguments= _tc_verbs= _tc_list _tc_where=()
    local _tc_cur _tc_head= _tc_before= index last word first= path= count=0 pending= ended=
    COMPREPLY=()
    _tinycrm_split
    last=$((${#_tc_words[@]} - 1))
    _tc_cur=${_tc_words[last]}
    [[ -n $_tc_cur ]] && _tc_before=${_tc_cur%"${COMP_WORDS[COMP_CWORD]}"}
    case ${COMP_WORDS[COMP_CWORD]} in : | = | @) _tc_before=$_tc_cur ;; esac
    for ((index = 1; index < last; index++)); do
        _tinycrm_bare "${_tc_words[index]}"
        word=$_tc_bare
        if [[ -n $pending ]]; then
            case $pending in --db | --config) _tc_where+=("$pending" "$word") ;; esac
            pending=
        elif [[ -z $ended && $word == -- ]]; then
            ended=1
        elif [[ -z $ended && $word == -?* ]]; then
            case $word in --db=* | --config=*) _tc_where+=("$word") ;; esac
            _tinycrm_option "$word"
            [[ -n $_tc_kind && $_tc_kind != flag ]] && pending=$word
        elif [[ -z $first ]]; then
            first=$word
            _tinycrm_group "$first"
            _tinycrm_spec "$first" && path=$first
        elif [[ $count == 0 && -n $_tc_verbs ]] && _tinycrm_spec "$first $word"; then
            path="$first $word"
            _tc_verbs=
        else
            count=$((count + 1))
        fi
    done
    _tinycrm_bare "$_tc_cur"
    if [[ -n $pending ]]; then
        _tinycrm_option "$pending"
        _tinycrm_values "$_tc_kind" "$_tc_bare"
    elif [[ -z $ended && $_tc_bare == --*=* ]]; then
        _tinycrm_option "${_tc_bare%%=*}"
        _tc_head=${_tc_bare%%=*}=
        _tinycrm_values "$_tc_kind" "${_tc_bare#*=}"
    elif [[ -z $ended && $_tc_bare == -* ]]; then
        for word in $_tc_options $_tc_shared; do
            word=${word%%:*}
            [[ $word == "$_tc_bare"* ]] && _tinycrm_reply "$word"
        done
    elif [[ -z $first ]]; then
        for word in $_tc_top; do [[ $word == "$_tc_bare"* ]] && _tinycrm_reply "$word"; done
    else
        if [[ $count == 0 ]]; then
            for word in $_tc_verbs; do [[ $word == "$_tc_bare"* ]] && _tinycrm_reply "$word"; done
        fi
        index=0
        pending=
        for word in $_tc_arguments; do
            if [[ $word == ... ]]; then break; fi
            pending=$word
            ((index == count)) && break
            index=$((index + 1))
            pending=
        done
        if [[ $word == ... && -z $pending ]]; then pending=${_tc_arguments% ...}; pending=${pending##* }; fi
        [[ -n $pending ]] && _tinycrm_values "$pending" "$_tc_bare"
    fi
}

complete -F _tinycrm tinycrm
"""


def script() -> str:
    """Gives the script."""
    shared = " ".join(f"{name}:{kind}" for name, kind, _ in flat(shared_options()))
    lines = [
        f"# {HEAD.format(name='bash')}",
        "",
        f"_tc_top='{' '.join(top_words())}'",
        f"_tc_shared='{shared}'",
        "",
        "# command: its options as NAME:KIND and the kinds of its arguments; ... repeats the last",
        "_tinycrm_spec() {",
        "    case $1 in",
    ]
    for spec in specs():
        options = " ".join(f"{name}:{kind}" for name, kind, _ in flat(spec.options))
        arguments = " ".join([*spec.arguments, *(["..."] if spec.repeats else [])])
        pattern = _pattern(spec.path)
        lines.append(f"        {pattern}) _tc_options='{options}' _tc_arguments='{arguments}' ;;")
    lines += ["        *) return 1 ;;", "    esac", "}", ""]
    lines += _case("_tinycrm_group", "_tc_verbs", ((group, own) for group, own in verbs().items()))
    lines += _case("_tinycrm_words", "_tc_list", word_lists().items())
    return "\n".join(lines) + _LOGIC


def _pattern(path: str) -> str:
    group, _, verb = path.partition(" ")
    return f"'{path}' | '{group} ls'" if verb == "list" else f"'{path}'"


def _case(function: str, variable: str, rows: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    lines = [f"{function}() {{", "    case $1 in"]
    lines += [f"        {key}) {variable}='{' '.join(words)}' ;;" for key, words in rows]
    return [*lines, f"        *) {variable}= ;;", "    esac", "}", ""]
