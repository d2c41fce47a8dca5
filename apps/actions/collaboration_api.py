"""What people share about an action, over the API: comments, checklist, blockers, watchers."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from apps.accounts.models import User
from apps.actions.checklists import (
    add_checklist_item,
    move_checklist_item,
    remove_checklist_item,
    rename_checklist_item,
    tick_checklist_item,
)
from apps.actions.collaboration import (
    ActionComment,
    ActionDependency,
    ActionWatcher,
    ChecklistItem,
    CommentMention,
)
from apps.actions.dependencies import block_action, unblock_action
from apps.actions.discussion import (
    comment_on_action,
    edit_comment,
    unwatch_action,
    watch_action,
)
from apps.actions.models import Action
from focalpoint.api.inputs import InputSerializer, VisibleRelatedField
from focalpoint.api.rows import Derived, RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    DestroyMixin,
    ListMixin,
    PartMixin,
    RetrieveMixin,
    UpdateMixin,
)


class PartViewSet(PartMixin, ListMixin, RetrieveMixin, CreateMixin):
    # A part of an action that people add to.
    parent = Action
    through = "action"


class ActionCommentRow(RowSerializer):
    mentions = serializers.ListField(
        source="mentioned",
        child=serializers.UUIDField(),
        help_text="The people whom the text calls by @name.",
    )

    class Meta:
        model = ActionComment
        fields = (
            "id",
            "action",
            "author",
            "text",
            "mentions",
            "edited_at",
            "version",
            "created_at",
        )


class ActionCommentInput(InputSerializer):
    class Meta:
        model = ActionComment
        fields = ("text",)


@extend_schema(tags=["Actions"])
class ActionCommentViewSet(UpdateMixin, PartViewSet):
    """What colleagues say about an action, newest first. `@name` in the text calls a person."""

    model = ActionComment
    row_class = ActionCommentRow
    input_class = ActionCommentInput

    @classmethod
    def base_queryset(cls) -> Any:
        mentions = CommentMention.objects.filter(comment=OuterRef("pk")).order_by("id")
        return ActionComment.objects.annotate(mentioned=ArraySubquery(mentions.values("user")))

    def perform_create(self, data: dict[str, Any]) -> ActionComment:
        return comment_on_action(actor=self.actor, action=self.whole(), **data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> ActionComment:
        text = changes.get("text", record.text)
        return edit_comment(actor=self.actor, comment=record, text=text, version=version)


class IsDoneField(Derived, serializers.BooleanField):
    """Whether an item is ticked off."""

    def from_column(self, value: Any) -> bool:
        return value is not None


class ChecklistItemRow(RowSerializer):
    done = IsDoneField(source="done_at", help_text="Whether it is ticked off.")

    class Meta:
        model = ChecklistItem
        fields = (
            "id",
            "action",
            "text",
            "position",
            "done",
            "done_by",
            "done_at",
            "version",
            "created_at",
        )


class NewChecklistItemInput(InputSerializer):
    class Meta:
        model = ChecklistItem
        fields: tuple[str, ...] = ("text",)


class ChecklistItemInput(NewChecklistItemInput):
    """Other words, the tick, another place."""

    done = serializers.BooleanField(required=False)
    position = serializers.IntegerField(
        required=False, min_value=1, help_text="Its place; the first is 1, beyond the end the last."
    )

    class Meta(NewChecklistItemInput.Meta):
        fields = ("text", "done", "position")


@extend_schema(tags=["Actions"])
class ChecklistItemViewSet(UpdateMixin, DestroyMixin, PartViewSet):
    """The checklist of an action, in its order."""

    model = ChecklistItem
    row_class = ChecklistItemRow
    input_class = ChecklistItemInput
    create_class = NewChecklistItemInput
    orderings = {"position": "position", "created": "id"}
    default_ordering = "position"

    def perform_create(self, data: dict[str, Any]) -> ChecklistItem:
        return add_checklist_item(actor=self.actor, action=self.whole(), **data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> ChecklistItem:
        text = changes.get("text", record.text)
        changed = rename_checklist_item(actor=self.actor, item=record, text=text, version=version)
        if "done" in changes:
            changed = tick_checklist_item(actor=self.actor, item=changed, done=changes["done"])
        if "position" in changes:
            changed = move_checklist_item(actor=self.actor, item=changed, to=changes["position"])
        return changed

    def perform_destroy(self, record: Any, version: int) -> None:
        remove_checklist_item(actor=self.actor, item=record)


class ActionDependencyRow(RowSerializer):
    class Meta:
        model = ActionDependency
        fields = ("id", "action", "blocked_by", "version", "created_at")


class ActionDependencyInput(InputSerializer):
    blocked_by = VisibleRelatedField(
        queryset=Action.objects.all(), help_text="The action that must be finished before."
    )

    class Meta:
        model = ActionDependency
        fields = ("blocked_by",)


@extend_schema(tags=["Actions"])
class ActionDependencyViewSet(DestroyMixin, PartViewSet):
    """What an action waits for."""

    model = ActionDependency
    row_class = ActionDependencyRow
    input_class = ActionDependencyInput

    def perform_create(self, data: dict[str, Any]) -> ActionDependency:
        return block_action(actor=self.actor, action=self.whole(), **data)

    def perform_destroy(self, record: Any, version: int) -> None:
        unblock_action(actor=self.actor, dependency=record)


class ActionWatcherRow(RowSerializer):
    class Meta:
        model = ActionWatcher
        fields = ("id", "action", "user", "version", "created_at")


class ActionWatcherInput(InputSerializer):
    user = VisibleRelatedField(
        queryset=User.objects.filter(is_active=True),
        required=False,
        help_text="Who is to be told; yourself when you leave it out.",
    )

    class Meta:
        model = ActionWatcher
        fields = ("user",)


@extend_schema(tags=["Actions"])
class ActionWatcherViewSet(DestroyMixin, PartViewSet):
    """Who is told what happens in an action without working on it."""

    model = ActionWatcher
    row_class = ActionWatcherRow
    input_class = ActionWatcherInput

    def perform_create(self, data: dict[str, Any]) -> ActionWatcher:
        return watch_action(actor=self.actor, action=self.whole(), **data)

    def perform_destroy(self, record: Any, version: int) -> None:
        unwatch_action(actor=self.actor, watcher=record)
