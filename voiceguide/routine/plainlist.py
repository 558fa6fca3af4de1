"""A plain list of exercises, as people type and paste it: headings, doses, rests and remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.routine.compound import has_several, read_compound
from voiceguide.routine.dose import LONG_HOLD, Dosage, trim
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.gathering import Gathering
from voiceguide.routine.handout import MOST_WORDS, Handout, Move, Note, Section, describe
from voiceguide.routine.layout import Page
from voiceguide.routine.letter import read_lines, subject_of
from voiceguide.routine.naming import as_sentence, has_figures, is_prose, name_of
from voiceguide.routine.sides import one_side
from voiceguide.routine.stated import (
    amend,
    contradicts,
    held_reps,
    move_of,
    rested,
    told_of_all,
    with_dose,
)
from voiceguide.routine.wording import tell_language
from voiceguide.routine.written import WrittenLine
from voiceguide.text import how_many

_BY_THE_CLOCK = "a pace by the clock, which no routine can say"
_NO_LETTERS = "its name has no letters of the alphabet a to z, and no figures"


def read_list(text: str, file: str) -> Handout:
    """Read a list. Raises RoutineError for one in a language nobody here reads."""
    language = tell_language(text, file)
    reader = _Reader(read_lines(text, language), language)
    return reader.read(subject_of(text, language))


class _Reader(Gathering):
    """Goes through the lines once, and keeps what it has."""

    def __init__(self, lines: Sequence[WrittenLine | None], language: str) -> None:
        super().__init__()
        self.page = Page(lines, language)
        self.language = language
        self.title = ""
        self.waiting: tuple[WrittenLine, list[WrittenLine]] | None = None
        """A first line that may be a heading or an exercise, and the sentences under it."""
        self.owner: WrittenLine | None = None
        """The line of the exercise that lines under it may belong to."""
        self.amended = False
        """Whether a line under that exercise belonged to it."""
        self.opener: int | None = None
        """Where the line stands whose rounds are those of the lines under it."""
        self.held = False
        """Whether a line calls the length of that exercise a hold."""
        self.parted = False
        """Whether an empty line stands before this one."""

    def read(self, subject: str) -> Handout:
        """Read it all."""
        for at, line in enumerate(self.page.lines):
            if line is None:
                self._decide()
                self.parted = True
            elif line.why:
                self._leave(line, line.why)
            else:
                self._take(at, line)
                self.parted = False
        self._decide()
        self.join_sets(self.page.words.any_of("circuit"))
        sections = [section for section in self.sections if section.items]
        titled = [section for section in sections if section.moves]
        alone = titled[0].title if len(titled) == 1 else ""
        self.notes.sort(key=lambda note: note.line)
        return Handout(
            self.title or subject or alone, self.language, tuple(sections), tuple(self.notes)
        )

    def _take(self, at: int, line: WrittenLine) -> None:
        dosage = self.page.dosage(line)
        if why := self._unsayable(at, line, dosage):
            self._decide()
            self.owner = None
            self._leave(line, why)
        elif found := read_compound(line.text, self.language, several=has_several(line.text)):
            self._decide()
            self._add_compound(line, *found)
        elif self.page.is_title(at, line):
            self.title = trim(line.text)
            self.notes.append(Note(line.number, f'"{self.title}" is the title'))
        elif self.page.opens_rounds(at, line) or self.page.is_heading(at, line):
            self._decide()
            self._begin(at, line, dosage)
        elif self.page.may_be_heading(at, line) or self.page.has_own_dose(at, line):
            self._decide()
            self.waiting, self.owner = (line, []), line
        elif not dosage.pieces:
            self._add_dose(at, line, dosage)
        elif (side := one_side(line.text, self.language)) and self.owner and not self.waiting:
            self._say(line, side)
        elif self.page.explains(line, self.owner, self.parted):
            self._explain(line, dosage)
        else:
            self._decide()
            self._add(line, dosage)

    def _unsayable(self, at: int, line: WrittenLine, dosage: Dosage) -> str:
        """Why nothing can be made of a line, "" where something may."""
        if dosage.wrong:
            return dosage.wrong
        if (
            self.page.has(line, "pace")
            and not dosage.lost
            and not (dosage.reps is None and self.page.is_heading(at, line))
        ):
            return _BY_THE_CLOCK
        name = re.sub(self.page.words.any_of("lasting", "filler"), "", " ".join(dosage.pieces))
        again = self.page.has(line, "repeat") and re.search(r"\d", line.text)
        if line.text.endswith(":") and dosage.empty and self.page.begins(line, "lead_in"):
            return "it only announces the list"
        turn = any(self.page.is_only(text, "turn") for text in (line.text, name))
        if turn or (again and self.page.has(line, "turn")):
            return 'write "each side" behind the exercises that have two'
        return ""

    # what becomes of it

    def _begin(self, at: int, line: WrittenLine, dosage: Dosage) -> None:
        """Start a section."""
        self.owner, self.opener = None, at
        title = trim(" ".join(dosage.pieces))
        if self.page.is_only(f"for {title}", "pace") or self.page.is_only(title, "lead_in"):
            title = ""
        rounds = dosage.rounds or dosage.sets or dosage.count
        hold = dosage.hold if dosage.states and self._is_for_each(line, dosage) else None
        reps = dosage.reps if dosage.reps != dosage.count else None
        last = self.sections[-1]
        if not title and last.title and not last.items:
            section = self.sections.pop()  # "Intervals", and under it "8 rounds of:"
        else:
            section = Section(title)
        self.sections.append(with_dose(section, dosage, rounds, hold, reps))
        told = f'"{title}" is a heading' if title else "what follows belongs together"
        told = "; ".join((told + told_of_all(dosage, rounds, hold, reps), *dosage.taken))
        lost = [
            (line.text if self.page.has(line, "pace") else "", _BY_THE_CLOCK),
            (dosage.left, "a session is done once"),
            *dosage.lost,
        ]
        if dosage.hold and hold is None and not lost[0][0]:
            lost.append((render_duration(dosage.hold), "the lines under it say how long"))
        self._tell_all(line, told, lost)

    def _is_for_each(self, line: WrittenLine, dosage: Dosage) -> bool:
        """Whether a heading's length is that of each exercise under it, not of all together."""
        each = self.page.has(line, "each", "work")
        return bool(each or dosage.rest is not None or dosage.sets or dosage.each or dosage.rounds)

    def _leave_rounds(self, line: WrittenLine) -> None:
        """Start a section without a name where the lines end that are done in rounds."""
        if self.opener is None or self.sections[-1].rounds == 1 or not self.sections[-1].moves:
            return
        opener, first = self.page.lines[self.opener], self.page.lines[self.opener + 1]
        if opener is None or first is None:
            return
        back = first.indent > opener.indent >= line.indent
        if back or self.parted or (first.bullet and not line.bullet and not opener.bullet):
            self.opener = None
            self.sections.append(Section())

    def _add(self, line: WrittenLine, dosage: Dosage) -> None:
        """An exercise, or a sentence that is none."""
        title, say = name_of(dosage)
        if dosage.empty and not line.bullet and is_prose(line.text):
            self._leave(line, "a sentence, not an exercise")
        elif title is None or len(title.split()) > MOST_WORDS:
            self._leave(line, "too long for an exercise")
        elif not slug_of(title):
            self._leave(line, _NO_LETTERS)
        elif dosage.left and not dosage.states:
            self._leave(line, "it says how often, not what")
        else:
            self._append(line, move_of(title, say, dosage), dosage)

    def _append(self, line: WrittenLine, move: Move, dosage: Dosage) -> None:
        self._leave_rounds(line)
        self.owner, self.amended, self.held = line, False, dosage.held
        move = replace(move, each=move.each or self.sections[-1].each)
        self.put(move)
        kept = ("figures stay in its name",) if has_figures(move.title) else ()
        if any(map(has_figures, move.say)) and not self.waiting:
            kept = (*kept, "figures stay in what is said")
        told = "; ".join((describe(move), *dosage.taken, *kept, *self._in_rounds(move)))
        lost = [
            (line.minute, _BY_THE_CLOCK),
            (dosage.left, "a session is done once"),
            *dosage.lost,
        ]
        self._tell_all(line, told, lost)

    def _tell_all(self, line: WrittenLine, told: str, lost: Sequence[tuple[str, str]]) -> None:
        """Tell of a line all that was left out of it, and why."""
        first, *more = [one for one in lost if one[0]] or [("", "")]
        self.tell(line.number, told, *first)
        for left, why in more:
            self.tell(line.number, "", left, why)

    def _add_compound(self, line: WrittenLine, rounds: int, moves: tuple[Move, ...]) -> None:
        """Several exercises of one line, which are a section of their own."""
        self._leave_rounds(line)
        self.owner = None
        told = "; ".join(map(describe, moves))
        if rounds == 1:
            for move in moves:
                self.put(move)
            self.tell(line.number, told)
            return
        self.opener = None
        self.sections.append(Section("", moves, rounds))
        self.tell(line.number, f"{how_many(rounds, 'round')}; {told}")
        self.sections.append(Section())

    def _in_rounds(self, move: Move) -> tuple[str, ...]:
        """What becomes of sets where all of a section is done in rounds."""
        rounds, sets = self.sections[-1].rounds, move.sets or 1
        if rounds == 1 or sets == 1:
            return ()
        return ("one set in each round",) if sets == rounds else (f"{sets} sets in each round",)

    def _add_dose(self, at: int, line: WrittenLine, dosage: Dosage) -> None:
        """A line of nothing but doses: of the exercise above it, or of all in the section."""
        if dosage.left and dosage.empty:
            self._decide()
            self._leave(line, "it says how often, not what")
        elif self.waiting and self._is_of_heading(at, dosage):
            self._decide()
            self._amend(at, line, dosage)
        elif self.waiting is not None and (dosage.states or dosage.each or dosage.apiece):
            heading, texts = self.waiting
            self.waiting = None
            title, say = name_of(self.page.dosage(heading))
            if title is None or not slug_of(title):
                self._leave(heading, _NO_LETTERS)
                return
            move = move_of(title, (*say, *(as_sentence(one.text) for one in texts)), dosage)
            self.tell(heading.number, f"{title} has its dose below")
            self.notes += [Note(one.number, f"said of {title}") for one in texts]
            self._append(line, move, dosage)
            self.owner, self.amended = heading, True
        elif dosage.rest is not None and not dosage.states and dosage.rounds is None:
            self._decide()
            self._add_rest(line, dosage)
        else:
            self._decide()
            self._amend(at, line, dosage)

    def _is_of_heading(self, at: int, dosage: Dosage) -> bool:
        """Whether a dose right under a first line is that of the exercises under it."""
        below = next(self.page.below(at), None)
        if self.waiting is None or below is None or not self.page.dosage(below).pieces:
            return False
        named = self.page.has(self.waiting[0], "circuit") or dosage.rounds is not None
        return named and not self.waiting[1]

    def _add_rest(self, line: WrittenLine, dosage: Dosage) -> None:
        """A rest: after the exercise above, between all, or between rounds."""
        rest = render_duration(dosage.rest or 0)
        section = self.sections[-1]
        if dosage.between is not None:
            section = self.sections[-1] = replace(section, between=dosage.between)
            self.tell(line.number, f"rest {render_duration(dosage.between)} between sets")
        last = self.last()
        lost = ""
        if dosage.where == "sets" and last and (last[2].sets or 1) > 1 and not self.parted:
            self.change(*last[:2], replace(last[2], between=dosage.rest))
            told = f"rest {rest} between the sets of {last[2].title}"
        elif dosage.where == "sets" and section.moves:
            self.sections[-1] = replace(section, between=dosage.rest)
            told = f"rest {rest} between rounds"
        elif dosage.where == "all" and section.moves:
            self.sections[-1] = replace(section, rest=dosage.rest)
            told = f"rest {rest} between the exercises above"
        elif last is not None:
            move, lost = rested(last[2], dosage.rest or 0)
            self.change(*last[:2], move)
            told = f"rest {rest} after {move.title}"
            if move.between is not None and move.between != last[2].between:
                told += f", {render_duration(move.between)} between its sets"
        elif dosage.where == "all" or section.title or len(self.sections) > 1:
            self.sections[-1] = replace(section, rest=dosage.rest)
            told = f"rest {rest} between exercises"
        else:
            self._leave(line, "there is no exercise before it to rest from")
            return
        why = "this line says otherwise" if lost else ""
        self.tell(line.number, "; ".join((told, *dosage.taken)), lost, why)

    def _amend(self, at: int, line: WrittenLine, dosage: Dosage) -> None:
        """Doses alone: they belong to the exercise above, or make rounds of what is above."""
        section = self.sections[-1]
        rounds = dosage.rounds or (
            dosage.count
            if dosage.hold is None and len(section.moves) > 1 and self._is_of_all(at, line)
            else None
        )
        last = self.last()
        of_all = self.parted or not self.owner or dosage.rounds or self._is_of_all(at, line)
        if rounds and of_all and not (dosage.hold or dosage.sets):
            between = dosage.rest if dosage.rest else section.between
            self.sections[-1] = replace(section, rounds=rounds, between=between)
            reps = dosage.reps if dosage.reps != dosage.count else None
            lost = (how_many(reps, "rep") if reps else "", "each side" if dosage.each else "")
            told = f"{how_many(rounds, 'round')} of all of it"
            self._tell_all(line, told, [(one, "it stands under the exercises") for one in lost])
        elif last is None or not section.moves:
            self.sections[-1] = with_dose(
                section, dosage, dosage.rounds or dosage.sets, dosage.hold, dosage.reps
            )
            self.tell(line.number, "; ".join(("the dose of what follows", *dosage.taken)))
        elif dosage.hold and last[2].hold and self._is_another(line, dosage, last[2]):
            held = re.search(self.page.words.any_of("hold"), line.text, re.IGNORECASE)
            name = (held[0] if held else self.page.words.first("hold").partition(",")[0]).title()
            self._append(line, move_of(name, (), dosage), dosage)
        elif contradicts(last[2], dosage):
            self._leave(line, f"{last[2].title} has a dose already")
        else:
            move = amend(last[2], dosage)
            if self.held and dosage.count:
                move = held_reps(last[2], dosage.count) or move
            self.change(*last[:2], move)
            self.amended, self.held = True, self.held or dosage.held
            self.tell(line.number, "; ".join((describe(move), *dosage.taken)))

    def _is_of_all(self, at: int, line: WrittenLine) -> bool:
        """Whether "Repeat 10 times" is said of all exercises above: nothing else was said of the
        last of them, and the paragraph ends here."""
        if self.parted or not self.owner:
            return True
        ends = next(self.page.below(at), None) is None
        single = not any((move.sets or 1) > 1 for move in self.sections[-1].moves)
        return self.page.has(line, "repeat") and ends and single and not self.amended

    def _is_another(self, line: WrittenLine, dosage: Dosage, move: Move) -> bool:
        """Whether "Hold 4 s" is an exercise of its own, as between breathing in and out."""
        if not self.page.has(line, "hold") or dosage.reps is not None:
            return False
        return dosage.hold != move.hold or (dosage.hold or 0) < LONG_HOLD

    def _explain(self, line: WrittenLine, dosage: Dosage) -> None:
        """A sentence under an exercise is said of it; its dose counts where there was none."""
        if self.waiting is not None:
            self.waiting[1].append(line)
            return
        last = self.last()
        assert last is not None
        move = last[2]
        if move.hold is None and move.reps is None and move.sets is None and dosage.states:
            self.change(*last[:2], amend(move, dosage))
        say = self.page.words.any_of("column_say")
        self._say(line, as_sentence(re.sub(rf"^{say}\s*:\s*", "", line.text, flags=re.I)))

    def _say(self, line: WrittenLine, text: str) -> None:
        """Have something said of the exercise above."""
        last = self.last()
        assert last is not None
        self.change(*last[:2], replace(last[2], say=(*last[2].say, text)))
        self.amended = True
        self.tell(line.number, f"said of {last[2].title}")

    def _leave(self, line: WrittenLine, why: str) -> None:
        """Make a comment of a line."""
        self.tell(line.number, "", line.text, why)

    def _decide(self) -> None:
        """What may have been a heading is one: no dose came for it."""
        if self.waiting is None:
            return
        line, texts = self.waiting
        self.waiting = None
        self._begin(self.page.places[line.number], line, self.page.dosage(line))
        for one in texts:
            self._leave(one, "a sentence, not an exercise")
