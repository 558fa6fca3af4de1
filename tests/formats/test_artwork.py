"""Covers are drawn once."""

import subprocess
import sys

import pytest
from msgspec.structs import replace

from tests.formats.lines import built_in
from voiceguide.disk.cache import Cache
from voiceguide.formats import artwork
from voiceguide.formats.artwork import find_cover
from voiceguide.formats.bars import picture_of
from voiceguide.formats.cover import render_cover


def test_a_cover_is_drawn_and_kept(tmp_path):
    cache = Cache(tmp_path)
    drawn = find_cover(built_in(), cache)
    assert drawn == render_cover(picture_of(built_in()))
    assert cache.size()[0] == 1
    assert find_cover(built_in(), cache) == drawn


def test_it_is_kept_for_one_plan_and_one_design(tmp_path, monkeypatch):
    cache = Cache(tmp_path)
    find_cover(built_in(), cache)
    find_cover(replace(built_in(), title="Other"), cache)
    monkeypatch.setattr(artwork, "DESIGN", 99)
    find_cover(built_in(), cache)
    assert cache.size()[0] == 3


@pytest.mark.parametrize("fresh", [False, True])
def test_fresh_draws_again(tmp_path, monkeypatch, fresh):
    find_cover(built_in(), Cache(tmp_path))
    monkeypatch.setattr("voiceguide.formats.cover.render_cover", lambda picture: b"new")
    assert (find_cover(built_in(), Cache(tmp_path), fresh=fresh) == b"new") is fresh


def test_a_warm_rebuild_loads_no_pillow(tmp_path):
    code = (
        "import sys; sys.argv = ['voiceguide', 'build', 'desk-break', '--engine', 'silent', '-q']\n"
        "from voiceguide.cli.program import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'PIL', 'numpy', 'pydub', 'lameenc'} & set(sys.modules)))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        for _ in range(2)
    ]
    first, again = (run.stdout.splitlines()[-1] for run in runs)
    assert "PIL" in first
    assert again == "[]"
