"""Attaching files to one's answers, and what the office does with them."""

import hashlib
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationQuestion,
    Moderation,
    Wish,
)
from apps.assessments.contribution_models import Contribution
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.findings.services import record_finding
from apps.assessments.guest_file_models import GuestFile, SubmissionFile
from apps.catalogue.models import Item
from apps.evidence.intake import Refused, examine
from apps.evidence.models import Evidence, Sensitivity
from apps.evidence.services import attach_files
from focalpoint.acting import acting
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.services import locked, update_record, writing
from focalpoint.visibility import Visibility

MOST_FILES = 5
LARGEST = 10 * 1024 * 1024


def files_of(actor: Actor) -> QuerySet[GuestFile]:
    """What the guest who acts has attached, without the contents."""
    rows: QuerySet[GuestFile] = GuestFile.objects.visible_to(actor)
    return rows.defer("content")


def attach_file(*, actor: Actor, question_id: str, file: "File[bytes]") -> None:
    """Add a file to the guest's answer to a question; the office gets it once they hand in.

    The same file once more changes nothing. Raises ``ValidationError`` that says what is wrong
    with the file, and once the consultation is closed.
    """
    with acting(actor):
        question = _question(actor, question_id)
    taken = examine(file)
    if isinstance(taken, Refused):
        raise ValidationError({"file": str(taken)})
    if (file.size or 0) > LARGEST:
        problem = _("%(name)s: at most %(limit)s can be attached.")
        facts = {"name": taken.name, "limit": filesizeformat(LARGEST)}
        raise ValidationError({"file": problem % facts})
    file.seek(0)
    content = file.read()
    with writing(actor):
        draft = _open_draft(actor)
        sha256 = hashlib.sha256(content).hexdigest()
        rows = GuestFile.objects.visible_to(actor)
        # Taken out a moment ago, and here again.
        same = rows.filter(question=question, sha256=sha256)
        if same.update(removed=False):
            return
        if rows.filter(removed=False).count() >= MOST_FILES:
            raise ValidationError(
                {"file": _("At most %(number)s files can be attached.") % {"number": MOST_FILES}}
            )
        GuestFile.objects.create(
            invitation_id=draft.invitation_id,
            question=question,
            name=taken.name,
            media_type=taken.media_type.name,
            size=len(content),
            sha256=sha256,
            content=content,
        )


def take_out_file(*, actor: Actor, file_id: uuid.UUID) -> None:
    """Take a file out again; one that was handed in leaves the office with the next handing in."""
    with writing(actor):
        _open_draft(actor)
        file = GuestFile.objects.visible_to(actor).filter(pk=file_id)
        file.filter(handed_in=False).delete()
        file.update(removed=True)


def take_up_file(*, actor: Actor, file: SubmissionFile, indicator: Item | None = None) -> Evidence:
    """Make a file of an accepted answer evidence of the assessment, and of a finding.

    It stays in the office; what came in confidence or anonymously is kept most strictly. A second
    time gives what it became. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    with writing(actor, event="submission.taken_up"):
        current = locked(actor, file)
        submission = current.submission
        authorize(actor, "respond", submission)
        if current.evidence is not None:
            return current.evidence
        if submission.status != Moderation.ACCEPTED:
            raise ValidationError(_("Accept the answer first: what is set aside proves nothing."))
        assessment = submission.consultation.assessment
        named = submission.wish == Wish.NAMED
        [item] = attach_files(
            actor=actor,
            target=assessment,
            files=[ContentFile(bytes(current.content), current.name)],
            sensitivity=Sensitivity.SENSITIVE if named else Sensitivity.RESTRICTED,
            visibility=Visibility.OFFICE,
            note=_("From the consultation “%(title)s”") % {"title": submission.consultation},
        )
        update_record(
            actor=actor,
            instance=current,
            changes={"evidence": item},
            version=None,
            verb="take_up",
        )
        if indicator is not None:
            _add_to_finding(actor, assessment, indicator, item)
    return item


def _add_to_finding(actor: Actor, assessment: Any, indicator: Item, item: Evidence) -> None:
    """Let a finding rest on one item more; what others add meanwhile stays."""
    rows = IndicatorFinding.objects.visible_to(actor).filter(
        assessment=assessment, indicator=indicator
    )
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        # Of two first findings at once, the second finds that of the other.
        locked(actor, assessment)
        found = rows.select_for_update(of=("self",)).first()
    before = found.evidence if found is not None else []
    record_finding(
        actor=actor,
        assessment=assessment,
        indicator=indicator,
        changes={"evidence": [*before, item.pk]},
        version=None,
    )


def _open_draft(actor: Actor) -> Contribution:
    """The guest's own draft, locked, while the consultation takes answers."""
    draft: Contribution = Contribution.objects.visible_to(actor).select_for_update().get()
    authorize(actor, "change", draft)
    consultation: Any = Consultation.objects.visible_to(actor).select_related("country").get()
    if not consultation.takes_answers(timezone.now()):
        raise ValidationError(
            _("The consultation is closed. What you handed in before stands as it was.")
        )
    return draft


def _question(actor: Actor, question_id: str) -> ConsultationQuestion:
    try:
        key = uuid.UUID(question_id)
    except ValueError:
        key = uuid.UUID(int=0)
    rows: QuerySet[ConsultationQuestion] = ConsultationQuestion.objects.visible_to(actor)
    found = rows.filter(pk=key).first()
    if found is None:
        raise ValidationError({"question": _("Choose the question that the file belongs to.")})
    return found
