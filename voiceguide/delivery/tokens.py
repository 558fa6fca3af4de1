"""ROSTER.keys: the tokens in the addresses of a roster's people, and the key that signs for them.

It lies beside the roster and nowhere else: whoever has a token can listen, and whoever has the key
can sign for anybody. Only its owner can read it.
"""

from __future__ import annotations

import datetime
import os
import secrets
from pathlib import Path

import msgspec
from msgspec import Struct

from voiceguide.disk.files import replacing
from voiceguide.errors import OutputError

VERSION = 1
TOKEN_BYTES = 16
"""128 bits: nobody guesses an address."""
KEYS = ".keys"


class Enrolled(Struct, frozen=True):
    """What is remembered of one person."""

    token: str
    made_of: str
    """A digest of their row; another row is a new episode."""
    since: datetime.datetime
    """When the row came to be as it is: the date of what is made of it."""
    edition: int = 0
    """How often it has changed."""


class RosterKeys(Struct):
    """The file."""

    version: int
    signing: str
    """The key, as hex."""
    people: dict[str, Enrolled]
    """By their ids, in lower case."""

    def enrol(self, id: str, made_of: str, now: datetime.datetime) -> Enrolled:
        """A person whose row is this: who was there before keeps the token. A clock that was set
        back dates nothing before what it follows."""
        before = self.people.get(id.casefold())
        if before and before.made_of == made_of:
            return before
        if before:
            since = max(now, before.since + datetime.timedelta(seconds=1))
            found = Enrolled(before.token, made_of, since, before.edition + 1)
        else:
            found = Enrolled(secrets.token_urlsafe(TOKEN_BYTES), made_of, now)
        self.people[id.casefold()] = found
        return found


def keys_file(roster: Path) -> Path:
    """clients.csv -> clients.keys"""
    return roster.with_suffix(KEYS)


def load_keys_of(path: Path, *, make: bool = True) -> RosterKeys:
    """Read the keys, or `make` new ones where there are none. Raises OutputError."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=RosterKeys)
    except FileNotFoundError:
        if not make:
            raise OutputError(
                "there is no such file",
                where=str(path),
                remedy="Make the roster first: voiceguide roster writes it.",
            ) from None
        return RosterKeys(VERSION, secrets.token_hex(32), {})
    except OSError as error:
        raise OutputError(f"cannot be read ({error.strerror})", where=str(path)) from error
    except ValueError as error:
        raise OutputError(
            f"the keys cannot be read ({error})",
            where=str(path),
            remedy="Restore the file: without it everybody gets a new address.",
        ) from error
    if found.version != VERSION:
        raise OutputError(f"this is version {found.version}, not {VERSION}", where=str(path))
    return found


def save_keys(path: Path, keys: RosterKeys) -> None:
    """Write them, for their owner alone. Raises OutputError."""
    data = msgspec.json.encode(keys)
    try:
        if path.is_file() and path.read_bytes() == data:
            os.chmod(path, 0o600)
            return
        with replacing(path) as file:
            os.chmod(file.name, 0o600)  # before there is anything to read
            file.write(data)
    except OSError as error:
        raise OutputError(
            f"the keys cannot be kept ({error.strerror})",
            where=str(path),
            remedy="Copy the roster to a folder you may write to.",
        ) from error
