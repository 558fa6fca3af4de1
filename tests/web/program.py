"""`voiceguide serve` as a program of its own, with folders of its own."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import urllib.parse

FORM = "application/x-www-form-urlencoded"


@contextlib.contextmanager
def serving(folder, *options):
    """Run it in a folder; yields the process and its link, and ends it.

    What it prints as an error is in folder/stderr, its sessions in folder/out.
    """
    command = [
        sys.executable,
        "-m",
        "voiceguide",
        "serve",
        "--port",
        "0",
        "--out",
        str(folder / "out"),
    ]
    own = {"CACHE_DIR": "cache", "DATA_DIR": "data", "CONFIG": "config.toml"}
    environment = {
        **os.environ,
        **{f"VOICEGUIDE_{name}": str(folder / place) for name, place in own.items()},
    }
    with (folder / "stderr").open("w+b") as log:
        process = subprocess.Popen(
            [*command, *options],
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder,
            text=True,
            env=environment,
        )
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
            process.stdout.close()


def port_of(link):
    return urllib.parse.urlsplit(link).port


def request(port, method, path, body=None, host="127.0.0.1", **headers):
    """Ask once, on a connection of its own: status, headers, body."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    with contextlib.closing(http.client.HTTPConnection(host, port, timeout=120)) as connection:
        connection.request(method, path, body, names)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
