"""The templates of this folder, filled in: whatever stands in a timeline is text in them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow, however it is written (section 2.2)."""


TOP = 22
"""Where the lines of chapters and of the axis begin, in a row."""


def fill(template: str, **values: object) -> str:
    """Fill in a template; every value is escaped, for SVG and HTML alike."""
    return _environment().get_template(template).render(**values)


def number(value: float) -> str:
    """A coordinate with one decimal: about 10 ms in a row of two minutes."""
    return f"{value:.1f}".removesuffix(".0")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from voiceguide.duration import render_clock
    from voiceguide.picture import lane, scale, style

    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_allowed,
    )
    made.filters.update(number=number, clock=render_clock)
    made.globals.update(
        lanes=lane.LANES,
        top=TOP,
        bottom=lane.BOTTOM,
        left=scale.LEFT,
        width=scale.WIDTH,
        light=style.LIGHT,
        dark=style.DARK,
        paper=style.PAPER,
    )
    return made


def _allowed(value: Any) -> Any:
    """Replace what XML cannot hold. Markup, which templates are made of, is a str subclass."""
    return _FORBIDDEN.sub("\ufffd", value) if type(value) is str else value
