"""National assessments: drafted, rated, handed in, approved; and what was approved."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.assessments.comment_models import LONGEST_COMMENT
from apps.assessments.cycle.phases import WORKED_CHOICES
from apps.assessments.cycle.services import move_phase
from apps.assessments.filters import AssessmentFilter, SnapshotFilter
from apps.assessments.models import Assessment, AssessmentSnapshot, Extent, FactorRating
from apps.assessments.services import (
    approve_assessment,
    create_assessment,
    rate_factor,
    reopen_assessment,
    return_assessment,
    submit_assessment,
    update_assessment,
    withdraw_assessment,
)
from apps.assessments.sharing import share_snapshot
from apps.assessments.succession.services import begin_next, correct_assessment
from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateMixin,
    StateParameter,
    StateRowSerializer,
)
from apps.countries.models import Institution
from focalpoint.api.days import DueField
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    HistoryMixin,
    ListMixin,
    PartMixin,
    ReadOnlyViewSet,
    RecordViewSet,
    RetrieveMixin,
    UpdateMixin,
    versioned,
)
from focalpoint.visibility import Visibility

NEW = OpenApiExample(
    "A new assessment",
    value={
        "title": "National assessment of risk and resilience 2026",
        "period_start": "2025-07-01",
        "period_end": "2026-06-30",
        "lead_institution": "0191f3a0-0000-7000-8000-000000000000",
    },
    request_only=True,
)


class AssessmentRow(StateRowSerializer):
    class Meta:
        model = Assessment
        fields = (
            *StateRowSerializer.Meta.fields,
            "reference",
            "framework",
            "title",
            "period_start",
            "period_end",
            "method",
            "context",
            "contributors",
            "lead_institution",
            "status",
            "phase",
            "begun_from",
            "correction_reason",
            "office",
            "visibility",
            "next_review_on",
            "submitted_at",
            "submitted_by",
            "unrated_reason",
            "review_comment",
            "approved_at",
        )


class AssessmentInput(InputSerializer):
    lead_institution = VisibleRelatedField(queryset=Institution.objects.all())

    class Meta:
        model = Assessment
        fields: tuple[str, ...] = (
            "title",
            "period_start",
            "period_end",
            "method",
            "context",
            "contributors",
            "lead_institution",
            "visibility",
            "next_review_on",
        )


class NewAssessmentInput(StateInputSerializer, AssessmentInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")

    class Meta(AssessmentInput.Meta):
        fields = ("country", "office", *AssessmentInput.Meta.fields)


class SubmitInput(CommandSerializer):
    """Why some factors are not rated, where some are not."""

    unrated_reason = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    left_open = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_COMMENT,
        help_text="Why comments stay open, where some do.",
    )


class ReturnInput(CommandSerializer):
    """What is to be changed."""

    comment = serializers.CharField(max_length=20_000)
    factor_comments = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_COMMENT),
        required=False,
        help_text="What is to be changed in single factors, by their codes.",
    )


class ApproveInput(CommandSerializer):
    """Who reads the approved assessment, and when it is reviewed next."""

    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    next_review_on = DueField(required=False, allow_null=True)


class NextInput(CommandSerializer):
    """The title and the period of the next cycle; all else is taken over."""

    title = serializers.CharField(max_length=200)
    period_start = serializers.DateField()
    period_end = serializers.DateField()


class PhaseMoveInput(CommandSerializer):
    """The phase to go to: the next one, or one before for a reason."""

    phase = serializers.ChoiceField(choices=WORKED_CHOICES)


class SnapshotBriefRow(StateRowSerializer):
    class Meta:
        model = AssessmentSnapshot
        fields: tuple[str, ...] = (
            *StateRowSerializer.Meta.fields,
            "assessment",
            "number",
            "extent",
            "period_end",
            "approved_by",
            "approved_at",
            "visibility",
            "sha256",
        )


class SnapshotRow(SnapshotBriefRow):
    class Meta(SnapshotBriefRow.Meta):
        fields = (*SnapshotBriefRow.Meta.fields, "content")


@extend_schema(tags=["Assessments"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class AssessmentViewSet(StateMixin, RecordViewSet):
    """Assessments of your State; other States read the approved snapshots that it shares."""

    model = Assessment
    row_class = AssessmentRow
    input_class = AssessmentInput
    create_class = NewAssessmentInput
    filterset_class = AssessmentFilter
    orderings = {"created": "id", "period_end": "period_end", "next_review_on": "next_review_on"}

    def perform_create(self, data: dict[str, Any]) -> Assessment:
        return create_assessment(actor=self.actor, country=self.state_of(data), fields=data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Assessment:
        return update_assessment(
            actor=self.actor, assessment=record, changes=changes, version=version
        )

    def _move(self, service: Any, serializer: Any, *, with_reason: bool = False) -> Any:
        record, version = self.expected()
        body = self.body(serializer)
        reason = body["reason"] if with_reason else body.pop("reason")
        with self.because(reason):
            return service(actor=self.actor, assessment=record, version=version, **body)

    @extend_schema(request=NextInput, responses={201: AssessmentRow})
    @action(detail=True, methods=["post"], url_path="next", url_name="next")
    @versioned
    def follow(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Begin the next cycle from an approved assessment."""
        record, _version = self.expected()
        body = self.body(NextInput)
        with self.because(body.pop("reason")):
            return self._begun(begin_next(actor=self.actor, former=record, fields=body))

    @extend_schema(request=CommandSerializer, responses={201: AssessmentRow})
    @action(detail=True, methods=["post"])
    @versioned
    def correct(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Begin a correction of an approved assessment; a reason is required."""
        record, _version = self.expected()
        reason = self.body(CommandSerializer)["reason"]
        with self.because(reason):
            made = correct_assessment(actor=self.actor, former=record, reason=reason)
            return self._begun(made)

    def _begun(self, made: Assessment) -> Response:
        return self.created(self.represent(made), reverse("api-assessment-detail", args=[made.pk]))

    @extend_schema(request=PhaseMoveInput, responses=AssessmentRow)
    @action(detail=True, methods=["post"])
    @versioned
    def move(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a draft to another phase; back for a reason only."""
        record, version = self.expected()
        body = self.body(PhaseMoveInput)
        with self.because(body["reason"]):
            moved = move_phase(
                actor=self.actor,
                assessment=record,
                to=body["phase"],
                version=version,
                reason=body["reason"],
            )
        return self.written(moved)

    @extend_schema(request=SubmitInput, responses=AssessmentRow)
    @action(detail=True, methods=["post"])
    @versioned
    def submit(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hand the assessment to those who approve it."""
        return self.written(self._move(submit_assessment, SubmitInput))

    @extend_schema(request=ReturnInput, responses=AssessmentRow)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    @versioned
    def give_back(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give a submitted assessment back to its authors."""
        return self.written(self._move(return_assessment, ReturnInput))

    @extend_schema(request=ApproveInput, responses={201: SnapshotRow})
    @action(detail=True, methods=["post"])
    @versioned
    def approve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Approve; the answer is the immutable snapshot of what was approved."""
        snapshot = self._move(approve_assessment, ApproveInput)
        path = reverse("api-snapshot-detail", args=[snapshot.pk])
        return self.created(SnapshotViewSet.represent(snapshot), path)

    @extend_schema(request=CommandSerializer, responses=AssessmentRow)
    @action(detail=True, methods=["post"])
    @versioned
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Lay a draft aside; a reason is required."""
        return self.written(self._move(withdraw_assessment, CommandSerializer, with_reason=True))

    @extend_schema(request=CommandSerializer, responses=AssessmentRow)
    @action(detail=True, methods=["post"])
    @versioned
    def reopen(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take up a withdrawn assessment again."""
        return self.written(self._move(reopen_assessment, CommandSerializer))


class RatingRow(RowSerializer):
    factor_code = serializers.CharField(source="factor.code")

    class Meta:
        model = FactorRating
        fields = (
            "id",
            "assessment",
            "factor",
            "factor_code",
            "level",
            "trend",
            "confidence",
            "narrative",
            "divergence_reason",
            "version",
            "updated_at",
        )


class RatingInput(InputSerializer):
    class Meta:
        model = FactorRating
        fields = ("level", "trend", "confidence", "narrative", "divergence_reason")


@extend_schema(tags=["Assessments"])
class RatingViewSet(PartMixin, ListMixin, RetrieveMixin, UpdateMixin, HistoryMixin):
    """A person's judgement of each risk factor in one assessment; never computed."""

    model = FactorRating
    parent = Assessment
    through = "assessment"
    row_class = RatingRow
    input_class = RatingInput
    orderings = {"created": "id"}
    default_ordering = "created"

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> FactorRating:
        return rate_factor(actor=self.actor, rating=record, changes=changes, version=version)


class ShareSnapshotInput(CommandSerializer):
    """Who may read it from now on, and how much readers abroad see; a reason is required."""

    visibility = serializers.ChoiceField(choices=Visibility.choices)
    extent = serializers.ChoiceField(choices=Extent.choices, required=False)


class SnapshotApiFilter(StateParameter, SnapshotFilter):
    class Meta:
        model = AssessmentSnapshot
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Assessments"])
class SnapshotViewSet(HistoryMixin, ReadOnlyViewSet):
    """Approved assessments as they were approved; a list leaves out their content."""

    model = AssessmentSnapshot
    row_class = SnapshotRow
    list_row_class = SnapshotBriefRow
    filterset_class = SnapshotApiFilter
    orderings = {"created": "id", "approved_at": "approved_at", "period_end": "period_end"}

    @extend_schema(request=ShareSnapshotInput, responses=SnapshotRow)
    @action(detail=True, methods=["post"])
    @versioned
    def share(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let more people read an approved assessment, or fewer."""
        record, version = self.expected()
        body = self.body(ShareSnapshotInput)
        with self.because(body["reason"]):
            shared = share_snapshot(actor=self.actor, snapshot=record, version=version, **body)
        return self.written(shared)
