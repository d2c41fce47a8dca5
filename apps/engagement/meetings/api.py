"""Meetings and the part that States took in them, over the API."""

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
from apps.engagement.approval.api import ApprovedViewSet, approve_field
from apps.engagement.meetings.commitments import (
    add_commitment,
    change_commitment,
    close_commitment,
)
from apps.engagement.meetings.filters import GatheringFilter, ParticipationFilter
from apps.engagement.meetings.models import (
    CommitmentStatus,
    Delegate,
    Gathering,
    MeetingCommitment,
    Participation,
)
from apps.engagement.meetings.selectors import gatherings
from apps.engagement.meetings.services import (
    FACTS,
    add_delegate,
    change_delegate,
    change_gathering,
    change_participation,
    open_gathering,
    record_participation,
    remove_delegate,
)
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    DestroyMixin,
    HistoryMixin,
    PartMixin,
    ReadOnlyViewSet,
    UpdateMixin,
    versioned,
)

NEW = OpenApiExample(
    "A State's part in a dialogue of its own",
    value={
        "title": "Regional dialogue on early warning",
        "kind": "exchange",
        "starts_on": "2026-03-12",
        "counterparts": "Sub-regional organisation",
        "presence": "attended",
        "statement": "own",
    },
    request_only=True,
)
OPENED = OpenApiExample(
    "A meeting of the calendar",
    value={
        "title": "Meeting of the network of focal points",
        "kind": "network",
        "starts_on": "2026-06-10",
        "organiser": "Secretariat of the network",
    },
    request_only=True,
)
MEETING = (*FACTS, "organiser", "agenda", "url", "source", "upr_session", "is_cancelled")
OWN = (
    "counterparts",
    "presence",
    "head_rank",
    "statement",
    "on_behalf_of",
    "statement_text",
    "statement_url",
    "outcome",
    "visibility",
)


class GatheringRow(RowSerializer):
    class Meta:
        model = Gathering
        fields = ("id", *MEETING, "is_training", "version", "created_at", "updated_at")


class GatheringInput(InputSerializer):
    class Meta:
        model = Gathering
        fields = (*MEETING, "is_training")


@extend_schema(tags=["Engagement"])
@extend_schema_view(create=extend_schema(examples=[OPENED]))
class GatheringViewSet(CreateMixin, UpdateMixin, ReadOnlyViewSet):
    """The calendar of meetings, dialogues and reviews; kept by coordinators and the secretariat."""

    model = Gathering
    row_class = GatheringRow
    input_class = GatheringInput
    filterset_class = GatheringFilter
    orderings: ClassVar = {"created": "id", "starts_on": "starts_on"}

    def get_queryset(self) -> Any:
        return gatherings(self.actor)

    def perform_create(self, data: dict[str, Any]) -> Gathering:
        return open_gathering(actor=self.actor, fields=data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Gathering:
        return change_gathering(
            actor=self.actor, gathering=record, changes=changes, version=version
        )


class ParticipationRow(StateRowSerializer):
    class Meta:
        model = Participation
        fields = (
            *StateRowSerializer.Meta.fields,
            "gathering",
            *FACTS,
            *OWN,
            "office",
            "approved_at",
        )


class ParticipationInput(InputSerializer):
    class Meta:
        model = Participation
        fields: tuple[str, ...] = (*FACTS, *OWN)
        extra_kwargs: ClassVar = {
            name: {"required": False} for name in ("kind", "title", "starts_on")
        }


class NewParticipationInput(StateInputSerializer, ParticipationInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")
    gathering = VisibleRelatedField(
        queryset=Gathering.objects.all(),
        required=False,
        help_text="The meeting of the calendar, which then gives title, kind, dates and place.",
    )
    approve = approve_field()

    class Meta(ParticipationInput.Meta):
        fields = ("country", "office", "gathering", "approve", *ParticipationInput.Meta.fields)


class ParticipationApiFilter(StateParameter, ParticipationFilter):
    class Meta:
        model = Participation
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Engagement"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class ParticipationViewSet(ApprovedViewSet):
    """What States did at meetings; abroad, what they have approved and share."""

    model = Participation
    row_class = ParticipationRow
    input_class = ParticipationInput
    create_class = NewParticipationInput
    filterset_class = ParticipationApiFilter
    orderings: ClassVar = {"created": "id", "starts_on": "starts_on"}

    def perform_create(self, data: dict[str, Any]) -> Participation:
        return record_participation(
            actor=self.actor,
            country=self.state_of(data),
            gathering=data.pop("gathering", None),
            approve=data.pop("approve", False),
            fields=data,
        )

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Participation:
        return change_participation(
            actor=self.actor, participation=record, changes=changes, version=version
        )


class DelegateRow(RowSerializer):
    class Meta:
        model = Delegate
        fields = ("id", "participation", "name", "rank", "institution", "version")


class DelegateInput(InputSerializer):
    class Meta:
        model = Delegate
        fields = ("name", "rank", "institution")


@extend_schema(tags=["Engagement"])
class DelegateViewSet(PartMixin, CreateMixin, UpdateMixin, DestroyMixin, ReadOnlyViewSet):
    """Who attended, as the State records it; other States never read it."""

    model = Delegate
    parent = Participation
    through = "participation"
    row_class = DelegateRow
    input_class = DelegateInput
    orderings: ClassVar = {"created": "id"}
    default_ordering = "created"

    def perform_create(self, data: dict[str, Any]) -> Delegate:
        return add_delegate(actor=self.actor, participation=self.whole(), fields=data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Delegate:
        return change_delegate(actor=self.actor, delegate=record, changes=changes, version=version)

    def perform_destroy(self, record: Any, version: int) -> None:
        remove_delegate(actor=self.actor, delegate=record)


class CommitmentRow(RowSerializer):
    class Meta:
        model = MeetingCommitment
        fields = (
            "id",
            "participation",
            "text",
            "due_on",
            "institution",
            "status",
            "result",
            "closed_on",
            "version",
            "created_at",
            "updated_at",
        )


class CommitmentInput(InputSerializer):
    class Meta:
        model = MeetingCommitment
        fields = ("text", "due_on", "institution")


class CloseCommitmentInput(CommandSerializer):
    """What became of the commitment; `open` takes that back."""

    to = serializers.ChoiceField(choices=CommitmentStatus.choices)
    result = serializers.CharField(max_length=500, required=False, allow_blank=True)


@extend_schema(tags=["Engagement"])
class CommitmentViewSet(PartMixin, CreateMixin, UpdateMixin, HistoryMixin, ReadOnlyViewSet):
    """What the State promised at a meeting."""

    model = MeetingCommitment
    parent = Participation
    through = "participation"
    row_class = CommitmentRow
    input_class = CommitmentInput
    orderings: ClassVar = {"created": "id", "due_on": "due_on"}
    default_ordering = "created"

    def perform_create(self, data: dict[str, Any]) -> MeetingCommitment:
        return add_commitment(actor=self.actor, participation=self.whole(), fields=data)

    def perform_update(
        self, record: Any, version: int, changes: dict[str, Any]
    ) -> MeetingCommitment:
        return change_commitment(
            actor=self.actor, commitment=record, changes=changes, version=version
        )

    @extend_schema(request=CloseCommitmentInput, responses=CommitmentRow)
    @action(detail=True, methods=["post"])
    @versioned
    def close(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what became of it."""
        record, version = self.expected()
        body = self.body(CloseCommitmentInput)
        with self.because(body.pop("reason")):
            return self.written(
                close_commitment(actor=self.actor, commitment=record, version=version, **body)
            )
