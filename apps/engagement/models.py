"""The calendar of the Universal Periodic Review: cycles, sessions, slots, deadlines."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.engagement.introductions.models import Introduction as Introduction
from apps.engagement.lessons.models import Lesson as Lesson
from apps.engagement.meetings.models import Gathering as Gathering
from apps.engagement.meetings.models import Participation as Participation
from apps.engagement.nudges.models import Nudge as Nudge
from apps.engagement.offers.models import Support as Support
from apps.engagement.partnerships.models import Partnership as Partnership
from apps.engagement.trainings.models import Training as Training
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.records import Record


class Dated(Record):
    """A fact of the calendar with its source."""

    source = models.CharField(_("source"), max_length=300, blank=True)
    confidence = models.CharField(_("confidence"), max_length=80, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True


@tracked()
class UprCycle(Dated):
    """A round in which every Member State is reviewed once."""

    number = models.PositiveSmallIntegerField(_("cycle"), unique=True)
    first_session = models.PositiveSmallIntegerField(_("first session"))
    last_session = models.PositiveSmallIntegerField(_("last session"))
    starts = models.CharField(_("from"), max_length=10, blank=True)
    ends = models.CharField(_("until"), max_length=10, blank=True)

    class Meta:
        ordering = ("number",)
        verbose_name = _("UPR cycle")
        verbose_name_plural = _("UPR cycles")

    def __str__(self) -> str:
        return str(self.number)


@tracked()
class UprSession(Dated):
    """A session of the UPR Working Group."""

    number = models.PositiveSmallIntegerField(_("session"), unique=True)
    cycle = models.ForeignKey(UprCycle, models.PROTECT, related_name="sessions")
    starts_on = DayField(_("from"), null=True, blank=True)
    ends_on = DayField(_("until"), null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("number",)
        verbose_name = _("UPR session")
        verbose_name_plural = _("UPR sessions")

    def __str__(self) -> str:
        return str(self.number)


@tracked()
class UprSlot(Dated):
    """A State's review at a session."""

    session = models.ForeignKey(UprSession, models.PROTECT, related_name="slots")
    country = models.ForeignKey(Country, models.PROTECT, related_name="upr_slots")
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ("session__number", "country__name")
        verbose_name = _("UPR slot")
        verbose_name_plural = _("UPR slots")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "country"], name="one_slot_per_session")
        ]

    def __str__(self) -> str:
        return f"{self.country} ({self.session})"
