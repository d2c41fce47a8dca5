"""The calendar of an assessment, over the API."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from apps.accounts.models import User
from apps.assessments.cycle.phases import PLANNED
from apps.assessments.cycle.services import Line, plan_phases
from apps.assessments.cycle_models import AssessmentPhase
from apps.assessments.resilience.api import PartViewSet
from apps.countries.models import Institution
from focalpoint.acting import current_acting
from focalpoint.api.inputs import InputSerializer, VisibleRelatedField
from focalpoint.api.rows import RowSerializer


class PhaseRow(RowSerializer):
    class Meta:
        model = AssessmentPhase
        fields = (
            "id",
            "assessment",
            "phase",
            "planned_end",
            "institution",
            "person",
            "done_at",
            "version",
            "updated_at",
        )


class PhaseInput(InputSerializer):
    institution = VisibleRelatedField(
        queryset=Institution.objects.all(), required=False, allow_null=True
    )
    person = VisibleRelatedField(
        queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )

    class Meta:
        model = AssessmentPhase
        fields: tuple[str, ...] = ("planned_end", "institution", "person")


class NewPhaseInput(PhaseInput):
    phase = serializers.ChoiceField(choices=[(str(phase), phase.label) for phase in PLANNED])

    class Meta(PhaseInput.Meta):
        fields = ("phase", *PhaseInput.Meta.fields)


@extend_schema(tags=["Assessments"])
class PhaseViewSet(PartViewSet):
    """By when each phase is to end and who is responsible; one without an entry has no date."""

    model = AssessmentPhase
    row_class = PhaseRow
    input_class = PhaseInput
    create_class = NewPhaseInput

    def perform_create(self, data: dict[str, Any]) -> AssessmentPhase:
        phase = data.pop("phase")
        assessment = self.whole()
        if self.get_queryset().filter(phase=phase).exists():
            raise serializers.ValidationError(
                {"phase": [_("It has an entry already; change that one.")]}
            )
        if not any(data.values()):
            raise serializers.ValidationError(
                {"planned_end": [_("Say by when it ends, or who is responsible.")]}
            )
        return self._planned(assessment, phase, Line(data, 0))

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Any:
        return self._planned(record.assessment, record.phase, Line(changes, version))

    def _planned(self, assessment: Any, phase: str, line: Line) -> AssessmentPhase:
        frame = current_acting()
        rows = plan_phases(
            actor=self.actor,
            assessment=assessment,
            lines={phase: line},
            reason=frame.reason if frame else "",
        )
        found = next(row for row in rows if row.phase == phase)
        found.refresh_from_db()
        return found
