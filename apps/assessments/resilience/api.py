"""Inhibitors and structures of an assessment, over the API."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from apps.assessments.models import Assessment
from apps.assessments.resilience.services import (
    add_structure,
    change_structure,
    rate_inhibitor,
    remove_structure,
)
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.catalogue.models import INHIBITORS_2014
from apps.catalogue.selectors import items_of
from apps.countries.models import Institution
from focalpoint.api.inputs import InputSerializer, VisibleRelatedField
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    DestroyMixin,
    HistoryMixin,
    ListMixin,
    PartMixin,
    RetrieveMixin,
    UpdateMixin,
)


class PartViewSet(PartMixin, ListMixin, RetrieveMixin, CreateMixin, UpdateMixin, HistoryMixin):
    # A part of an assessment that its people add to.
    parent = Assessment
    through = "assessment"
    orderings = {"created": "id"}
    default_ordering = "created"


class InhibitorRow(RowSerializer):
    inhibitor_code = serializers.CharField(source="inhibitor.code")

    class Meta:
        model = InhibitorRating
        fields = (
            "id",
            "assessment",
            "inhibitor",
            "inhibitor_code",
            "strength",
            "narrative",
            "version",
            "updated_at",
        )


class InhibitorInput(InputSerializer):
    class Meta:
        model = InhibitorRating
        fields: tuple[str, ...] = ("strength", "narrative")


class NewInhibitorInput(InhibitorInput):
    inhibitor = serializers.PrimaryKeyRelatedField(queryset=items_of(INHIBITORS_2014))

    class Meta(InhibitorInput.Meta):
        fields = ("inhibitor", *InhibitorInput.Meta.fields)


@extend_schema(tags=["Assessments"])
class InhibitorViewSet(PartViewSet):
    """How strong each inhibitor is; one without an entry here is not rated."""

    model = InhibitorRating
    row_class = InhibitorRow
    input_class = InhibitorInput
    create_class = NewInhibitorInput

    def perform_create(self, data: dict[str, Any]) -> InhibitorRating:
        assessment, inhibitor = self.whole(), data.pop("inhibitor")
        if self.get_queryset().filter(inhibitor=inhibitor).exists():
            raise serializers.ValidationError(
                {"inhibitor": [_("It has a rating already; change that one.")]}
            )
        return rate_inhibitor(
            actor=self.actor, assessment=assessment, inhibitor=inhibitor, changes=data, version=0
        )

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Any:
        return rate_inhibitor(
            actor=self.actor,
            assessment=record.assessment,
            inhibitor=record.inhibitor,
            changes=changes,
            version=version,
        )


class StructureRow(RowSerializer):
    factors = serializers.ListField(
        child=serializers.CharField(), help_text="The codes of the factors that it mitigates."
    )

    class Meta:
        model = ResilienceStructure
        fields = (
            "id",
            "assessment",
            "name",
            "institution",
            "mandate",
            "coverage",
            "strength",
            "gap",
            "factors",
            "version",
            "updated_at",
        )


class StructureInput(InputSerializer):
    institution = VisibleRelatedField(
        queryset=Institution.objects.all(), required=False, allow_null=True
    )
    factors = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=50,
        help_text="The codes of the factors that it mitigates.",
    )

    class Meta:
        model = ResilienceStructure
        fields = ("name", "institution", "mandate", "coverage", "strength", "gap", "factors")


@extend_schema(tags=["Assessments"])
class StructureViewSet(DestroyMixin, PartViewSet):
    """The structures that hold risks down, in the order in which they were added."""

    model = ResilienceStructure
    row_class = StructureRow
    input_class = StructureInput

    def perform_create(self, data: dict[str, Any]) -> ResilienceStructure:
        return add_structure(actor=self.actor, assessment=self.whole(), fields=data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Any:
        return change_structure(
            actor=self.actor, structure=record, changes=changes, version=version
        )

    def perform_destroy(self, record: Any, version: int) -> None:
        remove_structure(actor=self.actor, structure=record, version=version)
