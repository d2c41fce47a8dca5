"""What colleagues say about one factor: short threads, open until somebody settles them."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from focalpoint.history import tracked
from focalpoint.records import Record, append_only
from focalpoint.scope import Scope, ScopedQuerySet

# Characters: what is to be done fits into a few lines.
LONGEST_COMMENT = 5_000


def within_one_factor() -> pgtrigger.Trigger:
    """An answer stands in a thread on its own factor, and nothing answers an answer."""
    return pgtrigger.Trigger(
        name="within_one_factor",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
            IF NEW.thread_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM assessments_factorcomment
                WHERE id = NEW.thread_id AND rating_id = NEW.rating_id AND thread_id IS NULL
            ) THEN
                RAISE EXCEPTION 'An answer stands in a thread on its own factor'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'within_one_factor';
            END IF;
            RETURN NEW;
        """,
    )


@tracked()
class FactorComment(Record):
    """A word about a factor, or an answer to one (``thread``); what was said is not rewritten."""

    rating = models.ForeignKey(
        "assessments.FactorRating", models.CASCADE, related_name="comments", editable=False
    )
    thread = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="answers",
        editable=False,
        verbose_name=_("answers"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("author"),
    )
    text = models.TextField(_("comment"), validators=[MaxLengthValidator(LONGEST_COMMENT)])
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("settled by"),
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="rating", shared=False)

    class Meta:
        ordering = ("created_at", "id")
        verbose_name = _("comment on a factor")
        verbose_name_plural = _("comments on factors")
        triggers: ClassVar = [
            *append_only(except_for=["settled_at", "settled_by"]),
            within_one_factor(),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(thread=None) | Q(settled_at=None),
                name="threads_are_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | Q(settled_at__isnull=False),
                name="comment_settled_by_at",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        rating = self.rating
        url = reverse("factor-comments", args=[rating.assessment.reference, rating.factor.code])
        return f"{url}#comment-{self.pk}"
