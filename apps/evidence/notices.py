"""What people are told of evidence: that a file is not what was handed in."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership
from apps.evidence.models import Evidence, Revision
from focalpoint.actors import SYSTEM, Actor
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
from focalpoint.roles import Role

DAMAGED = "evidence.damaged"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those items that ``actor`` may see."""
    items = Evidence.objects.visible_to(actor).filter(pk__in=ids).select_related("country")
    return {item.pk: line_of(item, title=item.title) for item in items}


def tell_of_damage(revision: Revision) -> None:
    """Tell the State's focal points and whoever uploaded the file, as far as they see it."""
    evidence = revision.evidence
    posts = Membership.objects.in_force().filter(country=evidence.country_id, role=Role.FOCAL_POINT)
    tell(
        actor=SYSTEM,
        recipients={*posts.values_list("user", flat=True), revision.uploaded_by_id},
        kind=DAMAGED,
        subject=evidence,
        parameters={"file": revision.name},
    )


register_subject(Subject("evidence", Evidence, lines))
register(
    NoticeKind(
        DAMAGED,
        "evidence",
        _("A file of evidence is damaged"),
        _("The file “%(file)s” is not what was handed in: it must be put back, or handed in anew"),
        "file-alert",
        Channel.AT_ONCE,
    )
)
