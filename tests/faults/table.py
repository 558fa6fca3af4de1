"""The table of faults: every row there is."""

from __future__ import annotations

from tests.faults import disk, engines, folders, fuzz, hostile, kill, page, servers, sharing
from tests.faults.fault import Fault

ROWS: tuple[Fault, ...] = tuple(
    row
    for module in (kill, disk, sharing, engines, servers, folders, page, hostile, fuzz)
    for row in module.ROWS
)
