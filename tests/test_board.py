"""A file to take away holds what it says, opens by itself, and shows what the live view shows."""

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli.board import board as command
from sim.cli.board import free_file, slider_values
from sim.cli.shared import WrongInput, write_whole
from sim.live import board, held, packing, question
from sim.live.answering import Answerer
from sim.live.refusing import Refused
from sim.scenario import load_scenario
from sim.texts import keys, languages, text

WILLING = "coalition-of-the-willing"
LEVEL, RULE = "coordination.level", "coordination.membership"
OPEN = "municipalities.willingness_mean"
WILLING_RULE = "coalition_of_the_willing"
NOTHING: dict[str, Any] = {"measures": {}, "turns": []}
WEB = Path(board.__file__).parent / "web"


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    found = Answerer(load_scenario(WILLING, {"quarters": 24}), seed=1)
    assert found.warming.wait()
    return found


def wanted(answerer: Answerer, sliders: dict[str, Any] | None = None, **more: Any) -> held.Wanted:
    base = held.bases(answerer, WILLING)
    moved = held.sliders_of(sliders or {}, base)
    kept = {"assumptions": {}, "a": NOTHING, "b": NOTHING, "runs": 6, **more}
    return held.Wanted(WILLING, 1, sliders=moved, **kept)


@pytest.fixture(scope="module")
def small(answerer: Answerer) -> str:
    other = {"measures": {RULE: "county_wide"}, "turns": []}
    return board.page(answerer, wanted(answerer, {LEVEL: ["none", "office"]}, b=other))


def unpacked(letters: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(letters)))


def answers_in(html: str) -> dict[str, Any]:
    found = re.search(r'id="kuemmerer-answers">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    content: dict[str, Any] = json.loads(found[1])
    return content


# --------------------------------------------------------------------------------- packing


def unfolded(data: bytes, shape: tuple[int, int], way: int, like: Any) -> Any:
    """What the page does with the bytes of one series."""
    low, high = np.frombuffer(data, np.uint8).reshape(2, -1).astype(int)
    folded = low + 256 * high
    steps = np.where(folded % 2, -(folded + 1) // 2, folded // 2).reshape(shape)
    if way != packing.MINUS:
        steps = np.cumsum(steps, axis=1)
    return steps if way == packing.OWN else steps + like


@pytest.mark.parametrize("name", ["net_benefit", "population", "relief"])
def test_a_packed_fan_is_the_fan_to_half_a_step(name: str) -> None:
    luck = np.random.default_rng(1)
    fans = [{name: luck.normal(0, 1, (5, 9)).cumsum(axis=1)} for _ in range(3)]
    packer = packing.FanPacker(fans)
    steps = [packer.steps(one) for one in fans]
    low, high = packer.ranges[name]
    size = (high - low) / packing.steps_of(name)
    for own, fan in zip(steps, fans, strict=True):
        for like in (None, steps[0]):
            ways, data = packer.packed(own, like)
            got = unfolded(data, (5, 9), ways[0], None if like is None else like[name])
            assert np.abs(low + size * got - fan[name]).max() <= size / 2 + 1e-12


def test_counts_are_kept_exactly() -> None:
    values = np.arange(24.0).reshape(4, 6) % 7
    sent = values + 3e-5  # as 16 bits leave them
    packer = packing.FanPacker([{"coverage": sent}])
    ways, data = packer.packed(packer.steps({"coverage": sent}), None)
    assert packer.ranges["coverage"] == (0, 6)
    assert packer.counts["coverage"] == 6
    assert (unfolded(data, (4, 6), ways[0], None) == values).all()


def test_what_several_answers_have_stands_once() -> None:
    words, series = "Ein langer Satz, der öfter vorkommt.", list(range(40))
    answers = [
        {"text": {"de": words, "en": words}, "rows": [series, [1.5] * 30], "short": "kurz"},
        {"text": {"de": "Ein anderer langer Satz als der erste."}, "rows": [series, []]},
    ]
    shared = packing.Shared(answers)
    assert sorted(map(str, shared.kept)) == sorted([words, str(series)])

    def whole(value: Any) -> Any:
        if isinstance(value, dict):
            if "$" in value:
                return shared.kept[value["$"]]
            return {name: whole(one) for name, one in value.items()}
        return [whole(one) for one in value] if isinstance(value, list) else value

    assert [whole(shared.referring(one)) for one in answers] == answers


# --------------------------------------------------------------------------------- futures


def test_every_combination_is_there_once(answerer: Answerer) -> None:
    only = {"assumptions": {"municipalities.trust_mean": 0.3}}  # without what the stories ask for
    found = held.futures_of(answerer, wanted(answerer, **only))
    assert len(found) == 3 * (3 * 4 + 1)  # without a unit its rule does not count
    assert len({json.dumps(one, sort_keys=True) for one in found}) == len(found)
    assert sum(one["future"]["measures"].get(LEVEL) == "none" for one in found) == 3


def test_without_a_unit_its_rule_makes_no_difference(answerer: Answerer) -> None:
    def fan(**measures: str) -> Any:
        moved = {"measures": {f"coordination.{name}": value for name, value in measures.items()}}
        asked = {"ask": "fan", "scenario": WILLING, "future": moved, "runs": 5}
        return answerer.answer(asked)["series"]

    assert fan(level="none") == fan(level="none", membership="county_wide")


def test_stories_are_in_the_file(answerer: Answerer) -> None:
    found = held.futures_of(answerer, wanted(answerer))
    moved = [json.dumps(one["future"]) for one in found]
    assert any('"end_funding"' in one and '"quarter": 10' in one for one in moved)
    assert any('"out_migration"' in one for one in moved)
    assert any('"county.county_support_fte"' in one for one in moved)


def test_a_scenario_with_a_past_is_no_ground_for_stories() -> None:
    calm, name = load_scenario(WILLING), "my-own-county"
    assert list(held.story_futures(name, calm))
    assert not list(held.story_futures("out-migration", load_scenario("out-migration")))
    shock = {"kind": "out_migration", "quarter": 8, "magnitude": 0.1, "duration": 4}
    founding = {"kind": "set_level", "quarter": 8, "level": "office"}
    for happens in ({"shocks": [shock]}, {"interventions": [founding]}):
        assert not list(held.story_futures(name, load_scenario(WILLING, happens)))


def test_too_many_combinations_are_refused(answerer: Answerer) -> None:
    values = [round(0.3 + 0.01 * n, 2) for n in range(20)]
    many = {LEVEL: [], "coordination.quota": values}
    with pytest.raises(Refused, match="84 futures; allowed are 64"):
        held.futures_of(answerer, wanted(answerer, many))


def test_sliders_hold_what_is_in_use(answerer: Answerer) -> None:
    base = held.bases(answerer, WILLING)
    assert held.sliders_of({}, base)[OPEN] == (0.4, 0.5, 0.6)
    assert held.sliders_of({OPEN: [0.7]}, base, {OPEN: 0.2})[OPEN] == (0.2, 0.5, 0.7)
    assert held.sliders_of({RULE: ["open_forum"]}, base)[RULE] == (WILLING_RULE, "open_forum")
    assert held.sliders_of({"coordination.attached": []}, base) == {
        "coordination.attached": (False, True)
    }
    assert held.sliders_of({"coordination.minimum_members": []}, base)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"coordination.color": []}, "coordination.color"),
        ({"coordination.quota": [3.0]}, "3"),
        ({LEVEL: ["agency"]}, "agency"),
        ({LEVEL: [1]}, "1"),
    ],
)
def test_a_wrong_slider_is_refused_in_words(answerer: Answerer, typed: Any, said: str) -> None:
    with pytest.raises(Refused) as caught:
        held.sliders_of(typed, held.bases(answerer, WILLING))
    assert all(said in caught.value.sentence[lang] for lang in languages)


def test_a_second_scenario_becomes_measures_and_turns() -> None:
    first = load_scenario(WILLING)
    wide = load_scenario("county-wide", {"coordination.quota": 0.5})
    assert held.second_future(first, wide)["measures"] == {
        RULE: "county_wide",
        "coordination.quota": 0.5,
    }
    turns = held.second_future(first, load_scenario("out-migration"))["turns"]
    assert [(one["shock"], one["quarter"], one["duration"]) for one in turns] == [
        ("out_migration", 32, 8)
    ]
    assert held.second_future(first, first) == NOTHING


@pytest.mark.parametrize(
    "name", ["lebenswert-2016", "restless-times", "three-kinds-of-cooperation"]
)
def test_a_second_scenario_that_differs_otherwise_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="allowed are other measures"):
        held.second_future(load_scenario(WILLING), load_scenario(name))


# --------------------------------------------------------------------------------- the file


def test_the_file_asks_for_nothing(small: str) -> None:
    page = re.sub(r"<script type=.application/json.*?</script>", "", small, flags=re.DOTALL)
    calls = re.findall(r"""(?:src|href)=["'](?!data:)[^"'$]+|@import|url\(["']?(?!data:|#)""", page)
    assert not calls
    assert "default-src 'none'" in small
    assert small.count("</script>") == 2


def test_the_answers_in_the_file_are_those_of_the_live_view(answerer: Answerer, small: str) -> None:
    content = answers_in(small)
    head, shared = unpacked(content["head"]), unpacked(content["shared"])
    assert [one["name"] for one in head["setup"]["scenarios"]] == [WILLING]
    assert head["setup"]["board"]["sliders"] == [{"path": LEVEL, "values": ["none", "office"]}]
    assert head["county"] == answerer.answer({"ask": "county", "scenario": WILLING})
    assert len(head["futures"]) == len(content["runs"]) == len(content["fans"])

    def whole(value: Any) -> Any:
        if isinstance(value, dict):
            if "$" in value:
                return shared[value["$"]]
            return {name: whole(one) for name, one in value.items()}
        return [whole(one) for one in value] if isinstance(value, list) else value

    example = head["start"]["example"]
    fan = answerer.answer(
        {"ask": "fan", "scenario": WILLING, "runs": head["setup"]["board"]["runs"]}
    )
    assert example == head["setup"]["board"]["example"] == fan["typical"]
    for number, one in enumerate(head["futures"][:3]):
        about = {"scenario": WILLING, "assumptions": one["assumptions"], "future": one["future"]}
        run = answerer.answer({"ask": "run", **about, "example": example})
        assert whole(unpacked(content["runs"][number])) == run


def test_the_same_file_twice_is_the_same(answerer: Answerer, small: str) -> None:
    other = {"measures": {RULE: "county_wide"}, "turns": []}
    assert board.page(answerer, wanted(answerer, {LEVEL: ["none", "office"]}, b=other)) == small


def test_the_live_view_makes_a_file(answerer: Answerer) -> None:
    asked = question.read({"ask": "board", "scenario": WILLING, "sliders": [LEVEL], "lang": "en"})
    assert isinstance(asked, question.BoardQuestion)
    told: list[int] = []
    found = board.board_page(answerer, asked, lambda done, of: told.append(of - done))
    assert found["name"] == "kuemmerer-coalition-of-the-willing.html"
    assert '<html lang="en">' in found["html"]
    assert told[-1] == 0


# --------------------------------------------------------------------------------- stories


def test_every_story_has_its_words_and_rules() -> None:
    book, facts = held.story_book(), (WEB / "stories-facts.js").read_text(encoding="utf-8")
    rules = set(re.findall(r"^    (\w+)[:,]", facts, re.MULTILINE))
    for story in book["stories"]:
        assert 3 <= len(story["stops"]) <= 4
        wanted_keys = {f"{story['name']}.{one}" for one in ("title", "question")}
        for stop in story["stops"]:
            assert {stop["a"], stop["b"]} <= book["futures"].keys()
            assert {stop["at"], stop.get("select", "seat")} <= rules
            label = f"{story['name']}.{stop['name']}"
            assert f'"{label}"' in facts
            wanted_keys |= {f"{label}_{one}" for one in ("title", "ask", "tell")}
        for lang in languages:
            assert {f"live.stories.{one}" for one in wanted_keys} <= set(keys(lang))


@pytest.mark.parametrize("lang", languages)
def test_stories_promise_nothing_that_the_file_cannot_do(lang: str) -> None:
    """The same words stand in the live view and in the file, where little can be moved."""
    only_live = r"Taste|verstell(en|bar)|robieren|„Maßnahmen“|\bkey\b|\bmoved\b|[Tt]ry|“Measures”"
    told = [one for one in keys(lang) if re.fullmatch(r"live\.stories\.(intro|.+_tell)", one)]
    assert len(told) > 20
    for key in told:
        for sentence in re.split(r"(?<=[.?!])\s", text(key, lang)):
            if re.search(only_live, sentence):
                assert re.search("Programm|program", sentence), sentence


def test_every_future_of_a_story_can_be_answered() -> None:
    library = Answerer(WILLING).library
    for assumed, measures, turns in held.story_futures(WILLING, load_scenario(WILLING)):
        future = {"measures": measures, "turns": turns}
        asked = {"ask": "run", "scenario": WILLING, "assumptions": assumed, "future": future}
        library.resolve(question.read(asked))  # type: ignore[arg-type]


# --------------------------------------------------------------------------------- command


def test_slider_values_are_toml_or_words() -> None:
    typed = (
        "coordination.quota=0.5,0.8",
        "coordination.level=office, none",
        "coordination.attached",
    )
    assert slider_values(typed) == {
        "coordination.quota": [0.5, 0.8],
        "coordination.level": ["office", "none"],
        "coordination.attached": [],
    }
    for wrong in ("=0.5", "coordination.quota=", "coordination.quota=0.5,"):
        with pytest.raises(WrongInput, match="given no value"):
            slider_values((wrong,))


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "board.html"
    path.write_text("mine")
    with pytest.raises(WrongInput, match="exists already"):
        free_file(path, overwrite=False)
    with pytest.raises(WrongInput, match="is a folder"):
        free_file(tmp_path, overwrite=True)
    with pytest.raises(WrongInput, match="no folder"):
        free_file(tmp_path / "no" / "board.html", overwrite=True)
    write_whole(free_file(path, overwrite=True), b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["board.html"]
    assert path.read_text() == "new"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such"], "no-such"),
        ([WILLING, "--slider", "coordination.color=1"], "coordination.color"),
        ([WILLING, "lebenswert-2016"], "differs"),
        ([WILLING, "--set", "coordination.quota=3"], "quota"),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    out = str(tmp_path / "board.html")
    found = CliRunner().invoke(command, [*arguments, "--out", out], standalone_mode=False)
    assert isinstance(found.exception, click.ClickException)
    assert said in found.exception.format_message()
    assert "\n" not in found.exception.format_message()
    assert not list(tmp_path.iterdir())


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    out = tmp_path / "board.html"
    short = ["--set", "quarters=8", "--runs", "3", "--slider", "coordination.level=none,office"]
    arguments = [WILLING, "county-wide", *short, "--out", str(out), "--lang", "de"]
    found = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert found.exception is None, found.exception
    assert re.search(r"board\.html: \d+,\d MB, \d+ Zukünfte mit je 3 Läufen", found.output)
    head = unpacked(answers_in(out.read_text(encoding="utf-8"))["head"])
    assert head["start"]["b"]["measures"] == {RULE: "county_wide"}


# --------------------------------------------------------------------------------- browser


HERE = "typeof K === 'undefined' || !K.data ? '' : ['a', 'b'].map((s) => ['fan', 'run'].map((x) => K.data[s][x] && !K.data[s].pending[x] ? 1 : 0)).flat().join('')"  # noqa: E501


def come(page: Any) -> None:
    """Wait until both futures are there; a page that allows no evaluation cannot wait itself."""
    for _ in range(300):
        if page.evaluate(HERE) == "1111":
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.inner_text("body")[:500])


def test_the_file_opens_from_a_stick(
    open_page: Any, answerer: Answerer, small: str, tmp_path: Path
) -> None:
    path = tmp_path / "board.html"
    path.write_text(small, encoding="utf-8")
    page = open_page(size="wall", lang="de", url=path.as_uri())
    come(page)
    for level in ("office", "none"):
        page.evaluate(f"K.set({{a: {{measures: {{'{LEVEL}': '{level}'}}, turns: []}}}})")
        come(page)
        future = {"measures": {LEVEL: level}, "turns": []}
        about = {"scenario": WILLING, "future": future}
        fan = answerer.answer({"ask": "fan", **about, "runs": 6})
        for name, values in packing.values_of(fan).items():
            got = np.array(page.evaluate(f"[...K.fan('a').values('{name}')]")).reshape(6, -1)
            spread = values.max() - values.min()
            assert np.abs(got - values).max() <= max(spread / 20, 1e-3), name
        example = page.evaluate("K.example()")
        run = answerer.answer({"ask": "run", **about, "example": example})
        assert page.evaluate("K.data.a.run") == run
    page.evaluate("K.set({assumptions: {'municipalities.trust_mean': 0.1}})")
    page.wait_for_timeout(300)
    assert "gehört nicht zu dieser Datei" in page.inner_text("body")
    assert page.evaluate("K.boardAllows('coordination.level', 'none')")
    assert not page.evaluate("K.boardAllows('coordination.level', 'informal')")
    assert not page.evaluate("K.boardAllows('coordination.quota')")


def test_only_what_the_file_holds_may_be_moved(
    open_page: Any, answerer: Answerer, tmp_path: Path
) -> None:
    sliders = {LEVEL: ["none", "office"], OPEN: [0.33, 0.62]}
    path = tmp_path / "board.html"
    path.write_text(board.page(answerer, wanted(answerer, sliders, runs=3)), encoding="utf-8")
    page = open_page(lang="de", address="#panel=assumptions", url=path.as_uri())
    come(page)
    slider = page.locator(f'input[data-path="{OPEN}"]')
    assert slider.is_enabled()
    for given, taken in ((0.36, 0.33), (0.57, 0.62), (0.5, 0.5)):
        slider.evaluate(
            "(it, value) => { it.value = value; it.dispatchEvent(new Event('change')); }", given
        )
        come(page)
        now = page.evaluate(f"K.state.assumptions['{OPEN}'] ?? K.data.county.base['{OPEN}']")
        assert now == taken
    slider.focus()
    page.keyboard.press("ArrowLeft")
    come(page)
    assert page.evaluate("K.state.assumptions") == {OPEN: 0.33}
    other = page.locator('[data-setting="municipalities.trust_mean"]')
    assert other.locator("input").is_disabled()
    assert "In dieser Datei nicht verstellbar" in (other.text_content() or "")
    page.locator("#k-tab-measures").click()
    assert page.locator(f'input[data-path="{LEVEL}"][value="none"]').is_enabled()
    assert page.locator(f'input[data-path="{LEVEL}"][value="informal"]').is_disabled()
    assert page.locator(f'input[data-path="{RULE}"][value="open_forum"]').is_disabled()
    assert not page.locator(".k-branch-button").is_visible()
    page.keyboard.press("b")
    assert not page.locator("dialog[open]").count()
    page.locator("#k-tab-take").click()
    typed = page.locator(".k-take-typed code").all_text_contents()
    assert typed == [page.evaluate(f"K.takeTyped(K.data.{side}.run.command)") for side in "ab"]
    assert all(one.startswith(f"kuemmerer run {WILLING}") for one in typed)
    assert "municipalities.willingness_mean=0.33" in typed[0]
    assert "null" not in page.locator(".k-take").inner_text()


def test_an_old_browser_is_told(open_page: Any, small: str, tmp_path: Path) -> None:
    path = tmp_path / "board.html"
    old = small.replace("<script>\n", "<script>\ndelete window.DecompressionStream;\n", 1)
    path.write_text(old, encoding="utf-8")
    page = open_page(url=path.as_uri())
    page.wait_for_timeout(300)
    assert "Dieser Browser ist zu alt" in page.inner_text("body")
    assert "This browser is too old" in page.inner_text("body")
