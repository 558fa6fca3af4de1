"""The looks of a picture: on paper, on a light screen and on a dark one.

Plain rules, no variables: programs that convert SVG know these. Colours keep 4.5 to 1 for words and
3 to 1 for bars against what is behind them (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from msgspec import Struct


class Palette(Struct, frozen=True):
    """One set of colours. A name that ends in `_ink` is for words on the colour before it."""

    paper: str
    ink: str
    faint: str
    """Words of second rank."""
    lane: str
    grid: str
    left: str
    left_ink: str
    right: str
    right_ink: str
    both: str
    """Bars of no side."""
    both_ink: str
    speech: str
    rest: str
    rest_ink: str
    tone: str


LIGHT = Palette(
    paper="#ffffff", ink="#1c2128", faint="#57606a", lane="#f1f3f5", grid="#d5dae0",
    left="#1d5fa3", left_ink="#ffffff", right="#d67f1e", right_ink="#1c1206",
    both="#6a5a8c", both_ink="#ffffff", speech="#5b6875",
    rest="#c3cbd4", rest_ink="#1c2128", tone="#0d7d6c",
)  # fmt: skip
DARK = Palette(
    paper="#14171c", ink="#e8ebef", faint="#a0a9b4", lane="#1e232a", grid="#343c46",
    left="#4a97e8", left_ink="#08131f", right="#f5b763", right_ink="#1f1404",
    both="#a795d0", both_ink="#130e1f", speech="#97a3b0",
    rest="#3d4753", rest_ink="#e8ebef", tone="#35c2a8",
)  # fmt: skip
PAPER = Palette(
    paper="#ffffff", ink="#000000", faint="#3d444d", lane="#ffffff", grid="#b5bcc4",
    left="#17497d", left_ink="#ffffff", right="#f0b265", right_ink="#000000",
    both="#6a5a8c", both_ink="#ffffff", speech="#3d444d",
    rest="#e4e8ec", rest_ink="#000000", tone="#075e50",
)  # fmt: skip

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Helvetica,Arial,sans-serif"

_SHAPE = f"""
.plan text{{font-family:{FONT};font-size:12px}}
.plan .title{{font-size:24px;font-weight:700}}
.plan .about{{font-size:14px}}
.plan .chapter{{font-size:13px;font-weight:600}}
.plan .on,.plan .tick{{font-weight:400}}
.plan .tick,.plan .key{{font-size:11px}}
.plan .tick,.plan .rep{{text-anchor:middle}}
.plan .name{{text-anchor:end}}
.plan tspan{{font-weight:400}}
.plan text,.plan tspan{{pointer-events:none}}
.plan .end{{font-weight:700}}
.plan .grid{{stroke-width:1;fill:none}}
.plan .mark{{stroke-width:1.5;fill:none}}
.plan rect.rep,.plan rect.hold{{stroke-width:1}}
"""


def _colours(one: Palette) -> str:
    return f"""
.plan .sheet{{fill:{one.paper}}}
.plan text{{fill:{one.ink}}}
.plan .about,.plan .name,.plan .tick,.plan .on,.plan tspan{{fill:{one.faint}}}
.plan .end{{fill:{one.ink}}}
.plan .lane{{fill:{one.lane}}}
.plan .grid{{stroke:{one.grid}}}
.plan .mark{{stroke:{one.ink}}}
.plan .say{{fill:{one.speech}}}
.plan .tone{{fill:{one.tone}}}
.plan rect.rest{{fill:{one.rest}}}
.plan text.rest{{fill:{one.rest_ink}}}
.plan rect.hold,.plan rect.rep{{fill:{one.both};stroke:{one.paper}}}
.plan rect.left{{fill:{one.left}}}
.plan rect.right{{fill:{one.right}}}
.plan text.hold,.plan text.rep{{fill:{one.both_ink}}}
.plan text.left{{fill:{one.left_ink}}}
.plan text.right{{fill:{one.right_ink}}}
"""


def render_style() -> str:
    """The rules of the picture itself; every one begins with `.plan`."""
    return (
        f"{_SHAPE}{_colours(LIGHT)}"
        f"@media screen and (prefers-color-scheme:dark){{{_colours(DARK)}}}\n"
        f"@media print{{{_colours(PAPER)}"
        ".plan rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}\n"
        f".plan .lane{{stroke:{PAPER.grid};stroke-width:.5}}\n"
        ".plan rect.left,.plan rect.right,.plan rect.rest"
        f"{{stroke:{PAPER.ink};stroke-width:.7}}\n}}"
    )


def render_page_style() -> str:
    """The rules of the page around the picture."""
    return f"{_page(LIGHT)}@media screen and (prefers-color-scheme:dark){{{_tint(DARK)}}}{_PRINT}"


def _tint(one: Palette) -> str:
    return f"""
body{{background:{one.paper};color:{one.ink}}}
a{{color:{one.ink}}}
.faint,td.kind,caption,footer{{color:{one.faint}}}
th,td{{border-color:{one.grid}}}
thead th,.group th{{background:{one.lane}}}
.left b{{background:{one.left};color:{one.left_ink}}}
.right b{{background:{one.right};color:{one.right_ink}}}
.scroll{{border-color:{one.grid}}}
:focus-visible{{outline-color:{one.left}}}
"""


def _page(one: Palette) -> str:
    return f"""
:root{{color-scheme:light dark}}
*{{box-sizing:border-box}}
body{{margin:0 auto;max-width:70rem;padding:1.25rem;font:1rem/1.5 {FONT};overflow-wrap:anywhere}}
h1{{font-size:1.75rem;line-height:1.2;margin:.2em 0}}
h2{{font-size:1.2rem;margin:1.6em 0 .5em}}
p{{margin:.3em 0;max-width:46rem}}
a{{text-underline-offset:.2em}}
.scroll{{overflow-x:auto;border:1px solid;border-radius:8px;padding:8px 0}}
.scroll svg{{display:block;width:100%;min-width:900px;height:auto}}
:focus-visible{{outline:3px solid;outline-offset:2px}}
.sides span{{margin-right:1em;white-space:nowrap}}
.chapters{{columns:18rem;padding:0;margin:0;list-style:none}}
.chapters li{{break-inside:avoid;display:flex;gap:.75em;padding:.1em 0}}
.chapters span,td.num,tbody th{{font-variant-numeric:tabular-nums}}
.chapters span{{min-width:3.5em;text-align:right}}
table{{border-collapse:collapse;width:100%}}
caption{{text-align:left;padding:.1em .6em .5em}}
th,td{{text-align:left;vertical-align:top;padding:.25em .6em;border-bottom:1px solid}}
tbody th{{font-weight:400}}
thead th{{white-space:nowrap}}
tbody th,td.num,th.num{{text-align:right;white-space:nowrap;width:1%}}
td.kind,td.side{{white-space:nowrap;width:1%}}
.group th{{font-weight:700;text-align:left;white-space:normal;padding-top:.6em;width:auto}}
.side b{{display:inline-block;border-radius:4px;padding:0 .45em;font-weight:600;font-size:.85em}}
footer{{margin-top:2em;font-size:.9em}}
{_tint(one)}"""


_PRINT = """
@page{margin:12mm}
@media print{
body{max-width:none;padding:0;font-size:9.5pt;background:#fff;color:#000}
.scroll{overflow:visible;border:0;padding:0}
.scroll svg{min-width:0;break-inside:avoid}
h1{font-size:18pt}
h2{font-size:12pt;break-after:avoid}
thead{display:table-header-group}
tr{break-inside:avoid}
.group{break-after:avoid}
th,td{padding:.1em .5em}
a{text-decoration:none}
.side b{border:1px solid #000;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.screen{display:none}
}
"""
