"""The paper of a document that is being written: made for one person, marked, and not kept."""

import zoneinfo

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.views.generic import View

from apps.reports.approving import content_now
from apps.reports.choices import DocumentStatus
from apps.reports.contents import draft_report_of
from apps.reports.making import WRITERS
from apps.reports.models import Document
from apps.reports.selectors import documents, parts_of, problems
from apps.reports.views import DocumentMixin
from focalpoint.actors import Actor
from focalpoint.documents.files import file_response
from focalpoint.sharing import LEVELS

logger = structlog.get_logger(__name__)


def draft_file(actor: Actor, document: Document, format_: str) -> HttpResponse:
    """The document as it stands, as a download; 404 where what stands is what was approved."""
    if format_ not in WRITERS or document.status == DocumentStatus.APPROVED:
        raise Http404
    parts = parts_of(document, actor)
    # What was drafted for fewer readers stays theirs until it is drafted anew.
    drafted_for = [part.base.audience for part in parts if part.is_shown and part.base]
    audience = min([document.audience, *drafted_for], key=LEVELS.index)
    content = {**content_now(document, parts), "audience": audience}
    zone = document.country.time_zone if document.country else "UTC"
    now = timezone.localtime(timezone=zoneinfo.ZoneInfo(zone))
    with translation.override(document.language):
        report = draft_report_of(
            content, made_at=now, made_for=actor.name, problems=problems(document, parts)
        )
        made = WRITERS[format_](report)
    logger.info(
        "document_draft_taken",
        document=str(document.pk),
        format=format_,
        size=len(made),
        actor=str(actor.user_id or ""),
        actor_name=actor.name,
    )
    owner = document.country.code if document.country else "network"
    training = "-training" if document.is_training else ""
    kind = document.kind.replace("_", "-")
    return file_response(made, f"draft-{kind}-{owner}{training}-{now:%Y-%m-%d}.{format_}")


class DocumentPaperView(DocumentMixin, View):
    """The PDF or the DOCX of a document that is being written."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, pk: str, format: str) -> HttpResponse:
        return draft_file(self.actor, get_object_or_404(documents(self.actor), pk=pk), format)
