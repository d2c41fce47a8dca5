"""What binds an action to the stage of a ratification plan for which it was made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet


@tracked()
class ActionStage(Record):
    """An action was made for a stage; it goes when either of them does."""

    action = models.OneToOneField("actions.Action", models.CASCADE, related_name="of_stage")
    stage = models.ForeignKey(
        "treaties.PlanStage", models.CASCADE, related_name="for_actions", verbose_name=_("stage")
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="action")

    class Meta:
        verbose_name = _("stage of a plan")
        verbose_name_plural = _("stages of plans")

    def __str__(self) -> str:
        return f"{self.action_id} for {self.stage_id}"
