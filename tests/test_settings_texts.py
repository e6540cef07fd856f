"""Every setting is explained in German, with its unit, and nothing else is."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic.fields import FieldInfo

from sim.scenario.scenario import Scenario
from sim.scenario.settings import Section, Texts
from sim.texts import languages
from sim.texts.settings import meaning, section_title, table, unit

FILE = "sim/texts/settings_de.toml"
GENERAL = "general"
MAX_LENGTH = 100

# "ae", "oe" and "ue" where an umlaut belongs: not in "neue", "Mauer", "Steuer", "Quelle"; words
# with these vowels for good reason, and those that are typed into a scenario file, are let pass.
REPLACED_UMLAUT = re.compile(r"ae|oe|(?<![aäeoq])ue", re.IGNORECASE)
REAL_VOWELS = re.compile(
    r"aktuell|individuell|manuell|eventuell|virtuell|zuerst|koeffizient|soeben|\btrue\b",
    re.IGNORECASE,
)


def inner_section(annotation: Any) -> type[Section] | None:
    """The section that a field of a scenario holds, alone or many of it; none for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return None if annotation is Texts else annotation
    found = (inner_section(part) for part in get_args(annotation))
    return next((section for section in found if section), None)


def all_settings() -> Iterator[tuple[str, str, FieldInfo]]:
    """Section, name and description of every setting."""
    for name, info in Scenario.model_fields.items():
        section = inner_section(info.annotation)
        if section is None:
            yield GENERAL, name, info
        else:
            for inner, inner_info in section.model_fields.items():
                yield name, inner, inner_info


def note(info: FieldInfo, name: str) -> str:
    assert isinstance(info.json_schema_extra, dict)
    return str(info.json_schema_extra[name])


SETTINGS = tuple(all_settings())
KEYS = {f"{section}.{name}": info for section, name, info in SETTINGS}
SECTIONS = {section for section, _, _ in SETTINGS}
UNITS = {note(info, "unit") for _, _, info in SETTINGS}
SOURCES = {note(info, "source") for info in KEYS.values()}
GERMAN_TABLES = ("sections", "meaning", "synonyms", "unit", "source")
TABLES = (*((name, "de") for name in GERMAN_TABLES), ("sections", "en"))


def test_the_walk_finds_the_lists_of_sections_too() -> None:
    assert {
        "general",
        "staff",
        "fields",
        "interplay",
        "partners",
        "shocks",
        "interventions",
    } <= SECTIONS
    assert {"general.quarters", "fields.fixed_share", "partners.kind", "shocks.rate"} <= set(KEYS)


def test_every_setting_has_a_german_meaning() -> None:
    missing = {
        key: KEYS[key].description for key in sorted(set(KEYS) - set(table("meaning", "de")))
    }
    assert not missing, f"[meaning] of {FILE} lacks: {missing}"


def test_no_meaning_without_a_setting() -> None:
    superfluous = sorted(set(table("meaning", "de")) - set(KEYS))
    assert not superfluous, f"[meaning] of {FILE} explains what is no setting: {superfluous}"


def test_no_synonyms_without_a_setting() -> None:
    superfluous = sorted(set(table("synonyms", "de")) - set(KEYS))
    assert not superfluous, f"[synonyms] of {FILE} has words for no setting: {superfluous}"


def test_every_unit_is_translated() -> None:
    missing = {
        note(info, "unit"): key
        for key, info in KEYS.items()
        if note(info, "unit") not in table("unit", "de")
    }
    assert not missing, f"[unit] of {FILE} lacks these units (with a setting each): {missing}"


def test_no_unit_without_a_setting() -> None:
    superfluous = sorted(set(table("unit", "de")) - UNITS)
    assert not superfluous, f"[unit] of {FILE} has units of no setting: {superfluous}"


def test_every_source_is_translated_and_nothing_else() -> None:
    translated = set(table("source", "de"))
    missing, superfluous = SOURCES - translated, translated - SOURCES
    assert not missing, f"[source] of {FILE} lacks: {sorted(missing)}"
    assert not superfluous, f"[source] of {FILE} has sources of no setting: {sorted(superfluous)}"


def test_a_source_keeps_the_numbers_and_rows_it_names() -> None:
    def marks(words: str) -> list[str]:
        return sorted(re.findall(r"\b[A-E]\d+\b|\(\d\.\d\)|\d[\d.,]*(?= %)", words))

    wrong = {
        english: german
        for english, german in table("source", "de").items()
        if marks(english) != marks(german.replace(",", ".").replace(" (5.7)", " (evidence 5.7)"))
    }
    assert not wrong


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_section_has_a_title(lang: str) -> None:
    titles = set(table("sections", lang))
    assert titles == SECTIONS, (
        f"[sections] of settings_{lang}.toml lacks {sorted(SECTIONS - titles)}, "
        f"has too much: {sorted(titles - SECTIONS)}"
    )


@pytest.mark.parametrize(("name", "lang"), TABLES)
def test_one_plain_line(name: str, lang: str) -> None:
    wrong = {
        key: words
        for key, words in table(name, lang).items()
        if not words
        or words != words.strip()
        or "\n" in words
        or "  " in words
        or len(words) > MAX_LENGTH
        or words.endswith(".")
    }
    assert not wrong, f"[{name}] of {FILE}: not one line, 1 to {MAX_LENGTH} signs, no stop: {wrong}"


@pytest.mark.parametrize(
    ("name", "lang"), [pair for pair in TABLES if pair[0] not in ("unit", "source")]
)
def test_starts_with_a_capital_letter(name: str, lang: str) -> None:
    wrong = {key: words for key, words in table(name, lang).items() if not words[:1].isupper()}
    assert not wrong, f"[{name}] of {FILE}: no capital letter at the start: {wrong}"


def replaced_umlauts(words: str) -> list[str]:
    return [
        word
        for word in re.findall(r"\w+", words)
        if REPLACED_UMLAUT.search(REAL_VOWELS.sub("", word))
    ]


@pytest.mark.parametrize("name", GERMAN_TABLES)
def test_umlauts_are_written_as_such(name: str) -> None:
    wrong = {
        key: found for key, words in table(name, "de").items() if (found := replaced_umlauts(words))
    }
    assert not wrong, f"[{name}] of {FILE}: umlauts replaced (or add to REAL_VOWELS): {wrong}"


@pytest.mark.parametrize("word", ["Gebaeude", "moeglich", "Buero", "Ueberzeugung", "groesser"])
def test_a_replaced_umlaut_is_found(word: str) -> None:
    assert replaced_umlauts(f"{word} im Text") == [word]


@pytest.mark.parametrize(
    "words", ["neue aktuelle Mauer", "Steuer, Dauer, Vertrauen", "Quelle", "zuerst", "Büro"]
)
def test_real_vowels_are_left_alone(words: str) -> None:
    assert replaced_umlauts(words) == []


def test_german_comes_from_the_file_and_english_from_the_setting() -> None:
    info = KEYS["coordination.level"]
    english = str(info.description)
    assert meaning("coordination", "level", english, "en") == english
    assert (
        meaning("coordination", "level", english, "de")
        == "Stufe der Institutionalisierung (am Anfang)"
    )
    assert unit("share per year", "de") == "Anteil je Jahr"
    assert unit("share per year", "en") == "share per year"
    assert section_title("county", "de") == "Landkreis"
    assert section_title("county", "en") == "County"


def test_unknown_setting_unit_and_section() -> None:
    with pytest.raises(KeyError, match=r"coordination\.nothing"):
        meaning("coordination", "nothing", "nothing", "de")
    with pytest.raises(KeyError, match="furlongs"):
        unit("furlongs", "de")
    for lang in languages:
        with pytest.raises(KeyError, match="nowhere"):
            section_title("nowhere", lang)


def test_unknown_language() -> None:
    with pytest.raises(ValueError, match="de, en"):
        meaning("coordination", "level", "level", "fr")
    with pytest.raises(ValueError, match="de, en"):
        unit("FTE", "fr")
    with pytest.raises(ValueError, match="de, en"):
        section_title("county", "fr")
