"""What an engine may have besides what it must have.

| member | means |
|---|---|
| `choose(language, voice)` | is told first what is wanted; may return another engine |
| `quick_voices = True` | `voices` only looks at files: it is asked each time, in no process |
| `named_voice(name)` | makes a voice that is not in the list: a file's, or a server's |
| `time_limit = 120.0` | seconds one sentence may take, where 20 are not enough |
| `recording(text)` | the sound file in which somebody says just that; it is taken as it is |
| `warm(voice)` | loads a voice before the processes of its sentences are forked (Linux) |

An engine without them is asked for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from voiceguide.errors import EngineFailed, VoiceguideError
from voiceguide.speech.engine import SpeechEngine, Voice


@contextmanager
def blaming(engine: SpeechEngine) -> Iterator[None]:
    """Whatever an engine raises is a failure of it. Raises EngineFailed."""
    try:
        yield
    except VoiceguideError:
        raise
    except Exception as error:
        raise EngineFailed(f"the {engine.name} engine fails: {shortened(error)}") from error


def shortened(error: BaseException) -> str:
    """What somebody else's code raised, in one line."""
    return repr(error)[:300]


def voices(engine: SpeechEngine) -> list[Voice]:
    """The voices an engine lists. Raises SpeechError, also where it lists something else."""
    with blaming(engine):
        found = engine.voices()
    if not isinstance(found, list | tuple) or not all(isinstance(one, Voice) for one in found):
        raise EngineFailed("what it lists are no voices")
    return list(found)


def has_quick_voices(engine: SpeechEngine) -> bool:
    """True: its voices are read from files each time, and never kept."""
    return bool(getattr(engine, "quick_voices", False))


def named_voice(engine: SpeechEngine, name: str) -> Voice | None:
    """A voice the engine makes of a name, maybe an empty one; None when its list has to be asked.

    Raises SpeechError.
    """
    make: Callable[[str], Voice | None] | None = getattr(engine, "named_voice", None)
    with blaming(engine):
        return make(name) if make else None


def time_limit(engine: SpeechEngine) -> float | None:
    """Seconds one sentence may take; None leaves that to the pool."""
    limit: float | None = getattr(engine, "time_limit", None)
    return limit


def recording(engine: SpeechEngine, text: str) -> Path | None:
    """The sound file in which somebody says a text; None when it has to be synthesised."""
    find: Callable[[str], Path | None] | None = getattr(engine, "recording", None)
    if find is None:  # as in most engines, and this is asked for every sound
        return None
    with blaming(engine):
        return find(text)


def warm(engine: SpeechEngine, voice: Voice) -> None:
    """Load a voice, so that every process forked afterwards has it."""
    load: Callable[[Voice], None] | None = getattr(engine, "warm", None)
    if load:
        load(voice)


def can_be_warmed(engine: SpeechEngine) -> bool:
    """Whether there is anything to load."""
    return hasattr(engine, "warm")
