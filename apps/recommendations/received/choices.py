"""The vocabularies of recommendations received."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mechanism(models.TextChoices):
    """Who recommends."""

    UPR = "upr", _("Universal Periodic Review")
    TREATY_BODY = "treaty_body", _("Treaty body")
    SPECIAL_PROCEDURE = "special_procedure", _("Special procedure")
    OTHER = "other", _("Other mechanism")


class Position(models.TextChoices):
    """What the State under review answered, in one vocabulary for all sources.

    "Rejected" of the first cycle is "noted" since: A/HRC/RES/5/1 knows no rejection.
    """

    SUPPORTED = "supported", _("Supported")
    NOTED = "noted", _("Noted")
    PARTLY = "partially_supported", _("Supported in part")
    PENDING = "under_consideration", _("Under consideration")
    UNKNOWN = "unknown", _("Not said")


class EntryKind(models.TextChoices):
    """What the entry of a document is; the index of OHCHR holds concerns beside recommendations."""

    RECOMMENDATION = "recommendation", _("Recommendation")
    CONCERN = "concern", _("Concern or observation")


class FoundIn(models.TextChoices):
    """How a recommending State was found."""

    COLUMN = "column", _("named in the column")
    TEXT = "text", _("recovered from the end of the text")
    BOTH = "both", _("named in the column and in the text")
    PERSON = "person", _("decided by a person")


class FileFormat(models.TextChoices):
    """The formats that are read; the content tells which it is."""

    UNREAD = "unread", _("not read yet")
    UN_DOCUMENTS = "un_documents", _("Table of UPR documents")
    UHRI = "uhri", _("Universal Human Rights Index")
    UPR_INFO = "upr_info", _("UPR Info, one row for each recommending State")


class ImportStatus(models.TextChoices):
    """How far an import has come: nothing is on record before a person has seen the preview."""

    WAITING = "waiting", _("Being read")
    READ = "read", _("Waits for your decision")
    APPROVED = "approved", _("Being imported")
    DONE = "done", _("Imported")
    DROPPED = "dropped", _("Not wanted")
    FAILED = "failed", _("Not imported")


class RowOutcome(models.TextChoices):
    """Why a row waits for somebody to look at it."""

    QUARANTINED = "quarantined", _("Set aside")
    UNMATCHED = "unmatched", _("State not known")
    KEPT = "kept", _("The record stands")
    VANISHED = "vanished", _("No longer in the document")
