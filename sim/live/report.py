"""The report of a run as one page, the same that `kuemmerer run` writes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sim import report, results
from sim.live.futures import Resolved
from sim.results import RunResult


def reported_run(future: Resolved, lang: str, example: int = 0) -> RunResult:
    """The run that a report is about: the one of the fan that is shown."""
    return results.run(
        future.scenario,
        future.seed,
        lang,
        region=future.world.region,
        command=future.command,
        replicate=example,
    )


def report_page(result: RunResult) -> dict[str, str]:
    """The answer to ``report``: a file name and the page.  No file is left behind.

    Matplotlib draws for one thread at a time: whoever calls this holds a lock.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        report.write_report(result, report.draw_figures(result), path)
        html = path.read_text(encoding="utf-8")
    name = result.scenario.name or "scenario"
    return {"name": f"kuemmerer-{name}-{result.seed}.html", "html": html}
