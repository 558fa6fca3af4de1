"""Templates: what they render to, and which line an error names."""

import pytest

from voiceguide.errors import ScriptError
from voiceguide.script.marked import MARK
from voiceguide.script.parse import parse_script
from voiceguide.script.template import Length, Renderer


def renderer(**files):
    texts = {name.replace("__", "."): text for name, text in files.items()}
    return Renderer(lambda name: (texts[name], f"dir/{name}") if name in texts else None)


def lines(text, **variables):
    """(what is said, where it was written) for every sentence of a template."""
    made = renderer(a=text).render("a", variables)
    return [(cue.words.texts[0], str(cue.source)) for cue in parse_script(made)]


def test_variables_durations_and_filters():
    text = "Hold for {{ hold|spoken }}, {{ reps|spoken }} times.\n\n[pause {{ hold }}]\n"
    cues = parse_script(renderer(a=text).render("a", {"hold": Length(90_000), "reps": 8}))
    assert cues[0].words.texts == ("Hold for one minute thirty seconds, eight times.",)
    assert cues[1].length == 90_000
    assert Length(41_500).seconds == 41.5


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("hold", "45s"), ("hold * 2", "1m30s"), ("2 * hold", "1m30s"), ("hold / 2", "22.5s"),
        ("hold + rest", "55s"), ("hold - rest", "35s"), ("hold / rest", "4.5"),
        ("hold * 0.1 + rest", "14.5s"), ("(hold * 2).seconds", "90.0"), ("hold > rest", "True"),
        ("hold // 2", "22.5s"), ("hold // 7", "6.428s"), ("hold // 0.5", "1m30s"), ("hold // rest", "4"),
        ("hold % rest", "5s"), ("(hold // 2).seconds", "22.5"), ("rest - hold", "-35s"), ("-rest", "-10s"),
        ("(rest - hold)|abs", "35s"), ("(hold / 7)|round", "6s"), ("(hold / 7)|round(1)", "6.4s"),
        ("[hold, rest]|sum", "55s"), ("[hold, rest]|max", "45s"), ("[hold, rest]|min // 4", "2.5s"),
        ("hold > 0", "True"), ("0 >= hold", "False"), ("rest < hold", "True"), ("hold <= rest", "False"),
    ],
)  # fmt: skip
def test_reckoning_with_durations(expression, printed):
    made = renderer(a=f"{{{{ {expression} }}}}").render(
        "a", {"hold": Length(45_000), "rest": Length(10_000)}
    )
    assert MARK.sub("", made).strip() == printed


@pytest.mark.parametrize(
    "expression", ["hold + 5", "5 + hold", "hold - 5", "5 - hold", "hold % 5", "5 / hold", "5 // hold", "5 % hold", "hold ** 2",
    "hold > 60", "hold >= 60", "hold < 60", "60 < hold", "hold <= 60"]
)  # fmt: skip
def test_a_duration_and_a_bare_number(expression):
    with pytest.raises(
        ScriptError, match=r"does not go with a (duration and a number|number and a duration)"
    ):
        renderer(a="{{ " + expression + " }}").render("a", {"hold": Length(45_000)})


def test_a_duration_in_no_parts():
    with pytest.raises(ScriptError, match="division"):
        renderer(a="{{ hold // 0 }}").render("a", {"hold": Length(45_000)})


def chosen(text, seed):
    texts = {"a": text}
    made = Renderer(lambda name: (texts[name], name) if name in texts else None, seed=seed)
    return MARK.sub("", made.render("a", {}))


MANY = "{% for n in range(20) %}{{ ['a', 'b', 'c', 'd'] | random }}{% endfor %}"


@pytest.mark.parametrize(
    "text",
    [MANY, "{{ lipsum(n=2, min=5, max=30) }}", "{{ 'abcdefghijklmnopqrstuvwxyz' | random }}" * 9],
)
def test_chance_goes_by_the_seed(text):
    assert (
        chosen(text, "T 2026-11-28") == chosen(text, "T 2026-11-28") != chosen(text, "T 2026-11-29")
    )


def test_chance_is_asked_each_time():
    """A constant list is no reason to choose once and for all."""
    assert len(set(chosen(MANY, "x").strip())) == 4
    made = Renderer(lambda name: ("{{ range(1000000 // 10)|list|random }}", name))
    assert len({made.render("a", {}) for _ in range(5)}) == 5


def test_chance_has_to_have_a_choice():
    with pytest.raises(ScriptError, match="there is nothing to choose from"):
        chosen("{{ []|random }}", "")
    with pytest.raises(ScriptError, match="longer than 100000"):
        chosen("{{ lipsum(100000) }}", "")


KEPT = {
    "a raw block": ("One {% raw %}{{ x }}{% endraw %}\nTwo.\n\nThree.", [("One {{ x }} Two.", 1), ("Three.", 4)]),
    "a raw block that ends a paragraph": ("{% raw %}One.{% endraw %}\n\nTwo.", [("One.", 1), ("Two.", 3)]),
    "a raw block of lines": ("One\n{% raw %}\n{% two %}\n{% endraw %}\nThree.\n\nFour.", [("One {% two %} Three.", 1), ("Four.", 7)]),
    "a raw block without its white space": ("One\n{% raw -%}\n two\n{%- endraw %}\n\nThree.", [("One two", 1), ("Three.", 6)]),
    "a tag behind words": ("One{% if yes %}, two{% endif %}\nthree.\n\nFour.", [("One, two three.", 1), ("Four.", 4)]),
    "a tag behind words and a blank line": ("One{% if yes %}, two{% endif %}\n\nThree.", [("One, two", 1), ("Three.", 3)]),
    "words that are not said": ("One\n{% if not yes %}two{% endif %}\nthree.", [("One three.", 1)]),
    "a tag behind a variable": ("{{ word }}{% if yes %}{% endif %}\nthree.", [("And three.", 1)]),
    "a tag behind a variable and a space": ("{{ word }} {% if yes %}{% endif %}\n\nThree.", [("And", 1), ("Three.", 3)]),
    "a comment behind words": ("One {# note #}\ntwo.\n{# note #}\nThree.", [("One two. Three.", 1)]),
    "tags alone": ("One\n{% if yes %}  \ntwo\n{% endif %}\nthree.", [("One two three.", 1)]),
    "a tag that is set": ("One {% set x = 1 %}\ntwo.\n{% set x = 1 %}\nThree.", [("One two. Three.", 1)]),
    "a tag at the start": ("{% set x = 1 %}\n\nOne.\n", [("One.", 3)]),
    "a turn of a loop after another": ("{% for one in [1, 2, 3] %}\n{{ one }}.\n\n{% if yes %}\n{% endif %}\n{% endfor %}\nFour.", [("1.", 2), ("2.", 2), ("3.", 2), ("Four.", 7)]),
    "a comment at the start": ("{# note\nof lines #}\nOne.\n\nTwo.", [("One.", 3), ("Two.", 5)]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), KEPT.values(), ids=KEPT)
def test_a_line_ends_where_it_ends(text, said):
    assert lines(text, yes=True, word="And") == [(words, f"dir/a:{line}") for words, line in said]


def test_every_sentence_knows_the_line_it_was_written_on():
    text = "One.\n\n{% if yes %}\nTwo.\n{% endif %}\n\n{# a note #}\n{{ word }} three.\n\nFour.\n"
    assert lines(text, yes=True, word="And") == [
        ("One.", "dir/a:1"),
        ("Two.", "dir/a:4"),
        ("And three.", "dir/a:8"),
        ("Four.", "dir/a:10"),
    ]


def test_macros_and_includes_keep_their_own_lines():
    made = renderer(
        a='{% from "m" import twice %}\n\n{{ twice("Hop") }}\n\n{% include "b" %}\n',
        m="{% macro twice(what) %}\nDo {{ what }} once.\n\n{{ what }} twice.\n\n{% endmacro %}\n",
        b="\nIncluded.\n",
    ).render("a", {})
    assert [str(cue.source) for cue in parse_script(made)] == ["dir/m:2", "dir/m:4", "dir/b:2"]


BROKEN = {
    "Hi\n{{ name }}": "dir/a:2: 'name' is undefined",
    "Hi\n\n{% if %}": "dir/a:3: something is missing before %}. Write a variable or a condition.",
    "{% for x in y %}": "dir/a:1: 'for' is not closed. Write {% endfor %} after its last line.",
    "{{ 1 / 0 }}": "dir/a:1: the template fails: division by zero",
    "\n{{ sid }}": "dir/a:2: 'sid' is undefined",
    "{{ side|spokn }}": "dir/a:1: unknown filter 'spokn'. Did you mean 'spoken'?",
    '{% include "b.j2" %}': "dir/a:1: there is no script 'b.j2'",
    "{{ side.__class__ }}": "dir/a:1: not allowed in a script: access to attribute '__class__' of 'str' object is unsafe",
    "{{ side|times }}": "dir/a:1: 'left' is no number. Only a number is written out by |times.",
    "{{ side|spoken }}": "dir/a:1: 'left' is neither a number nor a duration. Only those are written out by |spoken.",
    "\n{{ 9**(9**9) }}": "dir/a:2: a number has more than 300 digits. Use smaller numbers.",
    "{{ 2**1 * 3 }}{{ 10**400 }}": "dir/a:1: a number has more than 300 digits.",
    "{{ side * 10**9 }}": "dir/a:1: something is repeated until it is longer than 100000. Repeat it less often.",
    "{{ 10**9 * [1] }}": "dir/a:1: something is repeated until it is longer than 100000.",
    "\n{% for n in range(10**9) %}{% endfor %}": "dir/a:2: range counts further than 100000. Count to a smaller number.",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}": "dir/a:1: it goes too deep. Does a macro or a script use itself?",
    "{{ side + 1 }}": "dir/a:1: the template fails: can only concatenate str (not \"int\") to str. Join texts with ~, not with +.",
    "{% if side = 'left' %}{% endif %}": "dir/a:1: unexpected '='. Compare with ==.",
    "{{ side hand }}": "dir/a:1: unexpected 'hand'. Close {{ with }} before it, or join with ~.",
    "{% if side x %}{% endif %}": "dir/a:1: unexpected 'x'. Close the tag with %} before it.",
    "{{ }}": "dir/a:1: something is missing before }}. Write a variable or a condition.",
    "a\n{% if side %}\n{% if side %}\nb\n{% endif %}\n": "dir/a:2: 'if' is not closed. Write {% endif %} after its last line.",
    "{% if side %}\n{% endfor %}": "dir/a:2: 'endfor' does not belong to the open 'if'. Write {% endif %} before it.",
    "a\n{% endif %}": "dir/a:2: 'endif' belongs to nothing that is open. Take it away, or write {% if ... %} before it.",
    "{% iff side %}{% endif %}": "dir/a:1: unknown tag 'iff'. Did you mean 'if'?",
    "{% whenever side %}": "dir/a:1: unknown tag 'whenever'. Choose from: block, call, elif, else, extends, filter, for, from, if, import, include, macro, raw, set, with.",
    "{{ “left” }}": "dir/a:1: unexpected '“'. A text inside {{ }} or {% %} stands between straight quotes.",
    "{{ side is lef }}": "dir/a:1: unknown test 'lef'.",
    "{{ side.nothing }}": "dir/a:1: 'str object' has no attribute 'nothing'",
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_broken(text):
    with pytest.raises(ScriptError) as caught:
        renderer(a=text).render("a", {"side": "left"})
    assert str(caught.value).startswith(BROKEN[text])


def test_a_variable_that_is_nearly_right_is_suggested():
    with pytest.raises(ScriptError, match=r"Did you mean 'side'\?"):
        renderer(a="{{ sid }}").render("a", {"side": "left"})


def test_a_macro_that_was_imported_without_context():
    macro = "{% macro say() %}{{ side }}{% endmacro %}"
    with pytest.raises(ScriptError, match=r"'side' is undefined\. Import this file with context:"):
        renderer(a='{% import "b" as b %}{{ b.say() }}', b=macro).render("a", {"side": "left"})


def test_an_error_inside_an_include_names_the_include():
    with pytest.raises(ScriptError) as caught:
        renderer(a='{% include "b" %}', b="\n\n{{ nobody }}").render("a", {})
    assert caught.value.where == "dir/b:3"


def test_output_is_bounded():
    with pytest.raises(ScriptError, match="renders to more than 200000 characters") as caught:
        renderer(a="Go.\n{% for n in range(99999) %}\naaaaaaaaaa\n{% endfor %}").render("a", {})
    assert caught.value.where == "dir/a:3"


@pytest.mark.parametrize(("size", "there"), [(200_000, True), (200_001, False)])
def test_the_end_of_the_output(size, there):
    made = renderer(a="{{ text }}")
    marks = len(made.render("a", {"text": ""}))
    text = "x" * (size - marks)
    if there:
        assert len(made.render("a", {"text": text})) == size
    else:
        with pytest.raises(ScriptError, match="renders to more than 200000 characters"):
            made.render("a", {"text": text})


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("n" * 80, "n" * 80),
        ("a" * 41 + "b" * 40, "a" * 40 + "..." + "b" * 20),
        ("a" * 40 + "b" * 21 + "c" * 20, "a" * 40 + "..." + "c" * 20),
    ],
)
def test_a_long_name_is_shown_in_part(name, shown):
    with pytest.raises(ScriptError) as caught:
        renderer(a=f'\n{{% include "{name}" %}}').render("a", {})
    assert str(caught.value) == (
        f"dir/a:2: there is no script {shown!r}. "
        "Check the name, and that the file lies in the routine's folder."
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("hold", "forty-five seconds"),
        ("3", "three"),
        ("2.5", "two point five"),
        ("'2.5'", "two point five"),
    ],
)
def test_written_out(value, said):
    assert lines(f"{{{{ {value}|spoken }}}}", hold=Length(45_000)) == [(said, "dir/a:1")]


@pytest.mark.parametrize(
    ("files", "names", "whole"),
    [
        ({"a": "{{ x }}{% set y = 1 %}{{ y }}{{ range(z) }}"}, {"x", "z"}, True),
        ({"a": "{{ x }}{% include 'b' %}", "b": "{{ z }}{% include 'a' %}"}, {"x", "z"}, True),
        ({"a": "{{ x }}{% import 'c' as c %}"}, {"x"}, True),
        ({"a": "{{ x }}{% include y %}"}, {"x", "y"}, False),
        ({"a": "{% include 'b' %}{{ x }}", "b": "{% if %}"}, {"x"}, False),
        ({"a": "{% include y %}{% include 'b' %}", "b": "{{ x }}"}, {"x", "y"}, False),
    ],
)
def test_the_variables_that_are_used(files, names, whole):
    assert renderer(**files).mentioned(["a"]) == (names, whole)


@pytest.mark.parametrize(
    ("sign", "shorter", "same", "longer"),
    [
        ("<", False, False, True),
        ("<=", False, True, True),
        (">", True, False, False),
        (">=", True, True, False),
        ("==", False, True, False),
    ],
)
def test_lengths_are_compared_with_lengths(sign, shorter, same, longer):
    """`hold` with a shorter, an equal and a longer one; and with 0, which needs no unit."""
    printed = "".join(
        f"{{{{ (hold {sign} {other})|int }}}}" for other in ("rest", "hold", "most", "0", "none_")
    )
    lengths = {name: Length(ms) for name, ms in (("rest", 9), ("hold", 10), ("most", 11))}
    made = MARK.sub("", renderer(a=printed).render("a", {**lengths, "none_": Length(0)})).strip()
    assert made == "".join(str(int(one)) for one in (shorter, same, longer, shorter, shorter))
