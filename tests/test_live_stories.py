"""Every stop of every story, in both languages: its words, its numbers, and what they speak of."""

import re
from functools import cache

import live_view as helper
import pytest

from sim.measures import INDICATOR_NAMES
from sim.texts import keys, languages, templates, text

words, RUNS = helper.words, helper.RUNS

STORIES = {"reach": 4, "seat": 3, "leave": 4, "small": 4, "begin": 4, "money": 4}
NUMBER = r"[−+]?\d[\d.,]*"


# -------------------------------------------------------------------------- texts and their values


@cache
def pattern(template):
    """A template as an expression that finds what its placeholders stand for."""
    parts = re.split(r"\{(\w+)\}", " ".join(template.split()))
    seen, found = set(), ""
    for i, part in enumerate(parts):
        if i % 2 == 0:
            found += re.escape(part)
        elif part in seen:
            found += f"(?P={part})"
        else:
            seen.add(part)
            found += f"(?P<{part}>.+?)"
    return re.compile(found)


def read(sentence, lang, among):
    """Under which key a sentence stands, and its values; (None, {}) for one of the model's."""
    for key in sorted(among, key=lambda key: -len(templates(lang)[key])):
        found = pattern(templates(lang)[key]).fullmatch(sentence)
        if found:
            return key.removeprefix("live.stories."), found.groupdict()
    return None, {}


def number(said, lang):
    """A number as people write it, without its unit."""
    said = re.search(NUMBER, said)[0].rstrip(".,").replace("−", "-").replace("+", "")
    return float(said.replace(".", "").replace(",", ".") if lang == "de" else said.replace(",", ""))


def near(said, lang, value):
    """Whether a number is said as exactly as it is written."""
    digits = re.search(NUMBER, said)[0].rstrip(".,")
    mark = "," if lang == "de" else "."
    decimals = len(digits.split(mark)[1]) if mark in digits else 0
    return number(said, lang) == pytest.approx(value, abs=0.5 * 10**-decimals * 1.02 + 1e-9)


# ------------------------------------------------------------------------------ one stop, in words


_runs = {}


def run_of(view, side):
    """What the stories take from the example of a side; fetched once."""
    key = view.js("(side) => K.run(side).key", side)
    if key not in _runs:
        _runs[key] = view.js(
            """(side) => {
              const { indicators, unit, events, decisions } = K.run(side);
              const told = decisions.map(({ q, who, kind, outcome, text }) =>
                ({ q, who, kind, outcome, text }));
              return { indicators, unit, events, decisions: told };
            }""",
            side,
        )
    return _runs[key]


class Stop:
    """A stop as it is on the page now."""

    def __init__(self, view, lang):
        self.view, self.lang, self.state = view, lang, view.state()
        self.article = view.page.locator(".k-stories-stop")
        self.name = self.state["story"]["name"]
        book = view.js("K.storyBook")
        story = next(one for one in book["stories"] if one["name"] == self.name)
        self.stop = story["stops"][self.state["story"]["stop"]]
        self.charts = self.stop.get("indicators", story["indicators"])
        self.key = f"{self.name}.{self.stop['name']}"
        self.see = self.paragraphs(".k-stories-see p")
        self.many = self.paragraphs(".k-stories-many p")
        self.run = {side: run_of(view, side) for side in "ab"}
        self.towns = view.js(
            "K.data.county.municipalities.map(({ name, population, is_seat }) =>"
            " ({ name, population, is_seat }))"
        )

    def paragraphs(self, selector):
        return [words(one) for one in self.article.locator(selector).all()]

    def when(self, quarter):
        return text("plots.quarter", self.lang, quarter=quarter % 4 + 1, year=2025 + quarter // 4)

    def quarter(self, when):
        return next(q for q in range(80) if self.when(q).casefold() == when.casefold())

    def indicator(self, name):
        return next(
            one for one in INDICATOR_NAMES if text(f"indicators.{one}.name", self.lang) == name
        )

    def futures(self, side):
        future = self.state[side]
        measures = dict(future["measures"])
        return helper.many(measures, self.state["assumptions"], future["turns"])

    def says(self, side, name, quarter):
        """An indicator of the example, as many per cent where it is a share."""
        value = self.run[side]["indicators"][name][quarter]
        return 100 * value if self.view.js("(name) => K.indicator(name).percent", name) else value

    # ------------------------------------------------------------------------------------ checks

    def check_words(self):
        """Title, question and what the facilitator may say are those of the stop."""
        own = {
            "title": words(self.article.locator("h2")),
            "ask": words(self.article.locator(".k-stories-ask")),
            "tell": " ".join(self.paragraphs(".k-stories-tell p")),
        }
        for part, said in own.items():
            template = templates(self.lang)[f"live.stories.{self.key}_{part}"]
            found = pattern(template).fullmatch(said)
            assert found, (self.key, part, said)
            for name, value in found.groupdict().items():
                assert value == {"count": "16", "years": "20", "runs": "200", "year": "2033"}.get(
                    name, self.view.js("K.data.county.name") if name == "county" else None
                ), (self.key, name, value)
        everything = " ".join([*own.values(), *self.see, *self.many])
        for torn in ("{", "}", "undefined", "NaN", "null", "live.", "stories."):
            assert torn not in everything, (self.key, torn)
        assert self.see

    def check_page(self):
        """What the stop speaks of is on the page."""
        view, state = self.view, self.state
        shown = [one.input_value() for one in view.all(".k-chart-select")]
        assert shown == (self.charts[:1] if "guess" in self.stop else self.charts)
        assert words(view.page.locator(".k-when strong")) == self.when(state["quarter"])
        if "select" in self.stop:
            assert state["selected"] is not None
            name = self.towns[state["selected"]["municipality"]]["name"]
            assert words(view.page.locator("#k-panel-card h2")) == name
        sheets = {"two": ["a", "b"], "difference": ["difference"]}[self.stop.get("view", "two")]
        for sheet in sheets:
            assert view.page.locator(f".k-map-sheet.is-{sheet}").is_visible()
        guess = state["guess"]
        assert bool(guess and not guess["open"]) == ("guess" in self.stop)
        if "guess" in self.stop:
            assert guess["indicator"] == self.stop["guess"] == self.charts[0]
            assert view.page.locator(".k-guess").is_visible()
            assert helper.drawn_beyond_the_cover(view) == []
            assert self.many == []
        for turn in state["b"]["turns"]:
            kind = {"shock": "shock", "end_funding": "turn"}[turn["kind"]]
            marks = view.page.locator(f".k-mark-main:has(.k-mark-{kind})").all()
            labels = [one.get_attribute("aria-label") for one in marks]
            assert any(label.startswith(self.when(turn["quarter"])) for label in labels)

    def check_numbers_of_the_example(self):
        """The values in the sentences on what the example shows."""
        among = [
            key
            for key in keys(self.lang)
            if key.startswith("live.stories.")
            and key.count(".") == 3
            and not key.endswith(("_title", "_ask", "_tell", ".title", ".question"))
        ]
        told = [one["text"][self.lang] for side in "ab" for one in self.run[side]["decisions"]]
        told = {" ".join(one.split()) for one in told}
        for sentence in self.see:
            key, values = read(sentence, self.lang, among)
            if key is None:
                own = sentence.split(": ", 1)
                assert sentence in told or (
                    self.quarter(own[0]) == self.state["quarter"] and own[1] in told
                )
                card = words(self.view.page.locator("#k-panel-card .k-why"))
                assert sentence.endswith(card)
                continue
            check = VALUES.get(key)
            assert check or not set(values) - {"year"}, f"nobody checks {key}: {values}"
            if check:
                check(self, values)

    def check_numbers_of_the_many(self):
        """The values in the sentences on the many futures, against NumPy on the ensemble."""
        among = [key for key in keys(self.lang) if key.startswith("live.stories.many_")]
        counted = {side: self.futures(side) for side in "ab"}
        for sentence in self.many:
            key, values = read(sentence, self.lang, among)
            assert key, sentence
            assert values["runs"] == str(RUNS)
            MANY[key](self, counted, values)
            if "indicator" in values:
                assert self.indicator(values["indicator"]) in self.charts


# ------------------------------------------------------------ what the values in a sentence must be


def pairs(stop, many, values):
    name, quarter = stop.indicator(values["indicator"]), stop.quarter(values["when"])
    by = many["b"][name].values[:, quarter] - many["a"][name].values[:, quarter]
    least, grain = stop.view.least(name), sum(stop.view.grain(side, name) for side in "ab")
    for word, signed in (("more", by), ("less", -by)):  # to the rounding on the way
        assert (signed > least + grain).sum() <= int(values[word]) <= (signed > least - grain).sum()
    assert sum(int(values[word]) for word in ("more", "less", "same")) == RUNS
    percent = stop.view.js("(name) => K.indicator(name).percent", name)
    assert near(values["mean"], stop.lang, 100 * by.mean() if percent else by.mean())


def same(stop, many, values):
    pairs(stop, many, {**values, "more": "0", "less": "0", "same": str(RUNS), "mean": "0"})


def founded(stop, many, values):
    for side in "ab":
        count = int((many[side]["founding_quarter"].values >= 0).sum())
        assert int(values[side]) == count


def rank(stop, many, values):
    name = stop.indicator(values["indicator"])
    last = many[values["side"].lower()][name].values[:, -1]
    assert int(values["below"]) == int((last < last[0]).sum())


def level(stop, many, values):
    assert int(values["count"]) == int((many["a"]["institution_level"].values[:, -1] > 1.5).sum())


def lost(stop, many, values):
    turn = stop.state["b"]["turns"][0]["quarter"]
    for side in "ab":
        series = many[side]["field_cooperations"].values
        change = series[:, turn + 1].sum() / series[:, turn - 1].sum() - 1
        assert near(values[side], stop.lang, 100 * change)


MANY = {"many_pairs": pairs, "many_same": same, "many_founded": founded, "many_rank": rank,
        "many_level": level, "many_lost": lost}  # fmt: skip


def vote(stop, values):
    quarter = stop.quarter(values["when"])
    assert stop.state["quarter"] == quarter
    (event,) = [
        e for e in stop.run["a"]["events"] if e["q"] == quarter and e["kind"] == "unit_vote"
    ]
    said = [int(values[name]) for name in ("yes", "asked", "needed")]
    assert said == [len(event["vote"]["yes"]), len(event["vote"]["asked"]), event["vote"]["needed"]]
    ticks = stop.view.page.locator(".k-map-sheet.is-a .k-map-towns .k-map-yes")
    assert ticks.count() == len(event["vote"]["yes"])


def at_end(*names):
    def check(stop, values):
        for suffix, name in names:
            for side in "ab":
                assert near(values[side + suffix], stop.lang, stop.says(side, name, 79))

    return check


def before_and_after(name, after=None):
    def check(stop, values):
        turn = stop.state["b"]["turns"][0]["quarter"]
        quarter = stop.quarter(values["when"]) if "when" in values else turn + 1
        assert stop.state["quarter"] == quarter
        for side in "ab":
            assert near(values[side], stop.lang, stop.says(side, name, quarter))
            assert near(values[f"{side}_before"], stop.lang, stop.says(side, name, turn - 1))

    return check


def small(stop, side="a", largest=False):
    """Asked, without time and refused among the four smallest or largest."""
    order = sorted(range(16), key=lambda m: stop.towns[m]["population"])
    places = order[-4:] if largest else order[:4]
    asked = [
        one
        for one in stop.run[side]["decisions"]
        if one["who"] in places and one["outcome"] != "not_considered" and one["kind"] != "stay"
    ]
    outcomes = [one["outcome"] for one in asked]
    names = [stop.towns[m]["name"] for m in places]
    return names, len(asked), outcomes.count("no_time"), outcomes.count("refused")


def counted(stop, values):
    names, asked, no_time, refused = small(stop, largest="large" in values)
    prefix = "large_" if "large" in values else ""
    listed = values.get("large") or values["small"]
    assert all(name in listed for name in names)
    for key, count in (("asked", asked), ("no_time", no_time), ("refused", refused)):
        if prefix + key in values:
            assert int(values[prefix + key]) == count


def helped(stop, values):
    for side, prefix in (("b", ""), ("a", "a_")):
        _, asked, no_time, refused = small(stop, side)
        for key, count in (("asked", asked), ("no_time", no_time), ("refused", refused)):
            if prefix + key in values:
                assert int(values[prefix + key]) == count


def chosen_town(stop, values):
    town = stop.towns[stop.state["selected"]["municipality"]]
    assert values["who"] == town["name"]
    if "people" in values:
        assert number(values["people"], stop.lang) == town["population"]
        assert stop.quarter(values["when"]) == stop.state["quarter"]


def founding(stop, values):
    side = values["side"].lower()
    quarter = stop.quarter(values["when"])
    run = stop.run[side]
    first = next(one for one in run["events"] if one["kind"] == "unit_founded")
    assert first["q"] == quarter
    assert near(values["members"], stop.lang, stop.says(side, "institution_members", quarter))
    if "capacity" not in values:
        assert quarter + 8 > 79
        return
    assert near(values["capacity"], stop.lang, run["unit"]["capacity"][quarter + 1])
    assert near(values["later"], stop.lang, run["unit"]["capacity"][quarter + 8])


def grown(stop, values):
    quarter = stop.quarter(values["when"])
    before, after = stop.run["a"]["unit"]["level"][quarter - 1 : quarter + 1]
    assert 0 < before < after
    level = stop.view.js("(q) => K.data.setup.levels[K.run('a').unit.level[q]]", quarter)
    assert values["level"] == text(f"levels.{level}", stop.lang)
    assert stop.state["quarter"] == quarter


def start_grant(stop, values):
    quarter = stop.quarter(values["when"])
    assert stop.state["quarter"] == quarter
    for name, q in (("before", quarter - 1), ("after", quarter)):
        assert near(values[name], stop.lang, stop.says("a", "institution_members", q))


def openness(stop, values):
    assert near(
        values["to"], stop.lang, stop.state["assumptions"]["municipalities.willingness_mean"]
    )
    base = stop.view.js("K.data.county.base['municipalities.willingness_mean']")
    assert near(values["from"], stop.lang, base)


def quota(stop, values):
    for side in "ab":
        assert near(values[side], stop.lang, 100 * stop.view.js(
            "(side) => K.valueAt('coordination.quota', side)", side))  # fmt: skip


def seat(stop, values):
    assert values["seat"] == next(one["name"] for one in stop.towns if one["is_seat"])
    if "asked" in values:
        first = next(e for e in stop.run["a"]["events"] if e["kind"] == "unit_vote")
        assert int(values["asked"]) == len(first["vote"]["asked"])


def wave(stop, values):
    (turn,) = stop.state["b"]["turns"]
    assert values["year"] == str(2025 + turn["quarter"] // 4)
    assert near(values["share"], stop.lang, 100 * turn["magnitude"])
    assert near(values["span"], stop.lang, turn["duration"] / 4)


def helpers(stop, values):
    for side, key in (("a", "a_fte"), ("b", "fte")):
        fte = stop.view.js("(side) => K.valueAt('county.county_support_fte', side)", side)
        assert near(values[key], stop.lang, fte)


VALUES = {
    "reach.votes_lost": vote,
    "reach.votes_carried": vote,
    "reach.votes_despite": chosen_town,
    "reach.later_see": at_end(("", "institution_members"), ("_cross", "cross_field_cooperations")),
    "reach.openness_see": openness,
    "seat.asked_see": seat,
    "seat.quota_see": quota,
    "leave.before_see": wave,
    "leave.during_see": before_and_after("service_level"),
    "leave.price_see": at_end(("", "net_benefit"), ("_cross", "cross_field_cooperations")),
    "small.time_see": chosen_town,
    "small.count_see": counted,
    "small.count_large": counted,
    "small.help_see": helpers,
    "small.help_count": helped,
    "begin.founded_see": founding,
    "begin.founded_late": founding,
    "begin.growing_see": grown,
    "begin.later_see": at_end(("", "cross_field_cooperations")),
    "money.start_grant_see": start_grant,
    "money.after_see": before_and_after("field_cooperations"),
    "money.alone_see": before_and_after("field_cooperations"),
}


# ------------------------------------------------------------------------------------------ walking


def test_there_are_enough_stories(view):
    book = view.js("K.storyBook.stories.map((one) => [one.name, one.stops.length])")
    assert dict(book) == STORIES
    assert len(book) >= 5
    assert all(3 <= stops <= 4 for _, stops in book)
    assert len(view.all(".k-stories-one")) == len(book)


@pytest.mark.parametrize("name", STORIES)
def test_every_stop_in_both_languages(view, name):
    """Walked with its buttons, from the list to the end; each stop is read in both languages."""
    view.page.locator(f".k-stories-one[data-does={name}]").click()
    for number_ in range(STORIES[name]):
        view.settled()
        assert view.state("story") == {"name": name, "stop": number_}
        before = view.state()
        for lang in languages:
            view.page.locator(f"[data-of=lang] [data-value={lang}]").click()
            view.quiet()
            stop = Stop(view, lang)
            assert words(stop.article.locator(".k-stories-count")) == text(
                "live.stories.stop", lang, k=number_ + 1, n=STORIES[name]
            )
            stop.check_words()
            stop.check_page()
            stop.check_numbers_of_the_example()
            stop.check_numbers_of_the_many()
            assert view.missing() == []
        view.page.locator("[data-of=lang] [data-value=de]").click()
        assert view.state() == before
        view.page.locator(".k-stories-stop [data-does=next]").click()
    view.settled()
    assert view.state("story") is None
    assert view.state("guess") is None
    assert len(view.all(".k-stories-one")) == len(STORIES)


def test_most_stops_speak_of_many_futures(view):
    """So that the check of their numbers cannot run empty."""
    view.page.locator(".k-stories-one[data-does=reach]").click()
    view.settled()
    view.page.locator(".k-stories-stop [data-does=next]").click()
    view.settled()
    assert len(view.words(".k-stories-many p")) >= 1
    assert len(view.words(".k-stories-see p")) >= 1


def test_a_stop_is_left_by_moving_something_and_found_again(view):
    view.page.locator(".k-stories-one[data-does=small]").click()
    view.settled()
    assert not view.all("[data-does=again]")
    view.set(a={"measures": {"coordination.level": "none"}, "turns": []})
    assert view.text("stories.changed") in view.one(".k-stories-see")
    view.page.locator("[data-does=again]").click()
    view.settled()
    assert not view.all("[data-does=again]")
    assert view.state("a")["measures"]["coordination.level"] == "office"
    view.page.locator("[data-does=leave]").click()
    view.settled()
    assert view.state("story") is None


@pytest.mark.parametrize("what", ["shocks", "interventions"])
def test_no_story_where_something_happens_already(view, what):
    """Its sentences on what differs, and when, would be false there."""
    put = "([what, list]) => { K.data.county.own[what] = list; K.parts.stories.draw(); }"
    before = view.js("(what) => K.data.county.own[what] ?? []", what)
    view.js(put, [what, [{"kind": "any"}]])
    try:
        assert not view.all(".k-stories-one")
        assert view.text("stories.none_happens") in view.one(".k-stories-list")
    finally:
        view.js(put, [what, before])
    assert len(view.all(".k-stories-one")) == len(STORIES)


def test_whoever_was_never_asked_is_not_counted(view):
    view.page.locator(".k-stories-one[data-does=small]").click()
    view.settled()
    keys_of = """([unasked, stop]) => {
      const kept = unasked.map((side) => [K.data[side].run, K.data[side].run.decisions]);
      for (const [run] of kept) run.decisions = [];
      const found = K.storyFacts[stop].see().map(([key]) => key);
      for (const [run, decisions] of kept) run.decisions = decisions;
      return found;
    }"""
    none = view.js(keys_of, [["a", "b"], "small.count"])
    assert none == ["small.count_unasked", "small.count_large_unasked"]
    assert view.js(keys_of, [["a", "b"], "small.help"])[1] == "small.help_unasked"
    assert view.js(keys_of, [["a"], "small.help"])[1] == "small.help_one_side"
    assert view.js(keys_of, [[], "small.help"])[1] == "small.help_count"


def test_futures_that_are_alike_are_said_to_be(view):
    view.page.locator(".k-stories-one[data-does=money]").click()
    view.settled()
    before = """() => {
      const pairs = K.pairs;
      K.pairs = () => ({ more: 0, less: 0, same: 200, runs: 200, mean: 0 });
      try { return K.storyFacts["money.after"].many().map(([key]) => key); }
      finally { K.pairs = pairs; }
    }"""
    assert view.js(before) == ["stories.many_same"] * 2


def test_what_the_room_guessed_is_shown_when_the_story_ends(view):
    view.page.locator(".k-stories-one[data-does=begin]").click()
    view.settled()
    slider = view.page.locator("#k-guess-end")
    slider.focus()
    view.press("ArrowRight")
    guess = view.state("guess")["values"]
    assert "79" in guess
    for _ in range(3):
        view.page.locator(".k-stories-stop [data-does=next]").click()
        view.settled()
    now = view.state("guess")
    assert now["open"] is True
    assert now["values"] == guess
    result = view.one(".k-guess-result")
    assert view.text("chart.guess_at_end") in result
    assert f"({round(guess['79'])})" in result
