"""The contract every engine keeps."""

import pickle
import shutil
import sys
import wave

import pytest

from tests.speech.costly import Costly, Traceless
from tests.speech.server import SpeechServer, make_wav
from tests.speech.tiny_voice import write_voice
from voiceguide.disk.folder import data_folder
from voiceguide.errors import EngineFailed, EngineMissing, RoutineError, UnknownName, VoiceMissing
from voiceguide.routine.recording import recording_name
from voiceguide.speech import spawn
from voiceguide.speech.acceptance import check_speech
from voiceguide.speech.engine import Voice, find_engine, pick_voice, speakers
from voiceguide.speech.hibari import HibariEngine
from voiceguide.speech.pico import PicoEngine
from voiceguide.speech.pool import Utterance, list_voices, speak_all
from voiceguide.speech.system import judge_quality

PROGRAM = """
import sys, wave
text = sys.stdin.read()
with wave.open(sys.argv[1], "wb") as file:
    file.setnchannels(1); file.setsampwidth(2); file.setframerate(16000)
    file.writeframes(b"\\x00\\x20\\x00\\xe0" * 600 * len(text))
"""


NAMES = ["system", "hibari", "pico", "silent", "program", "flite", "piper", "http", "recorded"]
LANGUAGES = {"pico": "de"}
"""What an engine is asked to speak, where it does not speak English."""


@pytest.fixture(params=NAMES)
def engine(request, tmp_path):
    if request.param in {"hibari", "pico"} and (why := natural(request.param).trouble()):
        pytest.skip(why)
    if request.param == "flite" and shutil.which("flite") is None:
        pytest.skip("flite is not installed")
    if request.param == "piper":
        pytest.importorskip("piper", reason="piper-tts is not installed")
        write_voice(data_folder() / "voices")
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    program = f"command:{sys.executable} {script} {{out}}"
    (tmp_path / f"{recording_name('Breathe.')}.wav").write_bytes(make_wav("Breathe."))
    with SpeechServer() as server:
        yield find_engine(
            {
                "program": program,
                "flite": "command:flite -voice slt -t {text} -o {out}",
                "http": server.url,
                "recorded": f"recorded:{tmp_path},{program}",
            }.get(request.param, request.param)
        )


@pytest.fixture(params=[True, False], ids=["forked", "spawned"])
def forking(request, monkeypatch):
    """As on Linux, and as where a process that has loaded a library must not fork."""
    monkeypatch.setattr(spawn, "FORKING", request.param and spawn.FORKING)
    return spawn.FORKING


def natural(name):
    """One of the natural engines, made as where nothing is installed."""
    return {"hibari": HibariEngine, "pico": PicoEngine}[name]()


def spoken(engine, *utterances):
    voice = pick_voice(list_voices(engine), "", LANGUAGES.get(engine.name, "en"))
    got = {}
    speak_all(engine, voice, utterances, lambda u, p: got.update({u: p.read_bytes()}))
    return [got[one] for one in utterances]


def seconds(data, tmp_path):
    (tmp_path / "a.wav").write_bytes(data)
    with wave.open(str(tmp_path / "a.wav")) as file:
        return file.getnframes() / file.getframerate()


def test_the_contract(engine, forking, tmp_path):
    assert engine.name in {*NAMES, "command"}
    assert engine.version() == engine.version() != ""
    assert list_voices(engine)
    assert pickle.loads(pickle.dumps(engine)).version() == engine.version()
    short, long = Utterance("Breathe.", 150), Utterance("Breathe slowly, into your belly.", 150)
    first, second = spoken(engine, short, long)
    assert spoken(engine, short, long) == [first, second]
    assert seconds(second, tmp_path) > seconds(first, tmp_path) > 0
    check_speech(tmp_path / "a.wav", short.text, 150, audible=engine.audible)


@pytest.mark.parametrize("name", ["system", "hibari", "pico", "silent", "piper"])
def test_twice_the_rate_takes_about_half_the_time(name, forking, tmp_path):
    if name in {"hibari", "pico"} and (why := natural(name).trouble()):
        pytest.skip(why)
    if name == "piper":
        pytest.importorskip("piper", reason="piper-tts is not installed")
        write_voice(data_folder() / "voices")
    text = "Turn your belly button toward your front knee, and tip forward."
    slow, fast = spoken(find_engine(name), Utterance(text, 120), Utterance(text, 240))
    assert 0.42 < seconds(fast, tmp_path) / seconds(slow, tmp_path) < 0.62


def test_the_system_voice_says_the_same_every_time():
    texts = [Utterance(f"This is sentence number {n}.", 150) for n in range(40)]
    engine = find_engine("system")
    assert spoken(engine, *texts) == spoken(engine, *texts)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_costly_voice_is_loaded_before_the_first_sentence(forking, jobs, tmp_path):
    """Also where the list was asked for first: once, or where nothing is forked once a job."""
    engine = Costly(tmp_path / "log")
    voice, other = list_voices(engine)
    texts = [Utterance(f"Sentence number {n}.", 150) for n in range(6)]
    for one, some in ((voice, texts[:2]), (voice, texts[2:]), (other, texts)):
        speak_all(engine, one, some, lambda *_: None, jobs=jobs)
    notes = (tmp_path / "log").read_text().splitlines()
    assert (notes[0], notes[1]) == ("list", "load a")
    speakers = {note for note in notes if note.startswith("speak")}
    if forking:
        assert [note for note in notes if note.startswith("load")] == ["load a", "load b"]
        assert len(speakers) == 2 * len(texts)
    else:
        assert 2 <= sum(note.startswith("load") for note in notes) == len(speakers) <= 2 * jobs


def test_who_dies_of_a_sentence_is_replaced(forking, tmp_path):
    engine, said = Costly(tmp_path / "log"), []
    texts = [Utterance(text, 150) for text in ("Sit tall.", "Die once.", "Breathe out.")]
    speak_all(engine, Voice("a", "A", "en"), texts, lambda one, _: said.append(one.text))
    assert sorted(said) == sorted(one.text for one in texts)
    assert (tmp_path / "log").read_text().count("load") == (1 if forking else 2)


@pytest.mark.parametrize("accident", ["Die once.", "Hang once."])
@pytest.mark.parametrize("jobs", [1, 2])
def test_who_leaves_no_traces_speaks_many_sentences(jobs, accident, tmp_path):
    """In one process a job; one that dies or hangs is replaced, and the voice not loaded again."""
    engine, said = Traceless(tmp_path / "log"), []
    texts = [Utterance(f"Sentence number {n}.", 150) for n in range(12)]
    texts.insert(6, Utterance(accident, 150))
    speak_all(
        engine,
        Voice("a", "A", "en"),
        texts,
        lambda one, _: said.append(one.text),
        jobs=jobs,
        time_limit=2,
    )
    assert sorted(said) == sorted(one.text for one in texts)
    notes = (tmp_path / "log").read_text().splitlines()
    assert notes.count("load a") == 1 or not spawn.FORKING
    assert len({one for one in notes if one.startswith("speak")}) <= jobs + 1


def test_an_unknown_engine_lists_what_there_is():
    with pytest.raises(UnknownName) as caught:
        find_engine("sistem")
    assert str(caught.value) == "unknown engine 'sistem'. Did you mean 'system'?"


QUALITIES = [
    Voice("joke", "Zarvox", "en-us", -1),
    Voice("us", "Samantha", "en-us", 1),
    Voice("gb", "Daniel (Enhanced)", "en-gb", 2),
    Voice("any", "Server", "", 3),
    Voice("de", "Anna (Premium)", "de-de", 3),
]


@pytest.mark.parametrize(
    ("language", "order"),
    [("en", ["gb", "us", "joke", "any"]), ("en-US", ["us", "joke", "gb", "any"]),
     ("de", ["de", "any"]), ("fr", ["any"])],
)  # fmt: skip
def test_the_best_voice_comes_first(language, order):
    assert [one.id for one in speakers(QUALITIES, language)] == order


VOICES = [
    Voice("a", "British", "en-gb"),
    Voice("b", "American", "en-us"),
    Voice("c", "Deutsch", "de"),
    Voice("d", "Latino", "es-419"),
]


@pytest.mark.parametrize(
    ("name", "language", "picked"),
    [("", "en", "b"), ("", "en-gb", "a"), ("", "EN-US", "b"), ("", "de-at", "c"), ("", "es", "d"),
     ("deutsch", "en", "c"), ("A", "de", "a")],
)  # fmt: skip
def test_pick_voice(name, language, picked):
    assert pick_voice(VOICES, name, language).id == picked


@pytest.mark.parametrize(
    ("name", "language", "message"),
    [
        ("", "fr", "no voice speaks 'fr'. List what there is with: voiceguide voices"),
        ("Amercan", "en", "there is no voice 'Amercan'. Did you mean 'American'? "
         "List them all with: voiceguide voices"),
    ],
)  # fmt: skip
def test_pick_voice_says_what_there_is(name, language, message):
    with pytest.raises(VoiceMissing) as caught:
        pick_voice(VOICES, name, language)
    assert str(caught.value) == message


def test_a_command_never_meets_a_shell(tmp_path):
    program = tmp_path / "echo.py"
    program.write_text("import sys; open(sys.argv[2], 'w').write(sys.argv[1])")
    engine = find_engine(f"command:{sys.executable} {program} {{text}} {{out}}")
    text = f"$(touch {tmp_path}/x); `id` \"quoted\" 'too' {{out}}\nand a line"
    engine.speak(text, Voice("", "", ""), 150, tmp_path / "out.wav")
    assert (tmp_path / "out.wav").read_text() == text
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("options", ["", "flite -t {text}", "'unclosed {out}"])
def test_a_command_must_write_somewhere(options):
    with pytest.raises(RoutineError):
        find_engine(f"command:{options}")


def test_a_command_changes_with_every_file_it_names(tmp_path):
    script = tmp_path / "say.py"
    script.write_text("1")
    engine = find_engine(f"command:{sys.executable} {script} {{out}}")
    before = engine.version()
    assert engine.version() == before
    script.write_text("22")
    assert engine.version() != before
    assert find_engine("command:no-such-program {out}").version() == "no-such-program '{out}'"


def test_a_missing_program_is_named(tmp_path):
    with pytest.raises(EngineMissing, match="there is no program 'no-such-program'"):
        find_engine("command:no-such-program {out}").voices()


def test_a_failing_program_is_quoted(tmp_path):
    program = tmp_path / "fail.py"
    program.write_text("import sys; print('first', file=sys.stderr); sys.exit('no voice data')")
    engine = find_engine(f"command:{sys.executable} {program} {{out}}")
    with pytest.raises(EngineFailed, match="ended with 1: no voice data"):
        engine.speak("Hello", Voice("", "", ""), 150, tmp_path / "a.wav")


@pytest.mark.parametrize(
    ("name", "identifier", "quality"),
    [
        ("Samantha", "com.apple.voice.compact.en-US.Samantha", 1),
        ("Ava (Premium)", "com.apple.voice.premium.en-US.Ava", 3),
        ("Zoe", "com.apple.voice.enhanced.en-US.Zoe", 2),
        ("Bad News", "com.apple.speech.synthesis.voice.BadNews", -1),
        ("Fred", "com.apple.speech.synthesis.voice.Fred", 0),
        ("Eddy (English (US))", "com.apple.eloquence.en-US.Eddy", 0),
        ("Microsoft Zira Desktop", "TTS_MS_EN-US_ZIRA_11.0", 1),
        ("Microsoft Jenny (Natural)", "x", 3),
    ],
)
def test_how_natural_a_system_voice_is(name, identifier, quality):
    assert judge_quality(name, identifier) == quality
