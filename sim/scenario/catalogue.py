"""Fields, partners and interplay that a scenario gets when it names or leaves them out.

Naming a field of this list in ``[[fields]]`` takes its figures; each may be overridden.  Work per
1,000 residents by age group and set-up effort are assumptions; the other sources stand beside.
"""

from __future__ import annotations

from typing import Any

FIELDS: dict[str, dict[str, Any]] = {
    "water": {
        "title_de": "Wasser",
        "title_en": "Water",
        "fte_per_1000_young": 0.30,
        "fte_per_1000_working": 0.30,
        "fte_per_1000_old": 0.30,
        "fixed_share": 0.7,  # networks do not shrink with their users (seed; size assumed)
        "scale_effect": 0.05,  # 0 to 10 % for the small (2.6: D8, D11, D12)
        "scale_effect_spread": 0.05,  # up to zero; loose joint bodies may cost more (D11)
        "scale_limit": 8_000.0,  # none above about 8,000 (2.6)
        "autonomy_cost": 0.08,
        "setup_effort_fte": 0.10,
    },
    "housing": {
        "title_de": "Wohnen",
        "title_en": "Housing",
        "fte_per_1000_young": 0.20,
        "fte_per_1000_working": 0.35,
        "fte_per_1000_old": 0.45,
        "fixed_share": 0.5,
        "scale_effect": 0.03,  # coordination of vacancy and land, not money (2.6)
        "scale_effect_spread": 0.09,  # joint planning got dearer elsewhere (D8)
        "scale_limit": 20_000.0,
        "autonomy_cost": 0.14,  # planning: the core of local self-government (assumption)
        "setup_effort_fte": 0.12,
    },
    "neighbourhood": {
        "title_de": "Nahraum",
        "title_en": "Neighbourhood",
        "fte_per_1000_young": 0.50,
        "fte_per_1000_working": 0.30,
        "fte_per_1000_old": 0.65,
        "fixed_share": 0.4,
        "scale_effect": 0.09,  # 5 to 15 % on roads and depots (2.6: D6, D8, A13)
        "scale_effect_spread": 0.06,
        "scale_limit": 30_000.0,
        "autonomy_cost": 0.08,
        "setup_effort_fte": 0.10,
    },
    "back_office": {
        "title_de": "Verwaltung (IT, Kasse, Personal)",
        "title_en": "Back office (IT, cash, payroll)",
        "fte_per_1000_young": 0.50,
        "fte_per_1000_working": 0.50,
        "fte_per_1000_old": 0.50,
        "fixed_share": 0.4,
        "scale_effect": 0.12,  # up to 30 % at 10,000 residents, none at 60,000 (D5)
        "scale_effect_spread": 0.10,
        "scale_limit": 60_000.0,
        "autonomy_cost": 0.05,  # 11 of 16 joined (0.2)
        "setup_effort_fte": 0.08,
    },
    "regional_funding": {
        "title_de": "Regionalförderung (LEADER-Verein)",
        "title_en": "Regional funding (LEADER association)",
        "fte_per_1000_young": 0.10,
        "fte_per_1000_working": 0.10,
        "fte_per_1000_old": 0.10,
        "fixed_share": 0.5,
        "scale_effect": 0.15,
        "scale_effect_spread": 0.05,
        "scale_limit": 100_000.0,
        "autonomy_cost": 0.0,  # cheap and funded: 16 of 16 joined (0.2)
        "setup_effort_fte": 0.01,
    },
}

DEFAULT_FIELDS = ("water", "housing", "neighbourhood")

# One organisation for each field of the project; capacities are assumptions.
DEFAULT_PARTNERS: tuple[dict[str, Any], ...] = (
    {"name": "Stadtwerke", "kind": "utility", "field": "water", "capacity_fte": 0.10},
    {
        "name": "Wohnungsgesellschaft",
        "kind": "private_firm",
        "field": "housing",
        "capacity_fte": 0.08,
    },
    {
        "name": "Wohlfahrtsverband",
        "kind": "welfare",
        "field": "neighbourhood",
        "capacity_fte": 0.10,
    },
    {"name": "Dorfverein", "kind": "civic", "field": "neighbourhood", "capacity_fte": 0.05},
)
