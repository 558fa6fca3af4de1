"""Podcast programs subscribe to the running page and download what it has."""

import os
import re
import shutil
import subprocess

import feedparser
import pytest

from tests.web.program import port_of, request, serving
from voiceguide.errors import OutputError
from voiceguide.web.server import lan_address

pytestmark = [pytest.mark.tool, pytest.mark.long]


@pytest.fixture(params=["alone", "on the network"])
def feed(request, made, tmp_path):
    """The address of the feed, as the page tells it, and the sound that is in it."""
    shutil.copytree(made / "out", tmp_path / "out")
    [sound] = (tmp_path / "out").glob("*.mp3")
    lan = request.param == "on the network"
    if lan:
        try:
            lan_address()
        except OutputError:
            pytest.skip("this computer is on no network")
    with serving(tmp_path, "--engine", "silent", *(["--lan"] if lan else [])) as (_, link):
        yield _feed(link), sound.read_bytes()
    assert (tmp_path / "stderr").read_text() == ""


def _feed(link):
    """Come in by the link like a person, and read the address on the page."""
    port, query = port_of(link), link.partition("?")[2]
    _, headers, _ = request(port, "GET", f"/?{query}")
    cookie = (headers["Set-Cookie"] or "").split(";")[0]
    _, _, page = request(port, "GET", "/subscribe", Cookie=cookie)
    return re.search(r'id="link"[^>]* value="([^"]+)"', page.decode())[1]


def test_gpodder_subscribes_and_downloads(feed, tmp_path):
    if shutil.which("gpo") is None:
        pytest.skip("gpodder is not installed")
    address, sound = feed
    home = {"GPODDER_HOME": str(tmp_path / "gpo"), "GPODDER_DOWNLOAD_DIR": str(tmp_path / "got")}
    for words in (["subscribe", address], ["update"], ["download"]):
        subprocess.run(["gpo", *words], env=os.environ | home, stdin=subprocess.DEVNULL,
                       capture_output=True, check=True, timeout=120)  # fmt: skip
    [got] = (tmp_path / "got").rglob("*.mp3")
    assert got.read_bytes() == sound


def test_feedparser_subscribes_and_downloads(feed):
    address, sound = feed
    [entry] = feedparser.parse(address).entries
    [enclosure] = entry.enclosures
    host, _, path = enclosure.href.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    assert request(int(port), "GET", f"/{path}", host=name)[2] == sound
