"""Languages of a person's own are found where they lie, and are those that lie there now."""

from pathlib import Path

import pytest

import voiceguide
from voiceguide.disk.languages import FOLDER, language_files, use_languages
from voiceguide.disk.library import look_again, user_scripts
from voiceguide.errors import LanguageError
from voiceguide.lang.amounts import Amounts
from voiceguide.lang.language import language_of
from voiceguide.lang.lengths import parse_duration
from voiceguide.lang.signs import say_signs
from voiceguide.lang.spoken import say_duration
from voiceguide.routine.choice import parse_flag, parse_language
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.routine import parse_routine

BLINKISH = """names = "english blinkish"
yes = "yes aye"
[units]
"s blinks" = ["one blink", "blinks", "half a blink"]
"min" = ["one turn", "turns", "half a turn"]
"""
ROUTINE = """title = "Hips"
[settings]
hold = "{}"
[[pair]]
target = "hip"
stretch = {{ exercise = "one" }}
strengthen = {{ exercise = "two" }}
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The folder of a project's own languages, empty, and forgotten again in the end."""
    folder = tmp_path / "scripts" / FOLDER
    folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    yield folder
    for path in language_files():
        path.unlink()
    use_languages()


def test_they_lie_beside_the_scripts(own):
    user = user_scripts() / FOLDER
    user.mkdir(parents=True)
    for path in (own / "xx.toml", user / "xx.toml", own / "XY.toml", own / "x-y.toml"):
        path.write_text("")
    assert list(language_files()) == [user / "xx.toml", Path("scripts") / FOLDER / "xx.toml"]


def test_a_link_to_another_file_is_not_followed(own, tmp_path):
    (tmp_path / "secret.toml").write_text("password = 'x'")
    (own / "xx.toml").symlink_to(tmp_path / "secret.toml")
    use_languages()
    assert language_of("xx").sources == []


@pytest.mark.parametrize("code", ["en", "fr"])
def test_what_cannot_be_read_is_told_where_it_is_needed(own, code):
    (own / f"{code}.toml").write_bytes(b'name = "\xff"')
    use_languages()
    assert language_of("de").ours
    with pytest.raises(LanguageError, match=f"{code}.toml: the language cannot be read .it is not"):
        language_of(code)


def say(text):
    from voiceguide.audio.speaker import in_words

    return in_words(text, Lexicon({}), "en")


SEEN = {
    "a length that is said": lambda: say_duration(2_000),
    "a length that is read": lambda: parse_duration("2 blinks"),
    "a sign": lambda: say_signs("2 min"),
    "an amount": lambda: Amounts("en").units["s"].many,
    "a sentence": lambda: say("For 2 min."),
    "a name": lambda: parse_language("Blinkish"),
    "an answer": lambda: parse_flag("aye"),
    "a routine": lambda: parse_routine(ROUTINE.format("2 blinks")).settings["hold"],
}
"""What follows from a language, each kept for as long as it does not change."""


def ask(what):
    try:
        return SEEN[what]()
    except voiceguide.VoiceguideError:
        return None


@pytest.mark.parametrize("what", SEEN)
def test_a_change_is_seen(own, what):
    look_again()
    before = ask(what)
    path = own / "en.toml"
    path.write_text(BLINKISH)
    look_again()
    during = ask(what)
    assert during != before
    path.unlink()
    look_again()
    assert ask(what) == before


def test_a_change_is_seen_by_whoever_calls_the_library(own):
    """In a script, too, which another process renders."""
    folder = own.parent / "hips"
    folder.mkdir()
    (folder / "routine.toml").write_text(ROUTINE.format("30s"))
    for name in ("opening", "closing", "switch", "rest"):
        (folder / f"{name}.cue.j2").write_text(f"# {name}\nNow.\n")
    (folder / "two.cue.j2").write_text("# Two\nLift.\n[reps {{ reps }} tempo {{ tempo }}]\n[end]\n")
    (folder / "one.cue.j2").write_text("# One\n{{ hold|spoken }}\n[hold {{ hold }}]\n[end]\n")

    def said():
        return " ".join(
            event.text
            for event in voiceguide.preview("hips").timeline.events
            if event.kind == "say"
        )

    assert "thirty seconds" in said()
    (own / "en.toml").write_text(BLINKISH)
    assert "thirty blinks" in said()
    assert not [one for one in voiceguide.check("hips") if one.wrong]
    (own / "en.toml").write_text("hodl = 3")
    with pytest.raises(voiceguide.VoiceguideError, match=r"en\.toml:1: unknown key 'hodl'"):
        voiceguide.preview("hips")
    (own / "en.toml").unlink()
    assert "thirty seconds" in said()
