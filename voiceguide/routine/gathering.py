"""What a reader of a list has gathered so far: sections, and a note for every line."""

from __future__ import annotations

import re

from msgspec.structs import replace

from voiceguide.routine.handout import Move, Note, Remark, Section
from voiceguide.text import how_many


class Gathering:
    """Sections with their items, the last of which is being filled."""

    def __init__(self) -> None:
        self.sections: list[Section] = [Section()]
        self.notes: list[Note] = []

    def join_sets(self, circuit: str) -> None:
        """The exercises of a superset take turns: their sets are its rounds."""
        for at, section in enumerate(self.sections):
            rounds = section.moves[0].sets or 1 if section.moves else 1
            titled = re.search(circuit, section.title, re.IGNORECASE)
            alike = len(section.moves) > 1 and all(
                (move.sets or 1) == rounds for move in section.moves
            )
            if titled and alike and rounds > 1 == section.rounds:
                self.sections[at] = replace(section, rounds=rounds)
                self._add_to(f'"{section.title}" is a heading', f"{how_many(rounds, 'round')}")

    def _add_to(self, told: str, more: str) -> None:
        """Add to what was told of a line."""
        self.notes = [
            replace(note, taken=f"{told}, {more}") if note.taken == told else note
            for note in self.notes
        ]

    def tell(self, line: int, told: str, left: str = "", why: str = "") -> None:
        """Say what became of a line; what was left out of it becomes a comment."""
        self.notes.append(Note(line, told, left, why))
        if left:
            self.put(Remark(line, left))

    def put(self, item: Move | Remark) -> None:
        """Add to the section that is being filled."""
        section = self.sections[-1]
        self.sections[-1] = replace(section, items=(*section.items, item))

    def last(self) -> tuple[int, int, Move] | None:
        """The exercise above, with its place."""
        for place in reversed(range(len(self.sections))):
            items = self.sections[place].items
            for index in reversed(range(len(items))):
                item = items[index]
                if isinstance(item, Move):
                    return place, index, item
        return None

    def change(self, place: int, index: int, move: Move) -> None:
        """Put another exercise into the place of one."""
        section = self.sections[place]
        items = (*section.items[:index], move, *section.items[index + 1 :])
        self.sections[place] = replace(section, items=items)
