"""Populations at risk over the API: for those named alone, and each look is written down."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.assessments.population_models import PopulationAtRisk
from apps.assessments.populations.services import note_look
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import ReadOnlyViewSet


class PopulationBriefRow(RowSerializer):
    class Meta:
        model = PopulationAtRisk
        fields: tuple[str, ...] = ("id", "assessment", "name", "place", "audience")


class PopulationRow(RowSerializer):
    factors = serializers.ListField(child=serializers.CharField())
    readers = serializers.ListField(
        child=serializers.UUIDField(), help_text="The people named, beside those who always see it."
    )

    class Meta:
        model = PopulationAtRisk
        fields = (
            *PopulationBriefRow.Meta.fields,
            "description",
            "why",
            "measures",
            "factors",
            "readers",
            "version",
            "updated_at",
        )


@extend_schema(tags=["Assessments"])
class PopulationViewSet(ReadOnlyViewSet):
    """The populations that you may see: a list of names; to read one is written down for good."""

    model = PopulationAtRisk
    row_class = PopulationRow
    list_row_class = PopulationBriefRow
    orderings: ClassVar = {"created": "id"}

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        note_look(actor=self.actor, population=self.record())
        return super().retrieve(request, *args, **kwargs)
