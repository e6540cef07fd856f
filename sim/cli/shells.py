"""How four shells ask for completions: a script for each, and how it is answered.

Click has such scripts, but its one for bash does not complete behind `=` and `:`, which bash takes
for ends of words; that for zsh puts a space behind every word; that for fish cuts words and
explanations at a comma; and that for PowerShell came with Click 8.5 and takes the backslashes out
of paths.  So all four are our own, and say to us in the same way what was typed:

* `COMP_WORDS`: the words before the one at the cursor, a line each (bash: the line itself),
* `COMP_WORD`: that word, as far as the cursor.

The answer is a line for each word: `plain`, the word, what it means, with tabs between them; or
`dir`, `file`, where the shell itself knows best.
"""

from __future__ import annotations

import os
from typing import ClassVar

from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    split_arg_string,
)

_BASH = """\
%(complete_func)s() {
    local kind value
    COMPREPLY=()
    while IFS=$'\\t' read -r kind value; do
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                COMPREPLY+=("$value")
                case $value in *[=.:/,]) compopt -o nospace ;; esac ;;
        esac
    done < <(env %(complete_var)s=bash_complete COMP_WORDS="${COMP_LINE:0:COMP_POINT}" \\
        COMP_WORD="$2" "${1/#\\~/$HOME}" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null ||
    complete -F %(complete_func)s %(prog_name)s
"""

_ZSH = """\
%(complete_func)s() {
    local kind value meaning
    local -a open open_shown closed closed_shown
    while IFS=$'\\t' read -r kind value meaning; do
        case $kind in
            dir) _path_files -/ ;;
            file) _path_files ;;
            plain)
                [[ -n $meaning ]] && meaning="$value -- $meaning"
                if [[ $value == *[=.:/,] ]]; then
                    open+=("$value") open_shown+=("${meaning:-$value}")
                else
                    closed+=("$value") closed_shown+=("${meaning:-$value}")
                fi ;;
        esac
    done < <(env %(complete_var)s=zsh_complete COMP_WORD="${(Q)PREFIX}" \\
        COMP_WORDS="${(pj:\\n:)${(@Q)words[1,CURRENT-1]}}" ${~words[1]} 2>/dev/null)
    (( $#open )) && compadd -l -S '' -V open -d open_shown -a open
    (( $#closed )) && compadd -l -V closed -d closed_shown -a closed
    return 0
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

_FISH = """\
function %(complete_func)s
    set -l words (commandline -opc)
    set -lx %(complete_var)s fish_complete
    set -lx COMP_WORDS (string join \\n -- $words | string collect)
    set -lx COMP_WORD (commandline -ct)
    for line in ($words[1] 2>/dev/null)
        set -l parts (string split -m 2 \\t -- $line)
        switch $parts[1]
            case dir
                __fish_complete_directories $COMP_WORD
            case file
                __fish_complete_path $COMP_WORD
            case plain
                printf '%%s\\t%%s\\n' $parts[2] $parts[3]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments '(%(complete_func)s)'
"""

# For Windows PowerShell 5.1, too: no operators of later versions, no sign beyond ASCII.
_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s, %(prog_name)s.exe -ScriptBlock {
    param($word, $ast, $cursor)
    $words = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } |
        ForEach-Object { $_.Extent.Text.Trim([char[]]@(34, 39)) })
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:%(complete_var)s = 'powershell_complete'
        $env:COMP_WORDS = $words -join "`n"
        $env:COMP_WORD = $word
        $lines = @(& $words[0] 2>$null)
    } finally {
        [Console]::OutputEncoding = $encoding
        foreach ($name in '%(complete_var)s', 'COMP_WORDS', 'COMP_WORD') {
            Remove-Item "Env:$name" -ErrorAction SilentlyContinue
        }
    }
    foreach ($line in $lines) {
        $kind, $value, $meaning = $line -split "`t", 3
        if ($kind -eq 'plain') {
            $typed = $value
            if ($value -match '[\\s;&()]') { $typed = "'" + $value.Replace("'", "''") + "'" }
            if (-not $meaning) { $meaning = $value }
            [System.Management.Automation.CompletionResult]::new(
                $typed, $value, 'ParameterValue', $meaning)
        } elseif ($kind) {
            Get-ChildItem -Path "$word*" -Directory:($kind -eq 'dir') `
                -ErrorAction SilentlyContinue | ForEach-Object {
                $typed = Join-Path (Split-Path "$word." -Parent) $_.Name
                if ($typed -match '[\\s;&()]') { $typed = "'" + $typed.Replace("'", "''") + "'" }
                [System.Management.Automation.CompletionResult]::new(
                    $typed, $_.Name, 'ProviderItem', $_.FullName)
            }
        }
    }
}
"""


class Shell(ShellComplete):
    """A shell that gives words a line each and takes what they mean."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one at the cursor, and that one."""
        words = os.environ.get("COMP_WORDS", "").split("\n")
        return words[1:], os.environ.get("COMP_WORD", "").lstrip("'\"")

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """As Click; but behind `--option=` the option stays in the word."""
        found = super().get_completions(args, incomplete)
        option, equals, _ = incomplete.partition("=")
        if equals and option.startswith("-"):
            for item in found:
                item.value = f"{option}={item.value}"
        return found

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Kind, word, meaning."""
        return "\t".join((item.type, item.value, " ".join((item.help or "").split())))


@add_completion_class
class Bash(Shell):
    """Bash; it replaces what stands behind the last `=` or `:` only, and knows no meanings."""

    name: ClassVar[str] = "bash"
    source_template: ClassVar[str] = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words of the line as far as the cursor; bash's own are cut at `=`."""
        line = os.environ.get("COMP_WORDS", "")
        words = split_arg_string(line)
        return (words[1:], "") if line.endswith(" ") else (words[1:-1], words[-1])

    def complete(self) -> str:
        """The words without what bash keeps."""
        args, incomplete = self.get_completion_args()
        kept = len(incomplete.removesuffix(os.environ.get("COMP_WORD", "").strip("'\"")))
        lines = []
        for item in self.get_completions(args, incomplete):
            value = item.value[kept:] if item.type == "plain" else item.value
            lines.append(f"{item.type}\t{value.replace(' ', chr(92) + ' ')}")
        return "\n".join(lines)


@add_completion_class
class Zsh(Shell):
    """Zsh."""

    name: ClassVar[str] = "zsh"
    source_template: ClassVar[str] = _ZSH


@add_completion_class
class Fish(Shell):
    """Fish."""

    name: ClassVar[str] = "fish"
    source_template: ClassVar[str] = _FISH


@add_completion_class
class PowerShell(Shell):
    """Windows PowerShell 5.1 and PowerShell 7."""

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = _POWERSHELL
