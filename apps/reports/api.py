"""Documents over the API: what is being written, and what was approved, with its files."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request

from apps.countries.api import StateCodeField, StateParameter, TrainingField
from apps.reports.choices import FileFormat
from apps.reports.filters import DocumentFilter, DocumentVersionFilter
from apps.reports.models import Document, DocumentVersion, OwnedByStateOrNetwork
from apps.reports.version_views import version_file
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import HistoryMixin, ReadOnlyViewSet
from focalpoint.documents.files import MEDIA_TYPES


class OwnerCodeField(StateCodeField):
    """The code of the State whose it is; nothing for what is the network's own."""

    def __init__(self) -> None:
        super().__init__(allow_null=True)

    def from_column(self, value: Any) -> Any:
        return None if value is None else super().from_column(value)


class OwnerTrainingField(TrainingField):
    """Whether that State is fictional; the network is not."""

    def from_column(self, value: Any) -> bool:
        return value is not None and super().from_column(value)


class OwnedRow(RowSerializer):
    # What is a State's, or the network's own.
    country = OwnerCodeField()
    is_training = OwnerTrainingField()

    class Meta:
        abstract = True
        model: type[OwnedByStateOrNetwork]
        fields = ("id", "country", "is_training", "version", "created_at", "updated_at")


class DocumentRow(OwnedRow):
    class Meta:
        model = Document
        fields = (
            *OwnedRow.Meta.fields,
            "kind",
            "title",
            "period_start",
            "period_end",
            "as_of",
            "language",
            "audience",
            "cycle",
            "status",
            "correction",
            "office",
        )


@extend_schema(tags=["Documents"])
class DocumentViewSet(HistoryMixin, ReadOnlyViewSet):
    """Documents of your State, or of the network for its coordinators, while they are written."""

    model = Document
    row_class = DocumentRow
    filterset_class = DocumentFilter
    orderings: ClassVar = {"created": "id", "as_of": "as_of"}


class DocumentVersionBriefRow(OwnedRow):
    class Meta:
        model = DocumentVersion
        fields: tuple[str, ...] = (
            *OwnedRow.Meta.fields,
            "document",
            "kind",
            "title",
            "language",
            "number",
            "audience",
            "visibility",
            "reason",
            "approved_by",
            "approved_at",
            "sha256",
        )


class DocumentVersionRow(DocumentVersionBriefRow):
    class Meta(DocumentVersionBriefRow.Meta):
        fields = (*DocumentVersionBriefRow.Meta.fields, "content")


class DocumentVersionApiFilter(StateParameter, DocumentVersionFilter):
    class Meta:
        model = DocumentVersion
        fields: tuple[str, ...] = ("kind",)


@extend_schema(tags=["Documents"])
class DocumentVersionViewSet(HistoryMixin, ReadOnlyViewSet):
    """Documents as they were approved; a list leaves out their content."""

    model = DocumentVersion
    row_class = DocumentVersionRow
    list_row_class = DocumentVersionBriefRow
    filterset_class = DocumentVersionApiFilter
    orderings: ClassVar = {"created": "id", "approved_at": "approved_at"}

    @extend_schema(
        parameters=[
            OpenApiParameter("file_format", enum=FileFormat.values, location="path", required=True)
        ],
        responses={(200, name): OpenApiTypes.BINARY for name in MEDIA_TYPES.values()},
        filters=False,
    )
    @action(
        detail=True,
        pagination_class=None,
        filter_backends=[],
        url_path="files/<str:file_format>",
    )
    def file(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file as it was made when the document was approved; 404 until it is made."""
        rows: QuerySet[DocumentVersion] = self.get_queryset()
        return version_file(rows.select_related("country"), kwargs["pk"], kwargs["file_format"])
