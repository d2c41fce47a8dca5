"""Addresses to which mail comes back: no more is sent there until the person changes something."""

import datetime as dt

from django.utils.translation import gettext as _

from apps.accounts.delivery import write_failing_address_mail
from apps.accounts.models import Membership, User
from apps.accounts.outbox import write_mail
from apps.accounts.tasks import send_account_mail_task
from focalpoint.actors import SYSTEM, Actor
from focalpoint.policies import authorize
from focalpoint.roles import APPROVERS
from focalpoint.services import writing
from focalpoint.wakeups import start_on_commit


def note_failing_address(*, user: User, answer: str, now: dt.datetime) -> User:
    """Send no more mail to the present address of ``user``: the last one came back for good.

    The focal points and deputies of the person's States are told by mail, once for an address.
    """
    with writing(SYSTEM, event="user.address_failed", reason=answer or _("mail came back")):
        current = User.objects.select_for_update().get(pk=user.pk)
        if current.email_fails:
            return current
        current.failing_email = current.email
        current.failing_since = now
        current.failing_answer = answer[:500]
        current.save(update_fields=["failing_email", "failing_since", "failing_answer"])
        for official in _responsible_for(current):
            mail = write_failing_address_mail(current, official)
            waiting = write_mail(*mail, official.email)
            start_on_commit(send_account_mail_task, str(waiting.pk))
    return current


def confirm_address(*, actor: Actor, user: User) -> User:
    """Send mail to the present address again: its owner, or the secretariat, says that it works."""
    if actor.user_id != user.pk:
        authorize(actor, "change", user)
    with writing(actor, event="user.address_confirmed", reason=_("the address works again")):
        current = User.objects.select_for_update().get(pk=user.pk)
        current.failing_email, current.failing_answer = "", ""
        current.failing_since = None
        current.save(update_fields=["failing_email", "failing_since", "failing_answer"])
    return current


def _responsible_for(user: User) -> list[User]:
    """The focal points and deputies of the States in which a person works, without that person."""
    states = Membership.objects.in_force().filter(user=user, country__isnull=False)
    posts = Membership.objects.in_force().filter(
        country__in=states.values("country"), role__in=APPROVERS
    )
    others = User.objects.filter(pk__in=posts.values("user")).exclude(pk=user.pk)
    return [official for official in others if not official.email_fails]
