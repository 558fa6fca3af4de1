"""The sentences of a session, for somebody who wants to record them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from voiceguide.disk.files import replacing
from voiceguide.disk.folder import expand
from voiceguide.duration import Milliseconds
from voiceguide.errors import FitError, OutputError
from voiceguide.plan.estimate import estimate
from voiceguide.plan.timeline import Sound
from voiceguide.routine.recording import RecordingLine, recording_name, render_lines
from voiceguide.session.draft import open_draft
from voiceguide.session.request import Request
from voiceguide.speech.recorded import find_recordings

LIST_ENDING = ".sentences.csv"
PACES = (0.7, 1.0, 1.4)
"""A person reads more slowly or faster than the estimate, so other wordings may fit."""


def list_lines(request: Request) -> list[RecordingLine]:
    """Every sentence of a session in the order it is first said, then the shorter wordings.

    Raises VoiceguideError.
    """
    draft = open_draft(request)
    rate = draft.settings().voice.rate
    tried: dict[str, None] = {}
    said: Counter[str] = Counter()
    for pace in PACES:

        def length_of(sound: Sound, pace: float = pace) -> Milliseconds:
            if sound.text:
                tried[sound.text] = None
            return Milliseconds(
                round(estimate(sound, rate, draft.language) / (pace if sound.text else 1))
            )

        try:
            timeline, _ = draft.place(length_of)
        except FitError:
            if pace == 1.0:
                raise
            continue
        if pace == 1.0:
            said.update(event.text for event in timeline.events if isinstance(event.text, str))
    return [RecordingLine(text, said[text]) for text in dict.fromkeys((*said, *tried))]


def write_list(request: Request, recorded: str = "") -> Path:
    """Write the list beside the sessions, without what a folder already holds.

    Raises VoiceguideError.
    """
    there = find_recordings(recorded) if recorded else {}
    lines = [one for one in list_lines(request) if recording_name(one.text) not in there]
    path = expand(request.out)
    if path.suffix.lower() != ".csv":
        path /= open_draft(request).library.found.name + LIST_ENDING
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(render_lines(lines).encode())
    except OSError as error:
        raise OutputError(
            f"the list cannot be written ({error.strerror})",
            where=str(path),
            remedy="Choose another place with --out.",
        ) from error
    return path
