"""The report of a run: one HTML page that tells it as a story, figures after, method last.

The page needs nothing but itself: no script, no request, no font that is not there.
"""

from sim.report.figures import draw_figures
from sim.report.page import write_report

__all__ = ["draw_figures", "write_report"]
