"""Both languages say the same things, and numbers are written as people write them."""

import pickle
import re
from collections.abc import Iterator

import click
import pytest

from sim.cli import commands
from sim.cli.mistakes import translated
from sim.measures import INDICATOR_NAMES
from sim.region import RegionError
from sim.texts import keys, languages, number, read, text
from sim.texts.mistakes import Mistake, given, say


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


HELP = read("help_de.toml")


def test_help_has_words_for_every_command_and_option() -> None:
    """And for none that there is not: what was renamed is found here."""

    def walk(command: click.Command) -> Iterator[click.Command]:
        yield command
        for inner in getattr(command, "commands", {}).values():
            yield from walk(inner)

    known = {command.name: command for command in walk(commands)}
    assert {*HELP} == {*known} | {"frame", "options"}
    shared = {*HELP["options"]}
    for name, command in known.items():
        options = {param.name for param in command.params if isinstance(param, click.Option)}
        own = {*HELP[name].get("options", ())}
        assert own <= options, name
        assert options <= own | shared, name
        assert HELP[name]["help"].strip()
        assert name == "kuemmerer" or HELP[name]["short"]


def test_help_tells_the_same_defaults_and_examples() -> None:
    for name, command in commands.commands.items():
        german, english = HELP[name], command.help or ""
        typed = [line.strip() for line in english.splitlines() if line.startswith("    kuem")]
        for line in typed if name not in ("scenarios", "settings") else ():
            assert line in german["help"], name
        for param in command.params:
            words = getattr(param, "help", None) or ""
            own = german.get("options", {}).get(param.name, words)
            assert ("[default: " in words) == ("[default: " in own), (name, param.name)


def test_mistakes_are_told_in_each_language() -> None:
    inner = Mistake(given("'x'", say("kinds.text")), "title")
    outer = Mistake(inner, "--set title")
    assert str(outer) == "--set title: title: given 'x'; allowed: text"
    assert outer.text("de") == "--set title: title: 'x' angegeben; erlaubt: ein Text"
    assert outer.without_set().where == "title"
    assert str(pickle.loads(pickle.dumps(outer))) == str(outer)
    problem = RegionError(say("missing"), (), where="file.csv")
    assert pickle.loads(pickle.dumps(problem)).text("de") == "file.csv: fehlt"


def test_click_says_what_it_is_known_by() -> None:
    """Its words are known again; a new version that says something else is found here."""
    told = {
        ("run",): "Es fehlt die Angabe 'SCENARIO'.",
        ("rnu",): "Den Befehl 'rnu' gibt es nicht. Gemeint ist vielleicht 'run'.",
        ("run", "x", "--seed"): "Hinter der Option '--seed' fehlt eine Angabe.",
        ("run", "x", "--quiet=1"): "Die Option '--quiet' hat keinen Wert.",
        ("run", "x", "y", "z"): "Mehrere Angaben zu viel: y z",
        ("completion", "x"): "'bash', 'zsh', 'fish', 'powershell'",
        ("run", "x", "--sed", "1"): "Gemeint ist vielleicht eins davon: '--seed', '--set'.",
    }
    for typed, words in told.items():
        with pytest.raises(click.ClickException) as caught:
            commands.main([*typed], standalone_mode=False)
        assert words in translated(caught.value.format_message(), "de")
