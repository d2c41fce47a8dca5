"""What was found of the indicators of an assessment, over the API."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers

from apps.assessments.filters import FindingFilter
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.findings.services import record_finding
from apps.assessments.models import Assessment
from apps.catalogue.models import Item
from focalpoint.api.inputs import InputSerializer
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    HistoryMixin,
    ListMixin,
    PartMixin,
    RetrieveMixin,
    UpdateMixin,
)

NEW = OpenApiExample(
    "A first finding",
    value={
        "indicator": "0191f3a0-0000-7000-8000-000000000000",
        "presence": "partly",
        "note": "In two of nine districts.",
        "observed_on": "2026-03-01",
        "source": "Yearly report of the Human Rights Commission",
        "reliability": "credible",
    },
    request_only=True,
)


class FindingRow(RowSerializer):
    indicator_code = serializers.CharField(source="indicator.code")
    factor_code = serializers.CharField(source="indicator.parent.code")
    evidence = serializers.ListField(
        child=serializers.UUIDField(),
        help_text="The items of the assessment's evidence on which it rests.",
    )

    class Meta:
        model = IndicatorFinding
        fields = (
            "id",
            "assessment",
            "indicator",
            "indicator_code",
            "factor_code",
            "presence",
            "note",
            "observed_on",
            "source",
            "reliability",
            "evidence",
            "version",
            "updated_at",
        )


class FindingInput(InputSerializer):
    evidence = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=200,
        help_text="Items of the assessment's evidence.",
    )

    class Meta:
        model = IndicatorFinding
        fields: tuple[str, ...] = (
            "presence",
            "note",
            "observed_on",
            "source",
            "reliability",
            "evidence",
        )


class NewFindingInput(FindingInput):
    indicator = serializers.PrimaryKeyRelatedField(
        queryset=Item.objects.filter(parent__isnull=False)
    )

    class Meta(FindingInput.Meta):
        fields = ("indicator", *FindingInput.Meta.fields)


@extend_schema(tags=["Assessments"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class FindingViewSet(PartMixin, ListMixin, RetrieveMixin, CreateMixin, UpdateMixin, HistoryMixin):
    """What was found of each indicator; one without an entry here is unknown, never absent."""

    model = IndicatorFinding
    parent = Assessment
    through = "assessment"
    row_class = FindingRow
    input_class = FindingInput
    create_class = NewFindingInput
    filterset_class = FindingFilter
    orderings = {"created": "id"}
    default_ordering = "created"

    def perform_create(self, data: dict[str, Any]) -> IndicatorFinding:
        assessment, indicator = self.whole(), data.pop("indicator")
        if self.get_queryset().filter(indicator=indicator).exists():
            raise serializers.ValidationError(
                {"indicator": [_("It has a finding already; change that one.")]}
            )
        return record_finding(
            actor=self.actor, assessment=assessment, indicator=indicator, changes=data, version=0
        )

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Any:
        return record_finding(
            actor=self.actor,
            assessment=record.assessment,
            indicator=record.indicator,
            changes=changes,
            version=version,
        )
