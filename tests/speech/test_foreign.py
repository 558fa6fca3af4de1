"""Engines of other packages that cannot be used: each is named with its reason, and nothing else suffers."""

import pytest
from click.testing import CliRunner

from voiceguide.audio.speaker import Speaker
from voiceguide.cli.program import main
from voiceguide.disk.cache import Cache, SessionCache
from voiceguide.errors import EngineFailed, EngineMissing
from voiceguide.plan.timeline import Sound
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.settings import VoiceChoice
from voiceguide.speech.engine import engine_names, find_engine, foreign_engines, voices_of

GOOD = """
from voiceguide.speech.engine import Engine as Base, Voice
class Engine(Base):
    name = "strange"
    isolated = False
    audible = False
    def __init__(self, options=''):
        pass
    def version(self):
        return "1"
    def voices(self):
        return []
    def speak(self, text, voice, rate, path):
        pass
"""
BROKEN = {
    "import no_such_library": "ModuleNotFoundError(\"No module named 'no_such_library'\")",
    "def": "SyntaxError(",
    "raise SystemExit(3)": "SystemExit(3)",
    "1 / 0": "ZeroDivisionError('division by zero')",
    "": "AttributeError(\"module 'strange_engine' has no attribute 'Engine'\")",
    "Engine = 3": "TypeError(\"'int' object is not callable\")",
    "class Engine: pass": "it is not a subclass of voiceguide.speech.engine.Engine",
    "def Engine(options, language, voice): pass": "it is not a subclass of voiceguide.speech.engine.Engine",
    GOOD.replace("pass", "raise OSError('no device')"): "OSError('no device')",
    GOOD.replace("self, options=''", "self"): "TypeError(",
    GOOD.partition("    name")[0] + "    pass": "it has no name, no speak(), no version(), no voices()",
    GOOD.replace("def speak", "def say"): "it has no speak()",
    GOOD + "    voices = []\n": "it has no voices()",
    GOOD.replace('return "1"', "return 1"): "its version() is not a text",
    GOOD.replace('return "1"', "raise KeyError(1)"): "KeyError(1)",
    "def Engine(options, language, voice): raise KeyError(2)\n": "KeyError(2)",
    GOOD.replace("audible = False", "audible = property(lambda self: 1 / 0)"): "ZeroDivisionError(",
    GOOD + "    time_limit = property(lambda self: 1 / 0)\n": "ZeroDivisionError(",
}  # fmt: skip


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs a package with an engine, as pip would lay it out."""

    def install(code, target="strange_engine:Engine", name="strange"):
        facts = tmp_path / "strange-1.0.dist-info"
        facts.mkdir(exist_ok=True)
        (facts / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: strange-voices\nVersion: 1.0\n"
        )
        (facts / "entry_points.txt").write_text(f"[voiceguide.engines]\n{name} = {target}\n")
        (tmp_path / "strange_engine.py").write_text(code)

    monkeypatch.syspath_prepend(tmp_path)
    yield install
    __import__("sys").modules.pop("strange_engine", None)


REMEDY = "Update or uninstall the package strange-voices, or choose another engine."


@pytest.mark.parametrize(("code", "reason"), BROKEN.items(), ids=range(len(BROKEN)))
def test_what_cannot_be_used_is_named_with_its_reason(installed, code, reason):
    installed(code)
    with pytest.raises(EngineMissing) as caught:
        find_engine("strange")
    assert caught.value.problem.startswith(f"the engine 'strange' cannot be used: {reason}")
    assert caught.value.remedy == REMEDY
    assert foreign_engines()["strange"].problem == caught.value.problem
    assert find_engine("silent").name == "silent"


@pytest.mark.parametrize("listed", ["['a']", "'abc'", "None", "{}"])
def test_a_list_of_something_else(installed, listed):
    installed(GOOD.replace("return []", f"return {listed}"))
    with pytest.raises(EngineFailed, match=r"^its list of voices holds something else\.$"):
        voices_of(find_engine("strange"))


def test_a_reference_that_is_none(installed):
    installed(GOOD, target="not a module")
    with pytest.raises(EngineMissing, match="the engine 'strange' cannot be used"):
        find_engine("strange")


def test_nobody_takes_the_name_of_our_engines(installed):
    installed("1 / 0", name="silent")
    assert find_engine("silent").version() == "silent 2"


def test_a_good_one(installed):
    installed(GOOD)
    assert find_engine("strange").name == "strange"
    assert "strange" in engine_names()
    assert foreign_engines()["strange"] is None


def test_commands_name_it_and_go_on(installed, tmp_path, monkeypatch):
    installed("import no_such_library")
    monkeypatch.chdir(tmp_path)
    said = "the engine 'strange' cannot be used: ModuleNotFoundError(\"No module named 'no_such_library'\")"
    listed = CliRunner().invoke(main, ["voices", "--lang", "en"])
    [who, *said_too] = listed.stderr.splitlines()
    assert who.startswith("Without --voice")
    assert (listed.exit_code, said_too) == (0, [f"voiceguide: {said}. {REMEDY}"])
    assert "English (America)" in listed.stdout
    found = CliRunner().invoke(main, ["doctor"])
    assert (found.exit_code, found.stderr) == (0, "")
    assert f"strange    absent   {said}\n{'':<20}{REMEDY}" in found.stdout
    built = CliRunner().invoke(main, ["build", "--engine", "strange"])
    assert (built.exit_code, built.stdout, built.stderr) == (
        1,
        "",
        f"voiceguide: {said}. {REMEDY}\n",
    )


CHOOSER = """
def chosen(options, language, voice):
    made = Engine(options)
    made.name = f"{options} {language} {voice}"
    return made
"""


def test_a_function_chooses(installed):
    installed(GOOD + CHOOSER, target="strange_engine:chosen")
    assert find_engine("strange:best", "de", "Anna").name == "best de Anna"


@pytest.mark.parametrize("member", ["named_voice", "recording", "voices"])
def test_what_it_raises_later_is_its_failure(installed, tmp_path, member):
    installed(
        f"{GOOD}\n    quick_voices = True\n    def {member}(self, *_): raise LookupError('nothing')\n"
    )
    cache = SessionCache(Cache(tmp_path / "cache"))
    speaker = Speaker(VoiceChoice(engine="strange"), "en", cache, lexicon=Lexicon())
    with pytest.raises(EngineFailed, match=r"the strange engine fails: LookupError\('nothing'\)"):
        speaker.utterance(Sound(text="x")) if member == "recording" else speaker.voice
