"""All scripts of a session, rendered in one go: from texts and variables to texts, and no more.

Scripts are not read from disk here: what reads one is a parameter. So a job can be rendered in a
child process (guard.py), and the texts can be kept in the cache (session/renderings.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from types import CodeType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from voiceguide.errors import RoutineError, SlowScript, UnknownName, VoiceguideError
from voiceguide.lang.spoken import numbers_in
from voiceguide.problem import Problem
from voiceguide.routine.order import SCRIPT_ENDING
from voiceguide.routine.settings import ROWS

if TYPE_CHECKING:
    from voiceguide.script.template import Renderer

ReadTemplate = Callable[[str], "tuple[str, str] | None"]
"""Template name -> (its text, the file name to show in errors), or None if there is none."""
Begin = Callable[[str], None]
"""Called with the name of the script that is rendered next. Raises SlowScript when time is up."""
Texts = Sequence[str | Problem]
"""What scripts come to: texts, or what is wrong with a script."""
Compiled = MutableMapping[str, CodeType]
"""Templates that were compiled before, by their digest."""


class Job(Struct, frozen=True):
    """The scripts of a session in their order, and everything but their texts they depend on."""

    language: str
    seed: str
    """What `random` goes by."""
    scripts: tuple[tuple[str, dict[str, Any]], ...]
    """The name of each with its ending, and its variables."""
    own: frozenset[str] = frozenset()
    """The names of the routine's [vars]."""
    asked: tuple[str, ...] = ()
    """The names of variables somebody gave by `--var`."""
    doses: tuple[tuple[str, str], ...] = ()
    """The exercise and the setting of every `--set`."""
    known: frozenset[str] = frozenset()
    """The names that scripts have from the session itself."""
    mending: bool = False
    """Whether to go on where something is wrong; otherwise the first error is raised."""
    tracing: bool = False
    """Whether to tell which variables each script mentions."""


class Rendered(Struct, frozen=True):
    """What the scripts of a job came to."""

    texts: Texts
    """One text a script. When mending: what is wrong with the variables and an empty text, then
    for each script what is wrong with it and its text, as far as it goes."""
    chance: bool
    """Whether a script chose by chance, so that another seed may give other texts."""
    minutes: bool
    """Whether a script looked up how long the session is."""
    numbers: tuple[str, ...] = ()
    """The numbers of the language in words, from 0; see learn_numbers."""
    mentions: dict[str, frozenset[str]] | None = None
    """The variables a script and its parts mention, by its name; None where nobody can tell."""


def render_job(
    job: Job,
    read: ReadTemplate,
    begin: Begin = lambda name: None,
    compiled: Compiled | None = None,
) -> Rendered:
    """Render the scripts of a job. Raises RoutineError and ScriptError."""
    from voiceguide.script.template import Renderer

    def renderer() -> Renderer:
        return Renderer(read, job.language, job.seed, compiled)

    plain = renderer()
    if not job.mending:
        texts = _render_all(job, plain, begin)
        return _came_to(texts, [plain], job)
    # a mistake may be one on one side only: what is mended for the other stays out of it
    mending = {side: renderer() for side in ("left", "right", None)}
    found = list(_render_mending(job, plain, mending, begin))
    return _came_to(found, [plain, *mending.values()], job)


def _came_to(texts: Texts, renderers: Sequence[Renderer], job: Job) -> Rendered:
    chance = any(one.used_chance for one in renderers)
    minutes = any("minutes" in one.looked_up for one in renderers)
    mentions = _mentions(job, renderers[0]) if job.tracing else None
    return Rendered(texts, chance, minutes, numbers_in(job.language), mentions)


def _mentions(job: Job, renderer: Renderer) -> dict[str, frozenset[str]] | None:
    found: dict[str, frozenset[str]] = {}
    for name in {name for name, _ in job.scripts}:
        names, whole = renderer.mentioned({name}, only=True)
        if not whole:
            return None
        found[name] = frozenset(names)
    return found


def _render_all(job: Job, renderer: Renderer, begin: Begin) -> list[str]:
    for error in wrong_variables(renderer, job):
        raise error
    texts = []
    for name, variables in job.scripts:
        begin(name)
        texts.append(renderer.render(name, variables))
    for error in wrong_variables(renderer, job, rendered=True):
        raise error
    return texts


def _render_mending(
    job: Job, plain: Renderer, mending: Mapping[Any, Renderer], begin: Begin
) -> Iterator[str | Problem]:
    """Yield what is wrong with the variables and an empty text, then the same for each script."""
    slow: dict[str, SlowScript] = {}
    yield from (error.fact for error in wrong_variables(plain, job))
    yield ""
    for name, variables in job.scripts:
        try:
            if name in slow:
                raise slow[name]
            begin(name)
            # a routine may have a `side` of its own
            own = mending.get(variables["side"], mending[None])
            yield from _rendered(plain, own, name, variables)
        except SlowScript as error:
            yield slow.setdefault(name, error).fact
            yield ""


def _rendered(
    plain: Renderer, mending: Renderer, name: str, variables: Mapping[str, object]
) -> Texts:
    """One script: its text, after what is wrong with it. Raises SlowScript."""
    from voiceguide.script.mend import render_mending

    try:
        return [plain.render(name, variables)]
    except SlowScript:
        raise
    except VoiceguideError:
        faults, text = render_mending(mending, name, variables)
        return [*faults, text]


def wrong_variables(renderer: Renderer, job: Job, *, rendered: bool = False) -> list[RoutineError]:
    """Say of every `--var` that no script knows it, or that it would be ignored; and of every
    `--set` that its exercise's script does not use it.

    Scripts can reckon the names of their parts: what such parts mention is known only once they
    were rendered, so that until then nothing is said.
    """
    errors = list(_idle_doses(renderer, job, rendered=rendered))
    if not job.asked:
        return errors
    own = set(job.asked) - job.own - job.known
    mentioned, whole = renderer.mentioned([name for name, _ in job.scripts], until=own)
    known = (mentioned | job.own) - job.known
    for name in job.asked:
        if name in job.known and name not in job.own:
            option = f"--{name.replace('_', '-')}"
            errors.append(
                RoutineError(
                    f"{name!r} would be ignored: scripts have it from the session itself",
                    where="--var",
                    remedy=f"Use {option}." if name in ROWS else "Rename it.",
                )
            )
        elif name not in known and (whole or rendered):
            error = UnknownName("variable", name, known, where="--var")
            error.remedy = error.remedy or "No script of this routine uses one of your own."
            errors.append(error)
    return errors


def _idle_doses(renderer: Renderer, job: Job, *, rendered: bool) -> Iterator[RoutineError]:
    """Every `--set` that changes nothing: a hold for an exercise that counts, say."""
    for exercise, key in job.doses:
        mentioned, whole = renderer.mentioned({exercise + SCRIPT_ENDING})
        if key not in mentioned and (whole or rendered):
            used = [f"{exercise}.{one}" for one in ROWS if ROWS[one].own and one in mentioned]
            yield RoutineError(
                f"{exercise!r} does not use {key}",
                where="--set",
                remedy=f"Choose from: {', '.join(used)}." if used else "",
            )
