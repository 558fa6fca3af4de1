"""How well sentences can be told apart by ear: a recogniser chooses among all of a session.

The sound is that of the finished file, cut by its timeline. PocketSphinx (an English model comes
with it) is given every sentence of the session as one grammar, and has to pick the one that was
said. It knows nothing of the voice, and less of English than any listener.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from voiceguide.plan.timeline import Timeline

RATE = 16_000
"""Samples per second the recogniser wants."""
FEWEST_WORDS = 3
"""Shorter ones are left out: "three" and "press" are told by their place, not by their sound."""
BEAM = 1e-100
"""How unlikely a path may be and still be followed; narrower, long sentences end half heard."""
QUIET = 0.2
"""Seconds of silence around a sentence."""
UNKNOWN = {"pinches": "P IH N CH AH Z", "tingles": "T IH NG G AH L Z"}
"""How words are said that the recogniser's dictionary does not have."""


class Heard(Struct, frozen=True):
    """One sentence, and what the recogniser took it for."""

    text: str
    taken_for: str

    @property
    def right(self) -> bool:
        """Whether it was heard as what it is."""
        return self.taken_for == plain(self.text)


def plain(text: str) -> str:
    """A sentence as words alone."""
    return " ".join(re.findall(r"[a-z']+", text.lower()))


def listen(session: Path, timeline: Timeline) -> list[Heard]:
    """Hear every different sentence of three words or more in a session."""
    texts = list(dict.fromkeys(one.text for one in timeline.events if isinstance(one.text, str)))
    decoder = _decoder([plain(text) for text in texts])
    return [
        Heard(text, _recognise(decoder, sound))
        for text, sound in _sentences(session, timeline)
        if len(plain(text).split()) >= FEWEST_WORDS
    ]


def share(heard: Sequence[Heard]) -> float:
    """The share that was heard right, 0 to 1."""
    return sum(one.right for one in heard) / len(heard)


def _sentences(session: Path, timeline: Timeline) -> Iterator[tuple[str, bytes]]:
    """Each different sentence and its sound, 16 kHz PCM, the first time it is said."""
    import numpy as np
    import soundfile
    import soxr

    sound, rate = soundfile.read(session, dtype="float32")
    seen = set()
    for event in timeline.events:
        if not isinstance(event.text, str) or event.text in seen:
            continue
        seen.add(event.text)
        said = sound[event.start_ms * rate // 1000 : event.end_ms * rate // 1000]
        quiet = np.zeros(int(QUIET * RATE))
        samples = np.concatenate([quiet, soxr.resample(said, rate, RATE), quiet])
        yield event.text, (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def _decoder(sentences: Sequence[str]):
    import pocketsphinx

    decoder = pocketsphinx.Decoder(
        lm=None, loglevel="FATAL", beam=BEAM, wbeam=BEAM, pbeam=BEAM, maxhmmpf=-1, bestpath=False
    )
    for word in sorted({word for sentence in sentences for word in sentence.split()}):
        if decoder.lookup_word(word) is None:
            decoder.add_word(word, UNKNOWN[word], True)
    choice = " | ".join(sorted(set(sentences)))
    decoder.add_jsgf_string("session", f"#JSGF V1.0; grammar session; public <one> = {choice};")
    decoder.activate_search("session")
    return decoder


def _recognise(decoder, sound: bytes) -> str:
    decoder.start_utt()
    decoder.process_raw(sound, False, True)
    decoder.end_utt()
    found = decoder.hyp()
    return found.hypstr if found else ""
