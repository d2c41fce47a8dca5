"""The deadlines of follow-up actions."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.actions import post_reminders
from apps.actions.models import Action, ActionLink, Status
from apps.actions.services import change_status
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource, Finish, kept_by, register
from focalpoint.policies import allowed
from focalpoint.transitions import next_statuses
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Due dates of actions that still owe something; the assignee is told.

    What the assignee has handed in is for those to look at who decide.
    """
    rows: QuerySet[Any, Any] = (
        Action.objects.unfinished()
        .filter(due_on__isnull=False)
        .annotate(
            object_id=F("pk"),
            since=Coalesce("due_set_at", "created_at"),
            recipient_id=Case(When(~Q(status=Status.IN_REVIEW), then=F("assignee_id"))),
            kept_by_id=kept_by(),
        )
        .values_list(*COLUMNS)
    )
    return rows


def handed_in() -> QuerySet[Any, Any]:
    """Actions in review."""
    rows: QuerySet[Any, Any] = Action.objects.filter(status=Status.IN_REVIEW).values_list("pk")
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those actions that ``actor`` may see."""
    actions = Action.objects.visible_to(actor).filter(pk__in=ids, due_on__isnull=False)
    return {
        action.pk: DeadlineLine(
            title=action.title,
            reference=action.reference,
            state=str(action.country),
            due_on=action.due_on,
            url=reverse("action-detail", args=[action.reference]),
            is_training=action.country.is_training,
            is_kept=action.visibility == Visibility.OFFICE,
        )
        for action in actions.select_related("country")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The actions that an institution owns or leads."""
    rows: QuerySet[Any, Any] = Action.objects.filter(Q(office=pk) | Q(lead_institution=pk))
    return rows.values_list("pk")


def of_instrument(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The actions that serve a treaty."""
    rows: QuerySet[Any, Any] = ActionLink.objects.filter(treaty=pk)
    return rows.values_list("action_id")


def open_to(actor: Actor, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the actions that ``actor`` may finish now."""
    actions = Action.objects.visible_to(actor).filter(pk__in=ids)
    return {
        action.pk
        for action in actions
        if Status.DONE in next_statuses(action) and allowed(actor, "change", action)
    }


def finish(actor: Actor, pk: uuid.UUID) -> None:
    """Finish an action from the inbox."""
    action = Action.objects.visible_to(actor).get(pk=pk)
    change_status(actor=actor, action=action, to=Status.DONE)


register(
    DeadlineSource(
        "action.due",
        _("Action due"),
        open_deadlines,
        lines,
        finish=Finish(open_to, finish),
        of_institution=of_institution,
        handed_in=handed_in,
        of_instrument=of_instrument,
    )
)
register(post_reminders.SOURCE)
