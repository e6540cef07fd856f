"""What the Tab key offers, in the real bash and, where they are, in zsh, fish and PowerShell."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim import cli
from sim.cli import completing
from sim.cli.completion import SHELLS, line_for, program_here
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.patterns import PATTERNS
from sim.scenario import load_scenario, shipped_scenarios
from sim.scenario.reading import REGION_FILES
from sim.sweep import shipped_designs
from sim.sweep.files import FILE_SETTINGS

ROOT = Path(sim.__file__).parents[1]
LIGHT = {"sim", "click", "colorama"}  # the last one on Windows
PYDANTIC = {
    "pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection",
}  # fmt: skip


def environment(**more):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COMP_")}
    return {**kept, "PYTHONPATH": str(ROOT), "KUEMMERER_LANG": "en", "PYTHONUTF8": "1", **more}


def asking(*words, shell="zsh"):
    """What a shell says when it asks for completions."""
    return environment(
        _KUEMMERER_COMPLETE=f"{shell}_complete",
        COMP_WORDS="\n".join(("kuemmerer", *words[:-1])),
        COMP_WORD=words[-1],
    )


def asked(*words, shell="zsh", code="from sim.cli import main; main()"):
    """What a shell is answered: kind, word and meaning of each; in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=asking(*words, shell=shell),
    )
    assert done.stderr == ""
    return read(done.stdout)


def read(answer):
    return [line.split("\t") for line in answer.splitlines() if line]


@pytest.fixture
def offered(monkeypatch, capsys):
    """The words that a shell is offered, asked in this process."""

    def words_for(*words, cwd="."):
        with monkeypatch.context() as patch:
            patch.chdir(cwd)
            for name, value in asking(*words).items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit):
                cli.main()
        answer, errors = capsys.readouterr()
        assert errors == ""
        return [word for _, word, *_ in read(answer)]

    return words_for


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell"])
def test_the_same_answer_for_each_shell(shell):
    found = asked("run", "coal", shell=shell)
    assert found == [["plain", "coalition-of-the-willing", "Coalition of the willing"]]


def test_scenarios_and_files(offered, tmp_path):
    (tmp_path / "mine.toml").touch()
    (tmp_path / "my county").mkdir()
    (tmp_path / "other.csv").touch()
    assert offered("run", "", cwd=tmp_path) == [*shipped_scenarios(), "mine.toml"]
    assert offered("live", "m", cwd=tmp_path) == ["mine.toml", f"my county{os.sep}"]
    assert offered("compare", "county-wide", "op", cwd=tmp_path) == ["open-forum"]
    assert offered("board", "county-wide", "op", cwd=tmp_path) == ["open-forum"]
    assert offered("region", "check", "", cwd=tmp_path) == ["other.csv"]
    sources = offered("run", "x", "--set", "region.source=", cwd=tmp_path)
    assert sources == ["region.source=other.csv"]


def test_settings_step_by_step(offered):
    sections = offered("run", "x", "--set", "")
    assert {"coordination.", "fields.", "quarters="} <= set(sections)
    assert len(sections) < 40
    assert offered("run", "x", "--set", "fields.w") == ["fields.water."]
    assert "fields.water.scale_effect=" in offered("run", "x", "--set", "fields.water.")
    assert offered("run", "x", "--set", "coordination.lev") == ["coordination.level="]
    levels = ["none", "informal", "shared_staff", "office"]
    for before, typed in (("", "coordination.level="), ("--set=", "coordination.level=")):
        words = (f"{before}{typed}",) if before else ("--set", typed)
        assert offered("run", "x", *words) == [f"{before}{typed}{level}" for level in levels]
    assert offered("run", "x", "--set", "quo") == ["quota="]
    assert asked("run", "x", "--set", "quota=") == [["plain", "quota=0.666667", "0.01 … 1"]]
    assert offered("run", "x", "--set", "nonsense=") == []


def test_every_offered_setting_is_one(monkeypatch):
    """What is offered with a value can be given as it is."""
    monkeypatch.setenv("KUEMMERER_LANG", "en")
    from sim.scenario.manual import all_settings

    paths = [name for info in all_settings() for name in completing._names(info)]
    assert len(paths) > 200
    for path in paths:
        for typed, _ in completing._settings(f"{path}="):
            from sim.cli.shared import overrides

            load_scenario("county-wide", overrides([typed]))


def test_settings_of_one_scenario_of_several(offered):
    words = offered("compare", "a", "county-wide:coordination.quota=0.5,coordination.mem")
    assert words == ["county-wide:coordination.quota=0.5,coordination.membership="]
    assert "county-wide:coordination." in offered("compare", "a", "county-wide:")
    assert offered("board", "x", "--slider", "coordination.lev") == ["coordination.level"]
    values = offered("board", "x", "--slider", "coordination.level=none,of")
    assert values == ["coordination.level=none,office"]
    assert offered("sensitivity", "x", "--map", "quota", "coordination.lev") == [
        "coordination.level"
    ]


def test_measures_patterns_designs_and_languages(offered):
    assert set(offered("sensitivity", "x", "--measure", "")) == {*INDICATOR_NAMES, *OUTCOME_NAMES}
    assert "net_benefit=" in offered("compare", "x", "y", "--precision", "net")
    assert list(PATTERNS) == offered("patterns", "")
    assert "P1" not in offered("patterns", "P1", "")
    assert offered("patterns", "n") == [name for name in PATTERNS if name.startswith("N")]
    assert offered("sweep", "zzz") == []
    assert set(shipped_designs()) <= set(offered("sweep", ""))
    assert offered("run", "x", "--lang", "") == ["de", "en"]
    assert offered("completion", "") == list(SHELLS)
    assert asked("notebooks", "05") == [["plain", "05-own-rule", "A rule of your own"]]
    assert offered("notebooks", "01-first-steps", "01") == ["01-erste-schritte"]
    assert offered("sc") == ["scenarios"]
    assert asked("run", "x", "--out", "re") == [["dir", "re", ""]]
    assert completing.REGION_FILES == REGION_FILES
    assert set(completing.FILE_SETTINGS) <= set(FILE_SETTINGS)


def only(allowed):
    """A program that answers, and fails if it has imported more than Python's own and these."""
    return (
        "import sys\nbefore = set(sys.modules)\nimport sim.cli\n"
        "try: sim.cli.main()\nexcept SystemExit: pass\n"
        "found = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        f"found -= sys.stdlib_module_names | {allowed!r}\n"
        "found = [name for name in found if not name.startswith('_sysconfigdata')]\n"
        "if found: raise ImportError(found)"
    )


# How long an answer takes is what is imported for it; `tests/bench/start.py` measures it.
@pytest.mark.parametrize(
    "words",
    [
        *(("",), ("run", ""), ("sweep", ""), ("patterns", ""), ("notebooks", "")),
        ("sensitivity", "x", "--measure", ""),
    ],
)
def test_names_import_nothing_but_click(words):
    assert asked(*words, code=only(LIGHT))


@pytest.mark.parametrize("typed", ["", "coord"])
def test_settings_import_nothing_but_click_and_pydantic(typed):
    assert asked("run", "x", "--set", typed, code=only(LIGHT | PYDANTIC))


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_script_says_where_it_goes(shell, lang, capsysbinary):
    cli.main(["completion", shell, "--lang", lang])
    script = capsysbinary.readouterr().out.decode()
    assert line_for(shell, program_here()) in script
    assert "%(" not in script
    if shell == "zsh":
        assert script.startswith("#compdef kuemmerer\n")
    if shell == "powershell":  # 5.1 reads a script without a mark as the code page of the machine
        code = "\n".join(line for line in script.splitlines() if not line.startswith("#"))
        assert code.isascii()


def test_python_m_sim_prints_it_too():
    scripts = {
        subprocess.run(command, capture_output=True, check=True, env=environment()).stdout
        for command in (
            [sys.executable, "-m", "sim", "completion", "bash"],
            [sys.executable, "-c", "import sim.cli; sim.cli.main(['completion', 'bash'])"],
        )
    }
    assert len(scripts) == 1


@pytest.fixture
def program(tmp_path):
    """A folder with `kuemmerer` in it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    file = folder / "kuemmerer"
    file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sim "$@"\n')
    file.chmod(0o755)
    return folder


def in_shell(shell, script, program):
    done = subprocess.run(
        [shell, *script],
        capture_output=True,
        encoding="utf-8",
        cwd=program.parent,
        timeout=60,
        env=environment(
            PATH=f"{program}{os.pathsep}{os.environ['PATH']}", HOME=str(program.parent)
        ),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.skipif(os.name == "nt" or not shutil.which("bash"), reason="there is no bash here")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("kuemmerer run coal", ["coalition-of-the-willing"]),
        ("kuemmerer run x --set coordination.level=of", ["office"]),
        ("kuemmerer run x --set coordination.development=", ["fixed", "adaptive"]),
        ("kuemmerer compare a county-wide:quo", ["quota="]),
        ("kuemmerer compare a open-forum:quota=0.5,lev", ["0.5,level="]),
        ("kuemmerer run 'coal", ["coalition-of-the-willing"]),
        ("kuemmerer run coal and-what-follows", ["coalition-of-the-willing"]),
        ("kuemmerer nonsense x", []),
    ],
)  # fmt: skip
def test_bash(line, words, program):
    """Bash ends words at `=` and `:` and hands on the last of them."""
    at = line.index(" and-") if " and-" in line else len(line)
    script = (
        'eval "$(kuemmerer completion bash)"\n'
        "compopt() { :; }\n"
        f'COMP_LINE="{line}" COMP_POINT={at}\n'
        "typed=${COMP_LINE:0:COMP_POINT}\n"
        '_kuemmerer_completion kuemmerer "${typed##*[ =:\\\']}"\n'
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert [word for word in in_shell("bash", ["-c", script], program) if word] == words


@pytest.mark.skipif(not shutil.which("fish"), reason="there is no fish here")
def test_fish(program):
    script = (
        "kuemmerer completion fish | source; complete -C 'kuemmerer run x --set coordination.lev'"
    )
    assert in_shell("fish", ["-c", script], program)[0].startswith("coordination.level=")


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh here")
def test_zsh_takes_the_script(program):
    script = 'compdef() { print $2; }; eval "$(kuemmerer completion zsh)"'
    assert in_shell("zsh", ["-f", "-c", script], program) == ["kuemmerer"]


@pytest.mark.skipif(not shutil.which("pwsh"), reason="there is no PowerShell here")
def test_powershell(program):
    line = "kuemmerer run x --set coordination.level=of"
    script = (
        "kuemmerer completion powershell | Out-String | Invoke-Expression; "
        f"(TabExpansion2 '{line}' {len(line)}).CompletionMatches.CompletionText"
    )
    found = in_shell("pwsh", ["-NoProfile", "-Command", script], program)
    assert found == ["coordination.level=office"]


def complaints(shell, home, asked="true", path=""):
    """What a new window prints, and what it complains of, with only these folders for programs."""
    words = {"bash": ["-i", "-c", asked], "zsh": ["-i", "-c", asked], "fish": ["-c", asked]}
    done = subprocess.run(
        [shutil.which(shell), *words[shell]],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env=environment(HOME=str(home), ZDOTDIR=str(home), PATH=path or "/usr/bin:/bin"),
    )
    return done.stdout, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="these are shells of POSIX")
@pytest.mark.parametrize("known", ["by_path", "by_name"])
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_new_window_never_complains(shell, known, program, tmp_path):
    """Not where the environment of the program is inactive, and not where it is gone."""
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    home = tmp_path / "home"
    home.mkdir()
    (home / ".zshrc").write_text("autoload -Uz compinit && compinit -u -D\n")
    silence = complaints(shell, home)
    path = f"{program}:/usr/bin:/bin"
    line = line_for(shell, str(program / "kuemmerer") if known == "by_path" else None)
    complaints(shell, home, line, path)
    asked = {
        "bash": "complete -p kuemmerer",
        "zsh": "print $_comps[kuemmerer]",
        "fish": "complete -C 'kuemmerer run coal'",
    }[shell]
    said, complained = complaints(shell, home, asked, path)
    assert "_kuemmerer_completion" in said or "coalition-of-the-willing" in said
    assert complained == silence[1]
    assert complaints(shell, home) == silence  # the environment is not active
    if shell == "bash" and known == "by_path":  # and completes once it is
        assert "_kuemmerer_completion" in complaints(shell, home, asked)[0]
    (program / "kuemmerer").unlink()
    assert complaints(shell, home) == silence


def test_the_line_for_powershell_is_guarded():
    assert "if (Test-Path " in line_for("powershell", "C:/e/kuemmerer.exe")
    assert "if (Get-Command kuemmerer " in line_for("powershell", None)
