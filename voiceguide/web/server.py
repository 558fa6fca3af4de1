"""Serving the page with waitress: on this computer, or on the local network."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from msgspec import Struct

from voiceguide.delivery.tokens import keys_file
from voiceguide.disk.folder import data_folder, expand
from voiceguide.disk.interrupt import Interrupted
from voiceguide.errors import OutputError, VoiceguideError
from voiceguide.speech.engine import find_engine
from voiceguide.web.keys import load_keys
from voiceguide.web.site import Site

PORT = 8765
THREADS = 16
"""Sounds need no thread while they are sent, and nobody waits here for a build to go on."""
KEY_FILE = "serve.key"
STREAMS = "/stream"
"""Where sessions are that nobody stores."""
_M_MMAP_THRESHOLD = -3
PREFETCH = ("jinja2", "num2words", "numpy", "pydub", "lameenc", "soxr", "mutagen.id3")
"""Loaded before the first visitor comes: the first build is not slower than the others, and no
process is forked in the middle of an import."""


class Opened(Struct, frozen=True):
    """A page that is about to be served."""

    link: str
    """What opens it, on the network with its key."""
    streams: str
    """Where the sessions of a roster are streamed from; "" where there is none."""
    run: Callable[[], None]
    """Serves until Ctrl-C or SIGTERM."""
    close: Callable[[], None]
    """Gives everything back, where it is not served after all."""


def open_page(
    out: str,
    *,
    lan: bool = False,
    edit: bool = False,
    port: int = PORT,
    engine: str = "",
    renew: bool = False,
    roster: str = "",
) -> Opened:
    """Get ready to serve: take the port, read the keys. Raises VoiceguideError.

    With a `roster`, its sessions are streamed under /stream, by signed references.
    """
    _check_installed()
    _check_folder(expand(out))
    if engine:
        find_engine(engine)  # an unknown one is said here, and not to the first who builds
    if roster and not expand(roster).is_file():
        raise OutputError("there is no such file", where=roster, remedy="Check the path.")
    from voiceguide.web.app import create_app
    from voiceguide.web.episodes import file_for

    taken = _listen("0.0.0.0" if lan else "127.0.0.1", port)
    try:
        host = lan_address() if lan else "127.0.0.1"
        address = f"http://{host}:{taken.getsockname()[1]}"
        keys = load_keys(data_folder() / KEY_FILE, renew=renew)
        folder = expand(out).resolve()
        site = Site(
            folder,
            keys,
            lan=lan,
            edit=edit,
            address=address if lan else "",
            engine=engine,
            jobs=os.cpu_count() or 1,
            episodes=file_for(folder, data_folder()),
        )
        app = create_app(site)
        if roster:
            from voiceguide.web.stream import make_app, mounted

            streams = make_app(keys_file(expand(roster)))
            app.wsgi_app = mounted(app.wsgi_app, streams, STREAMS)  # type: ignore[method-assign]
        link = f"{address}/?key={keys.enter}" if lan else f"{address}/"
        streamed = f"{address}{STREAMS}" if roster else ""
        return Opened(link, streamed, lambda: serve(app, taken), lambda: close(app, taken))
    except BaseException:
        taken.close()
        raise


def serve(app: Any, taken: socket.socket) -> None:
    """Serve an app until Ctrl-C or SIGTERM, then end its builds."""
    from voiceguide.web.crowd import open_server
    from voiceguide.web.parts import parts_of

    here = parts_of(app)
    with _ending(here.builds.stop) as ended:
        _give_memory_back()
        _prefetch()
        here.voices.groups()  # so that the first visitor need not wait for the engine
        here.cards.warm()
        server = open_server(
            app,
            taken,
            threads=THREADS,
            ident="voiceguide",
            max_request_header_size=16 * 1024,
            max_request_body_size=max(here.site.limits.body, here.site.limits.text),
            outbuf_overflow=256 * 1024,
            channel_timeout=60,
            expose_tracebacks=False,
            clear_untrusted_proxy_headers=True,
            asyncore_use_poll=True,
        )
        # "Task queue depth is 1" only means that a visitor waits for a moment
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        try:
            server.run()  # takes SystemExit for its own end, and returns
        finally:
            server.close()
            here.cards.close()
            quiet = here.builds.close()
    if ended:
        _leave(128 + ended[0], quiet=quiet)


def _leave(code: int, *, quiet: bool) -> NoReturn:
    """End the process. Where a build still waits for a hung engine, end that too, and at once: left
    to itself the interpreter would end the engine first, and the build would start it again."""
    if not quiet:
        for child in multiprocessing.active_children():
            child.kill()
        sys.stdout.flush()
        os._exit(code)
    raise SystemExit(code)


def close(app: Any, taken: socket.socket) -> None:
    """Give back the port, and end the builds."""
    from voiceguide.web.parts import parts_of

    taken.close()
    parts_of(app).builds.close()


def lan_address() -> str:
    """This computer's address on the local network. Nothing is sent. Raises OutputError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1 (RFC 5737): only the route is looked up
            return str(probe.getsockname()[0])
        except OSError:
            pass
    for *_, place in _own_addresses():
        if not str(place[0]).startswith("127."):
            return str(place[0])
    raise OutputError(
        "this computer is on no network", remedy="Connect it, or serve without --lan."
    )


def show_qr(link: str, file: Any) -> None:
    """Print a link as a QR code for a phone's camera."""
    import segno

    segno.make(link, error="l").terminal(out=file, compact=True)


def _own_addresses() -> list[Any]:
    try:
        return socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return []


def _listen(host: str, port: int) -> socket.socket:
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere it would let two servers have one port
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(128)  # who comes before the server runs waits, and is not turned away
    except OSError as error:
        taken.close()
        raise OutputError(
            f"port {port} cannot be used ({error.strerror})",
            remedy="Name another with --port; 0 takes any free one.",
        ) from error
    return taken


def _check_folder(out: Path) -> None:
    """Raise OutputError where no session could ever be written."""
    place = next(one for one in (out, *out.absolute().parents) if one.exists())
    if not place.is_dir():
        raise OutputError(
            "this is not a folder", where=str(place), remedy="Name a folder with --out."
        )


def _check_installed() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("flask", "waitress", "segno") if find_spec(name) is None]
    if missing:
        raise VoiceguideError(
            f"the page needs {', '.join(missing)}", remedy="Run: pip install 'voiceguide[web]'"
        )


def _prefetch() -> None:
    from importlib import import_module

    for name in PREFETCH:
        import_module(name)


def _give_memory_back() -> None:
    """Let glibc return large blocks to the system as soon as they are free (mallopt(3)).

    Left to itself it raises the size from which it does so, and keeps the samples of every sentence
    that was ever made: after five builds 160 MiB instead of 48.
    """
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError):  # another system, another library
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 128 * 1024)


@contextlib.contextmanager
def _ending(stop: Callable[[], None]) -> Iterator[list[int]]:
    """Let Ctrl-C and SIGTERM stop the builds first, so that no page waits for their progress.

    Yields a list: the signal that came will stand in it.
    """
    came: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        came.append(number)
        stop()
        raise Interrupted(number)

    before = {}
    with contextlib.suppress(ValueError):  # not the main thread: whoever started it ends it
        before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
