"""Names of recordings: stable, readable, and different for each text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.routine.recording import RecordingLine, recording_name, render_lines


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ten more seconds.", "ten-more-seconds-dbe392"),
        ("Ten more  seconds. ", "ten-more-seconds-dbe392"),
        ("Ten more seconds!", "ten-more-seconds-"),
        ("three", "three-"),
        ("Don't rush.", "dont-rush-"),
        ("Über die Hüfte", "uber-die-hufte-"),
        ("…", "text-"),
        ("深呼吸", "text-"),
        ("Fold your left leg in front of you, and your right leg behind you.",
         "fold-your-left-leg-in-front-of-you-and-your-righ-"),
    ],
)  # fmt: skip
def test_names(text, name):
    assert recording_name(text).startswith(name)
    assert recording_name(text) == recording_name(f"\n{text} ")


@given(st.text(), st.text())
def test_names_tell_texts_apart_and_are_good_file_names(one, other):
    name = recording_name(one)
    assert 7 < len(name) <= 48 + 7
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    if " ".join(one.split()) != " ".join(other.split()):
        assert name != recording_name(other)


@given(
    st.lists(
        st.builds(
            RecordingLine, st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 9)
        )
    )
)
def test_a_spreadsheet_reads_the_list(lines):
    rows = list(csv.reader(io.StringIO(render_lines(lines), newline="")))
    assert rows[0] == ["file", "text", "said"]
    assert [row[1] for row in rows[1:]] == [one.text for one in lines]
    assert [row[0] for row in rows[1:]] == [one.file for one in lines]
    assert [row[2].isdigit() for row in rows[1:]] == [one.times > 0 for one in lines]
