"""Re-rating between cycles: a factor is judged anew before the next assessment is approved."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.assessments.levels import Knowledge, Level, Trend
from apps.catalogue.models import Item
from apps.countries.models import StateRecord
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.records import append_only
from focalpoint.scope import Scope
from focalpoint.visibility import Visibility

# Characters.
LONGEST_REASON = 5_000
# Judged anew means judged: what nobody knows stays as it was approved.
JUDGED = [choice for choice in Level.choices if choice[0] != Level.UNKNOWN]
WITHDRAWAL = ("withdrawn_at", "withdrawn_by", "withdrawal_reason")
SHARING = ("visibility", "shared_at", "shared_by")


class EventIdsField(ArrayField):  # type: ignore[type-arg]
    """The events that led to something, by their ids; each reader sees those that they may."""

    def __init__(self, base_field: Any = None, **kwargs: Any) -> None:
        super().__init__(base_field or models.UUIDField(), **kwargs)

    def in_words(self, value: Any) -> str:
        """How many, for the history."""
        number = len(value)
        return ngettext("one event", "%(number)s events", number) % {"number": number}


def withdrawn_once() -> pgtrigger.Trigger:
    """What is withdrawn stays so, with its reason."""
    return pgtrigger.Trigger(
        name="withdrawn_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=["version", "updated_at", "visibility"]),
        func="""
            IF OLD.withdrawn_at IS NOT NULL THEN
                RAISE EXCEPTION 'It was withdrawn before'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawn_once';
            END IF;
            RETURN NEW;
        """,
    )


@tracked()
class FactorRerating(StateRecord):
    """How one factor is judged from a day on; never edited: a later one follows it."""

    factor = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("factor"))
    effective_on = DayField(
        _("holds from"), help_text=_("The day from which this holds, not the day of writing.")
    )
    level = models.CharField(_("level"), max_length=10, choices=JUDGED)
    trend = models.CharField(
        _("trend"), max_length=10, choices=Trend.choices, default=Trend.UNKNOWN
    )
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Knowledge.choices, default=Knowledge.UNKNOWN
    )
    reason = models.TextField(_("reason"), validators=[MaxLengthValidator(LONGEST_REASON)])
    prompted_by = EventIdsField(verbose_name=_("events that led to it"), default=list, blank=True)
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("re-rated by"),
    )
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.OFFICE,
    )
    shared_at = models.DateTimeField(_("shared"), null=True, editable=False)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("shared by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = models.TextField(
        _("why it is withdrawn"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_REASON)],
    )

    # Other States read only what the focal point or a deputy has shared.
    scope = Scope(shared_when=("shared_at",))

    class Meta:
        ordering = ("-effective_on", "-id")
        verbose_name = _("re-rating")
        verbose_name_plural = _("re-ratings")
        triggers: ClassVar = [*append_only(except_for=[*SHARING, *WITHDRAWAL]), withdrawn_once()]
        indexes: ClassVar = [
            models.Index(fields=["country", "-effective_on", "-id"], name="rerating_country_day")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="rerating_withdrawn_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(level="unknown") & ~Q(reason=""), name="rerating_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.get_level_display()} ({self.effective_on})"

    def get_absolute_url(self) -> str:
        return f"{reverse('factor-course', args=[self.factor.code])}#rerating-{self.pk}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was a mistake, and counts no more."""
        return self.withdrawn_at is not None
