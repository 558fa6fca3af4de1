"""The list of sentences to record, and a session made of the recordings."""

import csv
import datetime

import pytest
from click.testing import CliRunner

from tests.speech.server import make_wav
from voiceguide.cli.program import main
from voiceguide.disk.cache import default_folder
from voiceguide.errors import EngineMissing, OutputError, RoutineError
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.build import build
from voiceguide.session.request import Request
from voiceguide.session.sentences import list_lines, write_list
from voiceguide.session.verify import verify


def request(tmp_path, routine="hip-rotation", **settings):
    overrides = parse_overrides(settings, {}, {})
    return Request(
        routine, datetime.date(2026, 11, 24), default_folder(), str(tmp_path), overrides, jobs=2
    )


def test_every_sentence_once_and_the_shorter_ones_last(tmp_path):
    lines = list_lines(request(tmp_path))
    texts = [one.text for one in lines]
    assert len(set(texts)) == len(texts)
    assert texts[:2] == [
        "Welcome. Have a seat on the floor, with a cushion close by.",
        "Four exercises, left and right: about fourteen minutes.",
    ]
    assert {"three", "Last one."} <= set(texts)
    times = [one.times for one in lines]
    first_spare = times.index(0)
    assert not any(times[first_spare:])
    assert {one.text: one.times for one in lines}["Last one."] == 4


def test_the_list_is_a_spreadsheet(tmp_path):
    path = write_list(request(tmp_path))
    assert path == tmp_path / "hip-rotation.sentences.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["file", "text", "said"]
    assert len({row[0] for row in rows}) == len(rows)
    assert all(row[0].endswith(".wav") for row in rows[1:])


def test_only_what_is_missing(tmp_path):
    lines = list_lines(request(tmp_path))
    (tmp_path / "mine").mkdir()
    for one in lines[3:]:
        (tmp_path / "mine" / one.file).write_bytes(b"")
    path = write_list(request(tmp_path), str(tmp_path / "mine"))
    assert len(path.read_text().splitlines()) == 1 + 3
    with pytest.raises(RoutineError, match="there is no folder"):
        write_list(request(tmp_path), "nowhere")


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="the list cannot be written"):
        write_list(request(tmp_path / "file"))


@pytest.mark.speech
@pytest.mark.long
def test_a_session_of_recordings(tmp_path):
    """Recorded in full, nothing else has to speak: not even an engine that cannot."""
    mine = tmp_path / "mine"
    mine.mkdir()
    short = request(tmp_path, "desk-break", detail="brief")
    lines = list_lines(short)
    for one in lines:
        (mine / one.file).write_bytes(make_wav(one.text, speed=1.2))
    voice = {"engine": f"recorded:{mine},command:no-such-program {{out}}"}
    with_it = request(tmp_path, "desk-break", detail="brief", voice=voice)
    made = build(with_it)
    assert made.spoken > 20
    assert verify(made.path).problems == []
    assert build(with_it).spoken == 0
    said = {e.text for e in made.timeline.events if isinstance(e.text, str)}
    assert said <= {one.text for one in lines}
    next(mine.iterdir()).unlink()
    with pytest.raises(EngineMissing, match="no-such-program"):
        build(with_it)


def test_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["record-list", "desk-break", "--lang", "de"])
    assert (done.exit_code, done.stdout) == (0, "output/desk-break.sentences.csv\n")
    text = (tmp_path / "output" / "desk-break.sentences.csv").read_text("utf-8")
    assert "Eine Pause für deine Hüften." in text
