"""Who may do what with reminders; reading one's own needs no grant."""

from typing import Any

from apps.reminders.models import DeadlineAnswer, Digest, ReminderRules
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS, Role


def own(actor: Actor, answer: Any) -> bool:
    """Everybody answers for themselves."""
    return bool(answer.recipient_id == actor.user_id)


declare(Digest, retry=may(FOCAL_POINT_OFFICE | {Role.SECRETARIAT}))
declare(DeadlineAnswer, answer=may(GOVERNMENT_WRITERS | {Role.COORDINATOR}, where=own))
declare(ReminderRules, create=may(APPROVERS), change=may(APPROVERS))
