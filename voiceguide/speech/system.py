"""The system's own voice, through pyttsx3: espeak-ng on Linux, the built-in ones elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voiceguide.errors import EngineFailed, EngineMissing
from voiceguide.speech.engine import Engine, Voice
from voiceguide.speech.installed import find_version

_LINUX = sys.platform.startswith("linux")
PACES = {"en": 0.807, "de": 0.893, "es": 0.893}
"""What espeak-ng has to be asked for to say as many words a minute as are wanted, by language: it
speaks faster than it is told (the median of the sentences of five words or more in the built-in
routines). Voices of macOS and Windows take a rate as it is."""
OTHER_PACE = 0.87
SLOWEST = 80
"""What espeak-ng goes down to."""


class SystemEngine(Engine):
    """Speaks with pyttsx3. One instance speaks one sentence in one process; see pool.py."""

    name = "system"
    preload: Sequence[str] = ("voiceguide.speech.espeak",) if _LINUX else ("pyttsx3",)

    def version(self) -> str:
        """pyttsx3's version and that of the synthesiser behind it."""
        import platform

        loader, own = find_version("espeakng-loader"), find_version("pyttsx3")
        behind = f"espeakng-loader {loader}" if loader else platform.platform()
        pace = ", pace 1" if _LINUX else ""
        return (f"pyttsx3 {own}, {behind}" if own else behind) + pace

    def voices(self) -> list[Voice]:
        """The voices pyttsx3 lists, in its order."""
        return [
            Voice(
                str(one.id),
                str(one.name),
                _language(one.languages),
                0 if _LINUX else judge_quality(str(one.name), str(one.id)),
            )
            for one in _driver().getProperty("voices")
        ]

    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Save one sentence and wait until pyttsx3 says that it is whole."""
        driver = _driver()
        _set(driver, {"voice": voice.id, "rate": _asked(voice, rate)})
        ends: list[bool] = []
        faults: list[Exception] = []
        driver.connect("finished-utterance", lambda name, completed: ends.append(completed))
        driver.connect("error", lambda name, exception: faults.append(exception))
        # macOS writes AIFF whatever the name says
        target = path if sys.platform != "darwin" else path.with_suffix(".aiff")
        driver.save_to_file(text, str(target))
        driver.runAndWait()
        # runAndWait can come back before the file is whole. How long to wait is the pool's affair:
        # it ends this process when the time is up.
        while not ends and not faults and _LINUX:
            time.sleep(0.002)
        if faults:
            raise EngineFailed(f"the system voice failed: {faults[0]}")
        if ends and not ends[-1]:
            raise EngineFailed("the system voice was interrupted")
        if target != path:
            _convert_aiff(target, path)


def _asked(voice: Voice, rate: int) -> int:
    """The rate to set, for words a minute as they are heard."""
    if not _LINUX:
        return rate
    return max(round(rate * PACES.get(voice.language.split("-")[0], OTHER_PACE)), SLOWEST)


def _driver() -> Any:
    """Start pyttsx3 in this process. Raises EngineMissing."""
    try:
        if _LINUX:
            from voiceguide.speech.espeak import pyttsx3
        else:
            import pyttsx3
        return pyttsx3.init()
    except (ImportError, RuntimeError, OSError, KeyError) as error:
        remedy = (
            "Run: pip install espeakng-loader (or install espeak-ng with your system's packages)."
            if _LINUX
            else "Run: pip install --force-reinstall pyttsx3"
        )
        raise EngineMissing(f"there is no speech library: {error}", remedy=remedy) from error


def _set(driver: Any, wanted: dict[str, str | int]) -> None:
    """Set properties; on Linux, wait until the synthesiser has taken them and is idle.

    pyttsx3's espeak driver (2.99) runs its queue only inside runAndWait, and ends that by
    cancelling whatever the synthesiser still has to do. Set and spoken in one go, one sentence in
    forty came out at the default rate, and under load some were never spoken at all.
    """
    if _LINUX:
        driver.proxy.setBusy(False)  # from now on a property is passed on when it is set
    for name, value in wanted.items():
        driver.setProperty(name, value)
    if _LINUX:
        from pyttsx3.drivers import _espeak

        while _espeak.IsPlaying() or any(driver.getProperty(n) != v for n, v in wanted.items()):
            time.sleep(0.001)


_JOKES = (
    "albert", "bad news", "bahh", "bells", "boing", "bubbles", "cellos", "deranged", "good news",
    "hysterical", "jester", "organ", "pipe organ", "superstar", "trinoids", "whisper", "wobble",
    "zarvox",
)  # fmt: skip
_OLD = (
    "eddy", "flo", "fred", "grandma", "grandpa", "junior", "kathy", "ralph", "reed", "rocko",
    "sandy", "shelley",
)  # fmt: skip


def judge_quality(name: str, identifier: str) -> int:
    """How natural a voice of macOS or Windows is, by what its name and id say; see QUALITIES.

    macOS brings novelty voices, and lists them first; it calls its better ones "enhanced" and
    "premium", Windows calls them "natural".
    """
    plain = name.split("(", maxsplit=1)[0].strip().lower()
    both = f"{name} {identifier}".lower()
    if plain in _JOKES:
        return -1
    if "premium" in both or "siri" in both or "natural" in both:
        return 3
    if "enhanced" in both:
        return 2
    return 0 if plain in _OLD else 1


def _language(languages: Sequence[Any]) -> str:
    """Read pyttsx3's language list: codes as text, or as bytes with a priority in front."""
    if not languages:
        return ""
    first = languages[0]
    text = first.decode("utf-8", "ignore") if isinstance(first, bytes) else str(first)
    return "".join(sign for sign in text if sign.isprintable()).replace("_", "-").lower()


def _convert_aiff(source: Path, target: Path) -> None:
    """Turn the AIFF of macOS into WAV with the system's own converter."""
    import subprocess

    command = ["/usr/bin/afconvert", "-f", "WAVE", "-d", "LEI16", str(source), str(target)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise EngineFailed(f"afconvert could not read what the voice wrote: {error}") from error
    source.unlink(missing_ok=True)
