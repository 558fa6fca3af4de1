"""What stands on the player's buttons and under its clock, in the languages the routines have."""

from __future__ import annotations

from msgspec import Struct


class Labels(Struct, frozen=True):
    """The player's own words. `{}` stands for what is filled in."""

    play: str
    pause: str
    back: str
    forward: str
    previous: str
    following: str
    position: str
    chapters: str
    sessions: str
    download: str
    next: str
    left: str
    right: str
    hold: str
    rest: str
    rep: str
    """Number and count: "Repetition 3 of 8"."""
    to_go: str
    """What is left of the whole session."""
    start: str
    """Before the first sound."""
    done: str
    broken: str
    shortcuts: str


LABELS = {
    "en": Labels(
        play="Play",
        pause="Pause",
        back="Back 10 seconds",
        forward="Forward 10 seconds",
        previous="Previous chapter",
        following="Next chapter",
        position="Position",
        chapters="Chapters",
        sessions="Sessions",
        download="Download",
        next="Next",
        left="Left side",
        right="Right side",
        hold="left in this hold",
        rest="left in this rest",
        rep="Repetition {} of {}",
        to_go="{} to go",
        start="Press play when you are ready.",
        done="Done.",
        broken="The sound cannot be played. Is its file still there?",
        shortcuts="Keys: space plays and pauses, ← and → jump 10 seconds, with Shift a chapter.",
    ),
    "de": Labels(
        play="Abspielen",
        pause="Pause",
        back="10 Sekunden zurück",
        forward="10 Sekunden vor",
        previous="Voriges Kapitel",
        following="Nächstes Kapitel",
        position="Stelle",
        chapters="Kapitel",
        sessions="Übungen",
        download="Herunterladen",
        next="Danach",
        left="Linke Seite",
        right="Rechte Seite",
        hold="noch zu halten",
        rest="noch Pause",
        rep="Wiederholung {} von {}",
        to_go="noch {}",
        start="Abspielen drücken, wenn du bereit bist.",
        done="Fertig.",
        broken="Der Ton lässt sich nicht abspielen. Ist die Datei noch da?",
        shortcuts="Tasten: Leertaste spielt und pausiert, ← und → springen 10 Sekunden, mit "
        "Umschalt ein Kapitel.",
    ),
    "es": Labels(
        play="Reproducir",
        pause="Pausa",
        back="Atrás 10 segundos",
        forward="Adelante 10 segundos",
        previous="Capítulo anterior",
        following="Capítulo siguiente",
        position="Posición",
        chapters="Capítulos",
        sessions="Sesiones",
        download="Descargar",
        next="Después",
        left="Lado izquierdo",
        right="Lado derecho",
        hold="quedan por mantener",
        rest="quedan de descanso",
        rep="Repetición {} de {}",
        to_go="quedan {}",
        start="Pulsa reproducir cuando estés listo.",
        done="Terminado.",
        broken="No se puede reproducir el sonido. ¿Sigue ahí el archivo?",
        shortcuts="Teclas: espacio reproduce y pausa, ← y → saltan 10 segundos, con "
        "mayúsculas un capítulo.",
    ),
}
"""Language -> its words."""


def labels_of(language: str) -> Labels:
    """The words of a language, "de-AT" being German; English stands in for any other."""
    return LABELS.get(language.split("-", maxsplit=1)[0].lower(), LABELS["en"])
