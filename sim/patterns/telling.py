"""Findings as text and as JSON."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

from sim.analysis import Estimate
from sim.patterns.definition import Part, Words
from sim.patterns.judging import Finding, PartFound
from sim.texts import decimal_sign, keys, number, text

SCHEMA = 1
WIDTH = 100  # characters of a line of text
MANY = 20  # intervals of which one misses on average


def in_words(words: Words, lang: str) -> str:
    """Words in a language ("de" or "en")."""
    return words[0 if lang == "de" else 1]


def unit_of(part: Part, lang: str) -> str:
    """The unit of a part in words; one that the texts do not know, as it is."""
    key = f"patterns.units.{part.unit}"
    return text(key, lang) if key in keys(lang) else part.unit


def numbers_of(found: Estimate, lang: str) -> tuple[str, str]:
    """Estimate and interval as people write them, with the decimals that the interval deserves."""
    decimals = _decimals(found)
    low, high = (number(end, decimals, lang) for end in (found.low, found.high))
    between = text("patterns.interval", lang, low=low, high=high)
    return number(found.estimate, decimals, lang), between


def _decimals(found: Estimate) -> int:
    """Two digits of the half width, at most four; two where it is nothing or unknown."""
    half = found.half_width
    if not (math.isfinite(half) and half > 1e-9):
        return 2
    return min(max(1 - math.floor(math.log10(half)), 0), 4)


def expected_of(part: Part, lang: str) -> str:
    """Where the estimate must lie, as people of that language write numbers."""
    sign = part.expected.sign.replace("-", "−")
    return sign.replace(".", decimal_sign(lang))


def verdict_of(part: PartFound, lang: str) -> str:
    """The verdict on a part in words; undecided ones say how many runs would tell."""
    if part.verdict != "undecided":
        return text(f"patterns.verdicts.{part.verdict}", lang)
    runs = number(part.found.runs, 0, lang)
    if part.runs_needed is None:
        return text("patterns.undecided", lang, runs=runs)
    return text(
        "patterns.undecided_needs",
        lang,
        runs=runs,
        needed=number(_rounded(part.runs_needed), 0, lang),
    )


def _rounded(runs: int) -> int:
    """Two leading digits: it is a guess."""
    step: int = 10 ** max(len(str(runs)) - 2, 0)
    return round(runs / step) * step


def counted(findings: Sequence[Finding], lang: str) -> str:
    """How many patterns hold, do not hold, are undecided; of many intervals, that some miss."""
    n = {v: sum(f.verdict == v for f in findings) for v in ("holds", "does_not_hold", "undecided")}
    said = text("patterns.counted", lang, **n)
    intervals = sum(len(finding.parts) for finding in findings)
    if intervals < MANY:
        return said
    return f"{said} {text('patterns.by_chance', lang, intervals=intervals)}"


def as_text(
    findings: Sequence[Finding], runs: int, seed: int, lang: str, width: int = WIDTH
) -> str:
    """All findings as plain text, pattern by pattern, in lines of so many characters."""
    lines = [text("patterns.title", lang, runs=number(runs, 0, lang), seed=seed), ""]
    for finding in findings:
        lines += [*_as_lines(finding, lang, width), ""]
    lines += textwrap.wrap(counted(findings, lang), width)
    return "\n".join(lines) + "\n"


def _as_lines(finding: Finding, lang: str, width: int) -> list[str]:
    pattern = finding.pattern
    verdict = text(f"patterns.verdicts.{finding.verdict}", lang)
    lines = _wrapped(f"{pattern.name}  {verdict}: {in_words(pattern.says, lang)}", 0, width)
    for part in finding.parts:
        lines += _wrapped(_part_line(part, lang), 4, width)
    lines += _wrapped(f"{text('patterns.columns.source', lang)}: {pattern.source}", 4, width)
    if explained(finding):
        assert pattern.explanation is not None
        why = in_words(pattern.explanation, lang)
        lines += _wrapped(f"{text('patterns.why', lang)} {why}", 4, width)
    return lines


def _wrapped(words: str, indent: int, width: int) -> list[str]:
    first, others = " " * indent, " " * (indent or 4)
    return textwrap.wrap(words, width, initial_indent=first, subsequent_indent=others)


def _part_line(part: PartFound, lang: str) -> str:
    said, (estimate, between) = in_words(part.part.says, lang), numbers_of(part.found, lang)
    expected = f"{text('patterns.columns.expected', lang)} {expected_of(part.part, lang)}"
    found = f"{estimate} {between} {unit_of(part.part, lang)}"
    return f"{said + ': ' if said else ''}{found}; {expected}; {verdict_of(part, lang)}"


def explained(finding: Finding) -> bool:
    """Whether it does not come out and there is an explanation."""
    return finding.verdict != "holds" and finding.pattern.explanation is not None


def as_json(findings: Sequence[Finding], runs: int, seed: int) -> dict[str, Any]:
    """All findings as a table for machines: both languages, missing numbers as null."""
    return {
        "schema": SCHEMA,
        "runs": runs,
        "seed": seed,
        "confidence": 0.95,
        "patterns": [_pattern_json(finding) for finding in findings],
    }


def _pattern_json(finding: Finding) -> dict[str, Any]:
    pattern = finding.pattern
    return {
        "name": pattern.name,
        "statement": _both(pattern.says),
        "source": pattern.source,
        "verdict": finding.verdict,
        "explanation": _both(pattern.explanation) if explained(finding) else None,
        "parts": [_part_json(part) for part in finding.parts],
    }


def _part_json(part: PartFound) -> dict[str, Any]:
    found = part.found
    return {
        "statement": _both(part.part.says),
        "unit": part.part.unit,
        "estimate": _or_null(found.estimate),
        "low": _or_null(found.low),
        "high": _or_null(found.high),
        "runs": found.runs,
        "expected": part.part.expected.sign,
        "expected_low": _or_null(part.part.expected.low),
        "expected_high": _or_null(part.part.expected.high),
        "verdict": part.verdict,
        "runs_needed": part.runs_needed,
    }


def _both(words: Words | None) -> dict[str, str] | None:
    return None if words is None else {"de": words[0], "en": words[1]}


def _or_null(x: float) -> float | None:
    return float(x) if math.isfinite(x) else None
