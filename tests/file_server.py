"""A file server on this computer that can break, forget how to resume, and lie."""

import http.server
import re
import threading


class FileServer(http.server.ThreadingHTTPServer):
    """Serves `files` by path. `cuts` says after how many bytes each answer in turn breaks off."""

    daemon_threads = True

    def __init__(self, files, *, cuts=(), resumes=True, status=200):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files
        self.cuts = list(cuts)
        self.resumes = resumes
        self.status = status
        self.asked = []
        """(path, the Range header) of each request."""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """Clients that hang up are part of these tests."""


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
