"""The sandbox scripts are rendered in: jinja2's, with operators that cannot make monsters.

A power or a repeated text is made by one operation of Python's, which no time limit can interrupt;
so its size is looked at beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence, Sized
from random import Random
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from voiceguide.errors import ScriptError

MOST_DIGITS = 300
"""Digits a number in a script may have; all times and counts have fewer than ten."""
MOST_ITEMS = 100_000
"""How long a text or list may be that is made by repeating, and how far `range` may count."""


class _Watched(Context):
    """The variables of a template, which note what is looked up."""

    def resolve_or_missing(self, key: str) -> Any:
        """The value of a name."""
        if isinstance(self.environment, Sandbox):
            self.environment.looked_up.add(key)
        return super().resolve_or_missing(key)


class Sandbox(ImmutableSandboxedEnvironment):
    """Keeps a template from Python, from files, and from numbers and texts without bounds."""

    context_class = _Watched
    intercepted_binops = frozenset({"**", "*"})

    def __init__(self, seed: str = "", **settings: Any) -> None:
        """`seed` is what chance goes by: with the same one, the same is chosen."""
        super().__init__(**settings)
        self._chance = Random(seed)
        self.used_chance = False
        self.looked_up: set[str] = set()
        self.globals["range"] = bounded_range
        self.globals["lipsum"] = self.lipsum
        self.filters["random"] = choose_one

    @property
    def chance(self) -> Random:
        """What chooses; who asks for it has used it."""
        self.used_chance = True
        return self._chance

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Do one of the operators that can make something huge. Raises ScriptError."""
        if operator == "**":
            _check_power(left, right)
        else:
            for many, times in ((left, right), (right, left)):
                if isinstance(many, Sized) and isinstance(times, int):
                    _check_items(len(many) * times)
            if isinstance(left, int) and isinstance(right, int):
                _check_bits(left.bit_length() + right.bit_length())
        return super().call_binop(context, operator, left, right)

    def lipsum(self, n: int = 5, html: bool = False, min: int = 20, max: int = 100) -> str:
        """So many paragraphs of jinja2's filler words, each of `min` to `max` words; no HTML."""
        from jinja2.constants import LOREM_IPSUM_WORDS

        _check_items(n * max)
        words = LOREM_IPSUM_WORDS.split()
        lengths = [self.chance.randint(min, max) for _ in range(n)]
        texts = [" ".join(self.chance.choices(words, k=length)) for length in lengths]
        return "\n\n".join(f"{text.capitalize()}." for text in texts)


@pass_context  # without it, jinja2 would choose once, when it compiles
def choose_one(context: Context, many: Sequence[Any]) -> Any:
    """The filter `random`: one of many, by the seed of the sandbox."""
    sandbox = context.environment
    if not many or not isinstance(sandbox, Sandbox):
        return sandbox.undefined("there is nothing to choose from")
    return sandbox.chance.choice(many)


def bounded_range(*arguments: int) -> range:
    """Python's range, not too long. Raises ScriptError."""
    numbers = range(*arguments)
    # len() fails for the longest ones
    if numbers[MOST_ITEMS : MOST_ITEMS + 1]:
        raise ScriptError(
            f"range counts further than {MOST_ITEMS}", remedy="Count to a smaller number."
        )
    return numbers


def _check_power(base: object, exponent: object) -> None:
    if isinstance(base, int) and isinstance(exponent, int):
        _check_bits(base.bit_length() * max(exponent, 0))


def _check_bits(bits: int) -> None:
    if bits > MOST_DIGITS * 10 // 3:
        raise ScriptError(
            f"a number has more than {MOST_DIGITS} digits", remedy="Use smaller numbers."
        )


def _check_items(items: int) -> None:
    if items > MOST_ITEMS:
        raise ScriptError(
            f"something is repeated until it is longer than {MOST_ITEMS}",
            remedy="Repeat it less often.",
        )
