"""What types cannot find in a routine file: names, and what a stranger's file must not decide."""

import pytest

from voiceguide.routine.routine import check_routine_text

PATH = "a routine file can only name a sound file beside it. Put the file into the routine's folder, or pass its path with --bed."
PROGRAM = "a routine file cannot name a program to run, a server or a folder. Pass it on the command line: --engine 'command:PROGRAM ...'."

FILES = {
    "a name with a space": ("", "a b", '6: \'a b\' is not an exercise name. Use letters, digits and hyphens; it names the script NAME.cue.j2.'),
    "no name at all": ("", "", "6: '' is not an exercise name."),
    "a name with a hyphen in front": ("", "-a", "6: '-a' is not an exercise name."),
    "a name that is one": ("", "9_a-b", None),
    "a path": ('bed = "../sea.mp3"', "a", f"3: {PATH}"),
    "a path of Windows": ("bed = 'C:\\sea.mp3'", "a", f"3: {PATH}"),
    "a file beside it": ('bed = "sea.mp3"', "a", None),
    "a bed of ours": ('bed = "rain"', "a", None),
    "a program": ('voice = { engine = "command:x" }', "a", f"3: {PROGRAM}"),
    "an engine": ('voice = { engine = "piper" }', "a", None),
    "a voice file": ('voice = { name = "x.ONNX#3" }', "a", "3: a routine file cannot name a voice file. Pass it on the command line: --voice x.ONNX#3."),
    "a voice": ('voice = { name = "x#3.onnx" }', "a", None),
    "both": ('voice = { engine = "http://x", name = "x.onnx" }', "a", f"3: {PROGRAM}"),
    "a language": ('[titles]\nde = "x"\nxyzabc1234 = "x"\n[vars]', "a", "5: 'xyzabc1234' is not a language."),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "name", "message"), FILES.values(), ids=FILES)
def test_a_file(settings, name, message):
    text = (
        f'title = "T"\n[settings]\n{settings}\n[[pair]]\n'
        f'target = "hips"\nstretch = {{ exercise = "{name}" }}\nstrengthen = {{ exercise = "b" }}\n'
    )
    errors = [str(error) for error in check_routine_text(text, "r")[1]]
    if message is None:
        assert errors == []
    else:
        assert errors[0].startswith(f"r:{message}")
        assert len(errors) == (2 if "http://x" in settings else 1)


def test_a_fault_is_left_out_and_the_rest_read():
    text = (
        'title = "T"\nlanguage = "?"\n[settings]\nhold = "9h"\nrest = "5s"\n'
        'voice = { engine = "x:y" }\n'
        '[[pair]]\nstretch = { exercise = "a", reps = 0, hold = "20s" }\nstrengthen = { exercise = "b" }\n'
        '[[pair]]\nstretch = { exercise = "c d" }\nstrengthen = { exercise = "b" }\n'
    )
    made, errors = check_routine_text(text, "r")
    assert [error.where for error in errors] == ["r:2", "r:4", "r:6", "r:8", "r:11"]
    assert (made.language, made.settings, len(made.pair)) == ("en", {"rest": 5_000}, 1)
    assert made.pair[0].stretch.own == {"hold": 20_000}
