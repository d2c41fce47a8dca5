"""Sections of documents over the API: what was drafted, what a person wrote, and its sources."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.reports.choices import AUDIENCES, DraftStatus
from apps.reports.models import Document, DocumentSection, SectionDraft
from apps.reports.selectors import Part, documents, parts_of
from apps.reports.services import ask_for_drafts, take_over, write_section
from apps.reports.tasks import make_drafts_task
from focalpoint.acting import current_acting
from focalpoint.actors import Actor
from focalpoint.api.conditional import version_in
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    HistoryMixin,
    ListMixin,
    PartMixin,
    RetrieveMixin,
    UpdateMixin,
    versioned,
)
from focalpoint.policies import allowed
from focalpoint.services import locked
from focalpoint.wakeups import start_on_commit

TAKES = [("all", "all"), ("tables", "tables")]
WRITE = OpenApiExample(
    "In one's own words",
    value={"text": "The police were trained.\n\n- Two courses", "with_tables": True},
    request_only=True,
)
TAKE = OpenApiExample("Its words as well", value={"what": "all"}, request_only=True)


class SourceSerializer(serializers.Serializer[Any]):
    """A record or a count that the text names by its number in brackets."""

    mark = serializers.IntegerField(help_text="The text names it as `[mark]`.")
    title = serializers.CharField()
    reference = serializers.CharField()
    as_of = serializers.DateField()
    source = serializers.CharField(help_text="Where it comes from.")  # type: ignore[assignment]
    record = serializers.CharField(help_text="Kind and id of the record; empty for a count.")


class DraftSerializer(serializers.Serializer[Any]):
    """What the record said of a section on a day."""

    id = serializers.UUIDField()
    audience = serializers.ChoiceField(choices=AUDIENCES)
    as_of = serializers.DateField()
    made_at = serializers.DateTimeField()
    text = serializers.CharField()
    tables = serializers.ListField(child=serializers.DictField())
    charts = serializers.ListField(child=serializers.DictField())
    sources = SourceSerializer(many=True)
    left_out = serializers.ListField(
        child=serializers.CharField(),
        help_text="What these readers may not read, in numbers; empty for those who may not write.",
    )


class SectionRow(RowSerializer):
    version = serializers.IntegerField(
        source="shown_version", help_text="Raised by its drafts, too."
    )

    class Meta:
        model = DocumentSection
        fields: tuple[str, ...] = (
            "id",
            "document",
            "code",
            "order",
            "text",
            "is_written",
            "with_tables",
            "is_left_out",
            "version",
            "created_at",
            "updated_at",
        )


class SectionLine(SectionRow):
    """A section as it stands: `text` is a person's or, until somebody wrote, that of the draft."""

    rests_on = serializers.UUIDField(
        allow_null=True, read_only=True, help_text="The draft below the text."
    )
    draft_status = serializers.ChoiceField(
        choices=DraftStatus.choices,
        allow_null=True,
        read_only=True,
        help_text="Of the draft that was asked for last.",
    )
    drafted = DraftSerializer(
        allow_null=True,
        read_only=True,
        help_text="The draft below the text: its tables and sources are those of the section.",
    )
    newer = DraftSerializer(
        allow_null=True,
        read_only=True,
        help_text="What the record says otherwise by now; take it over, or leave it.",
    )

    class Meta(SectionRow.Meta):
        fields = (*SectionRow.Meta.fields, "rests_on", "draft_status", "drafted", "newer")


class SectionInput(InputSerializer):
    rests_on = VisibleRelatedField(
        queryset=SectionDraft.objects.filter(status=DraftStatus.DONE),
        required=False,
        allow_null=True,
        help_text="The draft whose sources the text names; the one below it by default.",
    )

    class Meta:
        model = DocumentSection
        fields = ("text", "with_tables", "is_left_out", "rests_on")


class TakeDraftInput(CommandSerializer):
    """All of the newest draft, or its tables and sources below the text that a person wrote."""

    what = serializers.ChoiceField(choices=TAKES)


@extend_schema(tags=["Documents"])
@extend_schema_view(
    update=extend_schema(examples=[WRITE]), partial_update=extend_schema(examples=[WRITE])
)
class SectionViewSet(PartMixin, ListMixin, RetrieveMixin, UpdateMixin, HistoryMixin):
    """The sections of a document, in their order, each with its draft, its text and its sources."""

    model = DocumentSection
    parent = Document
    through = "document"
    row_class = SectionRow
    documented_class = SectionLine
    input_class = SectionInput
    orderings: ClassVar = {"order": "order"}
    default_ordering = "order"

    @classmethod
    def base_queryset(cls) -> Any:
        # What is shown is the section and its drafts, and all their versions only ever rise.
        drafts = SectionDraft.objects.filter(section=OuterRef("pk")).order_by()
        raised = Subquery(drafts.values("section").annotate(sum=Sum("version")).values("sum"))
        return super().base_queryset().annotate(shown_version=F("version") + Coalesce(raised, 0))

    @classmethod
    def represent(cls, record: Any) -> dict[str, Any]:
        row, frame = super().represent(record), current_acting()
        assert frame is not None
        return _completed([row], record.document, frame.actor)[0]

    @cached_property
    def document(self) -> Document:
        found = documents(self.actor).filter(pk=self.kwargs["parent_id"]).first()
        if found is None:
            raise Http404
        return found

    def whole(self) -> Document:
        return self.document

    def completed(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _completed(rows, self.document, self.actor)

    def expected(self) -> tuple[DocumentSection, int]:
        # No draft comes between what is compared and what is written.
        with self.because(""):
            locked(self.actor, self.document)
        record = self.record()
        return record, version_in(self.request, record, shown=record.shown_version)

    def part(self, record: DocumentSection) -> Part:
        """The section with its drafts; ``Http404`` where its document has none such any more."""
        parts = parts_of(self.document, self.actor)
        found = next((part for part in parts if part.section.pk == record.pk), None)
        if found is None:
            raise Http404
        return found

    def perform_update(
        self, record: DocumentSection, version: int, changes: dict[str, Any]
    ) -> DocumentSection:
        part = self.part(record)
        # What is not said stays as it was read; the page sends all of it, too.
        resting = changes.pop("rests_on", part.base)
        return write_section(
            actor=self.actor,
            section=record,
            changes={"text": part.text, **changes},
            rests_on=resting,
            version=version,
        )

    @extend_schema(request=TakeDraftInput, responses=SectionLine, examples=[TAKE])
    @action(detail=True, methods=["post"])
    @versioned
    def take(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take the newest draft over; what a person wrote stays in the history."""
        record, version = self.expected()
        body = self.body(TakeDraftInput)
        newest = self.part(record).newest
        if newest is None:
            raise ValidationError(_("This draft is not there yet."))
        with self.because(body["reason"]):
            taken = take_over(
                actor=self.actor,
                section=record,
                draft=newest,
                with_text=body["what"] == "all",
                version=version,
            )
        return self.written(taken)

    @extend_schema(request=CommandSerializer, responses=SectionLine)
    @action(detail=True, methods=["post"])
    def redraft(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Draft the section again; repeating it asks for nothing twice."""
        record = self.record()
        with self.because(self.body(CommandSerializer)["reason"]):
            ask_for_drafts(actor=self.actor, document=self.document, codes=[record.code])
        start_on_commit(make_drafts_task, str(self.document.pk))
        return self.written(record)


def _completed(
    rows: list[dict[str, Any]], document: Document, actor: Actor
) -> list[dict[str, Any]]:
    """The rows with their texts and drafts; two queries for all of them."""
    parts = {part.section.pk: part for part in parts_of(document, actor)}
    writes = allowed(actor, "change", document)
    for row in rows:
        part = parts.get(row["id"])
        if part is not None:
            row["text"] = part.text
        row["rests_on"] = part.base.pk if part and part.base else None
        row["draft_status"] = part.last.status if part and part.last else None
        row["drafted"] = _draft(part.base, writes) if part else None
        row["newer"] = _draft(part.newest, writes) if part and part.has_newer_draft else None
    return rows


def _draft(draft: SectionDraft | None, writes: bool) -> dict[str, Any] | None:
    if draft is None:
        return None
    told = ("text", "tables", "charts", "sources")
    return {
        "id": draft.pk,
        "audience": draft.audience,
        "as_of": draft.as_of,
        "made_at": draft.made_at,
        **{name: draft.content[name] for name in told},
        # Even a number tells of what an office keeps to itself.
        "left_out": draft.content["left_out"] if writes else [],
    }
