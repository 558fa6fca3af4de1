"""Phones, players and cards that are plugged in: where their files are."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from voiceguide.errors import OutputError

MUSIC = ("music", "musik", "música", "podcasts")
"""Folders that players look into, in any case; the first one that is there is taken."""
OWN = "voiceguide"
"""The folder on a player that sessions go into."""
_REMOVABLE = 2
"""What Windows calls a drive that can be taken out."""


def find_players() -> list[Path]:
    """The roots of everything that is plugged in and can be written to."""
    if sys.platform == "win32":
        return _drives()
    if sys.platform == "darwin":
        return mounted(Path("/Volumes").glob("*"))
    user = Path(f"/run/user/{os.getuid()}/gvfs")
    places = [*Path("/media").glob("*"), *Path("/media").glob("*/*")]
    places += Path("/run/media").glob("*/*")
    # a phone on MTP: one folder for each of its storages
    return [*mounted(places), *(one for one in sorted(user.glob("mtp:*/*")) if one.is_dir())]


def mounted(
    places: Iterable[Path], is_mount: Callable[[Path], bool] = os.path.ismount
) -> list[Path]:
    """Of many folders those that something is mounted on; links lead to the system's own disk."""
    return sorted(
        one for one in places if not one.is_symlink() and is_mount(one) and os.access(one, os.W_OK)
    )


def choose_player(players: list[Path]) -> Path:
    """The folder for sessions on the one player there is. OutputError for none, or several."""
    if not players:
        raise OutputError(
            "no phone, player or card is found",
            remedy="Plug it in and unlock it, or name a folder with --to.",
        )
    if len(players) > 1:
        raise OutputError(
            "several players are plugged in",
            remedy=f"Name one with --to: {', '.join(str(place_on(one)) for one in players)}.",
        )
    return place_on(players[0])


def place_on(player: Path) -> Path:
    """Where sessions go on a player: a folder of their own among its music."""
    folders = {one.name.casefold(): one for one in player.iterdir() if one.is_dir()}
    for name in MUSIC:
        if name in folders:
            return folders[name] / OWN
    return player / OWN


def _drives() -> list[Path]:
    """Windows: the letters of drives that can be taken out."""
    import ctypes

    kind_of = getattr(ctypes, "windll").kernel32.GetDriveTypeW  # noqa: B009 - only on Windows
    letters = (f"{chr(code)}:\\" for code in range(ord("A"), ord("Z") + 1))
    return [Path(one) for one in letters if kind_of(one) == _REMOVABLE and os.path.isdir(one)]
