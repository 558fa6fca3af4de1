"""A real S3-compatible server on loopback: moto's, in a process of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from tests.loopback import free_port

BUCKET = "hips"


@contextmanager
def s3_server():
    """Run it, with a bucket; yields the bucket's address. Environment tells s3fs where it is."""
    for name in ("moto", "s3fs"):
        pytest.importorskip(name, reason="the extra cluster, or moto's server, is not installed")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    # without the variables that name a proxy: it is on this computer
    inherited = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=inherited,
    )  # fmt: skip
    wanted = {
        "AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1", "NO_PROXY": "127.0.0.1",
    }  # fmt: skip
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(300):
            try:
                opener.open(urllib.request.Request(f"{url}/{BUCKET}", method="PUT"), timeout=5)
                break
            except (urllib.error.URLError, OSError):
                assert server.poll() is None
                time.sleep(0.1)
        yield f"s3://{BUCKET}"
    finally:
        server.kill()
        server.wait()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
