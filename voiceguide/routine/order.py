"""The order of a session: stretch, then the exercise that strengthens it, both sides of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.routine.routine import Exercise
from voiceguide.routine.settings import Settings
from voiceguide.routine.settle import Dose, Settled
from voiceguide.scene import Action, Scene, Side

SCRIPT_ENDING = ".cue.j2"
"""What a cue script's file name ends in, after the exercise's name."""

Part = Literal["opening", "exercise", "switch", "rest", "closing"]


class Step(Struct, frozen=True):
    """One script to render: an exercise on one side, or what stands between two of them.

    A switch and a rest carry the exercise, side and kind that come *next*, except that a rest's
    `exercise` is the one just finished, so that its script can say "well done" and "next"; its
    events are marked with what comes, like everything else about them.
    """

    part: Part
    script: str
    """The script's name without its ending."""
    index: int = 0
    """This exercise's number in the session, from 1; rounds count on."""
    total: int = 0
    exercise: Exercise | None = None
    kind: Action | None = None
    target: str = ""
    side: Side | None = None
    first: bool = True
    """Whether this is the first side of the exercise in this round."""
    pair: int | None = None
    round: int | None = None
    next: Exercise | None = None
    """The exercise that follows this one, whichever side; None at the end."""
    dose: Dose | None = None
    timeless: bool = False
    """A switch or rest of 0 s: only a chapter that begins in its script is left of it."""
    last_side: Side | None = None
    """The side of the work before; None where there was none."""
    last_target: str = ""
    """What the work before was for."""
    last_script: str | None = None
    """The script of the work before; None where there was none."""

    @property
    def scene(self) -> Scene:
        """What its events are marked with."""
        doing = self.next if self.part == "rest" else self.exercise
        name = doing.exercise if doing else None
        return Scene(name, self.kind, self.side, self.pair, self.round)


def order_steps(settled: Settled) -> list[Step]:
    """Lay out a whole session, opening to closing, in the order it is done."""
    work = list(_work(settled))
    total = max((step.index for step in work), default=0)
    steps = [Step("opening", "opening", total=total)]
    last: dict[str, object] = {}
    for step, after in zip(work, [*work[1:], None], strict=True):
        steps.append(replace(step, total=total, next=_next_exercise(step, work), **last))
        last = {"last_side": step.side, "last_target": step.target, "last_script": step.script}
        if after is not None:
            steps.append(replace(_between(step, after, total), **last))
    steps.append(replace(Step("closing", "closing", total=total), **last))
    return [replace(step, timeless=_timeless(step, settled.settings)) for step in steps]


def _work(settled: Settled) -> Iterator[Step]:
    """Yield the exercises alone, each side of each in its order."""
    settings, routine = settled.settings, settled.routine
    sides: tuple[Side, Side] = ("left", "right")
    if settings.first_side == "right":  # "alternate" has been settled by then
        sides = ("right", "left")
    for round_ in range(settings.rounds):
        for number, pair in enumerate(routine.pair):
            before = 2 * (round_ * len(routine.pair) + number)
            works: list[tuple[Action, Exercise, int]] = [
                ("stretch", pair.stretch, before + 1),
                ("strengthen", pair.strengthen, before + 2),
            ]
            if settings.side_order == "exercise":
                walk = [(work, side) for work in works for side in sides]
            else:
                walk = [(work, side) for side in sides for work in works]
            for (kind, exercise, index), side in walk:
                yield Step(
                    "exercise",
                    exercise.exercise,
                    index=index,
                    exercise=exercise,
                    kind=kind,
                    target=pair.target,
                    side=side,
                    first=side == sides[0],
                    pair=number + 1,
                    round=round_ + 1,
                    dose=settled.dose(exercise, side),
                )


def _between(done: Step, coming: Step, total: int) -> Step:
    """Make the switch or the rest that stands between two pieces of work."""
    same_place = (done.pair, done.round) == (coming.pair, coming.round)
    part: Part = (
        "switch"
        if same_place
        and done.side != coming.side
        and (done.index == coming.index or coming.kind == "stretch")
        else "rest"
    )
    finished = done.exercise if part == "rest" else coming.exercise
    return replace(
        coming, part=part, script=part, exercise=finished, next=coming.exercise, total=total
    )


def _next_exercise(step: Step, work: list[Step]) -> Exercise | None:
    following = work[work.index(step) + 1 :]
    return next((one.exercise for one in following if one.index != step.index), None)


def _timeless(step: Step, settings: Settings) -> bool:
    gap = {"switch": settings.switch, "rest": settings.rest}.get(step.part)
    return gap == 0
