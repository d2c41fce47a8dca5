"""Escalations of events, and the alerts of each, over the API."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.assessments.alert_models import Alert, Escalation, Outcome
from apps.assessments.alerts.services import (
    acknowledge_alert,
    decide_escalation,
    escalate_event,
)
from apps.assessments.event_models import RiskEvent
from focalpoint.api.inputs import CommandSerializer, InputSerializer
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    HistoryMixin,
    ListMixin,
    PartMixin,
    RetrieveMixin,
    versioned,
)


class EscalationRow(RowSerializer):
    class Meta:
        model = Escalation
        fields = (
            "id",
            "event",
            "message",
            "respond_by",
            "raised_by",
            "outcome",
            "decision",
            "decided_by",
            "decided_at",
            "version",
            "created_at",
            "updated_at",
        )


class EscalationInput(InputSerializer):
    open_to_government = serializers.BooleanField(
        required=False,
        help_text="Let the government see the event, where somebody alerted would not see it.",
    )

    class Meta:
        model = Escalation
        fields = ("message", "respond_by", "open_to_government")


class DecisionInput(CommandSerializer):
    """Whether the State acts, and what was decided."""

    outcome = serializers.ChoiceField(choices=[c for c in Outcome.choices if c[0] != "open"])
    decision = serializers.CharField(max_length=5_000)


@extend_schema(tags=["Assessments"])
class EscalationViewSet(PartMixin, ListMixin, RetrieveMixin, CreateMixin, HistoryMixin):
    """How an event was taken to those who decide, and their answer."""

    model = Escalation
    parent = RiskEvent
    through = "event"
    row_class = EscalationRow
    input_class = EscalationInput
    orderings = {"created": "id"}

    def perform_create(self, data: dict[str, Any]) -> Escalation:
        return escalate_event(actor=self.actor, event=self.whole(), **data)

    @extend_schema(request=DecisionInput, responses=EscalationRow)
    @action(detail=True, methods=["post"])
    @versioned
    def decide(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record the decision, once."""
        record, version = self.expected()
        body = self.body(DecisionInput)
        with self.because(body.pop("reason")):
            decided = decide_escalation(
                actor=self.actor, escalation=record, version=version, **body
            )
        return self.written(decided)


class AlertRow(RowSerializer):
    class Meta:
        model = Alert
        fields = ("id", "escalation", "person", "acknowledged_at", "version", "updated_at")


@extend_schema(tags=["Assessments"])
class AlertViewSet(PartMixin, ListMixin, RetrieveMixin):
    """Who was alerted, and who has taken note."""

    model = Alert
    parent = Escalation
    through = "escalation"
    row_class = AlertRow
    orderings = {"created": "id"}
    default_ordering = "created"

    @extend_schema(request=None, responses=AlertRow)
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def acknowledge(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take note of the alert to oneself."""
        self.whole()
        alert = self.get_queryset().filter(person=self.actor.user_id).first()
        if alert is None:
            raise Http404
        with self.because(""):
            return self.written(acknowledge_alert(actor=self.actor, alert=alert))
