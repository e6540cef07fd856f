"""What can go wrong with a sweep."""


class SweepError(ValueError):
    """A sweep that cannot be run or read: one line, where, what was given, what is allowed."""
