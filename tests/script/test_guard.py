"""A script from a stranger: whatever its template tries, it is refused in one sentence.

Each attack is checked by a process of its own, as a person would check it, and measured: how much
processor time it and its children took, and the most memory any of them had. (Time on the clock
would measure how busy this computer is; it is only bounded, so that nothing hangs.)
"""

import datetime
import json
import os
import pickle
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from tests.session.test_check import WHOLE
from voiceguide import errors
from voiceguide.duration import Milliseconds
from voiceguide.errors import ScriptError, SlowScript
from voiceguide.plan.estimate import estimate
from voiceguide.routine.routine import parse_overrides
from voiceguide.script import guard
from voiceguide.script.guard import LIMITS, Limits, run_bounded
from voiceguide.script.marked import MARK
from voiceguide.script.rendering import Job
from voiceguide.session.draft import open_draft
from voiceguide.session.inspection import inspect
from voiceguide.session.request import Request

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no system limits a process there")

SECONDS = 5.0
MEBIBYTES = 512
SECRET = "kept from every script"

SANDBOX = {
    "the classes of Python": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "the globals of the template": "{{ self.__init__.__globals__ }}",
    "the context of the template": "{{ self._TemplateReference__context }}",
    "the globals of cycler": "{{ cycler.__init__.__globals__.os.popen(TOUCH) }}",
    "the globals of lipsum": "{{ lipsum.__globals__['os'].system(TOUCH) }}",
    "the globals of namespace": "{{ namespace.__init__.__globals__ }}",
    "the globals of joiner": "{{ joiner.__init__.__globals__ }}",
    "the globals of a duration": "{{ hold.__str__.__globals__ }}",
    "the function of a macro": "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "the class of a loop": "{% for n in [1] %}{{ loop.__class__ }}{% endfor %}",
    "the object of a method": "{{ ''.join.__self__.__class__ }}",
    "the frame of a generator": "{{ ([1]|map('string')).gi_frame }}",
    "an attribute by filter": "{{ ''|attr('__class__') }}",
    "attributes by map": "{{ ['']|map('attr', '__class__')|join }}",
    "attributes by name": "{{ ['']|map(attribute='__class__')|join }}",
    "a format string": "{{ '{0.__class__.__mro__}'.format(1) }}",
    "a format string with names": "{{ '{x.__class__}'.format_map({'x': 1}) }}",
    "a format method kept": "{% set f = '{0.__class__}'.format %}{{ f(1) }}",
    "a format method by filter": "{{ ('{0.__class__}'|attr('format'))(1) }}",
    "an import": "{{ __import__('os').system(TOUCH) }}",
    "a file by open": "{{ open(SECRET_FILE).read() }}",
}

LOOPS = {
    "a long range": "{% for n in range(10**9) %}{% endfor %}",
    "ranges in ranges": "{% for a in range(99999) %}{% for b in range(99999) %}"
    "{% endfor %}{% endfor %}",
    "ranges in ranges that speak": "{% for a in range(99999) %}{% for b in range(99999) %}"
    "Fold over.\n{% endfor %}{% endfor %}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a macro that calls itself twice": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}"
    "{% endif %}{% endmacro %}{{ m(60) }}",
    "a loop that calls itself": "{% for n in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "a script that includes itself": "{% include 'one-stretch.cue.j2' %}",
    "a script that extends itself": "{% extends 'one-stretch.cue.j2' %}",
    "a script that imports itself": "{% import 'one-stretch.cue.j2' as me %}",
    "a power of a power": "{{ 9**(9**9) }}",
    "a loop in a set": "{% set a = [1]|slice(10**9)|list %}{{ a }}",
    "a sum of lists": "{{ ([[1]] * 99999 * 1)|sum(start=[])|length }}{{ [[[1]] * 99999]|map('sum', start=[])|list|length }}",
    "a text of nonsense": "{{ lipsum(n=10**9) }}",
    "a thousand includes": "{% for n in range(99999) %}{% include 'rest.cue.j2' %}{% endfor %}",
    "a product of products": "{% set n = namespace(i=9) %}{% for i in range(99999) %}"
    "{% set n.i = n.i * n.i %}{% endfor %}",
    "a deep expression": "{{ " + "(" * 9999 + "1" + ")" * 9999 + " }}",
}

STRINGS = {
    "a text ten billion times": "{{ 'a' * 10**10 }}",
    "a variable ten billion times": "{{ side * 10**10 }}",
    "a list ten billion times": "{{ [1] * 10**10 }}",
    "a text that doubles": "{% set n = namespace(t='a') %}{% for i in range(99) %}"
    "{% set n.t = n.t ~ n.t %}{% endfor %}{{ n.t }}",
    "a join of joins": "{{ range(99999)|join(range(99999)|join(range(99999)|join)) }}",
    "a wide number": "{{ '%1000000000d' % 1 }}",
    "a wide number by filter": "{{ '%1000000000d'|format(1) }}",
    "a wide number by method": "{{ '{:1000000000}'.format(1) }}",
    "a centred text": "{{ 'a'|center(10**9) }}",
    "a padded text": "{{ 'a'.ljust(10**10) }}",
    "an indented text": "{{ 'a\na'|indent(10**9) }}",
    "a text of tabs": "{{ '\t'.expandtabs(10**9) }}",
    "replaced by more": "{{ ('a' * 99999).replace('a', 'b' * 99999) }}",
    "a long fill": "{{ [1]|batch(10**9, 'a')|list }}",
    "many slices": "{{ [1]|slice(10**9)|list }}",
}

FILES = {
    "an absolute path": "{% include '/etc/passwd' %}",
    "a path upwards": "{% include '../../../../../../../../etc/passwd' %}",
    "a path down and up": "{% include 'parts/../../secret.txt' %}",
    "a file beside the folder": "{% include '../secret.txt' %}",
    "a file by its path": "{% include SECRET_FILE %}",
    "a file imported": "{% import SECRET_FILE as it %}",
    "a file extended": "{% extends SECRET_FILE %}",
    "a device": "{% include '/dev/zero' %}",
    "a link to a device": "{% include 'zero.j2' %}",
    "a link to a file": "{% include 'secret.j2' %}",
    "a link to a folder": "{% include 'up/secret.txt' %}",
    "a pipe": "{% include 'pipe.j2' %}",
    "a name that is too long": "{% include 'a' * 5000 %}",
    "a name with a zero": "{% include 'a\\0' %}",
}

FLOODS = {
    "holds full of words": "{% for n in range(300) %}\n[hold 15m]\nevery 1s | Go.\n[end]\n{% endfor %}",
    "a hold full of lines": "[hold 15m]\n{% for n in range(25) %}\nevery 1s | Go.\n{% endfor %}\n[end]",
    "everything at once": "[hold 15m]\n{% for n in range(2000) %}\n0s | a\n{% endfor %}\n[end]",
    "wordings without end": "[hold 15m]\nevery 1s | a{{ ' / a' * 20000 }}\n[end]",
    "a line full of marks": "a{% for n in range(6000) %}a{% endfor %}",
    "a number in every letter": "[reps 100 tempo 1-0-0]\ncount | {{ '{n}' * 20000 }}\n[end]",
    "chapters without end": "{% for n in range(6000) %}\n# a\n{% endfor %}\n[hold 15m]\n{% for n in range(9) %}\nevery 1s | Go.\n{% endfor %}\n[end]",
    "breaths without end": "[hold 15m]\n{% for n in range(4000) %}\nbreathe 1-1\n{% endfor %}\n[end]",
    "repetitions without end": "{% for n in range(110) %}\n[reps 100 tempo 1-0-0]\n[end]\n{% endfor %}",
}
"""Scripts that render quickly, and ask for more than can be laid out."""

ATTACKS = SANDBOX | LOOPS | STRINGS | FILES

MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True, stdin=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"out": done.stdout, "err": done.stderr, "code": done.returncode,
                  "seconds": used.ru_utime + used.ru_stime, "mebibytes": used.ru_maxrss / 1024}))
"""


@pytest.fixture
def attack(tmp_path):
    """What checks a routine with a hostile script in a process of its own, and measures it."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    hips = tmp_path / "hips"
    (hips / "parts").mkdir(parents=True)
    for name, data in WHOLE.items():
        (hips / name).write_bytes(data)
    (hips / "zero.j2").symlink_to("/dev/zero")
    (hips / "secret.j2").symlink_to(secret)
    (hips / "up").symlink_to(tmp_path)
    os.mkfifo(hips / "pipe.j2")
    own = tmp_path / "own"
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "VOICEGUIDE_CACHE_DIR": str(own / "cache"),
        "VOICEGUIDE_DATA_DIR": str(own / "data"),
        "VOICEGUIDE_CONFIG": str(own / "config.toml"),
    }

    def look() -> dict[Path, int]:
        return {path: path.lstat().st_mtime_ns for path in (*tmp_path.iterdir(), *hips.iterdir())}

    def run(script: str, lift: str = "") -> dict:
        if lift:
            (hips / "one-lift.cue.j2").write_text(lift)
        script = script.replace("TOUCH", repr(f"touch {tmp_path}/touched"))
        script = script.replace("SECRET_FILE", repr(str(secret)))
        (hips / "one-stretch.cue.j2").write_text(f"# Fold\n\n{script}\n")
        own.mkdir()
        before = look()
        command = [sys.executable, "-m", "voiceguide", "check", "hips"]
        measured = subprocess.run(
            [sys.executable, "-c", MEASURE, *command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=30,
        )  # fmt: skip
        assert look() == {**before, own: own.stat().st_mtime_ns}
        assert secret.read_text() == SECRET
        return json.loads(measured.stdout)

    return run


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused(attack, name):
    found = attack(ATTACKS[name])
    assert (found["code"], found["err"]) == (1, "")
    assert SECRET not in found["out"]
    sentence, *excerpt = found["out"].splitlines()
    assert re.fullmatch(r"hips/(one-stretch|rest)\.cue\.j2:[1-9]\d*:[1-9]\d*: \S.+[.?]", sentence)
    assert len(excerpt) == 2  # the line, and the caret under it
    assert found["seconds"] < SECONDS
    assert found["mebibytes"] < MEBIBYTES


@pytest.mark.parametrize("script", FLOODS.values(), ids=FLOODS)
def test_a_flood_is_refused(attack, script):
    found = attack(script)
    assert (found["code"], found["err"]) == (1, "")
    assert re.match(r"hips/\S+: \S.+[.?]\n", found["out"])
    assert found["seconds"] < SECONDS
    assert found["mebibytes"] < MEBIBYTES


def test_a_line_that_names_another_file_shows_nothing_of_it(attack):
    found = attack("{{ '\\x1e' ~ SECRET_FILE ~ ':1\\x1f' }}[nothing]")
    assert (found["code"], found["err"]) == (1, "")
    assert SECRET not in found["out"]


@pytest.mark.long
def test_a_session_of_four_hours_is_no_attack(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(tmp_path))
    options = ["hip-rotation", "--rounds", "18", "--hold", "60s", "--json"]
    command = [sys.executable, "-m", "voiceguide", "timeline", *options]
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, *command], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2], timeout=60,
    )  # fmt: skip
    found = json.loads(measured.stdout)
    assert found["code"] == 0, found["err"]
    plan = json.loads(found["out"])
    assert 3.5 < plan["duration_ms"] / 3_600_000 <= 4
    assert found["seconds"] < SECONDS
    checked = inspect("hip-rotation", parse_overrides({"rounds": "18", "hold": "60s"}, {}, {}))
    assert checked[0] == []


@pytest.mark.long
def test_a_time_is_filled_though_other_choices_would_be_too_long(tmp_path):
    request = Request("hip-rotation", datetime.date(2026, 1, 1), tmp_path,
                      overrides=parse_overrides({"rounds": 18, "reps": 5, "detail": "tones"}, {}, {}))  # fmt: skip
    filled = open_draft(request).fill(Milliseconds(12_000_000), cache(estimate))
    assert filled is not None
    assert 11_900_000 < filled.length_ms <= 12_000_000


LOOP = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


def render(*texts: str, limits: Limits = LIMITS) -> list[str]:
    """What texts come to in a bounded child, without their marks."""
    scripts = {f"{number}.cue.j2": text for number, text in enumerate(texts)}
    job = Job("en", "seed", tuple((name, {"side": None}) for name in scripts))
    rendered = run_bounded(
        job, lambda name: (scripts[name], name) if name in scripts else None, limits
    )
    return [MARK.sub("", str(text)).strip() for text in rendered.texts]


def test_a_script_is_stopped_in_a_thread_too():
    with ThreadPoolExecutor(1) as threads:
        error = threads.submit(render, LOOP).exception(timeout=30)
    assert isinstance(error, SlowScript)
    assert error.where == "0.cue.j2:1"


def test_a_script_that_waits_is_stopped():
    limits = Limits(patience=0.3)
    with pytest.raises(SlowScript, match=r"takes longer than 1 s"):
        render(LOOP, limits=limits)


@pytest.mark.parametrize(
    "limits", [Limits(), Limits(seconds=60, all_seconds=90, patience=2), Limits(seconds=0.1)]
)
@pytest.mark.parametrize("attack", [LOOP, STRINGS["a text that doubles"], "{{ nobody }}"])
@pytest.mark.long
def test_the_next_one_is_rendered_after_one_that_was_refused(limits, attack):
    assert render("One.", limits=limits) == ["One."]
    with pytest.raises(ScriptError):
        render("Two.", attack, limits=limits)
    assert render("Three.", limits=limits) == ["Three."]


def test_one_child_does_all(monkeypatch):
    started = []
    start = guard._Child.__init__
    monkeypatch.setattr(
        guard._Child,
        "__init__",
        lambda self, limits: [start(self, limits), started.append(self)][0],
    )
    limits = Limits(patience=9.5)  # nobody else's child
    for text in ("One.", "Two.", "Three."):
        assert render(text, limits=limits) == [text]
    assert len(started) == 1


def test_what_is_compiled_once_is_not_what_was_rendered():
    limits = Limits(patience=9.5)
    assert render("{{ [1, 2]|sum }}.", limits=limits) == ["3."]
    assert render("{{ [1, 3]|sum }}.", limits=limits) == ["4."]


def test_many_threads_render_at_once():
    texts = [f"{{{{ {number} + 1 }}}}." for number in range(12)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(render, texts)) == [[f"{n + 1}."] for n in range(12)]


ORPHAN = """
import os, sys
from voiceguide.script import guard
from voiceguide.script.rendering import Job
guard.run_bounded(Job("en", "", ()), lambda name: None)
print(guard._idle[0]._process.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_child_ends_with_its_parent():
    command = [sys.executable, "-c", ORPHAN]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    child = int(done.stdout)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    pytest.fail("the child is still there")


def test_a_fork_leaves_the_child_to_its_parent():
    assert render("One.") == ["One."]
    pid = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORK], capture_output=True, text=True, check=False, timeout=30
    )  # fmt: skip
    assert (pid.returncode, pid.stdout.split(), pid.stderr) == (0, ["0", "2", "1", "2"], "")


FORK = """
import os
from voiceguide.script import guard
from voiceguide.script.rendering import Job
def render():
    guard.run_bounded(Job("en", "", (("a", {"side": None}),)), lambda name: ("a", "a"))
render()
child = os.fork()
if not child:
    print(len(guard._idle), flush=True)
    render()
    print(2, flush=True)
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print(len(guard._idle))
render()
print(2)
"""


def test_the_others_are_rendered_after_one_that_was_stopped(attack):
    found = attack("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                   lift="[puse 3s]")  # fmt: skip
    first, second = (line for line in found["out"].splitlines() if line.startswith("hips"))
    assert first == (
        "hips/one-stretch.cue.j2:3:1: the script takes longer than 1 s to render. "
        "Is there a loop that runs too often?"
    )
    assert second == "hips/one-lift.cue.j2:1:2: unknown directive [puse]. Did you mean 'pause'?"


def test_what_may_be_missing_is_not_read_either(attack):
    # were anything read, it would be part of the directive's name
    paths = "'/etc/passwd', '../secret.txt', 'secret.j2', 'zero.j2', 'pipe.j2', SECRET_FILE"
    found = attack("[{% include [" + paths + "] ignore missing %}]")
    assert found["out"].startswith("hips/one-stretch.cue.j2:3:1: unknown directive []. ")


@pytest.fixture
def nobody(monkeypatch):
    """No child waits; those that do at the end are ended."""
    monkeypatch.setattr(guard, "_idle", [])
    yield
    guard._end_idle()


def test_a_child_that_was_prepared_does_the_next_job(nobody):
    guard.prepare()
    guard.prepare()
    (child,) = guard._idle
    assert render("One.") == ["One."]
    assert guard._idle == [child]


def test_a_child_that_was_prepared_and_has_died_is_replaced(nobody):
    guard.prepare()
    (child,) = guard._idle
    child._process.kill()
    child._process.wait()
    assert render("One.") == ["One."]
    assert child not in guard._idle


@pytest.mark.parametrize("prepared", [True, False], ids=["prepared", "not prepared"])
def test_a_child_that_cannot_be_had_is_told_by_the_job(nobody, monkeypatch, prepared):
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(guard, "__file__", "/nowhere/voiceguide/script/guard.py")
    if prepared:
        guard.prepare()
    with pytest.raises(ScriptError, match="the process that renders scripts does not start"):
        render("One.")
    assert guard._idle == []


@pytest.mark.parametrize("problem", [KeyboardInterrupt, RuntimeError])
def test_nothing_is_left_of_a_job_that_is_broken_off(problem):
    limits = Limits(patience=9)

    def read(name):
        raise problem

    job = Job("en", "seed", (("a.cue.j2", {"side": None}),))
    with pytest.raises(problem):
        run_bounded(job, read, limits)
    assert not any(child.limits == limits for child in guard._idle)
    assert render("One.", limits=limits) == ["One."]


@pytest.mark.parametrize(
    "said", [os.getpid, eval, subprocess.Popen, errors.suggest, guard.run_bounded, Limits()]
)
def test_a_child_can_say_nothing_but_what_it_is_asked(said):
    with pytest.raises(pickle.UnpicklingError):
        guard._Hearing(BytesIO(pickle.dumps(said))).load()
