"""Independent ratings: institutions judge factors apart from each other, before a level is agreed.

Whoever is asked sees their own request and rating and nothing else of the assessment, so the
request says itself what it is about. Nobody sees what another institution says; the asking office
sees it once it is handed in.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.assessments.levels import Knowledge, Level, Trend
from apps.assessments.resilience_models import FactorCodesField
from apps.catalogue.models import Framework, Item
from apps.countries.models import Country, Institution
from focalpoint.db.fields import DueField
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet

# Characters.
LONGEST_QUESTION = 5_000
LONGEST_GROUNDS = 10_000
LONGEST_WHY = 2_000


class Progress(models.TextChoices):
    """How far an institution is with what it was asked; told by dates, never chosen."""

    ASKED = "asked", _("Asked")
    BEGUN = "begun", _("Begun")
    HANDED_IN = "handed_in", _("Handed in")
    GIVEN_BACK = "given_back", _("Given back")
    ENDED = "ended", _("Ended")


def person(label: Any) -> models.ForeignKey:  # type: ignore[type-arg]
    """Who did something, where somebody has."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=label,
    )


@tracked()
class RatingRequest(Record):
    """An office asks one institution of its State to rate some factors of an assessment."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="+", editable=False)
    office = models.ForeignKey(
        Institution,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("asking institution"),
    )
    assessment = models.ForeignKey(
        "assessments.Assessment",
        models.PROTECT,
        related_name="rating_requests",
        editable=False,
    )
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("asked institution"),
    )
    # What those asked are told of the assessment, which they do not see.
    reference = models.CharField(_("reference"), max_length=20, editable=False)
    title = models.CharField(_("title"), max_length=200, editable=False)
    period_start = models.DateField(_("period from"), editable=False)
    period_end = models.DateField(_("period until"), editable=False)
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+", editable=False)
    factors: Any = FactorCodesField(
        models.CharField(max_length=40), verbose_name=_("factors"), default=list
    )
    question = models.TextField(
        _("what is asked"), blank=True, validators=[MaxLengthValidator(LONGEST_QUESTION)]
    )
    due_on = DueField(_("hand in by"))
    due_set_at = models.DateTimeField(_("date set"), editable=False)
    asked_by = person(_("asked by"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    # Withdrawn for a reason; without one, the assessment was approved or laid aside.
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    end_reason = models.TextField(
        _("why it was withdrawn"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_WHY)],
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(visibility=None, shared=False, asked="institution")

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("request for a rating")
        verbose_name_plural = _("requests for ratings")
        indexes: ClassVar = [
            models.Index(
                fields=["institution", "due_on"],
                condition=Q(ended_at=None),
                name="request_of_institution",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "institution"],
                condition=Q(ended_at=None),
                name="institution_asked_once",
                violation_error_message=_("This institution has been asked already."),
            ),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(ended_at__isnull=False),
                name="request_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("asked-rating", args=[self.pk])

    def page_for(self, offices: Collection[uuid.UUID]) -> str:
        """The page of the one side or the other, by the institutions of whoever looks."""
        if self.institution_id in offices:
            return self.get_absolute_url()
        return reverse("assessment-independent", args=[self.reference])

    @property
    def answer(self) -> "RatingReply | None":
        """What the institution has begun; join it (``select_related``) to read it."""
        return getattr(self, "reply", None)

    @property
    def handed_in_at(self) -> dt.datetime | None:
        return self.answer.handed_in_at if self.answer else None

    @property
    def is_open(self) -> bool:
        """Whether the institution still rates."""
        return self.ended_at is None and self.handed_in_at is None

    @property
    def why(self) -> str:
        """What the asking office said when it withdrew the request, or gave the rating back."""
        returned = self.answer.given_back_reason if self.answer and self.is_open else ""
        return self.end_reason or returned

    @property
    def progress(self) -> Progress:
        reply = self.answer
        if reply and reply.handed_in_at:
            return Progress.HANDED_IN
        if self.ended_at:
            return Progress.ENDED
        if reply is None:
            return Progress.ASKED
        return Progress.GIVEN_BACK if reply.given_back_at else Progress.BEGUN


@tracked()
class RatingReply(Record):
    """That an institution has begun, has handed in, or got it back; of what it says, nothing."""

    request = models.OneToOneField(
        RatingRequest, models.CASCADE, related_name="reply", editable=False
    )
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True, editable=False)
    handed_in_by = person(_("handed in by"))
    given_back_at = models.DateTimeField(_("given back"), null=True, blank=True, editable=False)
    given_back_reason = models.TextField(
        _("what is to be changed"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_WHY)],
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="request")

    class Meta:
        verbose_name = _("reply to a request for a rating")
        verbose_name_plural = _("replies to requests for ratings")

    def __str__(self) -> str:
        return str(self.request_id)


def handed_in_stays() -> pgtrigger.Trigger:
    """What was handed in is not changed, nor added to, unless it was given back."""
    return pgtrigger.Trigger(
        name="handed_in_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("whole", "uuid"), ("closed", "boolean")],
        func="""
            IF TG_OP = 'INSERT' THEN whole = NEW.request_id; ELSE whole = OLD.request_id; END IF;
            SELECT handed_in_at IS NOT NULL INTO closed
                FROM assessments_ratingreply WHERE request_id = whole FOR SHARE;
            IF closed THEN
                RAISE EXCEPTION 'What was handed in is not rewritten'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'handed_in_stays';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


@tracked()
class IndependentRating(Record):
    """What one institution says of one factor: its own until it is handed in."""

    request = models.ForeignKey(
        RatingRequest, models.CASCADE, related_name="ratings", editable=False, db_index=False
    )
    factor = models.ForeignKey(Item, models.PROTECT, related_name="+", editable=False)
    level = models.CharField(
        _("level"), max_length=10, choices=Level.choices, default=Level.UNKNOWN
    )
    trend = models.CharField(
        _("trend"), max_length=10, choices=Trend.choices, default=Trend.UNKNOWN
    )
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Knowledge.choices, default=Knowledge.UNKNOWN
    )
    narrative = models.TextField(
        _("reasons"), blank=True, validators=[MaxLengthValidator(LONGEST_GROUNDS)]
    )
    rated_by = person(_("rated by"))
    # Of this text; empty again as soon as what was given back is written anew.
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="request", told_when="handed_in_at")

    class Meta:
        ordering = ("factor__order",)
        verbose_name = _("independent rating")
        verbose_name_plural = _("independent ratings")
        triggers: ClassVar = [handed_in_stays()]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "factor"],
                name="one_independent_rating_per_factor",
            )
        ]

    def __str__(self) -> str:
        return str(self.factor)

    def get_absolute_url(self) -> str:
        return reverse("asked-factor", args=[self.request_id, self.factor.code])

    @property
    def is_rated(self) -> bool:
        return self.level != Level.UNKNOWN
