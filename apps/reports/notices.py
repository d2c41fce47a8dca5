"""What people are told of documents: one waits for approval, comes back, is drafted.

Of a State's document its people are told, of the network's its coordinators.
"""

import uuid
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership
from apps.reports.models import Document, DocumentSection, SectionDraft
from apps.reports.selectors import documents
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
    register,
    register_subject,
    tell,
)
from focalpoint.roles import APPROVERS, Role

SUBMITTED = "document.submitted"
RETURNED = "document.returned"
APPROVED = "document.approved"
DRAFTED = "document.drafted"
NOT_DRAFTED = "document.not_drafted"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those documents that ``actor`` reads while they are written."""
    return {
        each.pk: SubjectLine(
            title=each.title,
            reference="",
            state=each.owner_name,
            url=each.get_absolute_url(),
            is_training=each.is_training,
        )
        for each in documents(actor).filter(pk__in=ids)
    }


def tell_of_submission(*, actor: Actor, document: Document) -> None:
    """Tell those who may approve it that it waits for them."""
    tell(actor=actor, recipients=_deciders(document), kind=SUBMITTED, subject=document)


def tell_of_return(*, actor: Actor, document: Document) -> None:
    """Tell its writers that it is theirs again; why stands in its history, and in no mail."""
    tell(actor=actor, recipients=_writers(document), kind=RETURNED, subject=document)


def tell_of_approval(*, actor: Actor, document: Document) -> None:
    """Tell its writers that it is approved."""
    tell(actor=actor, recipients=_writers(document), kind=APPROVED, subject=document)


def tell_of_drafts(*, document: Document, draft: SectionDraft) -> None:
    """Tell whoever asked that the last of the drafts is there."""
    _tell_of_draft(document, DRAFTED, draft)


def tell_of_failure(*, document: Document, draft: SectionDraft) -> None:
    """Tell whoever asked for a draft that it could not be made."""
    _tell_of_draft(document, NOT_DRAFTED, draft)


def _tell_of_draft(document: Document, kind: str, draft: SectionDraft) -> None:
    tell(
        actor=SYSTEM,
        recipients=[draft.asked_by_id],
        kind=kind,
        subject=document,
        occasion=draft.pk,
    )


def _deciders(document: Document) -> list[uuid.UUID]:
    """Who decides today for the State, or for the network, whoever asks."""
    roles = {Role.COORDINATOR} if document.is_of_network else APPROVERS
    with acting(SYSTEM):
        posts = Membership.objects.filter(country=document.country_id, role__in=roles)
        return list(posts.in_force().values_list("user_id", flat=True))


def _writers(document: Document) -> set[uuid.UUID]:
    """Who had a hand in its frame, its sections or its moves, by the history."""
    frames: Any = Document.pgh_event_model  # type: ignore[attr-defined]
    sections: Any = DocumentSection.pgh_event_model  # type: ignore[attr-defined]
    with acting(SYSTEM):
        found = {
            person
            for rows in (
                frames.objects.filter(pgh_obj_id=document.pk),
                sections.objects.filter(document_id=document.pk),
            )
            for person in rows.order_by().values_list("pgh_context__actor", flat=True).distinct()
        }
    return {uuid.UUID(person) for person in found if person}


register_subject(Subject("document", Document, lines))
for name, label, text, icon, channel in (
    (
        SUBMITTED,
        _("A document waits for my approval"),
        _("%(who)s handed this document in: it waits for your approval"),
        "eye-check",
        Channel.AT_ONCE,
    ),
    (
        RETURNED,
        _("A document that I wrote on comes back"),
        _("%(who)s gave this document back to its writers"),
        "arrow-back-up",
        Channel.AT_ONCE,
    ),
    (
        APPROVED,
        _("A document that I wrote on is approved"),
        _("%(who)s approved this document"),
        "circle-check",
        Channel.AT_ONCE,
    ),
    (
        DRAFTED,
        _("The drafts that I asked for are ready"),
        _("The drafts of this document are ready"),
        "file-text",
        Channel.DAILY,
    ),
    (
        NOT_DRAFTED,
        _("A draft that I asked for could not be made"),
        _("A section of this document could not be drafted"),
        "alert-triangle",
        Channel.DAILY,
    ),
):
    register(NoticeKind(name, "document", label, text, icon, channel))
