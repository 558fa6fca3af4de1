"""A timeline as a picture: lanes over time, in rows like the systems of a score.

Pure: a timeline in, text out. The same timeline gives the same text.
"""

from voiceguide.picture.page import render_html
from voiceguide.picture.svg import render_svg

__all__ = ["render_html", "render_svg"]
