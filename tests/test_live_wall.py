"""The view for the wall, every key, all sizes of windows, and use without mouse or eyes."""

import itertools

import live_view as helper
import numpy as np
import pytest

from sim.texts import languages, text

words = helper.words

WALL, LAPTOP, OLD, PHONE = (1920, 1080), (1280, 720), (1024, 768), (390, 844)
DECIDED = 30  # a quarter at which the first municipality has been asked


# ------------------------------------------------------------------------------------------- keys

# key: (state before, how the state looks afterwards); in the view for the wall.
STORY = {"name": "seat", "stop": 1}
EFFECTS = {
    "b": ({}, "document.querySelector('dialog[open].k-branch-dialog') !== null"),
    "g": ({}, "K.state.guess !== null && !K.state.guess.open"),
    "n": (STORY, "K.state.story.stop === 2"),
    "PageDown": (STORY, "K.state.story.stop === 2"),
    "p": (STORY, "K.state.story.stop === 0"),
    "PageUp": (STORY, "K.state.story.stop === 0"),
    "f": (STORY, "document.querySelector('.k-stories-tell').open"),
    "Space": ({}, "K.state.playing"),
    "ArrowRight": ({}, "K.state.quarter === 31"),
    "ArrowLeft": ({}, "K.state.quarter === 29"),
    "Shift+ArrowRight": ({}, "K.state.quarter === 34"),
    "Shift+ArrowLeft": ({}, "K.state.quarter === 26"),
    "Home": ({}, "K.state.quarter === 0"),
    "End": ({}, "K.state.quarter === 79"),
    "+": ({}, "K.state.speed === 8"),
    "-": ({}, "K.state.speed === 2"),
    "w": ({}, "!K.state.presenter && !document.querySelector('.k[data-presenter=true]')"),
    "v": ({}, "K.state.view === 'difference'"),
    "a": ({"side": "b"}, "K.state.side === 'a'"),
    "z": ({}, "K.state.side === 'b'"),
    "m": ({}, "K.state.panel === 'measures' && K.parts.measures.root.checkVisibility()"),
    "x": ({}, "K.state.panel === 'assumptions' && K.parts.assumptions.root.checkVisibility()"),
    "q": ({"panel": "take"}, "K.state.panel === 'stories' && !K.state.presenter"),
    "e": ({}, "K.state.example === 1"),
    "u": ({"seed": 1}, "K.state.example === 0"),
    "l": ({}, "K.state.lang === 'en' && document.documentElement.lang === 'en'"),
    "d": ({}, "K.state.theme === 'dark'"),
    "Escape": ({"selected": {"municipality": 3}}, "K.state.selected === null && K.state.presenter"),
    "?": ({}, "document.querySelector('dialog[open] #k-help-title') !== null"),
}  # fmt: skip


def on_the_wall(view, size=WALL, **patch):
    view.page.set_viewport_size({"width": size[0], "height": size[1]})
    view.set(presenter=True, view="one", quarter=DECIDED, **patch)
    assert view.page.locator(".k[data-presenter=true]").count() == 1


def enter(view, story):
    view.page.locator(f".k-stories-one[data-does={story['name']}]").click()
    view.settled()
    for _ in range(story["stop"]):
        view.page.locator(".k-stories-stop [data-does=next]").click()
        view.settled()


def test_every_key_is_in_the_list_and_has_its_test(view):
    assert [one["combo"] for one in view.js("K.keys.map(({ combo }) => ({ combo }))")] == list(
        dict.fromkeys(one["combo"] for one in view.js("K.keys.map(({ combo }) => ({ combo }))"))
    )
    found = dict(view.js("K.keys.map(({ combo, textKey }) => [combo, textKey])"))
    assert set(found) == set(EFFECTS)
    for lang in languages:
        view.set(lang=lang)
        view.press("?")
        dialog = view.page.get_by_role("dialog")
        dialog.wait_for()
        listed = [words(one) for one in dialog.locator("dd").all()]
        assert listed == [text(f"live.{key}", lang) for key in found.values()]
        assert all(words(one) for one in dialog.locator("dt").all())
        view.press("Escape")
        dialog.wait_for(state="detached")


@pytest.mark.parametrize("key", EFFECTS)
def test_every_key_does_what_it_says(view, key):
    before, after = EFFECTS[key]
    if before is STORY:
        enter(view, STORY)
        before = {}
    on_the_wall(view, LAPTOP, **before)
    if key == "u":
        view.set(example=1)
    assert not view.js(f"() => Boolean({after})")
    view.press(key)
    view.until(f"() => {after}")
    if key in ("w", "Escape"):
        view.press(key)
        view.until(f"() => K.state.presenter === {str(key == 'w').lower()}")
    if key == "f":
        view.press(key)
        view.until(f"() => !({after})")
    view.js("() => { document.querySelector('dialog[open]')?.close(); K.set({ playing: false }) }")


def test_a_key_counts_at_once_after_a_dialog(view):
    """The field that had the focus in the closed dialog keeps it until the next frame."""
    view.js(
        """() => {
          K.openBranch();
          document.querySelector("dialog[open]").close();
          const press = new KeyboardEvent("keydown", { key: "?", bubbles: true });
          document.activeElement.dispatchEvent(press);
        }"""
    )
    view.quiet()
    assert view.js("document.querySelector('dialog[open] #k-help-title') !== null")


def test_what_was_moved_with_the_mouse_does_not_keep_the_keys(view):
    view.set(panel="assumptions", quarter=20)
    slider = view.page.locator("input[data-path='municipalities.willingness_mean']")
    x, y = helper.center(slider)
    view.page.mouse.click(x + 30, y)
    view.settled()
    value = slider.input_value()
    view.press("ArrowRight", "d")
    view.until("() => K.state.quarter === 21 && K.state.theme === 'dark'")
    assert slider.input_value() == value
    slider.focus()  # with the keys it is moved by the keys; letters stay letters of the page
    view.press("ArrowRight", "d")
    view.until("() => K.state.theme === 'light'")
    assert view.state("quarter") == 21
    assert float(slider.input_value()) > float(value)
    view.settled()


def test_resetting_with_the_keys_goes_on_beside(view):
    path = "municipalities.willingness_mean"
    view.set(panel="assumptions", assumptions={path: 0.6})
    view.page.locator(f"input[data-path='{path}']").focus()
    view.press("Shift+Tab", "Shift+Tab")
    assert view.js("document.activeElement.dataset.focus") == f"reset-{path}"
    view.press("Enter")
    assert view.js("document.activeElement.dataset.path") == path
    assert view.state("assumptions") == {}
    view.settled()


@pytest.mark.parametrize("leave", ["w", "Escape", "m"])
def test_both_futures_are_back_after_the_wall(view, leave):
    view.press("w")
    view.until("() => K.state.presenter && K.state.view === 'one'")
    view.press(leave)
    view.until("() => !K.state.presenter && K.state.view === 'two'")
    view.set(view="one")  # chosen by oneself, it stays
    view.press("w", leave)
    view.until("() => !K.state.presenter && K.state.view === 'one'")


def test_keys_are_letters_where_something_is_written(view):
    view.page.locator("#k-panel-log input[type=search]").click()
    view.page.keyboard.type("wald")
    state = view.state()
    assert state["log"]["text"] == "wald"
    assert (state["presenter"], state["theme"], state["lang"]) == (False, "light", "de")
    view.press("Escape")
    view.press("d")
    assert view.state("theme") == "dark"


# ------------------------------------------------------------------------------------ for the wall

SIZES = """(selectors) => selectors.flatMap((selector) =>
  [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).map((one) => {
    const scale = one.ownerSVGElement ? one.getScreenCTM().a : 1;
    return [selector, parseFloat(getComputedStyle(one).fontSize) * scale, one.textContent];
  }))"""


def sizes(view, *selectors):
    found = view.js(SIZES, list(selectors))
    assert {one[0] for one in found} == set(selectors)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_letters_on_the_wall_can_be_read_from_the_back(view, theme):
    """At 1080 lines 27 pixels and more: names, numbers, sentences, quarter, scales."""
    on_the_wall(view, theme=theme)
    found = sizes(
        view, ".k-when strong", ".k-now-text", ".k-map-name", ".k-map-carried", ".k-map-head h3",
        ".k-chart-select", ".k-chart-value", ".k-founded-words", ".k-chart-plot text",
        ".k-compared",
    )  # fmt: skip
    view.set(selected={"municipality": 2}, detail="card")
    found += sizes(
        view, "#k-panel-card h2", "#k-panel-card .k-why", "#k-panel-card .k-facts dd strong",
        "#k-panel-card .k-terms th[scope=row]", "#k-panel-card .k-term-value",
    )  # fmt: skip
    view.set(selected=None)
    view.press("w")
    enter(view, STORY)
    view.press("w")
    view.quiet()
    found += sizes(view, ".k-stories-ask", ".k-stories-see p")
    small = {(one[0], round(one[1], 1)) for one in found if one[1] < 26.9}
    assert not small


def test_dark_is_dark(view):
    """Background and letters change places; nothing keeps the colours of the other."""

    def lightness():
        return view.js(
            """() => {
              const light = (colour) => {
                const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const style = getComputedStyle(document.querySelector(".k"));
              return [light(style.backgroundColor), light(style.color)];
            }"""
        )

    paper, ink = lightness()
    assert paper > 240 > 60 > ink
    view.press("d")
    paper, ink = lightness()
    assert ink > 220 > 60 > paper
    assert view.js("document.documentElement.style.colorScheme") == "dark"


# ----------------------------------------------------------------------------- nothing is cut off

FAULTS = """(phone) => {
  const faults = [], wide = innerWidth, high = innerHeight;
  const name = (one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") ?? ""}`
    + ` "${(one.getAttribute("aria-label") || one.textContent || "").trim().slice(0, 40)}"`;
  const is = (one) => one.checkVisibility(
    { visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true });
  const root = document.scrollingElement;
  if (root.scrollWidth > wide) faults.push(`the page is ${root.scrollWidth} wide`);
  if (!phone && root.scrollHeight > high) faults.push(`the page is ${root.scrollHeight} high`);
  const dialog = document.querySelector("dialog[open]");
  const hidden = ".k-hidden, .k-skip, datalist, option";
  const scrolls = (one) => {
    for (let at = one.parentElement; at && at !== document.body; at = at.parentElement) {
      const { overflowY } = getComputedStyle(at);
      if (/auto|scroll/.test(overflowY) && at.scrollHeight > at.clientHeight + 1) return at;
    }
    return null;
  };
  const parts = [...(dialog ?? document.querySelector(".k")).querySelectorAll("*")];
  for (const one of parts) {
    if (one.closest(hidden) || one.closest("svg") && one.tagName !== "text" || !is(one)) continue;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (!box.width || !box.height || style.clipPath === "inset(50%)") continue; // only read out
    const speaks = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const acts = one.matches("button, select, input, a, summary");
    if (/auto|scroll/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1)
      faults.push(`${name(one)} must be scrolled sideways`);
    if (!speaks && !acts) continue;
    if (box.left < -0.5 || box.right > wide + 0.5)
      faults.push(`${name(one)} leaves the window sideways`);
    if (!phone && !scrolls(one) && (box.top < -0.5 || box.bottom > high + 0.5))
      faults.push(`${name(one)} leaves the window`);
    const cuts = one.tagName !== "SELECT" && one.tagName !== "INPUT" && !one.closest("svg");
    if (speaks && cuts && style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1)
      faults.push(`${name(one)} is cut off: ${one.scrollWidth} in ${one.clientWidth}`);
    // the line on what happens now ends in dots where it is too long: the log tells it whole
    if (one.matches(".k-now-text") && style.webkitLineClamp !== "none") continue;
    if (speaks && cuts && style.overflowY === "hidden" && one.scrollHeight > one.clientHeight + 3)
      faults.push(`${name(one)} is cut off below: ${one.scrollHeight} in ${one.clientHeight}`);
    // within what holds it
    for (let at = one.parentElement; at && at !== document.body; at = at.parentElement) {
      const own = getComputedStyle(at);
      if (own.overflowX === "visible" || at.closest("svg")) continue;
      const around = at.getBoundingClientRect();
      if (box.left < around.left - 1 || box.right > around.right + 1)
        faults.push(`${name(one)} is cut off by ${name(at)}`);
      const [above, below] = [around.top - box.top, box.bottom - around.bottom];
      if (own.overflowY === "hidden" && Math.max(above, below) > 1.5)
        faults.push(`${name(one)} is cut off above or below by ${name(at)}`);
      break;
    }
  }
  const controls = parts.filter((one) => one.matches("button, select, input, .k-thumb")
    && !one.closest(".k-hidden") && is(one) && one.getBoundingClientRect().width);
  const boxes = controls.map((one) => {
    const box = one.getBoundingClientRect(), room = scrolls(one)?.getBoundingClientRect();
    return {
      top: Math.max(box.top, room?.top ?? -1e9), bottom: Math.min(box.bottom, room?.bottom ?? 1e9),
      left: box.left, right: box.right };
  });
  const layer = (one) => one.closest(".k-time, .k-side, dialog, .k-track-tip") ?? null;
  for (let i = 0; i < controls.length; i++) for (let j = 0; j < i; j++) {
    const [x, y] = [boxes[i], boxes[j]];
    if (layer(controls[i]) !== layer(controls[j]) || controls[i].contains(controls[j])) continue;
    if (Math.min(x.right, y.right) - Math.max(x.left, y.left) > 1
      && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 1)
      faults.push(`${name(controls[i])} lies over ${name(controls[j])}`);
  }
  return [...new Set(faults)];
}"""

LEGEND_IS_CUT = """() => {
  const legend = document.querySelector(".k-map-legend");
  return legend.scrollHeight > legend.clientHeight + 1;
}"""
CARD = {"selected": {"municipality": 2}, "detail": "card"}
LOOKS = {
    "first": {},
    "difference": {"view": "difference"},
    "one": {"view": "one", "side": "b"},
    "card": CARD,
    "measures": {"panel": "measures"},
    "assumptions": {"panel": "assumptions"},
    "take": {"panel": "take"},
    "closed": {"panel": "closed"},
    "wall": {"presenter": True, "view": "one"},
    "wall, difference": {"presenter": True, "view": "difference"},
    "wall, card": {"presenter": True, "view": "one", **CARD},
}


def looks(view, names=None):
    """The page in each of its looks, one after the other, at a quarter full of cooperations."""
    view.set(quarter=DECIDED)
    state = view.state()
    for name in names or LOOKS:
        view.set(**{**state, **LOOKS[name]})
        yield name


def dialogs(view):
    """The page with each of its dialogs open, one after the other."""
    for name, key in {"branch": "b", "help": "?"}.items():
        view.press(key)
        view.page.get_by_role("dialog").wait_for()
        view.quiet()
        yield name
        view.press("Escape")
        view.until("() => !document.querySelector('dialog[open]')")


@pytest.mark.parametrize("lang", languages)
@pytest.mark.parametrize(
    "size", [WALL, LAPTOP, OLD, PHONE], ids=lambda size: f"{size[0]}x{size[1]}"
)
def test_nothing_is_cut_off(view, size, lang):
    view.page.set_viewport_size({"width": size[0], "height": size[1]})
    view.set(lang=lang)
    faults = {}
    names = [name for name in LOOKS if size != PHONE or not name.startswith("wall,")]
    for name in looks(view, names):
        if found := view.js(FAULTS, size == PHONE):
            faults[name] = found
    view.set(presenter=False, panel="stories", selected=None, view="two")
    for name in dialogs(view):
        if found := view.js(FAULTS, size == PHONE):
            faults[name] = found
    view.press("g")
    view.quiet()
    if found := view.js(FAULTS, size == PHONE):
        faults["guess"] = found
    assert not faults


@pytest.mark.parametrize(
    ("size", "presenter"), [(WALL, True), (LAPTOP, True), (LAPTOP, False)], ids=str
)
def test_no_stop_of_a_story_is_cut_off(view, size, presenter):
    """One story on the wall and beside the map, with its longest sentences."""
    view.page.set_viewport_size({"width": size[0], "height": size[1]})
    view.page.locator(".k-stories-one[data-does=small]").click()
    view.set(presenter=presenter)
    faults = {}
    for number, lang in itertools.product(range(4), languages):
        if lang == "de":
            while view.state("story")["stop"] < number:
                view.press("n")
        view.set(lang=lang)
        found = view.js(FAULTS, False)
        if presenter and view.js(LEGEND_IS_CUT):
            found.append("the legend has to be scrolled")
        if found:
            faults[number, lang] = found
    assert not faults


@pytest.mark.parametrize("size", [LAPTOP, (1366, 768), (1366, 700), (1024, 768)], ids=str)
@pytest.mark.parametrize("card", [None, {"municipality": 2}], ids=["log", "card"])
def test_curves_are_whole_or_left_out(view, size, card):
    """No curve is cut off by the panel below, nor is the line that says it is no prediction."""
    view.set(selected=card, detail="card" if card else "log", quarter=DECIDED)
    view.resize(*size)
    for lang in languages:
        view.set(lang=lang)
        high, room, shown = view.js(
            """() => {
              const panel = document.querySelector(".k-charts");
              return [panel.scrollHeight, panel.clientHeight,
                panel.querySelectorAll(".k-chart-figure").length];
            }"""
        )
        assert high <= room
        assert 1 <= shown <= 3
        assert shown == 3 or card
    view.set(guess=None, selected=None)
    view.resize(*WALL)
    assert view.page.locator(".k-chart-figure").count() == 3


DRAWABLE = """() => {
  const box = (one) => one.getBoundingClientRect();
  const all = (selector) => [...document.querySelectorAll(selector)];
  const [panel] = all(".k-charts"), [time] = all(".k-time"), [line] = all(".k-chart-foot strong");
  const { top, bottom } = box(panel);
  const low = K.state.presenter ? Math.min(bottom, box(time).top) : bottom;
  const inside = (one) => box(one).top >= top - 0.5 && box(one).bottom <= low + 0.5;
  const parts = all(".k-chart-plot, .k-chart-plot text, #k-guess-end, .k-guess button");
  return {
    plots: all(".k-chart-plot").map((one) => one.clientHeight),
    high: panel.scrollHeight - panel.clientHeight,
    years: all(".k-chart-plot text").filter((one) => /^20/.test(one.textContent)).length,
    cut: [...parts, line].filter((one) => one.checkVisibility() && !inside(one))
      .map((one) => one.outerHTML.slice(0, 60)),
    line: line.checkVisibility(),
  };
}"""


def test_a_guess_can_be_drawn_at_every_size(view):
    """Plot, axis, slider and the line that says it is no prediction: none has to be scrolled to."""
    view.resize(*WALL)
    view.page.locator(".k-stories-one[data-does=begin]").click()
    view.settled()
    cases = [{"presenter": False}, {"presenter": False, **CARD}, {"presenter": True, "view": "one"}]
    for case, lang in itertools.product(cases, languages):
        view.set(**{"selected": None, **case, "lang": lang})
        for size in (WALL, LAPTOP, OLD):
            view.resize(*size)
            found, where = view.js(DRAWABLE), (case, lang, size)
            assert len(found["plots"]) == 1, where
            assert found["plots"][0] >= 90, (where, found)
            assert found["high"] <= 0, (where, found)
            assert found["cut"] == [], where
            assert found["years"] >= 2, where
            assert found["line"], where


def test_numbers_of_a_low_axis_keep_apart(view):
    """Three curves above a card leave each little height."""
    view.page.locator(".k-stories-one[data-does=small]").click()
    view.settled()
    axes = view.js(
        """() => [...document.querySelectorAll(".k-chart-plot svg")].map((svg) =>
          [...svg.querySelectorAll("text[text-anchor=end]")].map((one) => Number(
            one.getAttribute("y")) / one.parentNode.getAttribute("font-size")))"""
    )
    assert len(axes) == 3
    for levels in axes:
        assert len(levels) >= 2
        assert np.diff(sorted(levels)).min() >= 1


def test_the_check_finds_what_is_wrong(view):
    """The check itself: something too wide, cut off, or lying over something else is found."""
    assert view.js(FAULTS, False) == []
    narrow = "width: 3rem; overflow: hidden; display: block; white-space: nowrap"
    spoil = {
        "leaves the window": (".k-brand", "transform: translateX(-90px)"),
        "is cut off": (".k-brand", narrow),
        "lies over": (".k-play", "margin-left: -60px"),
        "must be scrolled sideways": (".k-stories h2", "width: 99rem"),
    }
    for fault, (selector, style) in spoil.items():
        part = view.page.locator(selector)
        part.evaluate("(one, style) => one.setAttribute('style', style)", style)
        assert any(fault in one for one in view.js(FAULTS, False)), fault
        part.evaluate("(one) => one.removeAttribute('style')")
    assert view.js(FAULTS, False) == []


# ------------------------------------------------------------------------- without mouse, or eyes


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(view, axe, theme):
    view.set(theme=theme)
    found = {}
    dark = ["first", "difference", "card", "wall"]
    for name in looks(view, dark if theme == "dark" else None):
        if problems := look(view, axe):
            found[name] = problems
    view.set(presenter=False, panel="stories", selected=None, view="two")
    for name in dialogs(view):
        if problems := look(view, axe):
            found[name] = problems
    view.press("g")
    view.quiet()
    if problems := look(view, axe):
        found["guess"] = problems
    assert not found


def test_axe_finds_nothing_serious_on_a_phone(view, axe):
    view.resize(*PHONE)
    found = {}
    for name in looks(view, ["first", "card", "measures"]):
        if problems := look(view, axe):
            found[name] = problems
    assert not found


def look(view, axe):
    """What is serious or critical."""
    if not view.js("() => 'axe' in window"):
        axe(view.page, runOnly=["button-name"])  # brings the tool into the page
    found = view.js(
        """async () => {
          const { violations } = await axe.run(document, { resultTypes: ["violations"] });
          return violations.map(({ id, impact, nodes }) =>
            [id, impact, nodes.map((node) => node.target.join(" "))]);
        }"""
    )
    return {name: where for name, impact, where in found if impact in ("serious", "critical")}


CONTRASTS = """() => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((x) => Number(x) / 255)
      .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const fill = (one) => getComputedStyle(one).fill;
  const found = [];
  const put = (what, text, ground) => {
    const [x, y] = [light(fill(text)), light(fill(ground))];
    found.push([what, (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)]);
  };
  const seen = (selector) => [...document.querySelectorAll(selector)]
    .filter((one) => one.checkVisibility());
  for (const one of seen(".k-map-mark"))
    put("mark", one.querySelector("text"), one.querySelector(".k-map-dot"));
  for (const one of seen(".k-map-town"))
    put("name", one.querySelector(".k-map-name"), one.querySelector(".k-map-card"));
  for (const text of seen(".k-map-pill text")) put("pill", text, text.previousElementSibling);
  return found;
}"""  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_letters_on_the_map_have_contrast(view, theme):
    """What axe cannot see: letters that lie on other shapes of a picture."""
    seen = set()
    for name in ("two", "difference"):
        view.set(theme=theme, view=name, quarter=DECIDED)
        found = view.js(CONTRASTS)
        seen |= {what for what, _ in found}
        assert not [one for one in found if one[1] < 4.5]
    assert seen == {"mark", "name", "pill"}


def test_axe_would_find_something(view, axe):
    """A button without a name, and letters too pale to be read."""
    last = "document.querySelector('.k-tools > button:last-child')"
    view.js(f"() => {{ {last}.removeAttribute('aria-label'); {last}.removeAttribute('title') }}")
    view.js("() => { document.querySelector('.k-when strong').style.color = '#ddd' }")
    assert {"button-name", "color-contrast"} <= set(look(view, axe))
    view.js("() => { document.querySelector('.k-when strong').style.color = '' }")
    view.set(lang="en")
    view.set(lang="de")
    assert not look(view, axe)
