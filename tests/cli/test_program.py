"""The command line as a person meets it: what is said, where, and with which exit code.

Every row is a process of its own. Data goes to standard output and messages to standard error; what
goes wrong is one sentence there, without a traceback, and leaves no file behind.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.lasting import lasting

ROOT = Path(__file__).parents[2]
ENGINE = """
import os, signal, sys, time, wave
way, out = sys.argv[1:3]
if way == "hangs":
    open("started", "w").close()
    time.sleep(60)
if way == "dies":
    sys.exit("the voice is gone.")
if way == "crashes":
    os.kill(os.getpid(), signal.SIGSEGV)
if way == "garbage":
    open(out, "w").write("no sound at all")
if way == "silence":
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16000 * 3))
"""

PAIR = """
[[pair]]
stretch = { exercise = "fold" }
strengthen = { exercise = "external-rotation-lift" }
"""
FILES = {
    "engine.py": ENGINE,
    "a file": "not a folder",
    "hips/routine.toml": 'title = "Hips"\n' + PAIR,
    "hips/fold.cue.j2": "# Fold\n\nFold over your {{ side }} leg.\n\n[hold {{ hold }}]\n[end]\n",
    "toml/routine.toml": 'title = "Hips\n' + PAIR,
    "template/routine.toml": 'title = "Hips"\n' + PAIR,
    "template/fold.cue.j2": "# Fold\n{% if first %}\nFold over.\n",
    "directive/routine.toml": 'title = "Hips"\n' + PAIR,
    "directive/fold.cue.j2": "# Fold\n\n[puase 3s]\n",
    "duration/routine.toml": 'title = "Hips"\n' + PAIR,
    "duration/fold.cue.j2": "# Fold\n\n[hold 45]\n[end]\n",
    "loop/routine.toml": 'title = "Hips"\n' + PAIR,
    "loop/fold.cue.j2": "# Fold\n\n{% for a in range(99999) %}{% for b in range(99999) %}"
    "{% endfor %}{% endfor %}\n",
    "broken.mp3": "no sound",
    "broken.timeline.json": "{",
    "config.toml": "",
    "nothing/pyttsx3.py": "raise ImportError('No module named pyttsx3')",
}

FIRST = "'Sit tall, and let your shoulders drop.'"
DOCTOR = "See what can speak with: voiceguide doctor"
BAD_INPUT = {
    "build hip-rotatoin": "unknown routine 'hip-rotatoin'. Did you mean 'hip-rotation'? A routine is a name, a folder or a .toml file.",
    "build nothing.toml": "there is no file nothing.toml. Check the path.",
    "build nothing": "there is no routine.toml in nothing. Check the folder.",
    "build ''": "the routine's name is empty. See voiceguide list.",
    "build toml": "toml/routine.toml:1: not valid TOML: a text is not closed. Close it with a quote on the same line.",
    "build template": "template/fold.cue.j2:2: 'if' is not closed. Write {% endif %} after its last line.",
    "build directive": "directive/fold.cue.j2:3: unknown directive [puase]. Did you mean 'pause'?",
    "build duration": "duration/fold.cue.j2:3: '45' is not a duration. Say the unit: \"45s\" for seconds, \"45m\" for minutes.",
    "build loop": "loop/fold.cue.j2:3: the script takes longer than 1 s to render. Is there a loop that runs too often?",
    "timeline loop": "loop/fold.cue.j2:3: the script takes longer than 1 s to render. Is there a loop that runs too often?",
    "script directive": "directive/fold.cue.j2:3: unknown directive [puase]. Did you mean 'pause'?",
    "build hips --hold 45": "--hold: '45' is not a duration. Say the unit: \"45s\" for seconds, \"45m\" for minutes.",
    "build hips --hold 20m": "--hold: 20m is out of range. It may be 1s to 15m.",
    "build hips --reps many": "--reps: 'many' is not a whole number.",
    "build hips --side-order both": "--side-order: unknown value 'both'. Choose from: exercise, pair.",
    "build hips --fit soon": "--fit: 'soon' is not a duration. Write it like \"45s\", \"1m30s\" or \"1:30\".",
    "build hips --set fodl.hold=50s": "--set: unknown exercise 'fodl'. Did you mean 'fold'?",
    "build hips --set fold.hold": "--set: 'fold.hold' has no '='. Write --set NAME=VALUE.",
    "build hips --var colour": "--var: 'colour' has no '='. Write --var NAME=VALUE.",
    "build hips --engine nobody": "unknown engine 'nobody'. Choose from: auto, command, hibari, http, https, pico, piper, recorded, silent, system.",
    "build hips --engine command:nobody": "--engine: the command engine needs a program that writes {out}. For example: --engine 'command:flite -voice slt -t {text} -o {out}'",
    "build hips --engine 'command:nobody {out}'": "there is no program 'nobody'. Install it, or give its full path in --engine.",
    "build hips --jobs 1 --engine 'command:PYTHON engine.py dies {out}'": f"the command engine failed twice at {FIRST}: PYTHON ended with 1: the voice is gone. {DOCTOR}",
    "build hips --jobs 1 --engine 'command:PYTHON engine.py crashes {out}'": f"the command engine failed twice at {FIRST}: PYTHON ended with -11. {DOCTOR}",
    "build hips --jobs 1 --engine 'command:PYTHON engine.py hangs {out}' --speech-timeout 0.5s": f"the command engine failed twice at {FIRST}: it was not done after 0.5 s. {DOCTOR}",
    "build hips --jobs 1 --engine 'command:PYTHON engine.py silence {out}'": f"the command engine failed twice at {FIRST}: it wrote silence. {DOCTOR}",
    "build hips --jobs 1 --engine 'command:PYTHON engine.py garbage {out}'": f"the command engine failed twice at {FIRST}: it did not write a WAV file that can be read (it does not begin as a WAV file does). {DOCTOR}",
    "build hips --jobs 1 --engine 'command:PYTHON engine.py nothing {out}'": f"the command engine failed twice at {FIRST}: it wrote no file. {DOCTOR}",
    "build hips --engine silent --out 'a file'": "a file/hips.mp3: the session cannot be written (a file is in the way of its folder). Choose another place with --out.",
    "build hips --engine silent --out 'a file/hips.mp3'": "a file/hips.mp3: the session cannot be written (a file is in the way of its folder). Choose another place with --out.",
    "build hips --engine silent --out /proc/here": "/proc/here/hips.mp3: the session cannot be written (No such file or directory). Choose another place with --out.",
    "timeline hips --svg 'a file/plan.svg'": "a file/plan.svg: cannot be written (File exists).",
    "verify nothing.mp3": "nothing.mp3: there is no such file. Check the path.",
    "verify broken.mp3": "broken.timeline.json: not a timeline: Input data was truncated.",
    "new ../hips": "'../hips' cannot be a routine's name. Use letters (a to z), digits and hyphens, like hips.",
}  # fmt: skip
"""Command -> the one sentence on standard error."""

NO_VOICE = {
    "build hips --voice nobody": r"there is no voice 'nobody'\. Choose from: .*English.*\. List them all with: voiceguide voices",
    "build hips --lang xx": r"hips/routine\.toml:4: 'fold' has no script in 'xx'\. It has one in: en\. A translation lies .*",
}  # fmt: skip

WRONG_USAGE = ["bild", "build --holds 45s", "build hips too many", "build --jobs 0", "check", "build --hold"]  # fmt: skip


@pytest.fixture
def here(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "hips.mp3").write_text("the last session")
    return tmp_path


@pytest.fixture
def environment(here):
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("VOICEGUIDE")},
        "PYTHONPATH": str(ROOT),
        "HOME": str(here),
        "VOICEGUIDE_CACHE_DIR": str(here / "own" / "cache"),
        "VOICEGUIDE_DATA_DIR": str(here / "own" / "data"),
        "VOICEGUIDE_CONFIG": str(here / "config.toml"),
    }


@pytest.fixture
def run(here, environment):
    """What runs a command as a person would, and returns the finished process."""

    def run(command: str, **changed: str) -> subprocess.CompletedProcess:
        words = shlex.split(command.replace("PYTHON", sys.executable))
        return subprocess.run(
            [sys.executable, "-m", "voiceguide", *words], cwd=here, env={**environment, **changed},
            capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return run


def sessions(folder: Path) -> dict[str, str]:
    """Everything in the folder for sessions, hidden files too."""
    return {path.name: path.read_text(errors="replace") for path in folder.iterdir()}


def files(here: Path) -> set[str]:
    return {str(path.relative_to(here)) for path in here.rglob("*")
            if not path.is_relative_to(here / "own") and path.name != "started"
            and "__pycache__" not in path.parts}  # fmt: skip


@pytest.mark.parametrize("command", BAD_INPUT)
def test_bad_input_is_one_sentence(run, here, command):
    before = files(here)
    done = run(command)
    said = BAD_INPUT[command].replace("PYTHON", sys.executable)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"voiceguide: {said}\n")
    assert files(here) == before
    assert sessions(here / "output") == {"hips.mp3": "the last session"}


@pytest.mark.speech
@pytest.mark.parametrize("command", NO_VOICE)
def test_a_voice_that_is_not_there(run, here, command):
    done = run(command)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(rf"voiceguide: {NO_VOICE[command]}\n", done.stderr)
    assert sessions(here / "output") == {"hips.mp3": "the last session"}


@pytest.mark.parametrize("name", ["HOLD", "REPS"])
def test_bad_input_of_the_environment(run, name):
    done = run("build hips", **{f"VOICEGUIDE_{name}": "nonsense"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"voiceguide: --{name.lower()}: ")


def test_no_speech_library(run, here, environment):
    path = f"{here / 'nothing'}{os.pathsep}{environment['PYTHONPATH']}"
    done = run("build hips --engine system", PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"voiceguide: there is no speech library: .*pyttsx3.*\. Run: pip .*\n", done.stderr)  # fmt: skip
    assert sessions(here / "output") == {"hips.mp3": "the last session"}


@pytest.mark.parametrize("command", WRONG_USAGE)
def test_wrong_usage(run, here, command):
    done = run(command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(("Usage: ", "Error: "))
    assert "Traceback" not in done.stderr


def test_a_cache_that_cannot_be_written(run, here):
    done = run("build hips --engine silent", VOICEGUIDE_CACHE_DIR=str(here / "a file" / "cache"))
    assert (done.returncode, done.stdout) == (0, "output/hips.mp3\n")
    assert done.stderr.splitlines()[-1] == (
        f"warning: {here}/a file/cache: sounds cannot be kept for the next time (something is in "
        "the way); make room, or name another folder in VOICEGUIDE_CACHE_DIR."
    )
    assert done.stderr.count("warning: ") == 1
    looked = run("check hips", VOICEGUIDE_CACHE_DIR=str(here / "a file" / "cache"))
    assert (looked.returncode, looked.stdout, looked.stderr) == (0, "ok\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_for_what_is_printed(here, environment):
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run(
            [sys.executable, "-m", "voiceguide", "timeline", "hips"], cwd=here, env=environment,
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "voiceguide: No space left on device.\n")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits the size of files by the system")
def test_a_full_disk_for_the_session(here, environment, run):
    import resource

    assert run("build hips --engine silent --out output/first.mp3").returncode == 0
    size = (here / "output" / "first.mp3").stat().st_size
    before = sessions(here / "output")
    done = subprocess.run(
        [sys.executable, "-m", "voiceguide", "build", "hips", "--engine", "silent"],
        cwd=here, env=environment, capture_output=True, text=True, check=False, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2)),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "voiceguide: output/hips.mp3: the session cannot be written (File too large). "
        "Choose another place with --out.\n"
    )
    assert sessions(here / "output") == before


@pytest.mark.parametrize(
    ("out", "path"),
    [
        ("Übung 1/Dehnen am Morgen.mp3", "Übung 1/Dehnen am Morgen.mp3"),
        lasting("日本/", "日本/hips.mp3"),
        ("~/sessions/x.mp3", "HERE/sessions/x.mp3"),
        lasting("a.folder", "a.folder/hips.mp3"),
        lasting("LOUD.MP3", "LOUD.MP3"),
    ],
)
def test_where_the_session_goes(run, here, out, path):
    done = run(f"build hips --engine silent --quiet --out '{out}'")
    path = path.replace("HERE", str(here))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}\n", "")
    assert (here / path).stat().st_size > 100_000


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="sends the signal of Ctrl-C")
def test_ctrl_c_leaves_nothing(here, environment):
    before = files(here)
    engine = f"command:{sys.executable} engine.py hangs {{out}}"
    process = subprocess.Popen(
        [sys.executable, "-m", "voiceguide", "build", "hips", "--engine", engine],
        cwd=here, env=environment, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not (here / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.strip()) == (130, "", "Stopped.")
    assert files(here) == before
    assert sessions(here / "output") == {"hips.mp3": "the last session"}


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="sends the signal of Ctrl-C")
@pytest.mark.parametrize("after", [0.25, 0.4, 0.6])
def test_ctrl_c_while_starting(here, environment, after):
    engine = f"command:{sys.executable} engine.py hangs {{out}}"
    process = subprocess.Popen(
        [sys.executable, "-m", "voiceguide", "build", "hips", "--engine", engine],
        cwd=here, env=environment, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=30)[1]
    # Python itself may be interrupted before the program has begun, and then says so
    assert process.returncode in {130, -signal.SIGINT}
    assert process.returncode != 130 or said in {"", "Stopped.\n", "\nStopped.\n"}, said
    assert sessions(here / "output") == {"hips.mp3": "the last session"}


@pytest.mark.parametrize("command", ["timeline hips", "timeline hips --json --rounds 20", "list"])
def test_a_reader_that_goes_early(here, environment, command):
    process = subprocess.Popen(
        [sys.executable, "-m", "voiceguide", *command.split()], cwd=here, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=30) in {0, 1}
    process.stderr.close()
