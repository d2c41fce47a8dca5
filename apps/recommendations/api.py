"""Progress on the steps: reported, approved, shared; never edited."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalogue.models import Item
from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateMixin,
    StateParameter,
    StateRowSerializer,
)
from apps.recommendations.filters import ProgressReportFilter
from apps.recommendations.models import ProgressReport
from apps.recommendations.services import approve_progress, report_progress, share_progress
from focalpoint.api.inputs import CommandSerializer, VisibleRelatedField
from focalpoint.api.rows import Derived
from focalpoint.api.views import CreateMixin, HistoryMixin, ReadOnlyViewSet, versioned
from focalpoint.visibility import Visibility

NEW = OpenApiExample(
    "Progress on a step",
    value={
        "item": "0191f3a0-0000-7000-8000-000000000000",
        "status": "under_way",
        "narrative": "The bill has passed its first reading.",
        "effective_on": "2026-05-30",
    },
    request_only=True,
)


class EvidenceAddress(Derived, serializers.CharField):
    """Where the evidence of a report is listed; what stands there is its reader's to see."""

    def from_column(self, value: Any) -> str:
        return f"{reverse('api-evidence-list')}?target={value}"


class ProgressReportRow(StateRowSerializer):
    item_code = serializers.CharField(source="item.code")
    evidence_url = EvidenceAddress(source="id", help_text="The list of the evidence that you read.")

    class Meta:
        model = ProgressReport
        fields = (
            *StateRowSerializer.Meta.fields,
            "item",
            "item_code",
            "status",
            "narrative",
            "effective_on",
            "office",
            "visibility",
            "reported_by",
            "approved_by",
            "approved_at",
            "evidence_url",
        )


class ProgressReportInput(StateInputSerializer):
    country = StateField(required=False, help_text="The State's code; by default your own.")
    item = VisibleRelatedField(queryset=Item.objects.all(), help_text="The step, by id.")
    approve = serializers.BooleanField(
        required=False, help_text="Approve at once; for those who may approve."
    )

    class Meta:
        model = ProgressReport
        fields = (
            "country",
            "office",
            "item",
            "status",
            "narrative",
            "effective_on",
            "visibility",
            "approve",
        )


class ApproveProgressInput(CommandSerializer):
    """Who may read the report from now on; without it, whom its author named."""

    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)


class ShareInput(CommandSerializer):
    """Who may read the report from now on."""

    visibility = serializers.ChoiceField(choices=Visibility.choices)


class ProgressReportApiFilter(StateParameter, ProgressReportFilter):
    class Meta:
        model = ProgressReport
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Progress"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class ProgressReportViewSet(StateMixin, CreateMixin, HistoryMixin, ReadOnlyViewSet):
    """What States say of each step from a date on; a later report follows, none is edited.

    What proves a report is evidence whose target is that report, of the kind
    `recommendations.report`. It stays with it: a report that corrects another brings its own.
    """

    model = ProgressReport
    row_class = ProgressReportRow
    input_class = ProgressReportInput
    filterset_class = ProgressReportApiFilter
    orderings = {"created": "id", "effective_on": "effective_on"}

    def perform_create(self, data: dict[str, Any]) -> ProgressReport:
        office = data.pop("office", None)
        return report_progress(
            actor=self.actor,
            country=self.state_of(data),
            office_id=office.pk if office else None,
            **data,
        )

    @extend_schema(request=ApproveProgressInput, responses=ProgressReportRow)
    @action(detail=True, methods=["post"])
    @versioned
    def approve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Approve a report, and decide with it who reads it."""
        record, version = self.expected()
        body = self.body(ApproveProgressInput)
        with self.because(body.pop("reason")):
            approved = approve_progress(actor=self.actor, report=record, version=version, **body)
        return self.written(approved)

    @extend_schema(request=ShareInput, responses=ProgressReportRow)
    @action(detail=True, methods=["post"])
    @versioned
    def share(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let more people read a report, or fewer."""
        record, version = self.expected()
        body = self.body(ShareInput)
        with self.because(body.pop("reason")):
            shared = share_progress(actor=self.actor, report=record, version=version, **body)
        return self.written(shared)
