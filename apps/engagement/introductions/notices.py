"""What States and coordinators are told of introductions."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from apps.engagement.addressees import coordinators, desks_of
from apps.engagement.introductions.models import Introduction
from apps.engagement.introductions.selectors import introductions
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

MADE = "introduction.made"
ACCEPTED = "introduction.accepted"
DECLINED = "introduction.declined"
WITHDRAWN = "introduction.withdrawn"
CONCLUDED = "introduction.concluded"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those introductions that ``actor`` sees."""
    rows = introductions(actor).filter(pk__in=ids)
    return {each.pk: line_of(each, title=str(each)) for each in rows}


def tell_all(*, actor: Actor, introduction: Introduction, kind: str) -> None:
    """Tell both offices; of what follows also who made it and who coordinates the network now."""
    desks = desks_of([introduction.country_id, introduction.needing_id])
    # That an introduction is made is said to the States that it introduces.
    network = set() if kind == MADE else coordinators(introduction.made_by_id)
    people = network.union(*desks.values())
    tell(actor=actor, recipients=people, kind=kind, subject=introduction)


register_subject(Subject("introduction", Introduction, lines))
for name, label, text, icon, channel in (
    (
        MADE,
        _("My State is introduced to another"),
        _("%(who)s introduces your State to another"),
        "arrows-join",
        Channel.AT_ONCE,
    ),
    (
        ACCEPTED,
        _("An introduction is accepted"),
        _("%(who)s accepts the introduction"),
        "check",
        Channel.DAILY,
    ),
    (
        DECLINED,
        _("An introduction is declined"),
        _("%(who)s declines the introduction"),
        "x",
        Channel.DAILY,
    ),
    (
        WITHDRAWN,
        _("An introduction is withdrawn"),
        _("%(who)s withdrew the introduction"),
        "ban",
        Channel.DAILY,
    ),
    (
        CONCLUDED,
        _("The outcome of an introduction is recorded"),
        _("%(who)s recorded what came of the introduction"),
        "flag-check",
        Channel.DAILY,
    ),
):
    register(NoticeKind(name, "introduction", label, text, icon, channel))
