"""Blocks: what a file may say of them, and what is said of what it may not."""

import time

import pytest

from voiceguide.routine.routine import check_routine_text, parse_routine

EITHER = "A block has either stretch and strengthen, or do."
BOTH = "An exercise is held or counted: keep one of them."
FILES = {
    "pairs and blocks": ('[[pair]]\nstretch = { exercise = "a" }\nstrengthen = { exercise = "b" }\n[[block]]\ndo = [{ title = "A" }]', ["5: the file has both [[pair]] and [[block]]. TOML would lose their order: write [[block]] for every [[pair]]."]),
    "a list and a stretch": ('[[block]]\ndo = [{ title = "A" }]\nstretch = { title = "B" }', [f"2: block 1 has 'do' and 'stretch'. {EITHER}"]),
    "a list and what strengthens": ('[[block]]\ndo = [{ title = "A" }]\nstrengthen = { title = "B" }', [f"2: block 1 has 'do' and 'strengthen'. {EITHER}"]),
    "neither": ("[[block]]\nrounds = 3", [f"2: block 1 has nothing to do. {EITHER}"]),
    "an empty list": ("[[block]]\ndo = []", ["3: 'do' is empty in block 1. Write do = [{ title = \"...\" }]."]),
    "half a pair": ('[[block]]\nstretch = { title = "B" }', ["2: 'strengthen' is missing in block 1. Write strengthen = { exercise = \"NAME\" }."]),
    "no list": ('[[block]]\ndo = "A"', ["3: block 1, do must be a list, not a text. Write do = [{ title = \"...\" }]."]),
    "no exercise": ('[[block]]\ndo = ["A"]', ["3: block 1, exercise 1 must be a table, not a text. Write { title = \"A\" }."]),
    "one bracket": ("[block]\ndo = []", ["2: block must be a list, not a table. Write [[block]], with two brackets on each side."]),
    "nothing at all": ("block = []", [f"1: the routine has no [[block]]. Add one. {EITHER}"]),
    "no name": ('[[block]]\ndo = [\n{ title = "A" },\n{ say = "x" },\n]', ["5: 'title' is missing in block 1, exercise 2. Write title = \"...\", or exercise = \"NAME\" for a script."]),
    "a title that makes no name": ('[[block]]\ndo = [\n{ title = "深蹲" }]', ["4: title: no name can be made of '深蹲'. Use a letter from a to z or a digit in it."]),
    "held and counted": ('[[block]]\ndo = [\n{ title = "A", reps = 3, hold = "30s" }]', [f"4: block 1, exercise 1 has both 'hold' and 'reps'. {BOTH}"]),
    "held and counted, says a block": ('[[block]]\nhold = "30s"\nreps = 3\ndo = [{ title = "A" }]', [f"4: block 1 has both 'hold' and 'reps'. {BOTH}"]),
    "where a script decides": ('[[block]]\nhold = "30s"\nreps = 3\ndo = [{ exercise = "a" }, { exercise = "b", hold = "3s", reps = 3 }]', []),
    "where each exercise decides": ('[[block]]\nhold = "30s"\nreps = 3\ndo = [{ title = "a", reps = 5 }]', []),
    "a list shorter than the rounds": ('[[block]]\nrounds = 3\ndo = [\n{ title = "A" },\n{ title = "B", reps = [3, 2] }]', ["6: reps: a list of 2 values for a block of 3 rounds. Give one value for each round, or one alone for all of them."]),
    "a list without rounds": ('[[block]]\ndo = [{ title = "B", hold = ["3s", "2s"] }]', ["3: hold: a list of 2 values for a block of 1 round. Give one value for each round, or one alone for all of them."]),
    "a list of a block": ('[[block]]\nrounds = 2\nhold = ["3s"]\ndo = [{ title = "B" }]', ["4: hold: a list of 1 value for a block of 2 rounds. Give one value for each round, or one alone for all of them."]),
    "a list of a pair": ('[[block]]\nrounds = 2\nstretch = { title = "A", hold = ["30s"] }\nstrengthen = { title = "B" }', ["4: hold: a list of 1 value for a block of 2 rounds. Give one value for each round, or one alone for all of them."]),
    "a list in [[pair]]": ('[[pair]]\nstretch = { exercise = "a", hold = ["30s", "40s"] }\nstrengthen = { exercise = "b", reps = [5] }', ["3: hold: a list of 2 values for a block of 1 round. Give one value for each round, or one alone for all of them."]),
    "an empty list of values": ('[[block]]\ndo = [{ title = "B", reps = [] }]', ["3: reps: there is no value in it."]),
    "a wrong value in a list": ('[[block]]\nrounds = 2\ndo = [{ title = "B", reps = [3, 0] }]', ["4: reps: 0 is out of range. It may be 1 to 100."]),
    "a side": ('[[block]]\ndo = [{ title = "B", sides = "both" }]', ["3: sides: unknown value 'both'. Write \"each\" for left and right, \"once\" where there are no sides."]),
    "a tone": ('[[block]]\ndo = [{ title = "B", start = "bel" }]', ["3: start: unknown tone 'bel'. Did you mean 'bell'?"]),
    "a path": ('[[block]]\ndo = [{ title = "B", end = "../x.mp3" }]', ["3: end: a routine file can only name a sound file beside it. Put the file into the routine's folder."]),
    "a sound file": ('[[block]]\ndo = [{ title = "B", start = "whistle.wav" }]', []),
    "a long count": ('[[block]]\ndo = [{ title = "B", count_in = 11 }]', ["3: count_in: 11 is out of range. It may be 0 to 10."]),
    "a key of an exercise": ('[[block]]\ndo = [{ title = "B", holdd = "3s" }]', ["3: unknown key 'holdd'. Did you mean 'hold'?"]),
    "a key of a block": ('[[block]]\nround = 3\ndo = [{ title = "B" }]', ["3: unknown key 'round'. Did you mean 'rounds'?"]),
    "a key of a block in an exercise": ('[[block]]\ndo = [{ title = "B", rounds = 3 }]', ["3: unknown key 'rounds'. It belongs to the block: write it under [[block]], beside do or stretch."]),
    "a setting of a block": ('[[block]]\nswitch = "3s"\ndo = [{ title = "B" }]', ["3: unknown key 'switch'. It is a setting: write it under [settings]."]),
    "a key of a block in [[pair]]": ('[[pair]]\nstretch = { exercise = "a" }\nstrengthen = { exercise = "b" }\nbetween = "3s"', ["5: unknown key 'between'. Write [[block]] for every [[pair]] of the file: a block can have it."]),
    "words": ('[[block]]\ndo = [{ title = "B", say = ["a", 3] }]', ["3: block 1, exercise 1, say must be a text in quotes, or a list of them, not 3."]),
    "a name in words": ('[[block]]\n[[block.do]]\ntitle = "B"\nsay = ["a", "{{ sied }}"]', ["5: unknown variable 'sied'. Did you mean 'side'?"]),
    "a side where there is none": ('[[block]]\ndo = [{ title = "B {{ side }}", sides = "once" }]', ["3: 'side' stands for nothing: this exercise is done once. Leave it out, or write sides = \"each\"."]),
    "an hour": ('[[block]]\nhold = "60m"\ndo = [{ title = "B", hold = "1h" }]', []),
    "more than an hour": ('[[block]]\ndo = [{ title = "B", hold = "61m" }]', ["3: hold: 61m is out of range. It may be 1s to 1h."]),
    "an hour in a pair": ('[[block]]\nhold = "16m"\nstretch = { title = "A", hold = "20m" }\nstrengthen = { title = "B" }', ["3: hold: 16m is out of range. It may be 1s to 15m.", "4: hold: 20m is out of range. It may be 1s to 15m."]),
    "rounds": ('[[block]]\nrounds = 101\ndo = [{ title = "B" }]', ["3: rounds: 101 is out of range. It may be 1 to 100."]),
    "wrong rounds, and a list for them": ('[[block]]\nrounds = 0\ndo = [{ title = "B", reps = [3, 2] }]', ["3: rounds: 0 is out of range. It may be 1 to 100."]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "messages"), FILES.values(), ids=FILES)
def test_a_file(text, messages):
    errors = check_routine_text(f'title = "T"\n{text}', "r")[1]
    assert list(map(str, errors)) == [f"r:{one}" for one in messages]


def test_the_whole_of_a_block():
    made = parse_routine(
        'title = "T"\nabouts.de = "x"\n[vars]\nleg = "back"\n[[block]]\ntitle = "Strength"\n'
        'titles.de = "Kraft"\nrounds = 2\nrest = "15s"\nbetween = "60s"\nback_to_back = true\n'
        'tempo = "2-0-2"\ndo = [\n{ title = "A", titles.de = "Ä", say = "{{ leg }}", says.de = ["b", "c"], '
        'reps = [10, 8], rest = "5s", start = "bell", end = "chime", count_in = 3, announce = false },\n'
        '{ exercise = "bridge", sides = "once" },\n]\n'
    )
    [block] = made.block
    assert (block.title_in("de"), block.rounds, block.rest, block.between) == (
        "Kraft",
        2,
        15_000,
        60_000,
    )
    assert (block.is_pair, block.back_to_back, made.pair, made.short) == (False, True, (), False)
    one, other = block.exercises
    assert (one.own["reps"], one.say, one.says["de"], one.rest) == (
        (10, 8),
        ("{{ leg }}",),
        ("b", "c"),
        5_000,
    )
    assert (one.start, one.end, one.count_in, one.announce, one.once) == (
        "bell",
        "chime",
        3,
        False,
        False,
    )
    assert (other.name, other.once, other.path) == ("bridge", True, ("block", "0", "do", "1"))


def test_a_pair_is_a_block_in_either_form():
    pair = 'stretch = { exercise = "a", hold = "33s" }\nstrengthen = { exercise = "b" }\ntarget = "hip"\n'
    short, long = (parse_routine(f'title = "T"\n[[{key}]]\n{pair}') for key in ("pair", "block"))
    assert (short.short, long.short) == (True, False)
    for one, other in zip(short.exercises, long.exercises, strict=True):
        assert (one.name, one.kind, one.own, one.label) == (
            other.name,
            other.kind,
            other.own,
            other.label,
        )
    assert [one.target for one in (*short.pair, *long.pair)] == ["hip"] * 2


def test_what_is_wrong_is_left_out_and_the_rest_read():
    made, errors = check_routine_text(
        'title = "T"\n[[block]]\ndo = [{ title = "?" }, { title = "A", hodl = "3s" }]\n[[block]]\n'
        '[[block]]\ndo = [{ title = "B", rest = 3 }]',
        "r",
    )
    assert [error.where for error in errors] == ["r:3", "r:3", "r:4", "r:6"]
    assert [(one.name, one.path) for one in made.exercises] == [
        ("a", ("block", "0", "do", "1")), ("b", ("block", "2", "do", "0")),
    ]  # fmt: skip


def test_so_many_exercises_and_no_more():
    many = ['{ title = "A" },'] * 1000
    made, errors = check_routine_text(
        'title = "T"\n[[block]]\ndo = [\n' + "\n".join(many) + "]", "r"
    )
    assert (len(made.exercises), errors) == (1000, [])
    text = 'title = "T"\n[[block]]\ndo = [\n' + "\n".join(many * 10) + "]"
    start = time.perf_counter()
    made, errors = check_routine_text(text, "r")
    assert time.perf_counter() - start < 3
    assert made is None
    assert list(map(str, errors)) == ["r:1004: the routine has 10000 exercises. It may have 1000."]
