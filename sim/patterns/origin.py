"""Where findings come from: every side with its settings and fingerprints, seed, runs, versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.patterns.judging import Finding
from sim.patterns.running import places_of
from sim.provenance import provenance
from sim.world import World


def origin(findings: Sequence[Finding], runs: int, seed: int) -> dict[str, Any]:
    """Provenance of all sides; says nothing of the machine."""
    sides, versions = [], None
    for place in places_of([finding.pattern for finding in findings]):
        world = World.of(place.scenario, place.region)
        record = provenance(place.scenario, world.region, seed)
        versions = record["versions"]
        sides.append(
            {
                name: record[name]
                for name in ("scenario", "scenario_fingerprint", "region_fingerprint")
            }
        )
    return {"schema": 1, "seed": seed, "runs": runs, "versions": versions, "sides": sides}
