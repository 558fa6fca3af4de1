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

from voiceguide.delivery.bundle import Bundle, make_bundle
from voiceguide.delivery.members import Member
from voiceguide.delivery.references import recipe_key
from voiceguide.disk.cache import default_folder
from voiceguide.disk.languages import use_languages
from voiceguide.disk.shared import open_cache
from voiceguide.disk.store import Store, open_store
from voiceguide.errors import VoiceguideError, each_of
from voiceguide.problem import Problem
from voiceguide.session.recipe import Clip, Recipe, Reference, clips_in, pack_recipe
from voiceguide.session.series import Series, Speech, clips_of, load_recipe


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
    clip: Clip
    store: Store


_local = _Local()


def _at(site: Places) -> _Local:
    if _local.site != site:
        use_languages()
        cache = open_cache(site.cache, default_folder(), hands_on=True)
        _local.series, _local.clip = Series(cache), clips_of(cache)
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
    for number, wanted in enumerate(member.sessions, 1):
        key = recipe_key(member.key, number)
        stored = series.cache.get(key)
        if stored is not None and _whole(clips_in(stored.data), here.clip):
            continue  # the rest of it is read when it is put together
        try:
            found = series.survey(wanted)
        except VoiceguideError as error:
            return Surveys(member.number, problems=tuple(one.fact for one in each_of(error)))
        speech += found.speech
        notices += found.notices
        if found.recipe:
            series.cache.put(key, 0, pack_recipe(found.recipe))
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
                _recipe(here.series, member, number)
                for number in range(1, len(member.sessions) + 1)
            ]
            bundle = make_bundle(member, recipes, here.series.cache)
            if here.store.own_memory:
                return _hand_over(here, member, bundle)
            files: dict[str, FileRecord] = {}
            here.store.put_all(member.folder, _files(bundle, here.clip, files))
            return Delivered(member.number, tuple(files.values()))
    except VoiceguideError as error:
        return Delivered(member.number, problems=tuple(one.fact for one in each_of(error)))


def _recipe(series: Series, member: Member, number: int) -> Recipe:
    key = recipe_key(member.key, number)
    recipe = load_recipe(series.cache, key)
    if recipe is not None and _whole(recipe.clips, _local.clip):
        return recipe
    wanted = member.sessions[number - 1]
    while (found := series.survey(wanted)).recipe is None:
        series.speak(list(found.speech))
    series.cache.put(key, 0, pack_recipe(found.recipe))
    return found.recipe


def _whole(clips: Iterable[str], clip: Clip) -> bool:
    """Whether every clip is still there: for all who share the cache, once it was asked for."""
    return all(clip(key) is not None for key in clips)


def _files(
    bundle: Bundle, clip: Clip, records: dict[str, FileRecord]
) -> dict[str, Iterable[bytes | memoryview]]:
    """Every file in the order it is written: sounds, what lies beside them, what tells of them."""
    files: dict[str, Iterable[bytes | memoryview]] = {}
    for sound in bundle.stored:
        pieces = sound.layout.pieces(clip)
        files[sound.name] = _digested(sound.name, pieces, records)
    for name, data in {**bundle.sides, **bundle.fronts}.items():
        files[name] = _digested(name, [data], records)
    return files


def _digested(
    name: str, pieces: Iterable[bytes | memoryview], records: dict[str, FileRecord]
) -> Iterator[bytes | memoryview]:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        yield piece
    records[name] = FileRecord(name, size, digest.hexdigest())


def _hand_over(here: _Local, member: Member, bundle: Bundle) -> Delivered:
    """Files for whoever has the memory: references travel, and not the sounds."""
    contents: list[tuple[str, tuple[Reference, ...]]] = []
    records = []
    for one in bundle.stored:
        contents.append((one.name, tuple(one.layout.references())))
        records.append(_record(one.name, one.layout.pieces(here.clip)))
    for name, data in {**bundle.sides, **bundle.fronts}.items():
        contents.append((name, (data,)))
        records.append(_record(name, [data]))
    return Delivered(member.number, tuple(records), contents=tuple(contents))


def _record(name: str, pieces: Iterable[bytes | memoryview]) -> FileRecord:
    """What a file is that these pieces make up."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return FileRecord(name, size, digest.hexdigest())


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
