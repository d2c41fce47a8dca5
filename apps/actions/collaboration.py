"""What people share about an action: comments, a checklist, what blocks it, who watches it.

All of it stays with the State's own people: sharing an action shares what it is, not their talk.
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext_lazy as _

from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.records import Record, append_only
from focalpoint.scope import Scope, ScopedQuerySet

# Characters; far beyond what a colleague reads, far below what harms a page.
LONGEST_TEXT = 20_000
ACTION = "actions.Action"


@tracked()
class ActionComment(Record):
    """A word to colleagues about an action; its author may correct it, the history keeps both."""

    action = models.ForeignKey(ACTION, models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("author"),
    )
    text = models.TextField(_("comment"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="action", shared=False)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        triggers: ClassVar = append_only(except_for=["text", "edited_at"])
        indexes: ClassVar = [models.Index(fields=["action", "-created_at"], name="comment_action")]

    def __str__(self) -> str:
        return self.text[:80]


class CommentMention(models.Model):
    """A person whom a comment calls by @name; the name itself stands in the text."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    comment = models.ForeignKey(ActionComment, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="comment")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "user"], name="one_mention_per_comment")
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} @{self.user_id}"


# Where an item stands says nothing to a reader of the history.
@tracked(exclude=["position"])
class ChecklistItem(Record):
    """A small thing to do within an action, ticked off by a person."""

    action = models.ForeignKey(ACTION, models.CASCADE, related_name="checklist")
    text = models.CharField(_("item"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("done by"),
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="action", shared=False)

    class Meta:
        ordering = ("position",)
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        constraints: ClassVar = [
            # Looked at when the transaction ends: moving one item moves others out of its way.
            models.UniqueConstraint(
                fields=["action", "position"],
                deferrable=Deferrable.DEFERRED,
                name="one_checklist_item_per_position",
            ),
            models.CheckConstraint(
                condition=Q(done_by=None) | Q(done_at__isnull=False),
                name="checklist_item_done_by_at",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


def within_one_state() -> pgtrigger.Trigger:
    """An action waits for actions of its own State only."""
    return pgtrigger.Trigger(
        name="within_one_state",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
            IF (SELECT country_id FROM actions_action WHERE id = NEW.action_id)
                IS DISTINCT FROM
                (SELECT country_id FROM actions_action WHERE id = NEW.blocked_by_id) THEN
                RAISE EXCEPTION 'An action waits for actions of its own State only'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'within_one_state';
            END IF;
            RETURN NEW;
        """,
    )


@tracked()
class ActionDependency(Record):
    """One action cannot be finished sensibly before another one; never in a circle."""

    action = models.ForeignKey(
        ACTION, models.CASCADE, related_name="dependencies", verbose_name=_("action")
    )
    blocked_by = models.ForeignKey(
        ACTION, models.CASCADE, related_name="dependents", verbose_name=_("blocked by")
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="action", shared=False)

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        triggers: ClassVar = [within_one_state()]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["action", "blocked_by"], name="one_dependency_per_pair"
            ),
            models.CheckConstraint(
                condition=~Q(action=F("blocked_by")),
                name="no_action_blocks_itself",
                violation_error_message=_("An action cannot wait for itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} waits for {self.blocked_by_id}"


@tracked()
class ActionWatcher(Record):
    """A person who is told what happens in an action without working on it."""

    action = models.ForeignKey(ACTION, models.CASCADE, related_name="watchers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="action", shared=False)

    class Meta:
        ordering = ("created_at",)
        verbose_name = _("watcher")
        verbose_name_plural = _("watchers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "user"], name="one_watcher_per_person")
        ]

    def __str__(self) -> str:
        return str(self.user)
