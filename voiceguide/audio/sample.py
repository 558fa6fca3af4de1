"""The one format every sound has in here: 48 kHz, one channel, 16 bits."""

from __future__ import annotations

RATE = 48_000
"""Samples per second."""
PER_MS = RATE // 1000
"""Samples per millisecond: a whole number, so every time on the timeline is exact."""


def to_samples(milliseconds: int) -> int:
    """Milliseconds to samples, exactly."""
    return milliseconds * PER_MS


def to_ms(samples: int) -> int:
    """Samples to milliseconds, rounded up so that nothing sticks out."""
    return -(-samples // PER_MS)
