"""What was found of each indicator: the ground that a person's judgement of a factor stands on."""

from collections.abc import Sequence
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.catalogue.models import Item
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet

# Characters: a finding is a sentence or two; the factor's narrative has room for more.
LONGEST_NOTE = 2_000


class Presence(models.TextChoices):
    """Whether an indicator was found. Unknown, as nothing recorded, never counts as absent."""

    PRESENT = "present", _("Present")
    PARTLY = "partly", _("Partly")
    ABSENT = "absent", _("Absent")
    UNKNOWN = "unknown", _("Unknown")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class Reliability(models.TextChoices):
    """How far the source of a finding can be trusted."""

    UNKNOWN = "unknown", _("Not stated")
    DOUBTFUL = "doubtful", _("Doubtful")
    CREDIBLE = "credible", _("Credible, one source")
    CONFIRMED = "confirmed", _("Confirmed by several sources")


class EvidenceField(ArrayField):  # type: ignore[type-arg]
    """The items of evidence that a finding rests on, by their ids.

    They hang on the assessment; one report supports many findings. A reader opens only those that
    the evidence itself lets them.
    """

    def __init__(self, base_field: Any = None, **kwargs: Any) -> None:
        super().__init__(base_field or models.UUIDField(), **kwargs)

    def in_words(self, value: Sequence[Any]) -> str:
        """How many, for the history."""
        number = len(value)
        return ngettext("one item", "%(number)s items", number) % {"number": number}


def found_in_draft_only() -> pgtrigger.Trigger:
    """Findings come and change while their assessment is a draft, as its ratings do."""
    return pgtrigger.Trigger(
        name="found_in_draft_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("state", "text"), ("whole", "uuid")],
        func="""
            IF TG_OP = 'INSERT' THEN whole = NEW.assessment_id;
            ELSE whole = OLD.assessment_id; END IF;
            SELECT status INTO state FROM assessments_assessment WHERE id = whole FOR SHARE;
            IF state IS DISTINCT FROM 'draft' THEN
                RAISE EXCEPTION 'The assessment is no draft any more'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'found_in_draft_only';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


@tracked()
class IndicatorFinding(Record):
    """What one assessment found of one indicator; made when it is first recorded."""

    assessment = models.ForeignKey(
        "assessments.Assessment", models.CASCADE, related_name="findings", db_index=False
    )
    indicator = models.ForeignKey(
        Item, models.PROTECT, related_name="+", verbose_name=_("indicator")
    )
    presence = models.CharField(
        _("finding"), max_length=14, choices=Presence.choices, default=Presence.UNKNOWN
    )
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(LONGEST_NOTE)])
    observed_on = DayField(
        _("as of"),
        null=True,
        blank=True,
        help_text=_("The day on which what it rests on was so."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    reliability = models.CharField(
        _("reliability of the source"),
        max_length=10,
        choices=Reliability.choices,
        default=Reliability.UNKNOWN,
    )
    evidence = EvidenceField(verbose_name=_("evidence"), default=list, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="assessment")

    class Meta:
        ordering = ("indicator__order",)
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        triggers: ClassVar = [found_in_draft_only()]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "indicator"], name="one_finding_per_indicator"
            )
        ]

    def __str__(self) -> str:
        return str(self.indicator)

    def get_absolute_url(self) -> str:
        """Its place on the page of its factor. Needs the indicator's parent."""
        args = [self.assessment.reference, getattr(self.indicator.parent, "code", "")]
        return f"{reverse('factor-rate', args=args)}#indicator-{self.indicator.code}"

    @property
    def is_known(self) -> bool:
        """Whether it says something about the indicator."""
        return self.presence in (Presence.PRESENT, Presence.PARTLY, Presence.ABSENT)
