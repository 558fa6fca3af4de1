"""Many sessions from one cache: what has to be spoken, and the bytes `build` makes of the same."""

import datetime

import pytest
from msgspec.structs import replace

from voiceguide.disk.cache import Cache
from voiceguide.errors import VoiceguideError
from voiceguide.routine.routine import Overrides, parse_overrides
from voiceguide.session.build import build
from voiceguide.session.clips import Clips
from voiceguide.session.recipe import Splice, digest_tag, pack_recipe
from voiceguide.session.request import Request
from voiceguide.session.series import Series, SessionWish, find_head, load_recipe

pytestmark = pytest.mark.long

DAY = datetime.date(2026, 12, 7)
SILENT = {"voice": {"engine": "silent"}}


def wish(routine="desk-break", name="", date=DAY, skip=(), turn=0, track=1, album="", **settings):
    language = settings.pop("language", "")
    overrides = parse_overrides({**SILENT, **settings}, {}, {"name": name} if name else {})
    overrides = replace(overrides, language=language)
    return SessionWish(routine, overrides, date, skip, album=album, track=track, turn=turn)


@pytest.fixture(scope="module")
def series(tmp_path_factory):
    return Series(Cache(tmp_path_factory.mktemp("series")))


def make(series, wanted):
    """Speak what is missing until there is a recipe; it, and what was spoken."""
    spoken = []
    for _ in range(12):
        found = series.survey(wanted)
        if found.recipe is not None:
            return found.recipe, spoken
        spoken += [one.key for one in found.speech]
        series.speak(list(found.speech))
    raise AssertionError("it asks for ever more")


def bytes_of(series, recipe):
    tag, _ = find_head(recipe, series.cache)
    assert (digest_tag(tag), len(tag)) == (recipe.tag, recipe.tag_bytes)
    whole = b"".join(Splice(recipe, tag).pieces(Clips(series.cache)))
    assert len(whole) == recipe.size
    return whole


def built(folder, wanted):
    request = Request(
        wanted.routine, wanted.date, folder / "cache", str(folder / "one.mp3"), wanted.overrides,
        turn=wanted.turn, track=wanted.track, album=wanted.album, counts=False,
    )  # fmt: skip
    return build(request)


SAME = {
    "as it is": wish(album="A"),
    "a name": wish(name="Anna", album="A"),
    "a name of other letters": wish(name="Łukasz Őri", album="A"),
    "longer holds": wish(hold="41.5s", album="A"),
    "other doses": wish(hold="20s", reps=5, tempo="2-1-2", album="A"),
    "brief": wish(detail="brief", album="A"),
    "in German": wish(language="de", album="A"),
    "in German with a name": wish(language="de", name="Anna", album="A"),
    "of a programme": wish(turn=2, track=2, first_side="alternate", album="Two weeks"),
    "rounds": wish(rounds=2, detail="brief", album="A"),
}


@pytest.mark.parametrize("wanted", SAME.values(), ids=SAME)
def test_a_session_has_the_bytes_that_build_makes(series, tmp_path, wanted):
    recipe, _ = make(series, wanted)
    made = built(tmp_path, wanted)
    assert bytes_of(series, recipe) == made.path.read_bytes()
    assert recipe.timeline == made.timeline


def test_what_was_spoken_once_is_not_asked_for_again(tmp_path):
    series = Series(Cache(tmp_path))
    _, first = make(series, wish(name="Anna"))
    assert len(first) == len(set(first)) > 5
    assert make(series, wish(name="Anna"))[1] == []
    assert len(make(series, wish(name="Bert"))[1]) == 1
    assert make(Series(Cache(tmp_path)), wish(name="Bert"))[1] == []


def test_looking_speaks_nothing(tmp_path):
    series = Series(Cache(tmp_path / "cache"))
    found = series.survey(wish())
    assert found.recipe is None
    assert {one.sound.text for one in found.speech} >= {"Halfway."}
    again = series.survey(wish())
    assert [one.key for one in again.speech] == [one.key for one in found.speech]


WRONG = {
    "no such routine": (wish("desk-brake"), "routine", "unknown routine 'desk-brake'"),
    "no such exercise": (wish(skip=("nothing",)), "skip", "unknown exercise 'nothing'"),
    "a bed": (wish(bed="rain"), "bed", "encoded as a whole"),
    "no such language": (wish(language="xx"), None, "xx"),
}


@pytest.mark.parametrize(("wanted", "where", "what"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_made_is_told_with_its_column(series, wanted, where, what):
    for ask in (series.settle, series.survey):
        with pytest.raises(VoiceguideError) as told:
            ask(wanted)
        assert what in str(told.value)
        assert where is None or told.value.where == where


def test_what_is_left_out_is_left_out_of_that_session_alone(series):
    whole, _ = make(series, wish("hip-rotation", detail="brief"))
    few, _ = make(series, wish("hip-rotation", detail="brief", skip=("external-rotation-lift",)))
    again, _ = make(series, wish("hip-rotation", detail="brief"))
    assert again == whole
    named = {one.exercise for one in few.timeline.events}
    assert not any(str(one).startswith("external-rotation") for one in named)
    assert any(str(one).startswith("internal-rotation") for one in named)


def test_sides_alternate_by_the_number_in_a_programme(series):
    sides = []
    for turn in (1, 2, 3):
        recipe, _ = make(series, wish(turn=turn, first_side="alternate"))
        sides.append(next(one.side for one in recipe.timeline.events if one.kind == "hold"))
    assert sides[0] == sides[2] != sides[1]


@pytest.mark.speech
def test_who_speaks_is_told_by_the_voice(series):
    others = (wish(), wish(name="A", hold="20s"), wish(voice={"engine": "system"}))
    one, same, other = (series.identity(series.settle(wanted)) for wanted in others)
    assert one == same != other
    assert one[0] == "silent"


def test_a_recipe_that_is_damaged_is_none(series):
    recipe, _ = make(series, wish())
    key = "ab" * 20
    assert load_recipe(series.cache, key) is None
    series.cache.put(key, 0, pack_recipe(recipe)[:-9])
    assert load_recipe(series.cache, key) is None
    series.cache.put(key, 0, pack_recipe(recipe))
    assert load_recipe(series.cache, key) == recipe


def test_an_override_of_nothing_is_the_routine_itself(series):
    wanted = SessionWish("desk-break", Overrides(), DAY)
    settled = series.settle(wanted)
    assert settled.routine.title_in("en") == "Desk break for the hips"
