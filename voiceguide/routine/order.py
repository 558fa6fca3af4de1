"""The order of a session: block after block, in its rounds; of a pair, the stretch comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.duration import Milliseconds
from voiceguide.routine.block import RoutineBlock
from voiceguide.routine.exercise import Exercise
from voiceguide.routine.settings import Settings, SideOrder
from voiceguide.routine.settle import Dose, Settled
from voiceguide.scene import Action, Scene, Side

SCRIPT_ENDING = ".cue.j2"
"""What a cue script's file name ends in, after the exercise's name."""

Part = Literal["opening", "exercise", "switch", "rest", "closing"]
Turn = tuple[int, Exercise, Side | None, int]
"""An exercise of a block by its number, on one side; and in which pass through the block."""


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
    """This exercise's number in the session, from 1; rounds count on, of blocks too."""
    total: int = 0
    exercise: Exercise | None = None
    kind: Action | None = None
    target: str = ""
    side: Side | None = None
    """None where it is done once."""
    first: bool = True
    """Whether this is the first side of the exercise in this round."""
    pair: int | None = None
    round: int | None = None
    next: Exercise | None = None
    """The exercise that follows this one, whichever side; None at the end."""
    next_side: Side | None = None
    """The side it begins with."""
    next_dose: Dose | None = None
    dose: Dose | None = None
    differs: bool = False
    """Whether it is held longer or shorter, or counted more or less often, than the last time: on
    this side in the round before, or else on the other side."""
    gap: Milliseconds = Milliseconds(0)
    """How long a switch or a rest lasts; of an exercise, that before it."""
    last_side: Side | None = None
    """The side of the work before; None where there was none."""
    last_target: str = ""
    """What the work before was for."""
    last_script: str | None = None
    """The NAME of the work before; None where there was none."""
    last_dose: Dose | None = None
    block: int = 0
    """The block's number in the routine, from 1."""
    set: int = 1
    """The round of the block, from 1."""
    sets: int = 1
    """The rounds its block has."""
    passing: int = 0
    """With `side_order = "pair"`: which pass through the block it is."""
    short: bool = False
    """Whether the routine is written in its short form, whose scenes have no blocks."""
    back_to_back: bool = False
    """Of a switch or rest: whether it lasts from end tone to start tone; of an exercise, whether
    the one before it does."""
    set_over: bool = False
    """Of a rest: whether a round of a block ends with it, and another comes; of an exercise,
    whether the one before it was such a rest."""

    @property
    def scene(self) -> Scene:
        """What its events are marked with."""
        doing = self.next if self.part == "rest" else self.exercise
        name = doing.name if doing else None
        block, set = (None, None) if self.short or not self.block else (self.block, self.set)
        return Scene(name, self.kind, self.side, self.pair, self.round, block, set)

    @property
    def timeless(self) -> bool:
        """A switch or rest of 0 s: only a chapter that begins in its script is left of it."""
        return self.part in {"switch", "rest"} and self.gap == 0


def order_steps(settled: Settled) -> list[Step]:
    """Lay out a whole session, opening to closing, in the order it is done."""
    work = _with_next(list(_compared(_work(settled))))
    total = max((step.index for step in work), default=0)
    short = settled.routine.short
    steps = [Step("opening", "opening", total=total, short=short)]
    last: dict[str, object] = {}
    for step, after in zip(work, [*work[1:], None], strict=True):
        done = replace(step, total=total, **last)
        steps.append(done)
        name = step.exercise.name if step.exercise else None
        last = {"last_side": step.side, "last_target": step.target, "last_script": name}
        last["last_dose"] = step.dose
        if after is not None:
            between = replace(_between(done, after, settled), **last)
            steps.append(between)
            keys = ("gap", "back_to_back", "set_over")
            last |= {key: getattr(between, key) for key in keys}
    steps.append(replace(Step("closing", "closing", total=total, short=short), **last))
    return steps


def _work(settled: Settled) -> Iterator[Step]:
    """Yield the exercises alone, each side of each in its order."""
    settings, routine = settled.settings, settled.routine
    sides: tuple[Side, Side] = ("left", "right")
    if settings.first_side == "right":  # "alternate" has been settled by then
        sides = ("right", "left")
    before = 0
    for round_ in range(1, settings.rounds + 1):
        pairs = 0
        for number, block in enumerate(routine.block, 1):
            pairs += block.is_pair
            for set_ in range(1, block.rounds + 1):
                for place, exercise, side, passing in walk_block(block, settings.side_order, sides):
                    yield Step(
                        "exercise",
                        exercise.script,
                        index=before + place + 1,
                        exercise=exercise,
                        kind=exercise.kind,
                        target=block.target,
                        side=side,
                        first=side in (None, sides[0]),
                        pair=pairs if block.is_pair else None,
                        round=round_,
                        dose=settled.dose(exercise, side, set_),
                        block=number,
                        set=set_,
                        sets=block.rounds,
                        passing=passing,
                        short=routine.short,
                    )
                before += len(block.exercises)


def _compared(work: Iterator[Step]) -> Iterator[Step]:
    """Tell each step whether its dose is another than the last time."""
    last: dict[tuple[object, ...], tuple[int, int]] = {}
    for step in work:
        assert step.exercise is not None
        assert step.dose is not None
        own, counts = step.exercise, step.exercise.counts
        dose = (0 if counts else step.dose.hold, step.dose.reps if counts else 0)
        place = (own.path, own.label, step.block)
        before = last.get((*place, step.side), last.get(place, dose))
        last[*place, step.side] = last[place] = dose
        yield replace(step, differs=dose != before)


def walk_block(block: RoutineBlock, order: SideOrder, sides: tuple[Side, Side]) -> Iterator[Turn]:
    """One round of a block: both sides of each exercise, or all of one side and then of the other.

    What is done once is done in the first pass; but what strengthens comes after its stretch, on
    both sides of it.
    """
    every = list(enumerate(block.exercises))
    if order == "exercise":
        for place, one in every:
            yield from ((place, one, side, 0) for side in ((None,) if one.once else sides))
        return
    late = [one for one in every if one[1].kind == "strengthen" and one[1].once]
    for passing, side in enumerate(sides):
        for place, one in every:
            if not one.once:
                yield place, one, side, passing
            elif not passing and one.kind != "strengthen":
                yield place, one, None, passing
    yield from ((place, one, None, 1) for place, one in late)


def _with_next(work: Sequence[Step]) -> list[Step]:
    """Tell each step which exercise follows it."""
    found: list[Step] = []
    after: Step | None = None  # the first step after those of the same exercise
    for step, follower in zip(reversed(work), [None, *reversed(work[1:])], strict=True):
        if follower is not None and follower.index != step.index:
            after = follower
        found.append(
            replace(
                step,
                next=after.exercise if after else None,
                next_side=after.side if after else None,
                next_dose=after.dose if after else None,
            )
        )
    return found[::-1]


def _between(done: Step, coming: Step, settled: Settled) -> Step:
    """Make the switch or the rest that stands between two pieces of work."""
    block = settled.routine.block[done.block - 1]
    same_round = (done.round, done.block, done.set) == (coming.round, coming.block, coming.set)
    sided = done.side is not None and coming.side is not None and done.side != coming.side
    changes = (
        same_round and sided and (done.index == coming.index or done.passing != coming.passing)
    )
    again = (done.round, done.block) == (coming.round, coming.block) and not same_round
    part: Part = "switch" if changes else "rest"
    gap = settled.settings.switch if changes else _rest(done, block, settled.settings, again)
    joined = is_back_to_back(block, settled.settings)
    if not gap and coming.block != done.block:  # another block begins with its own words
        joined = joined and is_back_to_back(
            settled.routine.block[coming.block - 1], settled.settings
        )
    return replace(
        coming,
        part=part,
        script=part,
        exercise=coming.exercise if changes else done.exercise,
        next=coming.exercise,
        next_side=coming.side,
        next_dose=coming.dose,
        total=done.total,
        gap=gap,
        back_to_back=joined,
        set_over=again,
    )


def is_back_to_back(block: RoutineBlock, settings: Settings) -> bool:
    """Whether the rests of a block last from end tone to start tone."""
    return settings.back_to_back if block.back_to_back is None else block.back_to_back


def _rest(done: Step, block: RoutineBlock, settings: Settings, again: bool) -> Milliseconds:
    """The rest after an exercise: its own, its block's, or the setting; `between` the rounds of its
    block where that says so."""
    if again and block.between is not None:
        return block.between
    own = done.exercise.rest if done.exercise else None
    lengths = (own, block.rest, settings.rest)
    return next(one for one in lengths if one is not None)
