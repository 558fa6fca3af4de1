"""What scripts came to is remembered while nothing it came from changes."""

import datetime

import pytest

from tests.session.test_check import WHOLE
from voiceguide.disk.cache import Cache
from voiceguide.errors import ScriptError
from voiceguide.plan.estimate import estimate
from voiceguide.plan.place import place
from voiceguide.routine.routine import parse_overrides
from voiceguide.script import guard
from voiceguide.script.cue import Say
from voiceguide.session import preview
from voiceguide.session.draft import open_draft
from voiceguide.session.request import Request

DAY = datetime.date(2026, 11, 28)


@pytest.fixture
def cues_of(tmp_path, monkeypatch):
    """What reads the cues of a routine in a folder, and tells whether a child rendered them."""
    folder = tmp_path / "hips"
    folder.mkdir()
    for name, data in WHOLE.items():
        (folder / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    rendered = []
    run = guard.run_bounded
    monkeypatch.setattr(guard, "run_bounded", lambda *job: rendered.append(1) or run(*job))

    def read(changes=None, *, day=DAY, **settings):
        for name, text in (changes or {}).items():
            (folder / name).write_text(text)
        rendered.clear()
        overrides = parse_overrides(settings, {}, {})
        request = Request(str(folder), day, tmp_path / "cache", overrides=overrides)
        return open_draft(request).cues(), bool(rendered)

    return read


def said(cues) -> str:
    return " ".join(cue.words.texts[0] for cue in cues if isinstance(cue, Say))


def test_the_second_time_nothing_is_rendered(cues_of):
    first, anew = cues_of()
    assert anew
    assert cues_of() == (first, False)


@pytest.mark.parametrize(
    "settings", [{"hold": "46s"}, {"detail": "brief"}, {"first_side": "right"}]
)
def test_other_settings_are_rendered(cues_of, settings):
    cues_of()
    assert cues_of(**settings)[1]
    assert not cues_of(**settings)[1]
    assert not cues_of()[1]


@pytest.mark.parametrize("settings", [{"rate": 170}, {"engine": "silent"}, {"name": "mine"}])
def test_another_voice_is_none_of_its_affair(cues_of, settings):
    cues_of()
    assert not cues_of(voice=settings)[1]


def test_a_script_that_changes_is_rendered(cues_of):
    cues_of()
    cues, anew = cues_of({"opening.cue.j2": "# Begin\nSomething else.\n"})
    assert anew
    assert "Something else." in said(cues)


def test_a_part_that_appears_is_heard(cues_of):
    script = "# Begin\n{% include 'tip.cue.j2' ignore missing %}\nHello.\n"
    assert "A tip." not in said(cues_of({"opening.cue.j2": script})[0])
    assert not cues_of()[1]
    assert "A tip." in said(cues_of({"tip.cue.j2": "A tip.\n"})[0])


def test_a_mistake_is_not_remembered(cues_of):
    for _ in range(2):
        with pytest.raises(ScriptError, match="'nobody' is undefined"):
            cues_of({"opening.cue.j2": "# Begin\n{{ nobody }}\n"})
    assert cues_of({"opening.cue.j2": "# Begin\nHello.\n"})[1]


def test_the_day_counts_only_where_something_is_chosen(cues_of):
    tomorrow = DAY + datetime.timedelta(days=1)
    cues_of()
    assert not cues_of(day=tomorrow)[1]
    cues_of({"opening.cue.j2": "# Begin\n{{ range(90000)|random }} is a number.\n"})
    assert not cues_of()[1]
    assert cues_of(day=tomorrow)[1]


UNCHOSEN = ["a random walk", "{{ 'random' }}", "{% if false %}{{ [1, 2]|random }}{% endif %}"]


@pytest.mark.parametrize("text", [*UNCHOSEN, "{{ [1]|random }}"])
def test_a_plan_is_kept_for_a_day_only_where_something_is_chosen(cues_of, tmp_path, text):
    cues_of({"opening.cue.j2": f"# Begin\nThis is {text}.\n"})
    request = Request(str(tmp_path / "hips"), DAY, tmp_path / "cache")
    chance = preview._plan(request)[1].chance
    assert chance == ("" if text in UNCHOSEN else DAY.isoformat())


def test_what_is_damaged_is_rendered(cues_of, tmp_path):
    first, _ = cues_of()
    for _, path in Cache(tmp_path / "cache")._files():
        with open(path, "r+b") as file:
            file.seek(-1, 2)
            file.write(b"?")
    assert cues_of() == (first, True)


SAYS_MINUTES = {"opening.cue.j2": "# Hips\nAbout {{ minutes }} minutes, or {{ 'minutes' }}.\n"}


def test_how_long_it_is_is_said_by_the_estimate(cues_of):
    for settings in ({}, {"hold": "10s", "reps": "3"}, {"rounds": "9"}):
        cues, _ = cues_of(SAYS_MINUTES, **settings)
        timeline, _ = place(cues, estimate)
        assert f"About {round(timeline.duration_ms / 60_000)} minutes" in said(cues)
    first, anew = cues_of(SAYS_MINUTES)
    assert (cues_of(SAYS_MINUTES), anew) == ((first, False), False)


def test_a_length_of_the_routine_itself_is_said(cues_of):
    routine = WHOLE["routine.toml"].decode().replace("[[pair]]", "[vars]\nminutes = 3\n[[pair]]", 1)
    assert "About 3 minutes" in said(cues_of({**SAYS_MINUTES, "routine.toml": routine})[0])


UNSAID = ["{{ 'minutes' }}", "{# minutes #}", "ten minutes", "{% set minutes = 3 %}{{ minutes }}"]


@pytest.mark.parametrize("text", UNSAID)
def test_a_session_that_does_not_say_it_is_rendered_once(cues_of, monkeypatch, text):
    monkeypatch.setattr(
        "voiceguide.session.draft.Draft._measure", lambda *_: pytest.fail("looked at")
    )
    cues_of({"opening.cue.j2": f"# Hips\nAbout {text}.\n"})
