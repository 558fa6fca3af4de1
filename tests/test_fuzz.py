"""Whatever is in a routine or a script, checking it ends in problems, never in an exception."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.session.test_check import WHOLE
from voiceguide.disk import library
from voiceguide.disk.library import built_in_scripts
from voiceguide.errors import VoiceguideError
from voiceguide.plan.estimate import estimate
from voiceguide.plan.place import place
from voiceguide.routine.routine import Overrides, check_routine_text
from voiceguide.script.parse import check_script
from voiceguide.session.inspection import inspect

BUILT_IN = sorted(path for path in built_in_scripts().rglob("*") if path.suffix in {".j2", ".toml"})
SCRIPTS = [path.read_bytes() for path in BUILT_IN if path.suffix == ".j2"]
ROUTINES = [path.read_bytes() for path in BUILT_IN if path.suffix == ".toml"]
PIECES = [
    b"[hold 45s]", b"[end]", b"[reps 8]", b"[rest 5s]", b"[phases]", b"[tone chime]", b"[tone a.wav]",
    b"# ", b"#", b" | ", b" / ", b"countdown 5", b"breathe 4-6", b"every 1s | Go.", b"-5s | Go.",
    b"50% | [tone end]", b"{{", b"}}", b"{%", b"%}", b"{#", b"{{ side }}", b"{{ hold }}", b"{{ none }}",
    b"{% if first %}", b"{% endif %}", b"{% include 'rest.cue.j2' %}", b"{{ hold / 7 }}", b"{n}",
    b"\0", b"\x1e", b"\x1ea:1\x1f", b"\x1f", b"\r\n", b"\n\n", b"\t", b"\x85", b"\xe2\x80\xa8", b"\xff",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", "½³٣".encode(), b"=", b'"', b"[[", b"]]", b"[pair]", b"= 1e999",
    b"= -1", b"= []", b"= {}", b"= 1979-05-27", b"= inf", b"99999999999999999999s", b"'''", b"\\",
]  # fmt: skip
"""What mistakes, and attacks, are made of."""
FEW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def mutated(draw, texts):
    """One of some texts with a few places cut out, doubled, or written over."""
    text = bytearray(draw(st.sampled_from(texts)))
    luck = random.Random(draw(st.integers(0, 1 << 30)))
    for _ in range(draw(st.integers(1, 8))):
        at = luck.randrange(len(text) + 1)
        end = min(len(text), at + luck.choice((0, 0, 1, 5, 40)))
        text[at:end] = luck.choice((b"", luck.choice(PIECES), bytes(text[at:end]) * 2))
    return bytes(text)


jumble = st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=30).map(b"".join)


@pytest.fixture
def hips(tmp_path, monkeypatch):
    """What checks a routine with one of its files replaced."""
    monkeypatch.chdir(tmp_path)

    def check(name: str, data: bytes) -> None:
        folder = tmp_path / "hips"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for file, whole in {**WHOLE, name: data}.items():
            Path(folder, file).write_bytes(whole)
        library.native_language.cache_clear()
        problems, _ = inspect("hips")
        for problem in problems:
            assert problem.text.strip().endswith((".", "?")), problem
            assert "Traceback" not in problem.text
            assert "Error(" not in problem.text, problem

    return check


@FEW
@given(data=st.binary(max_size=200) | jumble | mutated(SCRIPTS))
@example(b"{{ side }} leg.\n")
@example(b"{{ side }}\x1ea:1\x1f[hold]\n")
@example(b"[hold 45s]\n[phases]\n[phases]\n[end]\n[end]\n")
def test_any_script(hips, data):
    hips("one-stretch.cue.j2", data)


@FEW
@given(data=st.binary(max_size=200) | jumble | mutated([WHOLE["routine.toml"], *ROUTINES]))
@example(b"title = 1979-05-27")
@example(b"pair = 1")
@example(b"pair = [1, {}]")
@example(b"title = 'a'\npair = [{stretch = {}, strengthen = {}}]")
def test_any_routine_file(hips, data):
    hips("routine.toml", data)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(lambda it: b"\n".join(it).decode("utf-8", "ignore")) | st.text())  # fmt: skip
def test_any_lines(text):
    cues, errors = check_script(text)
    assert all(isinstance(error, VoiceguideError) for error in errors)
    try:
        place(cues, estimate, complain=lambda one: None)
    except VoiceguideError as error:
        assert error.where  # noqa: PT017 - most scripts raise nothing


@settings(max_examples=300, deadline=None)
@given(st.text() | mutated(ROUTINES).map(lambda data: data.decode("utf-8", "ignore")))
def test_any_text_of_a_routine(text):
    routine, errors = check_routine_text(text, "routine.toml")
    assert routine is not None or errors
    assert all(error.where.startswith("routine.toml") for error in errors)


@FEW
@given(st.dictionaries(st.sampled_from(["hold", "reps", "tempo", "rest", "rounds", "detail", "tv"]), st.text()))  # fmt: skip
def test_any_option(values):
    from voiceguide.routine.routine import parse_overrides

    try:
        assert isinstance(parse_overrides(values, {}, {}), Overrides)
    except VoiceguideError as error:
        assert error.where.startswith("--")  # noqa: PT017 - most options raise nothing
