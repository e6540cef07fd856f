"""Sweeps on a real Dask cluster of two worker processes, one of them killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

import sim
from sim.sweep import SweepError, run_sweep, working
from sim.sweep.cluster import connected

DESIGN = {
    "scenario": "coalition-of-the-willing",
    "runs": 150,
    "set": {"quarters": 40},
    "vary": {"willingness_mean": {"low": 0.2, "high": 0.8, "steps": 4}},
}
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers={workers}, threads_per_worker=1, processes=True,
                      host="127.0.0.1", dashboard_address=None) as cluster:
        pids = [str(nanny.pid) for nanny in cluster.workers.values()]
        print(cluster.scheduler_address, *pids, flush=True)
        sys.stdin.read()
"""


@contextmanager
def cluster(workers, tmp_path):
    """A cluster in processes of its own: its address, and the process ids of its workers."""
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER.format(workers=workers))
    environment = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])}
    with (tmp_path / "cluster.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment,
        )
        try:
            address, *pids = process.stdout.readline().split()
            yield address, [int(pid) for pid in pids]
        finally:
            process.stdin.close()
            process.stdout.close()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=10)


def contents(path):
    return {p.name: p.read_bytes() for p in sorted(Path(path).rglob("*")) if p.is_file()}


@pytest.mark.filterwarnings("default")
@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_a_killed_worker_costs_its_chunks_only(tmp_path, monkeypatch):
    """The bytes are those of this machine alone; the killed worker's chunks are done by others."""
    monkeypatch.setattr(working, "ROWS", 30)
    run_sweep(DESIGN, tmp_path / "here", threads=2)
    with cluster(2, tmp_path) as (address, pids):
        kept, killed = [], []

        def kill_one(runs):
            kept.append(runs)
            if sum(kept) > 60 and not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        run_sweep(DESIGN, tmp_path / "there", cluster=address, progress=kill_one)
    assert killed
    assert sum(kept) == 600
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


@pytest.mark.filterwarnings("default")
def test_a_cluster_without_workers_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.sweep.cluster.PATIENCE", 2)
    with cluster(0, tmp_path) as (address, _), pytest.raises(SweepError, match="has no workers"):
        run_sweep(DESIGN, tmp_path / "s", cluster=address)
    assert not (tmp_path / "s").exists()


@pytest.mark.filterwarnings("default")
def test_a_cluster_that_does_not_answer_is_told_soon(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.sweep.cluster.PATIENCE", 1)
    before = time.monotonic()
    with pytest.raises(SweepError, match="no scheduler answers") as told:
        run_sweep(DESIGN, tmp_path / "s", cluster="tcp://127.0.0.1:1")
    assert time.monotonic() - before < 30
    assert "dask scheduler" in str(told.value)
    assert not (tmp_path / "s").exists()


def test_an_address_that_is_none_is_told(tmp_path):
    with pytest.raises(SweepError, match="no scheduler answers"):
        run_sweep(DESIGN, tmp_path / "s", cluster="nonsense://x")


def test_what_is_not_installed_is_told_with_how_to(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(
            SweepError, match=r'pip install -c constraints.txt -e "\.\[cluster\]"'
        ) as told,
        connected("tcp://127.0.0.1:1"),
    ):
        pass
    assert "im Ordner von Kümmerer" in told.value.text("de")
