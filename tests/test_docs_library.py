"""docs/library.md: its blocks run as they stand, one after the other, and its tables hold."""

import contextlib
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import voiceguide
from voiceguide.cli.program import main
from voiceguide.session.keywords import OPTIONS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "library.md").read_text("utf-8")
FIVE_LINES = """\
session = voiceguide.build("hip-rotation", hold="60s", detail="brief", out="output")
plan = voiceguide.preview("my-routine", fit="12m")
problems = voiceguide.check("my-routine")
proof = voiceguide.verify(session.path)
voiceguide.render(plan.timeline, "mine.mp3")
"""


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_five_lines_stand_there():
    assert re.sub(r"  #.*", "", blocks("python")[0]) == "import voiceguide\n\n" + FIVE_LINES


@pytest.fixture
def folder(tmp_path, monkeypatch, sounds):
    """A folder with what the page says to write there, and nothing else."""
    monkeypatch.chdir(tmp_path)
    assert "`voiceguide new my-routine`" in PAGE
    assert CliRunner().invoke(main, ["new", "my-routine"]).exit_code == 0
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(sounds))
    return tmp_path


@pytest.mark.speech
def test_every_block_runs(folder):
    names, said = {}, io.StringIO()
    for block in blocks("python"):
        with contextlib.redirect_stdout(said):
            exec(compile(block, "docs/library.md", "exec"), names)
    for text in blocks("text"):
        assert text in said.getvalue()
    assert names["problems"] == []
    assert names["proof"].problems == []
    made = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in {".mp3", ".wav", ".vtt"}}  # fmt: skip
    assert made == {
        "output/hip-rotation.mp3", "output/my-routine.mp3", "output/my-routine.vtt",
        "output/quiet.mp3", "clients/anna.mp3", "clients/ben.mp3",
        "mine.mp3", "mine.wav", "calves.mp3",
    }  # fmt: skip
    assert voiceguide.verify("mine.mp3").problems == []
    assert voiceguide.verify("mine.wav").problems == []


def rows(first):
    """The rows of the table that begins with a heading."""
    _, _, rest = PAGE.partition(f"\n| {first} |")
    lines = rest.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_keywords_are_all_there_are():
    written = {function: set() for function in OPTIONS}
    for names, functions in rows("keywords"):
        for function in re.findall(r"`(\w+)`", functions):
            written[function] |= set(re.findall(r"`(\w+)`", names))
    for function, names in written.items():
        assert names - {"report"} == set(OPTIONS[function]), function
        assert ("report" in names) == (function in {"build", "render"})


def test_the_functions_are_all_there_are():
    named = [re.match(r"`(\w+)\(", row[0])[1] for row in rows("function")]
    assert named == voiceguide.__all__[:5]


@pytest.mark.parametrize("row", rows("function"), ids=lambda row: row[0])
def test_what_is_in_what_they_give(row):
    kind = getattr(voiceguide, re.search(r"`([A-Z]\w+)`", row[1])[1])
    for name in re.findall(r"`([a-z]\w*)`", row[2]):
        assert hasattr(kind, name) or name in {"fit", "build"}, name


def test_the_readme_leads_there():
    assert "(docs/library.md)" in (ROOT / "README.md").read_text("utf-8")
