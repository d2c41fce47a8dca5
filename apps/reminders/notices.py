"""Telling people: the one door by which the apps above put a notice into inboxes."""

import uuid
from collections.abc import Iterable, Mapping

from django.db import models

from apps.accounts.models import User
from apps.reminders.personal import MailState, Notice
from focalpoint.actors import SYSTEM, Actor
from focalpoint.ids import uuid7
from focalpoint.notices import notice_kinds, subjects, tell_by
from focalpoint.policies import country_of
from focalpoint.scope import required_scope
from focalpoint.services import writing


def notify(
    *,
    actor: Actor,
    recipients: Iterable[User | uuid.UUID | None],
    kind: str,
    subject: models.Model,
    parameters: Mapping[str, str] | None = None,
    occasion: uuid.UUID | None = None,
) -> None:
    """Tell each of ``recipients`` once of ``occasion``.

    Called by services that have authorised what happened, in their transaction. ``actor`` is who
    did it: they are not told of it themselves, and the parameter ``who`` names them. ``occasion``
    is the key of what happened (a comment's, say), so that repeating it tells nobody twice; without
    one each call is another. Whoever does not see ``subject`` does not see the notice.
    Raises ``LookupError`` for a kind that nobody registered or that is not about such a record.
    """
    notify_each(
        actor=actor,
        kind=kind,
        told=[(subject, recipients)],
        parameters=parameters,
        occasion=occasion,
    )


def notify_each(
    *,
    actor: Actor,
    kind: str,
    told: Iterable[tuple[models.Model, Iterable[User | uuid.UUID | None]]],
    parameters: Mapping[str, str] | None = None,
    occasion: uuid.UUID | None = None,
) -> None:
    """The same of several subjects, each with its recipients, in one statement."""
    declared = notice_kinds()[kind]
    said = {"who": actor.name, **(parameters or {})}
    rows = []
    for subject, recipients in told:
        country_id, happened = _state_of(kind, subject), occasion or uuid7()
        named = (r.pk if isinstance(r, User) else r for r in recipients)
        people = {person for person in named if person is not None} - {actor.user_id}
        rows += [
            Notice(
                kind=kind,
                occasion=happened,
                subject_kind=declared.subject,
                subject_id=subject.pk,
                country_id=country_id,
                recipient_id=person,
                parameters=said,
                mail_state=MailState.PENDING,
            )
            for person in sorted(people, key=str)
        ]
    # The row belongs to its recipient: nobody else could write it.
    with writing(SYSTEM, event="notice.told"):
        Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _state_of(kind: str, subject: models.Model) -> uuid.UUID | None:
    """The State whose record a notice is about; ``None`` for one of the network's own."""
    if not isinstance(subject, subjects()[notice_kinds()[kind].subject].model):
        raise LookupError(f"{kind} is not about {subject._meta.label}")
    country_id = country_of(subject)
    if country_id is None and not required_scope(type(subject)).coordinated:
        raise LookupError(f"{subject._meta.label} is no State's")
    return country_id


tell_by(notify)
