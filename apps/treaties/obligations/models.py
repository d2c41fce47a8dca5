"""What a State owes to a treaty body or another one, and the dates on which it falls due."""

import datetime as dt
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Confidence, Institution, StateRecord
from apps.treaties.choices import Precision
from apps.treaties.obligations.choices import (
    BY_PEOPLE,
    EVENTS,
    HANDED_IN,
    OPEN,
    DateSource,
    DueKind,
    DueStatus,
    DutyKind,
    Origin,
    Rule,
    Standing,
)
from focalpoint.db.fields import DayField, DueField
from focalpoint.history import tracked
from focalpoint.records import Transitions
from focalpoint.scope import ScopedQuerySet
from focalpoint.visibility import Visibility

# Characters; far beyond what a reader wants, far below what harms a page.
LONGEST_TEXT = 5_000


class DutyRecord(StateRecord):
    """What both share: who answers for it. What nobody has taken up belongs to no institution."""

    office = models.ForeignKey(  # type: ignore[assignment]
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owning institution"),
    )
    lead_institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead institution"),
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible person"),
    )

    class Meta:
        abstract = True


@tracked(in_bulk=True)
class ReportingObligation(DutyRecord):
    """A duty of a State: to one treaty, to the UPR, or one that its people entered by hand."""

    kind = models.CharField(
        _("kind"), max_length=10, choices=DutyKind.choices, default=DutyKind.TREATY
    )
    treaty = models.ForeignKey(
        "treaties.Treaty",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
        verbose_name=_("instrument"),
    )
    # Of a duty that was entered by hand; the others are named by what they are owed to.
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.CharField(_("body"), max_length=200, blank=True)
    # When the treaty began to bind the State, and when it ends to; empty where nobody knows.
    in_force_on = models.DateField(_("in force for the State"), null=True, blank=True)
    ended_on = models.DateField(_("owed until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_as_of = models.DateField(_("source as of"), null=True, blank=True)
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence.choices, blank=True
    )
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])

    class Meta:
        ordering = ("kind", "treaty__order", "title")
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "treaty"],
                condition=Q(treaty__isnull=False),
                name="one_obligation_per_treaty",
            ),
            models.UniqueConstraint(
                fields=["country"], condition=Q(kind=DutyKind.UPR), name="one_upr_per_state"
            ),
            models.CheckConstraint(
                condition=(Q(kind=DutyKind.TREATY) & Q(treaty__isnull=False))
                | Q(kind=DutyKind.UPR, treaty=None)
                | (
                    Q(kind__in=[DutyKind.REGIONAL, DutyKind.MEETING, DutyKind.OTHER], treaty=None)
                    & ~Q(title="")
                ),
                name="obligation_is_named",
                violation_error_message=_("Say what it is."),
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.OFFICE) | Q(office__isnull=False),
                name="obligation_of_an_office_names_it",
                violation_error_message=_("Say whose office keeps it."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("obligation-detail", args=[self.pk])

    @property
    def name(self) -> str:
        """What it is called; the instrument must be loaded with it."""
        if self.treaty is not None:
            return str(self.treaty)
        return self.title or str(self.get_kind_display())

    @property
    def body_name(self) -> str:
        """To whom it is owed."""
        if self.treaty is not None:
            return str(
                self.treaty.body if self.treaty.body else self.treaty.reporting.get("body", "")
            )
        return self.body or (gettext("Human Rights Council") if self.kind == DutyKind.UPR else "")

    @property
    def is_derived(self) -> bool:
        """Whether its dates follow from facts, and not from what people entered."""
        return self.kind in (DutyKind.TREATY, DutyKind.UPR)


class OccurrenceQuerySet(ScopedQuerySet):
    """Occurrences by where they stand on a day; the same as ``Occurrence.standing_on``."""

    def standing(self, standing: str, today: dt.date) -> "OccurrenceQuerySet":
        return self.filter(standing_is(standing, today))

    def owed(self, today: dt.date) -> "OccurrenceQuerySet":
        """What waits for the State: to come or overdue, by its own record."""
        return self.filter(
            standing_is(Standing.COMING, today) | standing_is(Standing.OVERDUE, today)
        )


def standing_is(standing: str, today: dt.date, prefix: str = "") -> Q:
    """The occurrences that stand so on ``today``, the date in the capital."""
    open_ones = Q(**{f"{prefix}status__in": OPEN})
    event = Q(**{f"{prefix}kind__in": EVENTS})
    past = open_ones & Q(**{f"{prefix}due_on__lt": today})
    known = Q(**{f"{prefix}confirmed_at__isnull": False})
    conditions = {
        Standing.COMING: open_ones & Q(**{f"{prefix}due_on__gte": today}),
        Standing.OVERDUE: past & known & ~event,
        Standing.NOT_KNOWN: past & ~known & ~event,
        Standing.PASSED: past & event,
        Standing.HANDED_IN: Q(**{f"{prefix}status__in": HANDED_IN}),
        Standing.CLOSED: Q(**{f"{prefix}status__in": [DueStatus.SKIPPED, DueStatus.LAPSED]}),
    }
    return conditions[Standing(standing)]


def original_stays() -> pgtrigger.Trigger:
    """When it was first due is never moved: not by being late, and by nobody."""
    return pgtrigger.Protect(
        name="original_due_stays",
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("original_due_on", "obligation"),
    )


@tracked(in_bulk=True)
class Occurrence(DutyRecord):
    """One date on which a duty falls due, with where the date comes from and what came of it."""

    obligation = models.ForeignKey(
        ReportingObligation,
        models.PROTECT,
        related_name="occurrences",
        verbose_name=_("obligation"),
        editable=False,
    )
    # What makes a computed one the same whenever it is computed; empty for those by hand.
    key = models.CharField(max_length=40, blank=True, editable=False)
    kind = models.CharField(_("what is due"), max_length=20, choices=DueKind.choices)
    title = models.CharField(_("title"), max_length=200, blank=True)
    original_due_on = DayField(_("originally due"))
    override_on = DueField(_("due instead"), null=True, blank=True, editable=False)
    override_source = models.CharField(
        _("why another date"),
        max_length=12,
        choices=DateSource.choices,
        blank=True,
        editable=False,
    )
    override_reason = models.TextField(
        _("reason"), blank=True, editable=False, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    due_on = DayField(_("due"), editable=False)
    due_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The last day of a span of which ``due_on`` is the first.
    latest_on = models.DateField(_("at the latest"), null=True, blank=True)
    precision = models.CharField(
        _("precision"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    origin = models.CharField(
        _("origin of the date"), max_length=10, choices=Origin.choices, default=Origin.HAND
    )
    rule = models.CharField(_("rule"), max_length=20, choices=Rule.choices, blank=True)
    rule_number = models.PositiveSmallIntegerField(_("number in the rule"), default=0)
    counted_from = models.DateField(_("counted from"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_as_of = models.DateField(_("source as of"), null=True, blank=True)
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence.choices, blank=True
    )
    # That a person of the State stands by the date; before that it is only computed.
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("confirmed by"),
    )
    status = models.CharField(
        _("status"),
        max_length=14,
        choices=DueStatus.choices,
        default=DueStatus.DUE,
        editable=False,
    )
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True, editable=False)
    symbol = models.CharField(_("document symbol"), max_length=100, blank=True, editable=False)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True, editable=False)
    skip_reason = models.TextField(
        _("why it is skipped"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_TEXT)],
    )
    # The report whose review asked for this one.
    follows = models.UUIDField(_("follows"), null=True, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])

    objects = OccurrenceQuerySet.as_manager()  # type: ignore[misc]

    TRANSITIONS: ClassVar[Transitions] = {
        DueStatus.DUE: {
            DueStatus.DRAFTED,
            DueStatus.SUBMITTED,
            DueStatus.SKIPPED,
            DueStatus.LAPSED,
        },
        DueStatus.DRAFTED: {DueStatus.DUE, DueStatus.SUBMITTED, DueStatus.SKIPPED},
        # Back to the draft: what was recorded as submitted by mistake.
        DueStatus.SUBMITTED: {DueStatus.REVIEWED, DueStatus.FOLLOW_UP_DUE, DueStatus.DRAFTED},
        DueStatus.REVIEWED: {DueStatus.FOLLOW_UP_DUE, DueStatus.SUBMITTED},
        DueStatus.FOLLOW_UP_DUE: {DueStatus.REVIEWED},
        DueStatus.SKIPPED: {DueStatus.DUE},
        DueStatus.LAPSED: {DueStatus.DUE},
    }

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("date of an obligation")
        verbose_name_plural = _("dates of obligations")
        triggers: ClassVar = [original_stays()]
        indexes: ClassVar = [
            models.Index(fields=["country", "due_on"], name="occurrence_country_due"),
            models.Index(
                fields=["due_on"],
                condition=Q(status__in=["due", "drafted"]),
                name="occurrence_open_due",
            ),
            models.Index(fields=["obligation", "due_on"], name="occurrence_obligation_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["obligation", "key"], condition=~Q(key=""), name="one_occurrence_per_key"
            ),
            models.UniqueConstraint(
                fields=["obligation", "kind", "original_due_on", "title"],
                condition=Q(key=""),
                name="one_occurrence_per_date",
                violation_error_message=_("This date is on record already."),
            ),
            models.CheckConstraint(
                condition=Q(due_on=Coalesce(F("override_on"), F("original_due_on"))),
                name="due_date_is_original_or_override",
            ),
            models.CheckConstraint(
                condition=Q(override_on=None, override_source="")
                | (Q(override_on__isnull=False) & ~Q(override_source="")),
                name="override_says_its_source",
            ),
            models.CheckConstraint(
                condition=~Q(override_source__in=BY_PEOPLE) | ~Q(override_reason=""),
                name="override_says_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=HANDED_IN) | Q(submitted_on__isnull=False),
                name="submitted_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status=DueStatus.SKIPPED) | ~Q(skip_reason=""),
                name="skipped_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.OFFICE) | Q(office__isnull=False),
                name="occurrence_of_an_office_names_it",
                violation_error_message=_("Say whose office keeps it."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("occurrence-detail", args=[self.pk])

    @property
    def name(self) -> str:
        """What is due, to whom."""
        what = self.title or str(self.get_kind_display())
        return f"{self.obligation.name}: {what}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_event(self) -> bool:
        """Whether it is a day on which something happens, and no work of the State's."""
        return self.kind in EVENTS

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody of the State stands by the date."""
        return self.confirmed_at is not None

    @property
    def is_moved(self) -> bool:
        """Whether another date than the original one counts."""
        return self.override_on is not None

    @property
    def days_late(self) -> int | None:
        """By how many days it was handed in after its date; 0 in time, ``None`` if not at all."""
        if self.submitted_on is None:
            return None
        return max((self.submitted_on - self.due_on).days, 0)

    def standing_on(self, today: dt.date) -> Standing:
        """Where it stands on ``today``, the date in the capital."""
        if self.status in HANDED_IN:
            return Standing.HANDED_IN
        if not self.is_open:
            return Standing.CLOSED
        if self.due_on >= today:
            return Standing.COMING
        if self.is_event:
            return Standing.PASSED
        return Standing.OVERDUE if self.is_confirmed else Standing.NOT_KNOWN
