"""What a line of a list is by those around it: a title, a heading, an exercise with its dose under
it, or rounds of what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from voiceguide.routine.dosage import read_dosage
from voiceguide.routine.dose import Dosage
from voiceguide.routine.handout import MOST_WORDS
from voiceguide.routine.naming import SENTENCE, is_sentence
from voiceguide.routine.wording import wording_of
from voiceguide.routine.written import WrittenLine

_SHORT_HOLD = 15_000
"""Below it "for 5 seconds" tells how an exercise is done, milliseconds."""
_NAME_WORDS = 6
"""The name of an exercise that ends in a full stop has at most so many words."""


class Page:
    """The lines of a list, None for a blank one, and what each of them is."""

    def __init__(self, lines: Sequence[WrittenLine | None], language: str) -> None:
        self.lines = lines
        self.language = language
        self.words = wording_of(language)
        told = (at for at, line in enumerate(lines) if line is not None and not line.why)
        self.first = next(told, len(lines))
        """Where the first line stands that may belong to the list."""
        rest = (one for one in islice(lines, self.first + 1, None) if one and not one.why)
        self.after_first = next(rest, None)
        self.last = max((at for at, line in enumerate(lines) if line is not None), default=-1)
        """Where the last line with words stands."""
        self.places = {line.number: at for at, line in enumerate(lines) if line is not None}
        """The number of a line -> where it stands among those with words."""
        self._dosages: dict[int, Dosage] = {}
        self._remarked: dict[int, bool] = {}

    def dosage(self, line: WrittenLine) -> Dosage:
        """The doses of a line, read once."""
        if line.number not in self._dosages:
            self._dosages[line.number] = read_dosage(line.text, self.language)
        return self._dosages[line.number]

    def has(self, line: WrittenLine, *keys: str) -> bool:
        """Whether any of the words with these meanings stands in a line."""
        return bool(re.search(self.words.any_of(*keys), line.text, re.IGNORECASE))

    def begins(self, line: WrittenLine, *keys: str) -> bool:
        """Whether a line begins with any of the words with these meanings."""
        return bool(re.match(self.words.any_of(*keys), line.text, re.IGNORECASE))

    def is_only(self, text: str, *keys: str) -> bool:
        """Whether a text is one of the words with these meanings and nothing else."""
        return bool(re.fullmatch(self.words.any_of(*keys), text.strip(" .:!"), re.IGNORECASE))

    def is_first(self, at: int) -> bool:
        """Whether a paragraph begins with a line."""
        before = self.lines[at - 1] if at else None
        return before is None or bool(before.why)

    def below(self, at: int) -> Iterator[WrittenLine]:
        """The lines under one, to the end of its paragraph or the next heading."""
        for line in islice(self.lines, at + 1, None):
            if line is None or line.why or line.heading:
                return
            yield line

    def children(self, at: int) -> Iterator[WrittenLine]:
        """The lines under one that are indented below it."""
        line = self.lines[at]
        for one in self.below(at):
            if line is None or one.indent <= line.indent:
                return
            yield one

    def is_dosed(self, line: WrittenLine) -> bool:
        """Whether it is a few words and their dose, though it may end in a full stop.

        "Squeeze for 5 s." and "Lift slowly 10 times." tell how an exercise is done.
        """
        dosage = self.dosage(line)
        name = (dosage.pieces or [""])[0].split()
        if not dosage.states or not name or len(name) > _NAME_WORDS:
            return False
        if not is_sentence(line.text):
            return True
        if dosage.count is not None and len(name) > 1:
            return False
        if name[0].lower() in (*self.words.words("then"), *self.words.words("also")):
            return False
        leads = self.words.any_of("filler", "lasting")
        told = re.search(rf"^\D*{leads}\s+\d", line.text, re.IGNORECASE)
        return not told or (dosage.hold or 0) >= _SHORT_HOLD

    def is_title(self, at: int, line: WrittenLine) -> bool:
        """The first line of all, alone or above other headings: what the whole is called."""
        dosage = self.dosage(line)
        after = self.after_first if at <= self.first and not line.bullet else None
        if after is None or is_sentence(line.text):
            return False
        if len(line.text.split()) > MOST_WORDS or self.is_only(line.text, "part"):
            return False
        own_name = self.has(line, "session")
        if own_name and dosage.sets is None and dosage.reps is None and not line.text.endswith(":"):
            return True
        if not dosage.empty:
            return False
        if line.heading:
            return after.heading or after.text.endswith(":")
        return self.lines[at + 1] is None and not line.text.endswith(":")

    def is_heading(self, at: int, line: WrittenLine) -> bool:
        """A line that is marked as one, has the name of a part, or is the first with rounds."""
        dosage = self.dosage(line)
        if line.heading:
            return True
        if self.has_own_dose(at, line):
            return False
        name = " ".join(dosage.pieces)
        if (
            self._names_part(at, line, dosage)
            or self._names_block(at, name, dosage)
            or self._has_rounds(at, line, dosage)
        ):
            return True
        if not line.text.endswith(":") or len(name.split()) > MOST_WORDS:
            return False
        if not name and dosage.rest is not None and not dosage.states:
            return False
        return at < self.last or dosage.empty

    def _names_part(self, at: int, line: WrittenLine, dosage: Dosage) -> bool:
        """ "Warm-up", alone or with a length that those under it share."""
        if not self.is_only(" ".join(dosage.pieces), "part") or at == self.last:
            return False
        below = next(self.below(at), None)
        if dosage.empty:
            beside = below is not None and below.bullet and below.bullet == line.bullet
            return not (beside and below and below.indent <= line.indent)
        if below is None:
            return False
        under = below.indent > line.indent or below.bullet != line.bullet
        return under or (self.is_first(at) and self.dosage(below).empty)

    def _names_block(self, at: int, name: str, dosage: Dosage) -> bool:
        """ "Circuit 2 (x 3)", "Part B", with lines under it."""
        words = self.words.any_of("circuit", "block")
        named = re.fullmatch(rf"{words}\s*(?:\d{{1,2}}|[A-H])", name, re.IGNORECASE)
        return bool(named) and dosage.hold is None and next(self.below(at), None) is not None

    def _has_rounds(self, at: int, line: WrittenLine, dosage: Dosage) -> bool:
        """The first line of a paragraph whose rounds are those of the lines under it."""
        below = next(self.below(at), None)
        if below is None or not dosage.pieces or len(line.text.split()) > 2 * MOST_WORDS:
            return False
        under = below.indent > line.indent or (bool(below.bullet) and not line.bullet)
        if not (self.is_first(at) or under) or not self.dosage(below).pieces:
            return False
        if line.bullet and below.bullet == line.bullet and not below.indent > line.indent:
            return False
        if self.has(line, "circuit"):
            return dosage.states or dosage.rounds is not None or dosage.rest is not None
        repeated = bool(self.has(line, "repeat") and dosage.count)
        if dosage.hold is not None or (dosage.reps is not None and not repeated):
            return False
        of_each = bool(dosage.sets and (dosage.apiece or under))
        return repeated or dosage.rounds is not None or of_each

    def has_own_dose(self, at: int, line: WrittenLine) -> bool:
        """Whether a line with a colon is an exercise, whose dose stands under it."""
        if not line.text.endswith(":") or not self.dosage(line).empty:
            return False
        lines = list(self.children(at)) or [
            one for one in self._to_next_heading(at) if not is_sentence(one.text)
        ]
        doses = [one for one in lines if not self.dosage(one).pieces and self.dosage(one).states]
        deeper = bool(lines) and lines[0].indent > line.indent
        others = [one for one in lines if one not in doses and self.dosage(one).pieces]
        return bool(doses) and not any(deeper is False or self.is_dosed(one) for one in others)

    def _to_next_heading(self, at: int) -> Iterator[WrittenLine]:
        for one in self.below(at):
            if one.text.endswith(":"):
                return
            yield one

    def may_be_heading(self, at: int, line: WrittenLine) -> bool:
        """The first line of a paragraph, without a dose, followed by lines."""
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if not self.is_first(at) or following is None or following.why:
            return False
        if not self.dosage(line).empty or is_sentence(line.text):
            return False
        if line.bullet and not self._stands_above(at, line, following):
            return False
        return len(line.text.split()) <= MOST_WORDS

    def _stands_above(self, at: int, line: WrittenLine, following: WrittenLine) -> bool:
        """Whether a line with a bullet, a number or a letter is no item beside those under it."""
        if following.bullet:
            return following.bullet != line.bullet
        if line.bullet not in ("1", "A", "L"):
            return False
        lines = list(self.below(at))
        if any(one.bullet == line.bullet for one in lines):
            return False
        if any(not self.dosage(one).pieces for one in lines):
            return True
        dosed = [one for one in lines if self.is_dosed(one)]
        return len(dosed) > 1 or any(one.indent <= line.indent for one in dosed)

    def opens_rounds(self, at: int, line: WrittenLine) -> bool:
        """ "6 x", above the lines that are done six times."""
        dosage = self.dosage(line)
        below = next(self.below(at), None)
        if below is None or dosage.pieces or dosage.sets or dosage.hold is not None:
            return False
        if not (dosage.rounds or dosage.count) or not self.dosage(below).pieces:
            return False
        under = below.indent > line.indent or (bool(below.bullet) and not line.bullet)
        return under or (self.is_first(at) and not self.has(line, "repeat"))

    def explains(self, line: WrittenLine, owner: WrittenLine | None, parted: bool) -> bool:
        """Whether a line says how the exercise above it is done."""
        if owner is None or self.is_dosed(line):
            return False
        deeper = line.indent > owner.indent
        if not parted and self._are_remarks(line, owner):
            return True
        if (line.bullet or parted) and not deeper:
            return False
        told = is_sentence(line.text) and len(line.text.split()) >= SENTENCE
        return told or (deeper and self.dosage(line).empty)

    def _are_remarks(self, line: WrittenLine, owner: WrittenLine) -> bool:
        """Whether all the bullets under an exercise that has a dose and no bullet say how it is
        done: each has some words, and none a dose."""
        if not line.bullet or owner.bullet or not self.is_dosed(owner):
            return False
        if owner.number not in self._remarked:
            under = self.below(self.places[owner.number])
            beside = takewhile(lambda one: one.bullet, under)
            self._remarked[owner.number] = all(
                self.dosage(one).empty and len(one.text.split()) >= SENTENCE for one in beside
            )
        return self._remarked[owner.number]
