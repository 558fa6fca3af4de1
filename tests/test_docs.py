"""What docs/ says is so: its tables are those of the code, and its examples work."""

import datetime
import re
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from voiceguide.disk.library import Library
from voiceguide.duration import render_duration
from voiceguide.lang.lengths import parse_duration
from voiceguide.plan.estimate import estimate
from voiceguide.plan.place import MOST_LINES, place
from voiceguide.routine import settings
from voiceguide.routine.block import BLOCK, MOST_ROUNDS
from voiceguide.routine.exercise import MOST_COUNTED_IN
from voiceguide.routine.kind import PHASE_LIMITS
from voiceguide.routine.order import order_steps
from voiceguide.routine.programme import parse_programme
from voiceguide.routine.routine import (
    FILE,
    MOST_EXERCISES,
    MOST_PAIRS,
    PAIR,
    parse_overrides,
    parse_routine,
)
from voiceguide.routine.schedule import begin, sessions_of
from voiceguide.routine.schema import render_table
from voiceguide.routine.settle import settle
from voiceguide.routine.week import MOST_WEEKS, PROGRAMME
from voiceguide.script.compose import script_variables
from voiceguide.script.guard import LIMITS
from voiceguide.script.parse import parse_script
from voiceguide.script.template import Renderer
from voiceguide.session.options import read_options
from voiceguide.session.preview import plan_session
from voiceguide.speech.engine import engine_names
from voiceguide.tones import TONES

DOCS = Path(__file__).parent.parent / "docs"
PAGES = sorted(DOCS.glob("*.md"))


def blocks(language: str) -> list:
    """Every fenced block of a language, as parameters named by page and line."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            line = text.count("\n", 0, match.start()) + 1
            found.append(pytest.param(match[1], id=f"{page.name}:{line}"))
    return found


def table(page: str, heading: str) -> list[tuple[str, ...]]:
    """The cells of the first table after a heading, backticks taken off."""
    _, _, text = (DOCS / page).read_text("utf-8").partition(f"\n## {heading}\n")
    rows = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert rows, heading
    _, _, *lines = rows[0].splitlines()
    return [tuple(cell.strip(" `") for cell in line.strip("|").split("|")) for line in lines]


def names(page: str, heading: str) -> list[str]:
    return [row[0] for row in table(page, heading)]


def test_settings_are_all_keys():
    assert f"\n\n{render_table()}\n" in (DOCS / "routines.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("heading", "shape"),
    [
        ("The file", FILE),
        ("A pair", PAIR),
        ("A block", BLOCK),
        ("An exercise", PAIR.keys["stretch"]),
    ],
)
def test_the_other_keys(heading, shape):
    assert sorted(names("routines.md", heading)) == sorted(shape.keys)


def test_keys_of_a_programme():
    assert sorted(names("programmes.md", "The file")) == sorted(PROGRAMME.keys)
    assert f"1 to {MOST_WEEKS}" in (DOCS / "programmes.md").read_text()


def test_limits():
    written = dict(table("routines.md", "Limits"))
    times = {
        "one phase of a `tempo": " to ".join(map(render_duration, PHASE_LIMITS)),
        "a whole session": render_duration(settings.SESSION_LIMIT),
    }
    limits = {key: row.kind.limits for key, row in settings.ROWS.items() if row.kind.limits}
    every = {name: limit for names, limit in written.items() for name in names.split("`, `")}
    assert every == {**limits, **times}


def test_limits_in_prose():
    text = " ".join((DOCS / "routines.md").read_text().split())
    assert f"at most {MOST_PAIRS} pairs, all rounds together, and {MOST_LINES:,} lines" in text
    assert f"at most {MOST_EXERCISES:,} exercises, all rounds counted" in text
    assert f"In a list a hold may last {render_duration(settings.LIST_HOLD_LIMITS[1])}" in text
    assert f"so many seconds are counted before the start tone, 0 to {MOST_COUNTED_IN}" in text
    assert f"how often it is done, 1 to {MOST_ROUNDS}" in text
    assert LIMITS.seconds == 1  # "a second of the computer's time"


def test_built_in_routines():
    folders = {path.parent.name for path in (DOCS.parent / "scripts").glob("[a-z]*/routine.toml")}
    assert set(names("routines.md", "The ones that are there")) == folders


def variables(**given) -> list[dict]:
    """What scripts see, step by step, in the built-in session and in one with shorter doses."""
    library = Library("hip-rotation")
    routine = library.load_routine()
    settled = settle(routine, parse_overrides(given, {}, {}))
    return [{**script_variables(step, settled), "part": step.part} for step in order_steps(settled)]


def test_variables_are_all_there_is():
    [opening, *_] = variables()
    assert names("scripts.md", "Variables") == [name for name in opening if name != "part"]


def test_variables_of_the_opening():
    [opening, exercise, *_] = variables()
    for name, _, there in table("scripts.md", "Variables"):
        value = opening[name]
        match there:
            case "none":
                assert value is None, name
            case "empty":
                assert value in ("", []), name
            case "the same":
                assert value == exercise[name], name
            case _:
                assert str(value).lower() == there, name


def test_tones_are_all_there_is():
    written = {name: parse_duration(length) for name, length, _ in table("scripts.md", "Tones")}
    assert written == TONES


def test_engines_are_all_there_are():
    # https is http by another address
    assert set(names("voices.md", "The engines")) == set(engine_names()) - {"https"}


def is_programme(block) -> bool:
    return "days = [" in block.values[0]


@pytest.mark.parametrize("text", [one for one in blocks("toml") if is_programme(one)])
def test_programmes_parse(text):
    programme = parse_programme(text)
    assert programme.advice == ()
    assert sessions_of(programme, begin(programme, datetime.date(2026, 12, 1)))


@pytest.mark.parametrize("text", [one for one in blocks("toml") if not is_programme(one)])
def test_routines_parse(text):
    routine = parse_routine(text)
    read = Library("hip-rotation").reader(routine, "en")  # every exercise has a script
    assert all(read(f"{one.script}.cue.j2") for one in routine.exercises)


MINUTES = {"four": 4, "eight": 8}


@pytest.mark.parametrize("text", [one for one in blocks("toml") if "minutes" in one.values[0]])
def test_routines_last_as_long_as_they_say(text, tmp_path):
    (tmp_path / "mine.toml").write_text(text)
    plan = plan_session(read_options(str(tmp_path / "mine.toml"), {}, {}))
    word = re.search(r"(\w+) minutes", plan.timeline.title)
    assert round(plan.timeline.duration_ms / 60_000) == MINUTES[word[1]]


def test_the_routines_that_are_there_last_as_long_as_they_say():
    for name, length, *_ in table("routines.md", "The ones that are there"):
        plan = plan_session(read_options(name, {}, {}))
        assert length == f"{round(plan.timeline.duration_ms / 60_000)} minutes", name


def test_the_end_tone_comes_before_the_rest():
    script = "[hold 45s]\n[end]\n[rest 10s]\n"
    lengths = []
    for tones in ("calm", "none"):
        timeline, _ = place(parse_script(script), partial(estimate, tones=tones))
        hold, rest = (one for one in timeline.events if one.kind in ("hold", "rest"))
        lengths.append((rest.end_ms - hold.end_ms) / 1000)
    assert lengths == [11.4, 10]
    assert 'it is 11.4 seconds. With `tones = "none"` it is ten.' in (
        DOCS / "routines.md"
    ).read_text("utf-8")


@pytest.mark.parametrize("text", blocks("jinja"))
def test_scripts_render_parse_and_fit(text):
    library = Library("hip-rotation")
    built_in = library.reader(library.load_routine(), "en")

    def read(name):
        return (text, name) if name == "example.cue.j2" else built_in(name)

    for detail, hold, rest in product(("full", "brief", "tones"), ("30s", "60s"), ("5s", "10s")):
        for seen in variables(detail=detail, hold=hold, rest=rest):
            if seen["part"] != "exercise":
                continue
            script = Renderer(read).render("example.cue.j2", {**seen, "coach": "Robin"})
            cues = parse_script(script, "example.cue.j2")
            _, notices = place(cues, estimate)
            assert cues
            assert notices == ()


def test_options_of_serve():
    from voiceguide.cli.serving import serve

    text = (DOCS / "serve.md").read_text("utf-8")
    written = re.findall(r"^\| `(--[\w-]+)` \|", text, re.MULTILINE)
    assert written == [option.opts[0] for option in serve.params]


def test_there_are_examples():
    assert len(blocks("toml")) >= 2
    assert len(blocks("jinja")) >= 12


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target, anchor in re.findall(r"\]\(([^)#:]*)#?([^)]*)\)", page.read_text("utf-8")):
        other = (page.parent / target) if target else page
        assert other.is_file(), target
        if other.suffix != ".md":
            assert not anchor
            continue
        headings = re.findall(r"^#+ (.+)$", other.read_text("utf-8"), re.MULTILINE)
        anchors = [re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings]
        assert not anchor or anchor in anchors, anchor
