"""A folder for phones: laid out, published again, served, subscribed to."""

import datetime
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urljoin
from urllib.request import urlopen

import feedparser
import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from tests.delivery.test_volume import ROUTINE
from tests.formats.lines import DAY, NASTY, built_in
from voiceguide.cli.program import main
from voiceguide.cli.show import render_published
from voiceguide.delivery.manifest import STATE_FILE, load_state
from voiceguide.delivery.overview import bind
from voiceguide.delivery.publish import LOCK_FILE, Publication, publish
from voiceguide.delivery.send import send
from voiceguide.disk.files import locked
from voiceguide.errors import VoiceguideError
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.request import Request

NOW = datetime.datetime(2026, 11, 24, 8, 0, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=3)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    """One cache for all of them."""
    return tmp_path_factory.mktemp("sounds")


@pytest.fixture
def order(tmp_path, monkeypatch, sounds):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(sounds))
    (tmp_path / "own.toml").write_text(ROUTINE.format(title="Own hips"))
    silent = parse_overrides({"voice": {"engine": "silent"}, "hold": "30s"}, {}, {})
    request = Request("", DAY, sounds, overrides=silent)
    return Publication(tmp_path / "pub", request, NOW, ("desk-break", "own.toml"), "Mornings")


def stamps(folder):
    """Name -> (when it was written, bytes)."""
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}


def age(folder):
    """Make every file look old, so that one written anew stands out."""
    for path in folder.iterdir():
        os.utime(path, (1, 1))


def changed(folder):
    return sorted(path.name for path in folder.iterdir() if path.stat().st_mtime != 1)


def with_hold(order, hold):
    """The request of an order, with other holds."""
    silent = parse_overrides({"voice": {"engine": "silent"}, "hold": hold}, {}, {})
    return replace(order.request, overrides=silent)


def bare(order):
    """A request that gives no options."""
    return replace(order.request, overrides=parse_overrides({}, {}, {}))


UNTITLED = "# Welcome\n\nWelcome.\n"
"""An opening that does not say the title."""
DESK, OWN = "01 - Desk break for the hips", "02 - Own hips"
SIDES = ["chapters.json", "jpg", "lrc", "mp3", "srt", "vtt"]


def test_what_lies_in_the_folder(order):
    done = publish(order)
    assert sorted(stamps(order.folder)) == sorted([
        STATE_FILE, *(f"{name}.{side}" for name in (DESK, OWN) for side in SIDES),
        "feed.xml", "folder.jpg", "index.html", "playlist.m3u8",
    ])  # fmt: skip
    assert [issue.sound for issue in done.issues] == [f"{DESK}.mp3", f"{OWN}.mp3"]
    assert str(order.folder.parent) not in (order.folder / STATE_FILE).read_text()


def test_sounds_say_where_they_belong(order):
    publish(order)
    tag = ID3(order.folder / f"{OWN}.mp3")
    assert {name: tag[name].text for name in ("TIT2", "TALB", "TRCK")} == {
        "TIT2": ["Own hips"], "TALB": ["Mornings"], "TRCK": ["2"],
    }  # fmt: skip
    assert str(tag["TDRC"]) == "2026-11-24"
    assert tag.getall("APIC")[0].data == (order.folder / f"{OWN}.jpg").read_bytes()


def test_the_playlist_has_true_lengths(order):
    done = publish(order)
    lines = (order.folder / "playlist.m3u8").read_text("utf-8").splitlines()
    assert lines[:2] == ["#EXTM3U", "#PLAYLIST:Mornings"]
    assert lines[3::2] == [f"{DESK}.mp3", f"{OWN}.mp3"]
    for line, issue in zip(lines[2::2], done.issues, strict=True):
        length = MP3(order.folder / issue.sound).info.length
        assert line == f"#EXTINF:{round(length)},{issue.volume.title}"


def test_the_page_plays_them(order):
    publish(order)
    page = (order.folder / "index.html").read_text("utf-8")
    assert "<h1" in page
    assert "Mornings" in page
    assert "02%20-%20Own%20hips.mp3" in page
    assert "02%20-%20Own%20hips.jpg" in page


def test_publishing_again_touches_nothing(order):
    publish(order)
    age(order.folder)
    done = publish(replace(order, now=LATER, request=replace(order.request, date=LATER.date())))
    assert (done.changed, done.removed, changed(order.folder)) == ((), (), [])


def test_a_changed_routine_changes_its_own_files(order, tmp_path):
    publish(order)
    before = feedparser.parse(order.folder / "feed.xml")
    age(order.folder)
    (tmp_path / "own.toml").write_text(ROUTINE.format(title="Own hips") + "[settings]\nreps = 6\n")
    publish(replace(order, now=LATER))
    own = [f"{OWN}.{side}" for side in SIDES]
    assert changed(order.folder) == sorted(
        [STATE_FILE, *own, "feed.xml", "folder.jpg", "index.html", "playlist.m3u8"]
    )
    after = feedparser.parse(order.folder / "feed.xml")
    assert (after.entries[0].id, after.entries[0].published) == (
        before.entries[0].id,
        before.entries[0].published,
    )
    # podcast apps keep the sound they have under an id
    assert after.entries[1].id != before.entries[1].id
    assert after.entries[1].published == after.feed.updated
    assert after.feed.updated == "Fri, 27 Nov 2026 08:00:00 +0000"


def test_a_new_title_renames_and_keeps_the_id(order, tmp_path):
    (tmp_path / "opening.cue.j2").write_text(UNTITLED)
    first = publish(order)
    (tmp_path / "own.toml").write_text(ROUTINE.format(title="Better hips"))
    done = publish(replace(order, routines=(), now=LATER))
    assert done.issues[1].sound == "02 - Better hips.mp3"
    assert done.issues[1].volume.episode == first.issues[1].volume.episode
    assert sorted(done.removed) == [f"{OWN}.{side}" for side in SIDES]


def test_a_removed_routine_takes_only_our_files_along(order):
    publish(order)
    (order.folder / f"{OWN}.txt").write_text("notes")
    (order.folder / f"{OWN}.lrc").write_text("my own words")
    done = publish(replace(order, routines=("desk-break",)))
    assert sorted(done.removed) == [f"{OWN}.{side}" for side in SIDES if side != "lrc"]
    assert {f"{OWN}.txt", f"{OWN}.lrc"} <= set(stamps(order.folder))
    assert len(feedparser.parse(order.folder / "feed.xml").entries) == 1


def test_order_moves_numbers_and_keeps_ids(order):
    first = {one.volume.title: one.volume.episode for one in publish(order).issues}
    done = publish(replace(order, routines=("own.toml", "desk-break")))
    assert [one.sound for one in done.issues] == [
        "01 - Own hips.mp3",
        "02 - Desk break for the hips.mp3",
    ]
    assert {one.volume.title: one.volume.episode for one in done.issues} == first


def test_the_same_title_twice(order, tmp_path):
    (tmp_path / "other.toml").write_text(ROUTINE.format(title="Own hips"))
    done = publish(replace(order, routines=("own.toml", "other.toml")))
    assert [one.sound for one in done.issues] == ["01 - Own hips.mp3", "02 - Own hips.mp3"]
    assert len({one.volume.episode.guid for one in done.issues}) == 2


def test_a_page_of_somebody_else_stays(order):
    order.folder.mkdir()
    (order.folder / "index.html").write_text("mine")
    with pytest.raises(VoiceguideError, match=r"index\.html: this file is there already"):
        publish(order)
    assert list(stamps(order.folder)) == ["index.html"]


def test_the_address_is_remembered(order):
    publish(replace(order, base_url="https://example.org/hips/"))
    found = feedparser.parse(order.folder / "feed.xml")
    again = publish(order)
    assert (again.base_url, again.changed) == ("https://example.org/hips/", ())
    assert found.entries[1].enclosures[0].href == "https://example.org/hips/02%20-%20Own%20hips.mp3"
    assert found.feed.links[-1].href == "https://example.org/hips/feed.xml"
    publish(replace(order, base_url=""))
    assert b"example.org" not in (order.folder / "feed.xml").read_bytes()


def test_titles_that_would_break_things(order, tmp_path):
    (tmp_path / "own.toml").write_text(
        ROUTINE.replace(
            '"{title}"', json.dumps(NASTY, ensure_ascii=False).replace("{", "{{").replace("}", "}}")
        ).format()
    )
    publish(replace(order, title=NASTY))
    found = feedparser.parse(order.folder / "feed.xml")
    assert not found.bozo
    page = (order.folder / "index.html").read_text("utf-8")
    assert "<b>hips" not in page
    for path in order.folder.iterdir():
        assert not set(path.name) & set('<>:"/\\|?*\n\x07\u2028')


def test_what_fails_leaves_the_feed_as_it_was(order, tmp_path):
    publish(order)
    before = stamps(order.folder)
    (tmp_path / "own.toml").write_text("title = ")
    with pytest.raises(VoiceguideError, match=r"own\.toml"):
        publish(order)
    assert stamps(order.folder) == before


def test_nothing_is_left_of_the_building(order, tmp_path, monkeypatch):
    bench = tmp_path / "bench"
    bench.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(bench))
    publish(order)
    assert list(bench.iterdir()) == []
    assert not [name for name in stamps(order.folder) if name.endswith(".part")]


def test_a_folder_that_cannot_be_written(order, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(VoiceguideError, match="the folder cannot be written"):
        publish(replace(order, folder=tmp_path / "file" / "pub"))


def test_bind_lays_sessions_end_to_end():
    line = built_in()
    both = bind("Both", [line, line])
    assert both.duration_ms == 2 * line.duration_ms
    assert len(both.chapters) == 2 * len(line.chapters)
    half = len(both.events) // 2
    assert both.events[half].start_ms == line.duration_ms + line.events[0].start_ms
    assert both.events[0].round != both.events[half].round


def test_the_command(order):
    run = CliRunner().invoke(
        main,
        ["publish", "pub", "desk-break", "own.toml", "--engine", "silent", "--captions", "none"],
    )
    assert run.exit_code == 0
    assert run.stdout.splitlines() == [f"pub/{DESK}.mp3", f"pub/{OWN}.mp3"]
    assert "pub: 2 sessions." in run.stderr
    assert not list(Path("pub").glob("*.vtt"))
    again = CliRunner().invoke(
        main, ["publish", "pub", "--engine", "silent", "--captions", "none", "--json"]
    )
    assert json.loads(again.stdout)["changed"] == []
    assert "Nothing changed." in again.stderr


def ids(done):
    return [(one.volume.episode.guid, one.volume.episode.published) for one in done.issues]


def test_options_are_remembered_of_each_session(order):
    only = parse_overrides({"hold": "40s"}, {"external-rotation-lift.reps": "6"}, {"lift": "up"})
    first = publish(order)
    second = publish(
        replace(
            order, request=replace(order.request, overrides=only), only=("own.toml",), now=LATER
        )
    )
    age(order.folder)
    third = publish(replace(order, request=bare(order), routines=(), now=LATER))
    assert (third.changed, changed(order.folder), ids(third)) == ((), [], ids(second))
    assert [one.volume.episode.options for one in third.issues] == [
        {"engine": "silent", "hold": "30s"},
        {"engine": "silent", "hold": "40s", "set.external-rotation-lift.reps": 6, "var.lift": "up"},
    ]
    assert [one.volume.fate for one in second.issues] == ["same", "changed"]
    assert ids(second)[0] == ids(first)[0]


def test_a_session_is_a_new_episode_whenever_it_sounds_different(order):
    seen = []
    for days, hold in enumerate(("30s", "40s", "30s", "30s", "40s")):
        now = NOW + datetime.timedelta(days=days)
        seen.append(publish(replace(order, request=with_hold(order, hold), now=now)))
    guids = [ids(done)[1][0] for done in seen]
    assert guids[2] == guids[3]
    assert len(set(guids)) == 4
    dates = [ids(done)[1][1].day for done in seen]
    assert dates == [24, 25, 26, 26, 28]
    tag = ID3(order.folder / f"{OWN}.mp3")
    assert str(tag["TDRC"]) == "2026-11-28"


def test_a_session_that_comes_back_otherwise_is_another_episode(order):
    first = publish(order)
    publish(replace(order, routines=("desk-break",)))
    same = publish(order)
    publish(replace(order, routines=("desk-break",)))
    other = publish(replace(order, request=with_hold(order, "40s")))
    assert ids(same)[1][0] == ids(first)[1][0] != ids(other)[1][0]
    assert [
        kept.routine for kept in publish(replace(order, routines=("desk-break",))).left_out
    ] == ["../own.toml"]


def test_a_session_keeps_the_side_of_its_day(order):
    alternate = parse_overrides({"voice": {"engine": "silent"}, "first_side": "alternate"}, {}, {})
    order = replace(order, request=replace(order.request, overrides=alternate))
    publish(order)
    done = publish(replace(order, now=NOW + datetime.timedelta(days=1), request=bare(order)))
    assert done.changed == ()


def test_a_program_is_remembered_on_this_computer_alone(order, tmp_path):
    publish(order)
    path = order.folder / STATE_FILE
    told = path.read_text().replace('"silent"', f'"command:touch {tmp_path / "run"}"')
    path.write_text(told)  # somebody else wrote into the folder
    with pytest.raises(VoiceguideError, match=r"^--engine: .* Give --engine again"):
        publish(replace(order, request=bare(order)))
    assert not (tmp_path / "run").exists()
    assert [one.volume.fate for one in publish(order).issues] == ["same", "same"]


def test_captions_are_remembered(order):
    publish(replace(order, captions=("srt",)))
    publish(replace(order, captions=None))
    assert {path.suffix for path in order.folder.iterdir()} >= {".srt"}
    assert not list(order.folder.glob("*.vtt"))
    publish(replace(order, captions=()))
    assert not list(publish(order).folder.glob("*.srt"))
    assert list(publish(replace(order, forget=("captions",))).folder.glob("*.vtt"))


PARTS = [
    "01 Welcome", "02 Left - forward stretch", "03 Right - forward stretch",
    "04 Left - lean and press", "05 Right - lean and press", "06 Closing",
]  # fmt: skip


def test_chapters_as_files_are_remembered_and_go_with_their_session(order):
    first = publish(order)
    split = replace(order.request, split=True)
    second = publish(replace(order, request=split, only=("desk-break",), now=LATER))
    folder = order.folder / DESK
    assert sorted(path.stem for path in folder.iterdir()) == PARTS
    new = {f"{DESK}/{name}.mp3" for name in PARTS}
    assert (ids(second), set(second.changed)) == (ids(first), {*new, "feed.xml"})
    assert not (order.folder / OWN).exists()
    again = publish(replace(order, request=bare(order), routines=(), now=LATER))
    assert (again.changed, again.removed) == ((), ())
    assert again.issues[0].volume.episode.options["split"] is True
    (folder / "02 mine.mp3").write_text("mine")
    gone = publish(replace(order, forget=("split",), routines=(), now=LATER))
    assert set(gone.removed) == {f"{DESK}/{name}.mp3" for name in PARTS}
    assert [path.name for path in folder.iterdir()] == ["02 mine.mp3"]


def test_chapters_move_with_the_number_of_their_session(order):
    order = replace(order, request=replace(order.request, split=True))
    publish(order)
    publish(replace(order, routines=("own.toml", "desk-break")))
    there = sorted(path.name for path in order.folder.iterdir() if path.is_dir())
    assert there == ["01 - Own hips", "02 - Desk break for the hips"]
    assert sorted(path.stem for path in (order.folder / there[1]).iterdir()) == PARTS


@pytest.mark.parametrize("kind", ["file", "link", "part"])
def test_a_folder_of_chapters_is_only_where_nothing_lies(order, tmp_path, kind):
    order.folder.mkdir()
    folder = order.folder / DESK
    (tmp_path / "elsewhere").mkdir()
    if kind == "file":
        folder.write_text("mine")
    elif kind == "link":
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        folder.mkdir()
        (folder / f"{PARTS[0]}.mp3").write_text("mine")
    with pytest.raises(VoiceguideError, match="is there already, and voiceguide did not write it"):
        publish(replace(order, request=replace(order.request, split=True)))
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert kind != "part" or (folder / f"{PARTS[0]}.mp3").read_text() == "mine"


def test_a_published_folder_is_sent_with_its_chapters(order, tmp_path):
    publish(replace(order, request=replace(order.request, split=True), routines=("desk-break",)))
    done = send([order.folder], tmp_path / "card")
    assert set(done.copied) > {f"{DESK}/{name}.mp3" for name in PARTS}
    assert [path.stem for path in sorted((tmp_path / "card" / DESK).iterdir())] == PARTS


def test_what_fails_is_not_remembered(order, tmp_path):
    publish(order)
    before = load_state(order.folder / STATE_FILE)
    (tmp_path / "opening.cue.j2").write_text("[paus 3s]")
    wrong = replace(order, request=with_hold(order, "40s"), title="Evenings", now=LATER)
    with pytest.raises(VoiceguideError, match=r"opening\.cue\.j2:1"):
        publish(wrong)
    (tmp_path / "opening.cue.j2").unlink()
    assert load_state(order.folder / STATE_FILE).episodes == before.episodes
    again = publish(replace(order, request=bare(order), title=""))
    assert (ids(again), again.title) == (
        [(k.guid, k.published) for k in before.episodes],
        "Mornings",
    )


def test_a_folder_of_an_earlier_version(order):
    first = publish(order)
    path = order.folder / STATE_FILE
    state = json.loads(path.read_text())
    for one in state["episodes"]:
        for name in ("options", "sound", "edition"):
            del one[name]
    path.write_text(json.dumps(state))
    same = publish(replace(order, now=LATER))
    assert ids(same) == ids(first)
    path.write_text(json.dumps(state))
    other = publish(replace(order, request=with_hold(order, "40s"), now=LATER))
    assert not set(ids(other)) & set(ids(first))


TITLES = ["ж" * 73, "髋" * 60, "👩\u200d🦽" * 20, "CON", "nul.txt", "a:b?", "x" * 400, "..."]


def test_everything_it_names_is_on_the_card(order, tmp_path):
    for number, title in enumerate(TITLES):
        (tmp_path / f"{number}.toml").write_text(ROUTINE.format(title=title))
    publish(replace(order, routines=tuple(f"{number}.toml" for number in range(len(TITLES)))))
    (tmp_path / "card").mkdir()
    send([order.folder], tmp_path / "card")
    there = {path.name for path in (tmp_path / "card").iterdir()}
    lines = (tmp_path / "card" / "playlist.m3u8").read_text("utf-8").splitlines()
    feed = (tmp_path / "card" / "feed.xml").read_text("utf-8")
    page = (tmp_path / "card" / "index.html").read_text("utf-8")
    named = {line for line in lines if not line.startswith("#")}
    named |= {unquote(url) for url in re.findall(r'(?:url|href)="([^"]+\.\w+)"', feed)}
    named |= {unquote(url) for url in re.findall(r'"(?:file|cover)": ?"([^"]+)"', page)}
    assert len(named) == 5 * len(TITLES) + 1
    assert named <= there
    assert all(len(name.encode()) <= 150 + len(".chapters.json") for name in there)


def test_an_address_is_read_once_and_every_url_is_ascii(order):
    done = publish(replace(order, base_url="https://bücher.example/übungen/%C3%BC x"))
    assert done.base_url == "https://xn--bcher-kva.example/%C3%BCbungen/%C3%BC%20x"
    text = (order.folder / "feed.xml").read_text("utf-8")
    found = feedparser.parse(text)
    assert not found.bozo
    urls = re.findall(r'(?:url|href)="(http[^"]+)"', text)
    assert len(urls) >= 2 * 4 + 2
    assert all(one.isascii() and one.startswith(done.base_url + "/") for one in urls)
    with pytest.raises(VoiceguideError, match="that is the feed's own address"):
        publish(replace(order, base_url="https://example.org/x/feed.xml"))


def test_the_command_says_what_it_keeps(order):
    def run(*words):
        return CliRunner().invoke(main, ["publish", "pub", *words])

    run("desk-break", "own.toml", "--engine", "silent", "--hold", "40s", "--lang", "de")
    again = run()
    assert again.exit_code == 0
    assert again.stderr.splitlines()[1:] == [
        "01 - Schreibtischpause für die Hüften, 02 - Own hips: as before --hold 40s --engine silent"
        " --lang de.",
        "Nothing changed.",
    ]
    changed = run("--for", "own.toml", "--hold", "30s", "--forget", "lang", "--json")
    assert changed.stderr.splitlines()[2] == (
        "02 - Own hips: as before --engine silent; now --hold 30s (was 40s); forgotten --lang de; "
        "it sounds different, so it is a new episode."
    )
    [desk, own] = json.loads(changed.stdout)["episodes"]
    assert (desk["episode"], own["episode"]) == ("same", "changed")
    assert own["options"] == {
        "kept": {"engine": "silent"}, "added": {}, "changed": {"hold": ["40s", "30s"]},
        "forgotten": {"lang": "de"},
    }  # fmt: skip
    wrong = run("--forget", "holt")
    assert wrong.stderr == "voiceguide: --forget: unknown option 'holt'. Did you mean 'hold'?\n"


@pytest.fixture
def served(order):
    """The folder on a plain web server."""
    publish(order)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format, *args):
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(order.folder))
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.tool
@pytest.mark.parametrize("absolute", [True, False])
def test_gpodder_subscribes_and_downloads(order, served, tmp_path, absolute):
    if shutil.which("gpo") is None:
        pytest.skip("gpodder is not installed")
    publish(replace(order, base_url=served if absolute else ""))
    home = {"GPODDER_HOME": str(tmp_path / "gpo"), "GPODDER_DOWNLOAD_DIR": str(tmp_path / "got")}

    def gpo(*words):
        return subprocess.run(["gpo", *words], env=os.environ | home, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=True, timeout=120).stdout  # fmt: skip

    gpo("subscribe", f"{served}/feed.xml")
    gpo("update")
    gpo("download")
    got = {path.name: path.read_bytes() for path in (tmp_path / "got").rglob("*.mp3")}
    assert got == {
        f"{name}.mp3": (order.folder / f"{name}.mp3").read_bytes() for name in (DESK, OWN)
    }

    def publish_later(seconds, **changes):
        publish(replace(order, now=LATER, **changes))
        later = time.time() + seconds  # the server tells of changes by the second
        os.utime(order.folder / "feed.xml", (later, later))

    publish_later(10, title="Evenings", routines=("own.toml", "desk-break"))
    assert "\n0 new episodes" in gpo("update")  # the same episodes, wherever they stand
    publish_later(20, request=with_hold(order, "40s"), only=("own.toml",))
    assert "\n1 new episode" in gpo("update")


def test_feedparser_follows_what_a_feed_names(served):
    found = feedparser.parse(f"{served}/feed.xml")
    first = found.entries[0]
    [enclosure] = first.enclosures
    for url, length in (
        (enclosure.href, int(enclosure.length)),
        (first.podcast_chapters["url"], None),
    ):
        with urlopen(urljoin(found.href, url)) as answer:
            data = answer.read()
        assert len(data) == length if length else json.loads(data)["version"] == "1.2.0"


def test_of_two_that_publish_at_once_the_second_waits(order):
    """Two at once into one folder that is not there yet: what lies there is that of one of them."""
    orders = [replace(order, routines=(name,)) for name in ("desk-break", "own.toml")]
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(publish, orders))
    state = load_state(order.folder / STATE_FILE)
    sounds = sorted(path.name for path in order.folder.glob("*.mp3"))
    assert len(state.episodes) == 1
    assert sounds in [[issue.sound for issue in one.issues] for one in done]
    assert {name for name in state.files if name.endswith(".mp3")} == set(sounds)
    feed = feedparser.parse(order.folder / "feed.xml")
    assert [one.id for one in feed.entries] == [one.guid for one in state.episodes]
    assert not (order.folder / LOCK_FILE).exists()


def test_one_that_takes_too_long_is_named(order, monkeypatch):
    publish(order)
    before = stamps(order.folder)
    monkeypatch.setattr("voiceguide.delivery.publish.PATIENCE", 0.1)
    with locked(order.folder / LOCK_FILE, 0):
        with pytest.raises(VoiceguideError) as caught:
            publish(replace(order, routines=("own.toml",)))
        assert str(caught.value) == (
            f"{order.folder}: another voiceguide is publishing into this folder. Publish again "
            "when it is done."
        )
    assert stamps(order.folder) == before


def test_what_a_killed_one_left_is_gone_after_the_next(order):
    publish(order)
    before = stamps(order.folder)
    for name in (f".{OWN}.mp3.voiceguide-0123456789abcdef.part", LOCK_FILE):
        (order.folder / name).write_bytes(b"half")
    (order.folder / "holiday.part").write_bytes(b"mine")
    publish(order)
    (order.folder / "holiday.part").unlink()
    assert stamps(order.folder) == before


def test_a_folder_that_was_made_for_nothing_is_gone(order, tmp_path):
    with pytest.raises(VoiceguideError, match="unknown routine"):
        publish(replace(order, folder=tmp_path / "new" / "pub", routines=("none",)))
    assert not (tmp_path / "new").exists()


def test_a_cache_that_cannot_be_written_is_said_once(order, tmp_path):
    (tmp_path / "occupied").write_text("mine")
    done = publish(replace(order, request=replace(order.request, cache=tmp_path / "occupied")))
    assert render_published(done).count("sounds cannot be kept") == 1


def test_a_folder_that_was_forgotten(order):
    with pytest.raises(
        VoiceguideError, match="desk-break: this is a routine, and the folder comes"
    ):
        publish(replace(order, folder=Path("desk-break")))
    assert not Path("desk-break").exists()
    Path("desk-break").mkdir()
    assert len(publish(replace(order, folder=Path("desk-break"))).issues) == 2
