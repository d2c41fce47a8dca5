"""What people are told of handovers."""

import uuid
from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership, User
from apps.actions.handover_models import HandoverNote
from apps.reminders.notices import notify
from focalpoint.actors import SYSTEM, Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
    line_of,
    register,
    register_subject,
)

HANDED_OVER = "handover.done"
LEFT_BEHIND = "handover.needed"


def note_lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those handover notes that ``actor`` may see."""
    notes = HandoverNote.objects.visible_to(actor).filter(pk__in=ids)
    return {
        note.pk: line_of(note, title=str(note))
        for note in notes.select_related("country", "predecessor")
    }


def post_lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those posts that have ended, as far as ``actor`` may see them."""
    posts = Membership.objects.visible_to(actor).filter(pk__in=ids, country__isnull=False)
    return {
        post.pk: line_of(
            post,
            title=gettext("Hand over the work of %(person)s") % {"person": post.user},
            url=reverse("handover", args=[post.user_id]),
        )
        for post in posts.select_related("country", "user")
        if post.country
    }


def tell_of_handover(*, actor: Actor, note: HandoverNote, people: Mapping[User, int]) -> None:
    """Tell each successor how many actions are theirs now, in one notice."""
    for person, number in people.items():
        notify(
            actor=actor,
            recipients=[person],
            kind=HANDED_OVER,
            subject=note,
            parameters={"number": str(number)},
            occasion=note.pk,
        )


def tell_of_work_left(*, post: Membership, recipients: list[uuid.UUID], number: int) -> None:
    """Tell those who may hand it over, once for each end of service, that open work is left."""
    notify(
        actor=SYSTEM,
        recipients=recipients,
        kind=LEFT_BEHIND,
        subject=post,
        parameters={"person": str(post.user), "number": str(number)},
        occasion=post.pk,
    )


register_subject(Subject("handover", HandoverNote, note_lines))
register_subject(Subject("membership", Membership, post_lines))
register(
    NoticeKind(
        HANDED_OVER,
        "handover",
        _("Work is handed over to me"),
        _("%(who)s handed open actions over to you: %(number)s"),
        "arrows-exchange",
        Channel.AT_ONCE,
    )
)
register(
    NoticeKind(
        LEFT_BEHIND,
        "membership",
        _("Somebody left open work behind"),
        _("%(person)s serves no more; open actions that are still assigned to them: %(number)s"),
        "user-off",
        Channel.AT_ONCE,
    )
)
