"""Options of a published session: there and back, replaced, forgotten, told of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.formats.lines import DAY
from voiceguide.delivery.choices import (
    NAMES,
    Change,
    apply_choices,
    list_choices,
    read_forget,
    settle_choices,
    show,
)
from voiceguide.errors import RoutineError, UnknownName
from voiceguide.session.options import read_options
from voiceguide.session.request import Request

GIVEN = {
    "hold": "60s", "reps": "6", "tempo": "2-1-2", "rest": "5s", "switch": "6s", "back_to_back": True,
    "side_order": "pair", "first_side": "right", "rounds": "2", "detail": "brief", "tv": False,
    "weak_side": "left", "weak_extra": "5s", "weak_reps": "1", "attention": "9s", "breath": "box",
    "clarity": "tv", "tones": "wood", "tone_level": "-3", "voice_level": "2", "bed": "rain",
    "bed_level": "-30", "voice": "anna", "rate": "140", "engine": "silent", "lang": "de-AT",
    "sets": ("a-b.hold=50s", "a-b.reps=5", "c.tempo=1-0-1"), "variables": ("coach=R=1", "a.b=x y"),
    "fit": "12m", "split": True,
}  # fmt: skip
"""Every option of a session, as the command line gives them."""
CHOICES = list_choices(read_options("", GIVEN, {}), ("srt",))


def test_every_option_is_among_them():
    assert {name.partition(".")[0] for name in CHOICES} == set(NAMES)
    assert CHOICES["set.a-b.hold"] == "50s"
    assert (CHOICES["var.coach"], CHOICES["var.a.b"]) == ("R=1", "x y")
    assert (CHOICES["lang"], CHOICES["fit"], CHOICES["captions"]) == ("de-at", "12m", "srt")


def test_no_option_of_the_command_is_overlooked():
    from voiceguide.cli.publishing import publish

    told = {one.opts[0].removeprefix("--") for one in publish.params if one.opts[0][:2] == "--"}
    others = {
        "title",
        "base-url",
        "for",
        "forget",
        "jobs",
        "speech-timeout",
        "fresh",
        "quiet",
        "json",
    }
    assert told - others == set(NAMES)


def test_there_and_back():
    asked = read_options("", GIVEN, {})
    back = apply_choices(read_options("", {}, {}), CHOICES)
    assert back.overrides == asked.overrides
    assert (back.fit, back.captions, back.split) == (asked.fit, ("srt",), True)
    assert list_choices(back, back.captions) == CHOICES


def test_nothing_given_is_nothing_remembered():
    bare = Request("", DAY, ".")
    assert list_choices(bare, None) == {}
    assert list_choices(bare, ()) == {"captions": "none"}
    assert apply_choices(bare, {}).captions == ("vtt", "srt", "lrc")
    assert apply_choices(bare, {"captions": "none"}).captions == ()
    assert apply_choices(bare, {}).split is None


def test_own_defaults_stay_under_them():
    bare = read_options("", {}, {})
    personal = replace(bare.overrides, personal=bare.overrides.settings, vars={"x": "1"})
    again = apply_choices(replace(bare, overrides=personal), {"hold": "60s"})
    assert (again.overrides.personal, again.overrides.vars) == (personal.personal, {})


@pytest.mark.parametrize(
    ("before", "given", "forget", "now", "said"),
    [
        ({}, {}, "", {}, ""),
        ({}, {"hold": "60s"}, "", {"hold": "60s"}, "now --hold 60s"),
        ({"hold": "60s"}, {}, "", {"hold": "60s"}, "as before --hold 60s"),
        ({"hold": "60s"}, {"hold": "60s"}, "", {"hold": "60s"}, "as before --hold 60s"),
        ({"hold": "60s"}, {"hold": "50s"}, "", {"hold": "50s"}, "now --hold 50s (was 60s)"),
        ({"hold": "60s", "reps": 5}, {}, "hold", {"reps": 5}, "as before --reps 5; forgotten --hold 60s"),
        ({"hold": "60s", "reps": 5}, {"reps": 6}, "all", {"reps": 6}, "now --reps 6 (was 5); forgotten --hold 60s"),
        ({"set.a.hold": "9s", "set.a.reps": 5, "set.b.reps": 6}, {}, "set.a", {"set.b.reps": 6},
         "as before --set b.reps=6; forgotten --set a.hold=9s --set a.reps=5"),
        ({"var.coach": "R", "var.coachman": "S"}, {}, "--var.coach", {"var.coachman": "S"},
         "as before --var coachman=S; forgotten --var coach=R"),
        ({"split": True}, {"split": False}, "", {"split": False}, "now --no-split (was --split)"),
        ({"voice": "a"}, {"voice": "b"}, "voice", {"voice": "b"}, "now --voice b (was a)"),
    ],
)  # fmt: skip
def test_what_becomes_of_them(before, given, forget, now, said):
    settled, change = settle_choices(before, given, read_forget(forget))
    assert (settled, str(change)) == (now, said)


@given(
    *[st.dictionaries(st.sampled_from("abc"), st.integers(0, 1))] * 2,
    st.sets(st.sampled_from("abc")),
)
def test_nothing_is_lost_from_the_telling(before, given, forget):
    now, change = settle_choices(before, given, sorted(forget))
    assert now == change.kept | change.added | {n: new for n, (_, new) in change.changed.items()}
    assert before.keys() == change.kept.keys() | change.changed.keys() | change.forgotten.keys()


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("hold", "60s", "--hold 60s"),
        ("tv", True, "--tv"),
        ("tv", False, "--no-tv"),
        ("engine", "command:say {text}", "--engine 'command:say {text}'"),
        ("var.coach", "R B", "--var 'coach=R B'"),
        ("set.a-b.hold", "9s", "--set a-b.hold=9s"),
    ],
)
def test_they_are_shown_as_they_are_given(name, value, shown):
    assert show(name, value) == shown


@pytest.mark.parametrize("text", ["holt", "hold.x", "settings", "var,nothing"])
def test_only_options_are_forgotten(text):
    with pytest.raises(UnknownName, match=r"^--forget: unknown option"):
        read_forget(text)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"hold": "soon"}, "--hold: 'soon' is not a duration"),
        ({"nonsense": 1}, "unknown key 'nonsense'"),
        ({"captions": "subs"}, "--captions: unknown kind of captions 'subs'"),
        ({"set.a.nothing": 1}, "--set: unknown setting"),
    ],
)
def test_what_somebody_wrote_into_the_state_is_checked(choices, said):
    with pytest.raises(RoutineError, match=said):
        apply_choices(Request("", DAY, "."), choices)


def test_a_change_says_nothing_where_nothing_is():
    assert str(Change()) == ""
