"""Instruments and the actions that States take on them; status is derived, never stored."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

# Django finds models through this module; some stand in modules of their own.
from apps.countries.models import Confidence, Country, Organisation
from apps.treaties import import_models as import_models
from apps.treaties.choices import BINDING_KINDS as BINDING_KINDS
from apps.treaties.choices import ActionKind as ActionKind
from apps.treaties.choices import BatchStatus as BatchStatus
from apps.treaties.choices import Category as Category
from apps.treaties.choices import EntryRule as EntryRule
from apps.treaties.choices import Format as Format
from apps.treaties.choices import Precision as Precision
from apps.treaties.choices import Publisher as Publisher
from apps.treaties.choices import StatementKind as StatementKind
from apps.treaties.measures.models import DomesticMeasure as DomesticMeasure
from apps.treaties.obligations.models import Occurrence as Occurrence
from apps.treaties.obligations.models import ReportingObligation as ReportingObligation
from apps.treaties.plans.models import RatificationPlan as RatificationPlan
from apps.treaties.statements.models import TreatyStatement as TreatyStatement
from focalpoint.history import tracked
from focalpoint.names import named
from focalpoint.records import Record, Transitions, append_only


@tracked()
class TreatyBody(Record):
    """A committee of experts that monitors a treaty."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=200)
    members = models.PositiveSmallIntegerField(_("members"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("treaty body")
        verbose_name_plural = _("treaty bodies")

    def __str__(self) -> str:
        return named(self.name)


@tracked()
class Treaty(Record):
    """An instrument named in the Secretary-General's reports, or a sister of one."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    short_title = models.CharField(_("short title"), max_length=120)
    full_title = models.TextField(_("full title"))
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="protocols"
    )
    is_related = models.BooleanField(_("not named itself, but related"), default=False)
    named_in = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    depositary = models.CharField(_("depositary"), max_length=120)
    mtdsg = models.CharField(_("number at the depositary"), max_length=20, blank=True)
    adopted_on = models.DateField(_("adopted"), null=True, blank=True)
    adopted_at = models.CharField(_("place of adoption"), max_length=60, blank=True)
    opened_on = models.DateField(_("opened for signature"), null=True, blank=True)
    entered_into_force_on = models.DateField(_("entry into force"), null=True, blank=True)
    entry_rule = models.CharField(max_length=30, choices=EntryRule.choices)
    entry_number = models.PositiveSmallIntegerField(default=0)
    entry_basis = models.CharField(max_length=200, blank=True)
    body = models.ForeignKey(
        TreatyBody, models.PROTECT, null=True, blank=True, related_name="treaties"
    )
    reporting = models.JSONField(_("reporting duty"), default=dict, blank=True)
    open_to = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("open only to members of"),
    )
    facts = models.JSONField(_("further facts with their sources"), default=dict, blank=True)
    source = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    confidence = models.CharField(max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order",)
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")

    def __str__(self) -> str:
        return named(self.short_title)

    def get_absolute_url(self) -> str:
        return reverse("treaty-detail", args=[self.code])

    @property
    def entry_rule_words(self) -> str:
        """How it enters into force for a State, in words."""
        number = self.entry_number
        if self.entry_rule == EntryRule.DAYS and number == 0:
            return gettext("on the day of deposit")
        words = {
            EntryRule.DAYS: ngettext(
                "%(number)d day after deposit", "%(number)d days after deposit", number
            ),
            EntryRule.MONTHS: ngettext(
                "%(number)d month after deposit", "%(number)d months after deposit", number
            ),
            EntryRule.FIRST_OF_MONTH_AFTER_DAYS: ngettext(
                "first day of the month after the %(number)dst day following deposit",
                "first day of the month after the %(number)dth day following deposit",
                number,
            ),
            EntryRule.FIRST_OF_MONTH_AFTER_MONTHS: ngettext(
                "first day of the month after %(number)d month following deposit",
                "first day of the month after %(number)d months following deposit",
                number,
            ),
        }
        return words[EntryRule(self.entry_rule)] % {"number": number}


@tracked()
class ImportBatch(Record):
    """One load of treaty actions from a file; the same file again changes nothing."""

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    counts = models.JSONField(_("counts"), default=dict)
    # Empty for the catalogue's own file.
    format = models.CharField(_("format"), max_length=20, choices=Format.choices, blank=True)
    publisher = models.CharField(
        _("publisher"), max_length=20, choices=Publisher.choices, blank=True
    )
    as_of = models.DateField(_("as of"), null=True, blank=True)
    # The instrument of a list that names none.
    treaty = models.ForeignKey(
        Treaty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instrument"),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=BatchStatus.choices,
        default=BatchStatus.DONE,
        editable=False,
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
        editable=False,
    )
    # Why nothing was imported: a code for programs, a sentence for people.
    problem_code = models.CharField(max_length=30, blank=True)
    problem = models.TextField(_("problem"), blank=True)

    TRANSITIONS: ClassVar[Transitions] = {
        BatchStatus.WAITING: {BatchStatus.DONE, BatchStatus.FAILED},
        BatchStatus.DONE: set(),
        BatchStatus.FAILED: set(),
    }

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        get_latest_by = "created_at"
        constraints: ClassVar = [
            # The same file again changes nothing.
            models.UniqueConstraint(
                fields=["sha256", "treaty"],
                condition=~Q(format="") & ~Q(status="failed"),
                nulls_distinct=False,
                name="one_import_per_list",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("treaty-import", kwargs={"pk": self.pk})

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be read."""
        return self.status == BatchStatus.WAITING


class TreatyActionQuerySet(models.QuerySet["TreatyAction"]):
    """Treaty actions are public reference data: everybody reads them."""

    def standing(self) -> "TreatyActionQuerySet":
        """What the record holds now: neither replaced by a correction nor retracted.

        What a State reported itself is no part of it.
        """
        return self.filter(replaced_by=None, is_retraction=False, is_reported=False)

    def reported(self) -> "TreatyActionQuerySet":
        """What States reported themselves and have not taken back."""
        return self.filter(replaced_by=None, is_retraction=False, is_reported=True)


@tracked(in_bulk=True)
class TreatyAction(Record):
    """What a participant did on an instrument, as a source says; a correction replaces it."""

    treaty = models.ForeignKey(Treaty, models.PROTECT, related_name="actions")
    country = models.ForeignKey(Country, models.PROTECT, related_name="treaty_actions")
    kind = models.CharField(_("action"), max_length=30, choices=ActionKind.choices)
    date = models.DateField(_("date"))
    precision = models.CharField(
        _("precision"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    effective_on = models.DateField(_("takes effect"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_as_of = models.DateField(_("source as of"))
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)
    note = models.TextField(_("note"), blank=True)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="actions"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    # Says only that the row it replaces was wrong: the State took no such action.
    is_retraction = models.BooleanField(_("retraction"), default=False)
    # The State's own word: shown apart, decides no status, and stands in no count.
    is_reported = models.BooleanField(_("reported by the State"), default=False, db_default=False)

    objects = TreatyActionQuerySet.as_manager()

    class Meta:
        ordering = ("date",)
        verbose_name = _("treaty action")
        verbose_name_plural = _("treaty actions")
        triggers: ClassVar = append_only()
        indexes: ClassVar = [
            models.Index(fields=["treaty", "country", "date"], name="treaty_action_status"),
            models.Index(fields=["country", "treaty"], name="treaty_action_country"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["treaty", "country", "kind", "date", "source", "replaces"],
                nulls_distinct=False,
                name="one_treaty_action_per_fact",
            ),
            models.CheckConstraint(
                condition=Q(is_retraction=False) | Q(replaces__isnull=False),
                name="retraction_replaces_an_action",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"
