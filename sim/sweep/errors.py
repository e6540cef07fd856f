"""What can go wrong with a sweep."""

from sim.texts.mistakes import Mistake


class SweepError(Mistake):
    """A sweep that cannot be run or read: one line, where, what was given, what is allowed."""
