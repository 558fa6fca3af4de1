"""Building again whenever a file is saved."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from voiceguide.cli.program import main

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal")


@pytest.fixture
def watched(tmp_path):
    """A scaffolded routine that is being watched; its standard output, line by line."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(*arguments):
        return [sys.executable, "-m", "voiceguide", *arguments]

    subprocess.run(
        run("new", "calves", "--scripts"),
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )
    command = run("build", "calves", "--engine", "silent", "--watch", "--quiet")
    log = (tmp_path / "errors.txt").open("w")
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
    ) as process:
        yield process, tmp_path
        process.kill()
    log.close()


def until(what, seconds=30):
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def test_a_save_builds_again_and_a_mistake_is_said(watched):
    process, folder = watched
    made = folder / "output/calves.mp3"
    errors = folder / "errors.txt"
    assert process.stdout.readline() == "output/calves.mp3\n"
    until(lambda: errors.read_text().count("Waiting for changes") == 1)
    first = made.read_bytes()

    routine = folder / "scripts/calves/routine.toml"
    good = routine.read_text()
    routine.write_text(good.replace('"30s"', '"33s"'))
    assert process.stdout.readline() == "output/calves.mp3\n"
    assert made.read_bytes() != first
    until(lambda: errors.read_text().count("Waiting for changes") == 2)

    routine.write_text(good + "nonsense\n")
    until(lambda: errors.read_text().count("Waiting for changes") == 3)
    assert "scripts/calves/routine.toml:" in errors.read_text()
    assert "Traceback" not in errors.read_text()

    script = folder / "scripts/calves/calves-stretch.cue.j2"
    routine.write_text(good)
    assert process.stdout.readline() == "output/calves.mp3\n"
    assert made.read_bytes() == first
    until(lambda: errors.read_text().count("Waiting for changes") == 4)
    script.write_text(script.read_text() + "\nOne more sentence.\n")
    assert process.stdout.readline() == "output/calves.mp3\n"
    assert made.read_bytes() != first
    until(lambda: errors.read_text().count("Waiting for changes") == 5)

    own = folder / "scripts/_lang/en.toml"
    own.parent.mkdir()
    own.write_text("hodl = 3\n")
    until(lambda: errors.read_text().count("Waiting for changes") == 6)
    assert "scripts/_lang/en.toml:1: unknown key 'hodl'" in errors.read_text()
    own.write_text('[captions]\nhold = "Stay"\n')
    assert process.stdout.readline() == "output/calves.mp3\n"

    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    past = CliRunner().invoke(main, ["history"]).output
    assert past.startswith("calves     1 time,")  # an evening of changes is one session
