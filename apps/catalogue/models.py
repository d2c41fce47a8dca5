"""Frameworks and their items: reference data with sources, loaded from the project's own files."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Confidence
from focalpoint.history import tracked
from focalpoint.names import named
from focalpoint.records import Record

# Codes of the frameworks that the product itself refers to.
STEPS_2013 = "R2013"
RISK_FACTORS_2014 = "FA2014"
INHIBITORS_2014 = "IN2014"


def cited(symbol: str, paragraph: str) -> str:
    """A document and a place in it, such as "A/67/929-S/2013/399 ¶71(a)"."""
    if not paragraph:
        return symbol
    return f"{symbol} ¶{paragraph}" if paragraph[0].isdigit() else f"{symbol}, {paragraph}"


@tracked()
class Framework(Record):
    """A catalogue of one document, e.g. the seven steps of A/67/929-S/2013/399 ¶71."""

    code = models.CharField(_("code"), max_length=20)
    edition = models.CharField(_("edition"), max_length=20)
    title = models.CharField(_("title"), max_length=300)
    source_symbol = models.CharField(_("document symbol"), max_length=80)
    source_paragraph = models.CharField(_("paragraph"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    confidence_note = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("active"), default=True)
    # What was added by hand stays when the project's files do not name it.
    is_loaded = models.BooleanField(_("from a file"), default=False, editable=False)

    class Meta:
        ordering = ("order", "code")
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "edition"], name="one_framework_per_edition")
        ]

    def __str__(self) -> str:
        return named(self.title)

    def get_absolute_url(self) -> str:
        return reverse("catalogue-detail", args=[self.code])

    @property
    def citation(self) -> str:
        """The document and the place in it."""
        return cited(self.source_symbol, self.source_paragraph)


@tracked()
class Item(Record):
    """One entry of a framework: a step, a risk factor, an indicator, an inhibitor …"""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="items")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=30)
    label = models.CharField(_("short label"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=400)
    detail = models.TextField(_("detail"), blank=True)
    source_symbol = models.CharField(_("document symbol"), max_length=80, blank=True)
    source_paragraph = models.CharField(_("paragraph"), max_length=200, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    confidence_note = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("active"), default=True)
    # What was added by hand stays when the project's files do not name it.
    is_loaded = models.BooleanField(_("from a file"), default=False, editable=False)

    class Meta:
        ordering = ("framework", "order")
        verbose_name = _("catalogue item")
        verbose_name_plural = _("catalogue items")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "code"], name="one_item_per_code")
        ]

    def __str__(self) -> str:
        return f"{self.label} {named(self.title)}".strip()

    def get_absolute_url(self) -> str:
        return f"{self.framework.get_absolute_url()}#{self.code}"

    @property
    def citation(self) -> str:
        """The document and the place in it."""
        return cited(self.source_symbol, self.source_paragraph)


@tracked()
class ItemMapping(Record):
    """One item answers to another one, in another framework."""

    source = models.ForeignKey(Item, models.CASCADE, related_name="mapped_to")
    target = models.ForeignKey(Item, models.CASCADE, related_name="mapped_from")
    note = models.TextField(_("note"), blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target"], name="one_mapping_per_pair")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
