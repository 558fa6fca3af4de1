"""Parts of a session, decoded and laid end to end, are the session: by decoders that are not ours."""

import shutil
import subprocess
from itertools import pairwise

import numpy as np
import pytest

from tests.audio.test_mp3 import LOUD, click, stream
from voiceguide.audio import mp3
from voiceguide.audio.cut import Slice, cut, find_parts

SAMPLES = 10 * 48_000 + 137
NOISE = np.random.default_rng(3).normal(0, 2500, SAMPLES).astype(np.int16)

WHOLES = {
    # every frame but the first keeps bits in the frames before it
    "a bed": b"".join(mp3.stream(np.array_split(NOISE, 7), SAMPLES)),
    "islands": stream([(30_000 + n * 40_000, LOUD) for n in range(10)], SAMPLES),
    "silence": stream([], SAMPLES),
}
STARTS = {
    "whole seconds": [0, 48_000, 144_000, 432_000],
    "any sample": [0, 24_001, 56_234, 81_000, 105_500, 200_001, 455_000],
    "frames": [0, 1152 * 26, 1152 * 53, 1152 * 75 - 1],
    "one": [0],
}


def parts_of(whole, starts):
    return [
        (one, b"".join(cut(lambda at, end: whole[at:end], one, SAMPLES)))
        for one in find_parts(starts, SAMPLES)
    ]


def decode(data, program, tmp_path):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    file = tmp_path / "a.mp3"
    file.write_bytes(data)
    command = {
        "ffmpeg": ["ffmpeg", "-nostdin", "-v", "warning", "-i", str(file), "-f", "f32le", "-"],
        "mpg123": ["mpg123", "-q", "-s", str(file)],
    }[program]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    kind = "<f4" if program == "ffmpeg" else "<i2"
    return np.frombuffer(done.stdout, kind).astype(float)


@pytest.mark.tool
@pytest.mark.parametrize("starts", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("whole", WHOLES.values(), ids=WHOLES)
# mpg123 adds in another order where the filter bank stands at another place of its ring: then the
# last of 16 bits may be rounded otherwise
@pytest.mark.parametrize(("program", "apart"), [("ffmpeg", 0), ("mpg123", 1)])
def test_the_parts_are_the_whole(whole, starts, program, apart, tmp_path):
    heard = [(one, decode(data, program, tmp_path)) for one, data in parts_of(whole, starts)]
    assert [len(sound) for _, sound in heard] == [one.end - one.start for one, _ in heard]
    joined = np.concatenate([sound for _, sound in heard])
    assert np.abs(joined - decode(whole, program, tmp_path)).max() <= apart


@pytest.mark.tool
@pytest.mark.parametrize("whole", WHOLES.values(), ids=WHOLES)
def test_a_checker_finds_nothing_wrong(whole, tmp_path):
    if shutil.which("mp3val") is None:
        pytest.skip("mp3val is not installed")
    for number, (_, data) in enumerate(parts_of(whole, STARTS["whole seconds"])):
        (tmp_path / f"{number}.mp3").write_bytes(data)
    files = sorted(map(str, tmp_path.iterdir()))
    said = subprocess.run(["mp3val", *files], capture_output=True, text=True, check=True).stdout
    # there is no tag yet
    assert [
        one for one in said.splitlines() if "WARN" in one and "No supported tags" not in one
    ] == []


@pytest.mark.parametrize("starts", STARTS.values(), ids=STARTS)
def test_parts_start_at_the_frame_at_or_before_their_chapter(starts):
    found = find_parts(starts, SAMPLES)
    assert (found[0].start, found[-1].end) == (0, SAMPLES)
    assert all(one.end == other.start for one, other in pairwise(found))
    assert all(0 <= start - one.start < mp3.FRAME for start, one in zip(starts, found, strict=True))


@pytest.mark.parametrize("whole", WHOLES.values(), ids=WHOLES)
def test_what_leads_in_is_a_delay_that_every_player_takes(whole):
    for part, data in parts_of(whole, STARTS["any sample"]):
        tag = data[data.index(b"LAME") :]
        delay = int.from_bytes(tag[21:24], "big") >> 12
        # LAME itself ignores what is above 3000
        assert delay == (mp3.DELAY if not part.first else delay) <= 2 * mp3.FRAME - 529
        size = int.from_bytes(data[data.index(b"Info") + 12 :][:4], "big")
        assert size == len(data)


def test_the_first_part_of_a_session_that_is_not_divided_is_the_session():
    [(part, data)] = parts_of(WHOLES["islands"], [0])
    assert (part, data) == (Slice(0, SAMPLES), WHOLES["islands"])


@pytest.mark.tool
def test_a_click_beside_a_cut_is_heard_once(tmp_path):
    at = 144_000
    whole = stream([(at - 200, click())], SAMPLES)
    heard = [decode(data, "ffmpeg", tmp_path) for _, data in parts_of(whole, [0, at])]
    # a part may end inside a sound: the transform has begun before it
    assert np.abs(heard[0][:-1500]).max() < 1e-3 < np.abs(heard[1]).max()
    assert np.abs(heard[1][1500:]).max() < 1e-3
