"""The bar: it covers the whole wait, never goes back, and is full at the end alone."""

import pytest

from tests.formats.lines import DAY
from voiceguide.progress import STEPS, Progress, counted
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.build import build
from voiceguide.session.request import Request

pytestmark = pytest.mark.long

SHARES = {"speak": 60, "finish": 15, "write": 25}


@pytest.mark.parametrize(
    ("told", "bar"),
    [
        ([("speak", 1, 2), ("speak", 2, 2), ("finish", 1, 1), ("write", 1, 5)], [30, 60, 75, 80]),
        ([("speak", 10, 10), ("write", 0, 4), ("write", 2, 4), ("write", 4, 4)], [60, 60, 80, 99]),
        ([("write", 0, 4), ("write", 1, 4), ("write", 4, 4)], [0, 25, 99]),
        ([("speak", 5, 5), ("speak", 0, 1), ("speak", 1, 1), ("write", 1, 2)], [60, 60, 84, 92]),
        ([("speak", 2, 2), ("speak", 1, 2), ("speak", 2, 2)], [60, 72, 84]),
        ([("finish", 1, 1), ("finish", 0, 0)], [37, 37]),
    ],
)
def test_the_bar(told, bar):
    seen = []
    progress = Progress(lambda *now: seen.append(now), SHARES)
    for name, done, total in told:
        progress.stage(name)(done, total)
    progress.end()
    assert seen == [*((at, STEPS) for at in bar), (STEPS, STEPS)]


def test_nobody_need_listen():
    Progress(None, SHARES).stage("write")(1, 2)


def test_what_is_counted():
    seen = []
    assert list(counted("abc", 3, lambda *now: seen.append(now))) == ["a", "b", "c"]
    assert seen == [(0, 3), (1, 3), (2, 3)]


@pytest.mark.parametrize("kind", ["mp3", "wav", "m4b"])
@pytest.mark.parametrize("bed", ["none", "rain"])
def test_a_whole_session(tmp_path, kind, bed):
    settings = {"voice": {"engine": "silent"}, "hold": "10s", "reps": "1", "bed": bed}
    overrides = parse_overrides(settings, {}, {})
    out = tmp_path / f"out.{kind}"
    asked = Request("desk-break", DAY, tmp_path / "cache", str(out), overrides, jobs=2)
    for new in (True, False):
        seen, sentences = [], []

        def report(done, total, seen=seen, before=new):
            seen.append((done, total, out.is_file() or not before))

        made = build(asked, report, lambda *now, told=sentences: told.append(now))
        at = [done for done, _, _ in seen]
        assert at == sorted(at)
        assert seen[-1] == (STEPS, STEPS, True)
        assert at.count(STEPS) == 1
        assert len(set(at)) > 5
        assert sentences[-1:] == ([(made.spoken, made.spoken)] if new else [])
