"""Recommendations received over the API: public facts, and the State's work on them."""

from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import OuterRef
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.countries.api import (
    StateCodeField,
    StateParameter,
    StateRowSerializer,
    TrainingField,
)
from apps.recommendations.received.filters import ReceivedFilter
from apps.recommendations.received.services import approve_report, report_on, work_on
from apps.recommendations.received_models import (
    ReceivedRecommendation,
    RecommendationProgress,
    RecommendationWork,
    RecommendingState,
)
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    HistoryMixin,
    ReadOnlyViewSet,
    RecordViewSet,
    versioned,
)
from focalpoint.errors import StaleVersionError
from focalpoint.visibility import Visibility

REPORT = OpenApiExample(
    "Progress on a recommendation",
    value={
        "recommendation": "0191f3a0-0000-7000-8000-000000000000",
        "status": "under_way",
        "text": "The bill has passed its first reading.",
        "effective_on": "2026-05-30",
    },
    request_only=True,
)


class ReceivedRow(RowSerializer):
    country = StateCodeField()
    is_training = TrainingField()
    recommended_by = serializers.ListField(
        source="recommending_codes",
        child=serializers.CharField(),
        help_text="Codes of the States that made it; names that nobody knows are left out.",
    )

    class Meta:
        model = ReceivedRecommendation
        fields = (
            "id",
            "country",
            "is_training",
            "kind",
            "mechanism",
            "body",
            "symbol",
            "session",
            "cycle",
            "paragraph",
            "text",
            "recommended_by",
            "position",
            "position_raw",
            "themes",
            "affected",
            "tags",
            "prevention",
            "date",
            "provisional",
            "dropped_on",
            "source",
            "source_id",
            "source_as_of",
            "url",
            "version",
        )


class ReceivedApiFilter(StateParameter, ReceivedFilter):
    class Meta:
        model = ReceivedRecommendation
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Recommendations received"])
class ReceivedViewSet(ReadOnlyViewSet):
    """What reviews, treaty bodies and special procedures asked of States: public facts."""

    model = ReceivedRecommendation
    row_class = ReceivedRow
    filterset_class = ReceivedApiFilter
    orderings: ClassVar = {"created": "id", "rank": "rank"}
    default_ordering = "rank"

    @classmethod
    def base_queryset(cls) -> Any:
        rows = RecommendingState.objects.filter(
            recommendation=OuterRef("pk"), country__isnull=False
        )
        codes = rows.order_by("order", "id").values("country__code")
        return ReceivedRecommendation.objects.annotate(recommending_codes=ArraySubquery(codes))


TAKEN_ON = OpenApiExample(
    "A recommendation that is taken on",
    value={
        "recommendation": "0191f3a0-0000-7000-8000-000000000000",
        "due_on": "2027-06-30",
        "note": "With the bill on the courts.",
    },
    request_only=True,
)


class WorkRow(StateRowSerializer):
    class Meta:
        model = RecommendationWork
        fields = (
            *StateRowSerializer.Meta.fields,
            "recommendation",
            "lead",
            "due_on",
            "note",
            "prevention",
            "prevention_why",
            "status",
            "status_on",
            "office",
        )


class WorkInput(InputSerializer):
    class Meta:
        model = RecommendationWork
        fields: tuple[str, ...] = ("lead", "due_on", "note", "prevention", "prevention_why")


class NewWorkInput(WorkInput):
    recommendation = VisibleRelatedField(
        queryset=ReceivedRecommendation.objects.all(), help_text="The recommendation, by id."
    )

    class Meta(WorkInput.Meta):
        fields = ("recommendation", *WorkInput.Meta.fields)


@extend_schema(tags=["Recommendations received"])
@extend_schema_view(create=extend_schema(examples=[TAKEN_ON]))
class ReceivedWorkViewSet(RecordViewSet):
    """Who leads on a recommendation in the own State, and until when."""

    model = RecommendationWork
    row_class = WorkRow
    input_class = WorkInput
    create_class = NewWorkInput
    orderings: ClassVar = {"created": "id", "due_on": "due_on"}

    def perform_create(self, data: dict[str, Any]) -> RecommendationWork:
        recommendation = data.pop("recommendation")
        try:
            return work_on(actor=self.actor, recommendation=recommendation, changes=data)
        except StaleVersionError as stale:
            words = _("There is work on it already: change %(id)s.") % {"id": stale.current.pk}
            raise ValidationError({"recommendation": words}) from stale

    def perform_update(
        self, record: Any, version: int, changes: dict[str, Any]
    ) -> RecommendationWork:
        return work_on(
            actor=self.actor,
            recommendation=record.recommendation,
            changes=changes,
            version=version,
        )


class ReceivedReportRow(StateRowSerializer):
    class Meta:
        model = RecommendationProgress
        fields = (
            *StateRowSerializer.Meta.fields,
            "recommendation",
            "status",
            "text",
            "effective_on",
            "office",
            "visibility",
            "reported_by",
            "approved_by",
            "approved_at",
        )


class ReceivedReportInput(InputSerializer):
    recommendation = VisibleRelatedField(
        queryset=ReceivedRecommendation.objects.all(), help_text="The recommendation, by id."
    )
    approve = serializers.BooleanField(
        required=False, help_text="Approve at once; for those who may approve."
    )

    class Meta:
        model = RecommendationProgress
        fields = ("recommendation", "status", "text", "effective_on", "visibility", "approve")


class ApproveReportInput(CommandSerializer):
    """Who may read the report from now on; without it, whom its author named."""

    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)


@extend_schema(tags=["Recommendations received"])
@extend_schema_view(create=extend_schema(examples=[REPORT]))
class ReceivedReportViewSet(CreateMixin, HistoryMixin, ReadOnlyViewSet):
    """What States did on recommendations; a later report follows, none is edited."""

    model = RecommendationProgress
    row_class = ReceivedReportRow
    input_class = ReceivedReportInput
    orderings: ClassVar = {"created": "id", "effective_on": "effective_on"}

    def perform_create(self, data: dict[str, Any]) -> RecommendationProgress:
        return report_on(actor=self.actor, **data)

    @extend_schema(request=ApproveReportInput, responses=ReceivedReportRow)
    @action(detail=True, methods=["post"])
    @versioned
    def approve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Approve a report, and decide with it who reads it."""
        record, version = self.expected()
        body = self.body(ApproveReportInput)
        with self.because(body.pop("reason")):
            approved = approve_report(actor=self.actor, report=record, version=version, **body)
        return self.written(approved)
