"""The report of a run: whole, self-contained, in both languages, whatever happened in the run."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sim import report, results
from sim.report import telling
from sim.report.run import Run
from sim.report.words import Words
from sim.scenario import scenario_from_table
from sim.texts import keys, languages

VOID = {"meta", "img", "br", "hr", "link", "input"}
SHOCK = {"kind": "facility_closure", "quarter": 8, "magnitude": 0.3, "duration": 6}
WAVES = {"kind": "key_person_loss", "rate": 0.5, "each": True, "magnitude": 0.8, "duration": 1}
PAIR = ["Eschwege", "Meißner"]
SCENARIOS = {
    "coalition": {"quarters": 48},
    "county-wide, never founded": {
        "quarters": 30,
        "coordination": {"membership": "county_wide", "quota": 1.0},
    },
    "forum that ends and begins again": {"coordination": {"membership": "open_forum"}},
    "level none": {"quarters": 30, "coordination": {"level": "none"}},
    "level develops": {"coordination": {"level": "informal", "development": "adaptive"}},
    "nothing ever founded": {
        "quarters": 30,
        "municipalities": {"willingness_mean": 0.0, "willingness_spread": 0.0},
        "decisions": {"initiative_rate": 0.0},
    },
    "one quarter": {"quarters": 1},
    "two quarters": {"quarters": 2},
    "a shock": {"quarters": 24, "shocks": [SHOCK]},
    "shock in the first quarter": {"quarters": 20, "shocks": [{**SHOCK, "quarter": 0}]},
    "many shocks": {"quarters": 24, "shocks": [WAVES]},
    "shock that never comes": {"quarters": 4, "shocks": [{**WAVES, "rate": 0.0}]},
    "two municipalities": {"quarters": 24, "region": {"municipalities": PAIR}},
    "one field": {"quarters": 24, "fields": [{"name": "water"}]},
    "own fields and partners": {
        "quarters": 12,
        "fields": [{"name": "water", "scale_effect": 0.1}, {"name": "sport", "title_de": "Übung"}],
        "interplay": [{"fields": ["water", "sport"], "synergy": 0.2}],
        "partners": [{"name": "Förderverein", "field": "sport"}],
    },
}


def make(table, lang, tmp_path: Path, seed: int = 1, **more) -> str:
    result = results.run(scenario_from_table({**table, **more}, "x"), seed, lang)
    path = tmp_path / "report.html"
    report.write_report(result, report.draw_figures(result), path)
    return path.read_text(encoding="utf-8")


class Page(HTMLParser):
    """What a browser would make of it: balanced tags, words outside the style, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes.append((tag, found))
        self.addresses += [v for k, v in attrs if k in ("src", "href", "srcset", "data") and v]
        self.ids += [value for key, value in attrs if key == "id" and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> without a start"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module", params=SCENARIOS)
def case(request):
    return SCENARIOS[request.param]


@pytest.mark.parametrize("lang", languages)
def test_every_run_has_a_whole_page(case, lang: str, tmp_path: Path) -> None:
    html = make(case, lang, tmp_path)
    page = Page(html)
    assert page.open == []
    assert html.startswith("<!DOCTYPE html>")
    assert f'<html lang="{lang}">' in html
    assert page.tags.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    assert not re.search(r"\b(None|nan|NaN|inf|True|False)\b|\{\w*\}|Undefined", page.text)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize("lang", languages)
def test_needs_nothing_from_outside(case, lang: str, tmp_path: Path) -> None:
    html = make(case, lang, tmp_path)
    page = Page(html)
    inner = {f"#{name}" for name in page.ids}
    for address in page.addresses:
        assert address.startswith("data:image/svg+xml;base64,") or address in inner
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert not re.search(r"https?://|@import|url\(|file:", html)


def test_says_what_it_shows(tmp_path: Path) -> None:
    page = Page(make(SCENARIOS["coalition"], "de", tmp_path))
    images = [found for tag, found in page.attributes if tag == "img"]
    assert len(images) == 5
    assert all(found["alt"] for found in images)
    assert page.tags.count("figure") == page.tags.count("figcaption") == 5
    heads = [found for tag, found in page.attributes if tag == "th"]
    assert all(found.get("scope") for found in heads)
    assert page.tags.count("table") == page.tags.count("caption")


def test_headings_skip_no_level(tmp_path: Path) -> None:
    page = Page(make(SCENARIOS["a shock"], "en", tmp_path))
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_umlauts_are_whole(tmp_path: Path) -> None:
    html = make(SCENARIOS["coalition"], "de", tmp_path)
    for word in ("Großalmerode", "Weißenborn", "Kümmerer", "für", "Änderung", "„Wohnen“"):
        assert word in html
    assert not re.search(r"Ã|�|&[au]uml;", html)
    assert '<meta charset="utf-8">' in html


def test_words_of_the_scenario_are_escaped(tmp_path: Path) -> None:
    texts = {"title": "<b>&\"'</b>", "description": "<script>alert(1)</script>{{ 7 * 7 }}"}
    html = make(SCENARIOS["one quarter"], "en", tmp_path, **texts)
    page = Page(html)
    assert "&lt;b&gt;&amp;" in html
    assert "<b>" not in html
    assert "script" not in page.tags
    assert "{{ 7 * 7 }}" in page.text


def test_a_run_without_words_of_its_own(tmp_path: Path) -> None:
    page = Page(make(SCENARIOS["one quarter"], "de", tmp_path))
    assert "Ein Lauf ohne Titel" in page.text
    assert "kuemmerer run SZENARIO --seed 2" in page.text


def test_figures_may_be_missing(tmp_path: Path) -> None:
    result = results.run(scenario_from_table({"quarters": 2}, "x"), 1, "en")
    report.write_report(result, {}, tmp_path / "report.html")
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "img" not in page.tags
    assert "#figures" not in page.addresses


def test_same_run_same_page(tmp_path: Path) -> None:
    first = make(SCENARIOS["a shock"], "de", tmp_path)
    assert make(SCENARIOS["a shock"], "de", tmp_path) == first


def test_an_existing_page_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    assert "old" not in make(SCENARIOS["one quarter"], "en", tmp_path)[:3]


def told(name: str, lang: str = "de", **more) -> Run:
    scenario = scenario_from_table({**SCENARIOS[name], **more}, "x")
    return Run(results.run(scenario, 1, lang), Words(lang))


def test_nothing_founded_is_said(tmp_path: Path) -> None:
    text = Page(make(SCENARIOS["nothing ever founded"], "de", tmp_path)).text
    assert "keine einzige Kooperation" in text
    assert "In diesem Lauf kam keine Kooperation zustande." in text
    text = Page(make(SCENARIOS["level none"], "de", tmp_path)).text
    assert "In diesem Szenario gibt es keine Koordinationsstelle" in text


def test_every_vote_is_told() -> None:
    run = told("county-wide, never founded")
    moments = [m for chapter in telling.chapters(run) for m in chapter.moments]
    votes = [run.when(t.event.quarter) for t in run.happened("unit_vote")]
    assert votes
    assert set(votes) <= {when for when, sort, _ in moments if sort == "unit"}


@pytest.mark.parametrize("name", ["coalition", "many shocks", "level develops"])
def test_the_story_stays_short(name: str) -> None:
    run = told(name)
    moments = [m for chapter in telling.chapters(run) for m in chapter.moments]
    assert 1 <= len(moments) <= telling.MOST_MOMENTS
    quarters = [int(when[-4:]) for when, _, _ in moments]
    assert quarters == sorted(quarters)


def test_shocks_are_told_with_their_twin(tmp_path: Path) -> None:
    html = make(SCENARIOS["a shock"], "en", tmp_path)
    text = Page(html).text
    assert "Compared with the same run without the shock" in text
    assert 'id="shocks"' in html
    assert 'id="shocks"' not in make(SCENARIOS["one quarter"], "en", tmp_path)
    assert "none struck" in Page(make(SCENARIOS["shock that never comes"], "en", tmp_path)).text


def test_settings_that_differ_are_listed(tmp_path: Path) -> None:
    table = {"quarters": 4, "start": 2030, "coordination": {"quota": 0.5, "attached": True}}
    text = Page(make(table, "de", tmp_path)).text
    for words in ("coordination.quota", "0,5", "0,6667", "coordination.attached", "2030", "2025"):
        assert words in text
    assert "coordination.attempts" not in text
    text = Page(make(SCENARIOS["own fields and partners"], "de", tmp_path)).text
    for words in ("fields.water.scale_effect", "Übung", "Förderverein"):
        assert words in text


def test_the_region_and_the_seed_are_named(tmp_path: Path) -> None:
    page = Page(make(SCENARIOS["one quarter"], "en", tmp_path, 4_294_967_295))
    assert "Statistisches Bundesamt" in page.text
    assert "4294967295" in page.text
    assert "--seed 0" in page.text
    assert "Riechel, R.; Trapp, J. H. (2020)" in page.text


def test_words_have_both_numbers() -> None:
    for lang in languages:
        found = set(keys(lang))
        ones = {key.removesuffix("_one") for key in found if key.endswith("_one")}
        assert ones == {key.removesuffix("_many") for key in found if key.endswith("_many")} - {
            "plots.map.note"
        }
