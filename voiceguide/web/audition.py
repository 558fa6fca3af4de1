"""Samples to choose by: a voice, a set of tones, a background. Each is a few seconds, made once."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, request
from msgspec import UNSET
from msgspec.structs import replace

from voiceguide.disk.cache import default_folder
from voiceguide.duration import Milliseconds
from voiceguide.lang.language import language_of
from voiceguide.plan.timeline import Event, Timeline
from voiceguide.routine.settings import ROWS
from voiceguide.session.memory import code_stamp
from voiceguide.session.narration import narrate
from voiceguide.session.request import Request
from voiceguide.tones import ToneSet
from voiceguide.web.field import SAMPLED
from voiceguide.web.form import FormValues, make_request, parse_form
from voiceguide.web.pagewords import page_words
from voiceguide.web.parts import parts
from voiceguide.web.ranges import send_part

AUDITION = Blueprint("audition", __name__)
FOLDER = "samples"
KEPT = 60
"""Samples that are kept; each has about 60 kB."""
SENTENCES = 2
GAP = 700
"""Between two sounds, milliseconds."""
BED_ALONE = 4_000
"""Milliseconds of a background without words."""
TONES = ("start", "beat", "beat", "halfway", "end")
_turn = threading.Lock()


@AUDITION.get("/sample.mp3")
def play() -> Response:
    """A sample of one choice, `of`, with all others as they are in the address."""
    of = request.args.get("of", "")
    if of not in SAMPLED:
        abort(404)
    given = {name: text for name, text in request.args.items() if name != "of"}
    wanted = parse_form(given, parts().voices.names())
    timeline = sample_of(of, wanted.language, wanted.options.get("tones", ""))
    return send_sample(of, timeline, wanted)


def send_sample(of: str, timeline: Timeline, wanted: FormValues) -> Response:
    """A few seconds of sound, made in its turn. Raises VoiceguideError."""
    if not _turn.acquire(timeout=20):
        abort(503, page_words()["other_sample"])
    try:
        path = make_sample(of, timeline, wanted)
    finally:
        _turn.release()
    return send_part(path, mimetype="audio/mpeg")


def make_sample(of: str, timeline: Timeline, wanted: FormValues) -> Path:
    """The file of a sample; made where it is not there. Raises VoiceguideError."""
    asked = make_request(wanted, parts().site)
    heard = {key: one for key, one in asked.overrides.settings.items() if ROWS[key].heard}
    heard.pop("bed" if of != "bed" else "", None)  # a voice is chosen best without one
    tones, said = wanted.options.get("tones"), [str(one.text) for one in timeline.events]
    key = [of, wanted.offer.name, wanted.language, heard, tones, said, code_stamp()]
    name = hashlib.blake2b(msgspec.json.encode(key), digest_size=12).hexdigest()
    path = default_folder() / FOLDER / f"{name}.mp3"
    if not path.is_file():
        _make_room(path.parent)
        narrate(timeline, _request(asked, heard, path))
    return path


def sample_of(of: str, language: str, tones: str, texts: Sequence[str] = ()) -> Timeline:
    """What is heard in a sample: these texts, or the usual ones."""
    said = texts or _said(language)
    rows: list[dict[str, Any]] = [{"kind": "say", "text": text} for text in said]
    if of == "tones":
        rows = [{"kind": "tone", "tone": tone} for tone in TONES]
    if of == "bed":
        rows = rows[:1]
    start, events = BED_ALONE // 2 if of == "bed" else 200, []
    for row in rows:
        events.append(Event(Milliseconds(start), Milliseconds(start + 1500), **row))
        start += 1500 + GAP
    end = Milliseconds(start + (BED_ALONE if of == "bed" else 0))
    chosen: Any = tones if of == "tones" and tones else UNSET
    named: ToneSet | Any = chosen
    return Timeline("sample", end, language, (), tuple(events), estimated=True, tones=named)


def _said(language: str) -> list[str]:
    return [str(one) for one in language_of(language).samples[:SENTENCES]]


def _request(asked: Request, heard: dict[str, Any], path: Path) -> Request:
    own = replace(asked.overrides, settings=heard, exercises={}, language="")
    jobs = min(asked.jobs, os.cpu_count() or 1)
    return replace(
        asked, out=str(path), overrides=own, fit=None, counts=False, chosen={}, jobs=jobs
    )


def _make_room(folder: Path) -> None:
    """Keep the newest samples."""
    found = sorted(folder.glob("*.mp3"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in found[KEPT - 1 :]:
        old.unlink(missing_ok=True)
        old.with_suffix(".timeline.json").unlink(missing_ok=True)
