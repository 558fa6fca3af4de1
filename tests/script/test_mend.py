"""A script with mistakes is rendered all the same, and every mistake is named once."""

import pytest

from voiceguide.script.mend import mend, render_mending
from voiceguide.script.template import Renderer


@pytest.mark.parametrize(
    ("text", "line", "structure", "mended"),
    [
        ("a {{ b }} c", 1, False, "a x c"),
        ("{{ a }}\n{{ b }}", 2, False, "{{ a }}\nx"),
        ("{% if a %}\n{% endif %}", 1, False, "{% if true %}\n{% endif %}"),
        ("{% if a %}\n{% endif %}", 1, True, "\n{% endif %}"),
        ("{% if\n  a %}b", 1, False, "{% if true\n %}b"),
        ("{% if\n  a %}b", 2, False, "{% if true\n %}b"),
        ("{% for a in b %}{{ a }}{% endfor %}", 1, False, "{% for a in [0] %}x{% endfor %}"),
        ("{% for a, b in c %}", 1, False, "{% for a, b in [(0, 0,)] %}"),
        ("{% set a = b %}", 1, False, "{% set a = '' %}"),
        ("{% include 'a' %}", 1, False, ""),
        ("{% from 'a' import b %}", 1, False, ""),
        ("{{ a }\n{{ b }}", 1, False, "\n{{ b }}"),
        ("{% else %}b", 1, False, "{% else %}b"),  # it reckons nothing
        ("{# a\nb", 1, False, "\nb"),
        ("plain", 1, False, "plain"),
        ("plain", 7, False, "plain"),
    ],
)
def test_mend(text, line, structure, mended):
    assert mend(text, line, structure=structure) == mended


def errors_of(text: str, **parts: str) -> list[str]:
    texts = {"s.cue.j2": text, **{f"{name}.j2": part for name, part in parts.items()}}
    renderer = Renderer(lambda name: (texts[name], name) if name in texts else None)
    errors, _ = render_mending(renderer, "s.cue.j2", {"side": "left"})
    return [f"{one.where}: {one.what}" for one in errors if one.what]


@pytest.mark.parametrize(
    ("text", "parts", "said"),
    [
        ("{{ side }}", {}, []),
        ("{{ a }}\n{{ b }}", {}, ["s.cue.j2:1: 'a' is undefined", "s.cue.j2:2: 'b' is undefined"]),
        ("{{ a b }}\n{{ c }}", {}, ["s.cue.j2:1: unexpected 'b'", "s.cue.j2:2: 'c' is undefined"]),
        ("{% set d = a.b %}\n{{ d }}\n{{ d + 1 }}", {}, ["s.cue.j2:1: 'a' is undefined", "s.cue.j2:3: the template fails: can only concatenate str (not \"int\") to str"]),
        ("{% from 'no.j2' import a %}\n{{ a() }}", {}, ["s.cue.j2:1: there is no script 'no.j2'"]),
        ("{% import 'no.j2' as a with context %}\n{{ a.b() }}", {}, ["s.cue.j2:1: there is no script 'no.j2'"]),
        ("{% macro a(b) %}\n{{ c }}{% endmacro %}\n{{ a(1) }}", {}, ["s.cue.j2:2: 'c' is undefined"]),
        ("{% wenn a %}\n{% endwenn %}\n{{ c }}", {}, ["s.cue.j2:1: unknown tag 'wenn'", "s.cue.j2:3: 'c' is undefined"]),
        ("{% include 'p.j2' %}\n{{ c }}", {"p": "{{ a }}\n{{ b }}"},
         ["p.j2:1: 'a' is undefined", "p.j2:2: 'b' is undefined", "s.cue.j2:2: 'c' is undefined"]),
        ("{% for n in range(9999999) %}{% endfor %}\n{{ c }}", {},
         ["s.cue.j2:1: range counts further than 100000", "s.cue.j2:2: 'c' is undefined"]),
    ],
)  # fmt: skip
def test_every_mistake_is_named(text, parts, said):
    assert errors_of(text, **parts) == said


def test_it_ends():
    assert len(errors_of("\n".join(f"{{{{ a{n} }}}}" for n in range(99)))) == 20
