"""Colours that people with any colour vision can tell apart, and the letters that back them up.

All hues are from Okabe & Ito (2008), "Color universal design".  No colour stands alone: each state
of a municipality has a letter and each action field a short code.
"""

from collections.abc import Sequence

from matplotlib.colors import to_hex, to_rgb

INK = "#1a1a1a"
QUIET = "#555555"
PAPER = "#ffffff"
GRID = "#e3e3e3"

STATES = ("none", "field", "cross", "unit")  # what a municipality is in, weakest first
STATE_COLOURS = {"none": "#d9d9d9", "field": "#56b4e9", "cross": "#e69f00", "unit": "#009e73"}
LINE_COLOURS = ("#0072b2", "#d55e00", "#000000")
LINE_STYLES = ("-", "--", ":")
SHOCK = "#d55e00"

_FIELD_COLOURS = (
    *("#0072b2", "#d55e00", "#cc79a7", "#f0e442"),
    *("#000000", "#56b4e9", "#e69f00", "#009e73"),
)


def field_colour(position: int) -> str:
    """The colour of the action field at a position of the scenario; the ninth repeats the first."""
    return _FIELD_COLOURS[position % len(_FIELD_COLOURS)]


def tint(colour: str, strength: float) -> str:
    """The colour thinned with white: strength 1 leaves it as it is, 0 is white."""
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def ink_on(colour: str) -> str:
    """White or nearly black, whichever reads better on the colour (contrast after WCAG 2.2)."""
    light = _luminance(colour)
    return PAPER if 1.05 / (light + 0.05) > (light + 0.05) / (_luminance(INK) + 0.05) else INK


def field_codes(titles: Sequence[str], taken: Sequence[str] = ()) -> tuple[str, ...]:
    """A code of one or two letters for each title: as short as tells them apart, else a number.

    Args:
        titles: the titles of the action fields in the language of the figure.
        taken: letters that mean something else in the same figure.

    >>> field_codes(("Wasser", "Wohnen", "Nahraum"))
    ('Wa', 'Wo', 'N')
    """
    codes: list[str] = []
    for position, title in enumerate(titles):
        others = [*titles[:position], *titles[position + 1 :]]
        code = _own_start(title.strip(), others, taken)
        codes.append(code if code and code not in codes else str(position + 1))
    return tuple(codes)


def _own_start(title: str, others: Sequence[str], taken: Sequence[str]) -> str:
    for length in (1, 2):
        start = title[:length].casefold()
        is_taken = start in {letter.casefold() for letter in taken}
        if start and not is_taken and not any(o.casefold().startswith(start) for o in others):
            return title[:1].upper() + title[1:length].lower()
    return ""


def _luminance(colour: str) -> float:
    parts = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in to_rgb(colour))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
