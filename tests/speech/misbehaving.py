"""Engines that go wrong, each in its own way."""

import os
import signal
import subprocess
import time
import wave

from voiceguide.plan.estimate import estimate
from voiceguide.plan.timeline import Sound
from voiceguide.speech.engine import Voice


def write_wav(path, text, value=b"\x10\x10", share=1.0):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(value * int(8 * share * estimate(Sound(text=text))))


class Misbehaving:
    name = "test"
    preload = ()
    isolated = True
    audible = True

    def __init__(self, way, note=""):
        self.way = way
        self.note = note

    def version(self):
        return "1"

    def voices(self):
        return [Voice("v", "V", "en")]

    def speak(self, text, voice, rate, path):
        getattr(self, self.way)(text, path)

    def hangs(self, text, path):
        time.sleep(60)

    def hangs_with_a_child(self, text, path):
        with subprocess.Popen(["sleep", "60"]) as child:
            with open(self.note, "w", encoding="ascii") as file:
                file.write(str(child.pid))
            child.wait()

    def dies(self, text, path):
        os._exit(3)

    def is_killed(self, text, path):
        os.kill(os.getpid(), signal.SIGSEGV)

    def raises(self, text, path):
        raise ValueError("no such thing")

    def writes_silence(self, text, path):
        write_wav(path, text, b"\0\0")

    def writes_nothing(self, text, path):
        pass

    def writes_no_samples(self, text, path):
        write_wav(path, text, share=0)

    def writes_garbage(self, text, path):
        path.write_bytes(b"not a wav at all")

    def writes_too_little(self, text, path):
        write_wav(path, text, share=0.05)

    def fails_once(self, text, path):
        if not os.path.exists(self.note):
            with open(self.note, "w", encoding="ascii"):
                os._exit(1)
        write_wav(path, text)

    def works(self, text, path):
        write_wav(path, text)
