"""What changed between two dates, over the API."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.countries.models import Country
from apps.treaties.api import named_in
from apps.treaties.changes import Change, ChangeKind, compare_dates
from apps.treaties.models import Treaty
from focalpoint.api.days import DayField
from focalpoint.api.problems import ParameterError
from focalpoint.api.views import ApiMixin


class ChangesQuery(serializers.Serializer[Any]):
    since = DayField(help_text="What happened on this day itself is not a change.")
    until = DayField(required=False, help_text="Today when left out.")
    country = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Codes of States; may be repeated. All but training States when left out.",
    )
    treaty = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Codes of instruments; may be repeated.",
    )


class ChangeSerializer(serializers.Serializer[Any]):
    """One change, by the day on which it happened."""

    on = serializers.DateField()
    precision = serializers.CharField()
    change = serializers.ChoiceField(choices=ChangeKind.choices)
    country = serializers.CharField(help_text="The State's code.")
    is_training = serializers.BooleanField()
    treaty = serializers.CharField(help_text="The instrument's code.")
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    source_as_of = serializers.DateField(allow_null=True)
    confidence = serializers.CharField(allow_blank=True)


class MovedSerializer(serializers.Serializer[Any]):
    """How many of those asked for were parties to an instrument on both dates."""

    treaty = serializers.CharField()
    parties_before = serializers.IntegerField()
    parties_after = serializers.IntegerField()


class ChangesSerializer(serializers.Serializer[Any]):
    """All changes after ``since`` until ``until``, newest first."""

    since = serializers.DateField()
    until = serializers.DateField()
    parties = MovedSerializer(many=True)
    results = ChangeSerializer(many=True)


class TreatyChangesView(ApiMixin, APIView):
    """What changed between two dates; in one piece, whatever was asked for."""

    @extend_schema(
        tags=["Treaties"],
        operation_id="treaty_changes",
        summary="Compare treaty statuses on two dates",
        parameters=[ChangesQuery],
        responses=ChangesSerializer,
    )
    def get(self, request: Request) -> Response:
        asked = self.query(ChangesQuery)
        until = asked.get("until") or timezone.now().date()
        if asked["since"] >= until:
            raise ParameterError({"until": [_("The second date must come after the first.")]})
        countries = None
        if "country" in asked:
            countries = named_in("country", Country.objects.order_by("name"), asked)
        treaties = named_in("treaty", Treaty.objects.select_related("body", "parent"), asked)
        found = compare_dates(asked["since"], until, countries=countries, treaties=treaties)
        return Response(
            {
                "since": found.since,
                "until": found.until,
                "parties": [
                    {
                        "treaty": row.treaty.code,
                        "parties_before": row.before,
                        "parties_after": row.after,
                    }
                    for row in found.moved
                ],
                "results": [_shown(change) for change in found.changes],
            }
        )


def _shown(change: Change) -> dict[str, Any]:
    return {
        "on": change.on,
        "precision": change.precision,
        "change": change.kind,
        "country": change.country.code,
        "is_training": change.country.is_training,
        "treaty": change.treaty.code,
        "source": change.source,
        "source_as_of": change.source_as_of,
        "confidence": change.confidence,
    }
