"""A file server on this computer that can break, forget how to resume, and lie."""

import http.server
import re

from tests.loopback import Loopback


class FileServer(Loopback):
    """Serves `files` by path. `cuts` says after how many bytes each answer in turn breaks off."""

    def __init__(self, files, *, cuts=(), resumes=True, status=200):
        super().__init__(Handler)
        self.files = files
        self.cuts = list(cuts)
        self.resumes = resumes
        self.status = status
        self.asked = []
        """(path, the Range header) of each request."""


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        server = self.server
        wanted = self.headers.get("Range", "")
        server.asked.append((self.path, wanted))
        if self.path not in server.files or server.status != 200:
            self.send_error(404 if server.status == 200 else server.status)
            return
        data = server.files[self.path]
        start = re.fullmatch(r"bytes=(\d+)-", wanted)
        if start and server.resumes:
            at = int(start[1])
            if at >= len(data):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {at}-{len(data) - 1}/{len(data)}")
            data = data[at:]
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: server.cuts.pop(0)] if server.cuts else data)
        self.close_connection = True
