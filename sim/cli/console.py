"""Where tables and bars are printed: how wide, and with colours or without."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


LEAST_WIDTH = 24  # columns
ALIKE = {
    **{"−": "-", "–": "-", "—": "-", "≤": "<=", "≥": ">=", "→": "->", "×": "x", "…": "..."},
    **{"„": '"', "“": '"', "”": '"', "‚": "'", "‘": "'", "’": "'", "²": "2", "·": "*"},
    **{"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"},
}


def alike(error: UnicodeError) -> tuple[str, int]:
    """What to write for signs that an encoding lacks: a minus stays one, others may become "?".

    >>> import codecs
    >>> codecs.register_error("alike", alike)
    >>> "−0,5 ≤ „größer“ ☃".encode("ascii", "alike")
    b'-0,5 <= "groesser" ?'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(ALIKE.get(sign, "?") for sign in lacking), error.end


def with_colours(is_terminal: bool) -> bool:
    """Colours on a terminal only; NO_COLOR forbids them, FORCE_COLOR asks for them in a pipe.

    An empty NO_COLOR or FORCE_COLOR says nothing (no-color.org), and a terminal that calls itself
    "dumb" has no colours.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal and os.environ.get("TERM") != "dumb"


def wrapped(words: str, indent: str = "") -> str:
    """Words as wide as the terminal, a hanging indent before each line; whole lines in a pipe."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return indent + words
    columns = max(shutil.get_terminal_size().columns, LEAST_WIDTH)
    return "\n".join(
        textwrap.wrap(
            words,
            columns,
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
        )
    )


def console_of(least_width: int = 0, *, is_for_errors: bool = False) -> Console:
    """A console as wide as the terminal; in a pipe of a least width, unless COLUMNS says one."""
    from rich.console import Console

    is_terminal = (sys.stderr if is_for_errors else sys.stdout).isatty()
    has_colours = with_colours(is_terminal)
    found = Console(
        stderr=is_for_errors,
        highlight=False,
        force_terminal=is_terminal or has_colours,
        color_system="auto" if has_colours else None,
    )
    if not is_terminal and "COLUMNS" not in os.environ:
        found.width = max(found.width, least_width)
    return found
