"""What the tests of the page have in common: a window with the live view, and what it shows."""

import contextlib
import json

import numpy as np

import sim
from sim.scenario import load_scenario
from sim.texts import text

WILLING = "coalition-of-the-willing"
OTHER = {"coordination.membership": "county_wide"}  # what B is where nothing else is asked for
RUNS = 200
LANGUAGES = ("de", "en")
START = 2025

HERE = """([wanted]) => {
  const K = window.Kuemmerer;
  if (!K?.data?.county || !K.state) return false;
  const is = (side) => {
    const of = K.data[side];
    if (of.error) return true;
    return of.fan && of.run && !of.pending.fan && !of.pending.run;
  };
  return is("a") && is("b") && K.data.county.name && (!wanted || K.state.scenario === wanted);
}"""

# Nothing has changed in the page for a while, so it has been drawn to its end.
QUIET = """() => new Promise((resolve) => {
  let last = performance.now();
  const watch = new MutationObserver(() => (last = performance.now()));
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  watch.observe(document.body, all);
  const look = () => {
    if (performance.now() - last < 60)
      return void setTimeout(() => requestAnimationFrame(look), 15);
    watch.disconnect();
    resolve(true);
  };
  requestAnimationFrame(look);
})"""

RECORD = """() => {
  const { transport } = Kuemmerer, ask = transport.ask;
  window.asked = [];
  transport.ask = (question) => {
    window.asked.push(JSON.parse(JSON.stringify(question)));
    return ask(question);
  };
}"""

FIRST = """([lang, scenario, b]) => {
  const K = Kuemmerer;
  document.querySelector("dialog[open]")?.close();
  document.activeElement?.blur();
  K.set({ ...K.fresh(), example: 0, lang, scenario, b });
  window.asked = [];
  K.missing.clear();
}"""


class View:
    """One window with the live view.

    Attributes:
        page: Playwright's page.
        lang: the language that it is in.
    """

    def __init__(self, page):
        self.page = page

    # -------------------------------------------------------------------------------- asking it

    def js(self, code, *arguments):
        """What a piece of JavaScript gives: `js("K.state")`, `js("(x) => x", 3)`."""
        return self.page.evaluate(code, *arguments)

    def state(self, name=None):
        found = self.js("K.state")
        return found if name is None else found[name]

    @property
    def lang(self):
        return self.state("lang")

    def text(self, key, **values):
        """The words under a key in the language of the page."""
        lang = self.lang
        with contextlib.suppress(KeyError):
            return text(f"live.{key}", lang, **values)
        return text(key, lang, **values)

    def when(self, quarter):
        return self.text("plots.quarter", quarter=quarter % 4 + 1, year=START + quarter // 4)

    def asked(self):
        """What was asked of the model since the test began."""
        return self.js("window.asked")

    def forget(self):
        self.js("() => { window.asked = [] }")

    def missing(self):
        return self.js("[...Kuemmerer.missing]")

    # -------------------------------------------------------------------------------- moving it

    def set(self, **patch):
        self.js("(patch) => K.set(patch)", patch)
        return self.settled()

    def settled(self, scenario=None):
        """Wait until everything asked for is here, and drawn."""
        self.page.wait_for_function(HERE, arg=[scenario])
        return self.quiet()

    def quiet(self):
        self.js(QUIET)
        return self

    def resize(self, width, height):
        self.page.set_viewport_size({"width": width, "height": height})
        return self.quiet()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def until(self, condition, argument=None):
        """Wait for a condition in JavaScript."""
        self.page.wait_for_function(condition, arg=argument)

    def first(self, lang="de", scenario=WILLING, b=None):
        """The first state again."""
        b = {"measures": OTHER, "turns": []} if b is None else b
        self.js(FIRST, [lang, scenario, b])
        return self.settled(scenario)

    # -------------------------------------------------------------------------------- reading it

    def is_at(self, quarter):
        """State, label, handle and marker all say the same quarter."""
        self.until("(q) => K.state.quarter === q", quarter)
        thumb = self.page.locator(".k-thumb")
        assert self.one(".k-when strong") == self.when(quarter)
        assert thumb.get_attribute("aria-valuenow") == str(quarter)
        assert thumb.get_attribute("aria-valuetext") == self.when(quarter)

    def all(self, selector):
        """The visible elements."""
        return [one for one in self.page.locator(selector).all() if one.is_visible()]

    def words(self, selector):
        """Words of the visible elements."""
        return [words(one) for one in self.all(selector)]

    def one(self, selector):
        """Words of the only visible element."""
        (found,) = self.words(selector)
        return found

    def fan(self, side, name):
        """The futures that the page holds: runs x quarters."""
        found = self.js(
            "([side, name]) => { const fan = K.fan(side);"
            " return [fan.runs, fan.quarters, Array.from(fan.values(name))] }",
            [side, name],
        )
        return np.array(found[2]).reshape(found[0], found[1])

    def grain(self, side, name):
        """How far a number of the page may be from the model's own (they travel as 16 bits)."""
        return self.js(
            "([side, name]) => { const s = K.data[side].fan.series[name];"
            " return (s.high - s.low) / 65535 }",
            [side, name],
        )

    def least(self, name):
        """Half of the last digit shown of an indicator: what differs by less is equal."""
        one = self.js("(name) => K.indicator(name)", name)
        return (0.005 if one["percent"] else 0.5) * 10 ** -one["decimals"]


# What the charts draw to the right of the last quarter that may be seen.
BEYOND = """() => {
  const found = [];
  for (const svg of document.querySelectorAll(".k-chart-plot svg")) {
    // a single quarter is drawn as a short bar
    const cover = Number(svg.querySelector(".k-plot-cover").getAttribute("x"));
    const pole = cover + (K.guess.cover() ? 0.6 : 6.6);
    for (const path of svg.querySelectorAll("path")) {
      const box = path.getBBox();
      if (box.width > 0 && box.x + box.width > pole) found.push(path.getAttribute("d"));
    }
    for (const dot of svg.querySelectorAll("circle, rect[r]")) {
      const at = dot.transform.baseVal.consolidate()?.matrix.e ?? 0;
      if (dot.getAttribute("visibility") !== "hidden" && at > pole) found.push(dot.outerHTML);
    }
  }
  return found;
}"""

SAID = """() => {
  const said = [document.body.innerText];
  for (const name of ["aria-label", "aria-valuetext", "title"])
    for (const one of document.querySelectorAll(`[${name}]`))
      if (one.checkVisibility({ visibilityProperty: true }) && !one.closest("[aria-hidden=true]"))
        said.push(one.getAttribute(name));
  return said.join("\\n");
}"""


def drawn_beyond_the_cover(view):
    """What the charts give away of what the room is to guess."""
    assert view.js("document.querySelectorAll('.k-plot-cover').length") == len(
        view.all(".k-chart-plot")
    )
    return view.js(BEYOND)


def everything_said(view):
    """All that the page says or reads out."""
    return view.js(SAID)


def words(locator):
    """What an element says, in one line, as it is read."""
    return " ".join(locator.inner_text().replace("\u00ad", "").split())


def number(text):
    """A number as it is written in German."""
    return float(text.replace("−", "-").replace("+", "").replace(".", "").replace(",", "."))


def center(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@contextlib.contextmanager
def new_view(open_page, **how):
    """Another window, for a test that needs one of its own."""
    page = open_page(**how)
    view = View(page)
    page.wait_for_function(HERE, arg=[None])
    page.evaluate(RECORD)
    yield view.quiet()


_many = {}


def many(measures=(), assumptions=(), turns=()):
    """The futures themselves, from the ensemble: indicator -> runs x quarters."""
    changes = {**dict(assumptions), **dict(measures)}
    for turn in turns:
        kind = turn["kind"]
        own = {name: value for name, value in turn.items() if name != "shock"}
        entry = {**own, "kind": turn["shock"]} if kind == "shock" else own
        changes.setdefault("shocks" if kind == "shock" else "interventions", []).append(entry)
    key = json.dumps(changes, sort_keys=True)
    if key not in _many:
        _many[key] = sim.run_ensemble(load_scenario(WILLING, changes), runs=RUNS, seed=1)
    return _many[key]
