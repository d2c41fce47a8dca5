"""How far a State is with what it is asked to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgressStatus(models.TextChoices):
    """How far a State is with a step."""

    NOT_STARTED = "not_started", _("Not started")
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    PARTLY_DONE = "partly_done", _("Partly done")
    DONE = "done", _("Done")
    SUSTAINED = "sustained", _("Done and kept up")


# With one of these nothing is left to do by a day.
FINISHED = (ProgressStatus.DONE, ProgressStatus.SUSTAINED)
