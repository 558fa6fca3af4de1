"""The routines that can be built by name, and what each is."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.disk.library import Found, Library, list_routines, search_roots, show
from voiceguide.errors import VoiceguideError
from voiceguide.lang.language import base_of
from voiceguide.session.preview import plan_session
from voiceguide.session.request import Request


class ListedRoutine(Struct, frozen=True):
    """One routine. Where something is wrong with it, `problem` says what."""

    name: str
    path: str
    title: str = ""
    about: str = ""
    languages: tuple[str, ...] = ()
    """Those that every exercise has a script in, its own first."""
    duration_ms: int | None = None
    """How long it takes by estimate, with the settings of its own and of the person."""
    problem: str = ""


def list_offers(request: Request) -> list[ListedRoutine]:
    """Describe every routine there is; `request` says in which language, and what lies under it."""
    return [describe(found, request) for found in list_routines(search_roots())]


def describe(found: Found, request: Request) -> ListedRoutine:
    """Describe one routine, as far as it can be read."""
    offer = ListedRoutine(found.name, show(found.path))
    try:
        library = Library(str(found.path))
        routine = library.load_routine()
        languages = tuple(library.languages(routine))
        wanted = request.overrides.language
        language = wanted if base_of(wanted) in languages else routine.language
        offer = replace(
            offer,
            title=routine.title_in(wanted or language),
            about=routine.about_in(wanted or language),
            languages=languages,
        )
        asked = replace(request.overrides, language=language if wanted else "")
        plan = plan_session(replace(request, routine=str(found.path), overrides=asked))
        return replace(offer, duration_ms=plan.timeline.duration_ms)
    except VoiceguideError as error:
        return replace(offer, problem=f"cannot be built: {error}")
