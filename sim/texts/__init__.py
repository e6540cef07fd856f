"""Every word people see, in German and English: the same TOML files, with the same keys, in both.

>>> text("levels.office", "en")
'office'
>>> number(1234.5, 1, "de")
'1.234,5'
"""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

__all__ = ["keys", "languages", "number", "templates", "text"]

languages = ("de", "en")
_SEPARATORS = {"de": (".", ","), "en": (",", ".")}  # thousands, decimals


def text(key: str, lang: str, **values: object) -> str:
    """The words that stand under a dotted key, with `values` filled into their placeholders.

    Args:
        key: the way through the sections of the file, such as `"levels.office"`.
        lang: `"de"` or `"en"`.
        **values: what the placeholders stand for; numbers come ready-made from `number`.

    Raises:
        KeyError: no such key, or it names a section; or a placeholder is left without a value.
        ValueError: no such language.
    """
    return _texts(lang)[key].format(**values)


def number(value: float, decimals: int, lang: str) -> str:
    """A number as people of that language write it; a missing one is a dash.

    Args:
        value: any number; not-a-number and infinities are shown as "–".
        decimals: digits after the decimal sign.
        lang: `"de"` (1.234,5) or `"en"` (1,234.5).

    Raises:
        ValueError: no such language.
    """
    _check(lang)
    if not math.isfinite(value):
        return "–"
    thousands, decimal = _SEPARATORS[lang]
    digits = f"{abs(value):,.{decimals}f}"
    is_negative = value < 0 and any(digit in "123456789" for digit in digits)
    written = digits.translate({ord(","): thousands, ord("."): decimal})
    return f"−{written}" if is_negative else written


def keys(lang: str) -> tuple[str, ...]:
    """All dotted keys of a language, in the order of its file."""
    return tuple(_texts(lang))


def templates(lang: str) -> Mapping[str, str]:
    """All words of a language by their dotted keys, placeholders still in braces.

    Raises:
        ValueError: no such language.
    """
    return _texts(lang)


@cache
def _texts(lang: str) -> Mapping[str, str]:
    _check(lang)
    found: dict[str, str] = {}
    for name in (f"{lang}.toml", f"live_{lang}.toml"):
        source = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
        found |= _flat(tomllib.loads(source))
    return MappingProxyType(found)


def _flat(section: Mapping[str, object], above: str = "") -> dict[str, str]:
    """Sections within sections become one list of dotted keys."""
    found: dict[str, str] = {}
    for key, value in section.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{above}{key}.")
        else:
            found[f"{above}{key}"] = str(value)
    return found


def _check(lang: str) -> None:
    if lang not in languages:
        raise ValueError(f"lang: {lang!r} is not one of {', '.join(languages)}")
