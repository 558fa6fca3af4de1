"""The options of `voiceguide roster` become what is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from voiceguide.delivery.address import parse_address
from voiceguide.delivery.members import Terms
from voiceguide.delivery.rollcall import Rollout
from voiceguide.disk.folder import expand
from voiceguide.errors import RoutineError
from voiceguide.session.options import read_captions, read_now, read_overrides


def read_rollout(
    file: str | Path, options: Mapping[str, Any], environment: Mapping[str, str]
) -> Rollout:
    """Make it of options by name; None is one that was not given. Raises RoutineError."""
    given = {name: value for name, value in options.items() if value is not None}
    if not str(given["target"]).strip():
        raise RoutineError("this is empty", where="--out", remedy="Name a folder, or an address.")
    terms = Terms(
        read_overrides({key: given[key] for key in ("engine", "voice") if given.get(key)}),
        read_now(environment),
        _read_address(given, "base_url"),
        read_captions(given.get("captions", "vtt,srt,lrc")),
        _read_address(given, "stream_url"),
    )
    return Rollout(
        expand(str(file)),
        str(given["target"]),
        terms,
        given.get("shared", ""),
        given.get("workers") or os.cpu_count() or 1,
        given.get("scheduler", ""),
        given.get("keep_going", False),
        given.get("speak_only", False),
        given.get("new_keys", False),
    )


def _read_address(given: Mapping[str, Any], name: str) -> str:
    try:
        return parse_address(given[name]) if given.get(name) else ""
    except RoutineError as error:
        error.where = f"--{name.replace('_', '-')}"
        raise
