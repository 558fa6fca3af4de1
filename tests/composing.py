"""The cues of a session, rendered here: scripts of ours need no bounded child."""

from voiceguide.routine.order import order_steps
from voiceguide.routine.settle import Settled
from voiceguide.script.compose import make_job, read_cues
from voiceguide.script.cue import Cue
from voiceguide.script.rendering import ReadTemplate, render_job


def compose_cues(settled: Settled, read: ReadTemplate) -> list[Cue]:
    """Render and read every script of a session, opening to closing, in order."""
    steps = order_steps(settled)
    return read_cues(steps, render_job(make_job(settled, steps), read))
