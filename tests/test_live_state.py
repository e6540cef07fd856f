"""What the room has chosen stays: in the other language, in the link, and after a mistake."""

import json
import re
from urllib.parse import quote

import live_view as helper
import pytest

from sim.texts import languages, templates, text

words, WILLING, OTHER, RUNS = helper.words, helper.WILLING, helper.OTHER, helper.RUNS

TURN = {
    "kind": "shock",
    "shock": "out_migration",
    "quarter": 24,
    "magnitude": 0.12,
    "duration": 8,
}
RICH = {
    "theme": "dark",
    "scenario": WILLING,
    "seed": 7,
    "example": 3,
    "assumptions": {"municipalities.willingness_mean": 0.6},
    "a": {"measures": {"coordination.level": "informal"}, "turns": []},
    "b": {"measures": {"coordination.quota": 0.5}, "turns": [TURN]},
    "quarter": 33,
    "view": "one",
    "side": "b",
    "indicators": ["coverage", "service_level", "strategic_time"],
    "selected": {"municipality": 4},
    "panel": "measures",
    "detail": "card",
    "speed": 8,
}
NOT_KEPT = ("log", "playing")


def numbers(view):
    """What the page shows of both futures, digit by digit."""
    return view.js(
        """() => ["a", "b"].map((side) => [K.data[side].fan.key, K.data[side].run.key,
          JSON.stringify(K.run(side).indicators), JSON.stringify(K.data[side].fan.series)])"""
    )


def shown(view):
    """All that can be read, and what the pictures look like."""
    return view.js(
        """() => {
          for (const one of document.querySelectorAll("details")) one.open = false;
          const pictures = [...document.querySelectorAll(".k-map-svg, .k-chart-plot svg")]
            .filter((one) => one.checkVisibility())
            .map((one) => one.outerHTML.replace(/k-plot-\\d+/g, ""));
          return [document.body.innerText, pictures];
        }"""
    )


def opened(open_page, address, **more):
    page = open_page(address=address, **more)
    view = helper.View(page)
    page.wait_for_function(helper.HERE, arg=[None])
    return view.quiet()


# --------------------------------------------------------------------------------- two languages


def test_another_language_changes_nothing_else(view):
    """Quarter, selection, settings, branch and a guess stay; only the words are others."""
    view.set(**{**RICH, "theme": "light", "view": "two"})
    view.press("g")
    slider = view.page.locator("#k-guess-end")
    slider.focus()
    view.press("ArrowRight")
    slider.evaluate("(one) => one.blur()")
    before, figures = view.state(), numbers(view)
    assert before["guess"]["values"]
    german = view.js("document.body.innerText")
    view.page.get_by_role("button", name="English").click()
    view.settled()
    assert view.state() == {**before, "lang": "en"}
    assert view.js("document.documentElement.lang") == "en"
    assert view.js("document.querySelector('.k').lang") == "en"
    assert numbers(view) == figures
    assert view.when(33) in view.js("document.body.innerText") != german
    assert view.missing() == []
    view.press("l")
    view.settled()
    assert view.state() == before
    assert view.js("document.documentElement.lang") == "de"
    assert view.js("document.body.innerText") == german


VISIBLE = """() => {
  const found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), { parentElement } = walk.currentNode;
    if (!text || parentElement.closest("script, style, noscript")) continue;
    const option = parentElement.closest("option")?.closest("select");
    if ((option ?? parentElement).checkVisibility()) found.add(text);
  }
  for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"])
    for (const one of document.querySelectorAll(`[${name}]`))
      if (one.checkVisibility()) found.add(one.getAttribute(name).trim());
  return [...found].filter(Boolean);
}"""

PANELS = [
    {"panel": "stories", "detail": "log"},
    {"panel": "measures", "view": "one"},
    {"panel": "assumptions", "view": "difference"},
    {"panel": "take", "detail": "card"},
    {"selected": {"municipality": 2}, "detail": "card"},
    {"presenter": True, "view": "one"},
]
# What is written the same in both.
SAME = re.compile(
    r"[\W\d_]*|A = B|B − A|[AB] \+\d|Deutsch|English|Kümmerer|PNG|SVG|CSV|Wa|Wo|[A-Z]{1,2}|Esc"
    "|kuemmerer run .*"  # what is typed
)


def test_an_open_explanation_stays_open_in_another_language(view):
    view.set(panel="measures")
    view.page.locator("[data-focus='info-coordination.quota']").click()
    said = {lang: view.set(lang=lang).words(".k-setting-info") for lang in ("en", "de")}
    assert len(said["en"]) == len(said["de"]) == 1
    assert said["en"] != said["de"]
    view.page.locator("[data-focus='info-coordination.quota']").click()
    assert not view.all(".k-setting-info")


def test_no_word_of_the_other_language_is_left(view):
    """In all panels and both dialogs; only names and numbers are the same in both."""
    county = view.js("[K.data.county.name, ...K.data.county.municipalities.map((one) => one.name)]")
    seen = {}
    for lang in languages:
        said = seen[lang] = set()
        view.set(lang=lang, quarter=30)
        for panel in PANELS:
            state = view.state()
            view.set(**panel)
            view.js(
                "() => document.querySelectorAll('details').forEach((one) => (one.open = true))"
            )
            said |= set(view.js(VISIBLE))
            view.set(**{name: state[name] for name in (*panel, "selected", "presenter", "view")})
        for dialog in ("K.openBranch()", "K.parts.head.help.click()"):
            view.js(dialog)
            view.page.get_by_role("dialog").wait_for()
            said |= set(view.js(VISIBLE))
            view.press("Escape")
            view.until("() => !document.querySelector('dialog[open]')")
    assert all(len(said) > 250 for said in seen.values())
    both = seen["de"] & seen["en"]
    left = {
        one for one in both if not any(one in name for name in county) and not SAME.fullmatch(one)
    }
    alike = {value for key, value in templates("de").items() if templates("en").get(key) == value}
    own = view.js(
        """() => [...K.data.setup.scenarios.map((one) => one.title),
          ...K.data.setup.settings.map((one) => one.source)]"""
    )
    alike |= {one["de"] for one in own if one["de"] == one["en"]}
    left -= alike
    assert not left, sorted(left)
    # and neither page says a sentence of the other's list of words
    for lang, other in (("de", "en"), ("en", "de")):
        own = set(templates(lang).values())
        foreign = {
            one for one in templates(other).values() if len(one) > 3 and "{" not in one
        } - own
        assert not seen[lang] & foreign


# -------------------------------------------------------------------------------------- the link


def test_the_link_shows_the_same_to_somebody_else(view, open_page):
    """Settings, quarter, view, branch, card, language, example; numbers and pictures too."""
    view.set(**RICH)
    view.set(lang="en")
    view.until("() => location.hash === K.address()")
    here, there = view.state(), opened(open_page, view.js("location.hash"))
    assert {**there.state(), **{name: here[name] for name in NOT_KEPT}} == here
    assert numbers(there) == numbers(view)
    assert shown(there) == shown(view)
    there.page.reload()
    there.page.wait_for_function(helper.HERE, arg=[None])
    there.quiet()
    assert {**there.state(), **{name: here[name] for name in NOT_KEPT}} == here
    assert numbers(there) == numbers(view)
    assert shown(there) == shown(view)


def test_a_link_into_a_story(view, open_page):
    view.page.locator(".k-stories-one[data-does=reach]").click()
    view.settled()
    view.page.locator(".k-stories-stop [data-does=next]").click()
    view.settled()
    view.until("() => location.hash === K.address()")
    there = opened(open_page, view.js("location.hash"))
    assert there.state() == view.state()
    assert there.one(".k-stories-stop h2") == view.one(".k-stories-stop h2")
    assert there.words(".k-stories-many p") == view.words(".k-stories-many p") != []


def test_a_link_into_a_story_shows_it_in_a_narrow_window(open_page):
    with helper.new_view(
        open_page, size="old", lang="de", address=hashed(story={"name": "reach", "stop": 1})
    ) as view:
        assert view.state("panel") == "stories"
        assert len(view.all(".k-stories-stop")) == 1


def test_a_link_with_another_scenario(open_page):
    scenario = "core-and-ring"
    there = opened(open_page, f"#scenario={scenario}&q=12&lang=en&wall=true&view=one")
    state = there.state()
    assert (state["scenario"], state["quarter"], state["lang"]) == (scenario, 12, "en")
    assert state["presenter"] is True
    assert there.one(".k-when strong") == there.when(12)


def test_the_button_copies_the_link(view):
    view.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    view.set(panel="take", quarter=17)
    view.page.get_by_role("button", name=view.text("take.copy_link")).click()
    view.until("(said) => document.body.innerText.includes(said)", view.text("take.link_copied"))
    copied = view.js("navigator.clipboard.readText()")
    assert copied.split("#")[0] == view.page.url.split("#")[0]
    assert "#" + copied.split("#")[1] == view.js("K.address()")
    assert "q=17" in copied
    # what is said stays, but in the language of the page
    view.set(lang="en")
    assert view.text("take.link_copied") in view.js("document.body.innerText")
    assert text("live.take.link_copied", "de") not in view.js("document.body.innerText")


def hashed(**parts):
    return "#" + "&".join(
        f"{name}={quote(value if isinstance(value, str) else json.dumps(value))}"
        for name, value in parts.items()
    )


EVIL = "<script>window.evil = 1</script><img src=x onerror=window.evil=1>"
TORN = {
    "random bytes": "#%ff%00%e2%28%a1&q=%zz&b=%",
    "half a link": "#lang=de&b=%7B%22measures%22:%7B%22coordination.mem",
    "nothing but signs": "#&&==&q==&=q&#&?x",
    "wrong types": hashed(
        q="abc", seed=-1, view="three", a=[], b=3, x="no", card=5, show="x", run=1.5
    ),
    "null everywhere": hashed(
        q=None, seed=None, a=None, b=None, x=None, card=None, story=None, guess=None
    ),
    "a future of the wrong shape": hashed(b={"measures": [], "turns": {}}),
    "turns that are none": hashed(b={"measures": {}, "turns": [None, 3, "x", {}, [[]]]}),
    "turns without a quarter": hashed(b={"measures": {}, "turns": [{"kind": "shock"}]}),
    "an unknown shock": hashed(b={"measures": {}, "turns": [{**TURN, "shock": EVIL}]}),
    "an unknown level": hashed(b={"measures": {"coordination.level": "x"}, "turns": []}),
    "an unknown kind of turn": hashed(b={"measures": {}, "turns": [{"kind": EVIL, "quarter": 3}]}),
    "a turn beyond the end": hashed(b={"measures": {}, "turns": [{**TURN, "quarter": 300}]}),
    "a turn for nobody": hashed(
        b={"measures": {}, "turns": [{"kind": "invite", "quarter": 3, "municipality": "nowhere"}]}
    ),
    "an unknown setting": hashed(b={"measures": {"no.such": 1}, "turns": []}, x={"no": 2}),
    "a setting of the wrong type": hashed(
        b={"measures": {"coordination.level": {"x": 1}}, "turns": []},
        x={"municipalities.willingness_mean": "high"},
    ),
    "a value far out of range": hashed(x={"municipalities.willingness_mean": 1e300}),
    "script in a value": hashed(x={"municipalities.willingness_mean": EVIL}),
    "script in a name": hashed(
        scenario=EVIL, show=[EVIL], story={"name": EVIL, "stop": 0}, panel=EVIL
    ),
    "script in a card": hashed(card={"cooperation": EVIL, "side": "a"}),
    "prototype": hashed(
        a={"measures": {"__proto__": 1}, "turns": []}, story={"name": "__proto__", "stop": 0},
        guess={"indicator": "constructor", "values": {}}, show=["toString", "__proto__"],
    ),
    "a quarter out of range": hashed(q=10**9),
    "a quarter below": hashed(q=-5),
    "a municipality out of range": hashed(card={"municipality": 999}),
    "a municipality below": hashed(card={"municipality": -1}),
    "a cooperation of no side": hashed(card={"cooperation": "x", "side": "z"}),
    "huge numbers": hashed(seed=1e99, run=1e99, speed=1e99, q=1e99),
    "a stop out of range": hashed(story={"name": "reach", "stop": 99}),
    "a story that is none": hashed(story={"name": "none", "stop": 0}),
    "a guess about nothing": hashed(
        guess={"indicator": "nothing", "values": {"3": 1}, "open": False}
    ),
    "a guess of the wrong shape": hashed(
        guess={
            "indicator": "net_benefit", "values": {"a": "b", "5": None, "-9": 1e308}, "open": False
        },
    ),
    "a guess from nowhere": hashed(guess={"indicator": "net_benefit", "values": {}, "from": "x"}),
    "a very long one": hashed(x={f"a{i}": i for i in range(3000)}),
}  # fmt: skip


def still_works(view):
    """Default or a plain sentence with a way back; then time and settings can be moved again."""
    assert view.js("window.evil") is None
    bars = view.words(".k-bar")
    for bar in bars:
        assert not re.search(r"Traceback|Error|undefined|\[object|NaN", bar)
        assert len(bar.split()) > 5
    if bars:
        for _ in range(3):
            if not view.all(".k-bar"):
                break
            # an answer under way may take the bar away before it can be clicked
            view.js("() => document.querySelector('.k-bar button')?.click()")
            view.settled()
    view.until("() => !document.querySelector('.k-bar')")
    body = view.js("document.body.innerText")
    assert "undefined" not in body
    assert "NaN" not in body
    state = view.state()
    assert 0 <= state["quarter"] < 80
    assert view.js("K.data.a.fan.runs") == RUNS
    before = state["quarter"]
    view.page.locator(".k-time-buttons button").nth(1 if before == 79 else 3).click()
    view.until("(q) => K.state.quarter !== q", before)
    assert view.one(".k-when strong") == view.when(view.state("quarter"))
    assert view.missing() == []


@pytest.mark.parametrize("torn", TORN)
def test_a_torn_link_in_an_open_page(view, torn):
    """Typed or pasted into the address of a page that is open."""
    view.js("(hash) => { location.hash = hash }", TORN[torn])
    view.settled()
    still_works(view)


@pytest.mark.parametrize(
    "torn",
    ["random bytes", "wrong types", "null everywhere", "an unknown setting", "script in a name",
     "prototype", "a guess of the wrong shape"],
)  # fmt: skip
def test_a_torn_link_opened_anew(view, torn):
    view.page.goto("about:blank")
    view.page.goto(view_address(view) + "/" + TORN[torn])
    view.page.wait_for_function(helper.HERE, arg=[None])
    view.js(helper.RECORD)
    view.quiet()
    still_works(view)


def view_address(view):
    return next(host for host in view.page.gate.hosts if host.startswith("http")).rstrip("/")


# ------------------------------------------------------------------------------------ impossible


@pytest.mark.parametrize("lang", languages)
def test_what_cannot_be_asked_is_refused_in_a_sentence_with_a_way_back(view, lang):
    """The last state comes back with its numbers; what was asked for does not stay in the link."""
    view.set(lang=lang)
    before, figures = view.state(), numbers(view)
    view.set(b={"measures": {}, "turns": [{**TURN, "quarter": 200}]})
    said = view.one(".k-bar > span")
    assert "79" in said or view.when(79) in said
    assert said.endswith(".")
    view.page.get_by_role("button", name=view.text("core.back_to_last")).click()
    view.settled()
    assert view.words(".k-bar") == []
    assert view.state() == before
    assert numbers(view) == figures
    other = {"de": "en", "en": "de"}[lang]
    view.set(b={"measures": {}, "turns": [{**TURN, "quarter": 200}]})
    view.set(lang=other)
    assert view.one(".k-bar > span") != said
    assert text("live.core.back_to_last", other) in view.one(".k-bar button")


def test_without_a_unit_nothing_can_develop_and_nothing_breaks(view):
    """No unit, though it is to develop: the model takes it as not there, and says no mistake."""
    future = {"coordination.level": "none", "coordination.development": "adaptive"}
    view.set(b={"measures": future, "turns": []})
    assert view.words(".k-bar") == []
    assert view.js("Math.max(...K.run('b').unit.level)") == 0
    assert view.js("K.fan('b').founded.every((q) => q < 0)")


def test_going_back_does_not_end_at_a_mistake(view):
    view.set(assumptions={"no.such": 1})
    assert view.one(".k-bar > span")
    view.press("u")
    view.settled()
    assert view.words(".k-bar") == []
    assert view.state("assumptions") == {}
    assert view.js("location.hash").startswith("#lang=de")
