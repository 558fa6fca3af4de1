"""Scripts and lexicons that somebody put there and that are never used."""

import pytest
from click.testing import CliRunner

from voiceguide.cli.program import main
from voiceguide.disk import library
from voiceguide.disk.library import Library
from voiceguide.disk.unused import misnamed_lexicons, passed_over
from voiceguide.problem import warning

LINK = "this is a link to something outside its folder, so it is not used"
COPY = "Copy what it leads to into the folder."


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder to stand in, with a scripts/ of its own."""
    (tmp_path / "here/scripts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("VOICEGUIDE_DATA_DIR", str(tmp_path / "data"))
    library.look_again()
    return tmp_path / "here"


def run(command: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, command.split(), catch_exceptions=False)
    return done.exit_code, done.output


@pytest.mark.parametrize(
    "path",
    [
        "scripts/external-rotation-lift.cue.j2",
        "scripts/_parts/external-rotation-lift.cue.j2",
        "scripts/desk-break/rest.cue.j2",
    ],
)
def test_a_script_behind_a_link_is_named_while_it_is_there(home, path):
    """Also where the session is remembered from the time before, or after it."""
    secret = home.parent / "rest.cue.j2"
    secret.write_text("[rest 10s]\nSecret.\n[end]\n")
    before = run("check desk-break"), run("timeline desk-break")
    assert before[0] == (0, "ok\n")
    (home / path).parent.mkdir(exist_ok=True)
    (home / path).symlink_to(secret)
    library.look_again()
    for _ in range(2):
        assert run("check desk-break") == (0, f"{path}: warning: {LINK}. {COPY}\nok\n")
        code, said = run("timeline desk-break")
        assert (code, said.count(f"warning: {path}: {LINK}. {COPY}")) == (0, 1)
        assert "Secret." not in said
    code, said = run("build desk-break --engine silent")
    assert (code, said.count(f"warning: {path}: {LINK}. {COPY}")) == (0, 1)
    (home / path).unlink()
    assert (run("check desk-break"), run("timeline desk-break")) == before


def test_a_link_nobody_asks_for_and_one_without_another_of_its_name(home):
    for name in ("other.cue.j2", "more.j2"):
        (home / "scripts" / name).symlink_to(home)
    (home / "scripts/alone.j2").symlink_to(__file__)
    found = Library("desk-break")
    read = found.reader(found.load_routine(), "en")
    assert read("alone.j2") is None
    assert list(found.passed_over) == ["scripts/alone.j2"]
    assert list(passed_over(found)) == []  # that there is none is said as an error


NOBODY = "no routine or script is in {!r}, so this lexicon is not used"
NOT_ITS_CODE = "this lexicon is not used: its name is not the code of its language"
CHOOSE = "Choose from: cs, da, de, en, es, fi, fr, it, ja, nb, nl, pl, pt, ru, sv, tr, uk, zh."


@pytest.mark.parametrize(
    ("name", "what", "remedy"),
    [
        ("en.toml", "", ""),
        ("en-gb.toml", "", ""),
        ("fr.toml", "", ""),
        ("words.txt", "", ""),
        ("english.toml", NOT_ITS_CODE, "Rename it to en.toml."),
        ("EN.toml", NOT_ITS_CODE, "Rename it to en.toml."),
        ("en_GB.toml", NOT_ITS_CODE, "Rename it to en-gb.toml."),
        ("en.TOML", NOT_ITS_CODE, "Rename it to en.toml."),
        ("xx.toml", NOBODY.format("xx"), CHOOSE),
        ("my words.toml", NOBODY.format("my words"), CHOOSE),
        ("dex.toml", NOBODY.format("dex"), "Did you mean 'de'?"),
    ],
)
def test_a_lexicon_that_is_misnamed(home, name, what, remedy):
    (home / "scripts/_lexicon").mkdir()
    (home / "scripts/_lexicon" / name).write_text('glute = "gloot"\n')
    where = f"scripts/_lexicon/{name}"
    said = [warning(where, what, remedy)] if what else []
    assert list(misnamed_lexicons(Library("desk-break"))) == said
    told = "".join(f"{one}\n" for one in said)
    assert run("check desk-break") == (0, f"{told}ok\n")


def test_a_lexicon_of_a_language_that_only_a_routine_here_is_in(home):
    folder = home / "scripts/mine"
    (folder / "_lexicon").mkdir(parents=True)
    (folder / "routine.toml").write_text('title = "Mine"\nlanguage = "sv"\n')
    (folder / "_lexicon/sv.toml").write_text('höft = "höfft"\n')
    assert list(misnamed_lexicons(Library("mine"))) == []
