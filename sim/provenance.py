"""Where numbers come from: scenario, region, seed, rules and versions; nothing of the machine."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.region import Region, bare_source
from sim.scenario import Scenario

_HERE = Path(__file__).parent
_SOURCES = (
    *(_HERE / f"{name}.py" for name in ("compiling", "draws", "entities", "measures")),
    *(_HERE / f"{name}.py" for name in ("demography", "shocks")),
    *sorted((_HERE / "rules").glob("*.py")),
    *sorted((_HERE / "ensemble").glob("*.py")),
)


def provenance(scenario: Scenario, region: Region, seed: int, replicate: int = 0) -> dict[str, Any]:
    """Scenario, region, seed, rules and versions of a result; says nothing of the machine."""
    table = _without_paths(scenario.model_dump(mode="json", exclude_defaults=True))
    whole = _without_paths(scenario.model_dump(mode="json"))
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False)
    return {
        "schema": 1,
        "scenario": table,
        "scenario_fingerprint": hashlib.sha256(text.encode()).hexdigest(),
        "region": region.name,
        "region_fingerprint": region.fingerprint(),
        "region_source": region.source,
        "seed": seed,
        "replicate": replicate,
        "rules_fingerprint": rules_fingerprint(),
        "versions": {
            "kuemmerer": _version("kuemmerer"),
            "python": platform.python_version(),
            **{name: _version(name) for name in ("mesa", "numpy", "numba")},
        },
    }


def rules_fingerprint() -> str:
    """Of everything that the numbers of a run depend on besides its scenario and seed."""
    return _digest(_SOURCES)


@cache
def _digest(paths: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_text(encoding="utf-8").encode())  # line ends do not count
    return digest.hexdigest()


def _without_paths(table: dict[str, Any]) -> dict[str, Any]:
    """The settings with a region's files by their names only: where they lie does not count."""
    settings = table.get("region", {})
    for name in ("source", "borders"):
        if settings.get(name):
            settings[name] = bare_source(settings[name])
    return table


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
