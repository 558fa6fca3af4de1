"""The queue: order, limits, progress, and what becomes of work that goes wrong."""

import threading
import time

import pytest

from voiceguide.errors import OutputError
from voiceguide.web.builds import MOST_REMEMBERED, Builds, Full


@pytest.fixture
def builds():
    made = Builds(workers=1, most_waiting=2)
    yield made
    made.close()


@pytest.fixture
def gate():
    """Work that goes on until it is let through."""
    opened = threading.Event()
    yield opened
    opened.set()


def until(gate):
    def work(tell):
        while not gate.wait(0.01):
            tell("speaking", 1, 2)
        return "made"

    return work


def begun(build):
    while build.progress.state == "waiting":
        time.sleep(0.005)
    return build


def test_work_is_done(builds):
    build = builds.submit("Hips", 1, lambda tell: "made")
    assert build.wait(5).session == "made"
    assert build.progress.state == "done"
    assert builds.find(build.id) is build
    assert builds.find("other") is None


def test_one_after_the_other(builds, gate):
    first = begun(builds.submit("a", 1, until(gate)))
    others = [builds.submit("b", n, lambda tell: "made") for n in (2, 3)]
    assert [builds.ahead_of(one) for one in others] == [0, 1]
    assert {one.progress.state for one in others} == {"waiting"}
    gate.set()
    assert [one.wait(5).state for one in (first, *others)] == ["done"] * 3


def test_a_full_queue_is_said(builds, gate):
    begun(builds.submit("a", 1, until(gate)))
    for n in (2, 3):
        builds.submit("b", n, until(gate))
    with pytest.raises(Full):
        builds.submit("c", 4, until(gate))


def test_the_same_is_not_made_twice(builds, gate):
    first = builds.submit("a", "same", until(gate))
    assert builds.submit("a", "same", until(gate)) is first
    assert builds.submit("a", "other", until(gate)) is not first
    gate.set()
    first.wait(5)
    assert builds.submit("a", "same", lambda tell: "again") is not first


@pytest.mark.parametrize("running", [True, False])
def test_it_can_be_stopped(builds, gate, running):
    first = begun(builds.submit("a", 1, until(gate)))
    stopped = first if running else builds.submit("b", 2, until(gate))
    stopped.stop()
    assert stopped.wait(5).state == "stopped"


def test_what_was_stopped_can_be_asked_for_again_at_once(builds):
    go = threading.Event()
    first = begun(builds.submit("a", "same", lambda tell: [go.wait(5), tell("speaking", 1, 2)][0]))
    first.stop()  # it notices at its next sentence
    again = builds.submit("a", "same", lambda tell: "made")
    assert again is not first
    go.set()
    assert first.wait(5).state == "stopped"
    assert again.wait(5).state == "done"


def test_what_was_stopped_takes_no_place_in_the_queue(builds, gate):
    begun(builds.submit("a", 1, until(gate)))
    stopped, kept = [builds.submit("b", n, until(gate)) for n in (2, 3)]
    stopped.stop()
    assert builds.ahead_of(kept) == 0
    builds.submit("c", 4, until(gate))
    with pytest.raises(Full):
        builds.submit("d", 5, until(gate))


def test_an_error_is_told_without_paths(builds):
    def work(tell):
        tell("speaking", 3, 9)
        raise OutputError("no room", where="/secret/place", remedy="Make room in /secret/place.")

    progress = builds.submit("a", 1, work).wait(5)
    assert progress.state == "failed"
    assert [one.what for one in progress.problems] == ["no room"]
    assert "secret" not in repr(progress)


def test_what_nobody_foresaw_does_not_end_the_worker(builds, caplog):
    def work(tell):
        raise ZeroDivisionError("/secret/place")

    progress = builds.submit("a", 1, work).wait(5)
    assert progress.state == "failed"
    assert "secret" not in repr(progress)
    assert "ZeroDivisionError" in caplog.text
    assert builds.submit("b", 2, lambda tell: "made").wait(5).state == "done"


def test_waiting_ends(builds, gate):
    build = builds.submit("a", 1, until(gate))
    started = time.monotonic()
    assert not build.wait(0.3).over
    assert 0.2 < time.monotonic() - started < 5


def test_old_builds_are_forgotten(builds):
    first = builds.submit("a", 0, lambda tell: "made")
    first.wait(5)
    for n in range(1, MOST_REMEMBERED + 5):
        builds.submit("a", n, lambda tell: "made").wait(5)
    assert builds.find(first.id) is None


def test_closing_does_not_wait_for_what_hangs(gate):
    builds = Builds(workers=1, most_waiting=1)
    build = begun(builds.submit("a", 1, lambda tell: [gate.wait(20), "made"][-1]))
    assert builds.close(0.05) is False
    assert not build.progress.over
    gate.set()
    assert builds.close() is True


def test_closing_stops_what_runs(gate):
    builds = Builds(workers=2, most_waiting=5)
    made = [builds.submit("a", n, until(gate)) for n in range(4)]
    builds.close()
    assert [one.progress.state for one in made] == ["stopped"] * 4
    with pytest.raises(Full):
        builds.submit("b", 9, until(gate))
