"""Populations at risk: named with care, and seen by those alone who are named for it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.assessments.resilience_models import LONGEST_ACCOUNT, FactorCodesField
from apps.countries.models import Country, Institution
from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.records import Record, append_only
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.visibility import Visibility


class Audience(models.TextChoices):
    """Who sees a population, beside the focal point and the deputies."""

    NAMED = "named", _("Only the people named")
    OFFICE = Visibility.OFFICE.value, _("My office")


class PeopleField(ArrayField):  # type: ignore[type-arg]
    """People by their keys."""

    def in_words(self, value: Sequence[Any]) -> str:
        """Their names, for the history."""
        people = User.objects.filter(pk__in=list(value)).order_by("name", "pk")
        return ", ".join(str(person) for person in people)


def account(label: Any, **more: Any) -> models.TextField:  # type: ignore[type-arg]
    """A text of several lines."""
    validators = [MaxLengthValidator(LONGEST_ACCOUNT)]
    return models.TextField(label, blank=True, validators=validators, **more)


@tracked()
class PopulationAtRisk(Record):
    """A population that an assessment finds at risk.

    Never part of what is approved, exported or shared: only the focal point, the deputies and the
    people named see it, each look is written down.
    """

    country = models.ForeignKey(Country, models.PROTECT, related_name="+", editable=False)
    office = models.ForeignKey(Institution, models.PROTECT, related_name="+", editable=False)
    assessment = models.ForeignKey(
        "assessments.Assessment", models.CASCADE, related_name="populations", editable=False
    )
    name = models.CharField(_("name"), max_length=200)
    description = account(_("description"))
    place = models.CharField(_("where"), max_length=300, blank=True)
    why = account(_("why at risk"))
    measures = account(_("protective measures"))
    factors: Any = FactorCodesField(
        models.CharField(max_length=40), verbose_name=_("risk factors"), default=list, blank=True
    )
    audience = models.CharField(
        _("who may see it"), max_length=10, choices=Audience.choices, default=Audience.NAMED
    )
    readers: Any = PeopleField(
        models.UUIDField(), verbose_name=_("people who may see it"), default=list, blank=True
    )

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(visibility="audience", shared=False, named="readers")

    class Meta:
        ordering = ("id",)
        verbose_name = _("population at risk")
        verbose_name_plural = _("populations at risk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("population-detail", args=[self.pk])


class PopulationLook(models.Model):
    """That a person looked at a population: the log that nobody edits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    population = models.ForeignKey(
        PopulationAtRisk, models.CASCADE, related_name="looks", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(_("when"), auto_now_add=True)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(through="population")

    class Meta:
        ordering = ("-id",)
        verbose_name = _("look at a population")
        verbose_name_plural = _("looks at populations")
        triggers: ClassVar = append_only()
        indexes: ClassVar = [models.Index(fields=["population", "-id"], name="look_population")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.population_id} {self.looked_at:%F %T}"
