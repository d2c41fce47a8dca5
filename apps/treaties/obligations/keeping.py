"""Who answers for a duty or a date, and who may read it: what every writer checks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Membership
from apps.treaties.obligations.models import DutyRecord, Occurrence
from focalpoint.actors import Actor
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.sharing import LEVELS, sharing_problem
from focalpoint.visibility import Visibility


def check_keeping(actor: Actor, record: DutyRecord, *, before: DutyRecord | None = None) -> None:
    """Who reads it may be told to by the actor, and whoever answers for it can read it."""
    problem = sharing_problem(
        actor, record, before=before.visibility if before else None, after=record.visibility
    )
    if problem:
        raise ValidationError({"visibility": problem})
    if isinstance(record, Occurrence) and is_wider(record.visibility, record.obligation.visibility):
        raise ValidationError(
            {"visibility": _("Fewer people see the obligation itself: share that one first.")}
        )
    narrow = record.visibility == Visibility.OFFICE
    if narrow and not actor.is_system and record.office_id not in actor.offices:
        raise ValidationError(
            {"visibility": _("You do not belong to this office: you could not see it.")}
        )
    reach = ("responsible_id", "visibility", "office_id")
    same = before is not None and all(getattr(before, n) == getattr(record, n) for n in reach)
    # Who has left since does not stand in the way of other changes.
    if record.responsible is not None and not same:
        _check_responsible(record, narrow=narrow)


def _check_responsible(record: DutyRecord, *, narrow: bool) -> None:
    posts = Membership.objects.filter(
        user=record.responsible, country=record.country_id, role__in=GOVERNMENT_WRITERS
    )
    offices = set(posts.in_force().values_list("institution_id", flat=True))
    if not offices:
        words = _("%(person)s does not work for this State.")
    elif narrow and record.office_id not in offices:
        words = _("%(person)s belongs to another institution and could not see it.")
    else:
        return
    raise ValidationError({"responsible": words % {"person": record.responsible}})


def is_wider(level: str, than: str) -> bool:
    """Whether more people read ``level`` than ``than``."""
    return LEVELS.index(level) > LEVELS.index(than)


def confirmed_by(actor: Actor) -> dict[str, Any]:
    """The changes that say that a person of the State stands by a date."""
    return {"confirmed_at": timezone.now(), "confirmed_by_id": actor.user_id}
