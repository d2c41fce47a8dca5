"""Changes of many actions at once: what was asked, and what each action was before."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Institution
from focalpoint.ids import uuid7
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.visibility import Visibility

# So long a bulk change can be taken back.
UNDO_FOR = dt.timedelta(minutes=15)


class Kind(models.TextChoices):
    """What is done to every action of a selection."""

    ASSIGN = "assign", _("Assign")
    RESCHEDULE = "reschedule", _("Reschedule")
    STATUS = "status", _("Change status")
    PRIORITY = "priority", _("Change priority")
    LINK = "link", _("Link")
    ARCHIVE = "archive", _("Archive")
    RESTORE = "restore", _("Take out of the archive")


class Stage(models.TextChoices):
    """How far a bulk change has come."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    # All or nothing was asked, and something could not be changed.
    REFUSED = "refused", _("Nothing changed")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class Outcome(models.TextChoices):
    """What became of one action of a bulk change."""

    WAITING = "waiting", _("Waiting")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Was so already")
    REFUSED = "refused", _("Not changed")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Not undone")


class BulkChange(models.Model):
    """One change of many actions: by whom, of what kind, why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    office = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    # What the actions were is nobody's business beyond the office of whoever changed them.
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.OFFICE, editable=False
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(_("change"), max_length=12, choices=Kind.choices)
    values = models.JSONField(default=dict)
    # The values as people read them, in the author's language.
    words = models.CharField(max_length=300, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    all_or_nothing = models.BooleanField(default=False)
    stage = models.CharField(
        _("stage"), max_length=10, choices=Stage.choices, default=Stage.WAITING
    )
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(shared=False, own="author")

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        indexes: ClassVar = [
            models.Index(fields=["author", "-id"], name="bulk_author"),
            models.Index(
                fields=["created_at"],
                condition=Q(stage__in=["waiting", "undoing"]),
                name="bulk_running",
            ),
        ]

    def __str__(self) -> str:
        kind = str(self.get_kind_display())
        return f"{kind}: {self.words}" if self.words else kind

    def get_absolute_url(self) -> str:
        return reverse("action-bulk-detail", kwargs={"pk": self.pk})

    @property
    def undo_until(self) -> dt.datetime | None:
        """The instant (UTC) after which the change stands."""
        return self.finished_at + UNDO_FOR if self.finished_at else None

    @property
    def can_be_undone(self) -> bool:
        """Whether the author may still take it back."""
        until = self.undo_until
        return self.stage == Stage.DONE and until is not None and timezone.now() <= until

    @property
    def is_running(self) -> bool:
        """Whether work on it goes on, or should."""
        return self.stage in (Stage.WAITING, Stage.UNDOING)


class BulkItem(models.Model):
    """One action in a bulk change: what it was, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="items", db_index=False)
    # No foreign key: the item outlives the author's sight of the action.
    action_id = models.UUIDField()
    # The version that the person saw; the change is refused on another one.
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    # The version that the change made, and the link that it added.
    after_version = models.PositiveIntegerField(null=True)
    link_id = models.UUIDField(null=True)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(through="change")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "action_id"], name="one_item_per_action")
        ]
        indexes: ClassVar = [
            models.Index(fields=["change", "outcome", "id"], name="bulk_item_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.change_id} {self.action_id}"
