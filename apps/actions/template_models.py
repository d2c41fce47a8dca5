"""A State's own templates: sets of actions that are started together."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.actions.blueprints import Blueprint, Entry, Unit
from apps.countries.models import Institution, StateRecord
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.visibility import Visibility

# So far from its anchor an action may lie, in its unit.
FARTHEST = 1_000


@tracked()
class ActionTemplate(StateRecord):
    """A set of actions with dates relative to an anchor such as "first day of the session"."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it is for"), blank=True, max_length=2_000)
    anchor = models.CharField(
        _("anchor"),
        max_length=200,
        help_text=_("The day from which the dates count, in words."),
    )

    scope: ClassVar[Scope] = Scope(shared=False)

    class Meta:
        ordering = ("title",)
        verbose_name = _("template")
        verbose_name_plural = _("templates")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("template-start", args=[str(self.pk)])

    @property
    def blueprint(self) -> Blueprint:
        """The template as it is started."""
        return Blueprint(
            key=str(self.pk),
            title=self.title,
            text=self.text,
            anchor=self.anchor,
            entries=tuple(row.entry for row in self.rows.all()),
            own=True,
            only_for=self.office_id if self.visibility == Visibility.OFFICE else None,
        )


@tracked()
class TemplateRow(Record):
    """One action of a template."""

    template = models.ForeignKey(ActionTemplate, models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("description"), blank=True)
    amount = models.SmallIntegerField(
        _("from the anchor"),
        default=0,
        validators=[MinValueValidator(-FARTHEST), MaxValueValidator(FARTHEST)],
        help_text=_("A negative number lies before it."),
    )
    unit = models.CharField(_("unit"), max_length=6, choices=Unit.choices, default=Unit.DAYS)
    priority = models.PositiveSmallIntegerField(_("priority"), default=2)
    lead_institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead institution"),
    )
    # Codes of the catalogue: an edition may replace the items themselves.
    items: Any = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("serves")
    )
    treaties: Any = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("instruments")
    )
    checklist: Any = ArrayField(
        models.CharField(max_length=300), default=list, blank=True, verbose_name=_("checklist")
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="template")

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("action of the template")
        verbose_name_plural = _("actions of the template")

    def __str__(self) -> str:
        return self.title

    @property
    def entry(self) -> Entry:
        """The row as it is started."""
        return Entry(
            key=str(self.pk),
            title=self.title,
            text=self.text,
            amount=self.amount,
            unit=Unit(self.unit),
            priority=self.priority,
            items=tuple(self.items),
            treaties=tuple(self.treaties),
            checklist=tuple(self.checklist),
            lead_institution=self.lead_institution_id,
        )
