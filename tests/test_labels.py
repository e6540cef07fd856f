"""The scenarios of a comparison are called as people call them, and what was changed is told."""

import pytest

from sim.comparison import Side, labels
from sim.comparison.sides import sides_of
from sim.scenario import Scenario, load_scenario, scenario_from_table
from sim.scenario.manual import all_settings
from sim.texts import keys, languages

B = "coalition-of-the-willing"


def changed(name: str, **settings: object) -> Side:
    return Side(load_scenario(name, settings), settings)


def titled(**unit: object) -> Scenario:
    return scenario_from_table({"title": "x", "coordination": unit}, "x")


@pytest.mark.parametrize(
    ("path", "value", "german", "english"),
    [
        ("quota", 0.666667, "Quorum: 0,667", "quota: 0.667"),
        ("coordination.quota", 0.5, "Quorum: 0,5", "quota: 0.5"),
        ("level", "informal", "Koordinationsstelle: Selbstverpflichtung",
         "coordination unit: self-commitment"),
        ("development", "adaptive", "Stufe der Koordinationsstelle: veränderlich",
         "level of the unit: adaptive"),
        ("attached", True, "Geschäftsstelle angegliedert: ja", "office attached: yes"),
        ("preparation_quarters", 1, "Vorbereitung: ein Quartal", "preparation: one quarter"),
        ("preparation_quarters", 8, "Vorbereitung: 8 Quartale", "preparation: 8 quarters"),
        ("start", 2030, "erstes Jahr: 2030", "first year: 2030"),
        ("fields.water.scale_effect", 0.1, "Ersparnis (Wasser): 0,1", "saving (Water): 0.1"),
        ("learning.fatigue", 0.0004, "Bereitschaft, die verliert, wer vergeblich zugestimmt hat: "
         "0,0004", "fatigue: 0.0004"),
        ("shocks", 2, "Schocks: 2", "shocks: 2"),
        ("region.municipalities", ("Eschwege", "Meißner"), "Gemeinden: Eschwege, Meißner",
         "municipalities: Eschwege, Meißner"),
        ("count_of_year", None, "Einwohnerzahl vom Ende des Jahres: –",
         "residents at the end of: –"),
    ],
)  # fmt: skip
def test_settings_are_named_as_people_name_them(path, value, german, english):
    scenario = load_scenario(B)
    assert labels.told(path, value, scenario, "de") == german
    assert labels.told(path, value, scenario, "en") == english


@pytest.mark.parametrize("lang", languages)
def test_short_names_are_those_of_settings(lang):
    names = {info.name for info in all_settings()}
    start = "compare.settings."
    assert {key.removeprefix(start) for key in keys(lang) if key.startswith(start)} <= names


def test_every_setting_has_a_label():
    """Of every path that may be typed, in both languages, and none with its bare key in German."""
    scenario = load_scenario(B)
    for path, value in labels.flat(scenario).items():
        german, english = (labels.told(path, value, scenario, lang) for lang in languages)
        assert "None" not in german + english
        assert "_" not in german + english, path


def test_the_one_left_as_it_is_needs_no_note():
    sides = sides_of(["county-wide", changed("county-wide", quota=0.666667), B])
    assert [s.label("de") for s in sides] == [
        "Kreisweit: alle oder keiner", "Kreisweit: alle oder keiner (Quorum: 0,667)",
        "Koalition der Willigen",
    ]  # fmt: skip
    nameless = sides_of([titled(), titled(quota=0.6)])
    assert [s.label("en") for s in nameless] == ["x (quota: 0.667)", "x (quota: 0.6)"]


def test_labels_of_many_settings_are_counted():
    many = {"quota": 0.5, "preparation_quarters": 4, "attempts": 5, "minimum_members": 4}
    sides = sides_of(["county-wide", changed("county-wide", **many)])
    full, brief = sides[1].label("en"), labels.brief_labels(sides, "en")[1]
    assert all(words in full for words in ("quota: 0.5", "votes at most: 5", "members: 4"))
    assert brief == (
        "County-wide: all or none (quota: 0.5; preparation: 4 quarters; 2 more changes)"
    )
    assert sides[1].label("de", 0) == "Kreisweit: alle oder keiner (4 Einstellungen geändert)"
    alike = sides_of(
        [changed("county-wide", **many), changed("county-wide", **many | {"attempts": 6})]
    )
    assert labels.brief_labels(alike, "en") == [s.label("en") for s in alike]


def test_what_was_changed_is_told():
    (plain, typed) = sides_of(["county-wide", changed("county-wide", quota=0.5, title="Mine")])
    assert labels.changes(plain, "de") == ""
    assert labels.changes(typed, "de") == (
        "Anteil der gefragten Gemeindevertretungen, der zustimmen muss: 0,5"
    )
    for_all = Side(load_scenario("county-wide", {"quarters": 24, "quota": 0.5}), {"quota": 0.5})
    assert labels.changes(for_all, "en") == (
        "share of the councils asked that must agree: 0.5; length of a run: 24 quarters"
    )
    own = scenario_from_table({"quarters": 4, "title": "Mine"}, "mine.toml")
    assert labels.changes(Side(own), "en") == ""
