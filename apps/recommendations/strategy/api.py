"""Priorities and gaps, over the API."""

from dataclasses import asdict
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateMixin,
    StateParameter,
    StateRowSerializer,
)
from apps.countries.models import Institution
from apps.recommendations.strategy.filters import PriorityFilter, VersionFilter
from apps.recommendations.strategy.gaps import Gap, Rule, gaps_of
from apps.recommendations.strategy.services import (
    change_priority,
    create_priority,
    move_priority,
)
from apps.recommendations.strategy_models import PriorityStatus, StrategyPriority
from apps.recommendations.strategy_text_models import StrategyVersion
from focalpoint.api.filtering import refuse_unknown_parameters
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.rows import Derived
from focalpoint.api.views import ApiMixin, HistoryMixin, ReadOnlyViewSet, RecordViewSet, versioned

NEW = OpenApiExample(
    "A new priority",
    value={
        "title": "Train the police on the protection of groups",
        "sphere": "home",
        "target_on": "2027-12-31",
    },
    request_only=True,
)


def _codes(help_text: str, **more: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=40), help_text=help_text, **more
    )


class NextStatusesField(Derived, serializers.ListField):
    """The statuses that may follow the present one."""

    child = serializers.ChoiceField(choices=PriorityStatus.choices)

    def from_column(self, value: Any) -> list[str]:
        return sorted(str(status) for status in StrategyPriority.TRANSITIONS[value])


class PriorityRow(StateRowSerializer):
    inhibitors = _codes("The codes of the inhibitors that it strengthens.")
    factors = _codes("The codes of the factors that it answers.")
    next_statuses = NextStatusesField(
        source="status", help_text="The statuses that may follow the present one."
    )

    class Meta:
        model = StrategyPriority
        fields = (
            *StateRowSerializer.Meta.fields,
            "reference",
            "title",
            "sphere",
            "status",
            "next_statuses",
            "why",
            "inhibitors",
            "factors",
            "assessment_reference",
            "place",
            "lead_institution",
            "starts_on",
            "target_on",
            "outcome",
            "office",
            "visibility",
        )


class PriorityInput(InputSerializer):
    inhibitors = _codes("The codes of the inhibitors.", required=False, max_length=50)
    factors = _codes("The codes of the factors.", required=False, max_length=50)
    lead_institution = VisibleRelatedField(
        queryset=Institution.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = StrategyPriority
        fields: tuple[str, ...] = (
            "title",
            "sphere",
            "why",
            "inhibitors",
            "factors",
            "assessment_reference",
            "place",
            "lead_institution",
            "starts_on",
            "target_on",
            "visibility",
        )


class NewPriorityInput(StateInputSerializer, PriorityInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")

    class Meta(PriorityInput.Meta):
        fields = ("country", "office", *PriorityInput.Meta.fields)


class PriorityMoveInput(CommandSerializer):
    """The status to move to; the reason says what came of it, or why it is dropped."""

    to = serializers.ChoiceField(choices=PriorityStatus.choices)


class GapRow(serializers.Serializer[Any]):
    rule = serializers.ChoiceField(choices=Rule.choices)
    code = serializers.CharField(help_text="Of a factor or inhibitor, or a priority's reference.")
    title = serializers.CharField()
    state = serializers.CharField(help_text="How it is rated, or where the priority stands.")
    words = serializers.CharField(help_text="The same in words.")
    assessment = serializers.CharField(help_text="Reference of the assessment, where it has one.")


@extend_schema(tags=["Strategy"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class PriorityViewSet(StateMixin, RecordViewSet):
    """Priorities of your State at home and abroad; other States read none."""

    model = StrategyPriority
    row_class = PriorityRow
    input_class = PriorityInput
    create_class = NewPriorityInput
    filterset_class = PriorityFilter
    orderings: ClassVar = {"created": "id", "place": "place", "target_on": "target_on"}

    def perform_create(self, data: dict[str, Any]) -> StrategyPriority:
        return create_priority(actor=self.actor, country=self.state_of(data), fields=data)

    def perform_update(
        self, record: Any, version: int, changes: dict[str, Any]
    ) -> StrategyPriority:
        return change_priority(actor=self.actor, priority=record, changes=changes, version=version)

    @extend_schema(request=PriorityMoveInput, responses=PriorityRow)
    @action(detail=True, methods=["post"])
    @versioned
    def transition(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Move a priority to another status; only a status in `next_statuses` may follow."""
        record, version = self.expected()
        body = self.body(PriorityMoveInput)
        moved = move_priority(
            actor=self.actor,
            priority=record,
            to=body["to"],
            version=version,
            reason=body.get("reason", ""),
        )
        return self.written(moved)


class VersionBriefRow(StateRowSerializer):
    class Meta:
        model = StrategyVersion
        fields: tuple[str, ...] = (
            *StateRowSerializer.Meta.fields,
            "number",
            "approved_by",
            "approved_at",
            "visibility",
            "sha256",
        )


class VersionRow(VersionBriefRow):
    class Meta(VersionBriefRow.Meta):
        fields = (*VersionBriefRow.Meta.fields, "content")


class VersionApiFilter(StateParameter, VersionFilter):
    class Meta:
        model = StrategyVersion
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Strategy"])
class StrategyVersionViewSet(HistoryMixin, ReadOnlyViewSet):
    """Strategies as States approved them; a list leaves out their content."""

    model = StrategyVersion
    row_class = VersionRow
    list_row_class = VersionBriefRow
    filterset_class = VersionApiFilter
    orderings: ClassVar = {"created": "id", "approved_at": "approved_at"}


@extend_schema(tags=["Strategy"])
class StrategyGapsApiView(ApiMixin, APIView):
    """What is missing in your State between risk, priority and action, rule by rule."""

    @extend_schema(responses=GapRow(many=True))
    def get(self, request: Request) -> Response:
        """The gaps by rule, those of the latest approved assessment first."""
        refuse_unknown_parameters(request.query_params, ())
        country = self.actor.country
        if country is None or country.pk not in self.actor.read_states:
            return Response([])
        return Response([_row(gap) for gap in gaps_of(country, self.actor).found])


def _row(gap: Gap) -> dict[str, Any]:
    return {**asdict(gap), "rule": str(gap.rule)}
