"""The keys: they last, nobody else reads them, and none tells another."""

import stat

import pytest

from voiceguide.errors import OutputError
from voiceguide.web.keys import load_keys, make_keys


def test_they_outlive_the_server(tmp_path):
    file = tmp_path / "data" / "serve.key"
    assert load_keys(file) == load_keys(file)


def test_only_the_owner_reads_them(tmp_path):
    file = tmp_path / "serve.key"
    load_keys(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_new_keys_are_new(tmp_path):
    file = tmp_path / "serve.key"
    first = load_keys(file)
    second = load_keys(file, renew=True)
    assert not {first.enter, first.listen} & {second.enter, second.listen}


@pytest.mark.parametrize("rubbish", ["", "short", "\n\n"])
def test_a_damaged_file_is_replaced(tmp_path, rubbish):
    file = tmp_path / "serve.key"
    file.write_text(rubbish)
    first = load_keys(file)
    assert len(file.read_text().strip()) >= 32
    assert load_keys(file) == first


def test_none_tells_another():
    keys = make_keys("x" * 32)
    assert len({keys.enter, keys.listen, keys.sign.hex()[:32], "x" * 32}) == 4
    assert len(keys.enter) == 32


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(OutputError, match="cannot be kept"):
        load_keys(tmp_path / "data" / "serve.key")
