"""Near-duplicates among the recommendations to a State, and drafts of its mid-term report."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Institution, StateRecord
from apps.recommendations.received_models import ReceivedRecommendation
from focalpoint.db.fields import DueField
from focalpoint.history import tracked
from focalpoint.records import Record, Transitions
from focalpoint.scope import Scope, ScopedQuerySet


class ClusterStatus(models.TextChoices):
    """A machine proposes, a person decides."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    SET_ASIDE = "set_aside", _("No cluster")


class DraftStatus(models.TextChoices):
    """How far the making of a draft has come."""

    WAITING = "waiting", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


@tracked()
class RecommendationCluster(StateRecord):
    """Recommendations that ask for nearly the same, worked on as one."""

    title = models.CharField(_("what they ask"), max_length=300)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ClusterStatus.choices,
        default=ClusterStatus.PROPOSED,
        editable=False,
    )
    lead = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead institution"),
    )
    due_on = DueField(_("due"), null=True, blank=True)

    TRANSITIONS: ClassVar[Transitions] = {
        ClusterStatus.PROPOSED: {ClusterStatus.ACCEPTED, ClusterStatus.SET_ASIDE},
        ClusterStatus.ACCEPTED: {ClusterStatus.SET_ASIDE},
        ClusterStatus.SET_ASIDE: {ClusterStatus.ACCEPTED},
    }
    scope = Scope(shared=False)

    class Meta:
        ordering = ("id",)
        verbose_name = _("cluster of recommendations")
        verbose_name_plural = _("clusters of recommendations")
        indexes: ClassVar = [
            models.Index(fields=["country", "status", "id"], name="received_cluster_country")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("received-cluster", args=[self.pk])


@tracked(in_bulk=True)
class ClusterMember(Record):
    """A recommendation of a cluster."""

    cluster = models.ForeignKey(
        RecommendationCluster, models.CASCADE, related_name="members", db_index=False
    )
    recommendation = models.ForeignKey(ReceivedRecommendation, models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="cluster")

    class Meta:
        ordering = ("id",)
        verbose_name = _("member of a cluster")
        verbose_name_plural = _("members of clusters")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cluster", "recommendation"], name="one_member_per_cluster"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.recommendation_id}"


@tracked(exclude=["pdf", "docx"])
class MidtermDraft(StateRecord):
    """A draft of the mid-term report, made by a task from what is on record, and kept."""

    cycle = models.PositiveSmallIntegerField(_("UPR cycle"), null=True, blank=True)
    language = models.CharField(max_length=10)
    status = models.CharField(
        _("status"), max_length=10, choices=DraftStatus.choices, default=DraftStatus.WAITING
    )
    # A draft that kills its worker is given up.
    attempts = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField(_("recommendations"), default=0)
    pdf = models.BinaryField(null=True)
    docx = models.BinaryField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField(_("made"), null=True, editable=False)

    # Not approved by anybody: it stays with the State's own people.
    scope = Scope(shared=False)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("draft of a mid-term report")
        verbose_name_plural = _("drafts of mid-term reports")
        indexes: ClassVar = [
            models.Index(fields=["country", "-id"], name="midterm_draft_country"),
            models.Index(
                fields=["created_at"], condition=Q(status="waiting"), name="midterm_draft_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("received-drafts")
