"""The writers of documents: beginning one, its frame, its sections, and its way to approval."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.reports.choices import LANGUAGES, DocumentStatus, DraftStatus
from apps.reports.drafting.templates import TEMPLATES
from apps.reports.models import Document, DocumentSection, SectionDraft
from apps.reports.notices import tell_of_return, tell_of_submission
from apps.reports.selectors import marks_in
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.transitions import transition
from focalpoint.visibility import Visibility

# What a person says of a document; but for its title, its drafts are made from it.
FRAME = frozenset(
    {"title", "period_start", "period_end", "as_of", "language", "audience", "treaty", "cycle"}
)
WRITTEN = frozenset({"text", "with_tables", "is_left_out"})


def create_document(
    *, actor: Actor, country: Country | None, kind: str, fields: Mapping[str, Any]
) -> Document:
    """Begin a document with all its sections, and ask for a draft of each.

    ``country`` is ``None`` for the annual report. Raises ``PermissionDenied`` or
    ``ValidationError``.
    """
    refuse_unknown(fields, FRAME)
    template = TEMPLATES[kind]
    if template.of_network != (country is None):
        raise PermissionDenied(_("Only the annual report is the network's own."))
    office = actor.office_in(country.pk) if country is not None else None
    document = Document(
        country=country,
        office_id=office,
        kind=kind,
        begun_by_id=actor.user_id,
        **fields,
    )
    _refuse_frame(document)
    with writing(actor, event="document.begun"):
        create_record(actor=actor, instance=document, event="document.begun")
        for order, section in enumerate(template.sections, start=1):
            made = DocumentSection(document=document, code=section.code, order=order)
            create_record(actor=actor, instance=made, event="document.begun")
        ask_for_drafts(actor=actor, document=document)
    return document


def change_document(
    *, actor: Actor, document: Document, changes: Mapping[str, Any], version: int | None
) -> Document:
    """Change the frame; where another day, audience or language follows, all is drafted again.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, FRAME)
    with writing(actor, event="document.framed"):
        before = locked(actor, document)
        _refuse_closed(before)
        former = before.frame
        changed = update_record(
            actor=actor,
            instance=before,
            changes=changes,
            version=version,
            event="document.framed",
        )
        _refuse_frame(changed)
        if former != changed.frame:
            ask_for_drafts(actor=actor, document=changed)
    return changed


def ask_for_drafts(
    *, actor: Actor, document: Document, codes: Collection[str] | None = None
) -> list[SectionDraft]:
    """Ask for a draft of each section, or of those named; what is on its way is not asked twice.

    A task makes them, in the name of whoever asked last. Raises ``PermissionDenied`` or
    ``ValidationError``.
    """
    authorize(actor, "change", document)
    with writing(actor, event="document.drafted"):
        # As it is now, and one after the other: two clicks at once ask for one draft.
        current = locked(actor, document)
        _refuse_closed(current)
        template = TEMPLATES[current.kind]
        rows = DocumentSection.objects.visible_to(actor).filter(document=current)
        if codes is not None:
            rows = rows.filter(code__in=codes)
        waiting = SectionDraft.objects.filter(status=DraftStatus.WAITING)
        # Whoever asked before may have left.
        others = waiting.filter(section__in=rows).exclude(asked_by=actor.user_id)
        others.update(asked_by=actor.user_id, updated_at=timezone.now())
        free = rows.filter(~Exists(waiting.filter(section=OuterRef("pk")))).order_by("order")
        asked = []
        for section in free.select_related("document"):
            kind = template.section(section.code)
            if kind is not None and kind.draft is not None:
                draft = SectionDraft(
                    section=section,
                    audience=current.audience,
                    as_of=current.as_of,
                    asked_by_id=actor.user_id,
                )
                asked.append(
                    create_record(actor=actor, instance=draft, event="document.draft_asked")
                )
    return asked


def write_section(
    *,
    actor: Actor,
    section: DocumentSection,
    changes: Mapping[str, Any],
    rests_on: SectionDraft | None,
    version: int,
) -> DocumentSection:
    """Keep what a person wrote. ``rests_on`` is the draft that they had before them.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError`` (a mark without a
    source, a document that is approved).
    """
    refuse_unknown(changes, WRITTEN)
    _refuse_marks(changes.get("text", ""), rests_on)
    with writing(actor, event="document.written"):
        current = _open_section(actor, section)
        _refuse_foreign(current, rests_on)
        return update_record(
            actor=actor,
            instance=current,
            changes={
                **changes,
                "is_written": True,
                "rests_on": rests_on.pk if rests_on else None,
            },
            version=version,
            event="document.written",
        )


def take_over(
    *,
    actor: Actor,
    section: DocumentSection,
    draft: SectionDraft,
    with_text: bool,
    version: int,
) -> DocumentSection:
    """Take a newer draft over: its tables and sources, and with ``with_text`` its words as well.

    What the person wrote stands in the history. Raises as ``write_section`` does: a text whose
    marks the new draft does not know is not kept without its sources.
    """
    with writing(actor, event="document.taken_over"):
        current = _open_section(actor, section)
        _refuse_foreign(current, draft)
        if draft.status != DraftStatus.DONE:
            raise ValidationError(_("This draft is not there yet."))
        changes: dict[str, Any] = {"rests_on": draft.pk}
        if with_text:
            changes = {"text": "", "is_written": False, "rests_on": None}
        else:
            _refuse_marks(current.text, draft)
        return update_record(
            actor=actor,
            instance=current,
            changes=changes,
            version=version,
            event="document.taken_over",
        )


def move_document(
    *, actor: Actor, document: Document, to: str, version: int | None = None, reason: str = ""
) -> Document:
    """Hand a document in for review, give it back, or begin its correction.

    Going back says why. Raises ``IllegalTransitionError``, ``StaleVersionError``,
    ``PermissionDenied`` or ``ValidationError``.
    """
    if to == DocumentStatus.APPROVED:
        raise ValidationError(_("A document is approved on its own page."))
    reason = _said(reason)
    with writing(actor, reason=reason):
        current = locked(actor, document)
        changes: dict[str, Any] = {}
        if to == DocumentStatus.DRAFT and current.status != DocumentStatus.DRAFT:
            if not reason:
                raise ValidationError({"reason": _("Say why, in a few words.")})
            if current.status == DocumentStatus.APPROVED:
                changes["correction"] = reason
        verb = "approve" if current.status == DocumentStatus.APPROVED else "change"
        former = current.status
        moved = transition(
            actor=actor,
            instance=current,
            to=to,
            verb=verb,
            version=version,
            reason=reason,
            changes=changes,
        )
        # A repeated click moves nothing, and tells nobody.
        if moved.status != former:
            tell = tell_of_return if to == DocumentStatus.DRAFT else tell_of_submission
            tell(actor=actor, document=moved)
    return moved


def _said(reason: str) -> str:
    """A reason as it is kept; ``ValidationError`` where it is longer than that."""
    said = reason.replace("\0", "").strip()
    field = Document._meta.get_field("correction")
    if field.max_length and len(said) > field.max_length:
        words = _("Say it in at most %(number)d letters.") % {"number": field.max_length}
        raise ValidationError({"reason": words})
    return said


def _open_section(actor: Actor, section: DocumentSection) -> DocumentSection:
    """The section, locked, of a document that is being written."""
    # The document before its sections, as wherever both are locked: else two could wait for ever.
    document = locked(actor, section.document)
    current = locked(actor, section)
    current.document = document
    authorize(actor, "change", current)
    _refuse_closed(document)
    return current


def _refuse_closed(document: Document) -> None:
    if document.status != DocumentStatus.DRAFT:
        raise ValidationError(_("The document is in review or approved: it is not written on."))


def _refuse_foreign(section: DocumentSection, draft: SectionDraft | None) -> None:
    if draft is not None and draft.section_id != section.pk:
        raise ValidationError(_("This draft is of another section."))


def _refuse_marks(text: str, draft: SectionDraft | None) -> None:
    known = {each["mark"] for each in draft.content.get("sources", ())} if draft else set()
    unknown = sorted(marks_in(text) - known)
    if unknown:
        marks = ", ".join(f"[{number}]" for number in unknown)
        raise ValidationError({"text": _("There is no source %(marks)s here.") % {"marks": marks}})


def _refuse_frame(document: Document) -> None:
    """What the kind asks for is said and nothing besides, and no more is read than has happened."""
    template = TEMPLATES[document.kind]
    for name in ("treaty", "cycle"):
        if (getattr(document, name) is None) == (name in template.asks):
            asks = name in template.asks
            words = _("This document asks for it.") if asks else _("This document has none.")
            raise ValidationError({name: words})
    if template.of_network and document.audience == Visibility.GOVERNMENT:
        raise ValidationError({"audience": _("The network's own documents are for more readers.")})
    if document.language not in dict(LANGUAGES):
        raise ValidationError({"language": _("Documents are not written in this language.")})
    zone: dt.date = (
        document.country.local_date(timezone.now()) if document.country else timezone.localdate()
    )
    if document.as_of > zone:
        raise ValidationError({"as_of": _("What has not happened yet is on no record.")})
