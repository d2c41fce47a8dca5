"""Lessons learned: what a State found out and tells others."""

from typing import ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.catalogue.models import Item
from apps.countries.models import RegionalGroup
from apps.engagement.approval.models import LONGEST_TEXT, ApprovedRecord
from apps.engagement.lessons.words import keep_words
from apps.engagement.topics import Tongue, Topic
from focalpoint.history import tracked


@tracked(exclude=["words"])
class Lesson(ApprovedRecord):
    """What was tried, what came of it, and what others may take from it."""

    title = models.CharField(_("title"), max_length=200)
    context = models.TextField(_("what was tried"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    finding = models.TextField(_("what came of it"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    advice = models.TextField(
        _("what others may take from it"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST_TEXT)],
    )
    topic = models.CharField(_("topic"), max_length=16, choices=Topic.choices)
    region = models.CharField(
        _("region"),
        max_length=6,
        choices=RegionalGroup.choices,
        blank=True,
        help_text=_("Where it was learned; leave it empty where it holds anywhere."),
    )
    language = models.CharField(
        _("language of the text"), max_length=2, choices=Tongue.choices, default=Tongue.EN
    )
    step = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("step")
    )
    # Written by the database itself; see ``keep_words``.
    words = SearchVectorField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("lesson learned")
        verbose_name_plural = _("lessons learned")
        triggers: ClassVar = [keep_words("title", "context", "finding", "advice")]
        indexes: ClassVar = [
            models.Index(fields=["country", "-id"], name="lesson_country"),
            models.Index(
                fields=["topic", "-id"],
                condition=Q(approved_at__isnull=False, visibility__in=["network", "public"]),
                name="lesson_shared_topic",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lesson-detail", args=[self.pk])
