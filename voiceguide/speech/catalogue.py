"""The voices for piper that can be had from the network, and putting one into the folder.

The list is voices.json of the piper project's collection; VOICEGUIDE_VOICES_URL names a copy of it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec import Struct

from voiceguide.disk.folder import voices_folder
from voiceguide.errors import DownloadError, UnknownName
from voiceguide.progress import Report
from voiceguide.speech.download import download, md5_of, read_url

HOME = "https://huggingface.co/rhasspy/piper-voices/resolve/main/"
VARIABLE = "VOICEGUIDE_VOICES_URL"
LIST = "voices.json"
MOST_LIST_BYTES = 16_000_000
ENDINGS = (".onnx.json", ".onnx")
"""The files of a voice; the one that makes it a voice comes last."""


class Part(Struct, frozen=True):
    """One file of a voice."""

    size_bytes: int
    md5_digest: str


class CatalogueVoice(Struct, frozen=True):
    """A voice that can be had: its files by their path below the list's address."""

    files: dict[str, Part]


def load_catalogue() -> dict[str, CatalogueVoice]:
    """Fetch the list of voices, by name. Raises DownloadError."""
    try:
        body = read_url(_home() + LIST, MOST_LIST_BYTES)
    except DownloadError as error:
        error.problem = f"the list of voices cannot be fetched: {error.problem}"
        error.remedy = (
            "Try again with a network, or copy NAME.onnx and NAME.onnx.json from elsewhere into "
            f"{voices_folder()}."
        )
        raise
    try:
        return msgspec.json.decode(body, type=dict[str, CatalogueVoice])
    except msgspec.MsgspecError as error:
        raise DownloadError(
            f"this is not a list of voices ({error})", where=_home() + LIST
        ) from error


def install(name: str, report: Report) -> Path:
    """Put a voice into the folder, and return its file. Files that are whole are left alone.

    Raises UnknownName, DownloadError, OutputError.
    """
    offers = load_catalogue()
    if name not in offers or not re.fullmatch(r"[\w-]+", name):
        raise _unknown(name, offers)
    target = voices_folder() / f"{name}{ENDINGS[-1]}"
    for ending in ENDINGS:
        path, part = _find(offers[name], name, ending)
        file = target.with_name(name + ending)
        if not (file.is_file() and md5_of(file) == part.md5_digest):
            download(_home() + quote(path), file, part.size_bytes, part.md5_digest, report)
    return target


def _home() -> str:
    return os.environ.get(VARIABLE, HOME).rstrip("/") + "/"


def _find(offer: CatalogueVoice, name: str, ending: str) -> tuple[str, Part]:
    for path, part in offer.files.items():
        if path.rpartition("/")[2] == name + ending:
            return path, part
    raise DownloadError(
        f"the list names no file {name}{ending} for this voice",
        where=_home() + LIST,
        remedy="Choose another voice.",
    )


def _unknown(name: str, offers: dict[str, CatalogueVoice]) -> UnknownName:
    """Say what is near: the voices of a language, where the name begins like one."""
    language = re.match(r"[A-Za-z]+", name)
    start = language.group().lower() if language else ""
    near = [one for one in offers if one.lower().split("_")[0] == start]
    return UnknownName("voice", name, near or offers)
