"""The words in a picture, in a language; they stand in lang/, under [picture]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voiceguide.duration import render_duration
from voiceguide.lang.language import ENGLISH, base_of, language_of
from voiceguide.picture.lane import LANES
from voiceguide.plan.balance import SideTotals
from voiceguide.plan.timeline import Event

Letters = Mapping[str, Any]


def letters_of(language: str) -> Letters:
    """The words of a picture in a language; English where it has none."""
    return language_of(language).words("picture")


def written_in(language: str) -> str:
    """The language these words are in."""
    return base_of(language) if language_of(language).has("picture") else ENGLISH


def count(words: Letters, key: str, number: int) -> str:
    """A number and what there is of it: "1 hold", "2 holds"."""
    one, many = words[key]
    return str(one if number == 1 else many).replace("{}", str(number))


def fill_in(text: str, *values: object) -> str:
    """Put values into the places of a text."""
    for value in values:
        text = text.replace("{}", str(value), 1)
    return text


def tell_share(words: Letters, share: SideTotals) -> str:
    """What a side gets in all: "1m30s and 16 reps"."""
    # how long a sentence takes is no whole number of anything
    held = round(share.hold_ms, -3) if share.lead_ms else share.hold_ms
    told = [render_duration(held)] if held else []
    told += [count(words, "reps", share.reps)] if share.reps else []
    return fill_in(words["both"], *told) if len(told) == 2 else "".join(told)


def tell_several(words: Letters, event: Event, number: int) -> str:
    """What several events of a kind are: "12 sentences"."""
    kinds = [lane.kind for lane in LANES]
    return fill_in(words["told"][kinds.index(event.kind)], number)


def tell_one(words: Letters, event: Event) -> str:
    """What an event is: its words, or what is done in it."""
    if event.kind == "say":
        return str(event.text)
    if event.kind == "tone":
        return fill_in(words["one_tone"], event.tone)
    if event.kind == "rep":
        what = fill_in(words["one_rep"], event.rep)
    else:
        what = str(words[f"one_{event.kind}"])
    if not event.side or event.kind == "rest":
        return what
    return f"{what}, {words[f'on_{event.side}']}"
