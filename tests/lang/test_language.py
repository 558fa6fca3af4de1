"""A language is one file: ours, a fourth one that somebody adds, and what is wrong with one."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from voiceguide.disk.languages import FOLDER
from voiceguide.errors import RoutineError
from voiceguide.lang import language
from voiceguide.lang.checking import check_language
from voiceguide.lang.language import (
    Language,
    LanguageFile,
    fluent_languages,
    language_of,
    our_file,
)
from voiceguide.lang.lengths import parse_duration

FRENCH = (Path(__file__).parent / "french.toml").read_text("utf-8")
DOCS = (Path(__file__).parents[2] / "docs" / "languages.md").read_text("utf-8")
SAY = """
import json, sys
from voiceguide.disk.languages import use_languages
from voiceguide.lang.lengths import parse_duration
from voiceguide.lang.signs import say_signs
from voiceguide.lang.spoken import say_duration
from voiceguide.routine.choice import parse_flag, parse_language
use_languages()
texts, lengths = json.loads(sys.argv[1])
print(json.dumps([[say_signs(text, "fr") for text in texts], [say_duration(parse_duration(one), "fr") for one in lengths],
                  parse_language("Français"), parse_flag("oui")]))
"""
SAID = {
    "Tiens 45s.": "Tiens quarante-cinq secondes.",
    "3x8, env. 30 sec": "trois fois huit, environ trente secondes",
    "5-10 kg": "cinq à dix kilos",
    "21 min": "vingt et une minutes",
    "3/4 h, 1/2 h": "trois quarts d'heure, une demi-heure",
    "1 1/2 min": "une minute et demi",
    "1er tour, 1re série, 2e série": "premier tour, première série, deuxième série",
    "série 1/3": "série un sur trois",
    "10/côté, 8/10": "dix par côté, huit sur dix",
    "1:30": "une minute trente secondes",
    "2,5 kg": "deux virgule cinq kilos",
}
LENGTHS = {"90 secondes": "une minute trente secondes", "1 heure 1 min": "une heure une minute"}


def test_every_language_of_ours_is_whole():
    assert fluent_languages() == ["en", "de", "es"]
    english = language_of("en")
    for code in fluent_languages():
        check_language(language_of(code))
        for name in english.sources[0].pieces:
            if name in {"captions", "comment", "player", "pace", "say"}:
                assert list(language_of(code).table(name)) == list(english.table(name)), name


@pytest.fixture
def fourth(tmp_path):
    """A folder with one file of a language and its scripts, and what runs in it."""
    return make_folder(tmp_path, FRENCH)


def make_folder(folder, text):
    mine = folder / "scripts" / "hanches"
    mine.mkdir(parents=True)
    (folder / "scripts" / FOLDER).mkdir()
    (folder / "scripts" / FOLDER / "fr.toml").write_text(text, "utf-8")
    (mine / "routine.toml").write_text(
        'title = "Hanches"\nlanguage = "Français"\n[settings]\nhold = "35 secondes"\nreps = 5\n'
        'rest = "10s"\n[[pair]]\ntarget = "hanche"\n'
        'stretch = { exercise = "etirement" }\nstrengthen = { exercise = "levee" }\n',
        "utf-8",
    )
    cote = '{% set cote = {"left": "gauche", "right": "droit"} %}\n'
    for name, script in {
        "opening": "# Bienvenue\n\nBienvenue. Tiens {{ rest | spoken }}, 3x8.\n",
        "closing": "# Fin\n\nC'est fini.\n",
        "switch": cote + "[rest {{ switch }}]\nCôté {{ cote[side] }}. / [tone attention]\n[end]\n",
        "rest": "[rest {{ rest }}]\nRepos.\n[end]\n",
        "etirement": cote
        + "# Étirement, côté {{ cote[side] }}\n\nÉtire la hanche, env. 1/2 min.\n\n"
        "[hold {{ hold }}]\n50% | Moitié. / [tone halfway]\ncountdown 3\n[end]\n",
        "levee": cote + "# Levée, côté {{ cote[side] }}\n\nLève la jambe.\n\n"
        "[reps {{ reps }} tempo 3-1-3]\n[end]\n",
    }.items():
        (mine / f"{name}.cue.j2").write_text(script, "utf-8")

    def run(*arguments, module=("-m", "voiceguide")):
        return subprocess.run(
            [sys.executable, *module, *arguments], cwd=folder, capture_output=True, check=False, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(Path(language.__file__).parents[2]), "SOURCE_DATE_EPOCH": "1790000000"},
        )  # fmt: skip

    return run


def test_what_is_said_in_it(fourth):
    done = fourth(json.dumps([list(SAID), list(LENGTHS)]), module=("-c", SAY))
    said, lengths, code, flag = json.loads(done.stdout)
    assert dict(zip(SAID, said, strict=True)) == SAID
    assert dict(zip(LENGTHS, lengths, strict=True)) == LENGTHS
    assert (code, flag) == ("fr", True)


def test_it_is_checked_listed_planned_and_built(fourth, tmp_path):
    checked = fourth("check", "hanches")
    assert checked.returncode == 0, checked.stderr
    assert re.search(r"^hanches +\d+.* fr ", fourth("list").stdout, re.MULTILINE)
    plan = json.loads(fourth("timeline", "hanches", "--json").stdout)
    assert plan["language"] == "fr"
    assert "Bienvenue. Tiens dix secondes, 3x8." in [e.get("text") for e in plan["events"]]
    built = fourth("build", "hanches", "--engine", "silent", "--captions", "srt,lrc", "--quiet")
    assert built.returncode == 0, built.stderr
    captions = (tmp_path / "output" / "hanches.srt").read_text("utf-8")
    for text in ("Tenir 35 s, côté gauche", "encore 20 s", "Repos: encore", "2 sur 5, côté droit"):
        assert text in captions, text
    assert "Tenir 35 s, côté gauche" in (tmp_path / "output" / "hanches.lrc").read_text("utf-8")

    from mutagen.id3 import ID3

    tags = ID3(tmp_path / "output" / "hanches.mp3")
    assert tags["TLAN"].text == ["fra"]
    [comment] = tags.getall("COMM")
    assert (comment.lang, str(comment).split(".")[0]) == (
        "fra",
        "Une séance guidée par la voix d'environ 3 minutes",
    )
    [lyrics] = tags.getall("USLT")
    assert lyrics.lang == "fra"
    assert all(text in lyrics.text for text in ("trois … un", "un … cinq"))


def test_a_change_of_it_is_seen(fourth, tmp_path):
    """What is remembered of a plan goes by the language, too."""
    lengths = []
    for start in (120, 1120):
        (tmp_path / "scripts" / FOLDER / "fr.toml").write_text(
            FRENCH.replace("start = 120", f"start = {start}"), "utf-8"
        )
        plan = json.loads(fourth("timeline", "hanches", "--json").stdout)
        lengths.append(plan["duration_ms"])
    assert lengths[1] - lengths[0] >= 5_000


def test_a_word_of_ours_can_be_changed():
    own = LanguageFile("de.toml", '[captions]\nhold = "Bleiben"\n')
    german = Language("de", [our_file("de"), own])
    check_language(german)
    assert german.words("captions")["hold"] == "Bleiben"
    assert german.words("captions")["rest"] == "Pause"
    assert german.words("player") == language_of("de").words("player")


ENGLISH = {
    '[captions]\nhold = "Stay"\n': (0, ""),
    "[captions]\nhodl = 'Stay'\n": (1, "en.toml:2: unknown key 'hodl'. Did you mean 'hold'?"),
    "[captions]\nhold = 3\n": (1, "en.toml:2: 'hold' in [captions] is not a text in quotes."),
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_can_be_changed_too(text, tmp_path):
    """It is held against ours, and not against itself."""
    run = make_folder(tmp_path, FRENCH)
    (tmp_path / "scripts" / FOLDER / "en.toml").write_text(text, "utf-8")
    done = run("timeline", "desk-break")
    code, says = ENGLISH[text]
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("code", ["fi", "fr", "xx"])
def test_english_samples_stand_in(code):
    assert language_of(code).words("")["samples"] == language_of("en").words("")["samples"]


def test_the_short_one_in_the_docs():
    [text] = re.findall(r"^```ini\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
    italian = Language("it", [LanguageFile("it.toml", text)])
    check_language(italian)
    assert italian.words("captions")["hold"] == "Tieni"
    assert italian.words("player")["play"] == "Play"


WRONG = [
    ("hold =", "hodl =", "unknown key 'hodl'. Did you mean 'hold'?", "hodl ="),
    ("[captions]", "[caption]", "unknown table 'caption'. Did you mean 'captions'?", "[caption]"),
    ('hold = "Tenir"', "hold = 3", "'hold' in [captions] is not a text in quotes.", "hold = 3"),
    ('rep = "{} sur {}"', 'rep = "{} sur"', "'rep' in [captions] has to have {} 2 times.", "rep ="),
    ('end = "Fin"', 'end = "Fin {x}"', "'end' in [captions] must have no braces.", "end ="),
    ("start = 120", 'start = "120"', "'start' in [pace] is not a number.", "start ="),
    ("start = 120", "start = -5000", "'start' in [pace] is not between 0 and 5000 milliseconds.", "start ="),
    ("start = 120", "start = 1e12", "'start' in [pace] is not between 0 and 5000 milliseconds.", "start ="),
    ('iso = "fra"', 'iso = "../"', "'iso' is not three small letters (ISO 639-2).", "iso ="),
    ("singular = false", "singular = 0", "'singular' in [say] is not true or false.", "singular ="),
    ('["une minute", "minutes", "une demi-minute"]', '["une minute"]', "'min minute minutes' in [units] is not a list of 3 texts.", '"min minute'),
    ("{fraction} de {noun}", "{fraction} de {nuon}", "'part' in [say] has braces that mean nothing; there are {n} {count}", "part ="),
    ('either = "ou"\n', "", "[say] does not have 'either'.", "[say]"),
    ('"h heure heures"', '"heure heures"', "[units] does not have 'h'.", "[units]"),
    ('"±" = "plus ou moins"\n', "", "[signs] does not have '±'.", "[signs]"),
    ('iso = "fra"', "iso = fra", "not valid TOML: invalid value.", "iso = fra"),
    ('to = "à"', 'to = "à', "not valid TOML: a text is not closed.", 'to = "à'),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "message", "line"), WRONG)
def test_what_is_wrong_has_its_line(right, wrong, message, line):
    assert FRENCH.count(right) >= 1
    text = FRENCH.replace(right, wrong, 1)
    with pytest.raises(RoutineError) as caught:
        check_language(Language("fr", [LanguageFile("my/fr.toml", text)]))
    number = text[: text.index(line)].count("\n") + 1
    assert str(caught.value).startswith(f"my/fr.toml:{number}: {message}")


def test_a_wrong_one_ends_with_a_sentence(tmp_path):
    run = make_folder(tmp_path, FRENCH.replace("hold =", "hodl ="))
    done = run("check", "hanches")
    assert done.returncode == 1
    assert "scripts/_lang/fr.toml:23: unknown key 'hodl'" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_what_only_looks_like_a_unit():
    with pytest.raises(RoutineError):
        parse_duration("45 \u017f")
