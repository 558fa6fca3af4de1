"""Where routines, scripts and sounds are found."""

import unicodedata
from pathlib import Path

import pytest

from voiceguide import library
from voiceguide.errors import RoutineError, UnknownName
from voiceguide.library import Library, built_in_scripts, list_routines, search_roots

ROUTINE = 'title = "Mine"\n[[pair]]\nstretch = { exercise = "external-rotation-stretch" }\nstrengthen = { exercise = "rise" }\n'


@pytest.fixture
def home(tmp_path, own_folders, monkeypatch):
    """A folder to stand in, with a scripts/ of its own; the user's data folder beside it."""
    place = tmp_path / "here"
    (place / "scripts").mkdir(parents=True)
    (own_folders / "data" / "scripts").mkdir(parents=True)
    monkeypatch.chdir(place)
    library.native_language.cache_clear()
    library._routine_files.cache_clear()
    return place


def write(path: Path, text: str = "Hello.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_folders_in_their_order(home, own_folders):
    assert [root.resolve() for root in search_roots()] == [
        home / "scripts", own_folders / "data" / "scripts", built_in_scripts(),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_letters_are_composed_and_found_in_either_form(home, form, asked):
    """As macOS names files, and as a script says the name: on the screen they look the same."""

    def stored(text):
        return unicodedata.normalize(form, text)

    routine = ROUTINE.replace("Mine", "Übung").replace('"rise"', '"größer"')
    folder = home / "scripts" / stored("hüfte")
    write(folder / "routine.toml", stored(routine))
    write(folder / stored("größer.cue.j2"), stored("Größer."))
    write(folder / stored("töne.wav"))
    write(folder / "_lexicon/en.toml", stored('"größer" = "grösser"'))
    assert "hüfte" in {one.name for one in list_routines(search_roots())}
    library = Library(unicodedata.normalize(asked, "hüfte"))
    assert library.found.name == "hüfte"
    loaded = library.load_routine()
    assert loaded.title == "Übung"
    assert library.reader(loaded, "en")("größer.cue.j2")[0] == "Größer."
    assert library.find_sound("töne.wav").is_file()
    assert library.load_lexicon("en").respell("Größer") == "Grösser"


@pytest.mark.parametrize(
    "where", ["mine", "scripts/mine", "scripts/mine/routine.toml", "other.toml"]
)
def test_a_routine_by_name_folder_or_file(home, where):
    write(home / "scripts/mine/routine.toml", ROUTINE)
    write(home / "other.toml", ROUTINE)
    found = Library(where).found
    assert (found.path.read_text(), found.name) == (
        ROUTINE,
        "other" if "other" in where else "mine",
    )


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("hip-rotatoin", "unknown routine 'hip-rotatoin'. Did you mean 'hip-rotation'?"),
        ("_new", "unknown routine '_new'."),
        ("_parts", "unknown routine '_parts'."),
        ("nope.toml", "there is no file nope.toml."),
        ("scripts", "there is no routine.toml in scripts."),
        ("../hip-rotation", "unknown routine '../hip-rotation'."),
    ],
)
def test_a_routine_that_is_not_there(home, where, says):
    with pytest.raises(RoutineError) as caught:
        Library(where)
    assert str(caught.value).startswith(says)


def test_the_users_come_before_ours(home, own_folders):
    assert Library("hip-rotation").found.path.parent.parent == built_in_scripts()
    write(own_folders / "data/scripts/hip-rotation/routine.toml", ROUTINE)
    library._routine_files.cache_clear()
    assert Library("hip-rotation").found.path.is_relative_to(own_folders)
    write(home / "scripts/hip-rotation/routine.toml", ROUTINE)
    library._routine_files.cache_clear()
    assert Library("hip-rotation").found.path == Path("scripts/hip-rotation/routine.toml")
    names = [found.name for found in list_routines(search_roots())]
    assert sorted(names) == ["desk-break", "first-timer", "hip-rotation", "tv-evening"]


SCRIPTS = {
    "in the routine's own folder": ("mine/rise.cue.j2", "rise.cue.j2"),
    "in a folder named by it": ("scripts/mine/rise.cue.j2", "rise.cue.j2"),
    "among shared parts": ("scripts/_parts/rise.cue.j2", "rise.cue.j2"),
    "by its folder": ("scripts/other/rise.cue.j2", "other/rise.cue.j2"),
}


@pytest.mark.parametrize(("path", "name"), SCRIPTS.values(), ids=SCRIPTS)
def test_a_script(home, path, name):
    write(home / "mine/routine.toml", ROUTINE)
    written = write(home / path, "Rise.")
    assert Library("mine").find_script(name, "en") == str(written)


def test_a_script_of_the_users_replaces_a_built_in_one(home):
    before = Library("hip-rotation").find_script("closing.cue.j2", "en")
    assert Path(before) == built_in_scripts() / "hip-rotation" / "closing.cue.j2"
    mine = write(home / "scripts/hip-rotation/closing.cue.j2")
    assert Library("hip-rotation").find_script("closing.cue.j2", "en") == str(mine)


@pytest.mark.parametrize(
    ("language", "folder"), [("", ""), ("en", ""), ("en-gb", ""), ("de", "de/"), ("de-AT", "de/")]
)
def test_a_language(language, folder):
    found = Library("hip-rotation").find_script("closing.cue.j2", language)
    assert found == str(built_in_scripts() / f"hip-rotation/{folder}closing.cue.j2")


@pytest.mark.parametrize("name", ["../secret.j2", "/etc/passwd", "link.j2", "folder/secret.j2"])
def test_nothing_outside_the_folders(home, name):
    write(home / "mine/routine.toml", ROUTINE)
    secret = write(home / "secret.j2")
    (home / "mine/link.j2").symlink_to(secret)
    (home / "mine/folder").symlink_to(home)
    assert Library("mine").find_script(name, "en") == ""


@pytest.mark.parametrize(
    ("exercises", "language", "says"),
    [
        (["rise"], "en", "mine/routine.toml:4: unknown exercise 'rise'."),
        (["rise"], "fr", "mine/routine.toml: unknown exercise 'external-rotation-stretch'."),
    ],
)
def test_an_exercise_without_a_script(home, exercises, language, says):
    write(home / "mine/routine.toml", ROUTINE)
    mine = Library("mine")
    with pytest.raises(RoutineError) as caught:
        mine.reader(mine.load_routine(), language)
    assert str(caught.value).split(". ")[0] + "." == says or "has no script in 'fr'" in str(
        caught.value
    )


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ('language = "de"', "de"),
        ("language = 'de'", "de"),
        ('  "language"="de-AT" # at home', "de"),
        ('[vars]\nlanguage = "de"', "en"),
        ('# language = "de"', "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_routine(home, line, language):
    path = write(home / "mine/routine.toml", f'title = "T"\n{line}\n')
    assert library.native_language(path) == language


def test_a_folder_of_sessions_hides_no_routine(home):
    (home / "hip-rotation").mkdir()
    assert Library("hip-rotation").found.path.parent.parent == built_in_scripts()


def test_a_sound_file(home):
    write(home / "mine/routine.toml", ROUTINE)
    gong = write(home / "mine/gong.wav")
    assert Library("mine").find_sound("gong.wav") == gong
    with pytest.raises(RoutineError, match=r"there is no sound file 'ding\.wav'"):
        Library("mine").find_sound("ding.wav")


def test_a_routine_is_an_unknown_name_with_what_there_is():
    with pytest.raises(UnknownName) as caught:
        Library("x")
    assert caught.value.known == ("desk-break", "first-timer", "hip-rotation", "tv-evening")
