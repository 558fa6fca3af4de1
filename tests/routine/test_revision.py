"""A routine file that is edited: read, moved about in, and written again as the same TOML."""

import tomllib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceguide.disk.library import built_in_scripts
from voiceguide.errors import RoutineError
from voiceguide.lang.quoting import write_key, write_value
from voiceguide.lang.spots import find_comments
from voiceguide.lang.toml import parse_toml
from voiceguide.routine.commented import read_revision
from voiceguide.routine.placeholder import as_data
from voiceguide.routine.revision import (
    BlockDraft,
    ExerciseDraft,
    Revision,
    add_block,
    add_exercise,
    can_move,
    change,
    check_revision,
    move,
    remove,
    speak,
    speak_all,
)
from voiceguide.routine.rewrite import render_revision
from voiceguide.routine.routine import parse_routine

FILES = [
    *sorted(built_in_scripts().glob("*/routine.toml")),
    *sorted(built_in_scripts().glob("_new/*/routine.toml")),
]
PAIR = '[[pair]]\nstretch = { exercise = "a" }\nstrengthen = { exercise = "b" }\n'
LISTS = """
title = "Mine"
[[block]]
do = [{ title = "One" }, { title = "Two" }]
[[block]]
stretch = { exercise = "a" }
strengthen = { exercise = "b" }
[[block]]
do = [{ title = "Three" }, { title = "Four" }]
"""


def names(revision):
    return [
        [one.keys.get("title") or one.keys["exercise"] for one in block.exercises]
        for block in revision.blocks
    ]


def comments(text):
    return Counter(words for _, words, _ in find_comments(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_what_is_read_is_written_with_its_comments(path):
    text = path.read_text("utf-8")
    revision = read_revision(text)
    written = render_revision(revision)
    assert tomllib.loads(written) == tomllib.loads(text) == revision.data
    assert comments(written) == comments(text)
    assert parse_routine(written) == parse_routine(text)
    assert render_revision(read_revision(written)) == written


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_every_move_leaves_a_routine(path):
    revision = read_revision(path.read_text("utf-8"))
    places = [(number,) for number in range(len(revision.blocks))]
    places += [
        (number, one)
        for number, block in enumerate(revision.blocks)
        for one in range(len(block.exercises))
    ]
    for at in places:
        for by in (-1, 1):
            if can_move(revision, at, by):
                moved = move(revision, at, by)
                assert check_revision(moved)[1] == []
                assert parse_routine(render_revision(moved))
        if len(revision.blocks) > 1:
            assert parse_routine(render_revision(remove(revision, at)))


@pytest.mark.parametrize(
    ("at", "by", "after"),
    [
        ((0,), 1, [["a", "b"], ["One", "Two"], ["Three", "Four"]]),
        ((1,), -1, [["a", "b"], ["One", "Two"], ["Three", "Four"]]),
        ((1, 0), 1, [["One", "Two"], ["Three", "Four"], ["a", "b"]]),
        ((1, 1), -1, [["a", "b"], ["One", "Two"], ["Three", "Four"]]),
        ((0, 0), 1, [["Two", "One"], ["a", "b"], ["Three", "Four"]]),
        ((0, 1), 1, [["One"], ["a", "b"], ["Two", "Three", "Four"]]),
        ((2, 0), -1, [["One", "Two", "Three"], ["a", "b"], ["Four"]]),
        ((0,), -1, None),
        ((0, 0), -1, None),
        ((2, 1), 1, None),
        ((3,), 1, None),
        ((0, 2), 1, None),
        ((-1,), 1, None),
    ],
)
def test_moving(at, by, after):
    revision = read_revision(LISTS)
    assert can_move(revision, at, by) is (after is not None)
    if after:
        assert names(move(revision, at, by)) == after
    else:
        with pytest.raises(RoutineError):
            move(revision, at, by)


@pytest.mark.parametrize(
    ("at", "after"),
    [
        ((0, 0), [["Two"], ["a", "b"], ["Three", "Four"]]),
        ((1, 0), [["One", "Two"], ["Three", "Four"]]),
        ((1, 1), [["One", "Two"], ["Three", "Four"]]),
        ((1,), [["One", "Two"], ["Three", "Four"]]),
        ((2,), [["One", "Two"], ["a", "b"]]),
    ],
)
def test_leaving_out(at, after):
    assert names(remove(read_revision(LISTS), at)) == after


def test_the_last_exercise_takes_its_list_along():
    alone = read_revision('title = "M"\n[[block]]\ndo = [{ title = "One" }]\n')
    assert remove(alone, (0, 0)).blocks == ()


def test_a_file_of_pairs_stays_one_as_long_as_it_can():
    revision = read_revision(f'title = "M"\n{PAIR}{PAIR}')
    assert "[[pair]]" in render_revision(move(revision, (0,), 1))
    pair = BlockDraft((ExerciseDraft({"exercise": "c"}), ExerciseDraft({"exercise": "d"})), True)
    assert "[[pair]]" in render_revision(add_block(revision, pair))
    for changed in (
        add_exercise(revision, ExerciseDraft({"title": "Walk"})),
        change(revision, (0,), {"rounds": 2}),
        change(revision, (0, 1), {"rest": "5s"}),
    ):
        text = render_revision(changed)
        assert "[[pair]]" not in text
        assert check_revision(changed)[1] == []
        assert parse_routine(text)


def test_an_exercise_goes_into_the_last_list_or_one_of_its_own():
    one = ExerciseDraft({"title": "Walk"})
    assert names(add_exercise(read_revision(LISTS), one))[-1] == ["Three", "Four", "Walk"]
    assert names(add_exercise(read_revision(f'title = "M"\n{PAIR}'), one)) == [["a", "b"], ["Walk"]]
    assert names(add_exercise(read_revision('title = "M"\n'), one)) == [["Walk"]]


def test_changing_takes_keys_out_too():
    revision = change(read_revision(LISTS), (0, 0), {"hold": "30s", "title": "First"})
    assert revision.blocks[0].exercises[0].keys == {"title": "First", "hold": "30s"}
    assert change(revision, (0, 0), {"hold": None}).blocks[0].exercises[0].keys == {
        "title": "First"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('title = "M"\nwrong = 1\n' + PAIR, "unknown key 'wrong'"),
        ('title = "M"\nwrong = 1\n', "unknown key 'wrong'"),
        ('title = "M"\n[settings]\nhold = "2h"\n', "out of range"),
        ("title = \n", "not valid TOML"),
        ('title = "M"\n[[pair]]\nstretch = 1\n', "must be a table"),
        ('title = "M"\nblock = 1\n', "must be a list"),
        ('title = "M"\n[[pair]]\n[[block]]\n', "both"),
        ("", "'title' is missing"),
        ('title = "M"\nweeks = 6\n', "unknown key 'weeks'"),
        ('title = "' + "x" * 200_000 + '"', "more than"),
    ],
)
def test_what_is_no_routine_is_not_edited(text, expected):
    with pytest.raises(RoutineError, match=expected):
        read_revision(text)


def test_what_is_wrong_stands_with_its_path():
    revision = change(read_revision(LISTS), (0, 1), {"hold": "2h", "say": "Lift {{ knee }}."})
    paths = {path for path, _ in check_revision(revision)[1]}
    assert paths == {("block", "0", "do", "1", "hold"), ("block", "0", "do", "1", "say")}


def test_comments_move_with_what_they_stand_above():
    text = """# About it all.
title = "M"  # its name

# The first.
[[block]]
do = [
  # Slowly.
  { title = "One" },  # once more
  { title = "Two" },
]

# The second.
[[block]]
# Inside.
[[block.do]]
title = "Three"
hold = "30s"  # long
# The end.
"""
    written = render_revision(move(read_revision(text), (0,), 1))
    assert comments(written) == comments(text)
    order = [written.index(words) for words in ("About", "its name", "second", "Inside", "long")]
    order += [written.index(words) for words in ("The first", "Slowly", "once more", "The end")]
    assert order == sorted(order)


def test_a_sign_in_a_text_is_no_comment():
    text = 'title = "# one"\n[vars]\n"a # b" = \'# two\'\n' + PAIR
    assert [*find_comments(text)] == []
    assert tomllib.loads(render_revision(read_revision(text))) == tomllib.loads(text)


DE = ExerciseDraft(
    {"title": "One", "titles": {"de": "Eins"}, "say": "Go.", "says": {"de": ["Los."]}}
)


def test_an_exercise_in_another_language():
    assert speak(DE, "en", "en-gb") == DE
    assert speak(DE, "en", "es") is None
    assert speak(DE, "en", "de").keys == {
        "title": "Eins",
        "titles": {"en": "One"},
        "say": ["Los."],
        "says": {"en": "Go."},
    }
    assert speak(speak(DE, "en", "de"), "de", "en").keys["say"] == "Go."
    bare = ExerciseDraft({"exercise": "a"})
    assert speak(bare, "en", "de") == bare


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_a_routine_in_another_language_is_the_same_in_the_first(path):
    text = path.read_text("utf-8")
    for code in ("de", "es"):
        turned = speak_all(read_revision(text), code)
        if turned.language == "en":
            continue
        made, before = parse_routine(render_revision(turned)), parse_routine(text)
        assert made.title == before.title_in(code)
        for one, other in zip(made.exercises, before.exercises, strict=True):
            for language in ("en", "de", "es"):
                assert one.words_in(language, code) == other.words_in(language, "en")
                assert one.spoken_in(language) == other.spoken_in(language)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, st.lists(TEXTS, min_size=1, max_size=3))
def test_whatever_is_typed_is_a_text_in_the_file(title, key, say):
    """No quote, bracket, line or sign of a comment leads out of where it was typed."""
    exercise = ExerciseDraft({"title": title, "say": say}, ())
    head = {"title": title, "vars": {key: title}}
    revision = Revision(head, (BlockDraft((exercise,), keys={"title": title}),))
    assert tomllib.loads(render_revision(revision)) == revision.data


@pytest.mark.parametrize(
    "value",
    [
        True,
        0,
        -3,
        1.5,
        float("inf"),
        "",
        'a"b\\c\n\t\x7f\u2028é',
        [],
        [1, 2],
        {},
        {"a b": [{"c": "d"}]},
    ],
)
def test_values(value):
    assert parse_toml(f"a = {write_value(value)}", "f") == {"a": value}


def test_no_value_of_ours():
    assert write_value("\ud800") == '"?"'
    with pytest.raises(TypeError):
        write_value(None)
    assert (write_key("a-b"), write_key("a b"), write_key("")) == ("a-b", '"a b"', '""')


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Lift the {{ side }} knee.", "Lift the {{ side }} knee."),
        ("{{weight}} kilos", "{{weight}} kilos"),
        ("{{ 7 * 7 }}", "(( 7 * 7 ))"),
        ("{{ side.__class__ }}", "(( side.__class__ ))"),
        ("{% for x in y %}{% endfor %}", "(% for x in y %)(% endfor %)"),
        ("{# gone #}", "(# gone #)"),
        ("{{ '{{ side }}' }}", "(( '(( side ))' ))"),
        ("{{ {{ side }} }}", "(( (( side )) ))"),
        ("{{\nside\n}}", "{{\nside\n}}"),
        ("{", "("),
    ],
)
def test_only_names_that_are_known_have_braces(typed, text):
    assert as_data(typed, {"weight"}) == text


def test_ten_thousand_comments_take_no_time():
    text = 'title = "M"\n' + "# a\n" * 10_000 + PAIR
    [block] = read_revision(text).blocks
    assert len(block.notes) == 10_000
