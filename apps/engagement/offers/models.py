"""Offers and needs of States: what kind of help, about what, in which languages, until when."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import RegionalGroup
from apps.engagement.approval.models import LONGEST_TEXT, ApprovedRecord
from apps.engagement.topics import Tongue, Topic
from focalpoint.db.fields import DueField
from focalpoint.history import tracked
from focalpoint.records import Transitions
from focalpoint.visibility import NETWORK_LEVELS


class Side(models.TextChoices):
    """Whether the State gives or asks."""

    OFFER = "offer", _("Offer")
    NEED = "need", _("Need")


class SupportKind(models.TextChoices):
    """What kind of help it is."""

    TECHNICAL = "technical", _("Technical help")
    TRAINING = "training", _("Training")
    FUNDING = "funding", _("Funding")
    EXPERTISE = "expertise", _("Expertise")


class SupportStatus(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("Open")
    MET = "met", _("Met")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TonguesField(ArrayField):  # type: ignore[type-arg]
    """Languages, in the order of the list."""

    def in_words(self, value: Sequence[Any]) -> str:
        """The names of the languages, for the history and for pages."""
        names = dict(Tongue.choices)
        return ", ".join(str(names.get(code, code)) for code in value)


@tracked()
class Support(ApprovedRecord):
    """An offer or a need; who has the other side is found by ``offers.matching``."""

    side = models.CharField(_("offer or need"), max_length=5, choices=Side.choices)
    kind = models.CharField(_("kind of help"), max_length=9, choices=SupportKind.choices)
    topic = models.CharField(_("topic"), max_length=16, choices=Topic.choices)
    title = models.CharField(_("title"), max_length=200)
    details = models.TextField(
        _("what exactly"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    region = models.CharField(
        _("region"),
        max_length=6,
        choices=RegionalGroup.choices,
        blank=True,
        help_text=_(
            "The States that an offer is for, or from which help is wanted; empty for any."
        ),
    )
    languages = TonguesField(
        models.CharField(max_length=2, choices=Tongue.choices),
        verbose_name=_("languages"),
        help_text=_("In which the two sides can work."),
    )
    valid_until = DueField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("After this day it is matched with nothing any more."),
    )
    valid_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    contact = models.CharField(
        _("whom to ask"),
        max_length=200,
        blank=True,
        help_text=_("A post or a desk, such as “Office of the focal point”; no private address."),
    )
    status = models.CharField(
        _("status"),
        max_length=9,
        choices=SupportStatus.choices,
        default=SupportStatus.OPEN,
        editable=False,
    )
    closing_note = models.CharField(_("what became of it"), max_length=500, blank=True)

    TRANSITIONS: ClassVar[Transitions] = {
        SupportStatus.OPEN: {SupportStatus.MET, SupportStatus.WITHDRAWN},
        SupportStatus.MET: {SupportStatus.OPEN},
        SupportStatus.WITHDRAWN: {SupportStatus.OPEN},
    }

    class Meta:
        ordering = ("-id",)
        verbose_name = _("offer or need")
        verbose_name_plural = _("offers and needs")
        indexes: ClassVar = [
            models.Index(fields=["country", "-id"], name="support_country"),
            # What is matched: by topic and side.
            models.Index(
                fields=["topic", "side", "-id"],
                condition=Q(
                    status="open",
                    approved_at__isnull=False,
                    visibility__in=["network", "public"],
                ),
                name="support_shared_topic",
            ),
            models.Index(
                fields=["valid_until"],
                condition=Q(status="open", valid_until__isnull=False),
                name="support_open_until",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("support-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == SupportStatus.OPEN

    @property
    def is_shared(self) -> bool:
        """Whether the network reads it."""
        return self.approved_at is not None and self.visibility in NETWORK_LEVELS

    @property
    def in_languages(self) -> str:
        """The languages, by their names."""
        field: Any = self._meta.get_field("languages")
        words: str = field.in_words(self.languages)
        return words

    def has_expired(self, today: dt.date) -> bool:
        """Whether its last day has passed."""
        return self.valid_until is not None and self.valid_until < today

    def is_current(self, today: dt.date) -> bool:
        """Whether it can be matched: open, and not expired."""
        return self.is_open and not self.has_expired(today)

    def clean(self) -> None:
        """People are named by their posts, and somebody must understand the two sides."""
        super().clean()
        if "@" in self.contact:
            raise ValidationError({"contact": _("Name a post or a desk, not an address.")})
        if not self.languages:
            raise ValidationError({"languages": _("Choose at least one language.")})
