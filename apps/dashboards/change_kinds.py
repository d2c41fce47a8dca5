"""What kinds of changes there are, how they look, and what their details mean."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy

from apps.appointments.models import MechanismKind
from apps.engagement.offers.models import SupportKind
from apps.recommendations.models import ProgressStatus
from apps.reports.choices import DocumentKind


class ChangeKind(models.TextChoices):
    """What can have changed, in the order of the steps."""

    SERVES = "serves", gettext_lazy("Focal point took office")
    LEFT = "left", gettext_lazy("Focal point left office")
    ALTERNATE = "alternate", gettext_lazy("Alternate took office")
    ALTERNATE_LEFT = "alternate_left", gettext_lazy("Alternate left office")
    MECHANISM = "mechanism", gettext_lazy("Mechanism established")
    MECHANISM_DISSOLVED = "mechanism_dissolved", gettext_lazy("Mechanism dissolved")
    ASSESSMENT = "assessment", gettext_lazy("Assessment approved")
    STRATEGY = "strategy", gettext_lazy("Strategy approved")
    TREATY = "treaty", gettext_lazy("Treaty action")
    MEASURE = "measure", gettext_lazy("Law in force")
    MEASURE_REPEALED = "measure_repealed", gettext_lazy("Law repealed")
    REPORT = "report", gettext_lazy("Report on a step")
    RECEIVED = "received", gettext_lazy("Document with recommendations")
    RECEIVED_PROGRESS = "received_progress", gettext_lazy("Progress on a recommendation")
    MEETING = "meeting", gettext_lazy("Meeting")
    PARTNERSHIP = "partnership", gettext_lazy("Partnership")
    TRAINING = "training", gettext_lazy("Training")
    LESSON = "lesson", gettext_lazy("Lesson")
    OFFER = "offer", gettext_lazy("Offer")
    NEED = "need", gettext_lazy("Need")
    DOCUMENT = "document", gettext_lazy("Document approved")


# Tone of the style sheet and icon.
TONES = {
    "serves": ("success", "user-check"),
    "left": ("warning", "user-x"),
    "alternate": ("info", "user-check"),
    "alternate_left": ("neutral", "user-x"),
    "mechanism": ("success", "building"),
    "mechanism_dissolved": ("warning", "building"),
    "assessment": ("info", "clipboard-check"),
    "strategy": ("info", "map-2"),
    "treaty": ("success", "signature"),
    "measure": ("success", "book-2"),
    "measure_repealed": ("warning", "book-2"),
    "report": ("info", "report"),
    "received": ("neutral", "mail-opened"),
    "received_progress": ("info", "report"),
    "meeting": ("neutral", "users"),
    "partnership": ("neutral", "heart-handshake"),
    "training": ("neutral", "school"),
    "lesson": ("neutral", "bulb"),
    "offer": ("neutral", "gift"),
    "need": ("neutral", "help-circle"),
    "document": ("info", "file-certificate"),
}
# Where a change is read, by the key of its record.
ADDRESSES = {
    ChangeKind.SERVES: "appointment-detail",
    ChangeKind.LEFT: "appointment-detail",
    ChangeKind.ALTERNATE: "appointment-detail",
    ChangeKind.ALTERNATE_LEFT: "appointment-detail",
    ChangeKind.MECHANISM: "mechanism-detail",
    ChangeKind.MECHANISM_DISSOLVED: "mechanism-detail",
    ChangeKind.ASSESSMENT: "snapshot-detail",
    ChangeKind.STRATEGY: "strategy-version-detail",
    ChangeKind.MEASURE: "measure-detail",
    ChangeKind.MEASURE_REPEALED: "measure-detail",
    ChangeKind.MEETING: "participation-detail",
    ChangeKind.PARTNERSHIP: "partnership-detail",
    ChangeKind.TRAINING: "training-detail",
    ChangeKind.LESSON: "lesson-detail",
    ChangeKind.OFFER: "support-detail",
    ChangeKind.NEED: "support-detail",
    ChangeKind.DOCUMENT: "document-version-detail",
}
# Whose word a detail is, where it is not told as it stands.
WORDS: Mapping[ChangeKind, type[models.TextChoices]] = {
    ChangeKind.MECHANISM: MechanismKind,
    ChangeKind.MECHANISM_DISSOLVED: MechanismKind,
    ChangeKind.REPORT: ProgressStatus,
    ChangeKind.RECEIVED_PROGRESS: ProgressStatus,
    ChangeKind.OFFER: SupportKind,
    ChangeKind.NEED: SupportKind,
    ChangeKind.DOCUMENT: DocumentKind,
}
