"""A county of one's own in the live view and in a file: outlines, odd keys, few places and many."""

import csv
import dataclasses
import json
from urllib.parse import quote

import live_view as helper
import numpy as np
import pytest

from sim.cli.shared import called, overrides
from sim.live import board, held
from sim.live.answering import Answerer
from sim.live.county import county
from sim.live.outlines import outlines
from sim.live.refusing import Refused
from sim.region import Place, Region, Shape, load_region
from sim.scenario import load_scenario
from sim.world import World

WILLING = helper.WILLING
ATTRIBUTION = "© Vermessungsamt „Muster“ <2025>, dl-de/by-2-0"
ODD = [
    ("CH-4001", 'Basel "Stadt"', 9000, 24, 47.55, 7.58),
    ("a&b=%2C", "Ölbronn", 700, 12, 47.53, 7.50),
    ("e07000026", "O'Brien & Söhne <b>", 3000, 70, 47.60, 7.62),
    ("müller#1", "Müllerhausen/Ä", 1200, 30, 47.50, 7.66),
]


def square(lon, lat, size=0.1):
    return (
        (lon, lat),
        (lon + size, lat),
        (lon + size, lat + size),
        (lon, lat + size),
        (lon, lat),
    )


def place(key, lon, lat, **more):
    facts = {"name": key, "population": 1000, "area_km2": 10.0, "lat": lat, "lon": lon}
    kinds = {"is_town": False, "is_seat": False, "staff_fte": None, "willingness": None}
    ages = {"share_under_20": 0.2, "share_65_plus": 0.2, "annual_change": 0.0}
    return Place(key, **facts | kinds | ages | more)


@pytest.fixture(scope="module")
def region():
    """A square with a hole, one with an island whose centre lies in the sea, and nobody's land."""
    ring = Shape("a", ((square(10.0, 50.0), square(10.03, 50.03, 0.04)),))
    island = Shape("b", ((square(10.1, 50.0),), (square(10.3, 50.1, 0.02),)))
    nobodys = Shape("forest", ((square(10.03, 50.03, 0.04),),))
    places = (place("a", 10.01, 50.01, is_seat=True), place("b", 10.25, 50.05))
    return Region("Muster", places, (("a", "b"),), "", frozenset(), (ring, island, nobodys), "© M")


def written(folder, rows, **more):
    """A scenario file with a county of its own beside it."""
    with (folder / "own.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["key", "name", "population", "area_km2", "lat", "lon"])
        table.writerows(rows)
    path = folder / "own.toml"
    settings = "".join(f"{name} = {value}\n" for name, value in ({"quarters": 16} | more).items())
    path.write_text(f'title = "Own"\n{settings}\n[region]\nsource = "own.csv"\n', encoding="utf-8")
    return path


# -------------------------------------------------------------------------------------- outlines


def test_outlines_have_true_proportions_and_north_is_up(region):
    found = outlines(region, 1000.0)
    assert found.width == 1000.0
    km = np.array((0.32 * np.cos(np.radians(50.06)), 0.12))
    assert found.height / found.width == pytest.approx(km[1] / km[0], rel=2e-3)
    outer, hole = found.rings[0]
    assert np.ptp(outer[:, 0]) == pytest.approx(0.1 / 0.32 * 1000, abs=0.6)
    assert outer[:, 1].max() == pytest.approx(found.height, abs=0.6)
    assert hole[:, 1].min() > outer[:, 1].min()
    assert len(found.rings[1]) == 2
    assert len(found.others) == 1


def test_a_mark_lies_inside_what_is_its_own(region):
    found = outlines(region, 1000.0)
    sea = 0.25 / 0.32 * 1000
    (x, y), (other_x, other_y) = found.spots
    assert 0 < x < 100
    assert 0 < y < found.height
    assert abs(other_x - sea) > 100
    ring = found.rings[1][0]
    assert ring[:, 0].min() < other_x < ring[:, 0].max()
    assert ring[:, 1].min() < other_y < ring[:, 1].max()


def test_borders_that_are_shared_stay_shared_and_no_island_vanishes():
    fine = [(10 + x / 5000, 50 + 0.01 * np.sin(x)) for x in range(501)]
    upper = tuple([*fine, (10.1, 50.1), (10.0, 50.1), fine[0]])
    lower = tuple([*fine, (10.1, 49.9), (10.0, 49.9), fine[0]])
    holm = square(10.05, 50.3, 1e-6)
    shapes = (Shape("a", ((upper,),)), Shape("b", ((lower,),)), Shape("c", ((holm,),)))
    places = (place("a", 10.05, 50.05), place("b", 10.05, 49.95), place("c", 10.05, 50.3))
    found = outlines(Region("R", places, shapes=shapes), 1000.0)
    above, below = ({tuple(p) for p in rings[0]} for rings in found.rings[:2])
    assert len(above & below) > 100
    assert len(found.rings[2][0]) >= 3


def test_county_names_whose_outlines_these_are(region):
    found = county(World.of(load_scenario("county-wide"), region))
    assert found["source"] == "© M"
    assert found["note"] == {"de": "", "en": ""}
    assert "outline" not in found
    assert "cell" not in found["municipalities"][0]
    assert len(found["municipalities"][0]["rings"]) == 2
    assert json.dumps(found, allow_nan=False)


def test_without_outlines_the_county_is_schematic():
    found = county(World.of(load_scenario("county-wide")))
    assert "source" not in found
    assert "others" not in found
    assert "schematisch" in found["note"]["de"]


@pytest.fixture(scope="module")
def shaped():
    """The built-in county with a square for each municipality, and a little land of nobody."""
    own = load_region()
    shapes = [
        Shape(one.key, ((square(one.lon - 0.02, one.lat - 0.02, 0.04),),)) for one in own.places
    ]
    shapes.append(Shape("wald", ((square(9.7, 51.1, 0.05),),)))
    found = dataclasses.replace(own, shapes=tuple(shapes), shapes_source=ATTRIBUTION)
    answerer = Answerer(load_scenario("coalition-of-the-willing", {"quarters": 16}), seed=1)
    world = answerer.library.world(answerer.library.start)
    answerer.library._worlds[answerer.library.start] = World.of(world.scenario, found)
    return answerer


def file_of(answerer, folder, other=None, **sliders):
    """A file to take away, and its address."""
    name = answerer.library.start
    nothing = {"measures": {}, "turns": []}
    other = other or {"measures": {"coordination.membership": "county_wide"}, "turns": []}
    level = {"coordination.level": ("office",), **sliders}
    wanted = held.Wanted(name, 1, {}, nothing, other, level, runs=4)
    path = folder / "board.html"
    path.write_text(board.page(answerer, wanted), encoding="utf-8")
    return path.as_uri()


def test_every_view_draws_the_outlines_and_says_whose_they_are(open_page, shaped, tmp_path):
    page = open_page(url=file_of(shaped, tmp_path), address="#lang=de", size=(1920, 1080))
    page.wait_for_function("() => window.Kuemmerer?.data?.b?.run")
    for view in ("two", "one", "difference"):
        for wall in (False, True):
            page.evaluate("([view, presenter]) => K.set({ view, presenter })", [view, wall])
            page.evaluate(helper.QUIET)
            source = page.locator(".k-map-source")
            assert source.is_visible()
            assert source.inner_text() == ATTRIBUTION
            assert source.evaluate("(it) => parseFloat(getComputedStyle(it).fontSize)") >= 10.5
            box = source.bounding_box()
            assert box["x"] >= 0
            assert box["y"] + box["height"] <= 1080
            maps = page.locator(".k-map-sheet:not([hidden])")
            for sheet in maps.all():
                assert sheet.locator(".k-map-cell[fill-rule=evenodd]").count() == 16
                assert sheet.locator(".k-map-nobodys").count() == 1
                assert sheet.locator(".k-map-county").count() == 0
            assert "gemeindefreies Gebiet" in page.inner_text(".k-map-legend")
            assert "schematisch" not in page.inner_text(".k-map-root")
    assert "Vermessungsamt „Muster“ &lt;2025&gt;" in page.evaluate("K.mapSvg()")
    assert not page.evaluate("[...K.missing]")


def test_outlines_keep_their_proportions_in_every_window(open_page, shaped, tmp_path):
    page = open_page(url=file_of(shaped, tmp_path), address="#view=one", size=(1920, 700))
    page.wait_for_function("() => window.Kuemmerer?.data?.b?.run")
    for size in ((1920, 700), (1280, 1000)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_timeout(200)
        page.evaluate(helper.QUIET)
        box = page.locator(".k-map-sheet.is-a .k-map-cell").first.evaluate(
            "(it) => { const b = it.getBBox(); return [b.width, b.height] }"
        )
        # squares of degrees in the middle of Germany are higher than wide
        assert box[0] / box[1] == pytest.approx(np.cos(np.radians(51.2)), rel=0.03)


# ------------------------------------------------------------------------- odd keys, few places


@pytest.mark.parametrize("count", [1, 2, 4])
def test_odd_keys_and_few_places(open_page, start_live, tmp_path, count):
    """All four are asked for from a server; fewer lie in a file, which answers as a server does."""
    path = written(tmp_path, ODD[:count])
    key, name = ODD[count - 1][:2]
    turn = {"kind": "hire", "quarter": 3, "municipality": key, "fte": 1}
    future = {"measures": {}, "turns": [turn]}
    address = f"#b={quote(json.dumps(future))}&detail=card&q=5"
    if count == len(ODD):
        page = open_page(server=start_live(path), lang="de", address=address)
    else:
        held_there = file_of(Answerer(path, seed=1), tmp_path, future)
        page = open_page(url=held_there, lang="de", address=address)
    page.wait_for_function(helper.HERE, arg=[None])
    page.evaluate(helper.QUIET)
    assert page.locator(".k-bar").count() == 0
    assert page.evaluate("K.state.b.turns[0].municipality") == key
    assert page.evaluate("JSON.stringify(K.fromAddress(K.address()).b.turns)") == json.dumps(
        [turn], ensure_ascii=False, separators=(",", ":")
    )
    assert name in page.evaluate("K.turnWords(K.state.b.turns[0])")
    keys = page.evaluate("K.data.county.municipalities.map((one) => one.key)")
    page.evaluate("(m) => K.set({ selected: { municipality: m } })", keys.index(key))
    page.evaluate(helper.QUIET)
    assert name in page.inner_text("#k-panel-card")
    assert not page.evaluate("[...K.missing]")


# ------------------------------------------------------------------------------- large counties


def many_rows(count):
    return [
        (f"G{i:03d}", f"Gemeinde {i}", 500 + 37 * i, 9, 50 + 0.02 * (i // 12), 6 + 0.03 * (i % 12))
        for i in range(count)
    ]


@pytest.fixture(scope="module")
def large(start_live, tmp_path_factory):
    """A server for a county so large that few futures come first, and not all names have room."""
    return start_live(written(tmp_path_factory.mktemp("large"), many_rows(108), quarters=8))


def test_a_large_county_shows_few_futures_first_and_then_all(open_page, large):
    page = open_page(server=large, lang="de", address="#panel=assumptions", size=(1920, 1080))
    page.wait_for_function(helper.HERE, arg=[None])
    page.evaluate(helper.RECORD)
    page.evaluate(
        """() => {
          window.said = new Set();
          const look = () => window.said.add(document.querySelector(".k-charts").innerText);
          new MutationObserver(look).observe(document.querySelector(".k-charts"),
            { subtree: true, childList: true, characterData: true });
          K.set({ assumptions: { "municipalities.willingness_mean": 0.61 } });
        }"""
    )
    page.wait_for_function(helper.HERE, arg=[None])
    page.evaluate(helper.QUIET)
    asked = [(one["ask"], one.get("runs")) for one in page.evaluate("window.asked")]
    few, runs, fans = [("fan", 20)] * 2, [("run", None)] * 2, [("fan", 200)] * 2
    assert asked == [*few, *runs, *fans]
    said = page.evaluate("[...window.said].join(' ')")
    assert "Erst 20 von 200 Zukünften" in said
    assert "Erst 20" not in page.inner_text(".k-charts")
    assert page.evaluate("[K.fan('a').runs, K.fan('b').runs]") == [200, 200]
    assert not page.evaluate("[...K.missing]")


def test_a_name_without_room_shows_when_it_is_chosen(open_page, large):
    page = open_page(server=large, lang="de", address="#view=one", size=(1280, 720))
    page.wait_for_function(helper.HERE, arg=[None])
    page.evaluate(helper.QUIET)
    hidden = page.locator(".is-a .k-map-town:has(.k-map-extra)").first
    assert not hidden.locator(".k-map-extra").is_visible()
    page.evaluate(
        "(m) => K.set({ selected: { municipality: m } })", int(hidden.get_attribute("data-m"))
    )
    page.evaluate(helper.QUIET)
    assert hidden.locator(".k-map-extra").is_visible()


def test_nobody_waits_for_a_run_that_is_outdated(view):
    view.js(
        """() => {
          const { transport } = K, ask = transport.ask;
          transport.ask = async (question) => {
            const answer = await ask(question);
            if (question.ask === "run" && !window.letGo)
              await new Promise((done) => (window.letGo = done));
            return answer;
          };
          K.set({ assumptions: { "municipalities.willingness_mean": 0.41 } });
        }"""
    )
    view.until("() => window.letGo")
    view.js("() => K.set({ assumptions: { 'municipalities.willingness_mean': 0.43 } })")
    view.until("() => !K.data.a.pending.fan && !K.data.b.pending.fan")
    assert view.js("K.data.a.pending.run")
    view.js("() => window.letGo()")
    view.settled()
    path = "municipalities.willingness_mean"
    asked = [one.get("assumptions", {}).get(path) for one in view.asked()]
    assert asked[-1] == 0.43


def test_a_board_of_an_own_county_opens_from_a_stick(open_page, tmp_path):
    answerer = Answerer(written(tmp_path, ODD), seed=1)
    page = open_page(url=file_of(answerer, tmp_path), address="#lang=de")
    page.wait_for_function("() => window.Kuemmerer?.data?.b?.run")
    page.evaluate(helper.QUIET)
    assert "O'Brien & Söhne <b>" in page.evaluate("K.data.county.municipalities.map((m) => m.name)")
    assert page.locator(".k-map-sheet.is-a .k-map-town").count() == 4


def test_a_board_does_not_tell_where_the_table_lies(open_page, tmp_path):
    """It is given away; whoever takes a scenario file from it is told what must lie beside it."""
    source = f"region.source={written(tmp_path, ODD).with_name('own.csv')}"
    chosen = load_scenario(WILLING, overrides([source, "quarters=16"]))
    answerer = Answerer(chosen, typed=called(WILLING, [source, "quarters=16"]))
    page = open_page(url=file_of(answerer, tmp_path), address="#lang=de&panel=take")
    page.wait_for_function("() => window.Kuemmerer?.data?.b?.run")
    page.evaluate(helper.QUIET)
    told = page.evaluate("JSON.stringify([K.board, K.data.a.run, K.data.b.run])")
    assert str(tmp_path) not in told
    assert "--set region.source=own.csv --set quarters=16" in told
    taken = page.evaluate("K.takeScenario('b')")
    assert 'source = "own.csv"' in taken
    assert "# Die Tabelle own.csv muss neben dieser Datei liegen." in taken.splitlines()


def test_a_board_beyond_a_sensible_size_is_refused(tmp_path):
    answerer = Answerer(written(tmp_path, many_rows(200)), seed=1)
    base = held.bases(answerer, answerer.library.start)
    wanted = held.Wanted(
        answerer.library.start,
        1,
        {},
        {"measures": {}, "turns": []},
        {"measures": {}, "turns": []},
        held.sliders_of({}, base),
    )
    with pytest.raises(Refused) as refused:
        held.futures_of(answerer, wanted)
    sentence = refused.value.sentence
    assert "200 Gemeinden" in sentence["de"]
    assert "höchstens 25" in sentence["de"]
    assert "\n" not in sentence["en"]
    assert "at most 25" in sentence["en"]
