"""Offers and needs over the API."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateParameter,
    StateRowSerializer,
)
from apps.countries.known import KNOWN_STATES
from apps.engagement.approval.api import CLOSING, OPENING, ApprovedViewSet, approve_field
from apps.engagement.offers.filters import SupportFilter
from apps.engagement.offers.matching import Match, matches_of, with_matches
from apps.engagement.offers.models import Support, SupportStatus
from apps.engagement.offers.selectors import is_current, own_today
from apps.engagement.offers.services import change_support, close_support, enter_support
from focalpoint.api.inputs import CommandSerializer, InputSerializer
from focalpoint.api.views import versioned

MOST_MATCHES = 20
NEW = OpenApiExample(
    "A need for others to meet",
    value={
        "side": "need",
        "kind": "training",
        "topic": "early_warning",
        "title": "A course for desk officers",
        "languages": ["fr"],
        "contact": "Office of the focal point",
    },
    request_only=True,
)
FACTS = (
    "kind",
    "topic",
    "title",
    "details",
    "region",
    "languages",
    "valid_until",
    "contact",
)


class SupportRow(StateRowSerializer):
    class Meta:
        model = Support
        fields = (*OPENING, "side", *FACTS, "status", "closing_note", *CLOSING)


class SupportInput(InputSerializer):
    class Meta:
        model = Support
        fields: tuple[str, ...] = (*FACTS, "visibility")


class NewSupportInput(StateInputSerializer, SupportInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")
    approve = approve_field()

    class Meta(SupportInput.Meta):
        fields = ("country", "office", "approve", "side", *SupportInput.Meta.fields)


class CloseSupportInput(CommandSerializer):
    """What became of it; `open` takes that back."""

    to = serializers.ChoiceField(choices=SupportStatus.choices)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class SupportReasonSerializer(serializers.Serializer[Any]):
    """One sentence on a pair, in the request's language."""

    fits = serializers.BooleanField()
    text = serializers.CharField()


class SupportMatchSerializer(serializers.Serializer[Any]):
    """An offer and a need that may go together; there is no score."""

    offer = serializers.UUIDField()
    need = serializers.UUIDField()
    offered_by = serializers.CharField(help_text="The code of the State that offers.")
    needed_by = serializers.CharField(help_text="The code of the State that needs.")
    reasons = SupportReasonSerializer(many=True)


class SupportMatchesSerializer(serializers.Serializer[Any]):
    results = SupportMatchSerializer(many=True)


class SupportApiFilter(StateParameter, SupportFilter):
    class Meta:
        model = Support
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Engagement"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class SupportViewSet(ApprovedViewSet):
    """What States offer each other, and what they need."""

    model = Support
    row_class = SupportRow
    input_class = SupportInput
    create_class = NewSupportInput
    filterset_class = SupportApiFilter
    orderings: ClassVar = {"created": "id", "valid_until": "valid_until"}

    def perform_create(self, data: dict[str, Any]) -> Support:
        return enter_support(
            actor=self.actor,
            country=self.state_of(data),
            approve=data.pop("approve", False),
            fields=data,
        )

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Support:
        return change_support(actor=self.actor, support=record, changes=changes, version=version)

    @extend_schema(request=CloseSupportInput)
    @action(detail=True, methods=["post"])
    @versioned
    def close(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what became of it."""
        record, version = self.expected()
        body = self.body(CloseSupportInput)
        with self.because(body.pop("reason")):
            return self.written(
                close_support(actor=self.actor, support=record, version=version, **body)
            )

    @extend_schema(responses=SupportMatchesSerializer, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def matches(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What it goes together with, the best first, each with what fits and what does not."""
        record = self.record()
        today = own_today()
        rows = Support.objects.filter(is_current(today), pk=record.pk).select_related("country")
        listed = list(with_matches(rows, self.actor, today, most=MOST_MATCHES))
        found = matches_of(listed, self.actor).get(record.pk, [])
        return Response({"results": [_match(each) for each in found]})


def _match(match: Match) -> dict[str, Any]:
    return {
        "offer": str(match.offer.pk),
        "need": str(match.need.pk),
        "offered_by": KNOWN_STATES[match.offer.country_id].code,
        "needed_by": KNOWN_STATES[match.need.country_id].code,
        "reasons": [{"fits": each.fits, "text": each.text} for each in match.reasons],
    }
