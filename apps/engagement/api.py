"""The calendar of the Universal Periodic Review."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from apps.countries.api import StateCodeField, TrainingField
from apps.engagement.filters import UprSessionFilter, UprSlotFilter
from apps.engagement.models import UprSession, UprSlot
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import ReferenceViewSet


class UprSessionRow(RowSerializer):
    cycle = serializers.IntegerField(source="cycle.number")

    class Meta:
        model = UprSession
        fields = (
            "id",
            "number",
            "cycle",
            "starts_on",
            "ends_on",
            "facts",
            "source",
            "confidence",
            "note",
            "version",
        )


@extend_schema(tags=["UPR"])
class UprSessionViewSet(ReferenceViewSet):
    """Sessions of the UPR Working Group."""

    model = UprSession
    row_class = UprSessionRow
    filterset_class = UprSessionFilter
    orderings = {"number": "number"}
    default_ordering = "number"


class UprSlotRow(RowSerializer):
    session = serializers.IntegerField(source="session.number")
    cycle = serializers.IntegerField(source="session.cycle.number")
    starts_on = serializers.DateField(source="session.starts_on", allow_null=True)
    country = StateCodeField()
    is_training = TrainingField()

    class Meta:
        model = UprSlot
        fields = (
            "id",
            "country",
            "is_training",
            "session",
            "cycle",
            "starts_on",
            "source",
            "confidence",
            "note",
            "is_active",
        )


@extend_schema(tags=["UPR"])
class UprSlotViewSet(ReferenceViewSet):
    """Which State is reviewed at which session."""

    model = UprSlot
    row_class = UprSlotRow
    filterset_class = UprSlotFilter
    orderings = {"session": "session__number", "country": "country__code"}
    default_ordering = "session"
