"""What this computer has, found out by using it."""

import pytest
from click.testing import CliRunner

from voiceguide.cli.doctor import Finding, examine, render_findings
from voiceguide.cli.program import main
from voiceguide.errors import EngineMissing


@pytest.mark.speech
def test_everything_that_is_needed_is_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    findings = {one.name: one for one in examine()}
    assert [name for name, one in findings.items() if one.needed and not one.good] == []
    assert {"Python", "Voice", "Encoder", "Cache", "Output"} <= set(findings)
    assert list(tmp_path.iterdir()) == []
    assert CliRunner().invoke(main, ["doctor"]).exit_code == 0


@pytest.mark.speech
def test_what_is_missing_is_said_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "output").write_text("a file where the folder should be")
    (tmp_path / "cache").write_text("")
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(tmp_path / "cache" / "sounds"))

    def no_engine(spec, language):
        raise EngineMissing("there is no speech library", remedy="Run: pip install it")

    monkeypatch.setattr("voiceguide.speech.engine.find_engine", no_engine)
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert "Voice      MISSING  there is no speech library" in done.stdout
    assert "Run: pip install it" in done.stdout
    assert "Cache      MISSING" in done.stdout
    assert "VOICEGUIDE_CACHE_DIR" in done.stdout
    assert "something that is needed is missing" in done.stderr


def test_how_it_reads():
    findings = [
        Finding("Python", True, "3.11", remedy="never shown"),
        Finding("Voice", False, "no library", remedy="Install one."),
        Finding("ffmpeg", False, "for other sounds", needed=False, remedy="Install it."),
    ]
    assert render_findings(findings) == (
        "Python     ok       3.11\n"
        "Voice      MISSING  no library\n"
        "                    Install one.\n"
        "ffmpeg     absent   for other sounds\n"
        "                    Install it."
    )
