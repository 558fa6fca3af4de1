"""A respelling reaches the voice, and neither the timeline nor the clips of other sentences."""

import datetime
import json
import unicodedata
from pathlib import Path

import pytest

from voiceguide.audio.studio import Studio
from voiceguide.disk.cache import Cache
from voiceguide.disk.library import Library
from voiceguide.errors import RoutineError
from voiceguide.plan.timeline import Sound
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.routine import parse_overrides
from voiceguide.routine.settings import VoiceChoice
from voiceguide.session.build import build, timeline_path
from voiceguide.session.request import Request

GLUTE, OTHER = Sound(text="The glute works."), Sound(text="Breathe slowly.")


def studio(tmp_path, words, **options):
    return Studio(
        VoiceChoice(engine="silent"),
        "en",
        Cache(tmp_path / "cache"),
        find_sound=Path,
        lexicon=Lexicon(words),
        **options,
    )


def test_only_what_it_changes_is_made_again(tmp_path):
    plain = studio(tmp_path, {})
    plain.record([GLUTE, OTHER])
    longer = studio(tmp_path, {"glute": "gluteus maximus"})
    assert longer.length_of(OTHER) == plain.length_of(OTHER)
    assert longer.length_of(GLUTE) is None
    longer.record([GLUTE])
    assert longer.length_of(GLUTE) > plain.length_of(GLUTE) + 500
    assert studio(tmp_path, {}).length_of(GLUTE) == plain.length_of(GLUTE)
    assert studio(tmp_path, {"psoas": "so as"}).length_of(GLUTE) == plain.length_of(GLUTE)


def test_two_wordings_that_are_said_alike_share_a_clip(tmp_path):
    made = studio(tmp_path, {"90/90": "ninety ninety"})
    made.record([Sound(text="Sit in 90/90."), Sound(text="Sit in ninety ninety.")])
    assert made.made == 1
    assert made.length_of(Sound(text="Sit in 90/90.")) is not None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Hold 45s.", "Hold forty-five seconds."),
        ("Three sets, 3x8 💪", "Three sets, three times eight"),
        ("  ✅ Rest 1/2 min", "Rest half a minute"),
    ],
)
def test_the_voice_gets_words_for_signs(tmp_path, written, said):
    """One clip for both, and its key follows what is said: nothing that was read out before."""
    made = studio(tmp_path, {})
    made.record([Sound(text=written), Sound(text=said)])
    assert made.made == 1
    assert made.speaker.utterance(Sound(text=written)).text == said
    assert made.length_of(Sound(text=written)) == made.length_of(Sound(text=said))


@pytest.mark.parametrize("jobs", [1, 3])
def test_any_number_of_jobs_makes_the_same(tmp_path, jobs):
    sounds = [Sound(text=f"This is sentence number {n}.") for n in range(7)]
    seen = []
    made = studio(tmp_path, {}, jobs=jobs, report=lambda *now: seen.append(now))
    made.record(sounds)
    assert seen == [(n, 7) for n in range(1, 8)]
    alone = studio(tmp_path / "alone", {})
    alone.record(sounds)
    assert [made.length_of(one) for one in sounds] == [alone.length_of(one) for one in sounds]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder to work in, with nothing in it."""
    folder = tmp_path / "place"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def test_whose_words_count_more(place, own_folders):
    write(place / "scripts/_lexicon/en.toml", 'a = "here"\nglute = "mine"')
    write(own_folders / "data/scripts/_lexicon/en.toml", 'a = "data"\nb = "data"')
    write(place / "scripts/_lexicon/en-gb.toml", 'glute = "british"')
    write(place / "own/_lexicon/en.toml", 'b = "routine"')
    write(place / "own/routine.toml", "")
    said = Library("hip-rotation").load_lexicon("en").respell
    assert said("a b glute 90/90") == "here data mine ninety ninety"
    assert Library("hip-rotation").load_lexicon("en-GB").respell("a glute") == "here british"
    assert Library("own").load_lexicon("en").respell("a b") == "here routine"
    assert Library("hip-rotation").load_lexicon("de").respell("a 90/90") == "a neunzig neunzig"
    assert Library("hip-rotation").load_lexicon("fr").respell("a 90/90") == "a 90/90"


def test_a_session_keeps_the_word_and_says_the_respelling(place, tmp_path):
    voice = parse_overrides({"voice": {"engine": "silent"}}, {}, {})
    request = Request(
        "hip-rotation", datetime.date(2026, 11, 24), tmp_path / "c", str(place), voice, jobs=2
    )
    before = build(request)
    write(place / "scripts/_lexicon/en.toml", 'pelvis = "quite extraordinarily pelvis"')
    after = build(request)
    assert (before.spoken > 80, after.spoken) == (True, 1)
    texts = [one.text for one in after.timeline.events if isinstance(one.text, str)]
    assert sum("pelvis" in text for text in texts) == 1
    assert after.timeline.duration_ms > before.timeline.duration_ms
    written = json.loads(timeline_path(after.path).read_text())
    assert "extraordinarily" not in json.dumps(written)


def test_letters_composed_or_not_make_the_same_session(tmp_path, monkeypatch):
    """Routine, scripts, lexicon, file names and --var, as a PDF or macOS gives them: one file."""
    files = {
        "routine.toml": 'title = "Füße"\n[[pair]]\ntarget = "Fuß und Zähe"\n'
        'stretch = { exercise = "uebung", title = "Übung" }\nstrengthen = { exercise = "groesser" }\n',
        "uebung.cue.j2": "# Übung\n\n{{ exercise }}, größer, {{ coach }}.\n\n[hold {{ hold }}]\n[end]\n",
        "groesser.cue.j2": '# Größer\n\n{% include "größer.j2" %}\n\n\n[reps 2]\n[end]\n',
        "größer.j2": "Mañana, {{ coach }}.\n",
        "_lexicon/en.toml": '"größer" = "noch größer"\n',
    }
    made = []
    for form in ("NFC", "NFD"):
        folder = tmp_path / form
        for name, text in files.items():
            write(
                folder / "mine" / unicodedata.normalize(form, name),
                unicodedata.normalize(form, text),
            )
        monkeypatch.chdir(folder)
        coach = {"coach": unicodedata.normalize(form, "Zoë")}
        options = parse_overrides({"voice": {"engine": "silent"}}, {}, coach)
        request = Request("mine", datetime.date(2026, 11, 24), tmp_path / "c", "out.mp3", options)
        made.append(build(request))
    composed, apart = made
    assert apart.spoken == 0
    assert composed.timeline == apart.timeline
    for one, other in zip(
        [composed.path, *composed.beside], [apart.path, *apart.beside], strict=True
    ):
        assert (tmp_path / "NFC" / one).read_bytes() == (tmp_path / "NFD" / other).read_bytes()


def test_a_lexicon_that_cannot_be_read_is_named(place):
    write(place / "scripts/_lexicon/en.toml", "glute: gloot")
    with pytest.raises(RoutineError, match=r"scripts/_lexicon/en.toml:1: not valid TOML"):
        Library("hip-rotation").load_lexicon("en")
