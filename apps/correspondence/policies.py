"""Who settles mails that are held, and who renews addresses."""

from typing import Any

from apps.correspondence.models import InboundMail, MailAddress
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import FOCAL_POINT_OFFICE, Role

MINISTRY = {Role.MINISTRY_OFFICER}
SECRETARIAT = {Role.SECRETARIAT}


def is_theirs(actor: Actor, mail: InboundMail) -> bool:
    """Whether a ministry officer sent the mail, or it is for their institution alone."""
    return mail.sender_id == actor.user_id or mail.office_id in actor.offices


def is_unclaimed(actor: Actor, mail: InboundMail) -> bool:
    """Whether nobody knows yet which State the mail is for."""
    return mail.country_id is None


def works_on_it(actor: Actor, address: Any) -> bool:
    """Whether a ministry officer's institution owns or leads the action of the address."""
    action = address.action
    return action is not None and bool(
        actor.offices & {action.office_id, action.lead_institution_id}
    )


_of_the_state = (may(FOCAL_POINT_OFFICE), may(MINISTRY, where=is_theirs))
_of_nobody = may(SECRETARIAT, where=is_unclaimed)

declare(
    InboundMail,
    file=_of_the_state,
    dismiss=(*_of_the_state, _of_nobody),
    hand_over=_of_nobody,
)
declare(MailAddress, renew=(may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on_it)))
