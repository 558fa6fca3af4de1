"""Where each setting's value comes from."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from voiceguide.routine.settings import ROWS, Values, merge, strengthen_weak


class Layer(Struct, frozen=True):
    """Settings, and who chose them."""

    source: str
    values: Values


class Origin(Struct, frozen=True):
    """One setting: its value as a file would have it, and who set it."""

    key: str
    value: str
    source: str


def trace_settings(layers: Sequence[Layer]) -> list[Origin]:
    """Lay layers over the built-in values, lowest first, and say of each setting whose counts."""
    found = {key: (row.default, "built-in") for key, row in ROWS.items()}
    for layer in (*layers, _weak_side(layers)):
        found |= {key: (value, layer.source) for key, value in merge(layer.values).items()}
    return [Origin(key, ROWS[key].write(value), source) for key, (value, source) in found.items()]


def _weak_side(layers: Sequence[Layer]) -> Layer:
    """What a weak side stands for, from whoever asked for one."""
    values = merge(*(layer.values for layer in layers))
    more = {k: v for k, v in strengthen_weak(values).items() if k not in values}
    asked = [layer.source for layer in layers if "weak_side" in layer.values]
    return Layer(asked[-1] if asked else "", more)
