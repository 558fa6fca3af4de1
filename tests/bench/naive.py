"""What most people would write: pyttsx3 says each sentence, pydub adds it up, ffmpeg encodes.

    python -m tests.bench.naive TIMELINE.json OUT.mp3

It says the same sentences at the same times as the session the timeline belongs to, and is only
here to be measured against.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import pydub.generators
from pydub import AudioSegment

from voiceguide.speech.espeak import pyttsx3  # finds pip's espeak-ng, as apt's would be found


def main(timeline: str, out: str) -> None:
    """Speak, add up, export."""
    engine = pyttsx3.init()
    engine.setProperty("rate", 150)
    session = AudioSegment.silent(duration=0, frame_rate=22050)
    with tempfile.TemporaryDirectory() as folder:
        for number, event in enumerate(json.loads(Path(timeline).read_text())["events"]):
            if event["kind"] == "say":
                clip = speak(engine, event["text"], Path(folder, f"{number}.wav"))
            elif event["kind"] == "tone":
                length = event["end_ms"] - event["start_ms"]
                clip = pydub.generators.Sine(880).to_audio_segment(duration=length, volume=-15)
            else:
                continue
            gap = event["start_ms"] - len(session)
            if gap > 0:
                session += AudioSegment.silent(duration=gap, frame_rate=22050)
            session += clip
        session.export(out, format="mp3", bitrate="64k")


def speak(engine: pyttsx3.Engine, text: str, path: Path) -> AudioSegment:
    """Save one sentence; wait for the file, and try again if it comes out empty."""
    while True:
        engine.save_to_file(text, str(path))
        engine.runAndWait()
        for _ in range(100):
            if path.exists() and path.stat().st_size > 44:
                return AudioSegment.from_wav(path)
            time.sleep(0.01)


if __name__ == "__main__":
    main(*sys.argv[1:])
