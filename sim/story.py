"""What happened and why, in plain sentences, in German and English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.agents import Decision
from sim.entities import AGREED, DECISIONS, LEVELS, NO_TIME, NOT_CONSIDERED, OUTCOMES, STAY
from sim.model import CooperationModel, Event
from sim.texts import number, text

COUNTED = ("relief", "effort", "contribution", "grant")  # what one can count in posts
UNIT = "coordination unit"  # subject of decisions that are not about a cooperation


class Narrator:
    """Tells events and decisions of one run in one language ("de" or "en")."""

    def __init__(self, model: CooperationModel, lang: str) -> None:
        """Remember the run and its cooperations by name."""
        self.model, self.lang = model, lang
        self._known = {c.identifier: c for c in (*model.cooperations, *model.ended)}

    def event(self, event: Event) -> str:
        """One event as a sentence."""
        key, values = self._phrase(event)
        return text(f"events.{key}", self.lang, **values)

    def _phrase(self, event: Event) -> tuple[str, dict[str, Any]]:
        """The key of the sentence and what fills it."""
        details = event.details
        values: dict[str, Any] = {"who": self.name(event.who)}
        for plural in ("yes", "asked", "drafting"):
            values[plural] = len(details.get(plural, ()))
        if "needed" in details:
            needed = details["needed"]
            values["needed"] = self.percent(details["quota"]) if needed < 0 else needed
        if "scope" in details:
            values["asked"] = len(details["scope"])
        if "fte" in details:
            values["fte"] = self.some(details["fte"])
        if "field" in details:
            values["fields"] = self._proposed(details["field"])
        if "level" in details:
            values["level"] = text(f"levels.{LEVELS[details['level']]}", self.lang)
        if "cooperation" in details:
            values["fields"] = self.cooperation(details["cooperation"])
        if "partner" in details:
            values["partner"] = details["partner"]
        if "members" in details:
            others = [i for i in details["members"] if i != event.who]
            values["others"], values["members"] = self.names(others), len(details["members"])
        return self._key(event, values), values

    def _key(self, event: Event, values: dict[str, Any]) -> str:
        details, kind = event.details, event.kind
        if kind == "intervention":
            return f"{kind}_{details['intervention']}_{details['outcome']}"
        if kind == "unit_level_vote" and details["reason"] == "intervention":
            kind = "unit_level_vote_called"
        if "carried" in details:
            return f"{kind}_{'carried' if details['carried'] else 'lost'}"
        if kind == "unit_level":
            return "unit_level_raised" if details["raised"] else "unit_level_lowered"
        if kind == "unit_ended":
            return f"unit_ended_{details['reason']}"
        if kind == "left":
            return "left_grant_ended" if details["grant_ended"] else "left"
        if kind == "shock":
            values["shock"] = text(f"shocks.{details['shock']}", self.lang)
            values["magnitude"] = self.percent(details["magnitude"])
            values["others"] = self.names(details["whom"])
            everyone = len(details["whom"]) == len(self.model.municipalities)
            return "shock_all" if everyone else "shock_some"
        return kind

    def decision(self, decision: Decision) -> str:
        """Why a council decided as it did, in one or two sentences."""
        answer, who = decision.verdict, self.name(decision.municipality)
        if answer.outcome == NO_TIME:
            key = "no_time" if answer.able < 0.5 else "no_time_luck"
            needed, free = self.posts(decision.needed_fte), self.posts(decision.free_fte)
            return text(f"why.{key}", self.lang, who=who, needed=needed, free=free)
        if answer.outcome == NOT_CONSIDERED:
            key = "not_considered" if answer.attention < 0.5 else "not_considered_luck"
            return text(f"why.{key}", self.lang, who=who)
        against, pro = self._reasons(decision, -1.0), self._reasons(decision, 1.0)
        values = {"who": who, "against": against, "pro": pro, "count": of_100(answer.probability)}
        return text(f"why.{_verdict_key(decision)}", self.lang, **values)

    def unvoted(self) -> str:
        """Why there was no vote on a coordination unit, where the run tells it."""
        few = [e.details for e in self.model.events if e.kind == "no_interest"]
        if few:
            most = max(len(details["scope"]) for details in few)
            key = f"unvoted.few_{'one' if len(few) == 1 else 'many'}"
            values = {"most": most, "count": len(few), "needed": few[0]["needed"]}
            return text(key, self.lang, **values)
        return text("unvoted.preparing", self.lang) if self.model.unit.prepared >= 0 else ""

    def _reasons(self, decision: Decision, sign: float) -> str:
        """The two largest terms on one side."""
        terms = decision.terms._asdict()
        largest = sorted(terms, key=lambda name: -sign * terms[name])[:2]
        weighty = max(0.15 * max(abs(value) for value in terms.values()), 0.005)
        named = [n for n in largest if sign * terms[n] > weighty] or [
            n for n in largest[:1] if sign * terms[n] > 0.0
        ]
        return ", ".join(self._item(n, terms[n]) for n in named) or "–"

    def _item(self, name: str, value: float) -> str:
        shown = ("+" if value > 0 else "") + number(
            value, 2 if abs(value) >= 0.01 else 3, self.lang
        )
        side = "for" if value > 0 else "against"
        term = text(f"{side}.{name}", self.lang)
        if name not in COUNTED:
            return term
        return text("why.item", self.lang, term=term, value=shown)

    def name(self, index: int) -> str:
        """Name of a municipality; empty for -1."""
        return "" if index < 0 else self.model.municipalities[index].name

    def names(self, indices: Sequence[int]) -> str:
        """Names in a row, with "and" before the last."""
        names = [self.name(i) for i in indices]
        if len(names) < 2:
            return "".join(names) or "–"
        return f"{', '.join(names[:-1])} {text('events.and', self.lang)} {names[-1]}"

    def cooperation(self, identifier: str) -> str:
        """A cooperation by its fields, in quotation marks."""
        known = self._known.get(identifier)
        if known is None:
            return self._proposed(identifier)
        titles = ", ".join(self.model.settings.fields[f].title(self.lang) for f in known.fields)
        if known.is_cross_field:
            return text("events.across", self.lang, fields=titles)
        return text("events.quoted", self.lang, words=titles)

    def _proposed(self, identifier: str) -> str:
        """A cooperation that never came about, by what stands in its identifier."""
        name = identifier.split()[0]
        for field in self.model.settings.fields:
            if field.name == name:
                return text("events.quoted", self.lang, words=field.title(self.lang))
        return text("events.across_open", self.lang)

    def posts(self, fte: float) -> str:
        """A number of posts with two decimals."""
        return number(fte, 2, self.lang)

    def some(self, fte: float) -> str:
        """A number of posts, with decimals only where there are parts of a post."""
        decimals = len(f"{fte:.2f}".rstrip("0").partition(".")[2])
        return number(fte, decimals, self.lang)

    def percent(self, share: float) -> str:
        """A share as a percentage."""
        return text("plots.percent", self.lang, value=number(100.0 * share, 0, self.lang))

    def subject(self, decision: Decision) -> str:
        """What a decision was about."""
        if decision.subject == UNIT:
            return text(f"decisions.{DECISIONS[decision.kind]}", self.lang)
        return self.cooperation(decision.subject)


def of_100(probability: float) -> int:
    """In how many of a hundred cases; none and all only where it is certain."""
    count = round(100.0 * probability)
    return min(max(count, 1), 99) if 0.0 < probability < 1.0 else count


def _verdict_key(decision: Decision) -> str:
    answer = decision.verdict
    if decision.kind == STAY:
        return "left_despite" if answer.probability > 0.5 else "left"
    if answer.outcome == AGREED:
        return "agreed_despite" if answer.probability < 0.5 else "agreed"
    if answer.probability > 0.5:
        return "refused_despite"
    return "refused_close" if answer.probability > 0.35 else "refused"


def outcome_name(decision: Decision) -> str:
    """Name of the outcome, as in tables."""
    return OUTCOMES[decision.verdict.outcome]
