"""Any program as an engine: whatever it prints, starts or leaves behind."""

import sys
import time
import tracemalloc

import pytest

from voiceguide.errors import EngineFailed
from voiceguide.speech.command import LONGEST_REASON, last_line
from voiceguide.speech.engine import Voice, find_engine

START = "import subprocess, sys, time, wave\n"
WRITE = """
with wave.open(sys.argv[1], "wb") as file:
    file.setparams((1, 2, 16000, 0, "NONE", ""))
    file.writeframes(b"\\x00\\x20\\x00\\xe0" * 600)
"""


@pytest.fixture
def speak(tmp_path):
    def run(code):
        program = tmp_path / "program.py"
        program.write_text(START + code)
        engine = find_engine(f"command:{sys.executable} {program} {{out}}")
        engine.speak("Breathe.", Voice("", "", ""), 150, tmp_path / "out.wav")

    return run


def test_what_it_prints_takes_no_memory(speak, tmp_path):
    tracemalloc.start()
    speak(f"for _ in range(100): sys.stdout.write('x' * 1000000)\n{WRITE}")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1_000_000
    assert [one.name for one in tmp_path.iterdir() if one.suffix != ".py"] == ["out.wav"]


def test_what_it_leaves_behind_is_not_waited_for(speak, tmp_path):
    began = time.monotonic()
    speak(
        f"print(subprocess.Popen(['sleep', '5']).pid, file=open({str(tmp_path / 'pid')!r}, 'w'))\n{WRITE}"
    )
    assert time.monotonic() - began < 4


def test_its_last_complaint_is_quoted(speak, tmp_path):
    with pytest.raises(EngineFailed, match=r"ended with 3: no voice data\.$"):
        speak("sys.stderr.write('x' * 5000000 + '\\nno voice data.\\n'); sys.exit(3)")
    assert not list(tmp_path.glob("*.said"))


@pytest.mark.parametrize(
    ("said", "line"),
    [("", ""), ("\n\n", ""), ("one\ntwo.\n", "two"), ("a" * 9000, "a" * LONGEST_REASON), ("ü\xff", "ü\xff")],
)  # fmt: skip
def test_last_line(tmp_path, said, line):
    (tmp_path / "said").write_text(said)
    assert last_line(tmp_path / "said") == line
