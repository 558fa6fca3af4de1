"""Routine files described for others: the JSON Schema for editors, the documentation's table."""

from __future__ import annotations

import msgspec

from voiceguide.routine.kind import JSON_TYPES
from voiceguide.routine.routine import FILE
from voiceguide.routine.settings import ROWS, Rows
from voiceguide.routine.shape import Table


def render_schema(file: Table = FILE) -> str:
    """Write the schema (draft 2020-12) of a file as JSON."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "voiceguide routine",
        **file.schema(),
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode()


def render_table(rows: Rows = ROWS) -> str:
    """The settings as docs/routines.md lists them."""
    lines = ["| key | type | unit | default | meaning |", "|---|---|---|---|---|"]
    for key, row in rows.items():
        kind, default = JSON_TYPES[row.kind.toml], row.write(row.default)
        lines.append(f"| `{key}` | {kind} | {row.kind.unit} | `{default}` | {row.meaning} |")
    return "".join(f"{line}\n" for line in lines)
