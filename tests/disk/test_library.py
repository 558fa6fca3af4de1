"""Where routines, scripts and sounds are found."""

import unicodedata
from pathlib import Path

import pytest

from voiceguide.disk import library
from voiceguide.disk.library import (
    MOST_BED_BYTES,
    MOST_SOUND_BYTES,
    Library,
    built_in_scripts,
    list_routines,
    search_roots,
)
from voiceguide.errors import RoutineError, UnknownName

ROUTINE = 'title = "Mine"\n[[pair]]\nstretch = { exercise = "external-rotation-stretch" }\nstrengthen = { exercise = "rise" }\n'


BUILT_IN = (
    "desk-break",
    "first-timer",
    "hip-evening",
    "hip-rotation",
    "interval-walk",
    "neck-and-shoulders",
    "tv-evening",
)


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
        ("short", "unknown routine 'short'. Did you mean 'short.toml'?"),
        ("old.mp3", "old.mp3: this is a sound, not a routine."),
        ("scripts", "there is no routine.toml in scripts."),
        ("../hip-rotation", "unknown routine '../hip-rotation'."),
    ],
)
def test_a_routine_that_is_not_there(home, where, says):
    write(home / "short.toml", ROUTINE)
    write(home / "old.mp3", "")
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
    assert sorted(names) == sorted(BUILT_IN)


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
    assert caught.value.known == BUILT_IN


@pytest.fixture
def strangers(home):
    """A routine somebody sent, and a secret outside its folder."""
    write(home / "mine/routine.toml", ROUTINE)
    return write(home / "secret", 'title = "My secret"\nlanguage = "de"\n')


@pytest.mark.parametrize("where", ["mine", "mine/routine.toml", "mine/other.toml"])
def test_a_routine_that_is_a_link_out_of_its_folder(home, strangers, where):
    path = home / (where if where.endswith(".toml") else "mine/routine.toml")
    path.unlink(missing_ok=True)
    path.symlink_to(strangers)
    with pytest.raises(
        RoutineError, match="this is a link to something outside its folder"
    ) as told:
        Library(where)
    assert "secret" not in str(told.value)


def test_links_out_of_folders_are_not_listed(home, strangers):
    write(home / "scripts/own/routine.toml", ROUTINE)
    (home / "scripts/theirs").mkdir()
    (home / "scripts/theirs/routine.toml").symlink_to(strangers)
    names = [found.name for found in list_routines([home / "scripts"])]
    assert names == ["own"]
    with pytest.raises(RoutineError, match="a link to something outside"):
        Library("theirs")


@pytest.mark.parametrize("link", ["mine/_lexicon", "mine/_lexicon/en.toml"])
def test_a_lexicon_that_is_a_link_out_of_its_folder(home, strangers, link):
    write(home / "elsewhere/en.toml", '[words]\nsecret = "s"\n')
    (home / link).parent.mkdir(exist_ok=True)
    (home / link).symlink_to(home / "elsewhere" / ("en.toml" if link.endswith("toml") else ""))
    with pytest.raises(RoutineError, match="a link to something outside its folder"):
        Library("mine").load_lexicon("en")


@pytest.mark.parametrize(
    "link", ["mine/de", "scripts/_parts", "mine/rise.cue.j2", "mine/de/rise.cue.j2"]
)
def test_a_script_behind_a_link_out_of_its_folder(home, strangers, link):
    target = home / "elsewhere"
    write(target / "rise.cue.j2", "Secret.")
    (home / link).parent.mkdir(exist_ok=True)
    (home / link).symlink_to(target / "rise.cue.j2" if link.endswith("j2") else target)
    mine = Library("mine")
    assert (mine.find_script("rise.cue.j2", "en"), mine.find_script("rise.cue.j2", "de")) == (
        "",
        "",
    )
    assert "rise" not in mine.exercises("de") or link.endswith("j2")


@pytest.mark.parametrize("name", ["gong.wav", "sub/gong.wav"])
def test_a_sound_behind_a_link_out_of_its_folder(home, strangers, name):
    write(home / "elsewhere/gong.wav")
    link = home / "mine" / name.split("/")[0]
    link.symlink_to(home / "elsewhere" / ("gong.wav" if link.suffix else ""))
    with pytest.raises(RoutineError, match="there is no sound file"):
        Library("mine").find_sound(name)


def test_links_that_stay_inside_are_followed(home):
    """A link of the user's to a folder, and links from one language to another."""
    write(home / "elsewhere/routine.toml", ROUTINE)
    rise = write(home / "elsewhere/rise.cue.j2")
    write(home / "elsewhere/de/bend.cue.j2")
    (home / "elsewhere/de/rise.cue.j2").symlink_to(rise)
    (home / "mine").symlink_to(home / "elsewhere")
    mine = Library("mine")
    assert mine.load_routine().title == "Mine"
    assert mine.find_script("rise.cue.j2", "en") == str(rise)
    assert mine.find_script("rise.cue.j2", "de") == str(rise)


@pytest.mark.parametrize(
    ("size", "fits"), [(MOST_SOUND_BYTES, True), (MOST_SOUND_BYTES + 1, False)]
)
def test_a_sound_that_is_too_large(home, size, fits):
    """A file with a hole in it has any size, and takes no room."""
    write(home / "mine/routine.toml", ROUTINE)
    with write(home / "mine/gong.wav").open("r+b") as file:
        file.truncate(size)
    mine = Library("mine")
    if fits:
        assert mine.find_sound("gong.wav").stat().st_size == size
        return
    with pytest.raises(RoutineError) as told:
        mine.find_sound("gong.wav")
    assert str(told.value) == (
        "mine/gong.wav: this sound file is 100 MB; the limit is 100 MB. "
        "Use a shorter one, or save it as FLAC, OGG or MP3."
    )
    assert mine.find_sound("gong.wav", MOST_BED_BYTES).stat().st_size == size


def test_a_routine_that_is_too_large_is_not_read_for_its_language(home):
    path = write(home / "mine/routine.toml", 'language = "de"\n')
    with path.open("r+b") as file:
        file.truncate(2_000_000)
    assert library.native_language(path) == "en"


def test_what_one_routine_says_differently_no_other_one_hears(home, own_folders):
    """A copy of a built-in script, and an opening, in the folder of a routine of one's own."""
    mine = own_folders / "data/scripts/mine"
    write(mine / "routine.toml", ROUTINE)
    write(mine / "external-rotation-stretch.cue.j2", "Mine.")
    write(mine / "opening.cue.j2", "Mine.")
    write(mine / "rise.cue.j2", "Rise.")
    write(own_folders / "data/scripts/yours/routine.toml", ROUTINE)
    asked = ("external-rotation-stretch.cue.j2", "opening.cue.j2", "rise.cue.j2")
    found = {
        name: [Path(Library(name).find_script(one, "en")).parent for one in asked]
        for name in ("mine", "yours", "tv-evening")
    }
    hips, parts = built_in_scripts() / "hip-rotation", built_in_scripts() / "_parts"
    assert found == {
        "mine": [mine, mine, mine],
        "yours": [hips, parts, mine],
        "tv-evening": [hips, built_in_scripts() / "tv-evening", mine],
    }
