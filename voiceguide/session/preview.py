"""Laying out a session without a sound: every sentence as long as it is estimated to be."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.disk.files import replacing
from voiceguide.disk.folder import expand
from voiceguide.duration import render_clock
from voiceguide.errors import OutputError
from voiceguide.plan.timeline import Timeline
from voiceguide.problem import Problem
from voiceguide.script.literal import restored
from voiceguide.session.memory import Basis, basis_of, remembered
from voiceguide.session.request import Request
from voiceguide.text import how_many, shorten


class Plan(Struct, frozen=True):
    """A session that was laid out but not spoken."""

    timeline: Timeline
    notices: tuple[Problem, ...]
    chosen: str
    """What was chosen to fit a time; "" when none was asked for."""

    def __repr__(self) -> str:
        told = [f"about {render_clock(self.timeline.duration_ms)}"]
        told += [how_many(len(self.timeline.chapters), "chapter")]
        told += [how_many(len(self.notices), "notice")] if self.notices else []
        return f"<Plan {shorten(self.timeline.title)!r}: {', '.join(told)}>"


def plan_session(request: Request) -> Plan:
    """Lay out a session with estimated speech; nothing is spoken. Raises VoiceguideError."""
    return remembered("plan", request, Plan, _plan)


def plain_script(request: Request) -> str:
    """What the scripts of a session come to, as they were rendered. Raises VoiceguideError."""
    from voiceguide.script.marked import MARK, SOFT_END
    from voiceguide.session.draft import open_draft

    plain = "\n\n".join(restored(MARK.sub("", text)) for text in open_draft(request).texts())
    lines = (line.strip() for line in plain.replace(SOFT_END, "").splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def write_picture(timeline: Timeline, out: str, kind: str) -> Path:
    """Draw a timeline into a file, "svg" or "html". Raises OutputError."""
    from voiceguide.picture import render_html, render_svg

    render = {"svg": render_svg, "html": render_html}[kind]
    path = expand(out)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(render(timeline).encode())
    except OSError as error:
        raise OutputError(f"cannot be written ({error.strerror})", where=str(path)) from error
    return path


def _plan(request: Request) -> tuple[Plan, Basis]:
    from voiceguide.session.draft import open_draft

    draft = open_draft(request)
    length_of = draft.estimator()
    filled = draft.fill(request.fit, length_of)
    changed = filled.values if filled else None
    timeline, notices = draft.place(length_of, changed)
    chosen = str(filled) if filled else ""
    notices = (*draft.advise(changed), *notices)
    plan = Plan(replace(timeline, estimated=True), notices, chosen)
    return plan, basis_of(draft.library, draft.language, request.date, chance=draft.chance)
