"""The way out of a mail: one click, no sign-in (RFC 8058).

The link names its reader and is signed; it is bound to a key that they can change, which ends the
links of all mails before.
"""

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.reminders.channels import choices_of, choose_mail
from apps.reminders.letters import absolute
from apps.reminders.personal import UnsubscribeKey, new_unsubscribe_key
from focalpoint.actors import SYSTEM, Actor
from focalpoint.notices import Channel
from focalpoint.services import writing

_SIGNER = signing.Signer(salt="focalpoint.unsubscribe", sep=".")


def unsubscribe_url(user: User) -> str:
    """The address for the header of a mail to ``user``."""
    row, _made = UnsubscribeKey.objects.get_or_create(user=user)
    token = _SIGNER.sign_object({"user": str(user.pk), "key": row.key})
    return absolute(reverse("unsubscribe", args=[token]))


def reader_of_link(token: str) -> User | None:
    """Whose link it is; ``None`` for one that is not ours or that was ended."""
    try:
        said = _SIGNER.unsign_object(token)
        row = UnsubscribeKey.objects.select_related("user").filter(user=said["user"]).first()
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    if row is None or row.key != said.get("key") or not row.user.is_active:
        return None
    return row.user


def unsubscribe(user: User) -> None:
    """Leave to the inbox everything that may be; repeating it changes nothing.

    What is overdue is mailed all the same (``channels``).
    """
    chosen = {choice.kind: Channel.IN_APP for choice in choices_of(user)}
    choose_mail(
        actor=actor_for(user),
        user=user,
        chosen=chosen,
        reason=_("unsubscribed by the link in a mail"),
    )


def end_links(*, actor: Actor, user: User) -> None:
    """Make the links in all mails so far open nothing."""
    if actor.user_id == user.pk:
        with writing(SYSTEM, event="unsubscribe.renewed"):
            UnsubscribeKey.objects.filter(user=user).update(key=new_unsubscribe_key())
