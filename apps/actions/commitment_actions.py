"""Actions that are made of a commitment, and the way from one to the other."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from apps.actions import selectors
from apps.actions.commitment_models import ActionCommitment
from apps.actions.models import Action
from apps.actions.services import create_action
from apps.engagement.meetings.models import MeetingCommitment
from focalpoint.actors import Actor
from focalpoint.services import create_record, writing
from focalpoint.visibility import Visibility


def create_action_for_commitment(
    *, actor: Actor, commitment: MeetingCommitment, reason: str = "", **fields: Any
) -> Action:
    """Log an action of the commitment's State that carries the commitment out.

    ``fields`` are those of ``create_action``. Raises ``PermissionDenied`` or ``ValidationError``
    (the action would be read by more people than the commitment).
    """
    whole = commitment.participation
    visibility = fields.get("visibility", Visibility.GOVERNMENT)
    if whole.visibility == Visibility.OFFICE and visibility != Visibility.OFFICE:
        words = _("Only one institution sees the commitment: keep the action to it as well.")
        raise ValidationError({"visibility": words})
    with writing(actor, reason=reason, event="action.created"):
        action = create_action(actor=actor, country=whole.country, **fields)
        create_record(
            actor=actor,
            instance=ActionCommitment(action=action, commitment=commitment),
            event="action.made_for_commitment",
        )
    return action


def beginning_of(commitment: MeetingCommitment) -> dict[str, Any]:
    """What a new action of a commitment begins with."""
    whole = commitment.participation
    narrow = whole.visibility == Visibility.OFFICE
    return {
        "title": commitment.text[:200],
        "lead_institution": commitment.institution_id,
        "due_on": commitment.due_on,
        "visibility": Visibility.OFFICE if narrow else Visibility.GOVERNMENT,
        **({"office": whole.office_id} if narrow else {}),
    }


def actions_of_commitment(commitment: MeetingCommitment, actor: Actor) -> list[Action]:
    """The actions made of a commitment, as far as ``actor`` reads them; open ones first."""
    made = ActionCommitment.objects.visible_to(actor).filter(commitment=commitment)
    rows = selectors.actions(actor).filter(pk__in=made.values("action"))
    return sorted(rows.order_by("due_on", "id"), key=lambda action: action.is_finished)


def with_commitment(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The actions with the key and the words of the commitment that each carries out.

    Row-level security holds in the sub-queries: of a commitment out of sight nothing is told.
    """
    made = MeetingCommitment.objects.filter(for_actions__action=OuterRef("pk"))
    found: QuerySet[Any] = rows.annotate(
        commitment_pk=Subquery(made.values("pk")[:1]),
        commitment_text=Subquery(made.values("text")[:1]),
    )
    return found
