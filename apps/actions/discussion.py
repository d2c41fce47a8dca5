"""The writers of what people say about an action and who follows it: comments, watchers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.actions.audience import readers_of, refusal
from apps.actions.collaboration import ActionComment, ActionWatcher, CommentMention
from apps.actions.mentions import read_mentions
from apps.actions.models import Action
from apps.actions.notices import tell_of_comment
from apps.actions.services import mark_seen
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.services import create_record, update_record, writing


def comment_on_action(
    *, actor: Actor, action: Action, text: str, reason: str = ""
) -> ActionComment:
    """Say a word to colleagues; whoever the text calls by @name must be able to see the action.

    The author watches the action from then on. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    comment = ActionComment(action=action, author_id=actor.user_id, text=text.strip())
    authorize(actor, "create", comment)
    with writing(actor, reason=reason, event="action.commented"):
        called = read_mentions(comment.text, action)
        comment.text = called.text
        create_record(actor=actor, instance=comment)
        _mention(comment, called.people)
        if actor.user_id is not None:
            watch_action(actor=actor, action=action)
        tell_of_comment(actor=actor, comment=comment, mentioned=called.people)
        mark_seen(actor=actor, action=action)
    return comment


def edit_comment(
    *,
    actor: Actor,
    comment: ActionComment,
    text: str,
    version: int | None,
    reason: str = "",
) -> ActionComment:
    """Correct one's own comment; the history keeps what it said before.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    with writing(actor, reason=reason, event="action.comment_edited"):
        called = read_mentions(text.strip(), comment.action)

        def derive(current: ActionComment) -> dict[str, Any]:
            return {"edited_at": timezone.now()} if current.text != called.text else {}

        changed = update_record(
            actor=actor,
            instance=comment,
            changes={"text": called.text},
            version=version,
            derive=derive,
        )
        CommentMention.objects.filter(comment=changed).exclude(user__in=called.people).delete()
        _mention(changed, called.people)
        tell_of_comment(actor=actor, comment=changed, mentioned=called.people, is_new=False)
    return changed


def watch_action(
    *, actor: Actor, action: Action, user: User | None = None, reason: str = ""
) -> ActionWatcher:
    """Tell a person (the actor by default) what happens in an action from now on.

    Whoever watches it already goes on. Raises ``PermissionDenied``, or ``ValidationError`` for
    somebody who may not see the action.
    """
    who = user.pk if user else actor.user_id
    if who is None:
        raise PermissionDenied(_("Only a person can watch an action."))
    watcher = ActionWatcher(action=action, user_id=who)
    authorize(actor, "create", watcher)
    with writing(actor, reason=reason, event="action.watched"):
        twins = ActionWatcher.objects.visible_to(actor).filter(action=action, user=watcher.user_id)
        existing: ActionWatcher | None = twins.first()
        if existing is not None:
            return existing
        if user is not None and not readers_of(action).filter(pk=user.pk).exists():
            raise refusal(user, action)
        create_record(actor=actor, instance=watcher)
    return watcher


def unwatch_action(*, actor: Actor, watcher: ActionWatcher, reason: str = "") -> None:
    """Tell a person no more; the history keeps that they watched. Raises ``PermissionDenied``."""
    authorize(actor, "delete", watcher)
    with writing(actor, reason=reason, event="action.unwatched"):
        ActionWatcher.objects.visible_to(actor).filter(pk=watcher.pk).delete()


def _mention(comment: ActionComment, people: tuple[User, ...]) -> None:
    CommentMention.objects.bulk_create(
        [CommentMention(comment=comment, user=person) for person in people], ignore_conflicts=True
    )
