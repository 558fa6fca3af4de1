"""What an error says to somebody who sees only the page."""

import pytest

from voiceguide.errors import ManyErrors, ScriptError, VoiceguideError
from voiceguide.problem import Problem
from voiceguide.web.answer import refuse, sentence, without_paths


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("there is no file /home/ann/scripts/x.toml here", "there is no file x.toml here"),
        ("cannot open '/home/ann/a b' now", "cannot open 'a b' now"),
        ("it wrote ~/voiceguide/out.mp3.", "it wrote out.mp3."),
        ("see ./scripts/mine/opening.cue.j2:3", "see opening.cue.j2:3"),
        ("see ../out/x.wav", "see x.wav"),
        (r"see C:\Users\Ann\x.wav", "see x.wav"),
        (r"see \\server\share\x.wav", "see x.wav"),
        ("FileNotFoundError(2, '/tmp/voiceguide-x1/00001.wav')", "FileNotFoundError(2, '00001.wav')"),
        ("90/90 hip rotation, 1/2", "90/90 hip rotation, 1/2"),
        ("Add a shorter wording after ' / '.", "Add a shorter wording after ' / '."),
        ("left / right", "left / right"),
        ("https://example.org/a/b", "https://example.org/a/b"),
    ],
)  # fmt: skip
def test_paths_are_left_out(text, told):
    assert without_paths(text) == told


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("/home/ann/scripts/mine/opening.cue.j2:3:7", "opening.cue.j2:3:7"),
        ("scripts/mine/routine.toml:2", "routine.toml:2"),
        (r"C:\Users\Ann\mine.toml:2", "mine.toml:2"),
        ("/home/ann/output", ""),
        ("--hold", ""),
        ("", ""),
    ],
)
def test_where_is_a_file_without_its_folder(where, told):
    assert [one.where for one in refuse(VoiceguideError("wrong", where=where))] == [told]


def test_a_problem_is_shown_in_whole_sentences():
    error = ScriptError("no such tone", where="/x/a.cue.j2:1", remedy="There is chime.")
    told = Problem("a.cue.j2:1", "no such tone", "There is chime.")
    assert refuse(error) == [told]
    other = VoiceguideError("wrong", where="--hold")
    assert refuse(ManyErrors([error, other])) == [told, Problem("", "wrong")]
    assert sentence("no such tone") == "No such tone."
    assert sentence("is it full?") == "Is it full?"
