"""From files and overrides to a checked `Scenario`; every mistake becomes one clear line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.catalogue import DEFAULT_FIELDS, FIELDS
from sim.scenario.scenario import PLAIN_SECTIONS, Scenario, ScenarioError
from sim.texts.mistakes import Mistake, given, near, say

REGION_FILES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".geojson", ".json")
_REGION_FILE = re.compile(rf".*({'|'.join(map(re.escape, REGION_FILES))})(#.*)?", re.IGNORECASE)
_PACKAGE = Path(__file__).resolve().parents[1]


def scenario_folder() -> Path:
    """Where the shipped scenarios lie: inside the installed package, or beside it in a clone."""
    inside = _PACKAGE / "scenarios"
    return inside if inside.is_dir() else _PACKAGE.parent / "scenarios"


def shipped_scenarios() -> tuple[str, ...]:
    """Names of the shipped scenarios, sorted."""
    return tuple(sorted(path.stem for path in scenario_folder().glob("*.toml")))


def load_scenario(source: str | Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Read a scenario file, or a shipped scenario by its name.

    Args:
        source: path of a TOML file, or the name of a shipped scenario.
        overrides: settings by their dotted path (``coordination.level``,
            ``fields.water.scale_effect``) or by their own name where it is unique (``level``).

    Returns:
        The checked, frozen scenario.

    Raises:
        ScenarioError: with one line that names file, key, what was given and what is allowed.
    """
    path = _find(source)
    table = _read_with_bases(path, ())
    table.setdefault("name", path.stem)
    return scenario_from_table(table, str(path.name), overrides)


def scenario_from_table(
    table: Mapping[str, Any], where: str, overrides: Mapping[str, Any] | None = None
) -> Scenario:
    """A scenario from nested settings (fields by name), with overrides; errors name ``where``."""
    values = _merge({}, table)
    for key, value in (overrides or {}).items():
        try:
            _override(values, key, value)
        except ScenarioError as error:
            raise ScenarioError(error, f"--set {key}") from None
    try:
        return Scenario.model_validate(_tuples(_as_lists(values)))
    except ValidationError as error:
        line = _one_line(error)
        typed = any(line.where == full_name(key) for key in overrides or ())
        raise ScenarioError(line, "--set" if typed else where) from None


def with_overrides(scenario: Scenario, overrides: Mapping[str, Any]) -> Scenario:
    """The same scenario with some settings changed (see `load_scenario`)."""
    return scenario_from_table(
        scenario.model_dump(exclude_unset=True), scenario.name or "scenario", overrides
    )


def _find(source: str | Path) -> Path:
    path = Path(source)
    if path.suffix == ".toml" or path.is_file():
        if not path.is_file():
            raise ScenarioError(say("scenario.no_file"), str(path))
        return path
    shipped = scenario_folder() / f"{source}.toml"
    if str(source) in shipped_scenarios():
        return shipped
    name = str(source)
    head, colon, rest = name.partition(":")
    if colon and "=" in rest and (head in shipped_scenarios() or Path(head).is_file()):
        settings = "".join(f" --set {one}" for one in re.split(r",\s*(?=[\w.\[\]]+\s*=)", rest))
        told = {"given": repr(name), "name": head, "settings": settings}
        raise ScenarioError(say("scenario.with_settings", **told))
    meant = near(name, shipped_scenarios())
    raise ScenarioError(say("scenario.unknown", given=repr(name), near=meant))


def _read_with_bases(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    """A file's table on top of those it extends."""
    path = path.resolve()
    if path in seen:
        circle = " → ".join(p.name for p in (*seen[seen.index(path) :], path))
        raise ScenarioError(say("scenario.circle", circle=circle), f"{path.name}: extends")
    table = _read(path)
    base = table.pop("extends", None)
    region = table.get("region")
    if isinstance(region, dict):
        for key in ("source", "borders"):
            if is_region_file(region.get(key)):
                region[key] = str((path.parent / region[key]).resolve())
    if base is None:
        return table
    if "title" in table:  # what the base describes is no longer this scenario
        table.setdefault("description", "")
    return _merge(_read_with_bases(_base_path(path, base), (*seen, path)), table)


def is_region_file(value: Any) -> bool:
    """Whether a value names the file of a region, or a county in it: "germany.csv#06636"."""
    return isinstance(value, str) and bool(_REGION_FILE.fullmatch(value))


def _base_path(path: Path, base: Any) -> Path:
    if not isinstance(base, str):
        words = given(repr(base), say("scenario.base"))
        raise ScenarioError(words, f"{path.name}: extends")
    beside = path.parent / base
    if beside.is_file():
        return beside
    try:
        return _find(base)
    except ScenarioError as error:
        raise ScenarioError(error, f"{path.name}: extends") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        comma = re.search(r"=\s*\d+,\d", path.read_text(encoding="utf-8-sig"))
        words = say("scenario.comma" if comma else "scenario.not_toml", reason=str(error))
        raise ScenarioError(words, path.name) from None
    except UnicodeDecodeError as error:
        raise ScenarioError(say("scenario.not_utf8", place=error.start), path.name) from None
    except OSError as error:
        words = say("scenario.unreadable", reason=error.strerror)
        raise ScenarioError(words, str(path)) from None
    return _merge({}, table, path.name)


def _merge(
    base: dict[str, Any], more: Mapping[str, Any], where: str = "scenario"
) -> dict[str, Any]:
    """Tables are merged key by key, other values replaced; a list of fields replaces the fields."""
    merged = dict(base)
    for key, value in more.items():
        if key == "fields":
            value = _fields_by_name(value, merged.get("fields"), where)
        elif isinstance(value, Mapping):
            before = merged.get(key)
            value = _merge(before if isinstance(before, dict) else {}, value, where)
        merged[key] = value
    return merged


class WholeFields(dict[str, Any]):
    """All fields of a scenario by name; merged onto others it replaces them."""


def _fields_by_name(value: Any, before: Any, where: str) -> Any:
    """``[[fields]]`` (the whole list) or ``[fields.water]`` (differences) as a table by name."""
    if isinstance(value, WholeFields):
        return WholeFields(value)
    if isinstance(value, Mapping):
        named = before.copy() if isinstance(before, dict) else {}
        for name, changes in value.items():
            if isinstance(before, WholeFields) and name not in before:
                meant, allowed = near(name, before), ", ".join(before)
                words = say("scenario.no_field_here", near=meant, allowed=allowed)
                raise ScenarioError(words, f"{where}: fields.{name}")
            both = isinstance(changes, dict)
            named[name] = {**named.get(name, {}), **changes} if both else changes
        return WholeFields(named) if isinstance(before, WholeFields) else named
    if not isinstance(value, list | tuple) or not all(isinstance(item, dict) for item in value):
        return value
    return _listed_fields(value, where)


def _listed_fields(value: Sequence[dict[str, Any]], where: str) -> WholeFields:
    names = [item.get("name") for item in value]
    for i, name in enumerate(names):
        if name is None:
            raise ScenarioError(say("missing"), f"{where}: fields[{i}].name")
        if name in names[:i]:
            raise ScenarioError(say("scenario.twice", name=repr(name)), f"{where}: fields")
    return WholeFields(
        {item["name"]: {k: v for k, v in item.items() if k != "name"} for item in value}
    )


def _all_fields(fields: Any) -> Any:
    """Differences applied to the fields of the project."""
    if isinstance(fields, WholeFields) or not isinstance(fields, Mapping | None):
        return fields
    defaults = WholeFields({name: {} for name in DEFAULT_FIELDS})
    return _fields_by_name(fields or {}, defaults, "fields")


def _as_lists(values: dict[str, Any]) -> dict[str, Any]:
    """Fields back from a table by name to a list, with the figures of the catalogue."""
    fields = _all_fields(values.get("fields"))
    if not isinstance(fields, dict):
        return values
    listed = [
        {"name": name, **FIELDS.get(name, {}), **settings}
        if isinstance(settings, dict)
        else settings
        for name, settings in fields.items()
    ]
    return {**values, "fields": listed}


def _tuples(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _tuples(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_tuples(item) for item in value)
    return value


def _override(values: dict[str, Any], key: str, value: Any) -> None:
    """Set one setting by its dotted path, or by its own name where that is unique."""
    path = full_path(key)
    if path[0] == "fields":
        values["fields"] = _all_fields(values.get("fields"))
        if len(path) > 1 and path[1] not in values["fields"]:
            meant, allowed = near(path[1], values["fields"]), ", ".join(values["fields"])
            words = say("scenario.no_field", name=repr(path[1]), near=meant, allowed=allowed)
            raise ScenarioError(words)
    table: Any = values
    for place, part in enumerate(path[:-1]):
        is_list = isinstance(path[place + 1], int)
        if isinstance(table, list):
            below = _entry(table, part)
        else:
            below = table.setdefault(part, [] if is_list else {})
        if isinstance(below, list | tuple) and is_list:
            below = table[part] = [dict(item) for item in below]
        elif not isinstance(below, dict):
            raise ScenarioError(say("scenario.no_settings", part=part))
        table = below
    table[path[-1]] = value


def _entry(table: list[Any], number: int) -> Any:
    if not number < len(table):
        have = f"0 … {len(table) - 1}" if table else say("scenario.no_entries")
        raise ScenarioError(say("scenario.no_entry", number=number, have=have))
    return table[number]


def full_path(key: str) -> list[Any]:
    """Where a setting stands in a scenario: the parts of its path, numbers for entries of lists.

    >>> full_path("quota"), full_path("shocks[0].magnitude")
    (['coordination', 'quota'], ['shocks', 0, 'magnitude'])
    """
    parts = [part for part in re.split(r"\.|(\[\d+\])", key) if part]
    path = [int(part[1:-1]) if part.startswith("[") else part for part in parts]
    return path if len(path) > 1 else _path_of_name(key)


def full_name(key: str) -> str:
    """The whole path of a setting as one writes it: "coordination.quota" for "quota"."""
    return _key(full_path(key))


def _path_of_name(name: str) -> list[Any]:
    if name in Scenario.model_fields:
        return [name]
    paths = {key: [section, key] for section in PLAIN_SECTIONS for key in _section_fields(section)}
    if name in paths:
        return paths[name]
    meant = near(name, (*Scenario.model_fields, *paths))
    raise ScenarioError(say("scenario.unknown_setting", near=meant))


def _section_fields(section: str) -> dict[str, Any]:
    kind = Scenario.model_fields[section].annotation
    assert isinstance(kind, type)
    assert issubclass(kind, BaseModel)
    return kind.model_fields


def _one_line(error: ValidationError) -> Mistake:
    """The first mistake as one line: key, what was given, what is allowed."""
    first = next(e for e in error.errors() if not _other_branch(e))
    key = _key(first["loc"])
    if first["type"] == "extra_forbidden":
        allowed = tuple(_allowed_keys(first["loc"][:-1]))
        if meant := near(str(first["loc"][-1]), allowed):
            return Mistake(say("scenario.unknown_key", near=meant), key)
        return Mistake(say("scenario.unknown_key_of", allowed=", ".join(allowed)), key)
    if first["type"] == "value_error":  # of our own checks
        found = first["ctx"]["error"]
        where = ".".join(part for part in (key, found.where) if part)
        return Mistake(found.what, where)
    if first["type"] == "missing":
        return Mistake(say("missing"), key)
    return Mistake(given(_shown(first["input"]), _allowed(first)), key)


def _other_branch(first: ErrorDetails) -> bool:
    """Whether this is "not a text" of a value that was meant as texts in both languages."""
    return first["loc"][-1:] == ("str",) and isinstance(first["input"], dict)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _key(location: Sequence[int | str]) -> str:
    parts: list[str] = []
    for part in location:
        if part in ("str", "Texts"):
            continue
        if isinstance(part, int) and parts:
            parts[-1] += f"[{part}]"
        else:
            parts.append(str(part))
    return ".".join(parts)


_TYPES = {
    "float": "number",
    "int": "whole",
    "bool": "flag",
    "string": "text",
    "tuple": "list",
    "model": "table",
    "dict": "table",
    "finite": "finite",
}


def _allowed(first: ErrorDetails) -> object:
    """What is allowed: the range, the choices, or the kind of value."""
    info = _field_info(first["loc"])
    if info is not None:
        limits = {type(m).__name__: m for m in info.metadata}
        if "Ge" in limits and "Le" in limits and "literal" not in first["type"]:
            low, high = f"{limits['Ge'].ge:g}", f"{limits['Le'].le:g}"
            return say("kinds.range", kind=say(f"kinds.{_kind(info)}"), low=low, high=high)
    context = first.get("ctx", {})
    if first["type"] == "string_pattern_mismatch":
        return say("kinds.name")
    if first["type"] == "too_short":
        return say("kinds.at_least", least=context["min_length"])
    if first["type"] == "too_long":
        return say("kinds.at_most", most=context["max_length"])
    if "expected" in context:
        return _choices(str(context["expected"]))
    for start, kind in _TYPES.items():
        if first["type"].startswith(start):
            return say(f"kinds.{kind}")
    return first["msg"]


def _choices(expected: str) -> object:
    """Pydantic puts an English "or" before the last of several."""
    first, between, last = expected.rpartition(" or ")
    return say("or", first=first, last=last) if between else expected


def _kind(info: Any) -> str:
    return "whole" if info.annotation in (int, int | None) else "number"


def _allowed_keys(location: tuple[int | str, ...]) -> Iterator[str]:
    model = _model_at(location)
    return iter(model.model_fields if model else Scenario.model_fields)


def _model_at(location: tuple[int | str, ...]) -> type[BaseModel] | None:
    model: type[BaseModel] = Scenario
    for part in location:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        inner = _inner_model(model.model_fields[part].annotation)
        if inner is None:
            return None
        model = inner
    return model


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None


def _field_info(location: tuple[int | str, ...]) -> Any:
    model = _model_at(location[:-1])
    return model.model_fields.get(str(location[-1])) if model else None
