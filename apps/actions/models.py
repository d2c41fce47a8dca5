"""Follow-up actions: what an official logs, chases and closes."""

import datetime as dt
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Django finds models through this module; those around an action stand in modules of their own.
from apps.actions import bulk_models as bulk_models
from apps.actions import collaboration as collaboration
from apps.actions import commitment_models as commitment_models
from apps.actions import handover_models as handover_models
from apps.actions import import_models as import_models
from apps.actions import series_models as series_models
from apps.actions import stage_models as stage_models
from apps.actions import template_models as template_models
from apps.actions import view_models as view_models
from apps.catalogue.models import Item
from apps.countries.models import Institution, StateRecord
from apps.treaties.models import Treaty
from focalpoint.actors import Actor
from focalpoint.db.fields import DayField, DueField
from focalpoint.history import tracked
from focalpoint.records import Record, Transitions, append_only
from focalpoint.roles import APPROVERS
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.visibility import Visibility


class Status(models.TextChoices):
    """Where an action stands."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    IN_REVIEW = "in_review", _("In review")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


# An action with one of these still owes something at its due date.
UNFINISHED = (Status.OPEN, Status.IN_PROGRESS, Status.IN_REVIEW)
OPEN_VALUES = [str(status.value) for status in UNFINISHED]
# So many days ahead a deadline counts as soon.
SOON = 14


class Priority(models.IntegerChoices):
    """Higher is more pressing, so that a descending sort puts it first."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


def by_deadline(when: str, today: Any) -> Q:
    """What is unfinished and ``overdue``, due ``soon`` or ``later``, or have no date (``none``).

    ``today`` is the date in the capital of the State, or an expression for it. An action is overdue
    when its due date has ended there.
    """
    horizon = today + dt.timedelta(days=SOON)
    dates = {
        "overdue": Q(due_on__lt=today),
        "soon": Q(due_on__gte=today, due_on__lte=horizon),
        "later": Q(due_on__gt=horizon),
        "none": Q(due_on=None),
    }
    return Q(status__in=UNFINISHED) & dates[when]


def lead_problem(visibility: str, lead_id: UUID | None, office_id: UUID | None) -> Any:
    """Why an institution cannot lead an action: it could not see it; nothing where it can."""
    if visibility != Visibility.OFFICE or lead_id in (None, office_id):
        return ""
    return _(
        "Only the owning institution sees this action, so no other one can lead it: choose a wider"
        " visibility or another lead."
    )


class ActionQuerySet(ScopedQuerySet):
    """Actions by what they ask of a person."""

    def current(self) -> Self:
        """Those that are not put away in the archive."""
        return self.filter(archived_at=None)

    def unfinished(self) -> Self:
        """Those that still owe something; what is archived owes nothing."""
        return self.current().filter(status__in=UNFINISHED)

    def work_of(self, actor: Actor) -> Self:
        """What a person answers for: assigned to them, or to nobody yet in their institution."""
        institution = Q(lead_institution__in=actor.offices) | Q(
            lead_institution=None, office__in=actor.offices
        )
        return self.filter(Q(assignee=actor.user_id) | Q(assignee=None) & institution)

    def of_institutions_of(self, actor: Actor) -> Self:
        """What the actor's institutions own or lead."""
        return self.filter(Q(office__in=actor.offices) | Q(lead_institution__in=actor.offices))

    def waiting_for(self, actor: Actor) -> Self:
        """In review, for somebody else than the assignee who handed it in.

        The focal point and the deputy review for the whole State, others for what they own.
        """
        rows = self.filter(status=Status.IN_REVIEW).exclude(assignee=actor.user_id)
        decides = actor.countries_as(APPROVERS)
        owns = Q(office__in=actor.offices, country__in=actor.write_states)
        return rows.filter(Q(country__in=decides) | owns)

    def unread_by(self, actor: Actor) -> Self:
        """Changed since the person last looked, or assigned to them and never looked at."""
        marks = ActionSeen.objects.filter(user=actor.user_id)
        changed = marks.filter(seen_at__lt=F("action__updated_at")).values("action")
        assigned = Action.objects.filter(assignee=actor.user_id).unfinished()
        new = assigned.filter(~Exists(marks.filter(action=OuterRef("pk")))).values("pk")
        # Two short lists of ids: a condition on each row of the State would take far longer.
        return self.filter(pk__in=changed.union(new))


@tracked(in_bulk=True)
class Action(StateRecord):
    """A piece of follow-up work with an owner and a deadline."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status.choices,
        default=Status.OPEN,
        editable=False,
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.NORMAL
    )
    lead_institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_actions",
        verbose_name=_("lead institution"),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_actions",
        verbose_name=_("assignee"),
    )
    start_on = DayField(_("start"), null=True, blank=True)
    due_on = DueField(_("due"), null=True, blank=True)
    # When the deadline was set or moved; reminders of offsets before that are not due.
    due_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When it was last linked or unlinked: a link is no column, but raises the version like one.
    links_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    completed_on = models.DateField(_("completed"), null=True, blank=True, editable=False)
    # Put away: out of the lists and without reminders, but with all its history.
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = ActionQuerySet.as_manager()

    TRANSITIONS: ClassVar[Transitions] = {
        Status.OPEN: {
            Status.IN_PROGRESS,
            Status.IN_REVIEW,
            Status.DONE,
            Status.CANCELLED,
        },
        Status.IN_PROGRESS: {
            Status.OPEN,
            Status.IN_REVIEW,
            Status.DONE,
            Status.CANCELLED,
        },
        Status.IN_REVIEW: {Status.IN_PROGRESS, Status.DONE, Status.CANCELLED},
        Status.DONE: {Status.IN_PROGRESS},
        Status.CANCELLED: {Status.OPEN},
    }

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes: ClassVar = [
            # With what row-level security asks for, so that counts need the index alone.
            models.Index(
                fields=["country", "status", "due_on", "id"],
                include=["visibility", "office"],
                condition=Q(archived_at=None),
                name="action_current",
            ),
            models.Index(
                fields=["country", "due_on", "id"],
                condition=Q(status__in=OPEN_VALUES),
                name="action_country_open",
            ),
            models.Index(fields=["country", "-id"], name="action_newest"),
            models.Index(  # the network counts these of all States at once
                fields=["country"],
                include=["id", "status", "visibility", "office"],
                condition=Q(
                    archived_at=None, status__in=OPEN_VALUES, visibility__in=["network", "public"]
                ),
                name="action_shared_open",
            ),
            # With all that a sweep of the deadlines asks for: it reads the index alone.
            models.Index(
                fields=["due_on"],
                include=[
                    "id",
                    "country",
                    "status",
                    "assignee",
                    "due_set_at",
                    "created_at",
                    "archived_at",
                    "visibility",
                    "office",
                ],
                condition=Q(status__in=OPEN_VALUES),
                name="action_open_due",
            ),
            models.Index(fields=["id"], condition=Q(status="in_review"), name="action_in_review"),
            models.Index(
                fields=["assignee", "due_on"],
                condition=Q(status__in=OPEN_VALUES),
                name="action_assignee_open",
            ),
            models.Index(
                fields=["lead_institution", "due_on"],
                condition=Q(status__in=OPEN_VALUES, lead_institution__isnull=False),
                name="action_institution_open",
            ),
            models.Index(  # what an institution owns and nobody has taken up
                fields=["office", "due_on"],
                condition=Q(status__in=OPEN_VALUES, lead_institution=None, assignee=None),
                name="action_office_open",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(start_on=None) | Q(due_on=None) | Q(due_on__gte=F("start_on")),
                name="action_due_after_start",
                violation_error_message=_("An action cannot be due before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(visibility="office")
                | Q(lead_institution=None)
                | Q(lead_institution=F("office")),
                name="action_lead_can_see_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("action-detail", kwargs={"reference": self.reference})

    @property
    def urgency(self) -> str:
        """The name of the priority, as the marks of the interface know it."""
        return Priority(self.priority).name.lower()

    @property
    def is_finished(self) -> bool:
        """Whether nothing is owed any more: done or cancelled."""
        return self.status not in UNFINISHED

    def clean(self) -> None:
        """The lead institution can see what it leads."""
        super().clean()
        problem = lead_problem(self.visibility, self.lead_institution_id, self.office_id)
        if problem:
            raise ValidationError({"lead_institution": problem})


@tracked(in_bulk=True)
class ActionLink(Record):
    """What an action serves: a catalogue item, an instrument, a priority, a recommendation."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="links")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    treaty = models.ForeignKey(Treaty, models.PROTECT, null=True, blank=True, related_name="+")
    # Found by the constraint below; a priority out of sight is named to nobody.
    priority = models.ForeignKey(
        "recommendations.StrategyPriority",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("priority of the strategy"),
    )
    # A public fact; found by the constraint below.
    recommendation = models.ForeignKey(
        "recommendations.ReceivedRecommendation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("recommendation received"),
    )

    # Each link names exactly one of these.
    TARGETS: ClassVar = ("item", "treaty", "priority", "recommendation")

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="action")

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, treaty=None, priority=None, recommendation=None)
                | Q(item=None, treaty__isnull=False, priority=None, recommendation=None)
                | Q(item=None, treaty=None, priority__isnull=False, recommendation=None)
                | Q(item=None, treaty=None, priority=None, recommendation__isnull=False),
                name="action_link_serves_one_target",
            ),
            *(
                models.UniqueConstraint(
                    fields=fields,
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"one_action_link_per_{name}",
                )
                for name, fields in (
                    ("item", ["action", "item"]),
                    ("treaty", ["action", "treaty"]),
                    ("priority", ["priority", "action"]),
                    ("recommendation", ["recommendation", "action"]),
                )
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["item", "action"], name="action_link_item")]

    def __str__(self) -> str:
        return str(self.item or self.treaty or self.priority or self.recommendation)


@tracked()
class ActionUpdate(Record):
    """An entry in an action's log: what happened, said once and never edited."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    text = models.TextField(_("update"))

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="action", shared=False)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        triggers: ClassVar = append_only()
        indexes: ClassVar = [models.Index(fields=["action", "-created_at"], name="update_action")]

    def __str__(self) -> str:
        return self.text[:80]


class ActionSeen(models.Model):
    """When a person last looked at an action; what changed since is unread."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="seen_by")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="action", shared=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "action"], name="one_seen_mark_per_user")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.action_id}"
