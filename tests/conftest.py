"""Every test has its own folders for sounds, data and settings, and never those of a person."""

import signal

import pytest


def pytest_configure():
    """Let Ctrl-C reach what tests start, also where the tests themselves run in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Keep what a person has on this computer out of the tests, and the tests out of it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(home / "cache"))
    monkeypatch.setenv("VOICEGUIDE_DATA_DIR", str(home / "data"))
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(home / "config.toml"))
    return home
