"""What `check` says of a routine that asks for something nobody would hear: the line, and why."""

import pytest

import voiceguide
from voiceguide.errors import RoutineError

HEAD = 'title = "T"\n[settings]\nrest = "{rest}"\nback_to_back = {joined}\n'


@pytest.fixture
def told(tmp_path):
    """What `check` says of blocks: line, column and text of each warning."""

    def check(blocks, rest="10s", joined="false", **options):
        path = tmp_path / "mine.toml"
        path.write_text(HEAD.format(rest=rest, joined=joined) + blocks)
        found = voiceguide.check(path, **options)
        return [(one.where.removeprefix(f"{path}:"), one.text) for one in found]

    return check


def listed(exercise, more=""):
    return f"[[block]]\n{more}do = [{{ {exercise} }}]\n"


PAIR = '[[block]]\nstretch = {{ title = "S"{} }}\nstrengthen = {{ title = "W"{} }}\n'
LONG = "long " * 201
IDLE = [
    (PAIR.format(", reps = 7", ""), "6:26", "'reps' does nothing: a stretch is held. Write hold, or leave it out."),
    (PAIR.format(', tempo = "2-0-2"', ""), "6:26", "'tempo' does nothing: a stretch is held. Leave it out."),
    (PAIR.format("", ', hold = "40s"'), "7:29",
     "'hold' does nothing: what strengthens is counted. Write reps, or leave it out."),
    (listed('title = "A", tempo = "2-0-2", hold = "9s"'), "6:22", "'tempo' does nothing: 'A' is held. Leave it out."),
    (listed('title = "A", reps = 3', 'between = "9s"\n'), "6:1",
     "'between' does nothing: the block is done in one round. Write rounds, or leave it out."),
    (listed('title = "A", reps = 3', 'hold = "9s"\n'), "6:1",
     "'hold' does nothing: no exercise of the block uses it. Leave it out."),
    (listed('exercise = "external-rotation-lift", hold = "40s"'), "6:46",
     "'hold' does nothing: the script of 'external-rotation-lift' does not use it. Leave it out."),
    (listed('exercise = "external-rotation-lift", say = "Up."'), "6:46",
     "'say' does nothing: the script of 'external-rotation-lift' does not use it. Leave it out."),
    (listed('exercise = "opening"'), "6:21",
     "'opening' is no exercise: a session has it anyway. Name the script of an exercise, or write title and say."),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "where", "text"), IDLE, ids=[one[2] for one in IDLE])
def test_a_key_that_does_nothing(told, blocks, where, text):
    assert (where, text) in told(blocks)


USED = [
    PAIR.format(', hold = "40s"', ', reps = 7, tempo = "4-1-4"'),
    listed('title = "A", hold = "9s"', 'rounds = 2\nbetween = "9s"\n'),
    listed('title = "A" }, { title = "B", hold = "9s"', "reps = 3\n"),
    listed('exercise = "external-rotation-lift", reps = 7, tempo = "4-1-4"'),
    listed('exercise = "external-rotation-stretch", hold = "40s", breath = "off"'),
]


@pytest.mark.parametrize("blocks", USED)
def test_a_key_that_does_something(told, blocks):
    assert told(blocks) == []


QUICK = "reps = 8, tempo = '1-0-1'"
WAYS_OUT = (
    "there is no time for it. Make it shorter, or the rest before it or the work itself longer."
)
SQUAT = 'title = "Squat", {}, sides = "once", count_in = 3, say = ["Feet wide.", "Sit back."]'


@pytest.mark.parametrize(
    ("dose", "rest", "unheard"),
    [
        ('hold = "40s"', "10s", []),
        ('hold = "40s"', "5s", []),
        ('hold = "12s"', "5s", ["Feet wide."]),
        ("reps = 8", "10s", []),
        ("reps = 8, tempo = '1-0-1'", "5s", ["Feet wide.", "Sit back."]),
        ("reps = 8, tempo = '1-0-1'", "20s", []),
    ],
)
def test_words_there_is_no_time_for(told, dose, rest, unheard):
    walk = 'title = "Walk", hold = "30s", sides = "once"'
    found = told(listed(f"{walk} }}, {{ {SQUAT.format(dose)}"), rest, "true")
    found = [one for one in found if "never heard" in one[1]]
    assert [text for _, text in found] == [f"{one!r} is never heard: {WAYS_OUT}" for one in unheard]
    assert {where.partition(":")[0] for where, _ in found} <= {"6"}


@pytest.mark.parametrize(("detail", "count"), [("full", 2), ("brief", 0), ("tones", 0)])
def test_less_detail_leaves_words_out_on_purpose(told, detail, count):
    block = listed(f'title = "Walk", hold = "9s" }}, {{ {SQUAT.format(QUICK)}')
    found = told(block, "5s", "true", detail=detail)
    assert len([text for _, text in found if "never heard" in text]) == count


@pytest.mark.parametrize("key", ["title", "say"])
@pytest.mark.parametrize(
    ("text", "sign"),
    [("Lift {{ side", "{{"), ("Lift }} it", "}}"), ("{% if x %} up", "{%"), ("{# no", "{#")],
)
def test_what_looks_like_a_template(told, key, text, sign):
    exercise = f'title = "{text}"' if key == "title" else f'title = "A", say = "{text}"'
    [(where, said)] = told(listed(f"{exercise}, hold = '9s'"))
    assert where.startswith("6:")
    assert (
        said
        == f"{sign!r} is said as it stands. A variable is written {{{{ side }}}}; there are no tags in a routine."
    )


@pytest.mark.parametrize(
    ("exercise", "text"),
    [
        ('title = "A", say = "}}"', "'}}' has no words to say. Write some, or leave it out."),
        ('title = "A", say = "…"', "'…' has no words to say. Write some, or leave it out."),
        (f'title = "{LONG}"', "a text has 1005 characters. It may have 1000: make several of it, say = [...]."),
    ],
)  # fmt: skip
def test_what_nobody_could_say(told, exercise, text):
    [(where, said)] = told(listed(exercise))
    assert (where.partition(":")[0], said) == ("6", text)


def test_rounds_are_too_many_where_they_stand(told):
    blocks = listed('title = "A"') + listed('title = "B", hold = "1s"', "rounds = 100\n") * 11
    [(where, said)] = told(blocks)
    assert where == "8:1"
    assert said.startswith("the session has 1101 exercises")


def test_a_session_that_grows_too_long_is_told_at_the_exercise(told):
    blocks = listed('title = "A", hold = "60m", sides = "once"', "rounds = 5\n")
    [(where, said)] = told(blocks)
    assert where.startswith("7:")
    assert "longer than 4 h" in said


def test_a_warning_of_the_general_script_is_told_at_the_exercise(told):
    blocks = listed('title = "A", reps = 30, tempo = "0.4-0.2-0.4", sides = "once"')
    found = told(blocks)
    assert {where.partition(":")[0] for where, _ in found} == {"6"}


@pytest.mark.parametrize(
    ("exercise", "text"),
    [
        ('title = "A", hold = "20s"', "the sides differ: left 35s, right 20s."),
        ('title = "A", reps = 3', "the sides differ: left 5 reps, right 3 reps."),
    ],
)
def test_sides_of_a_list_that_differ(told, exercise, text):
    assert told(listed(exercise), weak_side="left") == [("a", text)]
    assert told(listed(exercise + ', sides = "once"'), weak_side="left") == []


@pytest.mark.parametrize("word", ["ONCE", "Once", "once"])
def test_words_may_be_written_in_capitals(told, word):
    assert told(listed(f'title = "A", sides = "{word}"')) == []


def test_every_name_is_offered_once(told):
    blocks = "[vars]\nside = 1\n" + listed('title = "A {{ sid }}"')
    assert [text for _, text in told(blocks) if "sid'" in text] == [
        "unknown variable 'sid'. Did you mean 'side'?"
    ]
    blocks = blocks.replace("sid ", "zzzz ")
    [said] = [text for _, text in told(blocks) if "zzzz" in text]
    assert said.count(" side,") + said.count(" side.") == 1


def test_a_time_that_lists_leave_no_room_for(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(HEAD.format(rest="10s", joined="false") + listed('title = "A", hold = "60s"'))
    with pytest.raises(RoutineError) as caught:
        voiceguide.preview(path, fit="20m")
    assert "leave out their hold or reps, or change rest and rounds" in caught.value.remedy


def test_ranges_are_no_affair_of_lists(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(HEAD.format(rest="10s", joined="false") + listed('title = "A"'))
    plan = voiceguide.preview(path, fit="6m")
    assert "outside the recommended" not in plan.chosen


def test_a_block_title_is_nobodys_to_say(told):
    block = listed('title = "A", titles.de = "A"', 'title = "Strength"\n')
    assert not [text for _, text in told(block, lang="de") if "Strength" in text or "title" in text]
