"""Plans of ratification and their stages over the API."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateMixin,
    StateParameter,
    StateRowSerializer,
)
from apps.countries.models import Institution
from apps.treaties.models import Treaty
from apps.treaties.plans import selectors, services, stages
from apps.treaties.plans.choices import Count, StageStatus
from apps.treaties.plans.course import for_aim, planned
from apps.treaties.plans.deposit import BY, report_deposit, retract_deposit
from apps.treaties.plans.filters import PlanFilter
from apps.treaties.plans.models import PlanStage, RatificationPlan
from focalpoint.acting import current_acting
from focalpoint.api.days import DayField
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.rows import Derived
from focalpoint.api.views import (
    CreateMixin,
    HistoryMixin,
    ListMixin,
    PartMixin,
    RecordViewSet,
    RetrieveMixin,
    UpdateMixin,
    versioned,
)

NEW = OpenApiExample(
    "A new plan",
    value={
        "treaty": "ROME_STATUTE",
        "aim": "ratification",
        "count": "back",
        "day": "2028-07-01",
        "reason": "Decided by the cabinet",
    },
    request_only=True,
)


class PlanRow(StateRowSerializer):
    treaty = serializers.CharField(source="treaty.code")

    class Meta:
        model = RatificationPlan
        fields = (
            *StateRowSerializer.Meta.fields,
            "treaty",
            "aim",
            "status",
            "started_on",
            "target_on",
            "note",
            "reported",
            "office",
            "visibility",
        )


class PlanInput(StateInputSerializer):
    class Meta:
        model = RatificationPlan
        fields: tuple[str, ...] = ("aim", "target_on", "note", "office", "visibility")


class NewPlanInput(PlanInput):
    """A new plan with the State's own stages, or the project's; their dates count from a day."""

    country = StateField(required=False, help_text="The State's code; by default your own.")
    treaty = serializers.SlugRelatedField(
        slug_field="code", queryset=Treaty.objects.all(), help_text="Code of the instrument."
    )
    count = serializers.ChoiceField(
        choices=Count.choices,
        default=Count.FORWARD,
        help_text="Whether the dates are counted forward from `day`, or back from it.",
    )
    day = DayField(
        required=False, help_text="The day on which the plan begins, or ends; today if left out."
    )

    class Meta(PlanInput.Meta):
        fields = ("country", "treaty", *PlanInput.Meta.fields, "count", "day")


class DepositInput(CommandSerializer):
    """By what act and on which day the instrument was deposited; everybody reads the note."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in BY])
    deposited_on = DayField()
    note = serializers.CharField(required=False, allow_blank=True, max_length=500)


class PlanApiFilter(StateParameter, PlanFilter):
    class Meta:
        model = RatificationPlan
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Ratification plans"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class PlanViewSet(StateMixin, RecordViewSet):
    """How States mean to join instruments, stage by stage."""

    model = RatificationPlan
    row_class = PlanRow
    input_class = PlanInput
    create_class = NewPlanInput
    filterset_class = PlanApiFilter
    orderings = {"created": "id", "started_on": "started_on", "target_on": "target_on"}

    def perform_create(self, data: dict[str, Any]) -> RatificationPlan:
        country = self.state_of(data)
        today = country.local_date(timezone.now())
        count, day = data.pop("count"), data.pop("day", today)
        usual = for_aim(selectors.usual_stages(country, self.actor), data["aim"])
        owners = selectors.institutions_by_kind(country, self.actor)
        lines = planned(usual, count=count, day=day)
        data.setdefault("target_on", lines[-1].due_on if lines else None)
        return services.start_plan(
            actor=self.actor,
            country=country,
            started_on=min(today, day),
            stages=[
                services.NewStage(
                    kind=line.stage.kind,
                    title=line.stage.title,
                    institution=owners.get(line.stage.owner),
                    due_on=line.due_on,
                    after=line.after,
                )
                for line in lines
            ],
            **data,
        )

    def perform_update(
        self, record: Any, version: int, changes: dict[str, Any]
    ) -> RatificationPlan:
        return services.update_plan(actor=self.actor, plan=record, changes=changes, version=version)

    @extend_schema(request=CommandSerializer, responses=PlanRow)
    @action(detail=True, methods=["post"])
    @versioned
    def drop(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give a plan up; a reason is required."""
        record, version = self.expected()
        reason = self.body(CommandSerializer)["reason"]
        with self.because(reason):
            return self.written(
                services.drop_plan(actor=self.actor, plan=record, version=version, reason=reason)
            )

    @extend_schema(request=CommandSerializer, responses=PlanRow)
    @action(detail=True, methods=["post"])
    @versioned
    def resume(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take up a plan that was given up."""
        record, version = self.expected()
        with self.because(self.body(CommandSerializer)["reason"]):
            return self.written(
                services.resume_plan(actor=self.actor, plan=record, version=version)
            )

    @extend_schema(request=DepositInput, responses=PlanRow)
    @action(detail=True, methods=["post"])
    @versioned
    def deposit(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Report that the instrument was deposited; the plan ends. For focal point and deputy."""
        record, version = self.expected()
        body = self.body(DepositInput)
        with self.because(body.pop("reason")):
            return self.written(
                report_deposit(actor=self.actor, plan=record, version=version, **body)
            )

    @extend_schema(request=CommandSerializer, responses=PlanRow)
    @action(detail=True, methods=["post"])
    @versioned
    def retract(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take the report of a deposit back; a reason is required."""
        record, version = self.expected()
        reason = self.body(CommandSerializer)["reason"]
        with self.because(reason):
            return self.written(
                retract_deposit(actor=self.actor, plan=record, version=version, reason=reason)
            )


class NextStageStatuses(Derived, serializers.ListField):
    """The statuses that may follow the present one."""

    child = serializers.ChoiceField(choices=StageStatus.choices)

    def from_column(self, value: Any) -> list[str]:
        return sorted(str(status) for status in PlanStage.TRANSITIONS[value])


class StageRow(StateRowSerializer):
    next_statuses = NextStageStatuses(
        source="status", help_text="The statuses that may follow the present one."
    )
    blocked_by = serializers.ListField(
        source="blocker_ids",
        child=serializers.UUIDField(),
        help_text="The stages of the plan that it waits for.",
    )

    class Meta:
        model = PlanStage
        fields = (
            *StateRowSerializer.Meta.fields,
            "plan",
            "position",
            "kind",
            "title",
            "institution",
            "person",
            "due_on",
            "status",
            "next_statuses",
            "finished_on",
            "blocked_by",
            "note",
            "office",
            "visibility",
        )


class StageInput(InputSerializer):
    institution = VisibleRelatedField(queryset=Institution.objects.all(), required=False)
    person = VisibleRelatedField(
        queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )
    blocked_by = VisibleRelatedField(queryset=PlanStage.objects.all(), many=True, required=False)

    class Meta:
        model = PlanStage
        fields: ClassVar[tuple[str, ...]] = (
            "kind",
            "title",
            "institution",
            "person",
            "due_on",
            "note",
            "blocked_by",
        )
        extra_kwargs: ClassVar = {"kind": {"required": False}}


class StageTransitionInput(CommandSerializer):
    """The status to move to, and the day on which it was finished (today if left out)."""

    to = serializers.ChoiceField(choices=StageStatus.choices)
    finished_on = DayField(required=False, allow_null=True)


@extend_schema(tags=["Ratification plans"])
class StageViewSet(PartMixin, ListMixin, RetrieveMixin, CreateMixin, UpdateMixin, HistoryMixin):
    """The stages of a plan, in their order."""

    model = PlanStage
    parent = RatificationPlan
    through = "plan"
    row_class = StageRow
    input_class = StageInput
    orderings: ClassVar = {"created": "id", "position": "position", "due_on": "due_on"}
    default_ordering = "position"

    @property
    def stated_reason(self) -> str:
        """Why the change is made, as the body or the header says."""
        frame = current_acting()
        return frame.reason if frame else ""

    @classmethod
    def base_queryset(cls) -> Any:
        return PlanStage.objects.annotate(blocker_ids=selectors.blockers_of())

    def perform_create(self, data: dict[str, Any]) -> PlanStage:
        return stages.add_stage(actor=self.actor, plan=self.whole(), **data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> PlanStage:
        blocked_by = changes.pop("blocked_by", None)
        return stages.update_stage(
            actor=self.actor,
            stage=record,
            changes=changes,
            blocked_by=blocked_by,
            version=version,
            reason=self.stated_reason,
        )

    @extend_schema(request=StageTransitionInput, responses=StageRow)
    @action(detail=True, methods=["post"])
    @versioned
    def transition(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Move a stage to another status; only a status in `next_statuses` may follow."""
        record, version = self.expected()
        body = self.body(StageTransitionInput)
        with self.because(body.pop("reason")):
            changed = stages.change_stage_status(
                actor=self.actor, stage=record, version=version, **body
            )
        return self.written(changed)
