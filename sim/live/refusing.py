"""What is said when a question cannot be answered: one plain sentence in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.texts import languages, text

Both = dict[str, str]  # the same words in German and English


def both(key: str, **values: object) -> Both:
    """The words that stand under a key, in both languages."""
    return {lang: text(key, lang, **values) for lang in languages}


class Refused(Exception):  # noqa: N818 (what happens: an answer, no error)
    """A question that cannot be answered as it was asked.

    Attributes:
        sentence: why, and what is allowed, in both languages.
    """

    def __init__(self, key: str, **values: object) -> None:
        """Refuse with the sentence ``live.errors.KEY``.

        Args:
            key: of the sentence.
            **values: what fills it; what differs by language is given as both (``{"de": …}``).
        """
        self.sentence = {
            lang: text(f"live.errors.{key}", lang, **_in(lang, values)) for lang in languages
        }
        super().__init__(self.sentence["en"])

    def text(self, lang: str) -> str:
        """The sentence in a language."""
        return self.sentence[lang]

    @property
    def answer(self) -> dict[str, Both]:
        """The answer that says so."""
        return {"error": self.sentence}


def each(words: Callable[[str], str]) -> Both:
    """Words in both languages from a function of the language."""
    return {lang: words(lang) for lang in languages}


def _in(lang: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value[lang] if isinstance(value, Mapping) else value for name, value in values.items()
    }
