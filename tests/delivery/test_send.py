"""Sessions on their way to a player."""

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from tests.formats.lines import DAY
from voiceguide.cli.program import main
from voiceguide.delivery.gather import gather
from voiceguide.delivery.send import list_sessions, send
from voiceguide.errors import OutputError
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.build import build
from voiceguide.session.request import Request

pytestmark = pytest.mark.long

SESSION = ["desk-break.mp3", "desk-break.lrc", "desk-break.chapters.json"]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_session_takes_its_side_files_along(here):
    done = send([Path("output/desk-break.mp3")], Path("player"))
    assert (done.copied, done.there) == (tuple(SESSION), ())
    assert names(here / "player") == sorted(SESSION)
    for name in SESSION:
        assert (here / "player" / name).read_bytes() == (here / "output" / name).read_bytes()


def test_what_is_there_is_not_sent_again(here):
    send([], Path("player"))
    (here / "player" / "desk-break.lrc").write_text("other")
    done = send([], Path("player"))
    assert done.copied == ("desk-break.lrc",)
    assert set(done.there) == {"desk-break.mp3", "desk-break.wav", "desk-break.chapters.json"}


def test_progress_comes_to_all_of_it(here):
    steps = []
    send([], Path("player"), lambda done, total: steps.append((done, total)))
    assert (
        steps[-1][0] == steps[-1][1] == sum(p.stat().st_size for p in (here / "player").iterdir())
    )


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (["nowhere.mp3"], "nowhere.mp3: there is no such file. Check the path."),
        (
            ["desk-break"],
            "desk-break: there is no such file. Did you mean 'output/desk-break.mp3'?",
        ),
        (["player"], "player: there is no session here. Make one: voiceguide build."),
        (
            ["output/desk-break.lrc"],
            "output/desk-break.lrc: this is not a session. A session ends in mp3, m4b, opus, wav.",
        ),
    ],
)
def test_what_cannot_be_sent(here, sources, said):
    with pytest.raises(OutputError) as caught:
        send([Path(one) for one in sources], Path("player"))
    assert str(caught.value) == said


def test_what_is_called_otherwise_is_said(here):
    (here / "output" / "a:b?.mp3").write_bytes(b"x")
    (here / "output" / "a:b?.lrc").write_bytes(b"x")
    run = CliRunner().invoke(main, ["send", "output/a:b?.mp3", "--to", "player", "--json"])
    assert run.stderr.splitlines()[0] == "a-b (here a:b?): mp3, lrc."
    assert json.loads(run.stdout)["renamed"] == {"a:b?.mp3": "a-b.mp3", "a:b?.lrc": "a-b.lrc"}


def test_texts_of_another_build_stay_behind(here):
    (here / "output" / "desk-break.vtt").write_text("WEBVTT\n")
    (here / "output" / "desk-break.jpg").write_bytes(b"a picture")
    run = CliRunner().invoke(main, ["send", "output/desk-break.mp3", "--to", "player"])
    assert run.stderr.splitlines() == [
        "desk-break: mp3, lrc, chapters.json, jpg.",
        "4 files sent to player and compared.",
        "warning: output/desk-break.vtt: not sent, it is of another build of this session; "
        "build it again, or delete it.",
    ]
    assert names(here / "player") == sorted([*SESSION, "desk-break.jpg"])


def test_a_new_folder_is_made_but_no_missing_player(here):
    send([Path("output/desk-break.mp3")], Path("player/hips"))
    assert names(here / "player" / "hips") == sorted(SESSION)
    with pytest.raises(OutputError, match="there is no such folder"):
        send([], Path("unplugged/hips"))
    assert not Path("unplugged").exists()


def test_too_little_room_is_found_out_before_anything_is_sent(here, monkeypatch):
    usage = type(shutil.disk_usage("."))(10, 10, 1000)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    with pytest.raises(
        OutputError, match=r"player: there is room for 0\.0 MB, and \d+\.\d MB are to be sent"
    ):
        send([], Path("player"))
    assert names(here / "player") == []


def test_a_phone_that_does_not_say_how_much_room_it_has(here, monkeypatch):
    usage = type(shutil.disk_usage("."))(0, 0, 0)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    assert len(send([], Path("player")).copied) == 4


def test_the_player_that_is_plugged_in(here, monkeypatch):
    (here / "player" / "Music").mkdir()
    monkeypatch.setattr("voiceguide.delivery.send.find_players", lambda: [here / "player"])
    assert send([], None).folder == here / "player" / "Music" / "voiceguide"
    folder, found = list_sessions(None)
    assert folder == here / "player" / "Music" / "voiceguide"
    assert [one.path.name for one in found] == ["desk-break.mp3", "desk-break.wav"]


def test_listing_shows_ours_alone(here):
    send([Path("output/desk-break.mp3")], Path("player"))
    (here / "player" / "sub").mkdir()
    shutil.copy("output/desk-break.mp3", "player/sub/again.mp3")
    (here / "player" / "noise.mp3").write_bytes(os.urandom(5000))
    (here / "player" / ".desk.mp3.part").write_bytes(b"half")
    (here / "player" / ".hidden.mp3").write_bytes((here / "output/desk-break.mp3").read_bytes())
    _, found = list_sessions(Path("player"))
    assert [str(one.path) for one in found] == ["player/desk-break.mp3", "player/sub/again.mp3"]
    assert {one.title for one in found} == {"Desk break for the hips"}
    length = json.loads((here / "output" / "desk-break.timeline.json").read_text())["duration_ms"]
    assert abs(found[0].duration_ms - length) <= 1


def test_the_command(here):
    run = CliRunner().invoke(main, ["send", "--to", "player"])
    assert run.exit_code == 0
    assert "player/desk-break.mp3" in run.stdout.splitlines()
    assert run.stderr == (
        "desk-break: mp3, lrc, chapters.json, wav.\n4 files sent to player and compared.\n"
    )
    again = CliRunner().invoke(main, ["send", "--to", "player", "--json"])
    assert json.loads(again.stdout)["copied"] == []
    assert again.stderr == "Nothing new for player: 4 files there already.\n"
    listed = CliRunner().invoke(main, ["send", "--list", "--to", "player"])
    assert listed.stdout.splitlines()[0].endswith("MB  desk-break.mp3  Desk break for the hips")
    data = json.loads(
        CliRunner().invoke(main, ["send", "--list", "--to", "player", "--json"]).stdout
    )
    assert [one["file"] for one in data["sessions"]] == ["desk-break.mp3", "desk-break.wav"]


def test_no_player_is_one_sentence(here, monkeypatch):
    monkeypatch.setattr("voiceguide.delivery.send.find_players", list)
    run = CliRunner().invoke(main, ["send"])
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr == (
        "voiceguide: no phone, player or card is found. Plug it in and unlock it, or name a folder with --to.\n"
    )


def test_links_out_of_a_folder_are_not_sent(here):
    (here / "secret").write_text("mine")
    for name in ("theirs.mp3", "desk-break.srt", "desk-break.jpg"):
        (here / "output" / name).symlink_to(here / "secret")
    shutil.copytree(here / "output", here / "elsewhere", symlinks=True)
    (here / "player" / "link.mp3").symlink_to(here / "elsewhere" / "desk-break.mp3")
    assert set(gather([Path("output")]).files) == {*SESSION, "desk-break.wav"}
    assert set(gather([Path("output/desk-break.mp3")]).files) == set(SESSION)
    assert list_sessions(Path("player"))[1] == []


@pytest.fixture
def divided(here):
    """Build the session with its chapters as files; call it again for another build."""
    silent = {"voice": {"engine": "silent"}}

    def divide(language="", **more):
        overrides = replace(parse_overrides(silent, {}, {}), language=language)
        request = Request("desk-break", DAY, here / "cache", "output/desk-break.mp3", overrides)
        return build(replace(request, **{"split": True, **more})).parts

    divide()
    return divide


PARTS = [
    "01 Welcome.mp3", "02 Left - forward stretch.mp3", "03 Right - forward stretch.mp3",
    "04 Left - lean and press.mp3", "05 Right - lean and press.mp3", "06 Closing.mp3",
]  # fmt: skip


@pytest.mark.parametrize("source", ["output/desk-break.mp3", "output", "output/desk-break"])
def test_chapters_go_in_their_folder(here, divided, source):
    done = send([Path(source)], Path("player"))
    assert [name for name in done.copied if "/" in name] == [f"desk-break/{n}" for n in PARTS]
    assert names(here / "player" / "desk-break") == PARTS
    assert done.left == ()
    assert send([Path(source)], Path("player")).copied == ()
    assert ("desk-break.mp3" in names(here / "player")) is (source != "output/desk-break")


def test_chapters_are_no_sessions(here, divided):
    send([], Path("player"))
    _, found = list_sessions(Path("player"))
    assert [one.path.name for one in found] == ["desk-break.mp3", "desk-break.wav"]


def test_chapters_of_an_earlier_build_go_and_nothing_else(here, divided):
    send([], Path("player"))
    place = here / "player" / "desk-break"
    (place / "07 Own song.mp3").write_bytes((place / PARTS[0]).read_bytes()[:-1] + b"x")
    (place / "notes.txt").write_text("mine")
    german = divided("de")
    run = CliRunner().invoke(main, ["send", "output/desk-break", "--to", "player", "--json"])
    assert run.stderr.splitlines() == [
        "desk-break: 6 chapters.",
        "6 files sent to player and compared, 6 old chapters removed.",
    ]
    assert json.loads(run.stdout)["removed"] == [f"desk-break/{name}" for name in PARTS]
    assert names(place) == sorted([*(p.name for p in german), "07 Own song.mp3", "notes.txt"])


def test_chapters_of_another_build_stay_behind(here, divided):
    shutil.copytree("output/desk-break", "kept")
    divided("de", split=False)
    shutil.copytree("kept", "output/desk-break")
    done = send([Path("output/desk-break.mp3")], Path("player"))
    assert [name for name in done.copied if "/" in name] == []
    assert len(done.left) >= len(PARTS)
    assert not (here / "player" / "desk-break").exists()


def test_a_folder_of_chapters_that_cannot_be_made(here, divided):
    (here / "player" / "desk-break").write_text("mine")
    with pytest.raises(OutputError, match="the folder cannot be made"):
        send([], Path("player"))
