"""What the page says has no effect has none: the same numbers to the bit with another value."""

import json
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

import sim
from sim.live.idle import IDLE, Idle
from sim.live.settings import Setting, settings
from sim.measures import INDICATOR_NAMES
from sim.scenario import Scenario
from sim.scenario.reading import with_overrides

RUNS = 12
# Willing councils and a grant for the office: much of what the rules know happens.
BUSY = {"municipalities.willingness_mean": 0.6, "funding.office_grant_share": 0.7}
INTERVENTIONS = [
    {"kind": "set_level", "quarter": 16, "level": "office", "asked": False},
    {"kind": "set_level", "quarter": 50, "level": "informal"},
]
CASES = [(path, entry) for path, entries in IDLE.items() for entry in entries]


def places(entry: Idle) -> list[dict[str, Any]]:
    """The futures in which an entry says that a setting has no effect."""
    found: list[dict[str, Any]] = [
        dict(zip(entry.where, values, strict=True)) for values in product(*entry.where.values())
    ]
    if entry.even_with_interventions:
        found += [{**one, "interventions": INTERVENTIONS} for one in found]
    return found


def other_values(setting: Setting, entry: Idle) -> list[Any]:
    if setting.kind == "choice":
        return list(setting.choices)
    if setting.kind == "switch":
        return [False, True]
    assert setting.shown is not None
    low, high, _ = setting.shown
    return [low if entry.above is None else entry.above, high]


@cache
def _numbers(changes: str) -> Any:
    found = sim.run_ensemble(with_overrides(Scenario(), json.loads(changes)), RUNS, 1)
    return [found[name].values for name in INDICATOR_NAMES]


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    pairs = zip(*(_numbers(json.dumps(BUSY | x)) for x in (one, other)), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize(("path", "entry"), CASES, ids=[f"{p}-{e.why}" for p, e in CASES])
def test_what_is_said_to_have_no_effect_has_none(path: str, entry: Idle) -> None:
    setting = settings()[path]
    for place in places(entry):
        values = other_values(setting, entry)
        if path == "coordination.development":
            continue  # what is not there cannot develop: the live view leaves it fixed by itself
        first = {**place, path: values[0]}
        for value in values[1:]:
            assert same(first, {**place, path: value}), (place, value)


@pytest.mark.parametrize("path", IDLE)
def test_elsewhere_it_has_one(path: str) -> None:
    """The check sees something: where nothing is declared, another value is another result."""
    setting = settings()[path]
    who = "county_wide" if path == "coordination.quota" else "coalition_of_the_willing"
    level = "informal" if path == "coordination.development" else "office"
    busy = {"coordination.membership": who, "coordination.level": level}
    found = [{**busy, path: value} for value in other_values(setting, Idle("rule", {}))]
    assert not all(same(found[0], one) for one in found[1:])


def test_paths_and_values_are_those_of_the_settings() -> None:
    for path, entry in CASES:
        assert path in settings()
        for other, values in entry.where.items():
            assert set(values) <= set(settings()[other].choices)


def test_the_forum_needs_less_below_half() -> None:
    """The entry with a limit: below it the quota counts."""
    forum = {"coordination.membership": "open_forum", "municipalities.willingness_mean": 0.4}
    low, half = ({**forum, "coordination.quota": quota} for quota in (0.3, 0.5))
    assert not same(low, half)


# ---------------------------------------------------------------------------------- on the page
RULES = {"quota": "coordination.quota", "number": "coordination.minimum_members"}
HIRE = {"kind": "hire", "quarter": 20, "fte": 1}


def said(view, path):
    """What stands under a setting about its effect; nothing where it has one."""
    return view.js(
        """(path) => {
          const row = document.querySelector(`[data-setting="${path}"]`);
          const note = row.querySelector(".k-setting-idle"), is = !note.hidden;
          const told = row.querySelector("input").getAttribute("aria-describedby");
          if (is !== (told === note.id)) throw new Error("a reader hears something else");
          return is ? note.textContent : null;
        }""",
        path,
    )


def first_of_them(view):
    return view.js(
        """(paths) => [...document.querySelectorAll("[data-setting]")]
          .map((one) => one.dataset.setting).find((path) => paths.includes(path))""",
        list(RULES.values()),
    )


@pytest.mark.parametrize(
    ("measures", "quota", "number"),
    [
        ({}, "rule", None),
        ({"coordination.membership": "county_wide"}, None, "rule"),
        ({"coordination.membership": "core_and_ring"}, None, "rule"),
        ({"coordination.membership": "open_forum"}, "half", "rule"),
        ({"coordination.level": "none"}, "unit", "unit"),
        ({"coordination.level": "informal", "coordination.development": "adaptive"}, None, None),
    ],
)
def test_the_page_says_which_of_them_counts(view, measures, quota, number):
    view.set(panel="measures", b={"measures": measures, "turns": []})
    for name, why in (("quota", quota), ("number", number)):
        wanted = why and view.text(f"settings.idle_{why}", value="50 %")
        found = said(view, RULES[name])
        assert (found and found.replace("\u202f", " ").replace("\xa0", " ")) == wanted
    counts = "number" if quota == "rule" and number is None else "quota"
    assert first_of_them(view) == RULES[counts]


def test_it_says_so_while_the_rule_is_changed(view):
    view.set(panel="measures")
    assert said(view, RULES["quota"]) is None
    view.page.locator('[data-setting="coordination.membership"] input').nth(1).focus()
    where = '[data-setting="coordination.membership"] input[value="{}"]'
    view.page.locator(where.format("coalition_of_the_willing")).check()
    view.settled()
    assert said(view, RULES["quota"]) == view.text("settings.idle_rule")
    assert view.page.locator(f"input[data-path='{RULES['quota']}']").is_enabled()
    view.set(b={"measures": {}, "turns": [HIRE]})  # what an intervention may change is not claimed
    assert said(view, RULES["quota"]) is None
    assert said(view, RULES["number"]) is None


def test_an_assumption_counts_if_it_does_in_one_future(view):
    none = {"measures": {"coordination.level": "none"}, "turns": []}
    path = "coordination.effort_saving"
    view.set(panel="assumptions", b=none)
    assert said(view, path) is None
    view.set(a=none)
    assert said(view, path) == view.text("settings.idle_unit")
