"""Scripts and words from strangers: templates that attack, and titles that are markup elsewhere."""

from __future__ import annotations

import html.parser
import json
import os
import random
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from xml.etree import ElementTree

from tests.faults.fault import Fault
from tests.faults.stage import SCRIPTS, Stage, any_of
from tests.script.test_guard import FILES, FLOODS, LOOPS, SANDBOX, STRINGS

SECRET = "kept-from-every-script"
SECONDS = 20.0
"""A script is stopped after a second of its own processor time; this is time on a busy clock."""
TITLES = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "]]><evil/>", "{{ 7 * 191 }}",
    "</title><script>alert(1)</script>", "a\nb --> c\n\n1\n00:00:00,000 --> 00:00:09,000\nevil",
    "[00:01.00]evil", "#EXTINF:9,evil\nhttp://evil.example/a.mp3", "&lt;script&gt;", "\x1b]0;evil\x07",
    "../../../evil", "CON", "a" * 300, "\u202egnp.exe", "髋 & 🦵", "\x00\x01\ufffe", "$(touch evil)",
)  # fmt: skip
"""What means something in HTML, XML, captions, playlists, templates, terminals and shells."""


def _attack(stage: Stage, attacks: dict[str, str], luck: random.Random) -> Generator[str]:
    """Have each script checked; it must be refused in a sentence, and do nothing."""
    secret = stage.folder / "secret.txt"
    secret.write_text(SECRET)
    _lay_traps(stage.hips, secret)
    for name in luck.sample(sorted(attacks), len(attacks)):
        script = attacks[name].replace("TOUCH", repr(f"touch {stage.folder}/touched"))
        script = script.replace("SECRET_FILE", repr(str(secret)))
        stage.write("one-stretch.cue.j2", f"# Fold\n\n{script}\n")
        done = stage.run("check", "hips", deadline=SECONDS)
        told = "a secret was shown" if SECRET in done.out or "root:" in done.out else ""
        touched = "it ran a command" if (stage.folder / "touched").exists() else ""
        refused = "" if re.search(r"^hips/\S+: \S.*[.?]", done.out, re.MULTILINE) else "no sentence"
        loss = any_of(told, touched, stage.lost(done, 1, most=600), refused)
        yield f"{name}: {loss}" if loss else ""


def _lay_traps(folder: Path, secret: Path) -> None:
    (folder / "zero.j2").symlink_to("/dev/zero")
    (folder / "secret.j2").symlink_to(secret)
    (folder / "up").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe.j2")


def break_out(stage: Stage, luck: random.Random) -> Generator[str]:
    """Templates that reach for Python."""
    return _attack(stage, SANDBOX, luck)


def read_files(stage: Stage, luck: random.Random) -> Generator[str]:
    """Templates that reach for files."""
    return _attack(stage, FILES, luck)


def go_on_for_ever(stage: Stage, luck: random.Random) -> Generator[str]:
    """Templates without end."""
    return _attack(stage, LOOPS, luck)


def grow(stage: Stage, luck: random.Random) -> Generator[str]:
    """Templates that make giant texts and numbers."""
    return _attack(stage, STRINGS, luck)


def pour(stage: Stage, luck: random.Random) -> Generator[str]:
    """Scripts that render quickly, and ask for more than can be laid out."""
    return _attack(stage, FLOODS, luck)


def name_badly(stage: Stage, _: random.Random) -> Generator[str]:
    """Titles and sentences that are markup elsewhere, through tags, captions, feed, page, picture."""
    folder = stage.folder / "pub"
    for title in TITLES:
        quoted = json.dumps(title)
        stage.write("routine.toml", SCRIPTS["routine.toml"].replace('"Hips"', quoted))
        stage.write(
            "opening.cue.j2", f"# {_line(title)}\n{{% raw %}}{_line(title)}{{% endraw %}}\n"
        )
        done = stage.run("publish", folder, "hips", "--engine", "silent")
        drawn = stage.run("timeline", "hips", "--html", "plan.html", "--svg", "plan.svg")
        refused = done.code == 1 and drawn.code == 1
        wrong = "" if refused else any_of(*_misread(folder), *_misread(stage.folder))
        escaped = "" if _stays(stage) else "a file lies elsewhere"
        loss = any_of(stage.lost(done, 0, 1), stage.lost(drawn, 0, 1), wrong, escaped)
        yield f"{title[:40]!r}: {loss}" if loss else ""


def _line(text: str) -> str:
    return " ".join(text.split()).replace("{{", "{ {").replace("\0", "")


def _stays(stage: Stage) -> bool:
    """Whether all that was written lies where it belongs."""
    known = {"temp", "out", "hips", "cache", "data", "pub", "plan.html", "plan.svg"}
    return {path.name for path in stage.folder.iterdir()} <= known


class _Tags(html.parser.HTMLParser):
    """Collects what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note elements and attributes that a title has brought."""
        names = [name for name, _ in attributes]
        if tag in ("evil", "img") and ("onerror" in names or tag == "evil"):
            self.active.append(tag)
        self.active += [name for name in names if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        """Note a script that is only the title's."""
        if self.lasttag == "script" and data.strip() == "alert(1)":
            self.active.append("script")


def _misread(folder: Path) -> Iterator[str]:
    """What in a folder means something else than it should."""
    for path in sorted(folder.glob("*")):
        if path.suffix == ".html":
            tags = _Tags()
            tags.feed(path.read_text("utf-8"))
            yield f"{path.name} would run {tags.active[0]}" if tags.active else ""
        elif path.suffix in (".xml", ".svg"):
            yield _read_xml(path)
        elif path.suffix == ".m3u8":
            lines = path.read_text("utf-8").split("\n")
            bad = [one for one in lines if one and one[0] != "#" and not (folder / one).is_file()]
            yield f"{path.name} names {bad[0]!r}" if bad else ""
        elif path.suffix in (".vtt", ".srt"):
            text = path.read_text("utf-8")
            times = re.findall(r"^\d\d:\d\d:\d\d[.,]\d{3} --> ", text, re.MULTILINE)
            yield (
                ""
                if len(times) == text.count("\n\n") + (path.suffix == ".srt")
                else (f"{path.name} has a cue of its own")
            )
        elif path.suffix == ".mp3":
            yield _read_tags(path)


def _read_xml(path: Path) -> str:
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        return f"{path.name} cannot be read: {error}"
    names = {str(one.tag).rpartition("}")[2] for one in root.iter()}
    return f"{path.name} has an element of its own" if names & {"evil", "script"} else ""


def _read_tags(path: Path) -> str:
    from mutagen.id3 import ID3

    tags = ID3(path)
    texts = [str(text) for frame in tags.getall("TIT2") for text in frame.text]
    return "" if texts and "\n" not in texts[0] and "\0" not in texts[0] else "a torn title"


ROWS = (
    Fault("templates that reach for Python", break_out, "scripts run in a sandbox", 99, 1),
    Fault("templates that reach for files", read_files, "links stay inside", 99, 2),
    Fault("templates without end", go_on_for_ever, "scripts have their time", 99, 1),
    Fault("templates that grow", grow, "scripts have their memory", 99, 1),
    Fault("scripts that pour", pour, "a session has an end", 99, 1),
    Fault("hostile titles", name_badly, "text stays text", len(TITLES), 1),
)
