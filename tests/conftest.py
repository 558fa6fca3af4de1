"""Every test has its own folders for sounds, data and settings, and never those of a person."""

import os
import signal

import pytest


def pytest_configure():
    """Let Ctrl-C reach what tests start, also where the tests themselves run in the background.

    And let every program they start use compiled modules: without, each start takes twice as long.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(scope="session")
def sounds(tmp_path_factory, request):
    """One cache for all tests that speak for real and do not ask what was spoken.

    A sentence is spoken once in a whole run, whichever process needs it first.
    """
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):  # each process of a run has a folder of its own
        folder = folder.parent
    return folder / "sounds"


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Keep what a person has on this computer out of the tests, and the tests out of it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(home / "cache"))
    monkeypatch.setenv("VOICEGUIDE_DATA_DIR", str(home / "data"))
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(home / "config.toml"))
    return home


@pytest.fixture(autouse=True)
def system_voice(request, monkeypatch):
    """Have the system's voice speak where none is named: a natural one takes three times as long.

    Programs that a test starts choose for themselves.
    """
    if not request.node.get_closest_marker("natural"):
        monkeypatch.setattr("voiceguide.speech.automatic.NATURAL", ())
