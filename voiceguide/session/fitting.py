"""Which holds, repetitions and detail bring a session to a length, or as near to it as they can."""

from __future__ import annotations

from msgspec import Struct

from voiceguide.duration import Milliseconds
from voiceguide.routine.settings import Detail
from voiceguide.session.memory import Basis, basis_of, remembered
from voiceguide.session.request import Request

NEAR = 0.1
"""How far a length may be from the one that was asked for, as a share of it."""


class Fitted(Struct, frozen=True):
    """What was chosen, and the length it comes to by estimate."""

    hold: Milliseconds
    reps: int
    detail: Detail
    length_ms: int

    def reaches(self, target: int) -> bool:
        """Whether it is the length that was asked for (ms), or nearly."""
        return abs(self.length_ms - target) <= NEAR * target


def fit_session(request: Request) -> Fitted:
    """Choose for `request.fit`, within the recommended ranges. Raises VoiceguideError."""
    return remembered("fitted", request, Fitted, _fit)


def _fit(request: Request) -> tuple[Fitted, Basis]:
    from voiceguide.session.draft import open_draft

    draft = open_draft(request)
    filled = draft.fill_near(request.fit or Milliseconds(0), draft.estimator())
    basis = basis_of(draft.library, draft.language, request.date, chance=draft.chance)
    return Fitted(**filled.values, length_ms=filled.length_ms), basis
