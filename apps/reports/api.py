"""Documents over the API: what is being written, and what was approved, with its files."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.assessments.snapshots import checksum
from apps.countries.api import StateCodeField, StateField, StateParameter, TrainingField
from apps.reports.approving import approve_document, content_now, share_version
from apps.reports.choices import AUDIENCES, CYCLES, LANGUAGES, MOVES, DocumentKind, FileFormat
from apps.reports.drafting.templates import TEMPLATES
from apps.reports.filters import DocumentFilter, DocumentVersionFilter
from apps.reports.models import Document, DocumentVersion, OwnedByStateOrNetwork
from apps.reports.selectors import documents, parts_of, problems
from apps.reports.services import (
    ask_for_drafts,
    change_document,
    create_document,
    move_document,
)
from apps.reports.tasks import make_drafts_task, make_files_task
from apps.reports.version_views import version_file
from apps.treaties.models import Treaty
from focalpoint.api.inputs import CommandSerializer, InputSerializer
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import HistoryMixin, ReadOnlyViewSet, RecordViewSet, versioned
from focalpoint.documents.files import MEDIA_TYPES
from focalpoint.wakeups import start_on_commit


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


FRAME = ("title", "period_start", "period_end", "as_of", "language", "audience", "treaty", "cycle")
NEW = OpenApiExample(
    "A country update for the annual meeting",
    value={
        "kind": "country_update",
        "title": "Country update 2026",
        "period_start": "2026-01-01",
        "period_end": "2026-06-30",
        "as_of": "2026-06-30",
        "language": "en",
        "audience": "network",
    },
    request_only=True,
)
IN_REVIEW = OpenApiExample("Hand it in", value={"to": "review"}, request_only=True)
APPROVAL = OpenApiExample(
    "Approve what was read",
    value={"visibility": "network", "seen": "5f" * 32},
    request_only=True,
)
SHARING = OpenApiExample(
    "Close it again",
    value={"visibility": "government", "reason": "A figure is looked at once more."},
    request_only=True,
)


class DocumentRow(OwnedRow):
    treaty = serializers.CharField(
        source="treaty.code", allow_null=True, help_text="The code of the instrument it is about."
    )

    class Meta:
        model = Document
        fields = (
            *OwnedRow.Meta.fields,
            "kind",
            *FRAME,
            "status",
            "correction",
            "office",
        )


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


class DocumentInput(InputSerializer):
    language = serializers.ChoiceField(choices=LANGUAGES)
    treaty = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Treaty.objects.all(),
        required=False,
        allow_null=True,
        help_text="Code of the instrument, for an annex to a report to a treaty body.",
    )
    cycle = serializers.IntegerField(
        min_value=1,
        max_value=CYCLES,
        required=False,
        allow_null=True,
        help_text="The cycle of the UPR, for its two documents.",
    )

    class Meta:
        model = Document
        fields: tuple[str, ...] = FRAME


class NewDocumentInput(DocumentInput):
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    country = StateField(
        required=False,
        help_text="The State's code; by default your own. The annual report has none.",
    )

    class Meta(DocumentInput.Meta):
        fields = ("kind", "country", *FRAME)


class DocumentMoveInput(CommandSerializer):
    """Into review or back to writing; a reason is required to go back, or to correct."""

    to = serializers.ChoiceField(choices=MOVES)


class DocumentContentSerializer(serializers.Serializer[Any]):
    """What a version would say that is approved now."""

    document_version = serializers.IntegerField(help_text="For `If-Match` when you approve it.")
    sha256 = serializers.CharField(help_text="Send it as `seen` when you approve it.")
    problems = serializers.ListField(
        child=serializers.CharField(), help_text="What stands in the way of approval, in words."
    )
    content = serializers.DictField(help_text="As `content` of an approved version.")


class ApproveDocumentInput(CommandSerializer):
    """Who reads the version, and the checksum of what you read; another text is not approved."""

    visibility = serializers.ChoiceField(choices=AUDIENCES)
    seen = serializers.CharField(
        max_length=64, help_text="`sha256` of `/documents/{id}/content/` as you read it."
    )


class ShareVersionInput(CommandSerializer):
    """Who may read it from now on; a reason is required."""

    visibility = serializers.ChoiceField(choices=AUDIENCES)


@extend_schema(tags=["Documents"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class DocumentViewSet(RecordViewSet):
    """Documents of your State, or of the network for its coordinators, while they are written."""

    model = Document
    row_class = DocumentRow
    input_class = DocumentInput
    create_class = NewDocumentInput
    filterset_class = DocumentFilter
    orderings: ClassVar = {"created": "id", "as_of": "as_of"}

    def perform_create(self, data: dict[str, Any]) -> Document:
        kind, country = data.pop("kind"), data.pop("country", None)
        if not TEMPLATES[kind].of_network:
            country = country or self.actor.country
            if country is None:
                raise serializers.ValidationError({"country": [_("Name the State.")]})
        made = create_document(actor=self.actor, country=country, kind=kind, fields=data)
        start_on_commit(make_drafts_task, str(made.pk))
        return made

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Document:
        changed = change_document(
            actor=self.actor, document=record, changes=changes, version=version
        )
        start_on_commit(make_drafts_task, str(changed.pk))
        return changed

    @extend_schema(responses=DocumentContentSerializer, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def content(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Read the document as a version would keep it, and what stands in the way."""
        document = get_object_or_404(documents(self.actor), pk=kwargs["pk"])
        parts = parts_of(document, self.actor)
        content = content_now(document, parts)
        row = {
            "document_version": document.version,
            "sha256": checksum(content),
            "problems": problems(document, parts),
            "content": content,
        }
        return self.shown(row)

    @extend_schema(request=DocumentMoveInput, responses=DocumentRow, examples=[IN_REVIEW])
    @action(detail=True, methods=["post"])
    @versioned
    def transition(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hand a document in for review, give it back, or begin its correction."""
        record, version = self.expected()
        body = self.body(DocumentMoveInput)
        with self.because(body["reason"]):
            moved = move_document(actor=self.actor, document=record, version=version, **body)
        return self.written(moved)

    @extend_schema(request=CommandSerializer, responses=DocumentRow)
    @action(detail=True, methods=["post"])
    def redraft(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Draft all sections again; repeating it asks for nothing twice."""
        record = self.record()
        with self.because(self.body(CommandSerializer)["reason"]):
            ask_for_drafts(actor=self.actor, document=record)
        start_on_commit(make_drafts_task, str(record.pk))
        return self.written(record)

    @extend_schema(
        request=ApproveDocumentInput,
        responses={201: DocumentVersionRow},
        examples=[APPROVAL],
    )
    @action(detail=True, methods=["post"])
    @versioned
    def approve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Approve the text that you read; the answer is the version that is kept."""
        record, version = self.expected()
        body = self.body(ApproveDocumentInput)
        with self.because(body.pop("reason")):
            made = approve_document(actor=self.actor, document=record, version=version, **body)
        start_on_commit(make_files_task, str(made.pk))
        path = reverse("api-document-version-detail", args=[made.pk])
        return self.created(DocumentVersionViewSet.represent(made), path)


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

    @extend_schema(request=ShareVersionInput, responses=DocumentVersionRow, examples=[SHARING])
    @action(detail=True, methods=["post"])
    @versioned
    def share(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let more people read an approved document, up to its audience, or fewer."""
        record, version = self.expected()
        body = self.body(ShareVersionInput)
        with self.because(body["reason"]):
            shared = share_version(actor=self.actor, record=record, version=version, **body)
        return self.written(shared)

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
