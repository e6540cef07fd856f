"""Mesa's own bench drives the model: its controls change it, and its curves and map follow."""

import re
import time
from urllib.request import urlopen

import pytest
from matplotlib.figure import Figure

CONTROLS = {"seed", "level", "membership", "quota", "willingness", "office_grant_quarters"}


@pytest.fixture(scope="module")
def bench():
    from sim.live import bench

    return bench


@pytest.fixture
def drawn(bench, monkeypatch):
    """The models that the map was drawn of, the last one last."""
    models = []
    monkeypatch.setattr(bench, "draw_county", lambda model, axes: models.append(model))
    return models


@pytest.fixture
def shown(bench, drawn):
    """What Solara made of the page: find(kind) → its widgets."""
    import ipyvuetify
    import solara

    _, page = solara.render(solara.AppLayout(children=[bench.Page()]), handle_error=False)

    def find(kind, label=None):
        widgets = page.find(getattr(ipyvuetify, kind)).widgets
        return [one for one in widgets if label in (None, getattr(one, "label", None))]

    yield find
    page.close()


def press(find, words):
    (button,) = (one for one in find("Btn") if one.children == [words])
    button.click()


def wait_until(is_so, seconds=60.0):
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    assert is_so()


def is_up(address):
    try:
        return urlopen(f"{address}/readyz", timeout=5).status == 200
    except OSError:
        return False


def test_every_control_is_an_argument_of_the_model(bench):
    assert set(bench.CONTROLS) == CONTROLS
    defaults = {name: control.get("value") for name, control in bench.CONTROLS.items()}
    plain = bench.CooperationModel(bench.SCENARIO, 1, quota=0.67)  # a slider has no two thirds
    assert bench.Bench(**defaults).settings == plain.settings


def test_controls_change_the_model(shown, drawn):
    assert drawn[-1].settings.coordination.quota == 0.67
    (quota,) = shown("Slider", "Share that must agree")
    (willingness,) = shown("Slider", "Mean willingness")
    (level,) = shown("Select", "Level of the coordination unit")
    quota.v_model, willingness.v_model, level.v_model = 0.9, 0.8, "informal"
    press(shown, "Reset")
    model = drawn[-1]
    assert model.settings.coordination.quota == 0.9
    assert model.settings.coordination.level == "informal"
    assert model.settings.municipalities.willingness_mean == 0.8
    assert model.steps == 0


def test_a_step_is_a_quarter_and_is_drawn(shown, drawn):
    before = len(drawn)
    press(shown, "Step")
    assert drawn[-1].quarter == 0
    assert len(drawn) > before


def test_it_plays_and_stops(shown, drawn):
    (interval,) = shown("Slider", "Play Interval (ms)")
    interval.v_model = 1
    press(shown, "▶")
    wait_until(lambda: drawn[-1].quarter >= 5)
    press(shown, "❚❚")
    wait_until(lambda: any(one.children == ["▶"] for one in shown("Btn")))


def test_each_visitor_has_a_model_of_their_own(bench, drawn):
    import solara

    pages = [solara.render(bench.Page(), handle_error=False)[1] for _ in range(2)]
    assert drawn[0] is not drawn[-1]
    for page in pages:
        page.close()


def test_the_map_shows_who_is_in_what(bench):
    model = bench.Bench().run()
    states = {m.name: bench.state_of(m) for m in model.municipalities}
    assert "unit" in states.values()
    axes = Figure().subplots()
    bench.draw_county(model, axes)
    written = [text.get_text() for text in axes.texts]
    assert set(states) <= set(written)
    assert written.count("U") == list(states.values()).count("unit")


def test_in_the_browser(bench, start_server, open_page):
    """As the README says; nothing is fetched from anywhere else."""
    server = start_server(
        *("solara", "run", bench.__file__, "--production", "--no-check-version"),
        *("--no-open", "--port", 0),
        said=r"(http://\S+:\d+)",
        SOLARA_HOST="127.0.0.1",
    )
    wait_until(lambda: is_up(server.address))  # it says where before it is there
    page = open_page(size="wall", url=f"{server.address}/")
    steps = "(Step|Time): {}([.]0)?"  # each version of Mesa has a word of its own
    page.get_by_text(re.compile(steps.format(0))).wait_for()
    page.get_by_role("button", name="Step").click()
    page.get_by_text(re.compile(steps.format(1))).wait_for()
    page.wait_for_function("document.querySelectorAll('img').length >= 4")
