"""Trainings over the API."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers

from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateParameter,
    StateRowSerializer,
)
from apps.engagement.approval.api import CLOSING, OPENING, ApprovedViewSet, approve_field
from apps.engagement.approval.parts import remove_part
from apps.engagement.trainings.filters import TrainingFilter
from apps.engagement.trainings.models import Training, TrainingAttendance
from apps.engagement.trainings.services import change_training, count_attendance, record_training
from focalpoint.api.inputs import InputSerializer
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import CreateMixin, DestroyMixin, PartMixin, ReadOnlyViewSet

NEW = OpenApiExample(
    "A course for the border police",
    value={
        "title": "Signs of atrocity crimes",
        "topic": "security",
        "audience": "Border police",
        "starts_on": "2026-03-12",
        "language": "en",
    },
    request_only=True,
)
FACTS = (
    "title",
    "topic",
    "audience",
    "given_by",
    "language",
    "starts_on",
    "ends_on",
    "place",
    "outcome",
)


class TrainingRow(StateRowSerializer):
    class Meta:
        model = Training
        fields = (*OPENING, *FACTS, *CLOSING)


class TrainingInput(InputSerializer):
    class Meta:
        model = Training
        fields: tuple[str, ...] = (*FACTS, "visibility")


class NewTrainingInput(StateInputSerializer, TrainingInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")
    approve = approve_field()

    class Meta(TrainingInput.Meta):
        fields = ("country", "office", "approve", *TrainingInput.Meta.fields)


class TrainingApiFilter(StateParameter, TrainingFilter):
    class Meta:
        model = Training
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Engagement"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class TrainingViewSet(ApprovedViewSet):
    """Trainings given and attended, with numbers by institution and no names."""

    model = Training
    row_class = TrainingRow
    input_class = TrainingInput
    create_class = NewTrainingInput
    filterset_class = TrainingApiFilter
    orderings: ClassVar = {"created": "id", "starts_on": "starts_on"}

    def perform_create(self, data: dict[str, Any]) -> Training:
        return record_training(
            actor=self.actor,
            country=self.state_of(data),
            approve=data.pop("approve", False),
            fields=data,
        )

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Training:
        return change_training(actor=self.actor, training=record, changes=changes, version=version)


class AttendanceRow(RowSerializer):
    class Meta:
        model = TrainingAttendance
        fields = ("id", "training", "institution", "other", "number", "version")


class AttendanceInput(InputSerializer):
    number = serializers.IntegerField(min_value=1, max_value=1_000_000)

    class Meta:
        model = TrainingAttendance
        fields = ("institution", "other", "number")


@extend_schema(tags=["Engagement"])
class AttendanceViewSet(PartMixin, CreateMixin, DestroyMixin, ReadOnlyViewSet):
    """How many came from which institution."""

    model = TrainingAttendance
    parent = Training
    through = "training"
    row_class = AttendanceRow
    input_class = AttendanceInput
    orderings: ClassVar = {"created": "id"}
    default_ordering = "created"

    def perform_create(self, data: dict[str, Any]) -> TrainingAttendance:
        return count_attendance(actor=self.actor, training=self.whole(), fields=data)

    def perform_destroy(self, record: Any, version: int) -> None:
        remove_part(actor=self.actor, part=record, event="attendance.removed")
