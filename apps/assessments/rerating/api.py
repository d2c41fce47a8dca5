"""Re-ratings, and the levels in force, over the API."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.assessments.levels import Knowledge, Level, Trend
from apps.assessments.rerating.filters import ReratingFilter
from apps.assessments.rerating.selectors import (
    InForce,
    Origin,
    events_by_id,
    levels_in_force,
)
from apps.assessments.rerating.services import (
    rerate_factor,
    share_rerating,
    withdraw_rerating,
)
from apps.assessments.rerating_models import LONGEST_REASON, FactorRerating
from apps.catalogue.models import Item
from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateMixin,
    StateRowSerializer,
)
from apps.countries.models import Country
from focalpoint.acting import current_acting
from focalpoint.api.days import DayField
from focalpoint.api.inputs import CommandSerializer, VisibleRelatedField
from focalpoint.api.views import ApiMixin, CreateMixin, HistoryMixin, ReadOnlyViewSet, versioned
from focalpoint.visibility import Visibility

NEW = OpenApiExample(
    "A factor that is judged anew",
    value={
        "factor": "0191f3a0-0000-7000-8000-000000000000",
        "level": "high",
        "trend": "worsening",
        "effective_on": "2026-05-04",
        "reason": "The elections were called off and the opposition's leaders arrested.",
    },
    request_only=True,
)


class ReratingRow(StateRowSerializer):
    factor_code = serializers.CharField(source="factor.code")
    prompted_by = serializers.ListField(
        child=serializers.UUIDField(),
        help_text="The events that led to it, as far as you see them.",
    )

    class Meta:
        model = FactorRerating
        fields = (
            *StateRowSerializer.Meta.fields,
            "factor",
            "factor_code",
            "effective_on",
            "level",
            "trend",
            "confidence",
            "reason",
            "prompted_by",
            "rated_by",
            "office",
            "visibility",
            "shared_at",
            "withdrawn_at",
            "withdrawal_reason",
        )


class ReratingInput(StateInputSerializer):
    country = StateField(required=False, help_text="The State's code; by default your own.")
    factor = VisibleRelatedField(queryset=Item.objects.all(), help_text="The factor, by id.")
    prompted_by = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=50,
        help_text="The events that led to it, by id.",
    )

    class Meta:
        model = FactorRerating
        fields = (
            "country",
            "factor",
            "effective_on",
            "level",
            "trend",
            "confidence",
            "prompted_by",
            "visibility",
        )

    def get_fields(self) -> dict[str, serializers.Field]:
        # Here the reason is a member of the record, and not of the change alone.
        words = "What has changed since the approved assessment."
        told = serializers.CharField(max_length=LONGEST_REASON, help_text=words)
        return {**super().get_fields(), "reason": told}


class WithdrawReratingInput(CommandSerializer):
    """Why it was a mistake."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class ShareReratingInput(CommandSerializer):
    """Who may read the re-rating, with its reason, from now on."""

    visibility = serializers.ChoiceField(choices=Visibility.choices)


@extend_schema(tags=["Assessments"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class ReratingViewSet(StateMixin, CreateMixin, HistoryMixin, ReadOnlyViewSet):
    """Factors judged anew between two assessments; a later one follows, none is edited."""

    model = FactorRerating
    row_class = ReratingRow
    input_class = ReratingInput
    filterset_class = ReratingFilter
    orderings = {"created": "id", "effective_on": "effective_on"}
    # The ids of events are shown as far as the reader sees them.
    keeps_statements = False

    def completed(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each reader is told of those events that they see."""
        seen = events_by_id({pk for row in rows for pk in row["prompted_by"]}, self.actor)
        for row in rows:
            row["prompted_by"] = [pk for pk in row["prompted_by"] if pk in seen]
        return rows

    def perform_create(self, data: dict[str, Any]) -> FactorRerating:
        country, factor = self.state_of(data), data.pop("factor")
        frame = current_acting()
        fields = {**data, "reason": frame.reason if frame else ""}
        return rerate_factor(actor=self.actor, country=country, factor=factor, fields=fields)

    @extend_schema(request=WithdrawReratingInput, responses=ReratingRow)
    @action(detail=True, methods=["post"])
    @versioned
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take back a re-rating that was a mistake."""
        record, version = self.expected()
        reason = self.body(WithdrawReratingInput)["reason"]
        with self.because(reason):
            withdrawn = withdraw_rerating(
                actor=self.actor, rerating=record, reason=reason, version=version
            )
        return self.written(withdrawn)

    @extend_schema(request=ShareReratingInput, responses=ReratingRow)
    @action(detail=True, methods=["post"])
    @versioned
    def share(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let more people read a re-rating, or fewer."""
        record, version = self.expected()
        body = self.body(ShareReratingInput)
        with self.because(body.pop("reason")):
            shared = share_rerating(actor=self.actor, rerating=record, version=version, **body)
        return self.written(shared)


class LevelsQuery(serializers.Serializer[Any]):
    as_of = DayField(required=False, help_text="Today when left out.")


class LevelSerializer(serializers.Serializer[Any]):
    """How one factor is judged on that date."""

    factor_code = serializers.CharField()
    title = serializers.CharField()
    level = serializers.ChoiceField(choices=Level.choices)
    trend = serializers.ChoiceField(choices=Trend.choices)
    confidence = serializers.ChoiceField(choices=Knowledge.choices)
    since = serializers.DateField()
    origin = serializers.ChoiceField(choices=Origin.choices)
    approved_level = serializers.ChoiceField(choices=Level.choices)
    reason = serializers.CharField(help_text="Why it was judged anew; empty where it was not.")
    rerating = serializers.UUIDField(allow_null=True)


class LevelsSerializer(serializers.Serializer[Any]):
    """The levels in force of one State; nothing where it has no approved assessment to be seen."""

    country = serializers.CharField(help_text="The State's code.")
    is_training = serializers.BooleanField()
    as_of = serializers.DateField()
    assessment = serializers.CharField(allow_null=True, help_text="Its reference.")
    snapshot = serializers.UUIDField(allow_null=True)
    results = LevelSerializer(many=True)


class LevelsInForceView(ApiMixin, APIView):
    """How a State judges its factors on a date: what was approved last, and re-ratings since."""

    @extend_schema(
        tags=["Assessments"],
        operation_id="levels_in_force",
        summary="Read the levels in force",
        parameters=[LevelsQuery],
        responses=LevelsSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        asked = self.query(LevelsQuery)
        country = get_object_or_404(Country, code=code)
        today = country.local_date(timezone.now())
        day = min(asked.get("as_of") or today, today)
        found = levels_in_force(country, self.actor, on=day)
        return Response(
            {
                "country": country.code,
                "is_training": country.is_training,
                "as_of": day,
                "assessment": found.basis.reference if found else None,
                "snapshot": found.snapshot.pk if found else None,
                "results": _levels(found) if found else [],
            }
        )


def _levels(found: InForce) -> list[dict[str, Any]]:
    return [
        {
            "factor_code": factor.code,
            "title": factor.title,
            "level": factor.level,
            "trend": factor.trend,
            "confidence": factor.confidence,
            "since": factor.since,
            "origin": factor.origin,
            "approved_level": factor.approved,
            "reason": factor.rerating.reason if factor.rerating else "",
            "rerating": factor.rerating.pk if factor.rerating else None,
        }
        for factor in found.factors
    ]
