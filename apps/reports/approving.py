"""Approval: what a document says becomes a version that nobody changes."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.assessments.snapshots import checksum
from apps.reports.choices import DocumentStatus
from apps.reports.contents import content_of
from apps.reports.models import Document, DocumentVersion
from apps.reports.notices import tell_of_approval
from apps.reports.selectors import Part, closed_sources, parts_of, problems
from focalpoint.actors import Actor
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.sharing import LEVELS
from focalpoint.transitions import transition


def content_now(document: Document, parts: Sequence[Part]) -> dict[str, Any]:
    """What a version would say that is approved now, in the language of the document."""
    with translation.override(document.language):
        return content_of(document, parts)


def approve_document(
    *,
    actor: Actor,
    document: Document,
    visibility: str,
    version: int | None = None,
    seen: str | None = None,
) -> DocumentVersion:
    """Keep the document as it stands as the next version, and say who reads it.

    ``seen`` is the checksum of what the person was shown; ``None`` where nothing was. Raises
    ``PermissionDenied``, ``StaleVersionError`` where the document says something else by now, or
    ``ValidationError`` where something stands in its way; every sentence of it says what.
    """
    authorize(actor, "approve", document)
    with writing(actor, event="document.approved"):
        current = locked(actor, document)
        _refuse_wider(visibility, current.audience)
        parts = parts_of(current, actor)
        content = content_now(current, parts)
        digest = checksum(content)
        if seen is not None and seen != digest:
            raise StaleVersionError(current, {})
        found = problems(current, parts)
        if found:
            raise ValidationError(found)
        rows = DocumentVersion.objects.visible_to(actor).filter(document=current)
        number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
        if rows.filter(number=number - 1, sha256=digest).exists():
            raise ValidationError(_("Nothing has changed since the last version."))
        moved = transition(
            actor=actor,
            instance=current,
            to=DocumentStatus.APPROVED,
            verb="approve",
            version=version,
        )
        made = DocumentVersion(
            country=moved.country,
            office_id=moved.office_id,
            document=moved,
            kind=moved.kind,
            title=moved.title,
            language=moved.language,
            number=number,
            visibility=visibility,
            audience=moved.audience,
            reason=moved.correction if number > 1 else "",
            content=content,
            sha256=digest,
            approved_by_id=actor.user_id,
            approved_at=timezone.now(),
        )
        create_record(actor=actor, instance=made, event="document.approved")
        tell_of_approval(actor=actor, document=moved)
    return made


def share_version(
    *,
    actor: Actor,
    record: DocumentVersion,
    visibility: str,
    reason: str,
    version: int | None = None,
) -> DocumentVersion:
    """Let more people read an approved document, up to its audience, or fewer.

    More read it only while what it cites is open to them. Raises ``StaleVersionError``,
    ``PermissionDenied`` or ``ValidationError``.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why more or fewer people may read it.")})
    _refuse_wider(visibility, record.audience)

    def derive(current: DocumentVersion) -> dict[str, Any]:
        if LEVELS.index(visibility) > LEVELS.index(current.visibility):
            _refuse_closed_sources(current, visibility)
        return {}

    return update_record(
        actor=actor,
        instance=record,
        changes={"visibility": visibility},
        version=version,
        verb="share",
        reason=reason,
        event="document.shared",
        derive=derive,
    )


def _refuse_closed_sources(version: DocumentVersion, visibility: str) -> None:
    sections = version.content["sections"]
    cited = ((each["title"], source) for each in sections for source in each["sources"])
    found = closed_sources(cited, visibility, version.country)
    if found:
        raise ValidationError({"visibility": found})


def _refuse_wider(visibility: str, audience: str) -> None:
    if visibility not in LEVELS or LEVELS.index(visibility) > LEVELS.index(audience):
        raise ValidationError(
            {"visibility": _("It was written for fewer readers: its sources are not open to more.")}
        )
