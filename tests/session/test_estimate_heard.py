"""The estimate of `timeline` against what is built, and that it says what it is."""

import datetime
import json

import pytest
from msgspec import UNSET

from voiceguide.cli.show import render_table
from voiceguide.lang.language import language_of
from voiceguide.plan.estimate import estimate
from voiceguide.plan.timeline import Sound, render_timeline
from voiceguide.routine.routine import Overrides, parse_overrides
from voiceguide.session.build import build, open_studio, timeline_path
from voiceguide.session.draft import open_draft
from voiceguide.session.preview import plan_session
from voiceguide.session.request import Request
from voiceguide.tones import TONES

pytestmark = pytest.mark.long
DAY = datetime.date(2026, 11, 24)
LIMIT = 0.05
"""How far an estimate may be from what is built, as a share."""


def ask(routine, cache, folder, language="", **settings):
    overrides = parse_overrides(settings, {}, {})
    overrides = Overrides(settings=overrides.settings, language=language)
    return Request(routine, DAY, cache, str(folder / f"{routine}.mp3"), overrides, jobs=2)


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_is_exact(tone):
    assert estimate(Sound(tone=tone)) == TONES[tone]


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (estimate(Sound(text="Breathe slowly.")), estimate(Sound(text="Breathe."))),
        (estimate(Sound(text="Sit tall. Breathe.")), estimate(Sound(text="Sit tall breathe."))),
        (estimate(Sound(text="Breathe."), 100), estimate(Sound(text="Breathe."), 150)),
        (estimate(Sound(text="Breathe.")), estimate(Sound(text="Breathe.", speed=1.15))),
    ],
)
def test_more_takes_longer(long, short):
    assert long > short


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "Hold 45s.", "Hold forty-five seconds."),
        ("de", "Halte 45s.", "Halte fünfundvierzig Sekunden."),
        ("es", "Sigue 1/2 min 💪.", "Sigue medio minuto."),
    ],
)
def test_signs_take_as_long_as_their_words(language, written, said):
    longer = estimate(Sound(text=said), language=language)
    assert estimate(Sound(text=written), language=language) == longer


def test_languages_have_a_pace_of_their_own():
    text = Sound(text="Drücken. Senken.")
    assert estimate(text, language="de") == estimate(text, language="de-at")
    assert estimate(text, language="de") != estimate(text, language="en")
    assert estimate(text, language="xx") == estimate(text, language="en")
    assert all(language_of(code).has("pace") for code in ("en", "de", "es"))


def test_it_says_that_it_is_an_estimate(sounds, tmp_path):
    plan = plan_session(ask("desk-break", sounds, tmp_path))
    assert json.loads(render_timeline(plan.timeline))["estimated"] is True
    title, note, *_ = render_table(plan.timeline).splitlines()
    assert title.startswith("Desk break for the hips, about 6:")
    assert note == "Sentence lengths are estimates; holds, reps, rests and tones are exact."


@pytest.mark.speech
@pytest.mark.parametrize(
    ("routine", "language", "engine"),
    [
        ("hip-rotation", "en", "auto"),
        ("hip-rotation", "en", "system"),
        ("desk-break", "en", "auto"),
        ("tv-evening", "en", "auto"),
        ("first-timer", "en", "auto"),
        ("hip-rotation", "de", "auto"),
        ("hip-rotation", "de", "system"),
        ("hip-rotation", "es", "auto"),
        ("hip-rotation", "es", "system"),
    ],
)
def test_the_estimate_is_near_what_is_built(sounds, tmp_path, routine, language, engine):
    request = ask(routine, sounds, tmp_path, language, voice={"engine": engine})
    built, planned = build(request), plan_session(request).timeline
    assert abs(planned.duration_ms / built.timeline.duration_ms - 1) <= LIMIT
    assert not built.timeline.estimated
    assert "estimated" not in json.loads(timeline_path(built.path).read_text())

    said = [event for event in built.timeline.events if event.kind == "say"]
    rate = open_draft(request).settings().voice.rate
    guessed = sum(estimate(event.sound, rate, language) for event in said)
    assert abs(guessed / sum(e.end_ms - e.start_ms for e in said) - 1) <= LIMIT

    # every wording fits as it stands: none is shortened, hurried or replaced by a tone
    assert built.notices == ()
    assert [event.text for event in said if event.speed is not UNSET] == []
    # and of several wordings the estimate takes the one the voice has room for, but for a few
    expected = [event.text for event in planned.events if event.kind == "say"]
    assert len(said) == len(expected)
    others = sum(e.text != text for e, text in zip(said, expected, strict=True))
    assert others <= len(said) / 25


@pytest.mark.speech
@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_language_chooses_its_voice(sounds, tmp_path, language):
    request = ask("hip-rotation", sounds, tmp_path, language)
    studio = open_studio(request, open_draft(request))
    assert studio.speaker.choice.name == ""
    assert studio.speaker.voice.language.split("-")[0] == language
