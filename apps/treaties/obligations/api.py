"""What States owe, and when, over the API."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.countries.api import StateField, StateMixin, StateParameter, StateRowSerializer
from apps.treaties.obligations import services, steps
from apps.treaties.obligations.choices import BY_PEOPLE, DateSource
from apps.treaties.obligations.filters import ObligationFilter, OccurrenceFilter
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from focalpoint.api.days import DayField, DueField
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.views import RecordViewSet, versioned

KEEPING = ("lead_institution", "responsible", "visibility", "note")
NEW_DUTY = OpenApiExample(
    "A duty to a regional body",
    value={
        "kind": "regional",
        "title": "Report to the regional human rights commission",
        "body": "Regional commission",
    },
    request_only=True,
)
NEW_DATE = OpenApiExample(
    "A date that has passed",
    value={
        "obligation": "0191f3a0-0000-7000-8000-000000000000",
        "kind": "periodic",
        "original_due_on": "2023-03-01",
        "source": "Concluding observations, paragraph 45",
        "submitted_on": "2023-05-15",
    },
    request_only=True,
)


class ObligationRow(StateRowSerializer):
    treaty = serializers.CharField(source="treaty.code", allow_null=True)

    class Meta:
        model = ReportingObligation
        fields = (
            *StateRowSerializer.Meta.fields,
            "kind",
            "treaty",
            "title",
            "body",
            "in_force_on",
            "ended_on",
            "source",
            "source_as_of",
            "confidence",
            "office",
            *KEEPING,
        )


class ObligationInput(InputSerializer):
    responsible = VisibleRelatedField(
        queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )

    class Meta:
        model = ReportingObligation
        fields: tuple[str, ...] = ("title", "body", *KEEPING)


class NewObligationInput(ObligationInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")
    # Those to treaties and to the UPR follow from facts.
    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.label) for kind in services.HAND_KINDS]
    )
    title = serializers.CharField(max_length=200)

    class Meta(ObligationInput.Meta):
        fields = ("country", "kind", *ObligationInput.Meta.fields)


class ObligationApiFilter(StateParameter, ObligationFilter):
    class Meta:
        model = ReportingObligation
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Obligations"])
@extend_schema_view(create=extend_schema(examples=[NEW_DUTY]))
class ObligationViewSet(StateMixin, RecordViewSet):
    """To whom States owe something: derived from the treaties that bind them, or by hand."""

    model = ReportingObligation
    row_class = ObligationRow
    input_class = ObligationInput
    create_class = NewObligationInput
    filterset_class = ObligationApiFilter
    orderings = {"created": "id"}

    def perform_create(self, data: dict[str, Any]) -> ReportingObligation:
        return services.create_obligation(actor=self.actor, country=self.state_of(data), **data)

    def perform_update(
        self, record: Any, version: int, changes: dict[str, Any]
    ) -> ReportingObligation:
        return services.update_obligation(
            actor=self.actor, obligation=record, changes=changes, version=version
        )


class OccurrenceRow(StateRowSerializer):
    treaty = serializers.CharField(source="obligation.treaty.code", allow_null=True)

    class Meta:
        model = Occurrence
        fields = (
            *StateRowSerializer.Meta.fields,
            "obligation",
            "treaty",
            "kind",
            "title",
            "due_on",
            "original_due_on",
            "override_on",
            "override_source",
            "override_reason",
            "latest_on",
            "precision",
            "origin",
            "rule",
            "rule_number",
            "counted_from",
            "source",
            "source_as_of",
            "confidence",
            "confirmed_at",
            "status",
            "submitted_on",
            "symbol",
            "reviewed_on",
            "skip_reason",
            "follows",
            "office",
            *KEEPING,
        )


class OccurrenceInput(InputSerializer):
    responsible = VisibleRelatedField(
        queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )

    class Meta:
        model = Occurrence
        fields: tuple[str, ...] = KEEPING


class NewOccurrenceInput(OccurrenceInput):
    obligation = VisibleRelatedField(queryset=ReportingObligation.objects.all())
    submitted_on = DayField(required=False, allow_null=True)
    symbol = serializers.CharField(required=False, allow_blank=True, max_length=100)

    class Meta(OccurrenceInput.Meta):
        fields = (
            "obligation",
            "kind",
            "title",
            "original_due_on",
            "latest_on",
            "precision",
            "source",
            "submitted_on",
            "symbol",
            *KEEPING,
        )


class OverrideDateInput(CommandSerializer):
    """Another date with its source and the reason for it."""

    due_on = DueField()
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=[(value.value, value.label) for value in map(DateSource, BY_PEOPLE)]
    )


class SubmitDateInput(CommandSerializer):
    """The day on which it was handed in, and its symbol if it has one."""

    submitted_on = DayField()
    symbol = serializers.CharField(required=False, allow_blank=True, max_length=100)


class ReviewDateInput(CommandSerializer):
    """When the body reviewed it, and until when it asked for more."""

    reviewed_on = DayField()
    follow_up_on = DueField(required=False, allow_null=True)


class SkipDateInput(CommandSerializer):
    """Why it will not be handed in."""

    skip_reason = serializers.CharField(max_length=2000)


class OccurrenceApiFilter(StateParameter, OccurrenceFilter):
    class Meta:
        model = Occurrence
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Obligations"])
@extend_schema_view(create=extend_schema(examples=[NEW_DATE]))
class OccurrenceViewSet(StateMixin, RecordViewSet):
    """The dates on which something is due: original and current date, origin, what became of it."""

    model = Occurrence
    row_class = OccurrenceRow
    input_class = OccurrenceInput
    create_class = NewOccurrenceInput
    filterset_class = OccurrenceApiFilter
    orderings = {"created": "id", "due_on": "due_on"}

    def perform_create(self, data: dict[str, Any]) -> Occurrence:
        return services.add_occurrence(
            actor=self.actor,
            obligation=data.pop("obligation"),
            submitted_on=data.pop("submitted_on", None),
            symbol=data.pop("symbol", ""),
            fields=data,
        )

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Occurrence:
        return services.update_occurrence(
            actor=self.actor, occurrence=record, changes=changes, version=version
        )

    def _step(self, service: Any, body: type[CommandSerializer]) -> Response:
        record, version = self.expected()
        said = self.body(body)
        with self.because(said["reason"]):
            return self.written(
                service(actor=self.actor, occurrence=record, version=version, **said)
            )

    @extend_schema(request=CommandSerializer, responses=OccurrenceRow)
    @action(detail=True, methods=["post"])
    @versioned
    def confirm(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Stand by the date as it is."""
        return self._step(services.confirm_due_date, CommandSerializer)

    @extend_schema(request=OverrideDateInput, responses=OccurrenceRow)
    @action(detail=True, methods=["post"])
    @versioned
    def override(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let another date count; a source and a reason are required."""
        return self._step(services.override_due_date, OverrideDateInput)

    @extend_schema(request=CommandSerializer, responses=OccurrenceRow)
    @action(detail=True, methods=["post"])
    @versioned
    def draft(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record that there is a draft."""
        return self._step(steps.draft, CommandSerializer)

    @extend_schema(request=SubmitDateInput, responses=OccurrenceRow)
    @action(detail=True, methods=["post"])
    @versioned
    def submit(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record the day on which it was handed in."""
        return self._step(steps.submit, SubmitDateInput)

    @extend_schema(request=ReviewDateInput, responses=OccurrenceRow)
    @action(detail=True, methods=["post"])
    @versioned
    def review(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record the review, and what was asked for."""
        return self._step(steps.review, ReviewDateInput)

    @extend_schema(request=SkipDateInput, responses=OccurrenceRow)
    @action(detail=True, methods=["post"])
    @versioned
    def skip(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record that it will not be handed in, and why."""
        return self._step(steps.skip, SkipDateInput)

    @extend_schema(request=CommandSerializer, responses=OccurrenceRow)
    @action(detail=True, methods=["post"])
    @versioned
    def reopen(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Owe it again."""
        return self._step(steps.reopen, CommandSerializer)
