"""The keys of the page: a secret that only its owner can read, and what follows from it.

It outlives the server, so that a phone stays let in and a subscribed feed stays readable.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from msgspec import Struct

from voiceguide.errors import OutputError

SECRET_BYTES = 24
"""192 bits: not to be guessed."""


class Keys(Struct, frozen=True):
    """The secrets that let a visitor in. None of them is ever logged."""

    enter: str
    """Stands in the link to the page: whoever has it may build and delete."""
    listen: str
    """Stands in the links of the feed: whoever has it may listen, and no more."""
    sign: bytes
    """Signs cookies."""


def make_keys(secret: str) -> Keys:
    """Derive the keys from the secret. None of them tells another."""

    def derive(purpose: str) -> bytes:
        return hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)

    return Keys(derive("enter").hex()[:32], derive("listen").hex()[:32], derive("sign"))


def load_keys(file: Path, *, renew: bool = False) -> Keys:
    """Read the secret, or make one. Raises OutputError where it cannot be kept."""
    try:
        if renew:
            file.unlink(missing_ok=True)
        return make_keys(_read(file) or _write(file))
    except OSError as error:
        raise OutputError(
            f"the page's key cannot be kept ({error.strerror})",
            where=str(file),
            remedy="Name another folder in VOICEGUIDE_DATA_DIR.",
        ) from error


def _read(file: Path) -> str:
    """The secret, "" where there is none or where it is too short to be one."""
    try:
        secret = file.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    return secret if len(secret) >= SECRET_BYTES else ""


def _write(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(secret + "\n")
    return secret
