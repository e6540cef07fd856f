"""How long the commands take from a cold start, and how much memory a run needs.

    python tests/bench/start.py

Prints seconds (best and median of several tries, each in a process of its own), the ratio to an
empty Python, and the largest memory of `kuemmerer run`.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sim.model import CooperationModel

TRIES = 5


def main() -> None:
    """Measure and print."""
    empty = timed([sys.executable, "-c", "pass"])
    show("python -c pass", empty, empty)
    show("kuemmerer --help", timed([sys.executable, "-m", "sim", "--help"]), empty)
    show("kuemmerer scenarios", timed([sys.executable, "-m", "sim", "scenarios"]), empty)
    for words in (["run", ""], ["run", "x", "--set", "coord"]):
        told = f"Tab after: kuemmerer {' '.join(words)}"
        show(told, timed([sys.executable, "-m", "sim"], **completing(words)), empty)
    for scenario in ("coalition-of-the-willing", "out-migration"):
        show(f"kuemmerer run {scenario}", timed(run_command(scenario), 3), empty)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest memory of a child process: {memory:.0f} MiB")
    print(f"the model alone, 80 quarters: {model_alone():.3f} s (median of {TRIES})")


def run_command(scenario: str) -> list[str]:
    """A run that writes everything into a folder of its own."""
    folder = Path(tempfile.mkdtemp()) / "out"
    return [sys.executable, "-m", "sim", "run", scenario, "--overwrite", "--out", str(folder)]


def completing(words: list[str]) -> dict[str, str]:
    """What a shell asks with when somebody presses the Tab key behind these words."""
    return {
        "_KUEMMERER_COMPLETE": "zsh_complete",
        "COMP_WORDS": "\n".join(["kuemmerer", *words[:-1]]),
        "COMP_WORD": words[-1],
    }


def timed(command: list[str], tries: int = TRIES, **environment: str) -> list[float]:
    """Seconds of each try."""
    seconds = []
    for _ in range(tries):
        begin = time.perf_counter()
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment}
        )
        seconds.append(time.perf_counter() - begin)
    return seconds


def show(name: str, seconds: list[float], empty: list[float]) -> None:
    """One line."""
    ratio = statistics.median(seconds) / statistics.median(empty)
    median = statistics.median(seconds)
    print(f"{name:42s} best {min(seconds):6.3f} s  median {median:6.3f} s  {ratio:6.1f} x")


def model_alone() -> float:
    """Median seconds of one run in this process."""
    seconds = []
    for seed in range(TRIES):
        model = CooperationModel("coalition-of-the-willing", seed=seed)
        begin = time.perf_counter()
        model.run()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
