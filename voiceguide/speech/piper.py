"""Neural voices with piper-tts (`pip install 'voiceguide[piper]'`), each a file of its own.

    --engine piper                          the best voice in the folder for voices
    --voice en_US-lessac-medium             one of them, by its name
    --voice ~/voices/mine.onnx              any other voice file; mine.onnx.json lies beside it
    --voice en_US-libritts_r-medium#17      one speaker of a voice that has many

`voiceguide voices install NAME` puts a voice into the folder. The rate 150 is a voice's own pace.
"""

from __future__ import annotations

import wave
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from voiceguide.disk.folder import expand, voices_folder
from voiceguide.errors import EngineFailed, EngineMissing, VoiceMissing
from voiceguide.plan.estimate import BASE_RATE
from voiceguide.speech.engine import Engine, Voice
from voiceguide.speech.telemetry import tell_nobody

if TYPE_CHECKING:
    from piper import PiperVoice

ENDING = ".onnx"
SEED = 1
"""Where the voice's random numbers start: the same sentence has to come out the same."""
QUALITY = {"x_low": 1, "low": 2, "medium": 3, "high": 3}
"""What a voice file says of itself, as an index of QUALITIES."""


class _Audio(Struct, frozen=True):
    quality: str = ""


class _Language(Struct, frozen=True):
    code: str = ""


class _Espeak(Struct, frozen=True):
    voice: str = ""


class _Config(Struct, frozen=True):
    """The part of NAME.onnx.json that tells what a voice is."""

    audio: _Audio = _Audio()
    language: _Language = _Language()
    espeak: _Espeak = _Espeak()
    num_speakers: int = 1
    speaker_id_map: dict[str, int] = {}


class PiperEngine(Engine):
    """Speaks with a voice file. `options` names the voice, where --voice does not."""

    name = "piper"
    quick_voices = True
    time_limit = 120.0

    def __init__(self, options: str = "") -> None:
        self.options = options
        self.folder = voices_folder()

    def version(self) -> str:
        """The versions of piper-tts and of what computes for it."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            return ", ".join(f"{name} {version(name)}" for name in ("piper-tts", "onnxruntime"))
        except PackageNotFoundError:
            return "piper-tts"

    def voices(self) -> list[Voice]:
        """The voices in the folder. Raises EngineMissing, VoiceMissing."""
        _require()
        found = self.installed_voices()
        if not found:
            raise VoiceMissing(
                f"there is no voice file in {self.folder}",
                remedy="Get one with: voiceguide voices install en_US-lessac-medium",
            )
        return found

    def installed_voices(self) -> list[Voice]:
        """The voices in the folder, whether piper-tts is there or not."""
        found = [_read_voice(path, path.stem) for path in sorted(self.folder.glob(f"*{ENDING}"))]
        return [one for one in found if one is not None]

    def named_voice(self, name: str) -> Voice | None:
        """The voice of a file, or of one speaker in it. Raises EngineMissing, VoiceMissing."""
        name = name or self.options
        file, _, speaker = name.partition("#")
        if is_voice_file(file):
            path = expand(file).resolve()
            voice = _read_voice(path, str(path))
            if not path.is_file():
                raise VoiceMissing(
                    "there is no such file",
                    where=file,
                    remedy="See what there is with: voiceguide voices --engine piper",
                )
            if voice is None:
                raise VoiceMissing(
                    "this is not a voice file",
                    where=file,
                    remedy=f"Beside it lies {path.name}.json, which says how it is spoken with.",
                )
        else:
            voice = next((one for one in self.installed_voices() if one.id == file), None)
        if voice is None:
            return None
        _require()
        return _with_speaker(voice, self._path(voice), speaker) if speaker else voice

    def warm(self, voice: Voice) -> None:
        """Load the voice once, for all sentences."""
        _load(self._path(voice))

    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Compute one sentence, on one core."""
        loaded = _load(self._path(voice))
        from piper import SynthesisConfig

        _, _, speaker = voice.id.partition("#")
        how = SynthesisConfig(
            speaker_id=int(speaker) if speaker else None,
            length_scale=loaded.config.length_scale * BASE_RATE / rate,
        )
        # its random numbers move on, and the same sentence has to come out the same: whoever speaks
        # again in this process loads it anew
        del _loaded[self._path(voice)]
        try:
            with wave.open(str(path), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(loaded.config.sample_rate)
                loaded.synthesize_wav(text, file, how)
        except Exception as error:  # what onnxruntime raises has no common base
            raise EngineFailed(f"piper could not say it: {_first_line(error)}") from error

    def _path(self, voice: Voice) -> Path:
        file = voice.id.partition("#")[0]
        return Path(file) if is_voice_file(file) else self.folder / f"{file}{ENDING}"


def is_installed() -> bool:
    """Whether piper-tts is there."""
    return find_spec("piper") is not None


def is_voice_file(name: str) -> bool:
    """Whether a name is that of a file rather than of a voice in the folder."""
    return name.partition("#")[0].lower().endswith(ENDING)


def _require() -> None:
    if not is_installed():
        raise EngineMissing(
            "piper-tts is not installed", remedy="Run: pip install 'voiceguide[piper]'"
        )


def _read_voice(path: Path, name: str) -> Voice | None:
    """What a voice file says of itself; None when it is not one."""
    about = _about(path)
    try:
        config = msgspec.json.decode(about.read_bytes(), type=_Config)
        facts = [file.stat() for file in (path, about)]
    except (OSError, msgspec.MsgspecError):
        return None
    language = (config.language.code or config.espeak.voice).replace("_", "-").lower()
    version = " ".join(f"{one.st_size} {one.st_mtime_ns}" for one in facts)
    return Voice(name, path.stem, language, QUALITY.get(config.audio.quality, 1), version)


def _with_speaker(voice: Voice, path: Path, speaker: str) -> Voice:
    config = msgspec.json.decode(_about(path).read_bytes(), type=_Config)
    number = config.speaker_id_map.get(speaker, int(speaker) if speaker.isdecimal() else -1)
    if not 0 <= number < config.num_speakers:
        raise VoiceMissing(
            f"the voice {voice.name} has no speaker {speaker!r}",
            remedy=f"It has {config.num_speakers}, numbered from 0.",
        )
    return msgspec.structs.replace(voice, id=f"{voice.id}#{number}", name=f"{voice.name}#{speaker}")


def _about(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


_loaded: dict[Path, Any] = {}


def _load(path: Path) -> PiperVoice:
    """Load a voice, or take the one that was loaded before this process was forked.

    One thread and a fixed seed: every process begins from the same state, so that the same sentence
    always comes out the same. Raises EngineMissing, VoiceMissing.
    """
    if path not in _loaded:
        _require()
        tell_nobody()
        import onnxruntime
        from piper import PiperVoice
        from piper.config import PiperConfig

        onnxruntime.set_seed(SEED)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            config = PiperConfig.from_dict(msgspec.json.decode(_about(path).read_bytes()))
            session = onnxruntime.InferenceSession(
                str(path), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # what onnxruntime raises has no common base
            raise VoiceMissing(
                f"the voice {path} cannot be loaded: {_first_line(error)}",
                remedy="Install it again, or choose another.",
            ) from error
        _loaded[path] = PiperVoice(session=session, config=config)
    loaded: PiperVoice = _loaded[path]
    return loaded


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [repr(error)])[0].rstrip(".")
