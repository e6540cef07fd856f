"""The map and the time line of the live view show what the model says."""

import itertools
import re

import live_view as helper
import pytest

from sim.entities import LEVELS
from sim.model import CooperationModel
from sim.scenario import load_scenario

words, many, number, center = helper.words, helper.many, helper.number, helper.center
OTHER, WILLING = helper.OTHER, helper.WILLING

SHOWN = (9, 30, 79)  # quarters in which the map is compared
TURN = {
    "kind": "shock",
    "shock": "out_migration",
    "quarter": 24,
    "magnitude": 0.12,
    "duration": 8,
}
STATES = ("none", "field", "cross", "unit")


# ------------------------------------------------------------------------------------- the model


class Told:
    """What the model itself does with a scenario: states, cooperations and unit by quarter."""

    def __init__(self, **changes):
        self.model = CooperationModel(load_scenario(WILLING, changes), seed=1, replicate=0)
        self.quarters = []
        while self.model.running:
            self.model.step()
            self.quarters.append(self._now())

    def _now(self):
        model = self.model
        states = []
        for m in model.municipalities:
            own = [c for c in model.cooperations if m.index in c.members]
            cross = any(c.is_cross_field for c in own)
            states.append("unit" if m.in_unit else "cross" if cross else "field" if own else "none")
        alive = [
            (tuple(c.fields), tuple(sorted(c.members)), bool(c.dormant)) for c in model.cooperations
        ]
        unit = model.unit
        return {
            "states": states,
            "cooperations": sorted(alive),
            "level": int(unit.level),
            "capacity": float(unit.capacity_fte),
            "members": len(unit.members),
        }


@pytest.fixture(scope="module")
def told():
    return {"a": Told(), "b": Told(**OTHER)}


def lettered(view, side):
    """What the map of a side shows: letter, class and colours of each municipality."""
    return view.js(
        """(side) => {
          const sheet = document.querySelector(`.k-map-sheet.is-${side}`), cells = {};
          for (const cell of sheet.querySelectorAll(".k-map-cell")) cells[cell.dataset.m] = cell;
          return [...sheet.querySelectorAll(".k-map-town")].map((town) => ({
            m: Number(town.dataset.m), name: town.getAttribute("aria-label"),
            letter: town.querySelector(".k-map-mark text").textContent,
            colour: getComputedStyle(town.querySelector(".k-map-dot")).fill,
            ground: getComputedStyle(cells[town.dataset.m]).fill,
          })).sort((x, y) => x.m - y.m);
        }""",
        side,
    )


def colours(view, names):
    return view.js(
        """(names) => {
          const probe = K.h("i", {});
          document.querySelector(".k").append(probe);
          const found = names.map((name) => {
            probe.style.color = `var(--${name})`;
            return getComputedStyle(probe).color;
          });
          probe.remove();
          return found;
        }""",
        list(names),
    )


@pytest.mark.parametrize("quarter", SHOWN)
def test_map_is_lettered_and_coloured_by_state(view, told, quarter):
    view.set(quarter=quarter)
    colour = dict(zip(STATES, colours(view, STATES), strict=True))
    seen = set()
    for side in ("a", "b"):
        states = told[side].quarters[quarter]["states"]
        found = lettered(view, side)
        assert [one["letter"] for one in found] == [
            view.text(f"plots.map.letter_{state}") for state in states
        ]
        assert [one["colour"] for one in found] == [colour[state] for state in states]
        assert states == view.js(
            "([side, q]) => K.data.county.municipalities.map("
            "(_, m) => K.stateAt(K.run(side), m, q))",
            [side, quarter],
        )
        for one, state in zip(found, states, strict=True):
            assert view.text(f"map.being_{state}") in one["name"]
            seen.add((state, one["ground"]))
    # one ground for each state, and no two states share one
    assert len({ground for _, ground in seen}) == len({state for state, _ in seen}) == len(seen)


def test_the_quarters_compared_show_every_state(told):
    states = {
        state
        for side in told.values()
        for quarter in SHOWN
        for state in side.quarters[quarter]["states"]
    }
    assert states == set(STATES)


@pytest.mark.parametrize("quarter", SHOWN)
def test_cooperations_are_drawn_with_their_badges(view, told, quarter):
    view.set(quarter=quarter)
    county = view.js("K.data.county")
    codes = [field["code"]["de"] for field in county["fields"]]
    for side in ("a", "b"):
        drawn = view.js(
            """(side) => {
              const sheet = document.querySelector(`.k-map-sheet.is-${side}`);
              return [...sheet.querySelectorAll(".k-map-knots > g")].map((knot) => {
                const { c } = knot.dataset;
                const line = sheet.querySelector(`.k-map-lines > [data-c="${c}"] path`);
                return {
                  codes: [...knot.querySelectorAll("text")].map((one) => one.textContent),
                  label: knot.getAttribute("aria-label"),
                  dormant: Boolean(knot.querySelector(".is-dormant")),
                  cross: Boolean(knot.querySelector(".k-map-cross-rim")),
                  lines: (line.getAttribute("d").match(/M/g) ?? []).length,
                };
              });
            }""",
            side,
        )
        alive = told[side].quarters[quarter]["cooperations"]
        expected = []
        for fields, members, dormant in alive:
            names = [county["municipalities"][m]["name"] for m in members]
            listed = f"{', '.join(names[:-1])} und {names[-1]}" if len(names) > 1 else names[0]
            expected.append((tuple(codes[f] for f in fields), listed, dormant))
        found = []
        for one in drawn:
            key = "map.cooperation_dormant" if one["dormant"] else "map.cooperation"
            start, _, end = view.text(key, name="|", members="|").split("|")
            assert one["label"].startswith(start)
            assert one["label"].endswith(end)
            listed = one["label"].removesuffix(end).split(": ", 1)[1]
            found.append((tuple(one["codes"]), listed, one["dormant"]))
            assert one["lines"] == len(re.split(", | und ", listed))
            assert one["cross"] == (len(one["codes"]) > 1)
        assert sorted(found) == sorted(expected)
        # and every municipality carries a badge for each of its own
        for m, (pills, more) in enumerate(badges(view, side)):
            own = [fields for fields, members, _ in alive if m in members]
            assert pills + more == len(own)


def badges(view, side):
    """How many badges each card shows, and how many it says are not shown."""
    return view.js(
        """(side) => [...document.querySelectorAll(`.k-map-sheet.is-${side} .k-map-town`)]
          .sort((x, y) => x.dataset.m - y.dataset.m)
          .map((town) => [town.querySelectorAll(".k-map-pill").length,
            Number(town.querySelector(".k-map-more")?.textContent.slice(1) ?? 0)])""",
        side,
    )


def test_unit_and_its_level_are_shown(view, told):
    """In each of the two futures, at each quarter compared and at the first with a unit."""
    levels = set()
    for side in ("a", "b"):
        first = next((q for q, now in enumerate(told[side].quarters) if now["level"]), None)
        for quarter in {*SHOWN, 0} | ({first} if first is not None else set()):
            now = told[side].quarters[quarter]
            view.set(quarter=quarter)
            line = view.one(f".k-map-sheet.is-{side} .k-map-carried")
            levels.add(now["level"])
            if not now["level"] or view.js(
                "([side, q]) => K.run(side).events.some((one) => one.q === q && one.vote)",
                [side, quarter],
            ):
                continue
            assert view.text(f"levels.{LEVELS[now['level']]}") in line
            assert f"{now['members']} von 16" in line
            if now["capacity"] > 0.05:
                posts = number(re.search(r"([\d,]+) Stellen", line)[1])
                assert posts == pytest.approx(now["capacity"], abs=0.0505)
            assert view.page.locator(f".is-{side} .k-map-towns .k-map-unit").count() == 1
    assert levels == {0, 3}


def test_a_vote_says_what_was_needed(view):
    for side in ("a", "b"):
        for event in view.js("(side) => K.run(side).events", side):
            vote = event["vote"]
            if vote is None or event["group"] != "unit":
                continue
            view.set(quarter=event["q"])
            shown = view.one(f".k-map-sheet.is-{side} .k-map-carried")
            assert f"{len(vote['yes'])} Ja (nötig: mindestens {vote['needed']})" in shown
            enough = len(vote["yes"]) >= vote["needed"]
            assert vote["carried"] == enough == ("Angenommen" in shown)


@pytest.mark.parametrize("quarter", SHOWN)
def test_difference_map_shows_what_differs(view, told, quarter):
    view.set(view="difference", quarter=quarter)
    a, b = (told[side].quarters[quarter] for side in "ab")
    found = lettered(view, "difference")
    for m, one in enumerate(found):
        in_a, in_b = a["states"][m] == "unit", b["states"][m] == "unit"
        assert (
            one["letter"]
            == {
                (True, True): "AB",
                (True, False): "A",
                (False, True): "B",
                (False, False): "–",
            }[in_a, in_b]
        )
        more = sum(m in c[1] for c in b["cooperations"]) - sum(m in c[1] for c in a["cooperations"])
        side = "b" if more > 0 else "a"
        told_ = (
            view.text(f"map.more_{side}", count=abs(more)) if more else view.text("map.more_same")
        )
        assert told_ in one["name"]
    more = len(b["cooperations"]) - len(a["cooperations"])
    key = "sum_more" if more > 0 else "sum_less" if more < 0 else "sum_same"
    assert view.text(f"map.{key}", count=abs(more)) in view.one(".is-difference .k-map-carried")


# ---------------------------------------------------------------------------------- the time line

TRACK = ".k-track"


def test_buttons_move_the_time(view):
    def button(key):
        return view.page.get_by_role("button", name=view.text(f"timeline.{key}"), exact=True)

    view.is_at(0)
    button("step").click()
    view.is_at(1)
    button("last").click()
    view.is_at(79)
    button("step").click()
    view.is_at(79)
    button("back").click()
    view.is_at(78)
    button("first").click()
    view.is_at(0)
    button("back").click()
    view.is_at(0)


def test_play_and_pause(view):
    """Each quarter in its order, with its label, and nothing more after a pause."""
    view.set(speed=16)
    view.js(
        """() => {
          window.seen = [];
          const look = () => {
            if (!window.seen) return;
            const label = document.querySelector(".k-when strong").textContent;
            window.seen.push([K.state.quarter, label]);
            requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }"""
    )
    view.page.get_by_role("button", name="Abspielen", exact=True).click()
    view.until("() => K.state.quarter >= 8")
    view.page.get_by_role("button", name="Anhalten", exact=True).click()
    stopped = view.state("quarter")
    assert view.state("playing") is False
    view.quiet()
    seen = view.js("() => { const seen = window.seen; window.seen = null; return seen }")
    quarters = [q for q, _ in itertools.groupby(q for q, _ in seen)]
    assert quarters == list(range(stopped + 1))
    assert all(label == view.when(q) for q, label in seen)
    view.is_at(stopped)
    assert view.page.get_by_role("button", name="Abspielen", exact=True).is_visible()


def test_play_ends_at_the_end_and_begins_again(view):
    view.set(speed=16, quarter=77)
    view.press("Space")
    view.until("() => K.state.quarter === 79 && !K.state.playing")
    view.is_at(79)
    view.press("Space")
    view.until("() => K.state.playing && K.state.quarter > 0 && K.state.quarter < 40")
    view.press("Space")
    assert view.state("playing") is False


def test_speed_changes_how_fast_it_plays(view):
    """Chosen in the list or by key; four times the speed takes about a quarter of the time."""
    choice = view.page.get_by_label(view.text("timeline.speed"))
    assert choice.input_value() == "4"
    view.press("+", "+")
    assert (view.state("speed"), choice.input_value()) == (16, "16")
    view.press("+", "-", "-", "-", "-", "-")
    assert (view.state("speed"), choice.input_value()) == (1, "1")
    times = {}
    for speed in (4, 16):
        choice.select_option(str(speed))
        assert view.state("speed") == speed
        times[speed] = view.js(
            """() => new Promise((resolve) => {
              K.set({ quarter: 0, playing: true });
              const begin = performance.now();
              const look = () => {
                if (K.state.quarter < 4) return void requestAnimationFrame(look);
                K.set({ playing: false });
                resolve((performance.now() - begin) / 1000);
              };
              look();
            })"""
        )
    assert times[4] >= 0.97  # never faster than chosen; slower on a busy machine
    assert times[16] < 0.8 * times[4]


def test_scrubbing_with_the_mouse(view):
    """The handle is where the mouse is, and the quarter is the one under it."""
    mouse, track = view.page.mouse, view.page.locator(TRACK).bounding_box()
    x, y = center(view.page.locator(".k-thumb"))
    mouse.move(x, y)
    mouse.down()
    before = 0
    for share in (0.1, 0.37, 0.62, 0.9):
        here = track["x"] + share * track["width"]
        mouse.move(here, y)
        view.until("(before) => K.state.quarter > before", before)
        before = view.state("quarter")
        view.is_at(before)
        assert abs(center(view.page.locator(".k-thumb"))[0] - here) <= track["width"] / 140
    mouse.move(track["x"] + 5000, y)
    view.is_at(79)
    mouse.move(track["x"] - 500, y)
    view.is_at(0)
    mouse.up()
    mouse.move(track["x"] + 0.5 * track["width"], y)
    view.quiet()
    view.is_at(0)  # no longer held


@pytest.mark.parametrize("focused", [False, True])
def test_scrubbing_with_keys(view, focused):
    """With the focus on the handle, and from anywhere."""
    if focused:
        view.page.locator(".k-thumb").focus()
    quarter = 0
    steps = {"ArrowRight": 1, "Shift+ArrowRight": 4, "ArrowLeft": -1, "Shift+ArrowLeft": -4}
    for key in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "ArrowLeft"):
        view.press(key)
        quarter += steps[key]
        view.is_at(quarter)
    view.press("Shift+ArrowLeft")
    view.is_at(quarter - 4)
    view.press("End")
    view.is_at(79)
    view.press("Home")
    view.is_at(0)


def test_marks_stand_at_their_quarters(view):
    """Shocks, elections, votes and foundings of both futures: all of them, nothing else."""
    county = load_scenario(WILLING)
    view.set(b={"measures": OTHER, "turns": [TURN]})
    kinds = {"shock": set(), "unit_founded": set(), "council_election": set(), "vote": set()}
    for side in ("a", "b"):
        for event in view.js("(side) => K.run(side).events", side):
            kind = "vote" if event["vote"] else event["kind"]
            if kind in kinds:
                kinds[kind].add((event["q"], side.upper()))
    assert (24, "B") in kinds["shock"]
    elections = {q for q, _ in kinds["council_election"]}
    assert elections == {q for q in range(county.quarters) if (q - 4) % 20 == 0}, (
        "every five years, as the default county has it"
    )
    assert len(kinds["unit_founded"]) >= 1
    assert len(kinds["vote"]) >= 2
    shapes = {
        "shock": ".k-mark-main:has(.k-mark-shock)",
        "vote": ".k-mark-main:has(.k-mark-inside), .k-mark-main:has(.k-mark-hollow + .k-mark-line)",
        "unit_founded": ".k-mark-main:has(.k-mark-unit)",
        "council_election": ".k-mark-election",
    }
    places = {}
    for kind, shape in shapes.items():
        found = view.js(
            """(shape) => [...document.querySelectorAll(shape)].map((mark) => ({
              label: mark.getAttribute("aria-label"),
              x: mark.transform.baseVal.consolidate().matrix.e }))""",
            shape,
        )
        seen = set()
        for mark in found:
            time, side = re.match(r"(\d\. Quartal \d{4}), ([AB]): ", mark["label"]).groups()
            quarter = next(q for q in range(80) if view.when(q) == time)
            seen.add((quarter, side))
            places[quarter] = mark["x"]
        expected = kinds[kind]
        if kind == "council_election":  # both futures share one mark
            expected = {(q, "A") for q in elections}
        if kind == "vote":  # a founding by vote is told by the star or by the vote itself
            assert seen <= expected
            expected = {one for one in expected if one not in kinds["unit_founded"]}
            assert expected <= seen
            continue
        assert seen == expected, kind
    for quarter, x in places.items():  # each where the handle stands at that quarter
        view.js("(q) => K.setQuarter(q)", quarter)
        moved = view.js(
            "new DOMMatrix(getComputedStyle(document.querySelector('.k-thumb')).transform).e"
        )
        assert moved == pytest.approx(x, abs=0.6)


def test_a_shock_shows_as_long_as_it_lasts(view):
    """Lightning at those it hits, and a bar on the time line from its first quarter to its last."""
    view.set(b={"measures": {}, "turns": [TURN]})
    at = []
    for quarter, struck in ((23, 0), (24, 16), (31, 16), (32, 0)):
        view.set(quarter=quarter)
        assert len(view.all(".k-map-sheet.is-b .k-map-towns .k-map-shock")) == struck
        assert not view.all(".k-map-sheet.is-a .k-map-towns .k-map-shock")
        at.append(float(view.page.locator(".k-track-pole").get_attribute("x1")))
    (bar,) = view.all(".k-shock-lasts")
    start, width = (float(bar.get_attribute(name)) for name in ("x", "width"))
    assert (start, start + width) == pytest.approx((at[1], at[2]), abs=0.2)


CHANGED = "(q) => [...K.maps.at(K.run('a'), q).changed].sort((x, y) => x - y)"


def test_what_has_just_changed_is_in_the_legend(view):
    """The dark border of a municipality is explained, on the page and in the picture."""
    said = view.text("map.new")
    assert said in view.words(".k-map-legend li")
    assert f">{said}</text>" in view.js("K.mapSvg()")
    border = "getComputedStyle(document.querySelector('.k-map-legend .k-map-cell')).stroke"
    quarter = next(q for q in range(1, 80) if view.js(CHANGED, q))
    view.set(quarter=quarter)
    changed = view.js(CHANGED, quarter)
    cells = "[...document.querySelectorAll('.k-map-sheet.is-a .k-map-cell.is-new')]"
    assert view.js(f"{cells}.map((one) => Number(one.dataset.m)).sort((x, y) => x - y)") == changed
    assert set(view.js(f"{cells}.map((one) => getComputedStyle(one).stroke)")) == {view.js(border)}


def test_a_mark_tells_what_happened(view):
    event = next(one for one in view.js("K.run('a').events") if one["kind"] == "unit_founded")
    mark = view.page.locator(".k-mark-main:has(.k-mark-unit)").first
    x, y = center(mark)
    view.page.mouse.move(x, y)
    tip = view.page.locator(".k-track-tip")
    tip.wait_for()
    assert event["text"]["de"] in words(tip)
    assert view.when(event["q"]) in words(tip)
    view.page.mouse.click(x, y)
    view.is_at(event["q"])
    assert event["text"]["de"] in view.one(".k-time-row .k-now")


def test_the_line_of_now_counts_each_event_once(view):
    """What was chosen is told by the model itself; more of the same is not left out."""
    view.set(b={"measures": {}, "turns": [
        {"kind": "invite", "quarter": 24, "municipality": "06636001"}]}, quarter=24)  # fmt: skip
    told = view.js("K.toldAt('b', 24)")
    log = [event for event in view.js("K.run('b').events") if event["q"] == 24]
    assert len(told) == len(log) > 2
    assert view.words(".k-now-more")[-1] == view.text("timeline.more_many", n=len(told) - 1)


def test_both_futures_alike_are_told_in_one_line_with_all_there_is(view):
    """The sentence that comes first may be the same, and what else happens not."""
    for quarter in range(80):
        a, b = (view.js(f"K.toldAt('{side}', {quarter})") for side in "ab")
        if a and b and a[0] == b[0] and (len(a) > 1 or len(b) > 1):
            break
    else:
        pytest.fail("no such quarter: the test would look at nothing")
    view.set(quarter=quarter)
    assert len(view.all(".k-now-text")) == (1 if a == b else 2)
    rest = [len(one) - 1 for one in ([a] if a == b else [a, b]) if len(one) > 1]
    assert view.words(".k-now-more") == [
        view.text(f"timeline.more_{'one' if n == 1 else 'many'}", n=n) for n in rest
    ]
