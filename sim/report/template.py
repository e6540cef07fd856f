"""A page made from a template, and written whole."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def render(template: str, **values: Any) -> str:
    """The page as text.

    Args:
        template: name of a file in `sim/templates`.
        **values: what its placeholders stand for; one that is left out is an error.
    """
    return _room().get_template(template).render(**values)


def write_whole(page: str, path: Path) -> None:
    """Write a page beside its place and then move it there: it is never half there."""
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(page, encoding="utf-8", newline="\n")
    beside.replace(path)


@cache
def _room() -> Environment:
    return Environment(
        loader=PackageLoader("sim", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
