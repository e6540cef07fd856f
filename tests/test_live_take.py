"""What is taken away from the live view opens elsewhere and says the same as the page."""

import csv
import io
import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from sim.live import question
from sim.live.futures import Library
from sim.measures import INDICATOR_NAMES
from sim.scenario import load_scenario
from sim.world import World

WILLING = "coalition-of-the-willing"
WORDS = {"title", "description", "beside", "name"}
SHOCK = {"kind": "shock", "shock": "ageing", "quarter": 30, "magnitude": 0.1, "duration": 8}
HIRE = {"kind": "hire", "quarter": 20, "municipality": "06636001", "fte": 1}
CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (WILLING, {}, {"measures": {"coordination.quota": 1}, "turns": [SHOCK, HIRE]}),
    (
        "restless-times",
        {"fields.scale_effect": 0.08, "municipalities.trust_mean": 0.5},
        {"measures": {"coordination.level": "none"}, "turns": [SHOCK]},
    ),
    (
        "start-informal-then-office",
        {"fields.scale_effect": 0.03},
        {"measures": {"coordination.membership": "open_forum"}, "turns": []},
    ),
    ("lebenswert-2016", {}, {"measures": {"coordination.level": "none"}, "turns": []}),
]
HERE = (
    "typeof K !== 'undefined' && K.data?.setup && ['a', 'b'].every((s) =>"
    " ['fan', 'run'].every((x) => K.data[s][x] && !K.data[s].pending[x]))"
)


def opened(open_page: Any, lang: str = "de", address: str = "#panel=take") -> Any:
    page = open_page(size="laptop", lang=lang, address=address, accept_downloads=True)
    page.wait_for_function(HERE)
    return page


@pytest.fixture(scope="module")
def shared(opening: Any) -> Any:
    """A page from which things are taken away; nothing of it changes."""
    with opening() as open_page:
        yield opened(open_page, address="#panel=take&q=23")


@pytest.fixture
def page(shared: Any) -> Any:
    yield shared
    shared.gate.check()


def taken(page: Any, does: str, folder: Path) -> Path:
    with page.expect_download() as found:
        page.locator(f'[data-does="{does}"]').click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


@pytest.mark.parametrize("what", ["map", "chart"])
def test_pictures_stand_for_themselves(page: Any, tmp_path: Path, what: str) -> None:
    svg = taken(page, what + "svg", tmp_path)
    png = taken(page, what + "png", tmp_path)
    german = {"map": "karte", "chart": "kurven"}[what]
    assert svg.name == f"kuemmerer-koalition-der-willigen-{german}-2030-Q4.svg"
    assert png.name == svg.with_suffix(".png").name
    root = ET.fromstring(svg.read_text(encoding="utf-8"))
    assert "keine Vorhersage" in " ".join(root.itertext())
    assert not [one for one in root.iter() if one.tag.endswith(("image", "script", "style"))]
    data = png.read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert width == round(2 * float(root.get("width", "0")))
    assert height == round(2 * float(root.get("height", "0")))


@pytest.mark.parametrize(("lang", "separator", "mark"), [("de", ";", ","), ("en", ",", ".")])
def test_curves_open_in_the_spreadsheet_of_the_language(
    page: Any, tmp_path: Path, lang: str, separator: str, mark: str
) -> None:
    page.evaluate("(lang) => K.set({ lang })", lang)
    data = taken(page, "curves", tmp_path).read_bytes()
    page.evaluate("K.set({ lang: 'de' })")
    assert data.startswith(b"\xef\xbb\xbf") == (lang == "de")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator))
    assert len(rows) == 1 + 2 * 80 * len(INDICATOR_NAMES)
    assert all(len(row) == len(rows[0]) for row in rows)
    found = {(row[0], row[4], int(row[1])): row[7:] for row in rows[1:]}
    shown = page.evaluate("K.data.b.run.indicators.net_benefit")
    spread = page.evaluate("[...K.quantiles('b', 'net_benefit').q95]")
    for q in (0, 40, 79):
        numbers = [float(one.replace(mark, ".")) for one in found["B", "net_benefit", q]]
        assert numbers[0] == pytest.approx(shown[q], rel=1e-5)
        assert numbers[-1] == pytest.approx(spread[q], rel=1e-5)


@pytest.mark.parametrize("what", ["decisions", "events"])
def test_what_happened_is_in_the_tables(page: Any, tmp_path: Path, what: str) -> None:
    data = taken(page, what, tmp_path).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(data), delimiter=";"))
    told = page.evaluate(
        f"['a', 'b'].flatMap((s) => K.data[s].run.{what}.map((one) => one.text.de))"
    )
    at = rows[0].index("Satz")
    assert [row[at] for row in rows[1:]] == told


def test_words_never_become_formulas(page: Any) -> None:
    written = page.evaluate(
        "K.takeCsv(['a'], [['=1+1'], ['-2 Orte'], [-2.5], ['a;b'], ['sagt \"ja\"'], [null]])"
    )
    assert written == '\ufeffa\r\n\'=1+1\r\n\'-2 Orte\r\n-2,5\r\n"a;b"\r\n"sagt ""ja"""\r\n\r\n'


@pytest.mark.parametrize(("scenario", "assumptions", "future"), CASES)
def test_a_scenario_file_runs_the_future_that_was_shown(
    open_page: Any,
    tmp_path: Path,
    scenario: str,
    assumptions: dict[str, Any],
    future: dict[str, Any],
) -> None:
    state = {"scenario": scenario, "x": json.dumps(assumptions), "a": json.dumps(future)}
    address = "#panel=take&" + "&".join(f"{name}={value}" for name, value in state.items())
    page = opened(open_page, address=address)
    found = load_scenario(taken(page, "tomla", tmp_path))
    asked = {"ask": "run", "scenario": scenario, "assumptions": assumptions, "future": future}
    meant = Library(WILLING).resolve(question.read(asked)).scenario  # type: ignore[arg-type]
    assert found.model_dump(exclude=WORDS) == meant.model_dump(exclude=WORDS)


TABLE = """key,name,population,area_km2,lat,lon
1,Ahausen,5200,40,51.10,9.80
2,Beheim,3100,30,51.18,9.90
3,Cedorf,2400,30,51.05,9.95
"""


def test_the_file_of_an_own_county_runs_from_any_folder(
    open_page: Any, start_live: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table was named from where the live view was begun; the file is taken to elsewhere."""
    table, elsewhere = tmp_path / "county" / "region.csv", tmp_path / "downloads"
    for folder in (table.parent, elsewhere):
        folder.mkdir()
    table.write_text(TABLE, encoding="utf-8")
    source = Path(os.path.relpath(table)).as_posix()
    server = start_live("--set", f"region.source={source}", "--set", "quarters=8")
    page = open_page(lang="de", server=server, address="#panel=take", accept_downloads=True)
    page.wait_for_function(HERE)
    path = taken(page, "tomlb", elsewhere)
    monkeypatch.chdir(elsewhere)
    found = load_scenario(path)
    assert found.region.source == str(table.resolve())
    places = World.of(found).region.places
    assert [place.name for place in places] == ["Ahausen", "Beheim", "Cedorf"]
    command = path.read_text(encoding="utf-8").splitlines()[1]
    typed = rf"# kuemmerer run {path.name} --lang de --seed 1( --replicate \d+)?"
    assert re.fullmatch(typed, command)
    typed = page.locator(".k-take-typed code").last.inner_text()
    assert "--set coordination.membership=county_wide --lang de --seed 1" in typed
    page.evaluate("K.set({ lang: 'en' })")
    assert "--lang" not in page.locator(".k-take-typed code").last.inner_text()


def test_what_cannot_be_made_is_said(open_page: Any) -> None:
    page = opened(open_page)
    page.evaluate(
        "void (K.askOnce = async () => ({ error: { de: 'Das geht nicht.', en: 'No.' } }))"
    )
    page.locator('[data-does="reporta"]').click()
    page.wait_for_function(
        "document.querySelector('.k-take-said').textContent === 'Das geht nicht.'"
    )
    page.evaluate("void (K.askOnce = async () => { throw new Error('x is undefined'); })")
    page.locator('[data-does="board"]').click()
    page.wait_for_function(
        "document.querySelector('.k-take-said').textContent.startsWith('Das hat nicht geklappt')"
    )
    assert page.locator('[data-does="board"]').is_enabled()


def test_the_file_with_sliders_is_asked_for_as_chosen(open_page: Any, tmp_path: Path) -> None:
    page = opened(open_page)
    page.evaluate(
        "void (K.askOnce = async (question) => { window.asked = question; return { html: '' }; })"
    )
    page.locator('[data-does="slider1"]').select_option("coordination.quota")
    page.locator('[data-does="slider2"]').select_option("")
    path = taken(page, "board", tmp_path)
    assert path.name == "kuemmerer-koalition-der-willigen-regler.html"
    asked = page.evaluate("window.asked")
    assert asked["sliders"] == ["coordination.level", "coordination.quota"]
    question.read(asked)


def test_a_link_leads_back_to_the_view(open_page: Any) -> None:
    page = opened(open_page)
    page.evaluate(
        "K.set({ quarter: 33, a: { measures: { 'coordination.level': 'none' }, turns: [] } })"
    )
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => { throw 0; } } })"  # noqa: E501
    )
    page.locator('[data-does="link"]').click()
    field = page.locator(".k-take-link")
    field.wait_for()
    other = opened(open_page, address="#" + field.input_value().split("#")[1])
    assert other.evaluate("[K.state.quarter, K.valueAt('coordination.level', 'a')]") == [33, "none"]
