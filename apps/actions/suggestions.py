"""What fits a few typed letters: people who see an action, actions that it may wait for."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.actions.audience import readers_of, refusal
from apps.actions.collaboration import ActionDependency
from apps.actions.mentions import person_called
from apps.actions.models import Action
from apps.actions.quickadd import fold, names_of
from apps.actions.search import matching
from focalpoint.actors import Actor

MOST = 8


@dataclass(frozen=True)
class Choice:
    """One suggestion: what is written when it is chosen, what is shown, and more about it."""

    value: str
    label: str
    hint: str = ""


def people_like(typed: str, action: Action) -> list[Choice]:
    """Those who see the action and whose name begins like ``typed``; all where it is empty.

    Where two people share a name, their addresses are written instead.
    """
    wanted = fold(typed)
    posts = (
        Membership.objects.filter(country=action.country_id, user__in=readers_of(action))
        .in_force()
        .select_related("user", "institution")
        .order_by("user__name", "user_id")
    )
    people = {post.user_id: post for post in posts if post.user_id}
    names = [post.user.name for post in people.values()]
    fitting = [
        post
        for post in people.values()
        if any(name.startswith(wanted) for name in names_of(post.user))
    ]
    return [
        Choice(
            value=post.user.email if names.count(post.user.name) > 1 else post.user.name,
            label=post.user.name,
            hint=str(post.institution or ""),
        )
        for post in fitting[:MOST]
    ]


def reader_called(name: str, action: Action) -> User:
    """The person of the State whom ``name`` calls, if they see the action.

    Raises ``ValidationError`` where nobody, several or somebody else is called so.
    """
    person = person_called(name.strip().removeprefix("@"), action.country)
    if not readers_of(action).filter(pk=person.pk).exists():
        raise refusal(person, action)
    return person


def actions_like(typed: str, action: Action, actor: Actor) -> list[Choice]:
    """Unfinished actions of the State whose reference or words begin like ``typed``."""
    rows = Action.objects.visible_to(actor).unfinished().filter(country=action.country_id)
    known = ActionDependency.objects.filter(action=action).values("blocked_by")
    rows = rows.exclude(pk=action.pk).exclude(pk__in=known)
    if words := typed.strip():
        found = matching(Action.objects.all(), words, countries=[action.country_id]).values("pk")
        rows = rows.filter(Q(reference__icontains=words) | Q(pk__in=found))
    nearest = rows.order_by(F("due_on").asc(nulls_last=True), "id")[:MOST]
    return [
        Choice(
            value=f"{found.reference} {found.title}",
            label=f"{found.reference} {found.title}",
            hint=_("due %(date)s") % {"date": found.due_on} if found.due_on else "",
        )
        for found in nearest
    ]
