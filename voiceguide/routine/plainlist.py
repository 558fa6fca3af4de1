"""A plain list of exercises, as people type and paste it: headings, doses, rests and remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.routine.dosage import read_dosage
from voiceguide.routine.dose import Dosage, trim
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.handout import (
    MOST_WORDS,
    Handout,
    Move,
    Note,
    Remark,
    Section,
    describe,
)
from voiceguide.routine.letter import WrittenLine, read_lines, subject_of
from voiceguide.routine.naming import SENTENCE, as_sentence, is_prose, is_sentence, name_of
from voiceguide.routine.stated import amend, move_of, with_dose
from voiceguide.routine.wording import tell_language, wording_of
from voiceguide.text import how_many


def read_list(text: str, file: str) -> Handout:
    """Read a list. Raises RoutineError for one in a language nobody here reads."""
    language = tell_language(text, file)
    reader = _Reader(read_lines(text, language), language)
    return reader.read(subject_of(text, language))


class _Reader:
    """Goes through the lines once, and keeps what it has."""

    def __init__(self, lines: Sequence[WrittenLine | None], language: str) -> None:
        self.lines = lines
        self.language = language
        self.sections: list[Section] = [Section()]
        self.notes: list[Note] = []
        self.title = ""
        self.rest: int | None = None
        self.waiting: tuple[WrittenLine, list[WrittenLine]] | None = None
        """A first line that may be a heading or an exercise, and the sentences under it."""
        self.owner: WrittenLine | None = None
        """The line of the exercise that lines under it may belong to."""
        self.parted = False
        """Whether an empty line stands before this one."""

    def read(self, subject: str) -> Handout:
        """Read it all."""
        for at, line in enumerate(self.lines):
            if line is None:
                self._decide()
                self.parted = True
            elif line.why:
                self._leave(line, line.why)
            else:
                self._take(at, line)
                self.parted = False
        self._decide()
        sections = [section for section in self.sections if section.items]
        titled = [section for section in sections if section.moves]
        alone = titled[0].title if len(titled) == 1 else ""
        self.notes.sort(key=lambda note: note.line)
        return Handout(
            self.title or subject or alone, self.language, tuple(sections),
            tuple(self.notes), self.rest,
        )  # fmt: skip

    def _take(self, at: int, line: WrittenLine) -> None:
        dosage = read_dosage(line.text, self.language)
        if dosage.wrong:
            self._decide()
            self._leave(line, dosage.wrong)
        elif self._is_title(at, line, dosage):
            self.title = trim(line.text)
            self.notes.append(Note(line.number, f'"{self.title}" is the title'))
        elif self._is_heading(at, line, dosage):
            self._decide()
            self._begin(line, dosage)
        elif self._may_be_heading(at, line, dosage):
            self._decide()
            self.waiting = (line, [])
        elif not dosage.pieces:
            self._add_dose(line, dosage)
        elif self._explains(line, dosage):
            self._explain(line, dosage)
        else:
            self._decide()
            self._add(line, dosage)

    # what a line is

    def _is_title(self, at: int, line: WrittenLine, dosage: Dosage) -> bool:
        """The first line of all, alone or above other headings: what the whole is called."""
        before = [one for one in self.lines[:at] if one is not None and not one.why]
        after = [one for one in self.lines[at + 1 :] if one is not None and not one.why]
        if before or not after or line.bullet or is_sentence(line.text):
            return False
        if len(line.text.split()) > MOST_WORDS:
            return False
        own_name = re.search(wording_of(self.language).any_of("session"), line.text, re.I)
        if own_name and dosage.sets is None and dosage.reps is None and not line.text.endswith(":"):
            return True
        if not dosage.empty:
            return False
        following = self.lines[at + 1]
        if line.heading:
            return after[0].heading or after[0].text.endswith(":")
        return following is None and not line.text.endswith(":")

    def _is_heading(self, at: int, line: WrittenLine, dosage: Dosage) -> bool:
        following = next((one for one in self.lines[at + 1 :] if one is None or not one.why), None)
        if line.heading:
            return True
        name = " ".join(dosage.pieces)
        if not line.text.endswith(":") or len(name.split()) > MOST_WORDS:
            return False
        if not name and dosage.rest is not None and not dosage.states:
            return False
        return following is not None or any(self.lines[at + 1 :]) or dosage.empty

    def _may_be_heading(self, at: int, line: WrittenLine, dosage: Dosage) -> bool:
        """The first line of a paragraph, without a dose, followed by lines."""
        first = at == 0 or self.lines[at - 1] is None or bool(self.lines[at - 1].why)  # type: ignore[union-attr]
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if not first or following is None or following.why or not dosage.empty:
            return False
        if line.bullet and (following.bullet == line.bullet or not following.bullet):
            return False
        return not is_sentence(line.text) and len(line.text.split()) <= MOST_WORDS

    def _explains(self, line: WrittenLine, dosage: Dosage) -> bool:
        """Whether a line says how the exercise above it is done."""
        if line.bullet and not (
            self.owner and line.indent > self.owner.indent and self.owner.bullet
        ):
            return False
        words = len(line.text.split())
        if self._is_next(line, dosage):
            return False
        if self.waiting is not None:
            return not line.bullet and is_sentence(line.text) and words >= SENTENCE
        if self.owner is None:
            return False
        deeper = bool(self.owner.bullet) and line.indent > self.owner.indent
        if self.parted and not deeper:
            return False
        return (is_sentence(line.text) and words >= SENTENCE) or (deeper and dosage.empty)

    def _is_next(self, line: WrittenLine, dosage: Dosage) -> bool:
        """Whether a few words and their dose are the next exercise, though they end in a full stop.

        The one above has a dose already, and this is no "Squeeze for 5 s." or "Lift 10 times.".
        """
        at = self._last() if self.owner else None
        if at is None or not (at[2].hold or at[2].reps or at[2].sets):
            return False
        words = wording_of(self.language)
        told = re.search(rf"^\D*{words.any_of('filler')}\s+\d", line.text, re.IGNORECASE)
        amount = dosage.states and dosage.count is None and not told
        return amount and len(" ".join(dosage.pieces).split()) <= SENTENCE

    # what becomes of it

    def _begin(self, line: WrittenLine, dosage: Dosage) -> None:
        """Start a section."""
        self.owner = None
        title = trim(" ".join(dosage.pieces))
        rounds = dosage.rounds or dosage.sets or dosage.count
        hold = dosage.hold if dosage.states and _is_for_each(line.text, dosage, self) else None
        reps = dosage.reps if dosage.reps != dosage.count else None
        last = self.sections[-1]
        if not title and last.title and not last.items:
            section = self.sections.pop()  # "Intervals", and under it "8 rounds of:"
        else:
            section = Section(title)
        self.sections.append(with_dose(section, dosage, rounds, hold, reps))
        parts = [
            f'"{title}" is a heading' if title else "what follows belongs together",
            how_many(rounds, "round") if rounds else "",
            f"{render_duration(hold)} for each" if hold else "",
            how_many(reps, "rep") if reps else "",
            f"tempo {dosage.tempo}" if dosage.tempo else "",
            "each side" if dosage.each else "",
            f"rest {render_duration(dosage.rest)}" if dosage.rest is not None else "",
        ]
        left = render_duration(dosage.hold) if dosage.hold and hold is None else ""
        why = "the lines under it say how long" if left else ""
        if dosage.left:
            left, why = dosage.left, "a session is done once"
        self.notes.append(Note(line.number, ", ".join(filter(None, parts)), left, why))
        if left:
            self._put(Remark(line.number, left))

    def _add(self, line: WrittenLine, dosage: Dosage) -> None:
        """An exercise, or a sentence that is none."""
        title, say = name_of(dosage)
        if dosage.empty and not line.bullet and is_prose(line.text):
            self._leave(line, "a sentence, not an exercise")
        elif title is None or len(title.split()) > MOST_WORDS:
            self._leave(line, "too long for an exercise")
        elif not slug_of(title):
            self._leave(line, "its name has no letters of the alphabet a to z, and no figures")
        elif dosage.left and not dosage.states:
            self._leave(line, "it says how often, not what")
        else:
            self.owner = line
            self._append(line, move_of(title, say, dosage), dosage)

    def _append(self, line: WrittenLine, move: Move, dosage: Dosage) -> None:
        move = replace(move, each=move.each or self.sections[-1].each)
        self._put(move)
        told = "; ".join((describe(move), *dosage.taken))
        why = "a session is done once" if dosage.left else ""
        self.notes.append(Note(line.number, told, dosage.left, why))
        if dosage.left:
            self._put(Remark(line.number, dosage.left))

    def _add_dose(self, line: WrittenLine, dosage: Dosage) -> None:
        """A line of nothing but doses: of the exercise above it, or of all in the section."""
        if dosage.left and dosage.empty:
            self._decide()
            self._leave(line, "it says how often, not what")
        elif self.waiting is not None and (dosage.states or dosage.each):
            heading, texts = self.waiting
            self.waiting = None
            title, say = name_of(read_dosage(heading.text, self.language))
            if title is None or not slug_of(title):
                self._leave(heading, "its name has no letters of the alphabet a to z")
                return
            move = move_of(title, (*say, *(as_sentence(one.text) for one in texts)), dosage)
            self.notes += [Note(one.number, f"said of {title}") for one in (heading, *texts)]
            self.owner = line
            self._append(line, move, dosage)
        elif dosage.rest is not None and not dosage.states and dosage.rounds is None:
            self._decide()
            self._add_rest(line, dosage)
        else:
            self._decide()
            self._amend(line, dosage)

    def _add_rest(self, line: WrittenLine, dosage: Dosage) -> None:
        """A rest: after the exercise above, between all, or between rounds."""
        rest = render_duration(dosage.rest or 0)
        section = self.sections[-1]
        at = self._last()
        if dosage.where == "sets" and at and (at[2].sets or 1) > 1 and not self.parted:
            place, index, move = at
            self._replace(place, index, replace(move, between=dosage.rest))
            told = f"rest {rest} between the sets of {move.title}"
        elif dosage.where == "sets" and section.moves:
            self.sections[-1] = replace(section, between=dosage.rest)
            told = f"rest {rest} between rounds"
        elif dosage.where == "all" and section.moves:
            self.sections[-1] = replace(section, rest=dosage.rest)
            told = f"rest {rest} between the exercises above"
        elif at is not None:
            place, index, move = at
            self._replace(place, index, replace(move, rest=dosage.rest))
            told = f"rest {rest} after {move.title}"
        elif dosage.where == "all" or section.title or len(self.sections) > 1:
            self.sections[-1] = replace(section, rest=dosage.rest)
            told = f"rest {rest} between exercises"
        else:
            self._leave(line, "there is no exercise before it to rest from")
            return
        self.notes.append(Note(line.number, "; ".join((told, *dosage.taken))))

    def _amend(self, line: WrittenLine, dosage: Dosage) -> None:
        """Doses alone: they belong to the exercise above, or make rounds of what is above."""
        section = self.sections[-1]
        rounds = dosage.rounds or (
            dosage.count
            if dosage.hold is None and len(section.moves) > 1 and (self.parted or not self.owner)
            else None
        )
        at = self._last()
        if (
            rounds
            and (self.parted or not self.owner or dosage.rounds)
            and not (dosage.hold or dosage.sets)
        ):
            self.sections[-1] = replace(
                section, rounds=rounds, between=dosage.rest if dosage.rest else section.between
            )
            self.notes.append(Note(line.number, f"{how_many(rounds, 'round')} of all of it"))
        elif at is None or not section.moves:
            self.sections[-1] = with_dose(
                section, dosage, dosage.rounds or dosage.sets, dosage.hold, dosage.reps
            )
            told = "; ".join(("the dose of what follows", *dosage.taken))
            self.notes.append(Note(line.number, told))
        else:
            place, index, move = at
            amended = amend(move, dosage)
            self._replace(place, index, amended)
            self.notes.append(Note(line.number, "; ".join((describe(amended), *dosage.taken))))

    def _explain(self, line: WrittenLine, dosage: Dosage) -> None:
        """A sentence under an exercise is said of it; its dose counts where there was none."""
        if self.waiting is not None:
            self.waiting[1].append(line)
            return
        at = self._last()
        assert at is not None
        place, index, move = at
        if move.hold is None and move.reps is None and move.sets is None and dosage.states:
            move = amend(move, dosage)
        text = as_sentence(line.text)
        self._replace(place, index, replace(move, say=(*move.say, text)))
        self.notes.append(Note(line.number, f"said of {move.title}"))

    def _decide(self) -> None:
        """What may have been a heading is one: no dose came for it."""
        if self.waiting is None:
            return
        line, texts = self.waiting
        self.waiting = None
        self._begin(line, read_dosage(line.text, self.language))
        for one in texts:
            self._leave(one, "a sentence, not an exercise")

    def _leave(self, line: WrittenLine, why: str) -> None:
        self._put(Remark(line.number, line.text))
        self.notes.append(Note(line.number, "", line.text, why))

    def _put(self, item: Move | Remark) -> None:
        section = self.sections[-1]
        self.sections[-1] = replace(section, items=(*section.items, item))

    def _last(self) -> tuple[int, int, Move] | None:
        """The exercise above, with its place."""
        for place in reversed(range(len(self.sections))):
            items = self.sections[place].items
            for index in reversed(range(len(items))):
                item = items[index]
                if isinstance(item, Move):
                    return place, index, item
        return None

    def _replace(self, place: int, index: int, move: Move) -> None:
        section = self.sections[place]
        items = (*section.items[:index], move, *section.items[index + 1 :])
        self.sections[place] = replace(section, items=items)


def _is_for_each(text: str, dosage: Dosage, reader: _Reader) -> bool:
    """Whether a heading's length is that of each exercise under it, not of all together."""
    words = wording_of(reader.language)
    each = re.search(words.any_of("each", "work"), text, re.IGNORECASE)
    return bool(each or dosage.rest is not None or dosage.sets or dosage.each or dosage.rounds)
