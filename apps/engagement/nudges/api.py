"""Questions of the network over the API."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.countries.api import StateCodeField, StateField, StateParameter, TrainingField
from apps.countries.models import Country
from apps.engagement.nudges.filters import NudgeFilter
from apps.engagement.nudges.models import LONGEST_ANSWER, Nudge
from apps.engagement.nudges.services import answer_nudge, ask_states, withdraw_nudge
from focalpoint.api.inputs import CommandSerializer, InputSerializer
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import CreateMixin, ReadOnlyViewSet, versioned

ASKED = ("about", "step", "treaty", "gathering", "text", "reply_by")
NEW = OpenApiExample(
    "A question about an assessment",
    value={
        "country": "XAA",
        "about": "assessment",
        "text": "Is the assessment of this year approved?",
        "reply_by": "2031-05-02",
    },
    request_only=True,
)


class NudgeRow(RowSerializer):
    country = StateCodeField()
    is_training = TrainingField()

    class Meta:
        model = Nudge
        fields = (
            "id",
            "country",
            "is_training",
            *ASKED,
            "status",
            "answer",
            "answer_page",
            "withdrawn_because",
            "closed_at",
            "version",
            "created_at",
            "updated_at",
        )


class NewNudgeInput(InputSerializer):
    country = StateField(help_text="The code of the State that is asked.")

    class Meta:
        model = Nudge
        fields = ("country", *ASKED)


class AnswerNudgeInput(CommandSerializer):
    """A few words, or a page of this site, or both."""

    answer = serializers.CharField(max_length=LONGEST_ANSWER, required=False, allow_blank=True)
    answer_page = serializers.CharField(max_length=300, required=False, allow_blank=True)


class WithdrawNudgeInput(CommandSerializer):
    """Why no answer is needed any more."""

    why = serializers.CharField(max_length=500)


class NudgeApiFilter(StateParameter, NudgeFilter):
    class Meta:
        model = Nudge
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Engagement"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class NudgeViewSet(CreateMixin, ReadOnlyViewSet):
    """What the network's coordinators ask States for; read by them and by the State's office."""

    model = Nudge
    row_class = NudgeRow
    input_class = NewNudgeInput
    filterset_class = NudgeApiFilter
    orderings: ClassVar = {"created": "id", "reply_by": "reply_by"}

    def perform_create(self, data: dict[str, Any]) -> Nudge:
        country: Country = data.pop("country")
        [made] = ask_states(actor=self.actor, countries=[country], fields=data)
        return made

    @extend_schema(request=AnswerNudgeInput)
    @action(detail=True, methods=["post"])
    @versioned
    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer for the State."""
        record, version = self.expected()
        body = self.body(AnswerNudgeInput)
        with self.because(body.pop("reason")):
            return self.written(
                answer_nudge(actor=self.actor, nudge=record, version=version, **body)
            )

    @extend_schema(request=WithdrawNudgeInput)
    @action(detail=True, methods=["post"])
    @versioned
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask no more."""
        record, version = self.expected()
        body = self.body(WithdrawNudgeInput)
        with self.because(body.pop("reason")):
            return self.written(
                withdraw_nudge(actor=self.actor, nudge=record, version=version, **body)
            )
