"""The natural voices that pip brings: who is chosen, how fast, and what happens where one fails."""

import datetime
import re
import statistics
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from voiceguide.audio.speaker import Speaker
from voiceguide.disk.cache import Cache, SessionCache
from voiceguide.errors import EngineDied, EngineFailed, EngineMissing, VoiceMissing
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.routine import parse_overrides
from voiceguide.routine.settings import VoiceChoice
from voiceguide.session import build as session
from voiceguide.session.request import Request
from voiceguide.session.verify import verify
from voiceguide.speech import automatic, hibari, natural
from voiceguide.speech.automatic import give_way, tell_stand_in
from voiceguide.speech.engine import find_engine, pick_voice, voices_of
from voiceguide.speech.hibari import HibariEngine
from voiceguide.speech.pico import PicoEngine
from voiceguide.speech.pool import Utterance, list_voices, speak_all
from voiceguide.speech.recorded import RecordedEngine

pytestmark = pytest.mark.natural
DAY = datetime.date(2026, 11, 24)
THERE = {"hibari": not HibariEngine().trouble(), "pico": not PicoEngine().trouble()}
needs_hibari = pytest.mark.skipif(not THERE["hibari"], reason="hibari-tts is not installed")
needs_pico = pytest.mark.skipif(not THERE["pico"], reason="py-nanotts is not installed")
SENTENCES = {
    "en": (
        "Sit on the floor, with your front leg bent in front of you.",
        "Let your shoulders drop, and soften your jaw.",
        "Lower your foot slowly, all the way down.",
        "Breathe slowly, deep into your belly.",
        "Lift the heel, and keep the knee where it is.",
        "Now change sides, and take your time.",
        "Press your shin into the floor, as if to lift your body.",
    ),
    "de": (
        "Setz dich auf den Boden, das vordere Bein angewinkelt.",
        "Lass die Schultern sinken und den Kiefer locker.",
        "Senk den Fuß langsam, bis ganz nach unten.",
        "Atme ruhig, tief in den Bauch.",
        "Heb die Ferse, und das Knie bleibt, wo es ist.",
        "Wechsle jetzt die Seite, und lass dir Zeit.",
        "Drück das Schienbein in den Boden, als wolltest du dich heben.",
    ),
    "es": (
        "Siéntate en el suelo, con la pierna delantera doblada.",
        "Deja caer los hombros y relaja la mandíbula.",
        "Baja el pie despacio, hasta abajo del todo.",
        "Respira despacio, hasta el fondo del vientre.",
        "Levanta el talón, y deja la rodilla donde está.",
        "Ahora cambia de lado, y tómate tu tiempo.",
        "Aprieta la espinilla contra el suelo, como para levantar el cuerpo.",
    ),
}


@pytest.fixture(autouse=True)
def nobody_has_given_up(monkeypatch):
    monkeypatch.setattr(automatic, "_given_up", {})


def say(engine, text, path, rate=150, language="en"):
    voice = pick_voice(voices_of(engine), "", language)
    speak_all(
        engine, voice, [Utterance(text, rate)], lambda _, made: path.write_bytes(made.read_bytes())
    )
    return path


@pytest.mark.speech
@pytest.mark.parametrize("rate", [120, 150, 180])
@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("hibari", "en"),
        ("pico", "de"),
        ("pico", "es"),
        ("system", "en"),
        ("system", "de"),
        ("system", "es"),
    ],
)
def test_the_rate_is_words_a_minute_as_heard(name, language, rate):
    """Within 7 % at the usual rate; hibari moves in steps, so that elsewhere it is 10 %."""
    from voiceguide.audio.clip import EDGE_MS, HEAD_MS, TAIL_MS, read_speech

    if not THERE.get(name, True):
        pytest.skip(f"{name} is not installed")
    heard = []

    def listen(said, path):
        ms = len(read_speech(path)) / 48 - sum(EDGE_MS) - HEAD_MS - TAIL_MS
        heard.append(60_000 * len(re.findall(r"\w+", said.text)) / ms)

    engine = find_engine(name)
    voice = pick_voice(list_voices(engine), "", language)
    speak_all(engine, voice, [Utterance(one, rate) for one in SENTENCES[language]], listen, jobs=2)
    assert abs(statistics.median(heard) / rate - 1) <= (0.07 if rate == 150 else 0.1)


@needs_hibari
@pytest.mark.parametrize(
    ("language", "voice", "engine"),
    [("en", "", "hibari"), ("en-gb", "", "hibari"), ("de", "", "pico"), ("es", "", "pico"), ("fr", "", "system"),
     ("xx", "", "system"), ("de", "Heart", "hibari"), ("en", "pico german", "pico"), ("en", "English (America)", "system"),
     ("en", "emma", "system")],
)  # fmt: skip
def test_who_speaks_when_no_engine_is_named(language, voice, engine):
    if engine == "pico" and not THERE["pico"]:
        engine = "system"
    assert find_engine("auto", language, voice).name == engine


@pytest.mark.parametrize("name", ["emma", "fenrir", "kore", "af_heart", "nobody"])
def test_no_name_leads_to_the_network(name):
    with pytest.raises(VoiceMissing, match="Any other would be fetched from the network"):
        find_engine("hibari").named_voice(name)


@needs_hibari
def test_nothing_is_fetched(tmp_path):
    """A whole sentence in a process that may not open a connection."""
    code = (
        "import socket, sys\nfrom pathlib import Path\n"
        "def no(*_, **__): raise SystemExit('the network was asked')\n"
        "socket.socket.connect = socket.getaddrinfo = no\n"
        "from voiceguide.speech.hibari import HibariEngine as H\n"
        "H().speak('Sit tall.', H.every[0], 150, Path(sys.argv[1]))\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.wav")], check=True)
    assert (tmp_path / "a.wav").stat().st_size > 10_000


@needs_hibari
def test_sentences_of_one_text_stand_four_tenths_apart(tmp_path):
    import numpy as np

    path = say(HibariEngine(), "Halfway. Keep your back long.", tmp_path / "a.wav")
    with wave.open(str(path)) as file:
        hertz, sound = file.getframerate(), np.frombuffer(file.readframes(10**7), "<i2")
    window = hertz // 200
    power = (sound[: len(sound) // window * window].reshape(-1, window) ** 2.0).mean(1)
    loud = power > power.max() * 10**-4.2
    quiet = max(map(len, "".join("x" if one else "-" for one in loud).strip("-").split("x")))
    assert 0.36 <= quiet / 200 <= 0.44


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Contract, then relax.", "[Contract](/kəntɹ\u02c8ækt/), then relax."),
        ("Now contract the muscle.", "Now [contract](/kəntɹ\u02c8ækt/) the muscle."),
        ("Sign the contract. A contract.", "Sign the contract. A contract."),
        ("Contract-relax, contraction.", "Contract-relax, contraction."),
    ],
)
def test_a_word_is_said_as_the_verb_it_is(text, said):
    assert hibari.as_verbs(text) == said


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("Sit tall.", 1), ("word " * 800, 14), ("Sit tall, and breathe. " * 170, 1), ("w" * 4000, 1)],
)
def test_a_long_text_is_computed_in_pieces(text, pieces):
    cut = list(hibari.cut(text))
    assert len(cut) == pieces
    assert " ".join(cut) == text.strip()


BAD_TEXTS = ["...", "", "_", "!!! —", "🙂"]


@pytest.mark.parametrize("text", BAD_TEXTS)
@pytest.mark.parametrize("engine", [HibariEngine(), PicoEngine()], ids=["hibari", "pico"])
def test_a_text_without_a_word_is_refused(engine, text, tmp_path):
    with pytest.raises(EngineFailed, match="there is no word in this text"):
        engine.speak(text, engine.every[0], 150, tmp_path / "a.wav")
    assert not (tmp_path / "a.wav").exists()


@pytest.mark.speech
@pytest.mark.parametrize(
    "text", ["a", "7", "3x8, ~30 s & <b>5-10 %</b>", "[a](/b/)", "Sit tall. " * 30, "TV, 90/90."]
)
@pytest.mark.parametrize("engine", [HibariEngine(), PicoEngine()], ids=["hibari", "pico"])
def test_any_text_with_a_word_is_spoken(engine, text, tmp_path):
    if not THERE[engine.name]:
        pytest.skip("not installed")
    assert (
        say(engine, text, tmp_path / "a.wav", language=engine.every[0].language).stat().st_size
        > 4000
    )


# What can be wrong with a package, as its folder shows: what is said of it.
BROKEN = {
    "no onnxruntime": ({"hibari/__init__.py": ""}, "onnxruntime is not installed"),
    "half": (
        {"hibari/__init__.py": "", "onnxruntime.py": ""},
        "hibari-tts is there without assets/hibari.onnx",
    ),
}
IMPORTED = {
    "raises": ("raise OSError('cannot open shared object file')", "cannot open shared object file"),
    "another version": ("class Other: pass", "module 'hibari' has no attribute 'Hibari'"),
    "other arguments": ("class Hibari:\n def __init__(self): pass", "unexpected keyword argument 'model'"),
    "silent": ("class Hibari:\n def __init__(self, **_): pass\n def stream(self, *_, **__): return []", "it makes no sound"),
}  # fmt: skip
RUN = """
import sys
sys.path.insert(0, sys.argv[1])
from voiceguide.speech.hibari import HibariEngine as H
try:
    H().require(); H().warm(H.every[0])
except Exception as error:
    print(type(error).__name__, error)
"""


def lay(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize("case", BROKEN)
def test_half_a_package_is_named(case, tmp_path, monkeypatch):
    files, problem = BROKEN[case]
    lay(tmp_path, files)
    monkeypatch.setattr(natural, "find_spec", finder(tmp_path))
    assert HibariEngine().trouble() == problem
    with pytest.raises(EngineMissing, match=problem) as caught:
        HibariEngine().voices()
    assert "pip install --force-reinstall" in caught.value.remedy
    assert find_engine("auto").name == "system"
    assert tell_stand_in(VoiceChoice("recorded:x,hibari"), "en") == ()
    [notice] = tell_stand_in(VoiceChoice("recorded:x"), "en")
    assert tell_stand_in(VoiceChoice(), "en") == (notice,)
    assert notice.said == f"voice: hibari cannot speak ({problem}), so the system's voice does."


def finder(folder):
    from importlib.machinery import PathFinder

    return lambda name: PathFinder.find_spec(name, [str(folder)])


@pytest.mark.parametrize("case", IMPORTED)
def test_a_package_that_does_not_work_says_why(case, tmp_path):
    code, problem = IMPORTED[case]
    lay(
        tmp_path,
        {"hibari/__init__.py": code, "hibari/assets/hibari.onnx": "", "onnxruntime.py": ""},
    )
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("EngineMissing hibari-tts cannot be used: ")
    assert problem in done.stdout


# A package that says a first text, and then: what is said of the next.
FLAWED = """
import numpy
class Hibari:
    sample_rate = 24000
    def __init__(self, **_): pass
    def stream(self, text, **_):
        return [numpy.ones(2400)] if text == "Breathe, zyx." else {}
"""
SPEAK = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from voiceguide.speech.hibari import HibariEngine as H
try:
    H().speak("Sit tall.", H.every[0], 150, Path(sys.argv[1], "a.wav"))
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("gives", "said"),
    [("1 / 0", "hibari could not say it: division by zero."),
     ("[]", "it made no sound."), ("[numpy.zeros(2400)]", "it made no sound.")],
)  # fmt: skip
def test_a_text_it_cannot_say_is_no_silence(gives, said, tmp_path):
    pytest.importorskip("numpy")
    lay(
        tmp_path,
        {
            "hibari/__init__.py": FLAWED.format(gives),
            "hibari/assets/hibari.onnx": "",
            "onnxruntime.py": "",
        },
    )
    done = subprocess.run(
        [sys.executable, "-c", SPEAK, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"EngineFailed {said}"
    assert not (tmp_path / "a.wav").exists()


def test_without_the_package(monkeypatch):
    monkeypatch.setattr(natural, "find_spec", lambda name: None)
    for engine in ("hibari", "pico"):
        with pytest.raises(EngineMissing, match=r"Run: pip install 'voiceguide\[natural\]'"):
            find_engine(engine).voices()
    assert [find_engine("auto", one).name for one in ("en", "de", "es")] == ["system"] * 3
    assert tell_stand_in(VoiceChoice(), "en") == ()


@pytest.mark.parametrize(
    ("choice", "gives"),
    [
        (VoiceChoice(), True),
        (VoiceChoice("recorded:x"), True),
        (VoiceChoice("recorded:x, auto"), True),
        (VoiceChoice("recorded:x,hibari"), False),
        (VoiceChoice("Recorded:x,y,hibari:"), False),
        (VoiceChoice("recorded:x", "Heart"), False),
        (VoiceChoice("hibari"), False),
        (VoiceChoice("auto", "Heart"), False),
    ],
)
def test_only_who_was_not_asked_for_gives_way(choice, gives):
    for engine in (HibariEngine(), RecordedEngine({}, HibariEngine())):
        automatic._given_up.clear()
        assert give_way(choice, engine, EngineDied("it died (SIGILL)")) is gives
        assert give_way(choice, engine, EngineMissing("again")) is gives  # of a build beside it
        assert [*automatic._given_up.values()] == ["it died (SIGILL)"] * gives
        assert [*automatic._given_up] == ["hibari"] * gives
    assert not give_way(choice, find_engine("system"), EngineDied("it fails"))


@pytest.mark.parametrize(
    ("error", "gives"),
    [(EngineMissing("it is torn"), True), (EngineDied("it was not done after 120 s"), True),
     (EngineFailed("there is no word in this text"), False), (VoiceMissing("no such voice"), False)],
)  # fmt: skip
def test_one_bad_text_costs_nobody_the_natural_voice(error, gives):
    assert give_way(VoiceChoice(), HibariEngine(), error) is gives
    assert (find_engine("auto").name == "hibari") is (THERE["hibari"] and not gives)


class Dying(HibariEngine):
    """As on a processor onnxruntime does not know: the process is gone while it loads."""

    def warm(self, voice):
        import os
        import signal

        os.kill(os.getpid(), signal.SIGILL)


@pytest.mark.speech
@needs_hibari
def test_the_system_speaks_where_a_natural_voice_dies(tmp_path, sounds, monkeypatch):
    monkeypatch.setattr(automatic, "NATURAL", (Dying,))
    request = Request(
        "desk-break",
        DAY,
        sounds,
        str(tmp_path),
        parse_overrides({"detail": "tones"}, {}, {}),
        jobs=2,
    )
    made = session.build(request)
    assert "so the system's voice does" in str(made.notices[-1])
    assert verify(made.path).problems == []


FRESH = """
import hashlib, sys
from voiceguide.speech import pool, spawn
from voiceguide.speech.engine import find_engine, pick_voice
spawn.FORKING = spawn.FORKING and sys.argv[2] == "forked"
engine = find_engine(sys.argv[1])
texts = [pool.Utterance(text, 150) for text in sys.argv[4:]]
got = {}
pool.speak_all(engine, pick_voice(engine.voices(), "", sys.argv[3]), texts,
               lambda u, p: got.update({u.text: hashlib.md5(p.read_bytes()).hexdigest()}), jobs=2)
print(*sorted(got.values()))
"""


@pytest.mark.speech
@pytest.mark.parametrize(("name", "language"), [("hibari", "en"), ("pico", "de")])
def test_the_same_text_is_the_same_bytes_in_fresh_processes(name, language):
    if not THERE[name]:
        pytest.skip("not installed")
    texts = SENTENCES[language][:3]
    ways = (("forked", texts), ("forked", texts[::-1]), ("spawned", texts))
    said = [
        subprocess.run(
            [sys.executable, "-c", FRESH, name, way, language, *some],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for way, some in ways
    ]
    assert said[0] == said[1] == said[2]
    assert len(set(said[0].split())) == 3


@needs_hibari
def test_a_rebuild_imports_nothing_of_it():
    code = (
        "import sys\nfrom voiceguide.speech.engine import find_engine\n"
        "engine = find_engine('auto'); engine.version(); engine.voices(); engine.named_voice('')\n"
        "print([one for one in ('numpy', 'onnxruntime', 'hibari', 'importlib.metadata') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert Path(hibari.__file__).is_file()


NAMED = [("Heart", "en", 0), ("Heart", "de", 1), ("Pico German", "de", 0), ("Pico German", "es", 1)]


@needs_hibari
@needs_pico
@pytest.mark.parametrize(("name", "language", "notices"), NAMED)
def test_a_voice_of_another_language_is_told(name, language, notices, tmp_path):
    """Nothing is spoken for that: who speaks is known by name."""
    speaker = Speaker(
        VoiceChoice(name=name), language, SessionCache(Cache(tmp_path)), lexicon=Lexicon()
    )
    assert [one.where for one in speaker.notices()] == ["voice"] * notices
