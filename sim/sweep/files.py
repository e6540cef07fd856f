"""Files of designs: where they are, what stands in them, and the files that they name."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import Any

from sim.region import RegionError, counties
from sim.scenario.reading import REGION_FILES, scenario_folder
from sim.sweep.errors import SweepError
from sim.texts.mistakes import say

FILE_SETTINGS = ("region.source", "source", "region.borders", "borders")
ALL = "*"  # FILE#*: every county of the file
_ENDINGS = "|".join(map(re.escape, (".toml", *REGION_FILES)))
_FILE = re.compile(rf"(?P<file>.*({_ENDINGS}))(?:#(?P<county>.*))?", re.IGNORECASE)


def shipped_designs() -> tuple[str, ...]:
    """Names of the shipped designs, in alphabetical order."""
    return tuple(sorted(path.stem for path in _shipped().glob("*.toml")))


def _shipped() -> Path:
    return scenario_folder() / "sweeps"


def names_only(value: Any) -> Any:
    """Files by their names; a county of a file stays what it is: ``germany.csv#07232``."""
    if isinstance(value, dict):
        return {key: names_only(item) for key, item in value.items()}
    if isinstance(value, list):
        return [names_only(item) for item in value]
    found = _file(value)
    if found is None:
        return value
    return PurePath(found[0]).name + ("" if found[1] is None else f"#{found[1]}")


def beside(value: Any, folder: Path) -> Any:
    """Files of regions by their whole paths: a design looks for them beside itself."""
    if isinstance(value, list):
        return [beside(item, folder) for item in value]
    found = _file(value)
    if found is None or not (folder / found[0]).is_file():
        return value
    return str((folder / found[0]).resolve()) + ("" if found[1] is None else f"#{found[1]}")


def every_county(value: Any) -> Any:
    """``FILE#*`` as the list of all counties of that file, alone or within a list.

    Raises:
        SweepError: a file that cannot be read, or without counties.
    """
    if isinstance(value, list):
        return [one for item in value for one in (_counties(item) or [item])]
    return _counties(value) or value


def county_of(source: str) -> str:
    """The county in ``FILE#COUNTY``; of a file without counties its name without the ending."""
    found = _file(source)
    if found is None:
        return source
    return PurePath(found[0]).stem if found[1] is None else found[1]


def names_every_county(value: Any) -> bool:
    """Whether a value is ``FILE#*``."""
    found = _file(value)
    return found is not None and found[1] == ALL


def _counties(value: Any) -> list[str]:
    if not names_every_county(value):
        return []
    file = value[: -len(ALL) - 1]
    try:
        keys = list(counties(file))
    except RegionError as error:
        raise SweepError(error) from None
    if not keys:
        raise SweepError(say("sweep.no_county"), file)
    return [f"{file}#{key}" for key in keys]


def _file(value: Any) -> tuple[str, str | None] | None:
    """Name and county of a file of a scenario or a region; None for anything else."""
    found = _FILE.fullmatch(value) if isinstance(value, str) else None
    return None if found is None else (found["file"], found["county"])


def found_design(source: str | Path) -> Path:
    """The file of a design, or that of a shipped one by its name."""
    path = Path(source)
    if path.suffix == ".toml" or path.is_file():
        return path
    if str(source) in shipped_designs():
        return _shipped() / f"{source}.toml"
    name, shipped = str(source), shipped_designs()
    found = get_close_matches(name, shipped, n=1, cutoff=0.6)
    meant = say("cli.meant", name=repr(found[0])) if found else ""
    told = {"given": repr(name), "meant": meant, "allowed": ", ".join(shipped)}
    raise SweepError(say("sweep.unknown", **told))


def read_design(path: Path) -> dict[str, Any]:
    """What stands in the file of a design."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SweepError(say("scenario.no_file"), str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise SweepError(say("scenario.not_toml", reason=str(error)), path.name) from None
    except UnicodeDecodeError as error:
        raise SweepError(say("scenario.not_utf8", place=error.start), path.name) from None
    except OSError as error:
        words = say("scenario.unreadable", reason=error.strerror)
        raise SweepError(words, str(path)) from None
