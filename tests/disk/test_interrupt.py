"""Ctrl-C, `kill` and a closed terminal, in every moment of a program's life."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from voiceguide.cli import program as cli
from voiceguide.disk import files
from voiceguide.disk.files import part_beside, temporary_folder
from voiceguide.disk.interrupt import Interrupted, leaving_in_order, undisturbed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="these signals are not sent here")

NUMBERS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
AT_AN_IMPORT = """
import os, signal, sys
module, number, *ignored = sys.argv[1:]
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), int(number))
sys.meta_path.insert(0, Finder())
if ignored:
    signal.signal(int(number), signal.SIG_IGN)
from voiceguide.__main__ import main
sys.argv[1:] = ["list"]
main()
"""


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-c", AT_AN_IMPORT, *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("module", "says"),
    [("voiceguide.cli.program", ""), ("click", ""), ("voiceguide.cli.option", ""), ("voiceguide.disk.library", "Stopped.\n")],
)  # fmt: skip
def test_a_signal_while_the_program_starts(module, says, number):
    done = run(module, int(number))
    assert (done.returncode, done.stdout) == (128 + number, "")
    assert done.stderr == (says if number == signal.SIGINT else "")


IN_A_TEXT = """
import os, signal
from voiceguide.disk.interrupt import leaving_in_order
try:
    with leaving_in_order():
        exec(f"os.kill(os.getpid(), {int(signal.SIGINT)}); [n for n in range(10**6)]")
except KeyboardInterrupt:
    raise SystemExit(130) from None
"""


def test_ctrl_c_in_a_text_that_is_executed_as_imports_do_it(tmp_path):
    (tmp_path / "program.py").write_text(IN_A_TEXT)
    path = os.pathsep.join((str(tmp_path), *sys.path))
    done = subprocess.run(
        [sys.executable, "-m", "program"], env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_that_is_ignored_stays_so(number):
    done = run("voiceguide.disk.library", int(number), "ignored")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("name", sorted(cli.MODULES))
def test_every_command_says_how_it_ended(monkeypatch, name, number):
    command = cli.main.get_command(click.Context(cli.main), name)
    monkeypatch.setattr(command, "invoke", lambda context: os.kill(os.getpid(), number))
    needed = [one for one in command.params if one.required]
    before = [signal.getsignal(one) for one in NUMBERS]
    given = [
        word
        for one in needed
        for word in ([one.opts[0], "x"] if isinstance(one, click.Option) else ["x"])
    ]
    done = CliRunner().invoke(cli.main, [name, *given])
    assert done.exit_code == 128 + number
    assert done.output == ("Stopped.\n" if number == signal.SIGINT else "")
    assert [signal.getsignal(one) for one in NUMBERS] == before


def test_a_question_that_is_not_answered(monkeypatch):
    def ask(context):
        raise click.Abort

    monkeypatch.setattr(cli.main.get_command(click.Context(cli.main), "list"), "invoke", ask)
    assert CliRunner().invoke(cli.main, ["list"]).exit_code == 130


def test_nobody_disturbs_the_tidying_up():
    tidied = []

    def work():
        with leaving_in_order():
            try:
                os.kill(os.getpid(), signal.SIGINT)
            finally:
                os.kill(os.getpid(), signal.SIGINT)
                os.kill(os.getpid(), signal.SIGTERM)
                tidied.append(True)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert tidied


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_to_be_done_whole_is_done_before_a_signal_counts(number):
    done = []

    def work():
        with undisturbed():
            with undisturbed():
                os.kill(os.getpid(), number)
                done.append("inner")
            done.append("outer")
        done.append("after")

    with pytest.raises((KeyboardInterrupt, Interrupted)), leaving_in_order():
        work()
    assert done == ["inner", "outer"]


@pytest.mark.parametrize("place", ["_new", "_chance", "remove"])
@pytest.mark.parametrize("kind", ["folder", "part"])
def test_nothing_is_left_whenever_ctrl_c_comes(tmp_path, monkeypatch, place, kind):
    """While it is made, once it is made and before anybody has noted it, and while it is removed."""

    def then_a_signal(function):
        def wrapped(*arguments, **more):
            result = function(*arguments, **more)
            os.kill(os.getpid(), signal.SIGINT)
            return result

        return wrapped

    if place == "remove":
        owner, name = (shutil, "rmtree") if kind == "folder" else (pathlib.Path, "unlink")
        monkeypatch.setattr(owner, name, then_a_signal(getattr(owner, name)))
    else:
        monkeypatch.setattr(files, place, then_a_signal(getattr(files, place)))
    make = temporary_folder(str(tmp_path)) if kind == "folder" else part_beside(tmp_path / "a")
    with pytest.raises(KeyboardInterrupt), leaving_in_order(), make:
        pass
    assert list(tmp_path.iterdir()) == []
