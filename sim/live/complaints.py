"""From what pydantic finds wrong with a question to a sentence that says what is allowed."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from sim.live.refusing import Both, Refused, both, each

_TAGS = frozenset(
    (
        *("setup", "county", "fan", "run", "report", "board"),
        *("set_level", "invite", "hire", "end_funding", "shock"),
    )
)
_VALUES = ("bool", "int", "float", "str")
_KINDS = {
    "bool": "yes_no",
    "int": "any_whole",
    "float": "any_number",
    "string": "text",
    "dict": "object",
    "model": "object",
    "tuple": "list",
    "finite": "any_number",
}
_LIMITS = {
    "greater_than_equal": ("at_least", "ge"),
    "greater_than": ("more_than", "gt"),
    "less_than_equal": ("at_most", "le"),
    "less_than": ("less_than", "lt"),
    "string_too_long": ("letters", "max_length"),
    "too_long": ("entries", "max_length"),
}


def complaint(error: ValidationError) -> Refused:
    """The first mistake as a sentence."""
    first = error.errors(include_url=False)[0]
    kind, where = first["type"], _where(first["loc"])
    context: dict[str, Any] = first.get("ctx", {})
    if not first["loc"] and not kind.startswith("union_tag"):  # no object, or no JSON at all
        return Refused("unreadable")
    if kind == "extra_forbidden":
        return Refused("unknown_key", where=where)
    if kind == "missing":
        return Refused("missing", where=where)
    if kind.startswith("union_tag"):
        where = ".".join(part for part in (where, str(context["discriminator"]).strip("'")) if part)
        if kind == "union_tag_not_found":
            return Refused("missing", where=where)
        given, choices = context["tag"], context["expected_tags"]
        return Refused("wrong", where=where, given=shown(given), allowed=_words(choices))
    is_value = first["loc"][-1] in _VALUES  # of a setting: any of the four would do
    allowed = both("live.errors.allowed_other") if is_value else _allowed(kind, context)
    return Refused("wrong", where=where, given=shown(first["input"]), allowed=allowed)


def shown(value: object) -> str:
    """What was given, cut to what fits a sentence."""
    words = str(value)
    return words if len(words) <= 40 else f"{words[:39]}…"


def _where(location: tuple[int | str, ...]) -> str:
    """The path of a key as one writes it, without the kinds of questions and turns."""
    parts: list[str] = []
    for place, part in enumerate(location):
        is_tag = part in _TAGS and (place == 0 or isinstance(location[place - 1], int))
        if isinstance(part, int) and parts:
            parts[-1] += f"[{part + 1}]"
        elif not is_tag and part not in (*_VALUES, "[key]"):
            parts.append(shown(part))
    return ".".join(parts)


def _allowed(kind: str, context: dict[str, Any]) -> Both:
    if kind in _LIMITS:
        key, limit = _LIMITS[kind]
        return both(f"live.errors.allowed_{key}", limit=context[limit])
    if kind == "literal_error":
        return _words(context["expected"])
    for start, key in _KINDS.items():
        if kind.startswith(start):
            return both(f"live.errors.allowed_{key}")
    return both("live.errors.allowed_other")


def _words(expected: object) -> Both:
    """The words allowed: pydantic gives them in quotes, with "or" before the last."""
    found = re.findall(r"'([^']*)'", str(expected))
    return each(lambda lang: ", ".join(found))
