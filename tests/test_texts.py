"""Both languages say the same things, and numbers are written as people write them."""

import re

import pytest

from sim.measures import INDICATOR_NAMES
from sim.texts import keys, languages, number, text


def placeholders(key: str, lang: str) -> set[str]:
    names: set[str] = set()
    while True:
        try:
            text(key, lang, **dict.fromkeys(names, ""))
        except KeyError as missing:
            names.add(str(missing.args[0]))
        else:
            return names


@pytest.mark.parametrize("lang", languages)
def test_same_keys(lang: str) -> None:
    assert sorted(keys(lang)) == sorted(keys("en"))


@pytest.mark.parametrize("lang", [lang for lang in languages if lang != "en"])
def test_same_placeholders(lang: str) -> None:
    differing = [key for key in keys("en") if placeholders(key, lang) != placeholders(key, "en")]
    assert not differing


@pytest.mark.parametrize("lang", languages)
def test_numbers_have_their_example(lang: str) -> None:
    assert re.fullmatch(r"1[^\d]234[^\d]5", text("numbers.example", lang))


@pytest.mark.parametrize("lang", languages)
def test_no_text_is_empty(lang: str) -> None:
    assert not [key for key in keys(lang) if not text_as_written(key, lang).strip()]


def text_as_written(key: str, lang: str) -> str:
    return text(key, lang, **{name: name for name in placeholders(key, lang)})


@pytest.mark.parametrize("lang", languages)
@pytest.mark.parametrize("name", INDICATOR_NAMES)
def test_every_indicator_is_explained(name: str, lang: str) -> None:
    for part in ("name", "unit", "explanation"):
        assert text(f"indicators.{name}.{part}", lang)


@pytest.mark.parametrize("lang", languages)
def test_levels_and_phases(lang: str) -> None:
    for name in ("none", "informal", "shared_staff", "office"):
        assert text(f"levels.{name}", lang)
    for name in ("analysis", "ideas", "planning", "implementation", "reflection"):
        assert text(f"phases.{name}", lang)


def test_values_are_filled_in() -> None:
    assert text("plots.quarter", "de", quarter=2, year=2031) == "2. Quartal 2031"
    assert text("plots.quarter", "en", quarter=2, year=2031) == "quarter 2 of 2031"


@pytest.mark.parametrize("key", ["plots.nothing", "plots", "indicators.service_level", ""])
def test_unknown_key(key: str) -> None:
    with pytest.raises(KeyError):
        text(key, "de")


def test_missing_value() -> None:
    with pytest.raises(KeyError):
        text("plots.quarter", "de")


def test_unknown_language() -> None:
    with pytest.raises(ValueError, match="de, en"):
        text("plots.note", "xx")
    with pytest.raises(ValueError, match="de, en"):
        number(1, 0, "xx")


@pytest.mark.parametrize(
    ("value", "decimals", "german", "english"),
    [
        (1234567.891, 2, "1.234.567,89", "1,234,567.89"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (999, 0, "999", "999"),
        (0, 2, "0,00", "0.00"),
        (-3.25, 1, "−3,2", "−3.2"),
        (-0.001, 1, "0,0", "0.0"),
        (float("nan"), 1, "–", "–"),
        (float("inf"), 1, "–", "–"),
    ],
)
def test_numbers(value: float, decimals: int, german: str, english: str) -> None:
    assert number(value, decimals, "de") == german
    assert number(value, decimals, "en") == english
