"""What jinja2 says about a script, in the words of somebody who writes one."""

import pytest

from voiceguide.errors import ScriptError
from voiceguide.script.messages import complain_of_fault
from voiceguide.script.template import Length, Renderer

STANDS = "A variable stands in {{ ... }}, a tag in {% ... %}."
MISSING = "something is missing before %}. Write a variable or a condition."

SAID = {
    # tags
    "{% elseif x %}": "1: unknown tag 'elseif'. Did you mean 'else'?",
    "{% endiff %}": "1: unknown tag 'endiff'. Did you mean 'endif'?",
    "{% endif %}": "1: 'endif' belongs to nothing that is open. Take it away, or write {% if ... %} before it.",
    "{% elif x %}": "1: 'elif' belongs to nothing that is open. Take it away, or write {% if ... %} before it.",
    "{% endmacro %}": "1: 'endmacro' belongs to nothing that is open. Take it away, or write {% macro ... %} before it.",
    "{% for x in y %}{% if x %}{% endfor %}": "1: 'endfor' does not belong to the open 'if'. Write {% endif %} before it.",
    # the line is that of the tag that is open
    "{% if 1 %}\n{% if 2 %}{% endif %}\n": "1: 'if' is not closed. Write {% endif %} after its last line.",
    "{% if 1 %}{% endif %}\n{%- if 2 %}\n": "2: 'if' is not closed. Write {% endif %} after its last line.",
    "\n{%+ for x in y %}\n{% for z in x %}{% endfor %}": "2: 'for' is not closed. Write {% endfor %} after its last line.",
    "{% for x in y %}\n{% if x %}\n": "2: 'if' is not closed. Write {% endif %} after its last line.",
    # what is not whole
    "\n{# x": "2: a comment is not closed. Write #} after it.",
    "{{ 'x }}": "1: a text is not closed. Close it with the same quote.",
    '{{ "x }}': "1: a text is not closed. Close it with the same quote.",
    "{{ x }": f"1: unexpected '}}'. {STANDS}",
    "{{ ) }}": f"1: unexpected ')'. {STANDS}",
    "{{ x ? }}": "1: unexpected '?'. A text inside {{ }} or {% %} stands between straight quotes.",
    "{% set %}": f"1: {MISSING}",
    "{{ }}": "1: something is missing before }}. Write a variable or a condition.",
    "{% for x %}": "1: unexpected 'end of statement block'. Close the tag with %} before it.",
    "{{ x| }}": "1: unexpected 'end of print statement'. Close {{ with }} before it, or join with ~.",
    # names
    "{{ 1|rond }}": "1: unknown filter 'rond'. Did you mean 'round'?",
    "{{ 1 is foo }}": "1: unknown test 'foo'.",
    "{{ hodl }}": "1: 'hodl' is undefined. Did you mean 'hold'?",
    "{{ hold.secs }}": "1: a duration has no 'secs'. It has seconds: {{ hold.seconds }}.",
    "{% from 'm' import no %}{{ no() }}": "1: 'm' has no macro 'no'. Check its name there.",
    "{{ [1][5] }}": "1: list object has no element 5.",
    # reckoning
    "{{ none + 1 }}": "1: + does not go with nothing and a number. Texts are joined with ~.",
    "{{ hold + 'a' }}": "1: + does not go with a duration and a text. Texts are joined with ~.",
    "{{ 'a' - [] }}": "1: - does not go with a text and a list.",
    "{{ [] + 'a' }}": "1: the template fails: can only concatenate list (not \"str\") to list. Join texts with ~, not with +.",
    "{{ range(1, 2, 0) }}": "1: the template fails: range() arg 3 must not be zero.",
    "\n{% include 'a' %}": "2: it goes too deep. Does a macro or a script use itself?",
}  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_what_is_said(text):
    texts = {"a": text, "m": "{% macro x() %}Hi{% endmacro %}"}
    renderer = Renderer(lambda name: (texts[name], name) if name in texts else None)
    with pytest.raises(ScriptError) as caught:
        renderer.render("a", {"hold": Length(45_000)})
    assert str(caught.value) == f"a:{SAID[text]}"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (MemoryError(), "a:1: a text or list in it grows without end. Does it double again and again?"),
        (RecursionError(), "a:1: it goes too deep. Does a macro or a script use itself?"),
        (ValueError("Bad  luck,\nhere."), "a:1: the template fails: bad luck, here."),
        (ValueError("X is bad"), "a:1: the template fails: X is bad."),
        (ValueError("X"), "a:1: the template fails: X."),
        (ValueError(""), "a:1: the template fails: something went wrong."),
    ],
)  # fmt: skip
def test_a_fault(fault, said):
    assert str(complain_of_fault(fault, "a:1")) == said
