"""What a speech engine is, and where engines are found.

How to add an engine:

1. Subclass `Engine`: a `name`, and the three methods without a body. All else has a default.
2. It is made with one text, what stands after the colon in `--engine NAME:OPTIONS`, mostly "".
   It has to be picklable, for it is sent to the process that speaks.
3. Import heavy libraries inside methods, never at the top: a session whose clips are all cached
   asks for `version` only. What takes long to load, load in `warm`.
4. Register it in your package's pyproject.toml, the way our own are:
   `[project.entry-points."voiceguide.engines"]` with `NAME = "package.module:ClassName"`.
5. Run the contract over it, tests/speech/test_engines.py; tests/data/engine-package is a whole one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from voiceguide.errors import (
    EngineFailed,
    EngineMissing,
    UnknownName,
    VoiceguideError,
    VoiceMissing,
    suggest,
)
from voiceguide.lang.language import language_of

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "voiceguide.engines"
AUTOMATIC = "auto"
"""Stands for the engine that has the best voice for a language; see automatic.py."""
FACTS = ("name", "preload", "traceless", "isolated", "audible", "quick_voices", "time_limit")
"""What an engine says of itself. Each is read once when it is made: only `name` can be missing, but
any may be a property in somebody else's class, and fail."""


class Voice(Struct, frozen=True):
    """One voice of an engine."""

    id: str
    """What the engine calls it; unique within the engine."""
    name: str
    """What a person calls it."""
    language: str
    """Language code in lower case, like "en-us"; empty when the voice speaks any."""
    quality: int = 0
    """How much like a person it sounds, by what its makers say: an index of QUALITIES, or -1 for a
    voice that is meant as a joke."""
    version: str = ""
    """Changes when the voice's own files do. Part of cache keys."""


QUALITIES = ("synthetic", "plain", "good", "natural")
"""What the figures of `Voice.quality` mean."""


class Engine(ABC):
    """Turns one text into one WAV file."""

    name: str
    preload: Sequence[str] = ()
    """Modules to import once, in the parent that every sentence's process is forked from."""
    traceless: bool = False
    """True: a sentence leaves nothing behind that the next could hear, so that one process may
    speak many. Else each sentence gets a process of its own, forked from the same state."""
    isolated: bool = True
    """True: sentences are spoken in processes of their own, with a time limit."""
    audible: bool = True
    """False: the engine writes silence on purpose."""
    quick_voices: bool = False
    """True: `voices` only looks at files. It is asked each time, in no process."""
    time_limit: float | None = None
    """Seconds one sentence may take; None leaves that to the pool."""

    def __init__(self, options: str = "") -> None:
        del options  # nothing to choose

    @abstractmethod
    def version(self) -> str:
        """Everything but text, voice and rate that can change the sound. Part of cache keys, so it
        must be cheap: the engine itself must not be started for it."""

    @abstractmethod
    def voices(self) -> list[Voice]:
        """List the voices there are. Raises EngineMissing."""

    @abstractmethod
    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Write `text`, spoken at `rate` words per minute, to `path` as PCM WAV, any sample rate.

        Must be done when it returns. Raises EngineMissing, VoiceMissing or EngineFailed.
        """

    def named_voice(self, name: str) -> Voice | None:
        """Make a voice that is not in the list, a file's or a server's; the name may be empty.

        None: the list has to be asked. Raises SpeechError.
        """
        del name
        return None

    def recording(self, text: str) -> Path | None:
        """The sound file in which somebody says just that; it is taken as it is."""
        del text
        return None

    def warm(self, voice: Voice) -> None:  # noqa: B027 - most have nothing to load
        """Load a voice, once for many sentences: their processes are forked from the one that has
        it, or where forking is not safe (macOS, Windows) that one speaks them all."""

    @property
    def behind(self) -> Engine:
        """The engine that speaks: this one, unless it has another do so."""
        return self

    @property
    def is_costly(self) -> bool:
        """Whether there is something to load before the first sentence."""
        return type(self).warm is not Engine.warm


@contextmanager
def blaming(engine: Engine) -> Iterator[None]:
    """Tell whatever an engine raises as its failure. Raises EngineFailed."""
    try:
        yield
    except VoiceguideError:
        raise
    except Exception as error:
        raise EngineFailed(f"the {engine.name} engine fails: {shortened(error)}") from error


def shortened(error: BaseException) -> str:
    """What somebody else's code raised, in one line."""
    return repr(error)[:300]


def voices_of(engine: Engine) -> list[Voice]:
    """The voices an engine lists. Raises SpeechError, also where it lists something else."""
    with blaming(engine):
        found = engine.voices()
    if not isinstance(found, list | tuple) or not all(isinstance(one, Voice) for one in found):
        raise EngineFailed("its list of voices holds something else")
    return list(found)


def find_engine(spec: str, language: str = "en", voice: str = "") -> Engine:
    """Make the engine a spec names: "system", or "command:flite -t {text} -o {out}".

    "auto" is the engine with the best voice for a language, or the one that has the named voice.
    Raises UnknownName that lists what there is, EngineMissing for one that cannot be used.
    """
    name, _, options = spec.partition(":")
    for point in _points():
        if point.name.casefold() == name.strip().casefold():
            return make_engine(point, options.strip(), language, voice)
    raise UnknownName("engine", name, engine_names())


def make_engine(
    point: EntryPoint, options: str = "", language: str = "en", voice: str = ""
) -> Engine:
    """Make an engine of a package. Whatever that package raises is told as its fault.

    An entry point names a subclass of Engine, or a function of options, language and voice that
    chooses one. Raises EngineMissing with the reason, RoutineError where the options are wrong.
    """
    try:
        maker = point.load()
        if not isinstance(maker, type):
            engine: Engine = maker(options, language, voice)
        elif lacks := lacking(maker):
            raise _unusable(point, lacks)
        else:
            engine = maker(options)
        lacks = "" if _is_own(point) else lacking(engine)
    except VoiceguideError:
        raise
    except (Exception, SystemExit) as error:  # somebody else's code may raise anything
        raise _unusable(point, shortened(error)) from error
    if lacks:
        raise _unusable(point, lacks)
    return engine


def lacking(made: object) -> str:
    """What is missing from an engine, or from its class, in words; "" where nothing is."""
    kind = made if isinstance(made, type) else type(made)
    if not issubclass(kind, Engine):
        return f"it is not a subclass of {Engine.__module__}.{Engine.__name__}"
    names = [name for name in FACTS if not hasattr(made, name)]
    for name in sorted(Engine.__abstractmethods__):
        if name in kind.__abstractmethods__ or not callable(getattr(made, name)):
            names.append(f"{name}()")
    if names:
        return f"it has no {', no '.join(names)}"
    well = not isinstance(made, Engine) or isinstance(made.version(), str)
    return "" if well else "its version() is not a text"


def _unusable(point: EntryPoint, problem: str) -> EngineMissing:
    package = f"the package {point.dist.name}" if point.dist else "its package"
    return EngineMissing(
        f"the engine {point.name!r} cannot be used: {problem.rstrip('.')}",
        remedy=f"Update or uninstall {package}, or choose another engine.",
    )


def foreign_engines() -> dict[str, EngineMissing | None]:
    """The engines of other packages, each with what is wrong with it, if anything is."""
    found: dict[str, EngineMissing | None] = {}
    for point in _points():
        if not _is_own(point):
            found[point.name] = None
            try:
                make_engine(point)
            except EngineMissing as error:
                found[point.name] = error
            except VoiceguideError:
                pass  # it wants options, and says so
    return found


def engine_names() -> list[str]:
    """Name every engine that is installed."""
    return sorted({point.name for point in _points()})


class _OwnPoint(Struct, frozen=True):
    """One of our own entry points; looking for those of all packages takes a third of a rebuild."""

    name: str
    value: str
    dist: None = None

    def load(self) -> object:
        """What makes the engine."""
        module, _, name = self.value.partition(":")
        return getattr(import_module(module), name)


OWN = {
    "auto": "voiceguide.speech.automatic:choose_engine",
    "system": "voiceguide.speech.system:SystemEngine",
    "command": "voiceguide.speech.command:CommandEngine",
    "silent": "voiceguide.speech.silent:SilentEngine",
    "hibari": "voiceguide.speech.hibari:HibariEngine",
    "pico": "voiceguide.speech.pico:PicoEngine",
    "piper": "voiceguide.speech.piper:PiperEngine",
    "http": "voiceguide.speech.http:HttpEngine",
    "https": "voiceguide.speech.http:HttpsEngine",
    "recorded": "voiceguide.speech.recorded:open_recordings",
}
"""Our own engines, as pyproject.toml registers them."""


def _points() -> Iterator[EntryPoint]:
    """Where engines are registered, our own first: no other package can take a name of theirs."""
    for name, value in OWN.items():
        yield cast("EntryPoint", _OwnPoint(name, value))
    from importlib.metadata import entry_points

    yield from (point for point in entry_points(group=ENTRY_POINTS) if not _is_own(point))


def _is_own(point: EntryPoint) -> bool:
    return point.value.startswith("voiceguide.")


def pick_voice(voices: Iterable[Voice], name: str, language: str) -> Voice:
    """Pick a voice by its name or id, or the best one for a language when `name` is empty.

    Raises VoiceMissing that lists the voices of that language.
    """
    every = list(voices)
    wanted = name.casefold()
    if name:
        named = [one for one in every if wanted in (one.id.casefold(), one.name.casefold())]
        if named:
            return named[0]
        known = {one.name: None for one in speakers(every, language) or every}
        raise VoiceMissing(
            f"there is no voice {name!r}",
            remedy=f"{suggest(name, known)} List them all with: voiceguide voices",
        )
    found = speakers(every, language)
    if found:
        return found[0]
    raise VoiceMissing(
        f"no voice speaks {language!r}",
        remedy="List what there is with: voiceguide voices",
    )


def speakers(voices: Iterable[Voice], language: str) -> list[Voice]:
    """The voices that speak a language, the best first.

    What counts: the region, where one is named; then the quality; then the likeliest region. A
    voice that says it speaks anything comes last.
    """
    tag = language.lower()
    base = tag.split("-")[0]
    likely = [tag] if tag != base else [language_of(base).likely, base]

    def rank(voice: Voice) -> tuple[bool, bool, int, int]:
        region = likely.index(voice.language) if voice.language in likely else len(likely)
        return not voice.language, tag not in (base, voice.language), -voice.quality, region

    return sorted(
        (one for one in voices if not one.language or one.language.split("-")[0] == base), key=rank
    )
