"""Your own recordings, and any engine for the sentences that are not among them.

    --engine recorded:my-voice              the rest is said by the best voice there is
    --engine recorded:my-voice,piper        or by the engine after the comma

`voiceguide record-list ROUTINE` writes the sentences to read, and the name of the file for each.
They may be WAV, FLAC, OGG or MP3.
"""

from __future__ import annotations

from pathlib import Path

from voiceguide.disk.folder import expand
from voiceguide.errors import EngineFailed, RoutineError
from voiceguide.plan.estimate import BASE_RATE
from voiceguide.routine.recording import ENDINGS, recording_name
from voiceguide.speech.acceptance import check_speech
from voiceguide.speech.engine import AUTOMATIC, Engine, Voice, engine_names, find_engine

EXAMPLE = "--engine recorded:my-voice,piper"


class RecordedEngine(Engine):
    """A folder of recordings (by their names without the ending), with another engine behind it."""

    name = "recorded"

    def __init__(self, files: dict[str, Path], behind: Engine) -> None:
        self.files = files
        self._behind = behind
        self.isolated = behind.isolated
        self.quick_voices = behind.quick_voices
        self.time_limit = behind.time_limit
        other = any(file.suffix.lower() != ".wav" for file in files.values())
        self.preload = (*behind.preload, *(("soundfile",) if other else ()))

    @property
    def behind(self) -> Engine:
        """Who says what was not recorded."""
        return self._behind

    def version(self) -> str:
        """That of the engine behind; a recording is known by its content."""
        return f"{self.behind.name} {self.behind.version()}"

    def voices(self) -> list[Voice]:
        """The voices of the engine behind."""
        return self.behind.voices()

    def named_voice(self, name: str) -> Voice | None:
        """A voice the engine behind makes of a name."""
        return self.behind.named_voice(name)

    def warm(self, voice: Voice) -> None:
        """Have the engine behind load its voice, where anything is left for it to say."""
        if voice.id:
            self.behind.warm(voice)

    @property
    def is_costly(self) -> bool:
        """As the engine behind."""
        return self.behind.is_costly

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


def open_recordings(options: str, language: str, voice: str) -> RecordedEngine:
    """The recordings in a folder, and the engine behind them for a language or a named voice."""
    folder, spec = _split(options)
    files = find_recordings(folder)
    behind = find_engine(spec, language, voice)
    if not behind.audible or isinstance(behind, RecordedEngine):
        raise RoutineError(
            f"{spec!r} cannot say what was not recorded",
            where="--engine",
            remedy=f"Name an engine that speaks: {EXAMPLE}",
        )
    return RecordedEngine(files, behind)


def spec_behind(spec: str) -> str:
    """The engine that speaks by what somebody asked for: behind recordings, that after the comma.

    In lower case and without its options.
    """
    name, _, options = spec.partition(":")
    if name.strip().casefold() == RecordedEngine.name:
        name = _split(options)[1].partition(":")[0]
    return name.strip().casefold()


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
