"""Options that name what only their owner may choose stay on this computer."""

import pytest

from voiceguide.delivery.private import UNKNOWN, hide, localize, require_known, reveal
from voiceguide.errors import RoutineError

OPEN = {"hold": "60s", "engine": "piper", "voice": "anna", "bed": "rain", "var.x": "@a:b/c.onnx"}
PRIVATE = {
    "engine": "command:say --key=secret {text}",
    "voice": "/home/anna/de.onnx#3",
    "bed": "/home/anna/sea.mp3",
}


def test_what_anybody_may_read_stays_readable(own_folders):
    assert hide(OPEN) == OPEN == reveal(OPEN)
    assert not (own_folders / "data").exists()


def test_the_rest_is_kept_here(own_folders):
    hidden = hide(PRIVATE)
    assert not [value for value in hidden.values() if "secret" in value or "anna" in value]
    assert hide(PRIVATE) == hidden
    assert reveal(hidden) == PRIVATE
    assert len(list((own_folders / "data" / "published").iterdir())) == 3


@pytest.mark.parametrize("name", PRIVATE)
def test_another_computer_asks_for_it(own_folders, monkeypatch, name):
    hidden = hide({name: PRIVATE[name]})
    monkeypatch.setenv("VOICEGUIDE_DATA_DIR", str(own_folders / "other"))
    assert reveal(hidden) == {name: UNKNOWN}
    with pytest.raises(RoutineError, match=f"^--{name}: .* Give --{name} again, or use --forget"):
        require_known(reveal(hidden))


@pytest.mark.parametrize(
    ("name", "value"),
    [*PRIVATE.items(), ("engine", "https://evil.example"), ("bed", "..\\x.wav"), ("engine", "@../../etc/passwd"),
     ("bed", "@"), ("voice", "@" + "0" * 32)],
)  # fmt: skip
def test_what_others_wrote_into_the_folder_is_not_used(name, value):
    assert reveal({name: value}) == {name: UNKNOWN}


def test_paths_are_found_from_everywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    for name in ("sea.mp3", "de.onnx"):
        (tmp_path / name).write_bytes(b"x")
    given = {"bed": "sea.mp3", "voice": "de.onnx#1", "engine": "recorded:mine,piper", "hold": "9s"}
    assert localize(given) == {
        "bed": str(tmp_path / "sea.mp3"), "voice": f"{tmp_path / 'de.onnx'}#1",
        "engine": f"recorded:{tmp_path / 'mine'},piper", "hold": "9s",
    }  # fmt: skip
    there = {"bed": "rain", "voice": "anna", "engine": "recorded:nowhere", "var.bed": "sea.mp3"}
    assert localize(there) == there
