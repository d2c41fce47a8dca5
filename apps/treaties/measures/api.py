"""Domestic measures and checklists over the API."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers

from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateMixin,
    StateParameter,
    StateRowSerializer,
)
from apps.treaties.measures import services
from apps.treaties.measures.filters import MeasureFilter
from apps.treaties.measures.models import (
    DomesticMeasure,
    Extent,
    MeasureCoverage,
    TreatyRequirement,
)
from focalpoint.api.inputs import InputSerializer
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    DestroyMixin,
    ListMixin,
    PartMixin,
    RecordViewSet,
    ReferenceViewSet,
    RetrieveMixin,
)

NEW = OpenApiExample(
    "A new measure",
    value={"law": "Penal code", "article": "Art. 97", "in_force_on": "2019-03-01"},
    request_only=True,
)


class RequirementRow(RowSerializer):
    treaty = serializers.CharField(source="treaty.code")

    class Meta:
        model = TreatyRequirement
        fields = (
            "id",
            "treaty",
            "code",
            "title",
            "article",
            "confidence",
            "note",
            "order",
            "is_active",
            "version",
        )


@extend_schema(tags=["Domestic measures"])
class RequirementViewSet(ReferenceViewSet):
    """What instruments ask of national law, each item with its article."""

    model = TreatyRequirement
    row_class = RequirementRow
    orderings: ClassVar = {"order": "order", "treaty": "treaty__order"}
    default_ordering = "treaty"


class MeasureRow(StateRowSerializer):
    class Meta:
        model = DomesticMeasure
        fields = (
            *StateRowSerializer.Meta.fields,
            "law",
            "article",
            "text",
            "in_force_on",
            "repealed_on",
            "url",
            "office",
            "visibility",
        )


class MeasureInput(StateInputSerializer):
    class Meta:
        model = DomesticMeasure
        fields: tuple[str, ...] = (
            "law",
            "article",
            "text",
            "in_force_on",
            "repealed_on",
            "url",
            "office",
            "visibility",
        )


class NewMeasureInput(MeasureInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")

    class Meta(MeasureInput.Meta):
        fields = ("country", *MeasureInput.Meta.fields)


class MeasureApiFilter(StateParameter, MeasureFilter):
    class Meta:
        model = DomesticMeasure
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Domestic measures"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class MeasureViewSet(StateMixin, RecordViewSet):
    """The laws by which States carry out what they have joined."""

    model = DomesticMeasure
    row_class = MeasureRow
    input_class = MeasureInput
    create_class = NewMeasureInput
    filterset_class = MeasureApiFilter
    orderings: ClassVar = {"created": "id", "law": "law", "in_force_on": "in_force_on"}

    def perform_create(self, data: dict[str, Any]) -> DomesticMeasure:
        return services.create_measure(actor=self.actor, country=self.state_of(data), fields=data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> DomesticMeasure:
        return services.update_measure(
            actor=self.actor, measure=record, changes=changes, version=version
        )


class CoverageRow(RowSerializer):
    treaty = serializers.CharField(source="requirement.treaty.code")
    code = serializers.CharField(source="requirement.code")

    class Meta:
        model = MeasureCoverage
        fields = ("id", "measure", "requirement", "treaty", "code", "extent", "version")


class CoverageInput(InputSerializer):
    extent = serializers.ChoiceField(choices=Extent.choices, required=False, default=Extent.FULL)

    class Meta:
        model = MeasureCoverage
        fields = ("requirement", "extent")


@extend_schema(tags=["Domestic measures"])
class CoverageViewSet(PartMixin, ListMixin, RetrieveMixin, CreateMixin, DestroyMixin):
    """The items of checklists that a measure covers."""

    model = MeasureCoverage
    parent = DomesticMeasure
    through = "measure"
    row_class = CoverageRow
    input_class = CoverageInput
    orderings: ClassVar = {"created": "id"}

    def perform_create(self, data: dict[str, Any]) -> MeasureCoverage:
        return services.cover_requirement(actor=self.actor, measure=self.whole(), **data)

    def perform_destroy(self, record: Any, version: int) -> None:
        services.uncover_requirement(actor=self.actor, coverage=record)
