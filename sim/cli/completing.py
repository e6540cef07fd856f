"""What may be typed next: names, files, settings and their values.  Nothing heavy is imported."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.shared import system_language

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from sim.scenario.manual import SettingInfo

    Items = list[CompletionItem[str]]

# What would take the whole model to ask for; tests/test_completion.py compares it.
PATTERNS = (
    *("P1", "P2", "P3", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P13", "P15", "P16"),
    *("P17", "P18", "P19", "P20", "P22", "P23", "P25", "P27", "P28", "N1", "N3", "N4", "N5"),
)
REGION_FILES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".geojson", ".json")
FILE_SETTINGS = ("region.source", "region.borders")
_PACKAGE = Path(__file__).resolve().parents[1]

Found = Iterable[tuple[str, str]]  # a word and what it means


def scenarios(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Shipped scenarios with their titles, and TOML files."""
    return _items((*_shipped("."), *_files(incomplete, (".toml",))), incomplete)


def scenarios_with_settings(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """A scenario, and after a colon its settings, with commas between them."""
    name, colon, typed = incomplete.partition(":")
    if not colon or len(name) < 2:  # the colon of a Windows path
        return scenarios(ctx, param, incomplete)
    last = typed.rpartition(",")[2]
    before = incomplete.removesuffix(last)
    return _items(((before + word, told) for word, told in _settings(last)), incomplete)


def designs(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Shipped designs with their titles, and TOML files."""
    return _items((*_shipped("sweeps"), *_files(incomplete, (".toml",))), incomplete)


def regions(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Files that may hold a county."""
    return _items(_files(incomplete, REGION_FILES), incomplete)


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Folders: the shell finds them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def settings(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """A setting with its equals sign, then its values."""
    return _items(_settings(incomplete), incomplete)


def setting_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """A setting; after an equals sign its values, with commas between them."""
    if "=" not in incomplete:
        found = ((word.removesuffix("="), told) for word, told in _settings(incomplete))
        return _items(found, incomplete)
    path, _, typed = incomplete.partition("=")
    before, comma, last = typed.rpartition(",")
    start = f"{path}={before}{comma}"
    values = (word.partition("=")[2] for word, _ in _settings(f"{path}={last}"))
    return _items(((start + value, "") for value in values), incomplete)


def measures(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Indicators and outcomes."""
    return _items(_measures(), incomplete)


def precisions(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Indicators and outcomes with an equals sign."""
    return _items(((f"{name}=", told) for name, told in _measures()), incomplete)


def patterns(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Patterns that were not named yet."""
    typed = ctx.params.get("names") or ()
    return _items(((name, "") for name in PATTERNS if name not in typed), incomplete.upper())


def notebooks(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Notebooks that were not named yet, with their titles."""
    from sim.cli.notebooks import shipped

    typed = ctx.params.get("names") or ()
    found = ((one.name, one.title) for one in shipped() if one.name not in typed)
    return _items(found, incomplete)


def _items(found: Found, incomplete: str) -> Items:
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(word, help=told or None)
        for word, told in found
        if word.startswith(incomplete)
    ]


def _shipped(below: str) -> Iterator[tuple[str, str]]:
    import tomllib

    inside = _PACKAGE / "scenarios"
    folder = (inside if inside.is_dir() else _PACKAGE.parent / "scenarios") / below
    lang = system_language()
    for path in sorted(folder.glob("*.toml"), key=lambda path: path.stem):
        with suppress(OSError, ValueError):
            title: Any = tomllib.loads(path.read_text(encoding="utf-8")).get("title", "")
            yield path.stem, str(title.get(lang, "") if isinstance(title, dict) else title)


def _files(incomplete: str, endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Files with one of these endings; folders on the way to them once something is typed."""
    head, start = os.path.split(incomplete)
    with suppress(OSError):
        for path in sorted(Path(head or ".").expanduser().iterdir()):
            if path.name.startswith(".") and not start.startswith("."):
                continue
            if path.is_dir() and incomplete:
                yield os.path.join(head, path.name) + os.sep, ""
            elif path.suffix.lower() in endings:
                yield os.path.join(head, path.name), ""


def _measures() -> Iterator[tuple[str, str]]:
    """Their names stand in the texts, too, which are read at once."""
    from sim.texts import keys, text

    lang = system_language()
    for key in keys(lang):
        parts = key.split(".")
        if parts[0] == "indicators" and parts[-1] == "name":
            yield parts[1], text(key, lang)


def _settings(typed: str) -> Found:
    """Section by section, then setting by setting, then the values of one."""
    from sim.scenario.manual import all_settings

    path, equals, value = typed.partition("=")
    known = {name: info for info in all_settings() for name in _names(info)}
    lang = system_language()
    if not equals:
        return _steps(known, typed, lang)
    info = known.get(path)
    if info is None:
        return ()
    if info.path in FILE_SETTINGS:
        return [(f"{path}={name}", "") for name, _ in _files(value, REGION_FILES)]
    if "|" in info.allowed:
        return [(f"{path}={choice}", "") for choice in info.allowed.split(" | ")]
    return [(f"{path}={info.default}", info.allowed)] if info.default else ()


def _steps(known: dict[str, SettingInfo], typed: str, lang: str) -> Iterator[tuple[str, str]]:
    from sim.texts.settings import meaning, section_title

    told = set()
    begun = {name: info for name, info in known.items() if name.startswith(typed)}
    whole = {name: info for name, info in begun.items() if name == info.path or "." in name}
    for name, info in (whole or begun).items():  # short names where no section begins like that
        dot = name.find(".", len(typed))
        word = f"{name}=" if dot < 0 else name[: dot + 1]
        if word in told:
            continue
        told.add(word)
        section = info.section or "general"
        is_whole = word.endswith("=")
        words = meaning(section, info.name, info.meaning, lang) if is_whole else ""
        yield word, words or section_title(section, lang)


def _names(info: SettingInfo) -> Iterator[str]:
    """How a setting may be called; those of lists need the number of an entry and are left out."""
    from sim.scenario import PLAIN_SECTIONS
    from sim.scenario.catalogue import DEFAULT_FIELDS

    if "[]" in info.path or (info.section and info.name == "name"):
        return
    if ".NAME." in info.path:
        yield from (info.path.replace("NAME", field) for field in DEFAULT_FIELDS)
        return
    yield info.path
    if info.section in PLAIN_SECTIONS:
        yield info.name
