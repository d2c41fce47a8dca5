"""What the API's approved records share."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.countries.api import StateMixin, StateRowSerializer
from apps.engagement.approval.services import approve_record
from focalpoint.api.inputs import CommandSerializer
from focalpoint.api.views import RecordViewSet, versioned
from focalpoint.visibility import Visibility

# What every row of such a record begins and ends with.
OPENING = StateRowSerializer.Meta.fields
CLOSING = ("visibility", "office", "approved_at")


class ApproveRecordInput(CommandSerializer):
    """Who may read the record from now on; without it, whom its author named."""

    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)


def approve_field() -> serializers.BooleanField:
    """Whether the author of a new record approves it."""
    return serializers.BooleanField(
        required=False, help_text="Approve at once; for those who may approve."
    )


class ApprovedViewSet(StateMixin, RecordViewSet):
    """Records that other States read once they are approved."""

    @extend_schema(request=ApproveRecordInput)
    @action(detail=True, methods=["post"])
    @versioned
    def approve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Approve the record, and decide with it who reads it."""
        record, version = self.expected()
        body = self.body(ApproveRecordInput)
        with self.because(body.pop("reason")):
            return self.written(
                approve_record(actor=self.actor, record=record, version=version, **body)
            )
