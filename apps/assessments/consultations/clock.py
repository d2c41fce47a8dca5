"""What the calendar does to consultations: a reminder before the last day, the close after it."""

import datetime as dt

from django.utils import timezone

from apps.assessments.consultation_models import Consultation, ConsultationStatus
from apps.assessments.consultations.invitation_services import write_mails
from apps.assessments.consultations.notices import tell_of_close
from apps.assessments.consultations.services import close_consultation
from apps.assessments.contribution_models import GuestMail
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.services import locked, writing

AHEAD = dt.timedelta(days=3)
REASON = "The last day for answers has ended."


def remind_before_the_close(now: dt.datetime | None = None) -> None:
    """Remind once, three days before the last day, whoever has not handed in."""
    for consultation, today in _open(now):
        if today <= consultation.closes_on <= today + AHEAD:
            write_mails(
                consultation,
                GuestMail.Kind.REMINDER,
                occasion=f"by {consultation.closes_on.isoformat()}",
                handed_in=False,
            )


def close_ended(now: dt.datetime | None = None) -> int:
    """Close what has ended in its capital; the number closed."""
    moment = now or timezone.now()
    ended = [each for each, today in _open(moment) if each.closes_on < today]
    return sum(_close(each, moment) for each in ended)


def _close(consultation: Consultation, moment: dt.datetime) -> bool:
    """Close one and tell its office, both or neither; ``False`` where it has more time by now."""
    with writing(SYSTEM, reason=REASON):
        current = locked(SYSTEM, consultation)
        today = current.country.local_date(moment)
        if current.status != ConsultationStatus.OPEN or current.closes_on >= today:
            return False
        tell_of_close(close_consultation(actor=SYSTEM, consultation=current, reason=REASON))
    return True


def _open(now: dt.datetime | None) -> list[tuple[Consultation, dt.date]]:
    moment = now or timezone.now()
    with acting(SYSTEM):
        rows = Consultation.objects.filter(status=ConsultationStatus.OPEN)
        return [(each, each.country.local_date(moment)) for each in rows.select_related("country")]
