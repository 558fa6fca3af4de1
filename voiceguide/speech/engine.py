"""What a speech engine is, and where engines are found.

How to add an engine:

1. Write a class with the members of `SpeechEngine`. Its constructor takes one text: what stands
   after the colon in `--engine NAME:OPTIONS`, mostly "". Instances must be picklable.
2. Import heavy libraries inside `voices` and `speak`, never at the top: a session whose clips are
   all cached never starts the engine.
3. Register it in your package's pyproject.toml, the way our own are:
   `[project.entry-points."voiceguide.engines"]` with `NAME = "package.module:ClassName"`.
4. Run the contract over it: tests/speech/test_engines.py lists what every engine must do, and
   tests/data/engine-package is a whole package that does it.

An engine may have more members than it must; `trait.py` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from msgspec import Struct

from voiceguide.errors import EngineMissing, UnknownName, VoiceguideError, VoiceMissing, suggest

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "voiceguide.engines"
AUTOMATIC = "auto"
"""Stands for the engine that has the best voice for a language; see automatic.py."""
MEMBERS = ("name", "preload", "isolated", "audible")
METHODS = ("version", "voices", "speak")
"""What every engine has, see SpeechEngine."""


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


class SpeechEngine(Protocol):
    """Turns one text into one WAV file."""

    name: str
    preload: Sequence[str]
    """Modules to import once, in the parent that every sentence's process is forked from."""
    isolated: bool
    """True: each sentence gets a process of its own, with a time limit."""
    audible: bool
    """False: the engine writes silence on purpose."""

    def version(self) -> str:
        """Everything but text, voice and rate that can change the sound. Part of cache keys, so it
        must be cheap: the engine itself must not be started for it."""

    def voices(self) -> list[Voice]:
        """List the voices there are. Raises EngineMissing."""

    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Write `text`, spoken at `rate` words per minute, to `path` as PCM WAV, any sample rate.

        Must be done when it returns. Raises EngineMissing, VoiceMissing or EngineFailed.
        """


def find_engine(spec: str, language: str = "en", voice: str = "") -> SpeechEngine:
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
) -> SpeechEngine:
    """Make an engine of a package; whatever is wrong with that package is its own affair.

    Raises EngineMissing with the reason, RoutineError where the options are wrong.
    """
    try:
        made: SpeechEngine = point.load()(options)
        choose = getattr(made, "choose", None)
        # most are only told what is wanted; "auto" stands for another one
        engine = (choose(language, voice) if choose else None) or made
        lacks = "" if _is_own(point) else lacking(engine)
    except VoiceguideError:
        raise
    except (Exception, SystemExit) as error:  # somebody else's code may raise anything
        raise _unusable(point, repr(error)[:300]) from error
    if lacks:
        raise _unusable(point, lacks)
    return engine


def lacking(engine: SpeechEngine) -> str:
    """What an engine has not that it must have; "" where nothing is amiss."""
    names = [name for name in MEMBERS if not hasattr(engine, name)]
    names += [f"{name}()" for name in METHODS if not callable(getattr(engine, name, None))]
    if names:
        return f"it has no {', no '.join(names)}"
    return "" if isinstance(engine.version(), str) else "its version is no text"


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
    "auto": "voiceguide.speech.automatic:AutomaticEngine",
    "system": "voiceguide.speech.system:SystemEngine",
    "command": "voiceguide.speech.command:CommandEngine",
    "silent": "voiceguide.speech.silent:SilentEngine",
    "piper": "voiceguide.speech.piper:PiperEngine",
    "http": "voiceguide.speech.http:HttpEngine",
    "https": "voiceguide.speech.http:HttpsEngine",
    "recorded": "voiceguide.speech.recorded:RecordedEngine",
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


LIKELY_REGION = {"en": "en-us", "de": "de", "es": "es", "fr": "fr-fr", "pt": "pt-br"}
"""Which voice speaks a language when no region is named."""


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
    likely = [tag] if tag != base else [LIKELY_REGION.get(base, base), base]

    def rank(voice: Voice) -> tuple[bool, bool, int, int]:
        region = likely.index(voice.language) if voice.language in likely else len(likely)
        return not voice.language, tag not in (base, voice.language), -voice.quality, region

    return sorted(
        (one for one in voices if not one.language or one.language.split("-")[0] == base), key=rank
    )
