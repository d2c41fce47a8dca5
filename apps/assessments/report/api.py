"""Reports of assessments over the API: ask for one, see how far it is, take it."""

from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from apps.assessments.models import Assessment, AssessmentSnapshot
from apps.assessments.report.services import ask_for_report
from apps.assessments.report.views import report_file
from apps.assessments.report_models import AssessmentReport, Format, Progress
from apps.assessments.tasks import make_report_task
from focalpoint.api.inputs import CommandSerializer, VisibleRelatedField
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import CreateMixin, ReadOnlyViewSet
from focalpoint.documents.files import MEDIA_TYPES
from focalpoint.wakeups import start_on_commit


class ReportRow(RowSerializer):
    class Meta:
        model = AssessmentReport
        fields = (
            "id",
            "subject_kind",
            "subject_id",
            "format",
            "language",
            "status",
            "name",
            "size",
            "created_at",
        )


class ReportInput(CommandSerializer):
    """The report of a working record, or of one that was approved."""

    assessment = VisibleRelatedField(queryset=Assessment.objects.all(), required=False)
    snapshot = VisibleRelatedField(queryset=AssessmentSnapshot.objects.all(), required=False)
    format = serializers.ChoiceField(choices=Format.choices, default=Format.PDF)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("assessment" in attrs) == ("snapshot" in attrs):
            raise serializers.ValidationError(
                {"assessment": _("Name either an assessment or a snapshot.")}
            )
        return attrs


NEW = OpenApiExample(
    "The report of what was approved",
    value={"snapshot": "0190f1e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a", "format": "docx"},
    request_only=True,
)


@extend_schema(tags=["Assessments"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class ReportViewSet(CreateMixin, ReadOnlyViewSet):
    """Your own reports of assessments: a task makes them, and they are gone a day later."""

    model = AssessmentReport
    row_class = ReportRow
    input_class = ReportInput
    orderings: ClassVar = {"created": "id"}

    def perform_create(self, data: dict[str, Any]) -> AssessmentReport:
        record = data.get("assessment") or data["snapshot"]
        report = ask_for_report(actor=self.actor, record=record, format_=data["format"])
        start_on_commit(make_report_task, str(report.pk))
        return report

    @extend_schema(
        responses={(200, name): OpenApiTypes.BINARY for name in MEDIA_TYPES.values()},
        filters=False,
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def file(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file of a report that is ready; 404 until then."""
        report = self.record()
        if report.status != Progress.DONE:
            raise Http404
        return report_file(self.actor, report)
