"""One's own reminders: what they are about, when, and what became of them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.countries.api import StateCodeField, TrainingField
from apps.reminders.filters import ReminderFilter
from apps.reminders.inbox import REMINDER, Reader
from apps.reminders.marking import mark
from apps.reminders.models import Reminder
from apps.reminders.selectors import lines_of
from focalpoint.api.inputs import CommandSerializer
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import ReadOnlyViewSet


class ReminderRow(RowSerializer):
    country = StateCodeField()
    is_training = TrainingField()

    class Meta:
        model = Reminder
        fields = (
            "id",
            "country",
            "is_training",
            "kind",
            "object_id",
            "due_on",
            "offset_days",
            "state",
            "scheduled_for",
            "settled_at",
            "read_at",
        )


class ReminderLine(ReminderRow):
    """A reminder with what it is about; null where you do not see the record (any more)."""

    title = serializers.CharField(allow_null=True, read_only=True)
    reference = serializers.CharField(allow_null=True, read_only=True)
    url = serializers.CharField(allow_null=True, read_only=True)

    class Meta(ReminderRow.Meta):
        fields = (*ReminderRow.Meta.fields, "title", "reference", "url")  # type: ignore[assignment]


@extend_schema(tags=["Reminders"])
class ReminderViewSet(ReadOnlyViewSet):
    """Your own reminders, sent and to come."""

    model = Reminder
    row_class = ReminderRow
    documented_class = ReminderLine
    filterset_class = ReminderFilter
    orderings = {"created": "id", "due_on": "due_on", "scheduled_for": "scheduled_for"}
    default_ordering = "-scheduled_for"

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(recipient=self.actor.user_id)

    def completed(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        lines = lines_of(self.actor, ((row["kind"], row["object_id"]) for row in rows))
        for row in rows:
            line = lines.get((row["kind"], row["object_id"]))
            row["title"] = line and line.title
            row["reference"] = line and line.reference
            row["url"] = line and self.request.build_absolute_uri(line.url)
        return rows

    @extend_schema(request=CommandSerializer, responses=ReminderLine)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Mark a reminder as read; repeating it is harmless."""
        reminder = self.record()
        self.body(CommandSerializer)
        with self.because(""):
            reader = Reader(self.actor, timezone.now())
            mark(reader=reader, items=[(REMINDER, reminder.pk)], read=True)
        return Response(self.row())
