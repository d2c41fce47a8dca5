"""Files of contributors, kept in the database: a file on a disk would say when it was written.

``GuestFile`` is the contributor's own and sealed as their draft is; ``SubmissionFile`` is the
office's copy of what was handed in, read by those who read the answer.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.assessments.consultation_models import (
    ConsultationInvitation,
    ConsultationQuestion,
    Submission,
)
from apps.assessments.contribution_models import SEALED
from apps.evidence.models import Evidence
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet


class GuestFile(models.Model):
    """A file that a contributor attached to their answer to one question.

    ``handed_in`` and ``removed`` say what the next handing in changes. Once the consultation has
    closed, ``content`` is empty: the office has what was handed in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(ConsultationInvitation, models.CASCADE, related_name="files")
    question = models.ForeignKey(ConsultationQuestion, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    handed_in = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)

    objects = ScopedQuerySet.as_manager()
    scope = SEALED

    class Meta:
        ordering = ("question__order", "name", "id")
        verbose_name = _("file of a contributor")
        verbose_name_plural = _("files of contributors")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invitation", "question", "sha256"], name="one_file_of_a_content"
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked(exclude=["content"])
class SubmissionFile(Record):
    """A file that came with an answer, under a key that tells nothing of when or whose.

    With an anonymous answer it has no name of its own either. ``evidence`` is what it became where
    the office took it up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files")
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField()
    evidence = models.ForeignKey(
        Evidence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="submission")

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        args = [self.submission.consultation_id, self.submission_id, self.pk]
        return reverse("submission-file", args=args)
