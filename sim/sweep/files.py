"""Files of designs: where they are, what stands in them, and the files that they name."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path, PurePath
from typing import Any

from sim.region import split_source
from sim.scenario.reading import is_region_file, scenario_folder
from sim.sweep.errors import SweepError


def shipped_designs() -> tuple[str, ...]:
    """Names of the shipped designs, in alphabetical order."""
    return tuple(sorted(path.stem for path in _shipped().glob("*.toml")))


def _shipped() -> Path:
    return scenario_folder() / "sweeps"


def names_only(value: Any) -> Any:
    """Files by their names."""
    if isinstance(value, dict):
        return {key: names_only(item) for key, item in value.items()}
    if isinstance(value, list):
        return [names_only(item) for item in value]
    return PurePath(value).name if is_file_name(value) else value


def is_file_name(value: Any) -> bool:
    """Whether a value names a file of a scenario or a region."""
    return is_region_file(value) or (isinstance(value, str) and value.lower().endswith(".toml"))


def beside(value: Any, folder: Path) -> Any:
    """Files of regions by their whole paths: a design looks for them beside itself."""
    if isinstance(value, list):
        return [beside(item, folder) for item in value]
    if is_file_name(value) and split_source(folder / value)[0].is_file():
        return str((folder / value).resolve())
    return value


def found_design(source: str | Path) -> Path:
    """The file of a design, or that of a shipped one by its name."""
    path = Path(source)
    if path.suffix == ".toml" or path.is_file():
        return path
    if str(source) in shipped_designs():
        return _shipped() / f"{source}.toml"
    near = difflib.get_close_matches(str(source), shipped_designs(), n=1, cutoff=0.6)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise SweepError(
        f"design {str(source)!r}: neither a file nor a shipped design; {hint}"
        f"allowed: a TOML file, or {', '.join(shipped_designs())}"
    )


def read_design(path: Path) -> dict[str, Any]:
    """What stands in the file of a design."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SweepError(f"{path}: there is no such file") from None
    except tomllib.TOMLDecodeError as error:
        raise SweepError(f"{path.name}: not valid TOML: {error}") from None
    except UnicodeDecodeError as error:
        raise SweepError(f"{path.name}: not UTF-8 text at byte {error.start}") from None
    except OSError as error:
        raise SweepError(f"{path}: cannot be read: {error.strerror}") from None
