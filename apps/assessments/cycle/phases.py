"""The phases of an assessment: a finer state of the draft, and of what follows it."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """What an assessment goes through, in this order.

    The first four are moved through by hand while it is a draft; the others follow from its status:
    nobody keeps the same fact twice.
    """

    PLAN = "plan", _("Plan")
    COLLECT = "collect", _("Collect")
    RATE = "rate", _("Rate")
    CONSULT = "consult", _("Consult")
    REVIEW = "review", _("Review")
    APPROVE = "approve", _("Approve")
    PUBLISH = "publish", _("Publish")
    FOLLOW_UP = "follow_up", _("Follow up")


ORDER: tuple[Phase, ...] = tuple(Phase)
# Those of a draft.
WORKED: tuple[Phase, ...] = (Phase.PLAN, Phase.COLLECT, Phase.RATE, Phase.CONSULT)
WORKED_CHOICES = [(str(phase), phase.label) for phase in WORKED]
# Those with an end in the calendar; the follow-up ends with the next review, a date of its own.
PLANNED: tuple[Phase, ...] = tuple(phase for phase in ORDER if phase != Phase.FOLLOW_UP)

# One step forward, or back to whatever must be done again. Rating and recording stay possible in
# each of them: people do not work in strict order.
PHASES: Mapping[str, frozenset[str]] = {
    Phase.PLAN: frozenset({Phase.COLLECT}),
    Phase.COLLECT: frozenset({Phase.PLAN, Phase.RATE}),
    Phase.RATE: frozenset({Phase.PLAN, Phase.COLLECT, Phase.CONSULT}),
    Phase.CONSULT: frozenset({Phase.PLAN, Phase.COLLECT, Phase.RATE}),
}


def is_back(source: str, target: str) -> bool:
    """Whether a move between two phases goes back."""
    return ORDER.index(Phase(target)) < ORDER.index(Phase(source))


def following(phase: str) -> Phase | None:
    """The phase of a draft after this one; ``None`` after the last, which is handed in."""
    after = WORKED[WORKED.index(Phase(phase)) + 1 :]
    return after[0] if after else None
