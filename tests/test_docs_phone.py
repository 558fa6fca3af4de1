"""What docs/phone.md says is so."""

import re
import shlex

import pytest
from click.testing import CliRunner

from tests.test_docs import DOCS, names, table
from voiceguide.cli.program import main
from voiceguide.formats.container import BY_FFMPEG
from voiceguide.session.options import CAPTIONS
from voiceguide.session.output import FORMATS

pytestmark = pytest.mark.long

PAGE = (DOCS / "phone.md").read_text("utf-8")


def test_formats():
    rows = table("phone.md", "Other formats")
    assert [name for name, *_ in rows] == list(FORMATS)
    assert {name for name, _, needs in rows if needs == "yes"} == set(BY_FFMPEG)


def test_captions():
    assert tuple(names("phone.md", "Captions and chapters")) == CAPTIONS


def commands():
    """Every voiceguide command that is shown, after the build that the first one speaks of."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("voiceguide ")]


def test_commands_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEGUIDE_ENGINE", "silent")
    monkeypatch.setattr("voiceguide.delivery.send.find_players", lambda: [tmp_path])
    for line in ["voiceguide build", *commands()]:
        done = CliRunner().invoke(main, shlex.split(line)[1:])
        assert done.exit_code == 0, f"{line}: {done.output}"
    assert len(commands()) >= 7
    written = {re.sub(r"^01 - .*?(\.\w)", r"01 - Title\1", path.name)
               for path in (tmp_path / "phone").iterdir() if not path.name.startswith("02")}  # fmt: skip
    assert written == set(names("phone.md", "Publish a folder"))
