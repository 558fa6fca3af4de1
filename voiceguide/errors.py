"""Everything that can go wrong, as one tree.

    VoiceguideError               shown as one sentence; the command line exits with 1
    ├── RoutineError              a routine file, a setting or an option
    │   ├── DurationError         "45" where "45s" is meant
    │   ├── ManyErrors            several of them at once
    │   └── UnknownName           a routine, exercise, engine or key nobody knows
    ├── LanguageError             a file of what is known of a language
    ├── ScriptError               a cue script: template, directive, line
    │   ├── FitError              words that do not fit the time there is
    │   │   └── SameMoment        two lines of one moment, of which one finds no room before it
    │   ├── LongSession           more than one session may hold
    │   └── SlowScript            a script that was stopped: it took too long
    ├── SpeechError               an engine that cannot speak
    │   ├── EngineMissing         the library or program is not there
    │   ├── VoiceMissing          the engine has no such voice
    │   └── EngineFailed          it could not say a text, or gave back what is not speech
    │       └── EngineDied        its process died, or did not end in time
    ├── OutputError               a file that cannot be read or written
    ├── DownloadError             something on the network that cannot be fetched
    └── VerifyError               a finished file that does not keep its timeline

An error holds a Problem: what is wrong (`problem`), where (`where`, usually "file:line") and what
to do about it (`remedy`). It is pickled with all it holds, and so crosses from one process to
another. Foreign exceptions are translated where they come in, with `from`.
"""

from __future__ import annotations

import copyreg
from collections.abc import Iterable
from typing import Any

from voiceguide.problem import Problem


def _part(name: str, about: str) -> Any:
    """A part of an error's Problem; what is learned later, as its place, is filled in there."""

    def fill(error: VoiceguideError, value: Any) -> None:
        part = {name: value}
        error.fact = error.fact._replace(**part)

    return property(lambda error: getattr(error.fact, name), fill, doc=about)


class VoiceguideError(Exception):
    """Base of every error voiceguide raises on purpose."""

    problem: str = _part("what", "One clause, no full stop.")
    where: str = _part("where", '"file:line", a file, or an option; "" when there is none.')
    remedy: str = _part("remedy", 'What the reader can do, a sentence of its own, or "".')

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(problem)
        self.fact = Problem(where, problem, remedy)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong: one problem, but for ManyErrors."""
        return (self.fact,)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        """All it holds is pickled; Python would call the class with the first argument alone."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]

    def at(self, where: str) -> VoiceguideError:
        """Return this error with its place filled in, where it had none."""
        self.where = self.where or where
        return self


class RoutineError(VoiceguideError):
    """A routine file, a setting or an option that cannot be used."""


class DurationError(RoutineError):
    """A text that is no duration."""


class ManyErrors(RoutineError):
    """Several errors at once, in `errors`; each is shown on a line of its own."""

    def __init__(self, errors: Iterable[VoiceguideError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(first.problem, where=first.where, remedy=first.remedy)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Those of every error."""
        return tuple(problems_of(self.errors))


class UnknownName(RoutineError):
    """A name nobody knows. `wanted` is what was asked for, `known` what there is."""

    def __init__(self, kind: str, wanted: str, known: Iterable[str], *, where: str = "") -> None:
        self.wanted = wanted
        self.known = tuple(known)
        super().__init__(
            f"unknown {kind} {wanted!r}", where=where, remedy=suggest(wanted, self.known)
        )


class LanguageError(VoiceguideError):
    """A file of a language that cannot be used."""


class ScriptError(VoiceguideError):
    """A cue script that cannot be rendered or read."""


class FitError(ScriptError):
    """Words that need more time than there is. Both figures are milliseconds."""

    def __init__(self, text: str, *, needed_ms: int, there_ms: int, where: str) -> None:
        self.needed_ms = needed_ms
        self.there_ms = there_ms
        super().__init__(
            # rounded so that giving what is needed is enough
            f"{text!r} needs {-(-needed_ms // 100) / 10:.1f} s, "
            f"there are {max(there_ms, 0) // 100 / 10:.1f} s",
            where=where,
            remedy="Give it more time, or add a shorter wording after ' / '.",
        )


class SameMoment(FitError):
    """Two lines due at one moment: `text` gives way to `other` and finds no room before it.

    `needed_ms` is what it needs, `there_ms` what there is, `at` the place of `other`.
    """

    def __init__(
        self, text: str, other: str, *, needed_ms: int, there_ms: int, where: str, at: str
    ) -> None:
        super().__init__(text, needed_ms=needed_ms, there_ms=there_ms, where=where)
        self.other = other
        self.problem = f"{text!r} is due at the same moment as {other!r} ({at}): {self.problem}"
        self.remedy = "Give one of them another time, or a shorter wording after ' / '."


class LongSession(ScriptError):
    """More than one session may hold: it lasts too long, or has too many lines."""


class SlowScript(ScriptError):
    """A script that was stopped before it was rendered: it took too long."""


class SpeechError(VoiceguideError):
    """An engine that cannot speak."""


class EngineMissing(SpeechError):
    """The library or program an engine needs is not on this computer."""


class VoiceMissing(SpeechError):
    """The engine has no voice of that name."""


class EngineFailed(SpeechError):
    """An engine that could not say a text, or gave back something that is not speech."""


class EngineDied(EngineFailed):
    """An engine whose process died, or did not end in time."""


class OutputError(VoiceguideError):
    """A file that cannot be read or written."""


class DownloadError(VoiceguideError):
    """Something on the network that cannot be fetched."""


class VerifyError(VoiceguideError):
    """A finished file that does not keep its timeline."""


def raise_all(errors: Iterable[VoiceguideError]) -> None:
    """Raise what there is: nothing, the only one, or all of them as ManyErrors."""
    found = list(errors)
    if len(found) > 1:
        raise ManyErrors(found)
    for error in found:
        raise error


def problems_of(errors: Iterable[VoiceguideError]) -> list[Problem]:
    """What several errors hold."""
    return [one for error in errors for one in error.problems]


def each_of(error: VoiceguideError) -> tuple[VoiceguideError, ...]:
    """The errors an error stands for: itself, or all that ManyErrors holds."""
    return error.errors if isinstance(error, ManyErrors) else (error,)


MOST_LISTED = 45
"""Names that a message lists: room for every setting or variable, not for every voice."""


def suggest(wanted: str, known: Iterable[str]) -> str:
    """Return "Did you mean X?", or what there is to choose from when nothing is near.

    More than MOST_LISTED names are counted instead: a wall of them helps nobody.
    """
    import difflib

    names = list(known)
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    if not near and len(wanted) >= 3:  # "hips" is not close to "hip-rotation", but it begins so
        begun = [name for name in names if name.startswith(wanted[:3])]
        near = begun if len(begun) == 1 else []
    if near:
        return f"Did you mean {near[0]!r}?"
    if len(names) > MOST_LISTED:
        return f"There are {len(names)} to choose from."
    return f"Choose from: {', '.join(sorted(names))}." if names else ""
