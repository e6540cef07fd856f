"""Counties as people have them: spreadsheets, official tables, GeoJSON, other countries."""

import json
import os
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.cli import commands
from sim.region import Region, RegionError, counties, load_region, read_region, split_source
from sim.region.problems import lines
from sim.region.writing import as_csv, as_rows, as_workbook

SHARED = Path(__file__).parents[2] / "shared" / "data"
GERMANY = SHARED / "germany" / "germany.csv"
OUTLINES = SHARED / "werra-meissner" / "borders_vg5000.geojson"
needs_germany = pytest.mark.skipif(not GERMANY.is_file(), reason="the shared tables are not here")

HEADER = "key,name,population,area_km2,lat,lon"
ROWS = [
    "a,Alheim,1000,20,51.0,9.9",
    "b,Bebra,3000,25.5,51.05,9.95",
    "c,Cornberg,50,5,51.1,9.9",
]


def write(folder: Path, name: str, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


def residents(region: Region) -> dict[str, int]:
    return {place.name: place.population for place in region.places}


# ------------------------------------------------------------------------- what spreadsheets write
GERMAN = [
    "Schlüssel;Gemeinde;Einwohner;Fläche;Breite;Länge",
    "a;Großalmerode;6.226;37,59;51,257737;9,784493",
    "b;Bebra;13 000;93,7;50,97;9,79",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_german_spreadsheets_are_read(tmp_path, encoding, delimiter):
    lines = [line.replace(";", delimiter) for line in GERMAN]
    region = load_region(write(tmp_path, "kreis.csv", *lines, encoding=encoding))
    assert residents(region) == {"Großalmerode": 6226, "Bebra": 13000}
    assert region.places[0].area_km2 == 37.59
    assert region.places[0].lat == 51.257737


def test_titles_above_and_a_hint_for_excel_are_passed_over(tmp_path):
    lines = ["sep=;", "Unser Kreis;;;;;", ";;;;;", *GERMAN]
    path = write(tmp_path, "kreis.csv", *lines)
    assert residents(load_region(path)) == {"Großalmerode": 6226, "Bebra": 13000}
    broken = write(tmp_path, "b.csv", *lines[:4], lines[4].replace("37,59", "viel"), lines[5])
    with pytest.raises(RegionError, match=r"row 5, column Fläche \(area_km2\): 'viel' given"):
        load_region(broken)


def test_more_that_spreadsheets_do(tmp_path):
    """A title without cells, units and years in the heading, notes below, a broken line."""
    lines = [
        "Gemeinden im Kreis, Stand 31.12.2023",
        "",
        "Schlüssel;Gemeinde;Einwohner 31.12.2023;Fläche (km²);Breite;Länge;Stellen",
        "a;Süd;1.000;1.037,59;51,257737;9,784493;3,5",
        '"b";"Ost',
        'am See";3.000;93,7;50,97;9,79;',
        ";;;;;;",
        "Quelle: Amt für Statistik;;;;;;",
    ]
    region = load_region(write(tmp_path, "kreis.csv", *lines))
    assert residents(region) == {"Süd": 1000, "Ost\r\nam See": 3000}
    assert region.places[0].area_km2 == 1037.59
    wrong = [line.replace("3,5", "1.200") for line in lines]
    said = r"row 4, column Stellen \(staff_fte\): '1.200' given; allowed: digits with a decimal"
    with pytest.raises(RegionError, match=said):
        load_region(write(tmp_path, "b.csv", *wrong))


def test_the_sheet_with_the_columns_is_read(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Jahr", "a", "b", "c", "d", "e"])
    book.active.append([2023, 1, 2, 3, 4, 5])
    other = book.create_sheet("Gemeinden")
    for line in (HEADER, *ROWS):
        other.append(line.split(","))
    book.save(tmp_path / "x.xlsx")
    reading = read_region(tmp_path / "x.xlsx")
    assert residents(reading.region) == {"Alheim": 1000, "Bebra": 3000, "Cornberg": 50}
    assert reading.table.told == "Gemeinden"


def test_english_thousands_and_decimals(tmp_path):
    rows = ['a,A,"6,226",37.59,51.2,9.7', "b,B,950,1.5,51.3,9.8"]
    region = load_region(write(tmp_path, "x.csv", HEADER, *rows))
    assert residents(region) == {"A": 6226, "B": 950}


def workbook(path: Path, rows: list[list[object]], cover: bool = False) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    if cover:
        sheet.append(["Gemeindeverzeichnis", "Stand"])
        sheet = book.create_sheet("Onlineprodukt_Gemeinden31122023")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_is_read_as_it_is(tmp_path):
    rows = [HEADER.split(","), ["a", "Süd", 1000, 20.5, 51.0, 9.9], ["b", "Ost", 70, 3, "51,1", 9]]
    region = load_region(workbook(tmp_path / "kreis.xlsx", rows))
    assert residents(region) == {"Süd": 1000, "Ost": 70}
    assert region.places[1].lat == 51.1


def test_a_changed_file_is_read_again(tmp_path):
    path = write(tmp_path, "x.csv", HEADER, *ROWS)
    assert load_region(path) is load_region(path)
    before = path.stat()
    write(tmp_path, "x.csv", HEADER, *[row.replace("3000", "4000") for row in ROWS])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert load_region(path).population == 5050


def test_what_is_checked_can_be_read_again(tmp_path):
    lines = [f"{HEADER},population_2013,population_2023,willingness,neighbours"]
    lines += [f"{ROWS[0]},900,1000,0.3,b", f"{ROWS[1]},,,,a c", f"{ROWS[2]},60,50,,b"]
    region = load_region(write(tmp_path, "x.csv", *lines))
    path = tmp_path / "y.csv"
    for one in (region, load_region(), load_region(write(tmp_path, "z.csv", HEADER, *ROWS))):
        path.write_text(as_csv(as_rows(one)), encoding="utf-8")
        again = load_region(path)
        assert again.fingerprint() == one.fingerprint()
        book = tmp_path / "y.xlsx"
        book.write_bytes(as_workbook(as_rows(one)))
        opened = load_region(book)
        assert opened.neighbours == one.neighbours
        for place, known in zip(opened.places, one.places, strict=True):
            assert (place.key, place.population) == (known.key, known.population)
            assert place.share_65_plus == pytest.approx(known.share_65_plus, rel=1e-14)
        assert [place.history for place in again.places] == [p.history for p in one.places]
        assert (again.name, again.source) == (one.name, one.source)
    alone = load_region(write(tmp_path, "a.csv", f"{HEADER},neighbours", f"{ROWS[0]},-", ROWS[1]))
    assert alone.neighbours == ()
    path.write_text(as_csv(as_rows(alone)), encoding="utf-8")
    assert load_region(path).neighbours == ()


# --------------------------------------------------------------------------------- official tables
def gv_isys() -> list[list[object]]:
    """Lines as the extract of GV-ISys has them; the last one is a county-free city."""
    head: list[list[object]] = [["Gemeinden in Deutschland"], [], ["Satz-", "Text-", "ARS"]]
    state = ["10", None, "06", None, None, None, None, "Hessen"]
    county = ["40", "44", "06", "6", "36", None, None, "Werra-Meißner-Kreis"]
    shared = ["50", "50", "06", "6", "36", "0003", None, "Eschwege, Kreisstadt"]

    def unit(kind: str, number: str, name: str, area: object, people: object, lon: str, lat: str):
        key = ["06", "6", "36", "0" + number, number]
        return ["60", kind, *key, name, area, people, 1, 1, 1, "37269", lon, lat, "H1", "x"]

    eschwege = unit("63", "003", "Eschwege, Kreisstadt", 63.26, 19435, "10,057981", "51,185804")
    meinhard = unit("64", "007", "Meinhard", "39,62", "4 529", "10,064563", "51,206039")
    witzenhausen = unit("63", "016", "Witzenhausen, Stadt", 126.78, 25097, "9,858869", "51,341392")
    forest = unit("66", "200", "Gutsbezirk Kaufunger Wald, gemfr. Gebiet", 50.32, 0, "9,73", "51,2")
    city = ["40", "41", "06", "6", "11", None, None, "Kassel, documenta-Stadt"]
    kassel = ["60", "61", "06", "6", "11", "0000", "000", "Kassel, documenta-Stadt", 106.8]
    kassel += [204000, 1, 1, 1, "34117", "9,49", "51,31", "H1", "x"]
    rows = [state, county, shared, eschwege, meinhard, witzenhausen, forest, city, kassel]
    return [*head, *rows, ["© Statistisches Bundesamt"]]


def as_excel_saves(rows: list[list[object]]) -> list[str]:
    """The same as CSV of a German spreadsheet: zeros in front are lost where it saw numbers."""

    def cell(value: object) -> str:
        text = "" if value is None else str(value)
        if isinstance(value, float):
            return text.replace(".", ",")
        return str(int(text)) if text.isdecimal() else text

    return [";".join(cell(value) for value in row) for row in rows]


@pytest.mark.parametrize("form", ["workbook", "csv"])
@pytest.mark.parametrize("county", ["06636", "6636", "Werra-Meißner-Kreis", "werra-meißner-KREIS"])
def test_the_official_extract_is_read_as_it_is_published(tmp_path, form, county):
    if form == "workbook":
        path = workbook(tmp_path / "AuszugGV.xlsx", gv_isys(), cover=True)
    else:
        path = write(tmp_path, "GV.csv", *as_excel_saves(gv_isys()), encoding="cp1252")
    reading = read_region(f"{path}#{county}")
    region = reading.region
    assert region.name == "Werra-Meißner-Kreis"
    assert region.keys == ("06636003", "06636007", "06636016")
    assert residents(region) == {"Eschwege": 19435, "Meinhard": 4529, "Witzenhausen": 25097}
    assert [place.is_town for place in region.places] == [True, False, True]
    assert region.places[1].area_km2 == 39.62
    assert (region.places[1].lat, region.places[1].lon) == (51.206039, 10.064563)
    assert region.seat == region.places[0]  # not the largest: it calls itself Kreisstadt
    assert reading.seat_by == "title"
    assert reading.left_out == ("Gutsbezirk Kaufunger Wald",)
    assert "Destatis" in region.source


COUNTRY = [
    "ags,name,kind,population_2023_z2011,population_census_2022,area_km2,lat,lon,county_ags,"
    "county_name",
    '01001000,"Nord, Stadt",kreisfreie Stadt,90000,88000,50,54.1,9.1,01001,"Nord, Stadt"',
    "01054001,Süd,Gemeinde,500,490,10,54.2,9.2,01054,Südkreis",
    "01054002,Ost,Gemeinde,700,,11,54.25,9.2,01054,Südkreis",
    '01054003,"Süd am See, Große Kreisstadt",Stadt,600,590,12,54.22,9.25,01054,Südkreis',
    "01054999,Wald,gemeindefrei unbewohnt,0,,12,0,0,01054,Südkreis",
    "01055001,Berg,Gemeinde,500,490,10,54.4,9.2,01055,Ost-Berg",
    "01055002,Tal,Gemeinde,400,490,10,54.45,9.2,01055,Ost-Berg",
]


def test_one_county_of_a_table_of_many(tmp_path):
    path = write(tmp_path, "land.csv", *COUNTRY)
    assert counties(path) == {"01054": "Südkreis", "01055": "Ost-Berg"}
    south, east = (load_region(f"{path}#{key}") for key in counties(path))
    assert residents(south) == {"Süd": 500, "Ost": 700, "Süd am See": 600}
    assert south.name == "Südkreis"
    assert south.seat.name == "Ost"  # the largest: a "Große Kreisstadt" is another thing
    assert "is_seat" in south.seat.derived
    assert east.seat.name == "Berg"  # the county bears its name
    assert load_region(f"{path}#Südkreis") is not None
    assert [str(day) for day, _ in south.places[0].history] == ["2022-05-15", "2023-12-31"]
    assert len(load_region(path).places) == 6  # not too many for one region: cooperation may cross


def test_twins_are_told_apart(tmp_path):
    twins = [
        f'01054{n},"Garding, {kind}",Gemeinde,{n},,9,54.2,9.2,01054,Süd'
        for n, kind in ((101, "Kirchspiel"), (102, "Stadt"))
    ]
    region = load_region(write(tmp_path, "land.csv", COUNTRY[0], *twins))
    assert [place.name for place in region.places] == ["Garding, Kirchspiel", "Garding, Stadt"]
    own = [HEADER, "1,Neustadt,10,1,51,9", "2,Neustadt,20,1,51.01,9"]
    region = load_region(write(tmp_path, "own.csv", *own))
    assert [place.name for place in region.places] == ["Neustadt", "Neustadt"]
    with pytest.raises(RegionError, match="several are named 'Neustadt'; use a key: 1, 2"):
        region.find("Neustadt")


def test_keys_that_lost_their_zeros_get_them_back(tmp_path):
    lines = [line.replace("\n0", "\n").removeprefix("0").replace(",010", ",10") for line in COUNTRY]
    region = load_region(f"{write(tmp_path, 'land.csv', *lines)}#01055")
    assert region.keys == ("01055001", "01055002")


def test_official_keys_are_known_under_any_heading(tmp_path):
    rows = [
        "6636003;Eschwege, Kreisstadt;19435;63,26;51,18;10,06;06636007",
        "6636007;Meinhard;24529;39,62;51,20;10,06;06636003",
    ]
    head = "Gemeindeschlüssel;Name;Einwohner;Fläche;Breite;Länge;Nachbarn"
    region = load_region(write(tmp_path, "kreis.csv", head, *rows))
    assert region.keys == ("06636003", "06636007")
    assert region.seat.name == "Eschwege"
    assert region.neighbours == (region.keys,)
    units = ["066360003003;Eschwege;9;1;51;10", "066360007007;M;8;1;51;10"]
    regional = ["ARS;GEN;EWZ;KFL;lat;lon", *units]
    assert load_region(write(tmp_path, "ars.csv", *regional)).keys == region.keys
    foreign = [HEADER, "1465011,Warszawa,9,1,52,21", "1465028,Bemowo,8,1,52.1,21"]
    assert load_region(write(tmp_path, "teryt.csv", *foreign)).keys == ("1465011", "1465028")


@pytest.mark.parametrize(
    ("county", "names", "seat"),
    [
        (
            "Bad Tölz-Wolfratshausen",
            ["Bad Ort", "Bad Tölz, Stadt", "Wolfratshausen, Stadt"],
            1,
        ),
        (
            "Saalfeld-Rudolstadt",
            ["Saalfeld/Saale, Stadt", "Rudolstadt, Stadt", "Probstzella"],
            0,
        ),
        ("Unstrut-Hainich-Kreis", ["Unstrut-Hainich", "Körner", "Mühlhausen, Stadt"], 2),
        ("Dithmarschen", ["Heide, Stadt", "Brunsbüttel, Stadt", "Albersdorf"], 1),
    ],
)
def test_the_seat_is_recognised_by_the_name_of_the_county(tmp_path, county, names, seat):
    rows = [
        f'0636600{n},"{name}",{"Stadt" if "Stadt" in name else "Gemeinde"},{1000 * n + n},'
        f",9,5{n}.2,9.2,06366,{county}"
        for n, name in enumerate(names, 1)
    ]
    if county == "Dithmarschen":
        rows[1] = rows[1].replace(",2002,", ",9000,")
    region = load_region(write(tmp_path, "land.csv", COUNTRY[0], *rows))
    assert region.seat.name == names[seat].split(",")[0]


def test_a_seat_can_be_named(tmp_path):
    path = write(tmp_path, "land.csv", *COUNTRY)
    region = load_region(f"{path}#01054", seat="Süd am See")
    assert region.seat.key == "01054003"
    assert "is_seat" not in region.seat.derived
    with pytest.raises(RegionError, match=r"no municipality 'Süden am See'; .*mean 'Süd am"):
        load_region(f"{path}#01054", seat="Süden am See")


def test_associations_act_where_they_run_the_administrations(tmp_path):
    head = COUNTRY[0] + ",verband_ars,verband_name"
    unions = ["x", "A", "A", "B", "C", "D", "D"]
    rows = [f"{row},01054{u},Amt {u}" for row, u in zip(COUNTRY[1:], unions, strict=True)]
    path = write(tmp_path, "land.csv", head, *rows)
    pairs = ["key_a,key_b", "01054001,01054002", "01054002,01054003"]
    borders = write(tmp_path, "pairs.csv", *pairs)
    reading = read_region(f"{path}#01054", borders=borders, unit="association", seat="Süd")
    region = reading.region
    assert region.keys == ("01054003", "01054A")  # who shares with nobody stays what it is
    union = region.places[1]
    assert (union.name, union.population, union.area_km2) == ("Amt A", 1200, 21)
    assert union.lat == 54.25  # where most people live
    assert region.seat == union
    assert region.neighbours == (("01054003", "01054A"),)
    assert [(str(day), count) for day, count in union.history] == [("2023-12-31", 1200)]
    assert union.share_65_plus == pytest.approx(0.22)
    assert reading.associations.keys() == {"01054001", "01054002"}
    whole = load_region(f"{path}#01054", borders=borders)
    assert whole.population == region.population
    squares = [feature({"ags": k}, square(x / 10, 0)) for x, k in enumerate(whole.keys)]
    squares.append(feature({"ags": "01054999", "unincorporated": True}, square(0.3, 0)))
    outlines = collection(tmp_path / "x.geojson", *squares)
    drawn = load_region(f"{path}#01054", borders=outlines, unit="association")
    assert [shape.key for shape in drawn.shapes] == ["01054003", "01054999", "01054A"]
    assert len(drawn.shapes[2].polygons) == 1
    scenario = sim.load_scenario(
        "coalition-of-the-willing",
        {"region.source": f"{path}#01054", "region.unit": "association", "quarters": 4},
    )
    assert sim.CooperationModel(scenario, seed=1).world.region.keys == region.keys


def test_a_hash_may_belong_to_the_name_of_a_file(tmp_path):
    path = write(tmp_path, "no#1.csv", HEADER, *ROWS)
    assert len(load_region(path).places) == 3
    assert split_source("a/b.csv#06636") == (Path("a/b.csv"), "06636")
    assert split_source(path) == (path, "")


def test_counties_of_other_countries(tmp_path):
    """Metres, residents, and keys of any kind."""
    lines = [
        "key,name,population,area_km2,x_m,y_m,county",
        "CH-4001,Zürichberg,900,8,2683000,1247000,Bezirk A",
        "e07000026,Élan,5000,30,2688000,1247000,Bezirk A",
        "müller 1,O'Brien “am See”,70,3,2683000,1251000,Bezirk A",
        "x,Y,70,3,2783000,1251000,Bezirk B",
    ]
    reading = read_region(f"{write(tmp_path, 'welt.csv', *lines)}#Bezirk A")
    region = reading.region
    assert reading.placed_by == "metres"
    assert region.keys == ("CH-4001", "e07000026", "müller 1")
    west, east, north = region.places
    assert (east.lon - west.lon) * 111.195 == pytest.approx(5, rel=1e-3)  # km
    assert (north.lat - west.lat) * 111.195 == pytest.approx(4, rel=1e-3)
    assert ("CH-4001", "e07000026") in region.neighbours
    scenario = sim.load_scenario("coalition-of-the-willing", {"quarters": 12})
    model = sim.CooperationModel(scenario, seed=1, replicate=3, region=region).run()
    runs = sim.run_ensemble(scenario, 4, 1, region=region)
    assert model.indicators()["coverage"] == runs["coverage"].values[3, -1]


# ----------------------------------------------------------------------------------------- GeoJSON
def square(x: float, y: float, size: float = 0.1) -> list[list[float]]:
    corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    return [[9 + a, 51 + b] for a, b in corners]


def feature(properties: dict[str, object], *rings: list[list[float]]) -> dict[str, object]:
    """A polygon, or several of them."""
    kind = "Polygon" if len(rings) == 1 else "MultiPolygon"
    coordinates = [rings[0]] if len(rings) == 1 else [[ring] for ring in rings]
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(path: Path, *features: dict[str, object], **more: object) -> Path:
    found = {"type": "FeatureCollection", **more, "features": list(features)}
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def four(**more: object) -> list[dict[str, object]]:
    """Two by two squares; the last has an exclave far away."""
    spots = {"a": (0, 0), "b": (0.1, 0), "c": (0, 0.1), "d": (0.1, 0.1)}
    found = []
    for number, (key, (x, y)) in enumerate(spots.items()):
        rings = [square(x, y), square(0.5, 0.5)] if key == "d" else [square(x, y)]
        properties = {"key": key, "name": key.upper(), "population": 100 + number, **more}
        found.append(feature(properties, *rings))
    return found


def test_a_county_from_outlines_alone(tmp_path):
    path = collection(tmp_path / "kreis.geojson", *four(), attribution="© Somebody 2025")
    reading = read_region(path)
    region = reading.region
    assert (reading.neighbours_by, reading.placed_by) == ("outlines", "outlines")
    assert region.neighbours == (("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"))  # no corners
    assert region.derived == frozenset()
    assert region.places[0].area_km2 == pytest.approx(77.8, rel=0.01)
    assert region.places[3].area_km2 == pytest.approx(155, rel=0.01)
    assert 51.1 < region.places[3].lat < 51.2 or 51.5 < region.places[3].lat < 51.6
    assert {"lat", "lon", "area_km2"} <= region.places[0].derived
    assert [len(shape.polygons) for shape in region.shapes] == [1, 1, 1, 2]
    assert region.shapes_source == "© Somebody 2025"


def test_an_enclave_is_a_neighbour_and_its_hole_is_drawn(tmp_path):
    around = feature({"key": "a", "name": "A", "population": 10}, square(0, 0, 0.3))
    around["geometry"]["coordinates"].append(square(0.1, 0.1)[::-1])
    inside = feature({"key": "b", "name": "B", "population": 10}, square(0.1, 0.1))
    region = load_region(collection(tmp_path / "x.geojson", around, inside))
    assert region.neighbours == (("a", "b"),)
    assert [len(rings) for rings in region.shapes[0].polygons] == [2]


def test_outlines_that_were_simplified_apart_still_share_borders(tmp_path):
    gap = 0.0001  # 7 m
    features = four()
    for point in features[1]["geometry"]["coordinates"][0]:
        point[0] += gap
    region = load_region(collection(tmp_path / "x.geojson", *features))
    assert ("a", "b") in region.neighbours


def test_outlines_besides_a_table_of_an_official_kind(tmp_path):
    """VG250: a line of the sea counts for nothing, an area without a municipality is drawn."""
    table = write(tmp_path, "land.csv", *COUNTRY)
    x = {"01054001": 0.0, "01054002": 0.1, "01054003": 0.2, "01054999": 0.3, "01055001": 0.4}
    names = {"01054999": "Wald"}
    features = [
        feature(
            {
                "AGS": key,
                "GEN": names.get(key, f"N{key}"),
                "BEZ": "Gemeindefreies Gebiet" if key in names else "Gemeinde",
                "GF": 4,
            },
            square(east, 0),
        )
        for key, east in x.items()
    ]
    features.append(feature({"AGS": "01054001", "GEN": "Süd", "BEZ": "x", "GF": 2}, square(0, 1)))
    borders = collection(tmp_path / "vg250.json", *features)
    reading = read_region(f"{table}#01054", borders=borders)
    region = reading.region
    assert region.neighbours == (("01054001", "01054002"), ("01054002", "01054003"))
    assert [shape.key for shape in region.shapes] == [*region.keys, "01054999"]
    assert region.shapes_source == "© GeoBasis-DE / BKG (vg250.json), data changed"
    assert region.places[0].area_km2 == 10  # as the table says
    regional = [{**one, "properties": dict(one["properties"])} for one in features]
    for one in regional:
        key = one["properties"].pop("AGS")
        one["properties"]["ARS"] = f"{key[:5]}0001{key[5:]}"
    again = load_region(f"{table}#01054", borders=collection(tmp_path / "v5.geojson", *regional))
    assert again.neighbours == region.neighbours


def test_an_outline_of_another_county_with_the_same_name_stays_out(tmp_path):
    table = write(tmp_path, "land.csv", *COUNTRY)
    spots = {"01054001": 0, "01054002": 1, "01054003": 2, "13075001": 3}
    features = [
        feature({"AGS": key, "GEN": "Süd" if key[0] == "1" else key}, square(east / 10, 0))
        for key, east in spots.items()
    ]
    path = collection(tmp_path / "x.geojson", *features)
    region = load_region(f"{table}#01054", borders=path)
    assert len(region.shapes) == 3
    assert region.neighbours == (("01054001", "01054002"), ("01054002", "01054003"))


def test_outlines_across_the_date_line(tmp_path):
    features = [
        feature({"key": key, "name": key, "population": 9}, square(east - 9, 0))
        for key, east in (("a", 179.8), ("b", 179.9), ("c", -180), ("d", -179.9))
    ]
    region = load_region(collection(tmp_path / "fiji.geojson", *features))
    assert region.neighbours == (("a", "b"), ("b", "c"), ("c", "d"))
    assert all(place.area_km2 < 90 for place in region.places)
    assert all(-180 <= place.lon <= 180 for place in region.places)


def test_neighbours_from_a_file_of_pairs(tmp_path):
    table = write(tmp_path, "land.csv", *COUNTRY)
    pairs = ["ags_a,ags_b,shared_border_m", "01054001,01054003,900", "01054003,01055001,500"]
    path = write(tmp_path, "pairs.csv", *pairs)
    reading = read_region(f"{table}#01054", borders=path)
    assert reading.neighbours_by == "pairs"
    assert reading.region.neighbours == (("01054001", "01054003"),)
    assert reading.region.parts == (("01054001", "01054003"), ("01054002",))


@pytest.mark.skipif(not OUTLINES.is_file(), reason="the shared outlines are not here")
def test_real_outlines_give_the_real_borders():
    built_in = load_region()
    drawn = load_region(borders=OUTLINES)
    assert drawn.neighbours == built_in.neighbours
    assert drawn.fingerprint() == built_in.fingerprint()
    assert {shape.key for shape in drawn.shapes} >= {*drawn.keys}
    assert "GeoBasis-DE / BKG 2021" in drawn.shapes_source
    if GERMANY.is_file():
        from_table = read_region(f"{GERMANY}#06636", borders=OUTLINES)
        assert from_table.region.neighbours == built_in.neighbours
        assert from_table.left_out == ("Gutsbezirk Kaufunger Wald",)


@needs_germany
def test_every_county_of_germany_is_read():
    found = counties(GERMANY)
    regions = [load_region(f"{GERMANY}#{key}") for key in found]
    assert len(regions) == 294
    assert sum(len(region.places) for region in regions) == 10_646
    assert max(len(region.places) for region in regions) == 234
    assert all(region.seat and region.population for region in regions)
    assert load_region(f"{GERMANY}#Kassel").keys[0].startswith("06633")  # not the town of Kassel


# --------------------------------------------------------------------------------------- bad files
def changed(row: int, column: int, cell: str, rows: list[str] = ROWS) -> list[str]:
    lines = [line.split(",") for line in (HEADER, *rows)]
    lines[row][column] = cell
    return [",".join(cells) for cells in lines]


def many_bad() -> list[str]:
    return [HEADER, *[f"k{i},N{i},-{i},1,51,9" for i in range(1, 9)]]


def with_neighbours(*cells: str) -> list[str]:
    rows = [f"{row},{cell}" for row, cell in zip(ROWS, cells, strict=True)]
    return [f"{HEADER},neighbours", *rows]


BAD = {  # what is written, and what is said of it in English and in German
    "missing column": (
        changed(0, 2, "x"),
        "row 1, column population: column missing; allowed: a column population / einwohner; "
        "rename what is called otherwise; recognised are key, name, area_km2, lat, lon",
        "Zeile 1, Spalte population: Spalte fehlt; erlaubt: eine Spalte population / einwohner; "
        "was anders heißt, umbenennen; erkannt sind key, name, area_km2, lat, lon",
    ),
    "text in a number": (
        changed(2, 3, "viel"),
        "row 3, column area_km2: 'viel' given; allowed: a number from 0.01 to 1,000,000",
        "Zeile 3, Spalte area_km2: 'viel' angegeben; erlaubt: eine Zahl von 0,01 bis 1.000.000",
    ),
    "negative residents": (
        changed(1, 2, "-7"),
        "row 2, column population: '-7' given; allowed: a whole number from 1 to 100,000,000",
        "Zeile 2, Spalte population: '-7' angegeben; erlaubt: eine ganze Zahl von 1 bis",
    ),
    "no residents": (
        changed(3, 2, "0"),
        "row 4, column population: '0' given; allowed: one resident or more; an area without a",
        "Zeile 4, Spalte population: '0' angegeben; erlaubt: mindestens ein Einwohner; ein",
    ),
    "duplicate key": (
        changed(3, 0, "a"),
        "row 4, column key: 'a' given; allowed: each key once, this one stands in row 2",
        "Zeile 4, Spalte key: 'a' angegeben; erlaubt: jeder Schlüssel einmal, dieser steht schon",
    ),
    "position out of range": (
        changed(1, 4, "95"),
        "row 2, column lat: '95' given; allowed: a number from -90 to 90 (degrees north, WGS 84)",
        "Zeile 2, Spalte lat: '95' angegeben; erlaubt: eine Zahl von -90 bis 90 (Grad nördlicher",
    ),
    "position in metres": (
        changed(1, 4, "5651000"),
        "row 2, column lat: '5651000' given; allowed: a number from -90 to 90 (degrees north, "
        "WGS 84); metres of a map go into columns x_m and y_m",
        "Meter einer Karte gehören in die Spalten x_m und y_m",
    ),
    "swapped position": (
        [HEADER, "a,A,10,1,9.98,51.27", "b,B,10,1,9.92,51.24"],
        "row 2, column lat: '9.98' given; allowed: degrees north; it looks swapped with lon = 51",
        "Zeile 2, Spalte lat: '9.98' angegeben; erlaubt: Grad nördlicher Breite; vermutlich ver",
    ),
    "unknown neighbour": (
        with_neighbours("b", "a bb", ""),
        "row 3, column neighbours: 'a bb' given; allowed: keys of this file, not 'bb'; did you",
        "Zeile 3, Spalte neighbours: 'a bb' angegeben; erlaubt: Schlüssel dieser Datei, nicht 'bb'",
    ),
    "neighbour not mutual": (
        with_neighbours("b", "a c", ""),
        "row 3, column neighbours: 'a c' given; allowed: borders named by both, but c does not",
        "Zeile 3, Spalte neighbours: 'a c' angegeben; erlaubt: Grenzen, die beide nennen; c nennt",
    ),
    "empty file": (
        [],
        "row 1, column key: nothing given; allowed: a header: key, name, population",
        "Zeile 1, Spalte key: nichts angegeben; erlaubt: eine Kopfzeile: key, name, population",
    ),
    "header only": (
        [HEADER],
        "row 1, column key: 0 municipalities given; allowed: 1 to 500 municipalities",
        "Zeile 1, Spalte key: 0 Gemeinden angegeben; erlaubt: 1 bis 500 Gemeinden",
    ),
    "too many for one county": (
        [HEADER, *[f"{i},P,1,1,51,9" for i in range(501)]],
        "row 502, column key: 501 municipalities given; allowed: 1 to 500 municipalities",
        "501 Gemeinden angegeben",
    ),
}


def checked(path: object, *options: str) -> list[str]:
    """The lines on standard error of a refused county; nothing is written."""
    found = CliRunner().invoke(commands, ["region", "check", str(path), "--out", "o", *options])
    assert found.exit_code == 2
    assert found.stdout == ""
    assert not Path("o").exists()
    assert not Path("results").exists()
    return found.stderr.splitlines()


@pytest.mark.parametrize("case", BAD)
def test_a_bad_table_is_refused_in_one_line(tmp_path, monkeypatch, case):
    monkeypatch.chdir(tmp_path)
    lines, english, german = BAD[case]
    path = write(tmp_path, "kreis.csv", *lines) if lines else tmp_path / "kreis.csv"
    path.write_bytes(path.read_bytes() if lines else b"")
    for lang, words in (("en", english), ("de", german)):
        told = [line for line in checked("kreis.csv", "--lang", lang) if words in line]
        assert len(told) == 1
        assert told[0].startswith("kuemmerer: kreis.csv: ")
    with pytest.raises(RegionError) as refused:
        load_region(path)
    assert "\n" not in str(refused.value)


def test_five_of_a_kind_are_told_and_how_many_more(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, "kreis.csv", *many_bad())
    told = checked(path, "--lang", "en")
    assert [line.count("column population: '-") for line in told] == [1] * 5 + [0]
    assert told[-1].endswith("kreis.csv: … and 3 more of this kind")
    with pytest.raises(RegionError, match=r"\(and 7 more: `kuemmerer region check` lists them\)$"):
        load_region(path)
    mixed = [*changed(1, 3, "x"), "d,D,0,1,51,9", "d,E,5,1,95,9"]
    assert len(checked(write(tmp_path, "m.csv", *mixed))) == 4  # each kind gets its line


def test_other_files_are_refused_in_one_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    excel = workbook(tmp_path / "kreis.xlsx", [HEADER.split(","), ["a", "A", 1, 1, 51, 9]])
    renamed = tmp_path / "kreis.csv"
    renamed.write_bytes(excel.read_bytes())
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(200_000_000)
    wide = tmp_path / "huge.geojson"
    wide.symlink_to(huge)
    old = tmp_path / "kreis.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0 old")
    binary = tmp_path / "photo.csv"
    binary.write_bytes(b"\x89PNG\0\0\0")
    torn = tmp_path / "torn.geojson"
    torn.write_text('{"type": "FeatureCollection", "features": [')
    topology = tmp_path / "x.json"
    topology.write_text('{"type": "Topology", "objects": {}}')
    said = {
        renamed: "an Excel workbook under another name; allowed: the ending .xlsx, or saved as CSV",
        huge: "200 MB; allowed: up to 20 MB; keep only the rows, or the outlines, of your county",
        wide: "200 MB; allowed: up to 100 MB; keep only the rows, or the outlines, of your county",
        old: "a file of the kind .xls; allowed: a CSV file, an Excel workbook (.xlsx) or a GeoJSON",
        binary: "not a text file; allowed: a CSV file",
        torn: "no JSON: ",
        topology: "not a GeoJSON collection of features; allowed: a GeoJSON collection",
        tmp_path / "nothing.csv": "there is no such file; allowed: a CSV file",
    }
    for path, words in said.items():
        lines = checked(path, "--lang", "en")
        assert len(lines) == 1
        assert words in lines[0]
    many = write(tmp_path, "land.csv", *COUNTRY, *[f"{COUNTRY[2]}"] * 500)
    assert "land.csv#01054 (Südkreis)" in checked(many, "--lang", "en")[0]
    few = write(tmp_path, "land.csv", *COUNTRY)
    near = checked(f"{few}#Sudkreis", "--lang", "en")
    assert "no county 'Sudkreis'; allowed: the key or the name" in near[0]
    assert "did you mean 'Südkreis'?" in near[0]
    assert (
        "no column tells counties apart"
        in checked(f"{write(tmp_path, 'x.csv', HEADER, *ROWS)}#1", "--lang", "en")[0]
    )


def test_tables_that_say_two_things_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    german = "Schlüssel;Gemeinde;Einwohner 2013;Einwohner 2023;Fläche;Breite;Länge"
    rows = ["a;A;1;2;3;51;9", "b;B;1;2;3;51;9"]
    four_rows = [f"{key},{key},{100 * n},1,51.{n},9" for n, key in enumerate("abcd", 1)]
    total = [HEADER, *four_rows, "06636,Kreis,1000,4,51,9"]
    table = write(tmp_path, "kreis.csv", HEADER, *ROWS)
    said = [
        (
            checked(write(tmp_path, "x.csv", german, *rows), "--lang", "de"),
            "Spalte population: mehrere Spalten sagen das: 'Einwohner 2013', 'Einwohner 2023'",
        ),
        (
            checked(write(tmp_path, "y.csv", *total), "--lang", "en"),
            "row 6, column population: '1000', as many as all others together; allowed: municip",
        ),
        (
            checked(table, "--unit", "association", "--lang", "en"),
            "no column names associations (verband_ars); allowed: unit = municipality, or a table",
        ),
    ]
    pairs = {
        "key_a,key_b\na,b\na,zz": "row 3, column key_b: 'zz' given; allowed: keys of the table",
        "key_a,key_b\na,b\na,": "row 3, column key_b: nothing given; allowed: a text",
        "ags_a,ags_b\n01054001,01054002": "column ags_a (key_a): '01054001' given; allowed: keys",
    }
    for text, words in pairs.items():
        path = write(tmp_path, "pairs.csv", text)
        said.append((checked(table, "--borders", str(path), "--lang", "en"), words))
    for told, words in said:
        assert words in told[0]
    official = write(tmp_path, "land.csv", *COUNTRY)
    elsewhere = write(tmp_path, "far.csv", "ags_a,ags_b", "13075001,13075002")
    told = checked(f"{official}#01054", "--borders", str(elsewhere), "--lang", "en")
    assert "no pair of municipalities of this county; allowed: keys as in the table" in told[0]
    with pytest.raises(RegionError, match="unit: given 'x'; allowed: municipality, association"):
        load_region(unit="x")


def test_bad_outlines_are_refused_in_one_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = write(tmp_path, "kreis.csv", HEADER, *ROWS)
    three = four()[:3]
    metres = [feature({"key": "a"}, [[x * 5e4, y * 1e5] for x, y in square(0, 0)])]
    flipped = [feature({"key": "a"}, [[y, x] for x, y in square(0, 0)])]
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    line = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[9, 51]]}}
    torn = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[9, 51]]}}
    flat = feature({"key": "c"}, [[9, 51], [9.1, 51], [9, 51], [9, 51]])
    deep = tmp_path / "deep.geojson"
    deep.write_text("[" * 200_000)
    assert "no JSON" in checked(deep, "--lang", "en")[0]
    said = {
        "metres": (
            metres,
            {},
            "feature 1, property geometry: '450000, 5.1e+06' given; allowed: de",
        ),
        "system": (three, {"crs": system}, "positions in the coordinate system urn:ogc:def:crs:EP"),
        "swapped": (flipped, {}, "allowed: degrees east before degrees north; they look swapped"),
        "more outlines": (four(), {}, "feature 4, property key: an outline 'd' without a row in"),
        "fewer outlines": (
            three[:2],
            {},
            "kreis.csv: row 4, column key: 'c' without an outline in",
        ),
        "line": (
            [*three, line],
            {},
            "feature 4, property geometry: 'LineString' given; allowed: a",
        ),
        "flat": ([*three, flat], {}, "feature 4, property geometry: 'Polygon' with positions that"),
        "crs": ([*three, line], {"crs": "EPSG:4326"}, "'LineString' given"),
        "odd": (
            [*three, {**line, "properties": [1]}],
            {"crs": {"properties": "EPSG:4326"}},
            "'LineString' given",
        ),
        "torn": ([*three, torn], {}, "feature 4, property geometry: 'Polygon' with positions that"),
        "empty": ([], {}, "not a GeoJSON collection of features"),
    }
    for name, (features, more, words) in said.items():
        path = collection(tmp_path / f"{name}.geojson", *features, **more)
        lines = checked(table, "--borders", str(path), "--lang", "en")
        assert len(lines) == 1, name
        assert words in lines[0]
    lacking = collection(tmp_path / "x.geojson", *[feature({"key": "a"}, square(0, 0))])
    assert "x.geojson: column name: column missing" in checked(lacking, "--lang", "en")[0]
    odd = four()
    odd[2]["properties"]["population"] = -3
    told = checked(collection(tmp_path / "odd.geojson", *odd), "--lang", "en")
    assert told == [
        f"kuemmerer: {tmp_path / 'odd.geojson'}: feature 3, property population: '-3' given; "
        "allowed: a whole number from 1 to 100,000,000 (residents), digits only"
    ]


SCRAPS = [
    "",
    ";",
    ",",
    '"',
    "\n",
    "\t",
    "#",
    "\x00",
    "-1",
    "1e400",
    "nan",
    "６",
    "{}",
    "[]",
    "null",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    is_table=st.booleans(),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(SCRAPS)), min_size=1
    ),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
def test_whatever_stands_in_a_file_one_line_says_what_is_wrong(is_table, cuts, encoding):
    whole = (
        "\n".join(COUNTRY)
        if is_table
        else json.dumps({"type": "FeatureCollection", "features": four()})
    )
    for place, length, scrap in cuts:
        start = int(place * len(whole))
        whole = whole[:start] + scrap + whole[start + length :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("x.csv" if is_table else "x.geojson")
        path.write_bytes(whole.encode(encoding, "replace"))
        try:
            told = [str(len(load_region(path).places))]
        except RegionError as error:
            told = [line for lang in ("de", "en") for line in lines(error.problems, lang)]
            told.append(str(error))
    assert told
    assert not any("\n" in line for line in told)


# ------------------------------------------------------------------------------------- the command
def test_the_check_tells_draws_and_writes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "land.csv", *COUNTRY)
    for lang, words in (("de", "Kreisstadt"), ("en", "County seat")):
        found = CliRunner().invoke(
            commands, ["region", "check", "land.csv#Südkreis", "--lang", lang, "--overwrite"]
        )
        assert found.exit_code == 0, found.stderr
        assert found.stdout.startswith("Südkreis\n")
        assert words in found.stdout
        assert "Wald" in found.stdout
    folder = tmp_path / "results" / "region-Südkreis"
    names = {path.name for path in folder.iterdir()}
    assert names == {"map.png", "map.svg", "region.csv", "region.xlsx", "provenance.json"}
    record = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert record["command"] == "kuemmerer region check 'land.csv#Südkreis' --lang en"
    again = load_region(folder / "region.csv")
    assert again.fingerprint() == load_region("land.csv#01054").fingerprint()


def test_the_check_says_that_several_counties_are_read_as_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "land.csv", *COUNTRY)
    for lang, words in (("de", "nennt 3 Kreise"), ("en", "names 3 counties")):
        found = CliRunner().invoke(
            commands, ["region", "check", "land.csv", "--lang", lang, "--overwrite"]
        )
        assert found.exit_code == 0, found.stderr
        assert words in found.stdout
        assert "Nord (01001), Südkreis (01054), Ost-Berg (01055)" in found.stdout
        assert found.stdout.count("land.csv#01054\n") == 1
    found = CliRunner().invoke(commands, ["region", "check", "land.csv#01054", "--lang", "en"])
    assert "counties" not in found.stdout
    write(tmp_path, "one.csv", COUNTRY[0], *COUNTRY[2:5])
    found = CliRunner().invoke(commands, ["region", "check", "one.csv", "--lang", "en"])
    assert "counties" not in found.stdout


def test_the_check_says_what_was_derived(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "land.csv", *COUNTRY)
    found = CliRunner().invoke(commands, ["region", "check", "land.csv#01054", "--lang", "en"])
    for words in ("residents stay as many", "22 %", "18.4 %", "staff: drawn", "willingness: drawn"):
        assert words in found.stdout
    both = "population_2013,population_2023,share_65_plus,share_under_20"
    lines = [f"{HEADER},{both}", *[f"{row},90,100,0.3,0.1" for row in ROWS]]
    write(tmp_path, "x.csv", *lines)
    found = CliRunner().invoke(commands, ["region", "check", "x.csv", "--lang", "en"])
    assert found.exit_code == 0
    for words in ("residents stay as many", "22 %", "18.4 %"):
        assert words not in found.stdout


def test_the_check_doubts_staff_that_no_administration_has(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"{row},{posts}" for row, posts in zip(ROWS, ("0.002", "", "700"), strict=False)]
    write(tmp_path, "x.csv", f"{HEADER},staff_fte", *rows)
    for lang, words in (("de", "Stellen prüfen  je 1.000"), ("en", "Check staff     per 1,000")):
        found = CliRunner().invoke(
            commands, ["region", "check", "x.csv", "--lang", lang, "--overwrite"]
        )
        assert found.exit_code == 0, found.stderr
        assert words in found.stdout
    places = load_region("x.csv").places
    write(
        tmp_path,
        "y.csv",
        f"{HEADER},staff_fte",
        *[f"{row},{0.003 * place.population}" for row, place in zip(ROWS, places, strict=True)],
    )
    found = CliRunner().invoke(commands, ["region", "check", "y.csv", "--lang", "en"])
    assert found.exit_code == 0, found.stderr
    assert "Check staff" not in found.stdout


def test_associations_survive_the_check(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    head = COUNTRY[0] + ",verband_ars,verband_name"
    rows = [f"{row},0105489{row[7] in '12'},Amt" for row in COUNTRY[2:5]]
    write(tmp_path, "land.csv", head, *rows)
    CliRunner().invoke(commands, ["region", "check", "land.csv#01054", "--out", "o"])
    again = load_region("o/region.csv", unit="association")
    assert again.fingerprint() == load_region("land.csv#01054", unit="association").fingerprint()
    assert again.name == "Südkreis"
    assert "Destatis" in again.source
    assert again.unit == "association"


def test_a_scenario_names_files_beside_itself(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    folder.mkdir()
    write(folder, "land.csv", *COUNTRY)
    write(folder, "pairs.csv", "key_a,key_b", "01054001,01054002")
    (folder / "my.toml").write_text(
        'extends = "coalition-of-the-willing"\nquarters = 8\n[region]\n'
        'source = "land.csv#01054"\nborders = "pairs.csv"\nseat = "Süd"\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    world = sim.CooperationModel(sim.load_scenario("mine/my.toml"), seed=1).world
    assert world.region.neighbours == (("01054001", "01054002"),)
    assert world.region.seat.name == "Süd"
    found = CliRunner().invoke(commands, ["run", "mine/my.toml", "--out", "o", "--lang", "de"])
    assert found.exit_code == 0, found.stderr
    assert (tmp_path / "o" / "map.png").stat().st_size > 10_000


def test_a_german_table_without_keys_is_told_what_is_missing_and_what_was_recognised(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "kreis.csv", "Gemeinde;Einwohner;Fläche (km²);Breite;Länge", "A;9;2;51;9,9")
    (told,) = checked("kreis.csv", "--lang", "de")
    assert "Spalte schlüssel (key): Spalte fehlt; erlaubt: eine Spalte key / schlüssel;" in told
    assert told.endswith(
        "erkannt sind Gemeinde = name, Einwohner = population, Fläche (km²) = area_km2, "
        "Breite = lat, Länge = lon"
    )
    write(tmp_path, "nichts.csv", "a;b", "1;2")
    told = checked("nichts.csv", "--lang", "de")
    assert len(told) == 6
    assert all(line.endswith("was anders heißt, umbenennen") for line in told)


@pytest.mark.parametrize("unit", ["municipality", "association"])
def test_what_was_written_is_what_is_suggested(tmp_path, monkeypatch, unit):
    """The suggested command takes the table that can be corrected, and gives the same county."""
    monkeypatch.chdir(tmp_path)
    head = COUNTRY[0] + ",verband_ars,verband_name"
    rows = [f"{row},{place % 3},V{place % 3}" for place, row in enumerate(COUNTRY[1:])]
    write(tmp_path, "land.csv", head, *rows)
    typed = ["region", "check", "land.csv#01054", "--unit", unit, "--out", "o", "--lang", "de"]
    found = CliRunner().invoke(commands, typed)
    assert found.exit_code == 0, found.output
    command = "kuemmerer run coalition-of-the-willing --set region.source=o/region.csv --lang de"
    assert found.stdout.splitlines()[-1] == f"Zum Ausprobieren: {command}"
    again = load_region("o/region.csv")
    assert again.fingerprint() == load_region("land.csv#01054", unit=unit).fingerprint()
