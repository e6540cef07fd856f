"""The compiled kernel: cached, announced, never stale, and fed with arrays of the right kinds."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import numba
import pytest

import sim
from sim import provenance
from sim.ensemble import kernel, layout
from sim.scenario import load_scenario
from sim.world import World

SIM = Path(sim.__file__).parent


def imported_by(path):
    """Files of the package that a file imports at its top level."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sim":
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                found = SIM.parent.joinpath(*name.split(".")).with_suffix(".py")
                if found.is_file():
                    yield found


def test_the_fingerprint_covers_all_that_is_compiled():
    """Whatever a file with rules or stages imports is covered, but for what makes the inputs."""
    covered = set(provenance._SOURCES)
    with_rules = {p for p in covered if "@rule" in p.read_text(encoding="utf-8")}
    assert len(with_rules) > 15
    left_out = {found for path in with_rules for found in imported_by(path)} - covered
    assert left_out == set()


def test_a_changed_rule_is_another_kernel(tmp_path, monkeypatch):
    before = kernel.fingerprint()
    copies = []
    for number, path in enumerate(provenance._SOURCES):
        copy = tmp_path / f"{number}-{path.name}"
        copy.write_bytes(path.read_bytes())
        copies.append(copy)
    monkeypatch.setattr(provenance, "_SOURCES", tuple(copies))
    assert kernel.fingerprint() == before
    with copies[-1].open("a") as file:
        file.write("\n# a change\n")
    provenance._digest.cache_clear()
    assert kernel.fingerprint() != before


@pytest.mark.parametrize("name", ["coalition-of-the-willing", "restless-times"])
def test_arrays_are_of_the_kinds_that_the_kernel_knows(name):
    state = layout.arrays(World.of(load_scenario(name)), 1, False)
    assert state.p.dtype == layout.PARAMETERS
    for field, (kind, dimensions) in layout.DIMENSIONS.items():
        array = getattr(state, field)
        assert (array.dtype, array.ndim) == (kind, dimensions), field
        assert array.flags.c_contiguous, field
        assert array.flags.writeable, field
    assert {"p", *layout.DIMENSIONS} == set(state._fields)


def test_a_second_process_finds_it_in_the_cache():
    code = (
        "import sim; from sim.ensemble.kernel import kernel\n"
        "sim.run_ensemble('county-wide', 1)\n"
        "print(sum(kernel().stats.cache_hits.values()), sum(kernel().stats.cache_misses.values()))"
    )
    sim.run_ensemble("county-wide", 1)
    place = Path(sim.__file__).parents[1]  # the same files, wherever the tests are run from
    said = subprocess.check_output([sys.executable, "-c", code], cwd=place, text=True)
    assert said.split() == ["1", "0"]


def test_without_a_folder_for_the_cache_it_still_runs(monkeypatch):
    original = numba.njit

    def njit(*arguments, **options):
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return original(*arguments, **options)

    monkeypatch.setattr(numba, "njit", njit)
    assert kernel._compiled(lambda: 1)() == 1


def test_compiling_is_announced_on_a_terminal_only(monkeypatch, capsys):
    told = []
    monkeypatch.setattr(kernel, "on_compiling", lambda: told.append("compiling"))
    kernel.announced(lambda: None, after=0.3)
    time.sleep(0.4)
    assert told == []  # it was quick: nothing to say
    kernel.announced(lambda: time.sleep(0.3), after=0.05)
    assert told == ["compiling"]
    kernel._say_so()
    assert capsys.readouterr().err == ""  # no terminal here
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    kernel._say_so()
    assert "once on this machine" in capsys.readouterr().err


def test_nothing_light_imports_the_kernel():
    code = "import sim, sim.cli, sys; print('sim.ensemble' in sys.modules, 'numba' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(SIM.parent)}
    said = subprocess.check_output([sys.executable, "-c", code], text=True, env=environment)
    assert said.split() == ["False", "False"]
