"""What varies: from what a design says of a setting to a factor that can be sampled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.analysis.factors import Factor
from sim.scenario import PLAIN_SECTIONS, Scenario, ScenarioError
from sim.scenario.manual import prior_of
from sim.scenario.reading import full_name, full_path, with_overrides
from sim.sweep.errors import SweepError

MOST_STEPS = 1000
RANGE_KEYS = ("low", "high", "steps")


def factor_of(scenario: Scenario, where: str, path: str, given: Any, *, is_grid: bool) -> Factor:
    """A checked factor from what stands in the design.

    Args:
        scenario: the scenario whose settings vary.
        where: key in the design, for messages.
        path: path of the setting.
        given: a list of values, a range as a table, or "prior".
        is_grid: whether a range becomes steps.

    Raises:
        SweepError: unknown setting, values that it does not allow, low not below high …
    """
    _check(scenario, where, path, None)
    path = full_name(path)
    if given == "prior":
        given = _prior(where, path)
    if isinstance(given, Mapping):
        factor = _range(scenario, where, path, given, is_grid)
        ends: Sequence[Any] = factor.levels or (factor.low, factor.high)
    elif isinstance(given, list | tuple):
        factor = _levels(where, path, given)
        ends = factor.levels
    else:
        more = ', "FILE#*"' if path == "region.source" else ""
        raise SweepError(
            f"{where}: given {given!r}; allowed: a list of values{more}, "
            '{ low = …, high = … }, or "prior"'
        )
    for value in ends:
        _check(scenario, where, path, value)
    return factor


def prior_factors(scenario: Scenario) -> list[str]:
    """Paths of all settings of a scenario that declare a prior range."""
    found = []
    for section in PLAIN_SECTIONS:
        names = type(getattr(scenario, section)).model_fields
        found += [f"{section}.{n}" for n in names if prior_of(f"{section}.{n}") is not None]
    for field in scenario.fields:
        names = type(field).model_fields
        found += [f"fields.{field.name}.{n}" for n in names if prior_of(f"fields.{n}") is not None]
    return found


def value_of(scenario: Scenario, path: str) -> Any:
    """The value of a setting in a scenario."""
    found: Any = scenario
    for part in full_path(path):
        if isinstance(part, int):
            found = found[part]
        elif isinstance(found, tuple):
            found = {item.name: item for item in found}[part]
        else:
            found = getattr(found, part)
    return found


def is_setting(scenario: Scenario, path: str) -> bool:
    """Whether a scenario has such a setting."""
    try:
        value_of(scenario, path)
    except (KeyError, AttributeError, IndexError, TypeError, ScenarioError):
        return False
    return True


def _prior(where: str, path: str) -> dict[str, Any]:
    parts = full_path(path)
    prior = prior_of(".".join((parts[0], parts[-1])) if len(parts) > 2 else ".".join(parts))
    if prior is None:
        raise SweepError(
            f"{where}: given 'prior', and the setting declares none; "
            "allowed: { low = …, high = … } or a list of values"
        )
    return {"low": prior[0], "high": prior[1]}


def _range(
    scenario: Scenario, where: str, path: str, given: Mapping[str, Any], is_grid: bool
) -> Factor:
    unknown = [key for key in given if key not in RANGE_KEYS]
    if unknown or "low" not in given or "high" not in given:
        told = f"unknown key {unknown[0]!r}" if unknown else "low or high is missing"
        hint = f' (a setting stands in quotation marks: "{path}.{unknown[0]}")' if unknown else ""
        raise SweepError(f"{where}: {told}; allowed: low, high and, in a grid, steps{hint}")
    low, high, steps = given["low"], given["high"], given.get("steps")
    for name in ("low", "high"):
        if isinstance(given[name], bool) or not isinstance(given[name], int | float):
            raise SweepError(f"{where}.{name}: given {given[name]!r}; allowed: a number")
    if steps is not None:
        if not is_grid:
            raise SweepError(f"{where}.steps: given {steps}; allowed: only with design = 'grid'")
        if isinstance(steps, bool) or not isinstance(steps, int) or not 2 <= steps <= MOST_STEPS:
            raise SweepError(
                f"{where}.steps: given {steps!r}; allowed: whole numbers, 2 … {MOST_STEPS}"
            )
    _check(scenario, where, path, low)
    before = value_of(scenario, path)
    whole = isinstance(before, int) and not isinstance(before, bool)
    try:
        factor = Factor(path, low, high, is_integer=whole)
        if steps is None:
            return factor
        return Factor(path, levels=tuple(factor.steps(steps).tolist()))
    except ValueError as error:
        raise SweepError(f"{where}: {str(error).removeprefix(f'{path}: ')}") from None


def _levels(where: str, path: str, given: Sequence[Any]) -> Factor:
    try:
        if not given:
            raise ValueError("given no values; allowed: two or more")
        return Factor(path, levels=tuple(given))
    except ValueError as error:
        raise SweepError(f"{where}: {str(error).removeprefix(f'{path}: ')}") from None


def _check(scenario: Scenario, where: str, path: str, value: Any) -> None:
    """Refuse what the scenario would refuse; None asks for the name of the setting only."""
    if value is None:
        value = value_of(scenario, path) if is_setting(scenario, path) else 0
    try:
        with_overrides(scenario, {path: value})
    except ScenarioError as error:
        message = str(error).removeprefix("--set").lstrip(": ")
        raise SweepError(f"{where}: {message.removeprefix(f'{path}: ')}") from None
    except TypeError:
        raise SweepError(
            f"{where}: no such entry; allowed: paths as in shocks[0].magnitude"
        ) from None
