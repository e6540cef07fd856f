"""The report of a run as one page, the same that `kuemmerer run` writes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sim import report, results
from sim.live.futures import Resolved


def report_page(future: Resolved, lang: str) -> dict[str, str]:
    """The answer to ``report``: a file name and the page.  No file is left behind.

    Matplotlib draws for one thread at a time: whoever calls this holds a lock.
    """
    result = results.run(
        future.scenario, future.seed, lang, region=future.world.region, command=future.command
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        report.write_report(result, report.draw_figures(result), path)
        html = path.read_text(encoding="utf-8")
    name = f"kuemmerer-{future.scenario.name or 'scenario'}-{future.seed}.html"
    return {"name": name, "html": html}
