"""Recommendations received: public facts about a State, and what the State makes of them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Institution, StateRecord
from apps.recommendations.received.choices import (
    EntryKind,
    FileFormat,
    FoundIn,
    Mechanism,
    Position,
)
from apps.recommendations.received_import_models import RecommendationImport
from apps.recommendations.statuses import ProgressStatus
from focalpoint.db.fields import DayField, DueField
from focalpoint.history import tracked
from focalpoint.records import Record, append_only
from focalpoint.scope import Scope

LONGEST_TEXT = 20_000


@tracked(in_bulk=True)
class ReceivedRecommendation(Record):
    """One recommendation to a State as a public document says it; many States may have made it."""

    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", verbose_name=_("State concerned")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=EntryKind.choices)
    mechanism = models.CharField(_("mechanism"), max_length=17, choices=Mechanism.choices)
    body = models.CharField(_("body"), max_length=80, blank=True)
    symbol = models.CharField(_("document"), max_length=80, blank=True)
    # What the versions of a document share: the review of a session, else the symbol without /Corr.
    document = models.CharField(max_length=80, editable=False)
    session = models.PositiveSmallIntegerField(_("session"), null=True, blank=True)
    cycle = models.PositiveSmallIntegerField(_("cycle"), null=True, blank=True)
    paragraph = models.CharField(_("paragraph"), max_length=30, blank=True)
    text = models.TextField(_("text"))
    # As it stands in the file, with its number and the names behind it.
    original = models.TextField(_("text of the file"))
    fingerprint = models.CharField(max_length=40, editable=False)
    position_raw = models.CharField(_("position in the source"), max_length=80, blank=True)
    position = models.CharField(
        _("position"), max_length=20, choices=Position.choices, default=Position.UNKNOWN
    )
    themes = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    affected = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    # The codes of the rules in `received.rules` that apply; one of them rests on prevention.
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    prevention = models.BooleanField(_("touches atrocity prevention"), default=False)
    date = models.DateField(_("date of the document"), null=True, blank=True)
    provisional = models.BooleanField(_("provisional text"), default=False)
    source_id = models.CharField(_("number in the source"), max_length=64, blank=True)
    source = models.CharField(_("source"), max_length=20, choices=FileFormat.choices)
    source_as_of = models.DateField(_("source as of"))
    url = models.URLField(_("address of the source"), max_length=500, blank=True)
    batch = models.ForeignKey(RecommendationImport, models.PROTECT, related_name="recommendations")
    # It stood in a provisional text and is not in the final one.
    dropped_on = models.DateField(_("no longer in the document"), null=True, blank=True)
    # The newest documents first, each in its own order.
    rank = models.CharField(max_length=160, editable=False)
    recommended_by = models.ManyToManyField(
        Country, through="RecommendingState", related_name="+", verbose_name=_("recommended by")
    )

    class Meta:
        ordering = ("rank",)
        verbose_name = _("recommendation received")
        verbose_name_plural = _("recommendations received")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "document", "paragraph", "fingerprint", "source_id"],
                name="one_received_recommendation_per_text",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["country", "kind", "rank"], name="received_country_rank"),
            models.Index(fields=["kind", "rank"], name="received_rank"),
            models.Index(fields=["batch"], name="received_batch"),
        ]

    def __str__(self) -> str:
        place = f"{self.symbol} ¶{self.paragraph}" if self.paragraph else self.symbol
        return place.strip() or self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("received-detail", args=[self.pk])


@tracked(in_bulk=True)
class RecommendingState(Record):
    """A State that made a recommendation, in the order of the text; ``country`` once known."""

    recommendation = models.ForeignKey(
        ReceivedRecommendation, models.CASCADE, related_name="states", db_index=False
    )
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recommending State"),
    )
    name = models.CharField(_("name in the file"), max_length=200)
    key = models.CharField(max_length=200, editable=False)
    order = models.PositiveSmallIntegerField(default=0)
    found = models.CharField(_("how it was found"), max_length=6, choices=FoundIn.choices)
    # A person said that the name is no State's.
    is_nobody = models.BooleanField(default=False)

    class Meta:
        ordering = ("order", "id")
        verbose_name = _("recommending State")
        verbose_name_plural = _("recommending States")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "key"], name="one_recommending_state_per_name"
            ),
            models.UniqueConstraint(
                fields=["recommendation", "country"],
                condition=Q(country__isnull=False),
                name="one_recommending_state_per_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["key"],
                condition=Q(country=None, is_nobody=False),
                name="recommending_state_unknown",
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class RecommendationWork(StateRecord):
    """What a State makes of a recommendation: who leads, until when, how far it is."""

    recommendation = models.OneToOneField(
        ReceivedRecommendation,
        models.PROTECT,
        related_name="work",
        verbose_name=_("recommendation"),
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
    due_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])
    # What a person says against the rule; nothing where the rule stands.
    prevention = models.BooleanField(_("touches atrocity prevention"), null=True, blank=True)
    prevention_why = models.CharField(_("why"), max_length=300, blank=True)
    # What the newest report of progress says.
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=ProgressStatus.choices,
        default=ProgressStatus.NOT_STARTED,
        editable=False,
    )
    status_on = models.DateField(null=True, blank=True, editable=False)

    # What goes on inside of a government is no other State's business.
    scope = Scope(shared=False)

    class Meta:
        verbose_name = _("work on a recommendation")
        verbose_name_plural = _("work on recommendations")
        indexes: ClassVar = [
            models.Index(fields=["country", "lead"], name="received_work_lead"),
            models.Index(
                fields=["due_on"],
                condition=Q(due_on__isnull=False) & ~Q(status__in=["done", "sustained"]),
                name="received_work_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.recommendation)

    def get_absolute_url(self) -> str:
        return reverse("received-detail", args=[self.recommendation_id])

    def clean(self) -> None:
        """A State works on what was recommended to it, by its own institutions."""
        super().clean()
        if self.recommendation.country_id != self.country_id:
            raise ValidationError(_("This recommendation was made to another State."))
        if self.lead is not None and self.lead.country_id != self.country_id:
            raise ValidationError({"lead": _("This institution belongs to another State.")})
        if self.prevention is not None and not self.prevention_why.strip():
            raise ValidationError({"prevention_why": _("Say why the rule is wrong here.")})


@tracked()
class RecommendationProgress(StateRecord):
    """One report on a recommendation at an effective date; never edited, a later one follows it."""

    # Not the work, which no other State reads.
    recommendation = models.ForeignKey(
        ReceivedRecommendation,
        models.PROTECT,
        related_name="reports",
        editable=False,
        db_index=False,
        verbose_name=_("recommendation"),
    )
    status = models.CharField(_("status"), max_length=12, choices=ProgressStatus.choices)
    text = models.TextField(_("what has been done"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    effective_on = DayField(_("effective date"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)

    # The network reads only what the State's focal point has approved.
    scope = Scope(shared_when=("approved_at",))

    class Meta:
        ordering = ("-effective_on", "-id")
        verbose_name = _("progress on a recommendation")
        verbose_name_plural = _("progress on recommendations")
        triggers: ClassVar = append_only(except_for=["visibility", "approved_by", "approved_at"])
        indexes: ClassVar = [
            models.Index(
                fields=["recommendation", "-effective_on", "-id"], name="received_progress_latest"
            ),
            models.Index(fields=["country", "-id"], name="received_progress_country"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} ({self.effective_on})"

    def get_absolute_url(self) -> str:
        return f"{reverse('received-detail', args=[self.recommendation_id])}#report-{self.pk}"
