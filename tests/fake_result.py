"""A made-up run with the shape of `sim.results.RunResult`, for trying and testing the figures.

Nothing here follows the model: it only fills every table with numbers of the right kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

# name, population, lat, lon, is_town: Werra-Meißner-Kreis, 31 December 2024
WERRA_MEISSNER = (
    ("Bad Sooden-Allendorf", 8141, 51.272411, 9.980802, True),
    ("Berkatal", 1474, 51.236421, 9.921125, False),
    ("Eschwege", 18743, 51.185804, 10.057981, True),
    ("Großalmerode", 6090, 51.257737, 9.784493, True),
    ("Herleshausen", 2620, 51.006221, 10.161532, False),
    ("Hessisch Lichtenau", 12337, 51.198577, 9.720907, True),
    ("Meinhard", 4267, 51.206039, 10.064563, False),
    ("Meißner", 2915, 51.211361, 9.937311, False),
    ("Neu-Eichenberg", 1732, 51.389849, 9.913586, False),
    ("Ringgau", 2830, 51.093843, 10.092751, False),
    ("Sontra", 7466, 51.068954, 9.93321, True),
    ("Waldkappel", 4052, 51.143533, 9.874129, True),
    ("Wanfried", 4050, 51.183286, 10.170055, True),
    ("Wehretal", 4883, 51.151179, 9.996927, False),
    ("Weißenborn", 963, 51.123424, 10.113236, False),
    ("Witzenhausen", 15132, 51.341392, 9.858869, True),
)
FIELDS = (
    ("water", "Wasser", "Water"),
    ("housing", "Wohnen", "Housing"),
    ("neighbourhood", "Nahraum", "Neighbourhood"),
    ("energy", "Energie", "Energy"),
    ("mobility", "Mobilität", "Mobility"),
    ("culture", "Kultur", "Culture"),
    ("fire_service", "Feuerwehr", "Fire service"),
    ("tourism", "Tourismus", "Tourism"),
    ("registry", "Standesamt", "Registry office"),
    ("it", "IT und Verwaltung", "IT and administration"),
    ("schools", "Schulen", "Schools"),
    ("health", "Gesundheit", "Health"),
)
PHASES = ("analysis", "ideas", "planning", "implementation", "reflection")


@dataclass(frozen=True)
class FakePlace:
    """A municipality."""

    key: str
    name: str
    population: int
    lat: float
    lon: float
    is_town: bool
    is_seat: bool


@dataclass(frozen=True)
class FakeRegion:
    """A county."""

    places: tuple[FakePlace, ...]
    neighbours: tuple[tuple[str, str], ...] = ()
    shapes: tuple[object, ...] = ()
    shapes_source: str = ""


@dataclass(frozen=True)
class FakeField:
    """An action field."""

    name: str
    titles: dict[str, str]

    def title(self, lang: str) -> str:
        """Its title in a language."""
        return self.titles[lang]


@dataclass(frozen=True)
class FakeResult:
    """A run: the attributes the figures read."""

    title: str
    start_year: int
    quarters: int
    region: FakeRegion
    fields: tuple[FakeField, ...]
    indicators: pd.DataFrame = field(repr=False)
    municipalities: pd.DataFrame = field(repr=False)
    cooperations: pd.DataFrame = field(repr=False)
    memberships: pd.DataFrame = field(repr=False)
    cooperation_states: pd.DataFrame = field(repr=False)
    events: pd.DataFrame = field(repr=False)


def county() -> FakeRegion:
    """The 16 municipalities of the Werra-Meißner-Kreis."""
    rows = enumerate(WERRA_MEISSNER, start=1)
    return FakeRegion(
        tuple(FakePlace(f"066360{i:02}", *row, is_seat=row[0] == "Eschwege") for i, row in rows)
    )


def scattered(count: int, seed: int = 1) -> FakeRegion:
    """Any number of municipalities, scattered over 60 by 60 kilometres."""
    luck = np.random.default_rng(seed)
    lat, lon = 50.5 + luck.random(count) * 0.54, 9.5 + luck.random(count) * 0.85
    return at(list(zip(lat.tolist(), lon.tolist(), strict=True)), seed)


def at(positions: Sequence[tuple[float, float]], seed: int = 1) -> FakeRegion:
    """Municipalities at given positions (lat, lon); the first is the seat."""
    luck = np.random.default_rng(seed)
    people = np.exp(luck.normal(8.2, 0.9, len(positions))).astype(int)
    return FakeRegion(
        tuple(
            FakePlace(f"9{i:04}", f"Musterhausen {i + 1}", int(n), lat, lon, bool(n > 5000), i == 0)
            for i, ((lat, lon), n) in enumerate(zip(positions, people, strict=True))
        )
    )


def fake_result(
    region: FakeRegion | None = None,
    *,
    quarters: int = 80,
    fields: int = 3,
    cooperations: int = 12,
    with_unit: bool = True,
    seed: int = 3,
) -> FakeResult:
    """A run of made-up numbers."""
    region = region or county()
    luck = np.random.default_rng(seed)
    chosen = tuple(FakeField(name, {"de": de, "en": en}) for name, de, en in FIELDS[:fields])
    agreements = _cooperations(region, quarters, chosen, cooperations, luck)
    memberships = _memberships(agreements, luck)
    states = _states(agreements, memberships, luck, quarters)
    unit_from = quarters // 4 if with_unit else quarters
    towns = _municipalities(region, quarters, memberships, states, unit_from, luck)
    return FakeResult(
        "Koalition der Willigen",
        2020,
        quarters,
        region,
        chosen,
        _indicators(quarters, towns, agreements, states, unit_from, luck),
        towns,
        agreements,
        memberships,
        states,
        _events(quarters, agreements, unit_from),
    )


def _cooperations(
    region: FakeRegion,
    quarters: int,
    fields: Sequence[FakeField],
    count: int,
    luck: np.random.Generator,
) -> pd.DataFrame:
    rows = []
    for i in range(count):
        is_cross = len(fields) > 1 and i % 4 == 3
        order = luck.permutation(len(fields))[: 2 if is_cross else 1]
        names = "+".join(fields[j].name for j in sorted(order))
        members = _near(region, int(luck.integers(len(region.places))), int(luck.integers(2, 7)))
        founded = int(luck.integers(0, max(1, quarters * 2 // 3)))
        ended = min(founded + 12, quarters) if i % 6 == 5 and founded + 12 < quarters else -1
        rows.append(
            {
                "id": f"{names}-{members[0]}-{founded}-{i}",
                "kind": "cross_field" if is_cross else "field",
                "fields": names,
                "founder": members[0],
                "founded": founded,
                "ended": ended,
                "members": " ".join(members),
                "phase": PHASES[i % 5],
                "vitality": float(luck.random()),
                "quality": float(luck.random()),
                "promised": float(luck.random() * 2),
                "received": float(luck.random() * 2),
            }
        )
    columns = (
        "id kind fields founder founded ended members phase vitality quality promised received"
    )
    return pd.DataFrame(rows, columns=columns.split())


def _near(region: FakeRegion, who: int, count: int) -> list[str]:
    home = region.places[who]
    order = sorted(
        region.places, key=lambda p: ((p.lat - home.lat) ** 2 + (p.lon - home.lon) ** 2, p.key)
    )
    return [place.key for place in order[:count]]


def _memberships(agreements: pd.DataFrame, luck: np.random.Generator) -> pd.DataFrame:
    rows = [
        (
            row["id"],
            key,
            row["founded"] + (int(luck.integers(0, 9)) if late > 1 else 0),
            row["ended"],
        )
        for row in agreements.to_dict("records")
        for late, key in enumerate(row["members"].split())
    ]
    return pd.DataFrame(rows, columns=["cooperation", "key", "joined", "left"])


def _states(
    agreements: pd.DataFrame, memberships: pd.DataFrame, luck: np.random.Generator, quarters: int
) -> pd.DataFrame:
    rows = []
    for i, row in enumerate(agreements.to_dict("records")):
        own = memberships[memberships["cooperation"] == row["id"]]
        last = row["ended"] if row["ended"] >= 0 else quarters
        for q in range(row["founded"], last):
            dormant = int(i % 5 == 2 and q > row["founded"] + 12)
            phase = PHASES[(q - row["founded"]) // 3 % 5]
            members = int((own["joined"] <= q).sum())
            rows.append((q, row["id"], float(luck.random()), dormant, phase, members))
    return pd.DataFrame(
        rows, columns=["quarter", "cooperation", "vitality", "dormant", "phase", "members"]
    )


def _municipalities(
    region: FakeRegion,
    quarters: int,
    memberships: pd.DataFrame,
    states: pd.DataFrame,
    unit_from: int,
    luck: np.random.Generator,
) -> pd.DataFrame:
    alive = states[["quarter", "cooperation"]].merge(memberships, on="cooperation")
    alive = alive[alive["joined"] <= alive["quarter"]]
    counts = alive.groupby(["quarter", "key"]).size().to_dict()
    rows = []
    for i, place in enumerate(region.places):
        fall, joins = luck.random() * 0.3, unit_from + int(luck.integers(0, 20))
        for q in range(quarters):
            shrunk = place.population * (1 - 0.001 * q - (0.1 if q > 24 else 0) * (i % 3 == 0))
            served = 1 - fall * q / 80 - (0.12 if 24 < q < 40 and i % 3 == 0 else 0)
            served += float(luck.normal(0, 0.006))
            rows.append(
                {
                    "quarter": q,
                    "key": place.key,
                    "name": place.name,
                    "population": shrunk,
                    "share_65_plus": 0.25 + 0.001 * q,
                    "staff_fte": shrunk / 180,
                    "workload_fte": shrunk / 180 * (1 + fall * q / 80),
                    "strain": 0.95 + fall * q / 80,
                    "service_level": min(1.0, max(0.3, served)),
                    "willingness": float(np.clip(luck.normal(0.5, 0.1), 0, 1)),
                    "strategic_time": max(0.0, shrunk / 9000 * (1 - fall * q / 40)),
                    "relief": 0.1 * counts.get((q, place.key), 0),
                    "effort": 0.06 * counts.get((q, place.key), 0),
                    "in_unit": int(i % 3 != 1 and q >= joins),
                    "cooperations": counts.get((q, place.key), 0),
                }
            )
    return pd.DataFrame(rows)


def _indicators(
    quarters: int,
    towns: pd.DataFrame,
    agreements: pd.DataFrame,
    states: pd.DataFrame,
    unit_from: int,
    luck: np.random.Generator,
) -> pd.DataFrame:
    kinds = agreements.set_index("id")["kind"].to_dict()
    rows = []
    for q in range(quarters):
        here, now = towns[towns["quarter"] == q], states[states["quarter"] == q]
        kind = [kinds[name] for name in now.loc[now["dormant"] == 0, "cooperation"]]
        level = 0 if q < unit_from else 1 if q < unit_from + 8 else 3
        relief, effort = float(here["relief"].sum()), float(here["effort"].sum())
        rows.append(
            {
                "quarter": q,
                "service_level": float(
                    np.average(here["service_level"], weights=here["population"])
                ),
                "service_level_min": float(here["service_level"].min()),
                "service_inequality": float(here["service_level"].std(ddof=0)),
                "staff_strain": float(here["strain"].mean()),
                "strategic_time": float(here["strategic_time"].sum()),
                "willingness": 0.5 + 0.001 * q + float(luck.normal(0, 0.005)),
                "trust": 0.4 + 0.002 * q,
                "field_cooperations": kind.count("field"),
                "cross_field_cooperations": kind.count("cross_field"),
                "dormant_cooperations": int(now["dormant"].sum()),
                "coverage": min(1.0, 0.02 * len(kind)),
                "relief": relief,
                "synergy": 0.05 * kind.count("cross_field"),
                "coordination_effort": effort + level * 0.3,
                "net_benefit": relief - effort - level * 0.3,
                "institution_level": level,
                "institution_capacity": 0.6 * level,
                "institution_members": int(here["in_unit"].sum()),
                "autonomy": 1 - 0.01 * len(kind),
                "population": float(here["population"].sum()),
            }
        )
    return pd.DataFrame(rows)


def _events(quarters: int, agreements: pd.DataFrame, unit_from: int) -> pd.DataFrame:
    rows = [(q, "council_election", "", "Ratswahlen") for q in range(4, quarters, 20)]
    rows += [(24, "shock", "", "Abwanderung: minus 10 %"), (52, "shock", "", "Personalwelle")]
    rows += [(unit_from - 8, "unit_vote", "", "Keine Mehrheit"), (unit_from, "unit_vote", "", "Ja")]
    rows += [(unit_from, "unit_founded", "", "Gegründet"), (unit_from + 8, "unit_level", "", "")]
    for row in agreements.to_dict("records"):
        rows.append((row["founded"], "cooperation_founded", row["founder"], row["fields"]))
        if row["ended"] >= 0:
            rows.append((row["ended"], "cooperation_ended", row["founder"], row["fields"]))
    rows = sorted(row for row in rows if 0 <= row[0] < quarters)
    return pd.DataFrame(rows, columns=["quarter", "kind", "who", "text"])
