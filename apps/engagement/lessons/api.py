"""Lessons over the API."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view

from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateParameter,
    StateRowSerializer,
)
from apps.engagement.approval.api import CLOSING, OPENING, ApprovedViewSet, approve_field
from apps.engagement.lessons.filters import LessonFilter
from apps.engagement.lessons.models import Lesson
from apps.engagement.lessons.services import change_lesson, tell_lesson
from focalpoint.api.inputs import InputSerializer

NEW = OpenApiExample(
    "A lesson for others",
    value={
        "title": "Mediators from the valleys themselves",
        "context": "Disputes over water were mediated by the capital.",
        "finding": "People came once mediators of their own valley were named.",
        "advice": "Name mediators with both sides.",
        "topic": "early_warning",
        "language": "en",
    },
    request_only=True,
)
FACTS = ("title", "context", "finding", "advice", "topic", "region", "language", "step")


class LessonRow(StateRowSerializer):
    class Meta:
        model = Lesson
        fields = (*OPENING, *FACTS, *CLOSING)


class LessonInput(InputSerializer):
    class Meta:
        model = Lesson
        fields: tuple[str, ...] = (*FACTS, "visibility")


class NewLessonInput(StateInputSerializer, LessonInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")
    approve = approve_field()

    class Meta(LessonInput.Meta):
        fields = ("country", "office", "approve", *LessonInput.Meta.fields)


class LessonApiFilter(StateParameter, LessonFilter):
    class Meta:
        model = Lesson
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Engagement"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class LessonViewSet(ApprovedViewSet):
    """The library of lessons: the own State's, and those that others share."""

    model = Lesson
    row_class = LessonRow
    input_class = LessonInput
    create_class = NewLessonInput
    filterset_class = LessonApiFilter
    orderings: ClassVar = {"created": "id"}

    def perform_create(self, data: dict[str, Any]) -> Lesson:
        return tell_lesson(
            actor=self.actor,
            country=self.state_of(data),
            approve=data.pop("approve", False),
            fields=data,
        )

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Lesson:
        return change_lesson(actor=self.actor, lesson=record, changes=changes, version=version)
