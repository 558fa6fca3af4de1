"""What a person types is said as it was typed, or refused; and nothing else of the script changes."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from voiceguide.script.cue import Hold, Reps, Rest, Say
from voiceguide.script.parse import parse_script
from voiceguide.script.passages import find_passages
from voiceguide.script.template import Renderer
from voiceguide.script.typed import MOST_TYPED, TypedError, replace_passage
from voiceguide.text import one_line

SCRIPT = """{% macro say(text, more=[]) %}
[hold 60s]
5s | {{ text }} / [tone tick]
{% for one in more %}
{{ 20 + loop.index }}s | {{ one }}
{% endfor %}
[end]
{% endmacro %}
# Title

Stand tall,
and breathe {{ reps }} times.

{% if first %}First, {{ side }}.{% else %}Never.{% endif %}

{{ say("Feel it. / Feel.", more=['Soften.', "Halfway."]) }}
[reps 3]
1 up | Rise. / [tone tick]
[end]
[rest 30s]
Rest now. / Rest.
-5s | Ready.
[end]
"""
PASSAGES = find_passages(SCRIPT)
KNOWN = {"side", "reps"}
VARIABLES = {"first": True, "side": "left", "reps": 8}
NUMBERS = {one.shown: number for number, one in enumerate(PASSAGES)}


def cues(text):
    renderer = Renderer(lambda name: (text, "x.cue.j2") if name == "x" else None)
    return parse_script(renderer.render("x", VARIABLES))


def said(cue):
    """All texts of a cue, and what is left of it without them."""
    match cue:
        case Say():
            return cue.words.texts, type(cue)
        case Hold() | Reps() | Rest():
            texts = tuple(text for line in cue.lines for text in line.words.texts)
            whens = tuple((line.when, line.words.tone, len(line.words.texts)) for line in cue.lines)
            return texts, (type(cue), getattr(cue, "length", 0), whens)
    return (), repr(cue).partition("source")[0]


def outcome(text):
    each = [said(cue) for cue in cues(text)]
    return [one for texts, _ in each for one in texts], [shape for _, shape in each]


TEXTS, SHAPE = outcome(SCRIPT)
PIECES = st.lists(
    st.sampled_from(["{{", "}}", "{%", "%}", "{#", "#}", "{", "[", "]", "|", "/", " / ", "#", "\\", '"', "'", "\n",
                     "\r\n", "\x00", "\x1e", "\u2028", "\u202e", "\u200f", "side", "{{ side }}", "{{reps|spoken}}", "{n}",
                     "5s", "-", "countdown 5", "breathe 4-6", "[end]", "[pause 3s]", "{% raw %}", "e\u0301", "Word",
                     " ", ".", "🙂", "\ud800", "\ufffc", "\ufffb", "'' ~ ''", "include"]),
    max_size=12,
).map("".join)  # fmt: skip


def expected(typed):
    """How a text sounds where its known values are filled in."""
    words = one_line(typed)
    for form, value in (("{{ side }}", "left"), ("{{ reps }}", "8"), ("{{reps|spoken}}", "eight")):
        words = words.replace(form, value)
    return " ".join(words.split())


@settings(max_examples=120, deadline=None)
@given(typed=st.one_of(PIECES, st.text(max_size=40)), number=st.sampled_from(range(len(PASSAGES))))
@example("{{ side }} {{ ''.__class__ }} {", 0)
@example("{{{{ side }} {{ side }}}}", 1)
@example('"" ~ side ~ ""', 3)
def test_any_text_is_said_as_it_was_typed_or_refused(typed, number):
    passage = PASSAGES[number]
    try:
        changed = replace_passage(SCRIPT, passage, typed, KNOWN)
    except TypedError:
        return
    # exactly its span
    assert changed.startswith(SCRIPT[: passage.start])
    assert changed.endswith(SCRIPT[passage.end :])
    again = find_passages(changed)[number]
    assert " ".join(again.shown.split()) == one_line(typed).replace(
        "{{reps|spoken}}", "{{ reps|spoken }}"
    )
    assert changed == replace_passage(SCRIPT, passage, again.shown, KNOWN)
    texts, shape = outcome(changed)
    assert shape == SHAPE
    if passage.shown == "Never.":
        assert texts == TEXTS
    else:
        own = next(at for at, text in enumerate(TEXTS) if passage.find(text) == text)
        assert texts[own] == expected(typed)
        assert texts[:own] + texts[own + 1 :] == TEXTS[:own] + TEXTS[own + 1 :]


@pytest.mark.parametrize(
    ("was", "typed", "written"),
    [
        ("Rise.", "Rise {{ side }}, {{reps|spoken}} times.", "Rise {{ side }}, {{ reps|spoken }} times."),
        ("Rise.", "Rise {{ other }}.", 'Rise {{ "{" }}{ other }}.'),
        ("Rise.", "  Rise\n now.\t", "Rise now."),
        ("Rise.", "u\u0308ber {%", '\u00fcber {{ "{" }}%'),
        ("Rise.", "Up {", 'Up {{ "{" }}'),
        ("Soften.", "It's {{ other }} \\ \"so\".", "It\\'s {{ other }} \\\\ \"so\"."),
        ("First, {{ side }}.", "{{ side }} first.", "{{ side }} first."),
    ],
)  # fmt: skip
def test_how_it_is_written(was, typed, written):
    passage = PASSAGES[NUMBERS[was]]
    changed = replace_passage(SCRIPT, passage, typed, KNOWN)
    assert changed == SCRIPT[: passage.start] + written + SCRIPT[passage.end :]
    assert unicodedata.is_normalized("NFC", changed)


@pytest.mark.parametrize(
    ("was", "typed", "reason"),
    [
        ("Rise.", "", "empty"),
        ("Rise.", "{{ side }}", "empty"),
        ("Rise.", "\x00\x1b", "empty"),
        ("Rise.", "🙂", "empty"),
        ("Rise.", "[tone tick]", "signs"),
        ("Rise.", "3 | Rise.", "signs"),
        ("Rise.", "# Rise", "signs"),
        ("Rise.", "Rise. / Up.", "slash"),
        ("Rise.", "/ Up.", "slash"),
        ("Rise.", "count", "time"),
        ("Rise.", "breathe 4-6", "time"),
        ("Rise.", "x" * (MOST_TYPED + 1), "long"),
        ("Rise.", "a\u2066b", "unseen"),
        ("Rise.", "Up {n}.", "counted"),
        ("Soften.", "On the {{ side }}.", "no_value"),
        ("Soften.", "soften", "unfinished"),
    ],
)
def test_what_is_refused(was, typed, reason):
    with pytest.raises(TypedError) as caught:
        replace_passage(SCRIPT, PASSAGES[NUMBERS[was]], typed, KNOWN)
    assert caught.value.reason == reason
