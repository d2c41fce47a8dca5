"""What plans of ratification and their stages can say of themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Aim(models.TextChoices):
    """By what act the State means to join; a protocol is an instrument with a plan of its own."""

    RATIFICATION = "ratification", _("Signature and ratification")
    ACCESSION = "accession", _("Accession")


class PlanStatus(models.TextChoices):
    """Where a plan stands."""

    OPEN = "open", _("Under way")
    DEPOSITED = "deposited", _("Deposit reported")
    DROPPED = "dropped", _("Given up")


class StageKind(models.TextChoices):
    """What is done in a stage, whatever the State calls it."""

    POLICY_DECISION = "policy_decision", _("Policy decision")
    SIGNATURE = "signature", _("Signature")
    CONSULTATION = "consultation", _("Inter-ministerial consultation")
    LEGAL_REVIEW = "legal_review", _("Legal review")
    IMPLEMENTATION = "implementation", _("Domestic implementation")
    CABINET = "cabinet", _("Cabinet")
    PARLIAMENT = "parliament", _("Parliament")
    HEAD_OF_STATE = "head_of_state", _("Head of State")
    DEPOSIT = "deposit", _("Deposit")
    OTHER = "other", pgettext_lazy("stage", "Other")


class StageStatus(models.TextChoices):
    """Where a stage stands; what it waits for is said apart."""

    OPEN = "open", _("To do")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Not needed")


# A stage with one of these is still to be finished.
UNFINISHED = (StageStatus.OPEN, StageStatus.IN_PROGRESS)


class Count(models.TextChoices):
    """From which end the dates of a new plan are counted."""

    FORWARD = "forward", _("forward, from the first day")
    BACK = "back", _("back, from the deposit")
