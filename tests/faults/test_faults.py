"""Every fault once or a few times: `make faults` injects them by the hundred.

Without their guards only some are played here; all of them are there.
"""

import importlib
import re
import sys
from pathlib import Path

import pytest

from tests.faults.fault import play
from tests.faults.stage import may_mount
from tests.faults.table import ROWS
from tests.faults.without import TAKEN_OUT

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="processes are watched by /proc"
    ),
]
SECURITY = Path(__file__).parents[2] / "SECURITY.md"
BY_NAME = {row.name: row for row in ROWS}
BARE = ("disk full", "cache swapped", "an engine's sound is no speech", "another name for the page",
        "fuzz: timeline", "hostile titles")  # fmt: skip


def playable(name):
    if BY_NAME[name].mounts and not may_mount():
        pytest.skip("only root may mount a small disk")
    return BY_NAME[name]


@pytest.mark.parametrize("name", [row.name for row in ROWS if row.quick])
def test_nothing_is_lost(name):
    row = playable(name)
    assert play(row, times=row.quick).losses == ()


@pytest.mark.parametrize("name", BARE)
def test_without_its_guard_something_is(name):
    row = playable(name)
    assert play(row, times=row.quick, without=True).losses


@pytest.mark.parametrize("guard", TAKEN_OUT)
def test_every_guard_is_where_it_is_said_to_be(guard):
    assert TAKEN_OUT[guard]
    for place in TAKEN_OUT[guard]:
        module, _, attribute = place.partition(":")
        found = importlib.import_module(module)
        for name in attribute.split("."):
            found = getattr(found, name)


def test_every_row_has_a_guard_and_every_guard_a_row():
    assert {row.guard for row in ROWS} == set(TAKEN_OUT)
    assert len(BY_NAME) == len(ROWS)


def test_security_names_only_rows_there_are_and_all_of_them():
    table = SECURITY.read_text("utf-8").partition("|---|---|")[2].partition("\n\n")[0]
    named = re.findall(r"`([^`]+)`", table)
    assert set(named) == set(BY_NAME)
