"""Where a user's things lie, and how a path to them is read."""

import os
from pathlib import Path

import pytest

from voiceguide.disk.folder import expand
from voiceguide.disk.library import show


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("~", "/home/ann"),
        ("~/a", "/home/ann/a"),
        ("a/~", "a/~"),
        ("~nobody-of-that-name/a", "~nobody-of-that-name/a"),
    ],
)
def test_a_person_in_a_path(monkeypatch, written, path):
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setenv("USERPROFILE", "/home/ann")
    assert expand(written) == Path(path)
    assert expand(Path(written)) == Path(path)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_path_that_goes_in_a_circle_can_be_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a").symlink_to("a")
    assert show(Path("a")) == "a"
