"""Inviting people to a consultation, and the mails that follow from it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationInvitation,
    ConsultationStatus,
)
from apps.assessments.contribution_models import Contribution, GuestAccess, GuestMail
from apps.assessments.guests.links import digest_of, link_token
from apps.assessments.guests.services import unseen
from apps.assessments.guests.tasks import send_guest_mail_task
from focalpoint.actors import SYSTEM, Actor
from focalpoint.policies import authorize
from focalpoint.services import check_links, locked, update_record, writing
from focalpoint.wakeups import start_on_commit

# After the last day, contributors still read what became of their answers.
LINKS_LAST = dt.timedelta(days=120)
MOST_INVITED = 500


@dataclass(frozen=True)
class Invitee:
    """One person to be asked."""

    organisation: str
    name: str
    email: str
    language: str


def invite_contributors(
    *, actor: Actor, consultation: Consultation, people: Sequence[Invitee]
) -> list[ConsultationInvitation]:
    """Invite several people; the mails leave at once, or when the consultation opens.

    All or none: raises ``ValidationError`` for an address that is invited already.
    """
    with writing(actor, event="consultation.invited"):
        current = locked(actor, consultation)
        authorize(actor, "invite", current)
        _refuse_after_close(current)
        known = set(current.invitations.values_list("email", flat=True))
        again = sorted({each.email for each in people} & known)
        if again:
            raise ValidationError(
                _("Invited already: %(addresses)s.") % {"addresses": ", ".join(again)}
            )
        if len(known) + len(people) > MOST_INVITED:
            raise ValidationError(
                _("At most %(number)s people can be invited.") % {"number": MOST_INVITED}
            )
        made = [
            ConsultationInvitation(
                consultation=current,
                organisation=each.organisation,
                name=each.name,
                email=each.email,
                language=each.language,
                expires_at=end_of_links(current),
            )
            for each in people
        ]
        for invitation in made:
            invitation.full_clean(validate_unique=False, validate_constraints=False)
        if made:
            check_links(actor, made[0])
        ConsultationInvitation.objects.bulk_create(made)
        with unseen(), writing(SYSTEM):
            GuestAccess.objects.bulk_create(
                [GuestAccess(invitation=i, token_digest=digest_of(link_token(i))) for i in made]
            )
            Contribution.objects.bulk_create([Contribution(invitation=i) for i in made])
        if current.status == ConsultationStatus.OPEN:
            write_invitations(current)
    return made


def revoke_contributor(
    *,
    actor: Actor,
    invitation: ConsultationInvitation,
    version: int | None = None,
    reason: str = "",
) -> ConsultationInvitation:
    """Make a link open nothing any more; what its person handed in before stays."""
    return update_record(
        actor=actor,
        instance=invitation,
        changes={"revoked_at": timezone.now()},
        version=version,
        reason=reason,
        event="invitation.withdrawn",
    )


def renew_link(
    *, actor: Actor, invitation: ConsultationInvitation, version: int | None = None
) -> ConsultationInvitation:
    """Send a new link; the old one, and the browsers that it let in, open nothing any more."""
    with writing(actor, event="invitation.resent"):
        current = locked(actor, invitation)
        consultation = current.consultation
        _refuse_after_close(consultation)
        renewed = update_record(
            actor=actor,
            instance=current,
            changes={
                "edition": current.edition + 1,
                "sent_at": None,
                "revoked_at": None,
                "undelivered_at": None,
                "undelivered_answer": "",
                "expires_at": end_of_links(consultation),
            },
            version=version,
        )
        with unseen(), writing(SYSTEM):
            GuestAccess.objects.filter(invitation=renewed).update(
                token_digest=digest_of(link_token(renewed)), browsers=[], code_digest=""
            )
        if consultation.status == ConsultationStatus.OPEN:
            write_invitations(consultation)
    return renewed


def remind_contributors(*, actor: Actor, consultation: Consultation) -> None:
    """Remind whoever has not handed in; once a day, and nobody learns whom it reached."""
    with writing(actor, event="consultation.reminded"):
        current = locked(actor, consultation)
        authorize(actor, "invite", current)
        now = timezone.now()
        if not current.takes_answers(now):
            raise ValidationError(_("The consultation takes no answers now."))
        day = current.country.local_date(now).isoformat()
        write_mails(current, GuestMail.Kind.REMINDER, occasion=day, handed_in=False)


def write_invitations(consultation: Consultation) -> None:
    """The mails with the links that have not left yet."""
    _write(consultation, GuestMail.Kind.INVITATION, {"sent_at": None}, None)


def write_mails(
    consultation: Consultation, kind: str, *, handed_in: bool, occasion: str = ""
) -> None:
    """A mail to those who have handed in, or have not; the same once only."""
    _write(consultation, kind, {"contribution__handed_in_at__isnull": not handed_in}, occasion)


def end_of_links(consultation: Consultation) -> dt.datetime:
    """When the links of a consultation expire."""
    day = dt.datetime.combine(consultation.closes_on, dt.time.max, dt.UTC)
    return day + LINKS_LAST


def _write(
    consultation: Consultation, kind: str, conditions: dict[str, Any], occasion: str | None
) -> None:
    with unseen(), writing(SYSTEM):
        rows = ConsultationInvitation.objects.filter(
            consultation=consultation, revoked_at=None, expires_at__gt=timezone.now(), **conditions
        )
        wanted = {
            (pk, str(edition) if occasion is None else occasion)
            for pk, edition in rows.values_list("pk", F("edition"))
        }
        known = set(
            GuestMail.objects.filter(invitation__consultation=consultation, kind=kind).values_list(
                "invitation", "occasion"
            )
        )
        mails = [
            GuestMail(invitation_id=pk, kind=kind, occasion=when)
            for pk, when in sorted(wanted - known, key=str)
        ]
        GuestMail.objects.bulk_create(mails, ignore_conflicts=True)
        for mail in mails:
            start_on_commit(send_guest_mail_task, str(mail.pk))


def _refuse_after_close(consultation: Consultation) -> None:
    if consultation.status not in (ConsultationStatus.PREPARED, ConsultationStatus.OPEN):
        raise ValidationError(_("The consultation is closed."))
