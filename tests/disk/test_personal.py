"""A person's own defaults."""

import pytest

from voiceguide.disk.personal import config_file, history_file, load_personal
from voiceguide.errors import RoutineError

GOOD = {
    "": {},
    "[settings]": {},
    '[settings]\nhold = "50s"\nvoice = { rate = 140 }': {"hold": 50_000, "voice.rate": 140},
}  # fmt: skip
BAD = {
    "[settings\n": "config.toml:1: not valid TOML: expected ']' at the end of a table declaration.",
    "[setings]": "config.toml:1: unknown key 'setings'. Did you mean 'settings'?",
    'hold = "50s"': "config.toml:1: unknown key 'hold'. It is a setting: write it under [settings].",
    "[settings]\nhol = 1": "config.toml:2: unknown key 'hol'. Did you mean 'hold'?",
    '[settings]\nhold = "50"': 'config.toml:2: hold: \'50\' is not a duration. Say the unit: "50s" for seconds, "50m" for minutes.',
    "[settings]\n\nreps = 101": "config.toml:3: reps: 101 is out of range. It may be 1 to 100.",
}


@pytest.mark.parametrize(("text", "values"), GOOD.items())
def test_read(tmp_path, text, values):
    (tmp_path / "config.toml").write_text(text)
    assert load_personal(tmp_path / "config.toml") == values


def test_no_file_is_no_defaults(tmp_path):
    assert load_personal(tmp_path / "config.toml") == {}


@pytest.mark.parametrize(("text", "says"), BAD.items())
def test_mistakes(tmp_path, monkeypatch, text, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(RoutineError) as caught:
        load_personal(tmp_path / "config.toml")
    assert str(caught.value) == says


def test_where_it_lies(own_folders, monkeypatch, tmp_path):
    assert config_file() == own_folders / "config.toml"
    assert history_file() == own_folders / "data" / "history.json"
    monkeypatch.delenv("VOICEGUIDE_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_file().name == "config.toml"
    assert "voiceguide" in config_file().parts
