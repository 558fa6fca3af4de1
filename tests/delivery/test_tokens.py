"""ROSTER.keys: who keeps an address, who gets a new date, and a file nobody else may read."""

import datetime
import stat
from pathlib import Path

import pytest

from voiceguide.delivery.tokens import RosterKeys, keys_file, load_keys_of, save_keys
from voiceguide.errors import OutputError

NOON = datetime.datetime(2026, 12, 7, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def keys(tmp_path):
    return load_keys_of(tmp_path / "none.keys")


AGAIN = {
    "the same row": ("a1", "x", HOUR, 0, datetime.timedelta()),
    "another case is the same person": ("A1", "x", HOUR, 0, datetime.timedelta()),
    "another row": ("a1", "y", HOUR, 1, HOUR),
    "another row at the same moment": ("a1", "y", 0 * HOUR, 1, SECOND),
    "another row, and the clock went back": ("a1", "y", -1000 * HOUR, 1, SECOND),
    "the same row, and the clock went back": ("a1", "x", -1000 * HOUR, 0, datetime.timedelta()),
}
"""Enrolled at noon as a1, made of x; then again: id, row, how much later; its edition and date."""


@pytest.mark.parametrize(("id", "made_of", "later", "edition", "since"), AGAIN.values(), ids=AGAIN)
def test_who_was_there_keeps_the_token(keys, id, made_of, later, edition, since):
    first = keys.enrol("a1", "x", NOON)
    again = keys.enrol(id, made_of, NOON + later)
    assert again.token == first.token
    assert (again.edition, again.since - NOON) == (edition, since)
    assert list(keys.people) == ["a1"]


def test_nobody_guesses_a_token(keys):
    tokens = {keys.enrol(f"p{number}", "x", NOON).token for number in range(500)}
    assert len(tokens) == 500
    assert min(map(len, tokens)) >= 22  # 128 bits, six in a letter
    assert all(one.replace("-", "").replace("_", "").isalnum() for one in tokens)


def test_two_rosters_sign_differently(tmp_path):
    one, two = (load_keys_of(tmp_path / name).signing for name in ("one.keys", "two.keys"))
    assert one != two
    assert len(bytes.fromhex(one)) == 32


def test_they_come_back(keys, tmp_path):
    keys.enrol("a1", "x", NOON)
    keys.enrol("a1", "y", NOON + HOUR)
    save_keys(tmp_path / "some.keys", keys)
    assert load_keys_of(tmp_path / "some.keys") == keys


def test_they_are_for_their_owner_alone(keys, tmp_path):
    path = tmp_path / "some.keys"
    save_keys(path, keys)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for changed in (False, True):
        path.chmod(0o644)
        if changed:
            keys.enrol("a1", "x", NOON)
        save_keys(path, keys)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_did_not_change_is_not_written(keys, tmp_path):
    path = tmp_path / "some.keys"
    save_keys(path, keys)
    before = path.stat().st_ino
    save_keys(path, keys)
    assert path.stat().st_ino == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "everybody gets a new address"),
        ("{}", "everybody gets a new address"),
        ('{"version": 1, "signing": "00", "people": {"a": 3}}', "everybody gets a new address"),
        ('{"version": 2, "signing": "00", "people": {}}', "this is version 2, not 1"),
        (None, "cannot be read"),
    ],
)
def test_keys_nobody_can_read_stay(tmp_path, text, said):
    path = tmp_path / "some.keys"
    if text is None:
        path.mkdir()
    else:
        path.write_text(text)
    with pytest.raises(OutputError) as told:
        load_keys_of(path)
    assert str(told.value).startswith(str(path))
    assert said in str(told.value)
    assert text is None or path.read_text() == text


def test_keys_that_cannot_be_kept(tmp_path):
    keys = RosterKeys(1, "00", {})
    with pytest.raises(OutputError, match="the keys cannot be kept"):
        save_keys(tmp_path / "nowhere" / "some.keys", keys)


@pytest.mark.parametrize(
    ("roster", "keys"), [("a/clients.csv", "a/clients.keys"), ("b.c.toml", "b.c.keys")]
)
def test_where_they_lie(roster, keys):
    assert keys_file(Path(roster)) == Path(keys)
