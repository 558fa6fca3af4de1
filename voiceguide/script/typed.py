"""What a person types in the place of a sentence: data, whatever it looks like.

It is said as it was typed, or it is refused in one sentence. Nothing in it can become a directive,
a time, a chapter, a second wording or a tag; the values it may name are those that were there, and
those the caller knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from voiceguide.errors import RoutineError
from voiceguide.script.lines import BARE_TIME
from voiceguide.script.passages import BRACE, SLASH, Passage, find_passages, is_sentence
from voiceguide.text import has_words, one_line, without_emoji

MOST_TYPED = 300
"""Characters of one sentence: some twenty seconds of speech."""
_VALUE = r"\{\{\s*(\w+)(\s*\|\s*spoken)?\s*\}\}"
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\ufff9-\ufffc]")
"""What changes the direction of writing without being seen, or stands for something else (Unicode,
UAX 9; 23.8)."""


class TypedError(RoutineError):
    """What is wrong with a text that was typed; `reason` is its name in the words of the page."""

    reason = ""


def replace_passage(
    template: str, passage: Passage, typed: str, known: Collection[str] = ()
) -> str:
    """The template with one passage said in other words, and nothing else changed.

    `known` are the values that may be named in it, `{{ hold }}`. Raises TypedError.
    """
    written = write_typed(passage, typed, known)
    changed = template[: passage.start] + written + template[passage.end :]
    before, after = find_passages(template), find_passages(changed)
    number = before.index(passage)
    others = [one.shown for one in before[:number] + before[number + 1 :]]
    left = [one.shown for one in after[:number] + after[number + 1 :]]
    if others != left or after[number].start != passage.start:
        if passage.quote and not is_sentence(one_line(typed)):
            raise refusal("unfinished", "the sentence has no end")
        raise refusal("entangled", "this sentence hangs together with others")
    return changed


def write_typed(passage: Passage, typed: str, known: Collection[str] = ()) -> str:
    """A text as it stands in the template. Raises TypedError."""
    text = one_line(typed)
    if text == passage.shown:
        return passage.source
    pieces = list(_pieces(text, passage, known))
    words = "".join(piece for piece, value in pieces if not value)
    check_typed(words, text)
    if "{n}" in text and "{n}" not in passage.shown:
        raise refusal("counted", "{n} is a number only in a line that counts")
    if passage.kind == "say":
        if "#" in words:
            raise refusal("signs", "what a routine says has no #")
        if "{{" in words:
            raise refusal("unknown", "there is no such value")
        return "".join(piece for piece, _ in pieces)
    if passage.quote:
        return re.sub(rf"([\\{passage.quote}])", r"\\\1", text)
    return "".join(piece if value else _escaped(piece) for piece, value in pieces)


def check_typed(words: str, text: str) -> None:
    """Raise TypedError for what cannot be a sentence; `words` is the text without its values."""
    if len(text) > MOST_TYPED:
        raise refusal("long", f"the sentence has more than {MOST_TYPED} characters")
    if has_unseen(text):
        raise refusal("unseen", "there is a sign in it that nobody sees")
    if not has_words(without_emoji(words)):
        raise refusal("empty", "there is nothing to say")
    if any(sign in words for sign in "[]|"):
        raise refusal("signs", "a sentence has no [, ] or |")
    if text.startswith("#"):
        raise refusal("signs", "a sentence does not begin with #")
    if SLASH.search(text):
        raise refusal("slash", "a / between spaces parts two wordings")
    if re.fullmatch(rf"{BARE_TIME}|(countdown|breathe|count)\b[\s\d.-]*", text):
        raise refusal("time", f"{text!r} is an order, and no sentence")


def has_unseen(text: str) -> bool:
    """Whether there is a sign in it that nobody sees."""
    return bool(_TURNS.search(text)) or any(unicodedata.category(one) == "Cs" for one in text)


def refusal(reason: str, problem: str) -> TypedError:
    error = TypedError(problem, remedy="Write it in other words.")
    error.reason = reason
    return error


def _pieces(text: str, passage: Passage, known: Collection[str]) -> list[tuple[str, bool]]:
    """A text in pieces: words, and values as they stand in a template."""
    if passage.quote:
        _check_no_value(text, known)
        return [(text, False)]
    own = {" ".join(value.split()): value for value in passage.values}
    either = "|".join([*(re.escape(one) for one in sorted(own, key=len, reverse=True)), _VALUE])
    pieces, at = [], 0
    for match in re.finditer(either, text):
        raw = own.get(match[0], "")
        if not raw and (match[1] not in known or (match[2] and passage.kind == "say")):
            continue
        pieces += [(text[at : match.start()], False)]
        pieces += [(raw or f"{{{{ {match[1]}{'|spoken' if match[2] else ''} }}}}", True)]
        at = match.end()
    return [*pieces, (text[at:], False)]


def _check_no_value(text: str, known: Collection[str]) -> None:
    if any(match[1] in known for match in re.finditer(_VALUE, text)):
        raise refusal("no_value", "no value is filled in here")


def _escaped(piece: str) -> str:
    """Words in which no brace begins a tag, whatever follows them."""
    return re.sub(r"\{(?=[{%#]|$)", BRACE, piece)
