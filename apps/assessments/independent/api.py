"""Requests for ratings, and what institutions say, over the API."""

from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.assessments.asked.services import hand_in_ratings, rate_independently
from apps.assessments.independent_models import IndependentRating, RatingRequest
from apps.catalogue.models import RISK_FACTORS_2014, Item
from focalpoint.api.conditional import version_in
from focalpoint.api.inputs import CommandSerializer, InputSerializer
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    HistoryMixin,
    ListMixin,
    PartMixin,
    RetrieveMixin,
    UpdateMixin,
    versioned,
)


class AskedRatingRow(RowSerializer):
    factors = serializers.ListField(
        child=serializers.CharField(), help_text="The codes of the factors to rate."
    )
    begun_at = serializers.DateTimeField(source="reply.created_at", allow_null=True)
    handed_in_at = serializers.DateTimeField(source="reply.handed_in_at", allow_null=True)
    given_back_at = serializers.DateTimeField(source="reply.given_back_at", allow_null=True)
    version = serializers.IntegerField(
        source="shown_version", help_text="Raised by the reply, too."
    )

    class Meta:
        model = RatingRequest
        fields = (
            "id",
            "country",
            "office",
            "assessment",
            "institution",
            "reference",
            "title",
            "factors",
            "question",
            "due_on",
            "begun_at",
            "handed_in_at",
            "given_back_at",
            "ended_at",
            "end_reason",
            "version",
            "updated_at",
        )


@extend_schema(tags=["Assessments"])
class RatingRequestViewSet(ListMixin, RetrieveMixin, HistoryMixin):
    """Which institutions are asked to rate factors for themselves; read by both sides alone."""

    model = RatingRequest
    row_class = AskedRatingRow
    orderings = {"created": "id", "due_on": "due_on"}

    @classmethod
    def base_queryset(cls) -> Any:
        # Half of what is shown is the reply, and both versions only ever rise.
        replied = Coalesce("reply__version", 0)
        return super().base_queryset().annotate(shown_version=F("version") + replied)

    def expected(self) -> tuple[Any, int]:
        record = self.record()
        return record, version_in(self.request, record, shown=record.shown_version)

    @extend_schema(request=CommandSerializer, responses=AskedRatingRow)
    @action(detail=True, methods=["post"], url_path="hand-in")
    @versioned
    def hand_in(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hand in what the actor's institution says; the asking office reads it from then on."""
        record, version = self.expected()
        with self.because(self.body(CommandSerializer)["reason"]):
            handed = hand_in_ratings(actor=self.actor, request=record, version=version)
        return self.written(handed)


class IndependentRatingRow(RowSerializer):
    factor_code = serializers.CharField(source="factor.code")

    class Meta:
        model = IndependentRating
        fields = (
            "id",
            "request",
            "factor",
            "factor_code",
            "level",
            "trend",
            "confidence",
            "narrative",
            "handed_in_at",
            "version",
            "updated_at",
        )


class IndependentRatingInput(InputSerializer):
    class Meta:
        model = IndependentRating
        fields: tuple[str, ...] = ("level", "trend", "confidence", "narrative")


class NewIndependentRatingInput(IndependentRatingInput):
    factor = serializers.PrimaryKeyRelatedField(
        queryset=Item.objects.filter(framework__code=RISK_FACTORS_2014, parent=None)
    )

    class Meta(IndependentRatingInput.Meta):
        fields = ("factor", *IndependentRatingInput.Meta.fields)


@extend_schema(tags=["Assessments"])
class IndependentRatingViewSet(
    PartMixin, ListMixin, RetrieveMixin, CreateMixin, UpdateMixin, HistoryMixin
):
    """What an institution says of each factor: its own alone until it hands it in."""

    model = IndependentRating
    parent = RatingRequest
    through = "request"
    row_class = IndependentRatingRow
    input_class = IndependentRatingInput
    create_class = NewIndependentRatingInput
    orderings = {"created": "id"}
    default_ordering = "created"

    def perform_create(self, data: dict[str, Any]) -> IndependentRating:
        request, factor = self.whole(), data.pop("factor")
        if self.get_queryset().filter(factor=factor).exists():
            raise serializers.ValidationError(
                {"factor": [_("It has a rating already; change that one.")]}
            )
        return rate_independently(
            actor=self.actor, request=request, factor=factor, changes=data, version=0
        )

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Any:
        return rate_independently(
            actor=self.actor,
            request=record.request,
            factor=record.factor,
            changes=changes,
            version=version,
        )
