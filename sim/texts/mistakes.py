"""Mistakes that can be told in every language: where, what was given, what is allowed.

An error carries the key of its words and what fills them, not a finished sentence: who catches it
says in which language it is told.  `str(error)` is English.

>>> mistake = Mistake(given("'x'", say("kinds.text")), "title")
>>> str(mistake)
"title: given 'x'; allowed: text"
>>> mistake.text("de")
"title: 'x' angegeben; erlaubt: ein Text"
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from sim.texts import text


@dataclass(frozen=True)
class Said:
    """Words of the texts: their key, and what stands for the placeholders.

    A value may be words, too, or a mistake: it is then said in the same language.
    """

    key: str
    values: Mapping[str, object]

    def text(self, lang: str) -> str:
        """The words in a language."""
        filled = {name: in_language(value, lang) for name, value in self.values.items()}
        return text(self.key, lang, **filled)

    def __str__(self) -> str:
        """The words in English."""
        return self.text("en")


class Mistake(ValueError):  # noqa: N818 (whose errors end in Error: ScenarioError …)
    """Something that cannot be used as it was given; one line.

    Attributes:
        what: what is wrong: words, another mistake, or plain text.
        where: the file, key or option that it is about, as it was typed; may be empty.
    """

    def __init__(self, what: object = "", where: str = "") -> None:
        """Remember both."""
        super().__init__(what)
        self.what, self.where = what, where

    def text(self, lang: str) -> str:
        """The line in a language."""
        words = in_language(self.what, lang)
        return f"{self.where}: {words}" if self.where else words

    def without_set(self) -> Self:
        """The same without the option `--set` in front: it was not this that was typed."""
        return type(self)(self.what, self.where.removeprefix("--set").strip())

    def __str__(self) -> str:
        """The line in English."""
        return self.text("en")


def say(key: str, **values: object) -> Said:
    """The words `errors.KEY` of the texts."""
    return Said(f"errors.{key}", values)


def given(value: object, allowed: object) -> Said:
    """What was given, and what is allowed."""
    return say("given", given=value, allowed=allowed)


def near(name: str, known: Iterable[str]) -> Said | str:
    """`; did you mean '...'?` with the known name most like this one, or nothing."""
    from difflib import get_close_matches

    found = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return say("near", name=repr(found[0])) if found else ""


def in_language(what: object, lang: str) -> str:
    """Words or a mistake in a language; anything else as it is written."""
    told: Callable[[str], Any] | None = getattr(what, "text", None)
    return str(told(lang)) if callable(told) else str(what)
