"""Introductions over the API."""

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.countries.api import StateCodeField, TrainingField
from apps.countries.known import KNOWN_STATES
from apps.countries.models import Country
from apps.engagement.introductions.filters import IntroductionFilter
from apps.engagement.introductions.models import (
    LONGEST_MESSAGE,
    LONGEST_OUTCOME,
    Answer,
    Introduction,
    Result,
)
from apps.engagement.introductions.services import (
    answer_introduction,
    conclude_introduction,
    introduce,
    withdraw_introduction,
)
from apps.engagement.offers.models import Support
from focalpoint.api.days import DayField
from focalpoint.api.inputs import CommandSerializer, VisibleRelatedField
from focalpoint.api.rows import Derived, RowSerializer
from focalpoint.api.views import CreateMixin, ReadOnlyViewSet, versioned

NEW = OpenApiExample(
    "An offer brought to a need",
    value={
        "offer": "0192f0c1-0000-7000-8000-000000000001",
        "need": "0192f0c1-0000-7000-8000-000000000002",
        "message": "Your courses fit.",
    },
    request_only=True,
)


class NeedingStateField(Derived, serializers.CharField):
    """The code of the State that needs."""

    def from_column(self, value: Any) -> str:
        return KNOWN_STATES[value].code


class IntroductionRow(RowSerializer):
    country = StateCodeField()
    is_training = TrainingField()
    needing = NeedingStateField(source="needing_id")
    offer = serializers.UUIDField(source="offer_id")
    need = serializers.UUIDField(source="need_id")

    class Meta:
        model = Introduction
        fields = (
            "id",
            "country",
            "is_training",
            "needing",
            "offer",
            "need",
            "offer_title",
            "need_title",
            "kind",
            "topic",
            "message",
            "status",
            "offering_answer",
            "offering_note",
            "needing_answer",
            "needing_note",
            "ended_because",
            "result",
            "outcome",
            "outcome_on",
            "version",
            "created_at",
            "updated_at",
        )


class NewIntroductionInput(CommandSerializer):
    """An offer and a need, and a few words to both States."""

    offer = VisibleRelatedField(queryset=Support.objects.all())
    need = VisibleRelatedField(queryset=Support.objects.all())
    message = serializers.CharField(max_length=LONGEST_MESSAGE)


class AnswerIntroductionInput(CommandSerializer):
    """Yes or no, for one's own State."""

    answer = serializers.ChoiceField(choices=[(Answer.YES, "yes"), (Answer.NO, "no")])
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class WithdrawIntroductionInput(CommandSerializer):
    """Why it is withdrawn."""

    why = serializers.CharField(max_length=500)


class ConcludeIntroductionInput(CommandSerializer):
    """What came of it, and when."""

    result = serializers.ChoiceField(choices=Result.choices)
    outcome_on = DayField()
    outcome = serializers.CharField(max_length=LONGEST_OUTCOME, required=False, allow_blank=True)


class IntroductionApiFilter(IntroductionFilter):
    state = None
    country = filters.ModelChoiceFilter(
        label=gettext_lazy("State (code)"),
        queryset=Country.objects.all(),
        to_field_name="code",
        method="by_state",
    )

    class Meta:
        model = Introduction
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Engagement"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class IntroductionViewSet(CreateMixin, ReadOnlyViewSet):
    """Offers and needs that coordinators brought together; read by them and by both offices."""

    model = Introduction
    row_class = IntroductionRow
    input_class = NewIntroductionInput
    filterset_class = IntroductionApiFilter
    orderings: ClassVar = {"created": "id"}

    def perform_create(self, data: dict[str, Any]) -> Introduction:
        return introduce(actor=self.actor, **data)

    @extend_schema(request=AnswerIntroductionInput)
    @action(detail=True, methods=["post"])
    @versioned
    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Accept or decline for one's own State."""
        return self._decided(AnswerIntroductionInput, answer_introduction)

    @extend_schema(request=WithdrawIntroductionInput)
    @action(detail=True, methods=["post"])
    @versioned
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take it back."""
        return self._decided(WithdrawIntroductionInput, withdraw_introduction)

    @extend_schema(request=ConcludeIntroductionInput)
    @action(detail=True, methods=["post"])
    @versioned
    def conclude(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what came of it."""
        return self._decided(ConcludeIntroductionInput, conclude_introduction)

    def _decided(self, taken: type[CommandSerializer], service: Any) -> Response:
        record, version = self.expected()
        body = self.body(taken)
        with self.because(body.pop("reason")):
            return self.written(
                service(actor=self.actor, introduction=record, version=version, **body)
            )
