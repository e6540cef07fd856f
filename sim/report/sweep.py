"""The report of a sweep: what it tells in plain words, figures, all numbers, the limits.

The page needs nothing but itself: no script, no request, no font that is not there.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.comparison.labels import told
from sim.plots.answers import policy_names
from sim.plots.charts import factor_name
from sim.report.choices import FINGERPRINTS, MISSING, version
from sim.report.effects import (
    Row,
    box_lines,
    choice_rows,
    county_note,
    county_rows,
    effect_rows,
    tie_note,
    wide_note,
)
from sim.report.explained import Explained, Sheet
from sim.report.sweep_lead import MOST_TOLD, finding, intro
from sim.report.template import render, write_whole
from sim.report.varied import varied
from sim.report.words import Words
from sim.sweep.folder import DESIGN
from sim.sweep.reading import read_record

if TYPE_CHECKING:
    from sim.sweep.answers import Answers, Effects
    from sim.sweep.counties import Counties

MOST_DESIGN = 3000  # bytes of a design that stands in the page
MOST_FIGURES = 40  # in one page; all lie beside it


class Picture(NamedTuple):
    """A figure as it stands in the page."""

    title: str
    comment: str
    source: str  # a data address


class Table(NamedTuple):
    """A table of words: heads and rows, and what is said below."""

    caption: str
    heads: Row
    rows: list[Row]
    note: str


class Numbers(NamedTuple):
    """All tables of a measure, and the boxes that were found."""

    name: str
    tables: list[Table]
    boxes: list[tuple[list[str], list[str]]]
    question: str
    note: str


@dataclass(frozen=True)
class SweepReport:
    """What a report of a sweep tells.

    Attributes:
        answers: a finished sweep.
        found: each measure that is told of.
        pictures: figures as `picture` gives them, in the order of the page.
        counties: the sweep county by county; None where no region varies.
        lang: `"de"` or `"en"`.
    """

    answers: Answers
    found: Sequence[Explained]
    pictures: Sequence[Picture]
    counties: Counties | None
    lang: str

    def write(self, path: Path) -> None:
        """Write one HTML page that needs nothing else; the folder must exist."""
        write_whole(render("sweep.html", **self._page(Words(self.lang))), path)

    def _page(self, words: Words) -> dict[str, Any]:
        rows, more = varied(self.answers.factors, words)
        record = read_record(self.answers.folder)
        return {
            "t": words,
            "lang": self.lang,
            "title": self._title(words),
            "intro": intro(self.answers, self.counties, self._choices(words), words),
            "findings": [finding(one, words) for one in self.found],
            "facts": self._facts(words),
            "varied": rows,
            "more_varied": more,
            "pictures": self.pictures[:MOST_FIGURES],
            "more_pictures": len(self.pictures[MOST_FIGURES:]),
            "numbers": [self._numbers(one, words) for one in self.found if one.constant is None],
            "method": self._method(words),
            "design": self._design(),
            "version": version(record),
            "provenance": _provenance(record, words),
            "attribution": self._sources(record),
        }

    def _title(self, words: Words) -> str:
        title = self.answers.plan.scenario.text("title", self.lang) or words("untitled")
        if self.counties is None:
            return words.of("sensitivity.report.title", title=title)
        count = words.number(len(self.counties.regions))
        return words.of("sensitivity.report.title_counties", title=title, count=count)

    def _facts(self, words: Words) -> list[tuple[str, str]]:
        """The scenario, what else was changed, what was compared, and how points were chosen."""
        plan = self.answers.plan
        scenario, design = plan.scenario, plan.design
        title, about = (scenario.text(part, self.lang) for part in ("title", "description"))
        facts = [("scenario", f"{title}. {about}" if title and about else title or about)]
        if design.set:
            changed = [told(path, value, scenario, self.lang) for path, value in design.set.items()]
            facts.append(("set", "; ".join(changed)))
        if self.answers.settings:
            keys = ", ".join(self.answers.settings)
            facts.append(("compared", f"{self._choices(words)} ({keys})"))
        points = words.of(
            f"sensitivity.report.{design.design}", points=words.number(self.answers.count)
        )
        if self.answers.settings:
            points = words.of("sensitivity.report.crossed", points=points)
        facts.append(("chosen", points))
        named = [(words.of(f"sensitivity.report.{key}"), value) for key, value in facts if value]
        runs = words.number(design.runs)
        return [
            *named,
            (words.of("compare.report.runs"), words.of("sensitivity.report.runs", runs=runs)),
            (words.of("compare.report.seed"), str(design.seed)),
        ]

    def _choices(self, words: Words) -> str:
        """What was compared, in words: the settings, and their values or combinations of these."""
        if not self.answers.settings:
            return ""
        policies = self.answers.by_policy(self.found[0].about.measure)[1]
        names = policy_names(policies, self.answers.settings, self.lang)
        quoted = [words.of("events.quoted", words=name) for name in names.values()]
        settings = [factor_name(name, self.lang) for name in self.answers.settings]
        return f"{' · '.join(settings)}: {', '.join(quoted)}"

    def _numbers(self, one: Explained, words: Words) -> Numbers:
        tables = []
        if one.counties is not None:
            heads, *rows = county_rows(one.counties)
            caption = words.of("sensitivity.report.table_counties")
            tables.append(Table(caption, heads, rows, county_note(one.counties)))
        if one.contest is not None:
            heads, *rows = choice_rows(one)
            unit = one.about.unit_of_effect(self.lang)
            caption = words.of("sensitivity.report.table_regret", unit=unit)
            tables.append(Table(caption, heads, rows, tie_note(one)))
        is_much = len(one.effects) > MOST_TOLD
        if not is_much:
            tables += [self._effects(one, found, words) for found in one.effects if found.has_any]
        question = one.question[0] if one.question else ""
        return Numbers(
            name=one.about.name(self.lang),
            tables=tables,
            boxes=[] if one.discovery is None else box_lines(one.discovery, self.lang),
            question=question,
            note=words.of("sensitivity.report.choices_more") if is_much else "",
        )

    def _effects(self, one: Explained, effects: Effects, words: Words) -> Table:
        (heads, *rows), more = effect_rows(effects, one.about, self.lang)
        key = "curves_caption" if effects.kind == "curves" else "effect_caption"
        title = one.title(effects.kind, one.policy(effects))
        caption = words.of(f"sensitivity.report.{key}", title=title)
        notes = [words.of("sensitivity.report.more", count=words.number(more))] if more else []
        notes.append(wide_note(effects, one.about, self.lang))
        return Table(caption, heads, rows, " ".join(note for note in notes if note))

    def _method(self, words: Words) -> list[str]:
        kinds = dict.fromkeys(effects.kind for one in self.found for effects in one.effects)
        keys = ["luck", "ends", *(f"{kind}_method" for kind in kinds)]
        if any(one.contest is not None for one in self.found):
            keys.append("choices_method")
        if any(one.discovery is not None for one in self.found):
            keys.append("question_method")
        if self.counties is not None:
            keys.append("counties_method")
        counts = {
            "measures": words.number(len(self.found)),
            "settings": words.number(len(self.answers.factors)),
        }
        return [
            words.of("compare.method.purpose"),
            *(words.of(f"sensitivity.report.{key}") for key in keys),
            words.of("sensitivity.report.many", **counts),
            words("method.open"),
        ]

    def _design(self) -> str:
        """The design as the file that was run; empty where it is not there any more."""
        path = self.answers.folder / DESIGN
        if not path.exists() or path.stat().st_size > MOST_DESIGN:
            return ""  # such as with every county by name: the folder has it
        return path.read_text(encoding="utf-8")

    def _sources(self, record: dict[str, Any]) -> str:
        """Whose figures the regions are made of."""
        if self.counties is not None:
            return "; ".join(self.counties.sources)
        return str(record.get("region_source") or "")


def pictures(sheets: Iterable[tuple[Sheet, Path]], lang: str) -> list[Picture]:
    """Saved figures as they stand in a page.

    Args:
        sheets: each with the SVG file that it was saved as.
        lang: `"de"` or `"en"`.
    """
    words = Words(lang)
    found = []
    for sheet, path in sheets:
        data = base64.b64encode(path.read_bytes()).decode("ascii")
        comment = words.of(f"sensitivity.report.how_{sheet.kind}")
        found.append(Picture(sheet.title, comment, f"data:image/svg+xml;base64,{data}"))
    return found


def _provenance(record: dict[str, Any], words: Words) -> list[tuple[str, str]]:
    """Seed, versions and fingerprints, as pairs of name and value."""
    names = ("seed", *FINGERPRINTS)
    rows = [(words(f"provenance.{name}"), str(record[name])) for name in names if record.get(name)]
    for name, value in record["versions"].items():
        rows.append((str(name), words("provenance.missing") if value == MISSING else str(value)))
    return rows
