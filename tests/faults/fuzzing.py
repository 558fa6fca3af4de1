"""A process that is fed inputs of one kind, one after another: python -m tests.faults.fuzzing KIND SEED.

It prints a line for each: empty where nothing was lost, else the input and what happened. An input
that takes too long, or too much memory, is lost too, and then the process ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import signal
import string
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.engine import head, samples
from tests.faults.stage import SCRIPTS
from voiceguide.errors import VoiceguideError

SECONDS = 10
"""One input may take; most take a thousandth."""
MEBIBYTES = 1500
"""Address space of the process: libraries take a third of it."""
PIECES = (
    b"[hold 45s]", b"[end]", b"[reps 8]", b"[rest 5s]", b"[phases]", b"[tone chime]", b"[tone a.wav]",
    b"# ", b" | ", b" / ", b"countdown 5", b"every 1s | Go.", b"-5s | Go.", b"{{", b"}}", b"{%", b"%}",
    b"{{ hold }}", b"{{ none.x }}", b"{{ 1 / 0 }}", b"{{ [] + 1 }}", b"{% include 'rest.cue.j2' %}",
    b"\0", b"\x1e", b"\x1ea:1\x1f", b"\r\n", b"\n\n", b"\t", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80",
    "½³٣ıİſ𝟡\u2028".encode(), b"=", b'"', b"[[", b"]]", b"[pair]", b"= 1e999", b"= -1", b"= []", b"= {}",
    b"= 1979-05-27", b"= inf", b"9" * 50, b"'''", b"\\", b"null", b"{}", b"[", b"]" * 9, b"[" * 2000,
    b"-1", b"1e400", b"true", b",", b":", b"\\ud800", b"bytes=", b"-", b"0-0", b"999999999999999999",
)  # fmt: skip
"""What mistakes, and attacks, are made of."""
Try = Callable[[random.Random], str]
"""Makes an input and tries it; returns what was lost, and raises nothing but a VoiceguideError."""


def mutate(data: bytes, luck: random.Random) -> bytes:
    """Cut places out, double them, write over them; now and then all of it."""
    if luck.random() < 0.1:
        return b"".join(luck.choices(PIECES, k=luck.randrange(20)))
    text = bytearray(data)
    for _ in range(luck.randint(1, 6)):
        at = luck.randrange(len(text) + 1)
        end = min(len(text), at + luck.choice((0, 0, 1, 5, 40)))
        text[at:end] = luck.choice((b"", luck.choice(PIECES), bytes(text[at:end]) * 2,
                                    luck.randbytes(2)))  # fmt: skip
    return bytes(text)


def words(luck: random.Random) -> str:
    """A short text: an ordinary one, or not."""
    pieces = [*map(str, range(-1, 99, 7)), *"smh.:- %é٣", "45s", "1m", "left", "nan", "\0", "3-1-3",
              "command:", "{out}", "http:", "//", "'", *string.punctuation]  # fmt: skip
    return "".join(luck.choices(pieces, k=luck.randrange(6)))


def _checked(name: str) -> Try:
    """A file of a routine, checked the way `voiceguide check` does it."""
    from voiceguide.disk.library import built_in_scripts, look_again
    from voiceguide.session.inspection import inspect

    ending = Path(name).suffix
    known = [SCRIPTS[name].encode(), *(path.read_bytes() for path in built_in_scripts().rglob("*")
                                       if path.suffix == ending and path.parent.name != "_lexicon")]  # fmt: skip

    def check(luck: random.Random) -> str:
        Path("hips", name).write_bytes(mutate(luck.choice(known), luck))
        look_again()
        bad = [str(one) for one in inspect("hips")[0] if "Error(" in str(one)]
        return bad[0] if bad else ""

    return check


def lexicon() -> Try:
    """How words are said, and saying them."""
    from voiceguide.routine.lexicon import merge_lexicons, parse_lexicon

    text = b'"90/90" = "ninety ninety"\npsoas = "so as"\nisin = "easy"\n'

    def check(luck: random.Random) -> str:
        words = parse_lexicon(mutate(text, luck).decode("utf-8", "ignore"))
        said = merge_lexicons([words]).respell(
            f"psoas \u0131s\u0131n \u0130S\u0130N 90/90 {' '.join(words)}"
        )
        return "" if said else "nothing is said"

    return check


def timeline() -> Try:
    """A timeline that is read, and drawn and captioned."""
    from voiceguide.formats.captions import RENDER
    from voiceguide.picture import render_svg
    from voiceguide.plan.timeline import parse_timeline

    text = Path("hips.timeline.json").read_bytes()

    def check(luck: random.Random) -> str:
        found = parse_timeline(mutate(text, luck))
        if found.duration_ms < 10_000_000:
            for render in (*RENDER.values(), render_svg):
                render(found)
        return ""

    return check


def config() -> Try:
    """A person's own defaults."""
    from voiceguide.disk.personal import load_personal

    text = (
        b'[settings]\nhold = "45s"\nreps = 8\nvoice = { rate = 150 }\ndetail = "brief"\ntv = true\n'
    )

    def check(luck: random.Random) -> str:
        Path("config.toml").write_bytes(mutate(text, luck))
        load_personal(Path("config.toml"))
        return ""

    return check


def history() -> Try:
    """How often a routine was made; what cannot be read is begun anew."""
    import datetime

    from voiceguide.disk.history import History

    text = b'{\n "hips": {"times": 3, "last": "2025-11-25"},\n "desk": {"times": 1, "last": "2025-11-01"}\n}'
    file = Path("data", "history.json")

    def check(luck: random.Random) -> str:
        for old in file.parent.glob("*"):
            old.unlink()
        file.write_bytes(mutate(text, luck))
        past = History(file)
        before = past.times("hips")
        past.add("hips", datetime.date(2025, 11, 26))
        return "" if past.times("hips") == before + 1 else f"counted {past.times('hips')}"

    return check


def state() -> Try:
    """What is remembered of a published folder."""
    from voiceguide.delivery.manifest import load_state

    text = json.dumps({
        "version": 1, "guid": "x", "title": "Hips", "base_url": "", "files": {"a.mp3": "00"},
        "updated": "2025-11-25T08:00:00Z",
        "episodes": [{"routine": "hips", "guid": "y", "published": "2025-11-25T08:00:00Z"}],
    }).encode()  # fmt: skip

    def check(luck: random.Random) -> str:
        Path("state.json").write_bytes(mutate(text, luck))
        load_state(Path("state.json"))
        return ""

    return check


def cache() -> Try:
    """An entry of the cache: it is what was put there, or it is none."""
    from voiceguide.disk.cache import Cache, make_key

    key, data = make_key("fuzz"), b"sound" * 40

    def check(luck: random.Random) -> str:
        Cache(Path("cache")).put(key, 100, data)
        path = Path("cache", key[:2], key[2:])
        path.write_bytes(mutate(path.read_bytes(), luck))
        found = Cache(Path("cache")).get(key)
        return (
            "" if found is None or (found.samples, found.data) == (100, data) else "another sound"
        )

    return check


def sound() -> Try:
    """A WAV of an engine, cut, filled and garbled; one that is only cut must never be accepted."""
    from voiceguide.speech.acceptance import check_speech
    from voiceguide.speech.received import write_received

    text = "Turn to your front knee."
    whole = head(len(samples(text))) + samples(text)

    def check(luck: random.Random) -> str:
        cut = luck.random() < 0.4
        body = whole[: luck.randrange(len(whole))] if cut else mutate(whole, luck)
        path = Path("spoken.wav")
        if luck.random() < 0.5:
            path.write_bytes(body)
        else:
            write_received(body, luck.choice(("audio/wav", "audio/mpeg", "text/html", "")), path,
                           ended=luck.random() < 0.5)  # fmt: skip
        check_speech(path, text, 150)
        return f"{len(body)} of {len(whole)} bytes are accepted" if cut else ""

    return check


def parts() -> Try:
    """The Range header, held against a second reading of RFC 9110."""
    from voiceguide.web.ranges import find_parts

    def check(luck: random.Random) -> str:
        size = luck.choice((0, 1, 1000))
        specs = [luck.choice(("{a}-{b}", "{a}-", "-{a}", "{a}", "-", " {a}-{b}", "", "x"))
                 .format(a=luck.randrange(1500), b=luck.randrange(1500))
                 for _ in range(luck.choice((1, 1, 2)))]  # fmt: skip
        asked = luck.choice(("bytes=", "Bytes=", "items=", "", "bytes ")) + ",".join(specs)
        if luck.random() < 0.3:
            asked = mutate(asked.encode(), luck).decode("latin-1")
        found = find_parts(asked, size)
        inside = all(0 <= one.start < one.stop <= size for one in found or ())
        right = len(specs) > 1 or not asked.startswith("bytes=") or found == _read(asked[6:], size)
        return "" if inside and right else f"{found} of {size}"

    return check


def _read(spec: str, size: int) -> list[range] | None:
    first, dash, last = spec.strip(" \t").partition("-")
    numbers = [one for one in (first, last) if one]
    if not dash or not numbers or not all(one.isascii() and one.isdigit() for one in numbers):
        return None
    if any(len(one) > 4000 for one in numbers):
        return None
    if not first:
        if not size and int(last):
            return None
        return [range(max(0, size - int(last)), size)] if size and int(last) else []
    if last and int(last) < int(first):
        return None
    return (
        [range(int(first), min(int(last) + 1, size) if last else size)] if int(first) < size else []
    )


def form() -> Try:
    """What comes from the page's form."""
    from voiceguide.web.form import KNOWN, parse_form

    def check(luck: random.Random) -> str:
        fields = luck.choices([*sorted(KNOWN), "engine", "\0"], k=luck.randrange(4))
        parse_form({name: words(luck) for name in fields}, ["en"])
        return ""

    return check


def options() -> Try:
    """What comes from the command line."""
    from voiceguide.routine.settings import ROWS
    from voiceguide.session.options import read_options
    from voiceguide.speech.engine import find_engine

    names = [
        *(row.keyword for row in ROWS.values()),
        "fit",
        "speech_timeout",
        "captions",
        "lang",
    ]

    def check(luck: random.Random) -> str:
        values: dict[str, Any] = {name: words(luck) for name in luck.choices(names, k=2)
                                  if name != "voice"}  # fmt: skip
        values["sets"] = [f"{words(luck)}.{luck.choice(names)}={words(luck)}"] * luck.randrange(2)
        values["variables"] = [words(luck)] * luck.randrange(2)
        if luck.random() < 0.1:
            find_engine(luck.choice(("command:", "http:", "recorded:", "")) + words(luck))
        read_options("hips", values, {})
        return ""

    return check


def names() -> Try:
    """Names of files made of titles."""
    from voiceguide.formats.filename import safe_name

    def check(luck: random.Random) -> str:
        title = "".join(
            luck.choices('aé髋🦵/\\:*?"<>|. \t\n\0\u202eCON' + "ß" * 9, k=luck.randrange(99))
        )
        name = safe_name(title)
        good = (
            name == safe_name(name) and not set(name) & set('/\\:*?"<>|\0\n') and name.strip(" .")
        )
        return "" if good and len(name.encode()) < 200 else f"{name!r}"

    return check


KINDS: dict[str, Callable[[], Try]] = {
    "routine": lambda: _checked("routine.toml"), "script": lambda: _checked("one-stretch.cue.j2"),
    "lexicon": lexicon, "timeline": timeline, "config": config, "history": history, "state": state,
    "cache": cache, "sound": sound, "range": parts, "form": form, "options": options, "names": names,
}  # fmt: skip


def main(kind: str, seed: str) -> None:
    """Try one input after another, until somebody ends this process."""
    attempt, luck = KINDS[kind](), random.Random(f"{kind} {seed}")
    resource.setrlimit(resource.RLIMIT_AS, (MEBIBYTES << 20, MEBIBYTES << 20))
    signal.signal(signal.SIGALRM, _give_up)
    for number in range(1 << 60):
        signal.alarm(SECONDS)
        try:
            loss = attempt(luck)
        except VoiceguideError as error:
            loss = "" if str(error).strip() and "Error(" not in str(error) else str(error)
        except Exception as error:
            loss = f"{type(error).__name__}: {error}"
        signal.alarm(0)
        told = f"{' '.join(loss.split())[:300]} (input {number} of {kind} {seed})"
        print(told if loss else "", flush=True)


def _give_up(*_: object) -> None:
    print(f"took longer than {SECONDS} s", flush=True)
    os._exit(1)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main(*sys.argv[1:3])
