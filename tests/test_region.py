import csv
import math
import re
from datetime import date
from pathlib import Path

import pytest

from sim.region import Region, RegionError, load_region
from sim.region.ages import AgeStructure, annual_change, shares_65_plus, shares_under_20
from sim.region.places import weighted_mean

ROOT = Path(__file__).parents[1]
CHECKED = ROOT.parent / "shared" / "data" / "werra-meissner"
ESCHWEGE, WITZENHAUSEN, NEU_EICHENBERG = "06636003", "06636016", "06636009"

HEADER = "key,name,population,area_km2,lat,lon"
THREE = ["a,Alheim,1000,20,51.0,9.9", "b,Bebra,3000,25.5,51.05,9.95", "c,Cornberg,50,5,51.1,9.9"]


@pytest.fixture(scope="module")
def county() -> Region:
    return load_region()


def write(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "own.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def table(extra: str = "", cells: tuple[str, str, str] = ("", "", "")) -> list[str]:
    """Three municipalities, with more columns if given."""
    rows = [f"{row},{cell}" if extra else row for row, cell in zip(THREE, cells, strict=True)]
    return [f"{HEADER},{extra}" if extra else HEADER, *rows]


def shares(region: Region, name: str) -> list[float]:
    return [getattr(place, name) for place in region.places]


def steps_from(region: Region, start: str) -> dict[str, int]:
    steps, front = {start: 0}, [start]
    for key in front:
        for other in region.neighbour_keys(key):
            if other not in steps:
                steps[other] = steps[key] + 1
                front.append(other)
    return steps


# ---------------------------------------------------------------------------- the built-in county
def test_county_has_its_16_municipalities_and_31_borders(county):
    assert len(county.places) == 16
    assert len(county.neighbours) == 31
    assert county.population == 97_695
    assert county.keys == tuple(sorted(county.keys))
    assert all(re.fullmatch("06636[0-9]{3}", key) for key in county.keys)
    assert math.isclose(sum(place.area_km2 for place in county.places), 974.52)
    assert sum(place.is_town for place in county.places) == 8
    assert "Destatis" in county.source
    assert "dl-de/by-2-0" in county.source


def test_eschwege_is_the_seat_with_seven_neighbours(county):
    assert county.seat == county.find("eschwege")
    assert [place.key for place in county.places if place.is_seat] == [ESCHWEGE]
    ring = {county.find(key).name for key in county.neighbour_keys(ESCHWEGE)}
    assert ring == {
        "Bad Sooden-Allendorf",
        "Berkatal",
        "Meinhard",
        "Meißner",
        "Wanfried",
        "Wehretal",
        "Weißenborn",
    }


def test_county_is_connected_and_neu_eichenberg_hangs_on_witzenhausen(county):
    steps = [steps_from(county, key) for key in county.keys]
    assert all(len(reached) == 16 for reached in steps)
    assert max(max(reached.values()) for reached in steps) == 6
    assert county.neighbour_keys(NEU_EICHENBERG) == (WITZENHAUSEN,)


def test_neighbours_are_mutual_and_sorted(county):
    assert county.neighbours == tuple(sorted(county.neighbours))
    for a, b in county.neighbours:
        assert a < b
        assert a in county.neighbour_keys(b)
        assert b in county.neighbour_keys(a)


def test_history_is_dated_and_spans_three_census_bases(county):
    history = dict(county.find("Meißner").history)
    assert list(history) == sorted(history)
    assert history[date(1990, 12, 31)] == 3655
    assert history[date(2022, 5, 15)] == 2948
    assert history[date(2023, 12, 31)] == 2916
    totals = {day: sum(dict(p.history)[day] for p in county.places) for day in history}
    assert totals[date(2013, 12, 31)] == 100_356
    assert totals[date(2021, 12, 31)] == 99_714
    assert totals[date(2022, 5, 15)] == 98_421


def test_files_carry_only_published_facts():
    path = ROOT / "sim" / "data" / "werra-meissner" / "municipalities.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert not {"annual_change", "share_under_20", "share_65_plus"} & {*header}
    sources = (ROOT / "sim" / "data" / "SOURCES.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in sources for name in header)


# ------------------------------------------------------------------------------- derived figures
def test_weighted_shares_are_those_of_the_county(county):
    residents = [place.population for place in county.places]
    assert math.isclose(weighted_mean(shares(county, "share_65_plus"), residents), 0.2611)
    assert math.isclose(weighted_mean(shares(county, "share_under_20"), residents), 0.16)


def test_published_range_of_ages_is_met(county):
    """The published range of mean ages lies between who shrinks most and who grows most."""
    oldest = max(county.places, key=lambda place: place.share_65_plus)
    youngest = min(county.places, key=lambda place: place.share_65_plus)
    assert (oldest.name, youngest.name) == ("Weißenborn", "Hessisch Lichtenau")
    # 3.2 years of mean age, (26.11 - 19.16) points in (46.65 - 41.25) years
    expected = 0.032 * (26.11 - 19.16) / (46.65 - 41.25)
    assert math.isclose(oldest.share_65_plus - youngest.share_65_plus, expected)
    assert math.isclose(youngest.share_under_20 - oldest.share_under_20, expected / 2)


def test_derived_figures_are_marked_and_plausible(county):
    for place in county.places:
        assert place.derived == {"annual_change", "share_65_plus", "share_under_20"}
        assert 0.2 < place.share_65_plus < 0.35
        assert 0.1 < place.share_under_20 < 0.2
        assert abs(place.annual_change) < 0.015
    assert county.derived == frozenset()


def test_annual_change_by_hand(county):
    lost = county.find("Weißenborn").annual_change  # 1068 in 2013, 953 in 2023
    assert math.isclose(1068 * (1 + lost) ** 10, 953, rel_tol=1e-5)
    assert abs(county.annual_change) < 0.0002  # 100,356 to 100,215
    doubled = [(date(2013, 12, 31), 50), (date(2023, 12, 31), 100)]
    assert annual_change(doubled) == 0.071773
    assert annual_change(doubled[:1]) is None
    assert annual_change([(date(2013, 12, 31), 0), (date(2023, 12, 31), 100)]) is None


def test_who_shrinks_is_older_within_limits():
    ages = AgeStructure(share_65_plus=0.25, share_under_20=0.16, slope=4.0)
    older = shares_65_plus([0.01, -0.01], [100, 100], ages)
    assert older == pytest.approx([0.21, 0.29])
    assert shares_under_20(older, ages) == pytest.approx([0.18, 0.14])
    assert shares_65_plus([0.2, -0.2], [100, 100], ages) == [0.05, 0.6]
    assert shares_under_20([0.6], ages) == [0.0]
    assert shares_65_plus([0.1, 0.3], [0, 0], AgeStructure()) == [0.22, 0.22]


# --------------------------------------------------------------------------- find, index, subset
def test_find_by_key_or_name(county):
    assert county.find("06636008").name == "Meißner"
    assert county.find(" MEISSNER ").key == "06636008"  # case folding: ß is ss
    assert county.index(ESCHWEGE) == 2


@pytest.mark.parametrize("ask", ["find", "index", "neighbour_keys"])
def test_unknown_place_names_the_nearest(county, ask):
    with pytest.raises(RegionError, match=r"no municipality 'Eschwge'; did you mean 'Eschwege'\?"):
        getattr(county, ask)("Eschwge")


def test_name_of_several_asks_for_a_key(tmp_path):
    rows = ["1,Neustadt,10,1,51,9", "2,neustadt,20,1,51.01,9"]
    region = load_region(write(tmp_path, HEADER, *rows))
    with pytest.raises(RegionError, match="several are named 'Neustadt'; use a key: 1, 2"):
        region.find("Neustadt")


def test_subset_keeps_order_inner_borders_and_seat(county):
    ring = county.subset(["Wanfried", *county.neighbour_keys(ESCHWEGE), ESCHWEGE])
    assert len(ring.places) == 8
    assert ring.keys == tuple(key for key in county.keys if key in ring.keys)
    inner = {pair for pair in county.neighbours if {*pair} <= {*ring.keys}}
    assert set(ring.neighbours) == inner
    assert ring.seat == county.seat
    assert county.subset(county.keys).fingerprint() == county.fingerprint()


def test_subset_without_the_seat_takes_the_most_populous(county):
    rest = county.subset(["Sontra", "Witzenhausen", "Berkatal"])
    assert rest.seat is not None
    assert rest.seat.name == "Witzenhausen"
    assert "is_seat" in rest.seat.derived
    assert sum(place.is_seat for place in rest.places) == 1
    assert rest.neighbours == ()


def test_subset_of_none_is_refused_and_of_one_is_not(county):
    with pytest.raises(RegionError, match="0 municipalities given, allowed are 1 to 500"):
        county.subset([])
    alone = county.subset(["Berkatal", "Berkatal"])
    assert [place.name for place in alone.places] == ["Berkatal"]
    assert alone.seat == alone.places[0]


# ------------------------------------------------------------------------------------ fingerprint
def test_fingerprint_is_stable(county):
    assert county.fingerprint() == load_region("werra-meissner").fingerprint()
    assert county.fingerprint() == (
        "eb2ee5e5b8258292aa40f4952171c4b1c9b3bae561156d4b50c5d1b77cc6016e"
    )


def test_fingerprint_knows_facts_and_ignores_order_and_origin(tmp_path):
    lines = table("neighbours", ("b", "a", ""))
    whole = load_region(write(tmp_path, *lines))
    other = tmp_path / "elsewhere"
    other.mkdir()
    mixed = load_region(write(other, lines[0], lines[3], lines[1], lines[2]))
    assert mixed.fingerprint() == whole.fingerprint()
    moved = load_region(write(other, *table("neighbours", ("c", "", "a"))))
    assert moved.fingerprint() != whole.fingerprint()
    more = load_region(write(other, *[line.replace("3000", "3001") for line in lines]))
    assert more.fingerprint() != whole.fingerprint()


# ------------------------------------------------------------------------------------- own files
def test_six_columns_are_enough(tmp_path):
    region = load_region(write(tmp_path, *table()))
    assert (region.name, region.source, region.population) == ("own", "own.csv", 4050)
    assert region.seat is not None
    assert region.seat.name == "Bebra"
    assert region.seat.derived == {
        "is_seat",
        "annual_change",
        "share_65_plus",
        "share_under_20",
    }
    assert shares(region, "share_65_plus") == [0.22] * 3
    assert shares(region, "share_under_20") == [0.184] * 3
    assert shares(region, "annual_change") == [0.0] * 3
    assert shares(region, "staff_fte") == shares(region, "willingness") == [None] * 3
    assert region.derived == {"neighbours"}


def test_given_figures_are_kept(tmp_path):
    extra = "seat,staff_fte,willingness,share_under_20,share_65_plus,annual_change,neighbours"
    cells = ("ja,3.5,0.2,0.1,0.3,-0.01,b", ",,,0.9,,,a", "nein,0,1,,0.95,0,")
    region = load_region(write(tmp_path, *table(extra, cells)))
    a, b, c = region.places
    assert (a.is_seat, a.staff_fte, a.willingness) == (True, 3.5, 0.2)
    assert (a.share_under_20, a.share_65_plus, a.annual_change) == (0.1, 0.3, -0.01)
    assert a.derived == frozenset()
    assert b.derived == {"share_65_plus", "annual_change"}
    assert b.share_under_20 + b.share_65_plus <= 1
    assert c.share_65_plus == 0.95
    assert c.share_under_20 == pytest.approx(0.05)
    assert region.neighbours == (("a", "b"),)
    assert region.derived == frozenset()


def test_earlier_counts_give_the_trend(tmp_path):
    cells = ("1100,1000,7", "2900,,8", "0,0,9")
    lines = table("population_2013,population_2023,population_2011_census", cells)
    a, b, c = load_region(write(tmp_path, *lines)).places
    assert a.annual_change == pytest.approx(-0.0095, abs=1e-4)
    assert (b.annual_change, c.annual_change) == (0.0, 0.0)
    assert b.history == ((date(2011, 5, 9), 8), (date(2013, 12, 31), 2900))


def test_short_rows_lack_their_last_cells(tmp_path):
    lines = [f"{HEADER},seat,is_county_seat", f"{THREE[0]},Netra,1", THREE[1], f"{THREE[2]},Ulfen"]
    region = load_region(write(tmp_path, *lines))
    assert [place.is_seat for place in region.places] == [True, False, False]


@pytest.mark.parametrize("yes", ["1", "true", "X", "ja", "Yes"])
def test_seat_in_many_words(tmp_path, yes):
    region = load_region(write(tmp_path, *table("seat", ("", "0", yes))))
    assert region.seat is not None
    assert (region.seat.key, "is_seat" in region.seat.derived) == ("c", False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_semicolons_decimal_commas_and_encodings(tmp_path, encoding, newline):
    path = tmp_path / "own.csv"
    lines = [
        "KEY; Name ;Population;Area_km2;lat;lon;;",
        "",
        '007;"Großalmerode; Stadt";6090;37,59;51,257737;9.784493;;',
        "x y;Sünna;12;1,5;51,2;9,8",
        ";;;;;;;",
    ]
    path.write_bytes(newline.join(lines).encode(encoding))
    region = load_region(path)
    assert region.keys == ("007", "x y")
    assert [place.name for place in region.places] == ["Großalmerode; Stadt", "Sünna"]
    assert region.places[0].area_km2 == 37.59
    assert (region.places[0].lat, region.places[0].lon) == (51.257737, 9.784493)
    assert region.find("sünna").key == "x y"
    assert region.find("su\u0308nna").key == "x y"


def test_built_in_table_reads_as_own_file(county, tmp_path):
    text = (ROOT / "sim/data/werra-meissner/municipalities.csv").read_text(encoding="utf-8")
    copy = load_region(write(tmp_path, text))
    assert copy.keys == county.keys
    assert copy.seat is not None
    assert copy.seat.key == ESCHWEGE
    assert shares(copy, "annual_change") == shares(county, "annual_change")


# ------------------------------------------------------------------------ neighbours by position
def grid(n: int, step: float, area: float) -> list[str]:
    places = [(i, j) for i in range(n) for j in range(n)]
    return [f"{i}-{j},P{i}{j},100,{area},{51 + step * i},{9 + 1.6 * step * j}" for i, j in places]


def test_neighbours_from_positions_on_a_grid(tmp_path):
    region = load_region(write(tmp_path, HEADER, *grid(4, 0.1, 124)))  # squares of 11 km
    middle = {"0-1", "1-0", "1-2", "2-1"}
    assert middle <= {*region.neighbour_keys("1-1")}
    assert len(steps_from(region, "0-0")) == 16


def test_far_away_is_an_island(tmp_path):
    island = "z,Helgoland,1300,4.2,54.18,7.89"
    region = load_region(write(tmp_path, HEADER, *grid(3, 0.1, 124), island))
    assert region.neighbour_keys("z") == ()


@pytest.mark.parametrize(
    ("positions", "pairs"),
    [
        (["51,9", "51.05,9"], [("0", "1")]),
        (["51,9", "51.1,9", "51.05,9"], [("0", "2"), ("1", "2")]),  # on one line
        (["51,9", "51,9", "51.05,9", "51,9.07"], [("0", "1")]),  # two at one position
        (["-17,179.98", "-17,-179.98"], [("0", "1")]),  # across the date line
    ],
)
def test_neighbours_from_awkward_positions(tmp_path, positions, pairs):
    rows = [f"{i},P{i},10,20,{position}" for i, position in enumerate(positions)]
    found = load_region(write(tmp_path, HEADER, *rows)).neighbours
    assert set(pairs) <= set(found)


def test_derived_borders_are_close_to_the_real_ones(county, tmp_path):
    lines = (ROOT / "sim/data/werra-meissner/municipalities.csv").read_text(encoding="utf-8")
    derived = set(load_region(write(tmp_path, lines)).neighbours)
    assert len(derived & set(county.neighbours)) >= 26
    assert len(derived) <= 35


def test_disconnected_parts_are_allowed(tmp_path):
    rows = [f"{key},{key},10,20,51,9,{other}" for key, other in ("ab", "ba", "cd", "dc")]
    region = load_region(write(tmp_path, f"{HEADER},neighbours", *rows))
    assert region.neighbours == (("a", "b"), ("c", "d"))


# --------------------------------------------------------------------------------- refused files
def swapped(row: int, column: int, value: str) -> list[str]:
    lines = [line.split(",") for line in table()]
    lines[row][column] = value
    return [",".join(line) for line in lines]


BAD = {
    "empty": ([""], r"row 1, column key: nothing given; allowed: a header: key, name, "),
    "no rows": ([HEADER], r"row 1, column key: 0 municipalities given; allowed: 1 to 500"),
    "501 rows": (
        [HEADER, *[f"{i},P,1,1,51,9" for i in range(501)]],
        r"row 502, column key: 501 municipalities given; allowed: 1 to 500",
    ),
    "missing column": (
        swapped(0, 2, "populaton"),
        r"row 1, column population: column missing; allowed: .*; did you mean 'populaton'\?",
    ),
    "column twice": (table("name"), r"row 1, column name: column given 2 times; allowed: once"),
    "misspelt column": (
        table("share_65plus", ("0.2", "0.2", "0.2")),
        r"row 1, column share_65plus: unknown column; .*; did you mean 'share_65_plus'\?",
    ),
    "American column": (table("neighbors"), r"column neighbors: .*did you mean 'neighbours'\?"),
    "text for number": (
        swapped(2, 2, "many"),
        r"row 3, column population: 'many' given; allowed: a whole number from 1 to 100,000,000 ",
    ),
    "no number": (swapped(2, 3, ""), r"row 3, column area_km2: nothing given; allowed: a number"),
    "not finite": (swapped(1, 3, "nan"), r"row 2, column area_km2: 'nan' given; allowed: a num"),
    "underscore": (swapped(1, 2, "1_000"), r"row 2, column population: '1_000' given"),
    "negative": (swapped(1, 2, "-5"), r"row 2, column population: '-5' given; allowed: a whole"),
    "half a resident": (swapped(1, 2, "1.474"), r"column population: '1.474' given.*digits only"),
    "nobody": (
        [HEADER, *[f"{key},{key},0,20,51,9" for key in "ab"]],
        r"row 2, column population: '0' given; allowed: one resident or more",
    ),
    "no area": (swapped(3, 3, "0"), r"row 4, column area_km2: '0' given; allowed: .* from 0.01"),
    "no name": (swapped(3, 1, " "), r"row 4, column name: nothing given; allowed: a text"),
    "no key": (swapped(3, 0, ""), r"row 4, column key: nothing given; allowed: a key"),
    "lat out of range": (
        swapped(1, 4, "5651000"),
        r"row 2, column lat: '5651000' given; allowed: a number from -90 to 90 \(degrees north",
    ),
    "lon out of range": (swapped(1, 5, "190"), r"row 2, column lon: '190' given; allowed: .*180"),
    "swapped": (
        [HEADER, "a,A,1,1,9.98,51.27", "b,B,1,1,9.92,51.24"],
        r"row 2, column lat: '9.98' given; allowed: .*looks swapped with lon = 51.27",
    ),
    "key twice": (
        swapped(3, 0, "a"),
        r"row 4, column key: 'a' given; allowed: each key once, this one stands in row 2",
    ),
    "decimal comma": (
        swapped(1, 3, "20,5"),
        r"row 2, .*: '9.9' given; allowed: 6 cells; a decimal comma needs semicolons",
    ),
    "share above 1": (
        table("willingness", ("0.5", "50", "")),
        r"row 3, column willingness: '50' given; allowed: a number from 0 to 1 \(a share\)",
    ),
    "negative share": (table("share_65_plus", ("", "", "-0.1")), r"row 4, column share_65_plus"),
    "shares above all": (
        table("share_under_20,share_65_plus", ("0.5,0.6", ",", ",")),
        r"row 2, column share_65_plus: '0.6' given; allowed: with share_under_20 = 0.5 at most",
    ),
    "change in percent": (
        table("annual_change", ("-0.5", "", "")),
        r"row 2, column annual_change: '-0.5' given; .*-0.2 to 0.2 \(a share per year",
    ),
    "negative staff": (table("staff_fte", ("-1", "", "")), r"row 2, column staff_fte: '-1' given"),
    "odd seat": (
        table("seat", ("Netra", "", "")),
        r"row 2, column seat: 'Netra' given; allowed: 1, true, x, ja, yes or 0, false, nein, no",
    ),
    "two seats": (
        table("seat", ("1", "", "x")),
        r"row 4, column seat: 'x' given; allowed: one seat, that of row 2",
    ),
    "unknown neighbour": (
        table("neighbours", ("b", "a bb", "")),
        r"row 3, column neighbours: 'a bb' given; allowed: .*not 'bb'; did you mean 'b'\?",
    ),
    "not mutual": (
        table("neighbours", ("b", "a c", "")),
        r"row 3, column neighbours: 'a c' given; .*named by both, but c does not name b",
    ),
    "own neighbour": (table("neighbours", ("a", "", "")), r"row 2, .*other keys than its own"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_file_is_refused_in_one_line(tmp_path, case):
    lines, message = BAD[case]
    path = write(tmp_path, *lines)
    with pytest.raises(RegionError, match=message) as refused:
        load_region(path)
    assert str(refused.value).startswith(f"{path}: row ")
    assert "\n" not in str(refused.value)


def test_unreadable_sources_are_refused_in_one_line(tmp_path):
    binary = tmp_path / "county.xlsx"
    binary.write_bytes(b"PK\x03\x04\x00\x00")
    huge = tmp_path / "huge.csv"
    huge.write_text(f"{HEADER}\n{'x' * 200_000}")
    pairs = {
        "wera-meissner": r"no region 'wera-meissner'; .*did you mean 'werra-meissner'\?",
        tmp_path / "missing.csv": r"missing\.csv: there is no such file; allowed: a CSV file",
        tmp_path: "a folder; allowed: ",
        tmp_path / "county.geojson": r"county\.geojson: there is no such file; allowed: a CSV",
        binary: r"county\.xlsx: not an Excel workbook, or a damaged one; allowed: a CSV",
        huge: r"huge\.csv: row \d, column \?: field larger than .*; allowed: a CSV file",
    }
    for source, message in pairs.items():
        with pytest.raises(RegionError, match=message) as refused:
            load_region(source)
        assert "\n" not in str(refused.value)


# --------------------------------------------------- against the checked tables, where at hand
@pytest.mark.skipif(not CHECKED.is_dir(), reason="the checked tables are not at hand")
def test_county_equals_the_checked_tables(county):
    def read(name: str) -> list[dict[str, str]]:
        with (CHECKED / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    for row in read("werra_meissner.csv"):
        place = county.find(row["ags"])
        assert place.name == row["name"]
        assert place.is_town == (row["is_town"] == "1")
        assert place.population == int(row["population"])
        assert place.area_km2 == float(row["area_km2"])
        assert (place.lat, place.lon) == (float(row["lat"]), float(row["lon"]))
    counts = {(r["ags"], r["date"]): int(r["population"]) for r in read("population_long.csv")}
    for place in county.places:
        assert len(place.history) == 8
        assert all(counts[place.key, str(day)] == number for day, number in place.history)
    pairs = {(row["ags_a"], row["ags_b"]) for row in read("adjacency.csv")}
    assert set(county.neighbours) == pairs
    trends = read("projections_municipal_derived.csv")
    for row in trends:
        trend = float(row["trend_2013_2023_percent_per_year"]) / 100
        assert county.find(row["ags"]).annual_change == pytest.approx(trend, abs=2e-4)
