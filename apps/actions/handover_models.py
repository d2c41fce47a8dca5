"""Handover notes: what one person left to others when they went."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import StateRecord
from focalpoint.history import tracked
from focalpoint.records import append_only


@tracked()
class HandoverNote(StateRecord):
    """Written once, when open work is reassigned, and kept as it was.

    ``content`` holds what the successor needs, as it stood that day: ``actions`` (reference, title,
    due, status, who has it now), ``deadlines`` of the State, ``people`` and ``documents``;
    ``hidden`` is the number of actions that whoever wrote the note could not see.
    """

    predecessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("handed over by"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    handed_over_on = models.DateField(_("handed over on"))
    remarks = models.TextField(
        _("what the successor should know"), blank=True, validators=[MaxLengthValidator(20_000)]
    )
    content = models.JSONField(_("content"), default=dict, editable=False)

    class Meta:
        ordering = ("-handed_over_on", "-id")
        verbose_name = _("handover note")
        verbose_name_plural = _("handover notes")
        triggers: ClassVar = append_only()
        indexes: ClassVar = [models.Index(fields=["country", "-id"], name="handover_country")]

    def __str__(self) -> str:
        return _("Handover of %(person)s") % {"person": self.predecessor}

    def get_absolute_url(self) -> str:
        return reverse("handover-note", kwargs={"pk": self.pk})
