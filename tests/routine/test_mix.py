"""How a session sounds: levels under speech, and the names that may be chosen."""

import pytest

from voiceguide.errors import RoutineError
from voiceguide.routine.mix import (
    Mix,
    breath_pattern,
    check_own_bed,
    duck,
    parse_bed,
)
from voiceguide.routine.settings import ROWS, Settings

FAR = -90


@pytest.mark.parametrize(
    ("bed", "voice", "lowest", "level"),
    [
        (-32, 0, FAR, -38),  # six softer
        (-28, 0, FAR, -34),  # which is just fifteen below the voice
        (-27, 0, FAR, -34),  # and here it takes more
        (-26, 6, FAR, -32),  # but not under a loud voice
        (-32, -12, FAR, -46),  # nor is a soft voice left alone
        (-32, 0, -37, -37),  # not below what counts as silence
        (-32, 0, -38, -38),
        (-37, 0, -36, -37),  # a bed that lies there already stays
        (-30, -12, -33, -46),  # unless the voice asks for it
    ],
)
def test_a_bed_under_speech(bed, voice, lowest, level):
    assert duck(bed, voice, lowest) == level


def test_who_chooses_nothing_hears_what_the_settings_say():
    assert Mix() == Settings().mix == Mix("normal", "calm", 0, 0)


@pytest.mark.parametrize("name", ["none", "rain", "brown-noise", "waves", "sea.mp3", "a/b.wav"])
def test_beds(name):
    assert parse_bed(name) == name


@pytest.mark.parametrize(
    ("read", "name", "message"),
    [
        (parse_bed, "rian", "unknown bed 'rian'. Did you mean 'rain'?"),
        (parse_bed, "FILE", "unknown bed 'FILE'. Did you mean 'FILE.mp3'?"),
        (ROWS["breath"].kind.parse, "4-4-4-4", "unknown value '4-4-4-4'."),
        (ROWS["breath"].kind.parse, "bxo", "unknown value 'bxo'. Did you mean 'box'?"),
    ],
)
def test_names_nobody_knows(read, name, message):
    with pytest.raises(RoutineError) as caught:
        read(name)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("breath", "pattern"),
    [
        ("spoken", "spoken"),
        ("off", "off"),
        ("4-6", "4-6"),
        ("4-7-8", "4-7-8"),
        ("box", "4-4-4-4"),
    ],
)
def test_breaths(breath, pattern):
    assert breath_pattern(ROWS["breath"].kind.parse(breath)) == pattern


@pytest.mark.parametrize("name", ["/home/sea.mp3", "../sea.mp3", "sounds\\sea.mp3"])
def test_a_routine_file_names_no_path(name):
    check_own_bed("sea.mp3")
    with pytest.raises(RoutineError, match="can only name a sound file beside it"):
        check_own_bed(name)
