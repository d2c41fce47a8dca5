"""Escalation: whom an event alerts, who has taken note, and what was decided.

Early warning linked to decision: the outcome of 2005 (A/RES/60/1 ¶138) and the report of 2013
(A/67/929-S/2013/399 ¶60).
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.assessments.event_models import RiskEvent
from apps.countries.models import StateRecord
from focalpoint.db.fields import DueField
from focalpoint.history import tracked
from focalpoint.records import Record, append_only
from focalpoint.scope import Scope, ScopedQuerySet

# Characters.
LONGEST_MESSAGE = 5_000


class Outcome(models.TextChoices):
    """What became of an escalation."""

    OPEN = "open", _("Not decided yet")
    ACT = "act", _("We act")
    NO_ACTION = "no_action", _("No action, because …")


@tracked()
class AlertList(StateRecord):
    """Whom the State alerts when an event is escalated; the government knows it."""

    # When it was last chosen: people are no column, but a choice raises the version like one.
    chosen_at = models.DateTimeField(_("chosen"), editable=False)

    scope = Scope(shared=False)

    class Meta:
        verbose_name = _("list of people to alert")
        verbose_name_plural = _("lists of people to alert")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country"], name="one_alert_list_per_state")
        ]

    def __str__(self) -> str:
        return str(_("People to alert"))

    def get_absolute_url(self) -> str:
        return reverse("alert-list-choose")


@tracked()
class AlertListEntry(Record):
    """Somebody who is alerted."""

    alert_list = models.ForeignKey(AlertList, models.CASCADE, related_name="entries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="alert_list")

    class Meta:
        ordering = ("id",)
        verbose_name = _("person to alert")
        verbose_name_plural = _("people to alert")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert_list", "person"], name="one_entry_per_person")
        ]

    def __str__(self) -> str:
        return str(self.person)


def decided_once() -> pgtrigger.Trigger:
    """A decision is recorded once."""
    return pgtrigger.Trigger(
        name="decided_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=["version", "updated_at"]),
        func="""
            IF OLD.decided_at IS NOT NULL THEN
                RAISE EXCEPTION 'A decision stays as it was recorded'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_once';
            END IF;
            RETURN NEW;
        """,
    )


@tracked()
class Escalation(Record):
    """An event is taken to those who decide; only its answer comes later."""

    event = models.ForeignKey(RiskEvent, models.PROTECT, related_name="escalations")
    message = models.TextField(_("message"), validators=[MaxLengthValidator(LONGEST_MESSAGE)])
    respond_by = DueField(_("answer by"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("escalated by"),
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=9,
        choices=Outcome.choices,
        default=Outcome.OPEN,
        editable=False,
    )
    decision = models.TextField(
        _("decision"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_MESSAGE)],
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="event")

    class Meta:
        ordering = ("-id",)
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        triggers: ClassVar = [
            *append_only(except_for=["outcome", "decision", "decided_by", "decided_at"]),
            decided_once(),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["respond_by"],
                condition=Q(decided_at=None),
                name="escalation_open_due",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None, decision="")
                | (~Q(outcome="open") & Q(decided_at__isnull=False) & ~Q(decision="")),
                name="escalation_decided_in_words",
            )
        ]

    def __str__(self) -> str:
        return str(self.event)

    def get_absolute_url(self) -> str:
        return f"{self.event.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Its place on the page of its event."""
        return f"escalation-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether a decision is still owed: of an event that was withdrawn none is."""
        return self.decided_at is None and not self.event.is_withdrawn


def acknowledged_once() -> pgtrigger.Trigger:
    """Who has taken note does not take it back."""
    return pgtrigger.Trigger(
        name="acknowledged_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=["version", "updated_at"]),
        func="""
            IF OLD.acknowledged_at IS NOT NULL THEN
                RAISE EXCEPTION 'It was acknowledged before'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'acknowledged_once';
            END IF;
            RETURN NEW;
        """,
    )


@tracked()
class Alert(Record):
    """One person who was alerted, and when they took note."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="alerts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="escalation")

    class Meta:
        ordering = ("id",)
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        triggers: ClassVar = [*append_only(except_for=["acknowledged_at"]), acknowledged_once()]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["escalation", "person"], name="one_alert_per_person")
        ]

    def __str__(self) -> str:
        return str(self.person)
