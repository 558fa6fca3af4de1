"""What a session is, in three sentences: for the comment tag and the feed."""

from __future__ import annotations

from msgspec import Struct

from voiceguide.plan.timeline import Timeline

FALLBACK = "en"


class Sentences(Struct, frozen=True):
    """The three sentences in one language. `{}` stands for a number."""

    minute: str
    """Of a session of one minute."""
    length: str
    one: str
    """Of a session with one stretch."""
    many: str
    silence: str


SENTENCES = {
    "en": Sentences(
        minute="A voice-guided session of about a minute.",
        length="A voice-guided session of about {} minutes.",
        one="A stretch, then the exercise that strengthens what it opened.",
        many="{} stretches, each followed by the exercise that strengthens what it opened.",
        silence='Turn off "skip silence" (also called "trim silence") in your player: '
        "the silences are your holds.",
    ),
    "de": Sentences(
        minute="Angeleitet von einer Stimme, etwa eine Minute.",
        length="Angeleitet von einer Stimme, etwa {} Minuten.",
        one="Eine Dehnung, danach die Übung, die kräftigt, was sie geöffnet hat.",
        many="{} Dehnungen, nach jeder die Übung, die kräftigt, was sie geöffnet hat.",
        silence='Schalte in deinem Player "Stille überspringen" aus ("skip silence"): '
        "In der Stille hältst du die Dehnung.",
    ),
    "es": Sentences(
        minute="Una sesión guiada por voz de alrededor de un minuto.",
        length="Una sesión guiada por voz de unos {} minutos.",
        one="Un estiramiento y, después, el ejercicio que fortalece lo que ha abierto.",
        many="{} estiramientos, y después de cada uno el ejercicio que fortalece lo que ha "
        "abierto.",
        silence='Desactiva "omitir silencios" ("skip silence") en tu reproductor: '
        "en los silencios mantienes el estiramiento.",
    ),
}


def describe(timeline: Timeline) -> tuple[str, str]:
    """Say what a session is. Returns the language it is said in, and three sentences."""
    language = timeline.language.split("-", maxsplit=1)[0].lower()
    language = language if language in SENTENCES else FALLBACK
    words = SENTENCES[language]
    minutes = round(timeline.duration_ms / 60_000)
    length = words.length.format(minutes) if minutes > 1 else words.minute
    holds = [e for e in timeline.events if e.kind == "hold" and e.action == "stretch"]
    stretches = len({(hold.exercise, hold.pair) for hold in holds})
    pairs = words.one if stretches == 1 else words.many.format(stretches)
    told = [length, *([pairs] if stretches else []), words.silence]
    return language, " ".join(told)
