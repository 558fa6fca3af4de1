"""What each guard is, and how it is taken out of a process: for these tests only.

A guard has a name that a row of the table gives; it stands for places, "module:attribute" each, and
for what comes there instead: a function of what was there. within.py puts it in.
"""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

Replacement = Callable[[Any], Any]
"""Called with a function or a constant; returns what takes its place."""


def nothing(_: Any) -> Any:
    """A function that does nothing, whatever it is given."""
    return lambda *arguments, **more: None


def always(value: Any) -> Replacement:
    """A constant, or a function's answer, that is always the same."""

    def replace(original: Any) -> Any:
        return (lambda *arguments, **more: value) if callable(original) else value

    return replace


def in_place(_: Any) -> Any:
    """Files written where they are wanted, at once, instead of beside it and then moved."""

    @contextlib.contextmanager
    def replacing_all(paths: Sequence[Path], **_: Any) -> Iterator[list[Any]]:
        with ExitStack() as opened:
            files = [opened.enter_context(path.open("wb")) for path in paths]
            yield files
            for file in files:
                file.flush()
                os.fsync(file.fileno())

    return replacing_all


class Anything(bytes):
    """Bytes that are equal to any other."""

    __hash__ = bytes.__hash__

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False


def keyless(original: Any) -> Any:
    """The checksum of an entry as it was: of its content alone."""
    return lambda key, samples, data: original("", samples, data)


def raising(_: Any) -> Any:
    """An entry that cannot be written ends the build."""

    def keep(cache: Any, key: str, entry: Any, error: OSError) -> None:
        raise error

    return keep


def unbounded(_: Any) -> Any:
    """A file read whole, whatever it is."""
    return lambda path, *more: path.read_bytes()


def unguarded(_: Any) -> Any:
    """A child that does its work, with nobody to end it or what it leaves."""

    def run(work: Callable[[], None], seconds: float, news: int, stop: int) -> int:
        del seconds, news, stop
        child = os.fork()
        if child == 0:
            work()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    return run


def patient(original: Any) -> Any:
    """A try of a server that may take as long as it goes on sending."""
    import sys

    return lambda url, key, timeout, question: vars(sys.modules[original.__module__])["_ask"](
        url, key, timeout, question, 3
    )


def urljoin(_: Any) -> Any:
    """Going wherever a server sends us."""
    from urllib.parse import urljoin

    return urljoin


def special_files(os: Any) -> Any:
    """The module os, to which all that exists is a file."""
    import types

    return types.SimpleNamespace(path=types.SimpleNamespace(isfile=os.path.exists))


class AnyFile(dict[str, Path]):
    """Every file as one of the page's own, by its path as Windows writes it."""

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> Path:
        return Path("out", name.replace("\\", "/")).resolve()


def any_file(_: Any) -> Any:
    """The files that come with the page, and all others."""
    return AnyFile()


def unescaped(original: Any) -> Any:
    """Templates that take every text for markup."""
    return lambda: original().overlay(autoescape=False)


def bare_toml(_: Any) -> Any:
    """TOML as Python reads it."""
    import tomllib

    return lambda text, file: tomllib.loads(text)


def bare_json(of: str) -> Replacement:
    """JSON as a type of the same module, without a word of what is wrong."""

    def replace(original: Any) -> Any:
        import sys

        import msgspec

        def read(text: Any, *_: Any) -> Any:
            data = text.read_bytes() if isinstance(text, Path) else text
            return msgspec.json.decode(data, type=vars(sys.modules[original.__module__])[of])

        return read

    return replace


def bare_past(_: Any) -> Any:
    """The history as it is read, right or wrong."""
    import json

    def read(past: Any) -> Any:
        import msgspec

        from voiceguide.disk.history import Made

        return msgspec.convert(json.loads(past.file.read_bytes()), dict[str, Made])

    return read


def what_is_there(_: Any) -> Any:
    """As many samples as there are, however many there should be."""
    return lambda said, there, frame, **_: min(said or there, there) // frame * frame


def naive_ranges(_: Any) -> Any:
    """The Range header, as if nobody ever wrote a wrong one."""

    def find_parts(asked: str, size: int) -> Any:
        first, _, last = asked.partition("=")[2].partition("-")
        return [range(int(first), int(last) + 1)]

    return find_parts


def naive_script(_: Any) -> Any:
    """Rendering in this process, for as long as it takes and with all memory there is."""
    from voiceguide.script.rendering import render_job

    return render_job


def naive_sandbox(_: Any) -> Any:
    """Jinja2 without its sandbox."""
    import jinja2

    return jinja2.Environment


def bare_engine(_: Any) -> Any:
    """An engine as its package makes it, or does not."""

    def make(point: Any, options: str = "", language: str = "en", voice: str = "") -> Any:
        maker = point.load()
        chosen = () if isinstance(maker, type) else (language, voice)
        return maker(options, *chosen)

    return make


def bare_moment(_: Any) -> Any:
    """A time as Python reads it."""
    return lambda epoch: datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)


def unchanged(_: Any) -> Any:
    """Text as it is."""
    return lambda text: text


TAKEN_OUT: dict[str, dict[str, Replacement]] = {
    "files appear whole": {"voiceguide.disk.files:replacing_all": in_place},
    "the next run tidies": {"voiceguide.disk.files:sweep": nothing},
    "children end with the command": {
        "voiceguide.speech.worker:run_guarded": unguarded,
        "voiceguide.speech.process:end_with_parent": nothing,
    },
    "a place is tried first": {"voiceguide.session.build:try_to_write": nothing},
    "a full disk is named": {"voiceguide.speech.room:refuse_full": nothing},
    "a build can do without its cache": {"voiceguide.disk.cache:Cache._keep": raising},
    "entries have a checksum": {"voiceguide.disk.cache:_digest": always(Anything(16))},
    "the checksum covers the key": {"voiceguide.disk.cache:_digest": keyless},
    "the cache is pruned": {"voiceguide.disk.cache:Cache.keep_bound": nothing},
    "a damaged sound is one sentence": {
        "voiceguide.audio.decode:quiet": always(contextlib.nullcontext())
    },
    "a sentence has a time limit": {
        "voiceguide.speech.worker:run_guarded": unguarded,
        "voiceguide.speech.pool:_Run._fault": nothing,
    },
    "how an engine ended is looked at": {
        "voiceguide.speech.pool:raise_fault": nothing,
        "voiceguide.speech.pool:check_speech": nothing,
    },
    "speech is checked": {"voiceguide.speech.pool:check_speech": nothing},
    "a sentence is tried twice": {"voiceguide.speech.pool:TRIES": always(1)},
    "a sound is bounded before it is read": {
        "voiceguide.speech.acceptance:read_bounded": unbounded,
        "voiceguide.speech.pool:written": always(0),
    },
    "a sound is a plain file": {"voiceguide.speech.acceptance:read_bounded": unbounded},
    "descendants are ended too": {
        "voiceguide.speech.worker:run_guarded": unguarded,
        "voiceguide.speech.worker:stand_guard": always(0),
    },
    "a broken plug-in is named": {"voiceguide.speech.engine:make_engine": bare_engine},
    "files move together": {"voiceguide.disk.files:_alone_in": always(contextlib.nullcontext())},
    "the history is locked": {"voiceguide.disk.notebook:locked": always(contextlib.nullcontext())},
    "a published folder is locked": {
        "voiceguide.delivery.publish:locked": always(contextlib.nullcontext())
    },
    "a date is looked at": {"voiceguide.session.options:read_moment": bare_moment},
    "a command leaves in order": {
        "voiceguide.disk.interrupt:leaving_in_order": always(contextlib.nullcontext())
    },
    "what an engine writes is bounded": {"voiceguide.speech.pool:written": always(0)},
    "no other server is asked": {"voiceguide.speech.exchange:_same_server": urljoin},
    "a try has one deadline": {"voiceguide.speech.exchange:_ask_in_time": patient},
    "an answer is bounded": {"voiceguide.speech.exchange:MOST_BYTES": always(1 << 40)},
    "half an answer is none": {"voiceguide.speech.exchange:says_its_end": always(True)},
    "the time ahead is no time": {"voiceguide.disk.cache:AHEAD_SECONDS": always(1e12)},
    "each address has a limit": {"voiceguide.web.crowd:find_crowd": always("")},
    "a name has to be the page's own": {"voiceguide.web.gate:check_host": nothing},
    "a change needs our token": {
        "voiceguide.web.gate:check_token": nothing,
        "voiceguide.web.gate:check_origin": nothing,
    },
    "the network needs the key": {"voiceguide.web.gate:check_key": nothing},
    "an asset is one of ours": {"voiceguide.web.pages:ASSETS": any_file},
    "an error is an answer": {"voiceguide.web.app:answer_error": always(("", 500))},
    "scripts run in a sandbox": {"voiceguide.script.sandbox:Sandbox": naive_sandbox},
    "scripts have their time": {"voiceguide.script.guard:run_bounded": naive_script},
    "scripts have their memory": {
        "voiceguide.script.guard:run_bounded": naive_script,
        "voiceguide.script.sandbox:MOST_ITEMS": always(1 << 60),
    },
    "a session has an end": {
        "voiceguide.plan.place:MOST_LINES": always(1 << 60),
        "voiceguide.script.lines:MOST_WORDINGS": always(1 << 60),
        "voiceguide.script.lines:MOST_LETTERS": always(1 << 60),
        "voiceguide.script.template:OUTPUT_LIMIT": always(1 << 60),
    },
    "text stays text": {
        "voiceguide.picture.sheet:_environment": unescaped,
        "voiceguide.formats.plain:plain": unchanged,
        "voiceguide.formats.captions:_VTT": always({}),
    },
    "TOML that is wrong is an error": {"voiceguide.lang.toml:parse_toml": bare_toml},
    "templates that are wrong are errors": {
        "voiceguide.script.template:_TEMPLATE_FAULTS": always(())
    },
    "JSON that is wrong is an error": {
        "voiceguide.plan.timeline:parse_timeline": bare_json("Timeline")
    },
    "a past that is wrong is put aside": {"voiceguide.disk.notebook:Notebook._read": bare_past},
    "a state that is wrong is an error": {
        "voiceguide.delivery.manifest:load_state": bare_json("State")
    },
    "samples are counted": {"voiceguide.speech.wav:whole_size": what_is_there},
    "ranges are looked at": {"voiceguide.web.ranges:find_parts": naive_ranges},
    "numbers are looked at": {
        "voiceguide.web.form:_number": lambda _: lambda field, text: str(int(text))
    },
    "lengths are looked at": {"voiceguide.lang.lengths:parse_duration": lambda _: int},
    "names are cleaned": {"voiceguide.formats.filename:safe_name": unchanged},
    "links stay inside": {"voiceguide.disk.folder:stays_inside": always(True)},
    "a sound file has a limit": {
        "voiceguide.disk.library:check_size": nothing,
        "voiceguide.audio.decode:MOST_SOUND_S": always(1 << 30),
    },
    "only files are read": {"voiceguide.disk.library:os": special_files},
}
