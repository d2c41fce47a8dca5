"""What binds an action to the commitment, made at a meeting, that it carries out."""

from typing import Any

from django.db import models
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet


@tracked()
class ActionCommitment(Record):
    """An action was made of a commitment; it goes when either of them does."""

    action = models.OneToOneField("actions.Action", models.CASCADE, related_name="of_commitment")
    commitment = models.ForeignKey(
        "engagement.MeetingCommitment",
        models.CASCADE,
        related_name="for_actions",
        verbose_name=_("commitment"),
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="action", shared=False)

    class Meta:
        verbose_name = _("commitment made at a meeting")
        verbose_name_plural = _("commitments made at meetings")

    def __str__(self) -> str:
        return f"{self.action_id} for {self.commitment_id}"


@receiver(pre_delete, sender="engagement.MeetingCommitment")
def unbind_actions(instance: Any, **kwargs: Any) -> None:
    """Let go of all actions of a commitment that goes: also of those that its remover cannot see.

    Those stay; only what binds them goes, in nobody's hands but the system's.
    """
    with acting(SYSTEM, event="action.unbound"):
        ActionCommitment.objects.filter(commitment=instance).delete()
