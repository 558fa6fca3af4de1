"""Your own recordings, and any engine for the sentences that are not among them.

    --engine recorded:my-voice              the rest is said by the best voice there is
    --engine recorded:my-voice,piper        or by the engine after the comma

`voiceguide record-list ROUTINE` writes the sentences to read, and the name of the file for each.
They may be WAV, FLAC, OGG or MP3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from voiceguide.errors import EngineFailed, RoutineError
from voiceguide.folder import expand
from voiceguide.plan.estimate import BASE_RATE
from voiceguide.plan.recording import ENDINGS, recording_name
from voiceguide.speech import trait
from voiceguide.speech.check import check_speech
from voiceguide.speech.engine import AUTOMATIC, SpeechEngine, Voice, engine_names, find_engine

EXAMPLE = "--engine recorded:my-voice,piper"


class RecordedEngine:
    """A folder of recordings, with another engine behind it."""

    name = "recorded"
    audible = True

    def __init__(self, options: str = "") -> None:
        folder, self._spec = _split(options)
        self.files = find_recordings(folder)
        self.choose("en", "")

    def choose(self, language: str, voice: str) -> None:
        """Choose the engine behind for a language, or for a voice somebody named."""
        self.behind: SpeechEngine = find_engine(self._spec, language, voice)
        if not self.behind.audible or isinstance(self.behind, RecordedEngine):
            raise RoutineError(
                f"{self._spec!r} cannot say what was not recorded",
                where="--engine",
                remedy=f"Name an engine that speaks: {EXAMPLE}",
            )

    def version(self) -> str:
        """That of the engine behind; a recording is known by its content."""
        return f"{self.behind.name} {self.behind.version()}"

    def voices(self) -> list[Voice]:
        """The voices of the engine behind."""
        return self.behind.voices()

    def named_voice(self, name: str) -> Voice | None:
        """A voice the engine behind makes of a name."""
        return trait.named_voice(self.behind, name)

    def recording(self, text: str) -> Path | None:
        """The file in which this is said."""
        return self.files.get(recording_name(text))

    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Hand out the recording, as it is; or have the engine behind speak."""
        file = self.recording(text)
        if file is None:
            self.behind.speak(text, voice, rate, path)
            return
        from voiceguide.speech.received import convert
        from voiceguide.speech.wav import read_bounded, read_wav, write_wav

        try:
            if file.suffix.lower() == ".wav":
                write_wav(read_wav(file), path)
            else:
                convert(read_bounded(file), path)
            check_speech(path, text, BASE_RATE)
        except (EngineFailed, OSError) as error:
            problem = error.problem if isinstance(error, EngineFailed) else error.strerror
            raise EngineFailed(
                f"{file}: {problem}", remedy="Record it again, or take the file away."
            ) from error

    @property
    def preload(self) -> Sequence[str]:
        """What the engine behind wants loaded, and what reads files other than WAV."""
        other = any(file.suffix.lower() != ".wav" for file in self.files.values())
        return (*self.behind.preload, *(("soundfile",) if other else ()))

    @property
    def isolated(self) -> bool:
        """As the engine behind."""
        return self.behind.isolated

    @property
    def quick_voices(self) -> bool:
        """As the engine behind."""
        return trait.has_quick_voices(self.behind)

    @property
    def time_limit(self) -> float | None:
        """As the engine behind."""
        return trait.time_limit(self.behind)

    @property
    def warm(self) -> Callable[[Voice], None]:
        """As the engine behind; without one, none."""
        load: Callable[[Voice], None] = self.behind.warm  # type: ignore[attr-defined]
        return load


def find_recordings(folder: str) -> dict[str, Path]:
    """The recordings in a folder by their names without the ending. Raises RoutineError."""
    path = expand(folder)
    if not folder or not path.is_dir():
        missing = f"there is no folder {folder!r} with" if folder else "the recorded engine needs"
        raise RoutineError(
            f"{missing} recordings", where="--engine", remedy=f"For example: {EXAMPLE}"
        )
    found: dict[str, Path] = {}
    for ending in reversed(ENDINGS):
        files = (one for one in path.iterdir() if one.suffix.lower() == ending and one.is_file())
        found.update({file.stem.lower(): file.resolve() for file in sorted(files)})
    return found


def _split(options: str) -> tuple[str, str]:
    """The folder, and the engine behind: what follows the first comma before an engine's name."""
    known = engine_names()
    for at, sign in enumerate(options):
        if sign == "," and options[at + 1 :].partition(":")[0].strip() in known:
            return options[:at].strip(), options[at + 1 :].strip()
    return options.strip(), AUTOMATIC
