"""What the disk does to a session: full, read-only, damaged, cleared, left behind. Always silent,
and always the same bytes as on a disk that is well."""

import hashlib
import json
import os
import subprocess
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.disk.test_cache import UNUSABLE, mounted
from tests.formats.lines import DAY
from tests.lasting import lasting
from voiceguide.disk.cache import MOST_BYTES, Cache
from voiceguide.disk.history import History
from voiceguide.errors import OutputError, VoiceguideError
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import build as session
from voiceguide.session.request import Request
from voiceguide.session.verify import MOST_SESSION_BYTES, verify


def ask(tmp_path, bed="none", **more):
    voice = {"voice": {"engine": "silent"}, "hold": "30s", "bed": bed}
    silent = parse_overrides(voice, {}, {})
    return Request("desk-break", DAY, tmp_path / "cache", str(tmp_path / "out"), silent, **more)


def digest(made):
    return hashlib.sha256(made.path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def well(tmp_path_factory):
    """What comes out on a disk that is well, without a bed and over one."""
    here = tmp_path_factory.mktemp("well")
    return {bed: digest(session.build(ask(here, bed))) for bed in ("none", "rain")}


def entries(folder):
    return sorted(path for path in folder.glob("??/*") if path.is_file())


@pytest.mark.parametrize(
    ("kind", "bed"), [*((kind, "none") for kind in UNUSABLE), ("a file in the way", "rain")]
)
@pytest.mark.long
def test_without_a_cache_a_session_is_made_all_the_same(tmp_path, well, kind, bed):
    unusable, why = UNUSABLE[kind]
    with unusable(tmp_path / "cache"):
        made = session.build(ask(tmp_path, bed))
    assert [notice.where for notice in made.notices] == [str(tmp_path / "cache")]
    assert why in made.notices[0].what
    assert digest(made) == well[bed]


def test_an_entry_that_is_a_folder(tmp_path, well):
    session.build(ask(tmp_path))
    for path in entries(tmp_path / "cache"):
        path.unlink()
        path.mkdir()
    made = session.build(ask(tmp_path))
    assert [notice.where for notice in made.notices] == [str(tmp_path / "cache")]
    assert digest(made) == well["none"]


DAMAGES = {
    "cut": lambda paths: [path.write_bytes(path.read_bytes()[:-7]) for path in paths],
    "empty": lambda paths: [path.write_bytes(b"") for path in paths],
    "garbage": lambda paths: [path.write_bytes(path.name.encode() * 999) for path in paths],
    "that of another": lambda paths: [
        path.write_bytes(data)
        for path, data in zip(
            paths, [path.read_bytes() for path in paths[1:] + paths[:1]], strict=True
        )
    ],
}


@pytest.mark.parametrize(
    ("damage", "bed"),
    [*((damage, "none") for damage in DAMAGES), lasting("that of another", "rain")],
)
def test_damaged_entries_are_made_again(tmp_path, well, damage, bed):
    session.build(ask(tmp_path, bed))
    DAMAGES[damage](entries(tmp_path / "cache"))
    made = session.build(ask(tmp_path, bed))
    assert (digest(made), made.notices) == (well[bed], ())
    assert session.build(ask(tmp_path, bed)).spoken == 0


@pytest.mark.parametrize(
    ("take", "bed"),
    [(Cache.clear, "none"), (lambda cache: cache.prune(0), "none"), (Cache.clear, "rain")],
    ids=["clear", "prune", "clear under a bed"],
)
def test_clearing_beside_a_build_breaks_nothing(tmp_path, well, bed, take):
    cache, done = Cache(tmp_path / "cache"), threading.Event()

    def clear():
        while not done.is_set():
            take(cache)

    with ThreadPoolExecutor(1) as beside:
        clearing = beside.submit(clear)
        try:
            made = session.build(ask(tmp_path, bed, jobs=2))
        finally:
            done.set()
        clearing.result()
    assert (digest(made), made.notices) == (well[bed], ())


def test_the_bound_is_kept_after_a_build_that_speaks_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("voiceguide.disk.cache.LOOK_SECONDS", 0.0)  # as if it came later
    session.build(ask(tmp_path))
    old = tmp_path / "cache" / "00" / ("0" * 38)
    old.parent.mkdir(exist_ok=True)
    with old.open("wb") as file:
        file.truncate(MOST_BYTES)  # a hole: it takes no room
    again = ask(tmp_path)
    session.build(again)
    assert old.exists()  # nothing was written
    session.build(replace(again, fresh=True))
    assert not old.exists()
    assert 0 < Cache(tmp_path / "cache").size()[1] <= MOST_BYTES


def test_a_build_that_fails_keeps_the_bound_too(tmp_path, monkeypatch):
    pruned = []
    monkeypatch.setattr(Cache, "keep_bound", lambda self: pruned.append(self.folder))
    monkeypatch.setattr(session, "find_cover", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        session.build(ask(tmp_path))
    assert pruned == [tmp_path / "cache"]


@pytest.mark.parametrize("options", [("-o", "size=400k"), ("-o", "ro")], ids=["full", "read-only"])
def test_where_the_session_goes_there_is_no_way_around(tmp_path, options):
    """An old session stays as it was, and nothing half lies beside it."""
    out = tmp_path / "out"
    old = {"desk-break.mp3": b"old sound", "desk-break.timeline.json": b"old plan"}
    with mounted(out):
        for name, data in old.items():
            (out / name).write_bytes(data)
        subprocess.run(["mount", "-o", f"remount,{options[1]}", out], check=True)
        with pytest.raises(OutputError, match=r"No space left|Read-only file system") as caught:
            session.build(ask(tmp_path))
        assert "the session cannot be written" in str(caught.value)
        assert {path.name: path.read_bytes() for path in out.iterdir()} == old


def test_several_builds_into_one_place_give_one_of_them(tmp_path):
    holds = [
        parse_overrides({"voice": {"engine": "silent"}, "hold": f"{n}s"}, {}, {}) for n in (30, 33)
    ]
    with ThreadPoolExecutor(2) as many:
        made = list(
            many.map(lambda one: session.build(replace(ask(tmp_path), overrides=one)), holds * 2)
        )
    path = made[0].path
    timeline = session.timeline_path(path).read_text()
    assert {session.timeline_path(one.path) for one in made} == {session.timeline_path(path)}
    checks = {check.name: check for check in verify(path).checks}
    assert checks["length"].good
    assert timeline
    assert sorted(one.name for one in path.parent.iterdir()) == [
        path.name,
        "desk-break.timeline.json",
    ]


def test_a_damaged_history_is_said_and_kept(tmp_path):
    file = tmp_path / "history.json"
    file.write_text("{")
    made = session.build(ask(tmp_path, history=file))
    assert [notice.said for notice in made.notices] == [
        f"{file}: it could not be read; it was renamed to history.damaged-1.json, and counting "
        "begins anew."
    ]
    assert History(file).times("desk-break") == 1
    assert Path(tmp_path, "history.damaged-1.json").read_text() == "{"


def test_a_session_knows_a_temporary_folder_the_dead_left(tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    dead = tmp_path / "tmp" / "voiceguide-0123456789abcdef.tmp"
    dead.mkdir()
    (dead / ".lock").touch()
    (dead / "00001.wav").write_bytes(b"half")
    session.build(ask(tmp_path))
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A session, to be damaged."""
    return session.build(ask(tmp_path_factory.mktemp("finished"))).path


def noise(size):
    return b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(size // 32))


SPOILT = {
    "empty": lambda data: b"",
    "text": lambda data: b"hello " * 1000,
    "a picture": lambda data: b"\xff\xd8\xff\xe0" + noise(50_000),
    "its head": lambda data: data[:50],
    "its tag": lambda data: data[: len(data) // 50],
    "ones": lambda data: b"\xff" * 300_000,
    "noise": lambda data: noise(300_000),
    "its middle": lambda data: data[: len(data) // 2] + noise(20_000) + data[len(data) // 2 :],
}


def spoilt(finished, folder, data):
    """A copy of a session with other bytes, and the timeline beside it."""
    path = folder / "a.mp3"
    path.write_bytes(data)
    (folder / "a.timeline.json").write_bytes(session.timeline_path(finished).read_bytes())
    return path


@pytest.mark.parametrize("kind", SPOILT)
def test_of_a_damaged_session_one_sentence_is_said(finished, tmp_path, kind, capfd):
    path = spoilt(finished, tmp_path, SPOILT[kind](finished.read_bytes()))
    with pytest.raises(
        VoiceguideError, match=r"a\.mp3: this is damaged or not a sound file"
    ) as told:
        verify(path)
    assert str(told.value).count("\n") == 0
    assert ("after " in str(told.value)) == (kind == "its middle")
    assert capfd.readouterr() == ("", "")


def test_of_a_session_that_was_cut_the_proof_says_how_much_is_missing(finished, tmp_path, capfd):
    data = finished.read_bytes()
    assert (
        "fewer than planned"
        in verify(spoilt(finished, tmp_path, data[: len(data) // 3])).problems[0].what
    )
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", ["folder", "pipe", "huge"])
@pytest.mark.parametrize("name", ["a.mp3", "a.timeline.json"])
def test_what_cannot_be_a_session_is_not_read(finished, tmp_path, kind, name):
    path = spoilt(finished, tmp_path, finished.read_bytes())
    (tmp_path / name).unlink()
    if kind == "folder":
        (tmp_path / name).mkdir()
    elif kind == "pipe":
        os.mkfifo(tmp_path / name)
    else:
        with (tmp_path / name).open("wb") as file:
            file.truncate(MOST_SESSION_BYTES + 1)
    said = "it is too large" if kind == "huge" else "this is not a file"
    with pytest.raises(OutputError, match=f"{name}: {said}"):
        verify(path)


EVENT = {"start_ms": 1000, "end_ms": 2000, "kind": "say", "text": "One."}
PLANS = {
    "a session of no time": {"duration_ms": -1},
    "a session of years": {"duration_ms": 10**15},
    "an event before the start": {"events": [{**EVENT, "start_ms": -5}]},
    "an event after the end": {"events": [{**EVENT, "end_ms": 10**12}]},
    "an event that ends first": {"events": [{**EVENT, "end_ms": 999}]},
    "a sentence of an hour": {"duration_ms": 7_000_000, "events": [{**EVENT, "end_ms": 3_600_000}]},
    "a chapter after the end": {"chapters": [{"start_ms": 10**9, "title": "x"}]},
    "a bed like a star": {
        "bed": {"name": "x", "level_db": 10**9, "ducked_db": 0, "peak_db": 1e300}
    },
    "a number as a text": {"duration_ms": "x"},
    "a text as a number": {"title": 3},
    "no list": {"events": {}},
}
RAW = {
    "deep": b'{"a": ' + b"[" * 200_000, "not UTF-8": b'{"title": "\xff"}', "empty": b"", "null": b"null",
    "noise": noise(5000),
}  # fmt: skip


@pytest.mark.parametrize("kind", [*PLANS, *RAW])
def test_of_a_damaged_timeline_one_sentence_is_said(finished, tmp_path, kind):
    path = spoilt(finished, tmp_path, finished.read_bytes())
    plan = tmp_path / "a.timeline.json"
    changed = json.loads(plan.read_bytes()) | PLANS.get(kind, {})
    plan.write_bytes(RAW.get(kind) if kind in RAW else json.dumps(changed).encode())
    with pytest.raises(VoiceguideError, match=r"not (a|the) timeline") as told:
        verify(path)
    assert str(told.value).count("\n") == 0
