"""Bad input gets one clear line: what, where, what is allowed.  Pairs: file → message."""

import pytest

from sim.scenario import ScenarioError, load_scenario
from sim.world import World

PAIRS = [
    ("levle = 1", "bad.toml: levle: unknown key"),
    ("[coordination]\nlevl = 'office'", "coordination.levl: unknown key; did you mean 'level'?"),
    ("[coordnation]\nlevel = 'office'", "coordnation: unknown key; did you mean 'coordination'?"),
    (
        "[coordination]\nlevel = 'offic'",
        "level: given 'offic'; allowed: 'none', 'informal', 'shared_staff' or 'office'",
    ),
    ("[coordination]\nquota = 2", "coordination.quota: given 2; allowed: a number from 0.01 to 1"),
    ("[coordination]\nquota = 'much'", "coordination.quota: given 'much'; allowed: a number from"),
    ("[coordination]\nquota = nan", "coordination.quota: given nan; allowed: a number from"),
    ("[coordination]\nquota = true", "coordination.quota: given True; allowed: a number from"),
    ("quarters = 0", "quarters: given 0; allowed: a whole number from 1 to 400"),
    ("quarters = 401", "quarters: given 401; allowed: a whole number from 1 to 400"),
    ("quarters = 10.5", "quarters: given 10.5; allowed: a whole number from 1 to 400"),
    ("coordination = 3", "coordination: given 3; allowed: a table"),
    ("fields = []", "fields: given (); allowed: at least 1"),
    ("[[fields]]\nname = 'water'\n[[fields]]\nname = 'water'", "fields: given 'water' twice"),
    ("[[fields]]\nname = 'Große Wäsche'", "fields[0].name: given 'Große Wäsche'; allowed:"),
    ("[[fields]]\nfixed_share = 0.5", "fields[0].name: is missing"),
    ("[fields.watr]\nscale_effect = 0.1", "fields.watr: no such field; did you mean 'water'?"),
    ("[coordination]\nquota = 0,5", "numbers take a decimal point: 0.5"),
    ("[fields.water]\nscale_efect = 1", "scale_efect: unknown key; did you mean 'scale_effect'?"),
    (
        "[[shocks]]\nkind = 'meteorite'\nquarter = 3",
        "shocks[0].kind: given 'meteorite'; allowed: 'out_migration'",
    ),
    (
        "[[shocks]]\nkind = 'ageing'\nquarter = 80",
        "shocks[0].quarter: given 80, after the end of the run; allowed: 0 … 79",
    ),
    ("[[shocks]]\nkind = 'ageing'", "shocks[0].quarter: given neither of quarter and rate"),
    (
        "[[shocks]]\nkind = 'ageing'\nquarter = 1\nrate = 0.1",
        "shocks[0].quarter: given both of quarter and rate",
    ),
    (
        "[[shocks]]\nkind = 'ageing'\nquarter = 1\nmunicipalities = ['Wahnfried']",
        "shocks[0].municipalities: Werra-Meißner-Kreis: no municipality 'Wahnfried'",
    ),
    (
        "[[interplay]]\nfields = ['water', 'air']",
        "interplay[0].fields: given 'air'; allowed: water",
    ),
    (
        "[[partners]]\nname = 'X'\nfield = 'air'",
        "partners[0].field: given 'air'; allowed: water, housing, neighbourhood",
    ),
    ("[region]\nseat = 'Eschwge'", "did you mean 'Eschwege'?"),
    ("[region]\nborders = 'missing.geojson'", "missing.geojson: there is no such file"),
    ("[region]\nmunicipalities = 'Eschwege'", "region.municipalities: given 'Eschwege'; allowed"),
    ("[region]\nmunicipalities = ['Eschwge', 'Sontra']", "no municipality 'Eschwge'"),
    ("[region]\nsource = 'nowhere'", "nowhere"),
    ("[region]\nsource = 'missing.csv'", "missing.csv"),
    ("[region]\ncount_of_year = 1999", "count_of_year: given 1999; allowed:"),
    (
        "[coordination]\ndrafting_partners = ['Kassel']",
        "drafting_partners: Werra-Meißner-Kreis: no",
    ),
    (
        "[coordination]\nlevel = 'none'\ndevelopment = 'adaptive'",
        "coordination.development: given 'adaptive' with level 'none'",
    ),
    ("extends = 'bad.toml'", "extends: goes in a circle: bad.toml → bad.toml"),
    ("extends = 'nothing'", "bad.toml: extends: scenario 'nothing': neither a file nor a shipped"),
    ("extends = 3", "extends: given 3; allowed: a file or a shipped name"),
    ("quarters = ", "bad.toml: not valid TOML: "),
    ("title = 7", "title: given 7; allowed: text"),
    ("title = { de = 'Nur deutsch' }", "title.en: is missing"),
]


@pytest.mark.parametrize(("text", "message"), PAIRS, ids=[p[0][:40] for p in PAIRS])
def test_bad_file_gets_one_line(tmp_path, text, message):
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        World.of(load_scenario(path))
    line = str(caught.value)
    assert message in line
    assert "\n" not in line
    assert len(line) < 400


def test_a_longer_circle_is_told_whole(tmp_path):
    for name, base in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.toml").write_text(f"extends = '{base}.toml'")
    with pytest.raises(ScenarioError, match=r"a\.toml → b\.toml → c\.toml → a\.toml"):
        load_scenario(tmp_path / "a.toml")


def test_missing_file_and_unknown_name():
    with pytest.raises(ScenarioError, match=r"nowhere\.toml: there is no such file"):
        load_scenario("nowhere.toml")
    with pytest.raises(ScenarioError, match="did you mean 'county-wide'"):
        load_scenario("countywide")


def test_not_utf8_is_told(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_bytes('title = "Gemeindeverbände"'.encode("latin-1"))
    with pytest.raises(ScenarioError, match="not UTF-8"):
        load_scenario(path)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("levle", "office", "--set levle: unknown setting; did you mean 'level'?"),
        ("coordination.levle", "office", "coordination.levle: unknown key"),
        ("fields.watr.scale_effect", 0.1, "no such field 'watr'; did you mean 'water'?"),
        ("quarters.x", 1, "quarters"),
        ("shocks.0.quarter", 1, "shocks"),
    ],
)
def test_bad_override(key, value, message):
    with pytest.raises(ScenarioError) as caught:
        load_scenario("out-migration", {key: value})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_shock_after_a_shortened_run_is_refused():
    with pytest.raises(ScenarioError, match="after the end of the run"):
        load_scenario("out-migration", {"quarters": 20})
