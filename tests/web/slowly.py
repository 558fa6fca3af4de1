"""A program that speaks slowly: it takes two tenths of a second, or as said, to write a WAV."""

import sys
import time
import wave

time.sleep(float(sys.argv[2]) if sys.argv[2:] else 0.2)
with wave.open(sys.argv[1], "wb") as file:
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(16_000)
    file.writeframes(b"\x00\x20\x00\xe0" * 16_000)
