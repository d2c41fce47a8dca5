"""Series of recurring actions, over the API."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.actions.models import Action
from apps.actions.series import change_series, resume_series, start_series, stop_series
from apps.actions.series_models import ActionOccurrence, ActionSeries
from apps.countries.api import StateMixin, StateRowSerializer
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.views import RecordViewSet, versioned


class ActionSeriesRow(StateRowSerializer):
    actions = serializers.ListField(
        source="action_ids",
        child=serializers.UUIDField(),
        help_text="The actions of the series that you see, the latest first.",
    )

    class Meta:
        model = ActionSeries
        fields = (
            *StateRowSerializer.Meta.fields,
            "frequency",
            "interval",
            "last_day",
            "starts_on",
            "until",
            "times",
            "next_on",
            "stopped_at",
            "actions",
        )


class ActionSeriesInput(InputSerializer):
    class Meta:
        model = ActionSeries
        fields: tuple[str, ...] = ("frequency", "interval", "last_day", "until", "times")


class NewActionSeriesInput(ActionSeriesInput):
    """A rule for an action that has a due date: the rule counts from it."""

    action = VisibleRelatedField(
        queryset=Action.objects.all(), help_text="The action that comes back."
    )

    class Meta(ActionSeriesInput.Meta):
        fields = ("action", *ActionSeriesInput.Meta.fields)


NEW = OpenApiExample(
    "Every three months, four times",
    request_only=True,
    value={
        "action": "01938c5e-0000-7000-8000-000000000001",
        "frequency": "monthly",
        "interval": 3,
        "last_day": False,
        "times": 4,
    },
)


@extend_schema(tags=["Actions"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class ActionSeriesViewSet(StateMixin, RecordViewSet):
    """Rules by which actions come back; each next action is made when the latest is finished."""

    model = ActionSeries
    row_class = ActionSeriesRow
    input_class = ActionSeriesInput
    create_class = NewActionSeriesInput
    orderings = {"created": "id", "next_on": "next_on"}
    keeps_statements = False

    @classmethod
    def base_queryset(cls) -> Any:
        rows = ActionOccurrence.objects.filter(series=OuterRef("pk")).order_by("-on")
        return ActionSeries.objects.annotate(action_ids=ArraySubquery(rows.values("action")))

    def perform_create(self, data: dict[str, Any]) -> ActionSeries:
        return start_series(actor=self.actor, **data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> ActionSeries:
        return change_series(actor=self.actor, series=record, changes=changes, version=version)

    @extend_schema(request=CommandSerializer, responses=ActionSeriesRow)
    @action(detail=True, methods=["post"])
    @versioned
    def stop(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make no more actions; the present one stays."""
        record, _version = self.expected()
        with self.because(self.body(CommandSerializer)["reason"]):
            return self.written(stop_series(actor=self.actor, series=record))

    @extend_schema(request=CommandSerializer, responses=ActionSeriesRow)
    @action(detail=True, methods=["post"])
    @versioned
    def resume(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Go on where the series stopped."""
        record, _version = self.expected()
        with self.because(self.body(CommandSerializer)["reason"]):
            return self.written(resume_series(actor=self.actor, series=record))
