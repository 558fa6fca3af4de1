"""Scripts rendered once for many sessions come to what each would come to alone."""

import datetime

import pytest
from msgspec.structs import replace

from voiceguide.disk.cache import Cache
from voiceguide.errors import VoiceguideError
from voiceguide.routine.routine import parse_overrides
from voiceguide.session import reuse
from voiceguide.session.draft import open_draft
from voiceguide.session.request import Request
from voiceguide.session.series import Series, SessionWish

pytestmark = pytest.mark.long

DAY = datetime.date(2026, 12, 7)
TEXT = """\
title = "Mine"
[vars]
coach = "Robin"
[[block]]
rounds = 2
do = [
  { exercise = "hold-still", hold = "10s" },
  { title = "Squat", reps = [5, 4], sides = "once", say = "Down, {{ coach }}." },
]
"""
PLAIN = (
    "# {{ exercise }}\n\nStay, {{ name|default('you') }}, {{ side }}.\n\n[hold {{ hold }}]\n[end]\n"
)
CHANCE = PLAIN.replace("Stay", "{{ ['Stay', 'Rest', 'Wait', 'Hang on']|random }}")
MINUTES = PLAIN.replace("Stay", "About {{ minutes }} minutes. Stay")


def wish(routine, name="", language="", vars_=None, date=DAY, skip=(), sets=None, **settings):
    given = {"voice": {"engine": "silent"}, **settings}
    variables = {**(vars_ or {}), **({"name": name} if name else {})}
    overrides = replace(parse_overrides(given, sets or {}, variables), language=language)
    return SessionWish(str(routine), overrides, date, skip)


ONE_AFTER_ANOTHER = [
    {},
    {"name": "Anna"},
    {"name": "Bert"},
    {"name": "Ångström, Őri"},
    {"hold": "20s"},
    {"name": "Anna", "hold": "41.5s"},
    {"reps": 5, "tempo": "2-1-2"},
    {"detail": "brief"},
    {"name": "Anna", "detail": "brief", "first_side": "right"},
    {"side_order": "pair"},
    {"rounds": 2},
    {"language": "de", "name": "Anna"},
    {"language": "de", "name": "Bert"},
    {"language": "de", "name": "Cleo", "hold": "20s"},
    {"skip": ("external-rotation-lift",)},
    {"skip": ("external-rotation-lift",), "name": "Anna"},
    {"skip": ("external-rotation-lift",), "name": "Bert"},
    {"sets": {"external-rotation-stretch.hold": "33s"}},
    {"breath": "4-6"},
    {"switch": "3s", "rest": "4s"},
    {},
]
"""Sessions of one routine, in this order; what one leaves behind must not reach the next."""


def alone(wanted, folder):
    """The same session opened by itself."""
    if wanted.skip:
        return Series(Cache(folder)).open(wanted)
    request = Request(wanted.routine, wanted.date, folder, overrides=wanted.overrides, counts=False)
    return open_draft(request)


def check(series, wanted, folder):
    mine, other = series.open(wanted), alone(wanted, folder)
    assert mine.cues() == other.cues()
    assert mine.chance == other.chance


def test_each_session_is_what_it_is_alone(tmp_path):
    series = Series(Cache(tmp_path / "series"))
    for number, settings in enumerate(ONE_AFTER_ANOTHER):
        check(series, wish("hip-rotation", **settings), tmp_path / f"alone{number}")


@pytest.fixture
def renders(monkeypatch):
    """How many scripts each call of the child rendered, but for the first session of a series."""
    counts = []
    real = reuse.run_bounded

    def run(job, read):
        counts.append(len(job.scripts))
        return real(job, read)

    monkeypatch.setattr(reuse, "run_bounded", run)
    return counts


@pytest.fixture
def routine(tmp_path):
    def write(script=PLAIN, text=TEXT):
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        (folder / "routine.toml").write_text(text)
        (folder / "hold-still.cue.j2").write_text(script)
        return folder

    return write


def test_only_what_says_the_name_is_rendered_for_a_new_name(renders, routine, tmp_path):
    folder, series = routine(), Series(Cache(tmp_path / "series"))
    counts = []
    names = [wish(folder, name) for name in ("Zoe", "Anna", "Bert")]
    for wanted in (*names, wish(folder, "Bert", switch="9s")):
        renders.clear()
        series.open(wanted).cues()
        counts.append(sum(renders))
    alone, first, name, switch = counts
    assert not alone
    assert first > name >= 2  # the opening says it, and whoever holds still hears it
    assert switch < name


def test_the_second_person_of_a_dose_asks_the_child_once(renders, tmp_path):
    series = Series(Cache(tmp_path))
    series.open(wish("hip-rotation", "Zoe")).cues()
    counts = []
    for name, hold in [("Anna", "45s"), ("Bert", "45s"), ("Cleo", "59s"), ("Dora", "59s")]:
        renders.clear()
        series.open(wish("hip-rotation", name, hold=hold)).cues()
        counts.append(len(renders))
    renders.clear()
    series.open(wish("hip-rotation", "Zoe")).cues()
    assert not renders  # who was first is looked at again once it was spoken
    assert counts[1] == counts[3] == 1 < min(counts[0], counts[2])  # the minutes are no news


BERT = "{% if name == 'Bert' %}[pause 5m]\n{{ 1 // (minutes > 5) }} of {{ minutes }}{% endif %}\n"


def test_what_is_wrong_with_a_guess_alone_is_not_wrong(routine, tmp_path):
    folder, series = routine(PLAIN + BERT), Series(Cache(tmp_path / "series"))
    for name in ("Zoe", "Anna", "Bert"):
        check(series, wish(folder, name), tmp_path / name)
    wrong, series = routine(PLAIN + BERT.replace("> 5", "> 500")), Series(Cache(tmp_path / "wrong"))
    for name in ("Zoe", "Anna"):
        series.open(wish(wrong, name)).cues()
    with pytest.raises(VoiceguideError, match="zero"):  # what is wrong by itself is told
        series.open(wish(wrong, "Bert")).cues()


@pytest.mark.parametrize("script", [PLAIN, CHANCE], ids=["plain", "by chance"])
def test_what_many_people_come_to_is_not_kept(routine, tmp_path, script):
    folder, cache = routine(script), tmp_path / "series"
    series = Series(Cache(cache))
    for name in ("Zoe", "Anna", "Bert"):
        series.open(wish(folder, name)).cues()
    assert not [one for one in cache.rglob("*") if one.is_file()]


WRITTEN = {"plain": PLAIN, "chosen by chance": CHANCE, "says how long it is": MINUTES}


@pytest.mark.parametrize("script", WRITTEN.values(), ids=WRITTEN)
def test_own_scripts(routine, tmp_path, script):
    folder, series = routine(script), Series(Cache(tmp_path / "series"))
    days = [DAY, DAY.replace(day=8)] if script == CHANCE else [DAY]
    for number, settings in enumerate(
        [{}, {"name": "Anna"}, {"name": "Bert", "rounds": 9}, {"vars_": {"coach": "Kim"}}, {}]
    ):
        for date in days:
            wanted = wish(folder, date=date, **settings)
            check(series, wanted, tmp_path / f"alone{number}")


def test_chance_goes_by_the_day(routine, tmp_path):
    folder, series = routine(CHANCE), Series(Cache(tmp_path / "series"))
    said = {
        day: list(series.open(wish(folder, "Anna", date=DAY.replace(day=day))).cues())
        for day in range(1, 15)
    }
    assert len({repr(cues) for cues in said.values()}) > 5
    again = series.open(wish(folder, "Anna", date=DAY.replace(day=3))).cues()
    assert list(again) == said[3]


WRONG = {
    "a variable nobody knows": ({"vars_": {"cooach": "Kim"}}, "cooach"),
    "an exercise nobody knows": ({"sets": {"lunge.hold": "9s"}}, "lunge"),
}


@pytest.mark.parametrize(("settings", "what"), WRONG.values(), ids=WRONG)
def test_what_was_right_before_does_not_make_it_right(routine, tmp_path, settings, what):
    folder, series = routine(), Series(Cache(tmp_path / "series"))
    series.open(wish(folder, "Anna")).cues()
    for _ in range(2):
        with pytest.raises(VoiceguideError, match=what):
            series.open(wish(folder, "Anna", **settings)).cues()
    series.open(wish(folder, "Anna")).cues()


def test_room_is_made_and_nothing_is_forgotten(routine, tmp_path, monkeypatch):
    monkeypatch.setattr(reuse, "MOST_STEPS", 6)
    folder, series = routine(), Series(Cache(tmp_path / "series"))
    for number in range(5):
        check(series, wish(folder, f"Name {number % 3}"), tmp_path / f"alone{number}")
