"""Sentences on their way from a voice into the cache: spoken, brought to their level, kept.

A voice is measured by sentences of its own. They are spoken first, in one go with all others, and
nothing is levelled before they are heard. With one job everything is done in turn, on one core;
with more, levelling and encoding go on beside the speaking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.audio.speaker import Speaker
from voiceguide.plan.timeline import Sound
from voiceguide.progress import Report
from voiceguide.speech.utterance import Utterance

if TYPE_CHECKING:
    from voiceguide.audio.clip import Samples

Keep = Callable[[Sequence[Sound], "Samples"], None]
"""Finishes speech and keeps it, for all sounds that are made of it."""


class Take:
    """One go of speaking. `spoken` and `finished` are told how many of how many sounds are."""

    def __init__(self, speaker: Speaker, keep: Keep, spoken: Report, finished: Report) -> None:
        self._speaker = speaker
        self._keep = keep
        self._spoken = spoken
        self._finished = finished
        self._awaited: set[Utterance] = set()
        """What the voice is measured by and was not heard yet."""
        self._waiting: list[tuple[Sequence[Sound], Samples]] = []
        """What was spoken before the voice was measured."""
        self._work: list[Future[None]] = []

    def record(
        self,
        wanted: Mapping[Utterance, Sequence[Sound]],
        known: Sequence[tuple[Sound, Samples]],
        first: Sequence[Utterance],
    ) -> None:
        """Speak `wanted`, the longest first, after the sentences that measure the voice; `known`
        were spoken before. Raises SpeechError."""
        self._awaited = set(first)
        with ThreadPoolExecutor(self._speaker.jobs) as threads:
            try:
                for sound, raw in known:
                    self._take([sound], raw, threads)
                self._speak(wanted, first, threads)
            except BaseException:
                threads.shutdown(cancel_futures=True)  # nobody wants the rest any more
                raise
            for done, one in enumerate(self._work, start=1):
                one.result()
                self._finished(done, len(self._work))

    def _speak(
        self,
        wanted: Mapping[Utterance, Sequence[Sound]],
        first: Sequence[Utterance],
        threads: ThreadPoolExecutor,
    ) -> None:
        left = set(wanted)

        def hear(utterance: Utterance, path: Path) -> None:
            raw = self._speaker.keep(utterance, path)
            self._awaited.discard(utterance)
            self._take(wanted.get(utterance, ()), raw, threads)
            if utterance in left:
                left.discard(utterance)
                self._spoken(len(wanted) - len(left), len(wanted))

        longest = sorted(wanted, key=lambda one: -len(one.text))
        order = list(dict.fromkeys([*first, *longest]))
        if order:
            self._speaker.speak(order, hear)

    def _take(self, sounds: Sequence[Sound], raw: Samples, threads: ThreadPoolExecutor) -> None:
        """Finish what was heard, as soon as the voice can be measured."""
        self._waiting += [(sounds, raw)] if sounds else []
        if self._awaited:
            return
        ready, self._waiting = self._waiting, []
        for each in ready:
            if self._speaker.jobs > 1:
                self._work.append(threads.submit(self._keep, *each))
            else:
                self._keep(*each)
