"""The kinds of documents, how far one has come, and for whom it is."""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from focalpoint.visibility import Visibility


class DocumentKind(models.TextChoices):
    """Whom a document is for; the words stand in rows for ever."""

    ANNUAL = "annual_report", _("Annual report of the network")
    UPR = "upr_report", _("National report for the Universal Periodic Review")
    MIDTERM = "upr_midterm", _("Mid-term update on the Universal Periodic Review")
    TREATY_BODY = "treaty_annex", _("Annex to a report to a treaty body")
    SECRETARY_GENERAL = "sg_input", _("Input to the Secretary-General's report")
    COUNTRY_UPDATE = "country_update", _("Country update for the network's annual meeting")
    REGIONAL = "regional_report", _("Report to a regional committee")


class DocumentStatus(models.TextChoices):
    """A document is written, reviewed and approved; a correction begins it anew."""

    DRAFT = "draft", _("Being written")
    REVIEW = "review", _("In review")
    APPROVED = "approved", _("Approved")


# Approval is no move: it says what was read, and who reads it from then on.
MOVES = [pair for pair in DocumentStatus.choices if pair[0] != DocumentStatus.APPROVED]
# A document is written in one of the languages of the interface.
LANGUAGES = settings.LANGUAGES
# Of the Universal Periodic Review, for as long as anybody plans.
CYCLES = 5


class DraftStatus(models.TextChoices):
    """How far the drafting of a section has come."""

    WAITING = "waiting", _("Being drafted")
    DONE = "done", _("Drafted")
    FAILED = "failed", _("Failed")


class FileFormat(models.TextChoices):
    """What an approved document is kept as."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word (DOCX)")


# Whom a document can be for. What it cites is open to at least these.
AUDIENCES = [
    (level.value, level.label)
    for level in (Visibility.GOVERNMENT, Visibility.NETWORK, Visibility.PUBLIC)
]
# The records that a document for an audience may cite, by their own level.
CITABLE: Mapping[str, tuple[Visibility, ...]] = {
    Visibility.GOVERNMENT: (Visibility.GOVERNMENT, Visibility.NETWORK, Visibility.PUBLIC),
    Visibility.NETWORK: (Visibility.NETWORK, Visibility.PUBLIC),
    Visibility.PUBLIC: (Visibility.PUBLIC,),
}
