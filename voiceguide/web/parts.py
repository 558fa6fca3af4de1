"""What the routes of the page work with."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app
from msgspec import Struct

from voiceguide.web.builds import Builds
from voiceguide.web.cards import Cards
from voiceguide.web.episodes import Episodes
from voiceguide.web.made import MadeRoutines
from voiceguide.web.sessions import SessionFolder
from voiceguide.web.site import Site
from voiceguide.web.voices import Voices


class Parts(Struct, frozen=True):
    """What the routes work with."""

    site: Site
    sessions: SessionFolder
    builds: Builds
    voices: Voices
    episodes: Episodes
    cards: Cards
    made: MadeRoutines


def parts_of(app: Flask) -> Parts:
    """The parts of an app."""
    return cast(Parts, app.extensions["voiceguide"])


def parts() -> Parts:
    """The parts of the app that answers this request."""
    return parts_of(current_app)
