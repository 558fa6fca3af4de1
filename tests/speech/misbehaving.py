"""Engines that go wrong, each in its own way."""

import os
import signal
import subprocess
import sys
import threading
import time
import wave

from voiceguide.errors import EngineFailed
from voiceguide.plan.estimate import estimate
from voiceguide.plan.timeline import Sound
from voiceguide.speech.engine import Engine, Voice

BUZZ = b"\x00\x10\x00\xf0"


def write_wav(path, text, value=BUZZ, share=1.0):
    """A WAV that buzzes as long as the text takes; `value` is two samples."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(value * int(4 * share * estimate(Sound(text=text))))


class Misbehaving(Engine):
    name = "test"

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

    def kills_its_guardian(self, text, path):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)

    def kills_its_group(self, text, path):
        os.killpg(0, signal.SIGTERM)
        time.sleep(60)

    def hangs_at_a_sign(self, text, path):
        if text.endswith("!"):
            time.sleep(60)
        time.sleep(0.3)
        write_wav(path, text)

    def raises(self, text, path):
        raise ValueError("no such thing")

    def raises_what_cannot_be_sent(self, text, path):
        error = EngineFailed("it is wrong", remedy="Mend it.")
        error.lock = threading.Lock()
        raise error

    def writes_silence(self, text, path):
        write_wav(path, text, bytes(4))

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

    def writes_half(self, text, path):
        write_wav(path, text)
        os.truncate(path, path.stat().st_size // 4 * 2)

    def writes_part_of_a_sample(self, text, path):
        write_wav(path, text)
        data = path.read_bytes()
        path.write_bytes(data[:40] + (len(data) - 45).to_bytes(4, "little") + data[44:-1])

    def whispers(self, text, path):
        write_wav(path, text, b"\x18\x00\xe8\xff")

    def makes_a_pipe(self, text, path):
        os.mkfifo(path)

    def makes_a_folder(self, text, path):
        path.mkdir()

    def writes_two_gigabytes(self, text, path):
        write_wav(path, text)
        os.truncate(path, 2 * 1024**3)

    def never_ends(self, text, path):
        with path.open("wb") as file:
            while True:
                file.write(bytes(1 << 20))

    def leaves(self, text, path):
        raise SystemExit(0)

    def removes_its_folder(self, text, path):
        os.rmdir(path.parent)

    def detaches(self, text, path):
        """A program in a session of its own, started by one that is gone."""
        start = "import subprocess; print(subprocess.Popen(['sleep', '60'], stdout=-3, start_new_session=True).pid)"
        done = subprocess.run([sys.executable, "-c", start], stdout=subprocess.PIPE, check=True)
        with open(self.note, "wb") as file:
            file.write(done.stdout)
        write_wav(path, text)

    def detaches_and_hangs(self, text, path):
        self.detaches(text, path)
        time.sleep(60)

    def detaches_and_crashes(self, text, path):
        self.detaches(text, path)
        os.kill(os.getpid(), signal.SIGSEGV)

    def forks_and_goes(self, text, path):
        """No program at all, but a copy of this process that stays."""
        write_wav(path, text)
        pid = os.fork()
        if pid == 0:
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(60)
        with open(self.note, "w", encoding="ascii") as file:
            file.write(str(pid))
        os._exit(0)

    def writes_half_once(self, text, path):
        if os.path.exists(self.note):
            write_wav(path, text)
        else:
            open(self.note, "w", encoding="ascii").close()
            self.writes_half(text, path)

    def works(self, text, path):
        write_wav(path, text)


class Stuck(Misbehaving):
    """It goes wrong while it loads its voice."""

    def warm(self, voice):
        getattr(self, self.way)("", None)


class Refusing(Misbehaving):
    """An engine that raises the error it was given."""

    def __init__(self, error):
        self.error = error

    def speak(self, text, voice, rate, path):
        raise self.error
