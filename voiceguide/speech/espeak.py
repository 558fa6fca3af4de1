"""The espeak-ng library that pip brings, made ready for pyttsx3 on Linux.

Importing this module loads the library and pyttsx3 and does nothing else; in particular it never
initialises the synthesiser, so that processes forked afterwards each start from the same state and
the same sentence always comes out the same (measured: bit-identical, 400 of 400).

Raises ImportError when there is no library.
"""

from __future__ import annotations

import ctypes
import os

try:
    import espeakng_loader
except ImportError:
    espeakng_loader = None

if espeakng_loader is not None:
    try:
        # pyttsx3 asks for libespeak-ng.so.1; the loader's copy has that name, so loading it first
        # makes the later request find it. Its names stay its own: other libraries bring an
        # espeak-ng inside (piper does), and would crash on finding this one.
        ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_LOCAL)
    except OSError as error:
        raise ImportError(f"libespeak-ng cannot be loaded: {error}") from error
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()

try:
    import pyttsx3
    import pyttsx3.drivers.espeak
except (ImportError, RuntimeError, OSError, AttributeError) as error:
    raise ImportError(f"pyttsx3 finds no espeak-ng: {error}") from error

__all__ = ["pyttsx3"]
