"""The calendar of an assessment: when each phase is to end, in whose hands it is, when it did."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.assessments.cycle.phases import PHASES, Phase
from apps.countries.models import Institution
from focalpoint.db.fields import DueField
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet


def phase_guards() -> list[pgtrigger.Trigger]:
    """The database's own refusal of a move that ``PHASES`` does not hold, and of any but a draft's.

    As for a status; but nothing ever switches these off.
    """
    moves = [(str(a), str(b)) for a, after in PHASES.items() for b in sorted(after)]
    return [
        pgtrigger.FSM(name="phase_guard", field="phase", transitions=moves),
        pgtrigger.Trigger(
            name="phase_in_draft_only",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange("phase"),
            func="""
                IF OLD.status <> 'draft' THEN
                    RAISE EXCEPTION 'Only a draft moves from phase to phase'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'phase_in_draft_only';
                END IF;
                RETURN NEW;
            """,
        ),
    ]


@tracked()
class AssessmentPhase(Record):
    """One line of the calendar; made when it is first planned.

    ``done_at`` follows from the assessment's phase and status, and is kept by the services.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", models.CASCADE, related_name="phases", db_index=False
    )
    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices)
    planned_end = DueField(_("planned end"), null=True, blank=True)
    # When the date was set or moved; reminders of offsets before that are not due.
    planned_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible institution"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible person"),
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="assessment")

    class Meta:
        ordering = ("created_at",)
        verbose_name = _("phase of an assessment")
        verbose_name_plural = _("phases of assessments")
        indexes: ClassVar = [
            models.Index(
                fields=["planned_end"],
                condition=Q(done_at=None, planned_end__isnull=False),
                name="phase_open_end",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "phase"], name="one_line_per_phase"),
            models.CheckConstraint(
                condition=~Q(phase="follow_up"),
                name="follow_up_has_its_own_date",
                violation_error_message=_("The follow-up ends with the next review."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_phase_display()

    def get_absolute_url(self) -> str:
        return reverse("assessment-cycle", args=[self.assessment.reference])
