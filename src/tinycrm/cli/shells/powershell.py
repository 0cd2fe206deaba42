"""The completion script of PowerShell (5.1 and later)."""

from __future__ import annotations

from tinycrm.cli.completing import shared_options, specs, word_lists
from tinycrm.cli.registry import ALIASES
from tinycrm.cli.shells import HEAD, flat, top_words, verbs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tinycrm.cli.completing import Option

_LOGIC = r"""
Register-ArgumentCompleter -Native -CommandName tinycrm -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $table = $global:TinyCRMCompletion
    $text = "$wordToComplete".Trim("'", '"')
    $options = @(); $arguments = @(); $repeats = $false; $group = $null
    $first = ''; $pending = ''; $ended = $false; $count = 0; $where = @()
    $kindOf = {
        param($name)
        foreach ($row in @($options) + @($table.Shared)) { if ($row[0] -ceq $name) { return $row[1] } }
        return ''
    }
    $program = $commandAst.CommandElements[0].Extent.Text
    foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $cursorPosition) { break }
        $word = $element.Extent.Text.Trim("'", '"')
        if ($pending) {
            if ($pending -in '--db', '--config') { $where += $pending, $word }
            $pending = ''
        } elseif (-not $ended -and $word -eq '--') {
            $ended = $true
        } elseif (-not $ended -and $word.Length -gt 1 -and $word.StartsWith('-')) {
            if ($word -match '^--(db|config)=') { $where += $word }
            $kind = & $kindOf $word
            if ($kind -and $kind -ne 'flag') { $pending = $word }
        } else {
            $key = $null
            if (-not $first) {
                $first = $word; $key = $word; $group = $table.Groups[$word]
            } elseif ($count -eq 0 -and $group) {
                $key = "$first $word"
                if ($table.Aliases.ContainsKey($word)) { $key = "$first $($table.Aliases[$word])" }
                if (-not $table.Specs.ContainsKey($key)) { $key = $null } else { $group = $null }
            }
            if ($null -eq $key) {
                $count += 1
            } elseif ($table.Specs.ContainsKey($key)) {
                $options = $table.Specs[$key].Options
                $arguments = $table.Specs[$key].Arguments
                $repeats = $table.Specs[$key].Repeats
            }
        }
    }
    # quoted as PowerShell reads it back, typographic quotation marks included
    $quoted = {
        param($value)
        if ($value -match '^[\w./-]+$') { return $value }
        return "'" + ($value -replace "(['\u2018-\u201b])", '$1$1') + "'"
    }
    $told = {
        param($value, $help)
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
    }
    $values = {
        param($kind, $part, $head)
        if (-not $kind -or $kind -in 'flag', 'text', 'file') { return }
        if ($kind.StartsWith('@')) {
            foreach ($name in @(& $program @where completion values $kind.Substring(1) -- $part 2>$null)) {
                & $told ($head + (& $quoted $name)) $name
            }
            return
        }
        $before = ''
        if ($kind.StartsWith('fields-')) { $before = $part -replace '[^,]*$', '' }
        foreach ($word in $table.Words[$kind]) {
            if (($before + $word).StartsWith($part)) { & $told ($head + $before + $word) $word }
        }
    }
    if ($pending) {
        & $values (& $kindOf $pending) $text ''
    } elseif (-not $ended -and $text -match '^(--[^=]*)=(.*)$') {
        $name = $Matches[1]
        & $values (& $kindOf $name) $Matches[2] "$name="
    } elseif (-not $ended -and $text.StartsWith('-')) {
        foreach ($row in @($options) + @($table.Shared)) {
            if ($row[0].StartsWith($text)) { & $told $row[0] $row[2] }
        }
    } elseif (-not $first) {
        foreach ($row in $table.Top) { if ($row[0].StartsWith($text)) { & $told $row[0] $row[1] } }
    } else {
        if ($count -eq 0 -and $group) {
            foreach ($row in $group) { if ($row[0].StartsWith($text)) { & $told $row[0] $row[1] } }
        }
        if ($count -lt @($arguments).Count) {
            & $values @($arguments)[$count] $text ''
        } elseif ($repeats) {
            & $values @($arguments)[-1] $text ''
        }
    }
}
"""


def script() -> str:
    """Gives the script."""
    lines = [f"# {HEAD.format(name='powershell')}", "", "$global:TinyCRMCompletion = @{"]
    lines.append(f"    Top = {_table(top_words().items())}")
    lines.append(f"    Shared = {_table(flat(shared_options()))}")
    aliases = "; ".join(f"{_quoted(alias)} = {_quoted(verb)}" for alias, verb in ALIASES.items())
    lines.append(f"    Aliases = @{{ {aliases} }}")
    lines.append("    Specs = @{")
    for spec in specs():
        arguments = ", ".join(map(_quoted, spec.arguments))
        repeats = "$true" if spec.repeats else "$false"
        row = f"Options = {_options(spec.options)}; Arguments = @({arguments}); Repeats = {repeats}"
        lines.append(f"        {_quoted(spec.path)} = @{{ {row} }}")
    lines += ["    }", "    Groups = @{"]
    lines += [f"        {_quoted(group)} = {_described(own)}" for group, own in verbs().items()]
    lines += ["    }", "    Words = @{"]
    for kind, listed in word_lists().items():
        lines.append(f"        {_quoted(kind)} = @({', '.join(map(_quoted, listed))})")
    return "\n".join([*lines, "    }", "}"]) + "\n" + _LOGIC


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    # the comma keeps a table of one row a table
    return "@(" + ", ".join(f"@({', '.join(map(_quoted, row))})" for row in rows) + ")"


def _options(options: list[Option]) -> str:
    rows = flat(options)
    return f"@(,{_table(rows)[2:]}" if len(rows) == 1 else _table(rows)


def _described(rows: Mapping[str, str]) -> str:
    return _table(rows.items())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("’", "’’") + "'"
