"""Recurring actions: the rule of a series, and which action stands for which of its dates."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.actions.recurrence import Frequency, Rule
from apps.countries.models import StateRecord
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.records import Record, append_only
from focalpoint.scope import Scope, ScopedQuerySet

MOST_INTERVAL = 60
MOST_TIMES = 500


@tracked()
class ActionSeries(StateRecord):
    """A rule by which an action comes back; what comes back is a copy of its latest action.

    At most one action of a series is open: the next one is made when the latest is finished, for
    the first date that has not passed. Dates that passed meanwhile are noted on it.
    """

    frequency = models.CharField(_("frequency"), max_length=8, choices=Frequency.choices)
    interval = models.PositiveSmallIntegerField(
        _("every so many"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_INTERVAL)],
    )
    last_day = models.BooleanField(_("on the last day of the month"), default=False)
    # The date from which the rule counts: the due date of the action that it began with.
    starts_on = models.DateField(_("counts from"), editable=False)
    until = DayField(_("until"), null=True, blank=True)
    times = models.PositiveSmallIntegerField(
        _("how many times in all"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(MOST_TIMES)],
    )
    # The date of the rule after that of its latest action; none when the rule has ended.
    next_on = models.DateField(_("next date"), null=True, blank=True, editable=False)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True, editable=False)

    scope: ClassVar[Scope] = Scope(shared=False)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(times=None),
                name="series_ends_one_way",
                violation_error_message=_("Say either until when or how many times."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("starts_on")),
                name="series_ends_after_it_starts",
                violation_error_message=_("A series cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(interval__gte=1, interval__lte=MOST_INTERVAL), name="series_interval"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_on"],
                condition=Q(stopped_at=None, next_on__isnull=False),
                name="series_going_on",
            )
        ]

    def __str__(self) -> str:
        return self.rule.words

    @property
    def rule(self) -> Rule:
        """When it comes back."""
        return Rule(
            frequency=Frequency(self.frequency),
            interval=self.interval,
            starts_on=self.starts_on,
            last_day=self.last_day,
            until=self.until,
            times=self.times,
        )

    @property
    def is_going_on(self) -> bool:
        """Whether there will be another action."""
        return self.stopped_at is None and self.next_on is not None

    def clean(self) -> None:
        """The last day of the month is a matter of months and years."""
        super().clean()
        if self.last_day and self.frequency == Frequency.WEEKLY:
            raise ValidationError({"last_day": _("A week has no last day of the month.")})

    def after(self, day: dt.date) -> dt.date | None:
        """The rule's first date after ``day``."""
        return self.rule.after(day)


@tracked()
class ActionOccurrence(Record):
    """The action of a series for one of its dates, whenever the action itself is due now.

    ``passed`` holds the dates that passed without an action of their own before it was made.
    """

    action = models.OneToOneField("actions.Action", models.CASCADE, related_name="occurrence")
    series = models.ForeignKey(
        ActionSeries, models.PROTECT, related_name="occurrences", verbose_name=_("series")
    )
    on = models.DateField(_("date of the series"))
    passed: Any = ArrayField(
        models.DateField(), default=list, blank=True, verbose_name=_("dates that had passed")
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="action", shared=False)

    class Meta:
        ordering = ("-on",)
        verbose_name = _("recurrence")
        verbose_name_plural = _("recurrences")
        triggers: ClassVar = append_only()
        constraints: ClassVar = [
            # However often and by however many workers the next action is asked for.
            models.UniqueConstraint(fields=["series", "on"], name="one_action_per_date_of_a_series")
        ]

    def __str__(self) -> str:
        return f"{self.on}"
