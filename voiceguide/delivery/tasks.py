"""What is done for a roster, in pieces that any process can do: here, in a pool, on a cluster.

Each is a function of what it is given; done twice it does the same. What a process finds out it
keeps for the next piece: the series of its thread.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.delivery.bundle import Bundle, make_bundle
from voiceguide.delivery.members import Member
from voiceguide.delivery.references import recipe_key
from voiceguide.disk.cache import Cache, default_folder, make_key
from voiceguide.disk.languages import use_languages
from voiceguide.disk.shared import open_cache
from voiceguide.disk.store import Store, open_store
from voiceguide.errors import VoiceguideError, each_of
from voiceguide.problem import Problem
from voiceguide.session.clips import Clips
from voiceguide.session.recipe import (
    Clip,
    Piece,
    Recipe,
    Reference,
    Splice,
    digest_clips,
    is_whole,
    pack_recipe,
)
from voiceguide.session.series import Series, Speech, load_recipe


class Places(Struct, frozen=True):
    """Where it all lies: addresses or folders."""

    target: str
    cache: str
    run: str = ""
    """Of which run it is: what one found out is not for the next."""


class Surveys(Struct, frozen=True):
    """What became of looking at one person's sessions."""

    number: int
    speech: tuple[Speech, ...] = ()
    """What has to be spoken before anything can be put together."""
    problems: tuple[Problem, ...] = ()
    """Why nothing will be."""
    notices: tuple[Problem, ...] = ()


class FileRecord(Struct, frozen=True):
    """One file as it was written."""

    name: str
    bytes: int
    sha256: str


class Delivered(Struct, frozen=True):
    """What became of one person's folder."""

    number: int
    files: tuple[FileRecord, ...] = ()
    problems: tuple[Problem, ...] = ()
    contents: tuple[tuple[str, tuple[Reference, ...]], ...] = ()
    """For a target in the memory of whoever asked: each file as bytes, and keys of clips."""


class _Local(threading.local):
    """What a thread keeps."""

    site: Places | None = None
    series: Series
    own: Cache
    """What is of use to this computer alone."""
    clip: Clips
    store: Store


_local = _Local()


def _at(site: Places) -> _Local:
    if _local.site != site:
        use_languages()
        cache = open_cache(site.cache, default_folder(), hands_on=True)
        _local.series, _local.own, _local.clip = Series(cache), Cache(cache.folder), Clips(cache)
        _local.store = open_store(site.target)
        _local.site = site
    return _local


def survey(site: Places, members: Sequence[Member]) -> list[Surveys]:
    """Lay sessions out and keep their recipes, or tell what has to be spoken first."""
    here = _at(site)
    return [_survey(here, member) for member in members]


def _survey(here: _Local, member: Member) -> Surveys:
    series = here.series
    speech: list[Speech] = []
    notices: list[Problem] = []
    try:
        for number, wanted in enumerate(member.sessions, 1):
            key = recipe_key(member.key, number)
            stored = series.cache.get(key)
            if stored is not None and is_whole(stored.data, here.clip.digest):
                continue  # the rest of it is read when it is put together
            found = series.survey(wanted, _tags(here, member))
            speech += found.speech
            notices += found.notices
            if found.recipe:
                _keep(here, key, found.recipe)
    except VoiceguideError as error:
        return Surveys(member.number, problems=tuple(one.fact for one in each_of(error)))
    return Surveys(member.number, tuple(speech), notices=tuple(notices))


def speak(site: Places, speech: Sequence[Speech]) -> list[str]:
    """Speak sentences; all of them are then in the cache. Raises VoiceguideError."""
    here = _at(site)
    with _with_children():
        here.series.speak(list(speech))
    return [one.key for one in speech]


def deliver(site: Places, members: Sequence[Member]) -> list[Delivered]:
    """Put folders together from their recipes, and write them."""
    here = _at(site)
    return [_deliver(here, member) for member in members]


def _deliver(here: _Local, member: Member) -> Delivered:
    try:
        with _with_children():  # a clip that was dropped since is spoken again
            recipes = [
                _recipe(here, member, number) for number in range(1, len(member.sessions) + 1)
            ]
            bundle = make_bundle(member, recipes, here.series.cache, here.own)
            records = tuple(_records(bundle, here))
            if here.store.own_memory:
                return Delivered(member.number, records, contents=tuple(_contents(bundle)))
            here.store.put_all(member.folder, dict(_files(bundle, here.clip)))
            return Delivered(member.number, records)
    except VoiceguideError as error:
        return Delivered(member.number, problems=tuple(one.fact for one in each_of(error)))


def _recipe(here: _Local, member: Member, number: int) -> Recipe:
    key, series = recipe_key(member.key, number), here.series
    recipe = load_recipe(series.cache, key)
    if recipe is not None and recipe.is_whole(here.clip.digest):
        return recipe
    wanted = member.sessions[number - 1]
    while (found := series.survey(wanted, _tags(here, member))).recipe is None:
        series.speak(list(found.speech))
    return _keep(here, key, found.recipe)


def _keep(here: _Local, key: str, recipe: Recipe) -> Recipe:
    """Store a recipe, with what its clips hold now."""
    recipe = replace(recipe, sound=digest_clips(recipe.clips, here.clip.digest))
    here.series.cache.put(key, 0, pack_recipe(recipe))
    return recipe


def _tags(here: _Local, member: Member) -> Cache | None:
    """What remembers somebody's tags: of a session that is streamed the recipe is all there is."""
    return None if member.streams else here.own


def _files(bundle: Bundle, clip: Clip) -> Iterator[tuple[str, Iterable[Piece]]]:
    """Every file in the order it is written: sounds, what lies beside them, what tells of them."""
    for sound in bundle.stored:
        yield sound.name, sound.layout.pieces(clip)
    for name, data in bundle.files.items():
        yield name, [data]


def _contents(bundle: Bundle) -> Iterator[tuple[str, tuple[Reference, ...]]]:
    """The same for whoever has the memory: references travel, and not the sounds."""
    for sound in bundle.stored:
        yield sound.name, tuple(sound.layout.references())
    for name, data in bundle.files.items():
        yield name, (data,)


def _records(bundle: Bundle, here: _Local) -> Iterator[FileRecord]:
    """What each of these files is."""
    for sound in bundle.stored:
        yield FileRecord(sound.name, sound.layout.size, _checksum(sound.layout, here))
    for name, data in bundle.files.items():
        yield FileRecord(name, len(data), hashlib.sha256(data).hexdigest())


def _checksum(layout: Splice, here: _Local) -> str:
    """The SHA-256 of a session, which is reckoned once for the same bytes: it takes a third of all
    that making a session once more takes."""
    key = make_key("sha256", layout.fingerprint(here.clip.digest))
    known = here.own.get(key)
    if known is not None:
        return known.data.hex()
    digest = hashlib.sha256()
    for piece in layout.pieces(here.clip):
        digest.update(piece)
    here.own.put(key, 0, digest.digest())
    return digest.hexdigest()


@contextmanager
def _with_children() -> Iterator[None]:
    """Let this process start others: those of a Dask worker are daemons, which may not."""
    process = multiprocessing.current_process()
    daemon = process.daemon
    config = getattr(process, "_config", {})
    config["daemon"] = False
    try:
        yield
    finally:
        config["daemon"] = daemon
