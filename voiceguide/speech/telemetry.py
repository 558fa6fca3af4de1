"""Nobody is told that a voice speaks here.

onnxruntime 1.32, which computes piper's and hibari's voices, reports its use to its
makers over the network, and keeps a number for this computer in the folders for caches and
temporary files.
"""

from __future__ import annotations

import os


def tell_nobody() -> None:
    """Have onnxruntime report nothing and keep nothing; called before it is imported."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
