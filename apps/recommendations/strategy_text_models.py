"""The national strategy of a State: a text that lives, and its approved versions."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.assessments.models import LONGEST_TEXT
from apps.catalogue.models import Item
from apps.countries.models import Institution, StateRecord
from focalpoint.db.fields import DueField
from focalpoint.history import tracked
from focalpoint.records import Record, append_only
from focalpoint.scope import Scope, ScopedQuerySet


@tracked()
class Strategy(StateRecord):
    """The strategy as the State writes it; other States read approved versions alone."""

    title = models.CharField(_("title"), max_length=200)
    next_review_on = DueField(_("next review"), null=True, blank=True)
    next_review_set_at = models.DateTimeField(null=True, blank=True, editable=False)

    scope = Scope(shared=False)

    class Meta:
        verbose_name = _("national strategy")
        verbose_name_plural = _("national strategies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country"], name="one_strategy_per_state")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("strategy")


@tracked()
class StrategyElement(Record):
    """Where the State stands with one element (A/69/981-S/2015/500 ¶69), in its own words."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="elements", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("element"))
    text = models.TextField(
        _("where it stands"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    owner = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution that answers for it"),
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="strategy")

    class Meta:
        ordering = ("item__order",)
        verbose_name = _("element of the strategy")
        verbose_name_plural = _("elements of the strategy")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["strategy", "item"], name="one_text_per_element")
        ]

    def __str__(self) -> str:
        return str(self.item)

    def get_absolute_url(self) -> str:
        return f"{reverse('strategy')}#{self.item.code}"


@tracked()
class StrategyVersion(StateRecord):
    """The strategy as it was approved; immutable but for how far it is shared."""

    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"))

    class Meta:
        ordering = ("-approved_at",)
        verbose_name = _("approved strategy")
        verbose_name_plural = _("approved strategies")
        triggers: ClassVar = append_only(except_for=["visibility"])
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "number"], name="one_strategy_version")
        ]

    def __str__(self) -> str:
        return f"{self.content.get('title', '')} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("strategy-version-detail", args=[self.pk])
