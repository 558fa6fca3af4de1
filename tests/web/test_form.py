"""What somebody chose becomes options; what nobody may choose is refused."""

import pytest

from voiceguide.errors import VoiceguideError
from voiceguide.web.form import list_offers, make_request, parse_form
from voiceguide.web.keys import make_keys
from voiceguide.web.site import Site

VOICES = ["English (America)", "German"]


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ({}, {}),
        ({"hold": "", "reps": " "}, {}),
        ({"hold": "50", "reps": "6"}, {"hold": "50s", "reps": "6"}),
        ({"fit": "12", "rest": "0"}, {"fit": "12m", "rest": "0s"}),
        ({"detail": "brief", "first_side": "right"}, {"detail": "brief", "first_side": "right"}),
        ({"detail": "full", "first_side": "left", "tv": "false", "lang": "en", "rounds": "1"}, {}),
        ({"tv": "true"}, {"tv": "true"}),
        ({"first_side": "RIGHT", "lang": "German"}, {"first_side": "right", "lang": "de"}),
        ({"weak_side": "left"}, {"weak_side": "left"}),
        ({"voice": "German", "rate": "140"}, {"voice": "German", "rate": "140"}),
        ({"tempo": "4-1-4", "tones": "wood"}, {"tempo": "4-1-4", "tones": "wood"}),
        ({"voice_level": "-6", "bed": "rain"}, {"voice_level": "-6", "bed": "rain"}),
        (
            {"external-rotation-stretch.hold": "70", "external-rotation-lift.reps": "6"},
            {"sets": {"external-rotation-stretch.hold": "70s", "external-rotation-lift.reps": "6"}},
        ),
    ],
)
def test_choices_are_options_of_the_command_line(given, options):
    assert parse_form(given, VOICES).options == options


def test_a_hold_that_is_the_usual_one_counts_all_the_same():
    # an exercise may have a hold of its own, which only a choice overrides
    assert parse_form({"hold": "45"}, VOICES).options == {"hold": "45s"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"hold": "abc"}, "not a whole number"),
        ({"hold": "-5"}, "not a whole number"),
        ({"hold": "٤٥"}, "not a whole number"),
        ({"hold": "1e3"}, "not a whole number"),
        ({"hold": "901"}, "It may be 1 to 900"),
        ({"reps": "0"}, "It may be 1 to 100"),
        ({"rounds": "21"}, "It may be 1 to 20"),
        ({"fit": "121"}, "It may be 1 to 120"),
        ({"rate": "9" * 60}, "out of range"),
        ({"voice_level": "-13"}, "It may be -12 to 6"),
        ({"tempo": "fast"}, "like 3-1-3"),
        ({"tempo": "99-99-99"}, "out of range"),
        ({"bed": "/etc/passwd.mp3"}, "unknown background"),
        ({"bed": "gong.wav"}, "unknown background"),
        ({"external-rotation-stretch.hold": "0"}, "It may be 1 to 900"),
        ({"external-rotation-stretch.reps": "6"}, "unknown field"),
        ({"external-rotation-stretch.engine": "x"}, "unknown field"),
        ({"nobody.hold": "60"}, "unknown field 'nobody.hold'"),
        ({"detail": "loud"}, "unknown how much is said 'loud'"),
        ({"lang": "xx"}, "unknown language 'xx'"),
        ({"voice": "Nobody"}, "unknown voice 'Nobody'"),
        ({"voice": "x" * 81}, "longer than 80 characters"),
        ({"routine": "nothing"}, "unknown routine 'nothing'"),
        ({"routine": "../hip-rotation"}, "unknown routine"),
        ({"routine": "scripts/hip-rotation/routine.toml"}, "unknown routine"),
        ({"routine": "/etc/passwd"}, "unknown routine"),
        ({"engine": "command:touch /tmp/owned"}, "unknown field 'engine'"),
        ({"out": "/tmp/owned.mp3"}, "unknown field 'out'"),
        ({"jobs": "64"}, "unknown field 'jobs'"),
        ({"sets": "external-rotation-stretch.hold=1s"}, "unknown field 'sets'"),
        ({"variables": "a=b"}, "unknown field 'variables'"),
        ({"speech_timeout": "1h"}, "unknown field"),
    ],
)  # fmt: skip
def test_what_cannot_be_chosen(given, said):
    with pytest.raises(VoiceguideError) as raised:
        parse_form(given, VOICES)
    assert said in str(raised.value)


def test_the_page_decides_what_speaks_and_where_it_goes(tmp_path):
    site = Site(tmp_path, make_keys("x" * 32), engine="silent", jobs=2)
    request = make_request(parse_form({"hold": "50"}, []), site)
    assert request.out.startswith(str(tmp_path / "hip-rotation-"))
    assert request.overrides.settings == {"hold": 50_000, "voice.engine": "silent"}
    assert request.jobs == 2


def test_without_an_engine_the_routine_decides(tmp_path):
    request = make_request(parse_form({}, []), Site(tmp_path, make_keys("x" * 32)))
    assert request.overrides.settings == {}


def test_the_same_choices_have_the_same_name():
    names = [
        parse_form(given, VOICES).name
        for given in ({"hold": "50"}, {"hold": "050"}, {"hold": "55"})
    ]
    assert names[0] == names[1] != names[2]
    assert parse_form({}, VOICES).name == "hip-rotation"


def test_the_built_in_routine_comes_first():
    assert next(offer.name for offer in list_offers()) == "hip-rotation"


def test_a_routine_that_cannot_be_read_is_left_out(routine):
    folder = routine("mine")
    assert "mine" in [offer.name for offer in list_offers()]
    (folder / "routine.toml").write_text("title = 3")
    assert "mine" not in [offer.name for offer in list_offers()]
