"""Every word people see: the same TOML files, with the same keys, in each language.

A language is there when its file is: `de.toml` and `en.toml` make German and English.

>>> text("levels.office", "en")
'office'
>>> number(1234.5, 1, "de")
'1.234,5'
"""

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

__all__ = ["checked", "decimal_sign", "keys", "languages", "number", "read", "templates", "text"]

_HERE = Path(__file__).parent
languages = tuple(sorted(path.stem for path in _HERE.glob("[a-z][a-z].toml")))


def text(key: str, lang: str, **values: object) -> str:
    """The words that stand under a dotted key, with `values` filled into their placeholders.

    Args:
        key: the way through the sections of the file, such as `"levels.office"`.
        lang: one of `languages`.
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
    example = text("numbers.example", lang)  # 1,234.5
    thousands, decimal = example[1], example[-2]
    if not math.isfinite(value):
        return "–"
    digits = f"{abs(value):,.{decimals}f}"
    is_negative = value < 0 and any(digit in "123456789" for digit in digits)
    written = digits.translate({ord(","): thousands, ord("."): decimal})
    return f"−{written}" if is_negative else written


def decimal_sign(lang: str) -> str:
    """What stands before the decimals.

    Raises:
        ValueError: no such language.
    """
    return text("numbers.example", lang)[-2]


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
    checked(lang)
    found: dict[str, str] = {}
    for name in (f"{lang}.toml", f"live_{lang}.toml"):
        found |= _flat(read(name))
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


def read(name: str) -> dict[str, Any]:
    """The tables of a file of this folder; none where there is no such file."""
    import tomllib  # the command line asks for `languages` alone

    path = _HERE / name
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def checked(lang: str) -> str:
    """The language itself.

    Raises:
        ValueError: no such language.
    """
    if lang not in languages:
        raise ValueError(f"lang: {lang!r} is not one of {', '.join(languages)}")
    return lang
