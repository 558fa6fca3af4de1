"""A speech server on this computer, with every fault a server can have."""

import functools
import io
import json
import math
import struct
import time
import wave
from http.server import BaseHTTPRequestHandler

from tests.loopback import Loopback

RATE = 16_000


@functools.cache
def make_wav(text: str, speed: float = 1.0, voice: str = "alloy") -> bytes:
    """A hum as long as the text, in the pitch of the voice."""
    hertz = 150 + sum(voice.encode()) % 100
    count = int(RATE * (0.2 + 0.07 * len(text)) / speed)
    samples = (int(9000 * math.sin(2 * math.pi * hertz * n / RATE)) for n in range(count))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", one) for one in samples))
    return out.getvalue()


class SpeechServer(Loopback):
    """`plan` says how each request goes, the last entry all further ones: see Handler."""

    def __init__(self):
        super().__init__(Handler)
        self.plan = ["good"]
        self.requests = []
        """(path, headers, question) of each request."""
        self.elsewhere = ""
        """Where "away" redirects to."""


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        if self.path.endswith("/audio/voices") and "voices" in self.server.plan:
            self.send(
                json.dumps({"voices": ["alloy", {"id": "bella"}, 7]}).encode(), "application/json"
            )
        else:
            self.refuse(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        question = json.loads(body)
        self.server.requests.append((self.path, dict(self.headers), question))
        plan = self.server.plan
        way = plan.pop(0) if len(plan) > 1 else plan[0]
        name, _, detail = way.partition(" ")
        wav = make_wav(question["input"], question["speed"], question["voice"])
        getattr(self, name)(wav, detail)

    def send(self, body, kind="audio/wav", *, length=None, code=200, **headers):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, code, text="", **headers):
        body = json.dumps({"error": {"message": text}}).encode()
        self.send(body, "application/json", code=code, **headers)

    def good(self, wav, _):
        self.send(wav)

    voices = good

    def streamed(self, wav, _):
        """Sizes left open, no length, in chunks: as Kokoro-FastAPI sends it."""
        wav = wav[:4] + b"\xff" * 4 + wav[8:40] + b"\xff" * 4 + wav[44:]
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for at in range(0, len(wav), 4096):
            piece = wav[at : at + 4096]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def pcm(self, wav, _):
        self.send(wav[44:], "audio/pcm")

    def encoded(self, wav, kind):
        import soundfile

        samples, rate = soundfile.read(io.BytesIO(wav))
        out = io.BytesIO()
        soundfile.write(out, samples, rate, format=kind)
        self.send(out.getvalue(), "application/octet-stream")

    def fault(self, _, detail):
        code, *after = detail.split(" ", 1)
        headers = {"Retry_After": after[0]} if after else {}
        self.refuse(int(code), "overloaded", **headers)

    def denied(self, _, code):
        self.refuse(int(code), f"Incorrect key: {self.headers.get('Authorization')}")

    def unknown(self, _, detail):
        self.refuse(400, "There is no voice 'nobody'.")

    def slow(self, wav, seconds):
        time.sleep(float(seconds))
        self.send(wav)

    def stalls(self, wav, seconds):
        """Half the answer, then nothing for a while."""
        self.send(wav[: len(wav) // 2], length=len(wav))
        self.wfile.flush()
        time.sleep(float(seconds))

    def cut(self, wav, _):
        self.send(wav[: len(wav) // 2], length=len(wav))
        self.close_connection = True

    def unended(self, wav, share):
        """Neither length nor chunks: the end of the connection is the end of the answer."""
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.end_headers()
        self.wfile.write(wav[: int(len(wav) * float(share))])

    def open_unended(self, wav, share):
        """The same, and the sizes in the WAV left open too."""
        self.unended(wav[:40] + b"\xff" * 4 + wav[44:], share)

    def cut_streamed(self, wav, _):
        """In chunks, of which the last ones never come."""
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"1000\r\n" + wav[:40] + b"\xff" * 4 + wav[44:4096] + b"\r\n")
        self.close_connection = True

    def half(self, wav, _):
        """The length is right, and the sound is not."""
        self.send(wav[: len(wav) // 2])

    def drips(self, wav, what):
        """A byte now and then, in the head or in the body, for ever."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(wav)))
        if what == "body":
            self.end_headers()
        else:
            self.flush_headers()
        while True:
            self.wfile.write(b"X")
            self.wfile.flush()
            time.sleep(0.05)

    def endless(self, _, what):
        """Head or body without an end, as fast as it goes."""
        self.send_response(200)
        self.end_headers() if what == "body" else self.flush_headers()
        while True:
            self.wfile.write(b"X-More: again\r\n" * 4096)

    def hangs_up(self, *_):
        self.close_connection = True
        self.connection.close()

    def empty(self, *_):
        self.send(b"")

    def page(self, *_):
        self.send(b"<html>Welcome to the hotel wireless</html>", "text/html")

    def silence(self, wav, _):
        self.send(wav[:44] + bytes(len(wav) - 44))

    def moved(self, _, code):
        self.refuse(int(code), Location=self.path)

    def away(self, _, code):
        self.refuse(int(code), Location=self.server.elsewhere + self.path)
