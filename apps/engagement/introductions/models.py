"""An offer of one State and a need of another, brought together by a coordinator."""

import uuid
from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.engagement.offers.models import Side, SupportKind
from apps.engagement.topics import Topic
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.records import Record, Transitions, append_only
from focalpoint.scope import Scope, ScopedQuerySet

LONGEST_MESSAGE = 2_000
LONGEST_OUTCOME = 5_000


class IntroductionStatus(models.TextChoices):
    """How far it is."""

    PROPOSED = "proposed", _("Waiting for answers")
    ACCEPTED = "accepted", _("Accepted by both")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CONCLUDED = "concluded", _("Concluded")


class Answer(models.TextChoices):
    """What one State says to it."""

    NONE = "", _("No answer yet")
    YES = "yes", _("Accepted")
    NO = "no", _("Declined")


class Result(models.TextChoices):
    """What came of it."""

    HELPED = "helped", _("Help was given")
    PARTLY = "partly", _("A part of the help was given")
    NOTHING = "nothing", _("Nothing came of it")


MUTABLE = (
    "status",
    "offering_answer",
    "offering_note",
    "needing_answer",
    "needing_note",
    "ended_because",
    "result",
    "outcome",
    "outcome_on",
)


@tracked()
class Introduction(Record):
    """``country`` offers, ``needing`` needs; what each of them shared then is written down.

    Offer and need are named by their keys: either State may withdraw its own, whoever reads what.
    """

    country = models.ForeignKey(
        Country,
        models.PROTECT,
        related_name="+",
        verbose_name=_("State that offers"),
        editable=False,
    )
    needing = models.ForeignKey(
        Country,
        models.PROTECT,
        related_name="+",
        verbose_name=_("State that needs"),
        editable=False,
    )
    offer_id = models.UUIDField(_("offer"), editable=False)
    need_id = models.UUIDField(_("need"), editable=False)
    offer_title = models.CharField(_("offer"), max_length=200, editable=False)
    need_title = models.CharField(_("need"), max_length=200, editable=False)
    kind = models.CharField(
        _("kind of help"), max_length=9, choices=SupportKind.choices, editable=False
    )
    topic = models.CharField(_("topic"), max_length=16, choices=Topic.choices, editable=False)
    message = models.TextField(_("message"), validators=[MaxLengthValidator(LONGEST_MESSAGE)])
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("introduced by"),
    )
    status = models.CharField(
        _("status"),
        max_length=9,
        choices=IntroductionStatus.choices,
        default=IntroductionStatus.PROPOSED,
        editable=False,
    )
    offering_answer = models.CharField(
        _("answer of the State that offers"),
        max_length=4,
        choices=Answer.choices,
        default=Answer.NONE,
        blank=True,
        editable=False,
    )
    offering_note = models.CharField(
        _("note of the State that offers"), max_length=500, blank=True, editable=False
    )
    needing_answer = models.CharField(
        _("answer of the State that needs"),
        max_length=4,
        choices=Answer.choices,
        default=Answer.NONE,
        blank=True,
        editable=False,
    )
    needing_note = models.CharField(
        _("note of the State that needs"), max_length=500, blank=True, editable=False
    )
    ended_because = models.CharField(
        _("why it was withdrawn"), max_length=500, blank=True, editable=False
    )
    result = models.CharField(
        _("result"), max_length=7, choices=Result.choices, blank=True, editable=False
    )
    outcome = models.TextField(
        _("what came of it"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_OUTCOME)],
    )
    outcome_on = DayField(_("on"), null=True, blank=True, editable=False)

    TRANSITIONS: ClassVar[Transitions] = {
        IntroductionStatus.PROPOSED: {
            IntroductionStatus.ACCEPTED,
            IntroductionStatus.DECLINED,
            IntroductionStatus.WITHDRAWN,
        },
        IntroductionStatus.ACCEPTED: {
            IntroductionStatus.CONCLUDED,
            IntroductionStatus.WITHDRAWN,
        },
        IntroductionStatus.DECLINED: set(),
        IntroductionStatus.WITHDRAWN: set(),
        IntroductionStatus.CONCLUDED: set(),
    }

    objects = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, parties=("country", "needing"))

    class Meta:
        ordering = ("-id",)
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        triggers: ClassVar = append_only(except_for=MUTABLE)
        indexes: ClassVar = [
            models.Index(fields=["country", "-id"], name="introduction_offering"),
            models.Index(fields=["needing", "-id"], name="introduction_needing"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["offer_id", "need_id"],
                condition=Q(status__in=["proposed", "accepted"]),
                name="one_standing_introduction_per_pair",
                violation_error_message=_("These two have been introduced already."),
            ),
            models.CheckConstraint(
                condition=~Q(country=F("needing")), name="introduction_of_two_states"
            ),
            models.CheckConstraint(
                condition=~Q(status="concluded") | (~Q(result="") & Q(outcome_on__isnull=False)),
                name="introduction_concluded_with_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_title} – {self.need_title}"

    def get_absolute_url(self) -> str:
        return reverse("introduction-detail", args=[self.pk])

    @property
    def pair(self) -> str:
        """Offer and need in a line."""
        return str(self)

    @property
    def is_standing(self) -> bool:
        """Whether something can still come of it."""
        return self.status in (IntroductionStatus.PROPOSED, IntroductionStatus.ACCEPTED)

    def side_of(self, states: Collection[uuid.UUID]) -> Side | None:
        """On which side one stands who acts for ``states``."""
        if self.country_id in states:
            return Side.OFFER
        return Side.NEED if self.needing_id in states else None

    def answer_of(self, side: Side) -> str:
        """What the State of one side has said."""
        return self.offering_answer if side == Side.OFFER else self.needing_answer
