"""A server that speaks: what is asked, what goes wrong, and that nobody hears the key."""

import email.utils
import pickle
import time
import wave

import pytest

from tests.speech.server import SpeechServer
from voiceguide.errors import EngineFailed, EngineMissing, RoutineError, SpeechError
from voiceguide.speech import exchange as request
from voiceguide.speech.engine import Voice, find_engine, pick_voice
from voiceguide.speech.http import KEY, Server, parse_server
from voiceguide.speech.pool import Utterance, list_voices, speak_all

SECRET = "sk-qxjzvkwpbyfghmnc"  # no digits: a port could have some of them
TEXT = "Breathe slowly, deep into your belly."


@pytest.fixture
def server():
    with SpeechServer() as running:
        yield running


@pytest.fixture
def pauses(monkeypatch):
    """Pauses between tries, written down instead of waited for."""
    waited = []
    monkeypatch.setattr("voiceguide.speech.exchange.sleep", waited.append)
    return waited


def speak(server, tmp_path, options="", rate=150, voice=""):
    engine = find_engine(f"{server.url}/v1 {options}")
    path = tmp_path / "out.wav"
    engine.speak(TEXT, engine.named_voice(voice), rate, path)
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def test_what_is_asked(server, tmp_path, monkeypatch):
    monkeypatch.setenv(KEY, SECRET)
    speak(server, tmp_path, "model=kokoro voice=bella", rate=120)
    [(path, headers, question)] = server.requests
    assert path == "/v1/audio/speech"
    assert question == {
        "model": "kokoro", "input": TEXT, "voice": "bella", "response_format": "wav", "speed": 0.8,
    }  # fmt: skip
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert headers["Content-Type"] == "application/json"


def test_without_a_key_none_is_sent(server, tmp_path):
    speak(server, tmp_path, voice="nova")
    [(_, headers, question)] = server.requests
    assert "Authorization" not in headers
    assert (question["model"], question["voice"], question["speed"]) == ("tts-1", "nova", 1.0)


@pytest.mark.parametrize(
    ("options", "base", "rest"),
    [
        ("//127.0.0.1:8880/v1", "http://127.0.0.1:8880/v1", {}),
        ("http://localhost:8880", "http://localhost:8880/v1", {}),
        ("https://example.org/tts/v1/", "https://example.org/tts/v1", {}),
        ("//h/v1/audio/speech", "http://h/v1", {}),
        ("//h model=m voice='a b' timeout=2.5", "http://h/v1",
         {"model": "m", "voice": "a b", "timeout": 2.5}),
    ],
)  # fmt: skip
def test_addresses(options, base, rest):
    assert parse_server(options) == Server(base, **rest)


def test_the_address_alone_names_the_engine():
    assert find_engine("https://example.org").server.base == "https://example.org/v1"
    assert find_engine("http:https://example.org").server.base == "https://example.org/v1"


def test_a_patient_server_line_makes_a_patient_pool():
    """Else a sentence would be given up before its second try."""
    assert find_engine("http://h").time_limit == 180
    assert find_engine("http://h timeout=300").time_limit >= 4 * 300


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("", "the http engine needs the address of a server"),
        ("//", "the http engine needs the address of a server"),
        ("ftp://h", "the http engine needs the address of a server"),
        ("//h:99999", "the http engine needs the address of a server"),
        ("'//h", "the http engine needs the address of a server"),
        ("//me:secret@h", "the address of a server has no place for a key or a password"),
        ("//h/v1?key=secret", "the address of a server has no place for a key or a password"),
        ("//h modl=x", "the http engine does not understand 'modl=x'"),
        ("//h key=secret", "the http engine does not understand 'key=secret'"),
        ("//h model", "the http engine does not understand 'model'"),
        ("//h timeout=soon", "timeout=soon is not a number of seconds from 1 to 3600"),
        ("//h timeout=-5", "timeout=-5 is not a number of seconds from 1 to 3600"),
        ("//h timeout=nan", "timeout=nan is not a number of seconds from 1 to 3600"),
        ("//h timeout=0.1", "timeout=0.1 is not a number of seconds from 1 to 3600"),
    ],
)
def test_addresses_that_are_none(options, problem):
    with pytest.raises(RoutineError) as caught:
        parse_server(options)
    assert caught.value.problem == problem
    assert caught.value.where == "--engine"


@pytest.mark.parametrize(
    "way",
    [
        "good",
        "streamed",
        "pcm",
        "encoded FLAC",
        "encoded OGG",
        "encoded MP3",
        "moved 308",
        "unended 1",
    ],
)
def test_what_is_accepted(server, tmp_path, way):
    server.plan = [way, "good"]
    length = 0.2 + 0.07 * len(TEXT)
    # bare PCM says nothing of its rate: it is taken for 24 kHz, where this server has 16 kHz
    assert speak(server, tmp_path) == pytest.approx(
        length * (2 / 3 if way == "pcm" else 1), abs=0.1
    )


@pytest.mark.parametrize(
    ("plan", "waited"),
    [
        (["fault 500", "good"], [0.5]),
        (["fault 503", "fault 502", "hangs_up", "good"], [0.5, 1.0, 2.0]),
        (["fault 429", "good"], [0.5]),
        (["fault 429 7", "good"], [7.0]),
        (["fault 429 0.2", "fault 503 3", "good"], [0.2, 3.0]),
        (["fault 429 soon", "good"], [0.5]),
        (["fault 429 -5", "good"], [0.5]),
        (["cut", "good"], [0.5]),
        (["cut_streamed", "good"], [0.5]),
        (["empty", "cut", "good"], [0.5, 1.0]),
        (["slow 3", "good"], [0.5]),
        (["stalls 3", "good"], [0.5]),
    ],
)
def test_what_passes_is_tried_again(server, tmp_path, pauses, plan, waited):
    server.plan = plan
    assert speak(server, tmp_path, "timeout=1") == pytest.approx(0.2 + 0.07 * len(TEXT), abs=0.01)
    assert pauses == waited


def test_a_date_to_wait_for(server, tmp_path, pauses):
    server.plan = [f"fault 429 {email.utils.formatdate(time.time() + 10, usegmt=True)}", "good"]
    speak(server, tmp_path)
    assert pauses == [pytest.approx(9.5, abs=1)]


@pytest.mark.parametrize(
    ("way", "kind", "problem"),
    [
        ("fault 500", EngineFailed, "has a fault (500)"),
        ("fault 429", EngineFailed, "is busy (429)"),
        ("fault 429 3600", EngineFailed, "is busy (429) and asks for a pause of 3600 s"),
        ("cut", EngineFailed, "broke off in the middle of its answer"),
        ("cut_streamed", EngineFailed, "broke off in the middle of its answer"),
        ("hangs_up", EngineFailed, "broke the connection"),
        ("empty", EngineFailed, "sent nothing"),
        ("denied 401", EngineMissing, "wants a key (401)"),
        ("fault 404", EngineMissing, "has nothing at /v1/audio/speech (404)"),
        ("unknown", EngineMissing, "refuses (400): There is no voice 'nobody'"),
        ("moved 303", EngineMissing, "refuses (303)"),
        ("moved 308", EngineMissing, "refuses (308)"),
    ],
)
def test_what_does_not_pass_is_named(server, tmp_path, pauses, way, kind, problem):
    server.plan = [way]
    with pytest.raises(SpeechError) as caught:
        speak(server, tmp_path)
    assert type(caught.value) is kind
    assert caught.value.problem == f"the server at 127.0.0.1:{server.server_port} {problem}"
    assert len(server.requests) == (1 if kind is EngineMissing and "308" not in way else 4) or (
        "3600" in way and len(server.requests) == 1
    )


def test_a_page_is_no_sound(server, tmp_path):
    server.plan = ["page"]
    with pytest.raises(EngineFailed, match="no sound that can be read, but text/html"):
        speak(server, tmp_path)


def test_a_server_that_is_not_there(tmp_path, pauses):
    with SpeechServer() as gone:
        pass
    with pytest.raises(EngineFailed, match="cannot be reached: nothing listens there"):
        speak(gone, tmp_path)
    assert pauses == [0.5, 1.0, 2.0]


def test_another_server_is_never_shown_the_key(server, tmp_path, monkeypatch):
    monkeypatch.setenv(KEY, SECRET)
    with SpeechServer() as thief:
        server.plan, server.elsewhere = ["away 307"], thief.url
        with pytest.raises(EngineMissing, match="redirects to another server"):
            speak(server, tmp_path)
        assert thief.requests == []


@pytest.mark.parametrize("way", ["denied 400", "denied 401", "denied 403", "fault 500"])
def test_the_key_is_in_no_message(server, tmp_path, monkeypatch, pauses, way):
    monkeypatch.setenv(KEY, SECRET)
    server.plan = [way]
    with pytest.raises(SpeechError) as caught:
        speak(server, tmp_path)
    assert not any(SECRET[at : at + 4] in str(caught.value) for at in range(len(SECRET) - 3))
    if way == "denied 401":
        assert "does not accept the key (401)" in str(caught.value)


def test_the_key_is_in_no_cache_key_and_no_picture_of_the_engine(monkeypatch):
    monkeypatch.setenv(KEY, SECRET)
    engine = find_engine("http://127.0.0.1:1/v1 model=m")
    assert engine.version() == "http://127.0.0.1:1/v1 m"
    assert SECRET not in repr(engine) + repr(engine.server) + repr(engine.named_voice("x"))
    assert pickle.loads(pickle.dumps(engine))._key == SECRET  # its children need it


def test_a_key_in_the_environment_reaches_the_child(server, monkeypatch):
    monkeypatch.setenv(KEY, SECRET)
    engine = find_engine(server.url)
    speak_all(engine, engine.named_voice(""), [Utterance(TEXT, 150)], lambda *_: None)
    assert server.requests[0][1]["Authorization"] == f"Bearer {SECRET}"


def test_silence_is_not_speech(server):
    server.plan = ["silence"]
    engine = find_engine(server.url)
    with pytest.raises(EngineFailed, match=r"the http engine failed twice at .* it wrote silence"):
        speak_all(engine, engine.named_voice(""), [Utterance(TEXT, 150)], lambda *_: None)


def test_voices_a_server_lists(server):
    server.plan = ["voices"]
    voices = list_voices(find_engine(f"{server.url} voice=nova"))
    assert voices == [Voice(name, name, "") for name in ("nova", "alloy", "bella")]
    assert pick_voice(voices, "", "de").name == "nova"


@pytest.mark.parametrize("body", [b"", b"no", b"7", b'{"voices": 3}', b"null"])
def test_lists_that_are_none(body):
    from voiceguide.speech.http import _voice_names

    assert _voice_names(body) == []


@pytest.mark.parametrize(
    ("what", "problem"),
    [("body", "sends more than"), ("head", "broke the connection")],
)
def test_an_endless_answer_ends(server, tmp_path, monkeypatch, pauses, what, problem):
    monkeypatch.setattr(request, "MOST_BYTES", 1024 * 1024 // 64)
    server.plan = [f"endless {what}"]
    with pytest.raises(EngineFailed, match=problem):
        speak(server, tmp_path)


@pytest.mark.parametrize("what", ["body", "head"])
def test_one_deadline_for_a_whole_try(server, pauses, what):
    def ask():
        question = b'{"input": "Breathe.", "speed": 1, "voice": "alloy"}'
        return request.fetch(f"{server.url}/v1/x", "", timeout=0.3, question=question)

    server.plan = [f"drips {what}"]
    began = time.monotonic()
    with pytest.raises(EngineFailed, match="does not answer in time"):
        ask()
    assert 0.6 <= time.monotonic() - began < 1.5  # one try, and one more
    assert pauses == [0.5]
    server.plan = [f"drips {what}", "good"]
    assert ask().body[:4] == b"RIFF"


@pytest.mark.parametrize(
    ("way", "problem"),
    [
        ("half", "this WAV is cut off: .* bytes are there"),
        ("unended 0.5", "this WAV is cut off: .* bytes are there"),
        ("open_unended 0.5", "nothing says where this WAV ends"),
        ("open_unended 1", "nothing says where this WAV ends"),
    ],
)
def test_half_a_sentence_is_asked_for_again_and_never_taken(server, way, problem):
    heard = []
    engine = find_engine(server.url)

    def ask():
        speak_all(
            engine, engine.named_voice(""), [Utterance(TEXT, 150)], lambda *it: heard.append(it)
        )

    server.plan = [way, "good"]
    ask()
    assert len(heard) == 1
    server.plan = [way]
    with pytest.raises(EngineFailed, match=f"the http engine failed twice at .*{problem}"):
        ask()
    assert len(heard) == 1
