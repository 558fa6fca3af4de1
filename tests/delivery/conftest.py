"""A session that was built, and a player to send it to."""

import shutil

import pytest

from tests.formats.lines import DAY
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.build import build
from voiceguide.session.request import Request


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A session with its side files, in an output folder."""
    home = tmp_path_factory.mktemp("built")
    silent = parse_overrides({"voice": {"engine": "silent"}, "hold": "30s"}, {}, {})
    for kind, captions in (("mp3", ("lrc",)), ("wav", ())):
        build(Request("desk-break", DAY, home / "cache", str(home / "output"), silent,
                              format=kind, captions=captions, chapters_json=bool(captions)))  # fmt: skip
    return home / "output"


@pytest.fixture
def here(tmp_path, monkeypatch, built):
    """A folder to stand in, with an output folder and a player."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(built, tmp_path / "output")
    (tmp_path / "player").mkdir()
    return tmp_path
