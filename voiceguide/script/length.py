"""Durations as scripts reckon with them."""

from __future__ import annotations

import math
from typing import Any

from voiceguide.duration import render_duration


class Length(int):
    """A duration inside a template: prints as a directive reads it, `.seconds` is a number."""

    def __str__(self) -> str:
        return render_duration(self)

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return int(self) / 1000

    def __add__(self, other: int) -> int:
        """A length and a length is a length; with a plain number it is nothing (of what?)."""
        return Length(int(self) + int(self._length(other, "+")))

    def __radd__(self, other: int) -> int:
        """`[hold, rest]|sum` begins with a plain 0."""
        return self if other == 0 else self.__add__(other)

    def __sub__(self, other: int) -> int:
        return Length(int(self) - int(self._length(other, "-")))

    def __mul__(self, times: Any) -> int:
        return self._times(times)

    def __rmul__(self, times: Any) -> int:
        return self._times(times)

    def __truediv__(self, parts: Any) -> Any:
        return self._times(1 / parts) if not isinstance(parts, Length) else int(self) / int(parts)

    def __floordiv__(self, parts: Any) -> Any:
        """So often a length goes into another; a part of one, in whole milliseconds."""
        if isinstance(parts, Length):
            return int(self) // int(parts)
        return Length(math.floor(int(self) / parts))

    def __mod__(self, other: int) -> int:
        """What is left of a length when another is taken from it as often as it goes."""
        return Length(int(self) % int(self._length(other, "%")))

    def __lt__(self, other: int) -> bool:
        """Lengths are compared with lengths, or with 0: `hold > 60` would be of milliseconds."""
        return int(self) < self._amount(other, "<")

    def __le__(self, other: int) -> bool:
        return int(self) <= self._amount(other, "<=")

    def __gt__(self, other: int) -> bool:
        return int(self) > self._amount(other, ">")

    def __ge__(self, other: int) -> bool:
        return int(self) >= self._amount(other, ">=")

    def _refuse(self, other: object) -> int:
        """5 - hold, 5 / hold, hold ** 2: of what would the result be a number?"""
        kind = type(other).__name__
        raise TypeError(f"unsupported operand type(s) for that: {kind!r} and 'Length'")

    __rsub__ = __rtruediv__ = __rfloordiv__ = __rmod__ = _refuse
    __pow__ = __rpow__ = _refuse  # type: ignore[assignment]

    def __neg__(self) -> int:
        return Length(-int(self))

    def __abs__(self) -> int:
        return Length(abs(int(self)))

    def __round__(self, digits: Any = 0) -> int:
        """`(hold / 7)|round` is a length of whole seconds, with so many digits behind the point."""
        return Length(round(round(int(self) / 1000, digits) * 1000))

    def _length(self, other: object, sign: str) -> Length:
        if not isinstance(other, Length):
            kind = type(other).__name__
            raise TypeError(f"unsupported operand type(s) for {sign}: 'Length' and {kind!r}")
        return other

    def _amount(self, other: object, sign: str) -> int:
        return 0 if other == 0 else int(self._length(other, sign))

    def _times(self, factor: float) -> Length:
        return Length(round(int(self) * factor))
