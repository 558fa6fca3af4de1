"""Room for everybody: how many connections one address may keep, and how long a request may take.

waitress alone stops accepting at a number of connections, whoever has them, and waits as long as a
byte comes now and then: one computer that dribbles keeps everybody out. Here whoever comes gets in,
and room is made by closing the connection that has kept us waiting longest among those of its own
address, or of the address that has most.
"""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, cast

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

EACH = 100
"""Connections of one address. A browser opens six; fifty players behind one router have room."""
ALL = 200
"""Connections together, each a few kilobytes and a file of the process."""
DEADLINE = 20.0
"""Seconds from the first byte of a request to its last, body included; 32 kB need 13 kb/s."""
STALLED = 10.0
"""Seconds without taking a byte after which a reader may have to make room."""
CLEANUP = 5
"""Seconds between two looks for what is too late."""

Rank = tuple[int, float]


class Connection(HTTPChannel):
    """A connection that knows since when its present request is arriving."""

    began = 0.0

    def received(self, data: bytes) -> bool:
        """Take bytes in; another request begins with the first byte that is its own."""
        before = self.request
        taken = super().received(data)
        if self.request is not before:
            self.began = time.time()
        return taken

    def late(self, now: float) -> bool:
        """Whether a request has been arriving for too long."""
        arriving = self.request is not None and not self.requests
        return arriving and now - self.began > DEADLINE

    def rank(self, now: float) -> Rank | None:
        """How soon it may be closed, the highest first; None while it is being answered."""
        quiet = now - self.last_activity
        if self.requests:
            return None
        if self.total_outbufs_len:
            return (0, quiet) if quiet > STALLED else None
        return (1, quiet) if self.request is None else (2, now - self.began)


class CrowdServer(TcpWSGIServer):
    """waitress on a socket that listens already, with a limit for each address."""

    channel_class = Connection

    @property
    def connections(self) -> list[Connection]:
        """Those that are open, the newest last."""
        return list(cast("dict[int, Connection]", self.active_channels).values())

    def handle_accept(self) -> None:
        """Accept a connection, and close another one where there are too many."""
        super().handle_accept()
        found = self.connections
        if found and (crowd := find_crowd([str(one.addr[0]) for one in found])):
            close_one([one for one in found if one.addr[0] == crowd], found[-1], time.time())

    def maintenance(self, now: int) -> None:
        """Close what is idle, and whose request is late."""
        super().maintenance(now)
        for one in self.connections:
            if one.late(now):
                one.will_close = True


def open_server(app: Callable[..., Any], taken: socket.socket, **options: Any) -> CrowdServer:
    """Serve an app on a socket that listens. `options` are waitress's adjustments."""
    about = (taken.family, taken.type, taken.proto, taken.getsockname())
    own = Adjustments(connection_limit=2 * ALL, cleanup_interval=CLEANUP, **options)
    return CrowdServer(app, {}, _sock=taken, sockinfo=about, bind_socket=False, adj=own)


def find_crowd(addresses: list[str]) -> str:
    """The address that has to make room; "" where there is room. The newest stands last."""
    if addresses.count(addresses[-1]) > EACH:
        return addresses[-1]
    return Counter(addresses).most_common(1)[0][0] if len(addresses) > ALL else ""


def close_one(crowd: Iterable[Connection], newest: Connection, now: float) -> None:
    """Close what has kept us waiting longest; the newest where all others are being answered."""
    ranks = {one: rank for one in crowd if one is not newest and (rank := one.rank(now))}
    max(ranks, key=ranks.__getitem__, default=newest).handle_close()
