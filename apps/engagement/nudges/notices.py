"""What States are told of questions of the network, and coordinators of answers."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from apps.engagement.addressees import coordinators, desks_of
from apps.engagement.nudges.models import Nudge
from apps.engagement.nudges.selectors import nudges
from focalpoint.actors import Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
    line_of,
    register,
    register_subject,
    tell,
)

ASKED = "nudge.asked"
ANSWERED = "nudge.answered"
WITHDRAWN = "nudge.withdrawn"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those questions that ``actor`` sees."""
    return {each.pk: line_of(each, title=str(each)) for each in nudges(actor).filter(pk__in=ids)}


def tell_state(*, actor: Actor, nudge: Nudge, kind: str) -> None:
    """Tell the focal point's office."""
    people = desks_of([nudge.country_id])[nudge.country_id]
    tell(actor=actor, recipients=people, kind=kind, subject=nudge)


def tell_network(*, actor: Actor, nudge: Nudge, kind: str) -> None:
    """Tell those who coordinate the network now, and who asked."""
    people = coordinators(nudge.asked_by_id)
    tell(actor=actor, recipients=people, kind=kind, subject=nudge)


register_subject(Subject("nudge", Nudge, lines))
for name, label, text, icon, channel in (
    (
        ASKED,
        _("The network asks my State for news"),
        _("%(who)s asks your State for news"),
        "message-question",
        Channel.AT_ONCE,
    ),
    (
        ANSWERED,
        _("A State answers the network"),
        _("%(who)s answered the network's question"),
        "message-check",
        Channel.DAILY,
    ),
    (
        WITHDRAWN,
        _("The network withdraws a question"),
        _("%(who)s withdrew the question: no answer is needed"),
        "message-off",
        Channel.DAILY,
    ),
):
    register(NoticeKind(name, "nudge", label, text, icon, channel))
