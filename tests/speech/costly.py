"""An engine whose voice is costly to load, and that counts how often that is done."""

import os
import time

from tests.speech.misbehaving import write_wav
from voiceguide.speech.engine import Engine, Voice

_loaded = set()


class Costly(Engine):
    """It says no more of itself than that it has something to load; `log` is a file."""

    name = "costly"

    def __init__(self, log):
        self.log = str(log)

    def version(self):
        return "1"

    def voices(self):
        self._note("list")
        return [Voice("a", "A", "en"), Voice("b", "B", "en")]

    def warm(self, voice):
        if voice.id not in _loaded:
            _loaded.add(voice.id)
            self._note(f"load {voice.id}")

    def speak(self, text, voice, rate, path):
        self.warm(voice)
        self._note(f"speak {os.getpid()}")
        if text.startswith("Die") and not os.path.exists(f"{self.log}.died"):
            open(f"{self.log}.died", "x", encoding="ascii").close()
            os._exit(3)
        if text.startswith("Hang") and not os.path.exists(f"{self.log}.hung"):
            open(f"{self.log}.hung", "x", encoding="ascii").close()
            time.sleep(60)
        write_wav(path, text)

    def _note(self, what):
        with open(self.log, "a", encoding="ascii") as file:
            file.write(f"{what}\n")


class Traceless(Costly):
    """One process of it may speak many sentences."""

    traceless = True
