"""Asks espeak-ng, in the library that pip brings, for the phonemes of texts.

    python -m tests.speech.phonemes < texts.json

A process of its own: whoever forks engines must never have initialised the synthesiser. Reads a JSON
list of [language, text] and prints the list of what would be said.
"""

import ctypes
import json
import sys

import espeakng_loader

VOICES = {"en": b"en-us"}
WITHOUT_SOUND = 2
UTF_8, IPA = 1, 2


def main() -> None:
    espeak = ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_LOCAL)
    espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
    data = espeakng_loader.get_data_path().encode()
    assert espeak.espeak_Initialize(WITHOUT_SOUND, 0, data, 0) > 0

    def ask(language: str, text: str) -> str:
        assert espeak.espeak_SetVoiceByName(VOICES.get(language, language.encode())) == 0
        rest, said = ctypes.c_char_p(text.encode()), []
        while rest.value is not None:
            said.append(espeak.espeak_TextToPhonemes(ctypes.byref(rest), UTF_8, IPA).decode())
        return " | ".join(said)

    print(json.dumps([ask(*one) for one in json.load(sys.stdin)]))


if __name__ == "__main__":
    main()
