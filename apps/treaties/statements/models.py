"""What participants stated on an instrument: texts that a list gives, append-only like actions."""

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Confidence, Country
from apps.treaties.choices import RESERVING_KINDS, DateBasis, Precision, StatementKind
from focalpoint.history import tracked
from focalpoint.records import Record, append_only

HEAD = 200  # characters of a text that stand for it in lists


class TreatyStatementQuerySet(models.QuerySet["TreatyStatement"]):
    """Statements are public reference data: everybody reads them."""

    def standing(self) -> "TreatyStatementQuerySet":
        """What the record holds now: neither replaced by a correction nor retracted."""
        return self.filter(replaced_by=None, is_retraction=False)

    def on(self, day: dt.date) -> "TreatyStatementQuerySet":
        """What stands of the statements that were made on or before ``day``."""
        return self.standing().filter(date__lte=day)

    def in_effect(self, day: dt.date) -> "TreatyStatementQuerySet":
        """What was made on or before ``day`` and had not been withdrawn with effect by then."""
        return self.on(day).filter(
            Q(withdrawal_effective_on=None) | Q(withdrawal_effective_on__gt=day)
        )


@tracked(in_bulk=True)
class TreatyStatement(Record):
    """A reservation, declaration, objection …, as a source gives it; a correction replaces it.

    A withdrawal is a correction too: the new row has its dates. ``articles`` are those that the
    text names, ``concerned`` the codes of the participants that an objection names.
    """

    treaty = models.ForeignKey("treaties.Treaty", models.PROTECT, related_name="statements")
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="treaty_statements", verbose_name=_("participant")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=StatementKind.choices)
    text = models.TextField(_("text"))
    # Of the text without what spellings differ in.
    key = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language of the text"), max_length=8, blank=True)
    articles = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name=_("articles that it names"),
    )
    concerned = ArrayField(
        models.CharField(max_length=8), default=list, blank=True, verbose_name=_("whom it names")
    )
    date = models.DateField(_("date"))
    precision = models.CharField(
        _("precision"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    dated_by = models.CharField(
        _("the date rests on"), max_length=10, choices=DateBasis.choices, default=DateBasis.STATED
    )
    withdrawal_notified_on = models.DateField(_("withdrawal notified"), null=True, blank=True)
    withdrawal_effective_on = models.DateField(_("withdrawal takes effect"), null=True, blank=True)
    withdrawal_source = models.CharField(_("source of the withdrawal"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_as_of = models.DateField(_("source as of"))
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)
    note = models.TextField(_("note"), blank=True)
    batch = models.ForeignKey(
        "treaties.ImportBatch", models.PROTECT, null=True, blank=True, related_name="statements"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    # Says only that the row it replaces was wrong: the State stated no such thing.
    is_retraction = models.BooleanField(_("retraction"), default=False)

    objects = TreatyStatementQuerySet.as_manager()

    class Meta:
        ordering = ("date", "id")
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        triggers: ClassVar = append_only()
        indexes: ClassVar = [
            models.Index(fields=["treaty", "country", "date"], name="treaty_statement_status"),
            models.Index(fields=["country", "date"], name="treaty_statement_country"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["treaty", "country", "kind", "key", "source", "replaces"],
                nulls_distinct=False,
                name="one_statement_per_text",
            ),
            models.CheckConstraint(
                condition=Q(is_retraction=False) | Q(replaces__isnull=False),
                name="retraction_replaces_a_statement",
            ),
            models.CheckConstraint(
                condition=Q(withdrawal_notified_on=None, withdrawal_effective_on=None)
                | Q(withdrawal_effective_on__gte=F("withdrawal_notified_on")),
                name="statement_withdrawal_has_both_dates",
            ),
            models.CheckConstraint(
                condition=Q(withdrawal_notified_on=None)
                | Q(withdrawal_notified_on__gte=F("date"))
                # The list only says that it was made by its own day.
                | Q(precision=Precision.LATEST),
                name="statement_is_withdrawn_after_it_is_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"

    def get_absolute_url(self) -> str:
        return reverse("treaty-statement", kwargs={"pk": self.pk})

    @property
    def head(self) -> str:
        """The beginning of the text, for lists."""
        line = " ".join(self.text[: 2 * HEAD].split())
        return line if len(line) <= HEAD else f"{line[:HEAD].rsplit(' ', 1)[0]} …"

    @property
    def is_withdrawn(self) -> bool:
        """Whether a withdrawal is on record, be it in effect or not."""
        return self.withdrawal_notified_on is not None

    @property
    def reserves(self) -> bool:
        """Whether it limits, or may limit, what its State is bound by."""
        return self.kind in RESERVING_KINDS
