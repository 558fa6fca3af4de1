"""What is plugged in."""

import subprocess

import pytest

from voiceguide.delivery.mounts import choose_player, find_players, mounted, place_on
from voiceguide.errors import OutputError


def test_only_what_is_mounted_counts(tmp_path):
    for name in ("PLAYER", "CARD", "folder"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "CARD")
    found = mounted(tmp_path.iterdir(), lambda path: path.name != "folder")
    assert [path.name for path in found] == ["CARD", "PLAYER"]


@pytest.mark.parametrize(
    ("folders", "place"),
    [
        ([], "voiceguide"),
        (["DCIM", "Music"], "Music/voiceguide"),
        (["PODCASTS", "MUSIC"], "MUSIC/voiceguide"),
        (["Podcasts"], "Podcasts/voiceguide"),
        (["Musik"], "Musik/voiceguide"),
    ],
)
def test_place_on_a_player(tmp_path, folders, place):
    for name in folders:
        (tmp_path / name).mkdir()
    assert place_on(tmp_path) == tmp_path / place


def test_one_is_chosen(tmp_path):
    assert choose_player([tmp_path]) == tmp_path / "voiceguide"


def test_none_and_several(tmp_path):
    with pytest.raises(
        OutputError, match=r"no phone, player or card is found\. Plug it in and unlock it"
    ):
        choose_player([])
    for name in "ab":
        (tmp_path / name).mkdir()
    with pytest.raises(
        OutputError, match=r"several players .* --to: .*/a/voiceguide, .*/b/voiceguide"
    ):
        choose_player([tmp_path / "a", tmp_path / "b"])


@pytest.mark.tool
def test_a_real_card_is_found(tmp_path_factory):
    from pathlib import Path

    folder = Path("/media/voiceguide-test-card")
    try:
        folder.mkdir(parents=True)
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system can be mounted here")
    try:
        assert folder in find_players()
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()
    assert folder not in find_players()
