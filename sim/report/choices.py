"""Which settings differ from the defaults, what is only assumed, and where the run comes from."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.region import bare_source
from sim.report.run import Run
from sim.report.words import Words
from sim.scenario import PLAIN_SECTIONS, Scenario
from sim.scenario.catalogue import FIELDS
from sim.scenario.settings import (
    FieldSettings,
    Interplay,
    InterventionSettings,
    Section,
    ShockSettings,
)
from sim.texts import keys
from sim.texts.settings import meaning, section_title, source, unit

GENERAL = ("quarters", "start")
CHOICES = {"membership": "memberships", "level": "levels"}  # settings whose values have words
LISTS: dict[str, tuple[type[Section], str]] = {  # what a row of a list tells first
    "interplay": (Interplay, "fields"),
    "shocks": (ShockSettings, "kind"),
    "interventions": (InterventionSettings, "kind"),
}
FINGERPRINTS = ("scenario_fingerprint", "region_fingerprint", "rules_fingerprint")
MISSING = "not installed"  # what provenance says of a package without a version
NOT_TOLD = ("assumption", "scenario", "seed")  # sources that the origin says in full


class Choice(NamedTuple):
    """A setting that differs from its default."""

    path: str
    meaning: str
    value: str
    default: str
    unit: str
    origin: str  # in the language of the report: assumed, partly assumed, a choice, documented
    source: str  # as written beside the setting, in English; empty where the origin says it all


class Chosen(NamedTuple):
    """A section with those of its settings that differ."""

    title: str
    rows: list[Choice]


def choices(run: Run) -> list[Chosen]:
    """All settings that differ from the defaults, by section, in the order of the manual."""
    plain = [
        (section, _choice(run, section, name, info, value, info.default))
        for section, name, info, value in _plain_settings(run.result.scenario)
        if value != info.default
    ]
    rows = [*plain, *_fields(run), *_lists(run)]
    return [
        Chosen(section_title(section, run.words.lang), [row for _, row in group])
        for section, group in groupby(rows, lambda pair: pair[0])
    ]


def _plain_settings(scenario: Scenario) -> Iterator[tuple[str, str, FieldInfo, Any]]:
    """Section, name, what is known of it and value of every setting outside lists."""
    for name in GENERAL:
        yield "general", name, Scenario.model_fields[name], getattr(scenario, name)
    for section in PLAIN_SECTIONS:
        values: BaseModel = getattr(scenario, section)
        for name, info in type(values).model_fields.items():
            yield section, name, info, getattr(values, name)


def _choice(
    run: Run, section: str, name: str, info: FieldInfo, value: Any, default: Any, inner: str = ""
) -> Choice:
    lang, measure = run.words.lang, _note(info, "unit")
    origin = _origin(section, info)
    parts = ["" if section == "general" else section, inner, name]
    if section == "region" and name in ("source", "borders"):
        value = bare_source(value)  # not where the file lies on somebody's machine
    return Choice(
        path=".".join(part for part in parts if part),
        meaning=meaning(section, name, info.description or name, lang),
        value=_shown(run.words, name, measure, value),
        default=_shown(run.words, name, measure, default),
        unit=unit(measure, lang),
        origin=run.words(f"origins.{origin}"),
        source=told_source(_note(info, "source"), lang),
    )


def _note(info: FieldInfo, name: str) -> str:
    notes = info.json_schema_extra
    return str(notes.get(name) or "") if isinstance(notes, dict) else ""


def _origin(section: str, info: FieldInfo) -> str:
    return origin_of(section, _note(info, "source"), _note(info, "prior"))


def origin_of(section: str, source: str, prior: str) -> str:
    """How well a default is founded: assumed, partly assumed, a choice, the project, documented.

    A setting without an uncertain range that names no source is a choice of whoever runs it.
    """
    if source == "assumption" and not prior and section != "fields":
        return "chosen"
    for start, origin in (("assumption", "assumed"), ("scenario", "chosen")):
        if source.startswith(start):
            return origin
    if source == "seed":
        return "seed"
    return "partly" if "assum" in source or "[recalled" in source else "documented"


def told_source(english: str, lang: str) -> str:
    """A source without what the origin says already.

    Args:
        english: the source as the setting itself gives it.
        lang: of the words.
    """
    if english in NOT_TOLD:
        return ""
    assumption = re.escape(source("assumption", lang))
    return re.sub(f"^{assumption}[:;] ", "", source(english, lang))


def _shown(words: Words, name: str, measure: str, value: Any) -> str:
    """A value as people write it."""
    if value is None or value in ((), ""):
        return words("values.none")
    if isinstance(value, bool):
        return words("values.yes" if value else "values.no")
    if isinstance(value, tuple):
        return words.names([str(item) for item in value])
    if isinstance(value, str):
        key = f"{CHOICES.get(name, '')}.{value}"
        return words.of(key) if key in keys(words.lang) else value
    return str(value) if measure == "year" else words.plain(float(value))


# Fields, interplay, partners, shocks ----------------------------------------------------------


def _fields(run: Run) -> list[tuple[str, Choice]]:
    """Fields other than those of the project, and figures other than those of the catalogue."""
    fields, default = run.result.fields, Scenario().fields
    found = []
    if [field.name for field in fields] != [field.name for field in default]:
        lang = run.words.lang
        names = [run.words.names([f.title(lang) for f in both]) for both in (fields, default)]
        found.append(_row(run, "fields", *names))
    for field in fields:
        usual = FieldSettings(name=field.name, **FIELDS.get(field.name, {}))
        for name, info in FieldSettings.model_fields.items():
            value, known = getattr(field, name), getattr(usual, name)
            if value != known and not name.startswith("title"):
                row = _choice(run, "fields", name, info, value, known, field.name)
                found.append(("fields", row))
    return found


def _lists(run: Run) -> list[tuple[str, Choice]]:
    scenario, words = run.result.scenario, run.words
    found = [
        _row(run, "interplay", _interplay(run, pair.fields, pair.synergy, pair.conflict))
        for pair in scenario.interplay
    ]
    if scenario.partners is not None:
        names = words.names([partner.name for partner in scenario.partners])
        default = words.names([partner.name for partner in Scenario().active_partners])
        found.append(_row(run, "partners", names, default))
    found += [_row(run, "shocks", _shock(run, shock)) for shock in scenario.shocks]
    taken = [_intervention(run, given) for given in scenario.interventions]
    return [*found, *(_row(run, "interventions", words) for words in taken)]


def _row(run: Run, section: str, value: str, default: str = "") -> tuple[str, Choice]:
    """A row for a whole list, which has no single default."""
    none = run.words("values.none")
    origin, meant = run.words("origins.chosen"), section_title(section, run.words.lang)
    if section in LISTS:
        kind, name = LISTS[section]
        english = str(kind.model_fields[name].description)
        meant = meaning(section, name, english, run.words.lang)
    return section, Choice(section, meant, value or none, default or none, "", origin, "")


def _interplay(run: Run, fields: tuple[str, str], synergy: float, conflict: float) -> str:
    titles = run.words.names([run.field_titles(name)[0] for name in fields])
    plain = run.words.plain
    return run.words("values.interplay", fields=titles, gain=plain(synergy), loss=plain(conflict))


def _shock(run: Run, shock: ShockSettings) -> str:
    words = run.words
    whom = words.names([str(name) for name in shock.municipalities]) or words("values.everyone")
    when = run.when(shock.quarter) if shock.quarter is not None else ""
    key = "shock" if when else "shock_each" if shock.each else "shock_random"
    return words(
        f"values.{key}",
        kind=words.of(f"shocks.{shock.kind}"),
        magnitude=words.percent(shock.magnitude),
        duration=words.counted("quarters", shock.duration),
        when=when,
        rate=words.plain(shock.rate or 0.0),
        whom=whom,
    )


def _intervention(run: Run, given: InterventionSettings) -> str:
    more = {"invite": given.field and "_field", "hire": given.municipality and "_municipality"}
    key = more.get(given.kind) or ("" if given.asked else "_granted")
    region = run.result.region
    return run.words(
        f"values.intervention_{given.kind}{key}",
        when=run.when(given.quarter),
        level=run.words.of(f"levels.{given.level}") if given.level else "",
        who=region.find(given.municipality).name if given.municipality else "",
        field=run.field_titles(given.field)[0] if given.field else "",
        fte=run.words.plain(given.fte),
    )


# What is known and where it comes from --------------------------------------------------------


def assumed_share(run: Run) -> tuple[int, int]:
    """How many of the plain settings rest on assumptions, wholly or in their size; of how many."""
    settings = _plain_settings(run.result.scenario)
    origins = [_origin(section, info) for section, _, info, _ in settings]
    return sum(origin in ("assumed", "partly") for origin in origins), len(origins)


def derived_facts(run: Run) -> str:
    """What is not published of the municipalities and was derived, in words."""
    region = run.result.region
    names = {name for place in region.places for name in place.derived} | region.derived
    known = ("share_under_20", "share_65_plus", "annual_change", "is_seat", "neighbours")
    return run.words.names([run.words(f"derived.{name}") for name in known if name in names])


def provenance(run: Run) -> list[tuple[str, str]]:
    """Seed, versions and fingerprints, as pairs of name and value."""
    record, words = run.result.provenance, run.words
    names = ("seed", "replicate", *FINGERPRINTS)
    rows = [(words(f"provenance.{name}"), str(record[name])) for name in names]
    for name, value in record["versions"].items():
        rows.append((str(name), words("provenance.missing") if value == MISSING else str(value)))
    return rows


def version(record: Mapping[str, Any]) -> str:
    """Version of the software by its record; empty where it ran without being installed."""
    found = str(record["versions"].get("kuemmerer", MISSING))
    return "" if found == MISSING else found
