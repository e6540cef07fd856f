"""A release tells one story: version, date, pins and gates agree wherever they are written."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def citation(key: str) -> str:
    found = re.search(rf'^{key}: "?([^"\n]+)"?$', read("CITATION.cff"), re.MULTILINE)
    assert found, f"CITATION.cff has no {key}"
    return found[1]


def latest_release() -> tuple[str, str]:
    found = re.search(
        r"^## \[(\d[^\]]*)\] - (\d{4}-\d\d-\d\d)$", read("CHANGELOG.md"), re.MULTILINE
    )
    assert found, "CHANGELOG.md has no line like '## [0.1.0] - 2026-11-22'"
    return found[1], found[2]


def normalised(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def pins() -> list[str]:
    lines = read("constraints.txt").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def requirements() -> list[str]:
    extras = PROJECT["optional-dependencies"].values()
    everything = PROJECT["dependencies"] + [line for extra in extras for line in extra]
    return sorted({normalised(line) for line in everything} - {PROJECT["name"]})


def test_version_agrees_in_project_citation_and_changelog() -> None:
    version, _ = latest_release()
    assert PROJECT["version"] == citation("version") == version


def test_date_agrees_in_citation_and_changelog() -> None:
    _, date = latest_release()
    assert citation("date-released") == date


def test_licence_agrees_in_project_and_citation() -> None:
    assert PROJECT["license"] == citation("license")


def test_every_release_says_whether_results_change() -> None:
    releases = re.split(r"^## \[\d", read("CHANGELOG.md"), flags=re.MULTILINE)[1:]
    assert all("\n### Results change\n" in release for release in releases)


@pytest.mark.parametrize("name", requirements())
def test_every_dependency_is_pinned(name: str) -> None:
    assert name in {normalised(pin) for pin in pins()}


@pytest.mark.parametrize("pin", pins())
def test_every_pin_is_exact_and_comes_from_no_address(pin: str) -> None:
    assert re.fullmatch(r'[\w.-]+==[\w.]+( ; python_version (<|>=) "3\.\d+")?', pin)


def test_commit_hooks_are_the_gates_of_ci() -> None:
    hooks = re.findall(r"^ +entry: (.+)$", read(".pre-commit-config.yaml"), re.MULTILINE)
    gates = re.findall(
        r"^\.venv-ci/bin/((?:ruff|mypy|lint-imports).*)$", read(".ci/run"), re.MULTILINE
    )
    assert hooks
    assert hooks == gates
