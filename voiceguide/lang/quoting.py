"""Keys and values as TOML writes them: the way back from what tomllib reads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_UNPRINTED = re.compile("[\x7f-\x9f\u2028\u2029]")


def write_key(key: str) -> str:
    """A key: bare where it can be."""
    return key if _BARE.fullmatch(key) else write_value(key)


def write_value(value: Any) -> str:
    """A value on one line, a table as { KEY = VALUE }. Raises TypeError for what no file of ours
    has, a date."""
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{write_key(key)} = {write_value(one)}" for key, one in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(write_value, value))}]"
    raise TypeError(f"{type(value).__name__} cannot be written")


def _quote(text: str) -> str:
    """A text of TOML is that of JSON, whose escapes are the same; what a terminal would take for
    more than a letter is written as one too. Half a character of UTF-16 cannot be written."""
    whole = text.encode("utf-8", "replace").decode()
    quoted = json.dumps(whole, ensure_ascii=False)
    return _UNPRINTED.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)
