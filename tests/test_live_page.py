"""Curves, settings, branching, cards, log and guessing: the page shows what the model says."""

import re

import live_view as helper
import numpy as np
import pytest

from sim.live.settings import settings
from sim.measures import BOUNDED, INDICATOR_NAMES

words, many, number, center = helper.words, helper.many, helper.number, helper.center
OTHER, WILLING = helper.OTHER, helper.WILLING

TURN = {
    "kind": "shock",
    "shock": "out_migration",
    "quarter": 24,
    "magnitude": 0.12,
    "duration": 8,
}


# ------------------------------------------------------------------------------- views and curves


def sheets(view):
    return [name for name in ("a", "b", "difference") if view.all(f".k-map-sheet.is-{name}")]


def letters(view):
    return {words(one) for one in view.all(".k-chart-figure .k-chart-value .k-chart-letter")}


def test_two_futures_one_or_the_difference(view):
    def choose(name):
        view.page.get_by_role("button", name=view.text(f"core.view_{name}"), exact=True).click()
        view.quiet()

    assert (sheets(view), letters(view)) == (["a", "b"], {"A", "B"})
    left, right = (view.page.locator(f".k-map-sheet.is-{s}").bounding_box() for s in "ab")
    assert left["x"] + left["width"] <= right["x"]  # side by side
    assert abs(left["y"] - right["y"]) < 1
    choose("one")
    assert (sheets(view), letters(view)) == (["a"], {"A"})
    view.page.locator("[data-of=side]").get_by_text("B", exact=True).click()
    view.quiet()
    assert (sheets(view), letters(view)) == (["b"], {"B"})
    choose("difference")
    assert (sheets(view), letters(view)) == (["difference"], {"B − A"})
    choose("two")
    assert sheets(view) == ["a", "b"]


def test_the_difference_is_counted_in_pairs(view):
    a, b = many(), many(OTHER)
    for quarter in (20, 79):
        view.set(view="difference", quarter=quarter)
        for name, sentence in zip(
            view.state("indicators"), view.words(".k-chart-sentence"), strict=True
        ):
            by = b[name].values[:, quarter] - a[name].values[:, quarter]
            numbers = [int(n) for n in re.findall(r"\d+", sentence)]
            least = view.least(name)
            higher, lower = int((by > least).sum()), int((by < -least).sum())
            counts = {"höher": higher, "niedriger": lower, "gleich": 200 - higher - lower}
            if max(counts.values()) == 200 and counts["gleich"] == 200:
                assert sentence == view.text("chart.all_equal", runs=200)
                continue
            assert numbers[1] == 200
            said = {
                word: int(n)
                for n, word in re.findall(
                    r"(\d+)(?: von 200 Zukünften bei B)? (höher|niedriger|gleich)", sentence
                )
            }
            assert said == {word: n for word, n in counts.items() if n}


def test_the_fan_has_the_quantiles_of_the_model(view):
    """All indicators, both futures and their difference in pairs, against NumPy on the ensemble."""
    levels = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
    futures = {"a": many(), "b": many(OTHER)}
    found = view.js(
        """(names) => {
          const table = (keys, of) => Object.fromEntries(keys.map((key) => [key, of(key)]));
          const levels = ["q05", "q25", "q50", "q75", "q95"];
          return table(["a", "b", "d"], (side) => table(names, (name) => {
            const found = side === "d" ? K.differenceQuantiles(name) : K.quantiles(side, name);
            return table(levels, (level) => Array.from(found[level]));
          }));
        }""",
        list(INDICATOR_NAMES),
    )
    assert view.js("[K.fan('a').runs, K.fan('b').runs]") == [200, 200]
    for name in INDICATOR_NAMES:
        a, b = (futures[side][name].values for side in "ab")
        for side, values in {"a": a, "b": b, "d": b - a}.items():
            near = sum(view.grain(one, name) for one in ("ab" if side == "d" else side))
            for level, p in levels.items():
                np.testing.assert_allclose(
                    found[side][name][level],
                    np.quantile(values, p, axis=0),
                    rtol=0,
                    atol=near + 1e-9,
                )


def test_the_curve_is_drawn_where_the_numbers_are(view):
    """The picture itself: line and axis of the first chart, and the box that tells a quarter."""
    quarter = 40
    view.set(indicators=["net_benefit"], view="one")
    values = many()["net_benefit"].values
    plot = view.page.locator(".k-chart-plot").first
    ticks, line = view.js(
        """() => {
          const svg = document.querySelector(".k-chart-plot svg");
          const ticks = [...svg.querySelectorAll("text")]
            .map((one) => [one.textContent, Number(one.getAttribute("y"))]);
          const line = svg.querySelector("path[stroke='var(--a)'][stroke-width='3']");
          return [ticks, line.getAttribute("d")];
        }"""
    )
    box = plot.bounding_box()
    view.page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] / 2)
    tip = view.page.locator(".k-chart-tip:visible")
    tip.wait_for()
    said = words(tip)
    quarter = next(q for q in range(80) if view.when(q) in said)
    low, median, high = (np.quantile(values[:, quarter], p) for p in (0.05, 0.5, 0.95))
    numbers = [
        float(n.replace("−", "-").replace(",", "."))
        for n in re.findall(r"[−]?\d+,\d+", said.replace(view.when(quarter), ""))
    ]
    example = float(values[0, quarter])
    np.testing.assert_allclose(numbers, [example, median, low, high], atol=0.0051)
    view.page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + box["height"] / 2)
    view.is_at(quarter)
    # the line of the example: its points lie where the axis says
    points = np.array(re.findall(r"-?\d+(?:\.\d+)?", line), dtype=float).reshape(-1, 2)
    scale = [(number(t), y) for t, y in ticks if re.fullmatch(r"−?\d{1,2}(,\d+)?", t)]
    assert len(scale) >= 2
    slope = np.polyfit([value for value, _ in scale], [y for _, y in scale], 1)[0]
    fitted = np.polyfit(values[0], points[:, 1], 1)
    assert fitted[0] == pytest.approx(slope, rel=0.01)
    np.testing.assert_allclose(points[:, 1], np.polyval(fitted, values[0]), atol=0.6)
    np.testing.assert_allclose(np.diff(points[:, 0]), np.diff(points[:, 0])[0], atol=0.15)


def test_it_is_said_where_only_the_example_has_no_unit(view):
    """Both maps look alike, without a unit, though it is founded in many futures of A."""
    assert not view.all(".k-map-rare:not([hidden])")
    level = {"coordination.level": "shared_staff"}
    far = {"municipalities.willingness_mean": 0.36}
    fans = [many(level | more, far) for more in ({}, OTHER)]
    founded = [(one["institution_level"].values.max(axis=1) > 0) for one in fans]
    example = int(np.flatnonzero(~founded[0] & ~founded[1])[0])
    counts = [int(one.sum()) for one in founded]
    assert counts[0] - counts[1] > 10
    a, b = ({"measures": level | more, "turns": []} for more in ({}, OTHER))
    view.set(assumptions=far, a=a, b=b, example=example)
    other = view.text("map.never_here_other")
    told = [view.text("map.never_here", count=count, runs=200) + " " + other for count in counts]
    assert view.words(".k-map-rare:not([hidden])") == told
    view.set(example=int(np.flatnonzero(founded[0])[0]))
    assert not view.all(".k-map-rare:not([hidden])")


def test_the_example_is_called_one_and_can_be_another(view):
    named = view.text("map.example", last=199, number=view.state("example"))
    assert "ein Beispiel" in named
    assert view.words(".k-map-example") == [named, named]
    assert view.text("chart.legend_line") in view.one(".k-chart-foot")
    view.set(example=None)  # as when the page is opened: one near the middle of all
    assert view.state("example") == view.js("K.data.a.fan.typical")
    view.set(example=0)
    for example in (0, 1):
        run = view.js("K.run('b').indicators")
        for name in INDICATOR_NAMES:
            own = many(OTHER)[name].values[example]
            np.testing.assert_allclose(run[name], own, rtol=1e-5, atol=1e-6)
        view.page.get_by_role("button", name=view.text("core.example"), exact=True).click()
        view.settled()
    assert view.state("example") == 2


# ---------------------------------------------------------------------------------- the settings


def open_panel(view, name):
    view.page.get_by_role("tab", name=view.text(f"core.panel_{name}"), exact=True).click()
    view.page.locator(f"#k-panel-{name}").wait_for()


def drag(view, slider, to):
    """Hold a slider and move it, without letting go."""
    slider.evaluate("(one) => one.closest('details')?.setAttribute('open', '')")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    low, high, value = (
        float(slider.evaluate(f"(one) => one.{name}")) for name in ("min", "max", "value")
    )
    y = box["y"] + box["height"] / 2
    at = lambda v: box["x"] + 8 + (box["width"] - 16) * (v - low) / (high - low)  # noqa: E731
    view.page.mouse.move(at(value), y)
    view.page.mouse.down()
    for share in (0.3, 0.6, 1.0):
        view.page.mouse.move(at(value + share * (to - value)), y)


@pytest.mark.parametrize(
    ("path", "to", "panel"),
    [
        ("coordination.quota", 0.5, "measures"),
        ("municipalities.willingness_mean", 0.65, "assumptions"),
    ],
)
def test_a_slider_asks_when_it_is_let_go(view, path, to, panel):
    """Dragging asks nothing; letting go brings a new fan and run with the model's own numbers."""
    open_panel(view, panel)
    slider = view.page.locator(f"input[data-path='{path}']")
    said = view.page.locator(f"[data-setting='{path}'] output")
    before, keys = words(said), view.js("[K.data.b.fan.key, K.data.b.run.key]")
    view.forget()
    drag(view, slider, to)
    view.until(f"() => document.querySelector(\"input[data-path='{path}']\").value !== '{before}'")
    assert words(said) != before
    view.quiet()
    assert view.asked() == []
    assert view.js("[K.data.b.fan.key, K.data.b.run.key]") == keys
    view.page.mouse.up()
    view.settled()
    sides = ["b"] if panel == "measures" else ["a", "b"]
    assert sorted(one["ask"] for one in view.asked()) == sorted(["fan", "run"] * len(sides))
    state = view.state()
    value = state["b"]["measures"][path] if panel == "measures" else state["assumptions"][path]
    assert abs(value - to) < 0.06
    for side in sides:
        measures = state[side]["measures"]
        expected = many(measures, state["assumptions"])
        for name in ("institution_members", "net_benefit", "strategic_time"):
            np.testing.assert_allclose(
                view.fan(side, name), expected[name].values, atol=view.grain(side, name)
            )
            run = view.js("([side, name]) => K.run(side).indicators[name]", [side, name])
            np.testing.assert_allclose(run, expected[name].values[0], rtol=1e-5, atol=1e-6)
    assert view.js("K.data.b.run.key") == view.js("K.data.b.fan.key") != keys[0]


def test_measures_and_assumptions_are_apart(view):
    """Each setting stands in its panel only, with meaning, range, unit and source."""
    held = settings()
    counts = {}
    for panel in ("measures", "assumptions"):
        open_panel(view, panel)
        box = view.page.locator(f"#k-panel-{panel}")
        for more in box.locator("details").all():
            more.evaluate("(one) => { one.open = true }")
        paths = [one.get_attribute("data-setting") for one in box.locator("[data-setting]").all()]
        assert sorted(paths) == sorted(
            path for path, one in held.items() if one.told()["group"] == panel
        )
        counts[panel] = len(paths)
        for path in paths:
            told = held[path].told()
            row = box.locator(f"[data-setting='{path}']")
            tell = row.get_by_role(
                "button", name=view.text("settings.info", name=told["name"]["de"])
            )
            assert tell.get_attribute("aria-expanded") == "false"
            assert not row.locator(".k-setting-info").is_visible()
            tell.evaluate("(one) => one.click()")
            info = words(row.locator(".k-setting-info"))
            for part in ("meaning", "source"):
                assert " ".join(told[part]["de"].split()) in info, (path, part)
            if told["type"] in ("number", "whole"):
                assert view.text("settings.range") in info
                if told["unit"]["en"] != "quarter":
                    assert told["unit"]["de"] in info, path
            assert f"{view.text('settings.base')} " in info
    assert counts["measures"] >= 8
    assert counts["assumptions"] >= 8


def test_the_scenarios_own_value_is_marked(view):
    for panel in ("measures", "assumptions"):
        open_panel(view, panel)
        rows = view.js(
            """(panel) => {
              const rows = document.querySelectorAll(`#k-panel-${panel} [data-setting]`);
              return [...rows].map((row) => {
                const { path, type, low, high } = K.setting(row.dataset.setting);
                const own = row.querySelector(".k-own")?.closest("label").querySelector("input");
                const tick = row.querySelector(".k-tick-base");
                return { path, type, low, high, base: K.data.county.base[path], own: own?.value,
                  at: tick && Number(tick.style.getPropertyValue("--at")) };
              });
            }""",
            panel,
        )
        assert rows
        for one in rows:
            if one["type"] == "choice":
                assert one["own"] == one["base"], one["path"]
            elif one["type"] != "switch":
                share = (one["base"] - one["low"]) / (one["high"] - one["low"])
                assert one["at"] == pytest.approx(share), one["path"]


def test_reset_and_undo(view):
    """One setting, all of a side, and the last change, by button and by key."""
    open_panel(view, "measures")
    panel = view.page.locator("#k-panel-measures")
    row = panel.locator("[data-setting='coordination.membership']")
    again = row.get_by_role("button", name=view.text("settings.reset_one", name="Wer gefragt wird"))
    again.click()  # B differs in it from the beginning
    view.settled()
    assert view.state("b") == {"measures": {}, "turns": []}
    assert not again.is_visible()
    row.locator("input[value='core_and_ring']").check()
    view.settled()
    assert view.state("b")["measures"] == {"coordination.membership": "core_and_ring"}
    assert again.is_visible()
    view.page.get_by_role("button", name=view.text("core.undo"), exact=True).click()
    view.settled()
    assert view.state("b")["measures"] == {}
    row.locator("input[value='county_wide']").check()
    view.settled()
    panel.get_by_role("button", name=view.text("settings.reset_side_told", side="B")).click()
    view.settled()
    assert view.state("b")["measures"] == {}
    panel.get_by_role("button", name=view.text("settings.undo")).click()
    view.settled()
    assert view.state("b")["measures"] == {"coordination.membership": "county_wide"}
    assert row.locator("input[value='county_wide']").is_checked()
    row.locator("input[value='county_wide']").evaluate("(one) => one.blur()")
    view.press("u")
    view.settled()
    open_panel(view, "assumptions")
    view.set(assumptions={"municipalities.willingness_mean": 0.6})
    view.page.get_by_role("button", name=view.text("settings.reset_all")).click()
    view.settled()
    assert view.state("assumptions") == {}


# ------------------------------------------------------------------------------------- branching

AT = 24
BRANCHES = {
    "shock": TURN,
    "set_level": {"kind": "set_level", "quarter": AT},
    "end_unit": {"kind": "set_level", "quarter": AT, "level": "none", "asked": False},
    "invite": {"kind": "invite", "quarter": AT},
    "hire": {"kind": "hire", "quarter": AT, "fte": 1},
    "end_funding": {"kind": "end_funding", "quarter": AT},
}


@pytest.mark.parametrize("kind", BRANCHES)
def test_branching(view, kind):
    """From a quarter on something else is done in B; before it, both futures are the same."""
    if kind == "set_level":  # where there is no unit yet
        view.set(a={"measures": {"coordination.level": "none"}, "turns": []})
    view.set(quarter=AT)
    view.page.get_by_role("button", name=view.text("branch.here")).click()
    dialog = view.page.get_by_role("dialog")
    dialog.wait_for()
    dialog.locator(f"input[name='k-branch-kind'][value='{kind}']").check()
    view.quiet()
    assert view.one(".k-branch-told")
    dialog.get_by_role("button", name=view.text("branch.ok"), exact=True).click()
    view.settled()
    state = view.state()
    (turn,) = state["b"]["turns"]
    assert BRANCHES[kind].items() <= turn.items()
    assert state["b"]["measures"] == state["a"]["measures"]
    assert state["a"]["turns"] == []
    assert state["quarter"] == AT
    told = " ".join(view.js("K.turnWords(K.state.b.turns[0])").split())
    assert told in view.one(".k-map-sheet.is-b .k-map-what")
    assert_same_before(view, AT)
    if kind == "shock":
        expected = many(turns=[TURN])
        for name in ("population", "net_benefit"):
            np.testing.assert_allclose(
                view.fan("b", name), expected[name].values, atol=view.grain("b", name)
            )
    # the button beside what was chosen takes it back
    open_panel(view, "measures")
    view.page.locator("#k-panel-measures .k-turns button[data-focus='turn-0']").click()
    view.settled()
    assert view.state("b")["turns"] == []


SIZES = """[document.querySelector(".is-b .k-map-what").offsetHeight,
  ...new Set(["a", "b"].map((side) =>
    document.querySelector(`.is-${side} .k-map-stage`).clientHeight))]"""
COUNCILS = {"kind": "set_level", "level": "office", "asked": True}


@pytest.mark.parametrize(
    ("turn", "measures", "fate"),
    [
        (COUNCILS, OTHER, "lost"),
        (COUNCILS, {}, "nothing"),
        ({**COUNCILS, "level": "informal"}, {}, ""),
        ({"kind": "invite", "municipality": "06636007", "field": ""}, {}, "declined"),
    ],
)
def test_a_turn_that_came_to_nothing_is_said_to_have(view, turn, measures, fate):
    """Once its quarter is reached: over the map, and in the list of what was chosen."""
    open_panel(view, "measures")
    turn = {**turn, "quarter": AT}
    view.set(quarter=AT - 1, b={"measures": measures, "turns": [turn]})
    said = view.js("K.turnWords(K.state.b.turns[0])")
    told = view.text(f"branch.fate_{fate}", told=said) if fate else said
    assert view.when(AT) in said
    heights = set()
    for quarter, expected in ((AT - 1, said), (AT, told), (AT - 1, said)):
        view.set(quarter=quarter)
        assert view.one(".k-turn-words span") == expected
        assert view.one(".k-map-sheet.is-b .k-map-what").endswith(expected)
        above, *maps = view.js(SIZES)
        heights.add(above)
        assert len(maps) == 1, "both maps are of one size"
    assert len(heights) == 1, "what is said later has its room from the start"


def assert_same_before(view, quarter):
    """Run and fan of both sides are the same before a quarter, and differ afterwards."""
    a, b = (view.js("(side) => K.run(side)", side) for side in "ab")
    far = view.js(
        """([names, quarter]) => names.map((name) => {
          const [a, b] = ["a", "b"].map((side) => K.fan(side).values(name));
          const n = K.fan("a").quarters;
          const far = [0, 0];
          a.forEach((value, i) => {
            const after = Number(i % n >= quarter);
            far[after] = Math.max(far[after], Math.abs(value - b[i]));
          });
          return far;
        })""",
        [list(INDICATOR_NAMES), quarter],
    )
    differs = []
    for name, (before, after) in zip(INDICATOR_NAMES, far, strict=True):
        assert a["indicators"][name][:quarter] == b["indicators"][name][:quarter], name
        near = view.grain("a", name) + view.grain("b", name)
        assert before <= near, name
        differs.append(after > 3 * near)
    for name, rows in a["municipalities"].items():
        assert [row[:quarter] for row in rows] == [
            row[:quarter] for row in b["municipalities"][name]
        ], name
    before = [[e for e in run["events"] if e["q"] < quarter] for run in (a, b)]
    assert before[0] == before[1]
    assert len(before[0]) > 5
    assert any(differs)


# ------------------------------------------------------------------------------------- the cards


@pytest.mark.parametrize("outcome", ["agreed", "refused"])
def test_the_card_of_a_municipality(view, outcome):
    """Opened on the map: its facts, why it decided as it did, and what the council weighed."""
    run = view.js("K.run('a')")
    latest = {}
    for one in run["decisions"]:
        latest.setdefault((one["who"], one["q"]), []).append(one)
    decision = next(
        group[-1]
        for group in latest.values()
        if group[-1]["outcome"] == outcome
        and group[-1]["kind"] != "stay"
        and len(group) == 1
        and len(group[-1]["terms"]) >= 3
    )
    m, quarter = decision["who"], decision["q"]
    town = view.js("(m) => K.data.county.municipalities[m]", m)
    view.set(quarter=quarter)
    view.page.locator(f".k-map-sheet.is-a .k-map-town[data-m='{m}']").click()
    card = view.page.locator("#k-panel-card")
    card.wait_for()
    view.quiet()
    assert words(card.locator("h2")) == town["name"]
    state = view.js("([m, q]) => K.stateAt(K.run('a'), m, q)", [m, quarter])
    assert view.text(f"cards.standing_{state}") in words(card)
    people = run["municipalities"]["population"][m][quarter]
    assert f"{people:,.0f}".replace(",", ".") in words(card.locator(".k-facts"))
    # the reason, as a sentence
    assert words(card.locator(".k-why")) == " ".join(decision["text"]["de"].split())
    assert view.text(f"outcomes.{outcome}") in words(card.locator(".k-verdict"))
    assert view.when(quarter) in words(card.locator(".k-verdict"))
    # the bars, and what they sum up to
    rows = view.js(
        """() => [...document.querySelectorAll("#k-panel-card .k-terms tbody tr")].map((row) => ({
          sum: row.classList.contains("k-term-sum"),
          text: row.querySelector(".k-term-value").textContent,
          width: parseFloat(row.querySelector(".k-term-fill").style.width),
          left: parseFloat(row.querySelector(".k-term-fill").style.left) }))"""
    )
    *terms, total = rows
    assert [one["sum"] for one in rows] == [False] * len(terms) + [True]
    half = 0.5 * 10 ** -len(total["text"].split(",")[1])
    assert number(total["text"]) == pytest.approx(decision["balance"], abs=half * 1.01)
    assert sum(number(one["text"]) for one in terms) == pytest.approx(
        number(total["text"]), abs=half * (len(terms) + 1)
    )
    assert sum(decision["terms"].values()) == pytest.approx(decision["balance"], abs=1e-3)
    most = max(abs(number(one["text"])) for one in rows)
    for one in rows:
        value = number(one["text"])
        assert one["width"] == pytest.approx(50 * abs(value) / most, abs=100 * half / most + 0.1)
        side = one["left"] + one["width"] if value < 0 else one["left"]
        assert side == pytest.approx(50, abs=0.1)  # against to the left, for to the right
    # closed again
    view.press("Escape")
    assert view.state("selected") is None


def test_the_card_of_a_cooperation(view):
    run = view.js("K.run('a')")
    c, one = next(
        (c, one)
        for c, one in enumerate(run["cooperations"])
        if one["founded"] <= 40 and (one["ended"] < 0 or one["ended"] > 40) and not one["cross"]
    )
    view.set(quarter=40)
    view.page.locator(f".k-map-sheet.is-a .k-map-knots > [data-c='{c}']").click()
    card = view.page.locator("#k-panel-card")
    card.wait_for()
    view.quiet()
    assert view.state("selected") == {"cooperation": one["id"], "side": "a"}
    assert words(card.locator("h2")) == one["name"]["de"]
    town = view.js("K.data.county.municipalities.map((one) => one.name)")
    members = [town[m] for m in view.js("(c) => K.membersAt(K.run('a').cooperations[c], 40)", c)]
    listed = [
        words(row) for row in card.locator(".k-members li .k-link-name").all() if row.is_visible()
    ]
    assert sorted(listed) == sorted(members)
    at = 40 - one["founded"]
    phases = ("analysis", "ideas", "planning", "implementation", "reflection")
    now = words(card.locator(".k-cycle li[aria-current=step]"))
    assert view.text(f"phases.{phases[one['phase'][at]]}") in now
    facts = words(card.locator(".k-facts"))
    for name in ("vitality", "quality", "promised", "received"):
        assert f"{one[name][at]:.2f}".replace(".", ",") in facts, name
    assert view.text(
        "cards.founded", when=view.when(one["founded"]), who=town[one["founder"]]
    ) in words(card)
    # a member is a way to its own card
    card.locator(".k-members button:visible").first.click()
    view.quiet()
    assert words(card.locator("h2")) in members


def test_the_log_can_be_filtered(view):
    """By kind and by word; newest first; nothing that is still to come."""
    view.set(quarter=50)
    events = [one for one in view.js("K.run('a').events") if one["q"] <= 50]
    town = view.js("K.data.county.municipalities.map((one) => one.name)")

    def rows():
        rows = view.page.locator("#k-panel-log .k-log-row .k-log-text")
        return [" ".join(one.split()) for one in rows.all_text_contents()]

    def told(which):
        return sorted(" ".join(one["text"]["de"].split()) for one in which)

    assert sorted(rows()) == told(events)
    groups = {one["group"] for one in events}
    assert {"unit", "cooperation", "election"} <= groups
    for group in sorted(groups):
        view.page.locator("#k-panel-log").get_by_role(
            "button", name=view.text(f"log.group_{group}"), exact=True
        ).click()
        view.quiet()
        assert sorted(rows()) == told(one for one in events if one["group"] == group)
    view.page.locator("#k-panel-log").get_by_role("button", name="alle", exact=True).click()
    view.page.locator("#k-panel-log input[type=search]").fill("eschwege")
    view.quiet()
    m = town.index("Eschwege")
    expected = [
        one
        for one in events
        if "Eschwege" in one["text"]["de"]
        or one["who"] == m
        or (m in one["whom"] and len(one["whom"]) < len(town))
    ]
    assert 0 < len(expected) < len(events)
    assert sorted(rows()) == told(expected)
    years = [*map(int, view.page.locator("#k-panel-log .k-log-year").all_text_contents())]
    assert len(years) >= 2
    assert years == sorted(years, reverse=True)
    view.set(quarter=5)
    assert len(rows()) <= sum(one["q"] <= 5 for one in events)


# --------------------------------------------------------------------------------- guessing first


def test_guess_first_then_see(view):
    """Until it is lifted, the cover hides every curve, number and mark of what is to come."""
    cover = 12
    view.set(quarter=cover)
    view.page.get_by_role("button", name=view.text("chart.guess_button")).click()
    view.quiet()
    assert view.state("guess")["from"] == cover
    assert helper.drawn_beyond_the_cover(view) == []
    for quarter in (cover + 1, 40, 79):
        view.set(quarter=quarter)
        view.is_at(cover)
        assert helper.drawn_beyond_the_cover(view) == []
        box = view.page.locator(".k-chart-plot").first.bounding_box()
        view.page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.9 * box["height"])
        assert view.text("chart.covered") in view.one(".k-chart-tip")
        assert not re.search(r"[AB] −?\d", view.one(".k-chart-tip"))
    events = view.js("[...K.run('a').events, ...K.run('b').events]")
    said = helper.everything_said(view)
    coming = [one for one in events if one["q"] > cover]
    assert len(coming) > 10
    for one in coming:
        place = f"{view.when(one['q'])}: {one['text']['de']}"
        assert place not in said
        for side in "AB":
            assert f"{view.when(one['q'])}, {side}: " not in said

    # drawn with the mouse
    box = view.page.locator(".k-chart-drawing").bounding_box()
    mouse = view.page.mouse
    mouse.move(box["x"] + 0.45 * box["width"], box["y"] + 0.6 * box["height"])
    mouse.down()
    for share in (0.6, 0.75, 0.9):
        mouse.move(box["x"] + share * box["width"], box["y"] + (1 - share) * box["height"])
    mouse.up()
    view.until("() => Object.keys(K.state.guess.values).length >= 2")
    guess = view.state("guess")
    assert all(int(q) >= cover for q in guess["values"])
    assert guess["open"] is False

    view.page.get_by_role("button", name=view.text("chart.guess_reveal")).click()
    view.quiet()
    assert view.state("guess")["open"] is True
    result = view.one(".k-guess-result")
    last = max(map(int, guess["values"]))
    own = guess["values"][str(last)]
    for side, futures in (("A", many()), ("B", many(OTHER))):
        values = futures["net_benefit"].values[:, last]
        place = where(own, values)
        assert view.text(f"chart.place_{place}", runs=200) in result, side
    assert not view.all(".k-plot-cover")
    view.page.get_by_role("button", name=view.text("chart.guess_remove")).click()
    assert view.state("guess") is None


def where(own, values):
    under, over = int((values < own).sum()), int((values > own).sum())
    if over == len(values):
        return "below"
    if under == len(values):
        return "above"
    rank = (under + (len(values) - under - over) / 2) / len(values)
    return "low" if rank < 0.25 else "high" if rank > 0.75 else "middle"


def test_time_does_not_go_beyond_the_cover(view):
    """Map, timeline and log would tell what the curve hides."""
    cover, why = 10, view.text("timeline.guess_first")
    view.set(quarter=cover, indicators=["institution_members"], speed=16)
    view.press("g")
    view.quiet()
    assert view.one(".k-time .k-now") != why

    def held():
        view.quiet()
        view.is_at(cover)
        assert view.one(".k-time .k-now") == why
        assert not view.state("playing")
        view.press("ArrowLeft")
        view.is_at(cover - 1)
        assert view.one(".k-time .k-now") != why
        view.press("ArrowRight")
        view.is_at(cover)

    for key in ("End", "ArrowRight", "Shift+ArrowRight", "Space"):
        view.press(key)
        held()
    box = view.page.locator(".k-track").bounding_box()
    view.page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + 0.5 * box["height"])
    held()
    view.set(quarter=cover - 2)
    view.press("Space")  # plays up to the cover
    view.until("() => !K.state.playing")
    held()
    view.js("() => { location.hash = K.address({ ...K.state, quarter: 60 }) }")  # a link
    view.quiet()
    view.is_at(cover)
    view.set(guess={**view.state("guess"), "open": True})
    view.press("End")
    view.is_at(79)


def test_an_axis_shows_nothing_that_cannot_be(view):
    """No share above 1, no more municipalities than there are; below 0 only what may hinder."""
    bounds = view.js("Object.fromEntries(K.data.setup.indicators.map((o) => [o.name, o.bound]))")
    assert {name for name, bound in bounds.items() if bound == 1} == BOUNDED & set(INDICATOR_NAMES)
    most = {**bounds, "institution_members": 16}
    looks = ({"view": "two"}, {"view": "one", "side": "a"}, {"view": "one", "side": "b"})
    axis = "(o) => [false, true].map((c) => K.chartRange(o, K.curves(o), null, c))"
    found = {name: [] for name in INDICATOR_NAMES}
    for look in (*looks, {"view": "difference"}):
        view.set(**look)
        for name in INDICATOR_NAMES:
            seen, covered = view.js(axis, name)
            for low, high in (seen, covered):
                assert low < high <= (most[name] or np.inf), name
                if look["view"] == "difference":
                    assert low >= -(most[name] or np.inf), name
                elif name not in ("relief", "synergy", "net_benefit"):
                    assert low >= 0, name
            if look["view"] != "difference":
                found[name].append(covered)
    for name, (both, of_a, of_b) in found.items():
        assert both == of_a == of_b  # the wall has one future, and the same scale
        assert most[name] is None or both == [0, most[name]]


def test_the_slider_of_a_guess_has_the_scale_of_its_chart(view):
    view.set(presenter=True, view="one", indicators=["institution_members"])
    view.press("g")
    view.quiet()
    slider = view.page.locator("#k-guess-end")
    assert [float(slider.get_attribute(one)) for one in ("min", "max")] == [0, 16]
    ticks = view.page.locator(".k-chart-plot text[text-anchor=end]").all_text_contents()
    assert ticks[0] == "0"
    assert max(map(number, ticks)) <= 16


def test_guessing_with_the_keyboard(view):
    view.press("g")
    slider = view.page.locator("#k-guess-end")
    slider.focus()
    view.press("ArrowRight", "ArrowRight")
    view.until("() => K.state.guess.values[79] !== undefined")
    assert words(view.page.locator("output[for='k-guess-end']")) != "–"
    slider.evaluate("(one) => one.blur()")
    view.press("g")
    assert view.state("guess")["open"] is True
    assert view.one(".k-guess-result")
    view.press("g")
    assert view.state("guess") is None
