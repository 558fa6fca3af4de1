"""The wheel carries the scripts, and what it installs works outside the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of this checkout, built with what is installed (no network)."""
    pytest.importorskip("hatchling", reason="hatchling builds the wheel")
    folder = tmp_path_factory.mktemp("wheel")
    command = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    return path


def test_it_carries_the_scripts_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    inside = {name.removeprefix("voiceguide/") for name in names if name.startswith("voiceguide/")}
    scripts = {str(p.relative_to(ROOT)) for p in (ROOT / "scripts").rglob("*") if p.is_file()}
    assert {name for name in inside if name.startswith("scripts/")} == scripts
    assert "__main__.py" in inside
    assert {"formats/page/player.js", "web/static/site.css", "web/templates/index.html"} <= inside
    assert {"lang/en.toml", "lang/de.toml", "lang/es.toml", "lang/fr.toml"} <= inside
    assert not [name for name in names if name.split("/")[0] not in {"voiceguide"}
                and ".dist-info/" not in name]  # fmt: skip


@pytest.mark.speech
def test_an_installed_build_works_outside_the_checkout(wheel, tmp_path):
    place, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    subprocess.run([*PIP, "install", "--no-deps", "--target", place, wheel], check=True)

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments], cwd=elsewhere, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(place)},
        ).stdout  # fmt: skip

    code = "import voiceguide, voiceguide.disk.library as it; print(voiceguide.__file__, it.built_in_scripts())"
    assert all(Path(one).is_relative_to(place) for one in run("-c", code).split())
    assert run("-m", "voiceguide", "build").strip() == "output/hip-rotation.mp3"
    assert (elsewhere / "output" / "hip-rotation.mp3").stat().st_size > 1_000_000
    out = str(tmp_path / "named" / "mine.mp3")
    assert run("-m", "voiceguide", "build", "--out", out).strip() == out
    assert Path(out).is_file()
