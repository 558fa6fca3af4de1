"""Putting a voice into the folder: the right files, checked, from a list."""

import hashlib
import json

import pytest
from click.testing import CliRunner

from tests.file_server import FileServer
from voiceguide.cli.program import main
from voiceguide.disk.folder import voices_folder
from voiceguide.errors import DownloadError, UnknownName
from voiceguide.speech.catalogue import VARIABLE, install, load_catalogue
from voiceguide.speech.engine import find_engine

NAME = "en_US-hum-medium"
MODEL, ABOUT = b"a model" * 1000, b'{"language": {"code": "en_US"}, "audio": {"quality": "medium"}}'


def offer(name, files):
    parts = {
        path: {"size_bytes": len(data), "md5_digest": hashlib.md5(data).hexdigest()}
        for path, data in files.items()
    }
    return {name: {"key": name, "files": parts}}


def files(name):
    folder = f"en/en_US/{name}"
    return {
        f"{folder}/{name}.onnx": MODEL,
        f"{folder}/{name}.onnx.json": ABOUT,
        f"{folder}/MODEL_CARD": b"",
    }


@pytest.fixture
def server(monkeypatch):
    names = (NAME, "en_GB-low-high", "de_DE-summ-low")
    listed = {key: value for name in names for key, value in offer(name, files(name)).items()}
    served = {f"/{path}": data for name in names for path, data in files(name).items()}
    served["/voices.json"] = json.dumps(listed).encode()
    with FileServer(served) as running:
        monkeypatch.setenv(VARIABLE, running.url)
        yield running


def test_install(server):
    path = install(NAME, lambda *_: None)
    assert path == voices_folder() / f"{NAME}.onnx"
    assert path.read_bytes() == MODEL
    assert sorted(one.name for one in path.parent.iterdir()) == [
        f"{NAME}.onnx",
        f"{NAME}.onnx.json",
    ]
    assert [one.id for one in find_engine("piper").installed_voices()] == [NAME]
    order = [asked.rpartition("/")[2] for asked, _ in server.asked]
    assert order == ["voices.json", f"{NAME}.onnx.json", f"{NAME}.onnx"]


def test_what_is_there_is_not_fetched_again(server):
    install(NAME, lambda *_: None)
    server.asked.clear()
    install(NAME, lambda *_: None)
    assert [path for path, _ in server.asked] == ["/voices.json"]


def test_a_damaged_file_of_the_right_size_is_fetched_again(server):
    path = install(NAME, lambda *_: None)
    path.write_bytes(bytes(len(MODEL)))
    install(NAME, lambda *_: None)
    assert path.read_bytes() == MODEL


def test_half_a_voice_is_no_voice(server):
    server.cuts[:] = [10**9, 10**9, *[0] * 9]
    with pytest.raises(DownloadError):
        install(NAME, lambda *_: None)
    assert find_engine("piper").installed_voices() == []


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr("voiceguide.speech.download.sleep", lambda seconds: None)


def test_the_command(server):
    done = CliRunner().invoke(main, ["voices", "install", NAME])
    assert done.exit_code == 0
    assert done.stdout == f"{voices_folder() / NAME}.onnx\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("en_US-hum-medum", "unknown voice 'en_US-hum-medum'. Did you mean 'en_US-hum-medium'?"),
        ("en", "unknown voice 'en'. Choose from: en_GB-low-high, en_US-hum-medium."),
        (
            "xx",
            "unknown voice 'xx'. Choose from: de_DE-summ-low, en_GB-low-high, en_US-hum-medium.",
        ),
        (
            "../../evil",
            "unknown voice '../../evil'. Choose from: de_DE-summ-low, en_GB-low-high, en_US-hum-medium.",
        ),
    ],
)
def test_names_nobody_knows(server, name, said):
    with pytest.raises(UnknownName) as caught:
        install(name, lambda *_: None)
    assert str(caught.value) == said


def test_a_list_cannot_lead_out_of_the_folder(server):
    for name in ("../evil", "a/b"):
        server.files["/voices.json"] = json.dumps(offer(name, files(name))).encode()
        with pytest.raises(UnknownName):
            install(name, lambda *_: None)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"a": 1}', b"<html>"])
def test_what_is_no_list(server, body):
    server.files["/voices.json"] = body
    with pytest.raises(DownloadError, match="this is not a list of voices"):
        load_catalogue()


def test_a_voice_without_a_model(server):
    server.files["/voices.json"] = json.dumps(offer(NAME, {"x/README": b""})).encode()
    with pytest.raises(DownloadError, match="the list names no file en_US-hum-medium"):
        install(NAME, lambda *_: None)


def test_without_a_network(monkeypatch):
    monkeypatch.setenv(VARIABLE, "http://no-such-host.invalid")
    done = CliRunner().invoke(main, ["voices", "install", NAME])
    assert done.exit_code == 1
    assert done.stderr == (
        "voiceguide: http://no-such-host.invalid/voices.json: the list of voices cannot be fetched: "
        "there is no network, or no such server. Try again with a network, or copy NAME.onnx and "
        f"NAME.onnx.json from elsewhere into {voices_folder()}.\n"
    )
