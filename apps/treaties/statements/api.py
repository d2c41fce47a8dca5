"""Statements over the API: read only, with their texts."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from apps.countries.api import StateCodeField, TrainingField
from apps.treaties.statements.filters import StatementFilter
from apps.treaties.statements.models import TreatyStatement
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import ReadOnlyViewSet


class StatementRow(RowSerializer):
    treaty = serializers.CharField(source="treaty.code")
    country = StateCodeField()
    is_training = TrainingField()

    class Meta:
        model = TreatyStatement
        fields = (
            "id",
            "treaty",
            "country",
            "is_training",
            "kind",
            "text",
            "language",
            "articles",
            "concerned",
            "date",
            "precision",
            "dated_by",
            "withdrawal_notified_on",
            "withdrawal_effective_on",
            "withdrawal_source",
            "source",
            "source_as_of",
            "confidence",
            "note",
            "replaces",
            "is_retraction",
            "version",
            "created_at",
        )


@extend_schema(tags=["Treaties"])
class TreatyStatementViewSet(ReadOnlyViewSet):
    """Reservations, declarations, objections and the like; ``as_of`` gives those in effect."""

    model = TreatyStatement
    row_class = StatementRow
    filterset_class = StatementFilter
    orderings = {"created": "id", "date": "date"}
