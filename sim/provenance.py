"""Where numbers come from: scenario, region, seed and versions; nothing of the machine."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sim.region import Region, bare_source
from sim.scenario import Scenario


def provenance(scenario: Scenario, region: Region, seed: int, replicate: int = 0) -> dict[str, Any]:
    """Scenario, region, seed and versions that made a result; says nothing of the machine."""
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
        "versions": {
            "kuemmerer": _version("kuemmerer"),
            "python": platform.python_version(),
            **{name: _version(name) for name in ("mesa", "numpy", "numba")},
        },
    }


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
