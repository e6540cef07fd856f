"""`kuemmerer region check`: is my own county usable?"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import completing, options
from sim.cli.helping import Group
from sim.cli.shared import WRONG_INPUT, Beside, WrongInput, free_folder, typed_command

if TYPE_CHECKING:
    from sim.region import Reading

MANY = 8  # names that are told one by one
# Posts in general administration per 1,000 residents that are hardly right where a table gives
# them: below half, or above twice, what German municipalities have (3 times 0.7 … 1.7, more in the
# smallest; sim/ODD.md, section 11, rows 2.3).  All municipal staff, day care and all, is about 15.
LEAST_STAFF, MOST_STAFF = 1.0, 10.0


@click.group(cls=Group, short_help="A county of your own: is it usable, and how is it read?")
@options.language
def region(lang: str) -> None:
    """A county of your own: is it usable, and how is it read?

    Begin with:

        kuemmerer region check my-county.csv
    """


@region.command(short_help="Is my own county usable?  Says how it is read, and draws it.")
@click.argument("source", metavar="FILE[#COUNTY]", shell_complete=completing.regions)
@click.option(
    "--borders",
    default="",
    metavar="FILE",
    shell_complete=completing.regions,
    help="Outlines (GeoJSON), or pairs of neighbours (CSV).",
)
@click.option("--seat", default="", metavar="NAME", help="Name or key of the county seat.")
@click.option(
    "--unit",
    type=click.Choice(["municipality", "association"]),
    default="municipality",
    help="Who acts: municipalities, or the associations that run their administrations.",
)
@options.out("Folder for the map and the table.  [default: results/region-COUNTY]")
@options.overwrite("Replace an earlier folder of results.")
@options.quiet
@options.language
def check(
    source: str,
    borders: str,
    seat: str,
    unit: str,
    out: Path | None,
    overwrite: bool,
    quiet: bool,
    lang: str,
) -> None:
    """Is my own county usable?  Says how it is read, draws it, and names each problem.

    FILE is CSV, an Excel workbook or GeoJSON, with key, name, population, area_km2, lat and lon
    of each municipality.  Of a table of many counties, such as the official one of all German
    municipalities, #COUNTY takes one, by its key or name.  Example:

        kuemmerer region check my-county.csv

    The folder gets the map (PNG, SVG), and the same county as a table (region.csv, region.xlsx)
    that can be corrected and named in a scenario.
    """
    from sim.region import RegionError, read_region, split_source
    from sim.region.problems import lines

    try:
        reading = read_region(source, borders=borders, seat=seat, unit=unit)
    except RegionError as error:
        if not error.problems:
            raise WrongInput(error) from None
        for line in lines(error.problems, lang):
            click.echo(f"kuemmerer: {line}", err=True)
        sys.exit(WRONG_INPUT)
    path, county = split_source(source)
    folder = free_folder(out, f"region-{(county or path.stem).replace('/', '-')}", overwrite)
    with Beside(folder) as partial:
        _write(reading, partial, lang, typed_command())
    if not quiet:
        click.echo(click.style(reading.region.name, bold=True))
        for label, words in told(reading, lang):
            click.echo(f"  {label:<16}{words}")
        _say_where(folder, borders, lang)


def _write(reading: Reading, folder: Path, lang: str, command: str) -> None:
    import json

    from sim.plots import save
    from sim.plots.region import region_map
    from sim.region.writing import as_csv, as_rows, as_workbook

    found = reading.region
    table = as_rows(found, reading.associations)
    (folder / "region.csv").write_text(as_csv(table), encoding="utf-8", newline="")
    (folder / "region.xlsx").write_bytes(as_workbook(table))
    save(region_map(found, lang, reading.neighbours_by), folder / "map")
    record = {
        "region": found.name,
        "region_fingerprint": found.fingerprint(),
        "region_source": found.source,
        "borders_source": found.shapes_source,
        "command": command,
    }
    text = json.dumps(record, indent=2, ensure_ascii=False, sort_keys=True)
    (folder / "provenance.json").write_text(text + "\n", encoding="utf-8", newline="")


def _say_where(folder: Path, borders: str, lang: str) -> None:
    """Where the table lies, and how to use it: it has seat, neighbours and who acts already."""
    from shlex import quote

    from sim.texts import text

    here = Path.cwd()
    near = folder.relative_to(here) if folder.is_relative_to(here) else folder
    settings = {"source": str(near / "region.csv")}
    if borders and _fits(folder / "region.csv", borders):
        settings["borders"] = borders
    words = "".join(f" --set {quote(f'region.{name}={it}')}" for name, it in settings.items())
    click.echo("")
    click.echo(text("region.check.where", lang, folder=folder))
    click.echo(text("region.check.use", lang, settings=words + options.typed_language()))


def _fits(table: Path, borders: str) -> bool:
    """Whether the outlines can be drawn with the written table; not where associations act."""
    from sim.region import RegionError, read_region

    try:
        read_region(table, borders=borders)
    except RegionError:
        return False
    return True


def told(reading: Reading, lang: str) -> Iterator[tuple[str, str]]:
    """What there is to be said of a county: a label and words, one line each."""
    from sim.texts import text

    parts = (
        _read_as,
        _counties,
        _size,
        _seat,
        _neighbours,
        _apart,
        _areas,
        _twins,
        _staff,
        _derived,
        _associations,
    )
    for part in parts:
        words = part(reading, lang)
        name = part.__name__.strip("_")
        if name == "size" and reading.region.unit == "association":
            name = "size_associations"
        if words:
            yield text(f"region.labels.{name}", lang), words


def _words(lang: str, name: str, **values: object) -> str:
    from sim.texts import number, text

    shown = {
        key: number(value, 0, lang) if isinstance(value, int) else value
        for key, value in values.items()
    }
    return text(f"region.check.{name}", lang, **shown)


def _names(names: Sequence[str], lang: str) -> str:
    """Names one by one, or the first and how many more."""
    if len(names) <= MANY:
        return ", ".join(names)
    return _words(lang, "and_more", names=", ".join(names[:MANY]), count=len(names) - MANY)


def _read_as(reading: Reading, lang: str) -> str:
    table = reading.table
    form = _words(lang, f"form_{table.form}", told=table.told)
    renamed = ", ".join(f"{given} = {usual}" for given, usual in table.renamed)
    counted = [f"{table.counted_by} = population"] if table.counted_by else []
    placed = [] if reading.placed_by == "degrees" else [_words(lang, f"by_{reading.placed_by}")]
    return "; ".join([form, *([renamed] if renamed else []), *counted, *placed])


def _counties(reading: Reading, lang: str) -> str:
    """That several counties were read as one, and how to take one of them."""
    found = reading.counties
    if not found:
        return ""
    names = [name if name == key else f"{name} ({key})" for key, name in found.items()]
    rows = reading.table.counties
    example = (
        f"{reading.path}#{next((key for key in found if len(rows[key]) > 1), next(iter(found)))}"
    )
    return _words(lang, "counties", count=len(found), names=_names(names, lang), example=example)


def _size(reading: Reading, lang: str) -> str:
    from sim.texts import number

    places = reading.region.places
    most = max(places, key=lambda place: (place.population, place.key))
    least = min(places, key=lambda place: (place.population, place.key))
    return _words(
        lang,
        "size_one" if len(places) == 1 else "size",
        count=len(places),
        residents=reading.region.population,
        area=number(sum(place.area_km2 for place in places), 0, lang),
        most=most.name,
        most_residents=most.population,
        least=least.name,
        least_residents=least.population,
    )


def _seat(reading: Reading, lang: str) -> str:
    seat = reading.region.seat
    return _words(lang, f"seat_{reading.seat_by}", seat=seat.name if seat else "–")


def _neighbours(reading: Reading, lang: str) -> str:
    from sim.texts import number

    pairs, places = len(reading.region.neighbours), len(reading.region.places)
    if places == 1:
        return ""
    mean = number(2 * pairs / places, 1, lang)
    return _words(lang, f"neighbours_{reading.neighbours_by}", pairs=pairs, mean=mean)


def _apart(reading: Reading, lang: str) -> str:
    region = reading.region
    if len(region.parts) < 2:
        return ""
    names = {place.key: place.name for place in region.places}
    alone = [names[part[0]] for part in region.parts if len(part) == 1]
    sizes = ", ".join(str(len(part)) for part in region.parts[:MANY])
    sizes += ", …" if len(region.parts) > MANY else ""
    found = _words(lang, "apart", count=len(region.parts), sizes=sizes)
    return found + (_words(lang, "alone", names=_names(alone, lang)) if alone else "")


def _areas(reading: Reading, lang: str) -> str:
    names = reading.left_out
    many = "areas_one" if len(names) == 1 else "areas"
    return _words(lang, many, count=len(names), names=_names(names, lang)) if names else ""


def _twins(reading: Reading, lang: str) -> str:
    keys: dict[str, list[str]] = {}
    for place in reading.region.places:
        keys.setdefault(place.name, []).append(place.key)
    twins = [f"{name} ({', '.join(same)})" for name, same in keys.items() if len(same) > 1]
    return _words(lang, "twins", names=_names(twins, lang)) if twins else ""


def _staff(reading: Reading, lang: str) -> str:
    """Which of the given posts are hardly those of the administration alone."""
    from sim.texts import number

    per_1000 = [
        (place.name, 1000.0 * place.staff_fte / place.population)
        for place in reading.region.places
        if place.staff_fte is not None
    ]
    odd = [
        f"{name} {number(value, 1, lang)}"
        for name, value in per_1000
        if not LEAST_STAFF <= value <= MOST_STAFF
    ]
    return _words(lang, "staff", names=_names(odd, lang)) if odd else ""


def _derived(reading: Reading, lang: str) -> str:
    """What the table does not say and the model fills in."""
    from sim.region.ages import AgeStructure, annual_change

    places, usual = reading.region.places, vars(AgeStructure())
    unknown = []
    if any("area_km2" in place.derived for place in places):
        unknown.append("area_km2")
    if any(
        "annual_change" in place.derived and annual_change(place.history) is None
        for place in places
    ):
        unknown.append("annual_change")
    for name in ("share_65_plus", "share_under_20"):
        if any(name in place.derived and vars(place)[name] == usual[name] for place in places):
            unknown.append(name)
    unknown += [n for n in ("staff_fte", "willingness") if any(vars(p)[n] is None for p in places)]
    return "; ".join(_words(lang, f"derived_{name}") for name in unknown)


def _associations(reading: Reading, lang: str) -> str:
    """Where administrations are shared already: the model gives each municipality its own."""
    shared = reading.associations
    if not shared:
        return ""
    count = len({key for key, _ in shared.values()})
    name = "associations" if {*shared} & {*reading.region.keys} else "associations_act"
    return _words(lang, name, count=len(shared), associations=count)
