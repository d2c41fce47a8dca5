"""When each part of the reminders ran last, so that a standstill is seen."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """What beat starts again and again."""

    SWEEP = "sweep", _("Sweep of the deadlines")
    DELIVERY = "delivery", _("Delivery of the mail")
    CHECK = "check", _("Daily self-check")


class Run(models.Model):
    """The last run of one part that came to its end; says nothing of any State."""

    part = models.CharField(max_length=10, choices=Part.choices, primary_key=True)
    ended_at = models.DateTimeField()
    # The longest time between two runs since the last self-check.
    longest_gap = models.DurationField(default=dt.timedelta(), db_default=dt.timedelta())
    # What the run could not do, in words for the log and the delivery page.
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")

    def __str__(self) -> str:
        return f"{self.part} {self.ended_at:%Y-%m-%d %H:%M}"
