"""The playlist."""

from tests.formats.lines import NASTY
from voiceguide.formats.playlist import PlaylistEntry, render_playlist


def test_exactly():
    entries = [
        PlaylistEntry("01 - Hüfte.mp3", "Hüfte", 824_040),
        PlaylistEntry("02 - b #1.mp3", f"b\n{NASTY}", 61_500),
    ]
    assert render_playlist("Mornings", entries) == (
        "#EXTM3U\n#PLAYLIST:Mornings\n"
        "#EXTINF:824,Hüfte\n01 - Hüfte.mp3\n"
        '#EXTINF:62,b Knees & <b>hips</b> --> "{\\an8}" [00:01.00] ]]> café 髋 🦵\n02 - b #1.mp3\n'
    )
