"""Documents, their sections with drafts, and the versions that were approved."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Institution
from apps.reports.choices import (
    AUDIENCES,
    DocumentKind,
    DocumentStatus,
    DraftStatus,
    FileFormat,
)
from apps.treaties.models import Treaty
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.records import Record, Transitions, append_only
from focalpoint.scope import Scope, ScopedQuerySet

# Characters of one section: some thirty pages.
LONGEST_TEXT = 60_000


class OwnedByStateOrNetwork(Record):
    """A record of a State, or, without one, of the network, which its coordinators keep."""

    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("State"),
        editable=False,
    )
    office = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owning institution"),
        editable=False,
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_of_network(self) -> bool:
        return self.country_id is None

    @property
    def is_training(self) -> bool:
        """Whether it speaks of a fictional State."""
        return self.country is not None and self.country.is_training

    @property
    def owner_name(self) -> str:
        """Whose it is, in words."""
        return str(self.country) if self.country else str(_("Network of focal points"))

    def clean(self) -> None:
        """A State's document has an owning institution of that State; the network's has none."""
        super().clean()
        if (self.country_id is None) != (self.office_id is None):
            raise ValidationError(_("A State's document belongs to one of its institutions."))
        if self.office is not None and self.office.country_id != self.country_id:
            raise ValidationError(_("This institution belongs to another State."))


@tracked()
class Document(OwnedByStateOrNetwork):
    """A document for an audience while it is written; others read its approved versions alone."""

    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind.choices, editable=False)
    title = models.CharField(_("title"), max_length=200)
    period_start = DayField(_("period from"))
    period_end = DayField(_("period until"))
    as_of = DayField(
        _("as of"), help_text=_("The day on which the record is read; later facts stay out.")
    )
    language = models.CharField(_("language"), max_length=10)
    audience = models.CharField(
        _("for whom"),
        max_length=10,
        choices=AUDIENCES,
        help_text=_("It cites only records that these readers may read themselves."),
    )
    # What the treaty body's annex is about, and which review.
    treaty = models.ForeignKey(
        Treaty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instrument"),
    )
    cycle = models.PositiveSmallIntegerField(_("UPR cycle"), null=True, blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=DocumentStatus.choices,
        default=DocumentStatus.DRAFT,
        editable=False,
    )
    # Why an approved document is written anew.
    correction = models.CharField(_("why it is corrected"), max_length=300, blank=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    TRANSITIONS: ClassVar[Transitions] = {
        DocumentStatus.DRAFT: {DocumentStatus.REVIEW, DocumentStatus.APPROVED},
        DocumentStatus.REVIEW: {DocumentStatus.DRAFT, DocumentStatus.APPROVED},
        DocumentStatus.APPROVED: {DocumentStatus.DRAFT},
    }
    # What is being written stays with the State's own people, or with the coordinators.
    scope = Scope(visibility=None, coordinated=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes: ClassVar = [models.Index(fields=["country", "-id"], name="document_country")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="document_period_in_order",
                violation_error_message=_("The period cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(as_of__gte=F("period_start")),
                name="document_as_of_after_start",
                violation_error_message=_("The record is read after the period has begun."),
            ),
            models.CheckConstraint(
                condition=Q(kind=DocumentKind.ANNUAL, country=None)
                | (~Q(kind=DocumentKind.ANNUAL) & Q(country__isnull=False)),
                name="document_of_state_or_network",
                violation_error_message=_("Only the annual report is the network's own."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is being written."""
        return self.status == DocumentStatus.DRAFT

    @property
    def language_name(self) -> str:
        return str(get_language_info(self.language)["name_local"])

    @property
    def frame(self) -> dict[str, Any]:
        """What its drafts are made from beside the record; a draft keeps the one that it had."""
        return {
            "period_start": self.period_start.isoformat(),
            "period_end": self.period_end.isoformat(),
            "as_of": self.as_of.isoformat(),
            "language": self.language,
            "audience": self.audience,
            "treaty": str(self.treaty_id or ""),
            "cycle": self.cycle,
        }


@tracked()
class DocumentSection(Record):
    """One section: what a person wrote, or, until then, what was drafted last.

    ``rests_on`` is the draft below a text that somebody wrote: its tables, figures and sources are
    those of that draft, until a newer one is taken over.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="sections", db_index=False)
    code = models.CharField(_("section"), max_length=24, editable=False)
    order = models.PositiveSmallIntegerField(default=0, editable=False)
    text = models.TextField(
        _("text"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST_TEXT)],
        help_text=_(
            "An empty line begins a paragraph, “- ” an item of a list, “## ” a heading."
            " A number in brackets, such as [1], names a source below."
        ),
    )
    is_written = models.BooleanField(default=False, editable=False)
    with_tables = models.BooleanField(_("with its tables and figures"), default=True)
    is_left_out = models.BooleanField(_("leave this section out"), default=False)
    # No foreign key: a policy that asks the drafts would ask the sections again.
    rests_on = models.UUIDField(null=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="document")

    class Meta:
        ordering = ("order",)
        verbose_name = _("section of a document")
        verbose_name_plural = _("sections of documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "code"], name="one_section_per_code")
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"{self.document.get_absolute_url()}#{self.code}"


@tracked(exclude=["content"])
class SectionDraft(Record):
    """What the record said of a section on a day, put in words by a task; then it stays."""

    section = models.ForeignKey(
        DocumentSection, models.CASCADE, related_name="drafts", db_index=False
    )
    status = models.CharField(
        _("status"), max_length=10, choices=DraftStatus.choices, default=DraftStatus.WAITING
    )
    content = models.JSONField(default=dict, blank=True)
    # The audience for which it was drafted: a wider one must not read it.
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    as_of = DayField(_("as of"))
    # A draft that kills its worker is given up.
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField(_("drafted"), null=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="section")
    TRANSITIONS: ClassVar[Transitions] = {
        DraftStatus.WAITING: {DraftStatus.DONE, DraftStatus.FAILED},
        DraftStatus.DONE: set(),
        DraftStatus.FAILED: set(),
    }

    class Meta:
        ordering = ("-id",)
        verbose_name = _("draft of a section")
        verbose_name_plural = _("drafts of sections")
        indexes: ClassVar = [
            models.Index(fields=["section", "-id"], name="section_draft_newest"),
            models.Index(
                fields=["created_at"], condition=Q(status="waiting"), name="section_draft_waiting"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["section"], condition=Q(status="waiting"), name="one_waiting_draft"
            )
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.status}"


@tracked()
class DocumentVersion(OwnedByStateOrNetwork):
    """A document as it was approved; immutable but for how far it is shared."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions", db_index=False)
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind.choices)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveSmallIntegerField(_("version"))
    # Its readers; never more than the audience that it was written for.
    visibility = models.CharField(_("visibility"), max_length=10, choices=AUDIENCES)
    audience = models.CharField(_("for whom"), max_length=10, choices=AUDIENCES)
    reason = models.CharField(_("why it was corrected"), max_length=300, blank=True)
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"))

    scope = Scope(coordinated=True)

    class Meta:
        ordering = ("-approved_at", "-id")
        verbose_name = _("approved document")
        verbose_name_plural = _("approved documents")
        triggers: ClassVar = append_only(except_for=["visibility"])
        indexes: ClassVar = [
            models.Index(fields=["country", "-approved_at"], name="document_version_country"),
            models.Index(
                fields=["-approved_at", "-id"],
                condition=Q(visibility__in=["network", "public"]),
                name="document_version_shared",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="one_document_version")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def approved_on(self) -> dt.date:
        """The day of approval in the State's capital; that of UTC for the network's own."""
        if self.country is None:
            return self.approved_at.astimezone(dt.UTC).date()
        return self.country.local_date(self.approved_at)

    def get_absolute_url(self) -> str:
        return reverse("document-version-detail", args=[self.pk])


@tracked(exclude=["content"])
class DocumentFile(Record):
    """An approved document as PDF or DOCX, made once and kept."""

    document_version = models.ForeignKey(
        DocumentVersion, models.PROTECT, related_name="files", db_index=False
    )
    format = models.CharField(_("format"), max_length=4, choices=FileFormat.choices)
    content = models.BinaryField()
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("size"))

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(through="document_version")

    class Meta:
        ordering = ("format",)
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")
        triggers: ClassVar = append_only()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document_version", "format"], name="one_file_per_format"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_version_id}.{self.format}"
