"""The commands as a newcomer meets them: what is said first, help, lists, quiet, the terminal.

Everything runs in this process; tests/cli/test_program.py holds whole processes.
"""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from voiceguide.cli.program import SECTIONS, main
from voiceguide.cli.terminal import wrap
from voiceguide.disk import library

ROOT = Path(__file__).parent.parent
PAIR = '[[pair]]\nstretch = { exercise = "fold" }\nstrengthen = { exercise = "lift" }\n'
SCRIPTS = {
    "fold.cue.j2": "# Fold\n{% if coach is defined %}{{ coach }} says: fold.{% endif %}\n\n[hold {{ hold }}]\n[end]\n",
    "lift.cue.j2": "# Lift\n[reps {{ reps }}]\n[end]\n",
    "opening.cue.j2": "# Hello\nHello.\n",
    "closing.cue.j2": "Bye.\n",
    "switch.cue.j2": "[rest {{ switch }}]\n",
    "rest.cue.j2": "[rest {{ rest }}]\n",
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder to stand in, with a routine `mine` and one that is broken."""
    write(
        tmp_path, "mine", 'title = "Mine"\nabout = "For me"\nabouts = { de = "Für mich" }\n' + PAIR
    )
    write(tmp_path, "broken", 'titel = "Broken"\n' + PAIR)
    monkeypatch.chdir(tmp_path)
    library.look_again()
    return tmp_path


def write(place: Path, name: str, routine: str) -> None:
    folder = place / "scripts" / name
    folder.mkdir(parents=True)
    for file, text in {**SCRIPTS, "routine.toml": routine}.items():
        (folder / file).write_text(text, "utf-8")


def run(*words: str, **environment: str):
    return CliRunner().invoke(main, list(words), env=environment, catch_exceptions=False)


def test_alone_it_says_what_to_type():
    said = run()
    lines = said.stdout.splitlines()
    assert (said.exit_code, said.stderr, len(lines)) == (0, "", 8)
    assert [line.split("  ")[1] for line in lines if line.startswith("  ")] == [
        "voiceguide list", "voiceguide build", "voiceguide build --fit 10m",
    ]  # fmt: skip
    assert "voiceguide --help" in lines[-1]


MATTER = ["--hold", "--reps", "--first-side", "--voice", "--lang", "--fit", "--out"]
"""The options of build under the first heading: of settings in their order, then the others."""
EVERY = [
    main.get_command(click.Context(main), name) for names in SECTIONS.values() for name in names
]


@pytest.mark.parametrize("command", EVERY, ids=lambda command: command.name)
def test_help_looks_the_same_everywhere(command):
    said = run(command.name, "--help").stdout
    headings = re.findall(r"^(\w.*):$", said, re.MULTILINE)
    options = re.findall(r"^  (?:-\w, )?(--[\w-]+)", said, re.MULTILINE)
    first = [one for one in MATTER if one in options]
    if len(headings) > 1 and headings[0] != "Options":
        assert headings[0] == "What matters most"
        assert headings[-1] == "This command"
        assert options[: len(first)] == first
    assert options[-1] == "--help"
    assert set(options) == {
        _long(option) for option in command.params if option.opts[0][0] == "-"
    } | {"--help"}


def _long(option) -> str:
    return next(name for name in option.opts if name.startswith("--"))


def test_the_seven_that_matter_come_first():
    said = run("build", "--help").stdout
    assert re.findall(r"^  (--[\w-]+)", said, re.MULTILINE)[:7] == MATTER


@pytest.mark.parametrize("command", ["build", "publish"])
def test_how_sounds_are_made_is_said_alike(command):
    said = " ".join(run(command, "--help").stdout.split())
    assert (
        "--jobs N Cores used to make sounds. [default: all] "
        "--speech-timeout TIME Give up on a sentence after this long. "
        "[default: 20s; the engine may want more] "
        "--fresh Make every sound again, even those in the cache." in said
    )


@pytest.mark.parametrize("command", EVERY, ids=lambda command: command.name)
def test_every_option_can_come_from_the_environment(command):
    # what deletes, makes links invalid or notes something is for the command line alone
    never = {"--clear", "--new-key", "--number", "--undo"}
    for option in command.params:
        if option.opts[0].startswith("-") and not never & set(option.opts):
            assert option.envvar.startswith("VOICEGUIDE_"), option.opts


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["biuld"], "there is no command 'biuld'. Did you mean 'build'?"),
        (["mine.toml"], "there is no command 'mine.toml'. To make the session of a routine: voiceguide build mine.toml"),
        (["mine"], "there is no command 'mine'. To make the session of a routine: voiceguide build mine"),
        (["help"], "there is no command 'help'. Type voiceguide --help."),
        (["help", "build"], "there is no command 'help'. Type voiceguide build --help."),
        (["help", "me"], "there is no command 'help'. Type voiceguide --help."),
        (["version"], "there is no command 'version'. Type voiceguide --version."),
        (["build", "-hold", "60s"], "No such option '-hold'. Did you mean '--hold'?"),
        (["build", "-hold=60s"], "No such option '-hold'. Did you mean '--hold'?"),
        (["please"], "there is no command 'please'. See voiceguide --help."),
        (["build", "--jobs", "many"], "Invalid value for '--jobs': 'many' is not a valid whole number."),
    ],
)  # fmt: skip
def test_wrong_usage(here, words, said):
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == f"Error: {said}"


@pytest.mark.parametrize(
    ("words", "variable", "value", "code", "said"),
    [
        (["timeline", "mine"], "VOICEGUIDE_HOLD", "abc", 1,
         "voiceguide: --hold: 'abc' is not a duration. Write it like \"45s\", \"1m30s\" or \"1:30\". It comes from VOICEGUIDE_HOLD."),
        (["timeline", "mine"], "VOICEGUIDE_VAR", "colour=red", 1,
         "voiceguide: --var: unknown variable 'colour'. Did you mean 'coach'? It comes from VOICEGUIDE_VAR."),
        (["timeline", "mine"], "VOICEGUIDE_TV", "maybe", 2,
         "Error: Invalid value for '--tv' (from VOICEGUIDE_TV): 'maybe' is not a valid boolean."),
        (["build", "mine"], "VOICEGUIDE_JOBS", "0", 2,
         "Error: Invalid value for '--jobs' (from VOICEGUIDE_JOBS): 0 is not in the range 1<=x<=64."),
    ],
)  # fmt: skip
def test_an_error_of_the_environment_names_the_variable(here, words, variable, value, code, said):
    done = run(*words, **{variable: value})
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.splitlines()[-1].startswith(said.split(" Did you")[0])
    assert variable in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("value", ["True", "yes", "1", "on", "TRUE"])
def test_a_flag_of_the_environment(here, value):
    rows = run("config", "mine", VOICEGUIDE_TV=value).stdout.splitlines()
    assert [row.split()[1] for row in rows if row.startswith("tv ")] == ["true"]


def test_the_list_is_a_table(here):
    done = run("list")
    head, *rows = done.stdout.splitlines()
    assert (done.exit_code, head.split()) == (0, ["NAME", "MINUTES", "LANGUAGES", "ABOUT"])
    found = {row.split()[0]: re.split(r"\s{2,}", row) for row in rows}
    assert set(found) == {
        "mine",
        "broken",
        "hip-rotation",
        "desk-break",
        "tv-evening",
        "first-timer",
        "hip-evening",
        "neck-and-shoulders",
        "interval-walk",
    }
    assert found["mine"][1:] == ["4", "en", "For me"]
    assert found["broken"][1].strip() == "-"
    assert (
        "broken/routine.toml:1: unknown key 'titel'. Did you mean 'title'?" in found["broken"][-1]
    )
    assert found["hip-rotation"][2] == "en de es"


def test_the_minutes_are_those_of_the_docs():
    docs = (ROOT / "docs" / "routines.md").read_text("utf-8")
    written = dict(re.findall(r"^\| `([\w-]+)` \| (\d+) minutes \|", docs, re.MULTILINE))
    rows = [re.split(r"\s{2,}", row) for row in run("list").stdout.splitlines()[1:]]
    assert {row[0]: row[1] for row in rows} == written


def test_the_list_in_another_language(here):
    offers = {
        one["name"]: one for one in json.loads(run("list", "--lang", "German", "--json").stdout)
    }
    assert offers["mine"]["about"] == "Für mich"
    assert offers["hip-rotation"]["title"] == "90/90-Hüftrotation"
    assert offers["hip-rotation"]["languages"] == ["en", "de", "es"]
    assert offers["broken"]["duration_ms"] is None
    assert offers["broken"]["problem"].startswith(
        "cannot be built: scripts/broken/routine.toml:1: "
    )


def test_every_built_in_routine_says_what_it_is():
    for code in ("en", "de", "es"):
        offers = json.loads(run("list", "--lang", code, "--json").stdout)
        assert len({one["about"] for one in offers}) == 7
        assert all(0 < len(one["about"]) < 90 for one in offers)


def test_the_short_timeline_is_the_chapters(here):
    lines = run("timeline", "mine", "--short").stdout.splitlines()
    assert lines[0].startswith("Mine, about 4:")
    assert [line.split()[1] for line in lines[1:]] == [
        "Hello",
        "Fold",
        "Fold",
        "Lift",
        "Lift",
        "the",
    ]
    assert lines[-1].endswith("the end")


def test_quiet_keeps_warnings(here):
    done = run("build", "mine", "--engine", "silent", "--reps", "3", "--quiet")
    assert (done.exit_code, done.stdout) == (0, "output/mine.mp3\n")
    assert done.stderr == "warning: lift: 3 repetitions are outside the recommended 5 to 10.\n"


def test_a_weak_side_alone_gets_what_the_page_gives(here):
    def length(*words: str) -> int:
        return json.loads(run("timeline", "mine", "--json", *words).stdout)["duration_ms"]

    page = ("--weak-side", "left", "--weak-extra", "15s", "--weak-reps", "2")
    assert length("--weak-side", "LEFT") == length(*page) > length()
    assert length("--weak-side", "left", "--weak-reps", "1") < length(*page)
    rows = dict(
        line.split()[:2]
        for line in run("config", "mine", "--weak-side", "left").stdout.splitlines()
    )
    assert (rows["weak_extra"], rows["weak_reps"]) == ('"15s"', "2")


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (["--hold", "1 min"], ["--hold", "60s"]), (["--hold", "0,5m"], ["--hold", "30s"]),
        (["--hold", "45SEC"], ["--hold", "45s"]), (["--first-side", "RIGHT"], ["--first-side", "right"]),
        (["--lang", "english"], ["--lang", "en"]), (["--set", "fold.hold=50 sec"], ["--set", "fold.hold=50s"]),
        (["--fit", "5 minutes"], ["--fit", "5m"]), (["--tones", "Wood"], ["--tones", "wood"]),
    ],
)  # fmt: skip
def test_values_as_people_write_them(here, written, same):
    assert (
        run("timeline", "mine", "--json", *written).output
        == run("timeline", "mine", "--json", *same).output
    )


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("coach=Sam", ""),
        ("coahc=Sam", "--var: unknown variable 'coahc'. Did you mean 'coach'?"),
        ("hold=50s", "--var: 'hold' would be ignored: scripts have it from the session itself. Use --hold."),
        ("side=left", "--var: 'side' would be ignored: scripts have it from the session itself. Rename it."),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "command", [["timeline"], ["script"], ["build", "--engine", "silent", "--quiet"]]
)
def test_a_variable_nobody_knows(here, command, variable, said):
    done = run(*command, "mine", "--var", variable)
    assert (done.exit_code, done.stderr) == ((1, f"voiceguide: {said}\n") if said else (0, ""))


@pytest.mark.parametrize(
    ("line", "columns", "lines"),
    [
        ("voiceguide: one two three four", 22, ["voiceguide: one two", "  three four"]),
        ("/a/path/that/is/very/long.toml:3: wrong", 20, ["/a/path/that/is/very/long.toml:3:", "  wrong"]),
        ("    an excerpt of a file stays as it is", 20, ["    an excerpt of a file stays as it is"]),
        ("well-known words stay whole", 20, ["well-known words", "  stay whole"]),
        ("", 20, [""]),
    ],
)  # fmt: skip
def test_lines_break_at_words(line, columns, lines):
    assert wrap(line, columns).split("\n") == lines


@pytest.mark.parametrize(
    ("changed", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_on_a_terminal_only(here, changed, coloured):
    said = on_a_terminal(["build", "nothing-of-the-kind"], {"NO_COLOR": "", **changed})
    assert ("\x1b[" in said) == coloured
    plain = re.sub(r"\x1b\[\d+m", "", said).split("\r\n")
    assert plain[0].startswith("voiceguide: unknown routine 'nothing-of-the-kind'.")
    assert all(len(line) <= 60 for line in plain)
    assert len(plain) > 2


def on_a_terminal(words: list[str], changed: dict[str, str]) -> str:
    """What a command says on a terminal of 60 columns."""
    reader, writer = pty.openpty()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "COLUMNS": "60",
        **changed,
    }
    subprocess.run(
        [sys.executable, "-m", "voiceguide", *words], env=environment, check=False, timeout=60,
        stdin=subprocess.DEVNULL, stdout=writer, stderr=writer,
    )  # fmt: skip
    os.close(writer)
    said = os.read(reader, 65536).decode()
    os.close(reader)
    return said
