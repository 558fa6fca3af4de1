"""How well a voice is understood in noise, by ESTOI (Jensen and Taal, 2016; the pystoi package).

The reference is the voice as it is without clarity, clean. What is judged is the voice with clarity
at the same loudness (LUFS), with noise added. The noise is set against the untouched voice, so a
mode that only made speech louder would gain nothing.
"""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import numpy as np
import soxr

from tests.peak import measure_peak
from voiceguide.audio.loudness import TARGET_LUFS, measure_lufs
from voiceguide.audio.sample import RATE
from voiceguide.audio.studio import Studio
from voiceguide.disk.cache import Cache
from voiceguide.plan.timeline import Sound
from voiceguide.routine.mix import Mix
from voiceguide.routine.settings import VoiceChoice

SNR_DB = (5, 0, -5)
HEARD_RATE = 186
"""Words a minute as heard: espeak-ng's own 150, at which the gains of clarity were measured."""
MODES = ("normal", "tv")
ESTOI_RATE = 10_000
GAP = RATE * 3 // 10
SENTENCES = (
    "Sit on the floor, with your front leg bent in front of you.",
    "Turn your chest over your front shin, and keep your back long.",
    "If your knee or the front of your hip pinches, come up a little.",
    "Breathe slowly, deep into your belly.",
    "Press your shin into the floor, as if to lift your body.",
    "Lift the heel, and keep the knee where it is.",
    "Ten more seconds.",
    "Now change sides, and take your time.",
    "Let your shoulders drop, and soften your jaw.",
    "Lower your foot slowly, all the way down.",
)
BABBLE_SENTENCES = (
    "The weather tomorrow will be cloudy, with rain in the north.",
    "She opened the door, but nobody was there.",
    "We have not seen each other for almost twenty years.",
    "The train to the airport leaves from the other platform.",
    "He never told anybody where the money came from.",
    "After the break we will be back with more music.",
)
BABBLE_VOICES = (
    "English (America)",
    "English (Great Britain)",
    "English (Scotland)",
    "English (Caribbean)",
    "English (Lancaster)",
    "English (West Midlands)",
)
PITCHES = (0.86, 1.0, 1.1, 0.93, 1.18, 1.04)
"""Each talker is played a little slower or faster, so that no two sound alike."""


class Listener:
    """Speaks the sentences once, and judges them in noise."""

    def __init__(self, cache: Path, choice: VoiceChoice | None = None) -> None:
        self._cache = Cache(cache)
        self._choice = choice or VoiceChoice(engine="system", rate=HEARD_RATE)
        self.plain = _level(self._row("off"))
        babble = [self._talker(n) for n in range(len(BABBLE_VOICES))]
        self.noises = {"speech-shaped": self._shaped(), "babble": np.sum(babble, axis=0)}

    def score(self, speech: np.ndarray) -> dict[tuple[str, int], float]:
        """ESTOI by noise and signal-to-noise ratio (dB)."""
        from pystoi import stoi

        clean = soxr.resample(self.plain, RATE, ESTOI_RATE)
        scores = {}
        for name, noise in self.noises.items():
            for snr in SNR_DB:
                gain = _rms(self.plain) / _rms(noise) * 10 ** (-snr / 20)
                heard = soxr.resample(speech + gain * noise, RATE, ESTOI_RATE)
                scores[name, snr] = float(stoi(clean, heard, ESTOI_RATE, extended=True))
        return scores

    def processed(self, mode: str) -> np.ndarray:
        """The sentences as a session has them."""
        return self._row(mode)

    def levelled(self, mode: str) -> np.ndarray:
        """The same, at exactly the loudness of the untouched voice."""
        return _level(self._row(mode))

    def _row(self, mode: str) -> np.ndarray:
        studio = self._studio(self._choice, mode)
        studio.record([Sound(text=text) for text in SENTENCES])
        return _in_a_row([studio.samples_of(Sound(text=text)) for text in SENTENCES])

    def _studio(self, choice: VoiceChoice, mode: str) -> Studio:
        return Studio(choice, "en", self._cache, find_sound=Path, mix=Mix(clarity=mode), jobs=2)

    def _talker(self, number: int) -> np.ndarray:
        """One voice of the babble, as long as the sentences, at a level of its own."""
        studio = self._studio(VoiceChoice("system", BABBLE_VOICES[number], HEARD_RATE), "off")
        texts = BABBLE_SENTENCES[number:] + BABBLE_SENTENCES[:number]
        studio.record([Sound(text=text) for text in texts])
        row = np.concatenate([studio.samples_of(Sound(text=text)) for text in texts])
        row = soxr.resample(row / 32768, RATE, RATE * PITCHES[number])
        talk = np.fromiter(islice(cycle(row), len(self.plain)), float, len(self.plain))
        return talk / _rms(talk)

    def _shaped(self) -> np.ndarray:
        """Noise with the long-term spectrum of the voice."""
        window = 4096
        frames = self.plain[: len(self.plain) // window * window].reshape(-1, window)
        shape = np.sqrt((np.abs(np.fft.rfft(frames * np.hanning(window))) ** 2).mean(axis=0))
        white = np.random.default_rng(5).standard_normal(len(self.plain))
        spectrum = np.fft.rfft(white)
        places = np.linspace(0, len(shape) - 1, len(spectrum))
        bent = spectrum * np.interp(places, np.arange(len(shape)), shape)
        return np.fft.irfft(bent, len(self.plain))


def _in_a_row(clips: list[np.ndarray]) -> np.ndarray:
    gap = np.zeros(GAP)
    return np.concatenate([part for clip in clips for part in (clip.astype(float), gap)])


def _level(signal: np.ndarray) -> np.ndarray:
    return signal * 10 ** ((TARGET_LUFS - measure_lufs(signal)) / 20)


def _rms(signal: np.ndarray) -> float:
    """The level while something is heard: windows of 10 ms no more than 40 dB below the loudest."""
    power = (signal[: len(signal) // 480 * 480].reshape(-1, 480) ** 2).mean(axis=1)
    return float(np.sqrt(power[power > power.max() * 1e-4].mean()))


def table(listener: Listener) -> list[str]:
    """ESTOI without clarity, and what each mode gains: one row for each noise and ratio."""
    before = listener.score(listener.plain)
    after = {mode: listener.score(listener.levelled(mode)) for mode in MODES}
    lines = [f"{'ESTOI in noise':<24}{'off':>8}" + "".join(f"{mode:>16}" for mode in MODES)]
    for (noise, snr), plain in before.items():
        cells = [f"{after[mode][noise, snr]:>8.3f} ({after[mode][noise, snr] - plain:+.3f})" for mode in MODES]  # fmt: skip
        lines.append(f"{f'{noise}, {snr:+d} dB':<24}{plain:>8.3f}" + "".join(cells))
    for mode in ("off", *MODES):
        row = listener.processed(mode)
        lines.append(f"{mode}: {measure_lufs(row):.2f} LUFS, {measure_peak(row):.2f} dBTP")
    return lines


def main() -> None:
    """Print the table for the default voice."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="voiceguide-clarity-") as folder:
        print("\n".join(table(Listener(Path(folder)))))


if __name__ == "__main__":
    main()
