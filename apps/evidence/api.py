"""Evidence over the API: items, their revisions, upload and download."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import exceptions, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.countries.api import (
    StateInputSerializer,
    StateMixin,
    StateParameter,
    StateRowSerializer,
)
from apps.countries.models import Institution
from apps.evidence.errors import DamagedEvidenceError
from apps.evidence.file_views import file_response
from apps.evidence.filters import EvidenceFilter
from apps.evidence.media_types import MEDIA_TYPES
from apps.evidence.models import Evidence, Opening, Revision, Sensitivity
from apps.evidence.services import (
    attach_files,
    attach_link,
    change_evidence,
    restore_evidence,
    revise_evidence,
    withdraw_evidence,
)
from focalpoint.acting import current_acting
from focalpoint.api.conditional import version_in
from focalpoint.api.inputs import CommandSerializer, VisibleRelatedField
from focalpoint.api.media import OrjsonParser
from focalpoint.api.problems import CONFLICT
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    ListMixin,
    PartMixin,
    RecordViewSet,
    RetrieveMixin,
    versioned,
)
from focalpoint.attachments import carriers
from focalpoint.visibility import Visibility

FILE_HELP = gettext_lazy(
    "The file, in a body of `multipart/form-data`; known by its content, whatever it says it is."
)

NEW = OpenApiExample(
    "A link",
    value={
        "target_kind": "actions.action",
        "target_id": "0191f3a0-0000-7000-8000-000000000000",
        "title": "Official gazette, no. 12",
        "url": "http://example.org/gazette/12",
        "effective_on": "2026-03-02",
    },
    request_only=True,
    media_type="application/json",
)


class DamagedProblem(exceptions.APIException):
    """The file is not what was handed in: it is reported and not given out."""

    status_code = CONFLICT.status
    default_detail = gettext_lazy(
        "The file is not what was handed in: its checksum does not match. It has been reported."
    )


class EvidenceRow(StateRowSerializer):
    # The newest revision stands on the item itself.
    name = serializers.CharField(source="latest_name", help_text="The newest file's name.")
    media_type = serializers.CharField(source="latest_type", help_text="Known by its content.")
    size = serializers.IntegerField(source="latest_size", allow_null=True, help_text="In bytes.")
    sha256 = serializers.CharField(source="latest_sha256", help_text="Empty for a link.")

    class Meta:
        model = Evidence
        fields = (
            *StateRowSerializer.Meta.fields,
            "target_kind",
            "target_id",
            "title",
            "effective_on",
            "sensitivity",
            "visibility",
            "office",
            "status",
            "withdrawal_reason",
            "revision_number",
            "added_by",
            "name",
            "media_type",
            "size",
            "sha256",
        )


class EvidenceInput(StateInputSerializer):
    class Meta:
        model = Evidence
        fields = ("title", "effective_on", "sensitivity", "visibility", "office")


class ContentInput(CommandSerializer):
    # Either a file or an address.
    file = serializers.FileField(required=False, allow_empty_file=True, help_text=FILE_HELP)
    url = serializers.URLField(
        required=False, max_length=1000, help_text="A page elsewhere; only its address is kept."
    )
    effective_on = serializers.DateField(
        required=False, help_text="The day on which what it proves holds; today by default."
    )
    note = serializers.CharField(required=False, max_length=500, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("file" in attrs) == ("url" in attrs):
            raise serializers.ValidationError({"file": [_("Send a file or give an address.")]})
        return attrs


class NewEvidenceInput(ContentInput):
    """A file or a link, and the record that it belongs to."""

    target_kind = serializers.ChoiceField(
        choices=["actions.action"], help_text="What kind of record it belongs to."
    )
    target_id = serializers.UUIDField(help_text="The id of that record.")
    title = serializers.CharField(
        required=False, max_length=200, help_text="The file's name, or the address, by default."
    )
    sensitivity = serializers.ChoiceField(choices=Sensitivity.choices, required=False)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    office = VisibleRelatedField(
        queryset=Institution.objects.all(),
        required=False,
        help_text="The owning institution; your own when you leave it out.",
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        # The kinds are known once all apps are.
        kinds = serializers.ChoiceField(
            choices=sorted(carriers()), help_text=fields["target_kind"].help_text
        )
        return {**fields, "target_kind": kinds}


class RevisionInput(ContentInput):
    """The next revision of an item."""


class EvidenceApiFilter(StateParameter, EvidenceFilter):
    """The web's filters; the State is named by its code."""


@extend_schema(tags=["Evidence"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class EvidenceViewSet(StateMixin, RecordViewSet):
    """Files and links that prove something of a record; `target` filters by that record's id."""

    model = Evidence
    row_class = EvidenceRow
    input_class = EvidenceInput
    create_class = NewEvidenceInput
    filterset_class = EvidenceApiFilter
    parser_classes = (OrjsonParser, MultiPartParser)
    orderings: ClassVar[dict[str, str]] = {
        "created": "id",
        "effective_on": "effective_on",
        "title": "title",
        "updated": "updated_at",
    }

    @classmethod
    def base_queryset(cls) -> Any:
        return Evidence.objects.with_latest()

    def perform_create(self, data: dict[str, Any]) -> Evidence:
        carrier = carriers()[data.pop("target_kind")]
        target = carrier.find(self.actor, data.pop("target_id"))
        if target is None:
            raise serializers.ValidationError({"target_id": [_("There is no such record.")]})
        if "url" in data:
            return attach_link(actor=self.actor, target=target, **data)
        files = [data.pop("file")]
        try:
            return attach_files(actor=self.actor, target=target, files=files, **data)[0]
        except ValidationError as error:
            # Here one file is sent, under this name.
            found: dict[str, Any] = error.update_error_dict({})
            if "files" in found:
                found["file"] = found.pop("files")
            raise ValidationError(found) from error

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Evidence:
        frame = current_acting()
        return change_evidence(
            actor=self.actor,
            evidence=record,
            changes=changes,
            version=version,
            reason=frame.reason if frame else "",
        )

    @extend_schema(request=CommandSerializer, responses=EvidenceRow)
    @action(detail=True, methods=["post"])
    @versioned
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say that an item proves nothing any more; a `reason` is needed, and everything stays."""
        record, version = self.expected()
        reason = self.body(CommandSerializer)["reason"]
        with self.because(reason):
            changed = withdraw_evidence(
                actor=self.actor, evidence=record, version=version, reason=reason
            )
        return self.written(changed)

    @extend_schema(request=CommandSerializer, responses=EvidenceRow)
    @action(detail=True, methods=["post"])
    @versioned
    def restore(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a withdrawal back."""
        record, version = self.expected()
        with self.because(self.body(CommandSerializer)["reason"]):
            changed = restore_evidence(actor=self.actor, evidence=record, version=version)
        return self.written(changed)


class RevisionRow(RowSerializer):
    class Meta:
        model = Revision
        fields = (
            "id",
            "evidence",
            "number",
            "name",
            "media_type",
            "size",
            "sha256",
            "url",
            "note",
            "uploaded_by",
            "checked_at",
            "damaged_at",
            "version",
            "created_at",
        )


@extend_schema(tags=["Evidence"])
class RevisionViewSet(PartMixin, ListMixin, RetrieveMixin):
    """The revisions of an item, newest first; none is ever changed or deleted."""

    model = Revision
    parent = Evidence
    through = "evidence"
    row_class = RevisionRow
    input_class = RevisionInput
    parser_classes = (OrjsonParser, MultiPartParser)

    @property
    def default_response_headers(self) -> dict[str, str]:
        headers = super().default_response_headers
        # Files stay in no cache.
        return {**headers, "Cache-Control": "private, no-store"} if self.is_file else headers

    @property
    def is_file(self) -> bool:
        return self.action == "file"

    @classmethod
    def represent(cls, record: Any) -> dict[str, Any]:
        if isinstance(record, Evidence):
            # The version that was compared is that of the item.
            return EvidenceViewSet.represent(record)
        return super().represent(record)

    @versioned
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a revision; `If-Match` is the `ETag` of the item that it revises."""
        item = self.whole()
        version = version_in(request, item)
        data = self.body(RevisionInput)
        with self.because(data.pop("reason")):
            changed = revise_evidence(actor=self.actor, evidence=item, version=version, **data)
        added = Revision.objects.get(evidence=changed, number=changed.revision_number)
        return self.created(self.represent(added), f"{request.path}{added.pk}/")

    @extend_schema(
        responses={
            **{(200, name): OpenApiTypes.BINARY for name in MEDIA_TYPES},
            409: OpenApiResponse(description="The file is not what was handed in."),
        },
        filters=False,
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def file(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Download the file of a revision; what is strictly restricted is opened on its page only.

        A link has no file (404).
        """
        revision = self.get_queryset().select_related("evidence").filter(**self.lookup()).first()
        if revision is None or not revision.is_file:
            raise exceptions.NotFound
        try:
            return file_response(request._request, self.actor, revision, Opening.Means.API)
        except DamagedEvidenceError as damage:
            raise DamagedProblem from damage
