"""Events between cycles, over the API."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.assessments.event_models import RiskEvent
from apps.assessments.events.filters import EventFilter
from apps.assessments.events.services import change_event, log_event, withdraw_event
from apps.assessments.rerating_models import LONGEST_REASON
from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateMixin,
    StateRowSerializer,
)
from focalpoint.api.inputs import CommandSerializer, InputSerializer
from focalpoint.api.views import RecordViewSet, versioned

NEW = OpenApiExample(
    "A new event",
    value={
        "title": "Elections called off in the north",
        "kind": "trigger",
        "occurred_on": "2026-05-01",
        "exactness": "month",
        "source": "Electoral commission",
        "reliability": "confirmed",
    },
    request_only=True,
)


class EventRow(StateRowSerializer):
    factors = serializers.ListField(
        child=serializers.CharField(), help_text="The codes of the factors that it bears on."
    )

    class Meta:
        model = RiskEvent
        fields = (
            *StateRowSerializer.Meta.fields,
            "reference",
            "title",
            "kind",
            "occurred_on",
            "exactness",
            "place",
            "description",
            "source",
            "source_url",
            "reliability",
            "factors",
            "office",
            "visibility",
            "status",
            "withdrawn_at",
            "withdrawn_by",
            "withdrawal_reason",
        )


class EventInput(InputSerializer):
    factors = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=50,
        help_text="The codes of the factors that it bears on.",
    )

    class Meta:
        model = RiskEvent
        fields: tuple[str, ...] = (
            "title",
            "kind",
            "occurred_on",
            "exactness",
            "place",
            "description",
            "source",
            "source_url",
            "reliability",
            "factors",
            "visibility",
        )


class NewEventInput(StateInputSerializer, EventInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")

    class Meta(EventInput.Meta):
        fields = ("country", "office", *EventInput.Meta.fields)


class WithdrawEventInput(CommandSerializer):
    """Why it was a mistake."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


@extend_schema(tags=["Assessments"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class EventViewSet(StateMixin, RecordViewSet):
    """Events of your State: what happened between the assessments; other States read none."""

    model = RiskEvent
    row_class = EventRow
    input_class = EventInput
    create_class = NewEventInput
    filterset_class = EventFilter
    orderings: ClassVar = {"created": "id", "occurred_on": "occurred_on"}

    def perform_create(self, data: dict[str, Any]) -> RiskEvent:
        return log_event(actor=self.actor, country=self.state_of(data), fields=data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> RiskEvent:
        return change_event(actor=self.actor, event=record, changes=changes, version=version)

    @extend_schema(request=WithdrawEventInput, responses=EventRow)
    @action(detail=True, methods=["post"])
    @versioned
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take back an event that was logged by mistake; lists still name it as withdrawn."""
        record, version = self.expected()
        reason = self.body(WithdrawEventInput)["reason"]
        with self.because(reason):
            withdrawn = withdraw_event(
                actor=self.actor, event=record, reason=reason, version=version
            )
        return self.written(withdrawn)
